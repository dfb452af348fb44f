"""Whether the words of the evidence are those of the archive and of the unit's declarations.

Belongs here: what the evidence says beside its numbers: what a figure is called and counted in, what stewards wrote,
what was received, which rows were left out. Not here: its numbers and rows (restatement.py), the `reference` tables,
which are made again of `inputs/` (reference_told.py).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination
from orchestration.audit.recomputation import named_tables
from orchestration.audit.recomputation.case import Case
from orchestration.audit.recomputation.holdings import Evidence
from orchestration.audit.recomputation.layouts import layouts_of
from orchestration.audit.recomputation.second_reader import misshapen
from orchestration.audit.recomputation.stocks import Archive

Row = Mapping[str, Any]

_SUPERSEDED = "digantikan"
_PAPERS = ("glp039", "rkk")
"""Kinds of which the second reader takes items alone; the first counts their sums as rows too."""

_AGREED = ("indikator", "satuan", "penanggung_jawab", *(f"rencana_tw{number}" for number in range(1, 5)))
_ASSESSED = {
    "status_penilaian": "status",
    "penilai": "penilai",
    "tanggal_penilaian": "tanggal",
    "dokumen_bukti": "dokumen_bukti",
}
"""Column of `figures.indicators` to the column of the sheet that says it."""

_DONE = "realisasi_kegiatan"
"""Column of `figures.indicators` and `figures.outputs` that the sheet Fisik of the quarter says."""

_WRITTEN = ("kode", "bagian", "urutan", "teks", "penanggung_jawab", "target_penyelesaian")
_NOTES = (
    "realisasi belum diukur",
    "final pada Triwulan IV",
    "menurut RKK yang pertama diterima tahun ini",
    "dataAng dengan DIPA awal (B00) tidak ada",
)
"""What a figure may be told of beside its declared reasons and the words of those who assessed it."""

_REPEATED = (
    *("indicator", "unsur", "layanan", "bulan", "sumber_dana", "jenis_belanja", "kro", "period_basis", "value", "unit"),
    *("decimals", "numerator", "denominator", "policy", "status", "keterangan", "operation", "trail_relation"),
    *("trail_predicate", "trail_measure"),
)


def check_told(
    seen: Examination,
    evidence: Evidence,
    case: Case,
    records: Archive,
    deliveries: Mapping[str, str],
    archive: Path,
    contracts: Path,
) -> None:
    """Holds the words of the evidence against what else tells them.

    Args:
        seen: takes the breaks.
        evidence: whose words they are.
        case: the archived rows as they count, and the unit's declarations.
        records: every archived row by id.
        deliveries: landing path to SHA-256, as the manifest names them.
        archive: folder of the received files.
        contracts: folder of the contracts that the release was read with.
    """
    _check_deliveries(seen, evidence, records, deliveries, archive)
    _check_rejected(seen, evidence, records, contracts)
    _check_excluded(seen, evidence, case, records)
    _check_narratives(seen, evidence, records, case.quarter.code)
    _check_tables(seen, evidence, case)
    _check_indicators(seen, evidence, case)
    _check_activities(seen, evidence, case)
    _check_outputs(seen, evidence, records)
    _check_figures(seen, evidence, case)


def _broken(seen: Examination, place: str, expected: object, found: object) -> None:
    text = f"{place}: the evidence says '{found}'; the archive and the unit's files give '{expected}'"
    seen.broken("evidence", place, expected, found, text)


_SHAPE = "jumlah_kolom"


def _check_deliveries(
    seen: Examination,
    evidence: Evidence,
    records: Archive,
    deliveries: Mapping[str, str],
    archive: Path,
) -> None:
    """Name, quarter, size, kinds and counts of every file that was received."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for part in records.parts:
        counted[part.delivery.sha256][part.kind] += len(part)
    places = {sha256: place for place, sha256 in reversed([*deliveries.items()])}
    classes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in evidence.told["row_classes"]:
        kind = row["row_class"] if row["row_class"] in ("accepted", "rejected") else "empty"
        classes[str(row["_delivery_sha256"])][kind] += int(row["row_count"])
    refused = Counter(str(row["_delivery_sha256"]) for row in _distinct(evidence.told["rejections"]))
    unread = Counter(
        str(row["_delivery_sha256"]) for row in _misshapen(evidence) if row["_source_row_id"] not in records
    )
    for row in evidence.deliveries:
        sha256 = str(row["_delivery_sha256"])
        place = f"raw_ingestion.deliveries: {row['file_name']}"
        told = f"{row['quarter']}/{row['file_name']}"
        if sha256 in places and deliveries.get(told) != sha256:
            _broken(seen, place, places[sha256], told)
        kinds = counted[sha256]
        if (named := {*re.split(r"\W+", str(row["kinds"]))} - {""}) != {*kinds}:
            _broken(seen, f"{place}, kinds", ", ".join(sorted(kinds)), ", ".join(sorted(named)))
        if not {*_PAPERS} & {*kinds}:
            read = int(row["rows_accepted"]) + int(row["rows_rejected"]) - unread[sha256]
            if read != sum(kinds.values()):
                _broken(seen, f"{place}, rows", sum(kinds.values()), read)
        parts = {name: int(row[f"rows_{name}"]) for name in ("accepted", "rejected", "empty")}
        if sum(parts.values()) != int(row["rows_total"]):
            _broken(seen, f"{place}, rows_total", sum(parts.values()), row["rows_total"])
        if parts["rejected"] != refused[sha256]:
            _broken(seen, f"{place}, rows_rejected", refused[sha256], parts["rejected"])
        for name in ("accepted", "empty"):
            if classes[sha256][name] != parts[name]:
                _broken(seen, f"{place}, rows_{name}", classes[sha256][name], parts[name])
        kept = archive / str(row["archived_as"])
        if kept.parent.name != sha256 or not kept.is_file():
            _broken(seen, f"{place}, archived_as", f"a file of {sha256}", row["archived_as"])
        elif str(row["archived_sha256"]) == sha256 and kept.stat().st_size != int(row["size_bytes"]):
            _broken(seen, f"{place}, size_bytes", kept.stat().st_size, row["size_bytes"])


