"""Days and moments as people and programs write them (rule 3 of sources/contracts/README.md).

Belongs here: declared formats, reading one text, what a workbook's own dates are. Not here: which column has which
format (contracts), what a column shows as a whole (door).
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from orchestration.ingestion.canonical import compared

FORMATS = {"dd/mm/yyyy": "dmy", "dd-mm-yyyy": "dmy", "yyyy-mm-dd": "ymd", "mm/dd/yyyy": "mdy"}
"""Format of the date that a contract may declare, to the order of day, month and year."""

WIB = dt.timezone(dt.timedelta(hours=7))
"""The time in which a moment belongs to a quarter."""

FIRST_SERIAL, LAST_SERIAL = 36526, 73050
"""Serial numbers of 1 January 2000 and 31 December 2099 in a spreadsheet that counts from 1900."""

_EPOCH = dt.date(1899, 12, 30)
_MONTHS = (
    "jan januari january", "feb peb februari pebruari february", "mar maret march", "apr april", "mei may",
    "jun juni june", "jul juli july", "agu agt ags agst aug agustus august", "sep sept september",
    "okt oct oktober october", "nov nop november nopember", "des dec desember december",
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_WEEKDAYS = (
    "senin selasa rabu kamis jumat jum'at sabtu minggu ahad sen sel rab kam jum sab min "
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun"
)
_WEEKDAY = re.compile(rf"(?:{'|'.join(sorted(_WEEKDAYS.split(), key=len, reverse=True))})\s*,?\s+", re.IGNORECASE)
_NAME = "|".join(sorted(_MONTH, key=len, reverse=True))
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})", re.ASCII)
_NUMERIC = re.compile(r"(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})", re.ASCII)
_NAMED = (
    re.compile(
        rf"(?P<day>\d{{1,2}})[\s./-]*(?P<name>{_NAME})\.?[\s./,-]*(?P<year>\d{{4}}|\d{{2}})", re.IGNORECASE | re.ASCII
    ),
    re.compile(rf"(?P<name>{_NAME})\.?\s*(?P<day>\d{{1,2}})\s*,?\s+(?P<year>\d{{4}})", re.IGNORECASE | re.ASCII),
)
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?P<mark>[:.])(?P<minute>\d{2})(?:(?P=mark)(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?"
    r"(?:\s*(?P<zone>z|(?:gmt|utc)?\s*(?P<sign>[+-])(?P<offset>\d{1,2})(?::?(?P<minutes>\d{2}))?|gmt|utc|wib|wita|wit))?",
    re.IGNORECASE | re.ASCII,
)
_ZONES = {"wib": 7, "wita": 8, "wit": 9, "z": 0, "gmt": 0, "utc": 0}


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
            raise ValueError(f"'{pattern}' is unknown; expected {' or '.join(FORMATS)}, alone or with HH:MM:SS")
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
    text = _WEEKDAY.sub("", compared(text), count=1)
    if is_serial(text):
        return dt.datetime.combine(of_serial(int(text)), dt.time())
    for pattern in (_YEAR_FIRST, _NUMERIC, *_NAMED):
        found = pattern.match(text)
        if found is None:
            continue
        rest = text[found.end() :]
        time = _time(rest)
        day = _day(found, order)
        if time is None or day is None:
            continue
        clock, zone = time
        moment = dt.datetime.combine(day, clock)
        return moment if zone is None else moment.replace(tzinfo=zone).astimezone(WIB).replace(tzinfo=None)
    return None


def _day(found: re.Match[str], order: str) -> dt.date | None:
    parts = found.groupdict()
    year = int(parts["year"])
    if "name" in parts:
        day, month = int(parts["day"]), _MONTH[parts["name"].casefold()]
        year += 2000 if year < 100 else 0
    elif "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        day, month = (second, first) if order == "mdy" else (first, second)
    else:
        day, month = int(parts["day"]), int(parts["month"])
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _time(rest: str) -> tuple[dt.time, dt.timezone | None] | None:
    """Time of day and zone behind a date; midnight without a zone where nothing stands there."""
    if not rest:
        return dt.time(), None
    if rest[0] not in " ,Tt":
        return None
    found = _TIME.fullmatch(rest[1:].strip())
    if found is None:
        return None
    hour, half = int(found["hour"]), (found["half"] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        clock = dt.time(hour, int(found["minute"]), int(found["second"] or 0))
        return clock, _zone(found)
    except ValueError:
        return None


def _zone(found: re.Match[str]) -> dt.timezone | None:
    if found["zone"] is None:
        return None
    if found["sign"] is None:
        return dt.timezone(dt.timedelta(hours=_ZONES[found["zone"].casefold()]))
    offset = dt.timedelta(hours=int(found["offset"]), minutes=int(found["minutes"] or 0))
    return dt.timezone(-offset if found["sign"] == "-" else offset)


def is_serial(text: str) -> bool:
    """Whether a text is the number by which spreadsheets store a day of 2000 to 2099."""
    return bool(_SERIAL.fullmatch(text)) and FIRST_SERIAL <= int(text) <= LAST_SERIAL


def of_serial(number: int) -> dt.date:
    """The day that a spreadsheet stores as a number (1900 date system)."""
    return _EPOCH + dt.timedelta(days=number)


def is_numeric(text: str) -> bool:
    """Whether a text writes day and month as numbers before the year, so that their order decides."""
    return _NUMERIC.match(compared(text)) is not None


def exchanged(day: dt.date) -> dt.date:
    """The day with its number and that of its month exchanged, where that is a day at all."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else day
