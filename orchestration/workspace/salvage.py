"""What a run finds damaged in its own state is put aside and made anew; what was received is never touched.

Belongs here: seeing that the warehouse or the history of runs cannot be read, and moving it out of the way. Not here:
making them anew, which every run does from the landing folder and the archive. Both can be lost without losing a
figure: the warehouse holds what the deliveries say, the history what was done with it, and releases lie elsewhere.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING

from orchestration.workspace import database

if TYPE_CHECKING:
    from pathlib import Path

_NO_DAMAGE = ("lock on file", "permission denied", "read-only file system", "no space left", "too many open files")
"""Parts of messages of an engine that cannot open a file although nothing is wrong with it."""

_BUSY = ("database is locked", "database table is locked", "unable to open database file")
"""What SQLite says of a file in use, or not to be opened just now: Dagster tells of it when it matters."""


class UnreachableError(RuntimeError):
    """A file of the state cannot be opened, and not because it is damaged; the message is the engine's.

    A fault of the machine (faults.py), which has the words for it.
    """


def put_aside(path: Path) -> Path:
    """Renames a file or folder to the first free `<name>.damaged-N` beside it."""
    for number in count(1):
        aside = path.with_name(f"{path.name}.damaged-{number}")
        if not aside.exists():
            path.rename(aside)
            return aside
    raise AssertionError  # count() does not end


def sound_warehouse(warehouse: Path) -> Path | None:
    """Puts a warehouse aside whose file, log or loaded rows cannot be read.

    Models are made anew in each run, so only what ingestion keeps from one run to the next is read.

    Args:
        warehouse: the DuckDB file; it need not be there.

    Returns:
        Where the damaged file lies now, None when nothing was damaged.

    Raises:
        UnreachableError: another program has it open, or it may not be read.
    """
    import duckdb

    log = warehouse.with_name(f"{warehouse.name}.wal")
    if not warehouse.exists():
        # A log without its database: DuckDB would refuse to start one beside it.
        return put_aside(log) if log.exists() else None
    try:
        with database.connect(warehouse) as connection:
            kept = connection.execute(
                "SELECT schema_name, table_name FROM duckdb_tables() "
                "WHERE schema_name LIKE 'raw%' OR schema_name = 'reference'"
            ).fetchall()
            for schema, table in kept:
                connection.execute(f'SELECT max(hash(kept)) FROM "{schema}"."{table}" AS kept').fetchone()  # noqa: S608
    except duckdb.Error as error:
        if any(part in str(error).casefold() for part in _NO_DAMAGE):
            raise UnreachableError(str(error).splitlines()[0]) from None
        aside = put_aside(warehouse)
        if log.exists():
            put_aside(log)
        return aside
    return None


def sound_history(folder: Path, databases: Iterable[Path]) -> Path | None:
    """Puts the folder of a history aside when one of its SQLite files is damaged.

    Args:
        folder: of the whole history; its parts belong together.
        databases: the files to look into; those that are missing are not damaged.

    Returns:
        Where the damaged folder lies now, None when nothing was damaged.
    """
    for path in databases:
        if not path.is_file() or not path.stat().st_size:
            continue
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
                (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            verdict = str(error)
            if verdict in _BUSY:
                continue
        if verdict != "ok":
            return put_aside(folder)
    return None
