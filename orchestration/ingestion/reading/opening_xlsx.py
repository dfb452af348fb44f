"""Office Open XML workbooks (.xlsx): what the cell reader does not tell of them, and what it would read wrongly.

Belongs here: the parts of the package beside the cells' values. Not here: limits (hostile), the values (documents).

The native reader (calamine 0.9) takes the content of a number up to the first comment, CDATA section, processing
instruction or character reference (`<v>12<!-- -->34</v>` is 12 to it) and drops blanks at the edges of text runs. Such
files are rare and well-formed, so their parts are written anew for it, with the same content.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from orchestration.texts.marks import PERCENT_FORMATS, UNCALCULATED, UNKNOWN_ERROR, Marks, Place, shows_percent

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TRUE = ("1", "true")

# A search for what begins with letters takes a fraction of one for a tag of any namespace, which few files name.
_SUSPECT, _SUSPECT_OF_A_NAMESPACE = (
    re.compile(
        rb"<%bv(?:\s[^>]*)?>(?:\s|[^<]*(?:<[!?]|&#|\s<))"  # a number that is interrupted, or has blanks around it
        rb"|<%bt>(?:\s|[^<]*(?:<[!?]|\s<))" % (namespace, namespace)  # a text that the same happens to
    )
    for namespace in (b"", rb"\w+:")
)
_ERROR_CELL = re.compile(rb"""t=["']e["']""")
_FORMULA, _FORMULA_OF_A_NAMESPACE = (re.compile(rb"<%bf[\s>/]" % namespace) for namespace in (b"", rb"\w+:"))
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?\bref=["']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)["']""")
_PLACE = re.compile(rb"""\br=["']([A-Za-z]+)([0-9]+)["']""")


def mended(archive: zipfile.ZipFile, content: bytes) -> bytes:
    """The workbook in a form that the native reader reads as it is meant; mostly the very bytes."""
    suspect = {
        name: part
        for name in archive.namelist()
        if name.endswith(".xml") and ("/worksheets/" in name or name.endswith("/sharedStrings.xml"))
        if _is_suspect(part := archive.read(name))
    }
    if not suspect:
        return content
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in archive.namelist():
            new.writestr(name, _plain(suspect[name]) if name in suspect else archive.read(name))
    return out.getvalue()


def _is_suspect(part: bytes) -> bool:
    """Whether the native reader may read a number or a text of it otherwise than it is meant."""
    if _SUSPECT.search(part):
        return True
    return (b":v" in part or b":t>" in part) and _SUSPECT_OF_A_NAMESPACE.search(part) is not None


def _may_have_faults(part: bytes) -> bool:
    """Whether a sheet may hold formulas or errors."""
    if _ERROR_CELL.search(part) or _FORMULA.search(part):
        return True
    return b":f" in part and _FORMULA_OF_A_NAMESPACE.search(part) is not None


def _plain(part: bytes) -> bytes:
    """The same content without what interrupts a number or a text, and with white space declared to count."""
    root = ElementTree.fromstring(part)  # noqa: S314 - what declares entities was refused
    for element in root.iter():
        if _local(element) == "v":
            element.text = (element.text or "").strip()
        elif _local(element) == "t":
            element.set(_SPACE, "preserve")
    return ElementTree.tostring(root)


def marks_of(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """What the cell reader does not tell, by the name of the sheet; worksheets only.

    Raises:
        KeyError: a part is missing.
        xml.etree.ElementTree.ParseError: a part is no XML.
    """
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {
        item.get("Id"): (_path(item.get("Target") or ""), item.get("Type") or "")
        for item in relations
        if item.tag.endswith("}Relationship")
    }
    styles = next((path for path, relation in targets.values() if relation.endswith("/styles")), "")
    percent = _percent_styles(archive.read(styles)) if styles in archive.namelist() else frozenset()
    # A workbook that asks for a calculation when it is opened was written by a program that did none.
    pending = any(_local(item) == "calcPr" and item.get("fullCalcOnLoad") in _TRUE for item in book)
    found: dict[str, Marks] = {}
    for element in book.iter():
        if _local(element) != "sheet":
            continue
        reference = element.get(_RELATION) or next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
        path, relation = targets.get(reference, ("", ""))
        if not relation.endswith("/worksheet"):
            continue
        xml = archive.read(path)
        found[element.get("name") or ""] = Marks(
            faults=dict(_faults(xml, pending)) if _may_have_faults(xml) else {},
            percents=_styled(xml, percent) if percent else set(),
            merged=[
                (int(top), _column(left), int(bottom), _column(right))
                for left, top, right, bottom in _MERGED.findall(xml)
            ],
            hidden=element.get("state") in ("hidden", "veryHidden"),
        )
    return found


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _column(letters: bytes) -> int:
    return column_index(letters.decode()) - 1


def column_index(reference: str) -> int:
    """The column of a cell reference, A = 1."""
    index = 0
    for letter in reference:
        if not letter.isalpha():
            break
        index = index * 26 + ord(letter.upper()) - 64
    return index


def _percent_styles(xml: bytes) -> frozenset[str]:
    """Numbers of the cell styles whose number format shows a percentage."""
    root = ElementTree.fromstring(xml)  # noqa: S314
    formats = {str(number) for number in PERCENT_FORMATS}
    for item in root.iter():
        if _local(item) == "numFmt":
            number = item.get("numFmtId") or ""
            formats.discard(number)
            if shows_percent(item.get("formatCode") or ""):
                formats.add(number)
    cells = next((item for item in root if _local(item) == "cellXfs"), None)
    return frozenset(
        str(index) for index, item in enumerate(cells if cells is not None else ()) if item.get("numFmtId") in formats
    )


def _styled(xml: bytes, styles: frozenset[str]) -> set[Place]:
    """The cells with one of the styles; a cell that names none has the first."""
    if "0" not in styles:
        numbers = "|".join(sorted(styles)).encode()
        tags = re.findall(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?s=["'](?:%b)["'][^>]*>""" % numbers, xml)
        places = [_PLACE.search(tag) for tag in tags]
        if all(places):
            return {(int(place[2]), _column(place[1])) for place in places if place is not None}
    return {place for place, cell in _cells(xml) if cell.get("s", "0") in styles}


def _faults(xml: bytes, pending: bool) -> Iterator[tuple[Place, str]]:
    """The cells that the reader shows as empty, or as zero, although they hold a formula or an error."""
    for place, cell in _cells(xml):
        parts = {_local(child): child for child in cell}
        value = parts["v"].text if "v" in parts else None
        if cell.get("t") == "e":
            yield place, value or UNKNOWN_ERROR
        elif "f" in parts and cell.get("t") != "str" and (value is None or (pending and value.strip() == "0")):
            yield place, UNCALCULATED


def _cells(xml: bytes) -> Iterator[tuple[Place, ElementTree.Element]]:
    row = 0
    for _, element in ElementTree.iterparse(io.BytesIO(xml), events=("end",)):  # noqa: S314
        if _local(element) != "row":
            continue
        row = int(element.get("r") or row + 1)
        column = 0
        for cell in element:
            if _local(cell) != "c":
                continue
            reference = cell.get("r")
            column = column_index(reference) if reference else column + 1
            yield (row, column - 1), cell
        element.clear()
