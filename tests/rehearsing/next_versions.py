"""The next versions of DuckDB, Dagster and dbt over files of the pinned ones, and back: `make next-versions`.

Belongs here: the newest versions that pyproject.toml allows, and whether a workspace goes from one set to the other
without a figure or a run being lost. Not here: an upgrade of the program itself (year.py). It asks a package registry,
so it is no part of `make test`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement

from orchestration.workspace.settings import PROJECT
from tests.rehearsing.deliveries import TW1, TW2
from tests.rehearsing.promises import Table

FAMILIES = ("duckdb", "dagster", "dbt-core", "dbt-duckdb")
"""Packages that write files which outlive them; those of Dagster are of one version with it."""
WITH_DAGSTER = ("dagster-graphql", "dagster-pipes", "dagster-shared")

_RUNS = """
from orchestration.run.history import open_instance
from orchestration.workspace.settings import Workspace
with open_instance(Workspace.resolve()) as instance:
    print(sorted(f"{run.run_id} {run.status.value}" for run in instance.get_runs()))
"""
"""Every run that the history knows, and how it ended."""
_ROWS = """
import hashlib, sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    known = "SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL"
    for schema, table in connection.execute(known).fetchall():
        rows = connection.execute(f'FROM "{schema}"."{table}"').fetchall()
        print(schema, table, len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
"""
"""Every table of a DuckDB file with its rows."""


def newest(folder: Path) -> dict[str, tuple[str, str]]:
    """Installs the newest versions that the project allows beside the pinned ones; name to both versions of each.

    Raises:
        SystemExit: no registry answers.
    """
    with (PROJECT / "pyproject.toml").open("rb") as opened:
        declared = [Requirement(text) for text in tomllib.load(opened)["project"]["dependencies"]]
    wanted = [str(one) for one in declared if one.name in (*FAMILIES, "dagster-webserver")]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--upgrade"]
    if subprocess.run([*pip, "--target", str(folder), *wanted], check=False).returncode:
        raise SystemExit("NOT TRIED: no newer version can be installed here; run this where a registry can be reached")
    found = {name: (version(name), _version_in(folder, name)) for name in FAMILIES}
    of_dagster = [f"{name}=={found['dagster'][1]}" for name in WITH_DAGSTER]
    subprocess.run([*pip, "--target", str(folder), *of_dagster], check=True)
    return found


def _version_in(folder: Path, name: str) -> str:
    asked = f"from importlib.metadata import version; print(version({name!r}))"
    return _python({"PYTHONPATH": str(folder)}, "-c", asked)[1].strip()


def _python(more: dict[str, str], *words: str) -> tuple[int, str]:
    """Calls Python in the project; exit code and what it said."""
    known = {name: text for name, text in os.environ.items() if not name.startswith("TRIWULAN_")}
    done = subprocess.run(
        [sys.executable, *words], cwd=PROJECT, env={**known, **more}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout if done.returncode == 0 else done.stdout + done.stderr


def main() -> int:
    """Lets the next versions take a workspace over, and the pinned ones take it back; 1 when something is lost."""
    with tempfile.TemporaryDirectory(prefix="triwulan-") as name:
        folder = Path(name)
        versions = newest(folder / "next")
        for package, (here, there) in versions.items():
            told = f"{here} -> {there}" if there != here else f"{here}, none newer is allowed"
            sys.stdout.write(f"{package}: {told}\n")
        table = Table({})
        where = {f"TRIWULAN_{part.upper()}": str(folder / part) for part in ("state", "reports")}
        where |= {"TRIWULAN_SOURCES": str(PROJECT / "sources")}
        pinned = where | {"PYTHONPATH": str(PROJECT)}
        newer = where | {"PYTHONPATH": os.pathsep.join([str(folder / "next"), str(PROJECT)])}
        warehouse = str(folder / "state" / "warehouse" / "triwulan.duckdb")

        def does(who: str, environment: dict[str, str], *words: str) -> str:
            code, said = _python(environment, *words)
            what = " ".join(words[2:4]) if words[0] == "-m" else "reads it"
            table.shown(who, what, code == 0, "" if code == 0 else said[-600:])
            return said

        command = ("-m", "orchestration.cli")
        does("pinned", pinned, *command, "run", TW1)
        rows = does("pinned", pinned, "-c", _ROWS, warehouse)
        runs = does("pinned", pinned, "-c", _RUNS)
        table.shown("next", "every row of the warehouse", does("next", newer, "-c", _ROWS, warehouse) == rows)
        table.shown("next", "every run of the history", does("next", newer, "-c", _RUNS) == runs)
        does("next", newer, *command, "verify", TW1)
        does("next", newer, *command, "run", TW2)
        figures = does("next", newer, *command, "figures", TW2, "--format", "csv")
        runs = does("next", newer, "-c", _RUNS)
        table.shown("pinned", "every run of the history", does("pinned", pinned, "-c", _RUNS) == runs)
        does("pinned", pinned, *command, "verify", TW2, "--rebuild")
        same = does("pinned", pinned, *command, "figures", TW2, "--format", "csv") == figures
        table.shown("pinned", "the figures of the next", same)
        sys.stdout.write(f"{table.summary()}\n")
        return 0 if table.good else 1


if __name__ == "__main__":
    sys.exit(main())
