"""What programs do to a whole column, seen in the column as a whole (rule 4 of sources/contracts/README.md).

A spreadsheet program that is set to US English, opening a register written the Indonesian way, makes dates of the texts
whose day is up to 12, with day and month exchanged, and leaves the others as texts; of 769.000 it makes 769 and leaves
6.327.000. Each cell by itself is sound. Belongs here: telling such a column from a sound one. Not here: single cells.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from orchestration.checks.evidence import place_of
from orchestration.ingestion.contracts.rules import Ascending, NotBefore, ReachesTheEnd, Serial
from orchestration.ingestion.contracts.shape import Column
from orchestration.ingestion.reading.layouts import Batch
from orchestration.language.sentences import Sentence, say
from orchestration.texts import dates, numbers
from orchestration.texts.cells import shown

_CHANCE = 0.01
"""What happens by chance in fewer columns than this share is taken for a sign."""

_UP_TO_12, _ABOVE_12 = 12 / 30.4, 1 - 12 / 30.4
"""Shares of the days of a year with a number up to 12, and above."""

_MANY = 16
"""Different days, all up to 12, over more than two months: by chance once in three million columns."""

_FEW = 3
"""So many rows have to say the same; one or two may be slips."""

_MOST = 0.8
"""Share of the rows that has to say the same."""

_EXAMPLES = 5


@dataclass(frozen=True)
class Damage:
    """Damage of a column.

    Attributes:
        column: name.
        rule: short name.
        row: first physical row concerned.
        value: its cell as delivered.
        rows: how many rows are concerned.
        message: what happened and how to undo it, without file and sheet.
    """

    column: str
    rule: str
    row: int
    value: str
    rows: int
    message: Sentence


def of_numbers(
    column: Column, batch: Batch, cells: Sequence[Any], readings: Sequence[numbers.Reading | None]
) -> list[Damage]:
    """Two forms of numbers in one column that cannot be told apart cell by cell, and thousands that were lost.

    Args:
        column: of numbers.
        batch: it belongs to.
        cells: as the file holds them.
        readings: of the cells that are texts.
    """
    form = column.form or batch.locale
    written = [(index, reading) for index, reading in enumerate(readings) if reading is not None]
    met = {reading.form for _, reading in written} - {form}
    found = []
    for other in sorted(met):
        doubtful = [i for i, r in written if r.form == form and numbers.doubtful(r.body, form, other)]
        if not doubtful:
            continue
        clear = [index for index, reading in written if reading.form == other]
        first = str(cells[doubtful[0]])
        found.append(
            _damage(
                "bentuk_angka",
                column,
                batch,
                cells,
                doubtful,
                say(
                    "{count} of {all} values such as '{first}' are one number in form '{form}' and"
                    " another in form '{other}', as '{clear}' in row {row} is written; write all of"
                    " them one way, or declare number_form of {column} in contract {contract}",
                    count=len(doubtful),
                    all=len(written),
                    first=first,
                    form=form,
                    other=other,
                    clear=cells[clear[0]],
                    row=batch.numbers[clear[0]],
                    column=column.name,
                    contract=batch.contract.path.name,
                ),
            )
        )
    return found or _thousands_lost(column, batch, cells, written)


def _thousands_lost(
    column: Column, batch: Batch, cells: Sequence[Any], written: Sequence[tuple[int, numbers.Reading]]
) -> list[Damage]:
    """Texts with two groups of thousands or more beside small stored numbers, and none with one group."""
    stored = [
        index
        for index, cell in enumerate(cells)
        if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 < abs(cell) < 1000
    ]
    if len(stored) < _FEW:
        return []
    groups = [numbers.groups(reading.body, reading.form) for _, reading in written]
    if sum(count >= 2 for count in groups) < _FEW or 1 in groups:
        return []
    large = next(index for (index, _), count in zip(written, groups, strict=True) if count >= 2)
    return [
        _damage(
            "ribuan_hilang",
            column,
            batch,
            cells,
            stored,
            say(
                "{count} of {all} values are stored numbers below 1.000, such as {stored},"
                " beside texts such as '{text}', and no text has one group: a program set to another"
                " language made 769 of 769.000; export the file again and do not open it before it is"
                " delivered, or open it in a program set to Indonesian",
                count=len(stored),
                all=len(cells),
                stored=numbers.canonical(cells[stored[0]]),
                text=cells[large],
            ),
        )
    ]


def of_dates(column: Column, batch: Batch, cells: Sequence[Any], after: dt.date | None) -> list[Damage]:
    """Days and months exchanged.

    Args:
        column: of dates or moments.
        batch: it belongs to, with canonical texts.
        cells: of the column as the file holds them.
        after: first day after the quarter of the delivery's folder.
    """
    texts = batch.columns[column.name]
    unread = {problem.index for problem in batch.problems if problem.column in ("", column.name)}
    readable = {index: text for index, text in enumerate(texts) if text and index not in unread}
    day_of = {text: dt.date.fromisoformat(text[:10]) for text in set(readable.values())}
    days = {index: day_of[text] for index, text in readable.items()}
    stored = [index for index in days if isinstance(cells[index], dt.date)]
    written = []
    if stored:
        written = [index for index in days if isinstance(cells[index], str) and dates.is_numeric(cells[index])]
    low = [index for index in stored if days[index].day <= 12]
    why = ""
    if stored and written and len(low) == len(stored) and all(days[index].day > 12 for index in written):
        if _UP_TO_12 ** len(stored) * _ABOVE_12 ** len(written) < _CHANCE:
            why = say(
                "the {count} dates that the workbook stores all lie on a 1st to 12th, the {texts}"
                " that are still text, such as '{text}', all later in their month",
                count=len(stored),
                texts=len(written),
                text=cells[written[0]],
            )
    elif stored and len(low) == len(stored) and not written:
        different = {days[index] for index in stored}
        months = {(day.year, day.month) for day in different}
        if len(different) >= _MANY and len(months) > 2:
            why = say("all {count} days that it holds lie on a 1st to 12th of a month", count=len(different))
    unlike = {day for day in day_of.values() if dates.exchanged(day) != day}
    movable = [index for index, day in days.items() if day in unlike]
    why = why or _beyond(column, batch, days, movable, after) or _numbered(column, batch, days, movable)
    why = why or _ordered(column, batch, days, movable) or _paired(column, batch, days, movable)
    if not why:
        return []
    concerned = low if stored and not (set(written) & set(movable)) else movable
    if not concerned:
        return []
    example = next((index for index in concerned if index in movable), concerned[0])
    day = days[example]
    return [
        _damage(
            "tanggal_tertukar",
            column,
            batch,
            cells,
            [example, *(index for index in concerned if index != example)],
            say(
                "days and months are exchanged in {count} of {all} dates: {why}; {day} was"
                " probably {exchanged}. A program set to US English opened the file before it was"
                " delivered: export it again and deliver it unopened, or set the program to Indonesian"
                " before it is opened",
                count=len(concerned),
                all=len(days),
                why=why,
                day=f"{day:%d/%m/%Y}",
                exchanged=f"{dates.exchanged(day):%d/%m/%Y}",
            ),
        )
    ]


Declared = TypeVar("Declared", ReachesTheEnd, Ascending, NotBefore)


def _declared(batch: Batch, rule: type[Declared], column: Column) -> list[Declared]:
    return [body for body in batch.contract.coherence if isinstance(body, rule) and body.column == column.name]


def _beyond(
    column: Column, batch: Batch, days: dict[int, dt.date], movable: Sequence[int], after: dt.date | None
) -> str:
    """Dates after the end of a register that ends with its quarter, which exchanged lie before it."""
    if after is None or not _declared(batch, ReachesTheEnd, column):
        return ""
    year = after.year - (after.month == 1)
    late = [index for index, day in days.items() if day >= after and day.year == year]
    if len(late) < _FEW:
        return ""
    moved = set(movable)
    back = [index for index in late if index in moved and dates.exchanged(days[index]) < after]
    settled = [day for day in days.values() if day.day > 12]
    # A file that lies in the folder of an earlier quarter has late days of every number.
    if len(back) < _FEW or len(back) < _MOST * len(late) or len(settled) < _FEW or max(settled) >= after:
        return ""
    return say(
        "{count} dates lie after the quarter, and {inside} of them exchanged lie in it",
        count=len(late),
        inside=len(back),
    )


def _numbered(column: Column, batch: Batch, days: dict[int, dt.date], movable: Sequence[int]) -> str:
    """Running numbers that say year and month fit the exchanged dates and not the written ones."""
    for body in batch.contract.coherence:
        if not isinstance(body, Serial) or body.date != column.name:
            continue
        pattern = re.compile(body.pattern, re.IGNORECASE)
        if "yymm" not in pattern.groupindex:
            continue
        there = here = 0
        for index in movable:
            found = pattern.fullmatch(batch.columns[body.column][index] or "")
            if found is not None and found["yymm"]:
                here += dates.yymm(days[index]) == found["yymm"]
                there += dates.yymm(dates.exchanged(days[index])) == found["yymm"]
        if there >= _FEW and there >= _MOST * (here + there):
            label = batch.contract.column(body.column).label
            return say(
                "year and month in {label} fit {there} dates only when they are exchanged, {here} as they are",
                label=label,
                there=there,
                here=here,
            )
    return ""


def _ordered(column: Column, batch: Batch, days: dict[int, dt.date], movable: Sequence[int]) -> str:
    """Rows that a register keeps in the order of a date stand in it only when the dates are exchanged."""
    moved = set(movable)
    for body in _declared(batch, Ascending, column):
        pattern = re.compile(body.pattern) if body.pattern else None
        groups: dict[str, list[int]] = {}
        for index in days:
            found = pattern.match(batch.columns[body.by][index] or "") if pattern else None
            if pattern is None or found is not None:
                groups.setdefault(found[1] if found else "", []).append(index)
        steps = sum(len(members) - 1 for members in groups.values())
        if len(moved) < _FEW or steps < 4 * _FEW:
            continue
        written = _falls([days[index] for index in members] for members in groups.values())
        if written <= steps / 20:
            continue
        exchanged = _falls(
            [dates.exchanged(days[index]) if index in moved else days[index] for index in members]
            for members in groups.values()
        )
        if exchanged < written / 10:
            return say(
                "{written} dates lie before the one above them, {exchanged} when they are exchanged",
                written=written,
                exchanged=exchanged,
            )
    return ""


def _paired(column: Column, batch: Batch, days: dict[int, dt.date], movable: Sequence[int]) -> str:
    """Days that are nearer to another day of their row, which they follow, when they are exchanged."""
    for body in _declared(batch, NotBefore, column):
        broken = {problem.index for problem in batch.problems if problem.column in ("", body.other)}
        texts = batch.columns[body.other]
        pairs = Counter((days[index], texts[index]) for index in movable if index not in broken)
        nearer = farther = 0
        for (day, text), rows in pairs.items():
            if text:
                other = dt.date.fromisoformat(text[:10])
                written, exchanged = abs(day - other), abs(dates.exchanged(day) - other)
                nearer += rows * (exchanged < written)
                farther += rows * (exchanged > written)
        if nearer >= 2 * _FEW and nearer >= _MOST * (nearer + farther):
            label = batch.contract.column(body.other).label
            return say(
                "{nearer} dates are nearer to {label} of their row when one of the two is exchanged, {farther} are not",
                nearer=nearer,
                label=label,
                farther=farther,
            )
    return ""


def _falls(groups: Iterable[list[dt.date]]) -> int:
    return sum(later < earlier for days in groups for earlier, later in pairwise(days))


def _damage(
    rule: str, column: Column, batch: Batch, cells: Sequence[Any], rows: Sequence[int], text: Sentence
) -> Damage:
    letter = batch.letters.get(column.name, "")
    header = batch.headers.get(column.name, column.label)
    place = place_of(column=f"{letter} ({header})" if letter else header)
    first = ", ".join(str(batch.numbers[index]) for index in sorted(rows)[:_EXAMPLES])
    more = ", ..." if len(rows) > _EXAMPLES else ""
    return Damage(
        column.name,
        rule,
        batch.numbers[rows[0]],
        shown(cells[rows[0]]),
        len(rows),
        say("{place}, rows {first}{more}: {text}", place=place, first=first, more=more, text=text),
    )
