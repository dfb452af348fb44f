"""From every column of every table back to the columns it is made of, down to the cells that were delivered.

Belongs here: reading the models' SQL, what each column and each table's rows come from, keeping the answer until the
dbt project changes. Not here: drawing it (lineage_page.py), and the rows behind a figure's value (audit/).

The SQL is read as dbt compiles it; nothing is executed and the warehouse stays closed. Three kinds of dependence are
kept apart. A column is *made of* the columns in the expression that yields it. Where that takes a value from a joined
relation, it is *looked up by* the columns of the join: the name on an order, not the catalogue entry alone, says which
service it is. And which *rows* a table has is decided by the columns it is joined, filtered and grouped by; they are
noted once for the table, for they hold for all its columns.

A number of rows, `count(*)`, is made of the columns that decide which rows there are to count; where nothing decides,
of the column that names the delivered row.

What cannot be traced to a column is never left out. A name that no table explains, a count of all rows, a query that
the parser cannot read: the column then depends on all columns of the relations read there and is marked as inferred.
Too much is safe for somebody who asks what a change would touch, too little is not.

Computing costs seconds, most of them dbt's, so a run never computes: `cached` reads what an earlier `load` left behind.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from orchestration.transformation import project
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.expressions import Expr
    from sqlglot.optimizer.scope import Scope

    from orchestration.transformation.project import DbtProject
    from orchestration.workspace.settings import Workspace

How = Literal["constant", "copied", "computed", "aggregated"]
"""What a model does to a column's upstream columns; a column that has none is constant."""

_STRENGTH: tuple[How, ...] = ("constant", "copied", "computed", "aggregated")

INFERRED = "table"
"""Mark of a column that depends on all columns of the relations read, because no narrower answer is certain."""

_ROW = "_source_row_id"
"""The column that names a delivered row, wherever rows are still those of a delivery."""

_EVERY = "*"
"""The one column of a table whose query cannot be read and whose columns nobody has written down."""


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
        return project.stop_of(_key(self.name)) == "raw"


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


def _key(name: str) -> tuple[str, str]:
    schema, _, table = name.partition(".")
    return schema, table


# --- once per version of the dbt project -----------------------------------------------------------------------------


def load(workspace: Workspace, dbt_project: Path) -> Lineage:
    """The lineage of the dbt project; computed when the project changed since it was last asked for.

    Raises:
        DbtProjectError: dbt cannot compile the project.
    """
    stamp = _stamp(dbt_project)
    kept = _read(workspace, stamp)
    if kept is not None:
        return kept
    contents = project.load(workspace, dbt_project)
    from orchestration.transformation.runner import compiled  # imports dbt

    lineage = trace(contents, compiled(workspace, dbt_project), source_columns())
    path = _path(workspace)
    # Atomic: an interface that starts at the same moment reads the old answer or the new one, never half of it.
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_text(f"{stamp}\n{lineage.as_json()}", encoding="utf-8")
    partial.replace(path)
    return lineage


def cached(workspace: Workspace, dbt_project: Path) -> Lineage | None:
    """The lineage if it has been computed for the dbt project as it is now, else None; costs milliseconds."""
    return _read(workspace, _stamp(dbt_project))


def _path(workspace: Workspace) -> Path:
    return workspace.dbt_target / "lineage.json"


def _read(workspace: Workspace, stamp: str) -> Lineage | None:
    path = _path(workspace)
    if not path.is_file():
        return None
    written, _, text = path.read_text(encoding="utf-8").partition("\n")
    return Lineage.from_json(text) if written == stamp else None


def _stamp(dbt_project: Path) -> str:
    """SHA-256 over all that the answer depends on: the dbt project, the contracts' columns, this analysis."""
    digest = hashlib.sha256(project.fingerprint(dbt_project).encode())
    digest.update(version("sqlglot").encode() + Path(__file__).read_bytes())
    for path in sorted((PROJECT / "sources" / "contracts").glob("*.yaml")):
        digest.update(path.name.encode() + path.read_bytes())
    from orchestration.ingestion.contracts import shape
    from orchestration.workspace import reference

    digest.update(repr((reference.reference_columns(), shape.PIPELINE_COLUMNS)).encode())
    return digest.hexdigest()


