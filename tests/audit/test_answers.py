"""Answers of a survey in numbers, letters and the words of PermenPANRB 14/2017, as its questionnaire prints them."""

from __future__ import annotations

import pytest

from orchestration.audit.recomputation.answers import read_score, scale_of

# Worst to best, per element.
QUESTIONNAIRE = {
    "u1": ("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"),
    "u2": ("Tidak mudah", "Kurang mudah", "Mudah", "Sangat mudah"),
    "u3": ("Tidak cepat", "Kurang cepat", "Cepat", "Sangat cepat"),
    "u4": ("Sangat mahal", "Cukup mahal", "Murah", "Gratis"),
    "u5": ("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"),
    "u6": ("Tidak kompeten", "Kurang kompeten", "Kompeten", "Sangat kompeten"),
    "u7": ("Tidak sopan dan ramah", "Kurang sopan dan ramah", "Sopan dan ramah", "Sangat sopan dan ramah"),
    "u8": ("Tidak ada", "Ada tetapi tidak berfungsi", "Berfungsi kurang maksimal", "Dikelola dengan baik"),
    "u9": ("Buruk", "Cukup", "Baik", "Sangat baik"),
}
QUALITIES = [
    *("sesuai", "mudah", "cepat", "wajar", "kompeten", "mampu", "sopan", "ramah", "baik", "puas", "memuaskan"),
    *("jelas", "lengkap", "nyaman"),
]
ANSWERS = [(u, place, words) for u, scale in QUESTIONNAIRE.items() for place, words in enumerate(scale, start=1)]


@pytest.mark.parametrize(("element", "score", "words"), ANSWERS)
def test_the_words_of_the_regulation(element: str, score: int, words: str) -> None:
    scale = scale_of({"kode": element})
    letter = "abcd"[score - 1]
    for text in (
        words,
        words.upper(),
        f"  {words} ",
        words.replace(" ", "\u00a0"),
        f"{words}.",
        str(score),
        letter,
        letter.upper(),
    ):
        assert read_score(text, scale) == score
    for mark in (" - ", ". ", ") ", " = ", "=", ": ", " ", "-", "\u2013", " \u2014 "):
        assert read_score(f"{score}{mark}{words}", scale) == score
        assert read_score(f"{letter}{mark}{words}", scale) == score


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("element", QUESTIONNAIRE)
def test_degrees_of_a_quality_are_the_same_for_every_element(element: str, quality: str) -> None:
    scale = scale_of({"kode": element})
    degrees = [f"Tidak {quality}", f"Kurang {quality}", quality, f"Sangat {quality}"]
    assert [read_score(words, scale) for words in degrees] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("element", "text"),
    [
        *(("u1", text) for text in ("0", "5", "4,0", "04", "4.", "e", "44", "d d", "bagus", "4 - bagus", "4 4")),
        *(("u9", text) for text in ("4 -- Sangat sesuai", "\u00b2", "sangat", "d.", "cukup sekali", "tidak")),
    ],
)
def test_what_is_no_answer_is_refused(element: str, text: str) -> None:
    with pytest.raises(ValueError, match="no answer from 1 to 4"):
        read_score(text, scale_of({"kode": element}))


def test_no_word_of_the_regulation_has_two_scores_so_any_is_understood_anywhere() -> None:
    for _, score, words in ANSWERS:
        assert {read_score(words, scale_of({"kode": element})) for element in QUESTIONNAIRE} == {score}


@pytest.mark.parametrize("text", ["4 - Tidak sesuai", "a. Sangat sesuai", "3 = Sangat sesuai"])
def test_a_number_that_contradicts_its_words_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"says \d and in words \d"):
        read_score(text, scale_of({"kode": "u1"}))


def test_a_unit_s_own_words_stand_instead() -> None:
    scale = scale_of({"kode": "u9", "skala": ["Cukup", "Baik", "Sangat  baik", "Istimewa"]})
    assert [read_score(text, scale) for text in ("cukup", "Baik", "sangat baik", "4 - istimewa", "d")] == [
        1,
        2,
        3,
        4,
        4,
    ]
    with pytest.raises(ValueError, match="no answer"):
        read_score("Kurang baik", scale)


@pytest.mark.parametrize("text", ["", " ", "\u200b", "'"])
def test_an_empty_answer_is_none(text: str) -> None:
    assert read_score(text, scale_of({"kode": "u1"})) is None
