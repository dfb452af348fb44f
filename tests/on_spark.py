"""The figures of the sample on both engines: `make spark`.

Belongs here: making the sample's releases on DuckDB and on Spark, comparing them figure by figure, table by table and
file by file, and what the models cost by rows. Not here: the engines (orchestration/transformation).

It ends with `N figures compared, 0 differ`, or with 1. Spark is installed in an environment of its own, outside of the
pinned one; a build costs minutes of CPU, so it is no part of the tests.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from orchestration.workspace import layout
from orchestration.workspace.engine import DUCKDB, ENGINES, SPARK, VARIABLE
from orchestration.workspace.settings import PROJECT, Workspace

QUARTERS = ("2025-TW1", "2025-TW2")
GROWS = {"raw_orders.service_orders": "no_order", "raw_survey.responses": "email"}
"""The largest tables of an office, each with a column by which rows made of one row are told apart."""


def cpu() -> float:
    """Seconds of CPU of the children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def called(engine: str, *command: str | Path) -> float:
    """Calls Python where an engine is asked for; seconds of CPU.

    Raises:
        SystemExit: it did not end with 0, after its last words have been shown.
    """
    before = cpu()
    given = [sys.executable, *map(str, command)]
    ended = subprocess.run(given, env={**os.environ, VARIABLE: engine}, capture_output=True, text=True, check=False)
    if ended.returncode:
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
    """How many tables that models made are compared row by row in the evidence, and those whose rows differ."""
    with duckdb.connect() as connection:
        for name, release in (("a", one), ("b", other)):
            connection.execute(f"ATTACH '{release / 'evidence.duckdb'}' AS {name} (READ_ONLY)")
        names = connection.execute(
            "SELECT DISTINCT schema_name || '.' || table_name FROM duckdb_tables() "
            "WHERE schema_name IN ('intermediate', 'marts', 'figures')"
        ).fetchall()
        wrong = []
        for (name,) in names:
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


def released(folder: Path, engine: str) -> dict[str, Path]:
    """The releases of the sample quarters as an engine makes them, with their costs told."""
    own = folder / engine
    places = ["--sources", folder / "sources", "--state", own / "state", "--reports", own / "reports"]
    for quarter in QUARTERS:
        seconds = called(engine, "-m", "orchestration.cli", "run", quarter, *places)
        print(f"{quarter} on {engine}: published, {seconds:.1f} CPU s", flush=True)  # noqa: T201
        if engine != DUCKDB:
            called(DUCKDB, "-m", "orchestration.cli", "verify", quarter, "--rebuild", *places)
            print(f"{quarter} on {engine}: verified, and made again on {DUCKDB} byte by byte", flush=True)  # noqa: T201
    return {quarter: own / "reports" / quarter / "r1" for quarter in QUARTERS}


def compare(folder: Path) -> tuple[int, int]:
    """Makes the releases on both engines and tells what differs; how many figures there are, and how many differ.

    A table of the evidence that has other rows counts as a figure that differs.
    """
    shutil.copytree(PROJECT / "sources", folder / "sources")
    one = released(folder, DUCKDB)
    # The same pseudonyms: whatever still differs, the engine made.
    (folder / SPARK / "state").mkdir(parents=True)
    for name in ("identity.key", layout.FILE):
        shutil.copy(folder / DUCKDB / "state" / name, folder / SPARK / "state")
    other = released(folder, SPARK)
    count = wrong = 0
    for quarter in QUARTERS:
        told = list(differing(one[quarter], other[quarter]))
        tables, others = differing_tables(one[quarter], other[quarter])
        files = differing_files(one[quarter], other[quarter])
        count += len(figures(one[quarter]).keys() | figures(other[quarter]).keys())
        wrong += len(told) + len(others)
        print(f"{quarter}: {tables} tables of evidence compared; other rows in: {', '.join(others) or 'none'}")  # noqa: T201
        print(f"{quarter}: files of other bytes: {', '.join(files) or 'none'}", *told, sep="\n", flush=True)  # noqa: T201
    return count, wrong


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


def main() -> int:
    """Compares, and prints the costs; 1 when something differs."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--times", type=int, nargs="*", default=[1, 10, 100], help="rows of the cost, in samples")
    asked.add_argument("--models-of", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.models_of:
        models(given.models_of)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        count, wrong = compare(Path(folder))
        cost(Path(folder), given.times)
    print(f"{count} figures compared, {wrong} differ")  # noqa: T201
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
