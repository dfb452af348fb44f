"""Comments in cells, beside those that a sheet has already.

Belongs here: the two parts that a comment needs, its text and its box. Not here: its words (words.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lxml import etree

from orchestration.returns.package import MAIN, RELATIONS, Package, parsed, tag, written
from orchestration.returns.texts import cell_name, kept

if TYPE_CHECKING:
    from lxml.etree import _Element

AUTHOR = "Triwulan"
_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
"""What may stand in a sheet only behind the place where it names the boxes of its comments."""

_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden"'
    ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_NAMES = (
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)
_FIRST_BOX = 90_001
_LETTERS_A_LINE, _MOST_LINES = 44, 24

Notes = Mapping[tuple[int, int], str]
"""Row and column, both from 1, to the words of a comment."""


def add(package: Package, part: str, sheet: _Element, notes: Notes) -> None:
    """Puts comments into cells of a sheet; one that is there already follows below ours.

    Args:
        package: of the workbook.
        part: name of the sheet's part.
        sheet: the same as a tree; the caller writes it.
        notes: by cell.
    """
    related = package.related(part)
    texts = next((target for kind, target in related.values() if kind == "comments"), None)
    boxes = sheet.find(tag("legacyDrawing"))
    if texts is None:
        empty = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()
        texts = package.add("xl/commentsTemuan.xml", empty, _PART)
        package.relate(part, "comments", texts)
    if boxes is None:
        drawing = package.add("xl/drawings/vmlTemuan.vml", _DRAWING.encode(), _VML)
        boxes = etree.Element(tag("legacyDrawing"))
        boxes.set(f"{{{RELATIONS}}}id", package.relate(part, "vmlDrawing", drawing))
        behind = next((item for item in sheet if etree.QName(item).localname in _AFTER), None)
        sheet.insert(len(sheet) if behind is None else sheet.index(behind), boxes)
    else:
        drawing = related[boxes.get(f"{{{RELATIONS}}}id") or ""][1]
    there = _write_texts(package, texts, notes)
    _write_boxes(package, drawing, {place: text for place, text in notes.items() if place not in there})


def _write_texts(package: Package, name: str, notes: Notes) -> set[tuple[int, int]]:
    """Writes the words; gives the cells that had a comment before."""
    tree = parsed(package.parts[name])
    authors, listed = tree.find(tag("authors")), tree.find(tag("commentList"))
    if authors is None or listed is None:
        raise ValueError("comments without their lists")
    etree.SubElement(authors, tag("author")).text = AUTHOR
    former = {item.get("ref"): item for item in listed}
    there = set()
    for (row, column), words in sorted(notes.items()):
        name_of_cell = cell_name(row, column)
        item = former.get(name_of_cell)
        if item is None:
            item = etree.SubElement(listed, tag("comment"), ref=name_of_cell, authorId=str(len(authors) - 1))
            _run(etree.SubElement(item, tag("text")), words)
            continue
        there.add((row, column))
        text = item.find(tag("text"))
        if text is None:
            text = etree.SubElement(item, tag("text"))
        plain = text.find(tag("t"))
        if plain is not None:  # words without looks; from here on runs
            text.remove(plain)
            _run(text, plain.text or "")
        _run(text, f"{words}\n\nKomentar semula:\n", first=True)
    package.parts[name] = written(tree)
    return there


def _run(text: _Element, words: str, *, first: bool = False) -> None:
    run = etree.Element(tag("r"))
    looks = etree.SubElement(run, tag("rPr"))
    etree.SubElement(looks, tag("sz"), val="9")
    etree.SubElement(looks, tag("color"), rgb="FF000000")
    etree.SubElement(looks, tag("rFont"), val="Tahoma")
    said = etree.SubElement(run, tag("t"))
    said.text = kept(words)
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.insert(0 if first else len(text), run)


def _write_boxes(package: Package, name: str, notes: Notes) -> None:
    """Appends a box for each comment; the file of boxes is often no well-formed XML, so it is not parsed."""
    drawing = package.parts[name].decode("utf-8")
    if any(space not in drawing for space in _NAMES):
        raise ValueError("boxes of an unknown form")
    used = [int(number) for number in re.findall(r'id="_x0000_s(\d+)"', drawing)]
    first = max([_FIRST_BOX, *(number + 1 for number in used)])
    added = "" if 'id="_x0000_t202"' in drawing else _TYPE
    for number, ((row, column), words) in enumerate(sorted(notes.items()), first):
        lines = sum(1 + len(line) // _LETTERS_A_LINE for line in words.splitlines())
        top = max(row - 2, 0)
        anchor = (column, 15, top, 2, column + 4, 15, top + min(lines, _MOST_LINES) + 1, 4)
        added += _BOX.format(number=number, anchor=", ".join(map(str, anchor)), row=row - 1, column=column - 1)
    head, end, rest = drawing.rpartition("</xml>")
    if not end:
        raise ValueError("boxes of an unknown form")
    package.parts[name] = f"{head}{added}{end}{rest}".encode()
