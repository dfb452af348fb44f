"""What Dagster is told: assets named like their tables, every check blocking or with a reason, nothing heavy loaded."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from orchestration.defs.assembly import assemble
from orchestration.defs.ingestion import FILES
from orchestration.journey.plan import Plan, load_plan
from orchestration.workspace.settings import PROJECT, Workspace
from tests.orchestration import doubles


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def plan(state: Path) -> Plan:
    """What the real contracts and models announce."""
    return load_plan(Workspace(PROJECT / "sources", state, state / "reports"))


@pytest.fixture(scope="module")
def graph(plan: Plan) -> dg.AssetGraph:
    return assemble(plan).resolve_asset_graph()


def name(key: dg.AssetKey) -> str:
    return ".".join(key.path)


def test_the_stand_ins_are_declared_as_the_real_stops_would_be() -> None:
    graph = assemble(doubles.plan()).resolve_asset_graph()
    assert {name(key) for key in graph.materializable_asset_keys} == {
        "raw_orders.service_orders",
        "raw_ingestion.deliveries",
        "reference.periode",
        "marts.fct_orders",
        "figures.figures",
        "report.laporan",
    }
    groups = {name(node.key): node.group_name for node in graph.asset_nodes}
    assert groups["reference.periode"] == groups["raw_orders.service_orders"] == "raw"
    assert groups["marts.fct_orders"] == "marts"
    assert groups["report.laporan"] == "report"
    assert groups["sources.landing"] == "file"
    blocking = {key.name: graph.get(key).blocking for key in graph.asset_check_keys}
    assert blocking == {
        "every_row_is_accounted_for": True,
        "its_files_have_no_findings": False,
        "values_are_plausible": True,
        "no_order_is_negative": True,
        "orders_come_early": False,
        "figures_equal_orders": True,
        "every_number_is_tagged": True,
    }


@pytest.mark.slow
def test_every_asset_is_named_by_schema_and_table_and_stands_in_the_group_of_its_stop(graph: dg.AssetGraph) -> None:
    stops = {"file", "raw", "staging", "intermediate", "marts", "figures", "report"}
    for node in graph.asset_nodes:
        assert len(node.key.path) == 2, node.key
        assert node.group_name in stops
        assert node.description, f"{name(node.key)} has no description"
    assert {node.group_name for node in graph.asset_nodes} == stops


@pytest.mark.slow
def test_every_source_of_a_model_is_made_by_ingestion(plan: Plan) -> None:
    assert set(plan.dbt.sources.values()) <= set(plan.raw)


@pytest.mark.slow
def test_the_report_hangs_on_every_raw_table_that_a_model_reads(graph: dg.AssetGraph, plan: Plan) -> None:
    report = dg.AssetKey(["report", "laporan"])
    upstream = {name(key) for key in graph.get_ancestor_asset_keys(report)}
    used = {".".join(key) for model in plan.dbt.models for key in model.upstream if key in plan.raw}
    assert used <= upstream
    assert "sources.landing" in upstream


@pytest.mark.slow
def test_every_check_blocks_or_says_why_not(plan: Plan, graph: dg.AssetGraph) -> None:
    assert plan.checks
    reasons = {(check.key, check.name): check.reason for check in plan.checks}
    for key in graph.asset_check_keys:
        node = graph.get(key)
        assert node.description
        if key.name == FILES:
            continue  # says at its table what the checks of the file have judged
        schema, table = key.asset_key.path
        assert node.blocking or reasons[(schema, table), key.name], f"{key} does not block and says no reason"


@pytest.mark.slow
def test_every_mart_and_every_figure_is_looked_at_by_a_check(plan: Plan) -> None:
    looked_at = {check.key for check in plan.checks} | {other for test in plan.dbt.tests for other in test.also}
    final = {model.key for model in plan.dbt.models if model.key == ("figures", "figures")}
    assert final <= looked_at


@pytest.mark.slow
def test_every_raw_table_has_a_check(plan: Plan) -> None:
    checked = {check.key for check in plan.checks}
    raw = {key for key in plan.raw if key[0].startswith("raw_") and key[0] != "raw_ingestion"}
    assert raw <= checked


@pytest.mark.slow
def test_loading_the_definitions_imports_nothing_heavy(plan: Plan, state: Path) -> None:
    """The interface loads them in every process; with a parsed manifest neither dbt nor a warehouse is needed."""
    program = (
        "import json, sys\nimport orchestration.definitions\n"
        "heavy = ['dbt', 'duckdb', 'great_expectations', 'pandas', 'typst', 'python_calamine', 'openpyxl']\n"
        "print(json.dumps([name for name in heavy if name in sys.modules]))"
    )
    workspace = Workspace(PROJECT / "sources", state, state / "reports")
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", program],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env={"PATH": "/usr/bin:/bin", **workspace.environment()},
        check=True,
    )
    assert json.loads(done.stdout) == []
    assert done.stderr == ""
    assert not workspace.warehouse.exists()


def test_the_way_in_only_assembles() -> None:
    text = (PROJECT / "orchestration" / "definitions.py").read_text()
    assert len(text.splitlines()) < 30
    body = ast.parse(text).body
    assert all(isinstance(node, ast.Expr | ast.ImportFrom | ast.Assign) for node in body)


def test_only_the_declarations_and_their_callers_import_dagster() -> None:
    allowed = {"definitions.py", "run/event_log.py", "run/execution.py", "run/history.py"}
    root = PROJECT / "orchestration"
    found = set()
    for path in root.rglob("*.py"):
        place = path.relative_to(root)
        if place.parts[0] == "defs" or place.as_posix() in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            modules = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            if any(module == "dagster" or module.startswith("dagster.") for module in modules):
                found.add(place.as_posix())
    assert found == set()


def test_declarations_hold_no_loop_over_files_and_no_sql() -> None:
    """A smell test of `defs/`: what reads files or the warehouse belongs to a plain module."""
    for path in (PROJECT / "orchestration" / "defs").rglob("*.py"):
        text = path.read_text()
        for word in ("duckdb.connect", ".execute(", "open(", "SELECT "):
            assert word not in text, f"{path.name}: {word}"
