"""The door: every cell of a delivery gets its one canonical text here, and nothing behind it reads a cell again.

Belongs here: from cells as a file holds them (texts, stored numbers and dates) to the texts of the raw tables, what
cannot be read, and the damage that only a column as a whole shows (rules 2 to 6 of sources/contracts/README.md). Not
here: single texts (canonical, numbers, dates, answers), whether a value may stand in its column (validation).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from orchestration.ingestion.contracts.shape import Column, Contract
from orchestration.ingestion.reading import column_damage
from orchestration.ingestion.reading.coded import Coded
from orchestration.ingestion.reading.layouts import Batch, Difference, Problem
from orchestration.language.sentences import NOTHING, Sentence, say
from orchestration.texts import dates, numbers
from orchestration.texts.answers import Scale
from orchestration.texts.canonical import cleaned, compared, name_key
from orchestration.texts.cells import Percent, shown, typed

if TYPE_CHECKING:
    from orchestration.ingestion.reading.column_damage import Damage


@dataclass(frozen=True)
class Lists:
    """What the unit's profile says of texts.

    Attributes:
        scales: column to the scale of its answers.
        codes: name of a list of codes to what spells a code as the list does.
    """

    scales: Mapping[str, Scale] = field(default_factory=dict)
    codes: Mapping[str, Callable[[str], str]] = field(default_factory=dict)


class _Cell(NamedTuple):
    """A cell of which there is more to say than the text it is read as; of others that text, or None, is all.

    Attributes:
        text: canonical; of a cell that cannot be read the text as it is compared.
        rule: why it cannot be read; empty when it can.
        expected: what could have been read.
        reading: of a number that is written as text.
        delivered: what stands in `_delivered`; None when the cell was delivered as it is read.
    """

    text: str | None
    rule: str = ""
    expected: Sentence = NOTHING
    reading: numbers.Reading | None = None
    delivered: str | None = None


Found = _Cell | str | None
Read = Callable[[Any], Found]


def _said(found: Found) -> _Cell:
    return found if isinstance(found, _Cell) else _Cell(found)


def _text_of(found: Found) -> str | None:
    return found.text if isinstance(found, _Cell) else found


def _rule_of(found: Found) -> str:
    return found.rule if isinstance(found, _Cell) else ""


def enter(batch: Batch, lists: Lists, month_after: dt.date | None = None) -> list[Damage]:
    """Puts canonical texts in the place of a batch's cells.

    Args:
        batch: `columns` hold cells as the file has them; afterwards texts or None. What cannot be read is added to
            `problems`, what was delivered otherwise stands in `delivered`, and control totals are compared.
        lists: of the profile.
        month_after: first day after the quarter of the folder, for dates that cannot lie there; None when unknown.

    Returns:
        What is wrong with columns as a whole; with any, the file is not to be used.
    """
    ragged = {problem.index for problem in batch.problems if not problem.column}
    known = {(problem.index, problem.column) for problem in batch.problems}
    damages: list[Damage] = []
    originals = {name: Coded.of(cells) for name, cells in batch.columns.items()}
    batch.columns, batch.extra = {}, Coded.of(batch.extra)
    for column in batch.contract.columns:
        cells = originals[column.name]
        found = _read_cells(cells, _telling(column, batch.contract, _reader(column, batch, lists)))
        if column.points_where is not None:
            found = _percent_by_row(column, batch, cells, found)
        batch.columns[column.name] = found.translated(list(map(_text_of, found.cells)))
        batch.problems += [
            Problem(index, column.name, shown(cells[index]), found[index].rule, found[index].expected)
            for index in np.flatnonzero(found.told(lambda cell: bool(_rule_of(cell)))).tolist()
            if (index, column.name) not in known and index not in ragged
        ]
        _tell(column, batch, found, ragged)
        if column.type in ("integer", "decimal"):
            damages += column_damage.of_numbers(column, batch, cells, found.mapped(lambda cell: _said(cell).reading))
    for column in batch.contract.columns:
        if column.type in ("date", "datetime"):
            damages += column_damage.of_dates(column, batch, originals[column.name], month_after)
    _compare_totals(batch, lists)
    return damages


def _read_cells(cells: Coded, read: Read) -> Coded:
    """What was read of every cell; each different cell is read once."""
    return Coded(cells.codes, [None if cell is None or cell == "" else read(cell) for cell in cells.cells])


def _telling(column: Column, contract: Contract, read: Read) -> Read:
    """Reads as `read` does, and tells of a text or percentage that was delivered otherwise than it is read."""
    if _private(column, contract):
        return read

    def telling(cell: Any) -> Found:
        found = read(cell)
        if _rule_of(found) or _text_of(found) in (None, cell) or not isinstance(cell, str | Percent):
            return found
        return _said(found)._replace(delivered=shown(cell))

    return telling


def _tell(column: Column, batch: Batch, found: Coded, ragged: Collection[int]) -> None:
    """Notes the cells of a column that were delivered otherwise than they are read; nothing of rows that have shifted.

    A cell that took over the value of the merged one above it was delivered empty.
    """
    filled = () if _private(column, batch.contract) else batch.filled.get(column.name, ())
    if not filled and all(not isinstance(cell, _Cell) or cell.delivered is None for cell in found.cells):
        return
    told = found.translated([_said(cell).delivered for cell in found.cells])
    told = told.replaced(list(ragged), [None] * len(ragged)).replaced(list(filled), [""] * len(filled))
    batch.delivered[column.name] = told


def _private(column: Column, contract: Contract) -> bool:
    """Whether a text as delivered may name a person, so that only its canonical form is kept."""
    return column.identity or (bool(contract.identities) and column.type in ("text", "code"))


def _reader(column: Column, batch: Batch, lists: Lists) -> Read:
    """How the cells of a column are read."""
    if column.identity:
        return _text(cleaned)
    if column.type in ("integer", "decimal"):
        return _number(column, column.form or batch.locale)
    declared = column.dates or batch.contract.date_format
    if column.type == "date":
        return _date(declared)
    if column.type == "datetime":
        return _moment(declared)
    if column.type == "score":
        return _score(lists.scales.get(column.name, Scale()))
    if column.reference is not None or column.allowed:
        return _text(name_key)
    if column.codes is not None:
        spelled = lists.codes.get(column.codes, lambda text: text)
        return _text(lambda text: spelled(compared(text)))
    if column.upper:
        return _text(lambda text: _capitals(compared(text)))
    if column.type == "code" or column.pattern:
        return _text(compared)
    return _text(cleaned, batch.locale)


def _capitals(text: str) -> str:
    """ASCII letters in capitals; others have no one capital form in every program."""
    return text.upper() if text.isascii() else re.sub("[a-z]+", lambda found: found[0].upper(), text)


def _text(canonical: Callable[[str], str], form: str = "plain") -> Read:
    def read(cell: Any) -> str | None:
        text = canonical(cell if isinstance(cell, str) else typed(cell, form))
        return cell if text == cell else text or None  # one text is held, not two

    return read


def _number(column: Column, form: str) -> Read:
    expected = numbers.EXPECTED[form, column.type]
    factor = {"points": 100, "fraction": 1}.get(column.percent)

    def percent(value: Decimal) -> Found:
        """A fraction that is shown as a percentage."""
        if factor is None:
            return _Cell(
                compared(f"{numbers.canonical(value * 100)}%"),
                "persen",
                say(
                    "{expected}; a percentage may be meant as {hundredfold} or as {value}: write it"
                    " without a percent sign and format",
                    expected=expected,
                    hundredfold=numbers.canonical(value * 100),
                    value=numbers.canonical(value),
                ),
            )
        return numbers.canonical(value * factor)

    def read(cell: Any) -> Found:
        if isinstance(cell, Percent):
            return percent(Decimal(f"{cell:.15g}"))
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            text = numbers.canonical(cell)
            whole = column.type == "decimal" or "." not in text
            return text if whole else _Cell(text, "angka", expected)
        text = compared(cell if isinstance(cell, str) else typed(cell))
        if not text:
            return None
        reading = numbers.read(text, form, column.type, column.words)
        if reading is None:
            return _Cell(text, "angka", expected)
        if reading.percent:
            return percent(reading.value / 100)
        return _Cell(numbers.canonical(reading.value), reading=reading)

    return read


def _percent_by_row(column: Column, batch: Batch, cells: Coded, found: Coded) -> Coded:
    """Refuses percent cells in rows whose other column does not say that hundredths are counted."""
    other, texts = column.points_where or ("", ())
    decided: dict[int, _Cell] = {}
    for index in np.flatnonzero(cells.told(lambda cell: isinstance(cell, Percent | str))).tolist():
        cell = cells[index]
        if isinstance(cell, Percent) or ("%" in compared(cell) and not _rule_of(found[index])):
            beside = batch.columns[other][index]
            if beside is None or name_key(beside) not in texts:
                expected = say(
                    "a number without a percent sign and format: {column} is '{value}', no percentage",
                    column=batch.contract.column(other).label,
                    value=beside or "",
                )
                decided[index] = _Cell(shown(cell), "persen", expected)
    return found.replaced(list(decided), list(decided.values()))


def _date(declared: dates.DateFormat) -> Read:
    expected = say("a real calendar date such as {pattern} or 3 Maret 2025", pattern=declared.date_pattern)

    def read(cell: Any) -> Found:
        if isinstance(cell, dt.datetime):
            return cell.date().isoformat()
        if isinstance(cell, dt.date):
            return cell.isoformat()
        text = compared(cell if isinstance(cell, str) else typed(cell))
        if not text:
            return None
        day = declared.date(text)
        return _Cell(text, "tanggal", expected) if day is None else day.isoformat()

    return read


def _moment(declared: dates.DateFormat) -> Read:
    expected = say("a real date and time such as {pattern}", pattern=declared.pattern)

    def read(cell: Any) -> Found:
        if isinstance(cell, dt.datetime):
            # A spreadsheet stores moments as fractions of a day, a few microseconds off.
            return (cell + dt.timedelta(milliseconds=500)).isoformat(" ", "seconds")
        if isinstance(cell, dt.date):
            return f"{cell.isoformat()} 00:00:00"
        text = compared(cell if isinstance(cell, str) else typed(cell))
        if not text:
            return None
        moment = declared.moment(text)
        return _Cell(text, "waktu", expected) if moment is None else moment.isoformat(" ", "seconds")

    return read


def _score(scale: Scale) -> Read:
    def read(cell: Any) -> Found:
        text = compared(cell if isinstance(cell, str) else typed(cell))
        if not text:
            return None
        score, contradicted = scale.read(text)
        if contradicted:
            return _Cell(
                text,
                "kata_dan_angka",
                say(
                    "number and words that agree; the words mean {score}: if the form lists its best"
                    " answer first, declare its answers as they stand, from worst to best, in unit.yaml"
                    " (unsur: skala)",
                    score=score,
                ),
            )
        return _Cell(text, "skor", scale.expected) if score is None else str(score)

    return read


def _compare_totals(batch: Batch, lists: Lists) -> None:
    """Compares every number of a total row with the sum of the rows above it (grand total, not subtotals)."""
    contract = batch.contract
    if contract.total is None or not batch.total_rows:
        return
    counted = np.ones(len(batch.numbers), dtype=bool)
    for name, pattern in contract.total.where.items():
        texts: Coded = batch.columns[name]
        counted &= texts.through([pattern.match(text or "") is not None for text in texts.cells], bool)
    for total in batch.total_rows:
        chosen = np.flatnonzero(counted[: total.end])
        for name, cell in total.cells.items():
            column = contract.column(name)
            if column.type not in ("integer", "decimal"):
                continue
            found = _said(_reader(column, batch, lists)(cell) if cell not in (None, "") else None)
            if found.text is None:
                continue
            batch.totals += 1
            summed = sum_of(batch.columns[name].at(chosen))
            stated = None if found.rule else number_of(found.text)
            if stated is None or stated != summed:
                stated = stated if stated is not None else Decimal("NaN")
                batch.differences.append(Difference(total.row, total.label, name, stated, summed))


_CANONICAL = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


def number_of(text: str | None) -> Decimal | None:
    """The value of a canonical number; None for an empty cell and for one that could not be read."""
    return Decimal(text) if text is not None and _CANONICAL.fullmatch(text) else None


def sum_of(texts: Coded) -> Decimal:
    """The exact sum of the canonical numbers among some texts."""
    often = np.bincount(texts.codes, minlength=len(texts.cells)).tolist()
    numbers = ((number_of(text), count) for text, count in zip(texts.cells, often, strict=True) if count)
    return sum((value * count for value, count in numbers if value is not None), Decimal(0))
