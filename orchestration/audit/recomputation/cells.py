"""What a cell says: the second reading of numbers and dates, by sources/contracts/README.md and nothing of ingestion.

Belongs here: a cell, as a workbook stores it or as its text, to `Fraction`, `date` or `datetime`, and the canonical
text of each. Not here: which column is read how (layouts.py), answers of a survey (answers.py), what is printed
(numerals.py). What only a whole column gives away (rule 4) holds a report back, so it never stands behind one.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from orchestration.audit.recomputation.characters import compared, seen

INDONESIAN = "id"
"""Number form of sheets filled in by hand: `1.917,5`."""

PLAIN = "plain"
"""Number form of system exports: `1917.5`, perhaps `2.037392E10`."""

ENGLISH = "en"
"""Number form of programs set to English: `1,917.5`."""

Reads = Literal["code", "name", "text", "number", "whole", "day", "moment"]


@dataclass(frozen=True, slots=True)
class Form:
    """How the cells of a column are read.

    Attributes:
        reads: as compared text (`code`), the same in small letters (`name`: of a crosswalk, or one of a few words), as
            it is seen (`text`), a `number`, a number without decimals (`whole`), a `day`, or a `moment`.
        number: number form of its texts, None for that of the file.
        order: of day, month and year in its texts: `dmy`, `mdy` or `ymd`.
        words: that may stand behind a number, case-folded.
        percent: what per cent means: `points` (95 % is 95), `fraction` (95 % is 0.95), '' where it means nothing.
        points_where: other column to the case-folded texts that make per cent mean points in its row.
        capitals: whether a code is written in capitals.
        is_indicator: whether a code is that of an indicator, spelled as the profile spells it.
    """

    reads: Reads = "code"
    number: str | None = None
    order: str = "dmy"
    words: tuple[str, ...] = ()
    percent: str = ""
    points_where: tuple[tuple[str, frozenset[str]], ...] = ()
    capitals: bool = False
    is_indicator: bool = False


CODE = Form()
"""Form of a column of which nothing is known."""

_GROUPED, _TWICE_GROUPED = r"[1-9]\d{{0,2}}(?:{0}\d{{3}})+", r"[1-9]\d{{0,2}}(?:{0}\d{{3}}){{2,}}"
_POINTS, _COMMAS = r"\.", ","


def _forms(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.ASCII)


_CUT = re.compile(r"(?<![\d.])\d\.?(\d{0,5})E\+(\d\d)(?!\d)", re.ASCII)
"""A digit and up to five others, `8.95E+07`, which spreadsheets show of more."""

_SCIENTIFIC = r"\d+(?:\.\d+)?e[-+]?\d{1,3}"
_DECLARED = {
    INDONESIAN: _forms(rf"(?:\d+|{_GROUPED.format(_POINTS)})(?:,\d+)?"),
    PLAIN: _forms(r"\d+(?:\.\d+)?", _SCIENTIFIC),
    ENGLISH: _forms(rf"(?:\d+|{_GROUPED.format(_COMMAS)})(?:\.\d+)?"),
}
_ONLY_INDONESIAN = (rf"{_TWICE_GROUPED.format(_POINTS)}(?:,\d+)?", rf"{_GROUPED.format(_POINTS)},\d+")
_COMMA = rf"(?!{_GROUPED.format(_COMMAS)}$)\d+,\d+"
_ONLY_ENGLISH = (rf"{_TWICE_GROUPED.format(_COMMAS)}(?:\.\d+)?", rf"{_GROUPED.format(_COMMAS)}\.\d+")
_ELSEWHERE = {
    INDONESIAN: ((PLAIN, _forms(r"\d+\.\d+", _SCIENTIFIC)), (ENGLISH, _forms(*_ONLY_ENGLISH))),
    PLAIN: (
        (INDONESIAN, _forms(*_ONLY_INDONESIAN, _COMMA)),
        (ENGLISH, _forms(*_ONLY_ENGLISH)),
    ),
    ENGLISH: ((PLAIN, _forms(_SCIENTIFIC)), (INDONESIAN, _forms(*_ONLY_INDONESIAN, _COMMA))),
}
"""Declared form to the others in which a text that does not fit it is read, because it can only mean that."""

_WHOLE_UP_TO = 2**53

_EXAMPLE = {INDONESIAN: "1.917,5", PLAIN: "1917.5", ENGLISH: "1,917.5"}

_WEEKDAY = r"(?:(?P<weekday>[a-z']+)\.?(?:, ?| ))?"
_DAY, _MONTH = r"(?P<day>\d{1,2})", r"(?P<name>[a-z]+)"
_YEAR, _SHORT_YEAR = r"(?P<year>\d{4})", r"(?P<year>\d{4}|\d\d)"
_CLOCK = (
    r"(?:(?:, ?| |t)(?P<hour>\d{1,2})(?P<colon>[:.])(?P<minute>\d{2})"
    r"(?:(?P=colon)(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?"
    r"(?: ?(?P<zone>z|wib|wita|wit|gmt|utc|(?:\+|(?:gmt|utc) ?[-+])\d{1,2}(?::?\d{2})?))?)?"
)
_NUMERIC, *_OTHERWISE = (
    re.compile(_WEEKDAY + day + _CLOCK, re.ASCII)
    for day in (
        rf"(?P<first>\d{{1,2}})(?P<mark>[-/.])(?P<then>\d{{1,2}})(?P=mark){_YEAR}",
        rf"{_YEAR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark){_DAY}",
        rf"{_DAY}[-/., ]*{_MONTH}[-/., ]*{_SHORT_YEAR}",
        rf"{_MONTH}[-/., ]*{_DAY}[-/., ]+{_SHORT_YEAR}",
        rf"{_YEAR}[-/., ]*{_MONTH}[-/., ]*{_DAY}",
    )
)
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan januari january",
            "feb februari february peb pebruari",
            "mar maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agt ags agus agustus aug august",
            "sep sept september",
            "okt oktober oct october",
            "nov november nop nopember",
            "des desember dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: weekday
    for weekday, names in enumerate(
        (
            "senin sen monday mon",
            "selasa sel tuesday tue",
            "rabu rab wednesday wed",
            "kamis kam thursday thu",
            "jumat jum'at jum friday fri",
            "sabtu sab saturday sat",
            "minggu min ahad sunday sun",
        )
    )
    for name in names.split()
}
_HALF_A_SECOND = dt.timedelta(milliseconds=500)
_SERIAL, _SERIALS, _SERIAL_ZERO = re.compile(r"\d{5}", re.ASCII), range(36526, 73051), dt.date(1899, 12, 30)
_ZONES = {"z": 0, "gmt": 0, "utc": 0, "wib": 7, "wita": 8, "wit": 9}
_WIB, _FARTHEST = dt.timedelta(hours=7), dt.timedelta(hours=14)


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not compared(cell))


@lru_cache(maxsize=2**16, typed=True)
def read_number(cell: object, locale: str, form: Form = CODE, *, percent_cell: bool = False) -> Fraction | None:
    """The exact value of a cell; None when it is empty.

    Args:
        cell: a number as the workbook stores it, or its text.
        locale: number form of texts (`id`, `plain`, `en`) where the column declares none.
        form: of the column, with `points_where` already decided.
        percent_cell: whether the workbook shows the stored number as per cent.

    Raises:
        ValueError: the cell holds no number of that form.
    """
    if is_empty(cell):
        return None
    if isinstance(cell, str):
        value, is_percent = _written_number(compared(cell), form.number or locale, form.words, form.reads == "whole")
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        value, is_percent = _stored(cell), percent_cell
    else:
        raise ValueError(f"'{cell}' is not a number")
    if is_percent:
        if not form.percent:
            raise ValueError(f"'{cell}' is per cent; nothing declares whether 95 % means 95 or 0.95 here")
        # A text counts hundredths, a workbook stores parts of one.
        if isinstance(cell, str) and form.percent == "fraction":
            value /= 100
        elif not isinstance(cell, str) and form.percent == "points":
            value *= 100
    if form.reads == "whole" and value.denominator != 1:
        raise ValueError(f"'{cell}' has decimals; expected a whole number")
    return value


@lru_cache(maxsize=2**16, typed=True)
def read_moment(cell: object, form: Form = CODE) -> dt.datetime | None:
    """The date and time in a cell, WIB, midnight when it names none; None when it is empty.

    Raises:
        ValueError: neither a stored date nor a text that means one day.
    """
    if is_empty(cell):
        return None
    if isinstance(cell, dt.datetime):
        # A spreadsheet stores a moment as a fraction of a day, a few microseconds off.
        return (cell + _HALF_A_SECOND).replace(microsecond=0)
    if isinstance(cell, dt.date):
        return dt.datetime(cell.year, cell.month, cell.day)
    if not isinstance(cell, str):
        raise ValueError(f"'{cell}' is not a date such as 30/06/2025")
    return _written_moment(compared(cell), form.order)


@lru_cache(maxsize=2**16, typed=True)
def read_day(cell: object, form: Form = CODE) -> dt.date | None:
    """The day in a cell, also by the serial number under which spreadsheets store it; None when it is empty.

    Raises:
        ValueError: as `read_moment`.
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, str | int | float):
        serial = text_of(cell)
        if _SERIAL.fullmatch(serial) and int(serial) in _SERIALS:
            return _SERIAL_ZERO + dt.timedelta(int(serial))
    moment = read_moment(cell, form)
    return moment.date() if moment else None


