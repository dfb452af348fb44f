"""All figures on both engines: `make spark`.

Belongs here: making the sample's releases on DuckDB and on Spark, in this process and over Spark Connect, comparing
them figure by figure, table by table and file by file; the same of the variants, of a consolidation and of the unit
tests of the models; and what the models cost by rows. Not here: the engines (orchestration/transformation), and what
the variants are (spark_variants.py).

It ends with `N figures compared, 0 differ`, or with 1. Spark is installed in an environment of its own, outside of the
pinned one; a build costs minutes of CPU, so it is no part of the tests. All builds but one are sent to one server: a
warm one makes them in two thirds of the CPU.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from orchestration.workspace import layout
from orchestration.workspace.engine import ADDRESS, DUCKDB, ENGINES, HERE, SPARK, VARIABLE
from orchestration.workspace.settings import PROJECT, Workspace
from tests import connect_server, spark_variants

if TYPE_CHECKING:
    from orchestration.transformation.project import DbtProject

QUARTERS = ("2025-TW1", "2025-TW2")
MADE = ("intermediate", "marts", "figures")
"""Schemas of tables that models make."""
GROWS = {"raw_orders.service_orders": "no_order", "raw_survey.responses": "email"}
"""The largest tables of an office, each with a column by which rows made of one row are told apart."""


def cpu() -> float:
    """Seconds of CPU of the children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def called(engine: str, *command: str | Path, at: str = HERE, may: Sequence[int] = (0,)) -> float:
    """Calls Python where an engine is asked for; seconds of CPU.

    Args:
        engine: asked for.
        command: what Python is called with.
        at: where Spark is, if it is the engine.
        may: codes that it may end with.

    Raises:
        SystemExit: it ended otherwise, after its last words have been shown.
    """
    before = cpu()
    given = [sys.executable, *map(str, command)]
    asked = {**os.environ, VARIABLE: engine, ADDRESS: at}
    ended = subprocess.run(given, env=asked, capture_output=True, text=True, check=False)
    if ended.returncode not in may:
        print(ended.stdout[-3000:], ended.stderr[-3000:], sep="\n")  # noqa: T201
        raise SystemExit(f"{' '.join(given)}: {ended.returncode}")
    return cpu() - before


def figures(release: Path) -> dict[str, dict[str, str]]:
    """The figures of a release by id: value, printed text, numerator, denominator, row count, digest and the rest."""
    with (release / "figures.csv").open(encoding="utf-8", newline="") as file:
        return {row["figure_id"]: row for row in csv.DictReader(file)}


def differing(one: Path, other: Path) -> Iterator[str]:
    """The figures that two releases tell differently, a line each."""
    left, right = figures(one), figures(other)
    for figure_id in sorted(left.keys() | right.keys()):
        ours, theirs = left.get(figure_id, {}), right.get(figure_id, {})
        names = [name for name in ours or theirs if ours.get(name) != theirs.get(name)]
        told = [f"{name} {ours.get(name)} | {theirs.get(name)}" for name in names]
        if told:
            yield f"  {figure_id}: {'; '.join(told)}"


def differing_tables(one: Path, other: Path) -> tuple[int, list[str]]:
    """How many tables that models made are compared row by row in two databases, and those whose rows differ."""
    with duckdb.connect() as connection:
        for name, path in (("a", one), ("b", other)):
            connection.execute(f"ATTACH '{path}' AS {name} (READ_ONLY)")
        names = connection.execute(
            "SELECT schema_name || '.' || table_name, count(*) FROM duckdb_tables() "
            f"WHERE schema_name IN {MADE} GROUP BY 1"
        ).fetchall()
        wrong = []
        for name, databases in names:
            if databases < 2:
                wrong.append(name)
                continue
            only = [f"(SELECT count(*) FROM (FROM {x}.{name} EXCEPT ALL FROM {y}.{name}))" for x, y in ("ab", "ba")]
            (rows,) = connection.execute(f"SELECT {' + '.join(only)}").fetchall()
            wrong += [name] if rows[0] else []
    return len(names), sorted(wrong)


def differing_files(one: Path, other: Path) -> list[str]:
    """The files of two releases that are not the same bytes."""
    left, right = (
        {path.relative_to(of).as_posix(): path.read_bytes() for path in of.rglob("*") if path.is_file()}
        for of in (one, other)
    )
    return sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))


def released(folder: Path, engine: str, at: Sequence[str] = (HERE, HERE)) -> dict[str, Path]:
    """The releases of the sample quarters as an engine makes them, each where it is said to, with their costs told."""
    own = folder / engine
    places = ["--sources", folder / "sources", "--state", own / "state", "--reports", own / "reports"]
    for quarter, address in zip(QUARTERS, at, strict=True):
        seconds = called(engine, "-m", "orchestration.cli", "run", quarter, *places, at=address)
        where = "" if engine == DUCKDB else f" at {address}"
        print(f"{quarter} on {engine}{where}: published, {seconds:.1f} CPU s of the command", flush=True)  # noqa: T201
        if engine != DUCKDB:
            called(DUCKDB, "-m", "orchestration.cli", "verify", quarter, "--rebuild", *places)
            print(f"{quarter} on {engine}: verified, and made again on {DUCKDB} byte by byte", flush=True)  # noqa: T201
    return {quarter: own / "reports" / quarter / "r1" for quarter in QUARTERS}


