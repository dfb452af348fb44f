"""A backup or a restore that is killed at any moment leaves a whole file or none, a whole folder or none."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.operations import backup, restoring
from orchestration.workspace import locking
from orchestration.workspace.settings import PROJECT
from tests.operations.conftest import Kept

_KILLS = 10

_WORK = """
import sys
from pathlib import Path
from orchestration.operations import backup, restoring
from orchestration.workspace.settings import Workspace
sources, state, reports, file, folder = map(Path, sys.argv[1:])
print("begun", flush=True)
backup.write(Workspace(sources, state, reports), file)
print("written", flush=True)
restoring.everything(file, folder)
print("restored", flush=True)
"""


@pytest.mark.slow
def test_what_is_killed_is_whole_or_not_there_and_can_be_done_again(unit: Kept, tmp_path: Path) -> None:
    chance = random.Random(19)
    for number in range(60):
        path = unit.workspace.archive / f"{number:02d}" / "file.csv"
        path.parent.mkdir(parents=True)
        path.write_bytes(chance.randbytes(50_000))
    places = [str(getattr(unit.workspace, name)) for name in ("sources", "state", "reports")]
    seen = set()
    for number in range(_KILLS):
        file, folder = tmp_path / f"copy{number}", tmp_path / f"there{number}"
        command = [sys.executable, "-c", _WORK, *places, str(file), str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as process:
            assert process.stdout is not None
            # Every second one is killed while it writes, the others while they restore.
            for _ in range(1 + number % 2):
                process.stdout.readline()
            time.sleep(chance.uniform(0, 0.2))
            process.send_signal(signal.SIGKILL)
        assert locking.holder_of(locking.run_lock(unit.workspace)) is None
        seen.add((file.exists(), folder.exists()))
        if file.exists():
            assert len(backup.read(file).files) > 60
        else:
            file, _ = backup.write(unit.workspace, file)
        if not folder.exists():
            restoring.everything(file, folder)
        restored = sorted(path.relative_to(folder / "state" / "archive") for path in (folder / "state").rglob("*.csv"))
        assert len(restored) == 60
        assert not list(tmp_path.glob(f".new-{folder.name}-*"))
    assert len(seen) > 1, "kills that all come too late show nothing"
