"""A copy of a delivery with its findings: cells with a colour, a line and a comment, and a list before the sheets.

Belongs here: which cell of a workbook is marked how, and what else has to change for that. Not here: the list
(listing.py), comments (comments.py), colours (styles.py), a workbook for what is none (plain.py).

Values, formulas, formats and every other sheet stay as they are: of a sheet only the marked cells are written, the
place where it names its comments, and whether it is the one that is shown first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from orchestration.ingestion.reading.documents import column_index
from orchestration.returns import comments, listing
from orchestration.returns.listing import Line
from orchestration.returns.package import Package, parsed, tag, written
from orchestration.returns.places import Place
from orchestration.returns.styles import Styles
from orchestration.returns.texts import cell_name
from orchestration.returns.words import note

if TYPE_CHECKING:
    from lxml.etree import _Element

    from orchestration.checks.evidence import Finding, FindingSeverity

MOST_MARKS = 20_000
"""Cells that get a mark; a spreadsheet program draws a box for each comment. The list has all findings."""

_ORDER: dict[FindingSeverity, int] = {"blocking": 0, "warning": 1}
_SHOWN = re.compile(rb"""\s(?:\w+:)?tabSelected=(["'])(?:1|true)\1""")
_CELL = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True)
class Found:
    """A finding and the cell that it is shown at; None where it speaks of the file or a sheet as a whole."""

    finding: Finding
    place: Place | None


def _ordered(found: Sequence[Found]) -> list[Found]:
    """What holds the report back before what warns, then in the order of the file."""
    return sorted(
        found,
        key=lambda one: (
            _ORDER[one.finding.severity], one.place is not None, one.finding.sheet, one.place or Place("", 0, 0)
        ),
    )  # fmt: skip


def mark(
    content: bytes,
    found: Sequence[Found],
    title: str,
    said: Sequence[str],
    names: Mapping[str, str],
    *,
    alone: bool = False,
) -> bytes:
    """The copy.

    Args:
        content: of a workbook (.xlsx).
        found: all findings.
        title: of the list.
        said: sentences below the title.
        names: what a finding's sheet is called in the workbook, where it is called otherwise.
        alone: whether the list is to be its only sheet.

    Raises:
        see `package.UNKNOWN`: it is made otherwise than this module knows.
    """
    found, package = _ordered(found), Package.read(content)
    styles, parts = Styles(package), package.sheets()
    places: dict[Place, list[Finding]] = {}
    for one in found:
        if one.place is not None:
            places.setdefault(one.place, []).append(one.finding)
    shown: dict[Place, str] = {}
    for name in dict.fromkeys(place.sheet for place in places):
        here = {place: findings for place, findings in places.items() if place.sheet == name}
        within = dict(list(here.items())[: max(0, MOST_MARKS - len(shown))])
        shown |= dict.fromkeys(here, "") | _mark_sheet(package, styles, parts[names.get(name, name)], within)
    for part in parts.values():
        package.parts[part] = _SHOWN.sub(b"", package.parts[part])
    lines = [_line(one, names, shown) for one in found]
    if alone:
        package.drop_sheets()
    listing.add(package, styles, title, said, lines)
    styles.keep()
    return package.content()


def _line(one: Found, names: Mapping[str, str], shown: Mapping[Place, str]) -> Line:
    if one.place is None:
        return Line(one.finding, one.finding.sheet)
    sheet = names.get(one.place.sheet, one.place.sheet)
    return Line(one.finding, sheet, shown[one.place] or cell_name(one.place.row, one.place.column))


def _mark_sheet(package: Package, styles: Styles, part: str, places: Mapping[Place, list[Finding]]) -> dict[Place, str]:
    """Marks cells of a sheet; gives the names of the cells that carry the marks."""
    tree = parsed(package.parts[part])
    data = tree.find(tag("sheetData"))
    if data is None:
        raise ValueError("a sheet without rows")
    corners = _corners(tree)
    by_cell: dict[tuple[int, int], list[Finding]] = {}
    names: dict[Place, str] = {}
    for place, findings in places.items():
        at = corners(place.row, place.column)
        names[place] = cell_name(*at)
        by_cell.setdefault(at, []).extend(findings)
    rows = _Rows(data)
    for (row, column), findings in sorted(by_cell.items()):
        level = min((finding.severity for finding in findings), key=lambda one: _ORDER[one])
        cell = rows.cell(row, column)
        cell.set("s", str(styles.marked(int(cell.get("s") or 0), level)))
    comments.add(package, part, tree, {at: note(findings) for at, findings in by_cell.items()})
    package.parts[part] = written(tree)
    return names


class _Rows:
    """The rows of a sheet and their cells by number, those that are missing put in their place."""

    def __init__(self, data: _Element) -> None:
        self.data = data
        self.rows: dict[int, _Element] = {}
        number = 0
        for row in data.iterchildren(tag("row")):
            number = int(row.get("r") or number + 1)
            self.rows[number] = row

    def cell(self, row: int, column: int) -> _Element:
        """A cell, made where there is none."""
        if row not in self.rows:
            made = etree.Element(tag("row"), r=str(row))
            behind = min((number for number in self.rows if number > row), default=None)
            self.data.insert(len(self.data) if behind is None else self.data.index(self.rows[behind]), made)
            self.rows[row] = made
        line, at = self.rows[row], 0
        for place, cell in enumerate(line):
            at = column_index(cell.get("r") or "") or at + 1
            if at == column:
                return cell
            if at > column:
                return self._new(line, place, row, column)
        return self._new(line, len(line), row, column)

    @staticmethod
    def _new(line: _Element, place: int, row: int, column: int) -> _Element:
        made = etree.Element(tag("c"), r=cell_name(row, column))
        if line.get("customFormat") in ("1", "true") and line.get("s"):
            made.set("s", line.get("s") or "")
        line.insert(place, made)
        return made


def _corners(tree: _Element) -> Callable[[int, int], tuple[int, int]]:
    """For a cell the one that shows it: of merged cells the first."""
    merged = []
    for item in tree.iterfind(f"{tag('mergeCells')}/{tag('mergeCell')}"):
        first, _, last = (item.get("ref") or "").partition(":")
        begin, end = _CELL.fullmatch(first), _CELL.fullmatch(last)
        if begin and end:
            merged.append((int(begin[2]), column_index(first), int(end[2]), column_index(last)))

    def corner(row: int, column: int) -> tuple[int, int]:
        for top, left, bottom, right in merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column

    return corner
