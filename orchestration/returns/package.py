"""A workbook (.xlsx) as the parts it is made of, so that one of them changes and every other stays byte for byte.

Belongs here: parts, relations, content types, reading and writing the archive. Not here: what is put into a part
(marking.py, styles.py, comments.py, listing.py).

A program that reads a workbook and writes it anew loses what it does not know: drawings, results of formulas, values
below merged cells. Here nothing is read but the parts that change.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORKBOOK = "xl/workbook.xml"
_MOMENT = (1980, 1, 1, 0, 0, 0)

UNKNOWN = (KeyError, ValueError, IndexError, etree.LxmlError, zipfile.BadZipFile)
"""What working on a workbook raises that is made otherwise than these modules know."""


def tag(name: str) -> str:
    """The name of an element of a workbook, with its namespace."""
    return f"{{{MAIN}}}{name}"


def parsed(part: bytes) -> _Element:
    """A part as a tree; nothing outside it is fetched, no entity replaced.

    Raises:
        lxml.etree.XMLSyntaxError: it is no XML.
    """
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def written(tree: _Element) -> bytes:
    """A tree as a part."""
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


@dataclass
class Package:
    """A workbook.

    Attributes:
        parts: name to bytes, in the order of the archive.
        workbook: the part that lists the sheets, as a tree; written with the package.
    """

    parts: dict[str, bytes]
    workbook: _Element = field(init=False)

    def __post_init__(self) -> None:
        self.workbook = parsed(self.parts[_WORKBOOK])
        if self.workbook.tag != tag("workbook"):
            raise ValueError("no workbook of the transitional form")

    @classmethod
    def read(cls, content: bytes) -> Package:
        """The package of a file; see `UNKNOWN` for what it raises."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return cls({name: archive.read(name) for name in archive.namelist() if not name.endswith("/")})

    def content(self) -> bytes:
        """The file; the same parts give the same bytes."""
        self.parts[_WORKBOOK] = written(self.workbook)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in self.parts.items():
                entry = zipfile.ZipInfo(name, _MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, part)
        return out.getvalue()

    def sheets(self) -> dict[str, str]:
        """Name of each sheet to its part."""
        targets = {key: target for key, (_, target) in self.related(_WORKBOOK).items()}
        return {
            sheet.get("name") or "": targets[sheet.get(f"{{{RELATIONS}}}id") or ""]
            for sheet in self.workbook.iterfind(f"{tag('sheets')}/{tag('sheet')}")
        }

    def drop_sheets(self) -> None:
        """Takes every sheet out, so that another can be the only one."""
        gone = set(self.sheets().values())
        sheets = self.workbook.find(tag("sheets"))
        for sheet in list(sheets):
            sheets.remove(sheet)
        relations, types = _relations_of(_WORKBOOK), "[Content_Types].xml"
        related = self.related(_WORKBOOK)
        for name, leads in (
            (relations, lambda item: related[item.get("Id") or ""][1]),
            (types, lambda item: (item.get("PartName") or "").lstrip("/")),
        ):
            tree = parsed(self.parts[name])
            for item in [item for item in tree if leads(item) in gone]:
                tree.remove(item)
            self.parts[name] = written(tree)
        self.parts = {name: part for name, part in self.parts.items() if name not in gone}

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The relations of a part by their ids: the last word of the type, and the part that is related."""
        name = _relations_of(part)
        if name not in self.parts:
            return {}
        base = posixpath.dirname(part)
        return {
            item.get("Id") or "": (
                (item.get("Type") or "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", base, item.get("Target") or "")).lstrip("/"),
            )
            for item in parsed(self.parts[name])
        }

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relates a part to another; gives the id of the relation."""
        name = _relations_of(part)
        empty = f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode()
        tree = parsed(self.parts.get(name, empty))
        known = {item.get("Id") for item in tree}
        new = next(f"rTemuan{number}" for number in range(1, len(known) + 2) if f"rTemuan{number}" not in known)
        etree.SubElement(
            tree, f"{{{_PACKAGE}/relationships}}Relationship", Id=new, Type=f"{RELATIONS}/{kind}", Target=f"/{target}"
        )
        self.parts[name] = written(tree)
        return new

    def add(self, name: str, part: bytes, kind: str) -> str:
        """Adds a part under a name that is free, of a content type; gives the name."""
        stem, dot, suffix = name.rpartition(".")
        number = 1
        while f"{stem}{number}{dot}{suffix}" in self.parts:
            number += 1
        name = f"{stem}{number}{dot}{suffix}"
        self.parts[name] = part
        types = parsed(self.parts["[Content_Types].xml"])
        etree.SubElement(types, f"{{{_PACKAGE}/content-types}}Override", PartName=f"/{name}", ContentType=kind)
        self.parts["[Content_Types].xml"] = written(types)
        return name


def _relations_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"
