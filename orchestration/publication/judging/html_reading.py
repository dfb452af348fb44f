"""Reads a rendered report back: which numbers stand in it, tagged or not, and what leads where.

Belongs here: the reader of the finished HTML and what it meets. Not here: whether that is right (checks.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from orchestration.publication.evidence.panels import CONSTANT
from orchestration.publication.formats.html import TYPED
from orchestration.publication.formats.packed_panels import PackError, unpacked

_DIGIT = re.compile(r"\d")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_UNREAD = ("style", "script", "head", "title")
_EMPTY = ("br", "col", "hr", "img", "input", "link", "meta", "wbr")
PANEL = "jejak-"
"""How the ids of panels begin."""

_LEFT_OPEN = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd")}
"""Elements whose end may be left out, and those whose beginning ends them."""

_TOKEN = re.compile(
    r"<(/?)([a-z][a-z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"  # end, tag, attributes
    r"|([^<]+)"  # text
    r"|<!doctype html>"
    r"|<script>[\s\S]*?</script>"
    r"|([\s\S])"  # anything else
)
_ATTRIBUTE = re.compile(r"([^\s=\"'/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+)))?")


class MarkupError(ValueError):
    """The file is not written the way the report is, so nothing can be said of its numbers."""


@dataclass(slots=True)
class Printed:
    """A figure as it stands in the file.

    Attributes:
        link: anchor that a click on it leads to; empty for none.
        panel: id of the panel it stands in; empty in the report itself.
    """

    figure_id: str
    value: str
    text: str
    place: str
    link: str = ""
    panel: str = ""


@dataclass
class Reading:
    """What a reader of the file meets.

    Attributes:
        printed: figures in the report and, behind them, in the panels.
        full: figures with all their digits, which only panels print.
        untagged: (place, text) of text that has digits and no tag.
        anchors: how often each id stands.
        links: anchors that links lead to, with the text of the first one.
    """

    printed: list[Printed] = field(default_factory=list)
    full: list[Printed] = field(default_factory=list)
    untagged: list[tuple[str, str]] = field(default_factory=list)
    anchors: dict[str, int] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """An element that is open: its tag, what it means for the digits in it, where its link leads, its panel."""

    tag: str
    state: str = ""
    link: str = ""
    panel: str = ""


def read_html(html: str) -> Reading:
    """Reads a rendered report with a stack of open elements, knowing the last heading and caption it passed.

    Its panels are unpacked before. Markup that is not plainly elements and text is refused: a general parser would
    guess at what a browser shows.

    Raises:
        MarkupError: a tag that is none, a comment, an element that ends and never began, or one that never ends;
            panels that cannot be unpacked.
    """
    try:
        html = unpacked(html)
    except PackError as error:
        raise MarkupError(str(error)) from None
    reading = Reading()
    stack = [_Open("")]
    heading = caption = place = titled = ""
    current: Printed | None = None
    for end, tag, written, text, other in _TOKEN.findall(html):
        if text:
            top = stack[-1]
            if top.state == "unread":
                continue
            if "&" in text:
                text = unescape(text)
            if titled:
                if titled == "caption":
                    caption += text
                else:
                    heading += text
                place = _place(heading, caption)
            if current is not None:
                current.text += text
            elif not top.state and _DIGIT.search(text):
                reading.untagged.append((place, " ".join(text.split())[:120]))
        elif end:
            opened = stack.pop()
            if opened.tag != tag:
                # The end of a list item, a term or its description may be left out.
                while opened.tag in _LEFT_OPEN and stack:
                    opened = stack.pop()
                if opened.tag != tag:
                    raise MarkupError(f"</{tag}> ends <{opened.tag}> in '{place}'")
            if opened.state == "figure":
                current = None
            elif tag == "figure":
                caption, place = "", _place(heading, "")
            if tag == titled:
                titled = ""
        elif tag:
            attributes = _attributes(written) if written else {}
            if anchor := attributes.get("id"):
                reading.anchors[anchor] = reading.anchors.get(anchor, 0) + 1
            if tag in _HEADINGS:
                heading, caption, titled = "", "", tag
            elif tag == "caption":
                caption, titled = "", tag
            if tag in _EMPTY:
                continue
            top = stack[-1]
            while top.tag in _LEFT_OPEN and tag in _LEFT_OPEN[top.tag]:
                stack.pop()
                top = stack[-1]
            opened = _Open(tag, top.state, top.link, top.panel)
            if tag == "data" and (kind := "data-penuh" if "data-penuh" in attributes else "data-figure") in attributes:
                opened.state = "figure"
                current = Printed(attributes[kind], attributes.get("value", ""), "", place, top.link, top.panel)
                (reading.printed if kind == "data-figure" else reading.full).append(current)
            elif tag == "a":
                leads = attributes.get("href", "")
                opened.link = leads.removeprefix("#")
                if leads.startswith("#"):  # to a place of the page; a file beside it is none
                    reading.links.setdefault(opened.link, place)
            elif tag in _UNREAD:
                opened.state = "unread"
            elif tag == "section" and attributes.get("id", "").startswith(PANEL):
                opened.panel = attributes["id"]
            if not opened.state and "class" in attributes:
                names = attributes["class"].split()
                if CONSTANT in names or TYPED in names:
                    opened.state = "declared"
            stack.append(opened)
        elif other:
            raise MarkupError(f"'{other}' in '{place}' is neither an element nor text")
    if len(stack) > 1:
        raise MarkupError(f"<{stack[-1].tag}> is never ended")
    return reading


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(quoted or single or bare or "") for name, quoted, single, bare in _ATTRIBUTE.findall(text)}


def _place(heading: str, caption: str) -> str:
    return " > ".join(" ".join(part.split()) for part in (heading, caption) if part)
