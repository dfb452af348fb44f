"""The log of a process that runs for months: begun where the last start left it, and never larger than a few files.

Belongs here: taking what a process writes, a line at a time, into files that take turns. Not here: which processes
there are (interface.py). The process writes into a pipe: a file that it had open itself could not take its turn.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import logging.handlers
import threading
from pathlib import Path
from typing import IO

LARGEST, KEPT = 5_000_000, 4
"""Bytes of a file, and how many older ones stay beside it (`.1` is the newest of them)."""


class Log:
    """A log that a process writes.

    Args:
        path: of the newest file; those before are named `.1`, `.2`, ...
        largest: bytes after which a new file is begun.
    """

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._handler = logging.handlers.RotatingFileHandler(path, maxBytes=largest, backupCount=KEPT, encoding="utf-8")
        # A full disk stops nobody, and there is nowhere to tell of it.
        self._handler.handleError = lambda record: None  # type: ignore[method-assign]
        self._thread: threading.Thread | None = None

    def follow(self, stream: IO[bytes], said: str) -> None:
        """Takes everything that comes, until the other end is closed, after a line that says what begins."""
        now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        self._write(f"---- {now} {said}")
        self._thread = threading.Thread(target=self._follow, args=(stream,), daemon=True)
        self._thread.start()

    def close(self, timeout: float = 5.0) -> None:
        """Waits until everything has been taken, and closes the file."""
        if self._thread is not None:
            self._thread.join(timeout)
        with contextlib.suppress(OSError):
            self._handler.close()

    def last_lines(self, count: int = 20) -> str:
        """The newest lines; what is still on its way is waited for a moment."""
        if self._thread is not None:
            self._thread.join(1.0)
        return "\n".join(self.path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])

    def _follow(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self._write(line.decode("utf-8", errors="replace").rstrip("\r\n"))

    def _write(self, line: str) -> None:
        self._handler.handle(logging.LogRecord("log", logging.INFO, "", 0, line, None, None))
