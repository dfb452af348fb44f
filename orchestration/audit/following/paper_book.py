"""The workbook of a working paper: its looks, its cells, and its sheets of rows.

Belongs here: how a cell is written, so that text stays text, and how rows become a sheet. Not here: the table of
figures and its formulas (working_paper.py), which rows there are (paper_rows.py).
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from orchestration.audit.following.paper_conditions import NO, YES
from orchestration.audit.following.paper_rows import Rows, is_day, number
from orchestration.audit.following.row_names import RowNames

PLACE_HEADS = ("Berkas", "SHA-256", "Lembar", "Baris lembar kerja", "Baris berkas")
"""What stands before the cells of each row: in a text the last two differ where a cell holds a line break."""

DARK = "#12406B"

_HEAD = 2
_SHEET_NAME = 31
_LONGEST = 32_767
_EXACT = 10**15
_AMBIGUOUS = re.compile(r"[*?~]")
_NUMERAL = re.compile(r"[-+]?[0-9.,]+", re.ASCII)


class Book:
    """A workbook in the making, and the formats that its sheets share."""

    def __init__(self, title: str, created: dt.datetime) -> None:
        import xlsxwriter

        self.buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(self.buffer, {**options, "strings_to_urls": False})
        self.book.set_properties({"title": title, "created": created})
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def sheet(self, name: str) -> Any:
        """A new sheet."""
        return self.book.add_worksheet(name[:_SHEET_NAME])

    def content(self) -> bytes:
        """The workbook; nothing can be written to it afterwards."""
        self.book.close()
        return self.buffer.getvalue()

    def look(self, **properties: Any) -> Any:
        """A format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"valign": "top", "font_size": 10, **properties})
        return self._formats[key]

    def heads(self, sheet: Any, row: int, heads: Sequence[str], widths: Sequence[float]) -> None:
        """The heads of a table, which stay in sight."""
        made = self.look(bold=True, font_color="#FFFFFF", bg_color=DARK, text_wrap=True)
        for at, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.write_string(row, at, head, made)
            sheet.set_column(at, at, width)
        sheet.freeze_panes(row + 1, 0)

    def cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        """Writes a cell as it is: text stays text, whatever it begins with."""
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_string(row, column, YES if value else NO)
        elif (exact := number(value)) is not None and exact.is_finite() and abs(exact) < _EXACT:
            sheet.write_number(row, column, float(exact))
        elif is_day(value):
            moment = isinstance(value, dt.datetime) and value.time() != dt.time()
            stamp = value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value
            form = self.look(num_format="yyyy-mm-dd hh:mm:ss" if moment else "yyyy-mm-dd", align="left")
            sheet.write_datetime(row, column, stamp, form)
        else:
            said = str(value)
            sheet.write_string(row, column, said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…")

    def rows(self, rows: Rows, files: Mapping[str, str], names: RowNames) -> tuple[dict[str, str], dict[str, str]]:
        """A sheet of rows: where each stands, what was received, what was read.

        Args:
            rows: of one relation.
            files: SHA-256 of a delivery to its file name.
            names: of rows.

        Returns:
            Column read, as SQL, to its range of cells; column of which different texts are counted to the range that
            has, for each row, the first row of its text.
        """
        sheet = self.sheet(f"Baris {rows.relation.rpartition('.')[2].removeprefix('fct_')}")
        first_received = len(PLACE_HEADS)
        first_read = first_received + len(rows.received)
        bold = self.look(bold=True, font_color=DARK)
        sheet.write_string(0, 0, f"{len(rows.rows)} baris dari {rows.relation}", bold)
        if rows.received:
            sheet.write_string(1, first_received, "Sebagaimana diterima", bold)
        sheet.write_string(1, first_read, "Sebagaimana dibaca", bold)
        first_number, distinct = first_read + len(rows.read), sorted(rows.distinct)
        heads = [*PLACE_HEADS, *rows.received, *rows.read, *(f"{column}: baris pertamanya" for column in distinct)]
        self.heads(sheet, _HEAD, heads, (34, 14, 16, 10, 10, *[18] * (len(heads) - first_received)))
        apart = {column: _told_apart(rows, column) for column in rows.distinct}
        for at, row in enumerate(rows.rows, _HEAD + 1):
            _, sha256, name, line = row.place
            for place, said in enumerate((files[sha256], sha256, name)):
                self.cell(sheet, at, place, said)
            sheet.write_number(at, 3, names.spreadsheet_row(sha256, name, line))
            sheet.write_number(at, 4, line)
            for place, column in enumerate(rows.received, first_received):
                self.cell(sheet, at, place, row.received.get(column))
            for place, (column, value) in enumerate(zip(rows.read, row.read, strict=True), first_read):
                source, exact, formula = rows.source_of(row.kind, column), number(value), ""
                if source in rows.received and exact is not None:
                    cell = f"{letters(first_received + rows.received.index(source))}{at + 1}"
                    formula = _live(cell, row.received.get(source), exact)
                if formula:
                    sheet.write_formula(at, place, f"={formula}", None, float(value))
                else:
                    self.cell(sheet, at, place, apart.get(column, {}).get(value, value))
        last = _HEAD + 1 + max(len(rows.rows), 1)

        def cells(place: int) -> str:
            return f"'{sheet.get_name()}'!${letters(place)}${_HEAD + 2}:${letters(place)}${last}"

        ranges = {column: cells(place) for place, column in enumerate(rows.read, first_read)}
        for place, column in enumerate(distinct, first_number):
            self._firsts(sheet, place, [row.read[rows.read.index(column)] for row in rows.rows], ranges[column])
        return ranges, {column: cells(place) for place, column in enumerate(distinct, first_number)}

    def _firsts(self, sheet: Any, place: int, values: Sequence[Any], cells: str) -> None:
        """For each row the first one with the same text, counted from the first row of the list."""
        column = cells.partition("!")[2].split("$")[1]
        first: dict[Any, int] = {}
        for at, value in enumerate(values):
            if value is not None and value != "":
                own = f"{column}{at + _HEAD + 2}"
                sheet.write_formula(
                    at + _HEAD + 1, place, f"=MATCH({own},{cells},0)", None, first.setdefault(value, at + 1)
                )


def letters(column: int) -> str:
    """The letters of a column, 0 = A."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _live(cell: str, received: Any, value: Decimal) -> str:
    """A formula that reads a number from the cell received; '' where it takes more than that."""
    if (exact := number(received)) is not None:
        return cell if exact == value and abs(exact) < _EXACT else ""
    if not isinstance(received, str) or not _NUMERAL.fullmatch(received.strip()):
        return ""
    for decimal, group in ((",", "."), (".", ",")):
        digits = received.strip().replace(group, "").replace(decimal, ".")
        try:
            if Decimal(digits) == value and len(digits) <= 15:
                return f'_xlfn.NUMBERVALUE({cell},"{decimal}","{group}")'
        except InvalidOperation:
            continue
    return ""


def _told_apart(rows: Rows, column: str) -> dict[Any, str]:
    """Texts of a column that a spreadsheet would take for one another, as they are written so that it does not."""
    at = rows.read.index(column)
    by_case: dict[str, list[str]] = {}
    for value in dict.fromkeys(row.read[at] for row in rows.rows if isinstance(row.read[at], str)):
        by_case.setdefault(value.casefold(), []).append(value)
    alike = [value for values in by_case.values() for value in values if len(values) > 1 or _AMBIGUOUS.search(value)]
    return {value: f"{value} ‹{number_}›" for number_, value in enumerate(alike, 1)}
