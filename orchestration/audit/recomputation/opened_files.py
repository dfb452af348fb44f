"""Opens archived files a second time: every format by a reader of its own, none of them that of ingestion.

Belongs here: bytes to rows of cells with their physical numbers, percent formats, merged ranges. Not here: what a table
means (second_reader). Workbooks are read with openpyxl, those of Excel 97 with xlrd, OpenDocument and SpreadsheetML
with ElementTree, pages by cutting their text at the tags of tables.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.etree import ElementTree

from orchestration.audit.recomputation.columns import Lines, Row

if TYPE_CHECKING:
    from openpyxl import Workbook

_WITHIN, _BEGINNING = 30, 1 << 20
"""Lines that show which delimiter a text uses, and characters within which they stand."""


@dataclass(frozen=True)
class Opened:
    """One sheet, or the table of a text.

    Attributes:
        name: of the sheet; '' for a text or a page.
        rows: in file order.
        percents: (physical row, position from 0) of numbers with a percent format.
        merged: first row, first position, last row, last position of merged cells.
    """

    name: str
    rows: Sequence[Row]
    percents: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()


def sheets_of(path: Path) -> list[Opened] | None:
    """The sheets of a workbook or the table of a page; None for a delimited text."""
    content = path.read_bytes()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if "content.xml" in package.namelist():
                with package.open("content.xml") as part:
                    return list(_open_document(part))
        return list(_office_open(content))
    if content[:4] == b"\xd0\xcf\x11\xe0":
        return list(_excel_97(content))
    if not _beginning(content).lstrip().startswith("<"):
        return None
    text = content.decode(_encoding(content))
    if "urn:schemas-microsoft-com:office:spreadsheet" in text[:4096]:
        return list(_spreadsheet_ml(content))
    return [_page(text)]


def texts_of(path: Path) -> Iterator[Opened]:
    """A delimited file under each delimiter in turn, the most frequent one first."""
    content = path.read_bytes()
    first_lines = _beginning(content).splitlines()[:_WITHIN]
    by_frequency = sorted(";,|\t", key=lambda mark: -max((line.count(mark) for line in first_lines), default=0))
    for delimiter in by_frequency:
        with io.TextIOWrapper(io.BytesIO(content), _encoding(content), newline="") as text:
            yield Opened("", Lines.of(_records(csv.reader(text, delimiter=delimiter)), texts=True))


def _records(reader: Any) -> Iterator[Row]:
    """The records of a text with the lines on which they start."""
    start = 1
    for record in reader:
        yield start, record
        start = reader.line_num + 1


def _encoding(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _beginning(content: bytes) -> str:
    """The first characters of a text."""
    with io.TextIOWrapper(io.BytesIO(content), _encoding(content), newline="") as text:
        return text.read(_BEGINNING)


def _percent(number_format: str) -> bool:
    """Whether a format shows hundredths: a percent sign that is neither quoted nor escaped."""
    quoted = escaped = False
    for character in number_format:
        if escaped:
            escaped = False
        elif character == '"':
            quoted = not quoted
        elif character in "\\_*" and not quoted:
            escaped = True
        elif character == "%" and not quoted:
            return True
    return False


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _office_open(content: bytes) -> Iterator[Opened]:
    """Sheets with their rows; rows and columns that the file leaves out count."""
    from openpyxl.utils import range_boundaries

    book = _book(content)
    shares = {number for number, style in enumerate(book._cell_styles) if _percent(_form(book, style.numFmtId))}
    try:
        for sheet in book.worksheets:
            percents: set[tuple[int, int]] = set()
            ranges: list[str] = []
            with sheet._get_source() as part:
                rows = Lines.of(_rows_of(_lines(book, sheet, part, ranges), shares, percents))
            bounds = [range_boundaries(found) for found in ranges if _RANGE.fullmatch(found)]
            merged = tuple((top, left - 1, bottom, right - 1) for left, top, right, bottom in bounds)
            yield Opened(sheet.title, rows, frozenset(percents), merged)
    finally:
        book.close()


_RANGE = re.compile("[A-Z0-9]+:[A-Z0-9]+")
_Placed = tuple[int, Any, int]
"""Column (1 = first), value and style of a cell."""


def _rows_of(
    lines: Iterable[tuple[int, list[_Placed]]], shares: Collection[int], percents: set[tuple[int, int]]
) -> Iterator[Row]:
    """The rows of a sheet, those that the file leaves out among them; takes down which numbers are per cent."""
    from openpyxl.utils.escape import unescape

    last = 0
    for number, cells in lines:
        yield from ((missing, ()) for missing in range(last + 1, number))
        values: list[Any] = [None] * (cells[-1][0] if cells else 0)
        for column, value, style in cells:
            if column > len(values):
                continue
            if isinstance(value, str):
                value = unescape(value) if "_x" in value else value
            elif style in shares and _is_number(value):
                percents.add((number, column - 1))
            values[column - 1] = value
        yield number, values
        last = number


def _lines(book: Workbook, sheet: Any, part: IO[bytes], ranges: list[str]) -> Iterator[tuple[int, list[_Placed]]]:
    """Physical row, and its cells as openpyxl takes them; takes down the ranges of merged cells.

    Plain texts and numbers, which nearly all cells are, are taken here: openpyxl makes five objects of each.
    """
    from openpyxl.utils import column_index_from_string
    from openpyxl.worksheet._reader import WorkSheetParser, _cast_number

    texts, dates, spans = sheet._shared_strings, book._date_formats, book._timedelta_formats
    parser = WorkSheetParser(None, texts, True, book.epoch, dates, spans)
    columns: dict[str, int] = {}
    last = 0
    for _, line in ElementTree.iterparse(part):  # noqa: S314 - the hash is the archive's
        if line.tag == f"{_SPREADSHEET}mergeCell":
            ranges.append(line.get("ref", ""))
        if line.tag != f"{_SPREADSHEET}row":
            continue
        parser.row_counter = number = int(float(line.get("r", parser.row_counter + 1)))
        parser.col_counter = 0
        cells: list[tuple[int, Any, int]] = []
        for cell in line:
            kind, place, style = cell.get("t", "n"), cell.get("r", ""), int(cell.get("s", 0))
            letters = place.rstrip("0123456789")
            text = cell[0].text if len(cell) == 1 and cell[0].tag == f"{_SPREADSHEET}v" else None
            if text and letters.isupper() and (kind == "s" or (kind == "n" and style not in dates)):
                if letters not in columns:
                    columns[letters] = column_index_from_string(letters)
                parser.col_counter = columns[letters]
                cells.append((columns[letters], texts[int(text)] if kind == "s" else _cast_number(text), style))
            else:
                found = parser.parse_cell(cell)
                cells.append((found["column"], found["value"], style))
        if number > last:  # of two rows of one number the first counts
            last = number
            yield number, cells
        line.clear()  # a sheet is as long as its file, its rows are needed one by one


def _form(book: Workbook, number: int) -> str:
    """The number format of a style."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    own = number - BUILTIN_FORMATS_MAX_SIZE
    return str(book._number_formats[own] if own >= 0 else BUILTIN_FORMATS.get(number, "General"))


