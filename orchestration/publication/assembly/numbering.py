"""The numbers of headings and tables.

Belongs here: counting, and which table stands where before any is made, so that a sentence can point to one that stands
behind it. Not here: what a number looks like in print (renderers).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from orchestration.figures.numbers import letter
from orchestration.publication.document.declared_tables import TableSpec

WRITTEN = "narasi"
"""What a table that a steward wrote is called among the declared ones."""

PARTS = ("hasil", "kendala", "tindak lanjut", "realisasi")
"""What stewards write about an indicator, an output or the unit."""

_CALL = re.compile(r"^@(indikator|tabel|narasi)(?: +(.*))?$", re.MULTILINE)


@dataclass
class Numbers:
    """Counters of headings within a section."""

    chapter: str = ""
    spoken: str = ""
    counts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def next(self, level: int) -> str:
        """The number of the next heading of a level from 1 to 5; empty where it has none."""
        if level == 1:
            self.counts = [0, 0, 0, 0]
            return self.spoken
        self.counts[level - 2] += 1
        for deeper in range(level - 1, len(self.counts)):
            self.counts[deeper] = 0
        if not self.chapter or level == 5:
            return ""
        if level == 4:
            return f"{chr(ord('A') + self.counts[2] - 1)}."
        return ".".join([self.chapter, *map(str, self.counts[: level - 1])]) + "."


@dataclass
class Drawings:
    """The numbers of drawings, counted within each chapter as they stand."""

    counts: dict[str, int] = field(default_factory=dict)

    def coming(self, chapter: str) -> str:
        """The number of the next drawing of a chapter; that of one which is not made is left for the next."""
        number = self.counts.get(chapter, 0) + 1
        return f"{chapter}.{number}" if chapter else str(number)

    def used(self, chapter: str) -> None:
        """The next drawing of a chapter stands."""
        self.counts[chapter] = self.counts.get(chapter, 0) + 1


@dataclass(frozen=True)
class Called:
    """A table that a chapter asks for: its name, what the place binds, and the indicator at hand."""

    name: str
    arguments: Mapping[str, str]
    code: str


def about(words: str) -> tuple[str, str]:
    """The code and the part, one of `PARTS`, that `@narasi` names; a code may be of several words (`IKU 1`)."""
    words = words.strip()
    part = next((part for part in PARTS if words.endswith(f" {part}")), "")
    return words.removesuffix(part).strip(), part


def tables_called(
    text: str, plain: Callable[[str], str], grids: Callable[[str, str], int] = lambda _code, _part: 0
) -> list[Called]:
    """The tables that a filled chapter asks for, in order.

    Args:
        text: the chapter behind Jinja.
        plain: gives a text with the contents of its fields.
        grids: how many tables a steward wrote for a code and a part.
    """
    found, code = [], ""
    for directive, rest in _CALL.findall(text):
        words = plain(rest).split()
        if directive == WRITTEN and words:
            found += [Called(WRITTEN, {}, code)] * grids(*about(plain(rest)))
            continue
        if directive == "indikator":
            code = " ".join(words)
        elif words:
            pairs = (word.partition("=")[::2] for word in words[1:] if "=" in word)
            found.append(Called(words[0], dict(pairs), code))
    return found


class TableNumbers:
    """The numbers of the tables of a report, given in the order in which they stand.

    A table that is declared with letters (`huruf`) has one number as long as it is repeated without another between.
    With official numbers (`baku`) each has the one that its declaration gives it, wherever it stands.
    """

    def __init__(self, declared: Mapping[str, TableSpec], *, official: bool) -> None:
        self._declared, self._official = declared, official
        self._coming: dict[str, list[str]] = {}
        self._first: dict[str, str] = {}

    def count(self, chapter: str, names: Iterable[str]) -> None:
        """Gives numbers to the tables of a chapter, named in their order."""
        number, times, last = 0, 0, ""
        for name in names:
            spec = self._declared.get(name)
            given = len(self._coming.setdefault(name, []))
            lettered = spec is not None and spec.huruf
            if self._official and spec is None:
                begin = whole = f"{chapter}.N{given + 1}"
            elif self._official and spec is not None:
                begin, whole = spec.nomor, spec.nomor + ("" if spec.huruf or not given else f".{given + 1}")
                whole += letter(given + 1) if spec.huruf else ""
            else:
                times = times + 1 if lettered and name == last else 1
                number += times == 1
                begin = whole = f"{chapter}.{number}"
                whole += letter(times) if lettered else ""
            self._coming[name].append(whole)
            self._first.setdefault(name, begin)
            last = name

    def next(self, name: str) -> str:
        """The number of the next table of a name; that of one which is not made is left for the next."""
        return self._coming[name][0] if self._coming.get(name) else self._declared[name].nomor

    def used(self, name: str) -> None:
        """The next table of a name stands."""
        if self._coming.get(name):
            self._coming[name].pop(0)

    def twice(self) -> tuple[str, str] | None:
        """A table that has the number of another, and that number."""
        seen: dict[str, str] = {}
        for name, numbers in self._coming.items():
            for number in numbers:
                if seen.setdefault(number, name) != name:
                    return name, number
        return None

    def of(self, name: str) -> str | None:
        """The number by which sentences point to a table, without its letters; None where it does not stand."""
        return self._first.get(name)
