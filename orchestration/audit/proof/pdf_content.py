"""The content of a page of the report as its typesetter writes it, and nothing else that a page may draw.

Belongs here: which operators the pages of a report are made of, their texts by mark, and what is drawn over a text or
in no colour that shows. Not here: fonts and structure (pdf_reader.py), what the words should be (pdf_words.py).

Everything that a PDF can hide in its pages (other ways to show a text, forms, images, invisible ink) is written by
operators that a report has no use for. A content that is not made of the known ones alone is told as such.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

_NUMBER = rb"-?\d*\.?\d+"
_CHARACTER = rb"[^\\()\r]|\\[nrtbf()\\]|\\[0-7]{3}"
_STRING = rb"\((?:" + _CHARACTER + rb")*\)"
_SHOWN = rb"(?:\[(?:" + _STRING + rb"|" + _NUMBER + rb"|\s)*\]TJ|" + _STRING + rb"\s?Tj)"
_SIX = rb"(?:" + _NUMBER + rb"\s){6}"
_TOKEN = re.compile(
    rb"q (?P<at>" + _SIX + rb")cm/c\d+ cs (?P<ink>(?:" + _NUMBER + rb" )+)scn\n"
    rb"BT 0 Tr/(?P<font>f\d+) (?P<size>" + _NUMBER + rb") Tf 1 0 0 -1 0 0 Tm(?P<whole>" + _SHOWN + rb")\nET\nQ\s?"
    rb"|(?P<text>" + _SHOWN + rb")\s?"
    rb"|(?P<begin>/(?P<kind>Span|Artifact)\s?(?:<<(?P<about>(?:[^<>()]|<[0-9A-Fa-f]*>|"
    + _STRING
    + rb")*)>>|\s)B(?:DC|MC)\s?)"
    rb"|(?P<end>EMC\s?)"
    rb"|(?P<matrix>" + _SIX + rb")(?P<sets>cm|Tm)\s?"
    rb"|/(?P<chosen>f\d+) (?P<points>" + _NUMBER + rb") Tf\s?"
    rb"|(?:/c\d+ cs )(?P<fill>(?:" + _NUMBER + rb" )+)scn\s?"
    rb"|/c\d+ CS (?:" + _NUMBER + rb" )+SCN\s?"
    rb"|(?P<path>(?:" + _NUMBER + rb"\s" + _NUMBER + rb"\s[ml]\s?|" + _SIX + rb"c\s?)+)"
    rb"|(?P<paint>f|B(?!T))\s?"
    rb"|(?P<restore>Q)\s?|(?P<save>q)\s?"
    rb"|/(?P<pixels>x\d+) Do\s?"
    rb"|0 Tr\s?|BT\s?|ET\s?|h\s|S\s?|n\s?|(?P<clip>W)\s"
    rb"|" + _NUMBER + rb" [wMjJ]\s?|\[(?:" + _NUMBER + rb"\s?)*\]\s?" + _NUMBER + rb" d\s?"
)
_NESTED = re.compile(rb"\((?:[^\\()]|\\.)*\(", re.DOTALL)
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_DEEPER = {b"(": 1, b")": -1}
_ESCAPED = {b"(": rb"\050", b")": rb"\051"}
_MCID = re.compile(rb"/MCID (\d+)")
_STRINGS = re.compile(_STRING)
_NUMBERS = re.compile(_NUMBER)
_WHITE = (b"1 ", b"1 1 1 ")
_SMALLEST = 4.0
"""Points below which a text cannot be read."""

_NAMED = re.compile(rb"/(f|c|x|MCID )\d+")

Matrix = tuple[float, float, float, float, float, float]


@dataclass
class Content:
    """What a page shows.

    Attributes:
        marked: text by the number of its mark.
        furniture: text that is marked as no content.
        stray: text that is neither.
        drawn: number of a mark with an alternative text, which is a drawing, to what it draws.
        hidden: texts that a reader of the page cannot see, and why.
    """

    marked: dict[int, list[str]] = field(default_factory=dict)
    furniture: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    drawn: dict[int, bytes] = field(default_factory=dict)
    hidden: list[tuple[str, str]] = field(default_factory=list)


class StrangeContentError(ValueError):
    """A page draws by other operators than a report does; the message shows them."""


def read_content(data: bytes, decode: Callable[[str, bytes], str], width: float, height: float) -> Content:
    """Reads a page's content.

    Args:
        data: the content.
        decode: font and codes to characters.
        width: of the page, in points.
        height: of the page.

    Raises:
        StrangeContentError: it holds something that no page of a report does.
    """
    data = _flat(data)
    found = Content()
    stack: list[int | str] = []
    holder: int | str = ""
    begun: dict[int, int] = {}
    placed: list[tuple[float, float, str]] = []
    filled: list[tuple[float, float, float, float, bool]] = []
    matrices: list[Matrix] = []
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    font, size, ink, path = "", 0.0, b"", b""
    end = 0

    def show(shown: bytes, at: Matrix, color: bytes, name: str, points: float) -> None:
        text = decode(name, b"".join([string[1:-1] for string in _STRINGS.findall(shown)]))
        if isinstance(holder, int):
            found.marked.setdefault(holder, []).append(text)
        else:
            (found.furniture if holder else found.stray).append(text)
        if not text.strip():
            return
        x, y = at[4], at[5]
        if not (0 <= x <= width and 0 <= y <= height):
            found.hidden.append((text, "stands outside the page"))
        if points * abs(at[0]) < _SMALLEST or abs(abs(at[0]) - abs(at[3])) > 0.01:
            found.hidden.append((text, "is too small to be read"))
        if color in _WHITE and not any(
            not white and left <= x <= right and low <= y <= high for left, low, right, high, white in filled
        ):
            found.hidden.append((text, "is white on white"))
        placed.append((x, y, text))

    for match in _TOKEN.finditer(data):
        if match.start() != end:
            break
        end = match.end()
        kind = match.lastgroup
        if kind == "whole":
            at: Matrix = tuple(map(float, match["at"].split()))  # type: ignore[assignment]
            show(match["whole"], at, match["ink"], match["font"].decode(), float(match["size"]))
        elif kind == "text":
            show(match["text"], matrix, ink, font, size)
        elif kind in ("begin", "about", "kind"):
            stack.append(holder)
            about = match["about"] or b""
            if match["kind"] == b"Artifact":
                holder = "furniture"
            elif mark := _MCID.search(about):
                holder = int(mark[1])
                if b"/Alt" in about:
                    begun[holder] = match.start("begin")
        elif kind == "end":
            if isinstance(holder, int) and holder in begun:
                found.drawn[holder] = data[begun.pop(holder) : end]
            holder = stack.pop() if stack else ""
            if holder == "" and found.furniture and found.furniture[-1] != "\n":
                found.furniture.append("\n")
        elif kind == "sets":
            if match["sets"] == b"cm":
                matrix = _times(tuple(map(float, match["matrix"].split())), matrix)  # type: ignore[arg-type]
            elif match["matrix"].split() != [b"1", b"0", b"0", b"-1", b"0", b"0"]:
                moved: Matrix = tuple(map(float, match["matrix"].split()))  # type: ignore[assignment]
                if moved[:4] != (1, 0, 0, -1):
                    found.hidden.append(("a text", "is turned or stretched"))
        elif kind == "points":
            font, size = match["chosen"].decode(), float(match["points"])
        elif kind == "fill":
            ink = match["fill"]
        elif kind == "path":
            path += match["path"]
        elif kind == "paint":
            box = _box(path, matrix)
            filled.append((*box, ink in _WHITE))
            path = b""
            if not begun:
                left, low, right, high = box
                for x, y, text in placed:
                    if left < x < right and low < y < high:
                        found.hidden.append((text, "is painted over"))
        elif kind == "save":
            matrices.append(matrix)
        elif kind == "restore":
            matrix = matrices.pop() if matrices else (1, 0, 0, 1, 0, 0)
        elif kind == "pixels":
            if not begun:
                found.hidden.append(("a picture", "stands for nothing that is read aloud"))
        elif kind == "clip":
            path = b""
            if not begun:
                found.hidden.append(("a part of the page", "is cut off"))
        elif match[0][:1] in (b"S", b"n"):
            path = b""
    if end != len(data):
        raise StrangeContentError(data[end : end + 40].decode("latin-1"))
    return found


def _flat(data: bytes) -> bytes:
    """Brackets within a string as escapes: they may stand as they are where they come in pairs, in any depth."""
    parts: list[bytes] = []
    done = 0
    while nested := _NESTED.search(data, done):
        depth = 0
        for bracket in _BRACKET.finditer(data, nested.start()):
            depth += _DEEPER.get(bracket[0], 0)
            if depth == 0:
                break
        else:
            break  # no string ends so
        begin, end = nested.start() + 1, bracket.start()
        parts += [data[done:begin], _BRACKET.sub(lambda found: _ESCAPED.get(found[0], found[0]), data[begin:end])]
        done = end
    return b"".join([*parts, data[done:]]) if parts else data


def codes_of(written: bytes) -> bytes:
    """The bytes that the inside of a written string means."""
    if b"\\" not in written:
        return written
    return written.replace(b"\\(", b"\\050").replace(b"\\)", b"\\051").decode("unicode_escape").encode("latin-1")


def drawing(content: bytes) -> tuple[list[bytes], list[float]]:
    """What a drawing draws, wherever it stands and whatever its fonts are called: its steps, and their places."""
    steps: list[bytes] = []
    places: list[float] = []
    first: tuple[float, float] | None = None
    for line in _flat(content).splitlines():
        if line.startswith(b"q "):
            matrix, moved, line = line.partition(b" cm")
            if not moved:
                # The frame that it is cut to stands where it is on its page; what it cuts is as large as the drawing.
                continue
            *size, across, up = matrix.split()[1:]
            x, y = float(across), float(up)
            first = first or (x, y)
            places += [x - first[0], y - first[1]]
            line = b" ".join(size) + line
        if line.startswith(b"BT") and b" Tm" in line:
            line = line[: line.index(b" Tm")]  # what a text says is read elsewhere
        steps.append(_NAMED.sub(rb"/\1", line) if b"/" in line else line)
    return steps, places


def _box(path: bytes, matrix: Matrix) -> tuple[float, float, float, float]:
    numbers = [float(number) for number in _NUMBERS.findall(path)]
    a, _, _, d, e, f = matrix
    xs = [a * x + e for x in numbers[::2]] or [0.0]
    ys = [d * y + f for y in numbers[1::2]] or [0.0]
    return min(xs), min(ys), max(xs), max(ys)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )
