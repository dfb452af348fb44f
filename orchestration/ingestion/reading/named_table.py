"""A table of any columns under a head of one row: what a narrative shows as it stands.

Belongs here: which cells of such a sheet are its table, and what of it cannot be printed. Not here: which sheet is one
(recognition).

Its columns are those that have a heading, in their order; empty rows count nowhere. What would not be printed as the
sheet shows it is refused with its cell: a formula without a value, merged cells, a cell under no heading, more columns
or rows than a page can bear.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestration.ingestion.reading.documents import Sheet, column_letter
from orchestration.ingestion.reading.layouts import Batch, Problem, Recognised, fault_problem, is_blank
from orchestration.language.sentences import Sentence, say
from orchestration.texts.cells import Percent, shown
from orchestration.texts.marks import ERROR

NAME, CELL = "lembar", "sel_"

MOST_ROWS = 60
"""Rows below the head: two pages."""


def read(item: Recognised, _: str) -> Batch:
    """Takes the rows of the table, its head first."""
    contract, sheet = item.contract, item.sheet
    batch = Batch(contract, sheet.name, sheet.form, contract.number_locale[sheet.form], counted=sheet.counted)
    batch.columns = {column.name: [] for column in contract.columns}
    names = [name for name in batch.columns if name.startswith(CELL)]
    kept = [at for at, row in enumerate(sheet.rows) if not is_blank(row) or sheet.numbers[at] in sheet.faults_by_row]
    batch.classes["blank"] = len(sheet.rows) - len(kept)
    head = sheet.rows[kept[0]] if kept else []
    headed = [at for at, cell in enumerate(head) if not is_blank([cell])]
    places = dict(zip(names, headed, strict=False))
    for name, at in places.items():
        batch.headers[name] = " ".join(shown(head[at]).split())
        batch.positions[name], batch.letters[name] = at, column_letter(at)
    for position, at in enumerate(kept):
        row, number = sheet.rows[at], sheet.numbers[at]
        batch.numbers.append(number)
        batch.extra.append("{}")
        batch.columns[NAME].append(sheet.name)
        for name in names:
            batch.columns[name].append(_cell(sheet, number, row, places[name]) if name in places else None)
        batch.problems += _unprinted(sheet, position, number, row, headed, names)
    batch.problems += [*_merged(sheet, batch.numbers, places), *_length(batch.numbers)]
    return batch


def _cell(sheet: Sheet, number: int, row: list[Any], at: int) -> Any:
    """A cell as it stands; a fraction that is shown as a percentage is the text of that."""
    cell = row[at] if at < len(row) else None
    if (number, at) in sheet.percents and isinstance(cell, int | float):
        return shown(Percent(cell))
    return cell


def _unprinted(
    sheet: Sheet, position: int, number: int, row: list[Any], headed: list[int], names: list[str]
) -> Iterator[Problem]:
    """The cells of a row that cannot be printed."""
    columns = dict(zip(headed, names, strict=False))
    faults = dict(sheet.faults_by_row.get(number, {}))
    for at, cell in enumerate(row):
        if isinstance(cell, str) and ERROR.fullmatch(cell.strip()):
            faults.setdefault(at, cell.strip())
        if is_blank([cell]) or at in columns or at in faults:
            continue
        place = f"{column_letter(at)}{number}"
        if at in headed:
            wanted = say("at most {most} columns, so nothing in {cell}: divide the table", most=len(names), cell=place)
        else:
            wanted = say("a heading in the first row of the table over {cell}, or nothing in it", cell=place)
        yield Problem(position, "", shown(cell), "tabel", wanted)
        break
    yield from (fault_problem(position, columns.get(at, ""), fault) for at, fault in faults.items())


def _merged(sheet: Sheet, numbers: list[int], places: dict[str, int]) -> Iterator[Problem]:
    """Merged cells within the table: what stands in one of them would be printed in the first alone."""
    columns = {at: name for name, at in places.items()}
    for top, left, bottom, right in sheet.merged:
        rows = [number for number in numbers if top <= number <= bottom]
        within = [at for at in sorted(columns) if left <= at <= right]
        if rows and within:
            cells = f"{column_letter(left)}{top}:{column_letter(right)}{bottom}"
            yield Problem(numbers.index(rows[0]), columns[within[0]], None, "sel_gabung", _unmerge(cells))


def _unmerge(cells: str) -> Sentence:
    return say("no merged cells in a table that is printed as it stands: unmerge {cells}", cells=cells)


def _length(numbers: list[int]) -> Iterator[Problem]:
    """A table has a row below its head, and no more than can be read in a report."""
    if len(numbers) == 1:
        yield Problem(0, "", None, "tabel", say("at least one row below the head of the table"))
    if len(numbers) > MOST_ROWS + 1:
        wanted = say("at most {most} rows below the head: shorten the table", most=MOST_ROWS)
        yield Problem(MOST_ROWS + 1, "", str(len(numbers) - 1), "tabel", wanted)
