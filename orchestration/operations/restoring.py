"""Bringing a workspace back from a backup: all of it into a new folder, or one quarter into a workspace that stands.

Belongs here: where files go, and that nothing which is there is lost. Not here: reading a backup (backup.py), proving
a release (journey/proving).

All is laid beside its place first and named last, so that a restore that was killed leaves nothing half done: it is
made again. Nothing that is there is overwritten.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from orchestration.language.sentences import joined, say
from orchestration.operations import backup, kept
from orchestration.operations.backup import Backup, BackupError
from orchestration.release import durable, states
from orchestration.release.reading import LATEST, MANIFEST, in_force, is_whole, releases
from orchestration.release.status import FILE as STATUS
from orchestration.workspace import locking
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.audit.proof.verify import Verification

_ROOMS_OF_ALL = ("state/archive", "sources/kunci")
"""What a quarter may need and never changes: it is brought back where it is missing."""

_MOST_NAMED = 5


@dataclass(frozen=True)
class Restored:
    """What was brought back.

    Attributes:
        backup: the file's content.
        workspace: where it is now.
        quarters: which of them hold releases, oldest first.
        files: how many were written.
        present: how many of a quarter were there already as they should be.
    """

    backup: Backup
    workspace: Workspace
    quarters: list[Quarter]
    files: int
    present: int = 0


def everything(file: Path, folder: Path, key_file: Path | None = None) -> Restored:
    """Brings a whole workspace back as `folder/sources`, `folder/state`, `folder/reports`.

    Args:
        file: the backup.
        folder: a new folder, or an empty one.
        key_file: the private key where it is encrypted.

    Raises:
        BackupError: the folder has something in it, or the backup cannot be used.
        SealError: the key does not open it.
        OSError: something cannot be read or written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(say("{folder}: has something in it; expected a new folder", folder=folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _beside(folder) as new:
        laid = _Laying({room: new / room for room in kept.ROOMS}, lambda _: True)
        for room in kept.ROOMS:
            (new / room).mkdir()
        found = backup.read(file, key_file, laid)
        for path, aim in found.links.items():
            durable.point(laid.place(path), aim)
        laid.settle()
        if folder.exists():
            folder.rmdir()
        new.rename(folder)
    durable.sync(folder.parent)
    workspace = Workspace(folder / "sources", folder / "state", folder / "reports")
    return Restored(found, workspace, states.quarters(workspace), len(found.files))


def one_quarter(file: Path, workspace: Workspace, quarter: Quarter, key_file: Path | None = None) -> Restored:
    """Brings releases, deliveries and answers of a quarter back into a workspace, with what they need of the archive.

    Keys and accounts stay as they are: a key that was replaced meanwhile must not come back.

    Raises:
        BackupError: the backup cannot be used, knows nothing of the quarter, or differs from what is there.
        SealError: the key does not open it.
        WorkspaceBusyError: a run is under way.
        OSError: something cannot be read or written.
    """
    own = (f"reports/{quarter}", f"sources/landing/{quarter}", f"sources/tanggapan/{quarter}.csv")

    def wanted(path: str) -> bool:
        if any(path.startswith(f"reports/{quarter}/{name}") for name in ("konsep", ".konsep-", "ditahan")):
            return False  # the next run makes them
        return any(path == place or path.startswith(f"{place}/") for place in (*own, *_ROOMS_OF_ALL))

    roots = kept.folders(workspace)
    with ExitStack() as stack:
        stack.enter_context(locking.hold(locking.run_lock(workspace), f"restore {quarter}"))
        for root in roots.values():
            root.mkdir(parents=True, exist_ok=True)
        beside = {room: stack.enter_context(_beside(root / "restore")) for room, root in roots.items()}
        laid = _Laying(beside, wanted)
        found = backup.read(file, key_file, laid)
        laid.settle()
        if not any(path.startswith(place) for path in laid.files for place in own):
            raise BackupError(say("{file}: holds nothing of {quarter}", file=file, quarter=quarter))
        missing, other = [], []
        for path in laid.files:
            room, _, below = path.partition("/")
            stands = roots[room] / below
            if not stands.exists():
                missing.append(path)
            elif not _holds(stands, laid.place(path)):
                other.append(str(stands))
        if other:
            raise BackupError(
                say(
                    "{count} files of {quarter} are there and are others than those of the backup: {names}; move them"
                    " away first; nothing was changed",
                    count=len(other),
                    quarter=quarter,
                    names=joined(", ", other[:_MOST_NAMED]),
                )
            )
        for path in sorted(missing, key=_turn):
            room, _, below = path.partition("/")
            _put(laid.place(path), roots[room] / below)
        folder = workspace.reports / quarter.code
        if (release := in_force(folder)) is not None:
            durable.point(folder / LATEST, release.name)
    return Restored(found, workspace, [quarter], len(missing), len(laid.files) - len(missing))


def proven(restored: Restored) -> Iterator[tuple[Quarter, Path, Verification | None]]:
    """Examines what was restored: the release in force of each quarter as an auditor does, the others by their hashes.

    Yields:
        Quarter, release, and what the examination found; None for one whose files are those of its manifest and that
        was not examined further.

    Raises:
        BackupError: a release is not whole.
    """
    from orchestration.journey.proving import verify

    for quarter in restored.quarters:
        folder = restored.workspace.reports / quarter.code
        current = in_force(folder)
        for release in releases(folder):
            if not is_whole(release):
                raise BackupError(say("{release}: its files are not those of its manifest", release=release))
            yield quarter, release, verify(restored.workspace, quarter, release) if release == current else None


class _Laying:
    """Lays files of a backup below folders of their rooms; modes come last, for some folders may not be written."""

    def __init__(self, roots: dict[str, Path], wanted: Callable[[str], bool]) -> None:
        self.roots, self.wanted = roots, wanted
        self.files: list[str] = []
        self._modes: dict[Path, int] = {}

    def place(self, path: str) -> Path:
        room, *below = PurePosixPath(path).parts
        return self.roots[room].joinpath(*below)

    def __call__(self, path: str, mode: int, content: IO[bytes], /) -> None:
        if not self.wanted(path.rstrip("/")):
            return
        place = self.place(path)
        if path.endswith("/"):
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as handle:
                shutil.copyfileobj(content, handle, 1 << 20)
                handle.flush()
                os.fsync(handle.fileno())
            self.files.append(path)
        self._modes[place] = mode

    def settle(self) -> None:
        for place, mode in reversed(self._modes.items()):
            place.chmod(mode)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A new folder beside another, gone afterwards unless it was renamed; so is what a killed restore left."""
    for left in folder.parent.glob(f".new-{folder.name}-*"):
        _remove(left)
    new = folder.with_name(f".new-{folder.name}-{os.getpid()}")
    new.mkdir(mode=0o700)
    try:
        yield new
    finally:
        if new.exists():
            _remove(new)


def _remove(folder: Path) -> None:
    for path in (folder, *_folders_below(folder)):
        path.chmod(0o700)
    shutil.rmtree(folder)


def _folders_below(folder: Path) -> Iterable[Path]:
    return [path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink()]


def _turn(path: str) -> tuple[int, int]:
    """The archive before what is made of it; a manifest after its files, the acts, which say what is in force, last."""
    last = {MANIFEST: 1, STATUS: 2}
    return kept.ROOMS.index(path.partition("/")[0]), last.get(PurePosixPath(path).name, 0)


def _holds(stands: Path, brought: Path) -> bool:
    """Whether a file holds what is brought; the acts of a quarter may have gone on since."""
    now, then = stands.read_bytes(), brought.read_bytes()
    return now == then or (stands.name == STATUS and now.startswith(then))


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
    durable.sync(target.parent)
