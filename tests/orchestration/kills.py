"""Kills a run at a random moment, looks at what is left, and runs again: `make kills`.

After every kill `latest` names a whole release or none, and the run that follows publishes the figures of a run that
nobody disturbed. A kill takes the whole process group, as a power cut would; what the disk had not yet taken is beyond
what a process can rehearse.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.audit.verify import verify
from orchestration.quarters import Quarter
from orchestration.releases import is_whole, latest_release
from orchestration.settings import PROJECT, Workspace

QUARTER = Quarter.parse("2025-TW2")


@dataclass(frozen=True)
class Kill:
    """What came of one kill.

    Attributes:
        seconds: after which the run was killed.
        ended: whether the run had ended before.
        torn: whether `latest` named something that is no whole release.
        figures: SHA-256 of figures.csv after the next run; empty when that run failed.
        said: the output of the next run when it failed.
    """

    seconds: float
    ended: bool
    torn: bool
    figures: str
    said: str = ""


def run(workspace: Workspace, kill_after: float | None = None) -> tuple[int | None, str]:
    """Runs the quarter; returns its exit code, None when it was killed, and what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIWULAN_")}
    options = [f"--{name}={getattr(workspace, name)}" for name in ("sources", "state", "reports")]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.cli", "run", QUARTER.code, *options],
            stdout=said,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=PROJECT,
            start_new_session=True,
        )
        try:
            code = process.wait(timeout=kill_after)
        except subprocess.TimeoutExpired:
            code = None
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        said.seek(0)
        return code, said.read().decode(errors="replace")


def figures_of(workspace: Workspace) -> str:
    """SHA-256 of the figures of the newest release."""
    release = latest_release(workspace, QUARTER)
    return hashlib.sha256((release / "figures.csv").read_bytes()).hexdigest() if release else ""


def rehearse(folder: Path, times: int, seed: int) -> tuple[str, Iterator[Kill]]:
    """The figures of an undisturbed run, and the kills one by one; the state is kept from one to the next."""
    shutil.copytree(PROJECT / "sources", folder / "sources")
    workspace = Workspace(folder / "sources", folder / "state", folder / "reports")
    started = time.monotonic()
    code, said = run(workspace)
    if code:
        raise RuntimeError(f"the undisturbed run ended with {code}:\n{said}")
    length = time.monotonic() - started
    expected = figures_of(workspace)

    def kills() -> Iterator[Kill]:
        moments = random.Random(seed)
        for number in range(times):
            # Every other time there is no release yet; the other times one stands that has to survive.
            if number % 2 == 0:
                shutil.rmtree(workspace.reports, ignore_errors=True)
            _touch_profile(workspace, number)
            yield _kill(workspace, moments.uniform(0, length))

    return expected, kills()


def _touch_profile(workspace: Workspace, number: int) -> None:
    """A comment more in the profile: other inputs, the same figures, so that the run has to do everything."""
    with (workspace.sources / "unit.yaml").open("a", encoding="utf-8") as profile:
        profile.write(f"# {number}\n")


def _kill(workspace: Workspace, seconds: float) -> Kill:
    code, _ = run(workspace, kill_after=seconds)
    release = latest_release(workspace, QUARTER)
    torn = release is not None and not is_whole(release)
    again, said = run(workspace)
    if again != 0:
        return Kill(seconds, code is not None, torn, "", said)
    release = latest_release(workspace, QUARTER)
    torn = torn or release is None or not is_whole(release)
    return Kill(seconds, code is not None, torn, figures_of(workspace))


def verifies(workspace: Workspace) -> bool:
    """Whether the newest release holds."""
    release = latest_release(workspace, QUARTER)
    return release is not None and not verify(workspace, QUARTER, release).broken


def leftovers(reports: Path) -> list[str]:
    """Names in the folder of the quarter that are neither a release nor `latest`."""
    names = (path.name for path in (reports / QUARTER.code).iterdir())
    return sorted(name for name in names if name != "latest" and not name[1:].isdecimal())


def main() -> None:
    """Rehearses and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected, kills = rehearse(folder, options.times, options.seed)
        done = []
        for kill in kills:
            done.append(kill)
            outcome = "torn" if kill.torn else "same figures" if kill.figures == expected else "OTHER FIGURES"
            sys.stdout.write(f"{len(done):4} killed after {kill.seconds:5.1f} s: {outcome}\n{kill.said}")
        holds = verifies(Workspace(folder / "sources", folder / "state", folder / "reports"))
        wrong = sum(kill.figures != expected for kill in done)
        sys.stdout.write(
            f"{len(done)} kills, {sum(kill.ended for kill in done)} of them after the run had ended:"
            f" {sum(kill.torn for kill in done)} torn releases, {wrong} with other figures or none,"
            f" leftovers {leftovers(folder / 'reports')},"
            f" the last release {'verifies' if holds else 'DOES NOT VERIFY'}\n"
        )
    if wrong or not holds or any(kill.torn for kill in done):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
