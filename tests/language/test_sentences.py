"""A sentence is English text that can be told in Indonesian from the same parts."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from orchestration.language import sentences
from orchestration.language.choice import preferred
from orchestration.language.sentences import (
    NOTHING,
    Sentence,
    as_declared,
    both,
    joined,
    said,
    say,
    stated,
    told,
    verbatim,
)


@pytest.fixture(autouse=True)
def small_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {
        "row {row}": "baris {row}",
        "{count:,} rows of {file}": "{file} memuat {count:,} baris",
        "{place}: {what}": "{place}: {what}",
        " and ": " dan ",
        "a text with {{braces}}": "teks dengan {{kurawal}}",
    }
    monkeypatch.setattr(sentences, "indonesian", lambda: words)


def test_it_is_its_english_text() -> None:
    made = say("{count:,} rows of {file}", count=12345, file="a.csv")
    assert made == "12,345 rows of a.csv" == told(made, "en")
    assert json.dumps([made]) == '["12,345 rows of a.csv"]'
    assert type(told(made, "en")) is type(told(made, "id")) is str


def test_it_is_told_with_the_same_values() -> None:
    made = say("{count:,} rows of {file}", count=12345, file="a.csv")
    assert told(made, "id") == "a.csv memuat 12.345 baris"


def test_what_stands_in_it_is_told_too() -> None:
    made = say("{place}: {what}", place=joined(", ", ["a.csv", say("row {row}", row=7)]), what="x {row}")
    assert made == "a.csv, row 7: x {row}"
    assert told(made, "id") == "a.csv, baris 7: x {row}"


def test_words_between_parts_are_told() -> None:
    assert told(joined(say(" and "), ["a", say("row {row}", row=1)]), "id") == "a dan baris 1"


def test_what_the_catalogue_does_not_know_stays_english() -> None:
    assert told(say("nobody knows {row}", row=1), "id") == "nobody knows 1"
    assert told("a name", "id") == "a name"
    assert told(verbatim("row 1"), "id") == "row 1"


def test_a_declared_text_has_no_places() -> None:
    assert told(as_declared("a text  with\n {braces}"), "id") == "teks dengan {kurawal}"


def test_it_may_come_with_its_indonesian() -> None:
    made = both("Do it.", "Lakukan.")
    assert (made, told(made, "id")) == ("Do it.", "Lakukan.")
    assert told(stated(made), "id") == "Lakukan"


@pytest.mark.parametrize(
    "again",
    [lambda s: pickle.loads(pickle.dumps(s)), copy.deepcopy, lambda s: Sentence.of(json.loads(json.dumps(s.kept())))],
)
def test_it_survives_being_kept(again) -> None:
    made = say("{place}: {what}", place=say("row {row}", row=2), what=both("x", "y"))
    assert again(made) == made
    assert told(again(made), "id") == "baris 2: y"


@pytest.mark.parametrize("kept", ["text", ["text"], ["text", "t", [], None], ["text", "t", {}, 1], [1, "t", {}, None]])
def test_what_was_not_kept_so_is_refused(kept: object) -> None:
    with pytest.raises(ValueError):
        Sentence.of(kept)


def test_a_kept_template_is_never_filled_with_what_it_does_not_have() -> None:
    made = Sentence.of(["as it was", "row {row}", {"other": "x"}, None])
    assert told(made, "id") == "as it was"


def test_an_error_says_its_sentence() -> None:
    assert told(ValueError(say("row {row}", row=3)), "id") == "baris 3"
    assert said(ValueError("plain")) == "plain"


def test_nothing_is_empty() -> None:
    assert not NOTHING and told(NOTHING, "id") == ""


@pytest.mark.parametrize("value, language", [(None, "en"), ("id", "id"), ("en", "en"), ("fr", "en")])
def test_a_variable_chooses_the_language(value: str | None, language: str) -> None:
    assert preferred("en", {} if value is None else {"TRIWULAN_LANG": value}) == language
