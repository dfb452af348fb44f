"""The rules of the house that the dbt project keeps: layers, grain first, contracts, names of tests."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from orchestration.checks.catalogue import of_engine
from orchestration.workspace.settings import Workspace
from tests.dbt.conftest import DBT_PROJECT

pytestmark = pytest.mark.slow

LAYERS = ("staging", "intermediate", "marts", "figures")
# What a layer may read: raw sources for staging alone; reference data for all but staging.
READS = {
    "staging": set(),
    "intermediate": {"staging", "intermediate"},
    "marts": {"intermediate", "marts"},
    "figures": {"marts", "figures"},
}
# The list of excluded rows is made of what the facts leave out, so it cannot be read from them.
EXCEPTIONS = {("excluded_rows", "int_ingestion__excluded_rows_listed")}
# An index on a million rows costs more than the test that counts them.
KEYED_BY_TEST = {"fct_order": "every_order_line_counts_once"}
NAMES = {
    "staging": r"stg_[a-z]+__[a-z0-9_]+",
    "intermediate": r"int_[a-z]+__[a-z_]+",
    "marts": r"(fct|dim|mart)_[a-z]+",
    "figures": r"(fig_[a-z]+|figures|figure_components|narratives|narrative_tables|indicators|outputs|output_details"
    r"|excluded_rows|indicator_parts|indicator_changes|contributions|projections)",
}
NOT_BOTH_ENGINES = {
    r"::": "cast() is read by both engines",
    r"\bqualify\b": "a window in a subquery is read by both engines",
    r"group by all": "grouping columns are listed",
    r"\bhaving\b[^;]{0,80}\bgrouping\(": "Spark knows no grouping() in HAVING; a column is filtered afterwards",
    r"\bpivot\b": "case is read by both engines",
    r"\bexclude\b": "columns are listed",
    r"\bconcat\(": "|| gives null for null in both engines, concat() in one of them",
    r"->": "no lambdas",
    r"//": "integer division stands in macros/dialect.sql",
    r"\bhugeint\b": "wide integers stand in macros/dialect.sql",
    r"\bstrptime\b": "date parsing stands in macros/dialect.sql",
    r"\bround\([^()]*\bdecimals\b": "rounding to a column's decimals stands in macros/dialect.sql",
    r"\bvarchar\b": "string is read by both engines",
    r"\b[lr]trim\b": "trim(leading ... from ...) means the same in both engines, the others turn their arguments round",
    r"\bunnest\b": "rows out of arrays stand in macros/dialect.sql",
    r"\bdouble\b": "money and counts are decimals",
}


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The manifest that dbt writes of the project."""
    from orchestration.transformation import project

    state = tmp_path_factory.mktemp("parsed")
    folder = project.parsed_in(Workspace(state, state, state), DBT_PROJECT)
    contents: dict[str, Any] = json.loads((folder / project.MANIFEST).read_text(encoding="utf-8"))
    return contents


@pytest.fixture(scope="session")
def models(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Models by name."""
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}


@pytest.fixture(scope="session")
def data_tests(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Data tests by name."""
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "test"}


def sql_files() -> list[Path]:
    """Every query of the project, macros of the dialect left out."""
    return sorted([*(DBT_PROJECT / "models").rglob("*.sql"), *(DBT_PROJECT / "macros").glob("*.sql")])


def test_every_model_lies_in_the_schema_of_its_folder_and_is_named_for_it(models: dict[str, Any]) -> None:
    for name, node in models.items():
        layer = node["fqn"][1]
        assert layer in LAYERS
        assert node["schema"] == layer, name
        assert re.fullmatch(NAMES[layer], name), name
        if layer == "staging":
            assert name.split("__")[0] == f"stg_{node['fqn'][2]}", name
        if layer == "intermediate":
            assert name.split("__")[0] == f"int_{node['fqn'][2]}", name


