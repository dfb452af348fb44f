"""From a line of text to runs: figure references, declared constants, and words chosen by rule.

Belongs here: the small language of the templates (`{SK2.4.realisasi}`, `{.capaian|satuan}`, `{@pnbp.pnbp}`,
`{.realisasi:numerator}`, the footnote `{^tunggakan}`), the allow-list of digits that are no figures, the rules by which
a sentence picks its words. Not here: Markdown and chapters (assembly) and tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from string import Template

from orchestration.figures.book import Book, Figure
from orchestration.publication.document.declared_words import Condition, Constant, Phrases, Report
from orchestration.publication.document.document import (
    ConstantRun,
    FigureRun,
    FootnoteRun,
    Run,
    Runs,
    TextRun,
    TypedRun,
)

PUBLISHED = "laporan_terbit"
"""Kind of a constant that a report published before prints; `verify` reads it again from the reference data."""

FIELD = "medan"
"""Kind of a constant that came from a field: the profile, a delivery, the quarter."""

TABLE = "tabel:"
"""What a reference to a table begins with."""

WRITTEN = "Teks"
"""Column of the sheet Narasi that holds what a steward wrote."""

_TOKEN = re.compile("\ue000(\\d+)\ue001")
# A code may have a space before its number: `{IKU 1.realisasi}`.
_REFERENCE = re.compile(r"\{([^{}\s|]+(?: [0-9][^{}\s|]*)*)(?:\|(\w+))?\}")
_DIGIT = re.compile(r"\d")
_TYPED = re.compile(r"\d+(?:[.,]\d+)*")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000\ue001]")


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A reference to a figure that does not exist.

    Attributes:
        reference: as written.
        place: heading, table or cell where it stands.
        source_row_id: the delivered row, when a steward's text holds it; else empty.
        column: of that row.
    """

    reference: str
    place: str
    source_row_id: str = ""
    column: str = WRITTEN


@dataclass(frozen=True, slots=True)
class Typed:
    """Digits typed by hand into a steward's text, and the column of the delivered row that it stands in."""

    text: str
    sentence: str
    source_row_id: str
    column: str = WRITTEN


@dataclass(frozen=True)
class Rules:
    """What the templates declare beside their text.

    Attributes:
        constants: (pattern, kind) of digits that are no figures.
        phrases: rule name to its cases, tried in order.
        roles: short name to the formulas (rumus) it stands for, for `{@name.measure}`.
        units: unit to the way it stands around a number, `%s` being the number.
        notes: name to the words of a footnote, for `{^name}`; none has a digit, because each format prints
            them in another place.
        called: what a table is called.
    """

    constants: re.Pattern[str]
    kinds: tuple[str, ...]
    phrases: Phrases
    roles: Mapping[str, list[str]]
    units: Mapping[str, str]
    notes: Mapping[str, str]
    called: str

    @classmethod
    def of(cls, constants: list[Constant], phrases: Phrases, report: Report) -> Rules:
        """Compiles the declared patterns into one, so that a text is read once."""
        pattern = "|".join(f"(?P<k{number}>{entry.pola})" for number, entry in enumerate(constants))
        kinds = tuple(entry.jenis for entry in constants)
        return cls(
            re.compile(pattern), kinds, phrases, report.peran, report.satuan, report.catatan_kaki, report.sebutan.tabel
        )


class _Token(str):
    """A token that stands for a field's content already."""

    __slots__ = ()


