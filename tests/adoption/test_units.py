"""An office, a clinic and a training centre adopt Triwulan: nothing is asked that one has not, nothing said of it.

The office measures three things. The clinic has ratios over its own registers, a form of its own, two promises, income
of a BLU. The training centre has two registers of its own: no services, no orders, no survey, no receipts.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adoption import reading
from tests.adoption.conftest import UNITS
from tests.adoption.writing import TW2
from tests.conftest import World

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("name", UNITS)]


@pytest.fixture
def unit(name: str, adopted: Callable[[str], World]) -> World:
    return adopted(name)


@pytest.fixture
def html(unit: World) -> str:
    return reading.report(unit)


def test_its_figures_are_those_of_its_files(unit: World, name: str) -> None:
    reading.assert_printed(unit, UNITS[name].expected)


def test_its_releases_verify_without_its_workspace(unit: World, tmp_path: Path) -> None:
    reading.assert_holds_elsewhere(unit, tmp_path)


def test_its_report_is_in_its_own_words(html: str, name: str) -> None:
    text, unit = reading.words(html), UNITS[name]
    assert reading.standing(reading.OF_THE_SAMPLE, text) == []
    assert reading.standing(unit.not_its_own, reading.chapters(html)) == []
    facts = [fact for what, fact in unit.facts.items() if what != "kode_satker"]
    for word in (*facts, *unit.words, *(aim.code for aim in unit.aims), *(aim.name for aim in unit.aims)):
        assert word in text


def test_no_policy_is_printed_that_none_of_its_indicators_follows(html: str, name: str) -> None:
    text = reading.words(html)
    assert [words for words in UNITS[name].policies_of_others if words in text] == []


def test_what_it_wrote_is_printed_under_what_it_is_about(html: str, name: str) -> None:
    """Its codes are of one word or of two; results and the others are written once of each and once of the unit."""
    unit, text = UNITS[name], reading.words(html)
    for told in unit.texts:
        assert text.count(told.split("{")[0].strip()) >= len(unit.aims) + 1, told


def test_its_tables_are_filled(html: str) -> None:
    reading.assert_tables_are_filled(html)


def test_every_printed_number_is_one_of_its_figures(unit: World, html: str) -> None:
    reading.assert_numbers_are_figures(unit, html)


def test_nobody_misses_what_it_does_not_need(unit: World) -> None:
    reading.assert_has_no_complaint(unit)


def test_what_it_needs_is_asked_for(unit: World, name: str, tmp_path: Path) -> None:
    needs = UNITS[name].needs
    assert sorted(reading.missing_without(unit, tmp_path, needs)) == sorted(needs.values())


def test_a_figure_leads_to_the_register_that_only_it_keeps(unit: World, name: str) -> None:
    for figure, file in UNITS[name].traced.items():
        result = unit.triwulan("trace", TW2, figure)
        assert result.code == 0
        assert file in result.output
