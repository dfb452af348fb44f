"""Opening a delivered file: bytes to sheets of cells, with the physical position of every row.

Belongs here: telling formats by their content, delimited text and its encodings, and everything that makes a file
unreadable, said in plain words. Not here: the single formats of workbooks (opening_xlsx, opening_xls, opening_ods,
opening_markup), what kind a file is (recognition) and what its rows are (layouts).

Row numbers. In a workbook, row 1 is the first row of the sheet whether or not it is filled, and column A is the first
column. In delimited text a record is numbered by the physical line on which it STARTS (first line = 1): a quoted cell
may hold line breaks, so a record can cover several lines, and the record after it starts on the line after its last
one. Lines end with LF, CR LF or CR, as an editor counts them; blank lines are records without cells.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
import struct
import zipfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from operator import itemgetter
from typing import Any
from xml.etree import ElementTree

from orchestration.ingestion.reading import hostile
from orchestration.ingestion.reading.coded import Truths
from orchestration.ingestion.reading.grid import AT_ONCE, Grid
from orchestration.ingestion.reading.opening_xlsx import column_index as column_index
from orchestration.language.sentences import said, say
from orchestration.texts.marks import Marks, Range
from orchestration.workspace import limits

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_HEAD = 4096
_LARGEST_FIELD = 1_000_000
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SAVE = say("open it in the spreadsheet program and save it again")


class DocumentError(ValueError):
    """A file that cannot be read at all; the message says why and what to do."""


@dataclass(frozen=True)
class Sheet:
    """A grid of cells.

    Attributes:
        name: sheet name exactly as in the workbook; empty for delimited text.
        form: `xlsx` for a workbook of any format, whose cells have types; `csv` for a table of texts.
        numbers: physical row number of each row.
        rows: the cells of each row from column A; text, numbers, dates, booleans; empty cells are '' or None. Those of
            an opened file are a `Grid`.
        faults: (physical row, column index from 0) to what is wrong with the cell itself, e.g. `#REF!`.
        counted: rows counted by other means than reading them one by one, for the proof that none was lost.
        hidden: whether the spreadsheet program does not show the sheet.
        percents: (physical row, column index from 0) of stored numbers that are shown as percentages.
        merged: merged cells as first row, first column, last row, last column, counted as in `faults`.
    """

    name: str
    form: str
    numbers: Sequence[int]
    rows: Sequence[list[Any]]
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    counted: int = 0
    hidden: bool = False
    percents: frozenset[tuple[int, int]] = frozenset()
    merged: list[Range] = field(default_factory=list)

    @cached_property
    def faults_by_row(self) -> dict[int, dict[int, str]]:
        """Physical row to column index to what is wrong with the cell."""
        found: dict[int, dict[int, str]] = {}
        for (row, at), fault in sorted(self.faults.items()):
            found.setdefault(row, {})[at] = fault
        return found


@dataclass(frozen=True)
class Workbook:
    """An opened workbook, or a table of a web page."""

    sheets: list[Sheet]

    @property
    def form(self) -> str:
        """The format's name in contracts."""
        return "xlsx"


