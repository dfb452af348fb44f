"""Reads delivered files a second time: workbooks with openpyxl, text files with the csv module.

Belongs here: what kind a file is, where its records start, which cell is which column, and the id of each row. It goes
by rules of its own, so that a mistake of the first reader or of a contract shows as a difference; only headers and
number notations that a unit declares in a contract of its own are taken from there. Not here: what a value means for a
figure, and which rows are rejected (handed in by the caller of `recompute`).
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orchestration.audit.numerals import INDONESIAN, PLAIN


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
        locale: number locale of its texts.
        delivery: the file.
    """

    kind: str
    row_id: str
    sheet: str
    row: int
    cells: Mapping[str, Any]
    locale: str
    delivery: Delivery

    def text(self, column: str) -> str:
        """The cell's text, trimmed; '' when empty."""
        cell = self.cells.get(column)
        if cell is None:
            return ""
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return str(cell).strip()

    def error(self, column: str, problem: object) -> AuditError:
        """An error that names this row."""
        place = f"{self.delivery.name}: " + (f"sheet '{self.sheet}', " if self.sheet else "")
        return AuditError(f"{place}row {self.row}, {column}: {problem}")


@dataclass(frozen=True)
class Layout:
    """How a table with one header row is known and read.

    Attributes:
        columns: column to the headers it may have, in the form of `_normal`.
        marks: columns whose headers together tell the kind.
        filled: columns without which a row is a note, a total or a blank line.
        locale: of its texts.
    """

    columns: Mapping[str, tuple[str, ...]]
    marks: tuple[str, ...]
    filled: tuple[str, ...]
    locale: str


def _same_named(*names: str) -> dict[str, tuple[str, ...]]:
    return {name: (name.replace("_", " "),) for name in names}


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
    ),
    "sbs": Layout(
        _same_named("no_sbs", "tgl_sbs", "kode_akun", "jumlah", "no_sp3b", "tgl_sp3b"),
        ("no_sbs", "tgl_sbs", "kode_akun", "tgl_sp3b"),
        ("no_sbs", "kode_akun"),
        INDONESIAN,
    ),
    "ntpn": Layout(
        _same_named("ntpn", "kode_akun", "jumlah", "tgl_terima_bank", "tgl_buku", "status"),
        ("ntpn", "kode_akun", "tgl_terima_bank", "tgl_buku"),
        ("ntpn", "kode_akun"),
        INDONESIAN,
    ),
    "neraca": Layout(
        _same_named("kdsatker", "kode_periode", "akun", "uraian", "nilai"),
        ("kdsatker", "kode_periode", "akun", "nilai"),
        ("kode_periode", "akun"),
        INDONESIAN,
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
    ),
    "survey": Layout(
        {
            "waktu": ("timestamp", "stempel waktu", "cap waktu"),
            **_same_named("jenis_layanan", "nama_perusahaan", "nama_responden"),
            "no_whatsapp": ("no whatsapp", "nomor whatsapp"),
            "saran": ("saran", "saran dan masukan", "saran masukan"),
            "email": ("email", "e mail", "alamat email"),
        },
        ("waktu", "jenis_layanan"),
        ("waktu", "jenis_layanan"),
        INDONESIAN,
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
    ),
    "dipa": Layout(
        _same_named("kode", "uraian", "volume", "satuan"),
        ("kode", "uraian", "volume", "satuan"),
        ("kode",),
        INDONESIAN,
    ),
    "penilaian_luar": Layout(
        {
            **_same_named("kode", "triwulan", "nilai", "status", "tanggal", "penilai"),
            "dokumen_bukti": ("dokumen bukti", "bukti"),
        },
        ("kode", "triwulan", "nilai", "status"),
        ("kode", "triwulan"),
        INDONESIAN,
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
    ),
    "narasi": Layout(
        _same_named("kode", "bagian", "urutan", "teks", "penanggung_jawab", "target_penyelesaian"),
        ("kode", "bagian", "urutan", "teks"),
        ("kode", "bagian"),
        INDONESIAN,
    ),
}
"""Every kind with a header row; GLP039 and RKK have layouts of their own."""

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

Row = tuple[int, Sequence[Any]]


def layouts_of(contracts: Path) -> dict[str, Layout]:
    """The layouts, with the headers and number notations that contracts of a unit's own declare.

    A contract whose headers are all known here changes nothing: this reader then goes by its own rules.

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
        columns = dict(layout.columns)
        for column, body in contract["columns"].items():
            header = (body or {}).get("header", [])
            declared = [_normal(text) for text in ([header] if isinstance(header, str) else header)]
            if column in columns and declared and not set(declared) <= set(columns[column]):
                columns[column] = tuple(declared)
        locale = contract["number_locale"]
        locale = locale if isinstance(locale, str) else layout.locale
        layouts[contract["kind"]] = replace(layout, columns=columns, locale=locale)
    return layouts


def read_delivery(delivery: Delivery, layouts: Mapping[str, Layout] = LAYOUTS) -> list[Record]:
    """Every row of data of a delivered file, in file order.

    Args:
        delivery: the file.
        layouts: how its tables look, see `layouts_of`.

    Raises:
        AuditError: a sheet or file of no kind known here, or a GLP039 that names no period or basis.
    """
    with delivery.path.open("rb") as handle:
        is_workbook = handle.read(2) == b"PK"
    if is_workbook:
        tables = [_records(delivery, layouts, sheet, rows) for sheet, rows in _workbook(delivery.path)]
    else:
        # The delimiter is the one under which a known header appears; free text may hold more of another.
        readings = (_records(delivery, layouts, "", rows) for rows in _text_file(delivery.path))
        tables = [next((found for found in readings if found), None)]
    if all(found is None for found in tables):
        raise AuditError(f"{delivery.name}: holds no table of a known kind")
    return [record for found in tables for record in found or []]


def _workbook(path: Path) -> Iterator[tuple[str, list[Row]]]:
    """Sheets with their rows; rows and columns that the file leaves out count."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some exports declare a size that is not theirs
            yield sheet.title, list(enumerate(sheet.iter_rows(values_only=True), start=1))
    finally:
        book.close()


