"""Reads delivered files with openpyxl and csv alone: a second reader, apart from the generator and from ingestion."""

from __future__ import annotations

import csv
import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

Rows = list[dict[str, Any]]

LEVELS = {
    "program": re.compile(r"[A-Z]{2}"),
    "kegiatan": re.compile(r"[A-Z]{2}\.\d{4}"),
    "kro": re.compile(r"[A-Z]{3}"),
    "ro": re.compile(r"[A-Z]{3}\.\d{3}"),
    "komponen": re.compile(r"\d{3}"),
    "subkomponen": re.compile(r"\d{3}\.\d[A-Z]"),
    "akun": re.compile(r"\d{6}"),
}
AMOUNTS = ("pagu", "lock", "before", "now", "to_date", "percent", "left")


def only(folder: Path, pattern: str) -> Path:
    """The one file of a folder that fits a pattern."""
    (path,) = folder.glob(pattern)
    return path


def delimited(path: Path) -> Rows:
    """Rows of a delimited file; the delimiter is the one of `|;,` that the header uses most."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    header = text.splitlines()[0]
    delimiter = max("|;,", key=header.count)
    return list(csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter))


def table(path: Path, sheet: str | None = None) -> Rows:
    """Rows beneath the header of a sheet."""
    book = openpyxl.load_workbook(path, read_only=True)
    rows = (book[sheet] if sheet else book.worksheets[0]).iter_rows(values_only=True)
    header = next(rows)
    return [dict(zip(header, row, strict=True)) for row in rows]


def day(value: Any) -> dt.date | None:
    """A date cell of either form: a real date, or `dd/mm/yyyy`."""
    if value in (None, ""):
        return None
    return value.date() if isinstance(value, dt.datetime) else dt.datetime.strptime(value, "%d/%m/%Y").date()


def realisation(path: Path) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """The grand total and every line of a GLP039 workbook, codes carried down.

    A line's level follows from the pattern of its first text, its amounts from the order of its numbers.
    """
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=9, values_only=True))
    total: dict[str, int] = {}
    lines: list[dict[str, Any]] = []
    codes: dict[str, str] = {}
    for row in rows:
        cells = [cell for cell in row if cell is not None]
        texts = [cell for cell in cells if isinstance(cell, str) and not re.fullmatch(r"[\d.]+(E\d+)?", cell)]
        numbers = [cell for cell in cells if cell not in texts][-7:]
        first = str(cells[0]) if cells else ""
        if len(cells) < 7 or texts[:1] == ["Uraian"]:
            continue  # header, wrapped text, footnote or blank
        values = dict(zip(AMOUNTS, (Decimal(str(number)) for number in numbers), strict=True))
        line: dict[str, Any] = {name: int(value) for name, value in values.items() if name != "percent"}
        line["percent"] = values["percent"]
        if first == "JUMLAH SELURUHNYA":
            total = line
            continue
        item = re.fullmatch(r"(\d{6})\. .*", first)
        level = "item" if item else next(name for name, pattern in LEVELS.items() if pattern.fullmatch(first))
        if not item:
            depth = list(LEVELS).index(level)
            codes = {name: code for name, code in codes.items() if list(LEVELS).index(name) < depth} | {level: first}
        lines.append({**line, **codes, "level": level, "item": item[1] if item else ""})
    return total, lines