def compare(folder: Path, server: str) -> tuple[int, int]:
    """Makes the releases on both engines and tells what differs; how many figures there are, and how many differ.

    The first quarter is made by a Spark of the run's own, the second by a server. A table of the evidence that has
    other rows counts as a figure that differs.
    """
    shutil.copytree(PROJECT / "sources", folder / "sources")
    one = released(folder, DUCKDB)
    # The same pseudonyms: whatever still differs, the engine made.
    (folder / SPARK / "state").mkdir(parents=True)
    for name in ("identity.key", layout.FILE):
        shutil.copy(folder / DUCKDB / "state" / name, folder / SPARK / "state")
    other = released(folder, SPARK, at=(HERE, server))
    count = wrong = 0
    for quarter in QUARTERS:
        told = list(differing(one[quarter], other[quarter]))
        tables, others = differing_tables(*(of[quarter] / "evidence.duckdb" for of in (one, other)))
        files = differing_files(one[quarter], other[quarter])
        count += len(figures(one[quarter]).keys() | figures(other[quarter]).keys())
        wrong += len(told) + len(others)
        print(f"{quarter}: {tables} tables of evidence compared; other rows in: {', '.join(others) or 'none'}")  # noqa: T201
        print(f"{quarter}: files of other bytes: {', '.join(files) or 'none'}", *told, sep="\n", flush=True)  # noqa: T201
    return count, wrong


def compare_variants(folder: Path, server: str) -> tuple[int, int]:
    """Builds every variant on both engines and tells what differs; how many figures there are, and how many differ.

    What a data test says counts as a figure, and so does everything that no variant has.
    """
    written = {}
    for name, write in spark_variants.ADOPTED.items():
        place = Workspace(folder / name / "sources", folder / name / "state", folder / name / "reports")
        write(place.sources)
        options = [f"--{of}={getattr(place, of)}" for of in ("sources", "state", "reports")]
        called(DUCKDB, "-m", "orchestration.cli", "run", QUARTERS[-1], *options, may=(0, 6))
        written[name] = place.warehouse
    for name, world in spark_variants.WRITTEN.items():
        written[name] = folder / name / "written" / written["clinic"].name
        world().write(written[name])
    count = wrong = 0
    made = []
    for name, path in written.items():
        built = {}
        for engine, at in ((DUCKDB, HERE), (SPARK, server)):
            built[engine] = Workspace(folder, folder / name / engine, folder).warehouse
            built[engine].parent.mkdir(parents=True)
            shutil.copy(path, built[engine])
            called(engine, "-m", "tests.on_spark", "--build-of", built[engine].parents[1], at=at)
        made.append(built[DUCKDB])
        tables, others = differing_tables(built[DUCKDB], built[SPARK])
        told = [(of.parents[1] / "told.json").read_text(encoding="utf-8") for of in built.values()]
        with duckdb.connect(str(built[DUCKDB]), read_only=True) as connection:
            [(figures,)] = connection.execute("SELECT count(*) FROM figures.figures").fetchall()
        count += figures
        wrong += len(others) + (told[0] != told[1])
        broken = [test for test, (passed, _) in json.loads(told[0])["tests"].items() if not passed]
        print(f"variant {name}: {figures} figures, {tables} tables, other rows in: {', '.join(others) or 'none'}")  # noqa: T201
        print(f"  data tests that fail: {', '.join(broken) or 'none'}", flush=True)  # noqa: T201
        if told[0] != told[1]:
            print("  told otherwise:", *told, sep="\n")  # noqa: T201
    # What earlier reports said is in the sample alone.
    made.append(Workspace(folder, folder / DUCKDB / "state", folder).warehouse)
    without = spark_variants.lacking(made, contents_of(folder / "read").sources.values())
    print(f"in no variant: {', '.join(without) or 'no value of a policy, no formula, no table that is read'}")  # noqa: T201
    return count, wrong + len(without)


def compare_consolidations(folder: Path, server: str) -> tuple[int, int]:
    """Puts three units together on both engines; how many figures there are, and how many differ or files do."""
    units = folder / "units"
    units.mkdir()
    (units / "sample").symlink_to(folder / DUCKDB)
    for name in ("clinic", "office"):
        (units / name).symlink_to(folder / name)
    made = {}
    for engine, at in ((DUCKDB, HERE), (SPARK, server)):
        made[engine] = folder / f"consolidated-{engine}"
        options = ("--units", units, "--quarter", QUARTERS[-1], "--out", made[engine])
        called(engine, "-m", "orchestration.cli", "consolidate", *options, at=at, may=(0, 6))
    count = len(figures(made[DUCKDB]))
    told = list(differing(made[DUCKDB], made[SPARK]))
    files = differing_files(made[DUCKDB], made[SPARK])
    others = ", ".join(files) or "none"
    print(f"consolidation: {count} figures compared; files of other bytes: {others}", *told, sep="\n", flush=True)  # noqa: T201
    return count, len(told) + len(files)


