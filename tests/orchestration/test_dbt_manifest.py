"""dbt's manifest as plain objects: keys, order, where a test is shown, when it may only warn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.transformation import project
from orchestration.transformation.errors import DbtProjectError
from orchestration.transformation.project import read, stop_of


def model(schema: str, name: str, *parents: str, **more: Any) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "name": name,
        "schema": schema,
        "alias": name,
        "description": f"One row per {name}.",
        "config": {"materialized": more.get("materialized", "table"), "meta": {}},
        "columns": {"id": {"data_type": "varchar", "description": "the key"}},
        "depends_on": {"nodes": list(parents)},
        "original_file_path": f"models/{schema}/{name}.sql",
    }


def data_test(name: str, *parents: str, attached: str | None = None, severity: str = "ERROR", **meta: Any) -> Any:
    return {
        "resource_type": "test",
        "unique_id": f"test.p.{name}",
        "name": name,
        "description": "",
        "config": {"severity": severity, "meta": meta},
        "depends_on": {"nodes": list(parents)},
        "attached_node": attached,
        "original_file_path": f"tests/{name}.sql",
    }


def manifest(**nodes: dict[str, Any]) -> dict[str, Any]:
    base = {
        "model.p.figures": model("figures", "figures", "model.p.fct_orders", "source.p.reference.periode"),
        "model.p.fct_orders": model("marts", "fct_orders", "model.p.int_orders"),
        "model.p.int_orders": model("intermediate", "int_orders", "model.p.stg_orders", materialized="ephemeral"),
        "model.p.stg_orders": model("staging", "stg_orders", "source.p.raw_orders.orders", materialized="view"),
    }
    sources = {
        "source.p.raw_orders.orders": {"schema": "raw_orders", "identifier": "orders"},
        "source.p.reference.periode": {"schema": "reference", "identifier": "periode"},
    }
    return {"nodes": base | nodes, "sources": sources}


def test_models_are_named_by_schema_and_table_and_stand_after_what_they_read() -> None:
    contents = read(manifest())
    assert [built.key for built in contents.models] == [
        ("staging", "stg_orders"),
        ("marts", "fct_orders"),
        ("figures", "figures"),
    ]
    figures = contents.models[-1]
    assert figures.upstream == [("marts", "fct_orders"), ("reference", "periode")]
    assert figures.columns == {"id": ("varchar", "the key")}


def test_an_ephemeral_model_is_no_table_and_its_parents_stand_for_it() -> None:
    by_key = {built.key: built for built in read(manifest()).models}
    assert ("intermediate", "int_orders") not in by_key
    assert by_key["marts", "fct_orders"].upstream == [("staging", "stg_orders")]


@pytest.mark.parametrize(
    ("key", "stop"),
    [
        (("raw_sakti", "glp039"), "raw"),
        (("raw_ingestion", "deliveries"), "raw"),
        (("reference", "periode"), "raw"),
        (("staging", "stg_sakti__glp039"), "staging"),
        (("figures", "figures"), "figures"),
        (("report", "laporan"), "report"),
    ],
)
def test_the_schema_says_the_stop(key: tuple[str, str], stop: str) -> None:
    assert stop_of(key) == stop


def test_a_generic_test_is_shown_at_the_model_it_is_attached_to() -> None:
    node = data_test("order_is_unique", "model.p.fct_orders", attached="model.p.fct_orders", dimension="uniqueness")
    [check] = read(manifest(**{"test.p.order_is_unique": node})).tests
    assert (check.key, check.dimension, check.severity) == (("marts", "fct_orders"), "uniqueness", "error")
    assert check.description == "order is unique"


def test_a_test_over_several_models_is_shown_where_it_says() -> None:
    parents = ("model.p.figures", "model.p.fct_orders")
    node = data_test("figures_equal_marts", *parents, dagster={"ref": {"name": "figures"}}, reason="to the last rupiah")
    [check] = read(manifest(**{"test.p.figures_equal_marts": node})).tests
    assert check.key == ("figures", "figures")
    assert check.also == [("marts", "fct_orders")]
    assert (check.description, check.reason) == ("figures equal marts", "to the last rupiah")


def test_a_test_over_several_models_that_names_none_is_an_error() -> None:
    node = data_test("figures_equal_marts", "model.p.figures", "model.p.fct_orders")
    with pytest.raises(DbtProjectError, match=r"figures_equal_marts.*meta\.dagster\.ref\.name"):
        read(manifest(**{"test.p.figures_equal_marts": node}))


def test_a_test_that_names_an_unknown_model_is_an_error() -> None:
    node = data_test("x", "model.p.figures", dagster={"ref": {"name": "figurs"}})
    with pytest.raises(DbtProjectError, match="'figurs', not a model"):
        read(manifest(**{"test.p.x": node}))


def test_a_test_may_only_warn_with_a_written_reason() -> None:
    with pytest.raises(DbtProjectError, match=r"meta\.reason"):
        read(manifest(**{"test.p.x": data_test("x", "model.p.figures", severity="warn")}))
    node = data_test("x", "model.p.figures", severity="warn", reason="late surveys are usual")
    [check] = read(manifest(**{"test.p.x": node})).tests
    assert check.severity == "warn"
    assert check.reason == "late surveys are usual"


def test_the_fingerprint_sees_every_file_and_nothing_that_dbt_generates(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "a.sql").write_text("select 1")
    first = project.fingerprint(tmp_path)
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "manifest.json").write_text("{}")
    assert project.fingerprint(tmp_path) == first
    (tmp_path / "models" / "a.sql").write_text("select 2")
    second = project.fingerprint(tmp_path)
    (tmp_path / "models" / "a.sql").rename(tmp_path / "models" / "b.sql")
    assert len({first, second, project.fingerprint(tmp_path)}) == 3


def test_a_test_of_the_catalogue_takes_its_words_and_its_place_from_there() -> None:
    node = data_test("every_component_is_a_figure", "model.p.figures", "model.p.fct_orders")
    other = model("figures", "figure_components", "model.p.figures")
    nodes = {"model.p.figure_components": other, "test.p.every_component_is_a_figure": node}
    [check] = read(manifest(**nodes)).tests
    assert check.key == ("figures", "figure_components")
    assert (check.dimension, check.severity) == ("completeness", "error")
    assert check.label == "Setiap komponen rumus adalah angka laporan"
    assert check.reason == "A formula with a part that is not there cannot be followed."


def test_dbt_and_the_catalogue_agree_on_severity() -> None:
    node = data_test("every_component_is_a_figure", "model.p.figures", severity="warn")
    other = model("figures", "figure_components", "model.p.figures")
    with pytest.raises(DbtProjectError, match="severity is 'warn', in the catalogue of checks 'error'"):
        read(manifest(**{"model.p.figure_components": other, "test.p.x": node}))


def test_a_check_cannot_be_shown_at_a_model_that_is_not_there() -> None:
    node = data_test("every_component_is_a_figure", "model.p.figures")
    with pytest.raises(DbtProjectError, match=r"'figures\.figure_components', not a model"):
        read(manifest(**{"test.p.x": node}))
