"""Rules between a delivery and the one before it: what was said once of a key, and rows that have to come again.

Belongs here: the same key in two deliveries. Not here: periods that one delivery holds (between_periods).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from orchestration.ingestion.contracts.rules import Carried, Fixed
from orchestration.ingestion.judging.coherence.register import Odd, Register, Row, Test
from orchestration.language.sentences import say, verbatim


def _fixed(register: Register, declared: Fixed) -> Iterator[Odd]:
    """A later delivery says of the same key what an earlier one said; only an empty cell may be filled."""
    if len(register.deliveries) < 2:
        return
    where = declared.where
    latest: dict[tuple[str, ...], Row] = {}
    for rows in register.by_key.values():
        for key, row in rows.items():
            earlier = latest.get(key)
            latest[key] = row
            if earlier is None or not register.matches(earlier, where):
                continue
            for name in declared.columns:
                if earlier.texts[name] == row.texts[name]:
                    continue
                before, now = register.value(earlier, name), register.value(row, name)
                if before is not None and before != now:
                    person = register.columns[name].identity
                    here = say("another value") if person else verbatim(f"'{register.told(row, name)}'")
                    there = say("a value") if person else verbatim(f"'{register.told(earlier, name)}'")
                    file = register.labels[earlier.order]
                    yield Odd(
                        row,
                        name,
                        say(
                            "{here}, but the earlier {file} has {there} in row {number}",
                            here=say("empty") if now is None else here,
                            file=file,
                            there=there,
                            number=earlier.number,
                        ),
                    )


def _carried(register: Register, declared: Carried) -> Iterator[Odd]:
    """Rows of one delivery come again in the next; `where` says which. An export of other rows alone is none.

    `since` names the date by which a later delivery may begin later: only rows from its first day on are demanded.
    """
    where, since, orders = declared.where, declared.since, sorted(register.deliveries)
    for before, after in pairwise(orders):
        due = {key: row for key, row in register.by_key[before].items() if register.matches(row, where)}
        if since:
            first = min((day for row in register.deliveries[after] if (day := register.day(row, since))), default=None)
            due = {key: row for key, row in due.items() if first and (day := register.day(row, since)) and day >= first}
        gone = [row for key, row in due.items() if key not in register.by_key[after]]
        if not due or len(gone) * 2 > len(due):
            continue
        last = max(register.by_key[after].values(), key=lambda row: row.number)
        for row in gone:
            key = " ".join(
                register.told(row, name)
                for name in register.contract.natural_key
                if not register.contract.column(name).identity
            )
            yield Odd(
                last,
                register.contract.natural_key[0],
                say(
                    "the row {key} of the earlier {file} (row {number}) does not come again",
                    key=key,
                    file=register.labels[row.order],
                    number=row.number,
                ),
            )


RULES: dict[str, Test] = {
    "fixed": _fixed,
    "carried": _carried,
}
"""By the name that contracts use (contracts/rules.py)."""
