"""Working days of the sample world: Monday to Friday, except public holidays and collective leave (cuti bersama).

The generator counts due dates with this calendar, apart from the one the pipeline has in SQL, so that the sample proves
something when the two agree.
"""

from __future__ import annotations

import csv
import datetime as dt
from bisect import bisect_right
from pathlib import Path

_FIRST = dt.date(2024, 11, 1)
_LAST = dt.date(2026, 12, 31)


class WorkingDays:
    """The working days between November 2024 and December 2026."""

    def __init__(self, holidays: set[dt.date]) -> None:
        span = (_LAST - _FIRST).days + 1
        every_day = (_FIRST + dt.timedelta(days=offset) for offset in range(span))
        self._days = [day for day in every_day if day.weekday() < 5 and day not in holidays]

    @classmethod
    def from_reference(cls, path: Path) -> WorkingDays:
        """Reads `reference/hari_libur.csv`; both kinds of holiday stop the clock."""
        with path.open(encoding="utf-8", newline="") as handle:
            return cls({dt.date.fromisoformat(row["tanggal"]) for row in csv.DictReader(handle)})

    def after(self, start: dt.date, count: int) -> dt.date:
        """The `count`-th working day after `start`; the day after the start is the first that can count."""
        return start if count == 0 else self._days[bisect_right(self._days, start) + count - 1]

    def between(self, start: dt.date, end: dt.date) -> int:
        """Working days after `start` up to and including `end`."""
        return bisect_right(self._days, end) - bisect_right(self._days, start)

    def of_month(self, year: int, month: int) -> list[dt.date]:
        """The working days of a month, in order."""
        return [day for day in self._days if (day.year, day.month) == (year, month)]
