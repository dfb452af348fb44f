"""Reads delivered files a second time: what kind a file is and which cell is which column.

Belongs here: what kind a file is, where its records start, which cell is which column and how it is read, and the id of
each row. It goes by rules of its own, so that a mistake of the first reader or of a contract shows as a difference; a
contract only gives the headers of a unit's own and what it declares of the form of its cells and of merged ones. Not
here: the formats of files (opened_files), what a value means for a figure, and which rows are rejected (handed in by
the caller of `recompute`).
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from orchestration.audit.recomputation.cells import (
    CODE,
    INDONESIAN,
    PLAIN,
    Form,
    moment_text,
    plain_text,
    read_day,
    read_moment,
    read_number,
    text_of,
)
from orchestration.audit.recomputation.cells import is_empty as _blank
from orchestration.audit.recomputation.characters import folded
from orchestration.audit.recomputation.opened_files import Opened, Row, sheets_of, texts_of


class AuditError(ValueError):
    """A delivered file does not hold what its row should; the message names file, sheet, row and value."""


@dataclass(frozen=True)
class Delivery:
    """One delivered file.

    Attributes:
        path: where its bytes are (the archive).
        sha256: of the bytes, lower-case hexadecimal.
        quarter: landing quarter, e.g. `2025-TW2`.
        order: of delivery, larger is later; decides supersession.
        name: as the sender named it.
    """

    path: Path
    sha256: str
    quarter: str
    order: int
    name: str


@dataclass(frozen=True, slots=True)
class Record:
    """One row of data.

    Attributes:
        kind: what it is, e.g. `service_orders`.
        row_id: `<first 12 of the hash>:<sheet>#<row>`, for text files `<first 12 of the hash>#<row>`.
        row: physical row, 1 = first; in a text file the line on which the record starts.
        cells: column to cell; a column the kind does not name goes by its header in lower case.
        locale: number form of its texts.
        delivery: the file.
        forms: column to how its cells are read; any other is a code.
        percents: columns whose cell the workbook shows as per cent.
    """

    kind: str
    row_id: str
    sheet: str
    row: int
    cells: Mapping[str, Any]
    locale: str
    delivery: Delivery
    forms: Mapping[str, Form] = field(default_factory=dict)
    percents: frozenset[str] = frozenset()

    def form(self, column: str) -> Form:
        """How the column's cell is read in this row."""
        form = self.forms.get(column, CODE)
        if form.points_where and all(folded(self.text(other)) in texts for other, texts in form.points_where):
            return replace(form, percent="points")
        return form

    def number(self, column: str, form: Form | None = None) -> Fraction | None:
        """The exact value of a cell, by another form than its column's if one is given; None when empty.

        Raises:
            AuditError: the cell holds no such number; names file, sheet and row.
        """
        percent_cell = column in self.percents
        try:
            return read_number(
                self.cells.get(column), self.locale, form or self.form(column), percent_cell=percent_cell
            )
        except ValueError as error:
            raise self.error(column, error) from None

    def day(self, column: str) -> dt.date | None:
        """The day in a cell, None when empty.

        Raises:
            AuditError: the cell holds no day; names file, sheet and row.
        """
        try:
            return read_day(self.cells.get(column), self.form(column))
        except ValueError as error:
            raise self.error(column, error) from None

    def moment(self, column: str) -> dt.datetime | None:
        """The date and time in a cell (WIB), None when empty.

        Raises:
            AuditError: the cell holds no moment; names file, sheet and row.
        """
        try:
            return read_moment(self.cells.get(column), self.form(column))
        except ValueError as error:
            raise self.error(column, error) from None

    def text(self, column: str) -> str:
        """The cell's canonical text, '' when empty: a plain decimal, an ISO date, a code as codes are compared.

        Raises:
            AuditError: the cell holds nothing of its column's form; names file, sheet and row.
        """
        form = self.forms.get(column, CODE)
        match form.reads:
            case "number" | "whole":
                value = self.number(column)
                return "" if value is None else plain_text(value)
            case "day":
                day = self.day(column)
                return "" if day is None else day.isoformat()
            case "moment":
                moment = self.moment(column)
                return "" if moment is None else moment_text(moment)
        try:
            text = text_of(self.cells.get(column))
        except ValueError as error:
            raise self.error(column, error) from None
        if form.reads == "name":
            return text.casefold()
        return text.translate(_CAPITALS) if form.capitals else text

    def error(self, column: str, problem: object) -> AuditError:
        """An error that names this row."""
        place = f"{self.delivery.name}: " + (f"sheet '{self.sheet}', " if self.sheet else "")
        return AuditError(f"{place}row {self.row}, {column}: {problem}")


