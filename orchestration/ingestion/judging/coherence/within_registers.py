"""Rules between the rows of a register: how it is kept shows what does not belong.

Belongs here: rows that repeat, amounts and codes unlike the others, sides that balance. Not here: one row by itself
(within_rows), what runs down a register (running), periods and versions in it (between_periods), what an earlier
delivery said of the same key (between_deliveries).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np

from orchestration.ingestion.contracts.rules import (
    Balance,
    Constant,
    OneCode,
    Outlier,
    Ratio,
    Shape,
    Twice,
    Unlike,
)
from orchestration.ingestion.judging.coherence.blindness import FEW, RARE, no_pattern, unseen
from orchestration.ingestion.judging.coherence.register import Odd, Register, Row, Test, Unseen
from orchestration.ingestion.reading.coded import Positions, members, numbered, repeated
from orchestration.language.sentences import joined, say

_EXACT = 1e-12
"""How near to each other two numbers may be so that only their decimals tell which is larger."""


def _unlike(register: Register, declared: Unlike) -> Iterator[Odd]:
    """No row of a delivery repeats another cell by cell."""
    for places in register.by_delivery.values():
        alike = repeated(*(column.codes[places] for column in register.table.columns.values()))
        first: dict[tuple[str, ...], int] = {}
        for at in places[alike].tolist():
            earlier = first.setdefault(tuple(register.text_at(at, name) for name in register.columns), at)
            if earlier != at:
                text = say("every cell is as in row {row}; both rows count", row=register.row(earlier).number)
                yield Odd(register.row(at), register.contract.natural_key[0], text)


def _twice(register: Register, declared: Twice) -> Iterator[Odd]:
    """One person does not give the same answers again within some minutes.

    A person is whom one of the columns `persons` names; rows that a later delivery brings again count there alone.
    """
    content: list[np.ndarray[Any, Any]] = [register.same(declared.by)]
    content += [register.table.columns[name].codes for name in declared.columns]
    newest = _newest(register)
    newest = newest[register.same(declared.column)[newest] >= 0]
    alike = np.zeros(len(newest), dtype=bool)
    for name in declared.persons:
        known = register.filled(name)[newest]
        rows = newest[known]
        alike[known] |= repeated(register.table.columns[name].codes[rows], *(part[rows] for part in content))
    timed = [(register.value(row, declared.column), row) for row in map(register.row, newest[alike].tolist())]
    last: dict[tuple[Any, ...], tuple[dt.datetime, Row]] = {}
    for when, row in sorted(timed, key=lambda item: (item[0], item[1].order, item[1].number)):
        answers = (register.value(row, declared.by), *(register.text(row, name) for name in declared.columns))
        persons = [(name, text) for name in declared.persons if (text := register.text(row, name))]
        keys = [(*person, *answers) for person in persons]
        pause = dt.timedelta(minutes=int(declared.minutes))
        earlier = next((last[key][1] for key in keys if key in last and when - last[key][0] <= pause), None)
        if earlier is not None:
            text = say(
                "the same answers twice of one person within {minutes} minutes, here and in row {row}",
                minutes=declared.minutes,
                row=earlier.number,
            )
            yield Odd(row, declared.column, text)
        last |= dict.fromkeys(keys, (when, row))


def _newest(register: Register) -> Positions:
    """Of each key the row of the latest delivery that has it, in the order in which the keys come first."""
    rows = np.concatenate([*register.by_key.values(), np.zeros(0, dtype=np.int64)])
    key = numbered(register.keys[rows])
    last = np.zeros(int(key.max(initial=-1)) + 1, dtype=np.int64)
    last[key] = rows
    return last


def _ratio(register: Register, declared: Ratio) -> Iterator[Odd]:
    """A number divided by another lies within a factor of what it usually is in rows of the same group."""
    divided, divisor = register.numbers(declared.column), register.numbers(declared.per)
    over = register.of_values(declared.column, divided, float)
    under = register.of_values(declared.per, divisor, float)
    places = register.places[(over[register.places] > 0) & (under[register.places] > 0)]
    group = numbered(register.same(declared.by)[places] + 1)
    about = over[places] / under[places]
    by, per = register.table.columns[declared.column], register.table.columns[declared.per]

    @cache
    def quotient(over: int, under: int) -> Decimal:
        return divided[over] / divisor[under]

    def exact(at: int) -> Decimal:
        return quotient(int(by.codes[at]), int(per.codes[at]))

    for within in members(group):
        ratios, rows = about[within], places[within]
        if len(rows) < FEW:
            continue
        usual = _median(ratios, rows, exact)
        low, high = usual / declared.factor, usual * declared.factor
        # Only where rounding could decide is the exact quotient asked.
        doubtful = (ratios < float(low) * (1 + _EXACT)) | (ratios > float(high) * (1 - _EXACT))
        odd = [(ratio, at) for at in rows[doubtful].tolist() if not low <= (ratio := exact(at)) <= high]
        if len(odd) > RARE * len(rows):
            continue
        for ratio, at in odd:
            yield Odd(
                register.row(at),
                declared.per,
                say(
                    "{ratio} for one of {per}, where {usual} is usual",
                    ratio=f"{ratio:.0f}",
                    per=register.label(declared.per),
                    usual=f"{usual:.0f}",
                ),
            )


def _median(ratios: np.ndarray[Any, Any], rows: Positions, exact: Callable[[int], Decimal]) -> Decimal:
    """The exact median of quotients that are known roughly; `exact` makes the one of a row."""
    half, odd = divmod(len(ratios), 2)
    found = []
    for rank in (half,) if odd else (half - 1, half):
        rough = np.partition(ratios, rank)[rank]
        near = np.abs(ratios - rough) <= rough * _EXACT
        below = int(((ratios < rough) & ~near).sum())
        found.append(sorted(map(exact, rows[near].tolist()))[rank - below])
    return sum(found, Decimal(0)) / len(found)


def _outlier(register: Register, declared: Outlier) -> Iterator[Odd]:
    """No amount is a factor larger than every other of its sign in its delivery."""
    numbers = register.numbers(declared.column)
    ordered = sorted(set(numbers))
    place = {number: rank for rank, number in enumerate(ordered)}
    ranks = register.of_values(declared.column, [place[number] for number in numbers], np.int64)
    signs = register.of_values(declared.column, [(number > 0) - (number < 0) for number in numbers], np.int64)
    for places in register.by_delivery.values():
        for sign in (1, -1):
            sized = places[signs[places] == sign]
            if len(sized) < 3:
                continue
            sizes = sign * ranks[sized]
            largest = int(np.argmax(sizes))
            size, second = (ordered[sign * int(rank)] for rank in np.partition(sizes, -2)[[-1, -2]])
            if sign * size > declared.factor * sign * second:
                yield Odd(
                    register.row(int(sized[largest])),
                    declared.column,
                    say("{size}, where the next is {next}", size=f"{size:f}", next=f"{second:f}"),
                )


def _constant(register: Register, declared: Constant) -> Iterator[Odd | Unseen]:
    """Rows of one group agree in a column; the group is a column, or the part of it that `pattern` takes."""
    pattern = re.compile(declared.pattern, re.IGNORECASE)
    texts = register.table.columns[declared.by]
    taken = [pattern.match(text or "") for text in texts.cells]
    groups: dict[str, int] = {}
    named = texts.through([groups.setdefault(t[1].casefold(), len(groups)) if t and t[1] else -1 for t in taken], int)
    names = list(groups)
    same, filled = register.same(declared.column), register.filled(declared.by)
    blind: dict[int, Positions] = {}
    for order, places in register.by_delivery.items():
        lost = places[(named[places] < 0) & filled[places]]
        if len(lost):
            blind[order] = lost
        rows = places[named[places] >= 0]
        group = numbered(named[rows])
        _, first, count = np.unique(numbered(group, same[rows] + 1), return_index=True, return_counts=True)
        by_group: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for begins, often in zip(first.tolist(), count.tolist(), strict=True):
            by_group[int(group[begins])].append((often, begins))
        within = members(group)
        for number in sorted(number for number, kinds in by_group.items() if len(kinds) > 1):
            often, begins = max(by_group[number], key=lambda kind: (kind[0], -kind[1]))
            size = len(within[number])
            if size < FEW or size - often > max(2, RARE * size):
                continue
            usual = register.row(int(rows[begins]))
            example = register.told(usual, declared.column)
            together = rows[within[number]]
            for row in map(register.row, together[same[together] != same[usual.at]].tolist()):
                here = register.told(row, declared.column)
                by = joined(" ", [register.label(declared.by), names[named[row.at]].upper()])
                yield Odd(
                    row,
                    declared.column,
                    say("'{here}', where the other rows of {by} have '{example}'", here=here, by=by, example=example),
                )
    wrong = say("a wrong {column}", column=register.label(declared.column))
    yield from unseen(register, declared.by, blind, no_pattern(register, declared.rule, wrong))


def _shape(register: Register, declared: Shape) -> Iterator[Odd | Unseen]:
    """Codes of a register are made alike: the same letters and marks around numbers, whatever their digits."""
    column, filled = register.table.columns[declared.column], register.filled(declared.column)
    for order, every in register.by_delivery.items():
        places = every[filled[every]]
        if len(places) < FEW:
            continue
        codes, first, count = np.unique(column.codes[places], return_index=True, return_counts=True)
        texts = [column.cells[code] for code in codes.tolist()]
        padded = any(re.search(r"(?<!\d)0\d", text) for text in texts)
        learnt = False
        for shape in (_width_of, _shape_of) if padded else (_shape_of,):
            shapes = [shape(text) for text in texts]
            often: Counter[str] = Counter()
            for at in np.argsort(first).tolist():
                often[shapes[at]] += int(count[at])
            usual, rows = often.most_common(1)[0]
            if len(places) - rows > RARE * len(places):
                continue
            of_code = dict(zip(codes.tolist(), shapes, strict=True))
            regular = column.through([of_code.get(code) == usual for code in range(len(column.cells))], bool)[places]
            example = column[int(places[np.argmax(regular)])]
            for at in places[~regular].tolist():
                yield Odd(
                    register.row(at),
                    declared.column,
                    say("'{text}' is no code like the others, such as '{example}'", text=column[at], example=example),
                )
            learnt = True
            break
        if not learnt:
            yield from unseen(
                register,
                declared.column,
                {order: places},
                lambda example: say(
                    "its codes, such as {example}, are made in no one way, so a mistyped one cannot be seen by its"
                    " form; declare `pattern` of {column} in the contract {contract} if they are to",
                    example=example,
                    column=declared.column,
                    contract=register.contract.kind,
                ),
            )


def _shape_of(code: str) -> str:
    """A code with every run of digits as 9 and every run of letters as A."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", code))


def _width_of(code: str) -> str:
    """The same with every digit as 9: codes filled up with zeros are of one length."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d", "9", code))


def _one_code(register: Register, declared: OneCode) -> Iterator[Odd]:
    """One name has one code over all deliveries; a name that many share, or a register full of them, tells nothing."""
    name, code = register.same(declared.by), register.same(declared.column)
    places = register.places[(name[register.places] >= 0) & (code[register.places] >= 0)]
    names = numbered(name[places])
    _, first, count = np.unique(numbered(names, code[places]), return_index=True, return_counts=True)
    by_name: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for begins, often in zip(first.tolist(), count.tolist(), strict=True):
        by_name[int(names[begins])].append((often, begins))
    twofold = [number for number in sorted(by_name) if len(by_name[number]) == 2]
    if len(by_name) < FEW or len(twofold) > RARE * len(by_name):
        return
    for number in twofold:
        usual, rare = (
            register.row(int(places[begins]))
            for _, begins in sorted(by_name[number], key=lambda codes: (-codes[0], codes[1]))
        )
        yield Odd(
            rare,
            declared.column,
            say(
                "'{here}', but the same name has '{there}' in {file}, row {number}",
                here=register.text(rare, declared.column),
                there=register.text(usual, declared.column),
                file=register.labels[usual.order],
                number=usual.number,
            ),
        )


def _balance(register: Register, declared: Balance) -> Iterator[Odd]:
    """The accounts on the left add up to those on the right, per period.

    Only a delivery with an account that `whole` matches is the whole sheet: a list of some accounts proves nothing.
    """
    left, right, whole = (re.compile(getattr(declared, side)) for side in ("left", "right", "whole"))
    for rows in register.deliveries.values():
        if not any(whole.match(register.text(row, declared.by)) for row in rows):
            continue
        sums: dict[tuple[str, ...], list[Decimal]] = {}
        first: dict[tuple[str, ...], Row] = {}
        for row in rows:
            group = tuple(register.text(row, name) for name in declared.per)
            both = sums.setdefault(group, [Decimal(0), Decimal(0)])
            first.setdefault(group, row)
            for side, pattern in enumerate((left, right)):
                if pattern.match(register.text(row, declared.by)):
                    both[side] += register.number(row, declared.column)
        for group, (here, there) in sums.items():
            if here != there:
                text = say(
                    "{group}: {here} on one side, {there} on the other",
                    group=" ".join(group),
                    here=f"{here:f}",
                    there=f"{there:f}",
                )
                yield Odd(first[group], declared.column, text)


RULES: dict[str, Test] = {
    "unlike": _unlike,
    "twice": _twice,
    "ratio": _ratio,
    "outlier": _outlier,
    "constant": _constant,
    "shape": _shape,
    "one_code": _one_code,
    "balance": _balance,
}
"""By the name that contracts use (contracts/rules.py)."""
