"""The first stop of the journey: from files in the landing folder to raw tables.

Belongs here: the order of the steps and what is told of them. Not here: the steps themselves.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from orchestration.checks.evidence import CheckResult, Finding
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.ingestion.contracts.shape import Contract
from orchestration.ingestion.judging import control_list, controls, years
from orchestration.ingestion.judging.coherence import examination
from orchestration.ingestion.judging.validation import (
    Oddity,
    Rejection,
    far_dates,
    foreign_units,
    judge_batches,
    satker_alone,
)
from orchestration.ingestion.raw import landing, warehouse
from orchestration.ingestion.raw.archive import archived, store
from orchestration.ingestion.raw.deliveries import Delivery
from orchestration.ingestion.raw.identities import Pseudonyms, Veil, mask, pseudonymised_copy, replace_identities, veil
from orchestration.ingestion.raw.landing import LandedFile
from orchestration.ingestion.reading import hostile
from orchestration.ingestion.reading.confined import Opener
from orchestration.ingestion.reading.documents import DelimitedText, DocumentError, Workbook, sha256
from orchestration.ingestion.reading.door import Lists, enter
from orchestration.ingestion.reading.glp039 import read_glp039
from orchestration.ingestion.reading.layouts import Batch, LayoutError, read_table, told_faults
from orchestration.ingestion.reading.recognition import Recognised, Recognition, bind, recognise
from orchestration.ingestion.reading.rkk import read_rkk
from orchestration.texts.answers import scale_of
from orchestration.texts.canonical import name_key
from orchestration.texts.indicator_codes import matcher
from orchestration.workspace.settings import PROJECT

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
        tables: `schema.table` to its rows in scope; every raw table is named.
        rejections: rejected cells in scope.
        checks: results of the checks on files.
        findings: for the steward.
    """

    deliveries: list[Delivery]
    tables: dict[str, Tally]
    rejections: list[Rejection]
    checks: list[CheckResult]
    findings: list[Finding]


@dataclass(frozen=True)
class _Refusal:
    sheet: str
    column: str
    rule: str
    message: str


