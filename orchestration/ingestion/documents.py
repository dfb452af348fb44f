"""Opening a delivered file: bytes to sheets of cells, with the physical position of every row.

Belongs here: workbooks and delimited text, their encodings, and everything that makes a file unreadable, said in plain
words. Not here: what kind a file is (recognition) and what its rows are (layouts).

Row numbers. In a workbook, row 1 is the first row of the sheet whether or not it is filled, and column A is the first
column. In delimited text a record is numbered by the physical line on which it STARTS (first line = 1): a quoted cell
may hold line breaks, so a record can cover several lines, and the record after it starts on the line after its last
one. Lines end with LF, CR LF or CR, as an editor counts them; blank lines are records without cells.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.etree import ElementTree

from orchestration.ingestion import hostile

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LARGEST_FIELD = 1_000_000
_SPREADSHEET_ERRORS = "formula error"


class DocumentError(ValueError):
    """A file that cannot be read at all; the message says why and what to do."""


@dataclass(frozen=True)
class Sheet:
    """A grid of cells.

    Attributes:
        name: sheet name exactly as in the workbook; empty for delimited text.
        form: `xlsx` or `csv`.
        numbers: physical row number of each row.
        rows: the cells of each row from column A; text, numbers, dates, booleans; empty cells are '' or None.
        faults: (physical row, column index from 0) to what is wrong with the cell itself, e.g. `#REF!`.
        counted: rows counted by other means than reading them one by one, for the proof that none was lost.
        hidden: whether the spreadsheet program does not show the sheet.
        percents: (physical row, column index from 0) of stored numbers that are shown as percentages.
    """

    name: str
    form: str
    numbers: list[int]
    rows: list[list[Any]]
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    counted: int = 0
    hidden: bool = False
    percents: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Workbook:
    """An opened .xlsx."""

    sheets: list[Sheet]

    @property
    def form(self) -> str:
        """The format's name in contracts."""
        return "xlsx"


@dataclass(frozen=True)
class DelimitedText:
    """An opened text file; how it is delimited is for its contract to say."""

    text: str
    encoding: str

    @property
    def form(self) -> str:
        """The format's name in contracts."""
        return "csv"

    @cached_property
    def delimiters(self) -> tuple[str, ...]:
        """Characters that could delimit it at all."""
        return tuple(mark for mark in (";", ",", "|", "\t") if mark in self.text)

    def head(self, delimiter: str, count: int) -> list[list[str]]:
        """The first records, read leniently, for recognising."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=delimiter)
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
        cells = self.text.count(delimiter) + self.text.count("\n")
        if cells > hostile.MOST_CELLS:
            raise DocumentError(f"it has some {cells:,} cells; more than {hostile.MOST_CELLS:,} are not read: split it")
        csv.field_size_limit(_LARGEST_FIELD)
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=delimiter, strict=True)
        numbers: list[int] = []
        rows: list[list[Any]] = []
        start = 1
        try:
            for record in reader:
                numbers.append(start)
                rows.append(record)
                start = reader.line_num + 1
        except csv.Error as error:
            raise DocumentError(
                f"the record that starts on line {start} cannot be read ({error}); a quotation mark is probably not"
                " closed or not doubled: correct that line or export the file again"
            ) from None
        return Sheet("", "csv", numbers, rows, counted=count_records(self.text, delimiter))


def count_records(text: str, delimiter: str) -> int:
    """Records of a delimited text, counted by a reader of their own."""
    return sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def sha256(content: bytes) -> str:
    """SHA-256 of a delivery, lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def is_workbook(content: bytes) -> bool:
    """Whether the first bytes are those of a package, so that the native reader would open it."""
    return content.startswith(_ZIP)


def open_document(content: bytes) -> Workbook | DelimitedText:
    """Opens a delivery by its first bytes, whatever its name says; a run opens workbooks in a process apart (confined).

    Raises:
        DocumentError: the content is neither a readable .xlsx nor text in UTF-8 or Windows-1252.
    """
    if not content.strip():
        raise DocumentError("the file is empty")
    if is_workbook(content):
        return _open_workbook(content)
    if content.startswith(_OLE):
        raise DocumentError(
            "the file is an old (.xls) or a password-protected workbook; save it as .xlsx without a password"
        )
    if b"\x00" in content:
        raise DocumentError(
            "the file holds NUL bytes, so it is neither a workbook nor text in UTF-8 or Windows-1252;"
            " save it as CSV UTF-8 or as .xlsx"
        )
    for name, codec in (("utf-8", "utf-8-sig"), ("windows-1252", "cp1252")):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if text.lstrip().startswith("<"):
            raise DocumentError(
                "the file is a web page or XML under another name;"
                " open it in a spreadsheet program and save it as .xlsx"
            )
        return DelimitedText(text, name)
    raise DocumentError("the text is neither UTF-8 nor Windows-1252; save it as CSV UTF-8")


