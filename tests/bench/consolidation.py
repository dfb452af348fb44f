"""`make consolidation`: many sample units run, one tampered with, all put together; CPU and memory, by how many.

Real releases are run, so it takes twenty seconds of CPU a unit. What comes after the proof is measured with many more:
the parts of the units' warehouse are copied under other codes, which a release cannot be, as it would not verify.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from orchestration.consolidation import rendering, settings, warehouse
from orchestration.consolidation.units import Received, State
from orchestration.sample.units import SampleUnit, write_units
from orchestration.workspace import database
from orchestration.workspace.delimited import read_rows
from orchestration.workspace.quarters import Quarter
from tests.bench.measuring import CALL, QUARTER

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: who is left behind by a command is waited for here, so its CPU counts


def tamper(release: Path) -> None:
    """Puts another last digit into one figure of a release."""
    path = release / "figures.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("anggaran.realisasi,"))
    cells = lines[at].split(",")
    cells[9] = f"{cells[9][:-1]}{(int(cells[9][-1]) + 1) % 10}"
    lines[at] = ",".join(cells)
    path.chmod(0o644)
    path.write_text("\n".join(lines), encoding="utf-8")


def run(units: Path, listed: Sequence[SampleUnit], jobs: int) -> None:
    """Runs the quarter of every unit that has deliveries, and tampers with those that are there for it."""

    def one(unit: SampleUnit) -> None:
        folder = units / unit.folder
        options = [f"--{name}={folder / name}" for name in ("sources", "state", "reports")]
        done = subprocess.run([*CALL, "run", QUARTER, *options], capture_output=True, text=True, check=False)
        assert done.returncode == (6 if unit.part == "konsep" else 0), f"{unit}: {done.stdout}{done.stderr}"

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, [unit for unit in listed if unit.part != "terlambat"]))
    for unit in listed:
        if unit.part == "rusak":
            tamper(units / unit.folder / "reports" / QUARTER / "r1")


@contextmanager
def told(what: str, per: int) -> Iterator[None]:
    """Prints what the processes started within cost: CPU, by unit, and the memory of the largest."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    yield
    with suppress(ChildProcessError):
        while True:
            os.wait()  # the process that the others were forked from ends after the command, and is ours by then
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(  # noqa: T201
        f"{what:44} {cpu:8.1f} s CPU  {cpu / per:6.2f} a unit  {time.monotonic() - began:7.1f} s"
        f"  {after.ru_maxrss / 1024:6.0f} MB the largest process so far"
    )


def multiplied(out: Path, many: Path, times: int) -> list[Received]:
    """The warehouse of a consolidation with its units again and again under other codes."""
    taken = [row for row in read_rows(out / rendering.UNITS) if row["keadaan"] == "terbit"]
    made = []
    for number in range(times):
        row = taken[number % len(taken)]
        code = f"{700_001 + number}"
        for table in warehouse.TABLES:
            (many / warehouse.FOLDER / table).mkdir(parents=True, exist_ok=True)
            place = many / warehouse.FOLDER / table / f"{code}.parquet"
            source = out / warehouse.FOLDER / table / f"{row['kode_satker']}.parquet"
            with database.connect(Path(":memory:"), beside=Path("/")) as connection:
                connection.execute(
                    f"COPY (SELECT * REPLACE ('{code}' AS kode_satker) FROM read_parquet({database.quoted(source)}))"
                    f" TO {database.quoted(place)} (FORMAT parquet)"
                )
        made.append(Received(code, code, f"{row['nama']} {code}", State.TERBIT, "r1", row["manifest_sha256"]))
    return made


def render_many(out: Path, many: Path, times: int) -> None:
    """Makes every file of a consolidation of many units, in this process."""
    units = multiplied(out, many, times)
    for name, content in rendering.rendered(many, Quarter.parse(QUARTER), units, settings.Settings()).items():
        print(f"  {times:4} units  {name:16} {len(content):>11,} bytes")  # noqa: T201


def main() -> None:
    """Prints the table."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=24)
    parser.add_argument("--copies", type=int, nargs="*", default=[50, 250])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="where the units are left, or taken from when they are there")
    parser.add_argument("--render", type=Path, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.render:
        render_many(*asked.render, asked.copies[0])
        return
    with tempfile.TemporaryDirectory() as name:
        units, out = asked.keep or Path(name) / "units", Path(name) / "konsolidasi"
        if not units.is_dir():
            with told(f"{asked.units} units run", asked.units):
                run(units, write_units(units, asked.units), asked.jobs)
        call = [*CALL, "consolidate", "--units", str(units), "--quarter", QUARTER]
        for jobs, again in ((1, ""), (asked.jobs, "again")):
            words = ["--out", f"{out}{again}", "--jobs", str(jobs)]
            with told(f"consolidated, {jobs} at once", asked.units):
                done = subprocess.run([*call, *words], capture_output=True, text=True, check=False)
            assert done.returncode in (0, 1), done.stdout + done.stderr
        print(done.stdout)  # noqa: T201
        same = subprocess.run(["diff", "-rq", str(out), f"{out}again"], check=False).returncode == 0
        print(f"the same bytes twice: {'yes' if same else 'NO'}")  # noqa: T201
        with told("verify --consolidation", asked.units):
            verify = [*CALL, "verify", "--consolidation", str(out), "--units", str(units), "--jobs", str(asked.jobs)]
            done = subprocess.run(verify, capture_output=True, text=True, check=False)
        print(done.stdout)  # noqa: T201
        for times in asked.copies:
            many = Path(name) / f"many-{times}"
            with told(f"all files of {times} units, after their proof", times):
                render = ["--render", str(out), str(many), "--copies", str(times)]
                subprocess.run([sys.executable, "-m", "tests.bench.consolidation", *render], check=True)
            shutil.rmtree(many)
        os.sync()
        sys.exit(not same or done.returncode != 0)


if __name__ == "__main__":
    main()
