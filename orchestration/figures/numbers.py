"""The one place where a number becomes Indonesian text, and back.

Belongs here: numerals, dates and month names as the report prints them. Not here: rounding (a figure arrives rounded
from the warehouse) and units (the sentence or the table head names them).
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

UNDEFINED = "-"
"""Printed where a figure has no value: nothing was divided by nothing. It is not zero."""

ON_PROGRESS = "On progress"
"""Printed where nobody has measured yet; the term of the official report."""

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)

_UNITS = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))

_NUMERAL = re.compile(r"-?(0|[1-9]\d{0,2}(\.\d{3})*)(,\d+)?", re.ASCII)


class NotRoundedError(ValueError):
    """A value has more decimals than it is to be printed with; the formatter never rounds."""


class NumeralError(ValueError):
    """A text is not a numeral in Indonesian notation."""


def format_number(value: Decimal | int, decimals: int) -> str:
    """Writes a value in Indonesian notation.

    Args:
        value: the rounded value.
        decimals: digits behind the comma, zeros included.

    Returns:
        e.g. `20.558.293.466` for (20558293466, 0) and `-1.917,50` for (-1917.5, 2).

    Raises:
        NotRoundedError: the value would have to be rounded to fit.
    """
    exact = Decimal(value)
    if not exact.is_finite():
        raise NotRoundedError(f"{value} is not a number that can be printed")
    sign, digits, exponent = exact.as_tuple()
    # Scaled integers instead of quantize(): the context's 28 digits would be exceeded by DECIMAL(38,12).
    number = int("".join(map(str, digits)) or "0")
    shift = int(exponent) + decimals
    if shift >= 0:
        number *= 10**shift
    else:
        number, rest = divmod(number, 10**-shift)
        if rest:
            raise NotRoundedError(f"{value} has more than {decimals} decimals; a figure is rounded in the warehouse")
    whole, fraction = divmod(number, 10**decimals)
    text = f"{whole:,}".replace(",", ".")
    if decimals:
        text += f",{fraction:0{decimals}d}"
    return f"-{text}" if sign and number else text


def parse_number(text: str) -> Decimal:
    """Reads a numeral in Indonesian notation.

    Raises:
        NumeralError: the text is anything else, `-` and `On progress` included.
    """
    if not _NUMERAL.fullmatch(text):
        raise NumeralError(f"'{text}' is not a numeral such as 1.917,50")
    return Decimal(text.replace(".", "").replace(",", "."))


def printed(value: Decimal | None, decimals: int, status: str | None = None) -> str:
    """The text of a figure.

    Args:
        value: the rounded value, or None when there is none.
        decimals: digits behind the comma.
        status: `on_progress` (not measured yet), `tidak_terdefinisi` (no value can exist) or None.
    """
    if status == "on_progress":
        return ON_PROGRESS
    if value is None or status == "tidak_terdefinisi":
        return UNDEFINED
    return format_number(value, decimals)


def plain(value: Decimal | int | None) -> str:
    """The machine text of a value: all its digits, a decimal point, no exponent, no trailing zeros; '' for None."""
    if value is None:
        return ""
    text = f"{Decimal(value):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def month_name(month: int) -> str:
    """The Indonesian name of a month, 1 to 12."""
    return MONTHS[month - 1]


def long_date(day: dt.date) -> str:
    """A date as a sentence has it, e.g. `30 Juni 2025`."""
    return f"{day.day} {month_name(day.month)} {day.year}"


def roman(number: int) -> str:
    """A number from 1 to 39 in Roman numerals, as chapters and goals are numbered."""
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text, number = text + letters, number - value
    return text


def letter(number: int) -> str:
    """The letter of a number, 1 being a: behind z come aa, ab, ..."""
    text = ""
    while number:
        number, place = divmod(number - 1, 26)
        text = chr(ord("a") + place) + text
    return text


def spoken(number: int) -> str:
    """A small count in words, as official texts repeat it: 17 is `tujuh belas`."""
    if number < len(_UNITS):
        return _UNITS[number] or "nol"
    if number < 20:
        return f"{_UNITS[number - 10]} belas"
    if number < 100:
        return f"{_UNITS[number // 10]} puluh {_UNITS[number % 10]}".strip()
    return str(number)
