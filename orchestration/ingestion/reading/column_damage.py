"""What programs do to a whole column, seen in the column as a whole (rule 4 of sources/contracts/README.md).

A spreadsheet program that is set to US English, opening a register written the Indonesian way, makes dates of the texts
whose day is up to 12, with day and month exchanged, and leaves the others as texts; of 769.000 it makes 769 and leaves
6.327.000. Each cell by itself is sound. Belongs here: telling such a column from a sound one. Not here: single cells.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import numpy as np

from orchestration.checks.evidence import place_of
from orchestration.ingestion.contracts.rules import Ascending, NotBefore, ReachesTheEnd, Serial
from orchestration.ingestion.contracts.shape import Column
from orchestration.ingestion.reading.coded import Coded, Positions
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


def of_numbers(column: Column, batch: Batch, cells: Coded, readings: Coded) -> list[Damage]:
    """Two forms of numbers in one column that cannot be told apart cell by cell, and thousands that were lost.

    Args:
        column: of numbers.
        batch: it belongs to.
        cells: as the file holds them.
        readings: of the cells that are texts.
    """
    form = column.form or batch.locale
    different = [reading for reading in readings.different() if reading is not None]
    if not different or ({r.form for r in different} == {form} and not any(map(_is_small, cells.different()))):
        return []  # nothing of which either could be said, so that no row has to be looked at
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
    column: Column, batch: Batch, cells: Coded, written: Sequence[tuple[int, numbers.Reading]]
) -> list[Damage]:
    """Texts with two groups of thousands or more beside small stored numbers, and none with one group."""
    stored = np.flatnonzero(cells.told(_is_small)).tolist()
    if len(stored) < _FEW or len(written) < _FEW:
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


def _is_small(cell: Any) -> bool:
    """Whether a cell is a stored number below a thousand."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and 0 < abs(cell) < 1000


class _Days:
    """The days of a column of which each row was read.

    Attributes:
        rows: positions of the rows that have one.
        day: of every row its ordinal; 0 where there is none.
        exchanged: the same with day and month exchanged where that makes another day.
        movable: positions of the rows where it does.
    """

    def __init__(self, texts: Coded, unread: Collection[int]) -> None:
        readable = texts.told(bool)
        readable[list(unread)] = False
        self.rows = np.flatnonzero(readable)
        present = set(texts.codes[self.rows].tolist())
        self._days = [
            dt.date.fromisoformat(text[:10]) if code in present else None for code, text in enumerate(texts.cells)
        ]
        self._texts = texts
        self.day = texts.through([day.toordinal() if day else 0 for day in self._days], np.int64)
        self.day[~readable] = 0
        self.exchanged = texts.through([dates.exchanged(day).toordinal() if day else 0 for day in self._days], np.int64)
        self.movable = self.rows[self.exchanged[self.rows] != self.day[self.rows]]

    def of(self, row: int) -> dt.date:
        """The day of a row that has one."""
        return dt.date.fromordinal(int(self.day[row]))

    def told(self, about: Callable[[dt.date], int]) -> Positions:
        """Of every row, a number that is told of its day."""
        return np.asarray(self._texts.through([about(day) if day else 0 for day in self._days], np.int64))


def of_dates(column: Column, batch: Batch, cells: Coded, after: dt.date | None) -> list[Damage]:
    """Days and months exchanged.

    Args:
        column: of dates or moments.
        batch: it belongs to, with canonical texts.
        cells: of the column as the file holds them.
        after: first day after the quarter of the delivery's folder.
    """
    unread = {problem.index for problem in batch.problems if problem.column in ("", column.name)}
    days = _Days(batch.columns[column.name], unread)
    stored = days.rows[cells.told(lambda cell: isinstance(cell, dt.date))[days.rows]]
    written = days.rows[:0]
    if len(stored):
        as_text = cells.told(lambda cell: isinstance(cell, str) and dates.is_numeric(cell))
        written = days.rows[as_text[days.rows]]
    number = days.told(lambda day: day.day)
    low = stored[number[stored] <= 12]
    why = ""
    if len(stored) and len(written) and len(low) == len(stored) and (number[written] > 12).all():
        if _UP_TO_12 ** len(stored) * _ABOVE_12 ** len(written) < _CHANCE:
            why = say(
                "the {count} dates that the workbook stores all lie on a 1st to 12th, the {texts}"
                " that are still text, such as '{text}', all later in their month",
                count=len(stored),
                texts=len(written),
                text=cells[int(written[0])],
            )
    elif len(stored) and len(low) == len(stored) and not len(written):
        different = [dt.date.fromordinal(day) for day in np.unique(days.day[stored]).tolist()]
        months = {(day.year, day.month) for day in different}
        if len(different) >= _MANY and len(months) > 2:
            why = say("all {count} days that it holds lie on a 1st to 12th of a month", count=len(different))
    why = why or _beyond(column, batch, days, after) or _numbered(column, batch, days)
    why = why or _ordered(column, batch, days) or _paired(column, batch, days)
    if not why:
        return []
    concerned = low if len(stored) and not len(np.intersect1d(written, days.movable)) else days.movable
    if not len(concerned):
        return []
    both = concerned[np.isin(concerned, days.movable)]
    example = int(both[0] if len(both) else concerned[0])
    day = days.of(example)
    return [
        _damage(
            "tanggal_tertukar",
            column,
            batch,
            cells,
            [example, *concerned[concerned != example].tolist()],
            say(
                "days and months are exchanged in {count} of {all} dates: {why}; {day} was"
                " probably {exchanged}. A program set to US English opened the file before it was"
                " delivered: export it again and deliver it unopened, or set the program to Indonesian"
                " before it is opened",
                count=len(concerned),
                all=len(days.rows),
                why=why,
                day=f"{day:%d/%m/%Y}",
                exchanged=f"{dates.exchanged(day):%d/%m/%Y}",
            ),
        )
    ]


