"""Codes of indicators as people write them: `SK 7.1`, `SK.7.1` and `S.K.7.1.` are `SK7.1` of the profile.

Belongs here: the one rule by which such codes are compared (rule 6 of sources/contracts/README.md). Not here: which
columns hold codes of indicators (contracts, `codes: indikator`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_TOKEN = re.compile(r"[A-Za-z]+|[0-9]+")
_SUFFIX = re.compile(r"\s*\.[\s.]*([A-Za-z].*?)[\s.]*", re.DOTALL)

_Key = tuple[str | int, ...]


def matcher(codes: Iterable[str]) -> Callable[[str], str]:
    """A function from a code as written to the code of the profile.

    A code is compared by its letters, without case and whatever signs stand between them, and by its numbers. What
    follows the code of an indicator after a point (`SK2.2.pengujian`) stays.

    Args:
        codes: of the profile's indicators.

    Returns:
        The function; a text that fits no code, or two, comes back as it was.
    """
    known: dict[_Key, set[str]] = {}
    for code in codes:
        known.setdefault(code_key(code), set()).add(code)

    def read(text: str) -> str:
        if not text.isascii() and any(sign.isalnum() and not sign.isascii() for sign in text):
            return text  # letters of another alphabet are no signs between ours
        found = set(known.get(code_key(text), ()))
        for token in _TOKEN.finditer(text):
            rest = _SUFFIX.fullmatch(text, token.end())
            if rest is not None and code_key(rest[1]) not in known:
                found |= {f"{code}.{rest[1]}" for code in known.get(code_key(text[: token.end()]), ())}
        return found.pop() if len(found) == 1 else text

    return read


def code_key(text: str) -> _Key:
    """The letters, one run as long as no number stands between them, and the numbers of a code."""
    found: list[str | int] = []
    for token in _TOKEN.findall(text.upper()):
        if token.isdigit():
            found.append(int(token))
        elif found and isinstance(found[-1], str):
            found[-1] += token
        else:
            found.append(token)
    return tuple(found)
