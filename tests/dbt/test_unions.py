"""A union keeps the decimals of every branch: engines take the scale of one of them and round the others in silence."""

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


@pytest.mark.slow
def test_no_union_of_the_models_narrows_a_decimal(small: Built, workshop: Workspace) -> None:
    from orchestration.transformation import runner

    compiled = runner.compiled(workshop, DBT_PROJECT)
    with duckdb.connect(str(small.path), read_only=True) as connection:
        wrong = {name: told for name, query in compiled.items() if (told := unequal_scales(connection, query))}
    assert len(compiled) > 50
    assert wrong == {}