def _distinct(rows: Iterable[Row]) -> list[Row]:
    """One of the rows that speak of one row of a file."""
    return [*{row["_source_row_id"]: row for row in rows}.values()]


def _misshapen(evidence: Evidence) -> list[Row]:
    """Lines with more or fewer cells than their table: one that lacks what makes it data is no record here."""
    return _distinct(row for row in evidence.told["rejections"] if row["rule"] == _SHAPE)


def _check_rejected(seen: Examination, evidence: Evidence, records: Archive, contracts: Path) -> None:
    """A row that was refused is a row of an archived file; one that was refused for its shape has another than most."""
    files = {part.delivery.sha256: part.delivery for part in records.parts}
    shapeless = {str(row["_delivery_sha256"]) for row in _misshapen(evidence)} & files.keys()
    layouts = layouts_of(contracts) if shapeless else {}
    odd = {name for sha256 in shapeless for name in misshapen(files[sha256], layouts)}
    for row in evidence.told["rejections"]:
        seen.counts["told"] += 1
        name = row["_source_row_id"]
        place = f"raw_ingestion.rejections: {name}"
        if row["rule"] == _SHAPE:
            if row["_delivery_sha256"] in files and name not in odd:
                _broken(seen, place, "a line of the usual number of cells", "one of another number")
            continue
        record = records.get(name)
        if record is None or record.kind != row["kind"]:
            _broken(seen, place, f"a row of {row['kind']}", "none")


def _check_excluded(seen: Examination, evidence: Evidence, case: Case, records: Archive) -> None:
    """Rows are superseded by those that carry their keys later; others are left out for what they say themselves."""
    found = {row["_source_row_id"]: row for row in evidence.told["excluded_rows"]}
    replaced = {name: row["replaced_by"] for name, row in found.items() if row["reason"] == _SUPERSEDED}
    for name in sorted(case.superseded.keys() | replaced.keys()):
        seen.counts["told"] += 1
        if case.superseded.get(name) != replaced.get(name):
            _broken(
                seen,
                f"figures.excluded_rows: {name}",
                f"replaced by {case.superseded.get(name, 'none')}",
                f"replaced by {replaced.get(name, 'none')}",
            )
            break
    shapeless = {row["_source_row_id"] for row in _misshapen(evidence)}
    for name, row in found.items():
        record = records.get(name)
        if name not in shapeless and row["source"] not in _PAPERS and (record is None or record.kind != row["source"]):
            _broken(seen, f"figures.excluded_rows: {name}", "a row of an archived file", row["source"])
            break
    for source, reason in sorted({(row["source"], row["reason"]) for row in found.values()}):
        wanted = _left_out(case, source, reason)
        have = {name for name, row in found.items() if (row["source"], row["reason"]) == (source, reason)}
        if wanted is not None and have != wanted:
            odd = min(have ^ wanted)
            side = ("left out", "counted") if odd in wanted else ("counted", "left out")
            _broken(seen, f"figures.excluded_rows: {odd}, {reason}", *side)


