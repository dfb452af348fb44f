"""Reads the words of a tagged PDF in the order of its structure, as a screen reader would.

Belongs here: structure tree and page contents to blocks of text; what stands outside the structure (running heads,
page numbers) apart. Not here: what the text should be (printed_pdf.py). It reads glyphs by the font's own table, so
what it finds is what is on the page, whatever an alternative text says.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.audit.proof.pdf_content import StrangeContentError, codes_of, read_content

if TYPE_CHECKING:
    from pikepdf import Page, Pdf


class PdfTextError(ValueError):
    """The text of a PDF cannot be read whole; the message names the page and what is there."""


@dataclass(frozen=True)
class PdfBlock:
    """A paragraph, heading or cell.

    Attributes:
        role: its structure type without the slash, e.g. `TD`, `H2`.
        roles: structure types from the document down to it.
        page: physical page on which it starts, 1 = first; 0 when it holds nothing.
        text: its glyphs.
    """

    role: str
    roles: tuple[str, ...]
    page: int
    text: str


@dataclass(frozen=True)
class PdfText:
    """All text of a PDF.

    Attributes:
        blocks: in logical order.
        furniture: (page, text) of what is marked as no content, in page order.
        stray: (page, text) of what is neither content nor marked, in page order.
        pages: how many.
        strange: (page, what is there) of what no page of a report is made of.
        drawn: (page, content) of the drawings.
        alternatives: what is read aloud in place of a drawing, in logical order.
        about: what the file says of itself, by name.
        bookmarks: their titles, in order.
    """

    blocks: list[PdfBlock]
    furniture: list[tuple[int, str]]
    stray: list[tuple[int, str]]
    pages: int
    strange: list[tuple[int, str]] = field(default_factory=list)
    drawn: list[tuple[int, bytes]] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    bookmarks: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)


def read_pdf(path: Path) -> PdfText:
    """Reads a tagged PDF.

    Raises:
        PdfTextError: it is no PDF, has no structure, or shows text in a form that cannot be read.
    """
    import pikepdf

    try:
        with pikepdf.open(path) as document:
            numbers = {page.obj.objgen: number for number, page in enumerate(document.pages, start=1)}
            fonts: dict[tuple[int, int], _Font] = {}
            contents = [_read_page(page, number, fonts) for number, page in enumerate(document.pages, start=1)]
            root = document.Root.StructTreeRoot.get("/K")
            blocks, alternatives = _structure(root, numbers, contents)
            about = _about(document)
            bookmarks = list(_bookmarks(document.Root.get("/Outlines")))
    except PdfTextError:
        raise
    except Exception as error:
        # A damaged file fails in whatever way its damage has; it must end in a sentence for the auditor.
        raise PdfTextError(f"it cannot be read as a tagged PDF ({type(error).__name__}: {error})") from error
    return PdfText(
        blocks,
        [(number, text) for number, page in enumerate(contents, start=1) for text in page.furniture],
        [(number, text) for number, page in enumerate(contents, start=1) for text in page.unclaimed()],
        len(contents),
        [(number, what) for number, page in enumerate(contents, start=1) for what in page.strange],
        [(number, content) for number, page in enumerate(contents, start=1) for content in page.drawn],
        about,
        bookmarks,
        alternatives,
    )


def _bookmarks(above: Any) -> Iterator[str]:
    """The titles of the bookmarks below one, each before those below it."""
    entry = None if above is None else above.get("/First")
    while entry is not None:
        yield str(entry.Title)
        yield from _bookmarks(entry)
        entry = entry.get("/Next")


def _about(document: Pdf) -> dict[str, str]:
    """What a PDF says of itself: its information, its own description of it, and what it may do or carry."""
    told = {name.removeprefix("/"): str(value) for name, value in document.docinfo.items()}
    said = document.Root.Metadata.read_bytes().decode("utf-8", "replace")
    for name, pattern in _DESCRIBED.items():
        told[f"metadata {name}"] = " | ".join(unescape(text) for text in pattern.findall(said))
    told["entries"] = " ".join(sorted(document.Root.keys()))
    told["language"] = str(document.Root.get("/Lang", ""))
    form = document.Root.get("/AcroForm")
    fields = form.get("/Fields", ()) if form is not None else ()
    told["fields"] = " | ".join(sorted(f"{one.get('/T', '')}: {one.get('/TU', '')}" for one in fields))
    return told


@dataclass
class _Page:
    """The text of one page by the number its marks carry."""

    marked: dict[int, str] = field(default_factory=dict)
    furniture: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    claimed: set[int] = field(default_factory=set)
    strange: list[str] = field(default_factory=list)
    drawn: list[bytes] = field(default_factory=list)

    def claim(self, mark: int) -> str:
        """The text of a mark that the structure names."""
        self.claimed.add(mark)
        return self.marked.get(mark, "")

    def unclaimed(self) -> list[str]:
        """Text that the structure does not name and that is not marked as furniture."""
        return self.stray + [text for mark, text in self.marked.items() if mark not in self.claimed and text.strip()]


_INLINE = {"Span", "Strong", "Em", "Link", "Reference", "Annot", "Quote", "Code"}
"""Types that go on in the line of what holds them."""

_OPERATORS = "BDC BMC EMC Tf Tj TJ ' \" Do BI ID EI"
"""What marks content, shows text, or draws what a text may hide in; an inline image by its three operators."""

_DESCRIBED = {
    name: re.compile(rf"<{name}>(?:<rdf:\w+>)?(?:<rdf:li[^>]*>)?([^<]*)<")
    for name in ("dc:title", "dc:creator", "xmp:CreatorTool", "xmp:CreateDate", "xmp:ModifyDate", "stEvt:when")
}
_MAPPING = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_MAPPED = re.compile(rb"<([0-9A-Fa-f\s]*)>|([\[\]])")


def _structure(
    root: Any, numbers: Mapping[tuple[int, int], int], contents: list[_Page]
) -> tuple[list[PdfBlock], list[str]]:
    """The structure tree flattened, in logical order.

    Returns:
        One block for every run of text in an element that is not inline; and the texts in place of what is drawn,
        whatever element has them, but those of fields to sign, which have theirs from the form, compared by itself.
    """
    import pikepdf

    found: list[PdfBlock] = []
    alternatives: list[str] = []
    held: list[str] = []
    start = 0

    def flush(roles: tuple[str, ...]) -> None:
        nonlocal start
        if text := "".join(held):
            block = tuple(role for role in roles if role not in _INLINE)
            found.append(PdfBlock(block[-1] if block else "", block, start, text))
        held.clear()
        start = 0

    def mark(number: int, page: int) -> None:
        nonlocal start
        start = start or page
        held.append(contents[page - 1].claim(number))

    def walk(node: Any, page: int, roles: tuple[str, ...]) -> None:
        if isinstance(node, int):
            mark(node, page)
        elif isinstance(node, pikepdf.Array):
            for child in node.as_list():
                walk(child, page, roles)
        elif isinstance(node, pikepdf.Dictionary):
            element = node.as_dict()  # asked for each entry by itself, a tree takes twice as long
            if (on := element.get("/Pg")) is not None:
                page = numbers[on.objgen]
            kind = element.get("/Type")
            if kind == "/MCR":
                mark(int(element["/MCID"]), page)
            elif kind != "/OBJR":
                role = str(element.get("/S", "/")).removeprefix("/")
                if role != "Form":
                    alternatives.extend(str(element[name]) for name in ("/Alt", "/ActualText") if name in element)
                below = element.get("/K")
                if role in _INLINE:
                    walk(below, page, (*roles, role))
                else:
                    flush(roles)
                    walk(below, page, (*roles, role))
                    flush((*roles, role))

    walk(root, 0, ())
    flush(())
    return found, alternatives


def _read_page(page: Page, number: int, known: dict[tuple[int, int], _Font]) -> _Page:
    """The text that one page's content shows, by mark; `known` keeps fonts by their object from page to page."""
    notes = [note for note in page.get("/Annots", ()) if not _is_empty_field(note)]
    for kind in {str(note.get("/Subtype")) for note in notes} - {"/Link"}:
        raise PdfTextError(
            f"page {number}: an annotation {kind} lies over the page; expected links and empty fields to sign only"
        )
    acting = [note for note in notes if "/A" in note or "/AA" in note or "/AP" in note]
    fonts: dict[str, _Font] = {}
    for name, described in page.resources.get("/Font", {}).items():
        if described.objgen not in known or described.objgen == (0, 0):
            known[described.objgen] = _Font(described, f"font {name}")
        fonts[name.removeprefix("/")] = known[described.objgen]
    width, height = (float(length) for length in page.MediaBox[2:])
    try:
        content = read_content(page.Contents.read_bytes(), lambda name, codes: fonts[name].text(codes), width, height)
    except (StrangeContentError, KeyError, AttributeError, UnicodeError) as error:
        found = _read_any(page, number, known)
        found.strange.append(str(error))
        return found
    if acting:
        content.hidden.append(("a link", "does more than lead to a place of the report"))
    return _Page(
        {mark: "".join(parts) for mark, parts in content.marked.items()},
        [line for line in "".join(content.furniture).split("\n") if line.strip()],
        [text] if (text := "".join(content.stray)).strip() else [],
        strange=[f"'{text}' {why}" for text, why in content.hidden],
        drawn=[with_pixels(page, drawn) for drawn in content.drawn.values()],
    )


