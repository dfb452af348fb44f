"""Fields for electronic signatures in a tagged PDF.

Belongs here: turning the links that the template lays where somebody signs into empty signature fields. Not here: the
looks (reports/templates/laporan.typ), and signing (release/head_signature.py).

Typst makes no fields, but it lays a link where the template says and puts it into the structure tree. A link and the
field of a form differ in a few entries, so place and structure stay as Typst made them, and the file goes on meeting
PDF/A-2a and PDF/UA-1: the field is in a Form element, has a name to be read aloud, is printed, and has a look, which
is empty, as the frame around it is drawn on the page.

The few objects that change are appended, as PDF provides for: to write all 18,000 anew would cost ten times as much.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

SCHEME = "tanda-tangan:"
"""How the address of such a link begins; the field's name follows."""


def prepare(pdf: bytes, fields: Mapping[str, str]) -> bytes:
    """Makes the fields; equal bytes give equal bytes.

    Args:
        pdf: as Typst made it.
        fields: name of each field that the page has a link for, to what is read aloud for it.

    Raises:
        ValueError: the links of the file are not those of the fields, or it is no file of the form that Typst makes.
    """
    import pikepdf

    if not fields:
        return pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        links = {
            str(note.A.URI).removeprefix(SCHEME): note
            for page in document.pages
            for note in page.get("/Annots", ())
            if "/A" in note and str(note.A.get("/URI", "")).startswith(SCHEME)
        }
        if links.keys() != fields.keys():
            raise ValueError(f"the PDF has places to sign called {sorted(links)}; expected {sorted(fields)}")
        size = int(document.trailer.Size)
        added: dict[int, bytes] = {}
        for number, (name, note) in enumerate(sorted(links.items()), start=size + 1):
            element = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)[int(note.StructParent)]
            element.S = pikepdf.Name.Form
            added[element.objgen[0]] = element.unparse(resolved=True)
            added[number] = _empty_look(note)
            added[note.objgen[0]] = _field(note, name, fields[name], number)
        places = b" ".join(b"%d 0 R" % links[name].objgen[0] for name in fields)
        # It has fields for signatures, none of which is signed.
        added[size] = b"<< /Fields [ " + places + b" ] /SigFlags 1 >>"
        root = document.Root.unparse(resolved=True)
        added[document.Root.objgen[0]] = root.rpartition(b">>")[0] + b"/AcroForm %d 0 R >>" % size
        return _appended(pdf, document.trailer, added)


def _field(note: Any, name: str, spoken: str, look: int) -> bytes:
    """The link as a field."""
    import pikepdf

    for entry in {"/A", "/Border", "/Contents"} & {*note.keys()}:
        del note[entry]
    note.Subtype, note.FT = pikepdf.Name.Widget, pikepdf.Name.Sig
    note.T, note.TU = pikepdf.String(name), pikepdf.String(spoken)
    written: bytes = note.unparse(resolved=True)
    return written.rpartition(b">>")[0] + b"/AP << /N %d 0 R >> >>" % look


def _empty_look(note: Any) -> bytes:
    left, bottom, right, top = (float(side) for side in note.Rect)
    box = f"[ 0 0 {right - left:.4f} {top - bottom:.4f} ]".encode()
    return b"<< /Type /XObject /Subtype /Form /BBox " + box + b" /Length 0 >>\nstream\n\nendstream"


def _appended(pdf: bytes, trailer: pikepdf.Object, objects: Mapping[int, bytes]) -> bytes:
    """The file with objects in the place of those of the same number, by an increment with a table of its own.

    Raises:
        ValueError: the file has no such table.
    """
    import pikepdf

    body, table = bytearray(pdf + b"\n"), bytearray(b"xref\n")
    for number, content in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    before = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    if pdf[before : before + 4] != b"xref":
        raise ValueError("the PDF lists its objects in a stream; expected a table, which an increment goes on with")
    kept = pikepdf.Dictionary({name: trailer[name] for name in ("/Root", "/Info", "/ID") if name in trailer})
    kept.Size, kept.Prev = max(int(trailer.Size), *(number + 1 for number in objects)), before
    kept.ID = pikepdf.Array([trailer.ID[0], pikepdf.String(hashlib.sha256(body).hexdigest()[:32])])
    return bytes(body) + table + b"trailer\n" + kept.unparse() + b"\nstartxref\n%d\n%%%%EOF\n" % len(body)