def ingest(
    workspace: Workspace, quarter: Quarter, connection: duckdb.DuckDBPyConnection, profile: Profile
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

    Raises:
        ContractError: a contract cannot be used.
    """
    return _Run(workspace, quarter, connection, profile).run()


class _Run:
    def __init__(
        self, workspace: Workspace, quarter: Quarter, connection: duckdb.DuckDBPyConnection, profile: Profile
    ) -> None:
        self.workspace, self.quarter, self.connection, self.profile = workspace, quarter, connection, profile
        self.contracts = {kind: bind(c, profile) for kind, c in load_contracts(workspace.contracts).items()}
        self.crosswalks = {"nama_layanan": {name_key(row.nama) for row in profile.nama_layanan}}
        self.pseudonyms = Pseudonyms(workspace.state / "identity.key")
        self.lists = Lists(
            {element.kode: scale_of(element.skala) for element in profile.unsur if element.skala},
            {"indikator": matcher(indicator.kode for indicator in profile.indikator)},
        )
        self.reading = _reading(self.contracts, self.lists, self.crosswalks, profile, quarter.year)
        self.findings: list[Finding] = []
        self.used: list[tuple[LandedFile, str, int, dict[str, Any], dt.datetime]] = []
        self.refused: list[dict[str, Any]] = []
        # Kinds of the files that cannot be used: they have come, and why they do not count is told once.
        self.came: dict[str, set[str]] = {}

    def run(self) -> IngestResult:
        with _transaction(self.connection), Opener() as self.opener:
            warehouse.prepare(self.connection, self.contracts)
            self.examine()
            deliveries = self.keep_books()
            checks = self.check(deliveries)
        return IngestResult(deliveries, self.tables(), self.rejections(), checks, self.findings)

    def examine(self) -> None:
        known = warehouse.registered(self.connection)
        files = landing.landed_files(self.workspace, self.quarter)
        for folder in landing.misnamed_folders(self.workspace):
            self.findings.append(
                Finding(
                    "warning",
                    folder.name,
                    rule="nama_folder",
                    message=f"{folder.name}: is no quarter, so nothing in it is read;"
                    f" folders are named like '{self.quarter}'",
                )
            )
        names = Counter(file.name for file in files if not file.ignored)
        seen: dict[str, str] = {}
        for file in files:
            label = file.name if names[file.name] < 2 else f"{file.quarter}/{file.name}"
            if file.ignored:
                self.findings.append(
                    Finding(
                        "info",
                        file.name,
                        rule="diabaikan",
                        message=f"{file.quarter}/{file.name}: not read; it is {file.ignored}",
                    )
                )
                continue
            if why := hostile.why_not_opened(file.path):
                self.refuse(label, [_Refusal("", "", "berkas", why)])
                continue
            try:
                content = file.path.read_bytes()
            except OSError as error:
                self.refuse(label, [_Refusal("", "", "berkas", f"it cannot be opened ({error.strerror or error})")])
                continue
            digest = sha256(content)
            if digest in seen:
                self.findings.append(
                    Finding(
                        "info",
                        label,
                        rule="kiriman_ganda",
                        value=digest,
                        message=f"{file.quarter}/{file.name}: the same bytes as {seen[digest]};"
                        " they count once, as delivered first",
                    )
                )
                continue
            seen[digest] = f"{file.quarter}/{file.name}"
            self.delivery(file, label, content, digest, known)

    def delivery(
        self,
        file: LandedFile,
        label: str,
        content: bytes,
        digest: str,
        known: Mapping[tuple[str, str], tuple[dict[str, Any], dt.datetime]],
    ) -> None:
        # The name takes part in the reading: the basis of a GLP039 may be declared there.
        reading = hashlib.sha256(f"{self.reading}\0{file.quarter}\0{file.name}".encode()).hexdigest()
        record, loaded_at = known.get((digest, reading), ({}, dt.datetime.min))
        if not record or archived(self.workspace.archive, digest) is None or not self.same_key(record):
            outcome = self.read(file, content, digest)
            if isinstance(outcome, list):
                self.refuse(label, outcome)
                return
            batches, record = outcome
            loaded_at = _now()
            warehouse.forget(self.connection, digest, self.contracts)
            warehouse.load(self.connection, digest, batches, reading, record, loaded_at)
        self.used.append((file, label, len(content), {**record, "sha256": digest}, loaded_at))

    def same_key(self, record: Mapping[str, Any]) -> bool:
        """Whether its persons have the hashes of the present key; under another one an answer would count twice."""
        return not record["pseudonymised"] or record.get("key") == self.pseudonyms.mark

    def refuse(self, label: str, refusals: list[_Refusal]) -> None:
        for refusal in refusals:
            place = f"{label}, sheet '{refusal.sheet}'" if refusal.sheet else label
            self.findings.append(
                Finding(
                    "blocking",
                    label,
                    refusal.sheet,
                    column=refusal.column,
                    rule=refusal.rule,
                    message=f"{place}: {refusal.message}; the file is not read",
                )
            )
            self.refused.append(
                {"delivery": label, "sheet": refusal.sheet, "rule": refusal.rule, "message": refusal.message}
            )

    def read(
        self, file: LandedFile, content: bytes, digest: str
    ) -> tuple[list[Batch], dict[str, Any]] | list[_Refusal]:
        """Opens, recognises, archives and judges one delivery; refusals instead when it cannot be used."""
        try:
            document = self.opener.open(content)
            recognition = recognise(document, self.contracts)
        except DocumentError as error:
            return [_Refusal("", "", "berkas", str(error))]
        if recognition.refusals:
            return [_Refusal(sheet, missing, "jenis", text) for sheet, missing, text in recognition.refusals]
        batches, refusals = [], []
        for item in recognition.sheets:
            try:
                batch = _read_sheet(item, file.name)
                batches.append(batch)
                refusals += [
                    _Refusal(
                        item.sheet.name, batch.headers.get(damage.column, damage.column), damage.rule, damage.message
                    )
                    for damage in enter(batch, self.lists, _quarter_after(file.quarter))
                ]
            except LayoutError as error:
                refusals.append(
                    _Refusal(
                        item.sheet.name,
                        "",
                        "tata_letak",
                        f"it is '{item.contract.name}', but {error}{told_faults(item.sheet)}",
                    )
                )
        if refusals:
            self.came.setdefault(file.quarter, set()).update(item.contract.kind for item in recognition.sheets)
            return refusals
        veils = [veil(batch, self.crosswalks) for batch in batches]
        pseudonymised, kept = self.archive(document, recognition, veils, digest, file.name, content)
        for batch, cover in zip(batches, veils, strict=True):
            replace_identities(batch, self.pseudonyms, cover)
        rejections = judge_batches(batches, digest, self.crosswalks, mask)
        oddities = []
        for batch in batches:
            oddities += far_dates(batch, self.quarter.year)
            oddities += foreign_units(batch, self.profile.unit.kode_satker)
        if foreign := satker_alone(batches, self.profile.unit.kode_satker):
            oddities = [foreign]
        record = _record(batches, recognition, rejections, oddities)
        record |= {"papers": [asdict(paper) for paper in years.papers(recognition.sheets, batches)]}
        record |= {"pseudonymised": pseudonymised, "archived_sha256": sha256(kept)}
        record |= {"foreign": foreign is not None}
        record |= {"key": self.pseudonyms.mark if pseudonymised else ""}
        return batches, record

    def papers_of_the_year_before(self) -> list[tuple[str, years.Paper]]:
        """Quarter and name of each delivery of the year before, with the papers of a fiscal year in it.

        Nothing of them is loaded; what was found in a file is remembered, so that it is opened once.
        """
        last = replace(self.quarter, year=self.quarter.year - 1, number=4)
        found = []
        for file in landing.landed_files(self.workspace, last):
            if file.ignored:
                continue
            place = f"{file.quarter}/{file.name}"
            why = hostile.why_not_opened(file.path)
            record = {"papers": [], "unread": why} if why else self.papers_in(file)
            if record["unread"]:
                self.findings.append(
                    Finding(
                        "info",
                        file.name,
                        rule="naskah_tidak_dibandingkan",
                        message=f"{place}: not compared with the papers of {self.quarter.year}: {record['unread']}",
                    )
                )
            found += [(place, paper) for paper in years.Paper.of(record)]
        return found

    def papers_in(self, file: LandedFile) -> dict[str, Any]:
        """The papers of a fiscal year in a file, and why it cannot be read where it cannot; remembered."""
        try:
            content = file.path.read_bytes()
        except OSError as error:
            return {"papers": [], "unread": f"it cannot be opened ({error.strerror or error})"}
        digest = sha256(content)
        reading = "papers " + hashlib.sha256(f"{self.reading}\0{file.name}".encode()).hexdigest()
        record, _ = warehouse.registered(self.connection).get((digest, reading), ({}, None))
        if record:
            return record
        found, unread = [], ""
        try:
            recognition = recognise(self.opener.open(content), self.contracts)
            unread = "; ".join(text for _, _, text in recognition.refusals)
            sheets = [item for item in recognition.sheets if item.contract.options.get("year_bound")]
            batches = [_read_sheet(item, file.name) for item in sheets]
            for batch in batches:
                enter(batch, self.lists, _quarter_after(file.quarter))
            found = years.papers(sheets, batches)
        except (DocumentError, LayoutError) as error:
            unread = str(error)
        record = {"papers": [asdict(paper) for paper in found], "unread": unread}
        warehouse.remember(self.connection, digest, reading, record, _now())
        return record

    def archive(
        self,
        document: Workbook | DelimitedText,
        recognition: Recognition,
        veils: list[Veil],
        digest: str,
        name: str,
        content: bytes,
    ) -> tuple[bool, bytes]:
        personal = any(item.contract.identities for item in recognition.sheets)
        kept = pseudonymised_copy(document, recognition.sheets, veils, self.pseudonyms) if personal else content
        store(self.workspace.archive, digest, name, kept)
        return personal, kept

    def keep_books(self) -> list[Delivery]:
        """Writes the books of the run and turns records into findings."""
        deliveries = []
        rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in warehouse.BOOKS}
        severity = "blocking" if self.profile.policy("baris_ditolak") == "menahan" else "warning"
        for order, (file, label, size, record, loaded_at) in enumerate(self.used, start=1):
            counts = {
                name: int(record[name]) for name in ("rows_total", "rows_accepted", "rows_rejected", "rows_empty")
            }
            delivery = Delivery(
                sha256=record["sha256"],
                file_name=file.name,
                label=label,
                quarter=file.quarter,
                order=order,
                kinds=tuple(record["kinds"]),
                size_bytes=size,
                pseudonymised=record["pseudonymised"],
                **counts,
            )
            deliveries.append(delivery)
            kept = archived(self.workspace.archive, delivery.sha256)
            rows["deliveries"].append(
                (
                    delivery.sha256,
                    file.name,
                    file.quarter,
                    order,
                    ",".join(delivery.kinds),
                    size,
                    *counts.values(),
                    loaded_at,
                    f"{delivery.sha256}/{kept.name}" if kept is not None else None,
                    record["archived_sha256"],
                    record["pseudonymised"],
                )
            )
            rows["row_classes"] += [(delivery.sha256, *item) for item in record["row_classes"]]
            for item in record["rejections"]:
                rows["rejections"].append(
                    (
                        delivery.sha256,
                        item["sheet"],
                        item["row"],
                        item["source_row_id"],
                        item["kind"],
                        item["column"],
                        item["value"],
                        item["rule"],
                        item["expected"],
                        f"{label}, {item['message']}",
                    )
                )
            self.tell(label, record, severity)
        warehouse.rewrite_books(self.connection, rows)
        return deliveries

    def tell(self, label: str, record: Mapping[str, Any], severity: str) -> None:
        """Findings of one delivery: one per rejected cell, one per column of odd values, one per sheet left unread."""
        for item in record["rejections"]:
            self.findings.append(
                Finding(
                    "blocking" if severity == "blocking" else "warning",
                    label,
                    item["sheet"],
                    item["row"],
                    item["column"],
                    item["value"],
                    item["rule"],
                    f"{label}, {item['message']}; the row is rejected: correct it and deliver the file again",
                )
            )
        for odd in record["oddities"]:
            place = f"{label}, sheet '{odd['sheet']}'" if odd["sheet"] else label
            self.findings.append(
                Finding(
                    "warning",
                    label,
                    odd["sheet"],
                    odd["row"],
                    odd["column"],
                    odd["value"],
                    odd["rule"],
                    f"{place}, {odd['message']}",
                )
            )
        for sheet, header, personal in record["unknown"]:
            place = f"{label}, sheet '{sheet}'" if sheet else label
            how = "hashed, because the file holds personal data" if personal else "as delivered"
            self.findings.append(
                Finding(
                    "info",
                    label,
                    sheet,
                    column=header,
                    rule="kolom_tambahan",
                    message=f"{place}: column '{header}' is not in the contract; it is kept beside the row,"
                    f" {how}, and counts nowhere",
                )
            )
        for sheet, rows in record["hidden"]:
            self.findings.append(
                Finding(
                    "warning",
                    label,
                    sheet,
                    rule="lembar_tersembunyi",
                    value=str(rows),
                    message=f"{label}, sheet '{sheet}': is hidden in the workbook, and its {rows} rows count like those"
                    " of a sheet that is shown; delete the sheet if it is an older version, or show it",
                )
            )
        for sheet in record["unread"]:
            self.findings.append(
                Finding(
                    "warning",
                    label,
                    sheet,
                    rule="lembar",
                    message=f"{label}, sheet '{sheet}': is of no known kind and is not read;"
                    " the other sheets of the file are",
                )
            )

    def tell_empty(self, label: str, record: Mapping[str, Any], filled: set[str]) -> None:
        """A table with a header and nothing below it: nothing was delivered, whatever the file looks like."""
        for kind in record["kinds"]:
            if kind not in filled:
                self.findings.append(
                    Finding(
                        "warning",
                        label,
                        rule="kosong",
                        value=kind,
                        message=f"{label}: '{self.contracts[kind].name}' has a header but no data row; it counts as not"
                        " delivered: export it again",
                    )
                )

    def tell_in_place_of_own(self, kinds: Mapping[str, set[str]]) -> None:
        """A file of another satker beside the unit's own harms nobody; one in its place holds the quarter back."""
        for file, label, _, record, _ in self.used:
            if record["foreign"] and not kinds[file.quarter] & set(record["kinds"]):
                remedy = (
                    f"; landing/{file.quarter} has no such file of the unit's own: put it there, or remove this one if"
                    " none is due"
                )
                self.came.setdefault(file.quarter, set()).update(record["kinds"])
                self.findings = [
                    replace(found, severity="blocking", message=found.message + remedy)
                    if (found.rule, found.delivery) == ("satker", label)
                    else found
                    for found in self.findings
                ]

    def check(self, deliveries: list[Delivery]) -> list[CheckResult]:
        records = [{**record, "file": label} for _, label, _, record, _ in self.used]
        conservation, lost = controls.check_conservation(records)
        totals, differing = controls.check_totals(records)
        kinds: dict[str, set[str]] = {}
        for delivery, (_, label, _, record, _) in zip(deliveries, self.used, strict=True):
            filled = {kind for _, kind, name, _ in record["row_classes"] if name in ("accepted", "rejected")}
            # A file of another satker is no delivery of the unit, whatever it holds.
            kinds.setdefault(delivery.quarter, set()).update(set() if record["foreign"] else filled)
            self.tell_empty(label, record, filled)
        self.tell_in_place_of_own(kinds)
        complete, missing = controls.check_completeness(
            self.connection, self.contracts, self.profile, self.quarter, "landing", kinds, self.came
        )
        often = Counter(kind for delivery in deliveries for kind in delivery.kinds)
        repeated = [self.contracts[kind] for kind, count in sorted(often.items()) if count > 1]
        labels = {delivery.order: delivery.label for delivery in deliveries}
        replaced = controls.superseded(self.connection, repeated, labels)
        names = {name_key(row.nama): row.layanan for row in self.profile.nama_layanan}
        unit = self.profile.unit.kode_satker
        incoherent, asked = examination.examine(
            self.connection, self.contracts.values(), names, self.quarter, labels, unit
        )
        listed, unlike = control_list.check_control_lists(self.connection, self.contracts, deliveries, self.quarter)
        papers = [(label, paper) for _, label, _, record, _ in self.used for paper in years.Paper.of(record)]
        before = self.papers_of_the_year_before() if papers else []
        untimely = years.judge(papers, before, self.contracts, self.profile, self.quarter)
        self.findings += [*lost, *differing, *unlike, *missing, *replaced, *untimely, *incoherent]
        incoherent = [finding for finding in incoherent if finding.severity != "info"]
        timely = controls.check(
            "every_paper_of_a_year_is_that_of_the_report",
            [
                {"delivery": f.delivery, "sheet": f.sheet, "row": f.row, "value": f.value, "rule": f.rule}
                for f in untimely
                if f.severity == "blocking"
            ],
            {"papers": len(papers), "papers_of_the_year_before": len(before)},
        )
        coherent = controls.check(
            "rows_agree_with_each_other_and_with_earlier_deliveries",
            [
                {"delivery": f.delivery, "sheet": f.sheet, "row": f.row, "column": f.column, "rule": f.rule}
                for f in incoherent
            ],
            {"rules": asked},
            severity="warn" if incoherent and all(f.severity != "blocking" for f in incoherent) else "error",
        )
        rejected = self.rejections()
        policy = self.profile.policy("baris_ditolak")
        readable = controls.check(
            "every_row_fits_its_contract",
            [
                {
                    "_source_row_id": r.source_row_id,
                    "column": r.column,
                    "value": r.value,
                    "rule": r.rule,
                    "expected": r.expected,
                }
                for r in rejected
            ],
            {
                "rows": sum(delivery.rows_accepted + delivery.rows_rejected for delivery in deliveries),
                "rows_rejected": sum(delivery.rows_rejected for delivery in deliveries),
            },
            severity="error" if policy == "menahan" else "warn",
        )
        kind = controls.check(
            "every_file_is_of_exactly_one_known_kind",
            self.refused,
            {"files": len(self.used) + len({item["delivery"] for item in self.refused})},
        )
        return [kind, conservation, totals, listed, complete, readable, coherent, timely]

    def rejections(self) -> list[Rejection]:
        return [Rejection(**item) for _, _, _, record, _ in self.used for item in record["rejections"]]

    def tables(self) -> dict[str, Tally]:
        counts: dict[str, Counter[str]] = {kind: Counter() for kind in self.contracts}
        for _, _, _, record, _ in self.used:
            for _, kind, row_class, count in record["row_classes"]:
                if row_class in ("accepted", "rejected"):
                    counts[kind][row_class] += count
        return {
            contract.asset: Tally(counts[kind].total(), counts[kind]["accepted"], counts[kind]["rejected"])
            for kind, contract in sorted(self.contracts.items(), key=lambda item: item[1].asset)
        }


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)