_PIXELS = re.compile(rb"/(x\d+) Do")


def with_pixels(page: Page, drawn: bytes) -> bytes:
    """A drawing, and below it a line for each picture of pixels in it, by what they are.

    Raises:
        StrangeContentError: it holds something else than pixels.
    """
    lines = []
    for name in _PIXELS.findall(drawn):
        image = page.resources.XObject[f"/{name.decode()}"]
        if image.get("/Subtype") != "/Image":
            raise StrangeContentError(f"{name.decode()} is no picture")
        lines.append(f"\npixels {_digest_of(image)}")
    return drawn + "".join(lines).encode()


def _digest_of(image: Any) -> str:
    """SHA-256 of the pixels of an image, with their size and form, and of what they let through."""
    form = [str(image.get(name)) for name in ("/Width", "/Height", "/BitsPerComponent", "/Filter", "/Decode")]
    digest = hashlib.sha256(repr(form).encode())
    digest.update(image.read_raw_bytes() if image.get("/Filter") == "/DCTDecode" else image.read_bytes())
    mask = image.get("/SMask")
    if mask is not None:
        digest.update(_digest_of(mask).encode())
    return digest.hexdigest()


def _read_any(page: Page, number: int, known: dict[tuple[int, int], _Font]) -> _Page:
    """The same of a page that another program wrote: slower, and by what it shows alone."""
    import pikepdf

    found = _Page()
    # (what holds the text now: a mark's number, 'furniture' or '')
    stack: list[int | str] = []
    fonts: dict[str, _Font] = {}
    font: _Font | None = None
    pieces: dict[int | str, list[str]] = {}
    drawings: Any = page.resources.get("/XObject", {})
    for step in pikepdf.parse_content_stream(page, _OPERATORS):
        operator, operands = str(step.operator), step.operands
        if operator in ("BDC", "BMC"):
            stack.append(_holder(page, operands, stack[-1] if stack else ""))
        elif operator == "EMC":
            if stack:
                stack.pop()
            if (not stack or stack[-1] == "") and pieces.get("furniture"):
                pieces["furniture"].append("\n")
        elif operator == "Tf":
            name = str(operands[0])
            if name not in fonts:
                described = page.resources.Font[name]
                key = described.objgen
                if key not in known or key == (0, 0):
                    known[key] = _Font(described, f"font {name}")
                fonts[name] = known[key]
            font = fonts[name]
        elif operator in ("Tj", "TJ", "'", '"'):
            if font is None:
                raise PdfTextError(f"page {number}: text without a font")
            last = operands[-1]
            strings = last if operator == "TJ" else (last,)
            pieces.setdefault(stack[-1] if stack else "", []).append(font.decode(strings))
        elif operator in ("Do", "INLINE IMAGE"):
            drawn = drawings.get(str(operands[0])) if operator == "Do" else None
            if drawn is None or drawn.get("/Subtype") != "/Image":
                raise PdfTextError(f"page {number}: a form is drawn, whose text would not be read")
    found.marked = {mark: "".join(parts) for mark, parts in pieces.items() if isinstance(mark, int)}
    found.furniture = [line for line in "".join(pieces.get("furniture", [])).split("\n") if line.strip()]
    found.stray = [text] if (text := "".join(pieces.get("", []))).strip() else []
    return found


