"""What programs and habits do to a delivery as a whole: one rule each, beside those of rules.py.

Each damage was reported of real files: a program set to another language, a form that lists its best answer first,
white space that one reader takes off and another keeps, the export of a sister unit. Belongs here: rules that change a
column or a file as a whole. Not here: single cells and rows (rules).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from random import Random
from typing import Any

from tests.mutation.grids import Percentage, Target
from tests.mutation.rules import _DATE, NUMBERS, RULES, Spoilt, _as_text, _cells, _digits, _head, _spoilt, rule

__all__ = ["HABITS", "RULES"]

_SINGLE = frozenset(RULES)

COMPARED = ("code", "integer", "decimal", "date", "datetime", "score")
_SCALE = ("Tidak baik", "Kurang baik", "Baik", "Sangat baik")
_UNIT = "999220"


def _column(
    t: Target, rng: Random, kinds: tuple[str, ...], change: Callable[[Any], Any], what: str, most: float = 1.0
) -> Spoilt | None:
    """Changes all cells of a column of some types, or a share of them; None where none is changed."""
    chosen = _cells(t, kinds, lambda value: change(value) is not None)
    names = sorted({name for _, name in chosen})
    if not names:
        return None
    wanted = rng.choice(names)
    places = [at for at, name in chosen if name == wanted]
    if most < 1:
        places = rng.sample(places, max(1, int(len(places) * most)))
    grid = t.grid()
    for at in places:
        row, position = grid.sheets[t.sheet][at], t.positions[wanted]
        row[position] = change(row[position])
    return _spoilt(grid, {t.numbers[at] for at in places}, {_head(t, wanted)}, f"{what}: {wanted}, {len(places)} cells")


def _date(value: Any) -> dt.date | None:
    if isinstance(value, dt.date):
        return dt.date(value.year, value.month, value.day)
    found = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    return dt.date(int(found[3]), int(found[2]), int(found[1])) if found and not found[4] else None


# A program set to another language ----------------------------------------------------------------------------------


def _exchanged(value: Any) -> Any:
    """What a program set to US English makes of a day written dd/mm/yyyy: a date up to the 12th, else the same text."""
    day = _date(value)
    if day is None:
        return None
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else f"{day:%d/%m/%Y}"


@rule
def days_and_months_exchanged_in_a_column(t: Target, rng: Random) -> Spoilt | None:
    return _column(t, rng, ("date",), _exchanged, "days and months exchanged") if t.sound.form == "xlsx" else None


@rule
def days_and_months_exchanged_and_saved_as_text(t: Target, rng: Random) -> Spoilt | None:
    def change(value: Any) -> Any:
        moved = _exchanged(value)
        return moved if moved is None or isinstance(moved, str) else f"{moved:%d/%m/%Y}"

    return _column(t, rng, ("date",), change, "days and months exchanged, as text")


@rule
def dates_of_one_column_as_text(t: Target, rng: Random) -> Spoilt | None:
    def change(value: Any) -> Any:
        day = _date(value)
        return None if day is None else f"{day:%Y-%m-%d} 00:00:00"

    return _column(t, rng, ("date",), change, "dates as a database writes them")


@rule
def dates_with_the_names_of_months(t: Target, rng: Random) -> Spoilt | None:
    months = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
              "November", "Desember")  # fmt: skip

    def change(value: Any) -> Any:
        day = _date(value)
        return None if day is None else f"{day.day} {months[day.month - 1]} {day.year}"

    return _column(t, rng, ("date",), change, "dates in words")


@rule
def thousands_lost(t: Target, rng: Random) -> Spoilt | None:
    """769.000 becomes 769, and 6.327.000 stays a text; in columns without decimals, where 769 cannot be meant so."""

    def change(value: Any) -> Any:
        number = _digits(value)
        if number is None or number < 1000:
            return None
        text = f"{number:,}".replace(",", ".")
        return float(text) if text.count(".") == 1 else text

    if t.sound.form != "xlsx" or t.contract.layout != "table":
        return None
    return _column(t, rng, ("integer",), change, "dotted numbers read as decimals")


# A percentage that is a fraction --------------------------------------------------------------------------------------


def _fraction(value: Any) -> Any:
    number = _digits(value) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float) or not number:
        return None
    return number / 100


@rule
def a_percent_cell(t: Target, rng: Random) -> Spoilt | None:
    def change(value: Any) -> Any:
        found = _fraction(value)
        return None if found is None else Percentage(found)

    return _column(t, rng, NUMBERS, change, "shown as percentages", most=0.2) if t.sound.form == "xlsx" else None


@rule
def a_percent_sign(t: Target, rng: Random) -> Spoilt | None:
    return _column(t, rng, NUMBERS, lambda value: f"{_as_text(value)}%", "with a percent sign", most=0.2)


# What cannot be seen ------------------------------------------------------------------------------------------------


def _unseen(mark: str, where: str) -> Callable[[Target, Random], Spoilt | None]:
    def change(value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return None
        return f"{value}{mark}" if where == "behind" else f"{mark}{value}"

    def spoil(t: Target, rng: Random) -> Spoilt | None:
        return _column(t, rng, (*COMPARED, "text"), change, f"{mark!a} {where} each text", rng.choice((1.0, 0.02)))

    return spoil


for _name, _mark in {
    "tabs": "\t",
    "line_breaks": "\n",
    "no_break_spaces": "\u00a0",
    "zero_width_spaces": "\u200b",
    "ideographic_spaces": "\u3000",
    "byte_order_marks": "\ufeff",
}.items():
    for _where in ("behind", "before"):
        _spoil = _unseen(_mark, _where)
        _spoil.__name__ = f"{_name}_{_where}_a_text"
        rule(_spoil)


@rule
def no_break_spaces_between_words(t: Target, rng: Random) -> Spoilt | None:
    def change(value: Any) -> Any:
        return value.replace(" ", "\u00a0") if isinstance(value, str) and " " in value.strip() else None

    return _column(t, rng, ("text", "code"), change, "no-break spaces between words")


@rule
def dashes_for_hyphens(t: Target, rng: Random) -> Spoilt | None:
    def change(value: Any) -> Any:
        return re.sub(r"(?<=\w)-(?=\w)", "\u2013", value) if isinstance(value, str) and "-" in value else None

    return _column(t, rng, ("code",), change, "dashes for hyphens", rng.choice((1.0, 0.02)))


@rule
def digits_of_full_width(t: Target, rng: Random) -> Spoilt | None:
    wide = {ord("0") + n: chr(0xFF10 + n) for n in range(10)}

    def change(value: Any) -> Any:
        return value.translate(wide) if isinstance(value, str) and re.search(r"\d", value) else None

    return _column(t, rng, ("code", *NUMBERS, "date"), change, "digits of full width")


# Answers ------------------------------------------------------------------------------------------------------------


@rule
def a_scale_that_begins_with_the_best(t: Target, rng: Random) -> Spoilt | None:
    def change(value: Any) -> Any:
        score = _digits(value)
        return None if score is None else f"{5 - score}. {_SCALE[score - 1]}"

    return _column(t, rng, ("score",), change, "the best answer is number 1")


@rule
def answers_in_words(t: Target, rng: Random) -> Spoilt | None:
    def change(value: Any) -> Any:
        score = _digits(value)
        return None if score is None else _SCALE[score - 1]

    return _column(t, rng, ("score",), change, "answers in words")


@rule
def answers_sent_twice(t: Target, rng: Random) -> Spoilt | None:
    if t.contract.kind != "survey":
        return None
    grid = t.grid()
    rows, at_time = grid.sheets[t.sheet], t.positions["waktu"]
    places = sorted(rng.sample(list(t.data), 20), reverse=True)
    for at in places:
        again = list(rows[at])
        moment = dt.datetime.strptime(str(again[at_time]).strip(), "%d/%m/%Y %H:%M:%S") + dt.timedelta(seconds=4)
        again[at_time] = f"{moment:%d/%m/%Y %H:%M:%S}"
        rows.insert(at + 1, again)
    return _spoilt(grid, set(), set(), "twenty answers sent twice within seconds")


# Whose file, whole file ---------------------------------------------------------------------------------------------


@rule
def the_file_of_another_unit(t: Target, rng: Random) -> Spoilt | None:
    """Every mention of the unit's own code is that of a sister unit."""
    own = next(
        (
            found[0]
            for rows in t.sound.sheets.values()
            for row in rows[:40]
            for cell in row
            if isinstance(cell, str | float | int) and (found := re.search(r"\b999119\b", _as_text(cell)))
        ),
        None,
    )
    if own is None:
        return None
    grid = t.grid()
    for rows in grid.sheets.values():
        for row in rows:
            row[:] = [
                re.sub(rf"\b{own}\b", _UNIT, cell) if isinstance(cell, str) else _other(cell, own) for cell in row
            ]
    return _spoilt(grid, set(), set(), f"unit {_UNIT} in place of {own}")


