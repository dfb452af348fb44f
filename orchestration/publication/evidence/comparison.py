"""The report against what was published for its quarter before: which figures are the same, which are corrected.

Belongs here: the one place where a published number meets ours. Not here: the published numbers
(reference/laporan_terbit of the sources), the words (laporan.yaml), and the second look of `verify`
(audit/proof/published_reference.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from orchestration.checks.evidence import Finding, place_of
from orchestration.figures.book import Book, Figure
from orchestration.language.sentences import Sentence, say

if TYPE_CHECKING:
    from orchestration.workspace.reference_rows import PublishedFigure

Status = Literal["sama", "dikoreksi", "tidak_dapat_dibandingkan"]

STATUSES: tuple[Status, ...] = ("sama", "dikoreksi", "tidak_dapat_dibandingkan")

THOUSANDS = "ribu"
"""A unit that begins with this word counts thousands."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A published figure beside ours.

    Attributes:
        figure: ours; None where we have none, or the row names one that does not exist.
    """

    published: PublishedFigure
    figure: Figure | None
    status: Status


def compare(published: Sequence[PublishedFigure], book: Book) -> list[Compared]:
    """Every published figure beside ours, in the order of the file."""
    found = []
    for row in published:
        figure = book.find(row.figure_id) if row.figure_id else None
        found.append(Compared(row, figure, _status(row, figure)))
    return found


def _status(row: PublishedFigure, figure: Figure | None) -> Status:
    if figure is None or row.notasi == "tak_terbaca":
        return "tidak_dapat_dibandingkan"
    number = row.number
    if number is None or figure.value is None:
        return "sama" if row.nilai == figure.printed else "dikoreksi"
    return "sama" if shortened(figure.value, number, row.satuan) == number else "dikoreksi"


def shortened(value: Decimal, number: Decimal, unit: str) -> Decimal:
    """Our unrounded value in the unit of a published number, half up to the decimals that it prints."""
    decimals = max(0, -int(number.as_tuple().exponent))
    scaled = Fraction(value) * 10**decimals / (1000 if unit.split()[0] == THOUSANDS else 1)
    whole = (2 * abs(scaled) + 1) // 2
    return Decimal(int(-whole if scaled < 0 else whole)).scaleb(-decimals)


def comparison_findings(compared: Sequence[Compared], file: str) -> list[Finding]:
    """What is wrong with the file of the published figures, now that ours are known.

    A figure that does not exist holds the report back. A reason that is missing, or that nothing needs any more, is a
    question to the steward, who writes it there or answers.

    Args:
        compared: every row.
        file: how the file is called, `2025-TW2.csv`.
    """
    found = []

    def tell(severity: Literal["blocking", "warning"], item: Compared, column: str, value: str, text: Sentence) -> None:
        found.append(
            Finding(
                severity,
                file,
                row=item.published.baris,
                column=column,
                value=value,
                rule="laporan_terbit",
                message=say(
                    "{place} ({table}: {label}): {text}",
                    place=place_of(file, row=item.published.baris),
                    table=item.published.tempat,
                    label=item.published.label,
                    text=text,
                ),
                basis=f"{item.published.nilai} {item.figure.printed if item.figure else ''}",
            )
        )

    for item in compared:
        row = item.published
        if row.figure_id and item.figure is None:
            tell(
                "blocking", item, "figure_id", row.figure_id, say("there is no figure '{figure}'", figure=row.figure_id)
            )
        elif item.status != "sama" and not row.alasan:
            ours = item.figure.printed if item.figure else say("not there")
            text = say(
                "published {value}, ours is {ours}; write the reason into column alasan", value=row.nilai, ours=ours
            )
            tell("warning", item, "alasan", "", text)
        elif item.status == "sama" and row.alasan:
            text = say(
                "published {value} is reproduced; the reason in column alasan explains no difference", value=row.nilai
            )
            tell("warning", item, "alasan", row.alasan, text)
    return found