def text_of(cell: object) -> str:
    """A cell as compared text, where no number or date is wanted; '' when it is empty.

    Raises:
        ValueError: a stored number without end or beyond measure.
    """
    if isinstance(cell, str):
        return compared(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return plain_text(_stored(cell))
    if isinstance(cell, dt.date):
        has_clock = isinstance(cell, dt.datetime) and cell.time() != dt.time()
        return f"{cell:%d/%m/%Y %H:%M:%S}" if has_clock else f"{cell:%d/%m/%Y}"
    return compared(str(cell))


def seen_text(cell: object, locale: str) -> str:
    """A cell as it is seen, where it is compared with nothing; a stored number is written in the form of the source.

    Raises:
        ValueError: as `text_of`.
    """
    if isinstance(cell, str):
        return seen(cell)
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    text = text_of(cell)
    return text.replace(".", ",") if is_number and locale == INDONESIAN else text


@lru_cache(maxsize=2**14)
def plain_text(value: Fraction) -> str:
    """A number as a plain decimal without superfluous zeros: `1917.5`.

    Raises:
        ValueError: it has no end, as a third.
    """
    rest, places = value.denominator, 0
    while rest % 10 == 0 or rest % 5 == 0 or rest % 2 == 0:
        rest //= next(part for part in (10, 5, 2) if rest % part == 0)
        places += 1
    if rest != 1:
        raise ValueError(f"{value} has no end as a decimal")
    digits = f"{abs(value) * 10**places}".rjust(places + 1, "0")
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if value < 0 else "") + (f"{whole}.{decimals}" if decimals else whole)