@dataclass(frozen=True)
class DelimitedText:
    """An opened text file; how it is delimited is for its contract to say.

    Its text is never held as a whole: a register of ten million lines is read in parts.

    Attributes:
        content: its bytes; of UTF-16 those of the same text in UTF-8.
        encoding: how they were delivered.
    """

    content: bytes
    encoding: str

    @property
    def form(self) -> str:
        """The format's name in contracts."""
        return "csv"

    @cached_property
    def delimiters(self) -> tuple[str, ...]:
        """Characters that could delimit it at all."""
        return tuple(mark for mark in (";", ",", "|", "\t") if mark.encode() in self.content)

    def parts(self) -> Iterator[str]:
        """The text in parts of whole lines; one that ends lines with CR alone in one part."""
        start = 0
        while start < len(self.content):
            end = self.content.find(b"\n", start + _PART) + 1 or len(self.content)
            yield self.content[start:end].decode(_CODECS[self.encoding] if start else _FIRST[self.encoding])
            start = end

    def lines(self) -> Iterator[str]:
        """The lines of the text with their ends, as an editor counts them."""
        return chain.from_iterable(map(_lines, self.parts()))

    def head(self, delimiter: str, count: int) -> list[list[str]]:
        """The first records, read leniently, for recognising."""
        reader = csv.reader(self.lines(), delimiter=delimiter)
        head: list[list[str]] = []
        try:
            for record in reader:
                head.append(record)
                if len(head) == count:
                    break
        except csv.Error:
            pass
        return head

    def sheet(self, delimiter: str) -> Sheet:
        """All records with the lines they start on.

        Raises:
            DocumentError: quoting is broken; the message names the line. Or it has more cells than any table.
        """
        cells = self.content.count(delimiter.encode()) + self.content.count(b"\n")
        if cells > limits.CELLS.now:
            raise DocumentError(
                say(
                    "it has some {cells:,} cells; more than {most_cells:,} are not read ({setting}): split it",
                    cells=cells,
                    most_cells=limits.CELLS.now,
                    setting=limits.CELLS.variable,
                )
            )
        csv.field_size_limit(_LARGEST_FIELD)
        grid, ends = Grid(), array("q", [0])
        try:
            if b'"' in self.content:
                _add_records(grid, ends, self.lines(), delimiter)
            else:
                for part in self.parts():
                    if columns := _even(part, delimiter):
                        grid.add_columns(columns)
                        ends.extend(range(ends[-1] + 1, ends[-1] + len(columns[0]) + 1))
                    else:
                        _add_records(grid, ends, _lines(part), delimiter)
        except csv.Error as error:
            raise DocumentError(
                say(
                    "the record that starts on line {start} cannot be read ({error}); a quotation mark is"
                    " probably not closed or not doubled: correct that line or export the file again",
                    start=ends[-1] + 1,
                    error=error,
                )
            ) from None
        last = len(grid)
        numbers = range(1, last + 1) if ends[-1] == last else [end + 1 for end in ends[:-1]]
        return Sheet("", "csv", numbers, grid.finished(), counted=self.count_records(delimiter))

    def count_records(self, delimiter: str) -> int:
        """Records, counted by other means: by the lines, or where any cell is quoted by a reader anew."""
        if b'"' in self.content:
            return sum(1 for _ in csv.reader(self.lines(), delimiter=delimiter))
        ends = self.content.count(b"\n") + self.content.count(b"\r") - self.content.count(b"\r\n")
        return ends + (self.content[-1:] not in (b"", b"\n", b"\r") and self.content != codecs.BOM_UTF8)


_CODECS = {"utf-8": "utf-8", "utf-16": "utf-8", "windows-1252": "cp1252"}
"""Encodings to the codecs of a text's bytes as they are held."""

_FIRST = {**_CODECS, "utf-8": "utf-8-sig"}
"""The same for the beginning, where a byte order mark may stand."""

_PART = 1 << 18
"""Bytes of a part of a text, whose cells are all held at once; two of them are shorter than the longest field."""


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, as an editor counts them; a stream of the whole text would copy it."""
    return map(itemgetter(0), _LINE.finditer(text))


def _add_records(grid: Grid, ends: array[int], lines: Iterator[str], delimiter: str) -> None:
    """Adds the records of some lines to a grid, and the line on which each ends, counted on from those before."""
    reader, before = csv.reader(lines, delimiter=delimiter, strict=True), ends[-1]

    def ended() -> Iterator[list[str]]:
        for record in reader:
            ends.append(before + reader.line_num)
            yield record

    records = ended()
    while rows := list(islice(records, AT_ONCE)):
        grid.add(rows)


def _even(part: str, delimiter: str) -> list[list[str]] | None:
    """The columns of lines that all have the same number of cells, at least two, none quoted; None of others."""
    ended = "\r\n" if "\r" in part else "\n"
    if len(part) > 2 * _PART or not part.count("\n") == part.count(ended) >= part.count("\r"):
        return None
    lines = part.removesuffix(ended).split(ended)
    marks = {line.count(delimiter) for line in lines}
    if len(marks) > 1 or not any(marks):
        return None
    (width,) = (count + 1 for count in marks)
    cells = delimiter.join(lines).split(delimiter)
    return [cells[at::width] for at in range(width)]


def sha256(content: bytes) -> str:
    """SHA-256 of a delivery, lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def is_workbook(content: bytes) -> bool:
    """Whether the first bytes are those of a workbook or of markup, not of delimited text."""
    if content.startswith(_UTF16):
        return content[:64].decode("utf-16", "ignore").lstrip().startswith("<")
    return content.startswith((_ZIP, _OLE)) or _MARKUP.match(content) is not None


