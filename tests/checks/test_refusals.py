"""Every check of the catalogue fails by a defect through the command as people run it: refused, or warned, in words.

The exit code is 1 where it holds the quarter back and 0 where it warns; its sentence is printed, and never an error of
the program. That each check sees its own defect alone is shown elsewhere (test_data_tests.py, proofs.py). Here the
defects of many checks are planted together, and again for those that were silent behind others, until each has spoken.
"""

from __future__ import annotations

import json
import re
import shutil
import types
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import cli, ingestion
from orchestration.checks.catalogue import EACH_RAW_TABLE, Entry, catalogue
from orchestration.checks.evidence import CheckResult, Finding, grouped
from orchestration.ingestion import pipeline
from orchestration.journey import earlier, journey
from orchestration.publication import release
from orchestration.release import held_back
from orchestration.release.reading import read_findings
from orchestration.workspace.delimited import read_rows
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.dbt.conftest import DBT_PROJECT
from tests.dbt.small_world import small_world
from tests.dbt.test_data_tests import DEFECTS

pytestmark = pytest.mark.slow

TW2 = Quarter(2025, 2)
DBT = {entry.id: entry for entry in catalogue().values() if entry.engine == "dbt"}
OTHERS = {entry.id: entry for entry in catalogue().values() if entry.engine != "dbt"}
STOPS_OF_MODELS = "staging intermediate marts figures"
NAMED = re.compile(r"\b(raw_\w+|reference|staging|intermediate|marts|figures)\.(\w+)")

Run = Callable[..., tuple[int, str]]
"""Of the workspace, by default the shop, to exit code and words."""

SPOIL = """
{% macro spoil() %}
    {%- if execute -%}
        {%- set found = run_query("select statement from spoil.defects where model = '" ~ this.identifier ~ "'") -%}
        {%- for row in found.rows %}{{ row[0] }};{% endfor -%}
    {%- endif -%}
{% endmacro %}
"""
"""What is planted in a model comes after it is built and before anybody looks at it."""

REF = """
{% macro ref(name) %}
    {%- set own, found = OWN, builtins.ref(name) -%}
    {%- if execute and name in own.get(model.name, []) -%}
        {%- do return(found.replace_path(schema=model.name)) -%}
    {%- endif -%}
    {%- do return(found) -%}
{% endmacro %}
"""
"""Tables that a check does not share with others stand in a schema of its name."""


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


@pytest.fixture(scope="module")
def private(spoilable: Path) -> Path:
    """The same, but each check that only warns looks at tables of its own: its defect is one that nothing else sees.

    Otherwise it would spoil what is built from it, and a check that holds the quarter back would speak first.
    """
    project = spoilable.parent / "private" / "dbt_project"
    shutil.copytree(spoilable, project)
    warning = [name for name, entry in DBT.items() if entry.severity == "warn"]
    own = {name: [table for _, table in NAMED.findall(DEFECTS[name])] for name in warning}
    (project / "macros" / "ref.sql").write_text(REF.replace("OWN", json.dumps(own)))
    return project


