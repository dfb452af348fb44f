"""Which rows of a table decide whether an expectation is met: the largest value answers for all that are smaller.

Belongs here: expectations that few rows decide, and finding those rows. Not here: asking them, and what is told of rows
that fail (expectations).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from orchestration.ingestion.raw.warehouse import quoted

if TYPE_CHECKING:
    import duckdb

_BETWEEN, _UNIQUE, _FILLED = (
    "expect_column_values_to_be_between",
    "expect_column_values_to_be_unique",
    "expect_column_values_to_not_be_null",
)
_BY_VALUE = (
    "expect_column_values_to_match_regex",
    "expect_column_values_to_not_match_regex",
    "expect_column_values_to_be_in_set",
    "expect_column_value_lengths_to_be_between",
)
_ARGUMENTS = {"type", "why", "column", "min_value", "max_value", "strict_min", "strict_max", "regex", "value_set"}
"""With these alone an expectation is one of every row; with others, such as a share that may fail, it is not."""


def is_decided(body: Mapping[str, Any]) -> bool:
    """Whether few rows decide an expectation."""
    return body["type"] in (_BETWEEN, _UNIQUE, _FILLED, *_BY_VALUE) and set(body) <= _ARGUMENTS


def rows(connection: duckdb.DuckDBPyConnection, table: str, declared: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ids of rows that decide expectations: each is met by all rows when it is met by these.

    Of bounds those are the rows of the smallest and the largest value, of what is asked of a value by itself one row of
    each, of a key that may not repeat all rows of which another has the same.

    Args:
        connection: warehouse.
        table: a query with the column `_source_row_id`, the rows.
        declared: expectations that few rows decide.
    """
    extremes, found = ["min(_source_row_id)"], set[str]()
    for body in declared:
        column = quoted(body["column"])
        if body["type"] == _BETWEEN:
            extremes += [f"{side}(_source_row_id, {column})" for side in ("arg_min", "arg_max")]
        elif body["type"] == _FILLED:
            extremes.append(f"min(_source_row_id) FILTER ({column} IS NULL)")
        elif body["type"] in _BY_VALUE:
            sql = f"SELECT min(_source_row_id) FROM ({table}) AS t GROUP BY {column}"  # noqa: S608
            found.update(row[0] for row in connection.execute(sql).fetchall())
        else:
            sql = (
                f"SELECT unnest(ids) FROM (SELECT list(_source_row_id) AS ids FROM ({table}) AS t "  # noqa: S608
                f"WHERE {column} IS NOT NULL GROUP BY {column} HAVING count(*) > 1)"
            )
            # Hashes are shorter than keys: only where two agree are the keys themselves compared.
            if _repeats(connection, table, column):
                found.update(row[0] for row in connection.execute(sql).fetchall())
    sql = f"SELECT {', '.join(extremes)} FROM ({table}) AS t"  # noqa: S608
    found.update(row for row in connection.execute(sql).fetchone() or () if row is not None)
    return sorted(found)


def _repeats(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    """Whether any value of a column may stand twice: by hashes, which are shorter than keys."""
    sql = f"SELECT count({column}), count(DISTINCT hash({column})) FILTER ({column} IS NOT NULL) FROM ({table}) AS t"  # noqa: S608
    rows, different = connection.execute(sql).fetchone() or (0, 0)
    return bool(rows != different)
