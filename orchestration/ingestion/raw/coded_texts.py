"""Columns of texts out of the warehouse, each different text taken once however many rows have it.

Belongs here: taking columns out of a query, and handing columns over to one. Not here: which (warehouse, judging).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from orchestration.ingestion.reading.coded import Coded

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_FEW = 50_000
"""Different texts of a column with which DuckDB numbers them itself, where there are more rows; more are taken one by
one."""


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def columns_of(
    connection: duckdb.DuckDBPyConnection, rows: str, numbers: Sequence[str], texts: Sequence[str], table: str
) -> tuple[Mapping[str, Any], dict[str, Coded]]:
    """Columns of a query: those of numbers as arrays, those of texts with each different text once.

    Args:
        connection: warehouse.
        rows: the query.
        numbers: names of columns without NULL.
        texts: names of columns of texts.
        table: has all of these texts, perhaps others too; what is different in it is found without asking the query.
    """
    (count,) = connection.execute(f"SELECT count(*) FROM ({rows})").fetchone() or (0,)  # noqa: S608
    few: list[str] = []
    if count > _FEW:
        counted = ", ".join(f"approx_count_distinct({quoted(name)})" for name in texts)
        often = connection.execute(f"SELECT {counted} FROM {table}").fetchone() or ()  # noqa: S608
        few = [name for name, times in zip(texts, often, strict=True) if 0 < times < _FEW]
    try:
        for at, name in enumerate(few):
            different = f"SELECT DISTINCT {quoted(name)} FROM {table} WHERE {quoted(name)} IS NOT NULL"  # noqa: S608
            connection.execute(f"CREATE TEMP TYPE _texts_{at} AS ENUM ({different})")
        kinds = {name: f"_texts_{at}" for at, name in enumerate(few)}
        listed = [f"CAST({quoted(name)} AS {kinds.get(name, 'VARCHAR')}) AS t{at}" for at, name in enumerate(texts)]
        listed += [quoted(name) for name in numbers]
        frame = connection.execute(f"SELECT {', '.join(listed)} FROM ({rows})").fetchdf()  # noqa: S608
    finally:
        for at in range(len(few)):
            connection.execute(f"DROP TYPE IF EXISTS _texts_{at}")
    return {name: frame[name] for name in numbers}, {name: _coded(frame[f"t{at}"]) for at, name in enumerate(texts)}


def _coded(texts: pd.Series[Any]) -> Coded:
    """A column with its texts in the order in which they came first."""
    import pandas as pd

    if isinstance(texts.dtype, pd.CategoricalDtype):
        codes, first = pd.factorize(texts.cat.codes.to_numpy())
        known = [*texts.cat.categories.tolist(), None]  # the code of nothing is -1
        return Coded(codes.astype(np.int32), [known[code] for code in first.tolist()])
    codes, different = pd.factorize(texts, use_na_sentinel=False)
    return Coded(codes.astype(np.int32), [text if isinstance(text, str) else None for text in different])


def frames(texts: Mapping[str, Coded], numbers: Any, at_once: int) -> Iterator[pd.DataFrame]:
    """Columns as DuckDB takes them in, some rows at a time; the column of numbers is `number`.

    Args:
        texts: name to column.
        numbers: one a row.
        at_once: rows of a frame.
    """
    import pandas as pd

    ready = {name: _ready(column) for name, column in texts.items()}
    for start in range(0, len(numbers), at_once):
        part = slice(start, start + at_once)
        columns = {
            name: pd.Categorical.from_codes(codes[part], categories=cells)
            if isinstance(cells, pd.Index)
            else pd.Series(cells[codes[part]], dtype=object)
            for name, (codes, cells) in ready.items()
        }
        yield pd.DataFrame({**columns, "number": numbers[part]}, copy=False)


def _ready(column: Coded) -> tuple[Any, Any]:
    """Codes and an index of few texts, which DuckDB takes as they are; else an array of all, equal ones one object."""
    import pandas as pd

    if len(column.cells) < min(_FEW, len(column.codes)):
        place: dict[str, int] = {}
        codes = [-1 if text is None else place.setdefault(text, len(place)) for text in column.cells]
        return np.array(codes, dtype=np.int32)[column.codes], pd.Index(list(place), dtype=object)
    cells = np.empty(len(column.cells), dtype=object)
    cells[:] = column.cells
    return column.codes, cells
