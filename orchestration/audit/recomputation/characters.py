"""The characters of a cell: what counts as a space, as nothing, as a dash, a quotation mark or a digit.

Belongs here: rule 1 of sources/contracts/README.md. Not here: numbers, dates and answers made of the characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
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

_DASHES = frozenset("\u02d7\u2043\u2052\u2053\u207b\u208b\u2212\u2796")
"""Dashes and minus signs outside the category of dashes (Pd)."""

_SINGLE = frozenset("'\u02bc\u2018\u2019\u201a\u201b\u2039\u203a\uff07")
_DOUBLE = frozenset(
    '"\xab\xbb\u201c\u201d\u201e\u201f\u2e42\u300c\u300d\u300e\u300f\u301d\u301e\u301f'
    "\ufe41\ufe42\ufe43\ufe44\uff02\uff62\uff63"
)
"""Unicode's property Quotation_Mark, single ones with the letter apostrophe."""


class _Alphabet(dict[int, str]):
    """Code point to what it counts as, worked out when first met."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        self[code] = counted = self._rule(chr(code))
        return counted


def compared(text: str) -> str:
    """A text as it is compared; '' where it holds nothing that can be seen.

    Single spaces for runs of white space, plain dashes, quotation marks and digits, no apostrophes at the start.
    """
    plain = text if _counts_as_it_is(text) else _translated(text)
    return " ".join(plain.split()).lstrip("' ")


def _counts_as_it_is(text: str) -> bool:
    """Whether every character of a text is one that is compared, and seen, as it is; most texts are such."""
    return text.isascii() and text.isprintable()


@lru_cache(maxsize=2**16)
def _translated(text: str) -> str:
    return text.translate(_ALPHABET)


def folded(text: str) -> str:
    """A text as names are compared: as `compared`, upper and lower case alike."""
    return compared(text).casefold()


def seen(text: str) -> str:
    """A text as it is seen: single spaces for runs of white space, every other sign as it is; a lone ' is nothing."""
    visible = text if _counts_as_it_is(text) else text.translate(_VISIBLE)
    shown = " ".join(visible.split())
    return "" if shown == "'" else shown


def normal(cell: object) -> str:
    """A header in the form in which headers are compared: lower-case words and digits, single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", folded(str(cell)))) if cell is not None else ""


def _seen(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in ("Cc", "Cf") or character in _UNSEEN else character


def _compared(character: str) -> str:
    if _seen(character) != character:
        return _seen(character)
    category = unicodedata.category(character)
    if category == "Pd" or character in _DASHES:
        return "-"
    if character in _SINGLE:
        return "'"
    if character in _DOUBLE:
        return '"'
    if category == "Nd":
        return str(unicodedata.decimal(character))
    kind, _, ordinary = unicodedata.decomposition(character).partition(" ")
    return chr(int(ordinary, 16)) if kind == "<wide>" else character


_ALPHABET, _VISIBLE = _Alphabet(_compared), _Alphabet(_seen)
