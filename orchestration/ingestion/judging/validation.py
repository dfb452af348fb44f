"""Judging every cell against its contract: what does not fit is rejected with a reason, never coerced.

Belongs here: rules of single cells and rows (required, number, date, choice, range, crosswalk, natural key). Not here:
plausibility of readable values (expectations), totals and row counts (controls).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np

from orchestration.ingestion.contracts.shape import Column
from orchestration.ingestion.raw.warehouse import row_id
from orchestration.ingestion.reading.coded import Coded, Codes, Places, Positions, numbered
from orchestration.ingestion.reading.door import number_of
from orchestration.ingestion.reading.layouts import Batch, Problem
from orchestration.language.sentences import NOTHING, Sentence, joined, say
from orchestration.texts.numbers import EXPECTED, LARGEST

_SHOWN = 120

Judge = Callable[[str], tuple[str, Sentence] | None]
"""Text of a filled cell to (rule, expected), or None when it fits."""


@dataclass(frozen=True)
class Rejection:
    """A cell for which a row is rejected.

    Attributes:
        sheet: sheet name; empty for CSV.
        row: physical row.
        source_row_id: the row's id.
        kind: kind of delivery.
        column: header as delivered; empty when the whole row is meant.
        letter: spreadsheet letter; empty for CSV.
        value: the cell's text; empty when it identifies a person.
        rule: short name of the rule.
        expected: what would have been right.
        message: sentence for the steward, without the file's name.
    """

    sheet: str
    row: int
    source_row_id: str
    kind: str
    column: str
    letter: str
    value: str
    rule: str
    expected: Sentence
    message: Sentence


@dataclass(frozen=True)
class Oddity:
    """Readable values that a steward should look at, one line per column.

    Attributes:
        sheet: sheet name; empty for CSV.
        row: first row concerned.
        column: header as delivered.
        value: its text there.
        rule: short name.
        message: sentence for the steward.
    """

    sheet: str
    row: int
    column: str
    value: str
    rule: str
    message: Sentence


def judge_batches(
    batches: list[Batch], digest: str, crosswalks: Mapping[str, Collection[str]], mask: Callable[[str], str]
) -> list[Rejection]:
    """All rejections of one delivery, in the order of sheets, rows and columns.

    Args:
        batches: its sheets; identities are already replaced.
        digest: SHA-256 of the delivery.
        crosswalks: name of a crosswalk to the normalised texts it knows.
        mask: hides telephone numbers and addresses in a text; used for kinds that hold personal data.
    """
    found: list[tuple[Batch, Problem]] = []
    for batch in batches:
        judged = _judge_cells(batch, crosswalks)
        known = {(p.index, p.column) for p in batch.problems if p.column}
        # A cell that the layout could not read is judged once.
        ragged = {p.index for p in batch.problems if not p.column}
        specific = [p for p in judged if p.index not in ragged and (p.index, p.column) not in known]
        expected = [_complete(batch, problem) for problem in batch.problems]
        found += [(batch, problem) for problem in sorted([*expected, *specific], key=lambda p: p.index)]
    found += _duplicates(batches, {(id(batch), problem.index) for batch, problem in found if not problem.column})
    order = {id(batch): place for place, batch in enumerate(batches)}
    found.sort(key=lambda item: (order[id(item[0])], item[1].index))
    return [_reject(batch, problem, digest, mask) for batch, problem in found]


def _complete(batch: Batch, problem: Problem) -> Problem:
    """Fills in what a number should look like where the layout left that to the contract."""
    if problem.expected or not problem.column:
        return problem
    column = batch.contract.column(problem.column)
    kind = column.type if column.type in ("integer", "decimal") else "decimal"
    expected = EXPECTED[column.form or batch.locale, kind]
    return Problem(problem.index, problem.column, problem.value, problem.rule, expected)


def _judge_cells(batch: Batch, crosswalks: Mapping[str, Collection[str]]) -> list[Problem]:
    found: list[Problem] = []
    for column in batch.contract.columns:
        texts: Coded = batch.columns[column.name]
        if column.required:
            empty = np.flatnonzero(texts.told(lambda text: text is None)).tolist()
            missing = [index for index in empty if not _excused(batch, column, index)]
            found += [
                Problem(index, column.name, None, "wajib", say("a value; the cell is empty")) for index in missing
            ]
        if column.identity:
            continue
        judge = _judge(column, batch, crosswalks)
        if judge is None:
            continue
        verdicts = texts.translated([None if text is None else judge(text) for text in texts.cells])
        for index in np.flatnonzero(verdicts.told(bool)).tolist():
            told = batch.delivered[column.name][index] if column.name in batch.delivered else None
            delivered = texts[index] if told is None else told
            found.append(Problem(index, column.name, delivered, *verdicts[index]))
    return found


def _excused(batch: Batch, column: Column, index: int) -> bool:
    return any(pattern.fullmatch(batch.columns[other][index] or "") for other, pattern in column.unless.items())


def _judge(column: Column, batch: Batch, crosswalks: Mapping[str, Collection[str]]) -> Judge | None:
    """The rule of a column, None when any text will do; what cannot be read was told at the door."""
    if column.type in ("integer", "decimal"):
        return _number_judge(column)
    if column.reference is not None:
        known = crosswalks[column.reference]
        wanted = say(
            "a name that reference/{table}.csv knows, of a service that the quarter has"
            " (layanan.csv: berlaku_sejak, berlaku_sampai)",
            table=column.reference,
        )
        return lambda text: None if text in known else ("layanan", wanted)
    if column.allowed:
        allowed = {choice.casefold() for choice in column.allowed}
        wanted = say("one of {choices}", choices=", ".join(column.allowed))
        return lambda text: None if text in allowed else ("pilihan", wanted)
    if column.pattern is not None:
        pattern = re.compile(column.pattern, re.IGNORECASE | re.ASCII)
        return lambda text: (
            None if pattern.fullmatch(text) else ("kode", say("a code of the form {pattern}", pattern=column.pattern))
        )
    return None


def _number_judge(column: Column) -> Judge:
    low, high = column.minimum, column.maximum
    limits = [say("at least {low}", low=low)] if low is not None else []
    limits += [say("at most {high}", high=high)] if high is not None else []

    def judge(text: str) -> tuple[str, Sentence] | None:
        value = number_of(text)
        if value is None:
            return None
        if abs(value) >= LARGEST:
            return "batas", say("a number below {limit:,}", limit=int(LARGEST))
        if (low is not None and value < low) or (high is not None and value > high):
            return "batas", say("a number of {limits}", limits=joined(say(" and "), limits))
        return None

    return judge


def _duplicates(batches: list[Batch], unread: set[tuple[int, int]]) -> list[tuple[Batch, Problem]]:
    """Later rows of a natural key that stands twice in one delivery."""
    found: list[tuple[Batch, Problem]] = []
    for kind in dict.fromkeys(batch.contract.kind for batch in batches):
        of_kind = [batch for batch in batches if batch.contract.kind == kind]
        contract = of_kind[0].contract
        if contract.options.lines_per_key or not contract.natural_key:
            continue
        rows = [_with_key(batch, [index for part, index in unread if part == id(batch)]) for batch in of_kind]
        which = np.repeat(np.arange(len(rows)), [len(part) for part in rows])
        place = np.concatenate(rows)
        parts = [
            np.concatenate([codes[part] for codes, part in zip(column, rows, strict=True)])
            for column in (_together([batch.columns[name] for batch in of_kind]) for name in contract.natural_key)
        ]
        key = numbered(*parts)
        first = np.unique(key, return_index=True)[1]
        labels = ", ".join(contract.column(name).label for name in contract.natural_key)
        personal = any(contract.column(name).identity for name in contract.natural_key)
        for at in np.flatnonzero(first[key] != np.arange(len(key))).tolist():
            batch, earlier = of_kind[which[at]], of_kind[which[first[key[at]]]]
            number = earlier.numbers[place[first[key[at]]]]
            where = say("row {row}", row=number)
            if earlier.sheet != batch.sheet:
                where = say("row {row} of sheet '{sheet}'", row=number, sheet=earlier.sheet)
            index = int(place[at])
            texts = (batch.columns[name][index] for name in contract.natural_key)
            value = "" if personal else " | ".join(text or "" for text in texts)
            wanted = say("a key ({labels}) of its own; {place} has the same", labels=labels, place=where)
            found.append((batch, Problem(index, "", value, "unique", wanted)))
    return found


def _with_key(batch: Batch, unread: list[int]) -> Positions:
    """The rows whose key has to be one of its own; two anonymous answers of one second are no one's twice."""
    contract, count = batch.contract, len(batch.numbers)
    asked, named, person = np.ones(count, dtype=bool), np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    asked[unread] = False
    for name, value in contract.unique_where.items():
        texts: Coded = batch.columns[name]
        asked &= texts.through([text == value for text in texts.cells], bool)
    persons = [name for name in contract.natural_key if contract.column(name).identity]
    for name in contract.natural_key:
        filled = batch.columns[name].told(bool)
        named |= filled
        person |= filled & (name in persons)
    return np.flatnonzero(asked & named & (person if persons else True))


