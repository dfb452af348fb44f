"""The raw tables and the books kept about them in DuckDB.

Belongs here: creating, filling and reading `raw_*` tables and `raw_ingestion.*`. Not here: what stands in a delivery.

Raw rows are append-only per delivery: a delivery is loaded once for one reading of it (contracts, crosswalk, code),
and a new reading replaces that delivery's rows alone. `raw_ingestion.register` remembers what was found in every
delivery ever loaded; `deliveries`, `row_classes`, `contents` and `rejections` are rewritten for the deliveries that
the run in hand uses.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.ingestion.contracts.shape import ALL_REGISTERS, PIPELINE_COLUMNS, REGISTERS, Contract
from orchestration.ingestion.raw import coded_texts
from orchestration.ingestion.raw.coded_texts import quoted as quoted
from orchestration.ingestion.reading.coded import Coded
from orchestration.ingestion.reading.layouts import Batch
from orchestration.workspace.leading import UNIT, default, unit_column

if TYPE_CHECKING:
    import duckdb

BOOKS: dict[str, dict[str, str]] = {
    "deliveries": {
        "_delivery_sha256": "VARCHAR",
        "file_name": "VARCHAR",
        "quarter": "VARCHAR",
        "delivery_order": "BIGINT",
        "kinds": "VARCHAR",
        "size_bytes": "BIGINT",
        "rows_total": "BIGINT",
        "rows_accepted": "BIGINT",
        "rows_rejected": "BIGINT",
        "rows_empty": "BIGINT",
        "loaded_at": "TIMESTAMP",
        "archived_as": "VARCHAR",
        "archived_sha256": "VARCHAR",
        "pseudonymised": "BOOLEAN",
    },
    "row_classes": {
        "_delivery_sha256": "VARCHAR",
        "_sheet": "VARCHAR",
        "kind": "VARCHAR",
        "row_class": "VARCHAR",
        "row_count": "BIGINT",
    },
    "contents": {
        "_delivery_sha256": "VARCHAR",
        "kind": "VARCHAR",
        "measure": "VARCHAR",
        "column_name": "VARCHAR",
        "value": "VARCHAR",
    },
    "rejections": {
        "_delivery_sha256": "VARCHAR",
        "_sheet": "VARCHAR",
        "_row": "BIGINT",
        "_source_row_id": "VARCHAR",
        "kind": "VARCHAR",
        "column_name": "VARCHAR",
        "value": "VARCHAR",
        "rule": "VARCHAR",
        "expected": "VARCHAR",
        "message": "VARCHAR",
    },
}
"""The books of a run: table to columns."""

_AT_ONCE = 100_000
"""Rows that are handed over together."""

_REGISTER = {"_delivery_sha256": "VARCHAR", "reading": "VARCHAR", "record": "VARCHAR", "loaded_at": "TIMESTAMP"}


def row_id(digest: str, sheet: str, row: int | str) -> str:
    """`<first 12 of the SHA-256>:<sheet>#<row>`, without the sheet for CSV."""
    return f"{digest[:12]}:{sheet}#{row}" if sheet else f"{digest[:12]}#{row}"


def table_columns(contract: Contract) -> dict[str, str]:
    """Columns of a raw table after the unit's: business columns as text, then the pipeline's, with their types."""
    return {column.name: "VARCHAR" for column in contract.columns} | PIPELINE_COLUMNS


def prepare(connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract], kode_satker: str) -> None:
    """Creates what is missing; a raw table whose columns have changed is emptied and every delivery read again.

    Every table begins with the code of the unit, which it gives its rows by itself.
    """
    present: dict[str, list[tuple[str, str | None]]] = {}
    for schema, table, column, given in connection.execute(
        "SELECT table_schema, table_name, column_name, column_default FROM information_schema.columns "
        "WHERE table_schema LIKE 'raw\\_%' ESCAPE '\\' ORDER BY table_schema, table_name, ordinal_position"
    ).fetchall():
        present.setdefault(f"{schema}.{table}", []).append((column, given))
    statements = []
    schemas = {"raw_ingestion", REGISTERS} | {contract.schema for contract in contracts.values()}
    existing = {name.partition(".")[0] for name in present}
    statements += [f"CREATE SCHEMA IF NOT EXISTS {schema}" for schema in sorted(schemas - existing)]
    wanted = {contract.asset: table_columns(contract) for contract in contracts.values()}
    wanted |= {f"raw_ingestion.{name}": columns for name, columns in BOOKS.items()}
    wanted["raw_ingestion.register"] = _REGISTER
    changed = False
    for name, columns in wanted.items():
        if present.get(name) == [(UNIT, default(kode_satker)), *((column, None) for column in columns)]:
            continue
        if name in present:
            changed = True
            statements.append(f"DROP TABLE {name}")
        body = ", ".join(f"{quoted(column)} {kind}" for column, kind in columns.items())
        statements.append(f"CREATE TABLE {name} ({unit_column(kode_satker)}, {body})")
    if changed:
        statements += ["DELETE FROM raw_ingestion.register"]
        statements += [f"DELETE FROM {contract.asset}" for contract in contracts.values()]  # noqa: S608
    statements.append(_all_registers(contracts))
    connection.execute(";\n".join(statements))


def _all_registers(contracts: Mapping[str, Contract]) -> str:
    """The view in which models read whatever registers a unit keeps: a row each, its cells as texts by name."""
    pipeline = ", ".join(PIPELINE_COLUMNS)
    rows = []
    for contract in contracts.values():
        if contract.is_register:
            key = ", ".join(f"coalesce({quoted(name)}, '')" for name in contract.natural_key)
            cells = ", ".join(f"'{column.name}': {quoted(column.name)}" for column in contract.columns)
            rows.append(
                f"SELECT {UNIT}, '{contract.kind}' AS register, concat_ws(chr(31), {key}) AS kunci, "  # noqa: S608
                f"MAP {{{cells}}} AS sel, {pipeline} FROM {contract.asset}"
            )
    empty = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in PIPELINE_COLUMNS.items())
    rows = rows or [
        f"SELECT CAST(NULL AS VARCHAR) AS {UNIT}, CAST(NULL AS VARCHAR) AS register, CAST(NULL AS VARCHAR) AS kunci, "
        f"CAST(NULL AS MAP(VARCHAR, VARCHAR)) AS sel, {empty} WHERE false"
    ]
    return f"CREATE OR REPLACE VIEW {ALL_REGISTERS} AS {' UNION ALL '.join(rows)}"


class Registered(NamedTuple):
    """What the register keeps of a delivery: its record as text, and when it was loaded."""

    text: str
    loaded_at: dt.datetime


def registered(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Registered]:
    """(SHA-256, reading) to what is kept of a delivery."""
    rows = connection.execute(
        "SELECT _delivery_sha256, reading, record, loaded_at FROM raw_ingestion.register"
    ).fetchall()
    return {(digest, reading): Registered(record, loaded) for digest, reading, record, loaded in rows}


def forget(connection: duckdb.DuckDBPyConnection, digest: str, contracts: Mapping[str, Contract]) -> None:
    """Removes the rows of one delivery, before it is loaded anew."""
    if (
        connection.execute("SELECT 1 FROM raw_ingestion.register WHERE _delivery_sha256 = ?", [digest]).fetchone()
        is None
    ):
        return
    for contract in contracts.values():
        connection.execute(f"DELETE FROM {contract.asset} WHERE _delivery_sha256 = ?", [digest])  # noqa: S608
    connection.execute("DELETE FROM raw_ingestion.register WHERE _delivery_sha256 = ?", [digest])


def load(
    connection: duckdb.DuckDBPyConnection,
    digest: str,
    batches: Iterable[Batch],
    reading: str,
    record: str,
    loaded_at: dt.datetime,
) -> None:
    """Appends the data rows of a delivery, accepted and rejected, and remembers what was found in it."""
    for batch in batches:
        _append(connection, digest, batch)
    remember(connection, digest, reading, record, loaded_at)


def _append(connection: duckdb.DuckDBPyConnection, digest: str, batch: Batch) -> None:
    """Appends the rows of a batch; what is the same in all of them, and what is put together, is left to DuckDB."""
    import numpy as np

    names = [column.name for column in batch.contract.columns]
    told = [name for name in names if name in batch.delivered]
    texts = {f"c{at}": batch.columns[name] for at, name in enumerate(names)} | {"extra": batch.extra}
    for at, name in enumerate(told):
        members = [None if text is None else _member(name, text) for text in batch.delivered[name].cells]
        texts[f"d{at}"] = Coded(batch.delivered[name].codes, members)
    numbers = np.array(batch.numbers, dtype=np.int64)
    listed = ", ".join(f"CAST(c{at} AS VARCHAR)" for at in range(len(names)))
    # A column without any value would otherwise be taken for a column of numbers.
    told_of = ", ".join(f"CAST(d{at} AS VARCHAR)" for at in range(len(told))) or "CAST(NULL AS VARCHAR)"
    wanted = ", ".join(quoted(name) for name in table_columns(batch.contract))
    for data in coded_texts.frames(texts, numbers, _AT_ONCE):
        connection.register("_batch", data)
        try:
            connection.execute(
                f"INSERT INTO {batch.contract.asset} ({wanted}) SELECT {listed}, CAST(extra AS VARCHAR), "  # noqa: S608
                f"'{{' || concat_ws(', ', {told_of}) || '}}', $digest, $sheet, number, $row || number FROM _batch",
                {"digest": digest, "sheet": batch.sheet, "row": row_id(digest, batch.sheet, "")},
            )
        finally:
            connection.unregister("_batch")


def _member(name: str, text: str) -> str:
    """A member of a JSON object."""
    return json.dumps({name: text}, ensure_ascii=False)[1:-1]


def remember(connection: duckdb.DuckDBPyConnection, digest: str, reading: str, record: str, when: dt.datetime) -> None:
    """Writes down what was found in a delivery under a reading."""
    connection.execute(
        f"INSERT INTO raw_ingestion.register ({', '.join(_REGISTER)}) VALUES (?, ?, ?, ?)",  # noqa: S608
        [digest, reading, record, when],
    )


def insert(
    connection: duckdb.DuckDBPyConnection, table: str, types: Mapping[str, str], columns: Mapping[str, list[Any]]
) -> None:
    """Appends columns of values; arrays of objects, because DuckDB reads 200,000 rows of them in about a second."""
    import numpy as np

    data = {}
    for name, kind in types.items():
        if kind == "BIGINT":
            data[name] = np.array(columns[name], dtype=np.int64)
        elif kind == "VARCHAR":
            data[name] = np.array(columns[name], dtype=object)
        else:
            raise ValueError(f"no bulk form for {kind}")
    if not len(next(iter(data.values()))):
        return
    connection.register("_batch", data)
    try:
        names = ", ".join(quoted(name) for name in types)
        # A column without any value would otherwise be taken for a column of numbers.
        cast = ", ".join(f"CAST({quoted(name)} AS {kind}) AS {quoted(name)}" for name, kind in types.items())
        connection.execute(f"INSERT INTO {table} ({names}) SELECT {cast} FROM _batch")  # noqa: S608
    finally:
        connection.unregister("_batch")


def rewrite_books(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, list[tuple[Any, ...]]]) -> None:
    """Replaces the books by those of the run in hand."""
    for name, columns in BOOKS.items():
        connection.execute(f"DELETE FROM raw_ingestion.{name}")  # noqa: S608
        if not rows[name]:
            continue
        bulk = {column: kind for column, kind in columns.items() if kind in ("VARCHAR", "BIGINT")}
        if len(bulk) == len(columns):
            lists = dict(zip(columns, map(list, zip(*rows[name], strict=True)), strict=True))
            insert(connection, f"raw_ingestion.{name}", columns, lists)
        else:
            marks = ", ".join("?" for _ in columns)
            connection.executemany(
                f"INSERT INTO raw_ingestion.{name} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
                rows[name],
            )


def in_scope(table: str) -> str:
    """SQL for the accepted rows of a raw table that the run in hand uses, with quarter and order of their delivery."""
    return (
        f"SELECT r.*, d.quarter AS _quarter, d.delivery_order AS _delivery_order FROM {table} AS r "  # noqa: S608
        "JOIN raw_ingestion.deliveries AS d ON d._delivery_sha256 = r._delivery_sha256 "
        "WHERE NOT EXISTS (SELECT 1 FROM raw_ingestion.rejections AS x WHERE x._source_row_id = r._source_row_id)"
    )
