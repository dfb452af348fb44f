"""Links of a tagged PDF that stand for something else: places in the report, and fields for electronic signatures.

Belongs here: turning the links that the template lays into what their addresses say. Not here: the looks
(reports/templates/laporan.typ), and signing (release/head_signature.py).

A figure leads to its row in the appendix, and the row back to where the figure is printed first. Typst looks for the
place of each of these 2,600 links again and again while it lays the pages out, which takes two thirds of its time. To
a link with an address of the web it is indifferent; once the pages stand, the places of all of them are known.

Typst makes no fields, but it puts a link into the structure tree. A link and the field of a form differ in a few
entries, so place and structure stay as Typst made them, and the file goes on meeting PDF/A-2a and PDF/UA-1: the field
is in a Form element, has a name to be read aloud, is printed, and has a look, which is empty, as the frame around it is
drawn on the page.

The objects are packed together as they are written (ISO 32000-1, 7.5.7), which Typst does not do with the structure: of
the sample's 4.1 MB one is left, for 0.3 seconds.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

FIELD = "tanda-tangan:"
"""How the address of a link begins that is a field; the field's name follows."""
ROW, PRINTED = "jejak:", "angka:"
"""How the address of a link begins that a figure has, and that its row in the appendix has; the figure's id follows."""


def settle(pdf: bytes, fields: Mapping[str, str], page: str) -> bytes:
    """Makes fields and places of links; equal bytes give equal bytes.

    Args:
        pdf: as Typst made it.
        fields: name of each field that the page has a link for, to what is read aloud for it.
        page: what a page is called when it is read aloud where a link leads.

    Raises:
        ValueError: the links of the file are not those of the fields, or one leads nowhere.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        links = [*_links(document)]
        _lead(links, page)
        spaces = {name: note for scheme, name, note, _ in links if scheme == FIELD}
        if spaces.keys() != fields.keys():
            raise ValueError(f"the PDF has places to sign called {sorted(spaces)}; expected {sorted(fields)}")
        if spaces:
            _make_fields(document, spaces, fields)
        settled = io.BytesIO()
        document.save(settled, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return settled.getvalue()


def _links(document: pikepdf.Pdf) -> Iterator[tuple[str, str, Any, pikepdf.Page]]:
    """The links with an address of one of the kinds: the kind, what follows it, the link, its page."""
    for page in document.pages:
        for note in page.get("/Annots", ()):
            if "/A" in note:
                scheme, colon, name = str(note.A.get("/URI", "")).partition(":")
                if scheme + colon in {FIELD, ROW, PRINTED}:
                    yield scheme + colon, name, note, page


def _lead(links: list[tuple[str, str, Any, pikepdf.Page]], called: str) -> None:
    """Gives the links between figures and their rows the place of the first one that leads back to each."""
    import pikepdf

    across = {ROW: PRINTED, PRINTED: ROW}
    places: dict[tuple[str, str], tuple[pikepdf.Array, pikepdf.String]] = {}
    labels: dict[int, pikepdf.String] = {}
    for scheme, name, note, page in links:
        if scheme in across and (scheme, name) not in places:
            number = page.obj.objgen[0]
            if number not in labels:
                labels[number] = pikepdf.String(f"{called} {page.label}")
            left, _, _, top = note.Rect
            places[scheme, name] = pikepdf.Array([page.obj, pikepdf.Name.XYZ, left, top, 0]), labels[number]
    for scheme, name, note, _ in links:
        if scheme in across:
            if (across[scheme], name) not in places:
                raise ValueError(f"the link {scheme}{name} leads nowhere")
            del note["/A"]
            note.Dest, note.Contents = places[across[scheme], name]


def _make_fields(document: pikepdf.Pdf, spaces: Mapping[str, Any], spoken: Mapping[str, str]) -> None:
    """Makes the links where somebody signs fields, in the order in which they are to be named."""
    import pikepdf

    parents = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)
    for name, note in spaces.items():
        parents[int(note.StructParent)].S = pikepdf.Name.Form
        for entry in {"/A", "/Border", "/Contents"} & {*note.keys()}:
            del note[entry]
        note.Subtype, note.FT = pikepdf.Name.Widget, pikepdf.Name.Sig
        note.T, note.TU = pikepdf.String(name), pikepdf.String(spoken[name])
        note.AP = pikepdf.Dictionary(N=_empty_look(document, note))
    # Fields for signatures, none of which is signed; in an object of its own, so that who signs changes no other.
    form = pikepdf.Dictionary(Fields=pikepdf.Array([spaces[name] for name in spoken]), SigFlags=_SIGNATURES_EXIST)
    document.Root.AcroForm = document.make_indirect(form)


_SIGNATURES_EXIST = 1
"""Of the flags of a form (ISO 32000-1, table 219)."""


def _empty_look(document: pikepdf.Pdf, note: Any) -> pikepdf.Object:
    import pikepdf

    left, bottom, right, top = note.Rect
    look = pikepdf.Stream(document, b"")
    look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    look.BBox = pikepdf.Array([0, 0, right - left, top - bottom])
    return document.make_indirect(look)
