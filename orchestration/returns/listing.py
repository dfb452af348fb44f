"""The first sheet of a copy: every finding of the delivery in a row, with a link to its cell.

Belongs here: the sheet `Temuan`, its words and columns. Not here: what is said of a finding (words.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from orchestration.language.sentences import told
from orchestration.returns.package import MAIN, RELATIONS, Package, parsed, tag, written
from orchestration.returns.texts import cell_name, kept, link
from orchestration.returns.words import LEVELS, words_of

if TYPE_CHECKING:
    from orchestration.checks.evidence import Finding
    from orchestration.returns.styles import Styles

NAME = "Temuan"
HEADS = ("No.", "Tingkat", "Lembar", "Sel", "Nilai", "Apa yang salah", "Yang harus dilakukan", "Rincian")
_WIDTHS = (6, 15, 18, 9, 22, 30, 34, 64)
_LINE_POINTS = 15
_MOST_LINES = 27
_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0" tabSelected="1" showGridLines="0"><pane ySplit="{rows}"'
    ' topLeftCell="A{next}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView>'
    "</sheetViews>"
)
_PRINTED = (
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
)


@dataclass(frozen=True)
class Line:
    """A finding in the list.

    Attributes:
        finding: what was found.
        sheet: name of its sheet in the copy; empty where it speaks of the whole file.
        cell: its cell in the copy, `B7`; empty without one.
    """

    finding: Finding
    sheet: str = ""
    cell: str = ""


def add(package: Package, styles: Styles, title: str, said: Sequence[str], lines: Sequence[Line]) -> None:
    """Puts the list before the other sheets of a workbook, and opens it there.

    Args:
        package: of the workbook.
        styles: of the workbook.
        title: the first line.
        said: sentences below it.
        lines: findings in their order.
    """
    name = _free(set(package.sheets()))
    part = package.add("xl/worksheets/temuan.xml", _sheet(styles, title, said, lines), _PART)
    sheets = package.workbook.find(tag("sheets"))
    if sheets is None:
        raise ValueError("a workbook without sheets")
    number = 1 + max((int(sheet.get("sheetId") or 0) for sheet in sheets), default=0)
    entry = etree.Element(tag("sheet"), name=name, sheetId=str(number))
    entry.set(f"{{{RELATIONS}}}id", package.relate("xl/workbook.xml", "worksheet", part))
    sheets.insert(0, entry)
    for defined in package.workbook.iterfind(f"{tag('definedNames')}/{tag('definedName')}"):
        if (of := defined.get("localSheetId")) is not None:
            defined.set("localSheetId", str(int(of) + 1))
    for view in package.workbook.iterfind(f"{tag('bookViews')}/{tag('workbookView')}"):
        view.set("activeTab", "0")
        view.set("firstSheet", "0")


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column of a width in letters; words are not broken, so it is a few more."""
    return sum(1 + len(line) * 10 // (width * 9) for line in text.splitlines()) or 1


def _free(taken: set[str]) -> str:
    folded = {name.casefold() for name in taken}
    names = (NAME, *(f"{NAME} ({number})" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.casefold() not in folded)


def _sheet(styles: Styles, title: str, said: Sequence[str], lines: Sequence[Line]) -> bytes:
    rows: list[list[tuple[str, int]]] = [[(title, styles.title)], *([(text, styles.text)] for text in said), []]
    rows.append([(head, styles.head) for head in HEADS])
    top = len(rows)
    links = []
    for number, line in enumerate(lines, 1):
        finding, found = line.finding, words_of(line.finding)
        level = styles.levels[finding.severity]
        texts = (line.sheet, line.cell, finding.value, found.problem, found.act, told(finding.message, "id"))
        cells = [
            (str(number), styles.cell),
            (LEVELS[finding.severity], level),
            *((text, styles.cell) for text in texts),
        ]
        if line.cell:
            cells[3] = (line.cell, styles.link)
            links.append((cell_name(len(rows) + 1, 4), link(line.sheet, line.cell)))
        rows.append(cells)
    tree = parsed(f'<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr></worksheet>'.encode())
    tree.extend(parsed(f'<x xmlns="{MAIN}">{_FROZEN.format(rows=top, next=top + 1)}</x>'.encode()))
    columns = etree.SubElement(tree, tag("cols"))
    for at, width in enumerate(_WIDTHS, 1):
        etree.SubElement(columns, tag("col"), min=str(at), max=str(at), width=str(width), customWidth="1")
    data = etree.SubElement(tree, tag("sheetData"))
    for number, cells in enumerate(rows, 1):
        row = etree.SubElement(data, tag("row"), r=str(number))
        if number > top:
            # Not every program makes room for a text of several lines by itself.
            lines_of = (_lines(text, width) for (text, _), width in zip(cells, _WIDTHS, strict=True))
            row.set("ht", str(_LINE_POINTS * min(max(lines_of), _MOST_LINES)))
            row.set("customHeight", "1")
        for at, (text, style) in enumerate(cells, 1):
            cell = etree.SubElement(row, tag("c"), r=cell_name(number, at), s=str(style))
            if not text:
                continue
            cell.set("t", "inlineStr")
            said_there = etree.SubElement(etree.SubElement(cell, tag("is")), tag("t"))
            said_there.text = kept(text)
            said_there.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    if lines:
        etree.SubElement(tree, tag("autoFilter"), ref=f"A{top}:{cell_name(len(rows), len(HEADS))}")
    if links:
        group = etree.SubElement(tree, tag("hyperlinks"))
        for ref, where in links:
            etree.SubElement(group, tag("hyperlink"), ref=ref, location=where)
    tree.extend(parsed(f'<x xmlns="{MAIN}">{_PRINTED}</x>'.encode()))
    return written(tree)
