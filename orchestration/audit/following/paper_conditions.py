"""The predicate of a figure as conditions that a spreadsheet can put to the columns of its rows.

Belongs here: reading a predicate, and writing conditions as criteria of SUMIFS or as factors of SUMPRODUCT. Not here:
which rows there are (paper_rows.py) and what is made of them (paper_formulas.py).

SUMIFS and its kin guess what a criterion means: "52" is a number to them, "Mei 2025" a date, "a*" a pattern. So they
are used where nothing can be guessed, words of letters and whole numbers; elsewhere SUMPRODUCT compares cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

YES, NO = "ya", "tidak"
"""How a paper writes what is true and what is not."""

_SIGNS = {"EQ": "=", "GTE": ">=", "LTE": "<=", "GT": ">", "LT": "<"}
_WORD = re.compile(r"[a-z]+(_[a-z]+)*", re.ASCII)
_TRUTH = ("true", "false")


@dataclass(frozen=True)
class Condition:
    """One condition on one column.

    Attributes:
        column: what it looks at, as SQL over the relation; mostly the name of a column.
        sign: `=`, `>=`, `<=`, `>`, `<`; `in` one of the values; `filled`.
        values: texts or numbers; none for `filled`.
    """

    column: str
    sign: Literal["=", ">=", "<=", ">", "<", "in", "filled"]
    values: tuple[str | Decimal, ...] = ()

    def criterion(self) -> str | None:
        """As a criterion of SUMIFS; None where one could be taken for something else."""
        if self.sign == "filled":
            return '"<>"'
        [value, *others] = self.values
        if others:
            return None
        if isinstance(value, str):
            return f'"{value}"' if _WORD.fullmatch(value) and value not in _TRUTH else None
        if value != value.to_integral_value():
            return None
        return f"{value:f}" if self.sign == "=" else f'"{self.sign}{value:f}"'

    def factor(self, cells: str) -> str:
        """As a factor of SUMPRODUCT, 1 where it is fulfilled, over a range of cells."""
        if self.sign == "filled":
            return f'({cells}<>"")'
        if self.sign in ("=", "in"):
            return f"({'+'.join(_equal(cells, value) for value in self.values)})"
        return f"ISNUMBER({cells})*({cells}{self.sign}{_literal(self.values[0])})"


def conditions_of(predicate: str) -> list[Condition]:
    """The conditions of a predicate, all of which have to be fulfilled.

    What is no comparison of a column with fixed values becomes the condition that it is true, over a column of its own.
    """
    from sqlglot import exp, parse_one

    tree = parse_one(predicate, read="duckdb")
    found: list[Condition] = []
    for part in tree.flatten() if isinstance(tree, exp.And) else [tree]:
        found += _read(part.unnest())
    return found


def _read(part: Any) -> list[Condition]:
    from sqlglot import exp

    inner = part.this
    if isinstance(part, exp.And):
        return [one for side in part.flatten() for one in _read(side.unnest())]
    if isinstance(part, exp.Column):
        return [Condition(_sql(part), "=", (YES,))]
    if isinstance(part, exp.Not) and isinstance(inner, exp.Column):
        return [Condition(_sql(inner), "=", (NO,))]
    if isinstance(part, exp.Not) and isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return [Condition(_sql(inner.this), "filled")]
    sign = _SIGNS.get(type(part).__name__.upper())
    if sign and isinstance(inner, exp.Column) and (value := _value(part.expression)) is not None:
        if sign == "=" or isinstance(value, Decimal):
            return [Condition(_sql(inner), sign, (value,))]  # type: ignore[arg-type]
    elif isinstance(part, exp.In) and isinstance(inner, exp.Column) and part.expressions:
        values = [_value(one) for one in part.expressions]
        if None not in values:
            return [Condition(_sql(inner), "in", tuple(value for value in values if value is not None))]
    elif isinstance(part, exp.Between) and isinstance(inner, exp.Column):
        low, high = _value(part.args["low"]), _value(part.args["high"])
        if isinstance(low, Decimal) and isinstance(high, Decimal):
            return [Condition(_sql(inner), ">=", (low,)), Condition(_sql(inner), "<=", (high,))]
    return [Condition(_sql(part), "=", (YES,))]


def _sql(part: Any) -> str:
    return str(part.sql(dialect="duckdb"))


def _value(part: Any) -> str | Decimal | None:
    from sqlglot import exp

    if isinstance(part, exp.Neg) and isinstance(value := _value(part.this), Decimal):
        return -value
    if not isinstance(part, exp.Literal):
        return None
    return str(part.this) if part.is_string else Decimal(part.this)


def _equal(cells: str, value: str | Decimal) -> str:
    return f"EXACT({cells},{_literal(value)})" if isinstance(value, str) else f'({cells}={value:f})*({cells}<>"")'


def _literal(value: str | Decimal) -> str:
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else f"{value:f}"


def criteria(conditions: Sequence[Condition]) -> list[str] | None:
    """The criteria of all conditions; None where one of them has none."""
    found = [condition.criterion() for condition in conditions]
    return None if None in found else [one for one in found if one is not None]
