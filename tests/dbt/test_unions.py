"""A union, and a case, keeps the decimals of every branch: engines may take the scale of one and round the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from orchestration.workspace.settings import Workspace
from tests.dbt.conftest import DBT_PROJECT, Built


def unequal_scales(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    """The columns whose scale differs between the branches of a union anywhere in a query, each with its types."""
    found = []
    for branches in _unions(query):
        relations = [connection.sql(branch) for branch in branches]
        types = zip(*(relation.types for relation in relations), strict=True)
        for name, kinds in zip(relations[0].columns, types, strict=True):
            texts = {str(kind) for kind in kinds}
            if len({_scale(text) for text in texts if re.match("DECIMAL|DOUBLE|FLOAT", text)}) > 1:
                found.append(f"{name}: {', '.join(sorted(texts))}")
    return found


def _scale(text: str) -> str:
    return text.rpartition(",")[2]


def _unions(query: str) -> Iterator[list[str]]:
    """The branches of each union, each a query of its own: with the CTEs that it may read."""
    tree = sqlglot.parse_one(query, dialect="duckdb")
    ctes = list(tree.ctes)
    for union in tree.find_all(exp.SetOperation):
        if isinstance(union.parent, exp.SetOperation):
            continue
        inside = [number for number, cte in enumerate(ctes) if union in cte.find_all(exp.SetOperation)]
        known = ctes[: inside[0] + 1] if inside else ctes
        before = f"WITH RECURSIVE {', '.join(cte.sql('duckdb') for cte in known)} " if known else ""
        yield [before + branch.sql("duckdb") for branch in _branches(union)]


def _branches(part: exp.Expression) -> Iterator[exp.Expression]:
    if isinstance(part, exp.SetOperation):
        yield from _branches(part.this)
        yield from _branches(part.expression)
    else:
        bare = part.copy()
        bare.set("with_", None)
        yield bare


def narrowing_choices(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    """The cases and coalesces among the columns of any select that have fewer decimals than a branch of theirs."""
    tree = sqlglot.parse_one(query, dialect="duckdb")
    ctes = list(tree.ctes)
    within = {id(select): number for number, cte in enumerate(ctes) for select in cte.find_all(exp.Select)}
    found = []
    for select in tree.find_all(exp.Select):
        choices = [
            (node, branches)
            for column in select.expressions
            for node in column.find_all(exp.Case, exp.Coalesce)
            if node.find_ancestor(exp.Select) is select and len(branches := _values(node)) > 1
        ]
        for is_grouped in (False, True):
            asked = [(node, of) for node, of in choices if any(map(_is_aggregate, of)) is is_grouped]
            if not asked:
                continue
            bare = select.copy()
            for part in (
                "with_",
                "distinct",
                "having",
                "order",
                "qualify",
                "limit",
                *(() if is_grouped else ("group",)),
            ):
                bare.set(part, None)
            bare.set("expressions", [value.copy() for node, of in asked for value in (node, *of)])
            known = ctes[: within.get(id(select), len(ctes)) + 1]
            before = f"WITH RECURSIVE {', '.join(cte.sql('duckdb') for cte in known)} " if known else ""
            types = iter(connection.sql(before + bare.sql("duckdb")).types)
            for node, of in asked:
                whole, *parts = [str(next(types)) for _ in (node, *of)]
                decimals = [int(_scale(kind)[:-1]) for kind in parts if kind.startswith("DECIMAL")]
                if decimals and (not whole.startswith("DECIMAL") or int(_scale(whole)[:-1]) < max(decimals)):
                    found.append(f"{node.sql('duckdb')[:200]}: {whole} of {', '.join(parts)}")
    return found


def _values(node: exp.Expression) -> list[exp.Expression]:
    """What a case or coalesce may come to, without texts and nulls."""
    if isinstance(node, exp.Coalesce):
        values = [node.this, *node.expressions]
    else:
        values = [*(branch.args["true"] for branch in node.args["ifs"]), node.args.get("default")]
    return [
        value
        for value in values
        if value is not None and not isinstance(value, exp.Null | exp.Boolean) and not value.is_string
    ]


def _is_aggregate(value: exp.Expression) -> bool:
    return any(found.find_ancestor(exp.Window) is None for found in value.find_all(exp.AggFunc))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("select cast(1 as decimal(38, 18)) as a union all select cast(2 as decimal(38, 2))", 1),
        ("select cast(1 as decimal(38, 2)) as a union all select cast(2 as decimal(20, 2))", 0),
        ("select cast(1 as decimal(38, 2)) as a union all select 2", 0),
        ("select cast(1 as decimal(38, 2)) as a union all select cast(2 as double)", 1),
        (
            "with a as (select cast(1 as decimal(9, 1)) as x), b as (select x from a union all select x from a "
            "union all select x / 2 from a) select x from b",
            1,
        ),
    ],
)
def test_the_finder_sees_what_narrows(query: str, told: int) -> None:
    with duckdb.connect() as connection:
        assert len(unequal_scales(connection, query)) == told


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("select case when a > 1 then a else b end as c from decimals", 1),
        ("select coalesce(sum(a), sum(b)) as c from decimals group by b", 1),
        ("select sum(coalesce(a, b)) as c from decimals", 1),
        ("with d as (select a, b from decimals) select (select max(case when a > 1 then b else a end) from d) as c", 1),
        ("select case when a > 1 then a else cast(b as decimal(38, 18)) end as c from decimals", 0),
        ("select coalesce(a, 0) as c, case when b > 1 then 'x' end as d from decimals", 0),
    ],
)
def test_the_finder_sees_a_choice_that_narrows(query: str, told: int) -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE decimals (a DECIMAL(38, 18), b DECIMAL(38, 2))")
        assert len(narrowing_choices(connection, query)) == told


@pytest.mark.slow
def test_no_union_and_no_case_of_the_models_narrows_a_decimal(small: Built, workshop: Workspace) -> None:
    from orchestration.transformation import runner

    compiled = runner.compiled(workshop, DBT_PROJECT)
    with duckdb.connect(str(small.path), read_only=True) as connection:
        wrong = {name: told for name, query in compiled.items() if (told := unequal_scales(connection, query))}
        narrowed = {name: told for name, query in compiled.items() if (told := narrowing_choices(connection, query))}
    assert len(compiled) > 50
    assert wrong == narrowed == {}