def test_every_layer_reads_the_layers_before_it(manifest: dict[str, Any], models: dict[str, Any]) -> None:
    wrong = []
    for name, node in models.items():
        layer = node["fqn"][1]
        for uid in node["depends_on"]["nodes"]:
            if uid.startswith("source."):
                source = manifest["sources"][uid]["source_name"]
                allowed = source.startswith("raw_") if layer == "staging" else source == "reference"
                if not allowed:
                    wrong.append((name, uid))
                continue
            parent = manifest["nodes"][uid]
            if parent["fqn"][1] not in READS[layer] and (name, parent["name"]) not in EXCEPTIONS:
                wrong.append((name, parent["name"]))
    assert wrong == []


def test_every_raw_table_has_one_staging_model(manifest: dict[str, Any], models: dict[str, Any]) -> None:
    books = {"deliveries", "row_classes"}  # joined by every staging model, read by tests
    readers: dict[str, list[str]] = {}
    for name, node in models.items():
        for uid in node["depends_on"]["nodes"]:
            if uid.startswith("source."):
                readers.setdefault(uid, []).append(name)
    for uid, source in manifest["sources"].items():
        if source["source_name"].startswith("raw_") and source["source_name"] != "raw_ingestion":
            assert len(readers[uid]) == 1, uid
    assert {s["name"] for s in manifest["sources"].values() if s["source_name"] == "raw_ingestion"} == books | {
        "rejections"
    }


def test_every_description_begins_with_the_grain(models: dict[str, Any]) -> None:
    assert [name for name, node in models.items() if not node["description"].startswith("One row per ")] == []


def test_every_column_of_marts_and_figures_is_described_and_under_contract(models: dict[str, Any]) -> None:
    for name, node in models.items():
        if node["fqn"][1] not in ("marts", "figures"):
            continue
        assert node["config"]["contract"]["enforced"], name
        assert node["columns"], name
        for column in node["columns"].values():
            assert column["description"], f"{name}.{column['name']}"
            assert column["data_type"], f"{name}.{column['name']}"
        keyed = [c for column in node["columns"].values() for c in column["constraints"] if c["type"] == "primary_key"]
        keyed += [c for c in node["constraints"] if c["type"] == "primary_key"]
        assert len(keyed) == (0 if name in KEYED_BY_TEST else 1), f"{name} has no key"


def test_what_has_no_key_has_a_test_of_uniqueness(manifest: dict[str, Any]) -> None:
    for model, test in KEYED_BY_TEST.items():
        node = manifest["nodes"][f"test.triwulan.{test}"]
        assert node["depends_on"]["nodes"] == [f"model.triwulan.{model}"]
        assert node["config"]["severity"].lower() == "error"


def test_a_column_name_has_one_description(models: dict[str, Any]) -> None:
    said: dict[str, set[str]] = {}
    for node in models.values():
        for column in node["columns"].values():
            said.setdefault(column["name"], set()).add(column["description"])
    assert {name: texts for name, texts in said.items() if len(texts) > 1} == {}


def test_facts_keep_the_way_back_to_the_file(models: dict[str, Any]) -> None:
    lineage = {"_source_row_id", "_row_hash", "_delivery_sha256", "_delivery_quarter", "_sheet", "_row"}
    for name, node in models.items():
        if name.startswith("fct_"):
            assert lineage <= set(node["columns"]), name


def test_the_last_select_of_marts_and_figures_lists_its_columns(models: dict[str, Any]) -> None:
    for name, node in models.items():
        if node["fqn"][1] in ("marts", "figures"):
            code = node["raw_code"].rstrip()
            # the figures of a domain end in a macro that lists the columns
            listed = re.search(r"\{\{ as_figures\([^}]*\}\}(\n\{%- endfor %\})?$", code)
            last = "" if listed else code.rsplit("\nselect\n", 1)[-1]
            assert not re.search(r"\w\.\*|^\s*\*", last.split("\nfrom ", 1)[0], flags=re.MULTILINE), name


