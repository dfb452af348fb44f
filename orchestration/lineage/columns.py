"""From every column of every table back to the columns it is made of, down to the cells that were delivered.

Belongs here: what a lineage says of a column and of a table, what it can be asked, its form as text. Not here: reading
it out of the models' SQL (queries.py), keeping it (loading.py), figures (figures.py), drawing it (page.py), and the
rows behind a figure's value (audit/).

Three kinds of dependence are kept apart. A column is *made of* the columns in the expression that yields it. Where that
takes a value from a joined relation, it is *looked up by* the columns of the join: the name on an order, not the
catalogue entry alone, says which service it is. And which *rows* a table has is decided by the columns it is joined,
filtered and grouped by; they are noted once for the table, for they hold for all its columns.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

from orchestration.transformation import project

How = Literal["constant", "copied", "computed", "aggregated"]
"""What a model does to a column's upstream columns; a column that has none is constant."""

INFERRED = "table"
"""Mark of a column that depends on all columns of the relations read, because no narrower answer is certain."""


class LineageError(ValueError):
    """A column or a figure about which the lineage can say nothing."""


class Column(NamedTuple):
    """A column of the warehouse.

    Attributes:
        table: `schema.table`.
        name: of the column, lower case as in the warehouse.
    """

    table: str
    name: str

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"

    @property
    def stop(self) -> str:
        """The stop of the journey at which it stands: raw for deliveries, books and reference data."""
        schema, _, table = self.table.partition(".")
        return project.stop_of((schema, table))

    @classmethod
    def of(cls, text: str) -> Column:
        """The column of `schema.table.column`."""
        table, _, name = text.rpartition(".")
        return cls(table, name)


@dataclass(frozen=True)
class Origin:
    """What one column is made of.

    Attributes:
        upstream: columns of the tables that the model reads whose values it takes, sorted; empty for a constant.
        keys: further columns by which the values were looked up in joined relations, sorted.
        how: what the model does to them.
        inferred: empty, or `table` when part of `upstream` is all columns of a relation.
        reason: why it had to be inferred; empty otherwise.
    """

    upstream: tuple[Column, ...]
    how: How
    inferred: str = ""
    reason: str = ""
    keys: tuple[Column, ...] = ()

    @property
    def above(self) -> tuple[Column, ...]:
        """Every column it directly depends on, sorted."""
        return tuple(sorted((*self.upstream, *self.keys)))


@dataclass(frozen=True)
class Table:
    """One table or view.

    Attributes:
        name: `schema.table`.
        description: as documented, grain first; empty for what is loaded before dbt runs.
        columns: in the order of the table; delivered and reference columns have no upstream and are no constants.
        rows: columns that decide which rows there are: those it is joined, filtered and grouped by.
        reads: tables it reads, sorted.
    """

    name: str
    description: str
    columns: dict[str, Origin]
    rows: tuple[Column, ...]
    reads: tuple[str, ...]

    @property
    def is_source(self) -> bool:
        """Whether it is loaded before dbt runs: delivered rows, the books about them, reference data."""
        return project.stop_of(key_of(self.name)) == "raw"


@dataclass(frozen=True)
class Lineage:
    """Every table of the warehouse and what its columns are made of; each table stands after those it reads."""

    tables: dict[str, Table]
    _sources: dict[Column, tuple[Column, ...]] = field(default_factory=dict, repr=False, compare=False)
    _row_sources: dict[str, tuple[Column, ...]] = field(default_factory=dict, repr=False, compare=False)

    def origin(self, column: Column) -> Origin:
        """What a column is directly made of.

        Raises:
            LineageError: there is no such column.
        """
        table = self.tables.get(column.table)
        if table is None or column.name not in table.columns:
            raise LineageError(f"no column {column}")
        return table.columns[column.name]

    def sources(self, column: Column) -> tuple[Column, ...]:
        """The delivered and reference columns that a column depends on, sorted; the column itself if it is one.

        What decides the rows on the way is not among them; see `row_sources`.

        Raises:
            LineageError: there is no such column.
        """
        if column not in self._sources:
            origin = self.origin(column)
            if self.tables[column.table].is_source:
                self._sources[column] = (column,)
            else:
                self._sources[column] = tuple(sorted({s for above in origin.above for s in self.sources(above)}))
        return self._sources[column]

    def row_sources(self, table: str) -> tuple[Column, ...]:
        """The delivered and reference columns that decide which rows a table has, those on the way to it included.

        Raises:
            LineageError: there is no such table.
        """
        if table not in self._row_sources:
            if table not in self.tables:
                raise LineageError(f"no table {table}")
            found = {source for column in self.tables[table].rows for source in self.sources(column)}
            for above in self.tables[table].reads:
                found.update(self.row_sources(above))
            self._row_sources[table] = tuple(sorted(found))
        return self._row_sources[table]

    def ancestors(self, column: Column) -> set[Column]:
        """Every column on the way from the sources to a column, the sources included, the column itself not."""
        return _reachable(column, lambda at: self.origin(at).above)

    def descendants(self, column: Column) -> set[Column]:
        """Every column that depends on a column, directly or through others."""
        return _reachable(column, lambda at: self.downstream.get(at, ()))

    def is_inferred(self, column: Column) -> bool:
        """Whether any step on the way to a column is inferred, so that its sources may be more than the true ones."""
        return any(self.origin(at).inferred for at in (column, *self.ancestors(column)))

    @cached_property
    def downstream(self) -> dict[Column, tuple[Column, ...]]:
        """Column to the columns that directly depend on it, in the order of the tables."""
        found: dict[Column, list[Column]] = {}
        for table in self.tables.values():
            for name, origin in table.columns.items():
                for above in origin.above:
                    found.setdefault(above, []).append(Column(table.name, name))
        return {column: tuple(below) for column, below in found.items()}

    def as_json(self) -> str:
        """The lineage as text that `from_json` reads, one line a table."""
        return json.dumps(
            {
                name: {
                    "description": table.description,
                    "columns": {
                        name: [list(map(str, o.upstream)), list(map(str, o.keys)), o.how, o.inferred, o.reason]
                        for name, o in table.columns.items()
                    },
                    "rows": list(map(str, table.rows)),
                    "reads": list(table.reads),
                }
                for name, table in self.tables.items()
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Lineage:
        """Reads what `as_json` wrote."""
        return cls(
            {
                name: Table(
                    name=name,
                    description=body["description"],
                    columns={
                        column: Origin(tuple(map(Column.of, up)), how, inferred, reason, tuple(map(Column.of, keys)))
                        for column, (up, keys, how, inferred, reason) in body["columns"].items()
                    },
                    rows=tuple(map(Column.of, body["rows"])),
                    reads=tuple(body["reads"]),
                )
                for name, body in json.loads(text).items()
            }
        )


def _reachable(start: Column, after: Any) -> set[Column]:
    found: set[Column] = set()
    waiting = list(after(start))
    while waiting:
        column = waiting.pop()
        if column not in found:
            found.add(column)
            waiting.extend(after(column))
    return found


def key_of(name: str) -> tuple[str, str]:
    """Schema and table of `schema.table`."""
    schema, _, table = name.partition(".")
    return schema, table
