"""`evidence.duckdb` in a release: the tables behind its figures, to follow any figure without the warehouse.

Belongs here: what is copied, and opening the copy for reading. Not here: how a figure is followed (trace.py).

The warehouse has one writer and is rebuilt by the next run; a release never changes. So the rows go with the release.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

FILE = "evidence.duckdb"
_WHOLE_SCHEMAS = ("figures", "reference", "raw_ingestion")


def write(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Copies figures, reference data, bookkeeping, every table a trail leads through, and the raw rows in scope.

    Args:
        connection: the warehouse, after the models were built.
        path: the file to make; must not exist.
    """
    connection.execute(f"ATTACH '{path}' AS evidence (STORAGE_VERSION 'v1.4.0')")
    try:
        for schema, table, scoped in _tables(connection):
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS evidence."{schema}"')
            scope = (
                " WHERE _delivery_sha256 IN (SELECT _delivery_sha256 FROM raw_ingestion.deliveries)" if scoped else ""
            )
            connection.execute(f'CREATE TABLE evidence."{schema}"."{table}" AS FROM "{schema}"."{table}"{scope}')
    finally:
        connection.execute("DETACH evidence")


def _tables(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, bool]]:
    """Schema, table, and whether its rows are narrowed to the deliveries of the run."""
    trails = {
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT trail_relation FROM figures.figures WHERE trail_relation IS NOT NULL"
        ).fetchall()
    }
    known = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() ORDER BY 1, 2"
    ).fetchall()
    for schema, table in known:
        if schema in _WHOLE_SCHEMAS or f"{schema}.{table}" in trails:
            yield schema, table, False
        elif schema.startswith("raw_"):
            yield schema, table, True


@contextmanager
def read(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens a release's evidence for reading only; nothing outside the file can be reached from it.

    Raises:
        FileNotFoundError: the release has no evidence file.
    """
    import duckdb

    path = release / FILE
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file; the release is not whole")
    with duckdb.connect(
        str(path),
        read_only=True,
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "lock_configuration": "true",
        },
    ) as connection:
        yield connection
