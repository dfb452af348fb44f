"""Reads the workbook of tables back: the figures of each sheet as a reader of the sheet sees them, and the traces.

Belongs here: cells, number formats and what they show. Not here: whether it is right (printed_xlsx.py). Deliveries are
read elsewhere (second_reader.py).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ID_MARK, TRACE, REVISED_MARK = "(id angka)", "Jejak", " (R)"

_FORMAT = re.compile(r"#,##0(?:\.(0+))?")


class WorkbookError(ValueError):
    """The file is no workbook that can be read, or lacks what every one has."""


@dataclass(frozen=True)
class Entry:
    """A cell with figures.

    Attributes:
        text: what it shows, in the notation of the report; may hold words beside the figures.
        revised: those of the figures that carry the mark of a revised one.
    """

    cell: str
    figure_ids: tuple[str, ...]
    text: str
    revised: tuple[str, ...] = ()


@dataclass
class Sheet:
    """A table: its title, its figures in reading order, and what its rows show."""

    name: str
    title: str
    entries: list[Entry] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Trace:
    """A row of the sheet of traces; `value` is a text where a sheet cannot hold the number.

    `rows` names the delivered rows, or the figures, that it is made of; None in a release made before that was told.
    """

    sheet: str
    cell: str
    figure_id: str
    label: str
    value: str | Decimal
    printed: str
    unit: str
    formula: str
    row_count: str
    row_digest: str
    rows: str | None = None


@dataclass
class Workbook:
    """What it holds."""

    tables: list[Sheet] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)


def read_workbook(path: Path) -> Workbook:
    """Reads a workbook.

    Raises:
        WorkbookError: it cannot be read, or has no traces.
    """
    try:
        with zipfile.ZipFile(path) as package:
            sheets = list(_sheets(package))
    except Exception as error:  # whatever a spoiled archive makes the libraries raise
        raise WorkbookError(f"cannot be read ({error})") from error
    read = Workbook()
    traced = False
    for name, cells, tables in sheets:
        for called, ref in tables:
            table = _block(cells, ref)
            if called == TRACE:
                traced = True
                read.traces += _traces(name, table)
            else:
                first = cells.get((1, 1))
                title = " ".join(str(first.value if first else "").split())
                shows = [[shown(cell.value, cell.form) for cell in row] for row in table[1:]]
                read.tables.append(Sheet(name, title, [*_entries(table)], shows))
    if not traced:
        raise WorkbookError(f"has no table {TRACE}")
    return read


@dataclass(slots=True)
class _Cell:
    """A cell: its place as `B5`, what it holds, and its number format."""

    place: str
    value: Any
    form: str


_Cells = dict[tuple[int, int], _Cell]
"""By row and column, 1 = first."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d*)")


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, _Cells, list[tuple[str, str]]]]:
    """Each sheet: its name, its cells, and name and reference of its tables."""
    book = "xl/workbook.xml"
    parts = _related(package, book)
    kinds = {kind.rpartition("/")[2]: path for kind, path in parts.values()}
    texts = ["".join(_words(item)) for item in _xml(package, kinds["sharedStrings"]).iterfind(f"{_MAIN}si")]
    forms = _forms(_xml(package, kinds["styles"]))
    for sheet in _xml(package, book).iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        path = parts[sheet.attrib[_ID]][1]
        root = _xml(package, path)
        beside = _related(package, path)
        tables = (_xml(package, beside[one.attrib[_ID]][1]) for one in root.iter(f"{_MAIN}tablePart"))
        named = [(table.attrib["name"], table.attrib["ref"]) for table in tables]
        yield sheet.attrib["name"], dict(_cells(root, texts, forms)), named


def _xml(package: zipfile.ZipFile, path: str) -> ElementTree.Element:
    content = package.read(path)
    if b"<!" in content:
        raise ValueError(f"{path} declares more than a workbook does")
    return ElementTree.fromstring(content)  # noqa: S314 - declares no entities


