"""The working-day calendar against the official holidays of 2025 and against counting day by day."""

from __future__ import annotations

import csv
import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.audit.recomputation.case import read_unit
from orchestration.audit.recomputation.working_calendar import WorkingCalendar, calendar_as_known
from orchestration.workspace.quarters import Quarter

HOLIDAYS = list(
    csv.DictReader(
        (Path(__file__).parents[2] / "sources" / "reference" / "hari_libur.csv").read_text("utf-8").splitlines()
    )
)
JUNE, AUGUST_6, DECEMBER = dt.date(2025, 6, 30), dt.date(2025, 8, 6), dt.date(2025, 12, 31)

days = st.dates(dt.date(2024, 12, 1), dt.date(2025, 12, 31))


def known(day: dt.date, *, leave_stops: bool = True) -> WorkingCalendar:
    return calendar_as_known(HOLIDAYS, day, leave_stops=leave_stops)


def test_working_days_of_the_first_half_of_2025() -> None:
    calendar = known(JUNE)
    ends = [dt.date(2024, 12, 31), *(dt.date(2025, month + 1, 1) - dt.timedelta(days=1) for month in range(1, 7))]
    counts = [calendar.between(before, end) for before, end in pairwise(ends)]
    assert counts == [19, 20, 19, 16, 17, 18]


@pytest.mark.parametrize(
    ("start", "known_on", "due"),
    [
        (dt.date(2025, 3, 26), JUNE, dt.date(2025, 4, 28)),
        (dt.date(2025, 8, 14), DECEMBER, dt.date(2025, 9, 8)),
        (dt.date(2025, 8, 14), AUGUST_6, dt.date(2025, 9, 4)),  # before the decree of 7 August made the 18th free
    ],
)
def test_fifteen_working_days(start: dt.date, known_on: dt.date, due: dt.date) -> None:
    assert known(known_on).add(start, 15) == due


@pytest.mark.parametrize(("known_on", "due"), [(JUNE, dt.date(2025, 5, 14)), (AUGUST_6, dt.date(2025, 5, 13))])
def test_a_withdrawn_day_is_worked_from_the_day_that_is_known(known_on: dt.date, due: dt.date) -> None:
    leave = {"tanggal": "2025-05-13", "jenis": "cuti bersama", "berlaku_sejak": "2024-10-14"}
    rows = [leave | {"dicabut_sejak": "2025-08-06", "dasar_pencabutan": "SKB"}]
    assert calendar_as_known(rows, known_on, leave_stops=True).add(dt.date(2025, 5, 12), 1) == due


def test_cuti_bersama_need_not_stop_the_clock() -> None:
    # 26 March 2025 + 15: 27 and 28 March (cuti bersama) are days 1 and 2, 2 to 4 April 3 to 5, 7 to 11 April 6 to 10,
    # 14 to 17 April 11 to 14; 18 April is a national holiday, so 21 April is day 15.
    assert known(JUNE, leave_stops=False).add(dt.date(2025, 3, 26), 15) == dt.date(2025, 4, 21)


@given(days, st.integers(1, 120))
def test_adding_lands_on_a_working_day_that_many_days_on(start: dt.date, count: int) -> None:
    calendar = known(JUNE)
    due = calendar.add(start, count)
    assert calendar.is_working(due)
    assert calendar.between(start, due) == count
    assert calendar.between(start, due - dt.timedelta(days=1)) == count - 1


@given(days, st.integers(1, 40), st.integers(1, 40))
def test_adding_in_two_steps_is_adding_once(start: dt.date, first: int, second: int) -> None:
    calendar = known(JUNE)
    assert calendar.add(calendar.add(start, first), second) == calendar.add(start, first + second)


@given(days, days)
def test_counting_agrees_with_walking_day_by_day(start: dt.date, finish: dt.date) -> None:
    calendar = known(JUNE)
    free = {dt.date.fromisoformat(row["tanggal"]) for row in HOLIDAYS if row["berlaku_sejak"] <= "2025-06-30"}
    day, walked = min(start, finish), 0
    while day < max(start, finish):
        day += dt.timedelta(days=1)
        walked += day.weekday() < 5 and day not in free
    assert calendar.between(start, finish) == (walked if finish >= start else -walked)


def test_no_due_date_before_the_next_day() -> None:
    with pytest.raises(ValueError, match="0 working days"):
        known(JUNE).add(JUNE, 0)


def test_the_holidays_of_a_year_may_have_a_table_of_their_own(tmp_path: Path) -> None:
    for name in ("layanan", "nama_layanan"):
        (tmp_path / "reference").mkdir(exist_ok=True)
        (tmp_path / "reference" / f"{name}.csv").write_text("layanan\n")
    (tmp_path / "unit.yaml").write_text("unit: {}\n")
    (tmp_path / "reference" / "hari_libur.csv").write_text("tanggal,jenis\n2025-12-25,libur nasional\n")
    (tmp_path / "reference" / "hari_libur_2026.csv").write_text("tanggal,jenis\n2026-01-01,libur nasional\n")
    _, tables = read_unit(tmp_path, Quarter(2026, 1))
    assert [row["tanggal"] for row in tables["hari_libur"]] == ["2025-12-25", "2026-01-01"]
