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

The objects that change are exchanged in the file as it stands: to read and write all 18,000 would cost ten times as
much.
"""

from __future__ import annotations

import hashlib
import io
import re
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
        ValueError: the links of the file are not those of the fields, one leads nowhere, or it is no file of the form
            that Typst makes.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        links = [*_links(document)]
        added = dict(_led(links, page))
        spaces = {name: note for scheme, name, note, _ in links if scheme == FIELD}
        if spaces.keys() != fields.keys():
            raise ValueError(f"the PDF has places to sign called {sorted(spaces)}; expected {sorted(fields)}")
        if spaces:
            added |= _fields(document, spaces, fields)
        return _exchanged(pdf, document.trailer, added) if added else pdf


def _links(document: pikepdf.Pdf) -> Iterator[tuple[str, str, Any, pikepdf.Page]]:
    """The links with an address of one of the kinds: the kind, what follows it, the link, its page."""
    for page in document.pages:
        for note in page.get("/Annots", ()):
            if "/A" in note:
                scheme, colon, name = str(note.A.get("/URI", "")).partition(":")
                if scheme + colon in {FIELD, ROW, PRINTED}:
                    yield scheme + colon, name, note, page


def _led(links: list[tuple[str, str, Any, pikepdf.Page]], called: str) -> Iterator[tuple[int, bytes]]:
    """The links between figures and their rows, each with the place of the first one that leads back to it."""
    across = {ROW: PRINTED, PRINTED: ROW}
    places: dict[tuple[str, str], tuple[bytes, bytes]] = {}
    labels: dict[int, bytes] = {}
    for scheme, name, note, page in links:
        if scheme in across and (scheme, name) not in places:
            number = page.obj.objgen[0]
            if number not in labels:
                labels[number] = _spoken(f"{called} {page.label}")
            left, _, _, top = note.Rect
            places[scheme, name] = b"[ %d 0 R /XYZ %b %b 0 ]" % (number, _length(left), _length(top)), labels[number]
    for scheme, name, note, _ in links:
        if scheme in across:
            if (across[scheme], name) not in places:
                raise ValueError(f"the link {scheme}{name} leads nowhere")
            place, label = places[across[scheme], name]
            del note["/A"], note["/Contents"]
            yield note.objgen[0], _with(note, b"/Dest " + place + b" /Contents " + label)


def _length(number: Any) -> bytes:
    return f"{float(number):.4f}".rstrip("0").rstrip(".").encode()


def _spoken(text: str) -> bytes:
    import pikepdf

    return pikepdf.String(text).unparse()


def _fields(document: pikepdf.Pdf, spaces: Mapping[str, Any], spoken: Mapping[str, str]) -> dict[int, bytes]:
    """The links where somebody signs as fields, with what a file that has fields says of them."""
    import pikepdf

    size = int(document.trailer.Size)
    added: dict[int, bytes] = {}
    for number, (name, note) in enumerate(sorted(spaces.items()), start=size + 1):
        element = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)[int(note.StructParent)]
        element.S = pikepdf.Name.Form
        added[element.objgen[0]] = element.unparse(resolved=True)
        added[number] = _empty_look(note)
        added[note.objgen[0]] = _field(note, name, spoken[name], number)
    places = b" ".join(b"%d 0 R" % spaces[name].objgen[0] for name in spoken)
    # It has fields for signatures, none of which is signed.
    added[size] = b"<< /Fields [ " + places + b" ] /SigFlags 1 >>"
    added[document.Root.objgen[0]] = _with(document.Root, b"/AcroForm %d 0 R" % size)
    return added


def _field(note: Any, name: str, spoken: str, look: int) -> bytes:
    """The link as a field."""
    import pikepdf

    for entry in {"/A", "/Border", "/Contents"} & {*note.keys()}:
        del note[entry]
    note.Subtype, note.FT = pikepdf.Name.Widget, pikepdf.Name.Sig
    note.T, note.TU = pikepdf.String(name), pikepdf.String(spoken)
    return _with(note, b"/AP << /N %d 0 R >>" % look)


def _with(entries: Any, more: bytes) -> bytes:
    """A dictionary as it stands in a file, with further entries."""
    written: bytes = entries.unparse(resolved=True)
    return written.rpartition(b">>")[0] + more + b" >>"


def _empty_look(note: Any) -> bytes:
    left, bottom, right, top = (float(side) for side in note.Rect)
    box = f"[ 0 0 {right - left:.4f} {top - bottom:.4f} ]".encode()
    return b"<< /Type /XObject /Subtype /Form /BBox " + box + b" /Length 0 >>\nstream\n\nendstream"


def _exchanged(pdf: bytes, trailer: pikepdf.Object, objects: Mapping[int, bytes]) -> bytes:
    """The file with objects in the place of those of the same number, and further ones.

    Raises:
        ValueError: the file has no plain table of its objects.
    """
    import pikepdf

    end = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    listed = re.match(rb"xref\s+0 \d+\s+0{10} 65535 f..((?:\d{10} 00000 n..)+)trailer", pdf[end:], re.DOTALL)
    if listed is None:
        raise ValueError("the PDF lists its objects otherwise than in one table")
    entries = listed[1]
    places = [0, *(int(entries[at : at + 10]) for at in range(0, len(entries), _ENTRY))]
    begins = sorted((place, number) for number, place in enumerate(places) if number)
    body = bytearray(pdf[: begins[0][0]])
    ends = [*(place for place, _ in begins[1:]), end]
    for (begin, number), until in zip(begins, ends, strict=True):
        places[number] = len(body)
        body += _object(number, objects[number]) if number in objects else pdf[begin:until]
    for number in sorted(objects.keys() - {*range(len(places))}):
        places.append(len(body))
        body += _object(number, objects[number])
    table = b"".join(b"%010d 00000 n\r\n" % place for place in places[1:])
    kept = pikepdf.Dictionary({name: trailer[name] for name in ("/Root", "/Info") if name in trailer})
    kept.Size = len(places)
    kept.ID = pikepdf.Array([trailer.ID[0], pikepdf.String(hashlib.sha256(body).hexdigest()[:32])])
    head = b"xref\n0 %d\n0000000000 65535 f\r\n" % len(places)
    return b"%b%b%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (body, head, table, kept.unparse(), len(body))


_ENTRY = 20
"""Bytes of an entry in the table of objects (ISO 32000-1, 7.5.4)."""


def _object(number: int, content: bytes) -> bytes:
    return b"%d 0 obj\n%b\nendobj\n\n" % (number, content)
