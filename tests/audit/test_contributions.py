"""What moved an indicator, worked out by hand against the second implementation's rule.

Two services with 30 and 50 per cent of 10 and 30 cases, then 60 and 50 per cent of 20 and 20: N 3 + 15 = 18 of 40, then
12 + 10 = 22 of 40. V goes from 45 to 55 per cent; M is 50 per cent, A is 40.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from orchestration.audit.recomputation.contributions import digits_of, projected, rounded_wrongly, shared_out
from orchestration.audit.recomputation.parts import Key, Part, Parts


def parts(**cells: tuple[int | str, int | str]) -> Parts:
    return {Key(layanan=name): Part(Fraction(above), Fraction(below)) for name, (above, below) in cells.items()}


BEFORE = parts(uji=(300, 10), kal=(1500, 30))
NOW = parts(uji=(1200, 20), kal=(1000, 20))


def test_a_quotient_is_shared_out_by_bennet() -> None:
    # uji: (900 - 50 x 10) / 40 = 10; kal: (-500 + 50 x 10) / 40 = 0; together 55 - 45
    assert shared_out(BEFORE, NOW) == {"layanan": {("", "uji"): 10, ("", "kal"): 0}}


def test_turned_round_in_time_every_contribution_changes_its_sign() -> None:
    there, back = shared_out(BEFORE, NOW)["layanan"], shared_out(NOW, BEFORE)["layanan"]
    assert there == {key: -given for key, given in back.items()}


def test_a_service_that_left_gives_what_the_mean_gains_without_it() -> None:
    """The mean of 60 and 90 is 75, without the first it is 90: (-60 + 82.5) / 1.5 = 15 by the one that left."""
    before, now = parts(uji=(60, 1), kal=(90, 1)), parts(kal=(90, 1))
    assert shared_out(before, now)["layanan"] == {("", "uji"): Fraction(15), ("", "kal"): Fraction(0)}


def test_what_only_adds_is_the_plain_difference() -> None:
    before, now = parts(uji=(7, 0), kal=(5, 0)), parts(uji=(9, 0), latih=(4, 0))
    assert shared_out(before, now) == {"layanan": {("", "uji"): 2, ("", "kal"): -5, ("", "latih"): 4}}
    assert (digits_of(now, 0), digits_of(NOW, 2), digits_of(NOW, 6)) == (0, 4, 6)


def test_by_every_way_the_contributions_add_up() -> None:
    before = {
        Key("pnbp", bulan="01", akun="424"): Part(Fraction(100), Fraction(0)),
        Key("biaya", akun="51"): Part(Fraction(0), Fraction(3)),
    }
    now = {
        **before,
        Key("pnbp", bulan="04", akun="424"): Part(Fraction(50), Fraction(0)),
        Key("biaya", akun="51"): Part(Fraction(0), Fraction(7)),
    }
    shared = shared_out(before, now)
    assert shared.keys() == {"bulan", "akun"}
    assert {sum(given.values()) for given in shared.values()} == {Fraction(150, 7) - Fraction(100, 3)}
    assert shared["bulan"]["biaya", ""] == shared["akun"]["biaya", "51"] < 0


@pytest.mark.parametrize(
    ("printed", "wrong"),
    [
        # thirds of one: the one unit that is left over goes to any of three equal remainders
        ({"a": "0.34", "b": "0.33", "c": "0.33"}, None),
        ({"a": "0.33", "b": "0.33", "c": "0.34"}, None),
        # more than a unit from what it is
        ({"a": "0.35", "b": "0.32", "c": "0.33"}, "a"),
        ({"a": "0.333", "b": "0.333", "c": "0.334"}, "a"),
    ],
)
def test_digits_are_given_to_the_largest_remainders(printed: dict[str, str], wrong: str | None) -> None:
    exact = {("", name): Fraction(1, 3) for name in printed}
    given = {("", name): Decimal(text) for name, text in printed.items()}
    assert rounded_wrongly(exact, given, 2) == (None if wrong is None else ("", wrong))


def test_a_smaller_remainder_is_not_rounded_up_before_a_larger_one() -> None:
    exact = {("", "a"): Fraction("0.019"), ("", "b"): Fraction("0.011"), ("", "c"): Fraction("-0.03")}
    right = {("", "a"): Decimal("0.02"), ("", "b"): Decimal("0.01"), ("", "c"): Decimal("-0.03")}
    assert rounded_wrongly(exact, right, 2) is None
    swapped = {**right, ("", "a"): Decimal("0.01"), ("", "b"): Decimal("0.02")}
    assert rounded_wrongly(exact, swapped, 2) == ("", "b")


def test_projections_go_on_as_before() -> None:
    values = {1: Fraction(40), 3: Fraction(60)}
    assert projected("kumulatif", values, 3) == 80  # 60 / 3 x 4
    assert projected("tingkat", values, 3) == 70  # ten a quarter
    assert projected("tingkat", {3: Fraction(60)}, 3) == 60
    assert projected(None, values, 3) is None
