"""The control list of a quarter: what its sender counts and sums in the finished files before handing them over.

Belongs here: which columns are summed, and reading the written files as their sender would, by header. Not here: how a
delivery is read (ingestion), which shares no code with this.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from orchestration.sample.delimited import write_delimited
from orchestration.sample.narratives import TABLES
from orchestration.sample.survey import QUESTIONS, RECOMMENDATION

HEADER = ("Berkas", "Lembar", "Baris Data", "Kolom Kendali", "Jumlah Kendali")

_SUMMED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("dataang", "", ("KODE_AKUN", "TOTAL", "NILAI_BLOKIR", *(f"POK_NILAI_{month}" for month in range(1, 13)))),
    ("kinerja", "Perjanjian Kinerja", ("Target", *(f"Target Antara TW{number}" for number in range(1, 5)))),
    ("kinerja", "DIPA", ("Volume",)),
    ("kinerja", "Penilaian Luar", ("Nilai",)),
    ("kinerja", "Fisik", ("Sasaran Triwulan Ini", "Realisasi Triwulan Ini", "Sasaran s.d.", "Realisasi s.d.")),
    ("kinerja", "Narasi", ("Urutan",)),
    ("neraca", "", ("AKUN", "NILAI")),
    ("order_layanan", "Order Layanan", ("SPM (HK)", "Jumlah", "Nilai (Rp)")),
    ("sbs", "", ("KODE_AKUN", "JUMLAH")),
    ("survei", "", (*QUESTIONS, RECOMMENDATION)),
)
"""Part of the file's name, sheet, columns that are summed. GLP039 is listed by name: it prints totals of its own."""


def write_control_list(path: Path, files: Iterable[Path]) -> Path:
    """Writes the list of finished files, a row per file, sheet and summed column."""
    return write_delimited(path, HEADER, [row for file in sorted(files) for row in _entries(file)])


def _entries(file: Path) -> Iterator[tuple[str, str, object, str, str]]:
    summed = [(sheet, columns) for part, sheet, columns in _SUMMED if part in file.name]
    for sheet, columns in summed:
        header, rows = _table(file, sheet)
        for column in columns:
            total = sum((_number(row[header.index(column)]) for row in rows), Decimal(0))
            yield file.name, sheet, len(rows), column, _text(total)
    for sheet in _shown_in(file) if summed else ():
        yield file.name, sheet, len(_table(file, sheet)[1]), "", ""
    if not summed:
        yield file.name, "", "", "", ""


def _shown_in(file: Path) -> list[str]:
    """The sheets of a workbook whose tables a narrative shows: they are counted, and nothing of them is summed."""
    from openpyxl import load_workbook

    known = {name for tables in TABLES.values() for name in tables}
    return [] if file.suffix != ".xlsx" else [name for name in load_workbook(file).sheetnames if name in known]


def _table(file: Path, sheet: str) -> tuple[list[str], list[Sequence[object]]]:
    if file.suffix == ".xlsx":
        from openpyxl import load_workbook

        cells = load_workbook(file, read_only=True)[sheet].iter_rows(values_only=True)
        return [str(name) for name in next(cells)], [row for row in cells if any(value is not None for value in row)]
    # Only headers and numbers are looked at, so a letter outside ASCII may be misread.
    with file.open(encoding="utf-8", errors="replace", newline="") as text:
        delimiter = max(";,|", key=text.readline().count)
        text.seek(0)
        header, *rows = csv.reader(text, delimiter=delimiter)
    return header, list(rows)


def _number(cell: object) -> Decimal:
    """The number of a cell; of an answer like `4 - Sangat Baik` its digit, of an empty cell nought."""
    if isinstance(cell, (int, float)):
        return Decimal(repr(cell))
    found = re.match(r"-?\d+", str(cell or ""))
    return Decimal(found[0]) if found else Decimal(0)


def _text(total: Decimal) -> str:
    return format(total.normalize() if total else Decimal(0), "f").replace(".", ",")
