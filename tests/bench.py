"""`make bench`: the CPU of a run, beside a bare `dbt build` of the same project measured in the same minute.

Prints seconds of CPU and of wall clock (median of the repetitions) and the ratios that the project holds itself to:
a warm run takes at most 14 CPU seconds without charts, DOCX and XLSX, and at most 3 times the bare build, an unchanged
one at most 5; all formats together at most 6. Machines are noisy, so these stand here and not in a test.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
QUARTER = "2025-TW2"
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

FORMATS = """
import gc, json, sys, time
gc.disable()
import duckdb
from orchestration.publication import release
from orchestration.publication.document import charts
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace

taken = {}
def watch(module, name, title):
    function = getattr(module, name)
    def watched(*given, **named):
        began = time.process_time()
        try:
            return function(*given, **named)
        finally:
            taken[title] = taken.get(title, 0) + time.process_time() - began
    setattr(module, name, watched)

watch(charts, "draw", "charts")
for module, title in ((release.html, "HTML"), (release.pdf, "PDF"), (release.docx, "DOCX"), (release.xlsx, "XLSX")):
    watch(module, "render", title)
workspace = Workspace.resolve()
with duckdb.connect(str(workspace.warehouse), read_only=True) as connection:
    release.draft(Quarter.parse(sys.argv[1]), connection, load_profile(workspace), [], [])
print(json.dumps(taken))
"""


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """CPU and wall seconds of one process with its children.

    Raises:
        SystemExit: the process failed; its output is shown.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    output_of(command, environment)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def output_of(command: list[str], environment: dict[str, str]) -> str:
    """What a process writes.

    Raises:
        SystemExit: the process failed; its output is shown.
    """
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5, help="measured repetitions after one warm-up")
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as folder:
        state, reports = Path(folder) / "state", Path(folder) / "reports"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIWULAN_")} | {
            "TRIWULAN_STATE": str(state),
            "TRIWULAN_REPORTS": str(reports),
        }
        run = [sys.executable, "-m", "orchestration.cli", "run", QUARTER]
        build = [sys.executable, "-c", BARE_BUILD, str(PROJECT / "dbt_project"), str(Path(folder) / "bare")]
        in_warehouse = environment | {"TRIWULAN_WAREHOUSE": str(state / "warehouse" / "triwulan.duckdb")}
        timed(run, environment)
        timed(build, in_warehouse)
        measured: dict[str, list[tuple[float, float]]] = {"run": [], "bare dbt build": [], "unchanged run": []}
        formats: list[dict[str, float]] = []
        for _ in range(repeat):
            formats.append(json.loads(output_of([sys.executable, "-c", FORMATS, QUARTER], environment)))
            shutil.rmtree(reports)
            measured["run"].append(timed(run, environment))
            measured["bare dbt build"].append(timed(build, in_warehouse))
            measured["unchanged run"].append(timed(run, environment))
    middle = {
        name: tuple(statistics.median(column) for column in zip(*values, strict=True))
        for name, values in measured.items()
    }
    lines = [f"{'':16}{'CPU s':>8}{'wall s':>8}   median of {repeat}, {os.cpu_count()} cores"]
    lines += [f"{name:16}{cpu:8.2f}{wall:8.2f}" for name, (cpu, wall) in middle.items()]
    ratios = sorted(a[0] / b[0] for a, b in zip(measured["run"], measured["bare dbt build"], strict=True))
    lines.append(f"run / bare dbt build, CPU, pair by pair: {ratios[0]:.2f} to {ratios[-1]:.2f}")
    parts = {title: statistics.median(taken[title] for taken in formats) for title in formats[0]}
    told = ", ".join(f"{title} {seconds:.2f}" for title, seconds in parts.items())
    lines.append(f"of the run, CPU s of what the report is drawn with: {told}; together {sum(parts.values()):.2f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
