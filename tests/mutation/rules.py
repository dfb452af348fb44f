"""What goes wrong with deliveries: one rule each, applied to a seeded place of any table that it fits.

A rule gets a table and a source of chance and returns the spoilt file and where it is spoilt, or None where it has no
place to work on. Belongs here: the rules alone. Not here: what is made of them (bench).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

from orchestration.ingestion.reading.documents import column_letter, open_document
from orchestration.texts.numbers import LARGEST
from tests.mutation.bench import Place
from tests.mutation.grids import Formula, Grid, Target

NUMBERS = ("integer", "decimal")
DATES = ("date", "datetime")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)", re.DOTALL)


@dataclass(frozen=True)
class Spoilt:
    """A spoilt delivery.

    Attributes:
        made: its bytes, or the grid that is written when they are asked for.
        place: where it is spoilt.
        what: in words.
        name: of the file; empty when it keeps its own.
    """

    made: bytes | Grid
    place: Place
    what: str
    name: str = ""

    @property
    def content(self) -> bytes:
        """The file."""
        return self.made.write() if isinstance(self.made, Grid) else self.made


Rule = Callable[[Target, Random], Spoilt | None]
RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    RULES[function.__name__.replace("_", " ")] = function
    return function


def _spoilt(grid: Grid, rows: set[int], columns: set[str], what: str) -> Spoilt:
    return Spoilt(grid, Place(frozenset(rows), frozenset(columns)), what)


def _cells(t: Target, kinds: tuple[str, ...], fits: Callable[[Any], bool] = lambda _: True) -> list[tuple[int, str]]:
    """Filled cells of columns of some types: row position and column."""
    rows = t.sound.sheets[t.sheet]
    return [
        (at, name)
        for name, position in t.positions.items()
        if t.column(name).type in kinds
        for at in t.data
        if position < len(rows[at]) and rows[at][position] not in ("", None) and fits(rows[at][position])
    ]


def _change(t: Target, rng: Random, kinds: tuple[str, ...], change: Callable[[Any], Any], what: str) -> Spoilt | None:
    """Changes one cell of some types; the change returns None for a cell that it does not fit."""
    chosen = _cells(t, kinds)
    rng.shuffle(chosen)
    # The widest columns would otherwise draw nearly all places: a column is drawn first, then a row.
    names = sorted({name for _, name in chosen})
    rng.shuffle(names)
    for wanted in names:
        for at, name in chosen:
            if name != wanted:
                continue
            grid = t.grid()
            row, position = grid.sheets[t.sheet][at], t.positions[name]
            new = change(row[position])
            if new is None or new == row[position]:
                continue
            old, row[position] = row[position], new
            return _spoilt(grid, {t.numbers[at]}, {_head(t, name)}, f"{what}: {name} {old!r} -> {new!r}")
    return None


def _head(t: Target, name: str) -> str:
    if t.header is None:
        return t.column(name).label
    return " ".join(str(t.sound.sheets[t.sheet][t.header][t.positions[name]]).split())


def _as_text(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    return str(value)


def _digits(value: Any) -> int | None:
    text = _as_text(value).replace(".", "") if not isinstance(value, str) else value.strip().replace(".", "")
    return int(text) if re.fullmatch(r"-?\d+", text) else None


def _as_number(t: Target, value: int, like: Any) -> Any:
    return str(value) if isinstance(like, str) else float(value)


# Rows ---------------------------------------------------------------------------------------------------------------


def _drop(t: Target, places: list[int], what: str) -> Spoilt:
    grid = t.grid()
    rows = grid.sheets[t.sheet]
    near = {t.numbers[at] + step for at in (places[0], places[-1]) for step in (-1, 0, 1)}
    for at in sorted(places, reverse=True):
        del rows[at]
    return _spoilt(grid, near | set(), set(), what)


@rule
def drop_a_row(t: Target, rng: Random) -> Spoilt | None:
    return _drop(t, [rng.choice(t.data[1:-1])], "a row is gone")


@rule
def drop_ten_rows(t: Target, rng: Random) -> Spoilt | None:
    start = rng.randrange(1, max(2, len(t.data) - 11))
    return _drop(t, list(t.data[start : start + 10]), "ten rows are gone")


@rule
def drop_the_first_row(t: Target, rng: Random) -> Spoilt | None:
    return _drop(t, [t.data[0]], "the first data row is gone")


@rule
def drop_the_last_row(t: Target, rng: Random) -> Spoilt | None:
    return _drop(t, [t.data[-1]], "the last data row is gone")


@rule
def duplicate_a_row(t: Target, rng: Random) -> Spoilt | None:
    grid, at = t.grid(), rng.choice(t.data)
    rows = grid.sheets[t.sheet]
    rows.insert(at + 1, list(rows[at]))
    return _spoilt(grid, {t.numbers[at], t.numbers[at] + 1}, set(), "a row stands twice")


@rule
def duplicate_a_row_at_the_end(t: Target, rng: Random) -> Spoilt | None:
    grid, at = t.grid(), rng.choice(t.data)
    rows = grid.sheets[t.sheet]
    rows.insert(t.data[-1] + 1, list(rows[at]))
    return _spoilt(grid, {t.numbers[at], t.numbers[t.data[-1]] + 1}, set(), "a row comes again at the end")


@rule
def duplicate_a_row_with_another_amount(t: Target, rng: Random) -> Spoilt | None:
    chosen = _cells(t, NUMBERS, lambda value: bool(_digits(value)))
    if not chosen:
        return None
    at, name = rng.choice(chosen)
    grid = t.grid()
    rows = grid.sheets[t.sheet]
    copy = list(rows[at])
    value = copy[t.positions[name]]
    copy[t.positions[name]] = _as_number(t, (_digits(value) or 0) + 1, value)
    rows.insert(at + 1, copy)
    return _spoilt(grid, {t.numbers[at], t.numbers[at] + 1}, {_head(t, name)}, f"a row stands twice, {name} differs")


@rule
def double_all_rows(t: Target, rng: Random) -> Spoilt | None:
    grid = t.grid()
    rows = grid.sheets[t.sheet]
    rows[t.data[-1] + 1 : t.data[-1] + 1] = [list(rows[at]) for at in t.data]
    return _spoilt(grid, set(), set(), "all rows stand twice")


@rule
def reverse_the_rows(t: Target, rng: Random) -> Spoilt | None:
    grid = t.grid()
    rows = grid.sheets[t.sheet]
    for at, other in zip(t.data, reversed(t.data), strict=True):
        rows[at] = t.sound.sheets[t.sheet][other]
    return _spoilt(grid, set(), set(), "the rows stand in reverse")


@rule
def blank_rows_between(t: Target, rng: Random) -> Spoilt | None:
    grid = t.grid()
    for at in sorted(rng.sample(t.data, 3), reverse=True):
        grid.sheets[t.sheet].insert(at, [""] * (1 if t.sound.form == "csv" else 0))
    return _spoilt(grid, set(), set(), "blank rows between")


@rule
def repeated_header(t: Target, rng: Random) -> Spoilt | None:
    if t.header is None:
        return None
    grid = t.grid()
    rows = grid.sheets[t.sheet]
    rows.insert(rng.choice(t.data), list(rows[t.header]))
    return _spoilt(grid, set(), set(), "the header comes again")


@rule
def only_the_header(t: Target, rng: Random) -> Spoilt | None:
    grid = t.grid()
    del grid.sheets[t.sheet][t.data[0] :]
    return _spoilt(grid, set(), set(), "no data row")


@rule
def title_rows_above(t: Target, rng: Random) -> Spoilt | None:
    grid = t.grid()
    grid.sheets[t.sheet][0:0] = [["Daftar"], ["Keadaan per 30 Juni 2025"], []]
    return _spoilt(grid, set(), set(), "title rows above")


# Columns ------------------------------------------------------------------------------------------------------------


@rule
def shift_a_row(t: Target, rng: Random) -> Spoilt | None:
    """As an unquoted delimiter in a text does."""
    grid, at = t.grid(), rng.choice(t.data)
    row = grid.sheets[t.sheet][at]
    filled = [p for p in range(len(row)) if row[p] not in ("", None)]
    row.insert(rng.choice(filled[:-1]), "")
    return _spoilt(grid, {t.numbers[at]}, set(), "cells of one row stand one column to the right")


@rule
def shift_a_column(t: Target, rng: Random) -> Spoilt | None:
    """As a column inserted into the data but not into the header does."""
    if t.header is None:
        return None
    grid = t.grid()
    column = rng.choice(sorted(t.positions.values())[1:-1])
    for at in t.data:
        row = grid.sheets[t.sheet][at]
        row.insert(min(column, len(row)), "")
    return _spoilt(grid, set(), set(), f"data from column {column_letter(column)} on stand one to the right")


@rule
def shift_the_sheet(t: Target, rng: Random) -> Spoilt | None:
    grid = t.grid()
    for row in grid.sheets[t.sheet]:
        row.insert(0, "")
    return _spoilt(grid, set(), set(), "everything stands one column to the right")


@rule
def exchange_two_headers(t: Target, rng: Random) -> Spoilt | None:
    if t.header is None:
        return None
    kinds: dict[str, list[str]] = {}
    rows = t.sound.sheets[t.sheet]
    for name in t.positions:
        if t.column(name).type in (*NUMBERS, *DATES, "score"):
            kinds.setdefault(t.column(name).type, []).append(name)
    pairs = [(a, b) for names in kinds.values() for a, b in pairwise(names)]
    # Only where the columns differ: two columns that say the same are no harm exchanged.
    pairs = [
        (a, b) for a, b in pairs if any(_at(rows[at], t.positions[a]) != _at(rows[at], t.positions[b]) for at in t.data)
    ]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    grid = t.grid()
    header = grid.sheets[t.sheet][t.header]
    pa, pb = t.positions[a], t.positions[b]
    header[pa], header[pb] = header[pb], header[pa]
    return _spoilt(grid, set(), {_head(t, a), _head(t, b)}, f"headers {a} and {b} are exchanged")


def _at(row: list[Any], position: int) -> Any:
    return row[position] if position < len(row) else ""


@rule
def extra_column(t: Target, rng: Random) -> Spoilt | None:
    if t.header is None:
        return None
    grid = t.grid()
    position = rng.randrange(0, len(grid.sheets[t.sheet][t.header]))
    for at, row in enumerate(grid.sheets[t.sheet]):
        row.insert(min(position, len(row)), "Catatan Internal" if at == t.header else ("ok" if at in t.data else ""))
    return _spoilt(grid, set(), {"Catatan Internal"}, "a column more, with a header")


@rule
def extra_column_without_a_header(t: Target, rng: Random) -> Spoilt | None:
    if t.header is None:
        return None
    grid = t.grid()
    for at, row in enumerate(grid.sheets[t.sheet]):
        row.append("" if at not in t.data else "lihat catatan")
    return _spoilt(grid, set(), set(), "cells beyond the header")


@rule
def renamed_column(t: Target, rng: Random) -> Spoilt | None:
    if t.header is None:
        return None
    name = rng.choice(sorted(t.positions))
    grid = t.grid()
    grid.sheets[t.sheet][t.header][t.positions[name]] = "Kolom X"
    return _spoilt(grid, set(), {_head(t, name), t.column(name).label}, f"the header of {name} is another")


@rule
def header_in_capitals(t: Target, rng: Random) -> Spoilt | None:
    if t.header is None:
        return None
    grid = t.grid()
    row = grid.sheets[t.sheet][t.header]
    row[:] = [f"  {cell.upper()} " if isinstance(cell, str) and cell else cell for cell in row]
    return _spoilt(grid, set(), set(), "headers in capitals with spaces")


@rule
def column_gone(t: Target, rng: Random) -> Spoilt | None:
    if t.header is None:
        return None
    name = rng.choice(sorted(t.positions))
    grid = t.grid()
    for row in grid.sheets[t.sheet]:
        if t.positions[name] < len(row):
            del row[t.positions[name]]
    return _spoilt(grid, set(), {_head(t, name), t.column(name).label}, f"the column {name} is gone")


@rule
def header_twice(t: Target, rng: Random) -> Spoilt | None:
    if t.header is None:
        return None
    a, b = rng.sample(sorted(t.positions), 2)
    grid = t.grid()
    header = grid.sheets[t.sheet][t.header]
    header[t.positions[b]] = header[t.positions[a]]
    return _spoilt(grid, set(), {_head(t, a), t.column(a).label}, f"the header of {a} stands over {b} too")


# Numbers and dates --------------------------------------------------------------------------------------------------


def _day_month(value: Any) -> Any:
    if isinstance(value, dt.date):
        if value.day > 12 or value.day == value.month:
            return None
        return value.replace(month=value.day, day=value.month)
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > 12 or int(found[1]) == int(found[2]):
        return None
    return f"{found[2]}/{found[1]}/{found[3]}{found[4]}"


@rule
def swap_day_and_month(t: Target, rng: Random) -> Spoilt | None:
    return _change(t, rng, DATES, _day_month, "day and month exchanged")


@rule
def month_before_day_everywhere(t: Target, rng: Random) -> Spoilt | None:
    """As an export under American settings does."""
    grid, found = t.grid(), False
    for at, name in _cells(t, DATES):
        row, position = grid.sheets[t.sheet][at], t.positions[name]
        value = row[position]
        parts = _DATE.fullmatch(value) if isinstance(value, str) else None
        if parts:
            row[position] = f"{parts[2]}/{parts[1]}/{parts[3]}{parts[4]}"
            found = True
        elif isinstance(value, dt.date):
            # A spreadsheet takes what can be a date for one and leaves the rest as text.
            row[position] = value.replace(month=value.day, day=value.month) if value.day < 13 else f"{value:%m/%d/%Y}"
            found = True
    return _spoilt(grid, set(), {_head(t, name) for _, name in _cells(t, DATES)}, "all dates mm/dd") if found else None


@rule
def wrong_year(t: Target, rng: Random) -> Spoilt | None:
    def change(value: Any) -> Any:
        if isinstance(value, dt.date):
            return value.replace(year=value.year - 1) if (value.month, value.day) != (2, 29) else None
        found = _DATE.fullmatch(value) if isinstance(value, str) else None
        return f"{found[1]}/{found[2]}/{int(found[3]) - 1}{found[4]}" if found else None

    return _change(t, rng, DATES, change, "the year before")


@rule
def impossible_date(t: Target, rng: Random) -> Spoilt | None:
    return _change(t, rng, DATES, lambda value: "31/02/2025" + (" 10:00:00" if ":" in str(value) else ""), "no day")


@rule
def wrong_period(t: Target, rng: Random) -> Spoilt | None:
    """The period of the title, or of every row that names one, is that of the year before."""
    grid, found = t.grid(), False
    for row in grid.sheets[t.sheet]:
        for at, cell in enumerate(row):
            if not isinstance(cell, str):
                continue
            new = re.sub(r"2025(?=-TW)", "2024", cell)
            if t.contract.kind == "neraca":
                new = re.sub(r"^2024(?=-\d\d$)", "2023", new) if cell.startswith("2024") else cell
            if t.contract.kind == "glp039":
                new = re.sub(r"(Periode \w+ )2025", r"\g<1>2024", new)
            found |= new != cell
            row[at] = new
    return _spoilt(grid, set(), {"Triwulan", "KODE_PERIODE"}, "the period is a year early") if found else None


@rule
def negative(t: Target, rng: Random) -> Spoilt | None:
    def change(value: Any) -> Any:
        number = _digits(value)
        return _as_number(t, -number, value) if number else None

    return _change(t, rng, NUMBERS, change, "the sign is another")


@rule
def thousandfold(t: Target, rng: Random) -> Spoilt | None:
    def change(value: Any) -> Any:
        number = _digits(value)
        return _as_number(t, number * 1000, value) if number else None

    return _change(t, rng, NUMBERS, change, "three zeros more")


@rule
def in_thousands(t: Target, rng: Random) -> Spoilt | None:
    def change(value: Any) -> Any:
        number = _digits(value)
        return _as_number(t, number // 1000, value) if number and number % 1000 == 0 else None

    return _change(t, rng, NUMBERS, change, "three zeros less")


@rule
def more_than_any_number(t: Target, rng: Random) -> Spoilt | None:
    """What a slipped finger makes of 8829280 where exports may write 2.037392E10."""
    return _change(t, rng, NUMBERS, lambda value: _as_number(t, 8829 * 10**80, value), "8829e80")


@rule
def the_largest_number(t: Target, rng: Random) -> Spoilt | None:
    return _change(t, rng, NUMBERS, lambda value: _as_number(t, int(LARGEST) - 1, value), "as large as is read")


@rule
def mistyped_digit(t: Target, rng: Random) -> Spoilt | None:
    def change(value: Any) -> Any:
        number = _digits(value)
        if number is None or abs(number) < 10:
            return None
        text = str(abs(number))
        at = rng.randrange(len(text))
        digit = str((int(text[at]) + rng.randrange(1, 10)) % 10)
        if at == 0 and digit == "0":
            digit = "9" if text[0] != "9" else "8"
        return _as_number(t, int(text[:at] + digit + text[at + 1 :]), value)

    return _change(t, rng, NUMBERS, change, "a digit is another")


@rule
def points_between_thousands(t: Target, rng: Random) -> Spoilt | None:
    return _grouped(t, rng, ".")


@rule
def commas_between_thousands(t: Target, rng: Random) -> Spoilt | None:
    return _grouped(t, rng, ",")


def _grouped(t: Target, rng: Random, mark: str) -> Spoilt | None:
    def change(value: Any) -> Any:
        number = _digits(value)
        return f"{number:,}".replace(",", mark) if number is not None and abs(number) > 999 else None

    return _change(t, rng, NUMBERS, change, f"thousands grouped with '{mark}'")


@rule
def point_for_the_decimal_comma(t: Target, rng: Random) -> Spoilt | None:
    def change(value: Any) -> Any:
        number = _digits(value)
        return f"{number}.50" if number is not None else None

    return _change(t, rng, NUMBERS, change, "a decimal point")


@rule
def words_for_a_number(t: Target, rng: Random) -> Spoilt | None:
    return _change(t, rng, (*NUMBERS, "score"), lambda value: f"{_as_text(value)} buah", "a unit beside the number")


@rule
def blank_cell(t: Target, rng: Random) -> Spoilt | None:
    return _change(t, rng, (*NUMBERS, *DATES, "score"), lambda _: "", "an empty cell")


@rule
def blank_key(t: Target, rng: Random) -> Spoilt | None:
    names = [name for name in t.contract.natural_key if name in t.positions]
    if not names:
        return None
    grid, at, name = t.grid(), rng.choice(t.data), rng.choice(names)
    row = grid.sheets[t.sheet][at]
    if row[t.positions[name]] in ("", None):
        return None
    row[t.positions[name]] = ""
    return _spoilt(grid, {t.numbers[at]}, {_head(t, name)}, f"{name} is empty")


@rule
def a_key_mistyped(t: Target, rng: Random) -> Spoilt | None:
    names = [name for name in t.contract.natural_key if name in t.positions and t.column(name).type == "code"]
    if not names:
        return None
    grid, at, name = t.grid(), rng.choice(t.data), rng.choice(names)
    row = grid.sheets[t.sheet][at]
    value = _as_text(row[t.positions[name]])
    if not value:
        return None
    row[t.positions[name]] = value[:-1] + ("7" if value[-1] != "7" else "3")
    return _spoilt(grid, {t.numbers[at]}, {_head(t, name)}, f"{name} '{value}' is '{row[t.positions[name]]}'")


@rule
def another_choice(t: Target, rng: Random) -> Spoilt | None:
    """A text that the column knows, but another one."""
    rows = t.sound.sheets[t.sheet]
    names = [
        name for name in t.positions if (t.column(name).allowed or t.column(name).reference) and t.header is not None
    ]
    if not names:
        return None
    name = rng.choice(names)
    at = rng.choice(t.data)
    position = t.positions[name]
    others = sorted({str(rows[other][position]) for other in t.data} - {str(rows[at][position])})
    if not others:
        return None
    grid = t.grid()
    grid.sheets[t.sheet][at][position] = others[rng.randrange(len(others))]
    return _spoilt(grid, {t.numbers[at]}, {_head(t, name)}, f"{name} is another known text")


@rule
def unknown_choice(t: Target, rng: Random) -> Spoilt | None:
    names = [name for name in t.positions if t.column(name).allowed or t.column(name).reference]
    if not names:
        return None
    grid, at, name = t.grid(), rng.choice(t.data), rng.choice(names)
    grid.sheets[t.sheet][at][t.positions[name]] = "Lain-lain XYZ"
    return _spoilt(grid, {t.numbers[at]}, {_head(t, name)}, f"{name} is an unknown text")


@rule
def another_unit(t: Target, rng: Random) -> Spoilt | None:
    columns = [name for name in t.positions if t.column(name).unit]
    grid = t.grid()
    if columns:
        for at in t.data:
            grid.sheets[t.sheet][at][t.positions[columns[0]]] = "888888"
        return _spoilt(grid, set(), {_head(t, columns[0])}, "the rows are of another unit")
    if t.contract.kind != "glp039":
        return None
    for row in grid.sheets[t.sheet][:8]:
        row[:] = [cell.replace("999119", "888888") if isinstance(cell, str) else cell for cell in row]
    return _spoilt(grid, {1}, set(), "the title names another unit")


# Totals -------------------------------------------------------------------------------------------------------------


@rule
def stale_total(t: Target, rng: Random) -> Spoilt | None:
    """A total that was right before a row changed."""
    if t.contract.kind == "glp039":
        grid = t.grid()
        for at in t.data:
            row = grid.sheets[t.sheet][at]
            if any(isinstance(cell, str) and "JUMLAH" in cell.upper() for cell in row):
                place = max(p for p, cell in enumerate(row) if isinstance(cell, float) and cell > 1)
                row[place] += 1000
                return _spoilt(grid, {t.numbers[at]}, set(), "JUMLAH SELURUHNYA is out of date")
        return None
    return _total(t, rng, 1000)


@rule
def trailing_total(t: Target, rng: Random) -> Spoilt | None:
    return _total(t, rng, 0)


def _total(t: Target, rng: Random, more: int) -> Spoilt | None:
    if t.header is None or t.contract.total is None:
        return None
    rows = t.sound.sheets[t.sheet]
    names = [name for name in ("jumlah", "total") if name in t.positions]
    if not names:
        return None
    name = names[0]
    position = t.positions[name]
    chosen = [
        at
        for at in t.data
        if all(p.match(_as_text(rows[at][t.positions[c]])) for c, p in t.contract.total.where.items())
    ]
    summed = sum(_digits(rows[at][position]) or 0 for at in chosen) + more
    line: list[Any] = [""] * len(rows[t.header])
    line[0], line[position] = "TOTAL", _as_number(t, summed, rows[t.data[0]][position])
    grid = t.grid()
    grid.sheets[t.sheet].insert(t.data[-1] + 1, line)
    what = "a total below that is out of date" if more else "a right total below"
    return _spoilt(grid, {t.numbers[t.data[-1]] + 1}, {_head(t, name)}, what)


@rule
def total_of_an_unknown_name(t: Target, rng: Random) -> Spoilt | None:
    """A sum at the end that calls itself otherwise."""
    if t.header is None:
        return None
    chosen = sorted({name for _, name in _cells(t, NUMBERS, lambda value: bool(_digits(value)))})
    if not chosen:
        return None
    name = rng.choice(chosen)
    rows, position = t.sound.sheets[t.sheet], t.positions[name]
    line: list[Any] = [""] * len(rows[t.header])
    summed = sum(_digits(_at(rows[at], position)) or 0 for at in t.data)
    line[0], line[position] = "Rekapitulasi akhir", _as_number(t, summed, rows[t.data[0]][position])
    grid = t.grid()
    grid.sheets[t.sheet].insert(t.data[-1] + 1, line)
    return _spoilt(grid, {t.numbers[t.data[-1]] + 1}, set(), "a sum below under another name")


# Workbooks ----------------------------------------------------------------------------------------------------------


def _formula(t: Target, rng: Random, make: Callable[[Any], Formula], what: str) -> Spoilt | None:
    if t.sound.form != "xlsx":
        return None
    chosen = _cells(t, (*NUMBERS, *DATES))
    if not chosen:
        return None
    at, name = rng.choice(chosen)
    grid = t.grid()
    row = grid.sheets[t.sheet][at]
    row[t.positions[name]] = make(row[t.positions[name]])
    return _spoilt(grid, {t.numbers[at]}, {_head(t, name)}, f"{what} in {name}")


@rule
def formula_without_a_result(t: Target, rng: Random) -> Spoilt | None:
    return _formula(t, rng, lambda _: Formula("SUM(A1:A9)"), "a formula never calculated")


@rule
def formula_that_failed(t: Target, rng: Random) -> Spoilt | None:
    return _formula(t, rng, lambda _: Formula("1/0", error="#DIV/0!"), "a formula that failed")


@rule
def formula_with_its_result(t: Target, rng: Random) -> Spoilt | None:
    if not any(isinstance(t.sound.sheets[t.sheet][at][t.positions[n]], float) for at, n in _cells(t, NUMBERS)):
        return None

    def make(value: Any) -> Any:
        return Formula("A1", value) if isinstance(value, float) else value

    return _formula(t, rng, make, "a formula with its result")


@rule
def formula_as_text(t: Target, rng: Random) -> Spoilt | None:
    return _change(t, rng, NUMBERS, lambda _: "=SUM(A1:A9)", "a formula as text")


@rule
def merged_cells(t: Target, rng: Random) -> Spoilt | None:
    """A merged cell holds its value in the first row only."""
    if t.sound.form != "xlsx" or t.header is None:
        return None
    name = rng.choice(sorted(t.positions))
    at = rng.choice(t.data[:-2])
    grid, position = t.grid(), t.positions[name]
    rows = grid.sheets[t.sheet]
    if _at(rows[at], position) in ("", None):
        return None
    for below in (at + 1, at + 2):
        if position < len(rows[below]):
            rows[below][position] = ""
    letter = column_letter(position)
    grid.merged[t.sheet] = [f"{letter}{t.numbers[at]}:{letter}{t.numbers[at] + 2}"]
    return _spoilt(grid, {t.numbers[at] + 1, t.numbers[at] + 2}, {_head(t, name)}, f"three cells of {name} merged")


@rule
def hidden_copy_of_the_sheet(t: Target, rng: Random) -> Spoilt | None:
    if t.sound.form != "xlsx":
        return None
    grid = t.grid()
    copy = f"{t.sheet.strip()} (2)"
    grid.sheets[copy] = [list(row) for row in grid.sheets[t.sheet]]
    grid.hidden.add(copy)
    return _spoilt(grid, set(), set(), "a hidden copy of the sheet")


@rule
def hidden_older_version(t: Target, rng: Random) -> Spoilt | None:
    """A hidden sheet with other rows of the same kind, as left over from an earlier month."""
    if t.sound.form != "xlsx" or t.header is None:
        return None
    grid = t.grid()
    rows = [list(row) for row in grid.sheets[t.sheet]]
    first = t.contract.natural_key[0]
    for at in t.data:
        rows[at][t.positions[first]] = f"{_as_text(rows[at][t.positions[first]])}-LAMA"
    grid.sheets["Lama"] = rows
    grid.hidden.add("Lama")
    return Spoilt(grid, Place(), "a hidden sheet with other rows of the kind")


@rule
def hidden_notes(t: Target, rng: Random) -> Spoilt | None:
    if t.sound.form != "xlsx":
        return None
    grid = t.grid()
    grid.sheets["Catatan"] = [["catatan bebas"], ["jangan dihapus"]]
    grid.hidden.add("Catatan")
    return _spoilt(grid, set(), set(), "a hidden sheet of notes")


@rule
def hidden_rows(t: Target, rng: Random) -> Spoilt | None:
    if t.sound.form != "xlsx":
        return None
    grid = t.grid()
    grid.hidden_rows[t.sheet] = {t.numbers[at] for at in rng.sample(t.data, 3)}
    return _spoilt(grid, set(), set(), "rows hidden by a filter")


# Files --------------------------------------------------------------------------------------------------------------


@rule
def encoding_utf_16(t: Target, rng: Random) -> Spoilt | None:
    return _recoded(t, lambda text: text.encode("utf-16"), "UTF-16")


@rule
def encoding_with_a_mark(t: Target, rng: Random) -> Spoilt | None:
    return _recoded(t, lambda text: text.encode("utf-8-sig"), "UTF-8 with a byte order mark")


@rule
def encoding_of_an_old_machine(t: Target, rng: Random) -> Spoilt | None:
    return _recoded(t, lambda text: text.replace("a", "\xe4", 1).encode("cp437", "replace"), "code page 437")


@rule
def line_ends_of_an_old_machine(t: Target, rng: Random) -> Spoilt | None:
    return _recoded(t, lambda text: text.replace("\n", "\r").encode(), "carriage returns alone")


def _recoded(t: Target, change: Callable[[str], bytes], what: str) -> Spoilt | None:
    if t.sound.form != "csv":
        return None
    return Spoilt(change("".join(open_document(t.content).parts())), Place(), what)  # type: ignore[union-attr]


@rule
def another_delimiter(t: Target, rng: Random) -> Spoilt | None:
    if t.sound.form != "csv":
        return None
    grid = t.grid()
    grid.delimiter = "," if grid.delimiter == ";" else ";"
    return _spoilt(grid, set(), set(), f"delimited by '{grid.delimiter}'")


@rule
def a_quotation_mark_not_closed(t: Target, rng: Random) -> Spoilt | None:
    if t.sound.form != "csv":
        return None
    lines = t.content.split(b"\n")
    at = rng.randrange(1, len(lines) - 2)
    mark = t.sound.delimiter.encode()
    lines[at] = lines[at].replace(mark, mark + b'"', 1)
    return Spoilt(b"\n".join(lines), Place(), "a quotation mark is not closed")


@rule
def truncated_anywhere(t: Target, rng: Random) -> Spoilt | None:
    return Spoilt(t.content[: int(len(t.content) * rng.uniform(0.3, 0.98))], Place(), "the file ends early")


@rule
def truncated_at_the_end_of_a_line(t: Target, rng: Random) -> Spoilt | None:
    if t.sound.form != "csv":
        return None
    lines = t.content.split(b"\n")
    return Spoilt(b"\n".join(lines[: int(len(lines) * rng.uniform(0.4, 0.95))]) + b"\n", Place(), "the end is missing")


@rule
def empty_file(t: Target, rng: Random) -> Spoilt | None:
    return Spoilt(b"", Place(), "no byte")


@rule
def another_file_name(t: Target, rng: Random) -> Spoilt | None:
    basis = "_sp2d" if "sp2d" in t.file else "_akrual" if "akrual" in t.file else ""
    return Spoilt(t.content, Place(), "the same bytes under another name", f"Unduhan 7{basis}.dat")
