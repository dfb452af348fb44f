"""Kills a run at a random moment, looks at what is left, and runs again: `make kills`.

The kills are numbered, each with its own moment, and shared out over `--workers` processes with a workspace each; with
`--record FILE` what came of each is kept, and a rehearsal that was broken off goes on where it stopped.

After every kill `latest` names a whole release or none, and the run that follows publishes the figures of a run that
nobody disturbed. A kill takes the whole process group, as a power cut would; what the disk had not yet taken is beyond
what a process can rehearse.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from orchestration.audit.proof.verify import verify
from orchestration.release import durable
from orchestration.release.reading import is_whole, latest_release
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace

QUARTER = Quarter.parse("2025-TW2")


@dataclass(frozen=True)
class Kill:
    """What came of one kill.

    Attributes:
        number: of the kill; with the seed it gives the moment.
        share: the moment as a share of an undisturbed run's length.
        seconds: after which the run was killed.
        ended: whether the run had ended before.
        torn: whether `latest` named something that is no whole release.
        figures: SHA-256 of figures.csv after the next run; empty when that run failed.
        said: the output of the next run when it failed.
    """

    number: int
    share: float
    seconds: float
    ended: bool
    torn: bool
    figures: str
    said: str = ""


class Begun(Protocol):
    """A run that was begun in a session of its own."""

    def wait(self, timeout: float | None) -> int:
        """Its exit code; raises `subprocess.TimeoutExpired`."""

    def kill(self) -> None:
        """Kills it with everything it has started."""


Begin = Callable[[Sequence[str], Mapping[str, str], int], Begun]
"""Of the command's words, its environment and the file that it writes to."""


class _New:
    """In a new interpreter."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], said: int) -> None:
        command = [sys.executable, "-m", "orchestration.cli", *words]
        self.process = subprocess.Popen(
            command, stdout=said, stderr=said, env=environment, cwd=PROJECT, start_new_session=True
        )

    def wait(self, timeout: float | None) -> int:
        return self.process.wait(timeout)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def run(workspace: Workspace, kill_after: float | None = None, begin: Begin = _New) -> tuple[int | None, str]:
    """Runs the quarter; returns its exit code, None when it was killed, and what it said."""
    return call(workspace, ["run", QUARTER.code], kill_after, begin)


def call(
    workspace: Workspace, words: Sequence[str], kill_after: float | None = None, begin: Begin = _New
) -> tuple[int | None, str]:
    """Calls a command; returns its exit code, None when it was killed after some seconds, and what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIWULAN_")}
    options = [f"--{name}={getattr(workspace, name)}" for name in ("sources", "state", "reports")]
    with tempfile.TemporaryFile() as said:
        begun = begin([*words, *options], environment, said.fileno())
        code: int | None
        try:
            code = begun.wait(kill_after)
        except subprocess.TimeoutExpired:
            code = None
            begun.kill()
        said.seek(0)
        return code, said.read().decode(errors="replace")


def figures_of(workspace: Workspace) -> str:
    """SHA-256 of the figures of the newest release."""
    release = latest_release(workspace, QUARTER)
    return hashlib.sha256((release / "figures.csv").read_bytes()).hexdigest() if release else ""


def any_moment(seed: int, number: int) -> float:
    """A moment as a share of a run, the same for the same seed and number."""
    return random.Random(f"{seed} {number}").random()


def rehearse(folder: Path, numbers: Iterable[int], seed: int) -> tuple[str, Iterator[Kill]]:
    """The figures of an undisturbed run, and the kills one by one; the state is kept from one to the next."""
    shutil.copytree(PROJECT / "sources", folder / "sources")
    workspace = Workspace(folder / "sources", folder / "state", folder / "reports")
    started = time.monotonic()
    code, said = run(workspace)
    if code:
        raise RuntimeError(f"the undisturbed run ended with {code}:\n{said}")
    return figures_of(workspace), kills(workspace, numbers, partial(any_moment, seed), time.monotonic() - started)


def kills(
    workspace: Workspace, numbers: Iterable[int], moment: Callable[[int], float], length: float, begin: Begin = _New
) -> Iterator[Kill]:
    """Kills one by one, each followed by a run that nobody disturbs.

    Args:
        workspace: where; its state is kept from one to the next.
        numbers: of the kills.
        moment: number to share of the run's length.
        length: seconds of an undisturbed run, as the first guess; then of the last.
        begin: starts a run.
    """
    for number in numbers:
        # Every other time there is no release yet; the other times one stands that has to survive.
        if number % 2 == 0:
            shutil.rmtree(workspace.reports, ignore_errors=True)
        touch_profile(workspace, number)
        share = moment(number)
        code, _ = run(workspace, share * length, begin)
        torn = is_torn(workspace)
        started = time.monotonic()
        again, said = run(workspace, begin=begin)
        if again != 0:
            yield Kill(number, share, share * length, code is not None, torn, "", said)
            continue
        release = latest_release(workspace, QUARTER)
        torn = torn or release is None or not is_whole(release)
        yield Kill(number, share, share * length, code is not None, torn, figures_of(workspace))
        length = time.monotonic() - started


