"""Answers to the questions of a survey: numbers, letters and words on one scale.

Rule 5 of sources/contracts/README.md. Belongs here: the words of PermenPANRB 14/2017 (Lampiran, kuesioner) and those
that a unit declares, reading one answer.
Not here: which column asks for which element (recognition).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from orchestration.language.sentences import Sentence, say
from orchestration.texts.canonical import name_key

LETTERS = "abcdefghij"
USUAL_BEST = 4
"""The best answer on the scale of the regulation; the worst is 1."""

_ADJECTIVES = (
    "sesuai", "mudah", "cepat", "wajar", "kompeten", "mampu", "sopan", "ramah", "sopan dan ramah", "baik", "puas",
    "memuaskan", "jelas", "lengkap", "nyaman",
)  # fmt: skip
_BESIDES = (
    ("sangat mahal", "cukup mahal", "murah", "gratis"),
    ("tidak ada", "ada tetapi tidak berfungsi", "berfungsi kurang maksimal", "dikelola dengan baik"),
    ("buruk", "cukup", "baik", "sangat baik"),
)


def _regulation() -> dict[str, int]:
    words: dict[str, int] = {}
    for adjective in _ADJECTIVES:
        scale = (f"tidak {adjective}", f"kurang {adjective}", adjective, f"sangat {adjective}")
        words |= {text: score for score, text in enumerate(scale, 1)}
    for scale in _BESIDES:
        words |= {text: score for score, text in enumerate(scale, 1)}
    return words


REGULATION: Mapping[str, int] = _regulation()
"""Words of the regulation's questionnaire to their score, 1 to 4 from worst to best; no word has two."""

_MARKED = re.compile(r"(?P<mark>10|[0-9a-z])(?:\s*[-.):=]\s*|\s+)(?P<words>\S.*)")


@dataclass(frozen=True)
class Scale:
    """How the answers to one question are read.

    Attributes:
        own: words that the unit declares, as they are compared, from worst to best; empty for those of the regulation,
            which are four.
        best: the best score; the worst is 1.
    """

    own: tuple[str, ...] = ()
    best: int = USUAL_BEST

    @property
    def words(self) -> Mapping[str, int]:
        """Words to score."""
        if self.own:
            return {text: score for score, text in enumerate(self.own, 1)}
        return REGULATION if self.best == USUAL_BEST else {}

    @property
    def expected(self) -> Sentence:
        """What would have been an answer."""
        marks = say("1 to {best}, a to {letter}", best=self.best, letter=LETTERS[self.best - 1])
        if not self.words:
            return marks
        own = ", ".join(f"'{text}'" for text in self.own)
        return say(
            "{marks}, or {words}", marks=marks, words=own or say("the words of the scale, as in 4 - Sangat Baik")
        )

    def read(self, text: str) -> tuple[int | None, bool]:
        """The score of an answer, and whether its number or letter says otherwise than its words.

        Returns:
            (score, False); (None, False) for no answer; (score of the words, True) for a contradiction.
        """
        return _read(name_key(text), self)


@lru_cache(maxsize=2**12)
def _read(text: str, scale: Scale) -> tuple[int | None, bool]:
    words = scale.words
    if text in words:
        return words[text], False
    if (score := _marked(text, scale.best)) is not None or len(text) == 1:
        return score, False
    found = _MARKED.fullmatch(text)
    if found is None:
        return None, False
    mark, said = _marked(found["mark"], scale.best), words.get(found["words"].rstrip(" ."))
    if said is None or mark is None:
        return None, False
    return said, mark != said


@lru_cache
def _marks(best: int) -> Mapping[str, int]:
    return {mark: score for score in range(1, best + 1) for mark in (str(score), LETTERS[score - 1])}


def _marked(mark: str, best: int) -> int | None:
    return _marks(best).get(mark)


def scale_of(words: Sequence[str], best: int = USUAL_BEST) -> Scale:
    """The scale of a unit's own words, from worst to best, or of numbers and letters alone where it has none."""
    return Scale(tuple(name_key(text) for text in words), best)
