"""Every check of the catalogue, failed by a defect, through the command as people run it: 1 where it holds the quarter
back, 0 where it warns, its sentence printed, never an error of the program.

That each check sees its own defect alone is shown elsewhere (test_data_tests.py, proofs.py). Here the defects of many
checks are planted together, and again for those that were silent behind others, until each has spoken.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import types
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import cli, ditahan, ingestion, journey
from orchestration.checks.catalogue import EACH_RAW_TABLE, Entry, catalogue
from orchestration.delimited import read_rows
from orchestration.evidence import CheckResult
from orchestration.quarters import Quarter
from orchestration.settings import PROJECT, Workspace
from tests.dbt.conftest import DBT_PROJECT
from tests.dbt.small_world import small_world
from tests.dbt.test_data_tests import DEFECTS

pytestmark = pytest.mark.slow

TW2 = Quarter(2025, 2)
DBT = {entry.id: entry for entry in catalogue().values() if entry.engine == "dbt"}
OTHERS = {entry.id: entry for entry in catalogue().values() if entry.engine != "dbt"}
STOPS_OF_MODELS = "staging intermediate marts figures"
NAMED = re.compile(r"\b(raw_\w+|reference|staging|intermediate|marts|figures)\.(\w+)")

Run = Callable[[], tuple[int, str]]

SPOIL = """
{% macro spoil() %}
    {%- if execute -%}
        {%- set found = run_query("select statement from spoil.defects where model = '" ~ this.identifier ~ "'") -%}
        {%- for row in found.rows %}{{ row[0] }};{% endfor -%}
    {%- endif -%}
{% endmacro %}
"""
"""What is planted in a model comes after it is built and before anybody looks at it."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One workspace for all runs, so that dbt keeps what it has parsed."""
    folder = tmp_path_factory.mktemp("refusals")
    return Workspace(PROJECT / "sources", folder / "state", folder / "reports")


@pytest.fixture(scope="module")
def spoilable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dbt project with a hook behind each model that runs what is planted there."""
    project = tmp_path_factory.mktemp("spoilable") / "dbt_project"
    shutil.copytree(DBT_PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    (project / "macros" / "spoil.sql").write_text(SPOIL)
    settings = project / "dbt_project.yml"
    hooked = settings.read_text().replace("    staging:\n", '    +post-hook: "{{ spoil() }}"\n    staging:\n', 1)
    settings.write_text(hooked)
    return project


@pytest.fixture
def run(shop: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """`triwulan run` in this process: its exit code, and what it printed as one line of words."""

    def leave(code: int) -> None:
        raise SystemExit(code)

    def call() -> tuple[int, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli._run(TW2, False, shop, publish=True)
        told = capsys.readouterr()
        said = " ".join((told.out + told.err).split())
        assert "Traceback" not in said
        assert "internal error" not in said
        return int(str(ended.value.code)), said

    for name in ("SOURCES", "STATE", "REPORTS"):
        monkeypatch.setenv(f"TRIWULAN_{name}", "replaced by the run")  # so that the test leaves none behind
    monkeypatch.setattr(cli, "_leave", leave)
    yield call


def without_files(monkeypatch: pytest.MonkeyPatch, shop: Workspace, failing: Sequence[Entry] = ()) -> None:
    """Ingestion of nothing, whose checks hold but for some."""

    def answers(entries: Sequence[Entry], targets: Sequence[str]) -> list[CheckResult]:
        return [
            entry.result([{"file": "x.csv", "value": "1"}] if entry in failing else [], target=target)
            for entry in entries
            for target in targets
        ]

    files = [entry for entry in OTHERS.values() if entry.stop == "file"]
    suites = [entry for entry in OTHERS.values() if entry.at == EACH_RAW_TABLE]

    def ingest(*_: Any) -> Any:
        return types.SimpleNamespace(checks=answers(files, [""]), findings=[], tables={}, deliveries=[])

    monkeypatch.setattr(ingestion, "ingest", ingest, raising=False)
    monkeypatch.setattr(
        ingestion,
        "run_suites",
        lambda _, tables, __: answers(suites, [table.name for table in tables]),
        raising=False,
    )
    monkeypatch.setattr(journey, "write_reference", lambda *_: None)


def plant(shop: Workspace, clean: Path, names: Sequence[str]) -> None:
    """Puts the small unit into the warehouse with the defects of some checks."""
    shop.warehouse.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(clean, shop.warehouse)
    with duckdb.connect(str(shop.warehouse)) as connection:
        connection.execute("CREATE SCHEMA spoil")
        connection.execute("CREATE TABLE spoil.defects (model VARCHAR, statement VARCHAR)")
        for name in names:
            # Behind the last model that the defect names; what was loaded, before anything is built.
            schema, table = max(NAMED.findall(DEFECTS[name]), key=lambda place: STOPS_OF_MODELS.find(place[0]))
            if schema in STOPS_OF_MODELS:
                connection.execute("INSERT INTO spoil.defects VALUES (?, ?)", [table, DEFECTS[name]])
            else:
                connection.execute(DEFECTS[name])


@pytest.fixture
def planted(
    shop: Workspace, spoilable: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Sequence[str]], None]:
    """Called with names of checks: the next run finds their defects."""
    clean = tmp_path / shop.warehouse.name
    small_world().write(clean)
    without_files(monkeypatch, shop)
    monkeypatch.setattr(journey, "load_plan", partial(journey.load_plan, dbt_project=spoilable))
    monkeypatch.setattr(journey, "Journey", partial(journey.Journey, dbt_project=spoilable))
    return lambda names: plant(shop, clean, names)


def sentence(entry: Entry) -> str:
    return " ".join(entry.demands.removesuffix(".").split())


def test_every_data_test_that_fails_holds_the_quarter_back_with_its_sentence(
    run: Run, planted: Callable[[Sequence[str]], None], shop: Workspace
) -> None:
    waiting = [name for name, entry in DBT.items() if entry.severity == "error"]
    while waiting:
        planted(waiting)
        code, said = run()
        assert code == 1
        rows = read_rows(ditahan.place(shop, TW2))
        blocking = {row["rule"] for row in rows if row["severity"] == "blocking"}
        spoken = [name for name in waiting if name in blocking]
        assert spoken, f"nobody said a word of {waiting}: {said}"
        for name in spoken:
            assert sentence(DBT[name]) in said
        causes = re.search(r"(\d+) causes? holds? it back; every row concerned is in (\S+)$", said)
        assert causes is not None
        assert int(causes[1]) >= len(spoken)
        assert causes[2] == str(ditahan.place(shop, TW2))
        waiting = [name for name in waiting if name not in spoken]


def test_a_key_that_is_not_unique_holds_the_quarter_back_with_its_rows(
    run: Run, planted: Callable[[Sequence[str]], None], shop: Workspace
) -> None:
    planted([])
    with duckdb.connect(str(shop.warehouse)) as connection:
        connection.execute(
            "INSERT INTO spoil.defects VALUES ('int_layanan__orders_due', "
            "'INSERT INTO intermediate.int_layanan__orders_due SELECT * FROM intermediate.int_layanan__orders_due')"
        )
    code, said = run()
    assert code == 1
    [told] = {row["delivery"] for row in read_rows(ditahan.place(shop, TW2)) if row["rule"] == "model"}
    assert told == "service_orders.csv"
    assert "rows that keep the contract of marts.fct_order; Constraint Error" in said.replace("Runtime ", "")
