"""Division and rounding of the models against exact fractions, over the numbers that ingestion lets through."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.texts.numbers import LARGEST
from orchestration.transformation.dialect import macros


@cache
def rendered(macro: str, *arguments: str | int, engine: str = "duckdb") -> str:
    """The SQL of a macro as dbt would write it for an engine."""
    return macros(engine)[macro](*arguments)


def half_up(value: Fraction) -> Decimal:
    """A fraction with 18 decimals."""
    with localcontext(prec=80):
        return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("1e-18"), ROUND_HALF_UP)


def divided(numerator: Decimal, denominator: Decimal, scales: tuple[int, int], factor: int) -> Any:
    query = rendered("ratio", f"$n::decimal(20, {scales[0]})", f"$d::decimal(20, {scales[1]})", *scales, factor)
    (row,) = duckdb.execute(f"SELECT {query}", {"n": numerator, "d": denominator}).fetchall()
    return row[0]


@pytest.mark.parametrize("scales", [(0, 0), (2, 0), (2, 2), (2, 6), (6, 6), (6, 0)])
@settings(deadline=None)
@given(data=st.data())
def test_a_ratio_is_exact_to_the_eighteenth_decimal(scales: tuple[int, int], data: st.DataObject) -> None:
    numerator, denominator = (
        Decimal(data.draw(st.integers(-int(LARGEST) * 10**scale + 1, int(LARGEST) * 10**scale - 1))).scaleb(-scale)
        for scale in scales
    )
    # A quotient beyond DECIMAL(38, 18) has twenty digits before the comma.
    factor = data.draw(st.sampled_from([1, 12, 100]))
    expected = half_up(Fraction(numerator) * factor / Fraction(denominator)) if denominator else None
    if expected is None or abs(expected) < 10**20:
        assert divided(numerator, denominator, scales, factor) == expected


def test_the_largest_numbers_that_are_read_divide() -> None:
    largest = LARGEST - Decimal("0.000001")
    assert divided(largest, largest, (6, 6), 100) == 100
    assert divided(LARGEST - 1, Decimal("0.01"), (2, 2), 100) == (LARGEST - 1) * 10_000
    assert divided(Decimal(1), largest, (0, 6), 1) == half_up(Fraction(1, 1) / Fraction(largest))
    assert divided(Decimal(-2), Decimal(3), (0, 0), 1) == Decimal("-0.666666666666666667")
    assert divided(Decimal(2), Decimal(0), (0, 0), 1) is None


@pytest.mark.parametrize("decimals", range(7))
def test_half_a_unit_is_rounded_away_from_nought(decimals: int) -> None:
    unit = Decimal(1).scaleb(-decimals)
    for whole in (0, 1, 2, 7):
        for sign in (1, -1):
            tie = sign * (whole + Decimal("0.5")) * unit
            query = rendered("round_half_up", "$x::decimal(38, 18)", str(decimals))
            (row,) = duckdb.execute(f"SELECT {query}", {"x": tie}).fetchall()
            assert row[0] == sign * (whole + 1) * unit
