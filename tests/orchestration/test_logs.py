"""The log of a process: what was written before a restart stays, and it never grows without end."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from orchestration.run import logs
from orchestration.run.logs import KEPT, Log


def written(path: Path, content: bytes, largest: int = logs.LARGEST) -> None:
    log = Log(path, largest)
    log.follow(io.BytesIO(content), "desk begins")
    log.close()


def test_a_restart_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    path = tmp_path / "log" / "desk.log"
    written(path, b"the reason\n")
    written(path, b"another\r\n\xff half a line")
    lines = path.read_text().splitlines()
    assert [line for line in lines if not line.startswith("----")] == ["the reason", "another", "\ufffd half a line"]
    assert [line.endswith(" desk begins") for line in lines if line.startswith("----")] == [True, True]


def test_files_take_turns_and_old_ones_go(tmp_path: Path) -> None:
    path = tmp_path / "desk.log"
    written(path, b"".join(b"line %06d\n" % number for number in range(5000)), largest=2000)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["desk.log", *(f"desk.log.{number}" for number in range(1, KEPT + 1))]
    assert all(file.stat().st_size <= 2000 for file in files)
    assert path.read_text().endswith("line 004999\n")
    assert Log(path).last_lines(2) == "line 004998\nline 004999"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_stops_nobody_who_writes() -> None:
    reading, writing = os.pipe()
    log = Log(Path("/dev/full"))
    log.follow(os.fdopen(reading, "rb"), "desk begins")
    with os.fdopen(writing, "wb") as stream:
        for _ in range(3):
            stream.write(b"x" * 100_000 + b"\n")
    log.close()
