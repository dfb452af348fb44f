"""Rules about what runs down a register: dates in their order, numbers that leave none out, an end that is missing.

Belongs here: the order of rows and of running numbers. Not here: rows and groups of them unlike the others
(within_registers), periods and versions (between_periods).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from orchestration.ingestion.contracts.rules import Ascending, ReachesTheEnd, Serial
from orchestration.ingestion.judging.coherence.blindness import FEW, RARE, no_pattern, unseen
from orchestration.ingestion.judging.coherence.register import Odd, Register, Test, Unseen
from orchestration.ingestion.reading.coded import Positions, members, numbered
from orchestration.language.sentences import joined, say
from orchestration.texts.dates import yymm

_NEAR = 5
"""A number or a gap up to which a series of running numbers has lost some, and was not begun elsewhere."""

_LARGEST = 2**62
"""Running numbers from which on arrays of machine numbers do not hold them."""


def _ascending(register: Register, declared: Ascending) -> Iterator[Odd | Unseen]:
    """Dates do not run backwards down a delivery, within groups that `pattern` takes from a column."""
    (rank,) = register.ranks(declared.column)
    named, filled = np.zeros(len(rank), dtype=np.int64), None
    if declared.pattern:
        pattern = re.compile(declared.pattern)
        texts = register.table.columns[declared.by]
        taken = [pattern.match(text or "") for text in texts.cells]
        groups: dict[str | None, int] = {}
        named = texts.through([groups.setdefault(t[1], len(groups)) if t else -1 for t in taken], np.int64)
        filled = register.filled(declared.by)
    unnamed: dict[int, Positions] = {}
    unsorted: dict[int, Positions] = {}
    for order, places in register.by_delivery.items():
        dated = places[rank[places] >= 0]
        within = dated[named[dated] >= 0]
        if filled is not None and len(lost := dated[(named[dated] < 0) & filled[dated]]):
            unnamed[order] = lost
        for part in members(numbered(named[within])):
            rows = within[part]
            if len(rows) < FEW or not (odd := _out_of_order(rank[rows])):
                continue
            if len(odd) > max(1, RARE * len(rows)):
                # Not sorted at all, so nothing is out of its place.
                unsorted[order] = np.concatenate([unsorted.get(order, rows[:0]), rows])
                continue
            for at in odd:
                row = register.row(int(rows[at]))
                before, after = (
                    register.told(register.row(int(rows[beside])), declared.column) if 0 <= beside < len(rows) else ""
                    for beside in (at - 1, at + 1)
                )
                sides = [say("after {date}", date=before)] if before else []
                sides += [say("before {date}", date=after)] if after else []
                text = register.told(row, declared.column)
                yield Odd(
                    row,
                    declared.column,
                    say("{date} stands {sides}", date=text, sides=joined(say(" and "), sides)),
                )
    if declared.pattern:
        lost_row = say("a row out of its place")
        yield from unseen(register, declared.by, unnamed, no_pattern(register, declared.rule, lost_row))
    yield from unseen(
        register,
        declared.column,
        unsorted,
        lambda _: say(
            "its dates stand in no order, so one that is mistyped cannot be seen by its place;"
            " sort the register by date if it should be"
        ),
    )


def _out_of_order(ranks: Positions) -> list[int]:
    """Positions outside the longest run of values that never falls."""
    from bisect import bisect_right

    if not (np.diff(ranks) < 0).any():
        return []
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for at, value in enumerate(ranks.tolist()):
        place = bisect_right(tails, value)
        previous.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(value)
            ends.append(at)
        else:
            tails[place] = value
            ends[place] = at
    kept, at = set(), ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = previous[at]
    return [at for at in range(len(ranks)) if at not in kept]


def _serial(register: Register, declared: Serial) -> Iterator[Odd | Unseen]:
    """Running numbers leave none out. Rejected rows count: their number is there.

    `pattern` has the groups `series` and `number`, and `yymm` where the number says the month of the column `date`.
    `contiguous` demands it of each delivery, otherwise all deliveries together leave no number out. `from_one` demands
    that a series begins with 1; without it a series that begins with 2 to 5 has lost what came before, while one that
    begins later was begun before the first delivery.
    """
    column = register.table.columns[declared.column]
    texts = _Numbers(declared.pattern, column.cells)
    named, number = column.through(texts.series, np.int64), column.through(texts.numbers, texts.kind)
    if texts.says_month:
        yield from _of_another_month(register, declared, texts)
    blind: dict[int, list[Positions]] = defaultdict(list)
    lost = np.flatnonzero((named < 0) & register.filled(declared.column))
    for order in _in_turn(register.table.order[lost]):
        blind[order].append(lost[register.table.order[lost] == order])
    rows = np.flatnonzero(named >= 0)
    group = numbered(named[rows], *([register.table.order[rows]] if declared.contiguous else []))
    seen: set[int] = set()
    for part in members(group):
        within = rows[part]
        present, first = np.unique(number[within], return_index=True)
        name, begins = int(named[within[0]]), int(present[0])
        near = 1 < begins <= _NEAR and len(present) >= FEW
        if name not in seen and (near or (declared.from_one and begins > 1)):
            present, first = np.r_[0, present], np.r_[first[0], first]
        seen.add(name)
        missing = int(present[-1]) - int(present[0]) + 1 - len(present)
        if len(present) < 2 or missing > max(_NEAR, len(present)):
            # Numbers that hardly ever follow each other are no running numbers.
            for order in _in_turn(register.table.order[within]):
                blind[order].append(within[register.table.order[within] == order])
            continue
        for at in np.flatnonzero(np.diff(present) > 1).tolist():
            row, before, after = register.row(int(within[first[at + 1]])), int(present[at]), int(present[at + 1])
            what = (
                say("number {before} is", before=before + 1)
                if after - before == 2
                else say("numbers {before} to {after} are", before=before + 1, after=after - 1)
            )
            text = register.text(row, declared.column)
            yield Odd(row, declared.column, say("{what} missing before {number}", what=what, number=text))
    told = {order: np.concatenate(parts) for order, parts in blind.items()}
    yield from unseen(register, declared.column, told, no_pattern(register, declared.rule, say("lost rows")))


class _Numbers:
    """The different texts of a column of running numbers, taken apart.

    Attributes:
        series: of each text, the number of its series; -1 where it is no running number.
        numbers: the running number.
        months: the month that it says; None where it says none.
        kind: of array that holds the numbers.
        says_month: whether the pattern takes a month at all.
    """

    def __init__(self, declared: str, texts: Sequence[str | None]) -> None:
        pattern = re.compile(declared, re.IGNORECASE)
        known = [group for group in ("series", "rest") if group in pattern.groupindex]
        self.says_month = "yymm" in pattern.groupindex
        names: dict[str, int] = {}
        self.series: list[int] = []
        self.numbers: list[int] = []
        self.months: list[str | None] = []
        for text in texts:
            found = pattern.fullmatch(text or "")
            name = "".join([found[group] or "" for group in known]) if found else ""
            self.series.append(names.setdefault(name, len(names)) if found else -1)
            self.numbers.append(int(found["number"]) if found else 0)
            self.months.append(found["yymm"] if found and self.says_month else None)
        self.kind: Any = np.int64 if max(self.numbers, default=0) < _LARGEST else object


def _of_another_month(register: Register, declared: Serial, texts: _Numbers) -> Iterator[Odd]:
    """Rows whose number says another month than their date."""
    column = register.table.columns[declared.column]
    months: dict[str, int] = {}
    said = [months.setdefault(month, len(months)) if month else -1 for month in texts.months]
    dated = [-1 if day is None else months.setdefault(yymm(day), len(months)) for day in register.days(declared.date)]
    there, here = column.through(said, np.int64), register.of_values(declared.date, dated, np.int64)
    for at in register.places[((there >= 0) & (here >= 0) & (there != here))[register.places]].tolist():
        row = register.row(at)
        text = register.told(row, declared.date)
        yield Odd(
            row,
            declared.date,
            say("{date}, though {number} is its number", date=text, number=register.text(row, declared.column)),
        )


def _in_turn(orders: Positions) -> list[int]:
    """The different deliveries of some rows, as they come first."""
    found, first = np.unique(orders, return_index=True)
    return [int(order) for order in found[np.argsort(first)]]


def _reaches_the_end(register: Register, declared: ReachesTheEnd) -> Iterator[Odd]:
    """The last date of a quarter's delivery is as near to the end of the quarter as dates of it are to each other."""
    from orchestration.workspace.quarters import Quarter as QuarterType

    days = [day.toordinal() if day is not None else 0 for day in register.days(declared.column)]
    day = register.of_values(declared.column, days, np.int64)
    for order, places in register.by_delivery.items():
        quarter = QuarterType.parse(register.table.quarters[order])
        end = quarter.end.toordinal()
        dates = np.unique(day[places])
        dates = dates[(dates > 0) & (dates <= end)]
        if len(dates) < FEW:
            continue
        silent = end - int(dates[-1])
        if silent > max(int(np.diff(dates).max()), 7):
            latest = places[day[places] == dates[-1]]
            last = register.row(int(latest[np.argmax(register.table.number[latest])]))
            yield Odd(
                last,
                declared.column,
                say(
                    "{date} is the last date, {silent} days before the end of {quarter}, and no two dates"
                    " before it are as far apart; the end of the file may be missing",
                    date=register.told(last, declared.column),
                    silent=silent,
                    quarter=quarter,
                ),
            )


RULES: dict[str, Test] = {
    "ascending": _ascending,
    "serial": _serial,
    "reaches_the_end": _reaches_the_end,
}
"""By the name that contracts use (contracts/rules.py)."""
