"""The tables of the report as a workbook: one table a sheet, as statistical offices publish them.

Belongs here: sheets of tables, their contents, and the trace of every figure. Not here: the words (laporan.yaml,
`berkas_olah`) and the archive (office_package.py).

A sheet has its title in A1, notes below it, then one row of heads and one row a line of the table: nothing is merged,
and the name of a group of rows stands in a column of its own. Beside a column of figures stands that of their ids.
Numbers are the printed ones, because what a sheet shows has to be what the report prints; a number with more digits
than a sheet keeps is written as text. Text is always text and never becomes a formula. An id leads to its trace, which
names the rows of the delivered files.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from orchestration.figures.book import Figure
from orchestration.figures.formulas import text as formula_text
from orchestration.figures.numbers import plain
from orchestration.publication.document.declared_words import Report, TraceSheetWords
from orchestration.publication.document.document import REVISED, Cell, Document, Table, plain_text
from orchestration.publication.evidence.explanations import Explanation, Explanations
from orchestration.publication.formats import Material
from orchestration.publication.formats.flat_tables import (
    ID_MARK,
    Line,
    figures_of,
    flatten,
    ids_of,
    only_figure,
    tables_of,
    text_of,
)
from orchestration.publication.formats.office_package import pack, unpack

TRACE = "Jejak"
"""Name of the table (not of the sheet) that holds every figure; readers find it by it."""

SHEET_NAME = 31
"""Characters that the name of a sheet may have."""

LONGEST_LIST = 4_000
"""Characters of a list of rows in a cell; a longer one ends with where the whole is."""

KEPT_DIGITS = 15
"""Digits of a number that a sheet keeps."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9]+")
_FILL = {"subjumlah": "#F6F8FB", "jumlah": "#E9EFF6"}
_WIDTHS = (9, 46)
_ID_WIDTHS = (30, 60)
_TRACE_WIDTHS = (11, 110)
_LINE_HEIGHT = 14


def render(document: Document, material: Material) -> bytes:
    """Renders the tables of the document, and what stands behind each figure, as a workbook."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    day = material.day
    stamp = dt.datetime(day.year, day.month, day.day)
    book.set_properties(
        {"title": document.title, "subject": document.subtitle, "author": document.author, "created": stamp}
    )
    _Writer(book, document, material.words).write(material.explained)
    book.close()
    parts = unpack(buffer.getvalue())
    core = "docProps/core.xml"
    parts[core] = parts[core].replace(b"</cp:coreProperties>", b"<dc:language>id-ID</dc:language></cp:coreProperties>")
    return pack(parts)


def is_number(figure: Figure) -> bool:
    """Whether a sheet can hold the printed text of a figure as a number."""
    return figure.printed_value is not None and figure.printed[-1:].isdigit() and _fits(figure.printed)


def _fits(digits: str) -> bool:
    return len("".join(filter(str.isdigit, digits)).lstrip("0")) <= KEPT_DIGITS


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Names as Excel allows them: short, without its signs, different even where only the case differs."""
    taken: set[str] = set()
    names = []
    for text in wanted:
        clean = " ".join(_FORBIDDEN.sub(" ", text).split()).strip("'")
        name = clean[:SHEET_NAME].strip(" '")
        number = 2
        while name.casefold() in taken or not name:
            tail = f" ({number})"
            name = f"{clean[: SHEET_NAME - len(tail)].rstrip()}{tail}".strip()
            number += 1
        taken.add(name.casefold())
        names.append(name)
    return names


