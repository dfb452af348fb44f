"""Office files as somebody else's program reads them: figure texts out of the parts, with no code of the project.

Belongs here: readers for tests, on zip and XML (Word) and openpyxl (workbook), and documents made by hand.
"""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from xml.etree import ElementTree

import openpyxl

_FIELD = re.compile(
    r'<w:instrText[^>]*> DOCPROPERTY &quot;(.*?)&quot;(?:(?!fldCharType="end").)*?fldCharType="separate"/></w:r>'
    r'(.*?)<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:fldChar w:fldCharType="end"/>',
    re.DOTALL,
)
_TEXT = re.compile(r"<w:t[^>]*>([^<]*)</w:t>")


def part(content: bytes, name: str) -> str:
    """A part of an office file as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode("utf-8")


def docx_figures(content: bytes) -> list[tuple[str, str]]:
    """(figure id, text) of every field that shows a property, in order."""
    return [
        (unescape(tag), unescape("".join(_TEXT.findall(inner))))
        for tag, inner in _FIELD.findall(part(content, "word/document.xml"))
    ]


def run_texts(content: bytes, name: str = "word/document.xml") -> str:
    """What a reader finds that knows paragraphs, runs and links, and nothing that may stand around them."""
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    root = ElementTree.fromstring(part(content, name))
    texts = []
    for paragraph in root.iter(f"{word}p"):
        runs = [run for child in paragraph for run in (child if child.tag == f"{word}hyperlink" else [child])]
        texts.append("".join(t.text or "" for run in runs if run.tag == f"{word}r" for t in run.findall(f"{word}t")))
    return "\n".join(texts)


def own_properties(content: bytes) -> dict[str, str]:
    """The document's own properties."""
    root = ElementTree.fromstring(part(content, "docProps/custom.xml"))
    return {item.get("name", ""): "".join(item.itertext()) for item in root}


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
