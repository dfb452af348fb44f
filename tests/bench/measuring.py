"""What a command costs: CPU, wall clock and memory; and workspaces to measure in."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
QUARTER = "2025-TW2"
CALL = (sys.executable, "-m", "orchestration.cli")
_MIB = 1024.0


@dataclass(frozen=True)
class Cost:
    """What a command took.

    Attributes:
        cpu: seconds, user and system, of the process and of all below it that it waited for.
        wall: seconds.
        memory: MiB that the largest of these processes had at most.
        said: what it wrote.
        status: with what it ended.
    """

    cpu: float
    wall: float
    memory: float
    said: str
    status: int


def cost(
    command: Sequence[str | Path],
    environment: Mapping[str, str],
    *,
    within: Path = PROJECT,
    accepted: Collection[int] = (0,),
) -> Cost:
    """Runs a command to its end.

    Raises:
        SystemExit: it ended with a status that is not accepted; what it wrote is shown.
    """
    with tempfile.TemporaryFile() as output:
        began = time.monotonic()
        given = [str(word) for word in command]
        process = subprocess.Popen(given, env=dict(environment), cwd=within, stdout=output, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode(errors="replace")
    if process.returncode not in accepted:
        raise SystemExit(f"{' '.join(given)}: {process.returncode}\n{said}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / _MIB, said, process.returncode)


def environment_of(folder: Path, sources: Path | None = None) -> dict[str, str]:
    """The variables of a workspace below a folder, which owes nothing to the caller's.

    Args:
        folder: where state and reports are made.
        sources: what is delivered; what the project's own checkout has where nothing is said.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("TRIWULAN_")}
    own |= {f"TRIWULAN_{name.upper()}": str(folder / name) for name in ("state", "reports")}
    return own | ({"TRIWULAN_SOURCES": str(sources)} if sources else {})


def in_turns(times: int, *measured: Callable[[], Cost]) -> list[list[Cost]]:
    """Measures several things after one another, so many times over: one list a thing, in pairs by their place."""
    rounds = [[measure() for measure in measured] for _ in range(times)]
    return [list(column) for column in zip(*rounds, strict=True)]
