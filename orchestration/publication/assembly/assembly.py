"""From the templates and a book to the neutral document.

Belongs here: the order of the sections, the cover. Not here: the outline and the sentences themselves
(reports/templates), figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orchestration.checks.evidence import CheckResult, Finding
from orchestration.figures.book import Book
from orchestration.figures.numbers import ROMAN
from orchestration.publication.assembly.chapters import read_chapter
from orchestration.publication.assembly.context import Context
from orchestration.publication.assembly.numbering import Numbers
from orchestration.publication.document.claims import Denied, denied_claims
from orchestration.publication.document.document import (
    Block,
    Cover,
    Document,
    Heading,
    Runs,
    Section,
    plain_text,
)
from orchestration.publication.document.outline import Outline
from orchestration.publication.document.wording import Typed, Unresolved
from orchestration.publication.evidence.comparison import Compared
from orchestration.publication.evidence.explanations import Explanations
from orchestration.publication.evidence.revisions import Comparison
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from orchestration.workspace.profile import Profile


@dataclass(frozen=True)
class Assembled:
    """The document and what was noticed while it was put together."""

    document: Document
    unresolved: list[Unresolved]
    typed: list[Typed]
    denied: list[Denied]
    compared: list[Compared] = field(default_factory=list)


def assemble(
    outline: Outline,
    book: Book,
    profile: Profile,
    quarter: Quarter,
    checks: list[CheckResult],
    findings: list[Finding],
    explained: Explanations,
    comparison: Comparison,
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

    Raises:
        TemplateError: a template cannot be used as written.
    """
    context = Context(outline, book, profile, quarter, checks, findings, explained, comparison)
    for entry in context.outline.report["bagian"]:
        if entry.get("bila") == "laporan_terbit" and not context.compared:
            continue
        context.sections.append(_section(context, entry))
    unit = context.profile.unit
    report = context.outline.report
    document = Document(
        title=_plain(context, report["judul_berkas"]),
        subtitle=unit.nama,
        author=unit.nama,
        footer=_plain(context, report["kaki"]),
        sections=tuple(context.sections),
    )
    denied = list(denied_claims(context.book.narratives, context.outline.claims, context.wording))
    return Assembled(document, context.wording.unresolved, context.wording.typed, denied, context.compared)


def _section(context: Context, entry: dict[str, Any]) -> Section:
    context.code = ""
    if entry.get("jenis") == "sampul":
        blocks: list[Block] = [_cover(context, entry)]
    else:
        chapter = entry.get("bab")
        context.numbers = Numbers()
        if chapter:
            context.numbers = Numbers(str(chapter), f"BAB {ROMAN[int(chapter) - 1]}")
        elif entry.get("lampiran"):
            context.numbers = Numbers("", f"Lampiran {entry['lampiran']}")
        blocks = []
        for name in entry["berkas"]:
            blocks += read_chapter(context, name)
    titles = [plain_text(b.runs) for b in blocks if isinstance(b, Heading) and b.level == 1]
    prefix = ROMAN[int(entry["bab"]) - 1] if entry.get("bab") else str(entry.get("awalan", ""))
    return Section(
        name=entry["nama"],
        blocks=tuple(blocks),
        prefix=prefix,
        numbering=entry.get("nomor_halaman", "bab"),
        orientation=entry.get("arah", "tegak"),
        running=titles[0] if len(titles) == 1 else "",
    )


def _cover(context: Context, entry: dict[str, Any]) -> Cover:
    def line(name: str) -> Runs:
        return context.wording.runs(context.environment.from_string(entry[name]).render(context.fields))

    return Cover(
        ministry=line("kementerian"),
        title=line("judul"),
        period=line("periode"),
        parent=line("induk"),
        unit=line("unit"),
        place=line("tempat"),
    )


def _plain(context: Context, text: str) -> str:
    return context.wording.untoken(context.environment.from_string(text).render(context.fields))
