"""Opening DuckDB files, locked down: SQL of ours runs over text of others, and must reach nothing but its own file.

Belongs here: the settings of every connection of this project; dbt's stand in its profile, and a test compares them.
Not here: what is stored (ingestion/warehouse, audit/store, dbt models).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

LOCKED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    # At the size of one unit's quarter a second thread costs more CPU than it saves.
    "threads": "1",
    # A query gone wrong ends with an error, not with the machine.
    "memory_limit": "4GB",
    "max_temp_directory_size": "16GB",
    "enable_external_access": "false",
    "lock_configuration": "true",
}
"""No file but the database's own, no extension, no network, and no way back."""

_ONCE_OPEN = ("max_temp_directory_size", "enable_external_access", "lock_configuration")
"""DuckDB 2.0.0 keeps to the first of these only when an open database is told, and `beside` comes before the others."""


def connect(path: Path, *, read_only: bool = False, beside: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Opens a database file.

    Args:
        path: the file; made when missing, unless only read.
        read_only: nothing can be written to it.
        beside: a folder in which other database files may be attached.

    Raises:
        duckdb.Error: it cannot be opened.
    """
    import duckdb

    first: dict[str, str | bool | int | float | list[str]] = {
        name: value for name, value in LOCKED.items() if name not in _ONCE_OPEN
    }
    connection = duckdb.connect(str(path), read_only=read_only, config=first)
    try:
        if beside is not None:
            connection.execute(f"SET allowed_directories = [{quoted(beside)}]")
        for name in _ONCE_OPEN:
            connection.execute(f"SET {name} = '{LOCKED[name]}'")
    except BaseException:
        connection.close()
        raise
    return connection


def quoted(path: Path) -> str:
    """A path as an SQL text."""
    return "'" + str(path).replace("'", "''") + "'"