def _read_sheet(item: Recognised, file_name: str) -> Batch:
    if item.contract.layout == "glp039":
        return read_glp039(item.contract, item.sheet, file_name)
    if item.contract.layout == "rkk":
        return read_rkk(item.contract, item.sheet)
    if item.match is None:
        raise LayoutError("its header row was not found")
    return read_table(item.contract, item.sheet, item.match)


def _record(
    batches: list[Batch], recognition: Recognition, rejections: list[Rejection], oddities: list[Oddity]
) -> dict[str, Any]:
    """What the register keeps of a delivery, as plain data."""
    rejected_rows = {rejection.source_row_id for rejection in rejections}
    per_sheet = Counter((r.sheet, r.kind) for r in {r.source_row_id: r for r in rejections}.values())
    classes: list[tuple[str, str, str, int]] = []
    differences = []
    for batch in batches:
        refused = per_sheet[batch.sheet, batch.contract.kind]
        found = {"accepted": len(batch.numbers) - refused, "rejected": refused, **dict(sorted(batch.classes.items()))}
        classes += [(batch.sheet, batch.contract.kind, name, count) for name, count in found.items() if count]
        differences += [
            {
                "sheet": batch.sheet,
                "row": difference.row,
                "label": difference.label,
                "column": difference.column,
                "stated": format(difference.stated, "f"),
                "summed": format(difference.summed, "f"),
            }
            for difference in batch.differences
        ]
    classes += [(sheet.name, "", "unread", sheet.counted) for sheet in recognition.unread]
    data_rows = sum(len(batch.numbers) for batch in batches)
    return {
        "kinds": sorted({batch.contract.kind for batch in batches}),
        "rows_total": sum(batch.counted for batch in batches) + sum(sheet.counted for sheet in recognition.unread),
        "rows_accepted": data_rows - len(rejected_rows),
        "rows_rejected": len(rejected_rows),
        "rows_empty": sum(count for _, _, name, count in classes if name not in ("accepted", "rejected")),
        "row_classes": classes,
        "rejections": [asdict(rejection) for rejection in rejections],
        "oddities": [asdict(oddity) for oddity in oddities],
        "hidden": [
            (batch.sheet, len(batch.numbers))
            for item, batch in zip(recognition.sheets, batches, strict=True)
            if item.sheet.hidden and batch.numbers
        ],
        "unread": [sheet.name for sheet in recognition.unread],
        "unknown": [
            (batch.sheet, header, bool(batch.contract.identities)) for batch in batches for header in batch.unknown
        ],
        "totals": sum(batch.totals for batch in batches),
        "differences": differences,
    }


def _quarter_after(code: str) -> dt.date:
    from orchestration.workspace.quarters import Quarter

    return Quarter.parse(code).end + dt.timedelta(days=1)


def _reading(
    contracts: Mapping[str, Contract], lists: Lists, crosswalks: Mapping[str, set[str]], profile: Profile, year: int
) -> str:
    """Everything besides the bytes and the name of a file that its reading depends on."""
    described = {
        "contracts": {kind: contract.digest for kind, contract in contracts.items()},
        "questions": {
            kind: [list(column.contains) for column in contract.columns] for kind, contract in contracts.items()
        },
        "scales": {name: scale.own for name, scale in lists.scales.items()},
        "crosswalks": {name: sorted(known) for name, known in crosswalks.items()},
        "unit": profile.unit.kode_satker,
        "indicators": [indicator.kode for indicator in profile.indikator],
        "year": year,
        "code": _code(),
    }
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    digest = hashlib.sha256()
    for folder in ("ingestion", "texts"):
        for path in sorted((PROJECT / "orchestration" / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
