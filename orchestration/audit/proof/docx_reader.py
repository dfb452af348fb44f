"""Reads a Word file back: its lines in reading order, with the figures that stand in them.

Belongs here: paragraphs, and what names a figure in them, out of the parts of the file. Not here: whether they are
right (printed_docx.py).

A figure is named by a field that shows a document property, in releases made before by the tag of a content control.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OWN = "docProps/custom.xml"
_PROPERTY = re.compile(r'\s*DOCPROPERTY\s+"([^"]*)"')
_LISTINGS = ("TOC", "TableofFigures", "Contents", "Tableoffigures")
"""How styles of lists of contents begin: ours and Word's, then those that LibreOffice makes of them."""

_PLACES = ("Heading", "Caption", "KeteranganGambar")

_UNREADABLE = (OSError, LookupError, ValueError, EOFError, RuntimeError, SyntaxError, zipfile.BadZipFile, zlib.error)
"""What the libraries raise of a file that is damaged, encrypted, packed otherwise or no XML (a SyntaxError)."""


class DocxTextError(ValueError):
    """The file is no Word file that can be read."""


@dataclass
class Line:
    """A paragraph.

    Attributes:
        pieces: (text, figure id) in reading order; the id is empty outside of what names a figure.
        place: the heading or caption above it.
    """

    pieces: list[tuple[str, str]]
    place: str

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(piece for piece, _ in self.pieces)


@dataclass
class DocxText:
    """What a reader of the file meets.

    Attributes:
        lines: the body, then the footnotes.
        beside: lists of contents, running heads and feet.
        properties: figure id and text of the properties that fields show when they are updated.
    """

    lines: list[Line] = field(default_factory=list)
    beside: list[Line] = field(default_factory=list)
    properties: list[tuple[str, str]] = field(default_factory=list)


def read_docx(path: Path) -> DocxText:
    """Reads a file.

    Raises:
        DocxTextError: it is missing, no archive, damaged, encrypted, lacks its body, or a part is no XML.
    """
    from xml.etree.ElementTree import fromstring

    read = DocxText()
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            read.properties = _figures(archive.read(_OWN)) if _OWN in names else []
            edges = [name for name in names if name.startswith(("word/kepala", "word/kaki"))]
            for name in ("word/document.xml", "word/footnotes.xml", *edges):
                # Entities that grow are refused by the parser itself.
                root = fromstring(archive.read(name))  # noqa: S314
                place = ""
                for paragraph in root.iter(f"{_W}p"):
                    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
                    named = "" if style is None else style.get(f"{_W}val", "")
                    line = Line(_Pieces().read(paragraph).found, place)
                    if named.startswith(_PLACES):
                        line.place = place = " ".join(line.text.split())
                    aside = name in edges or named.startswith(_LISTINGS)
                    (read.beside if aside else read.lines).append(line)
    except _UNREADABLE as error:
        raise DocxTextError(f"cannot be read ({error})") from error
    return read


def _figures(properties: bytes) -> list[tuple[str, str]]:
    """Name and text of the document's own properties."""
    from xml.etree.ElementTree import fromstring

    root = fromstring(properties)  # noqa: S314 - as above
    return [(item.get("name", ""), "".join(item.itertext())) for item in root]


@dataclass
class _Field:
    """A field under way: its code, and the piece that its result goes into."""

    code: str = ""
    piece: int | None = None


class _Pieces:
    """The texts of a paragraph, each with the figure that it is of."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.fields: list[_Field] = []

    def read(self, element: Element, figure_id: str = "") -> Self:
        for child in element:
            match child.tag.removeprefix(_W):
                case "t":
                    self._add(child.text or "", figure_id)
                case "tab" | "br" | "cr":
                    self._add(" ", figure_id)
                case "fldChar":
                    self._mark(child.get(f"{_W}fldCharType", ""), figure_id)
                case "instrText" if self.fields:
                    self.fields[-1].code += child.text or ""
                case "fldSimple":
                    simple = _PROPERTY.match(child.get(f"{_W}instr", ""))
                    inner = [text for text, _ in _Pieces().read(child).found]
                    self._add("".join(inner), simple[1] if simple else figure_id)
                case "sdt":
                    tag = child.find(f"{_W}sdtPr/{_W}tag")
                    content = child.find(f"{_W}sdtContent")
                    named = "" if tag is None else tag.get(f"{_W}val", "")
                    # Its text may have been cut into several runs by whoever edited the file.
                    inner = [] if content is None else [text for text, _ in _Pieces().read(content).found]
                    self._add("".join(inner), named or figure_id)
                case "p" | "pPr" | "rPr" | "tbl":
                    continue
                case _:
                    self.read(child, figure_id)
        return self

    def _add(self, text: str, figure_id: str) -> None:
        within = next((one.piece for one in reversed(self.fields) if one.piece is not None), None)
        if within is None:
            self.found.append((text, figure_id))
        else:
            before, named = self.found[within]
            self.found[within] = (before + text, named)

    def _mark(self, kind: str, figure_id: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields and (named := _PROPERTY.match(self.fields[-1].code)):
            self.fields[-1].piece = len(self.found)
            self.found.append(("", named[1] or figure_id))
        elif kind == "end" and self.fields:
            self.fields.pop()