def _open_workbook(content: bytes) -> Workbook:
    import python_calamine

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            hostile.examine_package(archive)
            worksheets = _worksheets(archive)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        for name in book.sheet_names:
            if name not in worksheets:
                continue  # a chart or macro sheet has no cells
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            counted = sheet.end[0] + 1 if sheet.end is not None else 0
            faults, hidden = worksheets[name]
            sheets.append(Sheet(name, "xlsx", list(range(1, len(rows) + 1)), rows, faults, counted, hidden))
    except hostile.HostileError as error:
        raise DocumentError(str(error)) from None
    except MemoryError:
        raise  # says nothing of the workbook; whoever set the limit tells of it
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, OSError, EOFError) as error:
        raise DocumentError(
            f"the workbook is damaged ({_plain(error)}); open it in the spreadsheet program and save it again"
        ) from None
    except Exception as error:
        raise DocumentError(
            f"the workbook cannot be read ({_plain(error)}); open it in the spreadsheet program and save it again"
        ) from None
    except BaseException as error:
        # A panic of the native reader is no Exception; anything else (interrupt, exit) passes.
        if type(error).__name__ != "PanicException":
            raise
        raise DocumentError("the workbook is damaged; open it in the spreadsheet program and save it again") from None
    return Workbook(sheets)


def _plain(error: BaseException) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"


def _worksheets(archive: zipfile.ZipFile) -> dict[str, tuple[dict[tuple[int, int], str], bool]]:
    """What the cell reader does not tell of the worksheets.

    Returns:
        sheet name to the cells that it would show as empty although they are not (errors, and formulas without a
        result) as (row, column index) to fault, and to whether the sheet is hidden; worksheets only.
    """
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - what declares entities was refused
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {
        item.get("Id"): (item.get("Target") or "", item.get("Type") or "")
        for item in relations.iter(f"{_PACKAGE}Relationship")
    }
    found: dict[str, tuple[dict[tuple[int, int], str], bool]] = {}
    for element in book.iter():
        if element.tag not in (f"{_MAIN}sheet", f"{_STRICT}sheet"):
            continue
        reference = element.get(_RELATION) or next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
        target, relation = targets.get(reference, ("", ""))
        if not relation.endswith("/worksheet"):
            continue
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        xml = archive.read(path)
        suspicious = b't="e"' in xml or b"t='e'" in xml or re.search(rb"<(?:\w+:)?f[\s>/]", xml) is not None
        faults = dict(_scan_cells(xml)) if suspicious else {}
        found[element.get("name") or ""] = faults, element.get("state") in ("hidden", "veryHidden")
    return found


def _scan_cells(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    row = 0
    for _, element in ElementTree.iterparse(io.BytesIO(xml), events=("end",)):  # noqa: S314
        tag = element.tag.rpartition("}")[2]
        if tag != "row":
            continue
        row = int(element.get("r") or row + 1)
        column = 0
        for cell in element:
            if cell.tag.rpartition("}")[2] != "c":
                continue
            reference = cell.get("r")
            column = column_index(reference) if reference else column + 1
            parts = {child.tag.rpartition("}")[2]: child for child in cell}
            value = parts["v"].text if "v" in parts else None
            if cell.get("t") == "e":
                yield (row, column - 1), value or _SPREADSHEET_ERRORS
            elif "f" in parts and value is None and cell.get("t") != "str":
                yield (row, column - 1), "formula without a stored result"
        element.clear()


def column_index(reference: str) -> int:
    """The column of a cell reference, A = 1."""
    index = 0
    for letter in reference:
        if not letter.isalpha():
            break
        index = index * 26 + ord(letter.upper()) - 64
    return index


def column_letter(index: int) -> str:
    """The letters of a column, 0 = A."""
    letters, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
