"""Reads the models' queries: what each column, and which rows a table has, come from.

Belongs here: the analysis of SQL, as dbt compiles it; nothing is executed and the warehouse stays closed. Not here:
what the answer means (columns.py), compiling and keeping it (loading.py).

Every table is led by the unit whose rows it has (workspace/leading.py), and every query keeps units apart. Which unit a
row is of decides nothing within one, so it is no key of a column and decides no rows.

A number of rows, `count(*)`, is made of the columns that decide which rows there are to count; where nothing decides,
of the column that names the delivered row.

What cannot be traced to a column is never left out. A name that no table explains, a count of all rows, a query that
the parser cannot read: the column then depends on all columns of the relations read there and is marked as inferred.
Too much is safe for somebody who asks what a change would touch, too little is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from orchestration.lineage.columns import INFERRED, Column, How, Lineage, LineageError, Origin, Table
from orchestration.workspace.leading import UNIT

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.expressions import Expr
    from sqlglot.optimizer.scope import Scope

    from orchestration.transformation.project import DbtProject

_STRENGTH: tuple[How, ...] = ("constant", "copied", "computed", "aggregated")

_ROW = "_source_row_id"
"""The column that names a delivered row, wherever rows are still those of a delivery."""

_EVERY = "*"
"""The one column of a table whose query cannot be read and whose columns nobody has written down."""


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
        columns, rows = read_query(
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


def read_query(
    sql: str, known: Mapping[str, Sequence[str]], reads: Sequence[str], documented: Sequence[str]
) -> tuple[dict[str, Origin], tuple[Column, ...]]:
    """Columns and row-deciding columns of one query; of an unreadable one, everything it might depend on.

    Args:
        sql: the query, in DuckDB's dialect.
        known: `schema.table` -> columns.
        reads: tables it reads.
        documented: its columns as documented, should it not be readable.
    """
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

    def within_a_unit(self) -> _Step:
        """The same without the column that says of which unit a row is."""
        self.inner = [pair for pair in self.inner if pair[1] != UNIT]
        self.key_inner = [pair for pair in self.key_inner if pair[1] != UNIT]
        self.outer = [column for column in self.outer if column.name != UNIT]
        self.key_outer = [column for column in self.key_outer if column.name != UNIT]
        return self


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
                if not self._parts_units(node):
                    step.take(self._column(scope, node))
            elif isinstance(node, exp.Query):
                step.take(self._nested(node))
            elif isinstance(node, exp.AggFunc | exp.Window):
                aggregates = aggregates or (isinstance(node, exp.AggFunc) and node.find_ancestor(exp.Window) is None)
                if isinstance(node, exp.Window) and node.args.get("alias"):
                    # The name of a window stands for a clause of the select.
                    for window in scope.expression.args.get("windows") or []:
                        step.take(self._expression(scope, window))
                elif all(
                    isinstance(at, exp.Column) and self._parts_units(at) for at in node.find_all(exp.Column, exp.Query)
                ):
                    step.take(self._counted(scope))
        if step:
            step.how = "aggregated" if aggregates else "computed"
        return step

    def _parts_units(self, column: exp.Column) -> bool:
        """Whether it keeps the units apart in a window."""
        is_part = isinstance(column.parent, self._exp.Window) and column.arg_key == "partition_by"
        return is_part and column.name.lower() == UNIT

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
            self._joins[key] = step.within_a_unit()
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
        return step.within_a_unit()
