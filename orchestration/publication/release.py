"""The release: a folder that appears whole or not at all, and never changes.

Belongs here: the files of a release, the refusal to publish, the atomic move, the pointer `latest`. Not here: what the
files say.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.checks.catalogue import STOPS
from orchestration.checks.evidence import CheckResult, Finding
from orchestration.figures.book import PUBLIC_COLUMNS, Book, Figure, read_book
from orchestration.figures.trails import read_trails
from orchestration.publication.assembly.assembly import assemble
from orchestration.publication.document.outline import read_outline
from orchestration.publication.evidence import revisions
from orchestration.publication.evidence.comparison import comparison_findings
from orchestration.publication.evidence.explanations import as_json, explain
from orchestration.publication.evidence.privacy import small_group_findings
from orchestration.publication.evidence.revisions import Former, Formers, compare, mark_revised
from orchestration.publication.formats import docx, html, pdf, xlsx
from orchestration.publication.judging.checks import check_document, narrative_findings
from orchestration.publication.judging.contradictions import Output, check_contradictions
from orchestration.publication.judging.glyphs import glyph_findings
from orchestration.release import held_back, store
from orchestration.release.inputs import unit_files
from orchestration.release.reading import is_whole
from orchestration.workspace.delimited import as_csv
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

TEMPLATES = PROJECT / "reports" / "templates"
FONTS = PROJECT / "reports" / "fonts"
MANIFEST = "manifest.json"
LATEST = "latest"

_RELEASE = re.compile(r"r([1-9]\d*)")
_COMPONENT_COLUMNS = ("figure_id", "component_id", "role")


class PublicationRefusedError(RuntimeError):
    """The draft must not be published; carries what holds it back."""

    def __init__(self, checks: list[CheckResult], findings: list[Finding]) -> None:
        self.checks = [check for check in checks if check.blocks]
        self.findings = [finding for finding in findings if finding.severity == "blocking"]
        reasons = [f"check {check.name} on {check.target}: {check.counts}" for check in self.checks]
        reasons += [f"{finding.rule}: {finding.message}" for finding in self.findings]
        super().__init__("publication refused:\n" + "\n".join(reasons))


@dataclass(frozen=True)
class Draft:
    """Everything a release will hold but its manifest.

    Attributes:
        files: file name to content.
        checks: the results given, and those of the report itself.
        findings: the findings given, and those of the report itself.
        compared: quarter to the release whose figures it was compared with, for the manifest.
    """

    files: dict[str, bytes]
    book: Book
    checks: list[CheckResult]
    findings: list[Finding]
    compared: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether a check or a finding holds it back."""
        return any(check.blocks for check in self.checks) or any(f.severity == "blocking" for f in self.findings)


