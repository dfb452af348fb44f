"""Sentences that remember how they were made, and can be told in another language.

Belongs here: making, joining, keeping and telling them. Not here: the words of another language (catalogue).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from orchestration.language.catalogue import indonesian
from orchestration.language.choice import Language

_PLACE = re.compile(r"\{(\w+)(?::,)?\}")


class Sentence(str):
    """An English text, and the template and values that it was made of.

    Attributes:
        template: with named places, by which the catalogue knows it; empty for a text that is the same everywhere.
        values: what stands in the places; those that are sentences are told in the same language.
        indonesian: the whole sentence where it came with its Indonesian, as from a file.
    """

    __slots__ = ("indonesian", "template", "values")
    template: str
    values: Mapping[str, Any]
    indonesian: str | None

    def __new__(
        cls, text: str = "", template: str = "", values: Mapping[str, Any] | None = None, indonesian: str | None = None
    ) -> Sentence:
        """A sentence of its English text, which is not made again."""
        made = super().__new__(cls, text)
        made.template, made.values, made.indonesian = template, values or {}, indonesian
        return made

    def told(self, language: Language) -> str:
        """The text in a language; in English where the catalogue does not know the template."""
        if language == "en":
            return str(self)
        if self.indonesian is not None:
            return self.indonesian
        if not self.template:
            return str(self)
        pattern = indonesian().get(self.template)
        if pattern is None and has_words(self.template):
            return str(self)
        return (pattern or self.template).format_map({name: _value(item) for name, item in self.values.items()})

    def kept(self) -> list[Any]:
        """The sentence as plain data, for `of`."""
        values = {name: item.kept() if isinstance(item, Sentence) else item for name, item in self.values.items()}
        return [str(self), self.template, values, self.indonesian]

    @classmethod
    def of(cls, kept: list[Any]) -> Sentence:
        """A sentence that was kept; one whose places and values do not fit counts by its text alone.

        Raises:
            ValueError: it is none.
        """
        match kept:
            case [str(text), str(template), dict(values), (str() | None) as given]:
                values = {name: cls.of(item) if isinstance(item, list) else item for name, item in values.items()}
                return cls(text, template if places(template) <= values.keys() else "", values, given)
        raise ValueError(kept)


NOTHING = Sentence()
"""No sentence."""


class _Number(int):
    """A number whose thousands are marked as Indonesian does."""

    def __format__(self, form: str) -> str:
        return super().__format__(form).replace(",", ".")


def _value(item: Any) -> Any:
    if isinstance(item, Sentence):
        return item.told("id")
    return _Number(item) if isinstance(item, int) else item


def places(template: str) -> set[str]:
    """The names of the places of a template."""
    return set(_PLACE.findall(template))


def has_words(template: str) -> bool:
    """Whether anything but places, figures and signs stands in a template: else it is its own translation."""
    return any(map(str.isalpha, _PLACE.sub("", template)))


def say(template: str, /, **values: object) -> Sentence:
    """A sentence of its English template, the identity of the message, and what stands in its places.

    Args:
        template: a literal, which the catalogue has to know; `{rows:,}` marks thousands.
        values: texts, whole numbers, or sentences, which are told in the same language; others count as their text.
    """
    plain = {name: item if isinstance(item, str | int) else str(item) for name, item in values.items()}
    return Sentence(template.format_map(plain), template, plain)


def as_declared(text: str) -> Sentence:
    """A text without places that a file of the project declares, such as why a rule is asked."""
    if isinstance(text, Sentence):
        return text
    words = " ".join(text.split())
    return Sentence(words, words.replace("{", "{{").replace("}", "}}"))


def verbatim(text: object) -> Sentence:
    """A text that is the same in every language, such as a name or what a library says; a sentence as it is."""
    return text if isinstance(text, Sentence) else Sentence(str(text))


def both(english: str, other: str) -> Sentence:
    """A sentence that comes with its Indonesian, as from a file."""
    return Sentence(english, indonesian=other)


def changed(sentence: Sentence, change: Callable[[str], str]) -> Sentence:
    """A sentence with its text changed in every language alike, such as its first letter."""
    return both(change(sentence), change(sentence.told("id")))


def stated(text: str) -> Sentence:
    """A sentence as part of another: without its full stop."""
    return changed(verbatim(text), lambda told: told.removesuffix("."))


def joined(separator: str, parts: Iterable[str]) -> Sentence:
    """Several texts or sentences as one; a separator with words is a sentence itself."""
    values: dict[str, Any] = {f"p{at}": part for at, part in enumerate(parts)}
    template = "{separator}".join(f"{{{name}}}" for name in values)
    return Sentence(separator.join(values.values()), template, {**values, "separator": separator})


def said(error: BaseException) -> Sentence:
    """What an error says; its own sentence where it was raised with one."""
    first = error.args[0] if len(error.args) == 1 else None
    return first if isinstance(first, Sentence) else verbatim(error)


def told(text: object, language: Language) -> str:
    """A text, or an error, in a language; what is no sentence comes back as it is."""
    text = said(text) if isinstance(text, BaseException) else text
    return text.told(language) if isinstance(text, Sentence) else str(text)