@dataclass(frozen=True)
class Layout:
    """How a table is known and read.

    Attributes:
        columns: column to the headers it may have, in the form of `_normal`.
        marks: columns whose headers together tell the kind; none where it has no single header row.
        filled: columns without which a row is a note, a total or a blank line.
        locale: number form of the texts of a workbook.
        forms: column to how its cells are read; any other is a code.
        delimited: number form in a text file, None for that of a workbook.
        fill_down: columns that take the value of a cell that the file merges with theirs.
    """

    columns: Mapping[str, tuple[str, ...]]
    marks: tuple[str, ...]
    filled: tuple[str, ...]
    locale: str
    forms: Mapping[str, Form]
    delimited: str | None = None
    fill_down: tuple[str, ...] = ()

    def locale_of(self, sheet: str) -> str:
        """The number form of the texts of a sheet, '' for a text file."""
        return self.locale if sheet else self.delimited or self.locale


def _same_named(*names: str) -> dict[str, tuple[str, ...]]:
    return {name: (name.replace("_", " "),) for name in names}


def _forms(**columns: str) -> dict[str, Form]:
    """Column to its form: `whole="jumlah baris"` are two."""
    return {column: Form(reads) for reads, names in columns.items() for column in names.split()}  # type: ignore[arg-type]


