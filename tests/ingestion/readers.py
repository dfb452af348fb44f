"""The process that reads workbooks, kept from one test to the next: it knows nothing but the bytes it is given.

Belongs here: keeping it. Not here: what it does and how it ends (test_confined.py, whose tests start their own).
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from orchestration.ingestion.reading import confined
from orchestration.ingestion.reading.confined import Opener

_Process = subprocess.Popen[bytes]


@contextmanager
def kept() -> Iterator[None]:
    """An opener that ends leaves its process, where it lives, to the next with the same command and limit."""
    idle: dict[tuple[object, int], _Process] = {}
    running, end = Opener._running, Opener._end

    def take(opener: Opener) -> _Process:
        if opener._process is None:
            opener._process = idle.pop((confined.COMMAND, opener.memory), None)
        return running(opener)

    def leave(opener: Opener) -> None:
        process, key = opener._process, (confined.COMMAND, opener.memory)
        if process is None or process.poll() is not None or key in idle:
            end(opener)
        else:
            opener._process, idle[key] = None, process

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Opener, "_running", take)
        patch.setattr(Opener, "_end", leave)
        yield
    for process in idle.values():
        last = Opener()
        last._process = process
        last._end()


@contextmanager
def own() -> Iterator[None]:
    """Every opener starts and ends its process, as in a run."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_running", "_end"):
            patch.setattr(Opener, name, _ORIGINAL[name])
        yield


_ORIGINAL = {name: getattr(Opener, name) for name in ("_running", "_end")}
