"""OpenDocument spreadsheets (.ods): cells, percent formats, errors, merged ranges.

Belongs here: the content of this one format. Not here: limits of the package (hostile).

The native reader of the other formats is not used: of an .ods it loses tabs, line breaks and CDATA sections within a
text and says nothing of errors and percentages (calamine 0.9). The part `content.xml` is read in one pass that keeps
only cells.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from orchestration.ingestion.reading import hostile
from orchestration.language.sentences import say
from orchestration.texts.marks import ERROR, UNCALCULATED, UNKNOWN_ERROR, Marks

MIMETYPES = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)

_OFFICE, _TABLE, _TEXT, _STYLE = (
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0 " for name in ("office", "table", "text", "style")
)
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_BLANKS = re.compile(r"[ \t\r\n]+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DURATION = re.compile(r"(-?)PT?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
_ASIDE = (_OFFICE, "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 ")
_UNSAID = (f"{_TEXT}note", f"{_TEXT}ruby-text")


@dataclass
class Grid:
    """A sheet as it is being read.

    Attributes:
        name: of the sheet.
        rows: cells from column A, as long as they are filled.
        counted: rows up to the last filled one, counted by their repetitions.
        marks: what the file says of the cells.
    """

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    counted: int = 0
    marks: Marks = field(default_factory=Marks)


@dataclass
class _Cell:
    attributes: dict[str, str]
    depth: int
    paragraphs: list[str] = field(default_factory=list)


def read_sheets(archive: zipfile.ZipFile) -> list[Grid]:
    """The sheets of a package that was examined before.

    Raises:
        HostileError: a cell lies outside any table.
        ValueError: the content is no XML.
    """
    reader = _Reader()
    try:
        with archive.open("content.xml") as content:
            reader.parser.ParseFile(content)
    except expat.ExpatError as error:
        raise ValueError(say("its part content.xml is no well-formed XML: {error}", error=error)) from None
    for grid in reader.grids:
        width = max(map(len, grid.rows), default=0)
        for row in grid.rows:
            row.extend([""] * (width - len(row)))
    return reader.grids


class _Reader:
    """Takes the events of the parser; a depth tells where the element that is being read began."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.grids: list[Grid] = []
        self.hidden: set[str] = set()
        self.style = ""
        self.depth = self.document = self.skipped = self.paragraph = 0
        self.table = 0
        self.row: list[Any] = []
        self.row_repeated = self.blank_rows = self.blanks = self.widest = 0
        self.cell: _Cell | None = None
        self.words: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.skipped:
            return
        if self.cell is not None:
            self.within_cell(tag, attributes, self.cell)
        elif self.table:
            self.within_table(tag, attributes)
        elif tag == f"{_OFFICE}spreadsheet":
            self.document = self.depth
        elif tag == f"{_TABLE}table" and self.depth == self.document + 1:
            self.table = self.depth
            self.blank_rows = self.widest = 0
            hidden = attributes.get(f"{_TABLE}style-name") in self.hidden
            self.grids.append(Grid(attributes.get(f"{_TABLE}name", ""), marks=Marks(hidden=hidden)))
        elif tag == f"{_STYLE}style":
            self.style = attributes.get(f"{_STYLE}name", "")
        elif tag == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self.hidden.add(self.style)

    def within_table(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{_TABLE}table-row":
            self.row, self.blanks = [], 0
            self.row_repeated = _count(attributes, "number-rows-repeated")
        elif tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            self.cell = _Cell(attributes, self.depth)
        elif tag in (f"{_TABLE}shapes", f"{_TABLE}table-source", f"{_OFFICE}forms"):
            self.skipped = self.depth

    def within_cell(self, tag: str, attributes: dict[str, str], cell: _Cell) -> None:
        if self.paragraph:
            if tag == f"{_TEXT}s":
                self.words.append(" " * min(_count(attributes, "c", _TEXT), 1000))
            elif tag == f"{_TEXT}tab":
                self.words.append("\t")
            elif tag == f"{_TEXT}line-break":
                self.words.append("\n")
            elif tag in _UNSAID or tag.startswith(_ASIDE):
                self.skipped = self.depth
        elif tag in (f"{_TEXT}p", f"{_TEXT}h") and self.depth == cell.depth + 1:
            self.paragraph, self.words = self.depth, []
        else:
            self.skipped = self.depth

    def text(self, data: str) -> None:
        if self.paragraph and not self.skipped:
            self.words.append(_BLANKS.sub(" ", data))

    def end(self, tag: str) -> None:
        if self.skipped:
            if self.depth == self.skipped:
                self.skipped = 0
        elif self.cell is not None:
            if self.depth == self.paragraph:
                self.cell.paragraphs.append("".join(self.words))
                self.paragraph = 0
            elif self.depth == self.cell.depth:
                cell, self.cell = self.cell, None
                self.take(cell)
        elif tag == f"{_TABLE}table-row" and self.table:
            self.end_row()
        elif self.depth == self.table:
            self.table = 0
        self.depth -= 1

    def take(self, cell: _Cell) -> None:
        """Puts a cell into its row, as often as it says."""
        grid = self.grids[-1]
        number, column = len(grid.rows) + self.blank_rows + 1, len(self.row) + self.blanks
        repeated = _count(cell.attributes, "number-columns-repeated")
        down, right = (_count(cell.attributes, f"number-{what}-spanned") for what in ("rows", "columns"))
        if down > 1 or right > 1:
            grid.marks.merged.append((number, column, number + down - 1, column + right - 1))
        value, fault = _value(cell)
        if value == "" and not fault:
            self.blanks += repeated
            return
        last = number + self.row_repeated - 1
        self.widest = max(self.widest, column + repeated)
        hostile.demand_a_grid("content.xml", last, self.widest)
        self.row.extend([""] * self.blanks)
        self.row.extend([value] * repeated)
        self.blanks = 0
        if fault or cell.attributes.get(f"{_OFFICE}value-type") == "percentage":
            places = [(row, at) for row in range(number, last + 1) for at in range(column, column + repeated)]
            if fault:
                grid.marks.faults.update(dict.fromkeys(places, fault))
            else:
                grid.marks.percents.update(places)

    def end_row(self) -> None:
        """Puts the row into its sheet, as often as it says; blank ones only when a filled one follows."""
        if not self.row:
            self.blank_rows += self.row_repeated
            return
        grid = self.grids[-1]
        hostile.demand_a_grid("content.xml", len(grid.rows) + self.blank_rows + self.row_repeated, self.widest)
        grid.rows.extend([] for _ in range(self.blank_rows))
        grid.rows.extend(list(self.row) for _ in range(self.row_repeated))
        grid.counted += self.blank_rows + self.row_repeated
        self.blank_rows = 0


def _count(attributes: dict[str, str], name: str, namespace: str = _TABLE) -> int:
    text = attributes.get(namespace + name, "1")
    return max(int(text[:9]), 1) if text.isdecimal() else 1


def _value(cell: _Cell) -> tuple[Any, str]:
    """What a cell holds, and what is wrong with it; one of the two is empty."""
    attributes, shown = cell.attributes, "\n".join(cell.paragraphs)
    form = attributes.get(f"{_OFFICE}value-type", "")
    calculated = f"{_TABLE}formula" in attributes
    if attributes.get(f"{_CALC}value-type") == "error" or (calculated and ERROR.fullmatch(shown.strip())):
        return "", shown.strip() or UNKNOWN_ERROR
    if calculated and not form and not cell.paragraphs:  # an empty text has an empty paragraph
        return "", UNCALCULATED
    number = attributes.get(f"{_OFFICE}value")
    try:
        if form in ("float", "percentage", "currency") and _NUMBER.fullmatch(number or ""):
            return float(number or ""), ""
        if form == "boolean":
            return attributes[f"{_OFFICE}boolean-value"] == "true", ""
        if form == "date":
            return _moment(attributes[f"{_OFFICE}date-value"]), ""
        if form == "time":
            return _duration(attributes[f"{_OFFICE}time-value"]), ""
    except (KeyError, ValueError):
        return shown, ""
    return attributes.get(f"{_OFFICE}string-value", shown), ""


def _moment(text: str) -> dt.date:
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


def _duration(text: str) -> dt.time | dt.timedelta:
    """A time of day, or a span of a day and more."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hours, minutes, seconds = (int(found[part] or 0) for part in (2, 3, 4))
    span = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if found[1] or span >= dt.timedelta(days=1):
        return -span if found[1] else span
    return (dt.datetime.min + span).time()
