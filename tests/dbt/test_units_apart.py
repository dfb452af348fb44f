"""No query lets rows of one unit meet those of another; each unit's figures are those of its own build."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from orchestration.workspace.leading import UNIT
from orchestration.workspace.settings import Workspace
from tests.conftest import World
from tests.dbt.conftest import DBT_PROJECT, Build, Built
from tests.dbt.small_world import SATKER, TW2, small_world
from tests.dbt.units_apart import meetings

if TYPE_CHECKING:
    from orchestration.transformation.build import BuildResult

pytestmark = pytest.mark.slow

LAYERS = ("intermediate", "marts", "figures")
INPUTS = "schema_name = 'reference' OR (schema_name LIKE 'raw\\_%' ESCAPE '\\' AND table_name <> 'register')"
BY_HAND = [
    # a query of two units' rows, and the first words of what is wrong with it
    ("SELECT kode FROM a.x", "kode_satker is not the first column"),
    ("SELECT x.kode_satker, y.n FROM a.x JOIN a.y ON x.kode = y.kode", "y is not joined by unit"),
    ("SELECT x.kode_satker, y.n FROM a.x CROSS JOIN a.y", "y is not joined by unit"),
    ("SELECT x.kode_satker FROM a.x JOIN a.y ON x.kode_satker = y.kode_satker OR x.k = y.k", "y is not joined by unit"),
    ("SELECT x.kode_satker FROM a.x JOIN a.y ON y.kode_satker = y.kode_satker", "y is not joined by unit"),
    ("SELECT x.kode_satker, count(*) FROM a.x GROUP BY kode", "a group is not of one unit"),
    ("SELECT x.kode_satker, n FROM a.x GROUP BY GROUPING SETS ((kode_satker, n), ())", "a group is not of one unit"),
    ("SELECT max(x.kode_satker) AS kode_satker, count(*) FROM a.x", "an aggregate is not of one unit"),
    ("SELECT x.kode_satker, lag(n) OVER (PARTITION BY k ORDER BY n) FROM a.x", "a window is not of one unit"),
    ("SELECT * FROM a.x WHERE k IN (SELECT k FROM a.y)", "a subquery is not of the unit of its row"),
    ("SELECT * FROM a.x WHERE EXISTS (SELECT 1 FROM a.y WHERE x.k = y.k)", "a subquery is not of the unit of its row"),
    ("SELECT x.kode_satker, (SELECT max(n) FROM a.y) FROM a.x", "a subquery is not of the unit of its row"),
    ("SELECT * FROM a.x UNION ALL SELECT n FROM a.y", "kode_satker is not the first column"),
    ("WITH c AS (SELECT max(n) AS n FROM a.y) SELECT x.kode_satker, c.n FROM a.x CROSS JOIN c", "kode_satker is not"),
]


@pytest.fixture(scope="module")
def queries(small: Built, workshop: Workspace) -> dict[str, str]:
    """Every model and data test by name, as dbt compiled it."""
    folder = workshop.dbt_target / "compiled" / "triwulan"
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.rglob("*.sql")}


def test_no_query_lets_units_meet(queries: dict[str, str]) -> None:
    written = {path.stem for part in ("models", "tests") for path in (DBT_PROJECT / part).rglob("*.sql")}
    assert queries.keys() == written
    assert {name: found for name, sql in queries.items() if (found := meetings(sql))} == {}


@pytest.mark.parametrize(("query", "wrong"), BY_HAND)
def test_what_lets_them_meet_is_found(query: str, wrong: str) -> None:
    assert any(found.startswith(wrong) for found in meetings(query)), meetings(query)


def test_a_join_of_a_model_that_loses_the_unit_is_found(queries: dict[str, str]) -> None:
    spoiled = queries["mart_capaian"].replace("indikator.kode_satker = measured.kode_satker and ", "")
    assert spoiled != queries["mart_capaian"]
    assert [found.partition(":")[0] for found in meetings(spoiled)] == ["measured is not joined by unit"]


def test_the_unit_leads_every_key_and_contract() -> None:
    from orchestration.transformation import project

    manifest = json.loads((project._kept_by_installation(DBT_PROJECT) / project.MANIFEST).read_text(encoding="utf-8"))
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model" and node["columns"]]
    for node in models:
        assert next(iter(node["columns"])) == UNIT, node["name"]
        for key in node["constraints"]:
            assert key["columns"][0] == UNIT, node["name"]


@dataclass(frozen=True)
class Together:
    """Several units built at once.

    Attributes:
        path: their warehouse.
        own: code of each to the warehouse of its own build, and the code that it has there.
        result: of the build.
    """

    path: Path
    own: dict[str, tuple[Path, str]]
    result: BuildResult


@pytest.fixture(scope="module")
def units(
    small: Built, other_policies: Built, build: Build, sample_world: World, workshop: Workspace
) -> Iterator[Together]:
    """Four units whose codes, orders and rows are the same ones as far as they go, built at once.

    The small unit; the same with every policy turned; with some orders, answers and receipts less, and
    neither balances nor the sheet DIPA; and the sample, which shares its indicators' and services' kinds alone.
    """
    from orchestration.transformation import project
    from orchestration.transformation.build import build as build_all

    world = small_world().without("neraca", "dipa")
    for kind in ("service_orders", "survey", "sbs"):
        del world.rows(TW2, kind)[1]
    world.rows(TW2, "service_orders")[0]["tanggal_selesai"] = "19/02/2025"
    lesser = build(world)
    own = {
        SATKER: (sample_world.state / "warehouse" / "triwulan.duckdb", SATKER),
        "888001": (small.path, SATKER),
        "888002": (other_policies.path, SATKER),
        "888003": (lesser.path, SATKER),
    }
    workshop.warehouse.unlink(missing_ok=True)
    for code, (path, was) in own.items():
        add(workshop.warehouse, path, code, was)
    contents = project.load(workshop, DBT_PROJECT)
    result = build_all(workshop, DBT_PROJECT, contents, of_many=True)
    path = workshop.state / "together" / workshop.warehouse.name
    path.parent.mkdir()
    shutil.copy(workshop.warehouse, path)
    yield Together(path, own, result)


def add(warehouse: Path, unit: Path, code: str, was: str) -> None:
    """Adds what the models read of a unit under a code, in its papers too."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"ATTACH '{unit}' AS one (READ_ONLY)")
        tables = connection.execute(
            f"SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'one' AND ({INPUTS}) UNION ALL "
            "SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = 'one' AND schema_name LIKE 'raw%'"
        ).fetchall()
        for schema, table in tables:
            name = f'"{schema}"."{table}"'
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
            connection.execute(f"CREATE TABLE IF NOT EXISTS {name} AS FROM one.{name} LIMIT 0")
            connection.execute(
                f"INSERT INTO {name} BY NAME SELECT {renamed(connection, name, code, was)} FROM one.{name}"
            )


