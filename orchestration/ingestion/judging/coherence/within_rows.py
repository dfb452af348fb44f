"""Rules between the cells of one row: a sum and its parts, a date and the one before it.

Belongs here: what a row shows by itself. Not here: single cells (validation, expectations), other rows of its register.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from orchestration.ingestion.contracts.rules import NotBefore, OfItsYear, Product, Sum, Together
from orchestration.ingestion.judging.coherence.register import Odd, Register, Test
from orchestration.language.sentences import NOTHING, joined, say


def _sum(register: Register, declared: Sum) -> Iterator[Odd]:
    """A number is the sum of others in its row."""
    for row in register.rows:
        if not register.text(row, declared.column) or not any(register.text(row, n) for n in declared.of):
            continue
        stated = register.number(row, declared.column)
        summed = sum((register.number(row, name) for name in declared.of), Decimal(0))
        if stated != summed:
            yield Odd(
                row,
                declared.column,
                say("{stated}, but its parts add up to {summed}", stated=f"{stated:f}", summed=f"{summed:f}"),
            )


def _product(register: Register, declared: Product) -> Iterator[Odd]:
    """A number is the product of others in its row."""
    for row in register.rows:
        if not all(register.text(row, name) for name in (declared.column, *declared.of)):
            continue
        stated, product = register.number(row, declared.column), Decimal(1)
        for name in declared.of:
            product *= register.number(row, name)
        if stated != product:
            yield Odd(
                row,
                declared.column,
                say(
                    "{stated}, but {of} is {product}",
                    stated=f"{stated:f}",
                    of=" x ".join(declared.of),
                    product=f"{product:f}",
                ),
            )


def _not_before(register: Register, declared: NotBefore) -> Iterator[Odd]:
    """A date does not lie before another of its row."""
    later, earlier = (ranks[register.places] for ranks in register.ranks(declared.column, declared.other))
    for at in register.places[(later >= 0) & (earlier >= 0) & (later < earlier)].tolist():
        row = register.row(at)
        other = register.label(declared.other)
        text, first = register.told(row, declared.column), register.told(row, declared.other)
        yield Odd(row, declared.column, say("{text} lies before {other} {first}", text=text, other=other, first=first))


def _of_its_year(register: Register, declared: OfItsYear) -> Iterator[Odd]:
    """A date does not lie before the year of its period; told once a delivery, for the period of the report."""
    first = register.quarter.year_start
    for rows in register.deliveries.values():
        odd = [
            (day, row)
            for row in rows
            if register.text(row, declared.period) == register.quarter.code
            and (day := register.day(row, declared.column)) is not None
            and day < first
        ]
        if odd:
            day, row = odd[0]
            more = say(", as in {count} more rows,", count=len(odd) - 1) if len(odd) > 1 else NOTHING
            text = say(
                "{day}{more} lies before {first}, though it stands for {quarter}",
                day=day,
                more=more,
                first=first,
                quarter=register.quarter,
            )
            yield Odd(row, declared.column, text)


def _together(register: Register, declared: Together) -> Iterator[Odd]:
    """Two cells are filled both or not at all; `when` replaces one of them by the values that demand the other."""
    when = re.compile(declared.when, re.IGNORECASE)
    wanted = register.table.columns[declared.other].told(lambda text: bool(when.fullmatch(text or "")))
    odd = register.filled(declared.column) != wanted
    for at in register.places[odd[register.places]].tolist():
        row = register.row(at)
        filled = register.text(row, declared.column)
        state = say("is '{value}'", value=register.told(row, declared.column)) if filled else say("is empty")
        beside = joined(" ", [register.label(declared.other), f"'{register.told(row, declared.other)}'"])
        yield Odd(row, declared.column, say("{state} beside {beside}", state=state, beside=beside))


RULES: dict[str, Test] = {
    "sum": _sum,
    "product": _product,
    "not_before": _not_before,
    "of_its_year": _of_its_year,
    "together": _together,
}
"""By the name that contracts use (contracts/rules.py)."""
