"""From the templates and a book to the neutral document.

Belongs here: the order of the sections, the cover. Not here: the outline and the sentences themselves
(reports/templates), figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchestration.checks.evidence import CheckResult, Finding
from orchestration.declarations.strict import Place
from orchestration.figures.book import Book, Narrative
from orchestration.figures.numbers import roman
from orchestration.publication.assembly.chapters import read_chapter
from orchestration.publication.assembly.context import Context
from orchestration.publication.assembly.documents import Doubt
from orchestration.publication.assembly.numbering import Numbers
from orchestration.publication.assembly.pictures import Pictures
from orchestration.publication.assembly.written import Unprinted
from orchestration.publication.document.claims import Denied, denied_claims
from orchestration.publication.document.declared_words import CoverSpec, SectionSpec
from orchestration.publication.document.document import (
    Cover,
    CoverPicture,
    Document,
    Heading,
    Runs,
    Section,
    plain_text,
)
from orchestration.publication.document.outline import Outline
from orchestration.publication.document.supplied import Supplied
from orchestration.publication.document.wording import Typed, Unresolved
from orchestration.publication.evidence.comparison import Compared
from orchestration.publication.evidence.explanations import Explanations
from orchestration.publication.evidence.revisions import Comparison
from orchestration.publication.evidence.trends import Trends
from orchestration.release.answers import Answered
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from orchestration.workspace.profile import Profile


EMBLEM_BOX = (340.0, 106.0)
"""Width and height into which the emblem of the cover fits, in pixels of a page: 9 by 2.8 cm."""


@dataclass(frozen=True)
class Assembled:
    """The document and what was noticed while it was put together.

    Attributes:
        shown: places of the files beside the deliveries that it shows or leads to.
        unprinted: tables that narratives name and that are not there.
        untold: narratives that no chapter shows.
    """

    document: Document
    unresolved: list[Unresolved]
    typed: list[Typed]
    denied: list[Denied]
    compared: list[Compared] = field(default_factory=list)
    pictures: Pictures = field(default_factory=lambda: Pictures(Supplied()))
    doubts: list[Doubt] = field(default_factory=list)
    shown: frozenset[str] = frozenset()
    unprinted: list[Unprinted] = field(default_factory=list)
    untold: list[Narrative] = field(default_factory=list)


def assemble(
    outline: Outline,
    book: Book,
    profile: Profile,
    quarter: Quarter,
    checks: list[CheckResult],
    findings: list[Finding],
    explained: Explanations,
    comparison: Comparison,
    answered: Answered = Answered(),  # noqa: B008 -- frozen
    supplied: Supplied = Supplied(),  # noqa: B008 -- frozen
    trends: Trends = Trends(),  # noqa: B008 -- frozen
) -> Assembled:
    """Puts the report of a quarter together.

    Args:
        outline: the declarations of the templates.
        book: the figures and the texts around them.
        profile: the unit.
        quarter: which quarter.
        checks: results of every stop before this one; the quality statement counts them.
        findings: what stewards have to read; the quality statement lists it.
        explained: what stands behind each figure, for the appendix of trails.
        comparison: what differs from the releases before.
        answered: what people said of the warnings.
        supplied: emblem, pictures and documents of the unit.
        trends: what earlier reports say of the indicators.

    Raises:
        ConfigurationError: a template cannot be used as written.
    """
    context = Context(
        outline, book, profile, quarter, checks, findings, explained, comparison, answered, supplied, trends
    )
    report = context.outline.report
    standing = [
        (number, entry)
        for number, entry in enumerate(report.bagian)
        if isinstance(entry, CoverSpec) or entry.bila is None or context.compared
    ]
    context.number_tables(entry for _, entry in standing if not isinstance(entry, CoverSpec))
    for number, entry in standing:
        if isinstance(entry, CoverSpec):
            context.sections.append(_cover(context, entry, ("bagian", number)))
        else:
            context.sections.append(_section(context, entry))
    unit = context.profile.unit
    document = Document(
        title=context.wording.untoken(context.filled("laporan.yaml", ("judul_berkas",), report.judul_berkas)),
        subtitle=unit.nama,
        author=unit.nama,
        footer=context.wording.untoken(context.filled("laporan.yaml", ("kaki",), report.kaki)),
        sections=tuple(context.sections),
    )
    denied = list(denied_claims(context.book.narratives, context.outline.claims, context.wording))
    wording, pictures, documents = context.wording, context.pictures, context.documents
    shown = frozenset(pictures.used | documents.used)
    noticed = (wording.unresolved, wording.typed, denied, context.compared, pictures, documents.doubts)
    return Assembled(document, *noticed, shown, context.written.unprinted, context.written.untold())


def _section(context: Context, entry: SectionSpec) -> Section:
    context.code = ""
    context.numbers = Numbers()
    if entry.bab:
        context.numbers = Numbers(str(entry.bab), f"BAB {roman(entry.bab)}")
    elif entry.lampiran:
        context.numbers = Numbers("", f"Lampiran {entry.lampiran}")
    blocks = [block for name in entry.berkas for block in read_chapter(context, name)]
    titles = [plain_text(b.runs) for b in blocks if isinstance(b, Heading) and b.level == 1]
    return Section(
        name=entry.nama,
        blocks=tuple(blocks),
        prefix=roman(entry.bab) if entry.bab else entry.awalan,
        numbering=entry.nomor_halaman,
        orientation=entry.arah,
        running=titles[0] if len(titles) == 1 else "",
    )


def _cover(context: Context, entry: CoverSpec, place: Place) -> Section:
    context.code = ""

    def line(name: str) -> Runs:
        return context.wording.runs(context.filled("laporan.yaml", (*place, name), getattr(entry, name)))

    cover = Cover(
        ministry=line("kementerian"),
        title=line("judul"),
        period=line("periode"),
        parent=line("induk"),
        unit=line("unit"),
        place=line("tempat"),
        emblem=_emblem(context),
    )
    return Section(name=entry.nama, blocks=(cover,), numbering=entry.nomor_halaman)


def _emblem(context: Context) -> CoverPicture | None:
    declared, picture = context.profile.lambang, context.supplied.emblem
    if declared is None or picture is None:
        return None
    return CoverPicture(picture.drawing(*EMBLEM_BOX), context.wording.field_runs(declared.uraian))
