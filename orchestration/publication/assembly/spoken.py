"""Words of sentences that follow from a count, a list or a date.

Belongs here: Indonesian grammar that no template can spell. Not here: numbers of figures (figures/numbers.py).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from orchestration.figures.numbers import format_number, long_date, month_name
from orchestration.workspace.quarters import Quarter

_HEADS = {
    "Direktorat": "Direktur",
    "Inspektorat": "Inspektur",
    "Kedeputian": "Deputi",
    "Kementerian": "Menteri",
    "Sekretariat": "Sekretaris",
}
"""What an office begins with, and what its head does in place of that."""

_HEAD = "Kepala"
"""The head of every other office."""


def head_of(office: str) -> str:
    """Who leads an office: `Direktur Jenderal Perkebunan`, `Kepala Badan Standardisasi`."""
    first, _, rest = office.partition(" ")
    return f"{_HEADS[first]} {rest}" if first in _HEADS else f"{_HEAD} {office}"


def leader(title: str) -> str:
    """What somebody with such a title is called for short: `Kepala`, `Direktur`; an acting one as the one acted for."""
    words = [word for word in title.split() if not word.endswith(".")]
    return _HEAD if _HEAD in words else next(iter(words), _HEAD)


def series(names: list[str]) -> str:
    """A list in a sentence: `a, b, dan c`."""
    if len(names) < 3:
        return " dan ".join(names)
    return f"{', '.join(names[:-1])}, dan {names[-1]}"


def publication_month(quarter: Quarter) -> str:
    """The month after the quarter, in which the report is due."""
    month, year = (1, quarter.year + 1) if quarter.number == 4 else (quarter.months[-1] + 1, quarter.year)
    return f"{month_name(month)} {year}"


def span(quarter: Quarter, basis: str) -> str:
    """The months of a period basis: those of the quarter (`triwulan`), or those since January."""
    first = quarter.months[0] if basis == "triwulan" else 1
    return f"{month_name(first)}–{month_name(quarter.months[-1])} {quarter.year}"


def written_date(content: Any) -> str:
    """A date in words; any other content as it is."""
    if isinstance(content, dt.date):
        return long_date(content)
    try:
        return long_date(dt.date.fromisoformat(str(content)))
    except ValueError:
        return str(content)


def number(amount: Decimal) -> str:
    """A number with the digits that it has: 0,5 and 1.234."""
    digits = amount.normalize()
    return format_number(digits, max(0, -int(digits.as_tuple().exponent)))


def count(number: Any) -> str:
    """A count as the report writes it: 1.234."""
    return format_number(int(number or 0), 0)
