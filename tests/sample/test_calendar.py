"""The holiday table and the generator's calendar, against dates counted by hand."""

from __future__ import annotations

import csv
import datetime as dt

import pytest

from orchestration.sample.working_days import WorkingDays
from tests.sample.conftest import PROJECT

HOLIDAYS = PROJECT / "sources" / "reference" / "hari_libur.csv"


@pytest.fixture(scope="module")
def days() -> WorkingDays:
    return WorkingDays.from_reference(HOLIDAYS)


def test_working_days_of_the_first_half_of_2025(days: WorkingDays) -> None:
    assert [len(days.of_month(2025, month)) for month in range(1, 7)] == [19, 20, 19, 16, 17, 18]


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        # 27 March is day 1; 28 March to 7 April are off; 8, 9, 10, 11, 14-17, 21-25 April make 2 to 14; the 28th is 15.
        (dt.date(2025, 3, 26), 15, dt.date(2025, 4, 28)),
        # 15 August is day 1, 18 August is off since the amendment of 7 August, 5 September is off.
        (dt.date(2025, 8, 14), 15, dt.date(2025, 9, 8)),
        (dt.date(2025, 3, 27), 0, dt.date(2025, 3, 27)),
        (dt.date(2025, 3, 29), 1, dt.date(2025, 4, 8)),
        (dt.date(2024, 12, 24), 1, dt.date(2024, 12, 27)),
    ],
)
def test_due_dates(days: WorkingDays, start: dt.date, count: int, end: dt.date) -> None:
    assert days.after(start, count) == end
    assert days.between(start, end) == count


def test_the_amendment_is_known_only_from_its_own_day() -> None:
    with HOLIDAYS.open(encoding="utf-8", newline="") as handle:
        rows = {row["tanggal"]: row for row in csv.DictReader(handle)}
    assert rows["2025-08-18"]["jenis"] == "cuti bersama"
    assert rows["2025-08-18"]["berlaku_sejak"] == "2025-08-07"
    before = {dt.date.fromisoformat(day) for day, row in rows.items() if row["berlaku_sejak"] < "2025-08-07"}
    # Without 18 August: 15, 18-22, 25-29 August, 1-4 September are fifteen days.
    assert WorkingDays(before).after(dt.date(2025, 8, 14), 15) == dt.date(2025, 9, 4)
