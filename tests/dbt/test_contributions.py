"""What moved the small unit's indicators between its two quarters, by the models, worked out by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from orchestration.release.former_figures import CELL, figure_rows
from orchestration.workspace.delimited import as_csv
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.reference import insert
from tests.dbt.conftest import Built
from tests.dbt.small_world import TW1

pytestmark = pytest.mark.slow

AGAIN = ("indicator_changes", "contributions", "projections")
PUBLIC = ("figure_id", "indicator", "layanan", "bulan", "value", "unit", "decimals", "printed", "policy")


@pytest.fixture(scope="module")
def moved(
    small: Built, small_first: Built, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The second quarter with the first as its earlier report."""
    path = tmp_path_factory.mktemp("moved") / small.path.name
    shutil.copy(small.path, path)
    first = [{**row, "printed": str(row["printed_value"])} for row in small_first.figures.values()]
    content = as_csv(PUBLIC, ([row[name] for name in PUBLIC] for row in first))
    parts = small_first.query(f"SELECT {', '.join(CELL)} FROM figures.indicator_parts")
    with duckdb.connect(str(path)) as connection:
        insert(connection, "rilis_lalu", [(TW1, "r1", "", "")])
        insert(connection, "angka_lalu", list(figure_rows(Quarter.parse(TW1), content, frozenset())))
        insert(connection, "bagian_lalu", [(TW1, *row) for row in parts])
        for built in small.models:
            if built.model.key[1] in AGAIN:
                connection.execute(f"CREATE OR REPLACE TABLE figures.{built.model.key[1]} AS {built.query}")
        yield connection


def given(moved: duckdb.DuckDBPyConnection, code: str, way: str) -> dict[Any, Decimal]:
    rows = moved.execute(
        "SELECT suku, kunci, kontribusi FROM figures.contributions WHERE kode = ? AND rincian = ?", [code, way]
    ).fetchall()
    return {key or term: by.normalize() + 0 for term, key, by in rows}


def test_what_only_adds_is_shared_out_by_service_and_by_month(moved: duckdb.DuckDBPyConnection) -> None:
    """K.6 is 43, then 84; K.2 is 5, then 8: a customer counts in the month of the first order of the year."""
    assert given(moved, "K.6", "layanan") == {"uji": 9, "kal": 2, "bimbing": 30}
    assert given(moved, "K.6", "bulan") == {"01": 0, "02": 0, "03": 0, "04": 2, "05": 30, "06": 9}
    assert given(moved, "K.2", "layanan") == {"uji": 1, "kal": 0, "latih": 1, "konsul": 1}
    assert given(moved, "K.2", "bulan") == {"01": 0, "02": 0, "03": 0, "05": 1, "06": 2}


def test_a_quotient_of_sums_is_shared_out_by_account_and_month(moved: duckdb.DuckDBPyConnection) -> None:
    """K.8: 3 million of 1.3, then 3.4 of 2.9; M is 174.005 per cent, A 2.1 million.

    The receipt gives 40 / 2.1, each kind of spending grew by 0.8 million: -174.005 x 0.8 / 2.1 = -66.2877.., of which
    the second account takes the unit that is left over; 19.0476 - 132.5755 = -113.5279, printed 230.77 and 117.24.
    """
    assert given(moved, "K.8", "akun") == {
        "424111": 0,
        "424112": Decimal("19.0476"),
        "511111": Decimal("-66.2877"),
        "521211": Decimal("-66.2878"),
        "pembulatan": Decimal("-0.0021"),
    }
    by_month = given(moved, "K.8", "bulan")
    assert by_month["biaya_operasional"] == Decimal("-132.5755")
    assert (by_month["04"], by_month["06"]) == (Decimal("23.8095"), Decimal("-4.7619"))
    # K.7: the same receipts over assets that stay 40 million
    assert given(moved, "K.7", "bulan") == {
        "aset": 0,
        "01": 0,
        "03": 0,
        "04": Decimal("1.25"),
        "06": Decimal("-0.25"),
    }


def test_a_mean_of_means_is_shared_out_by_service_and_by_month(moved: duckdb.DuckDBPyConnection) -> None:
    """K.3: uji 0 in January; kal 0 and 100 in February and March: 25. Then uji 0, 100, 0 and kal 100, 100: 66.67.

    In February kal went from 0 to 100 at a weight of 1/4. January of uji weighs 1/6 instead of 1/2:
    (1/2 - 1/6) x 45.8333 = 15.2778.
    """
    assert given(moved, "K.3", "layanan") == {
        "kal": 25,
        "uji": Decimal("16.6667"),
        "pembulatan": Decimal("0.0033"),
    }
    assert given(moved, "K.3", "bulan") == {
        "01": Decimal("15.2778"),
        "02": 25,
        "03": 0,
        "04": Decimal("9.0278"),
        "06": Decimal("-7.6389"),
        "pembulatan": Decimal("0.0033"),
    }
    # K.4: -100 of one service, then 0 and 100 of two: M -25, A 1.5
    assert given(moved, "K.4", "layanan") == {"uji": Decimal("66.6667"), "kal": Decimal("83.3333")}


