"""The template folder: everything that it declares, read once, and held against itself and the profile.

Belongs here: reading the declarations, and whether what they and the chapters name is there. Not here: the shape of a
declaration (declared_tables.py, declared_words.py), the chapters' text (assembly), and what is done with either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.declarations import ConfigurationError, typed_yaml
from orchestration.declarations.strict import Place
from orchestration.publication.document.declared_tables import ChartSpec, Content, TableColumn, TableSpec
from orchestration.publication.document.declared_words import (
    Claim,
    Constant,
    Methods,
    Phrases,
    Report,
    SectionSpec,
    Traces,
)
from orchestration.workspace.formulas import formulas
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from orchestration.workspace.profile import Profile

TEMPLATES = PROJECT / "reports" / "templates"
FONTS = PROJECT / "reports" / "fonts"

DIRECTIVES = (
    "angka", "bagan", "daftar-gambar", "daftar-isi", "daftar-tabel", "grafik", "huruf", "indikator", "jejak", "metode",
    "narasi", "rumus", "tabel", "tanda-tangan", "tren",
)  # fmt: skip
"""What a line of a chapter may begin with, behind `@`."""

_DIRECTIVE = re.compile(r"^@([^\s{]+)")
_TABLE, _CHART = re.compile(r"^@tabel +([^\s{]+)"), re.compile(r"^@grafik +([^\s{]+)")
_PHRASE = re.compile(r"""\bfrasa\(\s*["']([^"']+)["']""")
_POINTED = re.compile(r"\{tabel:([^\s{}]+)\}")
_FOOTNOTE, _ROLE = re.compile(r"\{\^([^\s{}]+)\}"), re.compile(r"""(?:\{|\(["'])@(\w+)\.""")


@dataclass(frozen=True)
class Outline:
    """What the template folder declares; `fonts` are the shipped ones, for the charts."""

    folder: Path
    fonts: Path
    report: Report
    tables: dict[str, TableSpec]
    charts: dict[str, ChartSpec]
    phrases: Phrases
    methods: Methods
    constants: list[Constant]
    traces: Traces
    claims: list[Claim]

    def wrong(self, file: str, place: Place, message: str) -> ConfigurationError:
        """What is wrong at a place of a declaration."""
        return ConfigurationError([typed_yaml.read(self.folder / file).problem(place, message)])

    def wrong_text(self, file: str, near: str, message: str) -> ConfigurationError:
        """What is wrong in a chapter, in the first line that holds a text."""
        lines = (self.folder / file).read_text(encoding="utf-8").splitlines()
        line = next((number for number, text in enumerate(lines, 1) if near and near in text), 1)
        return ConfigurationError([f"{self.folder / file}:{line}: {message}"])


def read_outline(folder: Path, fonts: Path, profile: Profile) -> Outline:
    """Reads the declarations of a template folder, and looks whether everything they name is there.

    Raises:
        ConfigurationError: with every problem, each with file and line.
    """
    outline = Outline(
        folder=folder,
        fonts=fonts,
        report=_report(folder, profile),
        tables=typed_yaml.load(folder / "tabel.yaml", dict[str, TableSpec]),
        charts=typed_yaml.load(folder / "grafik.yaml", dict[str, ChartSpec]),
        phrases=typed_yaml.load(folder / "frasa.yaml", Phrases),
        methods=typed_yaml.load(folder / "metode.yaml", Methods),
        constants=typed_yaml.load(folder / "angka_tetap.yaml", list[Constant]),
        traces=typed_yaml.load(folder / "jejak.yaml", Traces),
        claims=typed_yaml.load(folder / "klaim.yaml", list[Claim]),
    )
    problems = [*_unknown(outline), *_without_section(outline, profile)]
    for path in sorted(folder.glob("**/*.md")):
        if path.name != "README.md":
            problems += _unknown_in_chapter(outline, path)
    if problems:
        raise ConfigurationError(problems)
    return outline


def _report(folder: Path, profile: Profile) -> Report:
    """The standing words; how tables are numbered is for the unit to say."""
    report = typed_yaml.load(folder / "laporan.yaml", Report)
    return report.model_copy(update={"nomor_tabel": profile.nomor_tabel}) if profile.nomor_tabel else report


def _unknown(outline: Outline) -> Iterator[str]:
    """Files and rules that declarations name and nobody has."""
    named: list[tuple[str, Place, str]] = []
    for number, section in enumerate(outline.report.bagian):
        for at, file in enumerate(section.berkas if isinstance(section, SectionSpec) else []):
            if not (outline.folder / file).is_file():
                named.append(("laporan.yaml", ("bagian", number, "berkas", at), f"there is no chapter '{file}'"))
    for name, chart in outline.charts.items():
        if not (outline.folder / "grafik" / f"{chart.bentuk}.vl.json").is_file():
            named.append(("grafik.yaml", (name, "bentuk"), f"there is no file grafik/{chart.bentuk}.vl.json"))
    for name, table in outline.tables.items():
        for place, content in _contents(table.kolom, (name, "kolom")):
            if content.frasa is not None and content.frasa.aturan not in outline.phrases:
                known = ", ".join(outline.phrases)
                said = f"there is no rule '{content.frasa.aturan}' in frasa.yaml; known: {known}"
                named.append(("tabel.yaml", (*place, "frasa", "aturan"), said))
    yield from (typed_yaml.read(outline.folder / file).problem(place, said) for file, place, said in named)


def _contents(columns: list[TableColumn], place: Place) -> Iterator[tuple[Place, Content]]:
    for number, column in enumerate(columns):
        here = (*place, number)
        yield here, column
        for key in ("jumlah", "subjumlah"):
            if (other := getattr(column, key)) is not None:
                yield (*here, key), other
        yield from _contents(column.kolom, (*here, "kolom"))


def _without_section(outline: Outline, profile: Profile) -> Iterator[str]:
    """Formulas of the profile whose section is not there."""
    for name in dict.fromkeys(indicator.formula.templat for indicator in profile.indikator):
        if not (outline.folder / "indikator" / f"{name}.md").is_file():
            yield f"{outline.folder / 'indikator' / f'{name}.md'}: no such file; expected the section of the formula"


def _unknown_in_chapter(outline: Outline, path: Path) -> Iterator[str]:
    """Tables, charts, phrases, footnotes, roles and directives that a chapter names and nobody declares."""
    names: tuple[tuple[re.Pattern[str], str, Collection[str]], ...] = (
        (_DIRECTIVE, "directive", DIRECTIVES),
        (_TABLE, "table in tabel.yaml", outline.tables),
        (_CHART, "chart in grafik.yaml", outline.charts),
        (_PHRASE, "rule in frasa.yaml", outline.phrases),
        (_POINTED, "table in tabel.yaml", outline.tables),
        (_FOOTNOTE, "footnote under catatan_kaki in laporan.yaml", outline.report.catatan_kaki),
        (_ROLE, "name under peran in laporan.yaml", {*outline.report.peran, *formulas()}),
    )
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for pattern, what, known in names:
            for name in pattern.findall(line):
                if name not in known:
                    yield f"{path}:{number}: there is no {what} '{name}'; known: {', '.join(sorted(known))}"
