"""Answers of a satisfaction survey: numbers, letters and words to 1 (worst) to 4 (best).

Belongs here: the words of PermenPANRB 14/2017 and a unit's own, rule 5 of sources/contracts/README.md. Not here: which
column asks what, and what is worked out of the scores (survey.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from orchestration.audit.recomputation.characters import folded

Scale = Mapping[str, int]
"""Case-folded words to their score."""

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
_REGULATION: Scale = {word: score for words in (*_DEGREES, *_OTHERS) for word, score in _ranked(words).items()}
"""The words of every element's question: none has two scores, so any of them is understood anywhere."""

_MARKED = re.compile(r"(?P<mark>[1-4a-d])(?:(?: ?[-.)=:] ?| )(?P<words>.+))?", re.ASCII)
_MARKS = {mark: score for marks in ("1234", "abcd") for score, mark in enumerate(marks, start=1)}


def scale_of(element: Mapping[str, Any]) -> Scale:
    """The words of an element of the profile; where it declares its own (`skala`, worst to best), only those."""
    return _ranked(map(str, element["skala"])) if element.get("skala") else _REGULATION


def read_score(text: str, scale: Scale) -> int | None:
    """The score of an answer, such as `4`, `d`, `Sangat baik`, `4 - Sangat Baik` or `d. Sangat baik.`; None when empty.

    Raises:
        ValueError: it is none of those, or its number or letter says another score than its words.
    """
    answer = folded(text)
    if not answer:
        return None
    said = scale.get(answer.rstrip("."))
    if said is not None:
        return said
    match = _MARKED.fullmatch(answer)
    if match is None or (match["words"] is not None and match["words"].rstrip(".") not in scale):
        raise ValueError(f"'{text}' is no answer from 1 to 4, nor one of the words of the scale")
    marked = _MARKS[match["mark"]]
    if match["words"] is None:
        return marked
    said = scale[match["words"].rstrip(".")]
    if said != marked:
        raise ValueError(f"'{text}' says {marked} and in words {said}")
    return said
