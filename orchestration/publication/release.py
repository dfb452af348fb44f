"""The report of a quarter: drafted, checked, and published as a release when nothing holds it back.

Belongs here: which steps make the files of a release, in which order, and the refusal to publish. Not here: what the
files say (the rooms below), and the folder that they come into (release/writing.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.checks.asking import delivered_as, questions
from orchestration.checks.catalogue import STOPS
from orchestration.checks.evidence import CheckResult, Finding
from orchestration.checks.telling import delivered_files, findings_of
from orchestration.checks.weights import weigh, weigh_findings
from orchestration.figures.book import PUBLIC_COLUMNS, Book, Component, read_book
from orchestration.figures.trails import read_trails
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.publication import formats
from orchestration.publication.assembly.assembly import Assembled, assemble
from orchestration.publication.document.outline import FONTS, TEMPLATES, read_outline
from orchestration.publication.document.supplied import Supplied
from orchestration.publication.evidence.against_formers import compare, mark_revised
from orchestration.publication.evidence.comparison import comparison_findings
from orchestration.publication.evidence.explanations import as_json, explain
from orchestration.publication.evidence.former_releases import Formers
from orchestration.publication.evidence.privacy import small_group_findings
from orchestration.publication.evidence.revisions import REVISIONS
from orchestration.publication.evidence.revisions_told import contradiction_findings
from orchestration.publication.evidence.trends import read_trends
from orchestration.publication.formats import open_data
from orchestration.publication.judging.attached import RULE as ATTACHED
from orchestration.publication.judging.attached import attached_findings
from orchestration.publication.judging.checks import check_document, check_typed
from orchestration.publication.judging.contradictions import check_contradictions
from orchestration.publication.judging.glyphs import glyph_findings
from orchestration.publication.judging.narratives import narrative_findings
from orchestration.publication.judging.rules.output import Output
from orchestration.release import held_back, manifests, store, writing
from orchestration.release.answers import VOID, Answered, match
from orchestration.release.hold import Hold
from orchestration.release.inputs import unit_files
from orchestration.release.signing import Signing
from orchestration.release.states import Waits, as_manifest
from orchestration.workspace.delimited import as_csv
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    import duckdb

    from orchestration.publication.document.document import Document
    from orchestration.publication.document.outline import Outline
    from orchestration.publication.evidence.explanations import Explanations
    from orchestration.publication.evidence.revisions import Comparison
    from orchestration.publication.evidence.trends import Trends
    from orchestration.release.writing import Release
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace


@dataclass(frozen=True)
class Draft:
    """Everything a release will hold but its manifest.

    Attributes:
        files: file name to content.
        checks: the results given, and those of the report itself.
        findings: the findings given, and those of the report itself.
        compared: quarter to the release whose figures it was compared with, for the manifest.
        document: what the report was rendered from.
        material: what its formats were given beside.
        waits: what it waits for as a konsep; nothing for what may be published.
    """

    files: dict[str, bytes]
    book: Book
    checks: list[CheckResult]
    findings: list[Finding]
    compared: dict[str, dict[str, str]]
    document: Document
    material: formats.Material
    waits: Waits

    @property
    def refused(self) -> bool:
        """Whether a check or a finding holds it back."""
        return any(check.blocks for check in self.checks) or any(f.severity == "blocking" for f in self.findings)


def draft(
    quarter: Quarter,
    connection: duckdb.DuckDBPyConnection,
    profile: Profile,
    checks: list[CheckResult],
    findings: list[Finding],
    inputs: Mapping[str, Any] | None = None,
    formers: Formers = Formers(),  # noqa: B008 -- frozen
    contracts: Sequence[Path] = (PROJECT / "sources" / "contracts",),
    hold: Hold | None = None,
    templates: Path = TEMPLATES,
    fonts: Path = FONTS,
    supplied: Supplied = Supplied(),  # noqa: B008 -- frozen
) -> Draft:
    """Renders the report of a quarter and checks it; writes nothing.

    Args:
        quarter: which quarter.
        connection: the finished warehouse.
        profile: the unit.
        checks: results of every stop before.
        findings: findings of every stop before.
        inputs: what the report is made from, as its manifest will say; tells why figures changed.
        formers: the releases that it is compared with.
        contracts: folders of the contracts in force, which say what the report calls a kind of delivery.
        hold: what people say to its warnings, and whether it needs their approval; without it nobody is asked.
        templates: folder of the report's templates.
        fonts: folder of the shipped fonts.
        supplied: emblem, pictures and documents of the unit.
    """
    book = named_as_declared(mark_revised(read_book(connection), formers), contracts)
    outline = read_outline(templates, fonts, profile)
    trails = read_trails(connection, book.figures.values(), book.deliveries)
    explained = explain(outline, book, profile, trails)
    comparison = compare(formers, book, explained, quarter, inputs or {})
    trends = read_trends(connection)
    return compose(
        quarter,
        outline,
        book,
        profile,
        checks,
        findings,
        explained,
        comparison,
        trends,
        (inputs or {}).get("deliveries", {}),
        lambda: delivered_files(connection),
        hold,
        templates,
        fonts,
        supplied=supplied,
    )


def named_as_declared(book: Book, contracts: Sequence[Path]) -> Book:
    """The book with the printed names of its kinds of deliveries and of their columns, as the contracts say."""
    found = load_contracts(contracts)
    return replace(
        book,
        kinds={kind: contract.printed_name for kind, contract in found.items()},
        columns={(kind, column.name): column.label for kind, contract in found.items() for column in contract.columns},
    )


OWN_RULES = frozenset(
    {
        "kelompok_kecil",
        "bertentangan_dengan_laporan_lalu",
        "every_reference_names_a_figure",
        "no_digit_is_typed_into_a_narrative",
        "klaim_disangkal",
        ATTACHED,
        "laporan_terbit",
        "huruf_tanpa_bentuk",
        VOID,
    }
)
"""Rules of the findings that `compose` makes itself."""


def compose(
    quarter: Quarter,
    outline: Outline,
    book: Book,
    profile: Profile,
    checks: list[CheckResult],
    findings: list[Finding],
    explained: Explanations,
    comparison: Comparison,
    trends: Trends,
    deliveries: Mapping[str, str],
    delivered: Callable[[], Mapping[str, str]],
    hold: Hold | None = None,
    templates: Path = TEMPLATES,
    fonts: Path = FONTS,
    left_out: Collection[str] = (),
    read_back: Sequence[CheckResult] | None = None,
    supplied: Supplied = Supplied(),  # noqa: B008 -- frozen
) -> Draft:
    """Puts the report together out of what was read, checks it, and renders it.

    Args:
        quarter: which quarter.
        outline: the declarations of the templates.
        book: the figures and the texts around them.
        profile: the unit.
        checks: results of every stop before.
        findings: findings of every stop before, none of `OWN_RULES`.
        explained: what stands behind each figure.
        comparison: what differs from the releases before.
        trends: what moved since earlier reports.
        deliveries: landing path to SHA-256, as the manifest will name them.
        delivered: gives the files behind the rows of the evidence, for what a steward reads of a failed check.
        hold: what people say to its warnings, and whether it needs their approval; None where nobody is asked.
        templates: folder of the report's templates.
        fonts: folder of the shipped fonts.
        left_out: files of `formats.FORMATS` that are not to be rendered.
        read_back: results of the checks that read the page back, where another has read it; see `OF_THE_PAGE`.
        supplied: emblem, pictures and documents of the unit.
    """
    own = [*small_group_findings(book.figures.values(), profile), *contradiction_findings(comparison)]
    findings = sorted([*findings, *weigh_findings(own, profile.weights)], key=_finding_order)
    checks = sorted(checks, key=_check_order)
    named = delivered_as(deliveries)

    def put_together(answered: Answered) -> Assembled:
        return assemble(
            outline, book, profile, quarter, checks, findings, explained, comparison, answered, supplied, trends
        )

    def heard(more: Sequence[Finding] = ()) -> Answered:
        return match(questions([*findings, *more], named), hold.answers if hold else ())

    def looked_at(assembled: Assembled) -> list[CheckResult]:
        official = outline.report.nomor_tabel == "baku"
        numbers = {name: spec.nomor for name, spec in outline.tables.items() if official}
        output = Output(assembled.document, book, profile, quarter, numbers)
        return weigh([check_typed(assembled), *check_contradictions(output)], profile.weights)

    known = heard()
    assembled = put_together(known)
    noticed = narrative_findings(assembled, book)
    noticed += attached_findings(assembled, book, quarter.code)
    noticed += comparison_findings(assembled.compared, f"{quarter.code}.csv")
    noticed += glyph_findings(assembled.document, book, fonts)
    findings = sorted([*findings, *weigh_findings(noticed, profile.weights)], key=_finding_order)
    on_page = looked_at(assembled)
    answered = heard(_untold(on_page, findings, delivered))
    if noticed or answered.given != known.given:
        # The quality statement lists the findings of its own narratives too, and the answers to those of the page.
        assembled = put_together(answered)
        on_page = looked_at(assembled)
        answered = heard(_untold(on_page, findings, delivered))
    findings = sorted([*findings, *answered.notes()], key=_finding_order)
    material = formats.Material(templates, fonts, quarter.end, explained, outline.report, trends)
    page = formats.render(formats.READ_BACK, assembled.document, material)
    checks = [*checks, *check_document(page.decode("utf-8"), assembled, book, explained, read_back), *on_page]
    files = {
        formats.READ_BACK: page,
        "figures.csv": as_csv(PUBLIC_COLUMNS, (figure.public() for figure in book.figures.values())),
        "jejak.json": as_json(explained, book, quarter, profile),
        "components.csv": as_csv(Component._fields, book.components),
        "findings.csv": held_back.as_file(findings),
        "checks.json": manifests.as_json([check.record() for check in checks]),
        REVISIONS: comparison.as_csv(),
        **comparison.kept,
        **trends.as_files(),
        **(hold.inputs if hold else {}),
    }
    made = Draft(files, book, checks, findings, comparison.named, assembled.document, material, Waits())
    if made.refused:
        return made
    waits = hold.waits(answered, files) if hold else Waits()
    document = replace(assembled.document, mark=outline.report.tanda_konsep) if waits else assembled.document
    anew = [name for name in formats.FORMATS if (waits or name not in files) and name not in left_out]
    files |= {name: formats.render(name, document, material) for name in anew}
    files |= open_data.render(document, material, files)
    return replace(made, document=document, waits=waits)


def _untold(
    results: list[CheckResult], findings: Sequence[Finding], delivered: Callable[[], Mapping[str, str]]
) -> list[Finding]:
    """What a steward reads of the checks of the page, unless the findings say it already."""
    told = {finding.rule for finding in findings}
    return findings_of([result for result in results if result.name not in told], delivered)


def publish_draft(
    workspace: Workspace,
    quarter: Quarter,
    connection: duckdb.DuckDBPyConnection,
    profile: Profile,
    made: Draft,
    inputs: dict[str, Any],
) -> Release:
    """Publishes a draft that nothing holds back and that waits for nothing.

    The unit's own files and the rows behind the figures go with the release, so that it can be followed and verified
    where the workspace is not at hand.
    """
    made.files.update(unit_inputs(workspace, quarter))
    folder = workspace.reports / quarter.code
    signing = Signing(workspace, profile.unit.model_dump())
    return writing.write(
        folder,
        quarter,
        profile,
        made.files,
        made.compared,
        inputs,
        lambda path: store.write(connection, path),
        signing,
        store.keep_head,
    )


def keep_konsep(
    workspace: Workspace,
    quarter: Quarter,
    connection: duckdb.DuckDBPyConnection,
    profile: Profile,
    made: Draft,
    inputs: dict[str, Any],
) -> Path:
    """Keeps a draft that waits as the konsep of its quarter, with all that a release has."""
    made.files.update(unit_inputs(workspace, quarter))
    folder = workspace.reports / quarter.code
    return writing.write_konsep(
        folder,
        quarter,
        profile,
        made.files,
        made.compared,
        inputs,
        lambda path: store.write(connection, path),
        as_manifest(made.waits),
        store.keep_head,
    )


def unit_inputs(workspace: Workspace, quarter: Quarter) -> dict[str, bytes]:
    """The unit's own files as they go with a release, by path within it."""
    return {f"inputs/{name}": path.read_bytes() for name, path in unit_files(workspace, quarter).items()}


def _check_order(check: CheckResult) -> tuple[int, str, str]:
    return (STOPS.index(check.stop), check.target, check.name)


def _finding_order(finding: Finding) -> tuple[Any, ...]:
    severity = ("blocking", "warning", "info").index(finding.severity)
    return (
        severity,
        finding.delivery,
        finding.sheet,
        finding.row or 0,
        finding.column,
        finding.rule,
        finding.value,
        finding.message,
    )
