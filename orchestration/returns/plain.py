"""A workbook of texts for a delivery that is none: what stands in which row and column, nothing read into it.

Belongs here: a text, or a workbook of another format, as a workbook (.xlsx) that can be marked. Not here: the marks.

Every cell is a text: what begins with `=` is shown and never run. The row of a cell is the line of the file on which
its record starts, which is the number that findings name.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence

from orchestration.ingestion.reading.documents import Sheet
from orchestration.ingestion.reading.hostile import LAST_COLUMN, LAST_ROW
from orchestration.returns.texts import LONGEST
from orchestration.texts.cells import Percent, shown

NAME = "Kiriman"
"""Of the sheet of a file whose table has no name."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_LONGEST_NAME = 31
_WIDEST = 60


def workbook(sheets: Sequence[Sheet]) -> tuple[bytes, dict[str, str]]:
    """The workbook, and what each sheet is called in it.

    Raises:
        ValueError: a table has more rows or columns than a worksheet.
    """
    import xlsxwriter

    names: dict[str, str] = {}
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})
        text = book.add_format({"num_format": "@"})
        for sheet in sheets:
            height, width = max(sheet.numbers, default=0), max(map(len, sheet.rows), default=0)
            if height > LAST_ROW or width > LAST_COLUMN:
                raise ValueError(f"{height:,} rows, {width:,} columns")
            names[sheet.name] = _name(sheet.name, {name.casefold() for name in names.values()})
            page = book.add_worksheet(names[sheet.name])
            if sheet.hidden:
                page.hide()
            widths: dict[int, int] = {}
            for number, row in zip(sheet.numbers, sheet.rows, strict=True):
                for at, cell in enumerate(row):
                    if cell is None or cell == "":
                        continue
                    told = shown(Percent(cell) if (number, at) in sheet.percents else cell)
                    page.write_string(number - 1, at, told[:LONGEST], text)
                    widths[at] = max(widths.get(at, 0), *map(len, told.splitlines() or [""]))
            for at, letters in widths.items():
                page.set_column(at, at, min(letters, _WIDEST) + 2)
        if not sheets:
            book.add_worksheet(NAME)
    return out.getvalue(), names


def _name(name: str, taken: set[str]) -> str:
    """A name that a worksheet may have, and no other of the workbook has."""
    plain = _FORBIDDEN.sub("_", name)[:_LONGEST_NAME] or NAME
    found, number = plain, 1
    while found.casefold() in taken:
        number += 1
        found = f"{plain[: _LONGEST_NAME - len(f' ({number})')]} ({number})"
    return found