def _left_out(case: Case, source: str, reason: str) -> set[str] | None:
    """Rows that are left out for a reason, where a row alone tells it; a superseded one is left out as that."""
    rows = case.of_kind(source)
    match reason:
        case "batal":
            return {*rows.at(rows.texts("status").told(lambda status: status == "batal")).ids}
        case "bukan basis SP2D":
            return {*rows.at(rows.texts("basis").told(lambda basis: basis.upper() != "SP2D")).ids}
    return None


def _check_narratives(seen: Examination, evidence: Evidence, records: Archive, quarter: str) -> None:
    """What stewards wrote for the quarter stands in the evidence, all of it and nothing else.

    Of a revision of the DIPA it is what was written last.
    """
    told = {row["_source_row_id"]: row for row in evidence.told["narratives"]}
    rows = (row for part in records.parts if part.kind == "narasi" for row in part)
    texts = {row.row_id: row for row in rows if row.row_id not in evidence.rejected}
    last: dict[str, str] = {}
    for text in texts.values():
        code = text.text("kode")
        of_revision = f"revisi.pagu.{code}" in evidence.figures
        last[code] = max(last.get(code, ""), text.delivery.quarter) if of_revision else quarter
    written = {name: text for name, text in texts.items() if text.delivery.quarter == last[text.text("kode")]}
    for name, row in told.items():
        seen.counts["told"] += 1
        record = written.get(name)
        if record is None:
            _broken(seen, f"figures.narratives: {name}", "a row of Narasi", row["teks"])
            continue
        for column in _WRITTEN:
            cell, have = record.text(column), _text(row[column])
            if have != cell and not (column == "bagian" and have.casefold() == cell.casefold()):
                _broken(seen, f"figures.narratives: {name}, {column}", cell, have)
    keys = Counter((record.text("kode"), record.text("bagian"), record.text("urutan")) for record in written.values())
    for name, record in written.items():
        key = (record.text("kode"), record.text("bagian"), record.text("urutan"))
        if name not in told and keys[key] == 1:
            _broken(seen, f"figures.narratives: {name}", record.text("teks"), "nothing")


def _check_tables(seen: Examination, evidence: Evidence, case: Case) -> None:
    """The tables that narratives of the quarter may show stand in the evidence, cell by cell and row by row."""
    told = {row["_source_row_id"]: row for row in evidence.told["narrative_tables"]}
    written = {row.row_id: row for row in case.of_kind(named_tables.KIND) if row.delivery.quarter == case.quarter.code}
    for name in sorted(told.keys() | written.keys()):
        seen.counts["told"] += 1
        row, record, place = told.get(name), written.get(name), f"figures.narrative_tables: {name}"
        if row is None or record is None:
            _broken(seen, place, "a row" if record else "no such row", "a row" if row else "nothing")
            continue
        for column in ("tabel", *named_tables.CELLS):
            cell = record.text("lembar" if column == "tabel" else column)
            if _text(row[column]) != cell:
                _broken(seen, f"{place}, {column}", cell, row[column])
        if int(row["_row"]) != record.row:
            _broken(seen, f"{place}, _row", record.row, row["_row"])


def _check_indicators(seen: Examination, evidence: Evidence, case: Case) -> None:
    """What the Perjanjian Kinerja and the assessments say of each indicator, in the order of the profile."""
    rows = evidence.told["indicators"]
    agreed = {record.text("kode"): record for record in case.of_kind("perjanjian_kinerja")}
    assessed = {
        record.text("kode"): record
        for record in case.of_kind("penilaian_luar")
        if record.text("triwulan") == case.quarter.code
    }
    wanted = [indicator.code for indicator in case.indicators]
    ordered = [row["kode"] for row in sorted(rows, key=lambda row: row["urutan"])]
    if ordered != wanted:
        _broken(seen, "figures.indicators", ", ".join(wanted), ", ".join(ordered))
    for row in rows:
        seen.counts["told"] += 1
        for sheet, columns in ((agreed, {name: name for name in _AGREED}), (assessed, _ASSESSED)):
            record = sheet.get(row["kode"])
            for column, source in columns.items() if record is not None else ():
                have, cell = _text(row[column]), record.text(source) if record else ""
                if have != cell:
                    _broken(seen, f"figures.indicators: {row['kode']}, {column}", cell, have)
        if (record := agreed.get(row["kode"])) is not None:
            have, cell = _text(row["sasaran"]), record.text("sasaran") or record.text("tujuan")
            if have != cell:
                _broken(seen, f"figures.indicators: {row['kode']}, sasaran", cell, have)
            # Evidence of before has no such column.
            if "tujuan" in row and (have := _text(row["tujuan"])) != (cell := record.text("tujuan")):
                _broken(seen, f"figures.indicators: {row['kode']}, tujuan", cell, have)