def source_columns() -> dict[str, list[str]]:
    """The columns of every table that is loaded before dbt runs, by `schema.table`.

    A unit's own contracts may change how a table is found in a delivery, never its columns, so the project's serve all.
    """
    from orchestration.ingestion import load_contracts
    from orchestration.ingestion.raw.warehouse import BOOKS, table_columns
    from orchestration.workspace.reference import reference_columns

    columns = {c.asset: list(table_columns(c)) for c in load_contracts([PROJECT / "sources" / "contracts"]).values()}
    columns |= {f"raw_ingestion.{name}": list(book) for name, book in BOOKS.items()}
    return columns | {f"reference.{name}": list(names) for name, names in reference_columns().items()}


# --- the analysis ----------------------------------------------------------------------------------------------------


def trace(contents: DbtProject, queries: Mapping[str, str], sources: Mapping[str, Sequence[str]]) -> Lineage:
    """Reads the models' queries.

    Args:
        contents: the models, each after those it reads.
        queries: dbt's unique id of a model -> its compiled SQL.
        sources: `schema.table` -> columns, of the tables loaded before dbt runs.

    Raises:
        LineageError: a model reads a table that is neither a model nor among the sources.
    """
    tables = {
        name: Table(name, "", {column: Origin((), "copied") for column in columns}, (), ())
        for name, columns in sorted(sources.items())
    }
    for model in contents.models:
        name = ".".join(model.key)
        unknown = [".".join(key) for key in model.upstream if ".".join(key) not in tables]
        if unknown:
            raise LineageError(f"{name} reads {unknown[0]}, whose columns are not known")
        columns, rows = _read_query(
            queries.get(model.unique_id, ""),
            {known: list(table.columns) for known, table in tables.items()},
            [".".join(key) for key in model.upstream],
            list(model.columns),
        )
        tables[name] = Table(
            name=name,
            description=model.description,
            columns=columns,
            rows=rows,
            reads=tuple(sorted(".".join(key) for key in model.upstream)),
        )
    order = TopologicalSorter({name: [up for up in table.reads if up in tables] for name, table in tables.items()})
    return Lineage({name: tables[name] for name in order.static_order()})


def _read_query(
    sql: str, known: Mapping[str, Sequence[str]], reads: Sequence[str], documented: Sequence[str]
) -> tuple[dict[str, Origin], tuple[Column, ...]]:
    """Columns and row-deciding columns of one query; of an unreadable one, everything it might depend on."""
    from sqlglot.errors import SqlglotError

    try:
        query = _Query(sql, known)
        names = query.names(query.root)
    except (SqlglotError, _UntraceableError) as error:
        everything = tuple(sorted(Column(table, name) for table in reads for name in known.get(table, ())))
        first_line = next(iter(str(error).splitlines()), type(error).__name__)
        origin = Origin(everything, "computed", INFERRED, f"the query cannot be read: {first_line}")
        return dict.fromkeys(documented or [_EVERY], origin), everything
    return {name: query.origin(name) for name in names}, query.rows()


def _parents(node: Expr) -> Iterator[Expr]:
    at = node.parent
    while at is not None:
        yield at
        at = at.parent


class _UntraceableError(Exception):
    """An expression, or a relation, whose columns cannot be told one by one."""


@dataclass
class _Step:
    """What one output column of one (sub)query takes from the relations next to it.

    Attributes:
        inner: (subquery, column) pairs of the same query.
        outer: columns of tables.
        how: what is done to them.
        reason: why everything near was taken, if it was.
        key_inner: like `inner`, for what the values are looked up by.
        key_outer: like `outer`, likewise.
    """

    inner: list[tuple[Scope, str]] = field(default_factory=list)
    outer: list[Column] = field(default_factory=list)
    how: How = "constant"
    reason: str = ""
    key_inner: list[tuple[Scope, str]] = field(default_factory=list)
    key_outer: list[Column] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.inner or self.outer or self.key_inner or self.key_outer)

    def take(self, other: _Step) -> None:
        self.inner += other.inner
        self.outer += other.outer
        self.how = _stronger(self.how, other.how)
        self.take_as_keys(other, values=False)

    def take_as_keys(self, other: _Step, *, values: bool = True) -> None:
        self.key_inner += [*other.key_inner, *(other.inner if values else [])]
        self.key_outer += [*other.key_outer, *(other.outer if values else [])]
        self.reason = self.reason or other.reason


def _stronger(one: How, other: How) -> How:
    return max(one, other, key=_STRENGTH.index)


