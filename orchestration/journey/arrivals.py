"""What lies in the landing folders now: a cheap fingerprint for each quarter, no delivery opened.

Belongs here: noticing that something arrived or that the unit changed its profile, reference data, contracts or
answers, and what lies where nothing is read. Not here: which file is a delivery and what it is (ingestion), and
whether its content is new (inputs.py hashes it).
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.declarations import ConfigurationError, typed_yaml
from orchestration.ingestion.raw import landing
from orchestration.release.inputs import unit_files
from orchestration.workspace.profile import QUIET_SECONDS
from orchestration.workspace.profile_loading import UNIT
from orchestration.workspace.quarters import Quarter, QuarterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from orchestration.workspace.settings import Workspace

TAG = "triwulan/arrivals"
"""Tag of a run: the fingerprint of its quarter's deliveries when it was started."""

_PARTIAL = (".part", ".partial", ".crdownload", ".tmp")


@dataclass(frozen=True)
class Arrivals:
    """What a quarter's report uses: the files of its folder and of the year's earlier quarters, and the unit's own.

    Attributes:
        fingerprint: over folders, names, sizes and times of change.
        settled: whether nothing changed for as long as the profile wants (`tenang_detik`) and no partial download lies
            there: a copy over the network takes its time.
    """

    fingerprint: str
    settled: bool


def by_quarter(workspace: Workspace, now: float | None = None) -> dict[str, Arrivals]:
    """The arrivals of every quarter whose own folder holds a file.

    Args:
        workspace: where.
        now: seconds since the epoch; for tests.
    """
    still = _Stillness(time.time() if now is None else now, quiet_seconds(workspace))
    found: dict[str, Arrivals] = {}
    digests: dict[int, list[str]] = {}
    settled: dict[int, bool] = {}
    for quarter, folder in sorted(_folders(workspace)):
        state = _look(folder, still)
        if state is None:
            continue
        digests.setdefault(quarter.year, []).append(f"{quarter} {state.fingerprint}")
        settled[quarter.year] = settled.get(quarter.year, True) and state.settled
        own = _own(workspace, quarter, still)
        whole = hashlib.sha256("\n".join([*digests[quarter.year], own.fingerprint]).encode()).hexdigest()[:12]
        found[quarter.code] = Arrivals(whole, settled[quarter.year] and own.settled)
    return found


def fingerprint(workspace: Workspace, quarter: Quarter) -> str:
    """The fingerprint of one quarter's arrivals; empty when its folder holds no file."""
    arrivals = by_quarter(workspace).get(quarter.code)
    return arrivals.fingerprint if arrivals else ""


def outside(workspace: Workspace) -> list[str]:
    """A sentence for each file or folder that lies in the landing folder where nothing is read."""
    return [landing.outside(entry) for entry in landing.misplaced(workspace)]


def quiet_seconds(workspace: Workspace) -> float:
    """For how long a landing folder has to be still; the usual time where the profile cannot be read."""
    path = workspace.sources / UNIT
    try:
        state = path.stat()
        return _declared(path, state.st_mtime_ns, state.st_size)
    except (OSError, ConfigurationError):
        return QUIET_SECONDS


@lru_cache(maxsize=8)
def _declared(path: Path, changed: int, size: int) -> float:
    del changed, size  # another content is another answer
    content = typed_yaml.read(path).content
    found = content.get("tenang_detik", QUIET_SECONDS) if isinstance(content, dict) else QUIET_SECONDS
    try:
        return float(found)
    except (TypeError, ValueError):
        return QUIET_SECONDS  # a run says what is wrong with it


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


@dataclass(frozen=True)
class _Stillness:
    """The moment of looking, and for how long nothing may have changed before it."""

    now: float
    seconds: float

    def since(self, newest: float) -> bool:
        return self.now - newest >= self.seconds


def _look(folder: Path, still: _Stillness) -> Arrivals | None:
    """One folder, or None when it holds no file; hidden files and lock files of office programs do not count."""
    files = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if not path.name.startswith((".", "~$")) and path.is_file()
    }
    return _sum_up(files, still) if files else None


def _own(workspace: Workspace, quarter: Quarter, still: _Stillness) -> Arrivals:
    """Profile, reference data, contracts and answers of the unit, as they hold in a quarter."""
    try:
        files = unit_files(workspace, quarter)
    except ConfigurationError:
        files = {}  # a run says what is wrong
    return _sum_up(files, still)


def _sum_up(files: Mapping[str, Path], still: _Stillness) -> Arrivals:
    digest = hashlib.sha256()
    newest = 0.0
    partial = False
    for name, path in files.items():
        try:
            state = path.stat()
        except OSError:
            continue  # gone since it was listed
        partial = partial or path.suffix.lower() in _PARTIAL
        # A copy may keep the time of the original; the time of the entry itself is always that of the arrival.
        newest = max(newest, state.st_mtime, state.st_ctime)
        digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return Arrivals(digest.hexdigest(), settled=not partial and still.since(newest))