def open_document(content: bytes) -> Workbook | DelimitedText:
    """Opens a delivery by its first bytes, whatever its name says; a run opens workbooks in a process apart (confined).

    Raises:
        DocumentError: the content is neither a workbook (.xlsx, .ods, .xls), nor a table as markup, nor text in UTF-8,
            UTF-16 with a byte order mark, or Windows-1252.
    """
    if not content or content.isspace():
        raise DocumentError(say("the file is empty"))
    if content.startswith(_ZIP):
        return _guarded(_open_package, content)
    if content.startswith(_OLE):
        return _guarded(_open_xls, content)
    document = _decoded(content)
    begins = next((rest for part in document.parts() if (rest := part.lstrip())), "")
    if begins.startswith("MIME-Version:"):
        raise DocumentError(
            say(
                "the file is a web page with its pictures in one file (MHTML); open it in a"
                " spreadsheet program and save it as .xlsx"
            )
        )
    if begins.startswith("<"):
        return _guarded(lambda _: _open_markup(content, "".join(document.parts())), content)
    return document


def _decoded(content: bytes) -> DelimitedText:
    """A file that is text, in the first of the encodings that all its bytes fit."""
    marked = content.startswith(_UTF16)
    if marked:
        with suppress(UnicodeDecodeError):
            text = content.decode("utf-16")
            if "\x00" not in text:
                return DelimitedText(text.encode(), "utf-16")
    elif b"\x00" in content:
        raise DocumentError(
            say(
                "the file holds NUL bytes, so it is neither a workbook nor text in UTF-8 or"
                " Windows-1252; save it as CSV UTF-8 or as .xlsx"
            )
        )
    else:
        for name in ("utf-8", "windows-1252"):
            with suppress(UnicodeDecodeError):
                document = DelimitedText(content, name)
                for _ in document.parts():
                    pass
                return document
    raise DocumentError(say("the text is neither UTF-8 nor Windows-1252; save it as CSV UTF-8"))


def _guarded(opener: Callable[[bytes], list[Sheet]], content: bytes) -> Workbook:
    """What an opener makes of a file, or in plain words why it makes nothing of it."""
    try:
        return Workbook(opener(content))
    except DocumentError:
        raise
    except hostile.HostileError as error:
        raise DocumentError(said(error)) from None
    except MemoryError:
        raise  # says nothing of the workbook; whoever set the limit tells of it
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, struct.error, OSError, EOFError) as error:
        raise DocumentError(say("the workbook is damaged ({plain}); {save}", plain=_plain(error), save=_SAVE)) from None
    except Exception as error:
        raise DocumentError(
            say("the workbook cannot be read ({plain}); {save}", plain=_plain(error), save=_SAVE)
        ) from None
    except BaseException as error:
        # A panic of the native reader is no Exception; anything else (interrupt, exit) passes.
        if type(error).__name__ != "PanicException":
            raise
        raise DocumentError(say("the workbook is damaged; {save}", save=_SAVE)) from None