class _Query:
    """One query, read once; its subqueries are the inner nodes of a graph, columns of tables its leaves.

    Following a column is a search in that graph. A recursive subquery is a cycle in it, which the search leaves like
    any other: what can be reached is what the recursion can ever bring in.
    """

    def __init__(self, sql: str, known: Mapping[str, Sequence[str]]) -> None:
        import sqlglot
        from sqlglot import exp
        from sqlglot.optimizer.scope import build_scope

        self._exp = exp
        self._known = known
        root = build_scope(sqlglot.parse_one(sql, dialect="duckdb"))
        if root is None:
            raise _UntraceableError("no query")
        self.root: Scope = root
        self._scopes: dict[int, Scope] = {}
        self._recursive: dict[int, Scope] = {}
        for scope in root.traverse():
            self._scopes[id(scope.expression)] = scope
            cte = scope.expression.parent
            if isinstance(scope.expression, exp.SetOperation) and isinstance(cte, exp.CTE):
                clause = cte.parent
                if isinstance(clause, exp.With) and clause.recursive:
                    # Inside the recursion the name stands for the first branch; it means the whole.
                    self._recursive[id(scope.expression.this)] = scope
        self._names: dict[int, list[str]] = {}
        self._steps: dict[tuple[int, str], _Step] = {}
        self._joins: dict[tuple[int, str], _Step] = {}

    # What a reader asks.

    def origin(self, name: str) -> Origin:
        """What an output column is made of, and what its values are looked up by."""
        how: How = "constant"
        reason = ""
        values: set[Column] = set()
        lookup = _Step()
        for step in self._walk([(self.root, name)], keys=False):
            values.update(step.outer)
            lookup.key_inner += step.key_inner
            lookup.key_outer += step.key_outer
            how = _stronger(how, step.how)
            reason = reason or step.reason
        keys = self._all(lookup) - values
        if not values and not keys:
            how = "constant"
        return Origin(tuple(sorted(values)), how, INFERRED if reason else "", reason, tuple(sorted(keys)))

    def rows(self) -> tuple[Column, ...]:
        """Columns that decide which rows the query gives."""
        return tuple(sorted(self._all(self._deciding(self.root))))

    def _all(self, start: _Step) -> set[Column]:
        """Every column of a table that a step leads to, by value or by key."""
        steps = [start, *self._walk([*start.inner, *start.key_inner], keys=True)]
        return {column for step in steps for column in (*step.outer, *step.key_outer)}

    def _walk(self, start: Iterable[tuple[Scope, str]], *, keys: bool) -> Iterator[_Step]:
        waiting, seen = list(start), set()
        while waiting:
            scope, name = waiting.pop()
            if (id(scope.expression), name) not in seen:
                seen.add((id(scope.expression), name))
                step = self._step(scope, name)
                waiting += step.inner + (step.key_inner if keys else [])
                yield step

    # Names.

    def names(self, scope: Scope) -> list[str]:
        """Output columns of a (sub)query in their order.

        Raises:
            _UntraceableError: a star stands for columns nobody knows, or two columns have one name.
        """
        key = id(scope.expression)
        if key not in self._names:
            names = [name for name, _ in self._outputs(scope)]
            if scope.outer_columns:
                names = [column.lower() for column in scope.outer_columns] + names[len(scope.outer_columns) :]
            self._names[key] = names
        return self._names[key]

    def _outputs(self, scope: Scope) -> list[tuple[str, Expr | tuple[str, str]]]:
        """Output columns: name and its expression, or (alias of the relation, column) for one behind a star."""
        exp = self._exp
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            return [(name, query) for name in self.names((scope.set_operation_scopes or [])[0])]
        if isinstance(query, exp.UDTF):
            alias = query.args.get("alias")
            return [(column.name.lower(), query) for column in (alias.columns if alias else [])]
        if not isinstance(query, exp.Select):
            raise _UntraceableError(f"{type(query).__name__} in place of a select")
        outputs: list[tuple[str, Expr | tuple[str, str]]] = []
        for projection in query.expressions:
            star = projection.this if isinstance(projection, exp.Column) else projection
            if not isinstance(star, exp.Star):
                outputs.append((projection.alias_or_name.lower(), projection))
                continue
            if any(star.args.get(part) for part in ("except_", "except", "replace", "rename")):
                raise _UntraceableError("a star with exceptions")
            wanted = projection.table if isinstance(projection, exp.Column) else ""
            for alias, source in self._sources(scope).items():
                if not wanted or alias == wanted.lower():
                    outputs += [(name, (alias, name)) for name in self._columns(source)]
        return outputs

    def _sources(self, scope: Scope) -> dict[str, exp.Table | Scope]:
        """The relations in FROM and JOIN, by alias."""
        sources: dict[str, exp.Table | Scope] = {}
        for alias, (_, source) in scope.selected_sources.items():
            if not isinstance(source, self._exp.Table):
                source = self._recursive.get(id(source.expression), source)
            sources[alias.lower()] = source
        return sources

    def _columns(self, source: exp.Table | Scope) -> Sequence[str]:
        if not isinstance(source, self._exp.Table):
            return self.names(source)
        table = f"{source.db}.{source.name}".lower()
        if _EVERY in self._known.get(table, (_EVERY,)):
            raise _UntraceableError(f"the columns of {table} are not known")
        return self._known[table]

    # Steps.

    def _step(self, scope: Scope, name: str) -> _Step:
        key = (id(scope.expression), name)
        if key not in self._steps:
            try:
                self._steps[key] = self._output_step(scope, name)
            except _UntraceableError as error:
                self._steps[key] = self._everything(scope, str(error))
        return self._steps[key]

    def _output_step(self, scope: Scope, name: str) -> _Step:
        exp = self._exp
        names = self.names(scope)
        if names.count(name) != 1:
            raise _UntraceableError(f"{names.count(name)} columns of the name {name}")
        place = names.index(name)
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            branches = scope.set_operation_scopes or []
            return _Step(inner=[(branch, self.names(branch)[place]) for branch in branches], how="copied")
        if isinstance(query, exp.Values):
            step = _Step()
            for row in query.expressions:
                step.take(self._expression(scope, row.expressions[place]))
            return step
        if isinstance(query, exp.UDTF):
            return self._expression(scope, query)
        output = self._outputs(scope)[place][1]
        if isinstance(output, tuple):
            return self._of(scope, *output)
        return self._expression(scope, output)

    def _everything(self, scope: Scope, reason: str) -> _Step:
        """All columns of all relations that a (sub)query reads."""
        step = _Step(how="computed", reason=reason)
        branches = scope.set_operation_scopes or []
        sources = [*self._sources(scope).values(), *branches, *scope.subquery_scopes]
        for source in sources:
            if isinstance(source, self._exp.Table):
                table = f"{source.db}.{source.name}".lower()
                step.outer += [Column(table, name) for name in self._known.get(table, ())]
                if table not in self._known:
                    # A function in place of a table gives what its arguments make of it.
                    for column in source.find_all(self._exp.Column):
                        step.take(self._column(scope, column))
                continue
            try:
                step.inner += [(source, name) for name in self.names(source)]
            except _UntraceableError:
                step.take(self._everything(source, reason))
        return step

    def _expression(self, scope: Scope, expression: Expr) -> _Step:
        """The columns in an expression; those of a nested query are all that it looks at."""
        exp = self._exp
        bare = expression.unalias()
        if isinstance(bare, exp.Column):
            return self._column(scope, bare)
        step = _Step()
        aggregates = False
        for node in bare.walk(prune=lambda at: isinstance(at, exp.Query)):
            if isinstance(node, exp.Column):
                step.take(self._column(scope, node))
            elif isinstance(node, exp.Query):
                step.take(self._nested(node))
            elif isinstance(node, exp.AggFunc | exp.Window):
                aggregates = aggregates or (isinstance(node, exp.AggFunc) and node.find_ancestor(exp.Window) is None)
                if isinstance(node, exp.Window) and node.args.get("alias"):
                    # The name of a window stands for a clause of the select.
                    for window in scope.expression.args.get("windows") or []:
                        step.take(self._expression(scope, window))
                elif node.find(exp.Column, exp.Query) is None:
                    step.take(self._counted(scope))
        if step:
            step.how = "aggregated" if aggregates else "computed"
        return step

    def _counted(self, scope: Scope) -> _Step:
        """What `count(*)` is made of: what decides which rows there are, or else what names each of them."""
        step = self._deciding(scope)
        if step:
            return step
        for alias, source in self._sources(scope).items():
            if _ROW not in self._columns(source):
                return self._everything(scope, "it counts all rows of a relation that does not name them")
            step.take(self._of(scope, alias, _ROW))
        return step

    def _nested(self, query: Expr) -> _Step:
        """A query inside an expression: what it gives, and what decides its rows, for the value hangs on both."""
        inner = query.unnest() if isinstance(query, self._exp.Subquery) else query
        scope = self._scopes.get(id(inner))
        if scope is None:
            raise _UntraceableError("a nested query that cannot be read")
        step = _Step(inner=[(scope, name) for name in self.names(scope)], how="computed")
        step.take_as_keys(self._deciding(scope))
        return step

    def _column(self, scope: Scope, column: exp.Column) -> _Step:
        """Where a name in an expression points: a relation beside it, an output above it, or the query around it."""
        name, alias = column.name.lower(), column.table.lower()
        at: Scope | None = scope
        while at is not None:
            sources = self._sources(at)
            if alias and alias in sources:
                return self._of(at, alias, name)
            if not alias:
                # More than one only under USING, where each side gives the value.
                found = [other for other, source in sources.items() if name in self._columns(source)]
                if found:
                    step = _Step()
                    for other in found:
                        step.take(self._of(at, other, name))
                    return step
                if at is scope and isinstance(at.expression, self._exp.Select):
                    around = set(map(id, _parents(column)))
                    if any(label == name and id(output) not in around for label, output in self._outputs(at)):
                        return _Step(inner=[(at, name)], how="copied")
            at = at.parent
        raise _UntraceableError(f"{column.sql(dialect='duckdb')} names no column that is known")

    def _of(self, scope: Scope, alias: str, name: str) -> _Step:
        """A column of a relation in FROM or JOIN, and what it is looked up by if it was joined."""
        source = self._sources(scope)[alias]
        if name not in self._columns(source):
            raise _UntraceableError(f"{alias} has no column {name}")
        if isinstance(source, self._exp.Table):
            step = _Step(outer=[Column(f"{source.db}.{source.name}".lower(), name)], how="copied")
        else:
            step = _Step(inner=[(source, name)], how="copied")
        step.take_as_keys(self._joined_by(scope, alias))
        return step

    def _joined_by(self, scope: Scope, alias: str) -> _Step:
        """The columns that say which row of a relation stands beside which of the others."""
        key = (id(scope.expression), alias)
        if key not in self._joins:
            self._joins[key] = _Step()  # the condition names the relation itself; that is no news
            step = _Step()
            for join in scope.expression.args.get("joins") or []:
                # An outer join to the right decides for all relations before it as well.
                if join.alias_or_name.lower() == alias or join.side in ("RIGHT", "FULL"):
                    for condition in self._conditions(join):
                        step.take_as_keys(self._expression(scope, condition))
            self._joins[key] = step
        return self._joins[key]

    def _conditions(self, join: Expr) -> list[Expr]:
        using = [self._exp.column(column.name) for column in join.args.get("using") or []]
        on = join.args.get("on")
        return [*using, *([] if on is None else [on])]

    def _deciding(self, start: Scope) -> _Step:
        """The columns that decide which rows a (sub)query gives, those below it included."""
        step = _Step()
        waiting, seen = [start], set()
        while waiting:
            scope = waiting.pop()
            if id(scope.expression) not in seen:
                seen.add(id(scope.expression))
                step.take(self._own_deciding(scope))
                waiting += scope.set_operation_scopes or []
                sources = self._sources(scope).values()
                waiting += [source for source in sources if not isinstance(source, self._exp.Table)]
        return step

    def _own_deciding(self, scope: Scope) -> _Step:
        """The columns by which one (sub)query joins, filters, groups and, under a limit, sorts."""
        exp = self._exp
        query = scope.expression
        step = _Step()
        if not isinstance(query, exp.Select):
            return step
        clauses: list[Expr] = [
            clause for name in ("where", "having", "qualify", "group") if (clause := query.args.get(name)) is not None
        ]
        if query.args.get("limit") is not None and query.args.get("order") is not None:
            clauses.append(query.args["order"])
        for join in query.args.get("joins") or []:
            clauses += self._conditions(join)
        by_all = query.args.get("distinct") is not None
        for clause in clauses:
            if isinstance(clause, exp.Group):
                by_all = by_all or bool(clause.args.get("all"))
                for number in clause.expressions:
                    if isinstance(number, exp.Literal) and not number.is_string:
                        step.inner.append((scope, self.names(scope)[int(number.name) - 1]))
            try:
                step.take(self._expression(scope, clause))
            except _UntraceableError as error:
                step.take(self._everything(scope, str(error)))
        if by_all:
            step.inner += [(scope, name) for name in self.names(scope)]
        return step


