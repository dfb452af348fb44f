"""A unit again under another code, its deliveries read and all: for tests and timings of many units."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

_CODES = ("kode_satker", "kdsatker", "satker")
"""Columns in which a unit's code stands: that of the table, and those of its papers."""


def another(state: Path, reports: Path, folder: Path, was: str, code: str, *changes: str) -> None:
    """Makes a workspace of what a unit has read, under another code; its releases are the unit's, as they are.

    Args:
        state: of the unit.
        reports: of the unit.
        folder: of the workspace to make.
        was: code of the unit.
        code: in its place.
        changes: SQL that is run over its tables after that.
    """
    warehouse = folder / "state" / "warehouse" / "triwulan.duckdb"
    warehouse.parent.mkdir(parents=True)
    shutil.copy(state / "warehouse" / "triwulan.duckdb", warehouse)
    (folder / "reports").symlink_to(reports)
    with duckdb.connect(str(warehouse)) as connection:
        named = connection.execute(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns() JOIN duckdb_tables() "
            "USING (schema_name, table_name) WHERE column_name IN (SELECT unnest(?)) "
            "AND (schema_name = 'reference' OR schema_name LIKE 'raw%')",
            [_CODES],
        ).fetchall()
        for schema, table, column in named:
            connection.execute(f"UPDATE {schema}.{table} SET {column} = ? WHERE {column} = ?", [code, was])
        for change in changes:
            connection.execute(change)
