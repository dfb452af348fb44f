"""The panels of a page packed into it: a browser unpacks the one that is opened, a reader of the file all of them.

Belongs here: packing and unpacking. Not here: what a panel says (evidence/panels.py), and opening one (laporan.js).

Of the sample's page the panels are two thirds, of a unit of 60 services four fifths, and a browser lays out each of
them before it answers. Deflated they are a twentieth of that. Who reads without a script follows a number to its row
of the appendix, which is part of the page.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from html import escape

PIECE = 1 << 20
"""Characters of markup after which the next pack begins; a browser unpacks one pack for a panel, in some 20 ms."""

LARGEST = 256 * 1024**2
"""Bytes of panels that a page may hold; those of 60 services are 11 million."""

_MARKUP = 8
"""How many times smaller markup becomes at least; lists of rows become a third to a fifth."""

CLASS = "terkemas"
"""Class of the elements that hold a pack: zlib's format in base64, the first figure of the pack as `data-dari`."""

_PACK = re.compile(rf'<script type="application/zlib" class="{CLASS}" data-dari="[^"]*">([A-Za-z0-9+/=]*)</script>\n')


class PackError(ValueError):
    """A pack that holds no panels."""


def pack(panels: Mapping[str, str]) -> str:
    """Panels as elements of the page.

    Args:
        panels: figure id to markup, in the order of the ids; that is how a browser finds the pack of a figure.
    """
    return "".join(
        f'<script type="application/zlib" class="{CLASS}" data-dari="{escape(first)}">'
        f"{base64.b64encode(_deflated(markup.encode('utf-8'))).decode('ascii')}</script>\n"
        for first, markup in _pieces(panels.items())
    )


def unpacked(page: str) -> str:
    """The page with its panels as markup, in the place of the packs.

    Raises:
        PackError: a pack that cannot be unpacked, or more than a page may hold.
    """
    left = LARGEST
    parts, at = [], 0
    for found in _PACK.finditer(page):
        unpacking = zlib.decompressobj()
        try:
            # One byte more than may come: a bound of zero would be none.
            markup = unpacking.decompress(base64.b64decode(found[1], validate=True), left + 1)
        except (ValueError, zlib.error) as error:
            raise PackError(f"a pack of panels cannot be unpacked ({error})") from None
        left -= len(markup)
        if not unpacking.eof or unpacking.unused_data or left < 0:
            raise PackError("a pack of panels is cut off, or more of them than a page may hold")
        parts += [page[at : found.start()], markup.decode("utf-8")]
        at = found.end()
    return "".join([*parts, page[at:]])


def _deflated(markup: bytes) -> bytes:
    """A piece as small as it becomes, except for long lists of rows.

    These become no smaller by the highest level, at which they take three times as long; markup becomes smaller by a
    twenty-fifth.
    """
    usual = zlib.compress(markup)
    return usual if len(usual) * _MARKUP > len(markup) else zlib.compress(markup, 9)


def _pieces(panels: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The first figure of each piece, and its markup."""
    first, size, taken = "", 0, list[str]()
    for figure_id, markup in panels:
        if size > PIECE:
            yield first, "".join(taken)
            size, taken = 0, []
        if not taken:
            first = figure_id
        taken.append(markup)
        size += len(markup)
    if taken:
        yield first, "".join(taken)