@pytest.fixture
def run(shop: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`triwulan run` in this process: its exit code, and what it printed as one line of words."""

    def leave(code: int) -> None:
        raise SystemExit(code)

    def call(workspace: Workspace = shop) -> tuple[int, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli._run(TW2, False, workspace, publish=True)
        told = capsys.readouterr()
        said = " ".join((told.out + told.err).split())
        assert "Traceback" not in said
        assert "internal error" not in said
        return int(str(ended.value.code)), said

    for name in ("SOURCES", "STATE", "REPORTS"):
        monkeypatch.setenv(f"TRIWULAN_{name}", "replaced by the run")  # so that the test leaves none behind
    monkeypatch.setattr(cli, "_leave", leave)
    return call


def failing(entry: Entry, target: str = "") -> CheckResult:
    """A check that found something."""
    return entry.result([{"place": "halaman 3", "value": "1"}], target=target)


def without_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ingestion of nothing, in which nothing is wrong: the warehouse is filled beforehand."""
    files = [entry.result([]) for entry in OTHERS.values() if entry.stop == "file"]
    suite = next(entry for entry in OTHERS.values() if entry.at == EACH_RAW_TABLE)
    read = types.SimpleNamespace(checks=files, findings=[], tables={}, deliveries=[])
    monkeypatch.setattr(ingestion, "ingest", lambda *_: read, raising=False)
    monkeypatch.setattr(
        ingestion,
        "run_suites",
        lambda _, tables, __: [suite.result([], target=table.name) for table in tables],
        raising=False,
    )
    monkeypatch.setattr(journey, "write_reference", lambda *_: None)


def without_report(monkeypatch: pytest.MonkeyPatch, fail: Collection[str] = ()) -> None:
    """Publication of a report of no pages, of whose checks some find something."""

    def draft(_: Any, __: Any, ___: Any, checks: list[CheckResult], findings: list[Finding], *____: Any) -> Any:
        own = [
            failing(entry, "laporan.html") if entry.id in fail else entry.result([], target="laporan.html")
            for entry in OTHERS.values()
            if entry.stop == "report"
        ]
        return types.SimpleNamespace(checks=[*checks, *own], findings=findings)

    def publish_draft(workspace: Workspace, quarter: Quarter, _: Any, __: Any, made: Any, ___: Any) -> release.Release:
        folder = workspace.reports / quarter.code / "r1"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "manifest.json").write_text('{"indicators": []}')
        (folder / "figures.csv").write_text("figure_id\n")
        (folder / "findings.csv").write_bytes(held_back.as_file(made.findings))
        (folder / "checks.json").write_text(json.dumps([check.record() for check in made.checks]))
        return release.Release(folder, 1, True, [])

    monkeypatch.setattr(release, "draft", draft)
    monkeypatch.setattr(release, "publish_draft", publish_draft)


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
def clean(shop: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The warehouse of the small unit as ingestion leaves it."""
    path = tmp_path / shop.warehouse.name
    small_world().write(path)
    without_files(monkeypatch)
    return path


def use(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs build this dbt project."""
    monkeypatch.setattr(journey, "load_plan", partial(journey.load_plan, dbt_project=project))
    monkeypatch.setattr(journey, "Journey", partial(journey.Journey, dbt_project=project))


@pytest.fixture
def planted(
    shop: Workspace, spoilable: Path, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Sequence[str]], None]:
    """Called with names of checks: the next run finds their defects."""
    use(spoilable, monkeypatch)
    return lambda names: plant(shop, clean, names)


def plant_apart(shop: Workspace, clean: Path, names: Sequence[str]) -> None:
    """Puts the small unit into the warehouse; the defect of each check comes into copies in a schema of its name."""
    plant(shop, clean, [])
    with duckdb.connect(str(shop.warehouse)) as connection:
        for name in names:
            tables = dict.fromkeys(NAMED.findall(DEFECTS[name]))
            last = max(tables, key=lambda place: STOPS_OF_MODELS.find(place[0]))
            copies = [f"CREATE OR REPLACE TABLE {name}.{t} AS SELECT * FROM {schema}.{t}" for schema, t in tables]
            defect = NAMED.sub(rf"{name}.\2", DEFECTS[name])
            connection.execute(f"CREATE SCHEMA {name}")
            connection.execute("INSERT INTO spoil.defects VALUES (?, ?)", [last[1], "; ".join([*copies, defect])])


def change(path: Path, old: bytes, new: bytes) -> None:
    """Changes the first place of a delivery where something stands."""
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))


def blocking(workspace: Workspace) -> set[str]:
    """The rules that hold the quarter back, as the refusal keeps them."""
    rows = read_rows(held_back.place(workspace, TW2))
    return {row["rule"] for row in rows if row["severity"] == "blocking"}


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
        spoken = [name for name in waiting if name in blocking(shop)]
        assert spoken, f"nobody said a word of {waiting}: {said}"
        for name in spoken:
            assert sentence(DBT[name]) in said
        causes = re.search(r"(\d+) causes? holds? it back; every row concerned is in (\S+)$", said)
        assert causes is not None
        assert int(causes[1]) >= len(spoken)
        assert causes[2] == str(held_back.place(shop, TW2))
        waiting = [name for name in waiting if name not in spoken]


