"""How numbers and dates are written in Indonesian."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.figures.numbers import (
    NotRoundedError,
    NumeralError,
    format_number,
    long_date,
    parse_number,
    plain,
    printed,
)

# As wide as the figures' DECIMAL(38,12): beyond the 28 digits of Python's default context.
WIDE = st.integers(min_value=-(10**38) + 1, max_value=10**38 - 1)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("20558293466", 0, "20.558.293.466"),
        ("3.79", 2, "3,79"),
        ("42.190000000000", 2, "42,19"),
        ("100", 2, "100,00"),
        ("0", 0, "0"),
        ("0.05", 2, "0,05"),
        ("999", 0, "999"),
        ("1000", 0, "1.000"),
        ("-5833697", 0, "-5.833.697"),
        ("-0.50", 2, "-0,50"),
        ("-0", 2, "0,00"),
        ("2.037392E10", 0, "20.373.920.000"),
    ],
)
def test_examples(value: str, decimals: int, text: str) -> None:
    assert format_number(Decimal(value), decimals) == text


@given(WIDE, st.integers(0, 12))
def test_what_is_written_reads_back_as_the_same_number(digits: int, decimals: int) -> None:
    value = Decimal(digits).scaleb(-decimals) if abs(digits) < 10**28 else Decimal(f"{digits}E-{decimals}")
    text = format_number(value, decimals)
    assert parse_number(text) == value
    assert len(text.partition(",")[2]) == decimals


@given(WIDE, st.integers(0, 12))
def test_the_machine_text_is_the_same_number_without_an_exponent(digits: int, decimals: int) -> None:
    value = Decimal(f"{digits}E-{decimals}")
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value)


@given(st.integers(-(10**15), 10**15))
def test_thousands_stand_in_groups_of_three(number: int) -> None:
    first, *groups = format_number(number, 0).lstrip("-").split(".")
    assert 1 <= len(first) <= 3
    assert all(len(group) == 3 for group in groups)


def test_the_formatter_never_rounds() -> None:
    with pytest.raises(NotRoundedError, match="more than 2 decimals"):
        format_number(Decimal("3.795"), 2)


@pytest.mark.parametrize("text", ["1,000.5", "1.00", "1.0000", "01", "On progress", "-", "", "3.79,", "--1"])
def test_other_notations_are_refused(text: str) -> None:
    with pytest.raises(NumeralError):
        parse_number(text)


def test_no_value_is_a_dash_and_not_measured_is_said() -> None:
    assert printed(None, 2, "tidak_terdefinisi") == "-"
    assert printed(None, 2, "on_progress") == "On progress"
    assert printed(Decimal(0), 2) == "0,00"


def test_dates_are_written_out() -> None:
    assert long_date(dt.date(2025, 6, 30)) == "30 Juni 2025"
