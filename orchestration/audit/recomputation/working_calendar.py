"""Working days as the service standard counts them.

Belongs here: which days are worked and how they are counted. Not here: whose clock it is, when it starts (orders.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from orchestration.audit.recomputation.columns import Whole
    from orchestration.audit.recomputation.stocks import Days


class WorkingCalendar:
    """Monday to Friday without the holidays given.

    Day n after a start is the n-th working day strictly after it (the day of receipt is day 0, UU 25/2009 counts "hari
    kerja" from the next one), so the clock may start on a Sunday.
    """

    def __init__(self, holidays: Iterable[dt.date]) -> None:
        self._free = frozenset(holidays)

    @cached_property
    def _days(self) -> np.busdaycalendar:
        import numpy as np

        return np.busdaycalendar(holidays=sorted(self._free))

    def is_working(self, day: dt.date) -> bool:
        """Whether the day is worked."""
        import numpy as np

        return bool(np.is_busday(day, busdaycal=self._days))

    def add(self, start: dt.date, days: int) -> dt.date:
        """The working day that lies `days` (1 or more) working days after `start`.

        Raises:
            ValueError: `days` is below 1, where no due date is meant.
        """
        import numpy as np

        due: dt.date = self.add_to_each(np.array([start], dtype="datetime64[D]"), np.array([days])).astype(object)[0]
        return due

    def add_to_each(self, starts: Days, days: Whole) -> Days:
        """The same of many at once; errors as in `add`."""
        import numpy as np

        if len(days) and int(days.min()) < 1:
            raise ValueError(f"{int(days.min())} working days; expected 1 or more")
        # From a day that is not worked the count begins at the one before it, so that the next one is day 1.
        return np.busday_offset(starts, days, roll="preceding", busdaycal=self._days)

    def between(self, start: dt.date, finish: dt.date) -> int:
        """Working days after `start` up to and including `finish`; negative when it finished before it started."""
        import numpy as np

        pair = (np.array([day], dtype="datetime64[D]") for day in (start, finish))
        return int(self.between_each(*pair)[0])

    def between_each(self, starts: Days, finishes: Days) -> Whole:
        """As `between`, of many at once."""
        import numpy as np

        first, last = np.minimum(starts, finishes), np.maximum(starts, finishes)
        days = np.busday_count(first + 1, last + 1, busdaycal=self._days)
        return np.where(starts <= finishes, days, -days)


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
