"""Answers of a survey: the words decide, and a number that contradicts them is told."""

from __future__ import annotations

import pytest

from orchestration.texts.answers import REGULATION, Scale, scale_of

REGULAR = Scale()


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("4", 4),
        ("d", 4),
        ("A", 1),
        ("4 - Sangat Baik", 4),
        ("4 \u2013 Sangat Baik", 4),
        ("4 = Sangat Baik", 4),
        ("4. Sangat baik", 4),
        ("4) Sangat  baik", 4),
        ("4: sangat baik.", 4),
        ("d. Sangat baik", 4),
        ("a. Tidak sesuai", 1),
        ("Kurang sopan dan ramah", 2),
        ("SANGAT\u00a0MUDAH", 4),
        ("Sangat mahal", 1),
        ("Gratis", 4),
        ("Tidak ada", 1),
        ("Ada tetapi tidak berfungsi", 2),
        ("Berfungsi kurang maksimal", 3),
        ("Dikelola dengan baik", 4),
        ("Buruk", 1),
        ("Cukup", 2),
    ],
)
def test_answers_are_read(text: str, score: int) -> None:
    assert REGULAR.read(text) == (score, False)


@pytest.mark.parametrize("text", ["", "5", "0", "e", "4 -", "Sangat setuju", "4 - Sangat setuju", "44", "baik sekali"])
def test_what_the_scale_does_not_know_is_no_answer(text: str) -> None:
    assert REGULAR.read(text) == (None, False)


@pytest.mark.parametrize(("text", "words"), [("1. Sangat baik", 4), ("a. Sangat baik", 4), ("4 - Tidak baik", 1)])
def test_a_number_that_contradicts_its_words_is_told(text: str, words: int) -> None:
    assert REGULAR.read(text) == (words, True)


def test_a_form_that_lists_its_best_answer_first_is_read_once_its_answers_are_declared() -> None:
    own = scale_of(["4. Tidak puas", "3. Kurang puas", "2. Puas", "1. Sangat puas"])
    assert own.read("1. Sangat puas") == (4, False)
    assert own.read("3. kurang puas") == (2, False)
    assert own.read("Gratis") == (None, False)


def test_the_words_of_the_regulation_have_scores_from_one_to_four() -> None:
    assert set(REGULATION.values()) == {1, 2, 3, 4}
    assert len(REGULATION) == 4 * 15 + 4 + 4 + 2  # buruk and cukup; baik and sangat baik stand among the adjectives
