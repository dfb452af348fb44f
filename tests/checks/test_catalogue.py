"""One catalogue: every check that runs is in it, each of its checks runs, is proven, and refuses when it is silent."""

from __future__ import annotations

import ast
import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.checks.catalogue import DIMENSIONS, catalogue
from orchestration.checks.declared import read
from orchestration.checks.evidence import CheckResult
from orchestration.declarations import ConfigurationError
from orchestration.defs.evidence import check_specs
from orchestration.ingestion import RAW_TABLES
from orchestration.journey import plan as plans
from orchestration.journey.journey import Journey, RefusedError
from orchestration.journey.plan import REPORT, Plan, load_plan
from orchestration.language.sentences import as_declared, told
from orchestration.transformation.project import DbtProject
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.checks.proofs import PROOFS
from tests.conftest import World
from tests.dbt.test_data_tests import DEFECTS

ENTRY = {
    "nama": "Nama",
    "dimension": "accuracy",
    "severity": "error",
    "reason": "Because.",
    "engine": "dbt",
    "at": "marts.mart_sla",
    "alasan": "Sebab.",
}


def written(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "checks.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return path


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """What the catalogue alone announces: dbt is as if all its tests had been taken away."""
    monkeypatch.setattr(plans.project, "load", lambda *_: DbtProject())
    return load_plan(Workspace(PROJECT / "sources", tmp_path, tmp_path))


def passed(check: plans.AnnouncedCheck) -> CheckResult:
    target = "laporan.html" if check.key == REPORT else ".".join(check.key)
    return CheckResult(check.name, target, check.stop, check.dimension, check.severity, passed=True)


def test_every_entry_has_its_words() -> None:
    assert len({entry.nama for entry in catalogue().values()}) == len(catalogue())
    for entry in catalogue().values():
        assert len(entry.id.split("_")) >= 4, entry.id
        assert len(entry.reason.split()) >= 5, entry.id
        for text in filter(None, (entry.demands, entry.reason, entry.remedy)):
            assert text[0].isupper(), entry.id
            assert text.endswith("."), entry.id
    assert {entry.dimension for entry in catalogue().values()} == set(DIMENSIONS)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"nama": ""}, "3: marts.a_check.nama: String should have at least 1 character; found ''"),
        ({"reason": None}, "6: marts.a_check.reason: Input should be a valid string; found nothing"),
        ({"dimension": "beauty"}, "4: marts.a_check.dimension: 'beauty' is unknown; expected one of completeness"),
        (
            {"severity": "fatal"},
            "5: marts.a_check.severity: 'fatal' is unknown; expected one of 'error', 'warn' or 'info'",
        ),
        ({"engine": "excel"}, "7: marts.a_check.engine: 'excel' is unknown; expected one of 'gx', 'dbt'"),
        ({"tolerance": 3}, "10: marts.a_check.tolerance: is unknown; known: alasan, apart, at, demands, dimension"),
        ({"alasan": None}, "9: marts.a_check.alasan: Input should be a valid string; found nothing"),
        ({"demands": "It."}, "2: marts.a_check: `demands` and `tuntutan` belong together"),
        ({"perbaikan": "Itu."}, "2: marts.a_check: `remedy` and `perbaikan` belong together"),
        ({"threshold": "few"}, "10: marts.a_check.threshold: Input should be a valid decimal"),
    ],
)
def test_an_entry_that_lacks_something_is_named(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"checks\.yaml:{re.escape(says)}"):
        read(written(tmp_path, {"marts": {"a_check": ENTRY | change}}))


def test_an_entry_without_a_field_is_named(tmp_path: Path) -> None:
    fewer = {key: value for key, value in ENTRY.items() if key != "at"}
    with pytest.raises(ConfigurationError, match=r"checks\.yaml:3: marts\.a_check\.at: is missing; expected a text"):
        read(written(tmp_path, {"marts": {"a_check": fewer}}))


def test_an_entry_stands_at_one_known_stop(tmp_path: Path) -> None:
    assert read(written(tmp_path, {"marts": {"a_check": ENTRY}}))["a_check"].demands == "A check."
    with pytest.raises(ConfigurationError, match=r"figures\.a_check: stands under marts too"):
        read(written(tmp_path, {"marts": {"a_check": ENTRY}, "figures": {"a_check": ENTRY}}))
    with pytest.raises(ConfigurationError, match="1: market: 'market' is unknown; expected one of file, raw"):
        read(written(tmp_path, {"market": {"a_check": ENTRY}}))


