"""`evidence.duckdb` in a release: the tables behind its figures, to follow any figure without the warehouse.

Belongs here: what is copied, and opening the copy for reading. Not here: how a figure is followed (trace.py).

The warehouse has one writer and is rebuilt by the next run; a release never changes. So the rows go with the release.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.workspace import database

if TYPE_CHECKING:
    import duckdb

FILE = "evidence.duckdb"
_SCHEMAS = ("figures", "reference", "raw_ingestion")
_NOT_NEEDED = {"raw_ingestion.register"}


def write(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Copies figures, reference data, bookkeeping, and every table that a trail leads through.

    Args:
        connection: the warehouse, after the models were built.
        path: the file to make; must not exist.
    """
    connection.execute(f"ATTACH {database.quoted(path)} AS evidence (STORAGE_VERSION 'v1.4.0')")
    try:
        tables = _tables(connection)
        for schema in sorted({name.split(".")[0] for name in tables}):
            connection.execute(f"CREATE SCHEMA evidence.{schema}")
        for name in tables:
            connection.execute(f"CREATE TABLE evidence.{name} AS FROM {name}")
    finally:
        connection.execute("DETACH evidence")


def keep_head(path: Path, head: Mapping[str, Any]) -> None:
    """Keeps what the manifest says beside its files, so that the two vouch for each other.

    Args:
        path: the evidence, which has been written.
        head: name to content, as JSON has it.
    """
    with database.connect(path) as connection:
        connection.execute("CREATE SCHEMA release")
        connection.execute("CREATE TABLE release.manifest (name VARCHAR, content VARCHAR)")
        rows = [(name, json.dumps(content, ensure_ascii=False)) for name, content in head.items()]
        connection.executemany("INSERT INTO release.manifest VALUES (?, ?)", rows)


def read_head(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What `keep_head` kept; empty in evidence that keeps nothing."""
    import duckdb

    try:
        rows = connection.execute("SELECT name, content FROM release.manifest").fetchall()
    except duckdb.CatalogException:
        return {}
    return {name: json.loads(content) for name, content in rows}


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables to copy, as schema.table."""
    trails = connection.execute("SELECT DISTINCT trail_relation FROM figures.figures WHERE trail_relation IS NOT NULL")
    wanted = {row[0] for row in trails.fetchall()}
    known = connection.execute(
        "SELECT schema_name, schema_name || '.' || table_name FROM duckdb_tables() "
        "WHERE database_name = current_database() ORDER BY 2"
    ).fetchall()
    return [name for schema, name in known if name in wanted or (schema in _SCHEMAS and name not in _NOT_NEEDED)]


@contextmanager
def read(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens a release's evidence for reading only; nothing outside the file can be reached from it.

    Raises:
        FileNotFoundError: the release has no evidence file.
    """
    path = release / FILE
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file; the release is not whole")
    with database.connect(path, read_only=True) as connection:
        yield connection
