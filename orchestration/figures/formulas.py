"""The rule of a figure with the numbers of its components put in, for the terminal, the desk and the report.

Belongs here: how each operation is written down, as terms that know which figure a number is, and the words of the
terminal and of a working paper. Not here: which figures go in (trace.py, publication/evidence/explanations.py), the
words of a report (reports/templates), and any arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DIVIDED_BY = {"row_minutes": 60, "row_hours": 3600}
"""Operations that sum seconds up, and how many of them make one of what the figure counts."""

LEAF_OPERATIONS = ("row_sum", "row_count", "row_distinct", "row_mean", "row_value", *DIVIDED_BY)
"""Operations that take source rows; every other one takes figures."""

SHOWN_PARTS = 12
"""Components written out in a sum or a mean; the list of components beside it has them all."""


@dataclass(frozen=True, slots=True)
class Part:
    """A component of a figure.

    Attributes:
        role: what it is to the figure, e.g. `numerator`.
        printed: its text.
        known: whether it has a value; one without does not count in a mean.
    """

    figure_id: str
    role: str
    printed: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of a formula: words and signs, or the number of a figure."""

    text: str
    figure_id: str = ""


@dataclass(frozen=True)
class Words:
    """What a formula says in a language.

    Attributes:
        row_sum: and the others that begin so: how a figure is taken from rows; `{measure}` is the expression over a
            row.
        other: any operation without a rule of its own; `{operation}` and `{each}`.
        minus: the sign.
        decimal: the decimal mark of a fixed number.
    """

    row_sum: str = "sum of {measure}"
    row_count: str = "number of rows"
    row_distinct: str = "number of different {measure}"
    row_mean: str = "mean of {measure}"
    row_value: str = "the cell {measure}"
    row_minutes: str = "minutes, from the sum of {measure} in seconds"
    row_hours: str = "hours, from the sum of {measure} in seconds"
    weighted_mean: str = "mean, weighted as declared, of {each}"
    other: str = "{operation} of {each}"
    minus: str = "-"
    decimal: str = "."


ENGLISH = Words()
INDONESIAN = Words(
    row_sum="jumlah {measure}",
    row_count="banyak baris",
    row_distinct="banyak {measure} yang berbeda",
    row_mean="rata-rata {measure}",
    row_value="sel {measure}",
    row_minutes="menit, dari jumlah {measure} dalam detik",
    row_hours="jam, dari jumlah {measure} dalam detik",
    weighted_mean="rata-rata berbobot dari {each}",
    other="{operation} dari {each}",
    decimal=",",
)

ROLES = {
    "addend": "penjumlah",
    "base": "dasar",
    "denominator": "penyebut",
    "minuend": "yang dikurangi",
    "numerator": "pembilang",
    "part": "bagian",
    "realisasi": "realisasi",
    "subtrahend": "pengurang",
    "target": "target",
}
"""What a component is to the figure above it, in Indonesian."""

_RULES = {
    "sum": "{each+}",
    "mean": "({each+}) / {count}",
    "difference": "{minuend} {-} {subtrahend}",
    "ratio": "{numerator} / {denominator}",
    "percent": "100 × {numerator} / {denominator}",
    "growth": "100 × ({numerator} {-} {base}) / {base}",
    "nps": "100 × ({minuend} {-} {subtrahend}) / {denominator}",
    "capaian": "100 × {realisasi} / {target}",
    "capaian_turun": "100 × {target} / {realisasi}",
    "konversi": "25 × {base}",
    **{f"konversi_{best}": f"100 × {{base}} / {best}" for best in range(2, 11)},
    "target_pertumbuhan": "{base} × (1 + {target} / 100)",
    "target_indeks": "{base} × {target} / 100",
    "target_rasio": "{base} × {target}",
    "target_poin": "{base} × batas_bawah({target}) / 100",
    "poin": "poin(100 × {numerator} / {denominator})",
    **{f"proyeksi_{months}_bulan": f"12 × {{base}} / {months}" for months in (3, 6, 9, 12)},
    # Chi-square 3.841 for one degree of freedom, share 0.5, error 0.05.
    "krejcie_morgan": "3{.}841 × {base} × 0{.}25 / (0{.}0025 × ({base} {-} 1) + 3{.}841 × 0{.}25)",
}
_PLACE = re.compile(r"\{([^}]*)\}")


def terms(operation: str, parts: Sequence[Part], measure: str, words: Words = ENGLISH) -> list[Term]:
    """The formula of a figure.

    Args:
        operation: as `figures.figures` holds it.
        parts: its components in the order of the release; none for a figure of rows.
        measure: the expression over a row, for a figure of rows.
        words: of the language.

    Returns:
        Neighbouring words joined; empty when a figure of rows has an operation that has no words.
    """
    if not parts:
        pattern = getattr(words, operation, "") if operation.startswith("row_") else ""
        return [Term(pattern.replace("{measure}", measure))] if pattern else []
    pattern = words.weighted_mean if operation == "weighted_mean" else _RULES.get(operation, "")
    if not pattern or not _fits(pattern, parts):
        pattern = words.other.replace("{operation}", operation)
    return _joined(_fill(pattern, operation, parts, words))


def text(made: Sequence[Term]) -> str:
    """A formula as one line."""
    return "".join(term.text for term in made)


def _fits(pattern: str, parts: Sequence[Part]) -> bool:
    roles = {part.role for part in parts}
    return all(
        place in roles for place in _PLACE.findall(pattern) if place.isalpha() and place not in ("each", "count")
    )


def _fill(pattern: str, operation: str, parts: Sequence[Part], words: Words) -> Iterator[Term]:
    # A service that nobody answered for has no mean, and does not count in the mean of the others.
    counted = [part for part in parts if part.known or operation != "mean"]
    position = 0
    for match in _PLACE.finditer(pattern):
        yield Term(pattern[position : match.start()])
        position = match.end()
        place = match[1]
        if place == "-":
            yield Term(words.minus)
        elif place == ".":
            yield Term(words.decimal)
        elif place == "count":
            yield Term(str(len(counted)))
        elif place.startswith("each"):
            yield from _series(counted, " + " if place == "each+" else ", ")
        else:
            yield from _series([part for part in parts if part.role == place], " + ")
    yield Term(pattern[position:])


def _series(parts: Sequence[Part], between: str) -> Iterator[Term]:
    for number, part in enumerate(parts[:SHOWN_PARTS]):
        if number:
            yield Term(between)
        yield Term(part.printed, part.figure_id)
    if len(parts) > SHOWN_PARTS:
        yield Term(f"{between}…")


def _joined(made: Iterator[Term]) -> list[Term]:
    joined: list[Term] = []
    for term in made:
        if not term.text:
            continue
        if joined and not term.figure_id and not joined[-1].figure_id:
            joined[-1] = Term(joined[-1].text + term.text)
        else:
            joined.append(term)
    return joined