def test_every_check_has_the_test_that_proves_it() -> None:
    of_dbt = {entry.id for entry in catalogue().values() if entry.engine == "dbt"}
    assert set(DEFECTS) == of_dbt
    assert set(PROOFS) == set(catalogue()) - of_dbt
    for check, place in PROOFS.items():
        path, _, test = place.partition("::")
        tree = ast.parse((PROJECT / path).read_text(encoding="utf-8"))
        tests = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert test in tests, f"{check}: {place} is no test"
        assert any(isinstance(node, ast.Assert) for node in ast.walk(tests[test])), place


def test_every_check_of_the_catalogue_is_announced_whoever_answers_it(plan: Plan) -> None:
    names = [check.name for check in plan.checks]
    assert set(names) == set(catalogue())
    assert len(names) == len(catalogue()) - 1 + len(RAW_TABLES)


def test_each_check_without_a_result_refuses_and_is_named(plan: Plan, tmp_path: Path) -> None:
    run = Journey(Workspace(PROJECT / "sources", tmp_path, tmp_path), Quarter(2025, 2), plan)
    whole = [passed(check) for check in plan.checks]
    run.checks = list(whole)
    run.demand_evidence()
    for number, check in enumerate(plan.checks):
        run.checks = whole[:number] + whole[number + 1 :]
        with pytest.raises(RefusedError) as refused:
            run.demand_evidence()
        assert str(refused.value).splitlines()[1:] == [f"  no result: {'.'.join(check.key)} {check.name}"]


def test_the_interface_shows_the_words_of_the_catalogue(plan: Plan) -> None:
    for spec in check_specs(plan.checks):
        entry = catalogue()[spec.name]
        what, why = told(entry.demands, "id"), told(entry.reason, "id")
        assert spec.description in (f"{what} {why}", f"{entry.nama}. {what} {why}")
        assert spec.description.startswith(entry.nama)
        weight = "menahan" if entry.severity == "error" else "peringatan"
        dimension = told(as_declared(entry.dimension), "id")
        assert spec.metadata == {"nama": entry.nama, "dimensi": dimension, "sifat": weight}
        assert spec.blocking == (entry.severity == "error")


@pytest.mark.slow
@pytest.mark.parametrize("quarter", ["2025-TW1", "2025-TW2"])
def test_clean_deliveries_pass_every_check_and_the_release_says_so_in_the_same_words(
    sample_world: World, quarter: str
) -> None:
    release = sample_world.release(quarter)
    results = json.loads((release / "checks.json").read_text(encoding="utf-8"))
    assert {result["name"] for result in results} == set(catalogue())
    for result in results:
        entry = catalogue()[result["name"]]
        # The sample repeats what the published report has: a plan that says 50 and a sheet that says 55.
        if result["name"] != "the_physical_target_of_a_quarter_is_one":
            assert result["passed"], (result["name"], result["samples"])
        assert (result["label"], result["description"], result["reason"]) == (entry.nama, entry.demands, entry.reason)
        # Where the plan and the sheet differ the unit wants a note (`berat`).
        severity = "info" if result["name"] == "the_physical_target_of_a_quarter_is_one" else entry.severity
        assert (result["dimension"], result["severity"], result["stop"]) == (entry.dimension, severity, entry.stop)
    page = (release / "laporan.html").read_text(encoding="utf-8")
    # The checks of the page itself come after the page.
    assert [e.id for e in catalogue().values() if e.stop != "report" and e.nama not in page] == []


@pytest.mark.slow
def test_every_row_of_every_delivery_is_accounted_for(sample_world: World) -> None:
    results = json.loads((sample_world.release("2025-TW2") / "checks.json").read_text(encoding="utf-8"))
    [conserved] = [r for r in results if r["name"] == "every_row_of_a_file_is_accepted_rejected_or_without_data"]
    assert conserved["counts"]["deliveries"] == len(conserved["counts"]["per_delivery"]) == 17
    for rows in conserved["counts"]["per_delivery"].values():
        assert rows["rows_total"] == rows["rows_accepted"] + rows["rows_rejected"] + rows["rows_empty"] > 0


@pytest.mark.slow
def test_a_first_quarter_says_that_it_was_compared_with_nothing(sample_world: World) -> None:
    def told(quarter: str) -> list[str]:
        with (sample_world.release(quarter) / "findings.csv").open(encoding="utf-8", newline="") as handle:
            found = [row for row in csv.DictReader(handle) if "compared nothing" in row["message"]]
        assert {row["severity"] for row in found} <= {"info"}
        return sorted(row["rule"] for row in found)

    assert told("2025-TW1") == [
        "no_cumulative_figure_is_below_the_last_release",
        "no_level_moved_far_since_the_last_quarter",
        "no_main_figure_moved_far_since_the_same_quarter_last_year",
        "rejected_rows_are_as_few_as_before",
        "totals_are_near_those_of_earlier_quarters",
        "volumes_are_near_those_of_earlier_quarters",
    ]
    assert told("2025-TW2") == ["no_main_figure_moved_far_since_the_same_quarter_last_year"]
