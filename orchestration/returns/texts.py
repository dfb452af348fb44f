"""Texts and names as a workbook holds them.

Belongs here: what a cell, a link and a sheet may be called, and what no XML can hold. Not here: any words.
"""

from __future__ import annotations

import re

from orchestration.ingestion.reading.documents import column_letter

LONGEST = 32_767
"""Letters that a cell can hold."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CUT = " ..."


def kept(text: str) -> str:
    """A text that an XML part can hold and that a spreadsheet shows as it is: signs without a form get a picture."""
    shown = _CONTROL.sub(lambda found: chr(0x2400 + ord(found[0])) if ord(found[0]) < 32 else "\ufffd", text)
    escaped = _ESCAPE.sub("_x005F_", shown)
    return escaped if len(escaped) <= LONGEST else escaped[: LONGEST - len(_CUT)] + _CUT


def cell_name(row: int, column: int) -> str:
    """The name of a cell, both counted from 1: `B7`."""
    return f"{column_letter(column - 1)}{row}"


def link(sheet: str, cell: str) -> str:
    """Where a link to a cell of the same workbook leads."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"
