"""Starting work and knowing how it stands.

Belongs here: the processes, one at a time for a workspace, and what they have told so far. Not here: the work
(working.py).

What a run tells is a file of the state, so it can be read after the desk was started anew; a run whose process was
killed shows by having no outcome and no process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from orchestration.release import durable
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

SHORT_SECONDS = 300.0
"""For work that a page waits for."""
_COMMAND = (sys.executable, "-m", "orchestration.desk.work.working")


class BusyError(RuntimeError):
    """Another run of this desk is under way; the message names its quarter."""


@dataclass(frozen=True)
class Progress:
    """How the last work on a quarter stands.

    Attributes:
        work: `run` or `approve`.
        by: who asked for it.
        began: when, UTC, ISO 8601.
        running: whether it is under way.
        steps: how many steps it has told of.
        stop: stop of the journey at which it is; empty before the first.
        waiting: for whom it waits; empty when for nobody.
        outcome: see working.py; empty while it runs, `lost` where its process was killed.
        message: beside the outcome.
        release: that came of it.
    """

    work: str
    by: str
    began: str
    running: bool
    steps: int = 0
    stop: str = ""
    waiting: str = ""
    outcome: str = ""
    message: str = ""
    release: str = ""


class Jobs:
    """The work of a desk.

    Args:
        workspace: on which.
        folder: of the desk in the state.
    """

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace = workspace
        self.folder = folder / "kerja"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._guard = threading.Lock()

    def start(
        self, work: str, quarter: Quarter, *, by: str, began: str, done: Callable[[Progress], None], **more: str
    ) -> None:
        """Starts a run or an approval of a quarter.

        Args:
            work: `run` or `approve`.
            quarter: which.
            by: name of the person who asked.
            began: now.
            done: called with its end, in another thread.
            more: what else the work has to know.

        Raises:
            BusyError: work of this desk is under way.
        """
        with self._guard:
            for code, process in self._running.items():
                if process.poll() is None:
                    raise BusyError(code)
            head = json.dumps({"work": work, "by": by, "began": began}, ensure_ascii=False)
            durable.write(self._path(quarter), f"{head}\n".encode())
            with self._path(quarter).open("ab") as told:
                process = self._process({"work": work, "quarter": quarter.code, "by": by, **more}, told)
            self._running = {quarter.code: process}
        threading.Thread(target=self._wait, args=(quarter, process, done), daemon=True).start()

    def progress(self, quarter: Quarter) -> Progress | None:
        """How the last work on a quarter stands; None where this desk has never done any."""
        # First whether it runs, then what it told: one that has ended has told all.
        process = self._running.get(quarter.code)
        running = process is not None and process.poll() is None
        try:
            text = self._path(quarter).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        # A last line without its end is being written.
        head, *told = [json.loads(line) for line in text[: text.rfind("\n")].split("\n")]
        steps = [line for line in told if "stop" in line]
        last = steps[-1] if steps else {}
        end = told[-1] if told and "outcome" in told[-1] else {} if running else {"outcome": "lost"}
        return Progress(
            **head,
            running=running and not end,
            steps=len(steps),
            stop=last.get("stop", ""),
            waiting=last["name"] if last.get("status") == "waiting" else "",
            outcome=end.get("outcome", ""),
            message=end.get("message", ""),
            release=end.get("release", ""),
        )

    def recognise(self, quarter: Quarter, files: list[dict[str, str]]) -> dict[str, dict[str, Any]]:
        """What files would be as deliveries of a quarter, by their tokens; those of which nothing was told are missing.

        Args:
            quarter: which.
            files: `token`, `name` and `path` of each.
        """
        told = self._done({"work": "recognise", "quarter": quarter.code, "files": files})
        return {line["token"]: line for line in told if "token" in line}

    def give_back(self, quarter: Quarter, folder: Path) -> dict[str, Any]:
        """Writes the marked copies of a quarter's deliveries into a folder and tells of them; empty where it failed."""
        told = self._done({"work": "give back", "quarter": quarter.code, "folder": str(folder)})
        return next((line for line in told if "outcome" in line), {})

    def hand_over(self, quarter: Quarter, release: Path, kind: str, folder: Path) -> dict[str, Any]:
        """Writes an export of a release into a folder and tells how that ended; empty where it failed."""
        asked = {"work": "hand over", "quarter": quarter.code, "release": str(release), "kind": kind}
        told = self._done({**asked, "folder": str(folder)})
        return next((line for line in told if "outcome" in line), {})

    def end(self) -> None:
        """Ends what is under way: the desk ends. A run that is killed leaves nothing torn."""
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
                process.wait()

    def _wait(self, quarter: Quarter, process: subprocess.Popen[bytes], done: Callable[[Progress], None]) -> None:
        process.wait()
        if (end := self.progress(quarter)) is not None:
            done(end)

    def _done(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """What short work told, waited for; nothing of one that took too long."""
        try:
            with self._log() as log:
                done = subprocess.run(  # noqa: S603 - a module of ours
                    _COMMAND, input=json.dumps(asked).encode(), stdout=subprocess.PIPE, stderr=log,
                    check=False, timeout=SHORT_SECONDS, env=self._environment(), cwd=PROJECT,
                )  # fmt: skip
            return [json.loads(line) for line in done.stdout.split(b"\n") if line]
        except (subprocess.TimeoutExpired, ValueError):
            return []

    def _process(self, asked: dict[str, str], told: IO[bytes]) -> subprocess.Popen[bytes]:
        with self._log() as log:
            process = subprocess.Popen(  # noqa: S603 - a module of ours
                _COMMAND, stdin=subprocess.PIPE, stdout=told, stderr=log, env=self._environment(), cwd=PROJECT,
            )  # fmt: skip
        assert process.stdin is not None  # noqa: S101 -- asked for above
        with process.stdin as stdin:
            stdin.write(json.dumps(asked).encode())
        return process

    def _log(self) -> IO[bytes]:
        """What breaks is written down here."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return (self.folder / "gangguan.log").open("ab")

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self.workspace.environment()}

    def _path(self, quarter: Quarter) -> Path:
        return self.folder / f"{quarter.code}.jsonl"
