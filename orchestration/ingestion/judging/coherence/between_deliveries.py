"""Rules between a delivery and the one before it: what was said once of a key, and rows that have to come again.

Belongs here: the same key in two deliveries. Not here: periods that one delivery holds (between_periods).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from orchestration.ingestion.contracts.rules import Carried, Fixed
from orchestration.ingestion.judging.coherence.register import Odd, Register, Row, Test
from orchestration.language.sentences import say, verbatim


def _fixed(register: Register, declared: Fixed) -> Iterator[Odd]:
    """A later delivery says of the same key what an earlier one said; only an empty cell may be filled."""
    if len(register.by_key) < 2:
        return
    rows = np.concatenate(list(register.by_key.values()))
    # Rows of one key below each other, each after that of the delivery before it.
    by_key = np.argsort(register.keys[rows], kind="stable")
    again = 1 + np.flatnonzero(np.diff(register.keys[rows[by_key]]) == 0)
    again = again[np.argsort(by_key[again])]
    before, after = rows[by_key[again - 1]], rows[by_key[again]]
    asked = register.matching(declared.where)[before]
    before, after = before[asked], after[asked]
    texts = [register.table.columns[name] for name in declared.columns]
    stated = [text.told(lambda cell: cell is not None)[before] for text in texts]
    differs = [(text.codes[before] != text.codes[after]) & told for text, told in zip(texts, stated, strict=True)]
    for at in np.flatnonzero(np.any(differs, axis=0)).tolist():
        earlier, row = register.row(int(before[at])), register.row(int(after[at]))
        for name, different in zip(declared.columns, differs, strict=True):
            if different[at]:
                yield from _changed(register, earlier, row, name)


def _changed(register: Register, earlier: Row, row: Row, name: str) -> Iterator[Odd]:
    before, now = register.value(earlier, name), register.value(row, name)
    if before is None or before == now:
        return
    person = register.columns[name].identity
    here = say("another value") if person else verbatim(f"'{register.told(row, name)}'")
    there = say("a value") if person else verbatim(f"'{register.told(earlier, name)}'")
    yield Odd(
        row,
        name,
        say(
            "{here}, but the earlier {file} has {there} in row {number}; of the files of a folder the one counts whose"
            " name comes last",
            here=say("empty") if now is None else here,
            file=register.labels[earlier.order],
            there=there,
            number=earlier.number,
        ),
    )


def _carried(register: Register, declared: Carried) -> Iterator[Odd]:
    """Rows of one delivery come again in the next; `where` says which. An export of other rows alone is none.

    `since` names the date by which a later delivery may begin later: only rows from its first day on are demanded.
    """
    wanted, since = register.matching(declared.where), declared.since
    for before, after in pairwise(sorted(register.by_key)):
        due = register.by_key[before]
        due = due[wanted[due]]
        if since:
            days = [day.toordinal() if day is not None else 0 for day in register.days(since)]
            day = register.of_values(since, days, np.int64)
            dated = day[register.by_delivery[after]]
            first = dated[dated > 0].min(initial=np.iinfo(np.int64).max)
            due = due[day[due] >= first]
        gone = due[~np.isin(register.keys[due], register.keys[register.by_key[after]])]
        if not len(due) or len(gone) * 2 > len(due):
            continue
        there = register.by_key[after]
        last = register.row(int(there[np.argmax(register.table.number[there])]))
        for row in map(register.row, gone.tolist()):
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
