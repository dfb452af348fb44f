"""What a workbook says of its cells beside their values: errors, percent formats, merged ranges, hidden sheets.

Belongs here: the shape in which every format's opener tells it, and what an error or a percent format looks like. Not
here: finding them in a format (opening_xlsx, opening_xls, opening_ods, opening_markup).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Place = tuple[int, int]
"""Physical row (1 = first) and column index (0 = A)."""

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells, as in `Place`."""

ERROR = re.compile(
    r"#(?:N/A|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA|ERROR!|BUSY!|BLOCKED!|CONNECT!"
    r"|UNKNOWN!|EXTERNAL!|PYTHON!)|Err:\d{3}"
)
"""What spreadsheet programs show in a cell whose formula failed; LibreOffice has numbers of its own."""

UNKNOWN_ERROR = "formula error"
UNCALCULATED = "formula without a stored result"

PERCENT_FORMATS = frozenset({9, 10})
"""Built-in number formats of Excel: `0%` and `0.00%`."""

_LITERAL = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]')


@dataclass
class Marks:
    """Of one sheet.

    Attributes:
        faults: cells that are in truth no values (errors, formulas without a result) to what they show.
        percents: cells with a percent format, whatever they hold.
        merged: merged ranges.
        hidden: whether the spreadsheet program does not show the sheet.
    """

    faults: dict[Place, str] = field(default_factory=dict)
    percents: set[Place] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    hidden: bool = False


def shows_percent(code: str) -> bool:
    """Whether a number format multiplies by a hundred: it holds a `%` that is no literal text."""
    return "%" in _LITERAL.sub("", code)
