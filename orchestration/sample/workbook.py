"""Writing .xlsx files whose bytes are the same in every run.

XlsxWriter stamps its archive members with a fixed date; the creation time of the document is fixed here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import xlsxwriter

_CREATED = dt.datetime(2025, 1, 1)  # any constant; a wall clock would change the bytes of every run


class Book(AbstractContextManager["Book"]):
    """A workbook that is saved when its block ends.

    Args:
        path: where to write.
        title: document title; says that the content is synthetic.
        inline_text: store text in the cells themselves (`inlineStr`) as some exporting applications do, instead of in
            the shared table; rows then have to be written from top to bottom.
    """

    def __init__(self, path: Path, title: str, *, inline_text: bool = False) -> None:
        self.path = path
        self._book = xlsxwriter.Workbook(path, {"constant_memory": inline_text, "strings_to_numbers": False})
        self._book.set_properties({"title": title, "comments": "Data contoh, seluruhnya karangan", "created": _CREATED})
        self._date = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._bold = self._book.add_format({"bold": True})

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def sheet(self, name: str) -> Sheet:
        """Adds a sheet; the name may end in a space, as one of SAKTI's does."""
        return Sheet(self._book.add_worksheet(name), self._date, self._bold)

    def table(self, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Adds a sheet with the header in row 1 and the rows beneath."""
        sheet = self.sheet(name)
        for column, label in enumerate(header):
            sheet.put(0, column, label, bold=True)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                sheet.put(number, column, value)


class Sheet:
    """One sheet; rows and columns count from 0."""

    def __init__(self, sheet: Any, date: Any, bold: Any) -> None:
        self._sheet = sheet
        self._date = date
        self._bold = bold

    def put(self, row: int, column: int, value: Any, *, bold: bool = False) -> None:
        """Writes a value by its type: text stays text, dates become Excel dates, None leaves the cell empty."""
        if value is None or value == "":
            return
        if isinstance(value, dt.date):
            self._sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), self._date)
        elif isinstance(value, str):
            self._sheet.write_string(row, column, value, self._bold if bold else None)
        else:
            self._sheet.write_number(row, column, value)
