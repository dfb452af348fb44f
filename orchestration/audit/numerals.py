"""Exact numbers and dates out of cells and out of print, and one rounding rule.

Belongs here: text or cell to `Fraction` or `date` and back, half-up rounding, the digest of a set of rows. Not here:
which cell means what (second_reader.py) and any formula.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

INDONESIAN = "id"
"""Number locale of sheets filled in by hand: `1.917,5`."""

PLAIN = "plain"
"""Number locale of system exports: `1917.5`, perhaps `2.037392E10`."""

NOT_DEFINED = "tidak_terdefinisi"
"""Status of a figure whose formula has nothing to divide by or nothing to read."""

ON_PROGRESS = "on_progress"
"""Status of a figure that nobody has measured yet, or that is final only later."""

_NUMBER = {
    INDONESIAN: re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?", re.ASCII),
    PLAIN: re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII),
}
_PRINTED = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:\.\d{3})*)(?:,\d+)?", re.ASCII)
_CLOCK = r"(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})" + _CLOCK, re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})" + _CLOCK, re.ASCII)
_MODULUS = 2**63


def read_number(cell: object, locale: str) -> Fraction | None:
    """The exact value of a cell; None when it is empty.

    Args:
        cell: a number as the workbook stores it, or its text.
        locale: `id` or `plain`; decides what a dot means in a text, a stored number needs none.

    Raises:
        ValueError: the text is no number in that locale.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool):
        raise ValueError("a truth value is not a number")
    if isinstance(cell, int):
        return Fraction(cell)
    if isinstance(cell, float):
        # repr() is the shortest decimal that the sheet can have meant; the binary value is an artefact of storage.
        return Fraction(repr(cell))
    text = str(cell).strip()
    if not _NUMBER[locale].fullmatch(text):
        raise ValueError(f"'{text}' is not a number such as {'1.917,5' if locale == INDONESIAN else '1917.5'}")
    if locale == INDONESIAN:
        text = text.replace(".", "").replace(",", ".")
    return Fraction(text)


def read_moment(cell: object) -> dt.datetime | None:
    """The date and time in a cell (midnight when it names none); None when it is empty.

    Raises:
        ValueError: neither a stored date nor `dd/mm/yyyy [HH:MM[:SS]]` nor `yyyy-mm-dd [HH:MM[:SS]]`.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, dt.datetime):
        return cell
    if isinstance(cell, dt.date):
        return dt.datetime(cell.year, cell.month, cell.day)
    text = str(cell).strip()
    match = _DAY_FIRST.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not a date such as 30/06/2025")
    parts = {name: int(digits or 0) for name, digits in match.groupdict().items()}
    return dt.datetime(parts["year"], parts["month"], parts["day"], parts["hour"], parts["minute"], parts["second"])


def read_date(cell: object) -> dt.date | None:
    """The date in a cell; None when it is empty.

    Raises:
        ValueError: as `read_moment`.
    """
    moment = read_moment(cell)
    return moment.date() if moment else None


def agrees(text: str, cell: object, locale: str) -> bool:
    """Whether a text that another reader kept says what a cell says: the same words, number, or moment.

    A stored number or date may be kept in any notation of its locale (`1917.5` as `1917,5`); a text only as it is.
    """
    if cell is None or isinstance(cell, str):
        return text.strip() == (cell or "").strip()
    if isinstance(cell, bool):
        return text.strip().lower() == str(cell).lower()
    try:
        if isinstance(cell, (dt.datetime, dt.date)):
            return read_moment(text) == read_moment(cell)
        return read_number(text, locale) == read_number(cell, locale)
    except ValueError:
        return False


def round_half_up(value: Fraction, decimals: int) -> Decimal:
    """Rounds to `decimals` places; a tie goes away from zero, as in the printed report."""
    scaled = abs(value) * 10**decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    return Decimal((int(value < 0 and whole > 0), tuple(map(int, str(whole))), -decimals))


def read_printed(text: str) -> Decimal | None:
    """Reads a number back from print: `20.558.293.466`, `42,19`; None for `-` and `On progress`.

    Raises:
        ValueError: anything else, for example `1.58` (a dot groups three digits) or `01,5`.
    """
    stripped = text.strip()
    if stripped in ("-", "On progress"):
        return None
    if not _PRINTED.fullmatch(stripped):
        raise ValueError(f"'{text}' is not a printed number such as 1.917,50")
    return Decimal(stripped.replace(".", "").replace(",", "."))


def print_number(value: Decimal | None, status: str | None = None) -> str:
    """The Indonesian text of a rounded value; `-` or `On progress` when there is none."""
    if value is None:
        return "On progress" if status == ON_PROGRESS else "-"
    whole, _, decimals = f"{abs(value):f}".partition(".")
    groups = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ".", whole)
    return ("-" if value < 0 else "") + groups + (f",{decimals}" if decimals else "")


def digest_of(row_ids: Iterable[str]) -> str:
    """Order-independent digest of rows: the sum, modulo 2^63, of a 63-bit number of each, as 16 hexadecimal digits.

    The number of a row is the low 63 bits of the first eight bytes of the MD5 of its id, least significant byte first.
    A row that stands twice counts twice.
    """
    return f"{sum(map(number_of, row_ids)) % _MODULUS:016x}"


@lru_cache(maxsize=2**20)
def number_of(row_id: str) -> int:
    """The number of a row in a digest."""
    head = hashlib.md5(row_id.encode(), usedforsecurity=False).digest()[:8]
    return int.from_bytes(head, "little") % _MODULUS
