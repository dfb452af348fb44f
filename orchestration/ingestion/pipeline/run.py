"""A run over the landing folder: every delivery that a quarter uses, from its file to the raw tables.

Belongs here: the order of the steps, which files are read, what comes of the whole. Not here: reading one delivery
(delivery), what is recorded (record) and told (telling), the checks (checks).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from orchestration.checks.evidence import CheckResult, Finding
from orchestration.ingestion.contracts.shape import ALL_REGISTERS
from orchestration.ingestion.judging.record import Record
from orchestration.ingestion.judging.replaced import Holding
from orchestration.ingestion.judging.validation import Rejection
from orchestration.ingestion.judging.years import Delivered
from orchestration.ingestion.pipeline import papers, telling
from orchestration.ingestion.pipeline.checks import Landed, check
from orchestration.ingestion.pipeline.delivery import Reader, Refusal, Refused
from orchestration.ingestion.pipeline.record import Used, keep_books, now, rejections_of
from orchestration.ingestion.raw import landing, warehouse
from orchestration.ingestion.raw.archive import archived, store
from orchestration.ingestion.raw.deliveries import Delivery
from orchestration.ingestion.raw.landing import LandedFile
from orchestration.ingestion.reading import hostile
from orchestration.ingestion.reading.confined import Opener
from orchestration.ingestion.reading.documents import sha256
from orchestration.workspace.attachments import attachments

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace


@dataclass(frozen=True)
class Tally:
    """Rows of a raw table in the scope of the run."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class IngestResult:
    """What ingestion did and found.

    Attributes:
        deliveries: files in use, oldest first.
        tables: `schema.table` to its rows in scope; every raw table is named, the unit's registers as one.
        rejections: rejected cells in scope.
        checks: results of the checks on files.
        findings: for the steward.
    """

    deliveries: list[Delivery]
    tables: dict[str, Tally]
    rejections: list[Rejection]
    checks: list[CheckResult]
    findings: list[Finding]


def ingest(
    workspace: Workspace,
    quarter: Quarter,
    connection: duckdb.DuckDBPyConnection,
    profile: Profile,
    before: tuple[Sequence[Holding], str] = ((), ""),
    delivered_as: Mapping[str, str] = MappingProxyType({}),
) -> IngestResult:
    """Loads the deliveries a quarter uses into the raw tables and rewrites the books.

    A delivery already loaded under the same reading is not opened again. A file that cannot be used is told of and
    the rest is still examined. Everything happens in one transaction: a run that breaks leaves the warehouse as it
    was.

    Args:
        workspace: where deliveries land and the archive is kept.
        quarter: of the report; deliveries of its fiscal year up to and including it are used.
        connection: warehouse, open for writing, outside any transaction.
        profile: question texts, crosswalk and policies of the unit.
        before: the deliveries of the release in force, and its name.
        delivered_as: landing path (`2025-TW2/file.csv`) to the SHA-256 of what was delivered, where files of the
            archive lie in the landing folder; those with another one have had their identities replaced.

    Raises:
        ConfigurationError: a contract cannot be used.
    """
    with Opener() as opener:
        reader = Reader(workspace, profile, quarter.year, opener)
        return _Run(workspace, quarter, connection, profile, reader, before, delivered_as).run()