_CAPITALS = str.maketrans({letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"})

_QUARTERLY = {
    f"{column}_tw{n}": tuple(f"{words} tw{mark}" for mark in (n, f" {n}", f" {roman}"))
    for column, words in (("target", "target antara"), ("rencana", "rencana kegiatan"))
    for n, roman in enumerate(("i", "ii", "iii", "iv"), 1)
}

LAYOUTS: dict[str, Layout] = {
    "dataang": Layout(
        _same_named(
            *("kdsatker", "kode_program", "kode_kegiatan", "kode_output", "kode_suboutput", "kode_komponen"),
            *("kode_subkomponen", "kode_akun", "header1", "header2", "nomor_item", "sumber_dana", "total"),
            *("nilai_blokir", "kode_sts_history", *(f"pok_nilai_{month}" for month in range(1, 13))),
        ),
        ("kode_sts_history", "nomor_item", "sumber_dana", "nilai_blokir"),
        ("kode_sts_history",),
        PLAIN,
        _forms(whole="header1 header2 total nilai_blokir " + " ".join(f"pok_nilai_{month}" for month in range(1, 13))),
    ),
    "sbs": Layout(
        _same_named("no_sbs", "tgl_sbs", "kode_akun", "jumlah", "no_sp3b", "tgl_sp3b"),
        ("no_sbs", "tgl_sbs", "kode_akun", "tgl_sp3b"),
        ("no_sbs", "kode_akun"),
        INDONESIAN,
        _forms(day="tgl_sbs tgl_sp3b", whole="jumlah"),
    ),
    "ntpn": Layout(
        _same_named("ntpn", "kode_akun", "jumlah", "tgl_terima_bank", "tgl_buku", "status"),
        ("ntpn", "kode_akun", "tgl_terima_bank", "tgl_buku"),
        ("ntpn", "kode_akun"),
        INDONESIAN,
        _forms(day="tgl_terima_bank tgl_buku", whole="jumlah"),
    ),
    "neraca": Layout(
        _same_named("kdsatker", "kode_periode", "akun", "uraian", "nilai"),
        ("kdsatker", "kode_periode", "akun", "nilai"),
        ("kode_periode", "akun"),
        INDONESIAN,
        _forms(whole="nilai"),
    ),
    "service_orders": Layout(
        {
            "no_order": ("no order", "nomor order"),
            "no_baris": ("no baris", "nomor baris"),
            **_same_named("jenis_layanan", "kode_pelanggan", "tanggal_masuk"),
            **_same_named("tanggal_lengkap", "tanggal_bayar", "tanggal_akhir_kontrak", "tanggal_selesai"),
            "spm_hk": ("spm hk", "spm"),
            "nilai_rp": ("nilai rp", "nilai"),
            **_same_named("nama_pelanggan", "jumlah", "satuan", "status"),
        },
        ("no_order", "no_baris", "jenis_layanan", "tanggal_masuk", "jumlah"),
        ("no_order", "no_baris"),
        INDONESIAN,
        _forms(
            name="jenis_layanan status",
            day="tanggal_masuk tanggal_lengkap tanggal_bayar tanggal_akhir_kontrak tanggal_selesai",
            whole="spm_hk jumlah nilai_rp",
        ),
        fill_down=("no_order", "jenis_layanan", "kode_pelanggan", "nama_pelanggan"),
    ),
    "survey": Layout(
        {
            "waktu": ("timestamp", "stempel waktu", "cap waktu"),
            **_same_named("jenis_layanan", "nama_perusahaan", "nama_responden"),
            "no_whatsapp": ("no whatsapp", "nomor whatsapp"),
            "saran": ("saran", "saran dan masukan", "saran masukan"),
            "email": ("email", "e mail", "alamat email", "email address"),
        },
        ("waktu", "jenis_layanan"),
        ("waktu", "jenis_layanan"),
        INDONESIAN,
        _forms(moment="waktu", name="jenis_layanan", whole="rekomendasi"),
    ),
    "kendali": Layout(
        {
            "berkas": ("berkas", "nama berkas"),
            "lembar": ("lembar", "nama lembar"),
            "baris": ("baris data", "jumlah baris"),
            "kolom": ("kolom kendali", "kolom"),
            "jumlah": ("jumlah kendali", "jumlah kolom"),
        },
        ("berkas", "baris", "kolom", "jumlah"),
        ("berkas",),
        INDONESIAN,
        _forms(whole="baris", number="jumlah"),
    ),
    "perjanjian_kinerja": Layout(
        {
            **_same_named("kode", "indikator", "satuan", "target", "arah", "penanggung_jawab"),
            "sasaran": ("tujuan sasaran", "sasaran"),
            **_QUARTERLY,
        },
        ("kode", "indikator", "target", "arah"),
        ("kode",),
        INDONESIAN,
        _forms(number="target target_tw1 target_tw2 target_tw3 target_tw4", name="arah"),
    ),
    "dipa": Layout(
        _same_named("kode", "uraian", "volume", "satuan"),
        ("kode", "uraian", "volume", "satuan"),
        ("kode",),
        INDONESIAN,
        _forms(number="volume"),
    ),
    "penilaian_luar": Layout(
        {
            **_same_named("kode", "triwulan", "nilai", "status", "tanggal", "penilai"),
            "dokumen_bukti": ("dokumen bukti", "bukti"),
        },
        ("kode", "triwulan", "nilai", "status"),
        ("kode", "triwulan"),
        INDONESIAN,
        _forms(number="nilai", name="status", day="tanggal"),
    ),
    "fisik": Layout(
        {
            **_same_named("kode", "triwulan"),
            "sasaran_tw": ("sasaran triwulan ini",),
            "realisasi_tw": ("realisasi triwulan ini",),
            "sasaran_sd": ("sasaran s d",),
            "realisasi_sd": ("realisasi s d",),
        },
        ("kode", "triwulan", "sasaran_tw", "realisasi_sd"),
        ("kode", "triwulan"),
        INDONESIAN,
        _forms(number="sasaran_tw realisasi_tw sasaran_sd realisasi_sd"),
    ),
    "narasi": Layout(
        _same_named("kode", "bagian", "urutan", "teks", "penanggung_jawab", "target_penyelesaian"),
        ("kode", "bagian", "urutan", "teks"),
        ("kode", "bagian"),
        INDONESIAN,
        _forms(name="bagian", whole="urutan"),
    ),
    "glp039": Layout(
        {},
        (),
        (),
        PLAIN,
        _forms(
            name="basis",
            whole="pagu_revisi lock_pagu realisasi_periode_lalu realisasi_periode_ini realisasi_sd_periode sisa",
            number="persen",
        ),
        delimited=INDONESIAN,
    ),
    "rkk": Layout({}, (), (), PLAIN, _forms(whole="nomor_item jumlah")),
}
"""Every kind; GLP039 and RKK have no single header row and are read by functions of their own."""

_HEADER_WITHIN = 30
"""A header stands in the first rows of a sheet; below them no new one is looked for."""

_RKK_SHEET = "RKK"
_RKK_LEVELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("program", re.compile(r"\d{3}\.\d{2}\.[A-Z]{2}")),
    ("kegiatan", re.compile(r"\d{4}")),
    ("kro", re.compile(r"\d{4}\.[A-Z]{3}")),
    ("ro", re.compile(r"\d{4}\.[A-Z]{3}\.\d{3}")),
    ("komponen", re.compile(r"\d{3}")),
    ("subkomponen", re.compile(r"[A-Z]{1,2}")),
    ("akun", re.compile(r"\d{6}")),
)
_RKK_FUND = re.compile(r"[A-Z]{2,4}")
_RKK_BLOCKED = re.compile(r"\*|[A-Z0-9]{1,2} ?\*?")
_RKK_GROUPS = re.compile(r"-?\d{1,3}(\.\d{3}){2,}")
_SATKER = re.compile(r"(?:satuan kerja|satker|unit kerja)\D*(\d{6})(?!\d)", re.IGNORECASE)

_TITLES_WITHIN = 6
"""Titles of a SAKTI export stand above its two-level header."""

_GLP_TITLE = "LAPORAN KETERSEDIAAN DANA DETAIL"
_GLP_PERIOD = re.compile(r"Periode\s*:?\s*([A-Za-z]+)\s+(\d{4})", re.IGNORECASE)
_GLP_ITEM = re.compile(r"(\d{1,6})\.\s*(.*)", re.DOTALL)
_GLP_LEVELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("program", re.compile(r"[A-Z]{2}")),
    ("kegiatan", re.compile(r"[A-Z]{2}\.\d{4}")),
    ("kro", re.compile(r"[A-Z]{3}")),
    ("ro", re.compile(r"[A-Z]{3}\.\d{3}")),
    ("komponen", re.compile(r"\d{3}")),
    ("subkomponen", re.compile(r"\d{3}\.[0-9A-Z]{1,2}")),
    ("akun", re.compile(r"\d{6}")),
)
_GLP_AMOUNT = re.compile(r"-?[\d.]+(?:,\d+)?(?:[eE][+-]?\d+)?%?")
_GLP_AMOUNTS = (
    *("pagu_revisi", "lock_pagu", "realisasi_periode_lalu", "realisasi_periode_ini", "realisasi_sd_periode"),
    *("persen", "sisa"),
)
_MONTHS = (
    "januari februari maret april mei juni juli agustus september oktober november desember".split()  # noqa: SIM905
)


