"""The characters of a cell: what counts as a space, as nothing, as a dash, a quotation mark or a digit.

Belongs here: rule 1 of sources/contracts/README.md. Not here: numbers, dates and answers made of the characters.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_UNSEEN = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2800, 0x3164, 0xFFA0),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ),
    )
)
"""Joiners, fillers and selectors that show nothing, beside the control (Cc) and format (Cf) characters."""

_DASHES = frozenset("\u02d7\u2043\u2212\u2796")
"""Minus signs and the bullet, outside the category of dashes (Pd)."""

_SINGLE = frozenset(
    "'\xb4\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a"
    "\u275b\u275c\u275f\ua78c\uff07"
)
_DOUBLE = frozenset(
    '"\xab\xbb\u02ba\u02dd\u02ee\u02f5\u02f6\u201c\u201d\u201e\u201f\u2033\u2036\u275d\u275e\u2760'
    "\u3003\u301d\u301e\u301f\uff02"
)
"""Quotation marks, and the primes, accents and apostrophes that are typed for them."""


class _Alphabet(dict[int, str]):
    """Code point to what it is compared as, worked out when first met."""

    def __missing__(self, code: int) -> str:
        self[code] = compared = _compared(chr(code))
        return compared


_ALPHABET = _Alphabet()


@lru_cache(maxsize=2**16)
def compared(text: str) -> str:
    """A text as it is compared; '' where it holds nothing that can be seen.

    Single spaces for runs of white space, plain dashes, quotation marks and digits, no apostrophe at the start.
    """
    return " ".join(text.translate(_ALPHABET).split()).removeprefix("'").lstrip()


def folded(text: str) -> str:
    """A text as names are compared: as `compared`, upper and lower case alike."""
    return compared(text).casefold()


def _compared(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    if category in ("Cc", "Cf") or character in _UNSEEN:
        return ""
    if category == "Pd" or character in _DASHES:
        return "-"
    if character in _SINGLE:
        return "'"
    if character in _DOUBLE:
        return '"'
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return unicodedata.normalize("NFKC", character) if "\uff01" <= character <= "\uff5e" else character
