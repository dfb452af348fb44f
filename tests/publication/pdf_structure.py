"""What PDF/A-2a and PDF/UA-1 ask of fonts and fields, looked up in the file itself.

The validators at hand check few of these rules, so tests look for themselves.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def fields(document: pikepdf.Pdf) -> dict[str, Any]:
    """The fields of a PDF by name."""
    return {str(field.T): field for field in document.Root.AcroForm.Fields}


def fonts_without_a_program(document: pikepdf.Pdf) -> list[str]:
    """Fonts that are not in the file, wherever they are used."""
    found = []
    for entry in document.objects:
        if not isinstance(entry, pikepdf.Dictionary) or entry.get("/Type") != "/Font":
            continue
        for font in entry.get("/DescendantFonts", [entry]):
            descriptor = font.get("/FontDescriptor", {})
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & {*descriptor.keys()}:
                found.append(str(font.get("/BaseFont")))
    return found


def faults_of_a_field(document: pikepdf.Pdf, field: Any) -> Iterator[str]:
    """What a field lacks to be archived and read aloud; nothing where it lacks nothing."""
    pages = [page for page in document.pages if field in page.get("/Annots", [])]
    if [str(page.get("/Tabs")) for page in pages] != ["/S"]:
        yield "it is not on one page whose fields are visited in the order of the structure"
    if field.Subtype != "/Widget" or field.FT != "/Sig":
        yield "it is no field to sign"
    if not str(field.get("/TU", "")).strip():
        yield "nothing is read aloud for it"
    flags = int(field.get("/F", 0))
    if not flags & 4 or flags & (1 | 2 | 32 | 256):
        yield "it is not printed, or hidden"
    if "/AP" not in field or [*field.AP.keys()] != ["/N"]:
        yield "it has no look of its own"
    if {"/A", "/AA"} & {*field.keys()}:
        yield "it does something"
    element = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)[int(field.get("/StructParent", -1))]
    alone = [kid.Obj.objgen if isinstance(kid, pikepdf.Dictionary) else kid for kid in element.K] == [field.objgen]
    if element.S != "/Form" or not alone:
        yield "its element is no Form that holds it alone"
    above, below = element.P, element
    while above.get("/Type") != "/StructTreeRoot":
        if below.objgen not in [kid.objgen for kid in above.K if isinstance(kid, pikepdf.Dictionary)]:
            yield "the structure does not lead to it"
        above, below = above.P, above
    if "/NeedAppearances" in document.Root.AcroForm:
        yield "the reader has to make up looks"


def tables(document: pikepdf.Pdf) -> Iterator[list[list[tuple[int, int]]]]:
    """Every table of the structure: row by row, how many columns and rows each of its cells spans."""

    def kids(element: Any) -> list[Any]:
        found = element.get("/K", [])
        within = found if isinstance(found, pikepdf.Array) else [found]
        return [kid for kid in within if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]

    def span(cell: Any, name: str) -> int:
        given = cell.get("/A", [])
        owners = given if isinstance(given, pikepdf.Array) else [given]
        return next((int(owner[name]) for owner in owners if name in owner), 1)

    def rows(element: Any) -> Iterator[Any]:
        for kid in kids(element):
            yield from [kid] if kid.S == "/TR" else rows(kid) if kid.S in ("/THead", "/TBody", "/TFoot") else []

    open_elements = [document.Root.StructTreeRoot]
    while open_elements:
        element = open_elements.pop()
        if element.get("/S") == "/Table":
            yield [[(span(cell, "/ColSpan"), span(cell, "/RowSpan")) for cell in kids(row)] for row in rows(element)]
        open_elements += kids(element)


def closes(table: list[list[tuple[int, int]]]) -> bool:
    """Whether all rows of a table fill the same columns once each, cells from above among them (ISO 14289-1, 7.5)."""
    filled: list[Counter[int]] = [Counter() for _ in table]
    for at, row in enumerate(table):
        column = 0
        for wide, high in row:
            while filled[at][column]:
                column += 1
            if at + high > len(table):
                return False
            for below in range(at, at + high):
                filled[below].update(range(column, column + wide))
    width = max(filled[0], default=-1) + 1
    return all(row == Counter(range(width)) for row in filled)