def _related(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Kind and path of the parts that a part names, by the ids under which it does."""
    folder, _, name = part.rpartition("/")
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in package.namelist():
        return {}
    return {
        item.attrib["Id"]: (
            item.attrib["Type"],
            posixpath.normpath(posixpath.join("/", folder, item.attrib["Target"]))[1:],
        )
        for item in _xml(package, listed)
    }


def _words(text: ElementTree.Element) -> Iterator[str]:
    """The pieces of a text, however each looks; what is only read aloud beside them is none."""
    for part in text:
        if part.tag == f"{_MAIN}t":
            yield part.text or ""
        elif part.tag == f"{_MAIN}r":
            yield from _words(part)


def _forms(styles: ElementTree.Element) -> list[str]:
    """The number format of each style of cells; of the built-in ones those that a report may use."""
    own = {one.attrib["numFmtId"]: one.attrib["formatCode"] for one in styles.iter(f"{_MAIN}numFmt")}
    known = {"0": "General", "3": "#,##0", "4": "#,##0.00", **own}
    numbers = [style.get("numFmtId", "0") for style in styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")]
    return [known.get(number, f"format {number}") for number in numbers]


def _cells(root: ElementTree.Element, texts: list[str], forms: list[str]) -> Iterator[tuple[tuple[int, int], _Cell]]:
    """The cells of a sheet that hold something.

    Raises:
        WorkbookError: one holds what the cells of a report do not, or does not say where it stands.
    """
    for cell in root.iterfind(f"{_MAIN}sheetData/{_MAIN}row/{_MAIN}c"):
        place, kind = cell.get("r", ""), cell.get("t", "n")
        parts = {part.tag.removeprefix(_MAIN): part for part in cell}
        content = parts["v"].text if "v" in parts else None
        value: Any = content
        if "f" in parts:
            value = f"={parts['f'].text or ''}"
        elif kind == "inlineStr" and "is" in parts:
            value = "".join(_words(parts["is"]))
        elif content is None:
            continue
        elif kind == "s":
            value = texts[int(content)]
        elif kind == "n":
            value = int(content) if content.lstrip("-").isdecimal() else float(content)
        else:
            raise WorkbookError(f"cell {place} is of the kind '{kind}'")
        yield _at(place), _Cell(place, value, forms[int(cell.get("s", 0))])


def _at(place: str) -> tuple[int, int]:
    """Row and column of a place as `B5`."""
    found = _PLACE.fullmatch(place)
    if found is None:
        raise WorkbookError(f"a cell stands at '{place}'")
    return int(found[2]), _column(found[1])


@cache
def _column(letters: str) -> int:
    return _column(letters[:-1]) * 26 + ord(letters[-1]) - 64 if letters else 0


def _block(cells: _Cells, ref: str) -> list[list[_Cell]]:
    """The cells of a reference as `A2:O19`, row by row."""
    (top, left), (bottom, right) = map(_at, ref.split(":"))
    empty = _Cell("", None, "General")
    return [[cells.get((row, at), empty) for at in range(left, right + 1)] for row in range(top, bottom + 1)]


def shown(value: Any, form: str) -> str:
    """What a cell shows, in Indonesian notation; a number whose format is not the report's as it is stored, with it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    known = _FORMAT.fullmatch(form)
    number = _stored(value)
    if known is None:
        return str(number) if form == "General" else f"{number} as {form}"
    rounded = number.quantize(Decimal(1).scaleb(-len(known[1] or "")), rounding=ROUND_HALF_UP)
    return f"{rounded:,f}".translate(str.maketrans(",.", ".,"))


def _stored(value: float) -> Decimal:
    """The number a sheet means: it keeps 15 digits, the binary value behind them is an artefact of storage."""
    return Decimal(f"{value:.15g}")


def _entries(cells: list[list[_Cell]]) -> Iterator[Entry]:
    heads = [str(cell.value or "") for cell in cells[0]]
    ids = [at for at, head in enumerate(heads) if at and head.endswith(ID_MARK)]
    for row in cells[1:]:
        for at in ids:
            named = tuple(name for name in str(row[at].value or "").split("; ") if name)
            cell = row[at - 1]
            if named:
                text = shown(cell.value, cell.form)
                ids_only = tuple(name.removesuffix(REVISED_MARK) for name in named)
                revised = tuple(name for name, whole in zip(ids_only, named, strict=True) if name != whole)
                yield Entry(cell.place, ids_only, text, revised)


def _traces(sheet: str, cells: list[list[_Cell]]) -> Iterator[Trace]:
    for row in cells[1:]:
        figure_id, label, value, printed, unit, formula, _, row_count, row_digest, *rows = (cell.value for cell in row)
        yield Trace(
            sheet=sheet,
            cell=row[3].place,
            figure_id=str(figure_id or ""),
            label=str(label or ""),
            value=_stored(value) if isinstance(value, int | float) else str(value or ""),
            printed=str(printed or ""),
            unit=str(unit or ""),
            formula=str(formula or ""),
            row_count=str(row_count),
            row_digest=str(row_digest or ""),
            rows=None if not rows else str(rows[0] or ""),
        )
