"""Numbers of print; expected values follow from the notation itself."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.audit.numerals import digest_of, print_number, read_printed, round_half_up


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
