"""What moved an indicator since an earlier report, and how far it is from its target, worked out a second time.

Belongs here: the decomposition in exact fractions, the rule by which its digits are rounded, distance and projection.
Not here: the cells (parts.py), and what a release says of all this (proof/trends_told.py).

With N and D the sums over the cells of a quarter and V = N / D, a cell gives (dN - M dD) / A, where M is the mean of
the two V and A that of the two D: T. L. Bennet, The theory of measurement of changes in cost of living, Journal of the
Royal Statistical Society 83 (1920), applied to N = V D. The contributions add up to the difference of the two V.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from orchestration.audit.numerals import round_half_up
from orchestration.audit.recomputation.ledger import STORED_DECIMALS
from orchestration.audit.recomputation.parts import Part, Parts

MORE_DIGITS, MOST_DIGITS = 2, 6
"""A contribution to what is divided has so many digits more than the indicator, and at most so many."""

WAYS = ("layanan", "unsur", "bulan", "akun")
"""By what a change is shared out, where the formula knows it; else by its terms."""

ROUNDING = "pembulatan"
_NEAR = Fraction(1, 10**9)
"""Below this two remainders are one: what is stored is rounded at its last digit."""

Shared = dict[tuple[str, str], Fraction]
"""(term, key) to what it gives."""


def divides(parts: Parts) -> bool:
    """Whether the cells divide, or only add."""
    return any(part.denominator for part in parts.values())


def is_between(own: Parts, before: Parts) -> bool:
    """Whether both are divided by more than nothing, or both by less, so that there are quotients between theirs."""
    whole, former = (sum((part.denominator for part in parts.values()), Fraction(0)) for parts in (own, before))
    return whole * former >= 0


def digits_of(parts: Parts, decimals: int) -> int:
    """With how many digits the contributions to an indicator are printed."""
    return min(MOST_DIGITS, decimals + MORE_DIGITS) if divides(parts) else decimals


def summed(parts: Parts, ways: Sequence[str]) -> dict[str, dict[tuple[str, str], Part]]:
    """The cells added up by ways of sharing out: way to (term, key) to what these cells hold together."""
    found: dict[str, dict[tuple[str, str], Part]] = {way: {} for way in ways}
    for cell, part in parts.items():
        for way, sums in found.items():
            key = (cell.suku, getattr(cell, way) if way in WAYS else "")
            held = sums.get(key)
            above, below = part if held is None else map(operator.add, held, part)
            sums[key] = Part(above, below)
    return found


def ways_of(*sides: Parts) -> list[str]:
    """By what the formula of these cells knows to share out."""
    return [way for way in WAYS if any(getattr(cell, way) for parts in sides for cell in parts)] or ["suku"]


def shared_out(before: Parts, now: Parts) -> dict[str, Shared]:
    """The exact contributions by each way of sharing out that the formula knows."""
    ways = ways_of(before, now)
    wholes = [
        (
            sum((part.numerator for part in parts.values()), Fraction(0)),
            sum((part.denominator for part in parts.values()), Fraction(0)) or Fraction(1),
        )
        for parts in (before, now)
    ]
    mean_value = sum((above / below for above, below in wholes), Fraction(0)) / 2
    mean_below = (wholes[0][1] + wholes[1][1]) / 2
    nothing = Part(Fraction(0), Fraction(0))
    sides = summed(before, ways), summed(now, ways)
    return {
        way: {
            key: (new.numerator - old.numerator - mean_value * (new.denominator - old.denominator)) / mean_below
            for key in sides[0][way] | sides[1][way]
            for old, new in ((sides[0][way].get(key, nothing), sides[1][way].get(key, nothing)),)
        }
        for way in ways
    }


def rounded_wrongly(exact: Shared, printed: Mapping[tuple[str, str], Decimal], digits: int) -> tuple[str, str] | None:
    """The first key whose printed contribution is not what the rule of the largest remainders gives.

    Each is its exact value rounded down, or up where its remainder is among the largest.
    """
    unit = Fraction(1, 10**digits)
    ahead = {key: (Fraction(printed[key]) - given) / unit for key, given in exact.items()}
    for key, by in ahead.items():
        if not -1 - _NEAR < by < 1 + _NEAR or Fraction(printed[key]) % unit:
            return key
    up = {key: 1 - by for key, by in ahead.items() if by > _NEAR}
    down = {key: -by for key, by in ahead.items() if by < -_NEAR}
    if up and down and min(up.values()) < max(down.values()) - _NEAR:
        return min(up, key=lambda key: up[key])
    return None


def projected(way: str | None, values: Mapping[int, Fraction], quarter: int) -> Fraction | None:
    """Where a value would end the year.

    Args:
        way: `kumulatif` for what grows over the year, `tingkat` for a level; None for what is not projected.
        values: number of the quarter to value, of this year.
        quarter: the last of them.
    """
    last = values[quarter]
    if way == "kumulatif":
        return last / quarter * 4
    if way == "tingkat":
        first = min(values)
        step = (last - values[first]) / (quarter - first) if quarter > first else Fraction(0)
        return last + step * (4 - quarter)
    return None


def stored(value: Fraction) -> Decimal:
    """A value as a release stores it."""
    return round_half_up(value, STORED_DECIMALS)