def _together(columns: list[Coded]) -> list[Codes]:
    """The columns of several sheets as numbers that equal texts share."""
    places = Places()
    return [places.of(column.cells)[column.codes] if len(column) else column.codes for column in columns]


def _row_name(batch: Batch, row: int) -> Sentence:
    """A row in words, by both of its names where a spreadsheet shows it elsewhere than an editor."""
    shown = batch.shown.get(row)
    return (
        say("row {row} (line of the file; row {shown} in a spreadsheet)", row=row, shown=shown)
        if shown
        else say("row {row}", row=row)
    )


def _reject(batch: Batch, problem: Problem, digest: str, mask: Callable[[str], str]) -> Rejection:
    contract = batch.contract
    row, name = batch.numbers[problem.index], problem.column
    header = batch.headers.get(name, contract.column(name).label) if name else ""
    letter = batch.letters.get(name, "")
    identity = bool(name) and contract.column(name).identity
    value = "" if problem.value is None or identity else problem.value
    if contract.identities:
        value = mask(value)
    shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}..."
    place = _row_name(batch, row)
    if name:
        column = f"{letter} ({header})" if letter else header
        place = say("{row}, column {column}", row=place, column=column)
    if problem.rule == "wajib":
        text = say("{place} is empty; expected a value", place=place)
    elif identity or not shown:
        text = say("{place}: expected {expected}", place=place, expected=problem.expected)
    else:
        text = say("{place}: '{shown}'; expected {expected}", place=place, shown=shown, expected=problem.expected)
    if batch.sheet:
        text = say("sheet '{sheet}', {text}", sheet=batch.sheet, text=text)
    return Rejection(
        sheet=batch.sheet,
        row=row,
        source_row_id=row_id(digest, batch.sheet, row),
        kind=contract.kind,
        column=header,
        letter=letter,
        value=value,
        rule=problem.rule,
        expected=problem.expected,
        message=text,
    )


