"""Working days as the service standard counts them.

Belongs here: which days are worked and how they are counted. Not here: whose clock it is, when it starts (orders.py).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping

_DAY = dt.timedelta(days=1)
_SATURDAY = 5


class WorkingCalendar:
    """Monday to Friday without the holidays given.

    Day n after a start is the n-th working day strictly after it (the day of receipt is day 0, UU 25/2009 counts "hari
    kerja" from the next one), so the clock may start on a Sunday.
    """

    def __init__(self, holidays: Iterable[dt.date]) -> None:
        self._free = frozenset(holidays)
        self._days: list[dt.date] = []

    def is_working(self, day: dt.date) -> bool:
        """Whether the day is worked."""
        return day.weekday() < _SATURDAY and day not in self._free

    def add(self, start: dt.date, days: int) -> dt.date:
        """The working day that lies `days` (1 or more) working days after `start`.

        Raises:
            ValueError: `days` is below 1, where no due date is meant.
        """
        if days < 1:
            raise ValueError(f"{days} working days; expected 1 or more")
        self._cover(start, start + _DAY)
        position = bisect_right(self._days, start) + days - 1
        while position >= len(self._days):
            self._cover(
                start, self._days[-1] + dt.timedelta(days=400) if self._days else start + dt.timedelta(days=400)
            )
        return self._days[position]

    def between(self, start: dt.date, finish: dt.date) -> int:
        """Working days after `start` up to and including `finish`; negative when it finished before it started."""
        self._cover(min(start, finish), max(start, finish))
        return bisect_right(self._days, finish) - bisect_right(self._days, start)

    def _cover(self, first: dt.date, last: dt.date) -> None:
        """Makes the sorted list of working days reach from `first` to `last`."""
        known_first = self._days[0] if self._days else first
        known_last = self._days[-1] if self._days else first - _DAY
        if first < known_first:
            self._days[:0] = [day for day in _range(first, known_first - _DAY) if self.is_working(day)]
        if last > known_last:
            self._days += [day for day in _range(known_last + _DAY, last) if self.is_working(day)]


def calendar_as_known(rows: Iterable[Mapping[str, str]], known_on: dt.date, *, leave_stops: bool) -> WorkingCalendar:
    """The calendar of a holiday list as it was known on a day.

    Args:
        rows: of `hari_libur.csv`, dates as `yyyy-mm-dd`.
        known_on: decrees in force after this day are ignored (`berlaku_sejak`), and so are withdrawals that were known
            only later (`dicabut_sejak`).
        leave_stops: whether cuti bersama stops the clock (policy `cuti_bersama: berhenti`).
    """

    def stands(row: Mapping[str, str]) -> bool:
        withdrawn = row.get("dicabut_sejak")
        return dt.date.fromisoformat(row["berlaku_sejak"]) <= known_on and not (
            withdrawn and dt.date.fromisoformat(withdrawn) <= known_on
        )

    return WorkingCalendar(
        dt.date.fromisoformat(row["tanggal"])
        for row in rows
        if stands(row) and (leave_stops or row["jenis"] != "cuti bersama")
    )


def _range(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + dt.timedelta(days=offset) for offset in range((last - first).days + 1))
