"""Reads the rendered report back and says whether every number in it is a figure.

Belongs here: the checks on the finished HTML and on what the assembly noticed. They look at the file, not at the
document it was made from, so a renderer that prints a wrong number fails as well. Not here: checks on data and figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from orchestration.checks.catalogue import catalogue
from orchestration.checks.evidence import CheckResult, Finding
from orchestration.figures.book import Book, Figure
from orchestration.figures.numbers import plain
from orchestration.publication.assembly.assembly import Assembled
from orchestration.publication.document.claims import Denied
from orchestration.publication.document.wording import Typed, Unresolved
from orchestration.publication.evidence.explanations import Explanations, full
from orchestration.publication.evidence.panels import CONSTANT, panel_id
from orchestration.publication.formats.html import TYPED

TARGET = "laporan.html"

_DIGIT = re.compile(r"\d")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_UNREAD = ("style", "script", "head", "title")
_EMPTY = ("br", "col", "hr", "img", "input", "link", "meta", "wbr")
_PANEL = "jejak-"
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

    Markup that is not plainly elements and text is refused: a general parser would guess at what a browser shows.

    Raises:
        MarkupError: a tag that is none, a comment, an element that ends and never began, or one that never ends.
    """
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
                opened.link = attributes.get("href", "").removeprefix("#")
                reading.links.setdefault(opened.link, place)
            elif tag in _UNREAD:
                opened.state = "unread"
            elif tag == "section" and attributes.get("id", "").startswith(_PANEL):
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


def narrative_findings(assembled: Assembled, book: Book) -> list[Finding]:
    """What stewards have to read about references, digits and claims; a blocking finding refuses publication."""
    deliveries = {str(row["_delivery_sha256"])[:12]: str(row["file_name"]) for row in book.deliveries}
    findings = [_unknown_figure(item, deliveries) for item in assembled.unresolved]
    findings += [_typed_digit(item, deliveries) for item in assembled.typed]
    return findings + [_denied_claim(item, deliveries) for item in assembled.denied]


def check_document(html: str, assembled: Assembled, book: Book, explained: Explanations) -> list[CheckResult]:
    """Checks a rendered report.

    Args:
        html: the file as it will be published.
        assembled: the document it was rendered from, for the references that could not be resolved.
        book: the figures it has to agree with.
        explained: the rows that the panels list.
    """
    reading = read_html(html)
    return [
        _untagged(reading),
        _equal(reading, book),
        _resolved(assembled),
        _typed(assembled),
        _unique(reading),
        _led(reading, explained),
    ]


def _untagged(reading: Reading) -> CheckResult:
    return _result(
        "every_number_in_the_report_is_tagged",
        [{"place": place, "text": text} for place, text in reading.untagged],
        _counts(reading),
    )


def _equal(reading: Reading, book: Book) -> CheckResult:
    wrong = []
    for items, text_of in ((reading.printed, _printed_text), (reading.full, _full_text)):
        for item in items:
            figure = book.find(item.figure_id)
            expected = (text_of(figure), plain(figure.value)) if figure else None
            if expected != (item.text, item.value):
                wrong.append(
                    {
                        "figure_id": item.figure_id,
                        "place": item.place,
                        "printed": item.text,
                        "value": item.value,
                        "expected": expected[0] if expected else "no such figure",
                    }
                )
    return _result(
        "every_printed_number_equals_its_figure",
        wrong,
        _counts(reading),
    )


def _printed_text(figure: Figure) -> str:
    return figure.printed


def _full_text(figure: Figure) -> str:
    return full(figure.value)


def _counts(reading: Reading) -> dict[str, int]:
    """Numbers checked: those of the report, and those of the panels apart."""
    body = sum(not item.panel for item in reading.printed)
    return {"figures": body, "figures_in_panels": len(reading.printed) - body + len(reading.full)}


