"""Days and moments as people and programs write them (rule 3 of sources/contracts/README.md).

Belongs here: declared formats, reading one text, what a workbook's own dates are. Not here: which column has which
format (contracts), what a column shows as a whole (door).
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from orchestration.language.sentences import say
from orchestration.texts.canonical import compared

FORMATS = {"dd/mm/yyyy": "dmy", "dd-mm-yyyy": "dmy", "yyyy-mm-dd": "ymd", "mm/dd/yyyy": "mdy"}
"""Format of the date that a contract may declare, to the order of day, month and year."""

WIB = dt.timedelta(hours=7)
"""How far the clocks are ahead of Greenwich in whose time a moment belongs to a quarter."""

FIRST_SERIAL, LAST_SERIAL = 36526, 73050
"""Serial numbers of 1 January 2000 and 31 December 2099 in a spreadsheet that counts from 1900."""

_EPOCH = dt.date(1899, 12, 30)
_MONTHS = (
    "jan januari january", "feb peb februari pebruari february", "mar maret march", "apr april", "mei may",
    "jun juni june", "jul juli july", "agu agt ags agus aug agustus august", "sep sept september",
    "okt oct oktober october", "nov nop november nopember", "des dec desember december",
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_WEEKDAYS = (
    "senin sen monday mon", "selasa sel tuesday tue", "rabu rab wednesday wed", "kamis kam thursday thu",
    "jumat jum'at jum friday fri", "sabtu sab saturday sat", "minggu min ahad sunday sun",
)  # fmt: skip
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}

_CLOCKS = {"WIB": "7", "WITA": "8", "WIT": "9"}
"""Zones of Indonesia to the hours that their clocks are ahead of Greenwich."""

_NAME = f"(?P<name>{'|'.join(sorted(_MONTH, key=len, reverse=True))})"
_LEAD = f"(?:(?P<weekday>{'|'.join(sorted(_WEEKDAY, key=len, reverse=True))})(?:, ?| ))?"
_BETWEEN = r"(?: ?[-/.,] ?| )"
_DAY, _MONTH_NUMBER, _YEAR, _SHORT = (
    r"(?P<day>\d{1,2})",
    r"(?P<month>\d{1,2})",
    r"(?P<year>\d{4})",
    r"(?P<year>\d{4}|\d\d)",
)
_CLOCK = (
    r"(?:(?:, ?| |T)(?P<hour>\d{1,2})(?P<colon>[:.])(?P<minute>\d\d)(?:(?P=colon)(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"(?: ?(?P<half>[AP])\.?M\.?)?"
    r"(?: ?(?P<zone>Z|GMT|UTC|WIB|WITA|WIT"
    r"|(?:(?:GMT|UTC) ?)?\+(?P<east>\d{1,2}(?::?\d\d)?)|(?:GMT|UTC) ?-(?P<west>\d{1,2}(?::?\d\d)?)))?)?"
)


def _form(*parts: str) -> re.Pattern[str]:
    return re.compile("".join((*parts, _CLOCK)), re.IGNORECASE | re.ASCII)


_YEAR_FIRST = _form(_LEAD, _YEAR, "(?P<mark>[-/.])", _MONTH_NUMBER, "(?P=mark)", _DAY)
_NAMED = (
    _form(_LEAD, _DAY, _BETWEEN, _NAME, _BETWEEN, _SHORT),
    _form(_LEAD, _NAME, _BETWEEN, _DAY, _BETWEEN, _SHORT),
    _form(_LEAD, _YEAR, _BETWEEN, _NAME, _BETWEEN, _DAY),
)
_NUMERIC = {
    "dmy": _form(_LEAD, _DAY, "(?P<mark>[-/.])", _MONTH_NUMBER, "(?P=mark)", _YEAR),
    "mdy": _form(_LEAD, _MONTH_NUMBER, "(?P<mark>[-/.])", _DAY, "(?P=mark)", _YEAR),
}
_FORMS = {
    order: (_YEAR_FIRST, *([_NUMERIC[order]] if order in _NUMERIC else []), *_NAMED) for order in FORMATS.values()
}
_SERIAL = re.compile(r"\d{5}", re.ASCII)


class DateFormat:
    """A declared date format: `dd/mm/yyyy`, or with the time of day `dd/mm/yyyy HH:MM:SS`.

    Attributes:
        pattern: as declared.
        date_pattern: of the date alone.
        order: `dmy`, `ymd` or `mdy`.
        timed: whether the pattern has a time of day.
    """

    def __init__(self, pattern: str) -> None:
        date, _, time = pattern.partition(" ")
        if date not in FORMATS or time not in ("", "HH:MM:SS"):
            raise ValueError(
                say(
                    "'{pattern}' is unknown; expected {formats}, alone or with HH:MM:SS",
                    pattern=pattern,
                    formats=" or ".join(FORMATS),
                )
            )
        self.pattern, self.date_pattern, self.timed = pattern, date, bool(time)
        self.order = FORMATS[date]

    def date(self, text: str) -> dt.date | None:
        """The calendar date, or None when the text is none or names no real day (31/02)."""
        moment = _read(text, self.order)
        return moment.date() if moment is not None else None

    def moment(self, text: str) -> dt.datetime | None:
        """Date and time of day in WIB, midnight where the text names none; None as for `date`."""
        return None if is_serial(text) else _read(text, self.order)


@lru_cache(maxsize=2**16)
def _read(text: str, order: str) -> dt.datetime | None:
    text = compared(text)
    if is_serial(text):
        return dt.datetime.combine(of_serial(int(text)), dt.time())
    found = next((match for form in _FORMS[order] if (match := form.fullmatch(text))), None)
    if found is None:
        return None
    parts = found.groupdict()
    hour = int(parts["hour"] or 0)
    if parts["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts["half"] in "Pp" else 0)
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    month = int(parts["month"]) if "month" in parts else _MONTH[parts["name"].casefold()]
    try:
        moment = dt.datetime(year, month, int(parts["day"]), hour, int(parts["minute"] or 0), int(parts["second"] or 0))
        weekday = parts.get("weekday")
        if weekday and _WEEKDAY[weekday.casefold()] != moment.weekday():
            return None
        if parts["zone"]:
            moment += WIB - _offset(parts["east"] or _CLOCKS.get(parts["zone"].upper()), parts["west"])
    except (ValueError, OverflowError):
        return None
    return moment


def _offset(east: str | None, west: str | None) -> dt.timedelta:
    """How far the clocks of a zone are ahead of Greenwich.

    Raises:
        ValueError: no clocks are so far ahead or behind.
    """
    digits = (east or west or "0").replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    offset = dt.timedelta(hours=hours, minutes=minutes)
    if offset > dt.timedelta(hours=14) or minutes > 59:
        raise ValueError(f"{hours}:{minutes:02d} is no offset")
    return -offset if west else offset


def is_serial(text: str) -> bool:
    """Whether a text is the number by which spreadsheets store a day of 2000 to 2099."""
    return bool(_SERIAL.fullmatch(text)) and FIRST_SERIAL <= int(text) <= LAST_SERIAL


def of_serial(number: int) -> dt.date:
    """The day that a spreadsheet stores as a number (1900 date system)."""
    return _EPOCH + dt.timedelta(days=number)


@lru_cache(maxsize=2**16)
def is_numeric(text: str) -> bool:
    """Whether a text writes day and month as numbers before the year, so that their order decides; no weekday does."""
    found = [match for form in _NUMERIC.values() if (match := form.fullmatch(compared(text)))]
    return bool(found) and not found[0]["weekday"]


def exchanged(day: dt.date) -> dt.date:
    """The day with its number and that of its month exchanged, where that is a day at all."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else day


@lru_cache(maxsize=2**16)
def yymm(day: dt.date) -> str:
    """Year and month of a day as running numbers say them."""
    return f"{day:%y%m}"
