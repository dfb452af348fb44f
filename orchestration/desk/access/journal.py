"""The journal of the desk: every act with its time, who did it, and what; lines are only ever added.

Belongs here: the file, `meja/catatan.csv` in the state. Not here: what became of a quarter by it, which stands in its
`status.csv` (release/status.py).
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from orchestration.workspace.delimited import as_csv, read_rows


@dataclass(frozen=True)
class Entry:
    """One line.

    Attributes:
        time: UTC, ISO 8601, to the second.
        by: name of the account; empty for who is not logged in.
        act: a word, see `words.ACTS`.
        quarter: it is about; empty for none.
        what: in a few words.
        address: from which the request came.
    """

    time: str
    by: str
    act: str
    quarter: str = ""
    what: str = ""
    address: str = ""


_COLUMNS = tuple(field.name for field in fields(Entry))
_IN_TURN = threading.Lock()


class Journal:
    """The acts of a workspace's desk.

    Args:
        folder: of the desk in the state.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "catatan.csv"

    def note(self, by: str, act: str, *, quarter: str = "", what: str = "", address: str = "") -> None:
        """Adds a line; it is on the disk when this returns.

        Raises:
            OSError: it cannot be written.
        """
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        told = Entry(now, *(" ".join(text.split()) for text in (by, act, quarter, what, address)))
        head, _, line = as_csv(_COLUMNS, [astuple(told)]).partition(b"\n")
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _IN_TURN:
            handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            try:
                if not os.fstat(handle).st_size:
                    line = head + b"\n" + line
                elif os.lseek(handle, -1, os.SEEK_END) >= 0 and os.read(handle, 1) != b"\n":
                    line = b"\n" + line  # the power went while a line was written
                os.write(handle, line)
                os.fsync(handle)
            finally:
                os.close(handle)

    def entries(self, quarter: str = "") -> list[Entry]:
        """The acts, newest first; those about one quarter alone where it is named."""
        try:
            rows = read_rows(self.path)
        except FileNotFoundError:
            return []
        found = [Entry(**{name: row.get(name) or "" for name in _COLUMNS}) for row in rows]
        return [one for one in reversed(found) if not quarter or one.quarter == quarter]
