"""Numbers as people and programs write them (rule 2 of sources/contracts/README.md).

Belongs here: reading one text under a declared form, telling which form a text has, the canonical text of a value. Not
here: which column has which form (contracts), what a column shows as a whole (door).

A text is read under the form that its source declares; one that does not fit it but can only mean one number is read
all the same. What could mean two is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from orchestration.language.sentences import Sentence, say
from orchestration.texts.canonical import compared

FORMS = ("id", "plain", "en")

LARGEST = Decimal(80_000_000_000_000)
"""No number is as large: DECIMAL(20, 6) and ratios of it hold hardly more, and no item costs 80 trillion rupiah."""

_EXPONENT = r"(?:[eE][+-]?\d{1,3})"
_FORM = {
    "id": re.compile(r"(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d+)?", re.ASCII),
    "plain": re.compile(rf"\d+(?:\.\d+)?{_EXPONENT}?", re.ASCII),
    "en": re.compile(r"(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?", re.ASCII),
}
_ONLY_ID = re.compile(
    r"[1-9]\d{0,2}(?:\.\d{3})+,\d+|[1-9]\d{0,2}(?:\.\d{3}){2,}|\d+,(?!\d{3}$)\d+|(?:0|\d{4,})\d*,\d+", re.ASCII
)
_ONLY_EN = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+\.\d+|[1-9]\d{0,2}(?:,\d{3}){2,}", re.ASCII)
_ONLY_PLAIN = re.compile(rf"\d+\.(?!\d{{3}}$)\d+|(?:0|\d{{4,}})\d*\.\d+|\d+(?:\.\d+)?{_EXPONENT}", re.ASCII)
_ONLY = {"id": _ONLY_ID, "plain": _ONLY_PLAIN, "en": _ONLY_EN}
"""Texts that can only be of one form; every other text of it is one of the declared form too."""

_DOUBTFUL = {
    ("id", "plain"): re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII),
    ("id", "en"): re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII),
    ("plain", "id"): re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII),
    ("plain", "en"): re.compile(r"(?!)"),
    ("en", "plain"): re.compile(r"(?!)"),
    ("en", "id"): re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII),
}
"""(declared, met) to the texts that are one number under the declared form and another under the one met beside it."""

_SHORTENED = re.compile(r"(?P<first>\d)(?:\.(?P<others>\d{1,5}))?E\+(?P<exponent>\d\d)", re.ASCII)
"""A number as a spreadsheet shows it where it has no room for all digits: six at most, the others rounded away."""

_DRESSED = re.compile(
    r"""(?P<outer>(?:rp\.?|idr)\s*)? (?P<open>\(\s*)? (?P<front>[+-]\s*)? (?P<unit>(?:rp\.?|idr)\s*)? (?P<inner>-\s*)?
    (?P<body>\d[\d.,]*?(?:e[+-]?\d{1,3})?) (?P<nil>[.,]-)? \s*(?P<percent>%)? (?P<back>-)? (?P<close>\s*\))?""",
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)
"""A number with what may stand around it: currency, one sign of a negative or a plus, `,-`, a percent sign."""


EXPECTED: dict[tuple[str, str], Sentence] = {
    ("id", "integer"): say("a whole number such as 1.917 or 1917"),
    ("id", "decimal"): say("a number such as 1.917,5 (point for thousands, comma for decimals)"),
    ("plain", "integer"): say("a whole number such as 1917, without separators"),
    ("plain", "decimal"): say("a number such as 1917.5 (point for decimals, no thousands separator)"),
    ("en", "integer"): say("a whole number such as 1,917 or 1917"),
    ("en", "decimal"): say("a number such as 1,917.5 (comma for thousands, point for decimals)"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read as a number.

    Attributes:
        value: exact.
        form: the form that it was read by.
        percent: whether a percent sign stood behind it; the value is not divided.
        body: its digits and separators alone.
    """

    value: Decimal
    form: str
    percent: bool
    body: str


@lru_cache(maxsize=2**16)
def read(text: str, form: str, kind: str = "decimal", words: tuple[str, ...] = ()) -> Reading | None:
    """Reads a number.

    Args:
        text: of a cell.
        form: declared: `id`, `plain` or `en`.
        kind: `integer` or `decimal`.
        words: words that may stand behind it (`hari`), compared without case.

    Returns:
        None when it is no number, or could be two.
    """
    dressed = _DRESSED.fullmatch(_without(words, compared(text)))
    if dressed is None or bool(dressed["open"]) != bool(dressed["close"]) or (dressed["outer"] and dressed["unit"]):
        return None
    front = (dressed["front"] or "").strip()
    signs = sum((bool(dressed["open"]), front == "-", bool(dressed["inner"]), bool(dressed["back"])))
    if signs > (0 if front == "+" else 1):
        return None
    body = dressed["body"]
    used = (
        form
        if _FORM[form].fullmatch(body)
        else next((f for f in FORMS if f != form and _ONLY[f].fullmatch(body)), None)
    )
    shortened = _SHORTENED.fullmatch(body)
    if used is None or (shortened and int(shortened["exponent"]) > len(shortened["others"] or "")):
        return None
    head, mark, decimals = body.rpartition("," if used == "id" else ".")
    if dressed["nil"] and (dressed["back"] or mark or "e" in body.casefold()):
        return None  # `1.000,--` is no negative, and nothing follows decimals
    if kind == "integer" and mark and "e" not in body.casefold():
        # Three digits behind the mark: whoever wrote them may have meant a thousand.
        if decimals not in ("0", "00"):
            return None
        body = head
    plain = body.replace(".", "").replace(",", ".") if used == "id" else body.replace(",", "")
    value = Decimal(plain)
    if kind == "integer" and value != value.to_integral_value():
        return None
    return Reading(-value if signs and value else value, used, bool(dressed["percent"]), dressed["body"])


def _without(words: Collection[str], text: str) -> str:
    """A text without the word that it ends with, if it is one of those."""
    folded = text.casefold()
    for word in sorted(words, key=len, reverse=True):
        if folded.endswith(word.casefold()):
            return text[: -len(word)].rstrip()
    return text


def doubtful(body: str, form: str, met: str) -> bool:
    """Whether a number read under the declared form would be another one under a form met in the same column."""
    return bool(_DOUBTFUL[form, met].fullmatch(body))


def groups(body: str, form: str) -> int:
    """How many separators of thousands a text has."""
    return body.count("." if form == "id" else ",") if form != "plain" else 0


def canonical(value: Decimal | int | float) -> str:
    """A plain decimal without superfluous zeros; a stored binary fraction at the 15 digits that spreadsheets show."""
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        value = Decimal(f"{value:.15g}")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def parse_number(text: str, form: str, kind: str = "decimal") -> Decimal | None:
    """The value of a number without a percent sign; None as for `read`."""
    reading = read(text, form, kind)
    return None if reading is None or reading.percent else reading.value


def as_text(number: float, form: str) -> str:
    """A stored number as a declared form writes it, without separators of thousands."""
    text = canonical(number)
    return text.replace(".", ",") if form == "id" else text
