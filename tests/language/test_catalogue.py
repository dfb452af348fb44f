"""The catalogue of messages is complete in both languages, and says nothing that nobody says."""

from __future__ import annotations

from collections import Counter

import pytest

from orchestration.language.catalogue import PATH, entries, indonesian
from orchestration.language.sentences import has_words, places
from tests.language.templates import not_literal, said

OF_THE_PROGRAM = {"contract", "kind", "rule", "table", "target"}
"""Places that the Indonesian may leave out: names of a program, beside which something else says the same."""


def test_every_template_can_be_read_from_the_code() -> None:
    assert not_literal() == []


def test_every_template_has_its_indonesian() -> None:
    missing = {item.template: item.place for item in said() if not indonesian().get(item.template)}
    assert missing == {}


def test_no_entry_is_dead_or_stands_twice() -> None:
    listed = Counter(english for english, _ in entries(PATH.read_text(encoding="utf-8")))
    assert set(listed) - {item.template for item in said()} == set()
    assert [english for english, times in listed.items() if times > 1] == []


def test_the_indonesian_has_the_places_of_the_english() -> None:
    wrong = {}
    for item in said():
        here, there = places(item.template), places(indonesian()[item.template])
        # What the English does not need may be given for the Indonesian: a name in place of a program's.
        if here - there - OF_THE_PROGRAM or there - (item.given if item.given is not None else here):
            wrong[item.template] = item.place
    assert wrong == {}


def test_a_template_is_filled_by_names_alone() -> None:
    """A place that takes a value apart, or shapes it otherwise than by its thousands, would be lost."""
    for template in [*indonesian(), *indonesian().values()]:
        left = template.replace("{{", "").replace("}}", "")
        for name in places(template):
            left = left.replace(f"{{{name}}}", "").replace(f"{{{name}:,}}", "")
        assert "{" not in left and "}" not in left, template


@pytest.mark.parametrize("english, other", [("row {row}", "baris {row}"), ('a "mark"\n', "tanda \\ {x}")])
def test_the_format_is_that_of_gettext(english: str, other: str) -> None:
    import json

    text = (
        f'msgid ""\nmsgstr "Language: id\\n"\n\n#: here\nmsgid {json.dumps(english)}\nmsgstr ""\n{json.dumps(other)}\n'
    )
    assert entries(text) == [(english, other)]


def test_other_programs_read_the_file_as_we_do() -> None:
    from babel.messages import pofile

    with PATH.open("rb") as file:
        catalogue = pofile.read_po(file, locale="id", abort_invalid=True)
    assert {message.id: message.string for message in catalogue if message.id} == indonesian()


def test_entries_without_words_are_none() -> None:
    assert [english for english in indonesian() if not has_words(english)] == []
