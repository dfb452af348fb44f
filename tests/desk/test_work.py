"""Work in a process apart: how it is told of while it runs, when it ends, and when it is killed."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from orchestration.desk.work import jobs
from orchestration.desk.work.jobs import BusyError, Jobs, Progress
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace

QUARTER = Quarter.parse("2025-TW2")
BEGAN = "2025-07-10T08:00:00+00:00"


class Ends:
    """What was told at the end of work."""

    def __init__(self) -> None:
        self.told: list[Progress] = []
        self.come = threading.Event()

    def __call__(self, end: Progress) -> None:
        self.told.append(end)
        self.come.set()


@pytest.fixture
def working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Jobs:
    """Jobs whose process tells what a test asks it to, and waits until a file is there."""
    program = (
        "import json, sys, time, pathlib\n"
        "asked = json.load(sys.stdin)\n"
        "for line in json.loads(asked['note']):\n"
        "    while line == 'wait' and not pathlib.Path(asked['seen']).exists(): time.sleep(0.02)\n"
        "    if line != 'wait': print(json.dumps(line), flush=True)\n"
    )
    monkeypatch.setattr(jobs, "_COMMAND", (sys.executable, "-c", program))
    (tmp_path / "sources").mkdir()
    workspace = Workspace(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")
    return Jobs(workspace, tmp_path / "state" / "meja")


def start(work: Jobs, lines: list[object], go: Path, quarter: Quarter = QUARTER) -> Ends:
    ends = Ends()
    work.start("run", quarter, by="Siti Rahma", began=BEGAN, done=ends, note=json.dumps(lines), seen=str(go))
    return ends


def until(work: Jobs, steps: int) -> Progress:
    """The progress when so many steps were told."""
    for _ in range(3000):
        found = work.progress(QUARTER)
        if found is not None and found.steps >= steps:
            return found
        time.sleep(0.02)
    raise AssertionError(steps)


STEPS = [
    {"stop": "raw", "name": "waiting for run 2025-TW1 (pid 7)", "status": "waiting"},
    {"stop": "marts", "name": "fct_order", "status": "done"},
]


def test_work_is_told_of_while_it_runs_and_when_it_ends(working: Jobs, tmp_path: Path) -> None:
    go = tmp_path / "go"
    assert working.progress(QUARTER) is None
    ends = start(working, [STEPS[0], "wait", STEPS[1], {"outcome": "published", "release": "r1"}], go)
    first = until(working, 1)
    assert (first.running, first.by, first.began, first.stop) == (True, "Siti Rahma", BEGAN, "raw")
    assert first.waiting == "waiting for run 2025-TW1 (pid 7)"
    # Of another quarter as well: a workspace has one run at a time.
    with pytest.raises(BusyError, match="2025-TW2"):
        start(working, [], go, Quarter.parse("2025-TW1"))
    go.touch()
    assert ends.come.wait(60)
    [end] = ends.told
    assert (end.running, end.outcome, end.release, end.stop, end.waiting) == (False, "published", "r1", "marts", "")
    # Another process of the desk reads the same.
    assert Jobs(working.workspace, working.folder.parent).progress(QUARTER) == end
    assert start(working, [{"outcome": "refused"}], go).come.wait(60)


def test_work_that_is_killed_is_told_as_lost_and_can_be_begun_again(working: Jobs, tmp_path: Path) -> None:
    ends = start(working, [STEPS[0], "wait"], tmp_path / "never")
    until(working, 1)
    [process] = working._running.values()
    os.kill(process.pid, signal.SIGKILL)
    assert ends.come.wait(60)
    assert [end.outcome for end in ends.told] == ["lost"]
    assert start(working, [{"outcome": "unchanged"}], tmp_path / "never").come.wait(60)


def test_the_end_of_the_desk_ends_its_work(working: Jobs, tmp_path: Path) -> None:
    start(working, [STEPS[0], "wait"], tmp_path / "never")
    until(working, 1)
    [process] = working._running.values()
    working.end()
    assert process.returncode == -signal.SIGTERM


def test_what_says_nothing_is_not_recognised(working: Jobs) -> None:
    assert working.recognise(QUARTER, [{"token": "a", "name": "a.csv", "path": "a"}]) == {}
