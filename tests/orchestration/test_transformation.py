"""dbt inside this process: what it built, what broke, and that the warehouse is ours again afterwards."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.transformation import project
from orchestration.transformation.errors import DbtProjectError
from orchestration.transformation.project import DbtProject
from orchestration.workspace.settings import PROJECT, Workspace

pytestmark = pytest.mark.slow

PROJECT_YML = """
name: triwulan
version: "1.0"
profile: triwulan
models:
  triwulan:
    staging: {+schema: staging, +materialized: view}
    marts: {+schema: marts, +materialized: table}
"""
PROFILES_YML = """
triwulan:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: "{{ env_var('TRIWULAN_WAREHOUSE') }}", threads: 1}
"""
SCHEMA_MACRO = "{% macro generate_schema_name(name, node) %}{{ name or target.schema }}{% endmacro %}"
MODELS_YML = """
sources:
  - name: raw_orders
    tables: [{name: orders}]
models:
  - name: stg_orders
    description: One row per order.
    columns:
      - {name: jumlah, description: units}
  - name: fct_orders
    description: One row per order.
    config: {contract: {enforced: true}}
    constraints: [{type: primary_key, columns: [no_order]}]
    columns:
      - {name: no_order, data_type: varchar, constraints: [{type: not_null}]}
      - {name: jumlah, data_type: bigint, description: units}
      - {name: _source_row_id, data_type: varchar}
