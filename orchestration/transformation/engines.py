"""On what the models are computed: DuckDB in this process, or Spark.

Belongs here: what every engine has to do, the one that is always there, and which one is asked for. Not here: dbt
(runner.py), and Spark (spark.py, which loads pyspark).

The DuckDB warehouse stays the beginning and the end whatever computes between: ingestion loads it, and report, trail
and proof read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from orchestration.workspace import database, engine

if TYPE_CHECKING:
    from orchestration.transformation.project import Model, TableKey
    from orchestration.workspace.settings import Workspace


Rows = list[dict[str, Any]]
"""Rows as records of texts."""


class Engine(Protocol):
    """What the models are computed on, open while they are."""

    @property
    def target(self) -> str | None:
        """What dbt's profile calls it; None where it is the one that the profile begins with."""
        ...

    @property
    def workspace(self) -> Workspace:
        """Whose warehouse and target folder dbt is given."""
        ...

    def load(self, tables: Iterable[TableKey]) -> None:
        """Takes over what ingestion has loaded and the models read."""
        ...

    def rows(self, query: str, most: int) -> Rows:
        """What a query of a model or test in the engine's own SQL gives, as texts; at most so many rows."""
        ...

    def hand_back(self, project: Path, built: Iterable[tuple[Model, str]]) -> Mapping[str, str]:
        """Leaves what has been built in the warehouse, each model under its name.

        Args:
            project: folder of the dbt project.
            built: the models, each after those it reads, with the SQL that made it.

        Returns:
            dbt's unique id to the SQL by which the warehouse makes the same.
        """
        ...


class DuckDb:
    """The warehouse itself: what is loaded and what is built lie in the file that dbt opens."""

    target = None

    def __init__(self, workspace: Workspace) -> None:
        """Nothing is opened: one handle at a time, and dbt has its own."""
        self.workspace = workspace

    def load(self, tables: Iterable[TableKey]) -> None:
        """They are where the models look for them."""

    def rows(self, query: str, most: int) -> Rows:
        """See Engine."""
        with database.connect(self.workspace.warehouse) as connection:
            cursor = connection.execute(f"SELECT * FROM (\n{query}\n) AS queried LIMIT {most}")  # noqa: S608
            return as_texts([column[0] for column in cursor.description or []], cursor.fetchall())

    def hand_back(self, project: Path, built: Iterable[tuple[Model, str]]) -> Mapping[str, str]:
        """They are where the report looks for them."""
        return {model.unique_id: query for model, query in built}


@contextmanager
def opened(workspace: Workspace) -> Iterator[Engine]:
    """The engine that is asked for, connected.

    Raises:
        DbtProjectError: it cannot be reached, with its own message.
    """
    if engine.chosen() == engine.DUCKDB:
        yield DuckDb(workspace)
        return
    from orchestration.transformation.spark import connected  # imports pyspark

    with connected(workspace) as spark:
        yield spark


def as_texts(names: Iterable[str], rows: Iterable[Iterable[Any]]) -> Rows:
    """Rows as records of texts."""
    names = list(names)
    return [
        {name: None if value is None else _text(value) for name, value in zip(names, row, strict=True)} for row in rows
    ]


def _text(value: Any) -> str:
    """A value as a steward reads it: decimals without the zeros that only their type has."""
    text = str(value)
    return text.rstrip("0").rstrip(".") if isinstance(value, Decimal) and "." in text else text