def _led(reading: Reading, explained: Explanations) -> CheckResult:
    """Every number leads to its panel, every panel leads back, and the rows it lists give its figure."""
    wrong: list[dict[str, Any]] = []
    for item in reading.printed:
        panel = panel_id(item.figure_id)
        if panel not in (item.link, item.panel) or panel not in reading.anchors:
            wrong.append({"figure_id": item.figure_id, "place": item.place, "leads_to": item.link})
    for figure_id, explanation in explained.by_id.items():
        if explanation.trail is not None and explanation.trail.open_end:
            wrong.append({"figure_id": figure_id, "rows": explanation.trail.open_end})
    trails = sum(explanation.trail is not None for explanation in explained.by_id.values())
    panels = sum(anchor.startswith(_PANEL) for anchor in reading.anchors)
    return _result(
        "every_number_leads_to_the_rows_that_give_it",
        wrong,
        {"figures": len(reading.printed), "panels": panels, "trails": trails},
    )


def _resolved(assembled: Assembled) -> CheckResult:
    return _result(
        "every_reference_names_a_figure",
        [
            {"reference": item.reference, "place": item.place, "_source_row_id": item.source_row_id}
            for item in assembled.unresolved
        ],
        {},
    )


def _typed(assembled: Assembled) -> CheckResult:
    return _result(
        "no_digit_is_typed_into_a_narrative",
        [
            {"value": item.text, "place": item.sentence, "_source_row_id": item.source_row_id}
            for item in assembled.typed
        ],
        {},
    )


def _unique(reading: Reading) -> CheckResult:
    wrong: list[dict[str, Any]] = [
        {"anchor": anchor, "times": count} for anchor, count in reading.anchors.items() if count > 1
    ]
    wrong += [
        {"anchor": anchor, "times": 0, "place": place}
        for anchor, place in reading.links.items()
        if anchor not in reading.anchors
    ]
    return _result(
        "every_anchor_is_unique",
        wrong,
        {"anchors": len(reading.anchors), "links": len(reading.links)},
    )


def _result(name: str, failures: list[dict[str, Any]], counts: dict[str, int]) -> CheckResult:
    return catalogue()[name].result(failures, counts, target=TARGET)


def _unknown_figure(item: Unresolved, deliveries: dict[str, str]) -> Finding:
    delivery, sheet, row = _where(item.source_row_id, deliveries)
    if item.source_row_id:
        message = f"the narrative names the figure '{item.reference}', which does not exist; correct the reference"
    else:
        message = (
            f"{TARGET}: place '{item.place}': the report's templates name the figure '{item.reference}', which the"
            " warehouse does not have"
        )
    return Finding(
        severity="blocking",
        delivery=delivery,
        sheet=sheet,
        row=row,
        column="Teks" if item.source_row_id else "",
        value=f"{{{item.reference}}}",
        rule="every_reference_names_a_figure",
        message=message,
    )


def _typed_digit(item: Typed, deliveries: dict[str, str]) -> Finding:
    delivery, sheet, row = _where(item.source_row_id, deliveries)
    return Finding(
        severity="warning",
        delivery=delivery,
        sheet=sheet,
        row=row,
        column="Teks",
        value=item.text,
        rule="no_digit_is_typed_into_a_narrative",
        message=f"'{item.text}' is typed into the narrative; name the figure instead, e.g. {{SK2.4.realisasi}}",
    )


def _denied_claim(item: Denied, deliveries: dict[str, str]) -> Finding:
    delivery, sheet, row = _where(item.narrative.source_row_id, deliveries)
    return Finding(
        severity="warning",
        delivery=delivery,
        sheet=sheet,
        row=row,
        column="Teks",
        value=item.words,
        rule="klaim_disangkal",
        message=f"the narrative of {item.narrative.kode} says '{item.words}', but {item.figure.figure_id} is"
        f" {item.figure.printed}; correct the words, or say what else they mean",
    )


def _where(source_row_id: str, deliveries: dict[str, str]) -> tuple[str, str, int | None]:
    """File, sheet and row of a source row id, `<sha12>:<sheet>#<row>` or `<sha12>#<row>`."""
    head, _, row = source_row_id.rpartition("#")
    sha, _, sheet = head.partition(":")
    return deliveries.get(sha, sha), sheet, int(row) if row.isdigit() else None