def moment_text(value: dt.datetime) -> str:
    """A moment as `2025-06-30 13:05:22`."""
    return value.replace(microsecond=0).isoformat(" ")


@lru_cache(maxsize=2**14)
def _stored(cell: int | float) -> Fraction:
    """A stored number at the 15 digits that a sheet can have meant; whole ones are exact as far as storage is."""
    try:
        value = float(cell)
        exact = value.is_integer() and abs(value) < _WHOLE_UP_TO
        return Fraction(value if exact else format(value, ".15g"))
    except (OverflowError, ValueError):
        raise ValueError(f"'{str(cell)[:40]}' is no number that can be kept") from None


@lru_cache(maxsize=64)
def _around(words: tuple[str, ...]) -> re.Pattern[str]:
    """A number with what may stand around it, once each."""
    unit = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"
    return re.compile(
        r"(?P<outer>\()? ?(?P<before>[-+])? ?(?:(?:rp\.?|idr) ?)?(?P<inner>\()? ?(?P<between>[-+])? ?"
        r"(?P<digits>\d(?:[\d.,]*\d)?(?:e[-+]?\d+)?)(?P<nil>[.,]-)? ?(?P<percent>%)? ?(?P<behind>-)? ?"
        rf"(?P<unit>{unit})? ?(?P<close>\))?(?(unit)| ?(?:{unit})?)",
        re.ASCII,
    )


