"""Due dates through the working-day calendar, the holidays being those known at the end of the quarter."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.dbt.conftest import Build, Built
from tests.dbt.small_world import TW2, order, small_world

pytestmark = pytest.mark.slow

# The decree of 7 August 2025 made 18 August a cuti bersama.
ORDERS = [
    order("A1", "uji", "C1", "14/08/2025", spm_hk="15"),
    order("A2", "uji", "C1", "26/03/2025", spm_hk="15"),
]


@pytest.fixture(scope="module")
def before_the_decree(build: Build) -> Built:
    """A report of the second quarter: the decree is not known yet."""
    return build(small_world().deliver(TW2, "service_orders", ORDERS))


@pytest.fixture(scope="module")
def after_the_decree(build: Build) -> Built:
    """The same orders in a report of the third quarter."""
    return build(small_world(quarter="2025-TW3").deliver(TW2, "service_orders", ORDERS))


def due(built: Built, number: str, column: str = "tanggal_jatuh_tempo") -> dt.date:
    """The due date of an order."""
    [(day,)] = built.query(f"SELECT {column} FROM marts.fct_order WHERE no_order = '{number}'")
    return day


def test_the_amendment_counts_from_the_quarter_in_which_it_was_known(
    before_the_decree: Built, after_the_decree: Built
) -> None:
    assert due(before_the_decree, "A1") == dt.date(2025, 9, 4)
    assert due(after_the_decree, "A1") == dt.date(2025, 9, 8)


def test_fifteen_working_days_over_idul_fitri(before_the_decree: Built, after_the_decree: Built) -> None:
    assert due(before_the_decree, "A2") == dt.date(2025, 4, 28)
    assert due(after_the_decree, "A2") == dt.date(2025, 4, 28)


def test_the_alternative_reads_cuti_bersama_as_worked(after_the_decree: Built) -> None:
    # 28 March, 2, 3, 4 and 7 April would be worked
    assert due(after_the_decree, "A2", "tanggal_jatuh_tempo_alternatif") == dt.date(2025, 4, 21)
    assert due(after_the_decree, "A1", "tanggal_jatuh_tempo_alternatif") == dt.date(2025, 9, 4)


def test_working_days_of_the_first_half_of_2025(before_the_decree: Built) -> None:
    rows = before_the_decree.query(
        "SELECT month(tanggal), count(*) FROM intermediate.int_kalender__working_days_counted "
        "WHERE is_hari_kerja AND tanggal BETWEEN '2025-01-01' AND '2025-06-30' GROUP BY 1 ORDER BY 1"
    )
    assert [count for _, count in rows] == [19, 20, 19, 16, 17, 18]