def _text_file(path: Path) -> Iterator[list[Row]]:
    """The rows of a delimited file, under each delimiter in turn, the most frequent one first."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    first_lines = text.splitlines()[:_HEADER_WITHIN]
    by_frequency = sorted(";,|\t", key=lambda mark: -max((line.count(mark) for line in first_lines), default=0))
    for delimiter in by_frequency:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows: list[Row] = []
        start = 1
        for record in reader:
            rows.append((start, record))
            start = reader.line_num + 1
        yield rows


def _records(delivery: Delivery, layouts: Mapping[str, Layout], sheet: str, rows: list[Row]) -> list[Record] | None:
    """The records of one sheet, or of a text file (sheet ''); None when it is of no known kind."""
    is_text = not sheet
    prefix = f"{delivery.sha256[:12]}#" if is_text else f"{delivery.sha256[:12]}:{sheet}#"
    titles = " ".join(str(cell) for _, row in rows[:_TITLES_WITHIN] for cell in row if isinstance(cell, str))
    if sheet.strip().upper().startswith("GLP039") or _GLP_TITLE in titles.upper():
        locale = INDONESIAN if is_text else PLAIN
        return [
            Record("glp039", f"{prefix}{row}", sheet, row, cells, locale, delivery)
            for row, cells in _glp039(delivery, sheet, rows, titles)
        ]
    if sheet.strip().upper().startswith(_RKK_SHEET):
        grouped = any(isinstance(cell, str) and _RKK_GROUPS.fullmatch(cell.strip()) for _, row in rows for cell in row)
        locale = INDONESIAN if grouped else PLAIN
        return [
            Record("rkk", f"{prefix}{row}", sheet, row, cells, locale, delivery) for row, cells in _working_paper(rows)
        ]
    for position, (_, header) in enumerate(rows[:_HEADER_WITHIN]):
        names = [_normal(cell) for cell in header]
        for kind, layout in layouts.items():
            places = _places(layout, names)
            if all(mark in places for mark in layout.marks):
                return list(_table(delivery, sheet, prefix, kind, layout, rows[position:], places))
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
    sheet: str,
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
        name = "" if _blank(title) else " ".join(str(title).lower().split())
        # A header that a unit gives another meaning must not take the place of the column that has its name.
        if position not in columns and name and name not in places:
            columns[position] = name
    repeated = [_normal(cell) for cell in header]
    for row, line in rows[1:]:
        if any(places[column] >= len(line) or _blank(line[places[column]]) for column in layout.filled):
            continue
        if all(_normal(line[places[mark]]) == repeated[places[mark]] for mark in layout.filled):
            continue
        cells = {column: line[position] if position < len(line) else None for position, column in columns.items()}
        yield Record(kind, f"{prefix}{row}", sheet, row, cells, layout.locale, delivery)


def _glp039(delivery: Delivery, sheet: str, rows: Sequence[Row], titles: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The item rows of a GLP039, each with the codes of the levels above it.

    The file's columns shift between exports, so a level is told by the form of its code, and the amounts of an item by
    their order right of it: pagu, lock, periode lalu, periode ini, s.d. periode, persen, sisa; an empty lock leaves 6.
    """
    period = _GLP_PERIOD.search(titles)
    if period is None or period[1].lower() not in _MONTHS:
        raise AuditError(f"{delivery.name}: sheet '{sheet}' names no period such as 'Periode Juni 2025'")
    periode = f"{period[2]}-{_MONTHS.index(period[1].lower()) + 1:02d}"
    declared = f"{titles} {delivery.name}".lower()
    basis = "akrual" if "akrual" in declared else "sp2d" if "sp2d" in declared else None
    if basis is None:
        raise AuditError(f"{delivery.name}: neither title nor file name says whether the basis is SP2D or Akrual")
    order = [level for level, _ in _GLP_LEVELS]
    satker = _satker_in(row for _, row in rows[:_TITLES_WITHIN])
    path: dict[str, str] = {}
    blocks: Counter[tuple[str, ...]] = Counter()
    akun_before: tuple[object, ...] = ()
    for row, line in rows:
        filled = [(position, cell) for position, cell in enumerate(line) if not _blank(cell)]
        if not filled:
            continue
        for place, (_, cell) in enumerate(filled):
            text = str(cell).strip()
            level = next((name for name, form in _GLP_LEVELS if form.fullmatch(text)), None)
            item = _GLP_ITEM.match(text) if level is None else None
            if item and not text.replace(".", "").isdigit():
                amounts = [right for _, right in filled[place + 1 :] if _is_amount(right)]
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


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _normal(cell: object) -> str:
    """A header in the form in which headers are compared: lower-case words and digits, single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", str(cell).lower())) if cell is not None else ""
