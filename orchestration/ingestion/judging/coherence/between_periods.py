"""Rules between the periods, or the versions, that stand below each other in a register.

Belongs here: what has to go on, stay or add up from one to the next. Not here: what one delivery says and the next says
otherwise (between_deliveries).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from orchestration.ingestion.contracts.rules import Cumulative, Leap, Moves, Repeats, SameTotal, Steady
from orchestration.ingestion.judging.coherence.register import Odd, Register, Row, Test
from orchestration.language.sentences import joined, say


def _leap(register: Register, declared: Leap) -> Iterator[Odd]:
    """From one period to the next a value does not become a factor larger or smaller."""
    factor, latest = declared.factor, register.rows[-1].order if register.rows else 0
    groups: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for row in register.rows:
        if row.order == latest and register.number(row, declared.column) > 0:
            groups[register.text(row, declared.per)].append((register.text(row, declared.order), row))
    for members in groups.values():
        for (before, earlier), (_, row) in pairwise(sorted(members, key=lambda item: item[0])):
            old, new = register.number(earlier, declared.column), register.number(row, declared.column)
            if not old / factor <= new <= old * factor:
                yield Odd(
                    row,
                    declared.column,
                    say("{new}, after {old} in {before}", new=f"{new:f}", old=f"{old:f}", before=before),
                )


def _same_total(register: Register, declared: SameTotal) -> Iterator[Odd]:
    """Versions of a whole, named by a column, have one total; the newest may have another: it may be a new whole."""
    groups: dict[str, list[Row]] = defaultdict(list)
    pattern = re.compile(declared.pattern)
    for row in register.rows:
        if pattern.fullmatch(register.text(row, declared.by)) and register.matches(row, declared.where):
            groups[register.text(row, declared.by)].append(row)
    sums = {name: sum((register.number(r, declared.column) for r in rows), Decimal(0)) for name, rows in groups.items()}
    usual, count = Counter(sums.values()).most_common(1)[0] if sums else (Decimal(0), 0)
    for name in sorted(sums)[:-1]:
        if count > 1 and sums[name] != usual and sums[name] not in [t for n, t in sums.items() if n != name]:
            text = say(
                "{name} adds up to {sum}, the others to {usual}", name=name, sum=f"{sums[name]:f}", usual=f"{usual:f}"
            )
            yield Odd(groups[name][0], declared.column, text)


def _steady(register: Register, declared: Steady) -> Iterator[Odd]:
    """What a key has in a column stays from version to version; a change that the next version keeps was meant."""
    key = [name for name in register.contract.natural_key if name not in (declared.column, declared.order)]
    pattern = re.compile(declared.pattern)
    groups: dict[tuple[str, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in register.rows:
        version = register.text(row, declared.order)
        if pattern.fullmatch(version) and register.matches(row, declared.where):
            groups[tuple(register.text(row, name) for name in key)][version].append(row)
    for versions in groups.values():
        told = sorted(versions)
        values = [{register.text(row, declared.column) for row in versions[version]} for version in told]
        kept = 0
        for number in range(1, len(told)):
            before, now = values[kept], values[number]
            if now == before or (number + 1 < len(told) and values[number + 1] != before):
                kept = number
                continue
            rows = versions[told[number]]
            row = next((row for row in rows if register.text(row, declared.column) not in before), rows[0])
            here = register.text(row, declared.column)
            text = say(
                "'{now}' in {version}, but {before} in {earlier}",
                now=here,
                version=told[number],
                before=joined(say(" and "), sorted(before)),
                earlier=told[kept],
            )
            yield Odd(row, declared.column, text)


def _cumulative(register: Register, declared: Cumulative) -> Iterator[Odd]:
    """A number to date is the one of the period before plus the one of the period."""
    for rows in register.deliveries.values():
        groups: dict[str, list[tuple[str, Row]]] = defaultdict(list)
        for row in rows:
            groups[register.text(row, declared.per)].append((register.text(row, declared.order), row))
        for members in groups.values():
            sofar, year = Decimal(0), ""
            for period, row in sorted(members, key=lambda item: item[0]):
                if period[:4] != year:
                    sofar, year = Decimal(0), period[:4]
                stated, part = register.value(row, declared.column), register.value(row, declared.of)
                first = period.endswith(("TW1", "-01"))
                of = register.label(declared.of)
                if (stated is None) != (part is None):
                    alone = declared.of if part is None else declared.column
                    yield Odd(
                        row,
                        alone,
                        say(
                            "is empty, though {other} is not",
                            other=of if part is not None else register.label(declared.column),
                        ),
                    )
                elif stated is not None and part is not None and (first or sofar) and stated != sofar + part:
                    yield Odd(
                        row,
                        declared.column,
                        say(
                            "{stated}, but {sofar} before and {part} of {of} make another",
                            stated=f"{stated:f}",
                            sofar=f"{sofar:f}",
                            part=f"{part:f}",
                            of=of,
                        ),
                    )
                sofar = stated if stated is not None else sofar


def _moves(register: Register, declared: Moves) -> Iterator[Odd]:
    """What has added up by a period of a year is more than by the one before; told in the quarter that brought it."""
    newest: dict[tuple[str, ...], Row] = {}
    for row in register.rows:
        if register.matches(row, declared.where):
            newest[tuple(register.text(row, name) for name in register.contract.natural_key)] = row
    groups: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in newest.values():
        group = register.text(row, declared.per) if declared.per else ""
        groups[group][register.text(row, declared.order)].append(row)
    for periods in groups.values():
        sums = {
            period: sum((register.number(row, declared.column) for row in rows), Decimal(0))
            for period, rows in periods.items()
        }
        for before, period in pairwise(sorted(sums)):
            # What an earlier quarter of the year brought was told with its own report.
            late = any(row.quarter == register.quarter.code for row in periods[period])
            if late and before[:4] == period[:4] and sums[period] == sums[before] > 0:
                row = periods[period][0]
                text = say(
                    "{sum} by {period}, as by {before} already", sum=f"{sums[period]:f}", period=period, before=before
                )
                yield Odd(row, declared.column, text)


def _repeats(register: Register, declared: Repeats) -> Iterator[Odd]:
    """What stands in the period before stands in that of the report too."""
    newest: dict[tuple[str, str], Row] = {}
    for row in register.rows:
        newest[register.text(row, declared.order), register.text(row, declared.column)] = row
    periods = sorted({period for period, _ in newest if period < register.quarter.code})
    here = {code: row for (period, code), row in newest.items() if period == register.quarter.code}
    if not periods or not here:
        return
    row = max(here.values(), key=lambda found: (found.order, found.number))
    for (period, code), _ in newest.items():
        if period == periods[-1] and code not in here:
            yield Odd(
                row,
                declared.column,
                say(
                    "'{code}' stands in {period}, but not in {quarter}",
                    code=code,
                    period=period,
                    quarter=register.quarter.code,
                ),
            )


RULES: dict[str, Test] = {
    "leap": _leap,
    "same_total": _same_total,
    "steady": _steady,
    "cumulative": _cumulative,
    "moves": _moves,
    "repeats": _repeats,
}
"""By the name that contracts use (contracts/rules.py)."""
