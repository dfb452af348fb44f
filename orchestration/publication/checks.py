"""Reads the rendered report back and says whether every number in it is a figure.

Belongs here: the checks on the finished HTML and on what the assembly noticed. They look at the file, not at the
document it was made from, so a renderer that prints a wrong number fails as well. Not here: checks on data and figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from orchestration.evidence import CheckResult, Finding
from orchestration.publication.assembly import Assembled
from orchestration.publication.figures import Book
from orchestration.publication.html import CONSTANT, TYPED
from orchestration.publication.numbers import plain
from orchestration.publication.wording import Typed

STOP = "report"
TARGET = "laporan.html"
SAMPLES = 20
"""Offending places kept per check; the count is always true."""

_DIGIT = re.compile(r"\d")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_UNREAD = ("style", "script", "head", "title")
_EMPTY = ("br", "col", "hr", "img", "input", "link", "meta", "wbr")


@dataclass
class Printed:
    """A figure as it stands in the file."""

    figure_id: str
    value: str
    text: str
    place: str


@dataclass
class Reading:
    """What a reader of the file meets."""

    printed: list[Printed] = field(default_factory=list)
    untagged: list[tuple[str, str]] = field(default_factory=list)
    """(place, text) of text that has digits and no tag."""
    anchors: dict[str, int] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Walks the file with a stack of open elements; knows the last heading and caption it passed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.reading = Reading()
        self.stack: list[tuple[str, str]] = []
        self.heading = ""
        self.caption = ""
        self.current: Printed | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "id" in attributes:
            anchor = attributes["id"]
            self.reading.anchors[anchor] = self.reading.anchors.get(anchor, 0) + 1
        if tag in _HEADINGS:
            self.heading, self.caption = "", ""
        elif tag == "caption":
            self.caption = ""
        if tag in _EMPTY:
            return
        marks = attributes.get("class", "").split()
        state = self.stack[-1][1] if self.stack else ""
        if tag in _UNREAD:
            state = "unread"
        elif tag == "data" and "data-figure" in attributes:
            state = "figure"
            self.current = Printed(attributes["data-figure"], attributes.get("value", ""), "", self._place())
            self.reading.printed.append(self.current)
        elif CONSTANT in marks or TYPED in marks:
            state = "declared"
        self.stack.append((tag, state))

    def handle_endtag(self, tag: str) -> None:
        while self.stack:
            opened, _ = self.stack.pop()
            if opened == tag:
                break
        if tag == "data":
            self.current = None
        elif tag == "figure":
            self.caption = ""

    def handle_data(self, data: str) -> None:
        state = self.stack[-1][1] if self.stack else ""
        if state == "unread":
            return
        tags = [tag for tag, _ in self.stack]
        if any(tag in _HEADINGS for tag in tags):
            self.heading += data
        elif "caption" in tags:
            self.caption += data
        if state == "figure" and self.current is not None:
            self.current.text += data
        elif not state and _DIGIT.search(data):
            self.reading.untagged.append((self._place(), " ".join(data.split())[:120]))

    def _place(self) -> str:
        return " > ".join(" ".join(part.split()) for part in (self.heading, self.caption) if part)


def read_html(html: str) -> Reading:
    """Reads a rendered report."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.reading


def check_document(html: str, assembled: Assembled, book: Book) -> tuple[list[CheckResult], list[Finding]]:
    """Checks a rendered report.

    Args:
        html: the file as it will be published.
        assembled: the document it was rendered from, for the references that could not be resolved.
        book: the figures it has to agree with.

    Returns:
        The results of every check, and what stewards have to read; a blocking finding refuses publication.
    """
    reading = read_html(html)
    deliveries = {str(row["_delivery_sha256"])[:12]: str(row["file_name"]) for row in book.deliveries}
    findings = [_unknown_figure(item.reference, item.source_row_id, deliveries) for item in assembled.unresolved]
    findings += [_typed_digit(item, deliveries) for item in assembled.typed]
    return [
        _untagged(reading),
        _equal(reading, book),
        _resolved(assembled),
        _typed(assembled),
        _unique(reading),
    ], findings


def _untagged(reading: Reading) -> CheckResult:
    return _result(
        "every_number_in_the_report_is_tagged",
        [{"place": place, "text": text} for place, text in reading.untagged],
        {"figures": len(reading.printed)},
        "A digit stands inside an element of a figure, or is declared to be none (angka_tetap.yaml, a field).",
    )


def _equal(reading: Reading, book: Book) -> CheckResult:
    wrong = []
    for item in reading.printed:
        figure = book.find(item.figure_id)
        expected = (figure.printed, plain(figure.value)) if figure else None
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
        {"figures": len(reading.printed)},
        "Text and machine value of each number in the file are those of the figure it names.",
    )


def _resolved(assembled: Assembled) -> CheckResult:
    return _result(
        "every_reference_names_a_figure",
        [
            {"reference": item.reference, "place": item.place, "_source_row_id": item.source_row_id}
            for item in assembled.unresolved
        ],
        {},
        "A template, a table and a narrative name only figures that exist.",
    )


def _typed(assembled: Assembled) -> CheckResult:
    return _result(
        "no_digit_is_typed_into_a_narrative",
        [
            {"value": item.text, "place": item.sentence, "_source_row_id": item.source_row_id}
            for item in assembled.typed
        ],
        {},
        "A narrative names figures instead of repeating their digits. A warning: the digits may be no figure at all"
        " (a size, a name), which only the steward can tell.",
        severity="warn",
    )


def _unique(reading: Reading) -> CheckResult:
    twice = [{"anchor": anchor, "times": count} for anchor, count in reading.anchors.items() if count > 1]
    return _result(
        "every_anchor_is_unique", twice, {"anchors": len(reading.anchors)}, "A link to a figure leads to one place."
    )


def _result(
    name: str,
    failures: list[dict[str, Any]],
    counts: dict[str, int],
    description: str,
    severity: str = "error",
) -> CheckResult:
    return CheckResult(
        name=name,
        target=TARGET,
        stop=STOP,
        dimension="accuracy" if "equals" in name else "validity",
        severity=severity,  # type: ignore[arg-type]
        passed=not failures,
        counts={"failed": len(failures), **counts},
        samples=failures[:SAMPLES],
        description=description,
    )


def _unknown_figure(reference: str, source_row_id: str, deliveries: dict[str, str]) -> Finding:
    delivery, sheet, row = _where(source_row_id, deliveries)
    if source_row_id:
        message = f"the narrative names the figure '{reference}', which does not exist; correct the reference"
    else:
        message = f"the report's templates name the figure '{reference}', which the warehouse does not have"
    return Finding(
        severity="blocking",
        delivery=delivery,
        sheet=sheet,
        row=row,
        column="Teks" if source_row_id else "",
        value=f"{{{reference}}}",
        rule="angka_tidak_dikenal",
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
        rule="digit_diketik",
        message=f"'{item.text}' is typed into the narrative; name the figure instead, e.g. {{SK2.4.realisasi}}",
    )


def _where(source_row_id: str, deliveries: dict[str, str]) -> tuple[str, str, int | None]:
    """File, sheet and row of a source row id, `<sha12>:<sheet>#<row>` or `<sha12>#<row>`."""
    head, _, row = source_row_id.rpartition("#")
    sha, _, sheet = head.partition(":")
    return deliveries.get(sha, sha), sheet, int(row) if row.isdigit() else None