def test_a_declared_formula_is_shared_out_by_its_parts(moved: duckdb.DuckDBPyConnection) -> None:
    """L.4: 2 of 5, then 4 of 11 rows: M 38.1818 per cent, A 8; 200 / 8, and -38.1818 x 6 / 8."""
    assert given(moved, "L.4", "suku") == {
        "pembilang": 25,
        "penyebut": Decimal("-28.6364"),
        "pembulatan": Decimal("-0.0036"),
    }


def test_rupiah_for_each_of_a_few_are_shared_out_to_the_last_digit(
    small: Built, moved: duckdb.DuckDBPyConnection
) -> None:
    """Ten thousand million of 2, then fifteen of 4: M is 4,375 million, A 3; 5,000 / 3, and -4,375 x 2 / 3 million."""
    query = next(built.query for built in small.models if built.model.key[1] == "contributions")
    sides = {"reference.bagian_lalu": (10_000_000_000, 2), "figures.indicator_parts": (15_000_000_000, 4)}
    moved.execute("BEGIN")
    try:
        for table, (above, below) in sides.items():
            moved.execute(
                f"UPDATE {table} SET pembilang = CASE suku WHEN 'pembilang' THEN {above} ELSE 0 END,"
                f" penyebut = CASE suku WHEN 'penyebut' THEN {below} ELSE 0 END WHERE kode = 'L.4'"
            )
        moved.execute(
            "UPDATE figures.indicator_changes SET nilai_lalu = 5000000000, nilai_kini = 3750000000,"
            " perubahan_rinci = -1250000000, pembulatan = 0 WHERE kode = 'L.4'"
        )
        found = moved.execute(f"SELECT suku, kontribusi FROM ({query}) WHERE kode = 'L.4'").fetchall()
    finally:
        moved.execute("ROLLBACK")
    assert dict(found) == {"pembilang": Decimal("1666666666.6667"), "penyebut": Decimal("-2916666666.6667")}


def test_whatever_is_shared_out_adds_up_to_what_is_printed(moved: duckdb.DuckDBPyConnection) -> None:
    wrong = moved.execute(
        "SELECT kode, rincian FROM figures.contributions JOIN figures.indicator_changes USING (kode, pembanding)"
        " GROUP BY kode, rincian, perubahan HAVING sum(kontribusi) <> perubahan"
    ).fetchall()
    shared = moved.execute("SELECT count(DISTINCT kode) FROM figures.contributions").fetchall()
    assert (wrong, shared) == ([], [(9,)])


def test_what_has_no_value_in_one_of_the_quarters_is_told(moved: duckdb.DuckDBPyConnection) -> None:
    told = dict(moved.execute("SELECT kode, sebab FROM figures.indicator_changes WHERE sebab <> ''").fetchall())
    assert told == dict.fromkeys(("K.5", "L.1", "L.2", "L.3"), "tanpa_nilai")


def test_a_change_of_the_way_of_counting_is_no_change_of_the_indicator(
    small: Built, moved: duckdb.DuckDBPyConnection
) -> None:
    query = next(built.query for built in small.models if built.model.key[1] == "indicator_changes")
    moved.execute("BEGIN")
    try:
        moved.execute("UPDATE reference.angka_lalu SET policy = 'lain' WHERE figure_id = 'K.2.realisasi'")
        moved.execute("DELETE FROM reference.bagian_lalu WHERE kode = 'K.6'")
        # Over less than nothing, as of a balance sheet with its signs turned round: no quotient lies between.
        moved.execute("UPDATE reference.bagian_lalu SET penyebut = -penyebut WHERE kode = 'L.4'")
        found = moved.execute(f"SELECT kode, sebab, perubahan FROM ({query}) WHERE kode IN ('K.2', 'K.6', 'L.4')")
        assert sorted(found.fetchall()) == [
            ("K.2", "cara_berbeda", None),
            ("K.6", "tanpa_rincian", Decimal(41)),
            ("L.4", "tanpa_rincian", Decimal("-3.64")),
        ]
    finally:
        moved.execute("ROLLBACK")


def test_projections_go_on_as_the_quarters_so_far_within_the_bounds_of_the_formula(
    moved: duckdb.DuckDBPyConnection,
) -> None:
    rows = moved.execute("SELECT kode, jarak, proyeksi_akhir, jarak_proyeksi FROM figures.projections").fetchall()
    told = {code: [None if value is None else value.normalize() + 0 for value in values] for code, *values in rows}
    assert told["K.6"] == [84, 168, 0]  # half of 168, two of four quarters
    assert told["K.7"] == [Decimal("-0.5"), 17, -9]
    assert told["L.4"] == [Decimal("43.64"), Decimal("29.09"), Decimal("50.91")]  # two more steps of -3.6364 from 36.36
    assert told["K.3"] == [Decimal("28.33"), 100, -5]  # 150 would be no share
    assert told["K.1"][1] == 4  # the scale ends there
    assert told["L.1"] == [Decimal("18.75"), None, None]  # bounds make no projection of what has none
