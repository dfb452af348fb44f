"""Whether every number in the rendered report is a figure and leads to its rows.

Belongs here: the checks on the finished HTML and on what the assembly noticed. They look at the file, not at the
document it was made from, so a renderer that prints a wrong number fails as well. Not here: reading the file
(html_reading.py), what stewards are told of their narratives (narratives.py), checks on data and figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from orchestration.checks.catalogue import catalogue
from orchestration.checks.evidence import CheckResult
from orchestration.figures.book import Book, Figure
from orchestration.figures.numbers import plain
from orchestration.publication.assembly.assembly import Assembled
from orchestration.publication.evidence.explanations import Explanations, full
from orchestration.publication.evidence.panels import panel_id, row_id
from orchestration.publication.judging.html_reading import PANEL, Reading, read_html

TARGET = "laporan.html"


OF_THE_PAGE = (
    "every_number_in_the_report_is_tagged",
    "every_printed_number_equals_its_figure",
    "every_anchor_is_unique",
    "every_number_leads_to_the_rows_that_give_it",
)
"""Checks that read the finished page."""


def check_document(
    html: str,
    assembled: Assembled,
    book: Book,
    explained: Explanations,
    read_back: Iterable[CheckResult] | None = None,
) -> list[CheckResult]:
    """Checks a rendered report.

    Args:
        html: the file as it will be published.
        assembled: the document it was rendered from, for the references that could not be resolved.
        book: the figures it has to agree with.
        explained: the rows that the panels list.
        read_back: results of `OF_THE_PAGE` by another reader of the same page, which then is not read again.
    """
    if read_back is not None:
        untagged, equal, unique, led = (
            next(result for result in read_back if result.name == name) for name in OF_THE_PAGE
        )
    else:
        reading = read_html(html)
        untagged, equal = _untagged(reading), _equal(reading, book)
        unique, led = _unique(reading), _led(reading, explained)
    return [untagged, equal, _resolved(assembled), unique, led]


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
        panel, row = panel_id(item.figure_id), row_id(item.figure_id)
        led = item.link in (panel, row) and item.link in reading.anchors
        if not (led or item.panel == panel) or panel not in reading.anchors:
            wrong.append({"figure_id": item.figure_id, "place": item.place, "leads_to": item.link})
    for figure_id, explanation in explained.by_id.items():
        if explanation.trail is not None and explanation.trail.open_end:
            wrong.append({"figure_id": figure_id, "rows": explanation.trail.open_end})
    trails = sum(explanation.trail is not None for explanation in explained.by_id.values())
    panels = sum(anchor.startswith(PANEL) for anchor in reading.anchors)
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


def check_typed(assembled: Assembled) -> CheckResult:
    """Whether no digit stands in a narrative that was typed there; it needs no rendered file."""
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
