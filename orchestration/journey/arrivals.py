"""What lies in the landing folders now: a cheap fingerprint for each quarter, no file opened.

Belongs here: noticing that something arrived. Not here: which file is a delivery and what it is (ingestion), and
whether its content is new (inputs.py hashes it).
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.workspace.quarters import Quarter, QuarterError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from orchestration.workspace.settings import Workspace

TAG = "triwulan/arrivals"
"""Tag of a run: the fingerprint of its quarter's deliveries when it was started."""

SETTLE_SECONDS = 15.0
"""A file younger than this may still be growing: a copy over the network takes its time."""

_PARTIAL = (".part", ".partial", ".crdownload", ".tmp")


@dataclass(frozen=True)
class Arrivals:
    """The deliveries that a quarter's report uses: its own folder's and those of the year's earlier quarters.

    Attributes:
        fingerprint: over folders, names, sizes and times of change.
        settled: whether the newest change is long enough ago and no partial download lies there.
    """

    fingerprint: str
    settled: bool


def by_quarter(workspace: Workspace, now: float | None = None) -> dict[str, Arrivals]:
    """The arrivals of every quarter whose own folder holds a file.

    Args:
        workspace: where.
        now: seconds since the epoch; for tests.
    """
    moment = time.time() if now is None else now
    found: dict[str, Arrivals] = {}
    digests: dict[int, list[str]] = {}
    settled: dict[int, bool] = {}
    for quarter, folder in sorted(_folders(workspace)):
        state = _look(folder, moment)
        if state is None:
            continue
        digests.setdefault(quarter.year, []).append(f"{quarter} {state.fingerprint}")
        settled[quarter.year] = settled.get(quarter.year, True) and state.settled
        whole = hashlib.sha256("\n".join(digests[quarter.year]).encode()).hexdigest()[:12]
        found[quarter.code] = Arrivals(whole, settled[quarter.year])
    return found


def fingerprint(workspace: Workspace, quarter: Quarter) -> str:
    """The fingerprint of one quarter's arrivals; empty when its folder holds no file."""
    arrivals = by_quarter(workspace).get(quarter.code)
    return arrivals.fingerprint if arrivals else ""


def _folders(workspace: Workspace) -> Iterator[tuple[Quarter, Path]]:
    if not workspace.landing.is_dir():
        return
    for path in workspace.landing.iterdir():
        try:
            quarter = Quarter.parse(path.name)
        except QuarterError:
            continue
        if path.is_dir():
            yield quarter, path


def _look(folder: Path, now: float) -> Arrivals | None:
    """One folder, or None when it holds no file; hidden files and lock files of office programs do not count."""
    digest = hashlib.sha256()
    newest = 0.0
    files = 0
    partial = False
    for path in sorted(folder.rglob("*")):
        if path.name.startswith((".", "~$")) or not path.is_file():
            continue
        state = path.stat()
        files += 1
        partial = partial or path.suffix.lower() in _PARTIAL
        # A copy may keep the time of the original; the time of the entry itself is always that of the arrival.
        newest = max(newest, state.st_mtime, state.st_ctime)
        digest.update(f"{path.relative_to(folder).as_posix()}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    if not files:
        return None
    return Arrivals(digest.hexdigest(), settled=not partial and now - newest >= SETTLE_SECONDS)
