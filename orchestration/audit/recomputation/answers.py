"""Answers of a satisfaction survey: numbers, letters and words to 1 (worst) to 4 (best), or to the best of the profile.

Belongs here: the words of PermenPANRB 14/2017 and a unit's own, rule 5 of sources/contracts/README.md. Not here: which
column asks what, and what is worked out of the scores (survey.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_lowercase
from typing import Any

from orchestration.audit.recomputation.characters import folded

USUAL_BEST = 4
"""The best score of the regulation's form."""


@dataclass(frozen=True)
class Scale:
    """How an element is answered: case-folded words to their score, and the best score."""

    words: Mapping[str, int]
    best: int = USUAL_BEST


_QUALITIES = (
    *("sesuai", "mudah", "cepat", "wajar", "kompeten", "mampu", "sopan", "ramah", "sopan dan ramah", "baik", "puas"),
    *("memuaskan", "jelas", "lengkap", "nyaman"),
)
_OTHERS = (
    ("sangat mahal", "cukup mahal", "murah", "gratis"),
    ("tidak ada", "ada tetapi tidak berfungsi", "berfungsi kurang maksimal", "dikelola dengan baik"),
    ("buruk", "cukup", "baik", "sangat baik"),
)


def _ranked(words: Iterable[str]) -> dict[str, int]:
    return {folded(word): score for score, word in enumerate(words, start=1)}


_DEGREES = ((f"tidak {quality}", f"kurang {quality}", quality, f"sangat {quality}") for quality in _QUALITIES)
_REGULATION = {word: score for words in (*_DEGREES, *_OTHERS) for word, score in _ranked(words).items()}
"""The words of every element's question: none has two scores, so any of them is understood anywhere."""

_SIGN_AND_WORDS = r"(?P<mark>{})(?:(?: ?[-.)=:] ?| )(?P<words>.+))?"


@lru_cache
def _marks(best: int) -> tuple[re.Pattern[str], Mapping[str, int]]:
    """A number or letter with what may stand behind it, and the score of each."""
    scores = {mark: score for score in range(1, best + 1) for mark in (str(score), ascii_lowercase[score - 1])}
    return re.compile(_SIGN_AND_WORDS.format("|".join(sorted(scores, key=len, reverse=True))), re.ASCII), scores


def scale_of(element: Mapping[str, Any], best: int = USUAL_BEST) -> Scale:
    """The scale of an element of the profile.

    Its words are its own where it declares any (`skala`, worst to best), else those of the regulation, which has none
    for another scale than 1 to 4.
    """
    if element.get("skala"):
        return Scale(_ranked(map(str, element["skala"])), best)
    return Scale(_REGULATION if best == USUAL_BEST else {}, best)


def read_score(text: str, scale: Scale) -> int | None:
    """The score of an answer, such as `4`, `d`, `Sangat baik`, `4 - Sangat Baik` or `d. Sangat baik.`; None when empty.

    Raises:
        ValueError: it is none of those, or its number or letter says another score than its words.
    """
    answer = folded(text)
    if not answer:
        return None
    said = scale.words.get(answer.rstrip("."))
    if said is not None:
        return said
    pattern, scores = _marks(scale.best)
    match = pattern.fullmatch(answer)
    if match is None or (match["words"] is not None and match["words"].rstrip(".") not in scale.words):
        raise ValueError(f"'{text}' is no answer from 1 to {scale.best}, nor one of the words of the scale")
    marked = scores[match["mark"]]
    if match["words"] is None:
        return marked
    said = scale.words[match["words"].rstrip(".")]
    if said != marked:
        raise ValueError(f"'{text}' says {marked} and in words {said}")
    return said
