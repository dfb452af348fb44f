"""The CSV files that leave this project: what was text in a delivery stays text in a spreadsheet.

Belongs here: writing and reading back such files. Not here: reading deliveries (ingestion/documents).

A spreadsheet program runs a cell that begins with `=`, `+`, `-`, `@` as a formula, wherever it came from, and one set
to Indonesian cuts a line at each `;`, inside quotation marks too. So one rule holds for every cell of every file: where
such a sign begins a cell, or what a `;`, a tab or a line break cuts off, an apostrophe is put before it; so it is
before an apostrophe, which makes the rule reversible. Numbers, a lone dash among them, stay as they are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_CUT = r"(?<![^;\t\r\n])"
_DANGEROUS = re.compile(_CUT + r'(?=[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|\')')
_GUARD = re.compile(_CUT + "'")
_NUMBER = re.compile(r"[-+]?[0-9.,]*")


def guarded(text: str) -> str:
    """A text as it goes into a cell; a number stays itself."""
    return text if _NUMBER.fullmatch(text) else _DANGEROUS.sub("'", text)


def unguarded(cell: str) -> str:
    """The text that a cell was made from."""
    return _GUARD.sub("", cell)


def as_csv(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """A file with a header; None is an empty cell. UTF-8, commas, lines end with LF."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if cell is None else guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return buffer.getvalue().encode("utf-8")


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file that `as_csv` made, by column."""
    return rows_of(path.read_bytes())


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of what `as_csv` made, by column."""
    return [
        {name: unguarded(cell or "") for name, cell in row.items() if name is not None}
        for row in csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    ]