def test_rows_that_break_the_contract_of_a_model_hold_the_quarter_back_and_are_named(
    run: Run, planted: Callable[[Sequence[str]], None], shop: Workspace
) -> None:
    """An answer that stands twice, an order line without its number of units."""
    planted([])
    defects = {
        "int_survei__responses_mapped": "INSERT INTO intermediate.int_survei__responses_mapped "
        "SELECT * FROM intermediate.int_survei__responses_mapped WHERE _row = 3",
        "int_layanan__orders_due": "UPDATE intermediate.int_layanan__orders_due SET jumlah_count = NULL "
        "WHERE no_order = 'O1'",
    }
    with duckdb.connect(str(shop.warehouse)) as connection:
        connection.executemany("INSERT INTO spoil.defects VALUES (?, ?)", list(defects.items()))
    code, said = run()
    assert code == 1
    told = {(row["delivery"], row["row"], row["column"]) for row in read_rows(held_back.place(shop, TW2))}
    assert told == {("survey.csv", "3", ""), ("service_orders.csv", "2", "jumlah_count")}
    assert "rows of which marts.fct_order can be built" in said


def test_every_check_that_only_warns_is_told_and_published(
    run: Run, clean: Path, private: Path, shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = [entry for entry in catalogue().values() if entry.severity == "warn"]
    monkeypatch.setattr(earlier, "compare", lambda *_: ([failing(catalogue()[name]) for name in earlier.CHECKS], []))
    without_report(monkeypatch, [entry.id for entry in warning if entry.stop == "report"])
    held_back.write(shop, TW2, [])
    use(private, monkeypatch)
    plant_apart(shop, clean, [entry.id for entry in warning if entry.engine == "dbt"])
    code, said = run()
    assert code == 0, said
    told = {finding.rule: finding for finding in grouped(read_findings(shop.reports / TW2.code / "r1"))}
    for entry in warning:
        assert " ".join(told[entry.id].line().split()) in said
        assert told[entry.id].severity == "warning"
    assert not held_back.place(shop, TW2).exists()


def test_every_check_of_the_report_that_fails_holds_it_back_with_its_sentence(
    run: Run, planted: Callable[[Sequence[str]], None], shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [entry for entry in OTHERS.values() if entry.stop == "report" and entry.severity == "error"]
    without_report(monkeypatch, [entry.id for entry in held])
    planted([])
    code, said = run()
    assert code == 1
    for entry in held:
        assert sentence(entry) in said
    assert blocking(shop) == {entry.id for entry in held}


def test_every_check_of_files_and_raw_tables_that_fails_holds_the_quarter_back_with_its_sentence(
    run: Run, shop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One unit whose sender got everything wrong, and whose reader lost a row."""
    shutil.copytree(PROJECT / "sources", tmp_path / "sources")
    landing = tmp_path / "sources" / "landing" / "2025-TW2"
    (landing / "apa.csv").write_text("a;b\n1;2\n")
    (landing / "contoh_survei_2025-06.csv").unlink()
    change(landing / "contoh_sbs_2025-06.csv", b";177731940;", b";0;")
    change(landing / "contoh_sbs_2025-06.csv", b"SBS-0042/BLU/2025;03/", b"SBS-0042/BLU/2025;32/")
    change(landing / "contoh_sbs_2025-06.csv", b";3251525;;", b";3251525;;\r\nTotal;;;;;;;;1;;")
    change(landing / "contoh_dataang_2025-06.csv", b"KDSATKER;", b"Anggaran TA 2024\r\nKDSATKER;")
    change(landing / "contoh_neraca_2024-12_diaudit.csv", b";11023591022", b";11023591023")
    record = pipeline._record

    def forgetful(*what: Any) -> dict[str, Any]:
        made = record(*what)
        return made | {"rows_total": made["rows_total"] + 1}

    monkeypatch.setattr(pipeline, "_record", forgetful)
    code, said = run(replace(shop, sources=tmp_path / "sources"))
    assert code == 1
    for entry in OTHERS.values():
        if entry.stop in ("file", "raw"):
            assert sentence(entry) in said