# --- from a figure ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FigureLineage:
    """What one figure is made of.

    Attributes:
        relations: the facts whose rows it takes.
        measure: columns of those facts whose values are taken; empty for a number of rows.
        condition: columns of those facts that decide which rows count.
        measure_sources: delivered and reference columns behind `measure`.
        condition_sources: those behind `condition`.
        row_sources: those that decide which rows the facts have at all, before the figure chooses among them.
    """

    relations: tuple[str, ...]
    measure: tuple[Column, ...]
    condition: tuple[Column, ...]
    measure_sources: tuple[Column, ...]
    condition_sources: tuple[Column, ...]
    row_sources: tuple[Column, ...]

    @property
    def sources(self) -> tuple[Column, ...]:
        """Every delivered and reference column behind the figure, sorted."""
        return tuple(sorted({*self.measure_sources, *self.condition_sources, *self.row_sources}))


def figure_lineage(figure: Mapping[str, Any], lineage: Lineage) -> FigureLineage:
    """From a figure with a trail to the source columns it is made of.

    A value that stands in the trail, such as the code of an output in its condition, is taken as given; which figures
    there are, and whether one has a value yet, is a matter of `figures.figures` and of its columns' lineage.

    Args:
        figure: a row of `figures.figures`; `trail_relation`, `trail_predicate` and `trail_measure` are read. A derived
            figure may have rows without a measure; what is taken of them, its components say.
        lineage: of the project that made it.

    Raises:
        LineageError: the figure has no trail of its own (its components have), or the trail cannot be read.
    """
    relation = figure.get("trail_relation")
    if not relation:
        raise LineageError(f"{figure.get('figure_id')}: has no rows of its own; its components have")
    if relation not in lineage.tables:
        raise LineageError(f"{figure.get('figure_id')}: no table {relation}")
    measure = figure.get("trail_measure") or "1"
    condition = figure.get("trail_predicate") or "true"
    schema, table = _key(relation)
    sql = f'select {measure} as measure from "{schema}"."{table}" where {condition}'  # noqa: S608 - parsed, never run
    columns, rows = _read_query(sql, {relation: list(lineage.tables[relation].columns)}, [relation], [])
    if "measure" not in columns or columns["measure"].inferred:
        raise LineageError(f"{figure.get('figure_id')}: its trail cannot be read: {measure} where {condition}")
    return _figure([FigureLineage((relation,), columns["measure"].above, rows, (), (), ())], lineage)


