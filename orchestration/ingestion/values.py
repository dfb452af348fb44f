"""Number and date formats as sources declare them: recognising, reading and rendering single values.

Belongs here: the two number locales, date formats, the text form of a typed spreadsheet cell. Not here: which column
has which format (contracts) and what to say of a value that does not fit (validation).

Numbers are declared per source, never guessed per cell: under locale `id` the text `1.917` is 1917 and `3,68` is 3.68;
under `plain` the text `1.917` is a decimal fraction and `2.037392E10` is 20373920000.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Any

LOCALES = ("id", "plain")

# A group of thousands never starts with 0: `0.500` is a point fraction that strayed into an Indonesian source.
_GROUPED = r"-?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)"
_NUMBER: dict[tuple[str, str], re.Pattern[str]] = {
    ("id", "integer"): re.compile(_GROUPED, re.ASCII),
    ("id", "decimal"): re.compile(_GROUPED + r"(?:,\d+)?", re.ASCII),
    ("plain", "integer"): re.compile(r"-?\d+(?:(?:\.\d+)?[eE]\+?\d{1,3})?", re.ASCII),
    ("plain", "decimal"): re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", re.ASCII),
}
EXPECTED_NUMBER: dict[tuple[str, str], str] = {
    ("id", "integer"): "a whole number such as 1.917 or 1917",
    ("id", "decimal"): "a number such as 1.917,5 (point for thousands, comma for decimals)",
    ("plain", "integer"): "a whole number such as 1917, without separators",
    ("plain", "decimal"): "a number such as 1917.5 (point for decimals, no thousands separator)",
}

LARGEST = Decimal(80_000_000_000_000)
"""No number is as large: DECIMAL(20, 6) and ratios of it hold hardly more, and no item costs 80 trillion rupiah."""


def parse_number(text: str, locale: str, kind: str = "decimal") -> Decimal | None:
    """The exact value of a number in its declared locale.

    Args:
        text: the cell's text; surrounding white space does not count.
        locale: `id` or `plain`.
        kind: `integer` or `decimal`.

    Returns:
        The value, or None when the text does not fit the declared format.
    """
    stripped = text.strip()
    if not _NUMBER[locale, kind].fullmatch(stripped):
        return None
    plain = stripped.replace(".", "").replace(",", ".") if locale == "id" else stripped
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    if kind == "integer" and value != value.to_integral_value():
        return None
    return value


def render_number(value: float, locale: str) -> str:
    """The text of a typed spreadsheet number in a locale, without separators of thousands.

    Spreadsheets store binary fractions and show 15 significant digits, so that is what is rendered: 0.1 + 0.2 is `0,3`,
    1917.0 is `1917`, 2.037392E10 is `20373920000`.
    """
    if isinstance(value, int) or (value.is_integer() and abs(value) < 2**53):
        return str(int(value))
    text = format(Decimal(f"{value:.15g}"), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if locale == "id" else text


DATE_FORMATS = ("dd/mm/yyyy", "yyyy-mm-dd", "dd-mm-yyyy")
"""Formats of the date that a contract may declare; the models read the same."""

_TOKENS = {
    "dd": (r"(?P<day>\d{1,2})", "%d"),
    "mm": (r"(?P<month>\d{1,2})", "%m"),
    "yyyy": (r"(?P<year>\d{4})", "%Y"),
}
_DATE_TOKENS = re.compile("yyyy|dd|mm")
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})"


class DateFormat:
    """A declared date format: `dd/mm/yyyy`, or with the time of day `dd/mm/yyyy HH:MM:SS`.

    Day, month and hour may stand with one digit: exports of forms write `1/4/2025 9:05:33`. Their order is the declared
    one, never guessed, and the year has four digits.

    Attributes:
        pattern: as declared.
        date_strptime: strptime format of the date alone.
        strptime: strptime format of the whole pattern.
        timed: whether the pattern has a time of day.
    """

    def __init__(self, pattern: str) -> None:
        date, _, time = pattern.partition(" ")
        if date not in DATE_FORMATS or time not in ("", "HH:MM:SS"):
            raise ValueError(f"'{pattern}' is unknown; expected {' or '.join(DATE_FORMATS)}, alone or with HH:MM:SS")
        self.pattern, self.timed = pattern, bool(time)
        self.date_pattern = date
        self.date_strptime = _DATE_TOKENS.sub(lambda m: _TOKENS[m[0]][1], date)
        self.strptime = f"{self.date_strptime} %H:%M:%S" if time else self.date_strptime
        parts = re.split(f"({_DATE_TOKENS.pattern})", date)
        body = "".join(_TOKENS[part][0] if part in _TOKENS else re.escape(part) for part in parts)
        self._date = re.compile(body, re.ASCII)
        self._datetime = re.compile(rf"{body}\s+{_TIME}", re.ASCII)

    def parse_date(self, text: str) -> dt.date | None:
        """The calendar date, or None when the text has another form or names no real day (31/02)."""
        match = self._date.fullmatch(text.strip())
        if not match:
            return None
        try:
            return dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            return None

    def parse_datetime(self, text: str) -> dt.datetime | None:
        """Date and time of day, or None as for `parse_date`."""
        match = self._datetime.fullmatch(text.strip())
        if not match:
            return None
        try:
            year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
            return dt.datetime(year, month, day, int(match["hour"]), int(match["minute"]), int(match["second"]))
        except ValueError:
            return None

    def render(self, value: dt.date, with_time: bool) -> str:
        """The text of a typed spreadsheet date."""
        text = self.date_strptime.replace("%d", f"{value.day:02d}").replace("%m", f"{value.month:02d}")
        text = text.replace("%Y", f"{value.year:04d}")
        if with_time:
            moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
            text += f" {moment.hour:02d}:{moment.minute:02d}:{moment.second:02d}"
        return text


def render_cell(value: Any, locale: str, dates: DateFormat, kind: str = "text") -> str | None:
    """The text of a cell: text exactly as delivered, typed values in the source's declared form.

    Args:
        value: what the reader found.
        locale: number locale of the source.
        dates: date format of the source.
        kind: type of the column; a `date` column drops the time of day that a spreadsheet keeps beside a date, other
            columns show it when there is one.

    Returns:
        The text; None for an empty cell, and for one of white space only.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return render_number(value, locale)
    if isinstance(value, dt.datetime):
        timed = kind == "datetime" or (kind != "date" and value.time() != dt.time())
        return dates.render(value, with_time=timed)
    if isinstance(value, dt.date):
        return dates.render(value, with_time=kind == "datetime")
    return str(value)
