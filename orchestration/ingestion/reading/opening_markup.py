"""Tables that programs write as markup and call .xls: HTML pages, and SpreadsheetML 2003.

Belongs here: reading the two as they stand. Not here: what numbers and dates in a text mean (contracts), limits of a
process (confined).

An HTML page holds texts only, so its table is read like delimited text: numbers and dates as written. A page that a
spreadsheet program saved shows rounded numbers and keeps the stored ones in attributes; it is refused, for its workbook
is at hand. SpreadsheetML names the type of each cell, so its numbers and dates are what they are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from xml.parsers import expat

from orchestration.ingestion.reading import hostile
from orchestration.ingestion.reading.hostile import HostileError
from orchestration.language.sentences import say
from orchestration.texts.marks import UNCALCULATED, UNKNOWN_ERROR, Marks, shows_percent

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{SPREADSHEET} "
_SAVE = say("open it in a spreadsheet program and save it as .xlsx")
_ROW = re.compile(r"<tr[\s>]", re.IGNORECASE)
_UNREAD = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_WIDEST = 1000
"""Columns over which one cell of a page may reach; a browser takes no more either."""


@dataclass
class Grid:
    """A table as it was read; attributes as those of `documents.Sheet`."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    counted: int = 0
    marks: Marks = field(default_factory=Marks)

    def squared(self) -> Grid:
        """The table with all rows of one length."""
        width = max(map(len, self.rows), default=0)
        for row in self.rows:
            row.extend([""] * (width - len(row)))
        return self


def read_page(text: str) -> Grid:
    """The rows of all tables of a page, one below the other, without a name.

    Raises:
        HostileError: its tables lie within each other or were saved from a workbook, or it is larger than any table.
    """
    reader = _Page()
    reader.feed(text)
    reader.close()
    reader.end_row()
    grid = reader.grid.squared()
    grid.counted = len(_ROW.findall(_UNREAD.sub("", text)))
    return grid