def _check_activities(seen: Examination, evidence: Evidence, case: Case) -> None:
    """What was done for each indicator and KRO is what the sheet Fisik of the quarter says, and is pointed to there."""
    sheet = {
        record.text("kode"): record for record in case.of_kind("fisik") if record.text("triwulan") == case.quarter.code
    }
    for table, key in (("indicators", "kode"), ("outputs", "kro")):
        for row in evidence.told[table]:
            seen.counts["told"] += 1
            code = str(row[key])
            record = sheet.get(code) or (sheet.get(f"{row['kegiatan']}.{code}") if key == "kro" else None)
            told = (record.text(_DONE), record.row_id) if record else ("", "")
            have = (_text(row[_DONE]), _text(row["_fisik_source_row_id"]))
            if have != told:
                _broken(seen, f"figures.{table}: {code}, {_DONE}", " ".join(told), " ".join(have))


def _check_outputs(seen: Examination, evidence: Evidence, records: Archive) -> None:
    """Programs and outputs are called as the sheet DIPA calls them."""
    names = {record.text("uraian") for part in records.parts if part.kind == "dipa" for record in part}
    for table, columns in (("outputs", ("program_nama", "kro_nama")), ("output_details", ("ro_nama",))):
        for row in evidence.told[table]:
            seen.counts["told"] += 1
            for column in columns:
                if row[column] is not None and row[column] not in names:
                    _broken(seen, f"figures.{table}: {row['kro']}, {column}", "a name of the sheet DIPA", row[column])


def _check_figures(seen: Examination, evidence: Evidence, case: Case) -> None:
    """What each figure is called, counted in and made by is what is declared of its measure."""
    declared: dict[str, list[Row]] = defaultdict(list)
    for row in evidence.told["ukuran"]:
        declared[row["ukuran"]].append(row)
    names = _Names(evidence, case)
    told_of = {found.place for found in seen.breaks}
    drawn = {row["figure_id"]: row for row in evidence.told["domain_figures"]}
    if drawn.keys() != evidence.figures.keys():
        odd = min(drawn.keys() ^ evidence.figures.keys())
        _broken(seen, f"figures.figures: {odd}", "a figure of its domain", "one of the two alone")
    for figure_id, row in drawn.items():
        figure = evidence.figures.get(figure_id)
        if figure is None or figure_id in told_of:
            continue
        seen.counts["told"] += 1
        for column in _REPEATED:
            if column in figure and row[column] != figure[column]:
                _broken(seen, f"{figure_id}, {column}", row[column], figure[column])
        headline = names.headlines.get(figure_id)
        if (label := figure["label"]) != (headline or row["label"]):
            _broken(seen, f"{figure_id}, label", headline or row["label"], label)
        fitting = [entry for entry in declared[row["measure"]] if names.fits(entry, row)]
        if not fitting:
            told = " / ".join(dict.fromkeys(str(entry["label"]) for entry in declared[row["measure"]]))
            _broken(seen, f"{figure_id}, label", told or "a declared measure", row["label"])
            continue
        for column, problem in names.problems(fitting, row):
            _broken(seen, f"{figure_id}, {column}", problem, row[column])


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """More different labels than `re` itself remembers."""
    return re.compile(text)


