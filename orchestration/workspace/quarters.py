"""The quarter (triwulan) a report is for: parsing, dates, order.

Belongs here: what a quarter is. Not here: which deliveries a quarter uses (ingestion) and how a month is printed
(publication).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property

from orchestration.language.sentences import say

_CODE = re.compile(r"(\d{4})-TW([1-4])")
_ROMAN = ("I", "II", "III", "IV")


class QuarterError(ValueError):
    """A quarter that is not written as `2025-TW2`."""


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a fiscal year (1 January to 31 December); orders by time."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Reads `2025-TW2`.

        Raises:
            QuarterError: the text has another form; the message shows the expected one.
        """
        match = _CODE.fullmatch(text.strip().upper())
        if not match:
            raise QuarterError(
                say("'{text}' is not a quarter; expected for example '2025-TW2' (TW1 to TW4)", text=text)
            )
        return cls(int(match[1]), int(match[2]))

    @property
    def code(self) -> str:
        """The written form, e.g. `2025-TW2`."""
        return f"{self.year}-TW{self.number}"

    @property
    def roman(self) -> str:
        """The number as the report prints it, e.g. `II`."""
        return _ROMAN[self.number - 1]

    @property
    def months(self) -> list[int]:
        """The three month numbers, e.g. `[4, 5, 6]`."""
        first = 3 * self.number - 2
        return [first, first + 1, first + 2]

    @cached_property
    def year_start(self) -> dt.date:
        """1 January of the fiscal year."""
        return dt.date(self.year, 1, 1)

    @cached_property
    def start(self) -> dt.date:
        """The first day of the quarter."""
        return dt.date(self.year, self.months[0], 1)

    @cached_property
    def end(self) -> dt.date:
        """The last day of the quarter."""
        following = dt.date(self.year + (self.number == 4), 1 if self.number == 4 else self.months[2] + 1, 1)
        return following - dt.timedelta(days=1)

    @property
    def previous(self) -> Quarter:
        """The quarter before, across the turn of the year."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def following(self) -> Quarter:
        """The quarter after, across the turn of the year."""
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    @classmethod
    def containing(cls, day: dt.date) -> Quarter:
        """The quarter in which a day lies."""
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return self.code
