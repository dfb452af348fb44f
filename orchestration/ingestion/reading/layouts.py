"""From a sheet of cells to rows of a raw table: the plain table, and what every layout hands on.

Belongs here: telling data rows from rows that carry no data, taking cells by header. Not here:
finding the header (headers), the two hierarchical reports (glp039, rkk), judging cells (validation).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from orchestration.ingestion.contracts.shape import Contract, TotalRow, normalise_header
from orchestration.ingestion.reading.documents import Sheet, column_letter
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
        numbers: physical row of each data row.
        shown: physical row to the row in which a spreadsheet shows it, where a line break in a cell parts the two.
        columns: column name to one cell per data row; from the door on to canonical text, or None when it is empty.
        delivered: JSON of the texts that were delivered otherwise, by column, one per data row.
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
    numbers: list[int] = field(default_factory=list)
    shown: dict[int, int] = field(default_factory=dict)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    delivered: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
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
    return all(cell is None or cell == "" or (isinstance(cell, str) and cell.isspace()) for cell in row)


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
    header = sheet.rows[match.index]
    width = filled_width(header)
    kept: list[int] = []
    header_key = [normalise_header("" if cell is None else cell) for cell in header[:width]]
    identifying = [match.positions[name] for name in contract.natural_key if name in match.positions]
    for index, row in enumerate(sheet.rows):
        if is_blank(row):
            # An error cell reads as empty: a row of nothing else is a data row all the same.
            if index > match.index and sheet.numbers[index] in sheet.faults_by_row:
                kept.append(index)
            else:
                batch.classes["blank"] += 1
        elif index < match.index:
            batch.classes["title"] += 1
        elif index == match.index or _is_header(row, header_key):
            batch.classes["header"] += 1
        elif contract.total is not None and _is_total(contract.total, row, identifying):
            batch.classes["total"] += 1
            batch.total_rows.append(_total_line(sheet, match, index, len(kept)))
        elif contract.footnote is not None and _is_footnote(contract.footnote, row):
            batch.classes["footnote"] += 1
        else:
            kept.append(index)
    batch.numbers = [sheet.numbers[index] for index in kept]
    if sheet.form == "csv":
        batch.shown = {number: row for row, number in enumerate(sheet.numbers, 1) if number != row}
    sheet = _fill_merged(batch, sheet, match, kept)
    ragged = _take_columns(batch, sheet, match, kept, width)
    _take_extra(batch, sheet, match, kept, width, ragged)
    _take_faults(batch, sheet, match, kept)
    return batch


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


def _take_columns(batch: Batch, sheet: Sheet, match: HeaderMatch, kept: list[int], width: int) -> set[int]:
    """Renders the cells of every column; returns the positions of rows with another number of cells than the header."""
    contract, rows = batch.contract, [sheet.rows[index] for index in kept]
    header = sheet.rows[match.index]
    shortest = min(map(len, rows), default=0)
    ragged: set[int] = set()
    if sheet.form == "csv":
        wanted = usual_length(rows, len(header), width)
        for position, row in enumerate(rows):
            if len(row) != wanted:
                ragged.add(position)
                batch.problems.append(
                    Problem(
                        position,
                        "",
                        str(len(row)),
                        "jumlah_kolom",
                        say("{wanted} cells, as the other lines have; found {count}", wanted=wanted, count=len(row)),
                    )
                )
    for column in contract.columns:
        at = match.positions.get(column.name)
        if at is None:
            batch.columns[column.name] = [None] * len(rows)
            continue
        batch.headers[column.name] = " ".join(str(header[at]).split())
        batch.positions[column.name] = at
        if sheet.form == "xlsx":
            batch.letters[column.name] = column_letter(at)
        cells = [row[at] for row in rows] if at < shortest else [row[at] if at < len(row) else None for row in rows]
        if sheet.percents:
            cells = [
                Percent(cell) if (number, at) in sheet.percents and isinstance(cell, int | float) else cell
                for number, cell in zip(batch.numbers, cells, strict=True)
            ]
        batch.columns[column.name] = cells
    if ragged and contract.identities:
        # Cells of a shifted row may stand under a foreign header; with personal data about, none of them is kept.
        for texts in batch.columns.values():
            for position in ragged:
                texts[position] = None
    return ragged


def usual_length(rows: list[list[Any]], header: int, width: int) -> int:
    """Cells that a line has to have: as many as the header, or one number more that all lines end with empty cells.

    Exports that end every line, but not the header, with a delimiter are whole; a single line of another length is not:
    a delimiter inside an unquoted text has shifted its cells.
    """
    lengths = Counter(len(row) for row in rows)
    usual, count = max(lengths.items(), key=lambda item: item[1], default=(header, 0))
    if count > lengths[header] and usual >= width and all(is_blank(row[width:]) for row in rows if len(row) == usual):
        return usual
    return header


def _take_extra(batch: Batch, sheet: Sheet, match: HeaderMatch, kept: list[int], width: int, ragged: set[int]) -> None:
    """Keeps what the contract does not know, under its own header, or its letter when it has none."""
    header, known = sheet.rows[match.index], set(match.positions.values())
    widest = max((len(sheet.rows[index]) for index in kept), default=0)
    unknown: dict[int, str] = {}
    for at in range(max(width, widest)):
        if at in known:
            continue
        name = (
            " ".join(str(header[at]).split())
            if at < width and str(header[at] or "").strip()
            else f"kolom {column_letter(at)}"
        )
        unknown[at] = f"{name} ({column_letter(at)})" if name in unknown.values() else name
    batch.unknown = [name for at, name in unknown.items() if at < width and str(header[at] or "").strip()]
    if not unknown:
        batch.extra = ["{}"] * len(kept)
        return
    personal = bool(batch.contract.identities)
    for position, index in enumerate(kept):
        row = sheet.rows[index]
        found = {}
        for at, name in unknown.items():
            text = shown(row[at]) if at < len(row) and row[at] is not None else ""
            if text and not text.isspace() and not (personal and position in ragged):
                found[name] = text
        batch.extra.append(json.dumps(found, ensure_ascii=False) if found else "{}")


def _fill_merged(batch: Batch, sheet: Sheet, match: HeaderMatch, kept: list[int]) -> Sheet:
    """Gives the cells below a merged one its value where the contract allows it, and tells of the others.

    Only data rows count, and only cells that the file itself declares merged.
    """
    if not sheet.merged:
        return sheet
    columns = {at: name for name, at in sorted(match.positions.items(), key=lambda item: item[1])}
    place = {number: position for position, number in enumerate(batch.numbers)}
    rows, percents = list(sheet.rows), set(sheet.percents)
    for top, left, bottom, right in sheet.merged:
        first = place.get(top)
        if first is None:
            continue  # a title, or a total
        above = _cell(sheet.rows[kept[first]], left)
        if is_blank([above]):
            continue
        for number in range(top, min(bottom, batch.numbers[-1]) + 1):
            position = place.get(number)
            if position is None:
                continue
            for at, name in columns.items():
                if not left <= at <= right or (number, at) == (top, left):
                    continue
                below = _cell(rows[kept[position]], at)
                if below == above:
                    continue
                if at == left and name in batch.contract.fill_down and is_blank([below]):
                    row = list(rows[kept[position]])
                    row.extend([""] * (at + 1 - len(row)))
                    row[at] = above
                    rows[kept[position]] = row
                    percents |= {(number, at)} if (top, left) in percents else set()
                    batch.filled.setdefault(name, set()).add(position)
                else:
                    batch.problems.append(_merged_problem(position, name, above, below, (top, left, bottom, right)))
    return replace(sheet, rows=rows, percents=frozenset(percents))


def _cell(row: list[Any], at: int) -> Any:
    return row[at] if at < len(row) else ""


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


def _take_faults(batch: Batch, sheet: Sheet, match: HeaderMatch, kept: list[int]) -> None:
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
        failed = {c for c in set(cells) if isinstance(c, str) and c[:1] in ("#", "E") and ERROR.fullmatch(c.strip())}
        for position, cell in enumerate(cells) if failed else ():
            if cell in failed:
                batch.problems.append(fault_problem(position, name, cell.strip()))
