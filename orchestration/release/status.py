"""`<reports>/<quarter>/status.csv`: what became of a quarter, act by act, and who did it.

Belongs here: reading the file, and appending to it so that it is never torn. Not here: what follows from the acts
(states.py), and who may do one (run/deciding.py).
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from orchestration.release import durable
from orchestration.workspace.delimited import as_csv, read_rows

FILE = "status.csv"

RUN, ANSWER, APPROVE, WITHDRAW = "run", "answer", "approve", "withdraw"
"""Acts: of the program, and three of persons."""


class StatusError(ValueError):
    """The file is not one that the program wrote; the message names it."""


@dataclass(frozen=True)
class Entry:
    """One line of the file.

    Attributes:
        time: UTC, ISO 8601, to the second.
        act: `run`, `answer`, `approve` or `withdraw`.
        release: `rN` or `konsep`, which the act is about; empty when there is none.
        by: who acted; empty for the program.
        reason: in the words of who acted, or what the program waits for.
        state: of the quarter after the act, see `states.State`.
        manifest_sha256: of the manifest of the release or the konsep; empty when there is none.
    """

    time: str
    act: str
    release: str
    by: str
    reason: str
    state: str
    manifest_sha256: str = ""


COLUMNS = tuple(field.name for field in fields(Entry))


def entries(folder: Path) -> list[Entry]:
    """The lines of a quarter's file, oldest first; none without a file.

    Raises:
        StatusError: it is not one that the program wrote.
    """
    path = folder / FILE
    try:
        rows = read_rows(path)
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StatusError(f"{path} cannot be read ({error})") from None
    if any(tuple(row) != COLUMNS for row in rows):
        raise StatusError(f"{path}: expected the columns {', '.join(COLUMNS)}")
    return [Entry(**row) for row in rows]


def append(
    folder: Path, act: str, release: str, state: str, *, by: str = "", reason: str = "", manifest_sha256: str = ""
) -> Entry:
    """Adds a line; the caller holds the lock of the workspace. The lines before stay as they are, byte for byte.

    Raises:
        StatusError: the file is not one that the program wrote.
        OSError: it cannot be written.
    """
    entries(folder)
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    entry = Entry(now, act, release, by, reason, state, manifest_sha256)
    path = folder / FILE
    head, _, line = as_csv(COLUMNS, [astuple(entry)]).partition(b"\n")
    before = path.read_bytes() if path.is_file() else head + b"\n"
    durable.write(path, before + line)
    return entry


def withdrawn(folder: Path) -> dict[str, Entry]:
    """The releases of a quarter that a person withdrew, each with the act."""
    return {entry.release: entry for entry in entries(folder) if entry.act == WITHDRAW}


def change_of(folder: Path) -> tuple[int, int]:
    """Size and time of change of the file in nanoseconds; zeros without one. Cheap, for who watches."""
    try:
        state = (folder / FILE).stat()
    except OSError:
        return 0, 0
    return state.st_size, state.st_mtime_ns
