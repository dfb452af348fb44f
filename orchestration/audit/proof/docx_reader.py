"""Reads a Word file back: its lines in reading order, with the figures that stand in them.

Belongs here: paragraphs and content controls out of the parts of the file. Not here: whether they are right
(printed_docx.py).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LISTINGS = ("TOC", "TableofFigures")
_PLACES = ("Heading", "Caption", "KeteranganGambar")


class DocxTextError(ValueError):
    """The file is no Word file that can be read."""


@dataclass
class Line:
    """A paragraph.

    Attributes:
        pieces: (text, figure id) in reading order; the id is empty outside a content control.
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
    """

    lines: list[Line] = field(default_factory=list)
    beside: list[Line] = field(default_factory=list)


def read_docx(path: Path) -> DocxText:
    """Reads a file.

    Raises:
        DocxTextError: it is missing, no archive, lacks its body, or a part is no XML.
    """
    from xml.etree.ElementTree import ParseError, fromstring

    read = DocxText()
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            edges = [name for name in names if name.startswith(("word/kepala", "word/kaki"))]
            for name in ("word/document.xml", "word/footnotes.xml", *edges):
                # Entities that grow are refused by the parser itself.
                root = fromstring(archive.read(name))  # noqa: S314
                place = ""
                for paragraph in root.iter(f"{_W}p"):
                    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
                    named = "" if style is None else style.get(f"{_W}val", "")
                    line = Line([*_pieces(paragraph)], place)
                    if named.startswith(_PLACES):
                        line.place = place = " ".join(line.text.split())
                    aside = name in edges or named.startswith(_LISTINGS)
                    (read.beside if aside else read.lines).append(line)
    except (OSError, KeyError, zipfile.BadZipFile, ParseError) as error:
        raise DocxTextError(f"cannot be read ({error})") from error
    return read


def _pieces(element: Element, figure_id: str = "") -> Iterator[tuple[str, str]]:
    for child in element:
        match child.tag.removeprefix(_W):
            case "t":
                yield child.text or "", figure_id
            case "tab" | "br" | "cr":
                yield " ", figure_id
            case "sdt":
                tag = child.find(f"{_W}sdtPr/{_W}tag")
                content = child.find(f"{_W}sdtContent")
                named = "" if tag is None else tag.get(f"{_W}val", "")
                # Its text may have been cut into several runs by whoever edited the file.
                inner = [] if content is None else [text for text, _ in _pieces(content)]
                yield "".join(inner), named or figure_id
            case "p" | "pPr" | "rPr" | "tbl":
                continue
            case _:
                yield from _pieces(child, figure_id)