def contents_of(state: Path) -> DbtProject:
    """What the dbt project has."""
    from orchestration.transformation import project

    return project.load(Workspace(state, state, state), PROJECT / "dbt_project")


def build(state: Path) -> None:
    """Builds and tests all models over a warehouse, and leaves beside it what became of each (told.json)."""
    from orchestration.transformation.build import build

    result = build(Workspace(state, state, state), PROJECT / "dbt_project", contents_of(state))
    told = {
        "models": {".".join(model.model.key): (model.status, model.rows, model.columns) for model in result.models},
        "tests": {check.name: (check.passed, check.counts) for check in result.checks},
    }
    (state / "told.json").write_text(json.dumps(told, sort_keys=True), encoding="utf-8")


def unit_tests(state: Path) -> None:
    """Runs the unit tests of the models on Spark, over the tables of the build before.

    Raises:
        SystemExit: one fails, or there is none.
    """
    from orchestration.transformation.engines import opened
    from orchestration.transformation.runner import invoke

    os.environ["TRIWULAN_UNIT_TESTS"] = "unit_tests"
    with opened(Workspace(state, state, state)) as engine:
        command = ["test", "--select", "test_type:unit"]
        done = invoke(engine.workspace, PROJECT / "dbt_project", command, target=engine.target, may_fail=True).results
    failed = [f"{result.node.name}: {result.message}" for result in done if result.status != "pass"]
    if failed or not done:
        raise SystemExit("\n".join(failed) or "no unit test was found")


def multiplied(of: Path, times: int, state: Path) -> int:
    """Copies a warehouse, its largest tables so many times as long; their rows."""
    workspace = Workspace(state, state, state)
    workspace.warehouse.parent.mkdir(parents=True)
    shutil.copy(of, workspace.warehouse)
    rows = 0
    with duckdb.connect(str(workspace.warehouse)) as connection:
        for table, told_apart in GROWS.items():
            connection.execute(
                f"INSERT INTO {table} SELECT own.* REPLACE ({told_apart} || '/' || i AS {told_apart}, "
                f"_source_row_id || '/' || i AS _source_row_id) FROM {table} AS own, range(1, {times}) AS copies (i)"
            )
            (counted,) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
            rows += int(counted[0])
    return rows


def cost(folder: Path, all_times: Sequence[int]) -> None:
    """Prints a table of what the models cost on both engines, by rows."""
    warehouse = Workspace(folder, folder / DUCKDB / "state", folder).warehouse
    print("rows of orders and answers, CPU s of all models: " + ", ".join(ENGINES))  # noqa: T201
    for times in all_times:
        seconds = []
        for engine in ENGINES:
            state = folder / f"{engine}-{times}"
            rows = multiplied(warehouse, times, state)
            seconds.append(called(engine, "-m", "tests.on_spark", "--models-of", state))
            shutil.rmtree(state)
        print(f"{rows:>12,}" + "".join(f"{value:>10.1f}" for value in seconds), flush=True)  # noqa: T201


def models(state: Path) -> None:
    """Computes every model over a warehouse, without the tests, on the engine that is asked for."""
    from orchestration.transformation import project
    from orchestration.transformation.engines import opened
    from orchestration.transformation.runner import invoke

    workspace = Workspace(state, state, state)
    contents = project.load(workspace, PROJECT / "dbt_project")
    with opened(workspace) as engine:
        engine.load(contents.sources.values())
        invoke(engine.workspace, PROJECT / "dbt_project", ["run"], target=engine.target)
        engine.hand_back(PROJECT / "dbt_project", [(model, "") for model in contents.models])


INSIDE = {"models-of": models, "build-of": build, "unit-tests": unit_tests}
"""What this file does in a process of its own, where the engine is the one asked for."""


def main() -> int:
    """Compares, and prints the costs; 1 when something differs."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--times", type=int, nargs="*", default=[1, 10, 100], help="rows of the cost, in samples")
    for name in INSIDE:
        asked.add_argument(f"--{name}", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    for name, do in INSIDE.items():
        if state := getattr(given, name.replace("-", "_")):
            do(state)
            return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with connect_server.running(folder / "server") as server:
            compared = [compare(folder, server), compare_variants(folder, server)]
            called(SPARK, "-m", "tests.on_spark", "--unit-tests", folder / "unit-tests", at=server)
            print("the unit tests of the models pass on Spark", flush=True)  # noqa: T201
            compared.append(compare_consolidations(folder, server))
        cost(folder, given.times)
    count, wrong = (sum(of) for of in zip(*compared, strict=True))
    print(f"{count} figures compared, {wrong} differ")  # noqa: T201
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