def layouts_of(contracts: Path) -> dict[str, Layout]:
    """The layouts, with what the contracts declare: headers of a unit's own and the forms of cells.

    Headers that are all known here change nothing, and neither does a type: this reader then goes by its own rules.

    Args:
        contracts: folder of the contracts in force, kept with the release.
    """
    import yaml

    layouts = dict(LAYOUTS)
    for path in sorted(contracts.glob("*.yaml")):
        contract = yaml.safe_load(path.read_text(encoding="utf-8"))
        layout = layouts.get(contract["kind"])
        if layout is None:
            continue
        columns, forms = dict(layout.columns), dict(layout.forms)
        for column in dict.fromkeys((*forms, *contract["columns"])):
            declares = contract["columns"].get(column) or {}
            if (form := _declared(forms.get(column, CODE), contract, declares)) != CODE:
                forms[column] = form
            header = declares.get("header", [])
            declared = [_normal(text) for text in ([header] if isinstance(header, str) else header)]
            if column in columns and declared and not set(declared) <= set(columns[column]):
                columns[column] = tuple(declared)
        locales = contract["number_locale"]
        if isinstance(locales, str):
            locales = {"xlsx": locales}
        layouts[contract["kind"]] = replace(
            layout,
            columns=columns,
            forms=forms,
            locale=locales.get("xlsx", layout.locale),
            delimited=locales.get("csv"),
            fill_down=tuple(contract.get("fill_down", layout.fill_down)),
        )
    return layouts