def _open_package(content: bytes) -> list[Sheet]:
    from orchestration.ingestion.reading import opening_ods, opening_xlsx

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        hostile.examine_package(archive)
        parts = set(archive.namelist())
        if "xl/workbook.xml" in parts:
            return _native(opening_xlsx.mended(archive, content), opening_xlsx.marks_of(archive))
        if "content.xml" in parts and archive.read("mimetype").strip() in opening_ods.MIMETYPES:
            return [_sheet(grid.name, grid.rows, grid.counted, grid.marks) for grid in opening_ods.read_sheets(archive)]
    if "xl/workbook.bin" in parts:
        raise DocumentError(
            say("the file is a binary workbook (.xlsb); open it in the spreadsheet program, save it as .xlsx")
        )
    raise DocumentError(
        say("the file is a package (ZIP) without a spreadsheet in it; unpack it, or save the spreadsheet as .xlsx")
    )


def _open_xls(content: bytes) -> list[Sheet]:
    from orchestration.ingestion.reading import opening_xls

    return _native(content, opening_xls.marks_of(content))


def _native(content: bytes, worksheets: Mapping[str, Marks]) -> list[Sheet]:
    """The sheets as the native reader reads them, with what the file says besides."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = []
    for name in book.sheet_names:
        if name not in worksheets:
            continue  # a chart or macro sheet has no cells
        sheet = book.get_sheet_by_name(name)
        marks = worksheets[name]
        merged = sheet.merged_cell_ranges if content.startswith(_OLE) else None
        if merged:
            marks.merged = [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in merged]
        counted = sheet.end[0] + 1 if sheet.end is not None else 0
        left = [""] * (sheet.start[1] if sheet.start is not None else 0)
        sheets.append(_sheet(name, ([*left, *row] for row in sheet.iter_rows()), counted, marks))
    return sheets


def _open_markup(content: bytes, text: str) -> list[Sheet]:
    from orchestration.ingestion.reading import opening_markup

    if opening_markup.SPREADSHEET in text[:_HEAD]:
        grids = opening_markup.read_spreadsheet(content)
        return [_sheet(grid.name, grid.rows, grid.counted, grid.marks) for grid in grids]
    grid = opening_markup.read_page(text)
    if not grid.rows:
        raise DocumentError(
            say(
                "the file is a web page without a table, or XML, under another name; open it in a"
                " spreadsheet program and save it as .xlsx"
            )
        )
    return [_sheet("", grid.rows, grid.counted, grid.marks, "csv")]


def _sheet(name: str, rows: Iterable[list[Any]], counted: int, marks: Marks, form: str = "xlsx") -> Sheet:
    """A sheet from its first row on; of percent formats only those of numbers are kept.

    A failed cell is empty, also where the file keeps a zero for it.
    """
    grid = Grid.of(_without(marks.faults, rows))
    height, width = len(grid), grid.width
    numbered: dict[int, Truths] = {}
    for at in {at for _, at in marks.percents if at < width}:
        numbered[at] = grid.column(at).told(lambda cell: type(cell) in (int, float))
    percents = frozenset(
        (row, at) for row, at in marks.percents if row <= height and at in numbered and numbered[at][row - 1]
    )
    covered = sum(
        max(min(bottom, height) - top + 1, 0) * max(min(right + 1, width) - left, 0)
        for top, left, bottom, right in marks.merged
    )
    if covered > max(height * width, 1):
        raise hostile.HostileError(
            say("its merged cells lie one upon another, which no spreadsheet program lets them do")
        )
    return Sheet(name, form, range(1, height + 1), grid, marks.faults, counted, marks.hidden, percents, marks.merged)


def _without(faults: Iterable[tuple[int, int]], rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """The rows with nothing in the cells that failed."""
    failed: dict[int, list[int]] = {}
    for number, at in faults:
        failed.setdefault(number, []).append(at)
    for number, row in enumerate(rows, 1):
        for at in failed.get(number, ()):
            if at < len(row):
                row[at] = ""
        yield row


def _plain(error: BaseException) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


def column_letter(index: int) -> str:
    """The letters of a column, 0 = A."""
    letters, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