@dataclass
class Wording:
    """Turns text into runs and remembers what it could not resolve."""

    book: Book
    rules: Rules
    codes: Mapping[str, str]
    """Formula (rumus) to the code of the indicator that uses it."""
    table: Callable[[str], str | None] = lambda _name: None
    """Name of a declared table to its number, for `{tabel:name}`."""
    unresolved: list[Unresolved] = field(default_factory=list)
    typed: list[Typed] = field(default_factory=list)
    place: str = ""
    _fields: list[str] = field(default_factory=list)
    _kinds: list[str] = field(default_factory=list)
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    def token(self, value: object, kind: str = FIELD) -> str:
        """Stands for a field's content until runs are made, so that its digits and marks are never read as template.

        Args:
            value: the content, or a token that is to stay one.
            kind: of the constant that the content is where it has a digit.
        """
        if isinstance(value, _Token):
            return value
        text = _UNPRINTABLE.sub(" ", str(value))
        if not text:
            return ""
        if (text, kind) not in self._known:
            self._known[text, kind] = _Token(f"\ue000{len(self._fields)}\ue001")
            self._fields.append(text)
            self._kinds.append(kind)
        return self._known[text, kind]

    def untoken(self, text: str) -> str:
        """The text with the contents of its fields."""
        return _TOKEN.sub(lambda match: self._fields[int(match[1])], text)

    def figure_id(self, reference: str, code: str = "") -> str:
        """The id that a reference means.

        `.x` is of the indicator at hand, `@role.x` of the one with that formula, `.x:role` the only figure that `.x` is
        made of in that role.
        """
        reference, _, part = self.untoken(reference).partition(":")
        if part:
            whole = self.figure_id(reference, code)
            return self.book.component(whole, part) or f"{whole}:{part}"
        if reference.startswith("."):
            return f"{code}{reference}"
        if reference.startswith("@"):
            role, _, measure = reference[1:].partition(".")
            for formula in self.rules.roles.get(role, [role]):
                if formula in self.codes:
                    return f"{self.codes[formula]}.{measure}"
        return reference

    def find(self, reference: str, code: str = "") -> Figure | None:
        """The figure a reference means, or None."""
        return self.book.find(self.figure_id(reference, code))

    def runs(self, text: str, code: str = "", *, bold: bool = False, italic: bool = False) -> Runs:
        """Runs of a line of a template."""
        return tuple(self._runs(text, code, bold, italic))

    def field_runs(self, text: str, kind: str = FIELD, *, bold: bool = False, italic: bool = False) -> Runs:
        """Runs of the content of a field: plain words, its digits declared as such."""
        content = _UNPRINTABLE.sub(" ", str(text))
        if not content:
            return ()
        if _DIGIT.search(content):
            return (ConstantRun(content, kind, bold, italic),)
        return (TextRun(content, bold, italic),)

    def narrative_runs(
        self, text: str, source_row_id: str, place: str, column: str = WRITTEN, declared: str = ""
    ) -> Runs:
        """Runs of a steward's sentence: references become figures, typed digits are marked and remembered.

        Args:
            text: the sentence, or a cell of a table.
            source_row_id: of the row that has it.
            place: what is told of it where a reference leads nowhere.
            column: the header of its column.
            declared: kind of the constants that its digits are; empty where each has to be a figure.
        """
        runs: list[Run] = []
        content = _UNPRINTABLE.sub(" ", text)
        position = 0

        def between(part: str) -> Iterable[Run]:
            if declared:
                return self.field_runs(part, declared)
            return self._narrative_text(part, content, source_row_id, column)

        for match in _REFERENCE.finditer(content):
            runs += between(content[position : match.start()])
            position = match.end()
            figure = self.find(match[1])
            if figure is None:
                self.unresolved.append(Unresolved(match[1], place, source_row_id, column))
                runs.append(ConstantRun(match[0], "tak_dikenal"))
            else:
                runs += self._figure(figure, match[2], bold=False, italic=False)
        runs += between(content[position:])
        return tuple(runs)

    def phrase(self, rule: str, figure: Figure | None, other: Figure | None = None) -> str:
        """The words that a rule chooses for a figure; the last case of every rule holds for every value."""
        return next(case.teks for case in self.rules.phrases[rule] if fits(case, figure, other))

    def _runs(self, text: str, code: str, bold: bool, italic: bool) -> Iterator[Run]:
        position = 0
        for match in _REFERENCE.finditer(text):
            yield from self._words(text[position : match.start()], bold, italic)
            position = match.end()
            if match[1].startswith("^"):
                yield FootnoteRun((TextRun(self.rules.notes[match[1][1:]]),))
                continue
            if match[1].startswith(TABLE) and (number := self.table(match[1].removeprefix(TABLE))) is not None:
                yield ConstantRun(f"{self.rules.called} {number}", "rujukan", bold, italic)
                continue
            figure = self.find(match[1], code)
            if figure is None:
                self.unresolved.append(Unresolved(self.figure_id(match[1], code), self.place))
                yield TextRun(self.untoken(match[0]), bold, italic)
            else:
                yield from self._figure(figure, match[2], bold=bold, italic=italic)
        yield from self._words(text[position:], bold, italic)

    def _words(self, text: str, bold: bool, italic: bool) -> Iterator[Run]:
        """Words of the template around the contents of fields."""
        position = 0
        for match in _TOKEN.finditer(text):
            yield from self._constants(text[position : match.start()], bold, italic)
            position = match.end()
            number = int(match[1])
            yield from self.field_runs(self._fields[number], self._kinds[number], bold=bold, italic=italic)
        yield from self._constants(text[position:], bold, italic)

    def _constants(self, text: str, bold: bool, italic: bool) -> Iterator[TextRun | ConstantRun]:
        if not text:
            return
        position = 0
        if _DIGIT.search(text):
            for match in self.rules.constants.finditer(text):
                if match.start() > position:
                    yield TextRun(text[position : match.start()], bold, italic)
                position = match.end()
                yield ConstantRun(match[0], self.rules.kinds[int(str(match.lastgroup)[1:])], bold, italic)
        if position < len(text):
            yield TextRun(text[position:], bold, italic)

    def _narrative_text(self, text: str, sentence: str, source_row_id: str, column: str) -> Iterator[Run]:
        for run in self._constants(text, False, False):
            if isinstance(run, ConstantRun) or not _DIGIT.search(run.text):
                yield run
                continue
            position = 0
            for match in _TYPED.finditer(run.text):
                if match.start() > position:
                    yield TextRun(run.text[position : match.start()])
                position = match.end()
                yield TypedRun(match[0])
                self.typed.append(Typed(match[0], sentence, source_row_id, column))
            if position < len(run.text):
                yield TextRun(run.text[position:])

    def _figure(self, figure: Figure, form: str | None, *, bold: bool, italic: bool) -> Iterator[Run]:
        shape = self.rules.units.get(figure.unit, "%s") if form == "satuan" and figure.status is None else "%s"
        before, _, after = shape.partition("%s")
        if before:
            yield TextRun(before, bold, italic)
        yield FigureRun(figure, bold, italic or figure.status == "on_progress")
        if after:
            yield TextRun(after, bold, italic)


def fits(case: Condition, figure: Figure | None, other: Figure | None = None) -> bool:
    """Whether a case of a rule holds: a status, or the printed value against a bound (a number or the other figure)."""
    if figure is None or figure.printed_value is None or figure.status is not None:
        return case.status is not None and case.status in ("apa_pun", figure.status if figure else "tidak_ada")
    if case.status is not None:
        return False
    value = figure.printed_value
    for name, holds in (
        ("lebih_dari", lambda bound: value > bound),
        ("minimal", lambda bound: value >= bound),
        ("sama_dengan", lambda bound: value == bound),
        ("kurang_dari", lambda bound: value < bound),
    ):
        bound = getattr(case, name)
        if bound is not None:
            if bound == "pembanding":
                if other is None or other.printed_value is None:
                    return False
                bound = other.printed_value
            return bool(holds(bound))
    return True


def fill(pattern: str, values: Mapping[str, object]) -> str | None:
    """Fills the `${name}` places of a declared pattern; None when the row has no such name: the cell stays empty."""
    try:
        return Template(pattern).substitute(values)
    except KeyError:
        return None