def _book(content: bytes) -> Workbook:
    """The workbook, without its looks where openpyxl cannot make sense of them: they say nothing of what cells hold."""
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (TypeError, ValueError, IndexError):
        return load_workbook(_without_looks(content), read_only=True, data_only=True)


_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LOOKS = (
    "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/>"
    '</cellStyleXfs><cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
)


def _without_looks(content: bytes) -> io.BytesIO:
    """The workbook with the number formats of its cells and none of their fonts, fills, borders and named styles."""
    plain = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(plain, "w") as written:
        for name in package.namelist():
            part = package.read(name)
            if name == "xl/styles.xml":
                kept = ElementTree.fromstring(part)  # noqa: S314 - entities were refused at the door
                formats = [kept.find(f"{_SPREADSHEET}{section}") for section in ("numFmts", "cellXfs")]
                told = "".join(ElementTree.tostring(one, "unicode") for one in formats if one is not None)
                part = f'<styleSheet xmlns="{_SPREADSHEET[1:-1]}">{_LOOKS}{told}</styleSheet>'.encode()
            written.writestr(name, part)
    return plain


def _excel_97(content: bytes) -> Iterator[Opened]:
    import xlrd

    book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    for sheet in book.sheets():
        rows: list[Row] = []
        percents = set()
        for number in range(sheet.nrows):
            values: list[Any] = []
            for at, cell in enumerate(sheet.row(number)):
                values.append(_stored(book, cell))
                style = book.xf_list[cell.xf_index].format_key
                if cell.ctype == xlrd.XL_CELL_NUMBER and _percent(book.format_map[style].format_str):
                    percents.add((number + 1, at))
            rows.append((number + 1, values))
        merged = tuple((top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells)
        yield Opened(sheet.name, rows, frozenset(percents), merged)


def _stored(book: Any, cell: Any) -> Any:
    """What a cell of Excel 97 holds."""
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "error")
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
    return cell.value


