"""From a sheet of cells to rows of a raw table: the plain table, and what every layout hands on.

Belongs here: telling data rows from rows that carry no data, taking cells by header. Not here:
finding the header (headers), the two hierarchical reports (glp039, rkk), judging cells (validation).
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from orchestration.ingestion.contracts.shape import Contract, TotalRow, normalise_header
from orchestration.ingestion.reading.coded import Coded, Positions
from orchestration.ingestion.reading.data_rows import Data, begins, is_nothing
from orchestration.ingestion.reading.documents import Sheet, column_letter
from orchestration.ingestion.reading.grid import Grid
from orchestration.ingestion.reading.headers import HeaderMatch
from orchestration.language.sentences import NOTHING, Sentence, say
from orchestration.texts.canonical import cleaned
from orchestration.texts.cells import Percent, shown
from orchestration.texts.marks import ERROR, UNCALCULATED, Range


class LayoutError(ValueError):
    """A sheet that looks like its kind but cannot be read as such; the whole delivery is refused."""


@dataclass(frozen=True)
class Problem:
    """One cell, or one row, that does not fit its contract.

    Attributes:
        index: position of the row in its batch.
        column: name of the column; empty when the whole row is meant.
        value: the cell's text.
        rule: short name of the rule that is broken.
        expected: what would have been right.
    """

    index: int
    column: str
    value: str | None
    rule: str
    expected: Sentence


@dataclass(frozen=True)
class Difference:
    """A control total that its detail rows do not add up to.

    Attributes:
        row: physical row of the total.
        label: what is totalled.
        column: name of the column.
        stated: the total as the file states it.
        summed: the sum of the detail rows.
    """

    row: int
    label: str
    column: str
    stated: Decimal
    summed: Decimal


@dataclass(frozen=True)
class TotalLine:
    """A row that states the totals of the data rows above it.

    Attributes:
        row: physical row.
        label: what is totalled.
        end: how many data rows stand above it.
        cells: column name to its cell as the file holds it.
    """

    row: int
    label: str
    end: int
    cells: Mapping[str, Any]


@dataclass
class Batch:
    """The data rows of one sheet.

    Attributes:
        contract: of the kind.
        sheet: sheet name; empty for CSV.
        form: `csv` or `xlsx`.
        locale: number locale of the cells.
        numbers: physical row of each data row, ascending.
        shown: physical row to the row in which a spreadsheet shows it, where a line break in a cell parts the two.
        columns: column name to one cell per data row; from the door on to canonical text, or None when it is empty.
        delivered: column name to the text of each data row that was delivered otherwise, None where it was not; of
            columns of which any was.
        extra: JSON of unknown columns, one per data row.
        headers: column name to the header as delivered.
        letters: column name to spreadsheet letter; empty for CSV.
        positions: column name to cell index, 0 = A, of what stands in a column of its own.
        classes: rows that carry no data, by class.
        problems: what the layout itself could not read.
        total_rows: rows that state totals.
        totals: control totals that were compared.
        differences: those that do not hold.
        counted: rows of the sheet counted independently.
        unknown: headers that the contract does not know.
        unit: code of the unit that the titles name; None when they name none.
        filled: column name to the positions whose cell was delivered empty, below the merged one that it took over.
    """

    contract: Contract
    sheet: str
    form: str
    locale: str
    numbers: Any = field(default_factory=list)
    shown: dict[int, int] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)
    delivered: dict[str, Coded] = field(default_factory=dict)
    extra: Any = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    classes: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    total_rows: list[TotalLine] = field(default_factory=list)
    totals: int = 0
    differences: list[Difference] = field(default_factory=list)
    counted: int = 0
    unknown: list[str] = field(default_factory=list)
    unit: str | None = None
    filled: dict[str, set[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Recognised:
    """A sheet and what it is: what every layout reads; only a plain table has a header that was matched."""

    contract: Contract
    sheet: Sheet
    match: HeaderMatch | None


def is_blank(row: list[Any]) -> bool:
    """Whether no cell of a row holds anything."""
    return all(map(is_nothing, row))


def read(item: Recognised, _: str) -> Batch:
    """Takes the data rows of a plain table.

    Rows without data are counted by class: title (above the header), header (also repeated), blank, total, footnote.

    Raises:
        LayoutError: its header row was not found.
    """
    contract, sheet, match = item.contract, item.sheet, item.match
    if match is None:
        raise LayoutError(say("its header row was not found"))
    locale = contract.number_locale[sheet.form]
    batch = Batch(contract, sheet.name, sheet.form, locale, counted=sheet.counted)
    grid = Grid.of(sheet.rows)
    header = grid[match.index]
    width = filled_width(header)
    kept = _data_rows(batch, sheet, match, grid)
    first, end = (int(kept[0]), int(kept[-1]) + 1) if len(kept) else (0, 0)
    if end - first == len(kept):
        batch.numbers = sheet.numbers[first:end]
    else:
        batch.numbers = [sheet.numbers[index] for index in kept.tolist()]
    if sheet.form == "csv" and not isinstance(sheet.numbers, range):
        batch.shown = {number: row for row, number in enumerate(sheet.numbers, 1) if number != row}
    data = Data(grid, kept)
    percents = _fill_merged(batch, sheet, match, data)
    ragged = _take_columns(batch, sheet.form, match, header, data, percents)
    _take_extra(batch, match, header, width, data, ragged)
    _take_faults(batch, sheet, match)
    return batch


def _data_rows(batch: Batch, sheet: Sheet, match: HeaderMatch, grid: Grid) -> Positions:
    """The rows that carry data; the others are counted by class, and what states totals is kept."""
    contract, count = batch.contract, len(grid)
    header_key = [normalise_header("" if cell is None else cell) for cell in grid[match.index]]
    header_key = header_key[: filled_width(grid[match.index])]
    identifying = [match.positions[name] for name in contract.natural_key if name in match.positions]
    filled, odd = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    patterns = [pattern for pattern in (contract.total and contract.total.pattern, contract.footnote) if pattern]
    # Rows that may be more than data: only they are looked at one by one.
    for index in grid.beyond():
        filled[index], odd[index] = not is_blank(grid[index]), True
    for at in range(grid.even_width):
        column = grid.column(at)
        filled |= ~column.told(is_nothing)
        for pattern in patterns:
            odd |= column.told(partial(begins, pattern))
    fewest = min(range(len(header_key)), key=lambda at: len(grid.column(at).cells))
    text = header_key[fewest]
    odd |= grid.column(fewest).told(lambda cell: isinstance(cell, str | None) and normalise_header(cell or "") == text)
    batch.classes["blank"] += int((~filled).sum())
    is_data = filled.copy()
    if sheet.faults:
        # An error cell reads as empty: a row of nothing else is a data row all the same.
        for index in np.flatnonzero(~filled).tolist():
            if index > match.index and sheet.numbers[index] in sheet.faults_by_row:
                is_data[index] = True
                batch.classes["blank"] -= 1
    batch.classes["title"] += int(filled[: match.index].sum())
    batch.classes["header"] += int(filled[match.index])
    is_data[: match.index + 1] = False
    odd[: match.index + 1] = False
    totals: list[int] = []
    for index in np.flatnonzero(odd & filled).tolist():
        row = grid[index]
        if _is_header(row, header_key):
            name = "header"
        elif contract.total is not None and _is_total(contract.total, row, identifying):
            name = "total"
            totals.append(index)
        elif contract.footnote is not None and _is_footnote(contract.footnote, row):
            name = "footnote"
        else:
            continue
        batch.classes[name] += 1
        is_data[index] = False
    batch.classes = Counter({name: rows for name, rows in batch.classes.items() if rows})
    above = np.cumsum(is_data)
    batch.total_rows = [_total_line(sheet, match, index, int(above[index])) for index in totals]
    return np.flatnonzero(is_data)


def _total_line(sheet: Sheet, match: HeaderMatch, index: int, end: int) -> TotalLine:
    row = sheet.rows[index]
    label = next(cleaned(cell) for cell in row if isinstance(cell, str) and cell.strip())
    cells = {name: row[at] for name, at in match.positions.items() if at < len(row)}
    return TotalLine(sheet.numbers[index], label, end, cells)


def filled_width(header: list[Any]) -> int:
    """Cells of a header up to the last filled one."""
    width = len(header)
    while width and (header[width - 1] is None or not str(header[width - 1]).strip()):
        width -= 1
    return width


def _is_header(row: list[Any], header_key: list[str]) -> bool:
    """Whether a row repeats the header, as printed pages do."""
    if len(row) < len(header_key):
        return False
    for cell, text in zip(row, header_key, strict=False):
        if not isinstance(cell, str | None) or normalise_header(cell or "") != text:
            return False
    return True


def _is_total(total: TotalRow, row: list[Any], identifying: list[int]) -> bool:
    """The label matches and the row names no record of its own."""
    first = next((cell for cell in row if isinstance(cell, str) and cell.strip()), None)
    if first is None or not total.pattern.match(first.strip()):
        return False
    filled = [
        p for p in identifying if p < len(row) and row[p] not in (None, "") and str(row[p]).strip() != first.strip()
    ]
    return len(filled) < max(len(identifying), 1)


def _is_footnote(pattern: re.Pattern[str], row: list[Any]) -> bool:
    filled = (cell for cell in row if cell not in (None, "") and str(cell).strip())
    first = next(filled, None)
    return isinstance(first, str) and bool(pattern.match(first.strip())) and next(filled, None) is None


def _take_columns(
    batch: Batch,
    form: str,
    match: HeaderMatch,
    header: list[Any],
    data: Data,
    percents: frozenset[tuple[int, int]],
) -> set[int]:
    """Takes the cells of every column; returns the positions of rows with another number of cells than the header."""
    ragged: set[int] = set()
    lengths, place = data.lengths, {number: at for at, number in enumerate(batch.numbers)} if percents else {}
    if form == "csv":
        wanted = _usual_length(data.column, lengths, len(header), filled_width(header))
        ragged = set(np.flatnonzero(lengths != wanted).tolist())
        batch.problems += [
            Problem(
                position,
                "",
                str(lengths[position]),
                "jumlah_kolom",
                say(
                    "{wanted} cells, as the other lines have; found {count}",
                    wanted=wanted,
                    count=lengths[position],
                ),
            )
            for position in sorted(ragged)
        ]
    for column in batch.contract.columns:
        at = match.positions.get(column.name)
        if at is None:
            batch.columns[column.name] = Coded.constant(None, len(lengths))
            continue
        batch.headers[column.name] = " ".join(str(header[at]).split())
        batch.positions[column.name] = at
        if form == "xlsx":
            batch.letters[column.name] = column_letter(at)
        cells = data.column(at)
        shares = {
            place[number]: Percent(cells[place[number]])
            for number, column_at in percents
            if column_at == at and number in place and isinstance(cells[place[number]], int | float)
        }
        cells = cells.replaced(list(shares), list(shares.values()))
        if ragged and batch.contract.identities:
            # Cells of a shifted row may stand under a foreign header; with personal data about, none of them is kept.
            cells = cells.replaced(sorted(ragged), [None] * len(ragged))
        batch.columns[column.name] = cells.compacted()
    return ragged


def usual_length(rows: Sequence[list[Any]], header: int, width: int) -> int:
    """Cells that a line has to have: as many as the header, or one number more that all lines end with empty cells.

    Exports that end every line, but not the header, with a delimiter are whole; a single line of another length is not:
    a delimiter inside an unquoted text has shifted its cells.
    """
    grid = Grid.of(rows)
    return _usual_length(grid.column, grid.lengths, header, width)


def _usual_length(column: Callable[[int], Coded], lengths: np.ndarray[Any, Any], header: int, width: int) -> int:
    counts = Counter(lengths.tolist())
    usual, count = max(counts.items(), key=lambda item: item[1], default=(header, 0))
    if count > counts[header] and usual >= width:
        rows = np.flatnonzero(lengths == usual)
        if all(is_blank(column(at).at(rows).different()) for at in range(width, usual)):
            return int(usual)
    return header


def _take_extra(batch: Batch, match: HeaderMatch, header: list[Any], width: int, data: Data, ragged: set[int]) -> None:
    """Keeps what the contract does not know, under its own header, or its letter when it has none."""
    known, apart = set(match.positions.values()), data.apart()
    names: dict[int, str] = {}
    widest = max((max(cells) + 1 for cells in apart.values()), default=0)
    for at in range(max(width, data.grid.even_width, widest)):
        if at in known:
            continue
        name = (
            " ".join(str(header[at]).split())
            if at < width and str(header[at] or "").strip()
            else f"kolom {column_letter(at)}"
        )
        names[at] = name
    batch.unknown = []
    met: set[str] = set()
    for at, name in names.items():
        names[at] = f"{name} ({column_letter(at)})" if name in met else name
        met.add(names[at])
        if at < width and str(header[at] or "").strip():
            batch.unknown.append(names[at])
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for at, name in names.items():
        if at < data.grid.even_width:
            cells = data.column(at)
            for position in np.flatnonzero(cells.told(_says_something)).tolist():
                found[position][name] = shown(cells[position])
    for position, beyond in apart.items():
        for at, cell in beyond.items():
            if at in names and at >= data.grid.even_width and _says_something(cell):
                found[position][names[at]] = shown(cell)
    rows = [position for position in sorted(found) if not (batch.contract.identities and position in ragged)]
    texts = [json.dumps(found[position], ensure_ascii=False) for position in rows]
    batch.extra = Coded.constant("{}", len(batch.numbers)).replaced(rows, texts)


def _says_something(cell: Any) -> bool:
    return cell is not None and bool(text := shown(cell)) and not text.isspace()


def _fill_merged(batch: Batch, sheet: Sheet, match: HeaderMatch, data: Data) -> frozenset[tuple[int, int]]:
    """Gives the cells below a merged one its value where the contract allows it, and tells of the others.

    Only data rows count, and only cells that the file itself declares merged.

    Returns:
        Where percentages stand, those that were given among them.
    """
    if not sheet.merged:
        return sheet.percents
    names = {at: name for name, at in sorted(match.positions.items(), key=lambda item: item[1])}
    place = {number: position for position, number in enumerate(batch.numbers)}
    percents = set(sheet.percents)
    given: dict[int, dict[int, Any]] = defaultdict(dict)
    for top, left, bottom, right in sheet.merged:
        first = place.get(top)
        if first is None:
            continue  # a title, or a total
        above = data.cell(first, left)
        if is_blank([above]):
            continue
        for number in range(top, min(bottom, batch.numbers[-1]) + 1):
            position = place.get(number)
            if position is None:
                continue
            for at, name in names.items():
                if not left <= at <= right or (number, at) == (top, left):
                    continue
                below = given[at].get(position, data.cell(position, at))
                if below == above:
                    continue
                if at == left and name in batch.contract.fill_down and is_blank([below]):
                    given[at][position] = above
                    percents |= {(number, at)} if (top, left) in percents else set()
                    batch.filled.setdefault(name, set()).add(position)
                else:
                    batch.problems.append(_merged_problem(position, name, above, below, (top, left, bottom, right)))
    for at, cells in given.items():
        data.give(at, cells)
    return frozenset(percents)


def _merged_problem(position: int, name: str, above: Any, below: Any, merged: Range) -> Problem:
    top, left, bottom, right = merged
    cells = f"{column_letter(left)}{top}:{column_letter(right)}{bottom}"
    if not is_blank([below]):
        return Problem(
            position,
            name,
            shown(below),
            "sel_gabung",
            say("no value hidden below the merged cells {cells}", cells=cells),
        )
    return Problem(
        position,
        name,
        None,
        "sel_gabung",
        say(
            "a value in each row; {cells} are merged, with '{value}' for all of them: unmerge"
            " them and fill in every row, or name the column under fill_down in the contract",
            cells=cells,
            value=shown(above),
        ),
    )


def told_faults(sheet: Sheet) -> Sentence:
    """What a sentence on an unreadable sheet ends with where cells of it are no values; mostly nothing."""
    if not sheet.faults:
        return NOTHING
    (row, at), fault = min(sheet.faults.items())
    return say(
        "; {count} of its cells hold no value ({cell}: {fault}): open the file"
        " in a spreadsheet program, correct what it shows as an error, and save it there",
        count=len(sheet.faults),
        cell=f"{column_letter(at)}{row}",
        fault=fault,
    )


def fault_problem(position: int, column: str, fault: str) -> Problem:
    """A cell whose formula failed, or was never calculated."""
    if fault == UNCALCULATED:
        wanted = say(
            "a value; open the file in a spreadsheet program and save it there, so that formulas are calculated"
        )
    else:
        wanted = say("a value, not the error of a formula: correct the formula or write the value")
    return Problem(position, column, fault, "rumus", wanted)


def _take_faults(batch: Batch, sheet: Sheet, match: HeaderMatch) -> None:
    """Error cells and formulas without a result are rejected where a known column holds them.

    An error that was written as text (csv, pasted values) is one all the same.
    """
    names = {at: name for name, at in match.positions.items()}
    for position, number in enumerate(batch.numbers if sheet.faults else ()):
        for at, fault in sheet.faults_by_row.get(number, {}).items():
            if at in names:
                batch.problems.append(fault_problem(position, names[at], fault))
    for name in match.positions:
        cells = batch.columns[name]
        for position in np.flatnonzero(cells.told(_is_error)).tolist():
            batch.problems.append(fault_problem(position, name, cells[position].strip()))


def _is_error(cell: Any) -> bool:
    return isinstance(cell, str) and cell[:1] in ("#", "E") and bool(ERROR.fullmatch(cell.strip()))