@lru_cache(maxsize=2**16)
def _written_number(text: str, locale: str, words: tuple[str, ...], whole: bool) -> tuple[Fraction, bool]:
    """The value of a text, and whether `%` stands behind it."""
    problem = ValueError(f"'{text}' is not a number such as {_EXAMPLE[locale]}")
    match = _around(words).fullmatch(text.casefold())
    if match is None:
        raise problem
    brackets = [place for place in ("outer", "inner") if match[place]]
    signs = [match[place] for place in ("before", "between", "behind") if match[place]]
    if len(brackets) != len(match["close"] or "") or len(brackets) + len(signs) > 1:
        raise problem
    digits = match["digits"]
    found = locale if _DECLARED[locale].fullmatch(digits) else ""
    found = found or next((other for other, form in _ELSEWHERE[locale] if form.fullmatch(digits)), "")
    if not found:
        raise problem
    if (cut := _CUT.search(text)) and int(cut[2]) > len(cut[1]):
        raise ValueError(f"'{text}' is what a spreadsheet shows of a longer number, rounded")
    if found == INDONESIAN:
        digits = digits.replace(".", "").replace(",", ".")
    digits = digits.replace(",", "")
    decimals = digits.partition(".")[2]
    if match["nil"] and (match["behind"] or not digits.isdigit()):
        raise problem
    if whole and decimals not in ("", "0", "00") and "e" not in decimals:
        raise ValueError(f"'{text}' has decimals or is a thousand; expected a whole number")
    value = Fraction(digits)
    return (-value if brackets or "-" in signs else value), bool(match["percent"])


@lru_cache(maxsize=2**16)
def _written_moment(text: str, order: str) -> dt.datetime:
    """The moment in a text."""
    problem = ValueError(f"'{text}' is not a date such as 30/06/2025")
    small = text.lower()
    match = _NUMERIC.fullmatch(small) if order != "ymd" else None
    match = match or next((found for form in _OTHERWISE if (found := form.fullmatch(small))), None)
    if match is None:
        raise problem
    parts = match.groupdict()
    if "first" in parts:
        parts["day"], parts["month"] = match.group(*(("first", "then") if order == "dmy" else ("then", "first")))
    if "name" in parts:
        parts["month"] = str(_MONTHS.get(match["name"], 0))
    year, hour = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0), int(match["hour"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise problem
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    try:
        clock = (hour, int(match["minute"] or 0), int(match["second"] or 0))
        moment = dt.datetime(year, int(parts["month"]), int(parts["day"]), *clock)
        in_wib = moment + (_WIB - _offset(match["zone"]) if match["zone"] else dt.timedelta())
    except (ValueError, OverflowError) as error:
        raise ValueError(f"'{text}' is not a date such as 30/06/2025: {error}") from None
    if match["weekday"] and _WEEKDAYS.get(match["weekday"]) != moment.weekday():
        raise ValueError(f"'{text}' names another day of the week than the date has")
    return in_wib


def _offset(zone: str) -> dt.timedelta:
    """How far a clock is ahead of Greenwich: `z`, `wita`, `+07:00`, `gmt-3`.

    Raises:
        ValueError: farther than any clock of the world.
    """
    if zone in _ZONES:
        return dt.timedelta(hours=_ZONES[zone])
    digits = re.sub(r"\D", "", zone)
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    ahead = dt.timedelta(hours=int(hours), minutes=int(minutes))
    if ahead > _FARTHEST:
        raise ValueError(f"no clock is {ahead} from Greenwich")
    return -ahead if "-" in zone else ahead