_ODF = {name: f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text")}
_UNSAID = ("annotation", "note", "ruby-text", "frame", "custom-shape")


def _open_document(part: Any) -> Iterator[Opened]:
    """The tables of an OpenDocument spreadsheet, row by row."""
    table, within_cell = _ODF["table"], 0
    name, number = "", 0
    rows: list[Row] = []
    percents: set[tuple[int, int]] = set()
    merged: list[tuple[int, int, int, int]] = []
    for event, element in ElementTree.iterparse(part, events=("start", "end")):  # noqa: S314 - the hash is the archive's
        if element.tag in (f"{table}table-cell", f"{table}covered-table-cell"):
            within_cell += 1 if event == "start" else -1
        elif within_cell:
            continue
        elif element.tag == f"{table}table":
            if event == "start":
                name, rows, percents, merged, number = element.get(f"{table}name", ""), [], set(), [], 1
            else:
                yield Opened(name, rows, frozenset(percents), tuple(merged))
                element.clear()
        elif element.tag == f"{table}table-row" and event == "end":
            cells = list(_cells_of(element))
            count = _times(element, "number-rows-repeated")
            for at, (cell, value) in enumerate(cells):
                down, right = _times(cell, "number-rows-spanned"), _times(cell, "number-columns-spanned")
                if down * right > 1:
                    merged.append((number, at, number + down - 1, at + right - 1))
                if cell.get(f"{_ODF['office']}value-type") == "percentage":
                    percents.update((number + again, at) for again in range(count if value is not None else 0))
            values = [value for _, value in cells]
            if any(value is not None for value in values):
                rows += [(number + again, values) for again in range(count)]
            number += count
            element.clear()


def _times(element: ElementTree.Element, name: str) -> int:
    return int(element.get(f"{_ODF['table']}{name}", "1"))


def _cells_of(row: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, Any]]:
    """The cells of a row up to the last filled or merged one, each as often as it is repeated."""
    waiting: list[tuple[ElementTree.Element, Any]] = []
    for cell in row:
        if not cell.tag.endswith("table-cell"):
            continue
        value = _held(cell)
        if value is None and _times(cell, "number-columns-repeated") > 1000:
            break  # the rest of the sheet
        waiting += [(cell, value)] * _times(cell, "number-columns-repeated")
        if value is not None:
            yield from waiting
            waiting = []


def _held(cell: ElementTree.Element) -> Any:
    """What a cell holds, by the type that it names; None when it is empty."""
    attributes = {key.rpartition("}")[2]: value for key, value in cell.attrib.items() if "office" in key}
    kind = attributes.get("value-type")
    if kind in ("float", "percentage", "currency"):
        return float(attributes["value"])
    if kind == "boolean":
        return attributes["boolean-value"] == "true"
    if kind == "date":
        return dt.datetime.fromisoformat(attributes["date-value"])
    if kind == "time":
        return attributes["time-value"]
    paragraphs = [part for part in cell if part.tag in (f"{_ODF['text']}p", f"{_ODF['text']}h")]
    text = attributes.get("string-value") or "\n".join(_said(paragraph) for paragraph in paragraphs)
    return text or None


def _said(element: ElementTree.Element) -> str:
    """The text of a paragraph with its blanks, tabs and breaks."""
    parts = [element.text or ""]
    for child in element:
        word = child.tag.rpartition("}")[2]
        if word == "s":
            parts.append(" ")
        elif word in ("tab", "line-break"):
            parts.append("\t" if word == "tab" else "\n")
        elif word not in _UNSAID:
            parts.append(_said(child))
        parts.append(child.tail or "")
    return "".join(parts)


_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"


