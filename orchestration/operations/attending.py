"""What follows a run, and what is looked after while the interface runs: numbers for programs, news for people.

Belongs here: when. Not here: what is written and told (metrics.py, messages.py).

A run of the command line is followed by it in the same process. Runs of the desk and of the orchestrator end in others,
and a quarter is late without any run: so the interface starts a short process when something has changed, and every
quarter of an hour. A timer of the system starts the same, and is there when the interface is not.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from orchestration.language.sentences import Sentence, said, say
from orchestration.operations import channels, lineage_events, messages, metrics, news
from orchestration.release import states, status
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace

EVERY_SECONDS = 900.0
_LOOK_SECONDS = 5.0


def follow(workspace: Workspace) -> list[Sentence]:
    """Writes the numbers and the events of lineage, and sends the news, if anybody is to get them; never raises.

    Returns:
        What went wrong, a sentence each: a report that was made is not less made by it.
    """
    wrong = []
    try:
        metrics.write(workspace)
    except Exception as error:
        wrong.append(say("metrics were not written: {error}", error=said(error)))
    try:
        lineage_events.write(workspace)
    except Exception as error:
        wrong.append(say("events of lineage were not written: {error}", error=said(error)))
    try:
        if found := channels.channels():
            sent = messages.tell(workspace, news.gather(workspace), found)
            wrong += [say("{channel} took no message", channel=one.channel) for one in sent if not one.taken]
    except Exception as error:
        wrong.append(say("messages were not sent: {error}", error=said(error)))
    return wrong


class Attendant:
    """Looks after a workspace while the interface runs; asked often, it does little.

    Args:
        workspace: whose.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._process: subprocess.Popen[bytes] | None = None
        self._seen: object = None
        self._started = self._looked = float("-inf")

    def look(self) -> None:
        """Starts the process that writes and tells, when it is time and none is at work."""
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS or (self._process is not None and self._process.poll() is None):
            return
        self._looked = now
        seen = self._acts()
        if seen != self._seen or now - self._started >= EVERY_SECONDS:
            self._seen, self._started = seen, now
            self._process = subprocess.Popen(
                [sys.executable, "-m", "orchestration.operations"],
                cwd=PROJECT,
                env={**os.environ, **self.workspace.environment()},
                stdin=subprocess.DEVNULL,
            )

    def end(self) -> None:
        """Waits for the process a moment, and ends it."""
        if self._process is not None and self._process.poll() is None:
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _acts(self) -> object:
        folders = [self.workspace.reports / quarter.code for quarter in states.quarters(self.workspace)]
        return [(folder.name, status.change_of(folder)) for folder in folders]