Declared = TypeVar("Declared", ReachesTheEnd, Ascending, NotBefore)


def _declared(batch: Batch, rule: type[Declared], column: Column) -> list[Declared]:
    return [body for body in batch.contract.coherence if isinstance(body, rule) and body.column == column.name]


def _beyond(column: Column, batch: Batch, days: _Days, after: dt.date | None) -> str:
    """Dates after the end of a register that ends with its quarter, which exchanged lie before it."""
    if after is None or not _declared(batch, ReachesTheEnd, column):
        return ""
    year = after.year - (after.month == 1)
    late = days.rows[(days.day[days.rows] >= after.toordinal()) & (days.told(lambda day: day.year)[days.rows] == year)]
    if len(late) < _FEW:
        return ""
    back = late[(days.exchanged[late] != days.day[late]) & (days.exchanged[late] < after.toordinal())]
    settled = days.day[days.rows][days.told(lambda day: day.day)[days.rows] > 12]
    # A file that lies in the folder of an earlier quarter has late days of every number.
    if len(back) < _FEW or len(back) < _MOST * len(late) or len(settled) < _FEW or settled.max() >= after.toordinal():
        return ""
    return say(
        "{count} dates lie after the quarter, and {inside} of them exchanged lie in it",
        count=len(late),
        inside=len(back),
    )


def _numbered(column: Column, batch: Batch, days: _Days) -> str:
    """Running numbers that say year and month fit the exchanged dates and not the written ones."""
    for body in batch.contract.coherence:
        if not isinstance(body, Serial) or body.date != column.name:
            continue
        pattern = re.compile(body.pattern, re.IGNORECASE)
        if "yymm" not in pattern.groupindex or not len(days.movable):
            continue
        months: dict[str, int] = {}
        texts = batch.columns[body.column].at(days.movable).compacted()
        named = (match and match["yymm"] for match in (pattern.fullmatch(text or "") for text in texts.cells))
        said = texts.through([months.setdefault(month, len(months)) if month else -1 for month in named], np.int64)
        as_written = days.told(partial(_month, months))[days.movable]
        as_exchanged = days.told(partial(_exchanged_month, months))[days.movable]
        here, there = int((said == as_written).sum()), int((said == as_exchanged).sum())
        if there >= _FEW and there >= _MOST * (here + there):
            label = batch.contract.column(body.column).label
            return say(
                "year and month in {label} fit {there} dates only when they are exchanged, {here} as they are",
                label=label,
                there=there,
                here=here,
            )
    return ""


def _month(months: Mapping[str, int], day: dt.date) -> int:
    """The number of a day's month; -2 for one that no row names."""
    return months.get(dates.yymm(day), -2)


def _exchanged_month(months: Mapping[str, int], day: dt.date) -> int:
    return _month(months, dates.exchanged(day))


def _ordered(column: Column, batch: Batch, days: _Days) -> str:
    """Rows that a register keeps in the order of a date stand in it only when the dates are exchanged."""
    for body in _declared(batch, Ascending, column):
        rows, group = days.rows, np.zeros(len(days.rows), dtype=np.int64)
        if body.pattern:
            pattern = re.compile(body.pattern)
            texts, groups = batch.columns[body.by], dict[str | None, int]()
            found = (pattern.match(text or "") for text in texts.cells)
            named = texts.through([groups.setdefault(m[1], len(groups)) if m else -1 for m in found], np.int64)
            rows = rows[named[rows] >= 0]
            group = named[rows]
        steps = len(rows) - len(np.unique(group))
        if len(days.movable) < _FEW or steps < 4 * _FEW:
            continue
        by_group = np.argsort(group, kind="stable")
        same = np.diff(group[by_group]) == 0
        written = int((same & (np.diff(days.day[rows[by_group]]) < 0)).sum())
        if written <= steps / 20:
            continue
        exchanged = int((same & (np.diff(days.exchanged[rows[by_group]]) < 0)).sum())
        if exchanged < written / 10:
            return say(
                "{written} dates lie before the one above them, {exchanged} when they are exchanged",
                written=written,
                exchanged=exchanged,
            )
    return ""


def _paired(column: Column, batch: Batch, days: _Days) -> str:
    """Days that are nearer to another day of their row, which they follow, when they are exchanged."""
    for body in _declared(batch, NotBefore, column):
        broken = [problem.index for problem in batch.problems if problem.column in ("", body.other)]
        beside = _Days(batch.columns[body.other], broken)
        rows = days.movable[beside.day[days.movable] > 0]
        written = np.abs(days.day[rows] - beside.day[rows])
        exchanged = np.abs(days.exchanged[rows] - beside.day[rows])
        nearer, farther = int((exchanged < written).sum()), int((exchanged > written).sum())
        if nearer >= 2 * _FEW and nearer >= _MOST * (nearer + farther):
            label = batch.contract.column(body.other).label
            return say(
                "{nearer} dates are nearer to {label} of their row when one of the two is exchanged, {farther} are not",
                nearer=nearer,
                label=label,
                farther=farther,
            )
    return ""


def _damage(rule: str, column: Column, batch: Batch, cells: Coded, rows: Sequence[int], text: Sentence) -> Damage:
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
