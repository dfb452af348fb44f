"""One run at a time in a workspace: the lock that every run takes, and who holds it.

Belongs here: taking, naming and releasing the lock. Not here: what is done under it. The operating system releases the
lock when the holder dies, however it dies, so there is never a stale one to remove by hand.

The first byte of the file is the lock's: on Windows nobody else may read what is locked. The name stands behind it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.language.sentences import Sentence, say

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace

INTERFACE = "(interface)"
"""Ends the purpose of a run that the interface launched."""

_POLL_SECONDS = 0.2
_BINARY = getattr(os, "O_BINARY", 0)
_mine: dict[Path, int] = {}
_mine_guard = threading.Lock()


@dataclass(frozen=True)
class Holder:
    """Who holds a lock.

    Attributes:
        pid: process id; 0 when the holder has not written its name yet.
        since: local time with offset, ISO 8601, to the second.
        purpose: what it does, e.g. `run 2025-TW2`.
    """

    pid: int = 0
    since: str = ""
    purpose: str = ""

    @property
    def of_interface(self) -> bool:
        """Whether it is a run that the interface launched."""
        return self.purpose.endswith(INTERFACE)

    def told(self) -> Sentence:
        """Who it is, in a few words."""
        return say(
            "{what} (pid {pid}, since {since})",
            what=self.purpose or say("a run"),
            pid=self.pid or say("unknown"),
            since=self.since or say("just now"),
        )

    def __str__(self) -> str:
        return self.told()


class WorkspaceBusyError(RuntimeError):
    """Another process runs in this workspace; the message says which, since when."""

    def __init__(self, path: Path, holder: Holder) -> None:
        self.path = path
        self.holder = holder
        super().__init__(
            say("this workspace is in use: {holder} holds {path}; wait until it ends", holder=holder.told(), path=path)
        )


def run_lock(workspace: Workspace) -> Path:
    """The lock that a run of any quarter holds from its first step to its last."""
    return workspace.state / "run.lock"


@contextmanager
def hold(
    path: Path,
    purpose: str,
    *,
    wait_seconds: float = 0.0,
    on_wait: Callable[[Holder], None] | None = None,
) -> Iterator[None]:
    """Holds the lock at `path` for the length of a `with` block.

    Within one process the lock may be taken again: the inner block changes nothing. It is the process, not the thread,
    that owns the workspace.

    Args:
        path: the lock file; made when missing, with its folder.
        purpose: told to whoever finds the lock taken.
        wait_seconds: how long to wait for another holder; 0 refuses at once.
        on_wait: called once with the holder before waiting.

    Raises:
        WorkspaceBusyError: another process holds it still when the time is over.
    """
    path = path.absolute()
    with _mine_guard:
        nested = path in _mine
        if nested:
            _mine[path] += 1
    if nested:
        try:
            yield
        finally:
            _leave(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Opened without truncation: until the lock is ours, the text in the file is another process's name.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _BINARY, 0o644)
    try:
        _acquire(descriptor, path, wait_seconds, on_wait)
        _write_name(descriptor, purpose)
        with _mine_guard:
            _mine[path] = 1
        try:
            yield
        finally:
            _leave(path)
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def holder_of(path: Path) -> Holder | None:
    """Who holds the lock now, or None when it is free."""
    try:
        descriptor = os.open(path, os.O_RDWR | _BINARY)
    except FileNotFoundError:
        return None
    try:
        return None if _taken(descriptor) else _read_name(path)
    finally:
        os.close(descriptor)


def left_behind(path: Path) -> bool:
    """Whether whoever held a lock last was killed: the lock is free and still bears a name."""
    try:
        return path.stat().st_size > 0 and holder_of(path) is None
    except FileNotFoundError:
        return False


def _leave(path: Path) -> None:
    with _mine_guard:
        _mine[path] -= 1
        if not _mine[path]:
            del _mine[path]


def _acquire(descriptor: int, path: Path, wait_seconds: float, on_wait: Callable[[Holder], None] | None) -> None:
    deadline = time.monotonic() + wait_seconds
    told = False
    while True:
        if _taken(descriptor):
            return
        holder = _read_name(path)
        if time.monotonic() >= deadline:
            raise WorkspaceBusyError(path, holder)
        if on_wait is not None and not told:
            on_wait(holder)
            told = True
        time.sleep(_POLL_SECONDS)


def _taken(descriptor: int) -> bool:
    """Takes the lock of an open file if nobody has it; closing the file gives it back."""
    from filelock import lock_descriptor

    return lock_descriptor(descriptor, blocking=False)


def _write_name(descriptor: int, purpose: str) -> None:
    since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, b" " + json.dumps(asdict(Holder(os.getpid(), since, purpose))).encode())


def _read_name(path: Path) -> Holder:
    """The name in the lock file; the holder may be between taking the lock and writing it."""
    try:
        with path.open("rb", buffering=0) as handle:
            handle.seek(1)
            return Holder(**json.loads(handle.read()))
    except (OSError, ValueError, TypeError):
        return Holder()