"""
POSITIVE = """
{{ config(meta={'dimension': 'validity'}) }}
select _source_row_id, jumlah from {{ ref('fct_orders') }} where jumlah <= 0
"""
FEW = """
{{ config(severity='warn', meta={'dimension': 'timeliness', 'reason': 'a quiet quarter is possible'}) }}
select 1 as one from (select count(*) as n from {{ ref('fct_orders') }}) where n < 3
"""


@dataclass
class Mini:
    """A dbt project of two models and a warehouse of one raw table."""

    workspace: Workspace
    folder: Path

    def load(self) -> DbtProject:
        return project.load(self.workspace, self.folder)

    def orders(self, *rows: tuple[str, str]) -> None:
        """Replaces the raw orders by (number, units as text)."""
        self.workspace.warehouse.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(self.workspace.warehouse)) as connection:
            connection.execute("CREATE SCHEMA IF NOT EXISTS raw_orders")
            connection.execute(
                "CREATE OR REPLACE TABLE raw_orders.orders (no_order VARCHAR, jumlah VARCHAR, _source_row_id VARCHAR)"
            )
            for number, (order, units) in enumerate(rows, 2):
                connection.execute("INSERT INTO raw_orders.orders VALUES (?, ?, ?)", [order, units, f"abc#{number}"])


@pytest.fixture
def mini(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mini:
    monkeypatch.setenv("TRIWULAN_WAREHOUSE", "replaced by the build")  # so that the test leaves none behind
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "dbt"
    for name, text in {
        "dbt_project.yml": PROJECT_YML,
        "profiles.yml": PROFILES_YML,
        "macros/schema.sql": SCHEMA_MACRO,
        "models/models.yml": MODELS_YML,
        "models/staging/stg_orders.sql": "select no_order, cast(jumlah as bigint) as jumlah, _source_row_id "
        "from {{ source('raw_orders', 'orders') }}",
        "models/marts/fct_orders.sql": "select no_order, jumlah, _source_row_id from {{ ref('stg_orders') }}",
        "tests/units_are_positive.sql": POSITIVE,
        "tests/orders_are_many.sql": FEW,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = Mini(Workspace(tmp_path, tmp_path / "state", tmp_path / "reports"), folder)
    found.orders(("A", "1"), ("B", "2"), ("C", "3"))
    return found


def test_a_build_says_what_it_built_and_gives_the_warehouse_back(mini: Mini) -> None:
    from orchestration.transformation.build import build

    told: list[tuple[str, str, str]] = []
    result = build(
        mini.workspace, mini.folder, mini.load(), lambda stop, name, status, _: told.append((stop, name, status))
    )
    assert [(built.model.key, built.status, built.rows) for built in result.models] == [
        (("staging", "stg_orders"), "built", 3),
        (("marts", "fct_orders"), "built", 3),
    ]
    assert result.models[1].columns == {"no_order": "VARCHAR", "jumlah": "BIGINT", "_source_row_id": "VARCHAR"}
    assert {check.name: check.passed for check in result.checks} == {
        "units_are_positive": True,
        "orders_are_many": True,
    }
    assert ("marts", "marts.fct_orders", "built") in told
    assert ("marts", "units_are_positive", "passed") in told
    # The very file that dbt wrote opens for writing, with settings of our own, in this process.
    with duckdb.connect(str(mini.workspace.warehouse), config={"threads": 1}) as connection:
        connection.execute("CREATE TABLE ours AS SELECT 1 AS one")
        assert connection.execute("SELECT sum(jumlah) FROM marts.fct_orders").fetchone() == (6,)
    # A second build in the same process finds it as it is.
    assert not build(mini.workspace, mini.folder, mini.load()).failed


def test_a_failed_test_shows_the_rows(mini: Mini) -> None:
    from orchestration.transformation.build import build

    mini.orders(("A", "1"), ("B", "-2"), ("C", "0"), ("D", "4"))
    checks = {check.name: check for check in build(mini.workspace, mini.folder, mini.load()).checks}
    broken = checks["units_are_positive"]
    assert (broken.passed, broken.severity, broken.counts) == (False, "error", {"failed": 2})
    # Sheet rows: the first data row of a file with a header is row 2, so B stands in row 3 and C in row 4.
    assert sorted(sample["_source_row_id"] for sample in broken.samples) == ["abc#3", "abc#4"]
    assert (broken.target, broken.stop, broken.dimension) == ("marts.fct_orders", "marts", "validity")


def test_a_test_that_only_warns_says_why(mini: Mini) -> None:
    from orchestration.transformation.build import build

    mini.orders(("A", "1"))
    checks = {check.name: check for check in build(mini.workspace, mini.folder, mini.load()).checks}
    assert not checks["orders_are_many"].passed
    assert not checks["orders_are_many"].blocks
    assert "a quiet quarter is possible" in checks["orders_are_many"].reason


def test_rows_that_break_a_key_are_told_from_a_broken_query(mini: Mini) -> None:
    from orchestration.transformation.build import build

    mini.orders(("A", "1"), ("A", "2"), ("B", "3"))
    result = build(mini.workspace, mini.folder, mini.load())
    [failed] = result.failed
    assert failed.violates_constraint, failed.message
    # Nothing looked at a table that does not exist: its tests have no result, which is not the same as passing.
    assert result.checks == []

    mini.orders(("A", "1"), ("B", "2"), ("C", "3"))
    (mini.folder / "models" / "marts" / "fct_orders.sql").write_text(
        "select no_order, units as jumlah, _source_row_id from {{ ref('stg_orders') }}"
    )
    result = build(mini.workspace, mini.folder, mini.load())
    [failed] = result.failed
    assert not failed.violates_constraint
    assert "units" in failed.message
    with duckdb.connect(str(mini.workspace.warehouse)) as connection:
        connection.execute("SELECT 1")


def test_a_build_of_the_same_runs_the_statements_that_dbt_wrote_before(
    mini: Mini, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.transformation import runner, statements
    from orchestration.transformation.build import BuildResult, build

    calls: list[str] = []
    real = runner.invoke

    def counting(*given: Any, **named: Any) -> Any:
        calls.append("dbt")
        return real(*given, **named)

    monkeypatch.setattr(runner, "invoke", counting)

    def built(*rows: tuple[str, str]) -> tuple[bool, BuildResult, list[tuple[Any, ...]], list[str]]:
        """Whether dbt was called, what came of it, the rows of the last model, and what was told, in its order."""
        mini.orders(*rows)
        calls.clear()
        told: list[str] = []
        result = build(
            mini.workspace, mini.folder, mini.load(), lambda _, name, word, __: told.append(f"{name} {word}")
        )
        with duckdb.connect(str(mini.workspace.warehouse)) as connection:
            found = connection.execute("SELECT no_order, jumlah FROM marts.fct_orders ORDER BY 1").fetchall()
        models = [replace(model, seconds=0.0) for model in result.models]
        return bool(calls), replace(result, models=models), found, told

    # Where a table is made in more steps than one, as the adapter does by itself, dbt is asked each time.
    assert [built(("A", "1"), ("B", "2"), ("C", "3"))[0] for _ in range(2)] == [True, True]
    shutil.copy(PROJECT / "dbt_project" / "macros" / "materializations.sql", mini.folder / "macros")
    asked, by_dbt, rows, told = built(("A", "1"), ("B", "2"), ("C", "3"))
    assert (asked, rows) == (True, [("A", 1), ("B", 2), ("C", 3)])
    assert built(("A", "1"), ("B", "2"), ("C", "3")) == (False, by_dbt, rows, told)
    # Other rows, of which a test warns: by the statements too.
    asked, result, rows, told = built(("D", "4"))
    assert (asked, rows) == (False, [("D", 4)])
    assert "orders_are_many warned" in told
    # What holds others back is for dbt to tell, once for each.
    asked, result, _, told = built(("A", "1"), ("B", "-2"), ("C", "0"))
    assert (asked, {check.name for check in result.checks if not check.passed}) == (True, {"units_are_positive"})
    assert sorted(set(told)) == sorted(told)
    asked, result, _, _ = built(("A", "1"), ("A", "2"), ("B", "3"))
    assert (asked, [failed.violates_constraint for failed in result.failed]) == (True, [True])
    # Neither made anything new to keep: what is sound is made by the statements as before.
    assert not built(("A", "1"), ("B", "2"), ("C", "3"))[0]
    # A file that is not as it was written, tables that are read as other types, another formula: dbt again.
    kept = mini.workspace.dbt_target / statements.FILE
    kept.write_bytes(kept.read_bytes().replace(b"as bigint", b"as double"))
    assert built(("A", "1"), ("B", "2"), ("C", "3"))[0]
    assert not built(("A", "1"), ("B", "2"), ("C", "3"))[0]
    with duckdb.connect(str(mini.workspace.warehouse)) as connection:
        stamp = statements.made_of(connection, mini.folder, mini.load())
        connection.execute("ALTER TABLE raw_orders.orders ALTER COLUMN jumlah TYPE INTEGER")
        assert statements.made_of(connection, mini.folder, mini.load()) != stamp
    model = mini.folder / "models" / "marts" / "fct_orders.sql"
    model.write_text(model.read_text().replace("jumlah,", "jumlah * 2 as jumlah,"))
    assert built(("A", "1"), ("B", "2"), ("C", "3"))[::2] == (True, [("A", 2), ("B", 4), ("C", 6)])


def test_the_manifest_is_parsed_once_until_a_model_changes(mini: Mini, monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.transformation import runner

    parsed: list[Path] = []
    real = runner.parse

    def counting(workspace: Workspace, folder: Path, target: str | None) -> None:
        parsed.append(folder)
        real(workspace, folder, target)

    monkeypatch.setattr(runner, "parse", counting)
    assert len(mini.load().models) == 2
    assert len(mini.load().models) == 2
    assert len(parsed) == 1
    (mini.folder / "models" / "marts" / "fct_more.sql").write_text("select 1 as one")
    assert len(mini.load().models) == 3
    assert len(parsed) == 2
    for name in (project.MANIFEST, project.PARSED):
        (mini.workspace.dbt_target / name).write_bytes(b"\xa5" * 3000)
        assert len(mini.load().models) == 3
    assert len(parsed) == 4


def test_what_the_installation_keeps_serves_every_workspace_until_a_model_changes(
    mini: Mini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.transformation import runner
    from orchestration.transformation.build import build

    project.keep(project.parse_anew(mini.workspace, mini.folder), mini.folder)
    other = replace(mini, workspace=Workspace(tmp_path, tmp_path / "another", tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr(runner, "parse", lambda *_: pytest.fail("parsed again"))
        other.orders(("A", "1"))
        result = build(other.workspace, other.folder, other.load())
        assert [model.rows for model in result.models] == [1, 1]
    (mini.folder / "models" / "marts" / "fct_more.sql").write_text("select 1 as one")
    assert len(other.load().models) == 3


def test_a_project_that_cannot_be_parsed_is_named_with_dbt_s_words(mini: Mini) -> None:
    (mini.folder / "models" / "marts" / "fct_orders.sql").write_text("select * from {{ ref('stg_order') }}")
    with pytest.raises(DbtProjectError, match="stg_order"):
        mini.load()


def test_nothing_is_written_but_into_the_state(mini: Mini, tmp_path: Path) -> None:
    from orchestration.transformation.build import build

    before = set(mini.folder.rglob("*"))
    build(mini.workspace, mini.folder, mini.load())
    assert set(mini.folder.rglob("*")) == before
    assert {path.name for path in tmp_path.iterdir()} == {"dbt", "state"}
    assert os.environ["TRIWULAN_WAREHOUSE"] == str(mini.workspace.warehouse)