def test_the_sql_is_read_alike_by_both_engines() -> None:
    wrong = []
    for path in sql_files():
        if path.name in ("dialect.sql", "materializations.sql"):
            continue
        text = re.sub(r"--[^\n]*|\{#.*?#\}|'[^']*'", "", path.read_text(encoding="utf-8"), flags=re.DOTALL).lower()
        text = re.sub(r"\{[%{].*?[%}]\}", "", text, flags=re.DOTALL)
        wrong += [(path.name, why) for pattern, why in NOT_BOTH_ENGINES.items() if re.search(pattern, text)]
    assert wrong == []


def test_every_macro_of_an_engine_stands_in_one_file_and_has_both_branches() -> None:
    written = {
        path.name: set(re.findall(r"\{%-? macro (duckdb|spark)__(\w+)", path.read_text(encoding="utf-8")))
        for path in sql_files()
    }
    dispatched = set(re.findall(r"dispatch\('(\w+)'", (DBT_PROJECT / "macros/dialect.sql").read_text(encoding="utf-8")))
    assert {name for name, macros in written.items() if macros} == {"dialect.sql"}
    assert len(dispatched) > 10
    assert {(engine, name) for engine in ("duckdb", "spark") for name in dispatched} <= written["dialect.sql"]


def test_every_window_order_says_where_nulls_stand() -> None:
    wrong = []
    for path in sql_files():
        text = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
        for order in re.findall(r"order by\s+([^()]*?)(?:\)|rows )", text):
            keys = [key.strip() for key in order.split(",") if " desc" in key or " asc" in key]
            wrong += [(path.name, key) for key in keys if "nulls" not in key]
    assert wrong == []


def test_no_indicator_service_or_fund_of_the_sample_stands_in_the_sql() -> None:
    """Codes come from the profile: another unit changes data, not models."""
    from tests.dbt.small_world import sample_profile

    profile = sample_profile()
    codes = {item.kode for item in profile.indikator} | {item.layanan for item in profile.layanan}
    codes |= {item.sumber_dana for item in profile.sumber_dana}
    wrong = []
    for path in sql_files():
        text = re.sub(r"--[^\n]*|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        wrong += [(path.name, code) for code in codes if re.search(rf"'{re.escape(code)}'", text)]
    # the family of receipt figures is called pnbp, as the fund is
    assert [found for found in wrong if found[1] != "pnbp"] == []


def test_every_data_test_is_a_sentence_with_dimension_and_reason(data_tests: dict[str, Any]) -> None:
    """Its words stand in the catalogue of checks, and nowhere else."""
    assert {entry.id for entry in of_engine("dbt")} == set(data_tests)
    for name, node in data_tests.items():
        assert len(name.split("_")) >= 4, name
        assert not node["config"]["meta"], f"{name}: dimension and reason belong in the catalogue of checks"


def test_no_model_is_left_without_a_test(manifest: dict[str, Any], models: dict[str, Any]) -> None:
    """Every mart and figure table is looked at by a data test, itself or through what is made of it."""
    looked_at = {
        manifest["nodes"][uid]["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        for uid in node["depends_on"]["nodes"]
        if uid in manifest["nodes"]
    }
    # the figures of a domain are tested as figures; the others are texts beside figures, or read by what is
    beside = {name for name in models if name.startswith("fig_")} | {
        "output_details",
        "dim_output",
        "mart_capaian",
        "fct_neraca",
        "fct_tabel",
        "narrative_tables",
    }
    wanted = {name for name, node in models.items() if node["fqn"][1] in ("marts", "figures")}
    assert wanted - looked_at - beside == set()


def test_the_warehouse_path_is_the_only_setting_from_outside() -> None:
    for path in DBT_PROJECT.rglob("*"):
        if path.is_file() and path.suffix in (".sql", ".yml"):
            text = path.read_text(encoding="utf-8")
            assert "var(" not in re.sub(r"env_var\(", "", text), path
            assert set(re.findall(r"env_var\('([A-Z_]+)'\)", text)) <= {"TRIWULAN_WAREHOUSE"}, path