def _declared(form: Form, contract: Mapping[str, Any], column: Mapping[str, Any]) -> Form:
    """The form of a column with what its contract declares of it."""
    dates = column.get("date_format", contract.get("date_format", "dd/mm/yyyy"))
    percent = column.get("percent", "")
    where = percent["points_where"] if isinstance(percent, dict) else {}
    return replace(
        form,
        number=column.get("number_form"),
        order="".join(part[0] for part in re.findall(r"d+|m+|y+", dates.partition(" ")[0])) or form.order,
        words=tuple(folded(word) for word in column.get("unit_words", ())),
        percent="" if where else percent,
        points_where=tuple((other, frozenset(map(folded, texts))) for other, texts in where.items()),
        capitals=column.get("case") == "upper",
    )


def read_delivery(delivery: Delivery, layouts: Mapping[str, Layout] = LAYOUTS) -> list[Record]:
    """Every row of data of a delivered file, in file order.

    Args:
        delivery: the file.
        layouts: how its tables look, see `layouts_of`.

    Raises:
        AuditError: a sheet or file of no kind known here, or a GLP039 that names no period or basis.
    """
    sheets = sheets_of(delivery.path)
    if sheets is not None:
        tables = [_records(delivery, layouts, sheet) for sheet in sheets]
    else:
        # The delimiter is the one under which a known header appears; free text may hold more of another.
        readings = (_records(delivery, layouts, text) for text in texts_of(delivery.path))
        tables = [next((found for found in readings if found), None)]
    if all(found is None for found in tables):
        raise AuditError(f"{delivery.name}: holds no table of a known kind")
    return [record for found in tables for record in found or []]


def _records(delivery: Delivery, layouts: Mapping[str, Layout], opened: Opened) -> list[Record] | None:
    """The records of one sheet, or of a text file (sheet ''); None when it is of no known kind."""
    sheet, rows = opened.name, opened.rows
    is_text = not sheet
    prefix = f"{delivery.sha256[:12]}#" if is_text else f"{delivery.sha256[:12]}:{sheet}#"
    titles = " ".join(str(cell) for _, row in rows[:_TITLES_WITHIN] for cell in row if isinstance(cell, str))
    if sheet.strip().upper().startswith("GLP039") or _GLP_TITLE in titles.upper():
        layout = layouts["glp039"]
        return [
            Record(
                "glp039", f"{prefix}{row}", sheet, row, cells, layout.locale_of(sheet), delivery, layout.forms, shares
            )
            for row, cells, shares in _glp039(delivery, opened, titles)
        ]
    if sheet.strip().upper().startswith(_RKK_SHEET):
        layout = layouts["rkk"]
        grouped = any(isinstance(cell, str) and _RKK_GROUPS.fullmatch(cell.strip()) for _, row in rows for cell in row)
        locale = INDONESIAN if grouped else layout.locale_of(sheet)
        return [
            Record("rkk", f"{prefix}{row}", sheet, row, cells, locale, delivery, layout.forms)
            for row, cells in _working_paper(rows)
        ]
    for position, (_, header) in enumerate(rows[:_HEADER_WITHIN]):
        names = [_normal(cell) for cell in header]
        for kind, layout in layouts.items():
            places = _places(layout, names)
            if layout.marks and all(mark in places for mark in layout.marks):
                return list(_table(delivery, opened, prefix, kind, layout, rows[position:], places))
    return None


def _places(layout: Layout, names: Sequence[str]) -> dict[str, int]:
    """Column to its position in the header."""
    return {
        column: names.index(header)
        for column, headers in layout.columns.items()
        for header in headers
        if header in names
    }