def renamed(connection: duckdb.DuckDBPyConnection, name: str, code: str, was: str) -> str:
    """The columns of a unit's table, another code in the place of its own."""
    told = connection.execute(f"DESCRIBE one.{name}").fetchall()
    return ", ".join(
        f'CASE WHEN "{column}" = \'{was}\' THEN \'{code}\' ELSE "{column}" END AS "{column}"'
        if column in (UNIT, "kdsatker", "satker")
        else f'"{column}"'
        for column, *_ in told
    )


def differences(together: Together, models: list[Any]) -> list[tuple[str, str, int, int]]:
    """Code, table, and rows that only the build of all, and only the unit's own, has."""
    found = []
    for code, (path, was) in together.own.items():
        with duckdb.connect(str(together.path), read_only=True) as connection:
            connection.execute(f"ATTACH '{path}' AS one (READ_ONLY)")
            for schema, table in models:
                all_of_it = f'(FROM "{schema}"."{table}" WHERE {UNIT} = \'{code}\')'
                own = f'(SELECT {renamed(connection, f"{schema}.{table}", code, was)} FROM one."{schema}"."{table}")'
                more, fewer = (
                    connection.execute(f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})").fetchall()[0][0]
                    for one, other in ((all_of_it, own), (own, all_of_it))
                )
                if more or fewer:
                    found.append((code, f"{schema}.{table}", more, fewer))
    return found


def tables_of(together: Together) -> list[tuple[str, str]]:
    return [model.model.key for model in together.result.models if model.model.key[0] in LAYERS]


def test_each_unit_has_the_rows_of_its_own_build(units: Together) -> None:
    assert [(model.model.key, model.message) for model in units.result.failed] == []
    assert len(tables_of(units)) > 50
    assert differences(units, tables_of(units)) == []


def test_the_rows_that_break_a_rule_name_their_unit(units: Together) -> None:
    """A unit without the sheet DIPA has no names of programs; the others have."""
    broken = {check.name: check for check in units.result.checks if not check.passed}
    told = broken["every_program_and_kro_of_the_budget_has_a_name"]
    assert {row[UNIT] for row in told.samples} == {"888003"}


def test_a_model_that_lets_units_meet_gives_other_rows(units: Together, tmp_path: Path) -> None:
    path = tmp_path / units.path.name
    shutil.copy(units.path, path)
    [model] = [model for model in units.result.models if model.model.key == ("marts", "mart_volume")]
    spoiled = model.query.replace("scopes.kode_satker = orders.kode_satker and ", "")
    assert spoiled != model.query
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE OR REPLACE TABLE marts.mart_volume AS {spoiled}")
    found = differences(Together(path, units.own, units.result), [("marts", "mart_volume")])
    assert {code for code, *_ in found} >= {"888001", "888002", "888003"}
