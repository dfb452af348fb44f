"""Quarters: the written form, the dates, the order."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.workspace.quarters import Quarter, QuarterError


def test_the_second_quarter_of_2025_runs_from_april_to_june() -> None:
    quarter = Quarter.parse("2025-TW2")
    assert (quarter.start, quarter.end) == (dt.date(2025, 4, 1), dt.date(2025, 6, 30))
    assert quarter.year_start == dt.date(2025, 1, 1)
    assert quarter.months == [4, 5, 6]
    assert quarter.roman == "II"


def test_the_quarter_before_the_first_lies_in_the_year_before() -> None:
    assert Quarter.parse("2025-TW1").previous == Quarter.parse("2024-TW4")


@pytest.mark.parametrize("text", ["2025-TW5", "2025TW2", "TW2-2025", "2025-Q2", "", "25-TW2"])
def test_other_forms_are_refused_with_the_expected_form(text: str) -> None:
    with pytest.raises(QuarterError, match="2025-TW2"):
        Quarter.parse(text)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_lies_in_its_quarter(day: dt.date) -> None:
    quarter = Quarter.containing(day)
    assert quarter.start <= day <= quarter.end
    assert Quarter.parse(quarter.code) == quarter
    assert quarter.previous < quarter
    assert quarter.previous.end + dt.timedelta(days=1) == quarter.start
