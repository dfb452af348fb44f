"""The canonical text of a cell: made once, when a file comes in, so that nothing behind the door reads it otherwise.

Belongs here: white space, invisible marks, and the forms of dashes, quotation marks, digits and full-width signs, over
all of Unicode (rule 1 of sources/contracts/README.md). Not here: numbers, dates, answers.
"""

from __future__ import annotations

import unicodedata

_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Marks that show nothing though Unicode calls them letters, symbols or combining marks."""

_DASHES = frozenset("\u02d7\u2043\u2052\u2053\u207b\u208b\u2212\u2796")
"""Dashes and minus signs outside the category of dashes (Pd)."""

_SINGLE = frozenset("'\u02bc\u2018\u2019\u201a\u201b\u2039\u203a\uff07")
_DOUBLE = frozenset(
    '"\u00ab\u00bb\u201c\u201d\u201e\u201f\u2e42\u300c\u300d\u300e\u300f\u301d\u301e\u301f'
    "\ufe41\ufe42\ufe43\ufe44\uff02\uff62\uff63"
)
"""Unicode's property Quotation_Mark, and the letter apostrophe."""


def _seen(character: str) -> str | None:
    """What a character counts as in any text: itself, a space, or nothing."""
    if character.isspace():
        return " "
    if character in _FILLERS or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return None
    # Cf: zero-width marks, soft hyphens, byte order marks, direction marks. Cc: controls that are no white space.
    return None if unicodedata.category(character) in ("Cf", "Cc", "Cs") else character


def _plain(character: str) -> str | None:
    """What a character counts as where values are compared."""
    seen = _seen(character)
    if seen is None or seen == " ":
        return seen
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd" or character in _DASHES:
        return "-"
    if character in _SINGLE:
        return "'"
    if character in _DOUBLE:
        return '"'
    kind, _, ordinary = unicodedata.decomposition(character).partition(" ")
    return chr(int(ordinary, 16)) if kind == "<wide>" else character


class _Table(dict[int, str | None]):
    """A translation that grows with the characters that are met."""

    def __init__(self, rule: object) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str | None:
        found: str | None = self._rule(chr(code))  # type: ignore[operator]
        self[code] = found
        return found


_SEEN, _PLAIN = _Table(_seen), _Table(_plain)


def cleaned(text: str) -> str:
    """A text as it is seen: white space folded to single spaces, nothing at the ends, no invisible marks.

    A lone apostrophe, by which spreadsheets mark an empty text, is nothing.
    """
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_SEEN)
    folded = " ".join(text.split())
    return "" if folded == "'" else folded


def compared(text: str) -> str:
    """A text in the form in which values are compared: as `cleaned`, with one form of dash, quotation mark and digit.

    Apostrophes at the start, by which spreadsheets mark text, are nothing: what is read once more stays as it is.
    """
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_PLAIN)
    return " ".join(text.split()).lstrip("' ")


def name_key(text: str) -> str:
    """The form in which names of a crosswalk are compared: as `compared`, without case."""
    return compared(text).casefold()