def _other(cell: Any, own: str) -> Any:
    return float(_UNIT) if isinstance(cell, float) and cell == float(own) else cell


@rule
def one_program_is_gone(t: Target, rng: Random) -> Spoilt | None:
    """All rows of one program leave, and the total that the file states goes with them.

    Of the budget only that in force is held against the realisation; what the first DIPA had is known to no other file.
    """
    name = {"glp039": "program", "dataang": "kode_program"}.get(t.contract.kind)
    if name is None or (t.contract.kind == "dataang" and t.quarter != "2025-TW2"):
        return None
    rows = t.sound.sheets[t.sheet]
    if t.contract.kind == "dataang":
        position = t.positions[name]
        programs = sorted({str(rows[at][position]) for at in t.data})
        gone = rng.choice(programs)
        grid = t.grid()
        grid.sheets[t.sheet] = [row for at, row in enumerate(rows) if at not in t.data or str(row[position]) != gone]
        return _spoilt(grid, set(), {gone}, f"the rows of program {gone} are gone")
    firsts = {at: str(next((cell for cell in rows[at] if cell not in ("", None)), "")) for at in t.data}
    starts = [at for at in t.data if re.fullmatch("[A-Z]{2}", firsts[at])]
    if len(starts) < 2:
        return None
    first = rng.randrange(len(starts))
    end = starts[first + 1] if first + 1 < len(starts) else t.data[-1] + 1
    grid = t.grid()
    total = grid.sheets[t.sheet][t.data[0]]
    own = [cell for cell in rows[starts[first]] if _number(cell)]
    places = [at for at, cell in enumerate(total) if _number(cell)]
    for at, value in zip(places, own, strict=False):
        if float(value) >= 1 or float(value) < 0:
            total[at] = float(total[at]) - float(value)
    del grid.sheets[t.sheet][starts[first] : end]
    return _spoilt(grid, set(), set(), "the rows of one program are gone, and its part of the total")


def _number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


HABITS = tuple(name for name in RULES if name not in _SINGLE)
"""The rules of this file; what they do has to be held back, or read right, by the file alone."""
