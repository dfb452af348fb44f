"""What a rule cannot see: the deliveries of which it can judge too little, and from how many rows it learns.

Belongs here: telling of such a delivery. Not here: a rule (within_registers, running).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from orchestration.ingestion.judging.coherence.register import Register, Unseen
from orchestration.ingestion.reading.coded import Positions
from orchestration.language.sentences import Sentence, say

RARE = 0.05
"""A rule learnt from the rows themselves is one that at most this share of them breaks."""

FEW = 10
"""Rows from which nothing is learnt."""

Told = Callable[[str], Sentence]
"""Of one cell, what is wrong with the cells of a column and what to do."""


def no_pattern(register: Register, rule: str, lost: Sentence) -> Told:
    """Numbers that are not made as a rule reads them, so that what is lost cannot be seen."""
    return lambda example: say(
        "its numbers, such as {example}, follow no pattern that the rule '{rule}' knows, so {lost} cannot be seen by"
        " them; declare `pattern` of the rule in the contract {contract} as the unit numbers them",
        example=example,
        rule=rule,
        lost=lost,
        contract=register.contract.kind,
    )


def unseen(register: Register, column: str, blind: Mapping[int, Positions], what: Told) -> Iterator[Unseen]:
    """A note for each delivery of whose filled cells more than half are none that the rule can judge.

    Args:
        register: of the rows.
        column: whose cells they are.
        blind: delivery order to the rows that the rule cannot judge.
        what: what is told of one of them.
    """
    filled = register.filled(column)
    for order, rows in blind.items():
        count = int(filled[register.table.order == order].sum())
        if count >= FEW and 2 * len(rows) > count:
            yield Unseen(order, column, what(f"'{register.told(register.row(int(rows[0])), column)}'"))