def far_dates(batch: Batch, year: int) -> list[Oddity]:
    """Real dates whose year lies more than one from the fiscal year: readable, but probably mistyped."""
    contract, found = batch.contract, []
    for column in contract.columns:
        if column.type not in ("date", "datetime"):
            continue
        texts: Coded = batch.columns[column.name]
        rows = np.flatnonzero(texts.told(lambda text: _is_far(text, year))).tolist()
        if not rows:
            continue
        header = batch.headers.get(column.name, column.label)
        more = say(" (and {count} more rows)", count=len(rows) - 1) if len(rows) > 1 else NOTHING
        text = texts[rows[0]] or ""
        value = f"{dt.date.fromisoformat(text[:10]):%d/%m/%Y}{text[10:]}"
        found.append(
            Oddity(
                batch.sheet,
                batch.numbers[rows[0]],
                header,
                value,
                "tahun",
                say(
                    "{row}, column {column}: '{value}'{more} lies more than one year from {year};"
                    " correct it if it is mistyped",
                    row=_row_name(batch, batch.numbers[rows[0]]),
                    column=header,
                    value=value,
                    more=more,
                    year=year,
                ),
            )
        )
    return found


def _is_far(text: str | None, year: int) -> bool:
    try:
        return text is not None and abs(dt.date.fromisoformat(text[:10]).year - year) > 1
    except ValueError:
        return False


def foreign_units(batch: Batch, unit: str) -> list[Oddity]:
    """Rows of another satker than the profile's, or a report whose title names another: they never count."""
    found = []
    for column in batch.contract.columns:
        if not column.unit:
            continue
        texts: Coded = batch.columns[column.name]
        rows = np.flatnonzero(texts.told(lambda text: text not in (None, "", unit))).tolist()
        if not rows:
            continue
        others = ", ".join(sorted({texts[index] for index in rows}))
        header = batch.headers.get(column.name, column.label)
        what = say("the first of {count} rows", count=len(rows)) if len(rows) > 1 else say("one row")
        message = say(
            "{row}, column {column}: {what} of satker {others}; the profile's unit is"
            " {unit}, so they are kept but never count: if they are the unit's own, correct"
            " kode_satker in unit.yaml",
            row=_row_name(batch, batch.numbers[rows[0]]),
            column=header,
            what=what,
            others=others,
            unit=unit,
        )
        found.append(Oddity(batch.sheet, batch.numbers[rows[0]], header, texts[rows[0]], "satker", message))
    return found


def satker_alone(batches: list[Batch], unit: str) -> Oddity | None:
    """A delivery whose rows all name another satker than the profile's; None where any row may be the unit's."""
    named: set[str] = set()
    for batch in batches:
        columns = [batch.columns[column.name] for column in batch.contract.columns if column.unit]
        if not columns or not batch.numbers:
            return None
        # A row that names no satker may be the unit's own.
        named.update(text or "" for texts in columns for text in texts.different())
    if named & {"", unit}:
        return None
    others = ", ".join(sorted(named))
    message = say(
        "row {row}: the whole file is of satker {others}, and the profile's unit is"
        " {unit}; it is not used: take it out of the landing folder, or correct kode_satker in"
        " unit.yaml if it is the unit's own",
        row=batches[0].numbers[0],
        others=others,
        unit=unit,
    )
    return Oddity(batches[0].sheet, batches[0].numbers[0], "", others, "satker", message)