def is_torn(workspace: Workspace) -> bool:
    """Whether `latest` names something that is no whole release."""
    link = workspace.reports / QUARTER.code / "latest"
    return any(found is not None and not is_whole(found) for found in (latest_release(workspace, QUARTER), named(link)))


def touch_profile(workspace: Workspace, number: int) -> None:
    """A comment more in the profile: other inputs, the same figures, so that the run has to do everything."""
    with (workspace.sources / "unit.yaml").open("a", encoding="utf-8") as profile:
        profile.write(f"# {number}\n")


def named(link: Path) -> Path | None:
    """The folder that `latest` names."""
    name = durable.pointed(link)
    return link.with_name(name) if name else None


def verifies(workspace: Workspace) -> bool:
    """Whether the newest release holds."""
    release = latest_release(workspace, QUARTER)
    return release is not None and not verify(workspace, QUARTER, release).broken


def leftovers(reports: Path) -> list[str]:
    """Names in the folder of the quarter that are neither a release nor `latest` nor the file of the acts."""
    names = (path.name for path in (reports / QUARTER.code).iterdir())
    return sorted(name for name in names if name not in ("latest", "status.csv") and not name[1:].isdecimal())


def kept(record: Path | None, seed: int) -> list[Kill]:
    """What an earlier rehearsal of the same seed has written down; a half line at the end is left out."""
    found = []
    for line in record.read_text().splitlines() if record is not None and record.is_file() else []:
        with contextlib.suppress(ValueError):
            entry = json.loads(line)
            if entry.pop("seed") == seed:
                found.append(Kill(**entry))
    return found


def table(kills: Iterable[Kill], expected: str) -> str:
    """One line for each tenth of a run, and one for all."""
    classes: dict[str, list[Kill]] = {f"{10 * tenth:3}-{10 * tenth + 10} %": [] for tenth in range(10)}
    everything = list(kills)
    for kill in everything:
        classes[list(classes)[min(int(kill.share * 10), 9)]].append(kill)
    lines = [f"{'moment':10} {'kills':>6} {'had ended':>10} {'torn':>6} {'other figures or none':>22}"]
    for name, members in (*classes.items(), ("all", everything)):
        ended, torn = sum(kill.ended for kill in members), sum(kill.torn for kill in members)
        other = sum(kill.figures != expected for kill in members)
        lines.append(f"{name:10} {len(members):6} {ended:10} {torn:6} {other:22}")
    return "\n".join(lines) + "\n"


def work(folder: Path, numbers: list[int], seed: int, tell: Callable[[Kill, str], None]) -> tuple[str, bool]:
    """One worker: the figures of its undisturbed run, and whether its workspace is whole and clean at the end."""
    folder.mkdir()
    expected, killed = rehearse(folder, numbers, seed)
    for kill in killed:
        tell(kill, expected)
    workspace = Workspace(folder / "sources", folder / "state", folder / "reports")
    return expected, verifies(workspace) and not leftovers(workspace.reports)


def main() -> None:
    """Rehearses and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--record", type=Path, help="JSON lines; what stands there is not done again")
    options = parser.parse_args()
    done = kept(options.record, options.seed)
    seen = {kill.number for kill in done}
    open_numbers = [number for number in range(options.times) if number not in seen]
    workers = max(1, min(options.workers, len(open_numbers)))
    writing = threading.Lock()

    def tell(kill: Kill, expected: str) -> None:
        with writing:
            done.append(kill)
            if options.record is not None:
                with options.record.open("a") as record:
                    record.write(json.dumps({"seed": options.seed, **asdict(kill)}) + "\n")
            outcome = "torn" if kill.torn else "same figures" if kill.figures == expected else "OTHER FIGURES"
            sys.stdout.write(f"{len(done):4} #{kill.number} killed after {kill.seconds:5.1f} s: {outcome}\n{kill.said}")
            sys.stdout.flush()

    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(workers) as pool:
        shares = [open_numbers[first::workers] for first in range(workers)]
        begun = [
            pool.submit(work, Path(name) / f"worker-{number}", share, options.seed, tell)
            for number, share in enumerate(shares)
        ]
        ended = [future.result() for future in begun]
    # Every undisturbed run, of every worker, has to give the same figures as well.
    (expected, *others) = sorted({figures for figures, _ in ended})
    whole = all(verifying for _, verifying in ended)
    sys.stdout.write(table(done, expected))
    sys.stdout.write(
        "the last releases verify, and nothing is left beside them\n"
        if whole
        else "A LAST RELEASE DOES NOT VERIFY, or something is left beside it\n"
    )
    if others or not whole or any(kill.torn or kill.figures != expected for kill in done):
        sys.stdout.write("FAILED\n")
        raise SystemExit(1)


if __name__ == "__main__":
    main()