@dataclass(frozen=True)
class Release:
    """A release on disk.

    Attributes:
        path: its folder, `<reports>/<quarter>/rN`.
        number: N.
        published: whether this call wrote it; False when the newest release already says the same.
        figures: every figure, in id order.
        changed: ids of the figures that differ from the release before.
    """

    path: Path
    number: int
    published: bool
    figures: list[Figure]
    changed: list[str] = field(default_factory=list)
    checks: list[CheckResult] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def draft(
    quarter: Quarter,
    connection: duckdb.DuckDBPyConnection,
    profile: Profile,
    checks: list[CheckResult],
    findings: list[Finding],
    inputs: Mapping[str, Any] | None = None,
    formers: Formers = Formers(),  # noqa: B008 -- frozen
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
        templates: folder of the report's templates.
        fonts: folder of the shipped fonts.
    """
    book = mark_revised(read_book(connection), formers)
    findings = [*findings, *small_group_findings(book.figures.values(), profile)]
    checks, findings = sorted(checks, key=_check_order), sorted(findings, key=_finding_order)
    outline = read_outline(templates, fonts)
    trails = read_trails(connection, book.figures.values(), book.deliveries)
    explained = explain(outline, book, profile, trails)
    comparison = compare(formers, book, explained, quarter, inputs or {})
    findings = sorted([*findings, *revisions.findings(comparison)], key=_finding_order)
    assembled = assemble(outline, book, profile, quarter, checks, findings, explained, comparison)
    own = narrative_findings(assembled, book)
    own += comparison_findings(assembled.compared, f"{quarter.code}.csv")
    own += glyph_findings(assembled.document, book, fonts)
    if own:
        # The quality statement lists the findings of its own narratives too.
        findings = sorted([*findings, *own], key=_finding_order)
        assembled = assemble(outline, book, profile, quarter, checks, findings, explained, comparison)
    called = outline.report["sebutan"]
    page = html.render(assembled.document, templates, fonts, explained, called)
    numbers = {name: str(spec["nomor"]) for name, spec in outline.tables.items()}
    output = Output(assembled.document, book, profile, quarter, numbers)
    checks = [*checks, *check_document(page, assembled, book, explained), *check_contradictions(output)]
    files = {
        "laporan.html": page.encode("utf-8"),
        "figures.csv": as_csv(PUBLIC_COLUMNS, (figure.public() for figure in book.figures.values())),
        "jejak.json": as_json(explained, book, quarter, profile),
        "components.csv": as_csv(_COMPONENT_COLUMNS, book.components),
        "findings.csv": held_back.as_file(findings),
        "checks.json": _json([check.record() for check in checks]),
        revisions.REVISIONS: comparison.as_csv(),
        **comparison.kept,
    }
    made = Draft(files, book, checks, findings, comparison.named)
    if not made.refused:
        files["laporan.pdf"] = pdf.render(assembled.document, templates, fonts, quarter.end, called)
        words = {**outline.report["berkas_olah"], "sebutan": called}
        files["laporan.docx"] = docx.render(assembled.document, templates, fonts, quarter.end, words)
        files["tabel.xlsx"] = xlsx.render(assembled.document, explained, quarter.end, words)
    return made


def publish(
    workspace: Workspace,
    quarter: Quarter,
    connection: duckdb.DuckDBPyConnection,
    profile: Profile,
    checks: list[CheckResult],
    findings: list[Finding],
    inputs: dict[str, Any],
) -> Release:
    """Publishes the report of a quarter as the next release, unless it says what the newest one says.

    Args:
        workspace: where releases are kept.
        quarter: which quarter.
        connection: the finished warehouse.
        profile: the unit.
        checks: results of every stop before this one.
        findings: what stewards have to read so far.
        inputs: what the release was made from (hashes of deliveries, profile, reference data, code, dependencies);
            goes into the manifest as it is.

    Raises:
        PublicationRefusedError: a check that blocks failed, or a finding blocks.
        PdfError: the PDF does not meet its standards.
        DocxError: the Word file could not be opened.
        TemplateError: a template cannot be used as written.
    """
    made = draft(quarter, connection, profile, checks, findings, inputs, find_formers(workspace, quarter))
    if made.refused:
        raise PublicationRefusedError(made.checks, made.findings)
    return publish_draft(workspace, quarter, connection, profile, made, inputs)


def publish_draft(
    workspace: Workspace,
    quarter: Quarter,
    connection: duckdb.DuckDBPyConnection,
    profile: Profile,
    made: Draft,
    inputs: dict[str, Any],
) -> Release:
    """Publishes a draft that nothing holds back; see `publish`.

    The unit's own files and the rows behind the figures go with the release, so that it can be followed and verified
    where the workspace is not at hand.
    """
    for name, path in unit_files(workspace, quarter).items():
        made.files[f"inputs/{name}"] = path.read_bytes()
    folder = workspace.reports / quarter.code
    return write(folder, quarter, profile, made, inputs, lambda path: store.write(connection, path))


def write(
    folder: Path,
    quarter: Quarter,
    profile: Profile,
    made: Draft,
    inputs: dict[str, Any],
    write_evidence: Callable[[Path], None],
) -> Release:
    """Writes a draft as the next release of a quarter's folder; see `publish`.

    `write_evidence` makes the file of the rows behind the figures. It is left out when content is compared: a database
    file differs from one writing to the next, and what it holds is summed up by the digests in `figures.csv`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(".new-*"):
        # Of a run that was killed; a release is only ever a renamed one.
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
    previous = newest(folder)
    figures = list(made.book.figures.values())
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(made.files.items())}
    if previous is not None and _hashes_on_disk(previous) == hashes:
        _point(folder, previous.name)
        number = int(previous.name[1:])
        return Release(previous, number, False, figures, [], made.checks, made.findings)
    number = int(previous.name[1:]) + 1 if previous else 1
    name = f"r{number}"
    changed = _changed(previous, made.files["figures.csv"])
    new = folder / f".new-{name}-{os.getpid()}"
    new.mkdir()
    try:
        for file_name, content in made.files.items():
            _write_file(new / file_name, content)
        write_evidence(new / store.FILE)
        _seal(new / store.FILE)
        manifest = _manifest(quarter, profile, made, inputs, _entries(new), name, previous, changed)
        _write_file(new / MANIFEST, _json(manifest))
        _sync(new)
        new.rename(folder / name)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    _sync(folder)
    _point(folder, name)
    return Release(folder / name, number, True, figures, changed, made.checks, made.findings)


