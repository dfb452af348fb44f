"""A model of every layer on Spark: the same rows as on DuckDB, and the same refusals.

Belongs here: what can be shown in a minute where Spark is installed. All figures of the sample are compared by
`make spark` (tests/on_spark.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from orchestration.texts.numbers import LARGEST
from orchestration.workspace import engine
from orchestration.workspace.settings import Workspace
from tests.dbt.conftest import DBT_PROJECT, Built

if TYPE_CHECKING:
    from orchestration.transformation.build import BuildResult, ModelResult

pytest.importorskip("pyspark", reason="Spark is no part of the pinned environment; `make spark` has it")
pytestmark = pytest.mark.slow

OrdersOnSpark = Callable[[str], "BuildResult"]


@pytest.fixture
def on_spark(small: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OrdersOnSpark]:
    """Builds the figures of services, with all they are made of, over the small unit after a statement."""
    from orchestration.transformation import project
    from orchestration.transformation.build import build

    monkeypatch.setenv(engine.VARIABLE, engine.SPARK)
    workspace = Workspace(tmp_path, tmp_path / "state", tmp_path)

    def built(statement: str) -> BuildResult:
        workspace.warehouse.parent.mkdir(parents=True)
        shutil.copy(small.path, workspace.warehouse)
        with duckdb.connect(str(workspace.warehouse)) as connection:
            connection.execute(statement)
        contents = project.load(workspace, DBT_PROJECT)
        return build(workspace, DBT_PROJECT, contents, only=[("figures", "fig_layanan")])

    yield built


def of(result: BuildResult, name: str) -> ModelResult:
    (found,) = [model for model in result.models if model.model.key[1] == name]
    return found


def test_a_model_of_every_layer_has_the_rows_that_it_has_on_duckdb(
    on_spark: OrdersOnSpark, small: Built, tmp_path: Path
) -> None:
    with duckdb.connect(str(small.path)) as connection:
        built_before = "; ".join(
            f"DROP TABLE {schema}.{table}"
            for schema, table in connection.execute(
                "SELECT schema_name, table_name FROM duckdb_tables() "
                "WHERE schema_name IN ('intermediate', 'marts', 'figures')"
            ).fetchall()
        )
    result = on_spark(built_before)
    assert [model.message for model in result.failed] == []
    assert {model.model.key[0] for model in result.models} == {"staging", "intermediate", "marts", "figures"}
    with duckdb.connect() as connection:
        for name, path in (("a", small.path), ("b", tmp_path / "state" / "warehouse" / small.path.name)):
            connection.execute(f"ATTACH '{path}' AS {name} (READ_ONLY)")
        for model in result.models:
            table = ".".join(model.model.key)
            rows = connection.execute(f"FROM a.{table} EXCEPT ALL FROM b.{table}").fetchall()
            rows += connection.execute(f"FROM b.{table} EXCEPT ALL FROM a.{table}").fetchall()
            assert rows == [], table
            assert model.rows == small.query(f"SELECT count(*) FROM {table}")[0][0], table
            kinds = {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE a.{table}").fetchall()}
            assert model.columns == kinds, table


def test_a_doubled_key_and_an_empty_cell_hold_back_what_is_made_of_them(on_spark: OrdersOnSpark, small: Built) -> None:
    """Spark itself keeps to no constraint."""
    ((doubled, emptied),) = small.query(
        "SELECT (SELECT min(_source_row_id) FROM marts.fct_kinerja WHERE lembar = 'perjanjian_kinerja'), "
        "(SELECT min(_source_row_id) FROM marts.fct_order)"
    )
    result = on_spark(
        "INSERT INTO raw_kinerja.perjanjian_kinerja FROM raw_kinerja.perjanjian_kinerja "
        f"WHERE _source_row_id = '{doubled}'; "
        f"UPDATE raw_orders.service_orders SET jumlah = NULL WHERE _source_row_id = '{emptied}'"
    )
    broken = {model.model.key[1]: model.offending for model in result.failed if model.violates_constraint}
    assert broken == {
        "fct_kinerja": [{"_source_row_id": doubled}],
        "fct_order": [{"_source_row_id": emptied, "jumlah_count": None}],
    }
    assert of(result, "mart_volume").status == of(result, "dim_indikator").status == "skipped"


def test_a_cell_that_is_no_number_ends_the_build(on_spark: OrdersOnSpark) -> None:
    """Under dbt's own settings Spark would make it null."""
    result = on_spark("UPDATE raw_orders.service_orders SET jumlah = 'dua'")
    assert "CAST_INVALID_INPUT" in of(result, "int_layanan__orders_due").message
    assert of(result, "fct_order").status == "skipped"


def test_a_ratio_is_exact_to_the_eighteenth_decimal(tmp_path: Path) -> None:
    """Numbers as large as ingestion lets through, means that fill their type, both signs, and nothing to divide by."""
    from orchestration.transformation.spark import connected
    from tests.dbt.test_ratio import half_up, rendered

    largest = Decimal(LARGEST) - 1
    asked = [
        *[(n, d, 2, 2, 100) for n in (largest, Decimal("-0.01"), Decimal("66.46")) for d in (largest, Decimal("0.03"))],
        *[(n, Decimal(-7), 0, 0, factor) for n in (largest, Decimal(0), Decimal(10) ** 14) for factor in (1, 12)],
        *[(n, Decimal(3), 18, 0, 1) for n in (Decimal("300"), Decimal("299.999999999999999999"), Decimal("1e19"))],
        *[(Decimal("0.5"), Decimal("0.000003"), 6, 6, 1), (Decimal(1), Decimal(0), 0, 0, 1)],
    ]
    typed = [
        (f"cast({n:f} as decimal(38, {a}))", f"cast({d:f} as decimal(38, {b}))", a, b, factor)
        for n, d, a, b, factor in asked
    ]
    queries = [rendered("ratio", *arguments, engine="spark") for arguments in typed]
    with connected(Workspace(tmp_path, tmp_path, tmp_path)) as spark:
        (row,) = spark.session.sql("SELECT " + ", ".join(queries)).collect()
    assert list(row) == [half_up(Fraction(n) * factor / Fraction(d)) if d else None for n, d, _, _, factor in asked]
