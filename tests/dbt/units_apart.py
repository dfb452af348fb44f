"""Whether a query keeps the rows of different units apart, read off its syntax.

Belongs here: the rules, over the SQL that dbt compiles. Not here: which queries have to keep
them (test_units_apart.py).

A relation is a unit's as soon as it is read from a table; a list of values is everybody's. What is a unit's has
`kode_satker` as its first column, and two such relations meet on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlglot
from sqlglot import exp

UNIT = "kode_satker"


def meetings(sql: str) -> list[str]:
    """Where rows of one unit can meet those of another: a sentence each; empty where they cannot."""
    found: list[str] = []
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    shared = {cte.alias for cte in tree.find_all(exp.CTE) if not _reads_tables(cte.this)}
    for select in tree.find_all(exp.Select):
        found += [f"{wrong}: {_shown(select)}" for wrong in _of_select(select, shared)]
    return found


def _of_select(select: exp.Select, shared: set[str]) -> Iterator[str]:
    sources = _sources(select)
    units = [name for name, source in sources.items() if not _is_shared(source, shared)]
    if not units:
        return
    if _is_condition(select):
        if not any(_meets(side, units) for side in _conjuncts(select.args.get("where"))):
            yield "a subquery is not of the unit of its row"
    elif not _leads(select):
        yield f"{UNIT} is not the first column"
    for name, condition in _joined(select, units):
        if not any(_joins(side, name, units) for side in _conjuncts(condition)):
            yield f"{name} is not joined by unit"
    group = select.args.get("group")
    if group is None:
        if not _is_condition(select) and any(_own(select, exp.AggFunc)):
            yield "an aggregate is not of one unit"
    elif not all(any(_is_unit(key) for key in keys) for keys in _grouping(group)):
        yield "a group is not of one unit"
    for window in _own(select, exp.Window):
        if not any(_is_unit(key) for key in window.args.get("partition_by") or []):
            yield "a window is not of one unit"


def _sources(select: exp.Select) -> dict[str, exp.Expression]:
    """The relations that a select reads, by the name that it calls them."""
    start = select.args.get("from_") or select.args.get("from")
    read = ([start.this] if start else []) + [join.this for join in select.args.get("joins") or []]
    return {source.alias_or_name: source for source in read}


def _joined(select: exp.Select, units: list[str]) -> Iterator[tuple[str, exp.Expression | None]]:
    """The joined relations that are a unit's, with their conditions; the first one meets no other."""
    joins = {join.alias_or_name: join.args.get("on") for join in select.args.get("joins") or []}
    return ((name, joins.get(name)) for name in units[1:])


def _reads_tables(query: exp.Expression) -> bool:
    return next(query.find_all(exp.Table), None) is not None


def _is_shared(source: exp.Expression, shared: set[str]) -> bool:
    """Whether it is a list of values."""
    return source.name in shared if isinstance(source, exp.Table) else not _reads_tables(source)


def _is_condition(select: exp.Select) -> bool:
    """Whether it stands in the place of a value: in EXISTS, IN, or as a scalar."""
    above: exp.Expression | None = select.parent
    if isinstance(above, exp.Subquery) and not isinstance(above.parent, (exp.From, exp.Join, exp.Union)):
        return True
    return isinstance(above, (exp.Exists, exp.In))


def _leads(select: exp.Select) -> bool:
    first = select.expressions[0]
    if isinstance(first, exp.Star) or (isinstance(first, exp.Column) and isinstance(first.this, exp.Star)):
        return True
    return bool(first.alias_or_name == UNIT)


def _conjuncts(condition: exp.Expression | None) -> Iterable[exp.Expression]:
    if condition is None:
        return []
    if isinstance(condition, exp.Where):
        condition = condition.this
    return condition.flatten() if isinstance(condition, exp.And) else [condition]


def _sides(condition: exp.Expression) -> tuple[set[str], set[str]] | None:
    """The relations whose units an equality compares, side by side."""
    condition = condition.unnest()
    if not isinstance(condition, exp.EQ):
        return None
    sides = []
    for side in (condition.left, condition.right):
        columns = list(side.find_all(exp.Column))
        if not columns or not all(column.name == UNIT for column in columns):
            return None
        sides.append({column.table for column in columns})
    return sides[0], sides[1]


def _joins(condition: exp.Expression, name: str, units: list[str]) -> bool:
    """Whether it compares the unit of a joined relation with that of one before it."""
    sides = _sides(condition)
    if sides is None:
        return False
    one, other = sides if name in sides[0] else sides[::-1]
    return one == {name} and name not in other and other <= set(units)


def _meets(condition: exp.Expression, units: list[str]) -> bool:
    """Whether it compares the unit of a subquery's own relation with that of the row outside."""
    sides = _sides(condition)
    if sides is None:
        return False
    within = [side <= set(units) for side in sides]
    return within.count(True) == 1


def _grouping(group: exp.Group) -> Iterator[list[exp.Expression]]:
    """The keys of every set of groups."""
    sets = list(group.find_all(exp.GroupingSets))
    if not sets:
        yield group.expressions
    for keys in (keys for one in sets for keys in one.expressions):
        yield keys.expressions if isinstance(keys, exp.Tuple) else [keys.unnest()]


def _is_unit(key: exp.Expression) -> bool:
    return any(column.name == UNIT for column in key.find_all(exp.Column))


def _own(select: exp.Select, kind: type[exp.Expression]) -> Iterator[exp.Expression]:
    """The expressions of a kind in a select's own list and filters; of aggregates those that no window wraps."""
    for part in [*select.expressions, select.args.get("having"), select.args.get("qualify")]:
        if part is None:
            continue
        for node in part.find_all(kind):
            is_wrapped = kind is exp.AggFunc and isinstance(node.parent, (exp.Window, exp.Filter))
            if node.find_ancestor(exp.Select) is select and not is_wrapped:
                yield node


def _shown(select: exp.Select) -> str:
    return " ".join(select.sql(dialect="duckdb").split())[:160]
