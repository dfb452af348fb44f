"""Numbers of cells and of print; expected values follow from the notation itself."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.audit.numerals import (
    agrees,
    digest_of,
    print_number,
    read_date,
    read_moment,
    read_number,
    read_printed,
    round_half_up,
)


@pytest.mark.parametrize(
    ("cell", "locale", "expected"),
    [
        ("1.917", "id", Fraction(1917)),
        ("1.917", "plain", Fraction(1917, 1000)),
        ("3,68", "id", Fraction(368, 100)),
        (" -1.234.567,5 ", "id", Fraction(-2469135, 2)),
        ("2.037392E10", "plain", Fraction(20_373_920_000)),
        (0.1, "plain", Fraction(1, 10)),  # what the sheet shows, not the nearest binary number
        (20558293466, "id", Fraction(20_558_293_466)),
        ("", "id", None),
        (None, "plain", None),
    ],
)
def test_a_cell_is_read_in_its_locale(cell: object, locale: str, expected: Fraction | None) -> None:
    assert read_number(cell, locale) == expected


@pytest.mark.parametrize(
    ("cell", "locale"), [("1,917", "plain"), ("1.91", "id"), ("12.3456", "id"), (True, "id"), ("n/a", "id")]
)
def test_a_text_of_another_locale_is_refused(cell: object, locale: str) -> None:
    with pytest.raises(ValueError, match="number"):
        read_number(cell, locale)


def test_dates_are_read_day_first_or_year_first() -> None:
    assert (
        read_date("03/04/2025") == read_date("2025-04-03") == read_date(dt.datetime(2025, 4, 3)) == dt.date(2025, 4, 3)
    )
    assert read_moment("30/06/2025 23:59:58") == dt.datetime(2025, 6, 30, 23, 59, 58)
    assert read_date("  ") is None
    with pytest.raises(ValueError, match="date"):
        read_date("3 April 2025")
    with pytest.raises(ValueError, match="month"):
        read_date("01/13/2025")


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Fraction(1264, 333), 2, "3.80"),  # Kalibrasi, 3.7958
        (Fraction(1, 200), 2, "0.01"),  # a tie goes away from zero
        (Fraction(-1, 200), 2, "-0.01"),
        (Fraction(-1, 2000), 2, "0.00"),
        (Fraction(79, 2), 0, "40"),
    ],
)
def test_rounding_is_half_up_once(value: Fraction, decimals: int, expected: str) -> None:
    assert str(round_half_up(value, decimals)) == expected


def test_capaian_of_the_published_index() -> None:
    # 3.79 / 3.72 = 1.018817; the report prints 101.88.
    assert round_half_up(Fraction("3.79") / Fraction("3.72") * 100, 2) == Decimal("101.88")


@given(st.integers(-(10**18), 10**18), st.integers(0, 4))
def test_print_and_back(number: int, decimals: int) -> None:
    value = Decimal(number).scaleb(-decimals)
    assert read_printed(print_number(value)) == value


def test_print_groups_by_dots() -> None:
    assert print_number(Decimal(20558293466)) == "20.558.293.466"
    assert print_number(Decimal("-769.5")) == "-769,5"
    assert print_number(None) == "-"
    assert print_number(None, "on_progress") == "On progress"
    assert read_printed("On progress") is None
    for text in ("1.58", "01,5", "1,582.00", "", "100 %"):
        with pytest.raises(ValueError, match="printed"):
            read_printed(text)


@pytest.mark.parametrize(
    ("text", "cell", "locale", "expected"),
    [
        ("1917,5", 1917.5, "id", True),
        ("1917.5", 1917.5, "id", False),
        ("30/06/2025", dt.datetime(2025, 6, 30), "id", True),
        ("01/06/2025", dt.datetime(2025, 6, 30), "id", False),
        ("Selesai", "Selesai ", "id", True),
        ("1.000", "1000", "id", False),  # a text is evidence as it stands
        ("", None, "plain", True),
        ("0", None, "plain", False),
        ("ya", True, "id", False),
    ],
)
def test_what_another_reader_kept_is_compared_by_meaning(text: str, cell: object, locale: str, expected: bool) -> None:
    assert agrees(text, cell, locale) is expected


def test_the_digest_is_that_of_the_warehouse() -> None:
    import duckdb

    ids = ["abc", "0123456789ab:Order Layanan#2", "0123456789ab#17"]
    total = duckdb.execute(
        "select sum((md5_number_upper(id) % 9223372036854775808)::hugeint) from unnest($1) t(id)", [ids]
    ).fetchone()
    assert total is not None
    assert digest_of(ids) == digest_of(reversed(ids)) == f"{int(total[0]) % 2**63:016x}"
    assert digest_of([]) == "0" * 16
    assert digest_of([ids[0], ids[0]]) != digest_of([ids[0]])
