"""Reads the words of a tagged PDF in the order of its structure, as a screen reader would.

Belongs here: structure tree and page contents to blocks of text; what stands outside the structure (running heads,
page numbers) apart. Not here: what the text should be (print.py). It reads glyphs by the font's own table, so what it
finds is what is on the page, whatever an alternative text says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PageObject


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
    """

    blocks: list[PdfBlock]
    furniture: list[tuple[int, str]]
    stray: list[tuple[int, str]]
    pages: int


def read_pdf(path: Path) -> PdfText:
    """Reads a tagged PDF.

    Raises:
        PdfTextError: it is no PDF, has no structure, or shows text in a form that cannot be read.
    """
    from pypdf import PdfReader

    try:
        reader = PdfReader(path)
        root: Any = reader.trailer["/Root"]
        pages = list(reader.pages)
        numbers = {page.indirect_reference.idnum: number for number, page in enumerate(pages, start=1)}  # type: ignore[union-attr]
        fonts: dict[int, _Font] = {}
        contents = [_read_page(page, number, fonts) for number, page in enumerate(pages, start=1)]
        blocks = _blocks(root["/StructTreeRoot"].get("/K"), numbers, contents)
    except PdfTextError:
        raise
    except Exception as error:
        # A damaged file fails in whatever way its damage has; it must end in a sentence for the auditor.
        raise PdfTextError(f"it cannot be read as a tagged PDF ({type(error).__name__}: {error})") from error
    return PdfText(
        blocks,
        [(number, text) for number, page in enumerate(contents, start=1) for text in page.furniture],
        [(number, text) for number, page in enumerate(contents, start=1) for text in page.unclaimed()],
        len(pages),
    )


@dataclass
class _Page:
    """The text of one page by the number its marks carry."""

    marked: dict[int, str] = field(default_factory=dict)
    furniture: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    claimed: set[int] = field(default_factory=set)

    def claim(self, mark: int) -> str:
        """The text of a mark that the structure names."""
        self.claimed.add(mark)
        return self.marked.get(mark, "")

    def unclaimed(self) -> list[str]:
        """Text that the structure does not name and that is not marked as furniture."""
        return self.stray + [text for mark, text in self.marked.items() if mark not in self.claimed and text.strip()]


_INLINE = {"Span", "Strong", "Em", "Link", "Reference", "Annot", "Quote", "Code"}
"""Types that go on in the line of what holds them."""

_TOKEN = re.compile(
    rb"(?P<text>\((?:[^()\\]|\\[\s\S]|\((?:[^()\\]|\\[\s\S])*\))*\)|<(?!<)[0-9A-Fa-f\s]*>)"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])|(?P<name>/[^\s()<>\[\]{}/%]*)"
    rb"|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))|(?P<operator>[A-Za-z'\"][A-Za-z0-9*]*)|%[^\r\n]*"
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|\r|\n)|([\s\S]))")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_MAPPING = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_MAPPED = re.compile(rb"<([0-9A-Fa-f\s]*)>|([\[\]])")


def _blocks(root: Any, numbers: Mapping[int, int], contents: list[_Page]) -> list[PdfBlock]:
    """The structure tree flattened: one block for every run of text in an element that is not inline."""
    found: list[PdfBlock] = []
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
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child, page, roles)
        elif isinstance(node, int):
            mark(int(node), page)
        elif isinstance(node, dict):
            if "/Pg" in node:
                page = numbers[node.raw_get("/Pg").idnum]  # type: ignore[attr-defined]
            kind = node.get("/Type")
            if kind == "/MCR":
                mark(int(node["/MCID"]), page)
            elif kind != "/OBJR":
                role = str(node.get("/S", "/")).removeprefix("/")
                if role in _INLINE:
                    walk(node.get("/K", []), page, (*roles, role))
                else:
                    flush(roles)
                    walk(node.get("/K", []), page, (*roles, role))
                    flush((*roles, role))

    walk(root, 0, ())
    flush(())
    return found