def _table(
    delivery: Delivery,
    opened: Opened,
    prefix: str,
    kind: str,
    layout: Layout,
    rows: Sequence[Row],
    places: Mapping[str, int],
) -> Iterator[Record]:
    """The rows under a header row (the first of `rows`), without notes, totals, blank lines and repeated headers."""
    header = rows[0][1]
    columns = {position: column for column, position in places.items()}
    for position, title in enumerate(header):
        name = "" if _blank(title) else folded(str(title))
        # A header that a unit gives another meaning must not take the place of the column that has its name.
        if position not in columns and name and name not in places:
            columns[position] = name
    repeated = [_normal(cell) for cell in header]
    carried = _carried(opened, [places[column] for column in layout.fill_down if column in places], rows)
    shares = opened.percents | {place for place, (top, _) in carried.items() if (top, place[1]) in opened.percents}
    for row, delivered in rows[1:]:
        if all(_blank(cell) for cell in delivered):
            continue
        line = [*delivered, *[None] * (max(columns) + 1 - len(delivered))]
        for position in columns:
            if _blank(line[position]) and (row, position) in carried:
                line[position] = carried[row, position][1]
        if any(_blank(line[places[column]]) for column in layout.filled):
            continue
        if all(_normal(line[places[mark]]) == repeated[places[mark]] for mark in layout.filled):
            continue
        cells = {column: line[position] for position, column in columns.items()}
        percents = frozenset(column for position, column in columns.items() if (row, position) in shares)
        locale = layout.locale_of(opened.name)
        yield Record(kind, f"{prefix}{row}", opened.name, row, cells, locale, delivery, layout.forms, percents)


def _carried(opened: Opened, positions: Sequence[int], rows: Sequence[Row]) -> dict[tuple[int, int], tuple[int, Any]]:
    """First row and value of the merged cell that covers a row and a position; a header or a title covers none."""
    lines = dict(rows[1:])
    return {
        (row, left): (top, lines[top][left])
        for top, left, bottom, _ in opened.merged
        if left in positions and top in lines and left < len(lines[top])
        for row in range(top + 1, min(bottom, rows[-1][0]) + 1)
    }


def _glp039(delivery: Delivery, opened: Opened, titles: str) -> Iterator[tuple[int, dict[str, Any], frozenset[str]]]:
    """The item rows of a GLP039, each with the codes of the levels above it.

    The file's columns shift between exports, so a level is told by the form of its code, and the amounts of an item by
    their order right of it: pagu, lock, periode lalu, periode ini, s.d. periode, persen, sisa; an empty lock leaves 6.
    """
    sheet = opened.name
    period = _GLP_PERIOD.search(titles)
    if period is None or period[1].lower() not in _MONTHS:
        raise AuditError(f"{delivery.name}: sheet '{sheet}' names no period such as 'Periode Juni 2025'")
    periode = f"{period[2]}-{_MONTHS.index(period[1].lower()) + 1:02d}"
    declared = f"{titles} {delivery.name}".lower()
    basis = "akrual" if "akrual" in declared else "sp2d" if "sp2d" in declared else None
    if basis is None:
        raise AuditError(f"{delivery.name}: neither title nor file name says whether the basis is SP2D or Akrual")
    order = [level for level, _ in _GLP_LEVELS]
    satker = _satker_in(row for _, row in opened.rows[:_TITLES_WITHIN])
    path: dict[str, str] = {}
    blocks: Counter[tuple[str, ...]] = Counter()
    akun_before: tuple[object, ...] = ()
    for row, line in opened.rows:
        filled = [(position, cell) for position, cell in enumerate(line) if not _blank(cell)]
        if not filled:
            continue
        for place, (_, cell) in enumerate(filled):
            text = str(cell).strip()
            level = next((name for name, form in _GLP_LEVELS if form.fullmatch(text)), None)
            item = _GLP_ITEM.match(text) if level is None else None
            if item and not text.replace(".", "").isdigit():
                placed = [(position, right) for position, right in filled[place + 1 :] if _is_amount(right)]
                amounts = [right for _, right in placed]
                if not amounts:
                    break  # the wrapped end of a long text
                akun_before = ()
                if len(amounts) not in (6, 7):
                    raise AuditError(
                        f"{delivery.name}: sheet '{sheet}', row {row}: {len(amounts)} amounts after '{text}'; expected "
                        "pagu, lock, periode lalu, periode ini, s.d. periode, persen, sisa"
                    )
                missing_lock = len(amounts) == 6
                names = [name for name in _GLP_AMOUNTS if not (missing_lock and name == "lock_pagu")]
                yield (
                    row,
                    {
                        "satker": satker,
                        "periode": periode,
                        "basis": basis,
                        **path,
                        "akun_ke": str(blocks[tuple(path.values())]),
                        "item": item[1],
                        "uraian": item[2],
                        **dict(zip(names, amounts, strict=False)),
                    },
                    frozenset(n for n, (at, _) in zip(names, placed, strict=False) if (row, at) in opened.percents),
                )
                break
            if level is not None and any(_is_amount(right) for _, right in filled[place + 1 :]):
                path = {name: path[name] for name in order[: order.index(level)] if name in path}
                path[level] = text
                # An akun whose text wraps repeats itself on the next line; one of another fund has other amounts.
                printed = (*path.values(), *(right for _, right in filled[place + 1 :] if _is_amount(right)))
                if level == "akun" and printed != akun_before:
                    blocks[tuple(path.values())] += 1
                akun_before = printed
                break


