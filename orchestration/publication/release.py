"""The report of a quarter: drafted, checked, and published as a release when nothing holds it back.

Belongs here: which steps make the files of a release, in which order, and the refusal to publish. Not here: what the
files say (the rooms below), and the folder that they come into (release/writing.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from orchestration.publication.evidence.against_formers import compare, mark_revised
from orchestration.publication.evidence.comparison import comparison_findings
from orchestration.publication.evidence.explanations import as_json, explain
from orchestration.publication.evidence.former_releases import Formers
from orchestration.publication.evidence.privacy import small_group_findings
from orchestration.publication.evidence.revisions import REVISIONS
from orchestration.publication.evidence.revisions_told import contradiction_findings
from orchestration.publication.judging.checks import check_document, check_typed
from orchestration.publication.judging.contradictions import check_contradictions
from orchestration.publication.judging.glyphs import glyph_findings
from orchestration.publication.judging.narratives import narrative_findings
from orchestration.publication.judging.rules.output import Output
from orchestration.release import held_back, store, writing
from orchestration.release.answers import Answered, match
from orchestration.release.hold import Hold
from orchestration.release.inputs import unit_files
from orchestration.release.signing import Signing
from orchestration.release.states import Waits, as_manifest
from orchestration.workspace.delimited import as_csv
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    import duckdb

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
        waits: what it waits for as a konsep; nothing for what may be published.
    """

    files: dict[str, bytes]
    book: Book
    checks: list[CheckResult]
    findings: list[Finding]
    compared: dict[str, dict[str, str]] = field(default_factory=dict)
    waits: Waits = field(default_factory=Waits)

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
    """
    book = mark_revised(read_book(connection), formers)
    book = replace(book, kinds={kind: contract.printed_name for kind, contract in load_contracts(contracts).items()})
    findings = [*findings, *weigh_findings(small_group_findings(book.figures.values(), profile), profile.weights)]
    checks, findings = sorted(checks, key=_check_order), sorted(findings, key=_finding_order)
    outline = read_outline(templates, fonts, profile)
    trails = read_trails(connection, book.figures.values(), book.deliveries)
    explained = explain(outline, book, profile, trails)
    comparison = compare(formers, book, explained, quarter, inputs or {})
    findings = [*findings, *weigh_findings(contradiction_findings(comparison), profile.weights)]
    findings = sorted(findings, key=_finding_order)
    deliveries = delivered_as((inputs or {}).get("deliveries", {}))

    def put_together(answered: Answered) -> Assembled:
        return assemble(outline, book, profile, quarter, checks, findings, explained, comparison, answered)

    def heard(more: Sequence[Finding] = ()) -> Answered:
        return match(questions([*findings, *more], deliveries), hold.answers if hold else ())

    def read_back(assembled: Assembled) -> list[CheckResult]:
        numbers = {name: spec.nomor for name, spec in outline.tables.items()}
        output = Output(assembled.document, book, profile, quarter, numbers)
        return weigh([check_typed(assembled), *check_contradictions(output)], profile.weights)

    known = heard()
    assembled = put_together(known)
    own = narrative_findings(assembled, book)
    own += comparison_findings(assembled.compared, f"{quarter.code}.csv")
    own += glyph_findings(assembled.document, book, fonts)
    findings = sorted([*findings, *weigh_findings(own, profile.weights)], key=_finding_order)
    on_page = read_back(assembled)
    answered = heard(_untold(connection, on_page, findings))
    if own or answered.given != known.given:
        # The quality statement lists the findings of its own narratives too, and the answers to those of the page.
        assembled = put_together(answered)
        on_page = read_back(assembled)
        answered = heard(_untold(connection, on_page, findings))
    findings = sorted([*findings, *answered.notes()], key=_finding_order)
    material = formats.Material(templates, fonts, quarter.end, explained, outline.report)
    page = formats.render(formats.READ_BACK, assembled.document, material)
    checks = [*checks, *check_document(page.decode("utf-8"), assembled, book, explained), *on_page]
    files = {
        formats.READ_BACK: page,
        "figures.csv": as_csv(PUBLIC_COLUMNS, (figure.public() for figure in book.figures.values())),
        "jejak.json": as_json(explained, book, quarter, profile),
        "components.csv": as_csv(Component._fields, book.components),
        "findings.csv": held_back.as_file(findings),
        "checks.json": writing.as_json([check.record() for check in checks]),
        REVISIONS: comparison.as_csv(),
        **comparison.kept,
        **(hold.inputs if hold else {}),
    }
    made = Draft(files, book, checks, findings, comparison.named)
    if made.refused:
        return made
    waits = hold.waits(answered, files) if hold else Waits()
    document = replace(assembled.document, mark=outline.report.tanda_konsep) if waits else assembled.document
    anew = [name for name in formats.FORMATS if waits or name not in files]
    files |= {name: formats.render(name, document, material) for name in anew}
    return replace(made, waits=waits)


def _untold(
    connection: duckdb.DuckDBPyConnection, results: list[CheckResult], findings: Sequence[Finding]
) -> list[Finding]:
    """What a steward reads of the checks of the page, unless the findings say it already."""
    told = {finding.rule for finding in findings}
    return findings_of([result for result in results if result.name not in told], lambda: delivered_files(connection))


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
        folder, quarter, profile, made.files, made.compared, inputs, lambda path: store.write(connection, path), signing
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
