"""Reads the workbook of tables back: the figures of each sheet as a reader of the sheet sees them, and the traces.

Belongs here: cells, number formats and what they show. Not here: whether it is right (printed_xlsx.py). Deliveries are
read elsewhere (second_reader.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

ID_MARK, TRACE, REVISED_MARK = "(id angka)", "Jejak", " (R)"

_FORMAT = re.compile(r"#,##0(?:\.(0+))?")


class WorkbookError(ValueError):
    """The file is no workbook that can be read, or lacks what every one has."""


@dataclass(frozen=True)
class Entry:
    """A cell with figures.

    Attributes:
        text: what it shows, in the notation of the report; may hold words beside the figures.
        revised: those of the figures that carry the mark of a revised one.
    """

    cell: str
    figure_ids: tuple[str, ...]
    text: str
    revised: tuple[str, ...] = ()


@dataclass
class Sheet:
    """A table: its title, its figures in reading order, and what its rows show."""

    name: str
    title: str
    entries: list[Entry] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Trace:
    """A row of the sheet of traces; `value` is a text where a sheet cannot hold the number.

    `rows` names the delivered rows, or the figures, that it is made of; None in a release made before that was told.
    """

    sheet: str
    cell: str
    figure_id: str
    label: str
    value: str | Decimal
    printed: str
    unit: str
    formula: str
    row_count: str
    row_digest: str
    rows: str | None = None


@dataclass
class Workbook:
    """What it holds."""

    tables: list[Sheet] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)


def read_workbook(path: Path) -> Workbook:
    """Reads a workbook.

    Raises:
        WorkbookError: it cannot be read, or has no traces.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(path)
    except Exception as error:  # whatever a spoiled archive makes the library raise
        raise WorkbookError(f"cannot be read ({error})") from error
    read = Workbook()
    traced = False
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            cells = sheet[table.ref]
            if table.name == TRACE:
                traced = True
                read.traces += _traces(sheet.title, cells)
            else:
                title = " ".join(str(sheet["A1"].value or "").split())
                shows = [[shown(cell.value, cell.number_format) for cell in row] for row in cells[1:]]
                read.tables.append(Sheet(sheet.title, title, [*_entries(cells)], shows))
    if not traced:
        raise WorkbookError(f"has no table {TRACE}")
    return read


def shown(value: Any, form: str) -> str:
    """What a cell shows, in Indonesian notation; a number whose format is not the report's as it is stored."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    known = _FORMAT.fullmatch(form)
    number = _stored(value)
    if known is None:
        return str(number)
    rounded = number.quantize(Decimal(1).scaleb(-len(known[1] or "")), rounding=ROUND_HALF_UP)
    return f"{rounded:,f}".translate(str.maketrans(",.", ".,"))


def _stored(value: float) -> Decimal:
    """The number a sheet means: it keeps 15 digits, the binary value behind them is an artefact of storage."""
    return Decimal(f"{value:.15g}")


def _entries(cells: tuple[tuple[Any, ...], ...]) -> Iterator[Entry]:
    heads = [str(cell.value or "") for cell in cells[0]]
    ids = [at for at, head in enumerate(heads) if at and head.endswith(ID_MARK)]
    for row in cells[1:]:
        for at in ids:
            named = tuple(name for name in str(row[at].value or "").split("; ") if name)
            cell = row[at - 1]
            if named:
                text = shown(cell.value, cell.number_format)
                ids_only = tuple(name.removesuffix(REVISED_MARK) for name in named)
                revised = tuple(name for name, whole in zip(ids_only, named, strict=True) if name != whole)
                yield Entry(cell.coordinate, ids_only, text, revised)


def _traces(sheet: str, cells: tuple[tuple[Any, ...], ...]) -> Iterator[Trace]:
    for row in cells[1:]:
        figure_id, label, value, printed, unit, formula, _, row_count, row_digest, *rows = (cell.value for cell in row)
        yield Trace(
            sheet=sheet,
            cell=row[3].coordinate,
            figure_id=str(figure_id or ""),
            label=str(label or ""),
            value=_stored(value) if isinstance(value, int | float) else str(value or ""),
            printed=str(printed or ""),
            unit=str(unit or ""),
            formula=str(formula or ""),
            row_count=str(row_count),
            row_digest=str(row_digest or ""),
            rows=None if not rows else str(rows[0] or ""),
        )