class _Run:
    def __init__(
        self,
        workspace: Workspace,
        quarter: Quarter,
        connection: duckdb.DuckDBPyConnection,
        profile: Profile,
        reader: Reader,
        before: tuple[Sequence[Holding], str],
        delivered_as: Mapping[str, str],
    ) -> None:
        self.before = before
        self.workspace, self.quarter, self.connection, self.profile = workspace, quarter, connection, profile
        self.delivered_as = delivered_as
        self.reader, self.contracts = reader, reader.contracts
        self.findings: list[Finding] = []
        self.used: list[Used] = []
        self.refused: list[tuple[str, Refusal]] = []
        # Kinds of the files that cannot be used: they have come, and why they do not count is told once.
        self.came: dict[str, set[str]] = {}

    def run(self) -> IngestResult:
        with _transaction(self.connection):
            warehouse.prepare(self.connection, self.contracts, self.profile.unit.kode_satker)
            self.examine()
            self.keep_attachments()
            deliveries = keep_books(self.connection, self.workspace.archive, self.used)
            delivered = self.tell()
            landed = Landed(
                self.used, deliveries, self.refused, delivered, self.came, self.papers_before(), *self.before
            )
            checks, found = check(self.connection, self.contracts, self.profile, self.quarter, landed)
            self.findings += found
        return IngestResult(deliveries, self.tables(), rejections_of(self.used), checks, self.findings)

    def examine(self) -> None:
        known = warehouse.registered(self.connection)
        files = landing.landed_files(self.workspace, self.quarter)
        self.findings += [telling.of_misplaced(entry) for entry in landing.misplaced(self.workspace)]
        names = Counter(file.name for file in files if not file.ignored)
        seen: dict[str, str] = {}
        for file in files:
            label = file.name if names[file.name] < 2 else f"{file.quarter}/{file.name}"
            if file.ignored:
                self.findings.append(telling.of_ignored_file(file))
                continue
            if why := hostile.why_not_opened(file.path):
                self.refuse(label, Refused((Refusal("", "", "berkas", why),)))
                continue
            try:
                content = file.path.read_bytes()
            except OSError as error:
                why = hostile.not_opened(error)
                self.refuse(label, Refused((Refusal("", "", "berkas", why),)))
                continue
            digest = self.delivered_as.get(f"{file.quarter}/{file.name}") or sha256(content)
            if digest in seen:
                self.findings.append(telling.of_same_bytes(file, label, digest, seen[digest]))
                continue
            seen[digest] = f"{file.quarter}/{file.name}"
            self.delivery(file, label, content, digest, known)

    def keep_attachments(self) -> None:
        """Keeps the pictures and documents beside the deliveries; what they are for, the report says."""
        for one in attachments(self.workspace.sources, self.quarter).values():
            if archived(self.workspace.archive, one.sha256) is None:
                store(self.workspace.archive, one.sha256, one.name, one.path.read_bytes())

    def delivery(
        self,
        file: LandedFile,
        label: str,
        content: bytes,
        digest: str,
        known: Mapping[tuple[str, str], warehouse.Registered],
    ) -> None:
        reading = self.reader.reading(file)
        kept = known.get((digest, reading))
        record, loaded_at = (Record.of_text(kept.text), kept.loaded_at) if kept else (None, dt.datetime.min)
        if record is None or archived(self.workspace.archive, digest) is None or not self.reader.has_same_key(record):
            outcome = self.reader.read(file, content, digest, is_treated=digest != sha256(content))
            if isinstance(outcome, Refused):
                if outcome.kinds:
                    self.came.setdefault(file.quarter, set()).update(outcome.kinds)
                self.refuse(label, outcome)
                return
            batches, record = outcome
            loaded_at = now()
            warehouse.forget(self.connection, digest, self.contracts)
            warehouse.load(self.connection, digest, batches, reading, record.as_text(), loaded_at)
        self.used.append(Used(file, label, len(content), digest, record, loaded_at))

    def refuse(self, label: str, refused: Refused) -> None:
        self.findings += telling.of_refusals(label, refused.refusals)
        self.refused += [(label, refusal) for refusal in refused.refusals]

    def tell(self) -> dict[str, set[str]]:
        """Tells what was found in the deliveries; by quarter, the kinds of which they hold rows of the unit."""
        rejected_holds_back = self.profile.policy("baris_ditolak") == "menahan"
        for one in self.used:
            self.findings += telling.of_delivery(one.label, one.record, rejected_holds_back=rejected_holds_back)
        delivered: dict[str, set[str]] = {}
        for one in self.used:
            filled = {kind for _, kind, name, _ in one.record.row_classes if name in ("accepted", "rejected")}
            # A file of another satker is no delivery of the unit, whatever it holds.
            delivered.setdefault(one.file.quarter, set()).update(set() if one.record.foreign else filled)
            self.findings += telling.of_empty_tables(one.label, one.record, filled, self.contracts)
        # Beside the unit's own such a file harms nobody; in its place it holds the quarter back.
        for one in self.used:
            quarter, kinds = one.file.quarter, set(one.record.kinds)
            if one.record.foreign and not delivered[quarter] & kinds:
                self.came.setdefault(quarter, set()).update(kinds)
                self.findings = telling.in_place_of_own(self.findings, one.label, quarter)
        return delivered

    def papers_before(self) -> list[Delivered]:
        """The papers of the year before, where there are any to compare with them."""
        if not any(one.record.papers for one in self.used):
            return []
        found, unread = papers.of_the_year_before(self.connection, self.reader, self.quarter)
        self.findings += unread
        return found

    def tables(self) -> dict[str, Tally]:
        counts: dict[str, Counter[str]] = {kind: Counter() for kind in self.contracts}
        for one in self.used:
            for _, kind, row_class, count in one.record.row_classes:
                if row_class in ("accepted", "rejected"):
                    counts[kind][row_class] += count
        found: dict[str, Counter[str]] = {ALL_REGISTERS: Counter()}
        for kind, contract in sorted(self.contracts.items(), key=lambda item: item[1].asset):
            found.setdefault(ALL_REGISTERS if contract.is_register else contract.asset, Counter()).update(counts[kind])
        return {name: Tally(rows.total(), rows["accepted"], rows["rejected"]) for name, rows in sorted(found.items())}


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
