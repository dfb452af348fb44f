# ruff: noqa: E501 -- a kind a line, as the table that it makes
"""Kinds of forgery in `laporan.pdf`, by the content of its pages and by what the file says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.audit.spoiling import Copy

Change = Callable[[Any], None]


def changed(change: Change) -> Callable[[Copy], None]:
    """Opens the PDF, changes it and writes it."""

    def forge(copy: Copy) -> None:
        import pikepdf

        path = copy.release / "laporan.pdf"
        with pikepdf.open(path, allow_overwriting_input=True) as document:
            change(document)
            document.save(path)

    return forge


def on_page(number: int, pattern: bytes, replaced: Callable[[re.Match[bytes]], bytes]) -> Callable[[Copy], None]:
    """Changes what a pattern finds first in the content of a page, or of the first one after it that has such."""

    def change(document: Any) -> None:
        for page in list(document.pages)[number - 1 :]:
            before = page.Contents.read_bytes()
            after = re.sub(pattern, replaced, before, count=1, flags=re.DOTALL)
            if after != before:
                page.Contents.write(after)
                return
        raise AssertionError(pattern)

    return changed(change)


_IN_A_DRAWING = rb"(/Alt\((?:(?!EMC).)*?"
_BLUE = rb"0\.07058824 0\.2509804 0\.41960785 scn"
"""Of what a drawing draws; and the colour of its bars, which heads of tables have as well."""


def _exchanged_words(found: re.Match[bytes]) -> bytes:
    return found[3] + found[2] + found[1]


def _above(drawn: bytes) -> Callable[[re.Match[bytes]], bytes]:
    return lambda found: found[0] + drawn


def _information(name: str, text: str) -> Change:
    def change(document: Any) -> None:
        document.docinfo[name] = text

    return change


def _described(document: Any) -> None:
    content = document.Root.Metadata.read_bytes()
    document.Root.Metadata.write(content.replace(b"2025-06-30T", b"2025-07-31T"))


def _bookmark(document: Any) -> None:
    document.Root.Outlines.First.Title = "Kata Penutup"


def _link(document: Any) -> None:
    import pikepdf

    note = next(note for page in document.pages for note in page.get("/Annots", ()))
    note.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/")


def _attached(document: Any) -> None:
    import pikepdf

    document.attachments["lain.txt"] = pikepdf.AttachedFileSpec(document, b"lain", filename="lain.txt")


def _two_pages(document: Any) -> None:
    one, other = document.pages[10].Contents.read_bytes(), document.pages[11].Contents.read_bytes()
    document.pages[10].Contents.write(other)
    document.pages[11].Contents.write(one)


def _spoken(document: Any) -> None:
    """The structure names the texts of a page in another order."""

    def walk(node: Any) -> bool:
        below = node.get("/K")
        if below is None or isinstance(below, int):
            return False
        children = [*below] if hasattr(below, "append") else [below]
        kinds = [str(child.get("/S", "")) for child in children if not isinstance(child, int)]
        if kinds.count("/P") > 3 and len(kinds) == len(children):
            below[0], below[1] = children[1], children[0]
            return True
        return any(walk(child) for child in children if not isinstance(child, int))

    assert walk(
        document.Root.StructTreeRoot.K
        if not hasattr(document.Root.StructTreeRoot.K, "append")
        else document.Root.StructTreeRoot.K[0]
    )


def _read_aloud(document: Any) -> None:
    """What the structure says in place of the drawing of the indicators."""
    import pikepdf

    def walk(node: Any) -> Any:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if str(node.get("/S", "")) == "/Figure" and "/Alt" in node:
                yield node
            yield from walk(node.get("/K"))

    drawing = next(one for one in walk(document.Root.StructTreeRoot.K) if "101,88" in str(one.Alt))
    drawing.Alt = str(drawing.Alt).replace("101,88", "181,88")


def _pixels(document: Any) -> None:
    """The picture of a narrative with its upper half over its lower one."""
    image = next(one for page in document.pages[6:] for one in page.resources.get("/XObject", {}).values())
    lines = image.read_bytes()
    half = len(lines) // 2
    assert lines[:half] != lines[half:]
    image.write(lines[half:] + lines[:half])


_SHOWN = rb"(\[[^\]]*\]TJ|\((?:[^\\()]|\\.)*\)Tj)"

FORGERIES: dict[str, Callable[[Copy], None]] = {
    "words of two lines exchanged": on_page(2, _SHOWN + rb"(.*?)" + _SHOWN, _exchanged_words),
    "line left out": on_page(2, rb"BT [^\n]*" + _SHOWN + rb"\nET", lambda _: b""),
    "running head": on_page(14, _SHOWN + rb"(.*?)" + _SHOWN, _exchanged_words),
    "words in white": on_page(2, rb"0\.105882354 0\.15294118 0\.2 scn", lambda _: b"1 1 1 scn"),
    "words painted over": on_page(2, rb"\Z", _above(b"\nq 1 0 0 1 0 0 cm/c0 cs 1 1 1 scn 0 0 m 600 0 l 600 800 l 0 800 l\nh\nf\nQ\n")),
    "words that do not show": on_page(2, rb"0 Tr", lambda _: b"3 Tr"),
    "words made small": on_page(2, rb"10 Tf", lambda _: b"0.1 Tf"),
    "words moved off the page": on_page(2, rb"q 1 0 0 -1 [\d.]+ ([\d.]+) cm", lambda found: b"q 1 0 0 -1 -900 " + found[1] + b" cm"),
    "bar of a chart": on_page(14, _IN_A_DRAWING + _BLUE + rb" \S+ \S+ m )(\d+)(\.\d+ \S+ l )\2", lambda found: found[1] + b"1" + found[2] + found[3] + b"1" + found[2]),
    "colour of a bar": on_page(14, _IN_A_DRAWING + rb")" + _BLUE, lambda found: found[1] + b"0.70980394 0.5176471 0.16470589 scn"),
    "what is said of a drawing": on_page(14, rb"/Alt\([^)]*", lambda _: b"/Alt(Bagan"),
    "number of what is read aloud in place of a drawing": changed(_read_aloud),
    "pixels of a picture": changed(_pixels),
    "picture left out": on_page(1, rb"/x0 Do", lambda _: b""),
    "texts of two pages exchanged": changed(_two_pages),
    "page left out": changed(lambda document: document.pages.__delitem__(20)),
    "order in which it is read aloud": changed(_spoken),
    "title": changed(_information("/Title", "Laporan")),
    "author": changed(_information("/Author", "Balai Kecil")),
    "date": changed(_information("/CreationDate", "D:20250731000000Z")),
    "date in the metadata": changed(_described),
    "bookmark": changed(_bookmark),
    "where a link leads": changed(_link),
    "file attached": changed(_attached),
}  # fmt: skip
