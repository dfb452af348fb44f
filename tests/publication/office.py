"""Office files as somebody else's program reads them: figure texts out of the parts, with no code of the project.

Belongs here: readers for tests, on zip and XML (Word) and openpyxl (workbook), and documents made by hand.
"""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

import openpyxl

_CONTROL = re.compile(r'<w:sdt>.*?<w:tag w:val="([^"]*)"/>.*?<w:sdtContent>(.*?)</w:sdtContent></w:sdt>', re.DOTALL)
_TEXT = re.compile(r"<w:t[^>]*>([^<]*)</w:t>")


def part(content: bytes, name: str) -> str:
    """A part of an office file as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode("utf-8")


def docx_figures(content: bytes) -> list[tuple[str, str]]:
    """(figure id, text) of every content control, in order."""
    return [
        (unescape(tag), unescape("".join(_TEXT.findall(inner))))
        for tag, inner in _CONTROL.findall(part(content, "word/document.xml"))
    ]


def paragraphs(content: bytes) -> list[tuple[str, str]]:
    """(style, text) of every paragraph of the body, fields as they are shown."""
    found = []
    for paragraph in re.findall(r"<w:p>.*?</w:p>", part(content, "word/document.xml"), re.DOTALL):
        style = re.search(r'<w:pStyle w:val="([^"]*)"', paragraph)
        found.append((style[1] if style else "", unescape("".join(_TEXT.findall(paragraph)))))
    return found


def xlsx_figures(content: bytes) -> list[tuple[str, str, str]]:
    """(sheet, figure id, shown text) of each cell with one id beside it; only a number is written in Indonesian."""
    found = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for table in sheet.tables.values():
            head, *rows = sheet[table.ref]
            for at, title in enumerate(head):
                if str(title.value).endswith("(id angka)"):
                    found += [
                        (sheet.title, str(row[at].value), shown(row[at - 1]))
                        for row in rows
                        if row[at].value is not None
                    ]
    return found


def shown(cell: object) -> str:
    """What a cell shows under an Indonesian locale."""
    value, form = cell.value, cell.number_format  # type: ignore[attr-defined]
    if not isinstance(value, int | float):
        return str(value)
    decimals = len(form.partition(".")[2])
    return f"{value:,.{decimals}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
