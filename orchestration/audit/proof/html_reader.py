"""Reads `laporan.html` back: its numbers with the figures they are tagged as, and the lines of its body.

Belongs here: elements and texts of the file, as a browser shows them. Not here: whether they are right
(printed_pages.py), and the reader by which the publisher looks at its own page.

Markup that is not plainly elements and text is refused: where a reader has to guess, a browser may guess otherwise.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from typing import NoReturn

_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(
    r"""([^<]+)|<(/?)([a-z][a-z0-9]*)((?:\s+[a-z][a-z0-9-]*(?:="[^"]*")?)*)\s*(/?)>|<!doctype html>""", re.IGNORECASE
)
"""A text, a tag, or the declaration; nothing else is read. Much of the page is tags, so they are found all at once."""

_ATTRIBUTE = re.compile(r"""([^\s=]+)(?:="([^"]*)")?""")
_RAW = ("style", "script")
"""Elements whose content is no markup."""

_RAW_ENDS = {tag: re.compile(f"</{tag}", re.IGNORECASE) for tag in _RAW}

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE = ("a", "abbr", "b", "code", "data", "em", "i", "span", "strong", "sub", "sup", "time")
_EMPTY = ("br", "col", "hr", "img", "input", "link", "meta", "wbr")
_UNREAD = ("style", "script", "head", "title")
_BESIDE = ("script", "style", "nav", "template", "dialog", "button", "form")
_CELLS = ("td", "th")
_MARKING = {"figure", "tr", *_HEADINGS, "caption", "data", "a", "section"}
"""Elements that say where what follows stands, or what it is."""

_ENDED_BY = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd")}
"""Elements whose end may be left out, and those whose beginning ends them (HTML standard, "Optional tags")."""

_CONSTANTS = {"tetap", "diketik"}
"""Classes of numbers that are declared to be no figures."""

_PACKED = "terkemas"
"""Class of the elements that hold panels until a browser opens one; in no other place of a page does the word stand."""

_PACK = re.compile(rf"""<script type="application/zlib" class="{_PACKED}" data-dari="([^"]*)">([^<]*)</script>""")
_MOST = 256 * 1024**2
"""Bytes that panels may have when unpacked."""

_LISTING, _FRACTION, _TRAIL_ROW = "isi", "rumus", "lampiran-"
PANEL = "jejak-"
"""What the id of a panel begins with."""


class HtmlError(ValueError):
    """The file is not written the way a report is."""


@dataclass(slots=True)
class Printed:
    """A tagged number.

    Attributes:
        figure_id: of the figure it says it is.
        value: its machine text.
        text: as a reader sees it.
        place: heading and caption above it.
        panel: whether it stands in the panel of a figure.
    """

    figure_id: str
    value: str
    text: str
    place: str
    panel: bool = field(default=False, compare=False)


@dataclass(slots=True)
class Line:
    """What stands in one block of the body, figures kept apart.

    Attributes:
        place: heading and caption above it.
        pieces: (text, figure id) in reading order; the id is empty for words.
        ordered: False for a fraction, whose parts two readers may take in another order.
        table: caption of the table in whose body it stands; empty elsewhere.
        trail: whether it stands in the appendix of trails.
    """

    place: str
    pieces: list[tuple[str, str]]
    ordered: bool
    table: str
    trail: bool = False


@dataclass
class HtmlText:
    """What a reader of the file meets.

    Attributes:
        printed: tagged numbers of the whole file.
        full: those with all their digits.
        untagged: (place, text) of text that has digits, no tag, and is no declared constant.
        lines: the body, in reading order.
        anchors: how often each id stands.
        links: where links within the page lead.
    """

    printed: list[Printed] = field(default_factory=list)
    full: list[Printed] = field(default_factory=list)
    untagged: list[tuple[str, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    anchors: Counter[str] = field(default_factory=Counter)
    links: set[str] = field(default_factory=set)


def read_html(page: str) -> HtmlText:
    """Reads a page, and the panels that it holds packed.

    Raises:
        HtmlError: a comment, a tag that is none, an element that ends and never began, or one that never ends; panels
            that cannot be unpacked, or of which a browser would not find one.
    """
    return _Reader(unpacked(page)).read()


def unpacked(page: str) -> str:
    """The page with what it holds packed as markup (RFC 1950 in base64).

    Raises:
        HtmlError: as above.
    """
    left = _MOST
    firsts: list[str] = []

    def unpack(found: re.Match[str]) -> str:
        nonlocal left
        unpacking = zlib.decompressobj()
        try:
            # One byte more than may come: a bound of zero would be none.
            content = unpacking.decompress(base64.b64decode(found[2], validate=True), left + 1)
            markup = content.decode("utf-8")
        except (ValueError, zlib.error) as error:
            raise HtmlError(f"panels that cannot be unpacked ({error})") from None
        left -= len(content)
        if not unpacking.eof or unpacking.unused_data or left < 0:
            raise HtmlError("panels that are cut off, or more of them than a report has")
        firsts.append(unescape(found[1]))
        # A browser looks for a figure in the last pack that begins before it.
        names = re.findall(rf'<section class="[^"]*" id="{PANEL}([^"]*)"', markup)
        if names != sorted(names) or names[:1] != firsts[-1:] or firsts != sorted(firsts):
            raise HtmlError(f"panels that are not in the order of their figures, from '{found[1]}' on")
        return markup

    made = _PACK.sub(unpack, page)
    if len(firsts) != page.count(f'class="{_PACKED}"'):
        raise HtmlError("a pack of panels that is written otherwise")
    return made


@dataclass(frozen=True, slots=True, eq=False)
class _Open:
    """An element that is open; one object for all that are alike.

    Attributes:
        tag: its name.
        read: whether a reader sees what stands in it.
        declared: whether its digits are declared constants.
        body: `outside`, `body`, or `fraction`.
    """

    tag: str
    read: bool = True
    declared: bool = False
    body: str = "outside"


class _Reader:
    """One reading of a page; what the same tag within the same kind of element means is worked out once."""

    def __init__(self, page: str) -> None:
        self.found = HtmlText()
        self._page, self._at = page, 0
        self._open = [_Open("")]
        self._heading = self._caption = self._titled = ""
        self._figure: Printed | None = None
        self._pieces: list[tuple[str, str]] = []
        self._table_begins, self._in_trail, self._panel = 0, False, 0
        self._known: dict[str, dict[str, str]] = {"": {}}
        self._within: dict[tuple[_Open, str, str], _Open] = {}
        self._places: dict[tuple[str, str], str] = {}

    def read(self) -> HtmlText:
        """Reads the page from its beginning to its end."""
        page, size = self._page, len(self._page)
        while self._at < size:
            for match in _TOKEN.finditer(page, self._at):
                if match.start() != self._at:
                    self._refuse(f"'{page[self._at : self._at + 40]}'")
                self._at = match.end()
                text, end, tag, attributes, empty = match.groups()
                if text is not None:
                    self._data(unescape(text) if "&" in text else text)
                elif tag is None:
                    continue
                elif end:
                    if attributes or empty:
                        self._refuse(match[0])
                    self._end(tag.lower())
                else:
                    self._start(tag.lower(), attributes, empty)
                    if self._open[-1].tag in _RAW:
                        self._skip(self._open[-1].tag)
                        break
            else:
                if self._at < size:
                    self._refuse(f"'{page[self._at : self._at + 40]}'")
        self._end_line()
        if len(self._open) > 1:
            self._refuse(f"<{self._open[-1].tag}> without end")
        return self.found

    def _skip(self, tag: str) -> None:
        """Goes on behind the content of an element whose content is no markup."""
        end = _RAW_ENDS[tag].search(self._page, self._at)
        if end is None:
            self._refuse(f"<{tag}> without end")
        self._at = end.start()

    def _attributes(self, text: str) -> dict[str, str]:
        pairs = [(name.lower(), unescape(value)) for name, value in _ATTRIBUTE.findall(text)]
        self._known[text] = dict(pairs)
        if len(self._known[text]) < len(pairs):
            self._refuse(f"an attribute twice in '{text.strip()[:40]}'")
        return self._known[text]

    def _start(self, tag: str, text: str, empty: str) -> None:
        attributes = self._known[text] if text in self._known else self._attributes(text)
        if "id" in attributes:
            self.found.anchors[attributes["id"]] += 1
        if tag in _EMPTY:
            return
        if empty:
            # `<p/>` begins a paragraph in HTML; only elements without content may be written so.
            self._refuse(f"<{tag}/>")
        if tag not in _INLINE:
            self._end_line()
        above = self._open[-1]
        while above.tag in _ENDED_BY and tag in _ENDED_BY[above.tag]:
            self._open.pop()
            above = self._open[-1]
        classes = attributes.get("class", "")
        key = above, tag, classes
        if key not in self._within:
            self._within[key] = _begun(*key)
        self._open.append(self._within[key])
        if tag not in _MARKING:
            return
        if tag == "figure":
            self._table_begins, self._in_trail = len(self.found.lines), False
        elif tag == "tr" and attributes.get("id", "").startswith(_TRAIL_ROW):
            self._in_trail = True
        elif tag in _HEADINGS:
            self._heading, self._caption, self._titled = "", "", tag
        elif tag == "caption":
            self._caption, self._titled = "", tag
        elif tag == "data":
            self._begin_figure(attributes)
        elif tag == "a":
            leads = attributes.get("href", "")
            if leads.startswith("#"):
                self.found.links.add(leads[1:])
        elif tag == "section" and attributes.get("id", "").startswith(PANEL):
            self._panel = len(self._open)

    def _begin_figure(self, attributes: dict[str, str]) -> None:
        for name, kept in (("data-penuh", self.found.full), ("data-figure", self.found.printed)):
            if name in attributes:
                value = attributes.get("value", "")
                self._figure = Printed(attributes[name], value, "", self._place, panel=self._panel > 0)
                kept.append(self._figure)
                return

    def _end(self, tag: str) -> None:
        while self._open[-1].tag != tag and self._open[-1].tag in _ENDED_BY:
            self._open.pop()
        if self._open[-1].tag != tag:
            self._refuse(f"</{tag}> where <{self._open[-1].tag}> is open")
        if tag == "data" and self._figure is not None:
            self._add(self._figure.text, self._figure.figure_id)
            self._figure = None
        if tag not in _INLINE:
            self._end_line()
        if len(self._open) == self._panel:
            self._panel = 0
        self._open.pop()
        if tag == "figure":
            for line in self.found.lines[self._table_begins :] if self._in_trail else ():
                line.trail = True
            self._caption = ""
        if tag == self._titled:
            self._titled = ""

    def _data(self, data: str) -> None:
        within = self._open[-1]
        if not within.read:
            return
        if self._titled == "caption":
            self._caption += data
        elif self._titled:
            self._heading += data
        if self._figure is not None:
            self._figure.text += data
            return
        if not within.declared and _DIGIT.search(data):
            self.found.untagged.append((self._place, " ".join(data.split())[:120]))
        self._add(data, "")

    @property
    def _place(self) -> str:
        key = self._heading, self._caption
        if key not in self._places:
            self._places[key] = " > ".join(" ".join(part.split()) for part in key if part)
        return self._places[key]

    def _add(self, text: str, figure_id: str) -> None:
        if self._open[-1].body != "outside":
            self._pieces.append((text, figure_id))

    def _end_line(self) -> None:
        if not self._pieces:
            return
        tags = {element.tag for element in self._open}
        in_cell = not tags.isdisjoint(_CELLS) and "thead" not in tags
        line = Line(self._place, self._pieces, self._open[-1].body != "fraction", self._caption if in_cell else "")
        self.found.lines.append(line)
        self._pieces = []

    def _refuse(self, what: str) -> NoReturn:
        raise HtmlError(f"{what} in '{self._place}', line {self._page.count(chr(10), 0, self._at) + 1}")


def _begun(above: _Open, tag: str, named: str) -> _Open:
    """An element of some classes within another."""
    classes = named.split()
    return _Open(
        tag,
        above.read and tag not in _UNREAD,
        above.declared or not _CONSTANTS.isdisjoint(classes),
        _state(tag, classes, above.body),
    )


def _state(tag: str, classes: list[str], above: str) -> str:
    """Whether what stands in an element belongs to the body."""
    if tag == "main":
        return "body"
    if tag in _BESIDE or (tag == "ol" and _LISTING in classes):
        return "outside"
    return "fraction" if tag == "p" and _FRACTION in classes and above == "body" else above
