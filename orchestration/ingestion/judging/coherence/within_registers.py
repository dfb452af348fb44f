"""Rules between the rows of a register: how it is kept shows what does not belong.

Belongs here: rows that repeat, amounts, codes and dates unlike the others, running numbers, sides that balance, an end
that is missing. Not here: one row by itself (within_rows), periods and versions in a register (between_periods), what
an earlier delivery said of the same key (between_deliveries).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from orchestration.ingestion.contracts.rules import (
    Ascending,
    Balance,
    Constant,
    OneCode,
    Outlier,
    Ratio,
    ReachesTheEnd,
    Serial,
    Shape,
    Twice,
    Unlike,
)
from orchestration.ingestion.judging.coherence.register import Odd, Register, Row, Test, Unseen
from orchestration.language.sentences import Sentence, joined, say
from orchestration.texts.dates import yymm

_NEAR = 5
"""A number or a gap up to which a series of running numbers has lost some, and was not begun elsewhere."""

_RARE = 0.05
"""A rule learnt from the rows themselves is one that at most this share of them breaks."""

_FEW = 10
"""Rows from which nothing is learnt."""

_Told = Callable[[str], Sentence]
"""Of one cell, what is wrong with the cells of a column and what to do."""


def _no_pattern(register: Register, rule: str, lost: Sentence) -> _Told:
    """Numbers that are not made as a rule reads them, so that what is lost cannot be seen."""
    return lambda example: say(
        "its numbers, such as {example}, follow no pattern that the rule '{rule}' knows, so {lost} cannot be seen by"
        " them; declare `pattern` of the rule in the contract {contract} as the unit numbers them",
        example=example,
        rule=rule,
        lost=lost,
        contract=register.contract.kind,
    )


def _unseen(register: Register, column: str, blind: Mapping[int, list[Row]], what: _Told) -> Iterator[Unseen]:
    """A note for each delivery of whose filled cells more than half are none that the rule can judge.

    Args:
        register: of the rows.
        column: whose cells they are.
        blind: delivery order to the rows that the rule cannot judge.
        what: what is told of one of them.
    """
    for order, rows in blind.items():
        filled = sum(row.order == order and bool(row.texts[column]) for row in register.every)
        if filled >= _FEW and 2 * len(rows) > filled:
            yield Unseen(order, column, what(f"'{register.told(rows[0], column)}'"))


def _unlike(register: Register, declared: Unlike) -> Iterator[Odd]:
    """No row of a delivery repeats another cell by cell."""
    for rows in register.deliveries.values():
        first: dict[tuple[str, ...], Row] = {}
        for row in rows:
            earlier = first.setdefault(tuple(register.text(row, name) for name in register.columns), row)
            if earlier is not row:
                text = say("every cell is as in row {row}; both rows count", row=earlier.number)
                yield Odd(row, register.contract.natural_key[0], text)


def _twice(register: Register, declared: Twice) -> Iterator[Odd]:
    """One person does not give the same answers again within some minutes.

    A person is whom one of the columns `persons` names; rows that a later delivery brings again count there alone.
    """
    newest: dict[tuple[str, ...], Row] = {}
    for rows in register.by_key.values():
        newest |= rows
    timed = [(when, row) for row in newest.values() if (when := register.value(row, declared.column)) is not None]
    last: dict[tuple[Any, ...], tuple[dt.datetime, Row]] = {}
    for when, row in sorted(timed, key=lambda item: (item[0], item[1].order, item[1].number)):
        content = (register.value(row, declared.by), *(register.text(row, name) for name in declared.columns))
        persons = [(name, text) for name in declared.persons if (text := register.text(row, name))]
        keys = [(*person, *content) for person in persons]
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


def _ratio(register: Register, declared: Ratio) -> Iterator[Odd]:
    """A number divided by another lies within a factor of what it usually is in rows of the same group."""
    from statistics import median

    groups: dict[Any, list[tuple[Decimal, Row]]] = defaultdict(list)
    for row in register.rows:
        divided, divisor = register.number(row, declared.column), register.number(row, declared.per)
        if divisor > 0 and divided > 0:
            groups[register.value(row, declared.by)].append((divided / divisor, row))
    factor = declared.factor
    for members in groups.values():
        usual = median(ratio for ratio, _ in members)
        low, high = usual / factor, usual * factor
        odd = [(ratio, row) for ratio, row in members if not low <= ratio <= high]
        if len(members) < _FEW or len(odd) > _RARE * len(members):
            continue
        for ratio, row in odd:
            per = register.label(declared.per)
            yield Odd(
                row,
                declared.per,
                say(
                    "{ratio} for one of {per}, where {usual} is usual",
                    ratio=f"{ratio:.0f}",
                    per=per,
                    usual=f"{usual:.0f}",
                ),
            )


def _outlier(register: Register, declared: Outlier) -> Iterator[Odd]:
    """No amount is a factor larger than every other of its sign in its delivery."""
    factor = declared.factor
    for rows in register.deliveries.values():
        for sign in (1, -1):
            sized = [(size, row) for row in rows if (size := sign * register.number(row, declared.column)) > 0]
            sized.sort(key=lambda item: item[0])
            if len(sized) > 2 and sized[-1][0] > factor * sized[-2][0]:
                size, row = sized[-1]
                yield Odd(
                    row,
                    declared.column,
                    say("{size}, where the next is {next}", size=f"{sign * size:f}", next=f"{sign * sized[-2][0]:f}"),
                )


def _constant(register: Register, declared: Constant) -> Iterator[Odd | Unseen]:
    """Rows of one group agree in a column; the group is a column, or the part of it that `pattern` takes."""
    pattern = re.compile(declared.pattern, re.IGNORECASE)
    blind: dict[int, list[Row]] = defaultdict(list)
    for rows in register.deliveries.values():
        groups: dict[str, list[tuple[Any, Row]]] = defaultdict(list)
        for row in rows:
            found = pattern.match(text := register.text(row, declared.by))
            if found is not None and found[1]:
                groups[found[1].casefold()].append((register.value(row, declared.column), row))
            elif text:
                blind[row.order].append(row)
        for group, members in groups.items():
            usual, count = Counter(value for value, _ in members).most_common(1)[0]
            if count == len(members) or len(members) < _FEW or len(members) - count > max(2, _RARE * len(members)):
                continue
            for value, row in members:
                if value != usual:
                    example = next(register.told(r, declared.column) for v, r in members if v == usual)
                    here = register.told(row, declared.column)
                    by = joined(" ", [register.label(declared.by), group.upper()])
                    yield Odd(
                        row,
                        declared.column,
                        say(
                            "'{here}', where the other rows of {by} have '{example}'", here=here, by=by, example=example
                        ),
                    )
    named = say("a wrong {column}", column=register.label(declared.column))
    yield from _unseen(register, declared.by, blind, _no_pattern(register, declared.rule, named))


def _shape(register: Register, declared: Shape) -> Iterator[Odd | Unseen]:
    """Codes of a register are made alike: the same letters and marks around numbers, whatever their digits."""
    for rows in register.deliveries.values():
        codes = [(text, row) for row in rows if (text := register.text(row, declared.column))]
        if len(codes) < _FEW:
            continue
        different = {text for text, _ in codes}
        padded = any(re.search(r"(?<!\d)0\d", text) for text in different)
        learnt = False
        for shape in (_width_of, _shape_of) if padded else (_shape_of,):
            shapes = {text: shape(text) for text in different}
            usual = Counter(shapes[text] for text, _ in codes).most_common(1)[0][0]
            odd = [(text, row) for text, row in codes if shapes[text] != usual]
            if len(odd) > _RARE * len(codes):
                continue
            example = next(text for text, _ in codes if shapes[text] == usual)
            for text, row in odd:
                yield Odd(
                    row,
                    declared.column,
                    say("'{text}' is no code like the others, such as '{example}'", text=text, example=example),
                )
            learnt = True
            break
        if not learnt:
            yield from _unseen(
                register,
                declared.column,
                {codes[0][1].order: [row for _, row in codes]},
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
    names: dict[Any, dict[Any, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in register.rows:
        name, code = register.value(row, declared.by), register.value(row, declared.column)
        if name is not None and code is not None:
            names[name][code].append(row)
    twofold = [codes for codes in names.values() if len(codes) == 2]
    if len(names) < _FEW or len(twofold) > _RARE * len(names):
        return
    for codes in twofold:
        usual, rare = sorted(codes.values(), key=len, reverse=True)
        file, there = register.labels[usual[0].order], register.text(usual[0], declared.column)
        here = register.text(rare[0], declared.column)
        yield Odd(
            rare[0],
            declared.column,
            say(
                "'{here}', but the same name has '{there}' in {file}, row {number}",
                here=here,
                there=there,
                file=file,
                number=usual[0].number,
            ),
        )


def _ascending(register: Register, declared: Ascending) -> Iterator[Odd | Unseen]:
    """Dates do not run backwards down a delivery, within groups that `pattern` takes from a column."""
    pattern = re.compile(declared.pattern) if declared.pattern else None
    unnamed: dict[int, list[Row]] = defaultdict(list)
    unsorted: dict[int, list[Row]] = defaultdict(list)
    for rows in register.deliveries.values():
        groups: dict[str, list[tuple[Any, Row]]] = defaultdict(list)
        for row in rows:
            value = register.value(row, declared.column)
            found = pattern.match(register.text(row, declared.by)) if pattern else None
            if value is not None and (pattern is None or found is not None):
                groups[found[1] if found else ""].append((value, row))
            elif value is not None and register.text(row, declared.by):
                unnamed[row.order].append(row)
        for members in groups.values():
            odd = _out_of_order([value for value, _ in members])
            if len(members) < _FEW or not odd:
                continue
            if len(odd) > max(1, _RARE * len(members)):
                # Not sorted at all, so nothing is out of its place.
                unsorted[members[0][1].order].extend(row for _, row in members)
                continue
            for at in odd:
                row = members[at][1]
                before = register.told(members[at - 1][1], declared.column) if at else ""
                after = register.told(members[at + 1][1], declared.column) if at + 1 < len(members) else ""
                sides = [say("after {date}", date=before)] if before else []
                sides += [say("before {date}", date=after)] if after else []
                text = register.told(row, declared.column)
                yield Odd(
                    row,
                    declared.column,
                    say("{date} stands {sides}", date=text, sides=joined(say(" and "), sides)),
                )
    if pattern is not None:
        lost = say("a row out of its place")
        yield from _unseen(register, declared.by, unnamed, _no_pattern(register, declared.rule, lost))
    yield from _unseen(
        register,
        declared.column,
        unsorted,
        lambda _: say(
            "its dates stand in no order, so one that is mistyped cannot be seen by its place;"
            " sort the register by date if it should be"
        ),
    )


def _out_of_order(values: list[Any]) -> list[int]:
    """Positions outside the longest run of values that never falls."""
    from bisect import bisect_right

    if not any(later < earlier for earlier, later in pairwise(values)):
        return []
    tails: list[Any] = []
    ends: list[int] = []
    previous: list[int] = []
    for at, value in enumerate(values):
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
    return [at for at in range(len(values)) if at not in kept]


def _serial(register: Register, declared: Serial) -> Iterator[Odd | Unseen]:
    """Running numbers leave none out. Rejected rows count: their number is there.

    `pattern` has the groups `series` and `number`, and `yymm` where the number says the month of the column `date`.
    `contiguous` demands it of each delivery, otherwise all deliveries together leave no number out. `from_one` demands
    that a series begins with 1; without it a series that begins with 2 to 5 has lost what came before, while one that
    begins later was begun before the first delivery.
    """
    pattern = re.compile(declared.pattern, re.IGNORECASE)
    series: dict[tuple[str, int], dict[int, Row]] = defaultdict(dict)
    members: dict[tuple[str, int], list[Row]] = defaultdict(list)
    blind: dict[int, list[Row]] = defaultdict(list)
    alone = declared.contiguous
    for row in register.every:
        found = pattern.fullmatch(text := register.text(row, declared.column))
        if found is None:
            if text:
                blind[row.order].append(row)
            continue
        parts = found.groupdict()
        name = "".join(parts[group] or "" for group in ("series", "rest") if group in parts)
        series[name, row.order if alone else 0].setdefault(int(parts["number"]), row)
        members[name, row.order if alone else 0].append(row)
        if row.accepted and (month := parts.get("yymm")):
            moment = register.day(row, declared.date)
            if moment is not None and yymm(moment) != month:
                text = register.told(row, declared.date)
                yield Odd(
                    row,
                    declared.date,
                    say("{date}, though {number} is its number", date=text, number=register.text(row, declared.column)),
                )
    seen: set[str] = set()
    for (name, group), numbers in series.items():
        first = min(numbers)
        near = 1 < first <= _NEAR and len(numbers) >= _FEW
        if name not in seen and (near or (declared.from_one and first > 1)):
            numbers[0] = numbers[first]
        seen.add(name)
        present = sorted(numbers)
        missing = present[-1] - present[0] + 1 - len(present)
        if len(present) < 2 or missing > max(_NEAR, len(present)):
            # Numbers that hardly ever follow each other are no running numbers.
            for row in members[name, group]:
                blind[row.order].append(row)
            continue
        for before, after in pairwise(present):
            if after - before > 1:
                row = numbers[after]
                gone = after - before - 1
                what = (
                    say("number {before} is", before=before + 1)
                    if gone == 1
                    else say("numbers {before} to {after} are", before=before + 1, after=after - 1)
                )
                number = register.text(row, declared.column)
                yield Odd(row, declared.column, say("{what} missing before {number}", what=what, number=number))
    yield from _unseen(register, declared.column, blind, _no_pattern(register, declared.rule, say("lost rows")))


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


def _reaches_the_end(register: Register, declared: ReachesTheEnd) -> Iterator[Odd]:
    """The last date of a quarter's delivery is as near to the end of the quarter as dates of it are to each other."""
    from orchestration.workspace.quarters import Quarter as QuarterType

    for rows in register.deliveries.values():
        days = [(day, row) for row in rows if (day := register.day(row, declared.column)) is not None]
        quarter = QuarterType.parse(rows[0].quarter)
        end = quarter.end
        dates = sorted({day for day, _ in days if day <= end})
        if len(dates) < _FEW:
            continue
        widest = max((later - earlier).days for earlier, later in pairwise(dates))
        silent = (end - dates[-1]).days
        if silent > max(widest, 7):
            last = max((item for item in days if item[0] == dates[-1]), key=lambda item: item[1].number)[1]
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
    "unlike": _unlike,
    "twice": _twice,
    "ratio": _ratio,
    "outlier": _outlier,
    "constant": _constant,
    "shape": _shape,
    "one_code": _one_code,
    "ascending": _ascending,
    "serial": _serial,
    "balance": _balance,
    "reaches_the_end": _reaches_the_end,
}
"""By the name that contracts use (contracts/rules.py)."""
