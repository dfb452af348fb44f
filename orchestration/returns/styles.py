"""The looks of marked cells, and of the list, added to the styles of a workbook.

Belongs here: colours and lines, and the numbers of cell styles that have them. Not here: which cell gets one
(marking.py, listing.py).

What a cell looked like stays but for its background, its lines and the colour of its letters. Who sees no colours sees
the lines: thick around what holds the report back, dashed around a warning.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from lxml import etree

from orchestration.returns.package import Package, parsed, tag, written

if TYPE_CHECKING:
    from lxml.etree import _Element

    from orchestration.checks.evidence import FindingSeverity

COLOURS: dict[FindingSeverity, str] = {"blocking": "FFF8B4AE", "warning": "FFFFE699"}
"""Background of a marked cell; black letters on either have a contrast of more than 7 to 1."""

_LINES: dict[FindingSeverity, tuple[str, str]] = {
    "blocking": ("thick", "FF9C0006"),
    "warning": ("mediumDashed", "FF7F6000"),
}
_RESERVED = 2
"""Fills that spreadsheet programs take as their own, whatever a workbook says of them."""

_SIDES = ("left", "right", "top", "bottom")


class Styles:
    """The styles of a workbook.

    Args:
        package: that has them.

    Raises:
        ValueError: it has none.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        names = [target for kind, target in package.related("xl/workbook.xml").values() if kind == "styles"]
        if not names or names[0] not in package.parts:
            raise ValueError("the workbook has no styles")
        self.name = names[0]
        self.tree = parsed(package.parts[self.name])
        self.fonts, self.fills, self.borders, self.cells = map(self._group, ("fonts", "fills", "borders", "cellXfs"))
        if len(self.fills) < _RESERVED:
            etree.SubElement(etree.SubElement(self.fills, tag("fill")), tag("patternFill"), patternType="gray125")
        self._marked: dict[tuple[int, FindingSeverity], int] = {}
        self._fill = {level: _add(self.fills, _solid(colour)) for level, colour in COLOURS.items()}
        self._border = {level: _add(self.borders, _box(*line)) for level, line in _LINES.items()}
        thin = _add(self.borders, _box("thin", "FFBFBFBF"))
        dark = _add(self.fills, _solid("FF1F3864"))
        plain, bold = self._font(), self._font(bold=True)
        top = {"vertical": "top", "wrapText": "1"}
        self.title = self._own(self._font(bold=True, size="14"), 0, 0, {})
        self.text = self._own(plain, 0, 0, {"vertical": "top"})
        self.head = self._own(self._font(bold=True, colour="FFFFFFFF"), dark, thin, top)
        self.cell = self._own(plain, 0, thin, top)
        self.link = self._own(self._font(colour="FF0563C1", underlined=True), 0, thin, {"vertical": "top"})
        self.levels = {level: self._own(bold, self._fill[level], self._border[level], top) for level in COLOURS}

    def marked(self, style: int, level: FindingSeverity) -> int:
        """The number of a cell style with the mark of a level."""
        if (style, level) not in self._marked:
            made = copy.deepcopy(self.cells[style])
            font = copy.deepcopy(self.fonts[int(made.get("fontId") or 0)])
            for colour in font.findall(tag("color")):
                font.remove(colour)
            etree.SubElement(font, tag("color"), rgb="FF000000")
            changed = {"fontId": _add(self.fonts, font), "fillId": self._fill[level], "borderId": self._border[level]}
            for name, number in changed.items():
                made.set(name, str(number))
                made.set(f"apply{name[0].upper()}{name[1:-2]}", "1")
            self._marked[style, level] = _add(self.cells, made)
        return self._marked[style, level]

    def keep(self) -> None:
        """Puts the styles back into the package."""
        for group in (self.fonts, self.fills, self.borders, self.cells):
            group.set("count", str(len(group)))
        self.package.parts[self.name] = written(self.tree)

    def _group(self, name: str) -> _Element:
        found = self.tree.find(tag(name))
        if found is None or not len(found):
            raise ValueError(f"its styles have no {name}")
        return found

    def _font(self, *, bold: bool = False, size: str = "11", colour: str = "FF000000", underlined: bool = False) -> int:
        font = etree.Element(tag("font"))
        if bold:
            etree.SubElement(font, tag("b"))
        if underlined:
            etree.SubElement(font, tag("u"))
        etree.SubElement(font, tag("sz"), val=size)
        etree.SubElement(font, tag("color"), rgb=colour)
        etree.SubElement(font, tag("name"), val="Calibri")
        return _add(self.fonts, font)

    def _own(self, font: int, fill: int, border: int, alignment: dict[str, str]) -> int:
        numbers = {"fontId": font, "fillId": fill, "borderId": border, "numFmtId": 49, "xfId": 0}
        style = etree.Element(tag("xf"), {name: str(number) for name, number in numbers.items()})
        for name in ("Font", "Fill", "Border", "NumberFormat", "Alignment"):
            style.set(f"apply{name}", "1")
        etree.SubElement(style, tag("alignment"), alignment)
        return _add(self.cells, style)


def _add(group: _Element, element: _Element) -> int:
    """Adds an element to a numbered group; gives its number."""
    group.append(element)
    return len(group) - 1


def _solid(colour: str) -> _Element:
    fill = etree.Element(tag("fill"))
    pattern = etree.SubElement(fill, tag("patternFill"), patternType="solid")
    etree.SubElement(pattern, tag("fgColor"), rgb=colour)
    etree.SubElement(pattern, tag("bgColor"), indexed="64")
    return fill


def _box(style: str, colour: str) -> _Element:
    border = etree.Element(tag("border"))
    for side in _SIDES:
        etree.SubElement(etree.SubElement(border, tag(side), style=style), tag("color"), rgb=colour)
    etree.SubElement(border, tag("diagonal"))
    return border
