"""The lock of a workspace: who holds it, who waits, and that death releases it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestration.workspace import locking

HOLD = """
import sys, time
from pathlib import Path
from orchestration.workspace import locking
with locking.hold(Path(sys.argv[1]), "run 2025-TW1"):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_process_holding(path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_second_process_is_refused_and_told_who_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    with another_process_holding(path) as holder:
        with (
            pytest.raises(locking.WorkspaceBusyError) as refused,
            locking.hold(path, "run 2025-TW2"),
        ):
            pass
        assert refused.value.holder.pid == holder.pid
        assert f"run 2025-TW1 (pid {holder.pid}, since 20" in str(refused.value)
        assert locking.holder_of(path) == refused.value.holder


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    with another_process_holding(path) as holder:
        holder.kill()
        holder.wait()
        with locking.hold(path, "run 2025-TW2"):
            pass
    assert locking.holder_of(path) is None


def test_waiting_ends_when_the_holder_does(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    told: list[locking.Holder] = []
    with another_process_holding(path) as holder:
        threading.Timer(0.5, holder.kill).start()
        began = time.monotonic()
        with locking.hold(path, "run 2025-TW2", wait_seconds=30, on_wait=told.append):
            waited = time.monotonic() - began
    assert 0.3 < waited < 20
    assert [known.pid for known in told] == [holder.pid]


def test_the_same_process_may_take_it_again(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    with locking.hold(path, "outer"):
        with locking.hold(path, "inner"):
            assert (known := locking.holder_of(path)) is not None
            assert (known.pid, known.purpose) == (os.getpid(), "outer")
        assert locking.holder_of(path) is not None
    assert locking.holder_of(path) is None


def test_a_lock_that_nobody_made_is_free(tmp_path: Path) -> None:
    assert locking.holder_of(tmp_path / "none.lock") is None
