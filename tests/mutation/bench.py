"""A published quarter kept in memory, in which one delivery at a time is exchanged for a spoilt one and judged.

The way is the one that a run takes: ingestion with its controls, the suites of the raw tables, the models in their
order, their data tests, the figures. What is left out is what cannot change a figure: rendering. dbt is left out as
well: its compiled SQL is run as it stands, into the tables that a real run has made, so that their constraints hold.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from orchestration.checks.evidence import CheckResult, Finding
from orchestration.commands.options import EXIT_OK
from orchestration.commands.running import exit_code
from orchestration.ingestion import ingest, run_suites
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.ingestion.pipeline.delivery import Reader, Refused
from orchestration.ingestion.pipeline.run import IngestResult
from orchestration.ingestion.raw.landing import LandedFile
from orchestration.ingestion.raw.warehouse import forget, in_scope, quoted
from orchestration.ingestion.reading.confined import Opener
from orchestration.ingestion.reading.documents import sha256
from orchestration.ingestion.reading.layouts import Batch
from orchestration.ingestion.reading.recognition import bind
from orchestration.journey.journey import findings_of_checks
from orchestration.journey.plan import DBT_PROJECT
from orchestration.run.execution import RunOutcome
from orchestration.transformation import project, statements
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace

FIGURE = "value, printed_value, numerator, denominator, status, row_count"
"""What makes two figures the same: the digest of their rows names deliveries, so it always differs."""


@dataclass(frozen=True)
class Verdict:
    """What became of one spoilt delivery.

    Attributes:
        word: `place`, `file`, `refused`, `told`, `harmless`, `slipped` or `broke` (see WORDS).
        findings: what is said that was not said of the sound deliveries.
        figures: ids of figures that differ from the true ones; only worked out where nothing held the report back.
        conserved: whether rows = accepted + rejected + without data.
        code: exit code of the command on this evidence; the report is not rendered for it.
    """

    word: str
    findings: tuple[Finding, ...] = ()
    figures: tuple[str, ...] = ()
    conserved: bool = True
    code: int = EXIT_OK


WORDS = {
    "place": "held back or warned of, naming file and place",
    "file": "held back or warned of, naming the file",
    "refused": "held back by a rule that names no file",
    "told": "warned of without naming the file",
    "harmless": "figures unchanged",
    "slipped": "wrong figure published without a finding",
    "broke": "an internal error instead of a finding",
}
"""Verdicts and what they mean, best first."""


@dataclass(frozen=True)
class Place:
    """Where a spoilt delivery is spoilt; a finding is at the right place if it names any of it.

    Attributes:
        rows: physical rows; empty when no row in particular.
        columns: headers as delivered; empty when no column in particular.
    """

    rows: frozenset[int] = frozenset()
    columns: frozenset[str] = frozenset()

    def named_by(self, finding: Finding) -> bool:
        """Whether a finding of the file points here; a file spoilt as a whole is named by any finding of it."""
        if not self.rows and not self.columns:
            return True
        if finding.row is not None and finding.row in self.rows:
            return True
        named = f"{finding.column} {finding.message}".casefold()
        return any(column.casefold() in named for column in self.columns)


@dataclass
class Bench:
    """The warehouse of a finished run, in memory, and a copy of its sources to spoil.

    Attributes:
        workspace: copies of sources and state.
        quarter: of the run.
        alone: the files stand by themselves, without the control lists that count their rows and sums; a wrong figure
            then has to be held back, and a warning is not enough.
    """

    workspace: Workspace
    quarter: Quarter
    warehouse: Path
    target: Path
    alone: bool = False
    connection: duckdb.DuckDBPyConnection = field(init=False)

    @classmethod
    def of(cls, sources: Path, state: Path, folder: Path, quarter: str = "2025-TW2", *, alone: bool = False) -> Bench:
        """A bench in an empty folder, from the sources and the state of a run that was published."""
        shutil.copytree(sources, folder / "sources")
        for path in folder.glob("sources/landing/*/*kendali*") if alone else ():
            path.unlink()
        shutil.copytree(state / "archive", folder / "state" / "archive")
        shutil.copy(state / "identity.key", folder / "state" / "identity.key")
        ran = Workspace(sources, state, folder / "unused")
        workspace = Workspace(folder / "sources", folder / "state", folder / "reports")
        return cls(workspace, Quarter.parse(quarter), ran.warehouse, ran.dbt_target, alone)

    def __post_init__(self) -> None:
        self.connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "512MB"})
        self.connection.execute(
            f"ATTACH ':memory:' AS triwulan; ATTACH '{self.warehouse}' AS made (READ_ONLY);"
            " COPY FROM DATABASE made TO triwulan; DETACH made; USE triwulan"
        )
        written = json.loads((self.target / statements.FILE).read_bytes().partition(b"\n")[2])
        self.queries = {uid: query for uid, query, _ in written}
        self.opener = Opener()
        self.readings: dict[Path, tuple[Any, list[Any]]] = {}
        self.profile = load_profile(self.workspace)
        self.contracts = load_contracts(self.workspace.contracts)
        self.bound = {kind: bind(contract, self.profile) for kind, contract in self.contracts.items()}
        self.tables = {contract.kind: contract.asset for contract in self.contracts.values()}
        self.sound = self.ingest()
        self.said = Counter(self.sound.findings)
        self.rows = {kind: self.accepted(kind) for kind in self.tables}
        self.figures = self.read_figures()
        self.broken = {(c.target, c.name) for c in self.run_tests(self.models) if not c.passed}

    def ingest(self) -> IngestResult:
        return ingest(self.workspace, self.quarter, self.connection, self.profile)

    def accepted(self, kind: str) -> Counter[tuple[Any, ...]]:
        """The accepted rows of a kind in scope, as they were delivered; the delivery they came in is left out."""
        names = ", ".join(quoted(column.name) for column in self.contracts[kind].columns)
        sql = f"SELECT {names}, _quarter FROM ({in_scope(self.tables[kind])}) AS s"
        return Counter(self.connection.execute(sql).fetchall())

    def read_figures(self) -> dict[str, tuple[Any, ...]]:
        rows = self.connection.execute(f"SELECT figure_id, {FIGURE} FROM figures.figures").fetchall()
        return {row[0]: row[1:] for row in rows}

    @cached_property
    def manifest(self) -> dict[str, Any]:
        parsed = project.parsed_in(self.workspace, DBT_PROJECT)
        nodes: dict[str, Any] = json.loads((parsed / project.MANIFEST).read_text(encoding="utf-8"))["nodes"]
        return nodes

    @cached_property
    def models(self) -> tuple[str, ...]:
        """Ids of the models, each after those that it reads."""
        graph = {
            uid: [name for name in node["depends_on"]["nodes"] if name in self.manifest]
            for uid, node in self.manifest.items()
            if node["resource_type"] == "model"
        }
        return tuple(TopologicalSorter(graph).static_order())

    def sql(self, uid: str) -> str:
        """What dbt made of a model or test when it ran."""
        return self.queries[uid]

    def build(self, models: Sequence[str]) -> None:
        """Fills the tables of the models anew.

        Raises:
            duckdb.ConstraintException: rows break a constraint of a model, which holds a report back.
        """
        for uid in models:
            node = self.manifest[uid]
            if node["config"]["materialized"] == "view":
                continue
            self.connection.execute(f"DELETE FROM {node['relation_name']}")
            self.connection.execute(f"INSERT INTO {node['relation_name']} BY NAME ({self.sql(uid)})")

    def downstream(self, tables: set[str]) -> tuple[str, ...]:
        """Models that read some raw tables, directly or not, in their order."""
        reached: set[str] = set()
        sources = {f"source.triwulan.{table}" for table in tables}
        for uid in self.models:
            if any(name in reached or name in sources for name in self.manifest[uid]["depends_on"]["nodes"]):
                reached.add(uid)
        return tuple(uid for uid in self.models if uid in reached)

    def run_tests(self, models: Sequence[str]) -> list[CheckResult]:
        """The data tests that look at any of the models."""
        looked_at, results = set(models), []
        for uid, node in self.manifest.items():
            if node["resource_type"] != "test" or not looked_at & set(node["depends_on"]["nodes"]):
                continue
            cursor = self.connection.execute(f"SELECT * FROM ({self.sql(uid)}) AS broken LIMIT 20")
            names = [column[0] for column in cursor.description or []]
            rows = [dict(zip(names, map(str, row), strict=True)) for row in cursor.fetchall()]
            severity = "warn" if node["config"]["severity"].lower() == "warn" else "error"
            results.append(
                CheckResult(
                    node["name"], node["name"], "marts", "validity", severity, not rows, {"failed": len(rows)}, rows
                )
            )
        return results

    @contextmanager
    def exchanged(self, quarter: str, name: str, content: bytes, instead: str) -> Iterator[None]:
        """The landing folder with a file in place of another, put back at the end."""
        folder = self.workspace.landing / quarter
        kept = (folder / instead).read_bytes()
        try:
            if name != instead:
                (folder / instead).unlink()
            (folder / name).write_bytes(content)
            yield
        finally:
            (folder / name).unlink()
            (folder / instead).write_bytes(kept)
            forget(self.connection, sha256(content), self.contracts) if content != kept else None
            shutil.rmtree(self.workspace.archive / sha256(content), ignore_errors=True) if content != kept else None

    def glance(self, quarter: str, instead: str, content: bytes) -> Verdict | None:
        """What is plain from reading the file alone: refused, or the very rows of the sound one; else None."""
        file = LandedFile(self.workspace.landing / quarter / instead, quarter)
        read = Reader(self.workspace, self.profile, self.quarter.year, self.opener).read
        try:
            outcome, sound = read(file, content, sha256(content)), self._sound_reading(read, file)
        finally:
            if content != file.path.read_bytes():
                shutil.rmtree(self.workspace.archive / sha256(content), ignore_errors=True)
        if isinstance(outcome, Refused):
            refusals = tuple(Finding("blocking", instead, message=why.message) for why in outcome.refusals)
            return Verdict("file", refusals, code=ended(refusals))
        batches, record = outcome
        expected, texts = sound
        if any(getattr(record, n) != getattr(expected, n) for n in ("rejections", "differences", "oddities", "kinds")):
            return None
        if [_texts(batch) for batch in batches] != texts:
            return None
        conserved = record.rows_total == record.rows_accepted + record.rows_rejected + record.rows_empty
        return Verdict("harmless", conserved=conserved)

    def _sound_reading(self, read: Any, file: LandedFile) -> tuple[Any, list[Any]]:
        if file.path not in self.readings:
            content = file.path.read_bytes()
            batches, record = read(file, content, sha256(content))
            self.readings[file.path] = record, [_texts(batch) for batch in batches]
        return self.readings[file.path]

    def judge(self, quarter: str, instead: str, content: bytes, place: Place, name: str = "") -> Verdict:
        """What becomes of a delivery that takes the place of a sound one.

        Args:
            quarter: its folder.
            instead: name of the sound file.
            content: the spoilt bytes.
            place: where they are spoilt.
            name: what the spoilt file is called; by default like the sound one.
        """
        label = name or instead
        with self.exchanged(quarter, label, content, instead):
            result = self.ingest()
            new = list((Counter(result.findings) - self.said).elements())
            conserved = next(c for c in result.checks if c.name.startswith("every_row_of_a_file")).passed
            if code := ended(new, result.checks):
                return Verdict(_word(new, label, place), tuple(new), (), conserved, code)
            changed = {kind for kind in self.tables if self.accepted(kind) != self.rows[kind]}
            if not changed:
                return Verdict("harmless", tuple(new), (), conserved)
            suites = run_suites(self.connection, sorted(self.tables[kind] for kind in changed), self.workspace)
            new += findings_of_checks(self.connection, suites)
            if code := ended(new, suites):
                return Verdict(_word(new, label, place), tuple(new), (), conserved, code)
            return self._figures(label, place, new, changed, conserved)

    def recover(self) -> None:
        """Back to the sound deliveries after an exception."""
        self.connection.rollback()
        self.ingest()

    def _figures(self, label: str, place: Place, new: list[Finding], changed: set[str], conserved: bool) -> Verdict:
        models = self.downstream({self.tables[kind] for kind in changed})
        # Inside a transaction that is always taken back: the figures of the sound deliveries come back at no cost.
        self.connection.execute("BEGIN TRANSACTION")
        try:
            self.build(models)
            checks = [c for c in self.run_tests(models) if not c.passed and (c.target, c.name) not in self.broken]
            new = new + findings_of_checks(self.connection, checks)
            figures = self.read_figures()
        except duckdb.ConstraintException as error:
            new = [*new, Finding("blocking", rule="model", message=str(error))]
            return Verdict(_word(new, label, place), tuple(new), (), conserved, ended(new))
        except duckdb.Error as error:
            broke = Finding("blocking", rule="internal", message=f"{type(error).__name__}: {error}")
            return Verdict("broke", (*new, broke), (), conserved, ended(error=broke.message))
        finally:
            self.connection.execute("ROLLBACK")
        wrong = tuple(
            sorted(name for name in figures.keys() | self.figures.keys() if figures.get(name) != self.figures.get(name))
        )
        if code := ended(new, checks):
            return Verdict(_word(new, label, place), tuple(new), wrong, conserved, code)
        if not wrong:
            return Verdict("harmless", tuple(new), (), conserved)
        if self.alone:
            return Verdict("slipped", tuple(new), wrong, conserved)
        return Verdict(_word(new, label, place), tuple(new), wrong, conserved)


def _texts(batch: Batch) -> tuple[str, str, dict[str, list[str | None]]]:
    return batch.contract.kind, batch.sheet, batch.columns


def ended(findings: Sequence[Finding] = (), checks: Sequence[CheckResult] = (), error: str = "") -> int:
    """The exit code of a run on this evidence."""
    held = any(f.severity == "blocking" for f in findings) or any(c.blocks for c in checks)
    return exit_code(RunOutcome(not held and not error, held and not error, error=error))


def _word(findings: Sequence[Finding], label: str, place: Place) -> str:
    """How well the findings of a delivery lead to what is wrong with it."""
    loud = [finding for finding in findings if finding.severity != "info"]
    of_file = [finding for finding in loud if finding.delivery == label or label in finding.message]
    if any(place.named_by(finding) for finding in of_file):
        return "place"
    if of_file:
        return "file"
    if any(finding.severity == "blocking" for finding in loud):
        return "refused"
    return "told" if loud else "slipped"