def _is_empty_field(note: Any) -> bool:
    """Whether an annotation is a place to sign that shows nothing of its own."""
    if note.get("/Subtype") != "/Widget" or note.get("/FT") != "/Sig" or {"/V", "/A", "/AA", "/MK"} & {*note.keys()}:
        return False
    look = note.AP
    return [*look.keys()] == ["/N"] and not look.N.read_bytes().strip()


def _holder(page: Page, operands: Any, above: int | str) -> int | str:
    """What a sequence of marked content belongs to: the number of its mark, `furniture`, or what lies around it."""
    from pikepdf import Name

    if operands[0] == "/Artifact":
        return "furniture"
    if len(operands) < 2:
        return above
    properties = operands[1]
    if isinstance(properties, Name):
        properties = page.resources.Properties[str(properties)]
    return int(properties.MCID) if "/MCID" in properties else above


class _Font:
    """Codes to characters."""

    def __init__(self, font: Any, place: str) -> None:
        self.width = 2 if font.get("/Subtype") == "/Type0" else 1
        self.place = place
        self.characters: dict[int, str] = {}
        self.known: dict[bytes, str] = {}
        if "/ToUnicode" in font:
            self._read_map(font.ToUnicode.read_bytes())
        elif self.width == 2:
            raise PdfTextError(f"{place}: names no characters")
        else:
            self.characters = {code: chr(code) for code in range(32, 127)}

    def text(self, written: bytes) -> str:
        """The characters of the inside of a written string."""
        if written not in self.known:
            self.known[written] = self._characters(codes_of(written))
        return self.known[written]

    def decode(self, shown: Iterable[Any]) -> str:
        """The characters of strings, between which moves may stand; a tagged text has its spaces as glyphs."""
        from pikepdf import String

        return "".join(self._characters(bytes(item)) for item in shown if isinstance(item, String))

    def _characters(self, codes: bytes) -> str:
        numbers = (
            struct.unpack(f">{len(codes) // 2}H", codes[: len(codes) // 2 * 2]) if self.width == 2 else tuple(codes)
        )
        try:
            return "".join([self.characters[code] for code in numbers])
        except KeyError as error:
            raise PdfTextError(f"{self.place}: glyph {error.args[0]} stands for no character") from None

    def _read_map(self, data: bytes) -> None:
        for kind, body in _MAPPING.findall(data):
            items = [b"".join(digits.split()) or bracket for digits, bracket in _MAPPED.findall(body)]
            position = 0
            while position < len(items):
                first = int(items[position], 16)
                if kind == b"bfchar":
                    self.characters[first] = _utf16(items[position + 1])
                    position += 2
                    continue
                last = int(items[position + 1], 16)
                if items[position + 2] == b"[":
                    for offset in range(last - first + 1):
                        self.characters[first + offset] = _utf16(items[position + 3 + offset])
                    position += 3 + last - first + 2
                else:
                    text = _utf16(items[position + 2])
                    for offset in range(last - first + 1):
                        self.characters[first + offset] = text[:-1] + chr(ord(text[-1]) + offset)
                    position += 3


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be")