def _working_paper(rows: Sequence[Row]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The item rows of an RKK, each with the codes of the levels above it and the fund of its akun.

    An item has no code: it is numbered by its place under its akun, counted over the whole sheet, for one akun may
    stand once per fund. Its amount is the last number of its row.
    """
    order = [level for level, _ in _RKK_LEVELS]
    titles = itertools.takewhile(lambda item: not any(_RKK_LEVELS[0][1].fullmatch(str(c)) for c in item[1]), rows)
    heads = [[_normal(cell) for cell in line] for _, line in titles]
    satker = _satker_in(line for _, line in rows[: len(heads)])
    stated_at = next((head.index("jumlah") for head in heads if "jumlah" in head), None)
    path: dict[str, str] = {}
    fund = ""
    counted: Counter[tuple[str, ...]] = Counter()
    for row, line in rows:
        filled = [(position, cell) for position, cell in enumerate(line) if not _blank(cell)]
        if not filled:
            continue
        first = str(filled[0][1]).strip()
        amounts = [(position, cell) for position, cell in filled[1:] if _is_amount(cell)]
        level = next((name for name, form in _RKK_LEVELS if form.fullmatch(first)), None)
        if level is not None and amounts:
            path = {name: path[name] for name in order[: order.index(level)] if name in path} | {level: first}
            if level == "akun":
                marks = [str(cell).strip() for _, cell in filled[1:]]
                fund = next((mark for mark in marks if _RKK_FUND.fullmatch(mark)), "")
        elif first.startswith("-") and not _is_amount(filled[0][1]) and path and amounts:
            place = tuple(path.get(name, "") for name in order)
            counted[place] += 1
            # Under the head JUMLAH, or slipped to the next column; a number right of it is a code of blokir.
            near = [item for item in amounts if stated_at is None or item[0] in (stated_at, stated_at + 1)]
            at, stated = (near[-1] if stated_at is None else near[0]) if near else (amounts[-1][0], None)
            right = [str(cell).strip() for position, cell in filled if position > at]
            yield (
                row,
                {
                    **path,
                    "satker": satker,
                    "nomor_item": str(counted[place]),
                    "uraian": first,
                    "jumlah": stated,
                    "kode_blokir": next((mark for mark in right if _RKK_BLOCKED.fullmatch(mark)), None),
                    "sumber_dana": fund,
                },
            )


def _satker_in(titles: Iterable[Sequence[Any]]) -> str:
    """The satker that a title row names, '' when none does."""
    lines = (" ".join(str(cell) for cell in line if not _blank(cell)) for line in titles)
    return next((found[1] for text in lines if (found := _SATKER.search(text))), "")


def _is_amount(cell: object) -> bool:
    if isinstance(cell, bool):
        return False
    return isinstance(cell, (int, float)) or bool(_GLP_AMOUNT.fullmatch(str(cell).strip()))


def _normal(cell: object) -> str:
    """A header in the form in which headers are compared: lower-case words and digits, single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", folded(str(cell)))) if cell is not None else ""