def _read_page(page: PageObject, number: int, known: dict[int, _Font]) -> _Page:
    """The text that one page's content shows, by mark; `known` keeps fonts by their object from page to page."""
    found = _Page()
    resources: Any = page.get("/Resources", {}).get_object()
    for kind in {str(note.get_object().get("/Subtype")) for note in page.get("/Annots", [])} - {"/Link"}:
        raise PdfTextError(f"page {number}: an annotation {kind} lies over the page; expected links only")
    content = page.get_contents()
    if content is None:
        return found
    # (what holds the text now: a mark's number, 'furniture' or '')
    stack: list[int | str] = []
    fonts: dict[str, _Font] = {}
    font: _Font | None = None
    pieces: dict[int | str, list[str]] = {}
    for operator, operands in _operations(content.get_data()):
        if operator in (b"BDC", b"BMC"):
            holder: int | str = stack[-1] if stack else ""
            if operands and operands[0] == "/Artifact":
                holder = "furniture"
            elif "/MCID" in operands:
                holder = int(operands[operands.index("/MCID") + 1])
            elif operator == b"BDC" and len(operands) == 2 and isinstance(operands[1], str):
                properties: Any = resources.get("/Properties", {}).get(operands[1], {})
                holder = int(properties.get_object().get("/MCID", -1)) if properties else holder
            stack.append(holder)
        elif operator == b"EMC":
            if stack:
                stack.pop()
            if (not stack or stack[-1] == "") and pieces.get("furniture"):
                pieces["furniture"].append("\n")
        elif operator == b"Tf":
            name = next(operand for operand in operands if isinstance(operand, str))
            if name not in fonts:
                reference = resources["/Font"].raw_get(name)
                key = getattr(reference, "idnum", -1)
                if key not in known or key < 0:
                    known[key] = _Font(reference.get_object(), f"font {name}")
                fonts[name] = known[key]
            font = fonts[name]
        elif operator in (b"Tj", b"TJ", b"'", b'"'):
            if font is None:
                raise PdfTextError(f"page {number}: text without a font")
            pieces.setdefault(stack[-1] if stack else "", []).append(font.decode(operands))
        elif operator in (b"Do", b"BI"):
            drawn: Any = resources.get("/XObject", {}).get(operands[0], {}) if operator == b"Do" and operands else {}
            if not drawn or drawn.get_object().get("/Subtype") != "/Image":
                raise PdfTextError(f"page {number}: a form is drawn, whose text would not be read")
    found.marked = {mark: "".join(parts) for mark, parts in pieces.items() if isinstance(mark, int)}
    found.furniture = [line for line in "".join(pieces.get("furniture", [])).split("\n") if line.strip()]
    found.stray = [text] if (text := "".join(pieces.get("", []))).strip() else []
    return found


def _operations(content: bytes) -> Iterator[tuple[bytes, list[Any]]]:
    """Operators with their operands: names as text, strings as bytes, numbers as float; brackets are left out."""
    operands: list[Any] = []
    for token in _TOKEN.finditer(content):
        kind, text = token.lastgroup, token[0]
        if kind == "text":
            operands.append(_string(text))
        elif kind == "number":
            operands.append(float(text))
        elif kind == "name":
            operands.append(text.decode("latin-1"))
        elif kind == "operator":
            yield text, operands
            operands = []


def _string(text: bytes) -> bytes:
    if text.startswith(b"<"):
        digits = b"".join(text[1:-1].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    inner = text[1:-1]
    if b"\\" not in inner:
        return inner

    def plain(match: re.Match[bytes]) -> bytes:
        if match[1]:
            return bytes([int(match[1], 8) & 255])
        return b"" if match[2] else _ESCAPED.get(match[3], match[3])

    return _ESCAPE.sub(plain, inner)


class _Font:
    """Codes to characters."""

    def __init__(self, font: Any, place: str) -> None:
        self.width = 2 if font.get("/Subtype") == "/Type0" else 1
        self.place = place
        self.characters: dict[int, str] = {}
        if "/ToUnicode" in font:
            self._read_map(font["/ToUnicode"].get_object().get_data())
        elif self.width == 2:
            raise PdfTextError(f"{place}: names no characters")
        else:
            self.characters = {code: chr(code) for code in range(32, 127)}

    def decode(self, operands: list[Any]) -> str:
        """The characters of a string or of an array of strings and moves; a tagged text has its spaces as glyphs."""
        parts: list[str] = []
        for operand in operands:
            if isinstance(operand, bytes):
                for at in range(0, len(operand), self.width):
                    code = int.from_bytes(operand[at : at + self.width], "big")
                    if code not in self.characters:
                        raise PdfTextError(f"{self.place}: glyph {code} stands for no character")
                    parts.append(self.characters[code])
        return "".join(parts)

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
