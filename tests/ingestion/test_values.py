"""Numbers and dates in their declared forms."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.ingestion.values import DateFormat, parse_number, render_cell, render_number

DATES = DateFormat("dd/mm/yyyy")
MOMENTS = DateFormat("dd/mm/yyyy HH:MM:SS")


@pytest.mark.parametrize(
    ("text", "locale", "kind", "value"),
    [
        ("1.917", "id", "integer", "1917"),  # a point groups thousands, it never starts decimals
        ("1917", "id", "integer", "1917"),
        ("20.558.293.466", "id", "integer", "20558293466"),
        (" -1.250.000 ", "id", "integer", "-1250000"),
        ("3,68", "id", "decimal", "3.68"),
        ("1.917,5", "id", "decimal", "1917.5"),
        ("0", "id", "decimal", "0"),
        ("1.917", "plain", "decimal", "1.917"),
        ("2.037392E10", "plain", "integer", "20373920000"),
        ("2.037392e+10", "plain", "integer", "20373920000"),
        ("-0.25", "plain", "decimal", "-0.25"),
    ],
)
def test_numbers_are_read_in_their_declared_locale(text: str, locale: str, kind: str, value: str) -> None:
    assert parse_number(text, locale, kind) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "locale", "kind"),
    [
        ("3.68", "id", "decimal"),  # a point fraction in an Indonesian source: not three digits after the point
        ("0.500", "id", "decimal"),  # no group of thousands starts with 0
        ("1.91", "id", "integer"),
        ("1,5", "id", "integer"),
        ("1.5E3", "id", "decimal"),
        ("1,917", "plain", "integer"),
        ("1.917", "plain", "integer"),  # would be a fraction of one, or 1917 by guessing
        ("2.0373925E5", "plain", "integer"),  # 203739.25
        ("", "plain", "integer"),
        ("-", "id", "integer"),
        ("12 000", "id", "integer"),
        ("Rp 1.000", "id", "integer"),
        ("(500)", "id", "integer"),
        ("1.917", "plain", "integer"),
        ("٣", "plain", "integer"),  # another script's digit
    ],
)
def test_what_does_not_fit_is_no_number(text: str, locale: str, kind: str) -> None:
    assert parse_number(text, locale, kind) is None


@given(st.integers(-(10**15), 10**15), st.integers(0, 2), st.integers(0, 99))
def test_an_indonesian_number_reads_back_with_and_without_its_points(whole: int, places: int, rest: int) -> None:
    fraction = f"{rest:02d}"[:places]
    decimals = f",{fraction}" if fraction else ""
    wanted = Decimal(f"{whole}.{fraction}") if fraction else Decimal(whole)
    dotted = f"{whole:,}".replace(",", ".")
    if whole == 0 and fraction:
        wanted = abs(wanted)
    assert parse_number(f"{dotted}{decimals}", "id") == wanted
    assert parse_number(f"{whole}{decimals}", "id") == wanted


@given(st.integers(-(10**14), 10**14), st.integers(0, 4))
def test_a_rendered_cell_reads_back_in_both_locales(digits: int, places: int) -> None:
    exact = Decimal(digits).scaleb(-places)
    for locale in ("id", "plain"):
        assert parse_number(render_number(float(exact), locale), locale) == exact


def test_typed_numbers_are_rendered_without_artefacts() -> None:
    assert render_number(1917.0, "id") == "1917"
    assert render_number(1917.5, "id") == "1917,5"
    assert render_number(1917.5, "plain") == "1917.5"
    assert render_number(2.037392e10, "plain") == "20373920000"
    assert render_number(0.1 + 0.2, "id") == "0,3"
    assert render_number(-0.00001, "plain") == "-0.00001"
    assert render_number(1e-7, "plain") == "0.0000001"


def test_cells_keep_their_text_and_empty_stays_missing() -> None:
    assert render_cell("  1.917 ", "id", DATES) == "  1.917 "
    assert render_cell("", "id", DATES) is None
    assert render_cell(" \n", "id", DATES) is None
    assert render_cell(None, "id", DATES) is None
    assert render_cell(0.0, "id", DATES) == "0"
    assert render_cell(True, "id", DATES) == "TRUE"


def test_typed_dates_are_rendered_in_the_declared_format() -> None:
    moment = dt.datetime(2025, 6, 30, 9, 5, 7)
    assert render_cell(dt.date(2025, 6, 3), "id", DATES) == "03/06/2025"
    assert render_cell(moment, "id", DATES, "date") == "30/06/2025"
    assert render_cell(moment, "id", DATES) == "30/06/2025 09:05:07"
    assert render_cell(moment, "id", MOMENTS, "datetime") == "30/06/2025 09:05:07"
    assert render_cell(dt.date(2025, 6, 3), "id", MOMENTS, "datetime") == "03/06/2025 00:00:00"
    assert render_cell(dt.date(2025, 6, 3), "id", DateFormat("yyyy-mm-dd")) == "2025-06-03"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31)), st.booleans())
def test_a_date_reads_back_padded_or_not(day: dt.date, padded: bool) -> None:
    text = f"{day:%d/%m/%Y}" if padded else f"{day.day}/{day.month}/{day.year:04d}"
    assert DATES.parse_date(text) == day


@pytest.mark.parametrize(
    "text", ["31/02/2025", "29/02/2025", "2025-02-01", "01/13/2025", "1/1/25", "45678", "01/02/2025x"]
)
def test_what_is_no_real_date_is_refused(text: str) -> None:
    assert DATES.parse_date(text) is None


def test_a_leap_day_is_real_in_a_leap_year() -> None:
    assert DATES.parse_date("29/02/2024") == dt.date(2024, 2, 29)


def test_moments_need_their_time_of_day() -> None:
    assert MOMENTS.parse_datetime("1/4/2025 9:05:33") == dt.datetime(2025, 4, 1, 9, 5, 33)
    assert MOMENTS.parse_datetime("01/04/2025") is None
    assert MOMENTS.parse_datetime("01/04/2025 24:00:00") is None
    assert MOMENTS.parse_datetime("31/04/2025 10:00:00") is None


def test_formats_are_declared_in_words_that_the_models_read() -> None:
    assert DATES.strptime == "%d/%m/%Y"
    assert MOMENTS.strptime == "%d/%m/%Y %H:%M:%S"
    with pytest.raises(ValueError, match=r"mm/dd/yyyy.*expected dd/mm/yyyy"):
        DateFormat("mm/dd/yyyy")
