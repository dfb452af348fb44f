"""A workspace whose numbers differ gives other, right figures: nothing is hard-coded.

The other world has other counts and targets, columns in another order, another delimiter, late and unfinished orders,
and a service without answers. What it must give is worked out from the numbers it was made of.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from orchestration.sample import VARIANTS
from orchestration.sample.expected import expected_figures
from tests.conftest import World

pytestmark = pytest.mark.slow

# A value carries twelve decimals; rounding may move the last one.
LAST_DECIMAL = Fraction(1, 10**12)


def test_every_expected_figure_is_right(other_world: World) -> None:
    figures = other_world.figures("2025-TW2")
    expected = expected_figures(VARIANTS["other"])
    assert len(expected) > 100
    wrong = {
        figure_id: (figures[figure_id]["value"], str(value))
        for figure_id, value in expected.items()
        if not figures[figure_id]["value"] or abs(Fraction(figures[figure_id]["value"]) - value) > LAST_DECIMAL
    }
    assert wrong == {}


def test_the_other_world_differs_from_the_published_one(other_world: World, sample_world: World) -> None:
    ours, theirs = other_world.figures("2025-TW2"), sample_world.figures("2025-TW2")
    for figure_id in ("TJ.1.realisasi", "TJ.2.realisasi", "SK1.1.realisasi", "SK2.1.pnbp", "anggaran.realisasi"):
        assert ours[figure_id]["value"] != theirs[figure_id]["value"], figure_id


def test_late_orders_lower_the_sla_of_their_month(other_world: World) -> None:
    figures = other_world.figures("2025-TW2")
    late = [
        figure_id.replace("persen", "{}")
        for figure_id, row in figures.items()
        if figure_id.startswith("SK1.1.persen.") and row["value"] and Decimal(row["value"]) < 100
    ]
    assert late
    for cell in late:
        due = int(Decimal(figures[cell.format("jatuh_tempo")]["value"]))
        on_time = int(Decimal(figures[cell.format("tepat_waktu")]["value"]))
        assert on_time < due
