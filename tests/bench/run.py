"""What a run, a check and a verify cost: beside a bare `dbt build` of the same project, and beside another commit.

The project holds itself to 0.55 of the CPU that a run took at commit 4f99602, and 0.6 of that of a verify.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from orchestration.workspace import memory
from tests.bench.measuring import CALL, PROJECT, QUARTER, Cost, cost, environment_of, in_turns
from tests.bench.results import Result

RUN, VERIFY = 0.55, 0.6
"""The most CPU beside commit 4f99602."""
ANEW, DRAWN = "run, nothing remembered", "run of what was drawn before"
"""Two runs that both make a release: of a new quarter, and of one whose check has drawn its pages already."""
BARE_BUILD = """
import gc, os, sys
gc.disable()
from dbt.cli.main import dbtRunner
project, target, *more = sys.argv[1:]
result = dbtRunner().invoke([
    "--quiet", "--no-send-anonymous-usage-stats", "--no-version-check", "build",
    "--project-dir", project, "--profiles-dir", project,
    "--target-path", target, "--log-path", target, *more,
])
sys.stdout.flush()
os._exit(0 if result.success else 1)
"""
RENDERED = """
import json, os, sys, time
from orchestration import cli
from orchestration.publication import formats

taken = {}
render, leave = formats.render, os._exit

def watched(name, *given):
    began = time.process_time()
    try:
        return render(name, *given)
    finally:
        taken[name] = taken.get(name, 0) + time.process_time() - began

def told(status):
    print("\\n" + json.dumps(taken), flush=True)
    leave(status)

formats.render, os._exit = watched, told
cli.main()
"""
"""A run that tells, last, what each format took."""


def bare_build(project: Path, target: Path, *more: str) -> list[str]:
    """The command of a dbt build of a project, with the rest of its options."""
    return [sys.executable, "-c", BARE_BUILD, str(project), str(target), *more]


class Checkout:
    """The project at some commit, with the environment that belongs to it, and a workspace to measure in."""

    def __init__(self, project: Path, python: Path, folder: Path) -> None:
        self._project, self._folder = project, folder
        self._call = [python, *CALL[1:]]
        # The sources are named only where they have to be: those of a checkout are its own.
        self.environment = environment_of(folder) | {"PYTHONPATH": str(project)}
        self.warehouse = folder / "state" / "warehouse" / "triwulan.duckdb"

    def call(self, *words: str) -> Cost:
        """Calls its command."""
        return cost([*self._call, *words], self.environment, within=self._project)

    def run(self) -> Cost:
        """A run whose release is not there, of files that were read and of pages that were drawn before."""
        shutil.rmtree(self._folder / "reports", ignore_errors=True)
        return self.call("run", QUARTER)

    def run_anew(self) -> Cost:
        """A run whose release is not there, of files that were read before; nothing else is remembered."""
        shutil.rmtree(self._folder / "state" / memory.FOLDER, ignore_errors=True)
        return self.run()


@contextmanager
def checkout_of(named: str) -> Iterator[tuple[Path, Path]]:
    """Another build of the project: the folder of an installed checkout, or a commit, which is installed for this.

    Yields:
        Its folder, and its Python.
    """
    if (Path(named) / ".venv").is_dir():
        yield Path(named).resolve(), Path(named).resolve() / ".venv" / "bin" / "python"
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = subprocess.run(["git", "-C", PROJECT, "archive", named], capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
        subprocess.run(["make", "-C", folder, ".venv/.installed"], stdout=sys.stderr, check=True)
        yield folder, folder / ".venv" / "bin" / "python"


def formats(of: Checkout, times: int) -> list[Result]:
    """What each format of a report takes of a run that remembers none."""
    taken: list[dict[str, float]] = []
    for _ in range(times):
        shutil.rmtree(Path(of.environment["TRIWULAN_STATE"]) / memory.FOLDER, ignore_errors=True)
        shutil.rmtree(of.environment["TRIWULAN_REPORTS"])
        told = cost([sys.executable, "-c", RENDERED, "run", QUARTER], of.environment).said
        taken.append(json.loads(told.strip().splitlines()[-1]))
    parts = [Result("run", f"of a run: {name}", "CPU s", [each[name] for each in taken]) for name in taken[0]]
    return [*parts, Result("run", "of a run: all formats", "CPU s", [sum(each.values()) for each in taken])]


def measure(asked: argparse.Namespace) -> Iterator[Result]:
    """Measures in pairs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = Checkout(PROJECT, Path(sys.executable), folder / "ours")
        build = bare_build(PROJECT / "dbt_project", folder / "bare")
        bare = partial(cost, build, ours.environment | {"TRIWULAN_WAREHOUSE": str(ours.warehouse)})
        ours.run(), bare()
        verify, check, again = (partial(ours.call, word, QUARTER) for word in ("verify", "check", "run"))
        turns = in_turns(asked.repeat, ours.run_anew, ours.run, bare, again, check, verify)
        anew, run, built, same, checked, proven = ([one.cpu for one in column] for column in turns)
        yield Result("run", ANEW, "CPU s", anew, "bare dbt build", built)
        yield Result("run", DRAWN, "CPU s", run, "bare dbt build", built)
        yield Result("run", "run, nothing changed", "CPU s", same, ANEW, anew)
        yield Result("run", "check, nothing changed", "CPU s", checked, ANEW, anew)
        yield Result("run", "verify", "CPU s", proven, ANEW, anew)
        yield from formats(ours, asked.repeat)
        if asked.against:
            with checkout_of(asked.against) as (project, python):
                other = Checkout(project, python, folder / "other")
                ours.run(), other.run()
                name = Path(asked.against).name
                for word, other_word, most, one, two in (
                    (ANEW, "run", RUN, ours.run_anew, other.run),
                    (DRAWN, "run", RUN, ours.run, other.run),
                    ("verify", "verify", VERIFY, verify, partial(other.call, "verify", QUARTER)),
                ):
                    left, right = ([of.cpu for of in column] for column in in_turns(asked.repeat, one, two))
                    yield Result("run", word, "CPU s", left, f"{other_word} at {name}", right, most)