def find_formers(workspace: Workspace, quarter: Quarter) -> Formers:
    """The releases that a draft of a quarter is compared with; a damaged one says nothing."""

    def sound(of: Quarter) -> Former | None:
        found = newest(workspace.reports / of.code)
        return Former(found) if found is not None and is_whole(found) else None

    before = [replace(quarter, number=number) for number in range(1, quarter.number)]
    return Formers(sound(quarter), {earlier: former for earlier in before if (former := sound(earlier)) is not None})


def newest(folder: Path) -> Path | None:
    """The folder of the newest release of a quarter, or None."""
    if not folder.is_dir():
        return None
    found = [path for path in folder.iterdir() if _RELEASE.fullmatch(path.name) and (path / MANIFEST).is_file()]
    return max(found, key=lambda path: int(path.name[1:]), default=None)


def _manifest(
    quarter: Quarter,
    profile: Profile,
    made: Draft,
    inputs: dict[str, Any],
    files: dict[str, dict[str, Any]],
    name: str,
    previous: Path | None,
    changed: list[str],
) -> dict[str, Any]:
    before = _load_manifest(previous)
    return {
        "quarter": quarter.code,
        "release": name,
        "unit": profile.unit.model_dump(),
        "indicators": [indicator.kode for indicator in profile.indikator],
        "created_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "created_from": inputs,
        "files": files,
        "compared": made.compared,
        "policies": {key: policy.model_dump() for key, policy in sorted(profile.kebijakan.items())},
        "previous": None
        if previous is None
        else {
            "release": previous.name,
            "manifest_sha256": hashlib.sha256((previous / MANIFEST).read_bytes()).hexdigest(),
            "changed_files": [
                file for file, entry in files.items() if before["files"].get(file, {}).get("sha256") != entry["sha256"]
            ],
            "changed_figures": changed,
            "changed_inputs": _differences(before.get("created_from", {}), json.loads(_json(inputs))),
        },
    }


def _load_manifest(release: Path | None) -> dict[str, Any]:
    if release is None:
        return {"files": {}}
    loaded: dict[str, Any] = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    return loaded


def _differences(old: Any, new: Any, path: str = "") -> list[str]:
    """Dotted names of what differs between two inputs."""
    if isinstance(old, dict) and isinstance(new, dict):
        found = []
        for key in sorted({*old, *new}):
            found += _differences(old.get(key), new.get(key), f"{path}.{key}" if path else key)
        return found
    return [] if old == new else [path]


def _entries(release: Path) -> dict[str, dict[str, Any]]:
    """SHA-256 and size of every file of a release but its manifest, by path within it."""
    return {
        path.relative_to(release).as_posix(): {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "bytes": path.stat().st_size,
        }
        for path in sorted(release.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def _hashes_on_disk(release: Path) -> dict[str, str]:
    """What is compared with a draft: every file but the manifest and the evidence."""
    return {name: entry["sha256"] for name, entry in _entries(release).items() if name != store.FILE}


def _changed(previous: Path | None, figures: bytes) -> list[str]:
    """Ids of the figures whose row differs from the previous release; new and lost ones included."""
    if previous is None:
        return []
    old = _rows_by_id((previous / "figures.csv").read_text(encoding="utf-8"))
    new = _rows_by_id(figures.decode("utf-8"))
    return sorted(key for key in {*old, *new} if old.get(key) != new.get(key))


def _rows_by_id(text: str) -> dict[str, list[str]]:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    return {row[0]: row for row in rows[1:]}


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as handle:
        handle.write(content)
    _seal(path)


def _seal(path: Path) -> None:
    """Makes a file durable and read-only."""
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
    path.chmod(0o444)


def _sync(folder: Path) -> None:
    """Makes the entries of a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _point(folder: Path, name: str) -> None:
    """Lets `latest` name a release; replaced in one step, relative so that the folder can be moved."""
    latest = folder / LATEST
    if latest.is_symlink() and latest.readlink() == Path(name):
        return
    new = folder / f".new-{LATEST}-{os.getpid()}"
    new.unlink(missing_ok=True)
    new.symlink_to(name)
    new.replace(latest)
    _sync(folder)


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n").encode("utf-8")


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
