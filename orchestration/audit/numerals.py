"""Numbers in print and back, one rounding rule, and the digest of a set of rows.

Not here: what a cell says (cells.py) and any formula.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

NOT_DEFINED = "tidak_terdefinisi"
"""Status of a figure whose formula has nothing to divide by or nothing to read."""

ON_PROGRESS = "on_progress"
"""Status of a figure that nobody has measured yet, or that is final only later."""

_PRINTED = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:\.\d{3})*)(?:,\d+)?", re.ASCII)
_MODULUS = 2**63


def round_half_up(value: Fraction, decimals: int) -> Decimal:
    """Rounds to `decimals` places; a tie goes away from zero, as in the printed report."""
    whole, rest = divmod(abs(value.numerator) * 10**decimals, value.denominator)
    whole += 2 * rest >= value.denominator
    return Decimal(f"{'-' if value < 0 and whole else ''}{whole}e{-decimals}")


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
    return digest_text(sum(map(number_of, row_ids)))


def numbers_of(row_ids: Iterable[str]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """The number of each row in a digest, whose sums may wrap at 2^64: that leaves them right modulo 2^63."""
    import numpy as np

    digests = b"".join(hashlib.md5(row_id.encode(), usedforsecurity=False).digest() for row_id in row_ids)
    return np.frombuffer(digests, dtype="<u8")[::2] & np.uint64(_MODULUS - 1)


def digest_text(total: int) -> str:
    """The digest of rows whose numbers add up to a total."""
    return f"{total % _MODULUS:016x}"


@cache
def number_of(row_id: str) -> int:
    """The number of a row in a digest."""
    head = hashlib.md5(row_id.encode(), usedforsecurity=False).digest()[:8]
    return int.from_bytes(head, "little") % _MODULUS


def added(numbers: Iterable[Fraction]) -> Fraction:
    """Their sum; whole ones, which most are, are added as such."""
    whole, parts = 0, Fraction(0)
    for number in numbers:
        if number.denominator == 1:
            whole += number.numerator
        else:
            parts += number
    return parts + whole
