"""Reads delivered files a second time: what kind a file is and which cell is which column.

Belongs here: what kind a file is, where its records start, which cell is which column, and the id of each row. Not
here: what tables look like (layouts.py), what is no table (budget_papers.py), the formats of files
(opened_files.py), what a value means for a figure, and which rows are rejected (handed in by the caller of
`recompute`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from orchestration.audit.recomputation import named_tables
from orchestration.audit.recomputation.cells import INDONESIAN, is_empty
from orchestration.audit.recomputation.characters import folded, normal
from orchestration.audit.recomputation.columns import Column, Lines, Truths
from orchestration.audit.recomputation.held_rows import Alike, Listed, Part, Rows, Table
from orchestration.audit.recomputation.layouts import LAYOUTS, Layout, Own
from orchestration.audit.recomputation.opened_files import Opened, sheets_of, texts_of
from orchestration.audit.recomputation.records import AuditError, Delivery, Record

_TELLING = ("perjanjian_kinerja", "dipa", "penilaian_luar", "fisik", "narasi")
"""Kinds of the performance workbook, whose texts may name such a table."""

_HEADER_WITHIN = 30
"""A header stands in the first rows of a sheet; below them no new one is looked for."""


def read_delivery(delivery: Delivery, layouts: Mapping[str, Layout] = LAYOUTS) -> Rows:
    """Every row of data of a delivered file, in file order.

    Args:
        delivery: the file.
        layouts: how its tables look, see `layouts_of`.

    Raises:
        AuditError: a sheet or file of no kind known here, or a GLP039 that names no period or basis.
    """
    sheets = sheets_of(delivery.path)
    if sheets is not None:
        tables = [_records(delivery, layouts, sheet) for sheet in sheets]
        tables = [*tables, *_shown(delivery, layouts, sheets, tables)]
    else:
        # The delimiter is the one under which a known header appears; free text may hold more of another.
        readings = (_records(delivery, layouts, text) for text in texts_of(delivery.path))
        tables = [next((found for found in readings if found), None)]
    if all(found is None for found in tables):
        raise AuditError(f"{delivery.name}: holds no table of a known kind")
    return Rows(found for found in tables if found is not None)


def _records(delivery: Delivery, layouts: Mapping[str, Layout], opened: Opened) -> Part | None:
    """The records of one sheet, or of a text file (sheet ''); None when it is of no known kind."""
    sheet = opened.name
    is_text = not sheet
    prefix = f"{delivery.sha256[:12]}#" if is_text else f"{delivery.sha256[:12]}:{sheet}#"
    for kind, layout in layouts.items():
        if layout.paper is not None and layout.paper.known(opened):
            locale = INDONESIAN if layout.paper.grouped(opened) else layout.locale_of(sheet)
            return Listed(
                Alike(kind, sheet, delivery, locale, layout.forms),
                [
                    Record(kind, f"{prefix}{row}", sheet, row, cells, locale, delivery, layout.forms, percents)
                    for row, cells, percents in layout.paper.lines(delivery, opened)
                ],
            )
    headed = _headed(layouts, opened)
    return None if headed is None else _table(delivery, opened, prefix, headed)


def _shown(
    delivery: Delivery,
    layouts: Mapping[str, Layout],
    sheets: Sequence[Opened],
    tables: Sequence[Part | None],
) -> Iterator[Part]:
    """The rows of the sheets of no kind whose tables a narrative of the same workbook shows."""
    told = [sheet for sheet, found in zip(sheets, tables, strict=True) if found and found.kind in _TELLING]
    wanted = named_tables.named_in(told)
    layout = layouts[named_tables.KIND]
    for sheet, found in zip(sheets, tables, strict=True):
        if found is None and folded(sheet.name) in wanted:
            wanted.remove(folded(sheet.name))
            locale, prefix = layout.locale_of(sheet.name), f"{delivery.sha256[:12]}:{sheet.name}#"
            yield Listed(
                Alike(named_tables.KIND, sheet.name, delivery, locale, layout.forms),
                [
                    Record(named_tables.KIND, f"{prefix}{row}", sheet.name, row, cells, locale, delivery, layout.forms)
                    for row, cells, _ in named_tables.TABLE.lines(delivery, sheet)
                ],
            )


def misshapen(delivery: Delivery, layouts: Mapping[str, Layout] = LAYOUTS) -> set[str]:
    """Ids of the lines of a text file with more or fewer cells than the lines of its table; a workbook has none.

    A table whose lines all end with the same empty cells beyond the header is whole. A line that personal data were
    taken out of has kept its number of cells.
    """
    if sheets_of(delivery.path) is not None:
        return set()
    headed = next(filter(None, (_headed(layouts, text) for text in texts_of(delivery.path))), None)
    if headed is None:
        return set()
    header, rows = headed.header, headed.rows
    filled = [line for _, line in rows if not all(map(is_empty, line))]
    lengths = Counter(map(len, filled))
    width = max(place for place, title in enumerate(header, 1) if not is_empty(title))
    usual, times = max(lengths.items(), key=lambda found: found[1], default=(len(header), 0))
    ended = all(is_empty(cell) for line in filled if len(line) == usual for cell in line[width:])
    wanted = usual if times > lengths[len(header)] and usual >= width and ended else len(header)
    return {f"{delivery.sha256[:12]}#{row}" for row, line in rows if len(line) != wanted and line not in ([], [""])}


class _Headed(NamedTuple):
    """A table that has been found.

    Attributes:
        places: column to position.
    """

    kind: str
    layout: Layout
    header: Sequence[Any]
    rows: Lines
    places: Mapping[str, int]


def _headed(layouts: Mapping[str, Layout], opened: Opened) -> _Headed | None:
    """The table of a sheet or text by its header row; None when there is none of a known kind."""
    spellings = {layout.spelling for layout in layouts.values()}
    for position, (_, header) in enumerate(opened.rows[:_HEADER_WITHIN]):
        names = {spelling: [spelling(cell) for cell in header] for spelling in spellings}
        known = (
            (kind, layout, layout.places(names[layout.spelling])) for kind, layout in layouts.items() if layout.marks
        )
        fitting = [found for found in known if all(mark in found[2] for mark in found[1].marks)]
        if fitting:
            # A register of the unit's own may hold every column by which another kind is told.
            kind, layout, places = max(fitting, key=lambda found: len(found[1].marks))
            return _Headed(kind, layout, header, Lines.of(opened.rows).below(position), places)
    return None


def _table(delivery: Delivery, opened: Opened, prefix: str, found: _Headed) -> Table:
    """The rows under a header row, without notes, totals, blank lines and repeated headers."""
    layout, header, rows, places = found.layout, found.header, found.rows, found.places
    columns = {position: column for column, position in places.items()}
    for position, title in enumerate(header):
        name = "" if is_empty(title) else folded(str(title))
        # A header that a unit gives another meaning must not take the place of the column that has its name.
        if position not in columns and name and name not in places:
            columns[position] = name
    held = {position: rows.column(position) for position in {*range(rows.width), *columns}}
    is_data = ~_throughout([(cells, is_empty) for cells in held.values()])
    is_data[[row for row, cells in rows.beyond.items() if not all(map(is_empty, cells))]] = True
    if layout.own:
        is_data &= ~_no_data(layout.own, rows, held, places)
    numbers, carried = (
        rows.numbers,
        _carried(opened, rows, [places[name] for name in layout.fill_down if name in places]),
    )
    place_of = dict(zip(numbers.tolist(), range(len(numbers)), strict=True)) if carried else {}
    for position in columns:
        empty = held[position].told(is_empty) if carried else ()
        told = {place_of[row]: value for (row, at), (_, value) in carried.items() if at == position and row in place_of}
        held[position] = held[position].replaced({row: value for row, value in told.items() if empty[row]})
    for column in layout.filled:
        is_data &= ~held[places[column]].told(is_empty)
    marks = [places[mark] for mark in layout.filled or layout.marks]
    repeated = _throughout([(held[mark], partial(_is_titled, normal(header[mark]))) for mark in marks])
    kept = np.flatnonzero(is_data & ~repeated)
    shares = opened.percents | {place for place, (top, _) in carried.items() if (top, place[1]) in opened.percents}
    percents: dict[int, frozenset[str]] = {}
    at_row = dict(zip(numbers[kept].tolist(), range(len(kept)), strict=True)) if shares else {}
    for row, position in shares:
        if row in at_row and position in columns:
            percents[at_row[row]] = percents.get(at_row[row], frozenset()) | {columns[position]}
    key = layout.own.key if layout.own else ()
    return Table(
        Alike(found.kind, opened.name, delivery, layout.locale_of(opened.name), layout.forms, key),
        prefix,
        numbers[kept],
        {name: held[position].kept(kept) for position, name in columns.items()},
        percents,
    )


def _throughout(asked: Sequence[tuple[Column, Callable[[Any], bool]]]) -> Truths:
    """Of each row whether what is asked of each column holds; of many different cells only while it does of any row."""
    (column, about), *others = sorted(asked, key=lambda one: len(one[0].cells))
    found = column.told(about)
    for column, about in others:
        if found.any():
            found &= column.told(about)
    return found


def _is_titled(title: str, cell: object) -> bool:
    return normal(cell) == title


def _no_data(own: Own, rows: Lines, held: Mapping[int, Column], places: Mapping[str, int]) -> Truths:
    """Of each row whether its contract calls it no data; only those are looked at whole that hold a fitting text."""
    found = np.zeros(len(rows), dtype=bool)
    suspected = np.logical_or.reduce([cells.told(own.may_be_no_data) for cells in held.values()])
    for at in np.flatnonzero(suspected).tolist():
        found[at] = own.is_no_data(rows[at][1], places)
    return found


def _carried(opened: Opened, rows: Lines, positions: Sequence[int]) -> dict[tuple[int, int], tuple[int, Any]]:
    """First row and value of the merged cell that covers a row and a position; a header or a title covers none."""
    if not opened.merged or not len(rows):
        return {}
    lines, last = dict(rows), int(rows.numbers[-1])
    return {
        (row, left): (top, lines[top][left])
        for top, left, bottom, _ in opened.merged
        if left in positions and top in lines and left < len(lines[top])
        for row in range(top + 1, min(bottom, last) + 1)
    }