class _Writer:
    """Sheets, and the formats they share."""

    def __init__(self, book: Any, document: Document, words: Report) -> None:
        self.book = book
        self.document = document
        self.words = words.berkas_olah.xlsx
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.label = words.sebutan.tabel
        self.traced: dict[str, str] = {}

    def write(self, explained: Explanations) -> None:
        # The rows of the trails stand in a sheet of their own, with more to each.
        tables = tables_of(self.document)
        wanted = [self.words.daftar.lembar, self.words.jejak.lembar]
        wanted += [f"T{table.number} {plain_text(table.caption)}" for table in tables]
        contents_name, trace_name, *names = sheet_names(wanted)
        # Below title, notes and heads, in the order of `trace`.
        first = len(self.words.jejak.catatan) + 3
        self.traced = {name: f"'{trace_name}'!A{row}" for row, name in enumerate(explained.by_id, first)}
        contents = self.book.add_worksheet(contents_name)
        for name, table in zip(names, tables, strict=True):
            self.table(self.book.add_worksheet(name), table)
        self.trace(self.book.add_worksheet(trace_name), explained, self.words.jejak)
        self.contents(contents, [*zip(names, tables, strict=True)], trace_name)
        if self.document.mark:
            for sheet in self.book.worksheets():
                sheet.set_header(f'&C&"-,Bold"&16{self.document.mark.replace("&", "&&")}')
                sheet.set_tab_color("#B3261E")

    def look(self, **properties: Any) -> Any:
        """A format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", "font_size": 10, **properties})
        return self.formats[key]

    def top(self, sheet: Any, title: str, notes: Sequence[str]) -> int:
        """Title and notes; gives the row of the heads."""
        sheet.write_string(0, 0, title, self.look(bold=True, font_size=13, font_color="#12406B"))
        sheet.set_row(0, 22)
        for row, note in enumerate(notes, 1):
            sheet.write_string(row, 0, note, self.look(font_color="#52606D"))
        return len(notes) + 1

    def finish(
        self,
        sheet: Any,
        name: str,
        head_row: int,
        heads: Sequence[str],
        count: int,
        widths: Sequence[float],
        fixed: int,
    ) -> None:
        """Makes the lines a table that a program finds by its name, and sets what staff meet on opening it."""
        # A column of numbers is the one whose ids stand beside it.
        aligns = ["right" if right.endswith(ID_MARK) else "left" for right in (*heads[1:], "")]
        columns = [
            {"header": head, "header_format": self.head(align)} for head, align in zip(heads, aligns, strict=True)
        ]
        sheet.add_table(
            head_row,
            0,
            head_row + max(count, 1),
            len(heads) - 1,
            {
                "name": name,
                "columns": columns,
                "autofilter": False,
                "style": "Table Style Light 1",
                "banded_rows": False,
            },
        )
        # Heads are bold, and break before a word that no longer fits.
        tallest = max(len(textwrap.wrap(head, int(width * 0.9))) for head, width in zip(heads, widths, strict=True))
        sheet.set_row(head_row, max(2, tallest) * _LINE_HEIGHT + 2)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(head_row + 1, fixed)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head_row)

    def head(self, align: str) -> Any:
        return self.look(
            align=align, bold=True, font_color="#FFFFFF", bg_color="#12406B", text_wrap=True, valign="vcenter"
        )

    def contents(self, sheet: Any, tables: Sequence[tuple[str, Table]], trace_name: str) -> None:
        words = self.words.daftar
        row = self.top(sheet, words.judul.format(judul=self.document.title), words.catatan)
        entries = [(name, f"{self.label} {table.number}", plain_text(table.caption)) for name, table in tables]
        entries.append((trace_name, "", self.words.jejak.judul))
        for number, (name, label, title) in enumerate(entries, row + 1):
            quoted = name.replace("'", "''")
            link = self.look(font_color="#12406B", underline=1)
            sheet.write_url(number, 0, f"internal:'{quoted}'!A1", link, name)
            sheet.write_string(number, 1, label or "-", self.look())
            sheet.write_string(number, 2, title, self.look())
        self.finish(sheet, "Daftar", row, [*words.kolom.model_dump().values()], len(entries), (34, 14, 100), 0)

    def table(self, sheet: Any, table: Table) -> None:
        heads, lines = flatten(table, self.words.kelompok)
        notes = [plain_text(note) for note in table.notes]
        row = self.top(sheet, f"{self.label} {table.number}. {plain_text(table.caption)}", notes)
        with_ids = [any(figures_of(line.cells[at]) for line in lines) for at in range(len(heads))]
        written: list[str] = []
        widths: list[float] = []
        for at, (head, has_ids) in enumerate(zip(heads, with_ids, strict=True)):
            column = len(written)
            for number, line in enumerate(lines, row + 1):
                self.cell(sheet, number, column, line.cells[at], line.kind)
                if has_ids:
                    self.ids(sheet, number, column + 1, line.cells[at], line.kind)
            longest = max((len(part) for line in lines for part in text_of(line.cells[at]).split("\n")), default=0)
            written.append(head)
            # A head breaks between words only.
            longest = max((longest, *(len(word) + 1 for word in head.split())))
            widths.append(_fitted(longest, _WIDTHS))
            if has_ids:
                written.append(f"{head} {ID_MARK}")
                ids = (figure.figure_id for line in lines for figure in figures_of(line.cells[at]))
                widths.append(_fitted(max(map(len, ids)) + len(f" {REVISED}"), _ID_WIDTHS))
        for number, line in enumerate(lines, row + 1):
            sheet.set_row(number, _LINE_HEIGHT * _height(line, [*_without_ids(written, widths)]))
        name = f"T_{_NOT_A_NAME.sub('_', table.number)}"
        self.finish(sheet, name, row, written, len(lines), widths, 1)

    def ids(self, sheet: Any, row: int, column: int, cell: Cell, kind: str) -> None:
        """The ids beside a cell; they lead to the trace of the first."""
        look = {**_kind_look(kind), "font_color": "#52606D", "bold": False, "indent": 1, "text_wrap": True}
        traced = next((self.traced[one.figure_id] for one in figures_of(cell) if one.figure_id in self.traced), "")
        if traced:
            sheet.write_url(row, column, f"internal:{traced}", self.look(**look, underline=1), ids_of(cell))
        else:
            self.text(sheet, row, column, ids_of(cell), kind, **look)

    def cell(self, sheet: Any, row: int, column: int, cell: Cell, kind: str) -> None:
        figure = only_figure(cell)
        if figure is not None and figure.printed_value is not None and is_number(figure):
            form = "#,##0" + (f".{'0' * figure.decimals}" if figure.decimals else "")
            self.number(sheet, row, column, figure.printed_value, kind, num_format=form)
        else:
            self.text(sheet, row, column, text_of(cell), kind, align="right" if cell.align == "kanan" else "left")

    def number(self, sheet: Any, row: int, column: int, value: Decimal, kind: str = "isi", **look: Any) -> None:
        sheet.write_number(row, column, float(value), self.look(**{"align": "right", **_kind_look(kind), **look}))

    def text(self, sheet: Any, row: int, column: int, text: str, kind: str = "isi", **look: Any) -> None:
        made = self.look(**{"text_wrap": True, **_kind_look(kind), **look})
        if text:
            sheet.write_string(row, column, text, made)
        else:
            sheet.write_blank(row, column, None, made)

    def trace(self, sheet: Any, explained: Explanations, words: TraceSheetWords) -> None:
        row = self.top(sheet, words.judul, words.catatan)
        files = {file.sha256: file.file_name for file in explained.files}

        # One line a row: nobody reads a thousand rows of different height.
        def text(column: int, text: str, **look: Any) -> None:
            longest[column] = max(longest[column], len(text))
            self.text(sheet, number, column, text, text_wrap=False, **look)

        heads = [*words.kolom.model_dump().values()]
        longest = [len(head) for head in heads]
        for number, item in enumerate(explained.by_id.values(), row + 1):
            figure = item.figure
            value = plain(figure.value)
            text(0, figure.figure_id)
            text(1, figure.label)
            if figure.value is not None and _fits(value):
                self.number(sheet, number, 2, figure.value)
            else:
                text(2, value or figure.printed, align="right")
            text(3, figure.printed, align="right")
            text(4, figure.unit)
            text(5, formula_text(item.formula))
            text(6, "; ".join(files[sha256] for sha256 in item.files if sha256 in files))
            self.number(sheet, number, 7, Decimal(figure.row_count or 0), num_format="#,##0")
            text(8, figure.row_digest, font_name="Consolas")
            text(9, source_rows(item, words))
        count = len(explained.by_id)
        sheet.ignore_errors({"number_stored_as_text": f"C{row + 2}:D{row + count + 1}"})
        longest[2] = max(longest[2], KEPT_DIGITS + len("-0."))
        self.finish(sheet, TRACE, row, heads, count, [_fitted(length, _TRACE_WIDTHS) for length in longest], 1)


def source_rows(item: Explanation, words: TraceSheetWords) -> str:
    """The rows of a figure by file and sheet, all of them where that is short; else what it is made of."""
    if item.trail is None:
        parts = "; ".join(dict.fromkeys(part.figure_id for _, part in item.components))
        return _shortened(f"{words.lewat}: {parts}", words) if parts else ""
    places = (
        f"{stretch.file_name}{f', {stretch.sheet}' if stretch.sheet else ''}: {stretch.listed()}"
        for stretch in item.trail.stretches
    )
    return _shortened("; ".join(places), words)


def _shortened(text: str, words: TraceSheetWords) -> str:
    if len(text) <= LONGEST_LIST:
        return text
    return f"{text[:LONGEST_LIST].rpartition(', ')[0] or text[:LONGEST_LIST]} {words.dan_seterusnya}"


def _fitted(characters: int, least_and_most: tuple[int, int]) -> float:
    """Width of a column that shows a text of so many characters."""
    least, most = least_and_most
    return min(max(characters * 0.95 + 2, least), most)


def _kind_look(kind: str) -> dict[str, Any]:
    return {} if kind not in _FILL else {"bold": True, "bg_color": _FILL[kind]}


def _without_ids(heads: Sequence[str], widths: Sequence[float]) -> Iterator[float]:
    return (width for head, width in zip(heads, widths, strict=True) if not head.endswith(ID_MARK))


def _height(line: Line, widths: Sequence[float]) -> int:
    """Lines of text that the tallest cell of a line takes; not every application works that out."""
    return max(
        sum(max(1, -(-len(part) // int(width))) for part in text_of(cell).split("\n"))
        for cell, width in zip(line.cells, widths, strict=True)
    )