class _Page(HTMLParser):
    """Cells end where the next one begins: most programs leave the end tags out somewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grid = Grid("")
        self.inside = 0
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.mute = 0
        self.reaching: dict[int, int] = {}  # column to rows that a cell above still covers

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if "sdval" in attributes or attributes.get("x:num"):
            raise HostileError(
                say(
                    "the file is a web page that a spreadsheet program saved: the numbers that it shows"
                    " may be rounded; open the workbook that it was made from and save that as .xlsx"
                )
            )
        if tag in ("script", "style"):
            self.mute += 1
        elif tag == "table":
            if self.inside:
                raise HostileError(say("the file is a web page with a table within a table; {save}", save=_SAVE))
            self.inside = 1
        elif not self.inside:
            return
        elif tag == "tr":
            self.end_row()
            self.row = []
        elif tag in ("td", "th"):
            self.end_cell()
            self.row = [] if self.row is None else self.row
            self.cell = []
            self.span = _span(attributes, "rowspan"), _span(attributes, "colspan")
        elif self.cell is not None and tag in ("br", "p", "div", "li"):
            self.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.mute = max(self.mute - 1, 0)
        elif tag in ("td", "th"):
            self.end_cell()
        elif tag == "tr":
            self.end_row()
        elif tag == "table":
            self.end_row()
            self.inside = 0
            self.reaching = {}

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.mute:
            self.cell.append(data)

    def end_cell(self) -> None:
        if self.cell is None or self.row is None:
            return
        text, self.cell = " ".join("".join(self.cell).split()), None
        self.pass_over()
        down, right = self.span
        number, column = len(self.grid.rows) + 1, len(self.row)
        hostile.demand_a_grid("table", number, column + right)
        self.row += [text, *[""] * (right - 1)]
        if down > 1:
            self.reaching.update(dict.fromkeys(range(column, column + right), down))
        if down > 1 or right > 1:
            self.grid.marks.merged.append((number, column, number + down - 1, column + right - 1))

    def pass_over(self) -> None:
        """Leaves the places empty that a cell of a row above covers."""
        if self.row is not None:
            while self.reaching.get(len(self.row), 0) > 0:
                self.row.append("")

    def end_row(self) -> None:
        self.end_cell()
        if self.row is None:
            return
        self.pass_over()
        self.grid.rows.append(self.row)
        self.row = None
        self.reaching = {column: rows - 1 for column, rows in self.reaching.items() if rows > 1}


def _span(attributes: Mapping[str, str | None], name: str) -> int:
    text = (attributes.get(name) or "1").strip()
    if not text.isdecimal() or text == "0" or len(text) > 7 or (name == "colspan" and int(text) > _WIDEST):
        raise HostileError(
            say(
                "the file is a web page with a cell whose {name} is '{text}'; {save}",
                name=name,
                text=text[:20],
                save=_SAVE,
            )
        )
    return int(text)


def read_spreadsheet(content: bytes) -> list[Grid]:
    """The sheets of a SpreadsheetML 2003 workbook.

    Raises:
        HostileError: it declares a document type or entities, or a cell lies outside any table.
        ValueError: it is no well-formed XML.
    """
    reader = _Spreadsheet()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ValueError(say("it is no well-formed XML: {error}", error=error)) from None
    return [grid.squared() for grid in reader.grids]


class _Spreadsheet:
    """Takes the events of the parser; positions are counted on unless the file names them."""

    def __init__(self) -> None:
        self.parser = hostile.parser("workbook", namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.grids: list[Grid] = []
        self.path: list[str] = []
        self.percent: set[str] = set()
        self.parents: dict[str, str] = {}
        self.plain: set[str] = set()
        self.style = ""
        self.number = self.column = self.span = self.next_column = self.widest = 0
        self.row_style = ""
        self.columns: dict[int, str] = {}
        self.cell: dict[str, str] = {}
        self.form = ""
        self.words: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(_SS) if tag.startswith(_SS) else ""
        self.path.append(name)
        own = {
            key.removeprefix(_SS): value for key, value in attributes.items() if key.startswith(_SS) or " " not in key
        }
        parent = self.path[-2] if len(self.path) > 1 else ""
        if name == "Style":
            self.style = own.get("ID", "")
            self.parents[self.style] = own.get("Parent", "")
        elif name == "NumberFormat" and parent == "Style" and "Format" in own:
            code = own["Format"]
            (self.percent if code == "Percent" or shows_percent(code) else self.plain).add(self.style)
        elif name == "Worksheet":
            self.grids.append(Grid(own.get("Name", "")))
            self.number, self.next_column, self.widest, self.columns = 0, 0, 0, {}
        elif name == "Column" and parent == "Table":
            first = _index(own, self.next_column + 1)
            self.next_column = first + _count(own, "Span")
            for at in range(first, min(self.next_column, hostile.LAST_COLUMN) + 1):
                self.columns[at - 1] = own.get("StyleID", "")
        elif name == "Row" and parent == "Table":
            self.number = _index(own, self.number + 1)
            self.span, self.column, self.row_style = _count(own, "Span"), 0, own.get("StyleID", "")
        elif name == "Cell" and parent == "Row":
            self.cell, self.form, self.words = own, "", None
            self.column = _index(own, self.column + 1)
            down, right = _count(own, "MergeDown"), _count(own, "MergeAcross")
            if down or right:
                at = self.column - 1
                self.grids[-1].marks.merged.append((self.number, at, self.number + down, at + right))
        elif name == "Data" and parent == "Cell":
            self.form, self.words = own.get("Type", "String"), []

    def end(self, tag: str) -> None:
        name = self.path.pop()
        parent = self.path[-1] if self.path else ""
        if name == "Cell" and parent == "Row":
            self.take()
            self.column += _count(self.cell, "MergeAcross")
        elif name == "Row" and parent == "Table":
            self.number += self.span

    def text(self, data: str) -> None:
        # Data may hold HTML elements of its own; a comment has a Data too, but below Comment.
        if self.words is not None and "Data" in self.path and "Comment" not in self.path:
            self.words.append(data)

    def take(self) -> None:
        grid, place = self.grids[-1], (self.number, self.column - 1)
        shown = "".join(self.words or [])
        if self.words is None and "Formula" not in self.cell:
            return
        value = _typed(self.form, shown)
        if self.words is None:
            value, grid.marks.faults[place] = "", UNCALCULATED
        elif self.form == "Error":
            value, grid.marks.faults[place] = "", shown.strip() or UNKNOWN_ERROR
        self.widest = max(self.widest, self.column)
        hostile.demand_a_grid("sheet", self.number, self.widest)
        while len(grid.rows) < self.number:
            grid.rows.append([])
        grid.counted = self.number
        row = grid.rows[-1]
        row.extend([""] * (self.column - len(row)))
        row[self.column - 1] = value
        style = self.cell.get("StyleID") or self.row_style or self.columns.get(self.column - 1, "")
        if self.shows_percent(style):
            grid.marks.percents.add(place)

    def shows_percent(self, style: str) -> bool:
        for _ in range(len(self.parents) + 1):
            if style in self.percent:
                return True
            if style in self.plain or not self.parents.get(style):
                return False
            style = self.parents[style]
        return False


def _index(attributes: Mapping[str, str], following: int) -> int:
    """The place that an element names, or the one that follows; never one that was passed already."""
    text = attributes.get("Index", "")
    if not text:
        return following
    if not text.isdecimal() or len(text) > 7 or int(text) < following:
        raise ValueError(
            say(
                "a place '{text}' is named where {following} or a later one follows",
                text=text[:20],
                following=following,
            )
        )
    return int(text)


def _count(attributes: Mapping[str, str], name: str) -> int:
    text = attributes.get(name, "0")
    if not text.isdecimal() or len(text) > 7:
        raise ValueError(say("{name} is '{text}'", name=name, text=text[:20]))
    return int(text)


def _typed(form: str, text: str) -> Any:
    """A cell by the type that the file names; one that does not fit stays text."""
    try:
        if form == "Number" and re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", text.strip(), re.ASCII):
            return float(text)
        if form == "DateTime":
            return dt.datetime.fromisoformat(text.strip())
        if form == "Boolean":
            return {"0": False, "1": True}[text.strip()]
    except (KeyError, ValueError):
        return text
    return text
