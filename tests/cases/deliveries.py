"""Sample deliveries opened by hand: cells changed in place, by header, and saved again as their program would.

Belongs here: openpyxl and the csv module, nothing of the product. Not here: what is changed (test_kinds).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl

Change = Callable[[Any, int], Any]
"""Cell and number of the data row, from 0, to the cell to write; None leaves it."""

PERCENT = "0.00%"


class Percent(float):
    """A number to be written into a percent cell."""


def in_text(content: bytes, column: str, change: Change, delimiter: str = "") -> bytes:
    """A delimited text with a column changed."""
    text = content.decode("utf-8-sig")
    mark = delimiter or max(";,", key=text.partition("\n")[0].count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    at = next(place for place, head in enumerate(rows[0]) if head.startswith(column))
    for number, row in enumerate(rows[1:]):
        if row[at:] and row[at] and (new := change(row[at], number)) is not None:
            row[at] = new
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def in_workbook(
    content: bytes, sheet: str, column: str, change: Change, where: Callable[..., bool] | None = None
) -> bytes:
    """A workbook with a column of a sheet changed; `where` chooses rows by their cells by header."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book[sheet]
    heads = [cell.value for cell in page[1]]
    at = heads.index(column)
    for number, row in enumerate(page.iter_rows(min_row=2)):
        if row[at].value is None or (where and not where(dict(zip(heads, (c.value for c in row), strict=True)))):
            continue
        new = change(row[at].value, number)
        if isinstance(new, Percent):
            row[at].value, row[at].number_format = float(new), PERCENT
        elif new is not None:
            row[at].value = new
            if isinstance(new, str):
                row[at].number_format = "General"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def dotted(value: Any) -> str:
    """1234567 as 1.234.567."""
    return f"{int(value):,}".replace(",", ".")