def _spreadsheet_ml(content: bytes) -> Iterator[Opened]:
    """The sheets of a workbook in Excel's XML of 2003."""
    root = ElementTree.fromstring(content)  # noqa: S314 - the hash is the archive's
    formats = {style.get(f"{_SS}ID", ""): _style_format(root, style) for style in root.iter(f"{_SS}Style")}
    for sheet in root.iter(f"{_SS}Worksheet"):
        rows: list[Row] = []
        percents, merged, row = set(), [], 0
        columns = _column_styles(sheet)
        for line in sheet.iterfind(f"{_SS}Table/{_SS}Row"):
            row = int(line.get(f"{_SS}Index", row + 1))
            values: dict[int, Any] = {}
            at = 0
            for cell in line.iterfind(f"{_SS}Cell"):
                at = int(cell.get(f"{_SS}Index", at + 1))
                values[at - 1] = _declared(cell.find(f"{_SS}Data"))
                style = cell.get(f"{_SS}StyleID") or line.get(f"{_SS}StyleID") or columns.get(at, "")
                if _is_number(values[at - 1]) and _percent(formats.get(style, "").replace("Percent", "%")):
                    percents.add((row, at - 1))
                right, down = (int(cell.get(f"{_SS}Merge{way}", 0)) for way in ("Across", "Down"))
                if right or down:
                    merged.append((row, at - 1, row + down, at - 1 + right))
                at += right
            rows.append((row, [values.get(place) for place in range(max(values, default=-1) + 1)]))
            row += int(line.get(f"{_SS}Span", 0))
        yield Opened(sheet.get(f"{_SS}Name", ""), rows, frozenset(percents), tuple(merged))


def _style_format(root: ElementTree.Element, style: ElementTree.Element | None) -> str:
    """The number format of a style or of the nearest one that it descends from."""
    for _ in range(10):
        if style is None:
            return ""
        own = style.find(f"{_SS}NumberFormat")
        if own is not None and own.get(f"{_SS}Format") is not None:
            return own.get(f"{_SS}Format", "")
        parent = style.get(f"{_SS}Parent")
        style = next((other for other in root.iter(f"{_SS}Style") if other.get(f"{_SS}ID") == parent), None)
    return ""


def _column_styles(sheet: ElementTree.Element) -> dict[int, str]:
    found: dict[int, str] = {}
    at = 0
    for column in sheet.iterfind(f"{_SS}Table/{_SS}Column"):
        first = int(column.get(f"{_SS}Index", at + 1))
        at = first + int(column.get(f"{_SS}Span", 0))
        found.update(dict.fromkeys(range(first, min(at, 20_000) + 1), column.get(f"{_SS}StyleID", "")))
    return found


def _declared(data: ElementTree.Element | None) -> Any:
    if data is None:
        return None
    text, kind = "".join(data.itertext()), data.get(f"{_SS}Type")
    if kind == "Number":
        return float(text)
    if kind == "Boolean":
        return text == "1"
    return dt.datetime.fromisoformat(text) if kind == "DateTime" else text or None


_TAG = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<(/?)([a-z][a-z0-9:]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.IGNORECASE | re.DOTALL,
)
_SPAN = re.compile(r"""\b(row|col)span\s*=\s*["']?\s*(\d+)""", re.IGNORECASE)


def _page(text: str) -> Opened:
    """The rows of the tables of a page; what one cell covers stays empty."""
    lines: list[dict[int, str]] = []
    covered: set[tuple[int, int]] = set()
    merged = []
    at, said, in_table = -1, False, False
    last = 0
    for found in _TAG.finditer(text):
        if said:
            lines[-1][at] += html.unescape(text[last : found.start()])
        last = found.end()
        closing, tag = bool(found[2]), (found[3] or "").lower()
        if tag == "table":
            in_table, said = not closing, False
            covered = set()
        elif not in_table:
            continue
        elif tag == "tr":
            said = False
            if not closing:
                lines.append({})
                at = -1
        elif tag in ("td", "th"):
            said = not closing
            if closing:
                continue
            if not lines:
                lines.append({})
            row, at = len(lines), at + 1
            while (row, at) in covered:
                at += 1
            spans = {way.lower(): int(count) for way, count in _SPAN.findall(found[4])}
            down, right = spans.get("row", 1), spans.get("col", 1)
            lines[-1][at] = ""
            if down > 1 or right > 1:
                merged.append((row, at, row + down - 1, at + right - 1))
                covered.update((row + i, at + j) for i in range(down) for j in range(right))
        elif tag in ("br", "p", "div", "li") and said:
            lines[-1][at] += " "
    rows: list[Row] = []
    for number, line in enumerate(lines, start=1):
        cells = [" ".join(line.get(place, "").split()) for place in range(max(line, default=-1) + 1)]
        rows.append((number, cells))
    return Opened("", rows, merged=tuple(merged))