class _Names:
    """What things are called, and what is declared of measures, ready for comparison."""

    def __init__(self, evidence: Evidence, case: Case) -> None:
        told = evidence.told
        self.services: dict[str, set[str]] = defaultdict(set)
        self.units: dict[str, set[str]] = defaultdict(set)
        for row in told["layanan"]:
            for code, name in ((row["layanan"], row["nama"]), (row["layanan_volume"], row["nama_volume"])):
                self.services[code].add(name)
                self.units[code].add(row["satuan"])
        self.elements = {row["unsur"]: row["nama"] for row in told["unsur"]}
        self.funds: dict[str, set[str]] = defaultdict(set)
        for row in told["sumber_dana"]:
            self.funds[row["sumber_dana"]].add(row["nama"])
        self.spendings = {row["kode"]: row["nama"] for row in told["jenis_belanja"]}
        self.outputs = {row["kro"]: row["kro_nama"] for row in told["outputs"]}
        self.chosen: dict[str, set[str]] = defaultdict(set)
        self.offered: dict[str, set[str]] = defaultdict(set)
        for row in (*told["kebijakan"], *told["kebijakan_indikator"]):
            self.chosen[row["kebijakan"]].add(row["nilai"])
            self.offered[row["kebijakan"]] |= {row["nilai"], row["nilai_lain"]}
        for row in told["pilihan"]:
            self.offered[row["kebijakan"]].add(row["nilai"])
        self.indicators = {row["kode"]: row["satuan"] for row in told["indicators"]}
        self.headlines = {f"{row['kode']}.realisasi": row["indikator"] for row in told["indicators"]}
        self.assessed = {record.text("kode"): record for record in case.of_kind("penilaian_luar")}
        self.notes = {
            *_NOTES,
            *(row["mutu"] for row in told["mutu"]),
            *(record.text(column) for record in case.of_kind("penilaian_luar") for column in record.cells),
        }

    def fits(self, entry: Row, row: Row) -> bool:
        """Whether a figure is one of a declared measure: what it is made by, and its label."""
        if (entry["operasi"], entry["rumus"], entry["jejak_relasi"]) != (
            row["operation"],
            row["formula"],
            row["trail_relation"],
        ):
            return False
        pattern = ""
        for part in re.split(r"(\{\w+\})", entry["label"]):
            if part == "{layanan}":
                options = "|".join(re.escape(entry["kata_layanan"] + name) for name in self.services[row["layanan"]])
                pattern += f"(?:{options})?" if options else ""
            elif part == "{bulan}":
                pattern += re.escape(entry["kata_bulan"] + row["bulan"]) if row["bulan"] else ""
            elif part == "{nama}":
                pattern += f"(?:{re.escape(entry['kata_nama'])}(?P<nama>.+?))?"
            else:
                pattern += re.escape(part)
        if row["alternatif"]:
            pattern += re.escape(f" (alternatif {row['alternatif']})")
        found = _pattern(pattern).fullmatch(row["label"])
        if found is None:
            return False
        name, wanted = found.groupdict().get("nama"), self.called(row)
        return name is None or wanted is None or name in wanted

    def called(self, row: Row) -> set[str] | None:
        """What the place of a figure may be called; None where only a declaration of the unit says."""
        if revision := row.get("kode_revisi"):
            number = int(revision.removeprefix("B"))
            return {f"revisi DIPA ke-{number}" if number else "DIPA awal"}
        if row["unsur"]:
            return {self.elements.get(row["unsur"], "")}
        if row["kro"]:
            name = self.outputs.get(row["kro"])
            return {name or row["kro"], row["kro"], f"{row['kro']} {name}"}
        if row["sumber_dana"]:
            spending = self.spendings.get(row["jenis_belanja"] or "", row["jenis_belanja"] or "")
            return {f"{fund} {spending}".strip() for fund in self.funds[row["sumber_dana"]]}
        return None

    def problems(self, entries: Sequence[Row], row: Row) -> Iterator[tuple[str, str]]:
        """Columns of a figure that none of the declarations it fits allows, and what they allow."""
        for column, declared in (("unit", "satuan"), ("period_basis", "masa"), ("decimals", "desimal")):
            allowed = [entry[declared] for entry in entries]
            if None not in allowed and row[column] not in allowed:
                yield column, " or ".join(map(str, allowed))
        units = {*self.units.get(row["layanan"] or "", ()), self.indicators.get(row["indicator"] or ""), "Order"}
        if all(entry["satuan"] is None for entry in entries) and row["layanan"] and row["unit"] not in units:
            yield "unit", " or ".join(sorted(filter(None, units)))
        for part in filter(None, (row["policy"] or "").split("; ")):
            name, _, value = part.partition("=")
            offered = (
                self.offered[name] if row["alternatif"] or row["layanan"] else self.chosen[name] | self.offered[name]
            )
            if value not in offered:
                yield "policy", f"{name}={' or '.join(sorted(offered))}"
        reasons = {entry["alasan"] for entry in entries}
        note = row["keterangan"]
        if note and note not in reasons and not all(part in self.notes for part in note.split("; ")):
            filled = [re.escape(reason).replace(r"\{nama\}", ".*") for reason in reasons if reason]
            if not any(re.fullmatch(pattern, note) for pattern in filled):
                yield "keterangan", " or ".join(sorted(filter(None, reasons))) or "nothing"


def _text(content: object) -> str:
    """A cell of the evidence as the archive's canonical text."""
    if content is None:
        return ""
    if isinstance(content, dt.date):
        return content.isoformat()
    return str(content)
