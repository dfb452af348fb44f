"""Reads delivered files a second time: what kind a file is and which cell is which column.

Belongs here: what kind a file is, where its records start, which cell is which column, and the id of each row. Not
here: what tables look like (layouts.py), what is no table (budget_papers.py), the formats of files
(opened_files.py), what a value means for a figure, and which rows are rejected (handed in by the caller of
`recompute`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from orchestration.audit.recomputation import named_tables
from orchestration.audit.recomputation.cells import INDONESIAN, is_empty
from orchestration.audit.recomputation.characters import folded, normal
from orchestration.audit.recomputation.layouts import LAYOUTS, Layout
from orchestration.audit.recomputation.opened_files import Opened, Row, sheets_of, texts_of
from orchestration.audit.recomputation.records import AuditError, Delivery, Record, TableLine

_TELLING = ("perjanjian_kinerja", "dipa", "penilaian_luar", "fisik", "narasi")
"""Kinds of the performance workbook, whose texts may name such a table."""

_HEADER_WITHIN = 30
"""A header stands in the first rows of a sheet; below them no new one is looked for."""


def read_delivery(delivery: Delivery, layouts: Mapping[str, Layout] = LAYOUTS) -> list[Record]:
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
    return [record for found in tables for record in found or []]


def _records(delivery: Delivery, layouts: Mapping[str, Layout], opened: Opened) -> list[Record] | None:
    """The records of one sheet, or of a text file (sheet ''); None when it is of no known kind."""
    sheet = opened.name
    is_text = not sheet
    prefix = f"{delivery.sha256[:12]}#" if is_text else f"{delivery.sha256[:12]}:{sheet}#"
    for kind, layout in layouts.items():
        if layout.paper is not None and layout.paper.known(opened):
            locale = INDONESIAN if layout.paper.grouped(opened) else layout.locale_of(sheet)
            return [
                Record(kind, f"{prefix}{row}", sheet, row, cells, locale, delivery, layout.forms, percents)
                for row, cells, percents in layout.paper.lines(delivery, opened)
            ]
    headed = _headed(layouts, opened)
    return None if headed is None else list(_table(delivery, opened, prefix, *headed))


def _shown(
    delivery: Delivery,
    layouts: Mapping[str, Layout],
    sheets: Sequence[Opened],
    tables: Sequence[list[Record] | None],
) -> Iterator[list[Record]]:
    """The rows of the sheets of no kind whose tables a narrative of the same workbook shows."""
    told = [sheet for sheet, found in zip(sheets, tables, strict=True) if found and found[0].kind in _TELLING]
    wanted = named_tables.named_in(told)
    layout = layouts[named_tables.KIND]
    for sheet, found in zip(sheets, tables, strict=True):
        if found is None and folded(sheet.name) in wanted:
            wanted.remove(folded(sheet.name))
            locale, prefix = layout.locale_of(sheet.name), f"{delivery.sha256[:12]}:{sheet.name}#"
            yield [
                Record(named_tables.KIND, f"{prefix}{row}", sheet.name, row, cells, locale, delivery, layout.forms)
                for row, cells, _ in named_tables.TABLE.lines(delivery, sheet)
            ]


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
    (_, header), *rows = headed[2]
    filled = [line for _, line in rows if not all(map(is_empty, line))]
    lengths = Counter(map(len, filled))
    width = max(place for place, title in enumerate(header, 1) if not is_empty(title))
    usual, times = max(lengths.items(), key=lambda found: found[1], default=(len(header), 0))
    ended = all(is_empty(cell) for line in filled if len(line) == usual for cell in line[width:])
    wanted = usual if times > lengths[len(header)] and usual >= width and ended else len(header)
    return {f"{delivery.sha256[:12]}#{row}" for row, line in rows if len(line) != wanted and line not in ([], [""])}


Headed = tuple[str, Layout, Sequence[Row], Mapping[str, int]]
"""Kind, its layout, rows from the header row on, column to position."""


def _headed(layouts: Mapping[str, Layout], opened: Opened) -> Headed | None:
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
            return kind, layout, opened.rows[position:], places
    return None


def _table(
    delivery: Delivery,
    opened: Opened,
    prefix: str,
    kind: str,
    layout: Layout,
    rows: Sequence[Row],
    places: Mapping[str, int],
) -> Iterator[Record]:
    """The rows under a header row (the first of `rows`), without notes, totals, blank lines and repeated headers."""
    header = rows[0][1]
    columns = {position: column for column, position in places.items()}
    for position, title in enumerate(header):
        name = "" if is_empty(title) else folded(str(title))
        # A header that a unit gives another meaning must not take the place of the column that has its name.
        if position not in columns and name and name not in places:
            columns[position] = name
    placed, texts = {column: position for position, column in columns.items()}, dict[tuple[Any, ...], str]()
    repeated = [normal(cell) for cell in header]
    carried = _carried(opened, [places[column] for column in layout.fill_down if column in places], rows)
    shares = opened.percents | {place for place, (top, _) in carried.items() if (top, place[1]) in opened.percents}
    for row, delivered in rows[1:]:
        if all(is_empty(cell) for cell in delivered):
            continue
        if layout.own and layout.own.is_no_data(delivered, places):
            continue
        line = [*delivered, *[None] * (max(columns) + 1 - len(delivered))]
        for position in columns:
            if is_empty(line[position]) and (row, position) in carried:
                line[position] = carried[row, position][1]
        if any(is_empty(line[places[column]]) for column in layout.filled):
            continue
        if all(normal(line[places[mark]]) == repeated[places[mark]] for mark in layout.filled or layout.marks):
            continue
        cells = TableLine(placed, tuple(line))
        percents = frozenset(column for position, column in columns.items() if (row, position) in shares)
        locale = layout.locale_of(opened.name)
        key = layout.own.key if layout.own else ()
        yield Record(
            kind, f"{prefix}{row}", opened.name, row, cells, locale, delivery, layout.forms, percents, key, texts
        )


def _carried(opened: Opened, positions: Sequence[int], rows: Sequence[Row]) -> dict[tuple[int, int], tuple[int, Any]]:
    """First row and value of the merged cell that covers a row and a position; a header or a title covers none."""
    lines = dict(rows[1:])
    return {
        (row, left): (top, lines[top][left])
        for top, left, bottom, _ in opened.merged
        if left in positions and top in lines and left < len(lines[top])
        for row in range(top + 1, min(bottom, rows[-1][0]) + 1)
    }