def figure_lineages(
    figures: Mapping[str, Mapping[str, Any]], components: Mapping[str, Iterable[str]], lineage: Lineage
) -> dict[str, FigureLineage]:
    """The lineage of many figures; a derived one is made of what its components are made of, and of its own rows.

    Args:
        figures: figure id -> row of `figures.figures`.
        components: figure id -> ids of its components.
        lineage: of the project that made them.

    Raises:
        LineageError: see `figure_lineage`; a figure with neither trail nor components.
    """
    trails: dict[tuple[Any, ...], FigureLineage] = {}
    found: dict[str, FigureLineage] = {}

    def of(figure_id: str) -> FigureLineage:
        if figure_id in found:
            return found[figure_id]
        row = figures[figure_id]
        parts: list[FigureLineage] = []
        if row.get("trail_relation"):
            trail = tuple(row.get(name) for name in ("trail_relation", "trail_predicate", "trail_measure"))
            if trail not in trails:
                trails[trail] = figure_lineage(row, lineage)
            parts.append(trails[trail])
        if not row.get("trail_measure"):
            parts += [of(part) for part in components.get(figure_id, ())]
        if not parts:
            raise LineageError(f"{figure_id}: has neither rows nor components")
        found[figure_id] = parts[0] if len(parts) == 1 else _figure(parts, lineage)
        return found[figure_id]

    return {figure_id: of(figure_id) for figure_id in figures}


def _figure(parts: Sequence[FigureLineage], lineage: Lineage) -> FigureLineage:
    """What several trails are made of together, with the sources behind it."""
    relations = sorted({relation for part in parts for relation in part.relations})
    measure = sorted({column for part in parts for column in part.measure})
    condition = sorted({column for part in parts for column in part.condition})
    return FigureLineage(
        relations=tuple(relations),
        measure=tuple(measure),
        condition=tuple(condition),
        measure_sources=tuple(sorted({source for column in measure for source in lineage.sources(column)})),
        condition_sources=tuple(sorted({source for column in condition for source in lineage.sources(column)})),
        row_sources=tuple(sorted({source for relation in relations for source in lineage.row_sources(relation)})),
    )
