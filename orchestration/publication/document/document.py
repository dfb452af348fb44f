"""The neutral document: blocks and runs that every renderer draws, and nothing that only one of them needs.

Belongs here: the shape of the report. A number is always a `FigureRun`; digits that are no figure are a `ConstantRun`
(declared: regulation, date, table number, field of the profile) or a `TypedRun` (typed by hand in a Narasi cell).
Not here: how a block looks (templates) and where its content comes from (assembly).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from orchestration.figures.book import Figure

REVISED = "(R)"
"""The mark of a figure that the release before printed otherwise."""

SHORT_TABLE = (10, 900)
"""Rows and characters up to which a table moves to the next page whole instead of breaking."""


@dataclass(frozen=True, slots=True)
class TextRun:
    """Words. A digit in here is an untagged number and fails the check on the rendered document."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class ConstantRun:
    """Words with digits that are declared not to be figures.

    Attributes:
        kind: why they are none, e.g. `peraturan`, `tanggal`, `medan` (a field of the profile or of a delivery).
    """

    text: str
    kind: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class TypedRun:
    """Digits that somebody typed into a narrative instead of naming a figure."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class FigureRun:
    """A figure in print; its text is `figure.printed` in every format, followed by `REVISED` if it was revised."""

    figure: Figure
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class FootnoteRun:
    """A mark in the text whose note stands at the foot of the page, or where the format keeps its notes."""

    note: Runs


@dataclass(frozen=True, slots=True)
class FileRun:
    """Words that name a file of the release; on the page they lead to it, by its path within the release."""

    text: str
    target: str
    bold: bool = False
    italic: bool = False


Run = TextRun | ConstantRun | TypedRun | FigureRun | FootnoteRun | FileRun
Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Attributes:
        level: 1 is a chapter.
        number: printed before the title, e.g. `2.1.`; empty when it has none.
        anchor: unique in the document.
        contents: whether the table of contents lists it.
    """

    level: int
    number: str
    runs: Runs
    anchor: str
    contents: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Attributes:
        role: `isi`; `pengantar` (leads a list or a table and stays with it); `tengah`; `kanan`.
    """

    runs: Runs
    role: str = "isi"


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; `style` is `butir`, `angka` or `huruf`."""

    items: tuple[Runs, ...]
    style: Literal["butir", "angka", "huruf"] = "butir"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        title: head of the column.
        group: head that spans this column and its neighbours of the same group; empty for none.
        align: `kiri`, `kanan` or `tengah`.
        width: share of the width, in relation to the other columns.
    """

    title: Runs
    group: Runs = ()
    align: Literal["kiri", "kanan", "tengah"] = "kiri"
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: paragraphs of runs, usually one.

    Attributes:
        header: whether it names its row.
    """

    lines: tuple[Runs, ...] = ((),)
    align: Literal["kiri", "kanan", "tengah"] = "kiri"
    span: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `kind` is `isi`, `kelompok` (names the rows below), `subjumlah` or `jumlah`.

    Attributes:
        figure: id of the figure that the row tells the trail of; empty for every other row.
    """

    cells: tuple[Cell, ...]
    kind: Literal["isi", "kelompok", "subjumlah", "jumlah"] = "isi"
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption.

    Attributes:
        name: as declared in the templates, unique together with what it was bound to.
        number: e.g. `3.11`.
        size: `biasa`, `kecil`, `renik` or `halus`: how much has to fit into the width.
        notes: lines under the table.
        otherwise: its number where tables are numbered the other way, as they stand or officially; empty for the same.
    """

    name: str
    number: str
    caption: Runs
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    anchor: str
    size: Literal["biasa", "kecil", "renik", "halus"] = "biasa"
    notes: tuple[Runs, ...] = ()
    otherwise: str = ""

    @property
    def is_short(self) -> bool:
        """Whether it rather moves to the next page whole than break."""
        most_rows, most_characters = SHORT_TABLE
        lines = (line for row in self.rows for cell in row.cells for line in cell.lines)
        return len(self.rows) <= most_rows and sum(len(plain_text(line)) for line in lines) <= most_characters


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of figures with its caption and, for who does not see it, what it says in words.

    Attributes:
        name: as declared in the templates, unique together with what it was bound to.
        number: e.g. `3.2`.
        svg: the drawing; its texts are words, figures as they are printed, and declared ends of axes.
        figures: the figures drawn, in the order in which they are drawn.
        alternative: the drawing in words, for who does not see it; every figure drawn is named in it.
        notes: lines under the drawing, which everybody reads.
    """

    name: str
    number: str
    caption: Runs
    svg: str
    figures: tuple[Figure, ...]
    alternative: Runs
    anchor: str
    notes: tuple[Runs, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure set large: what it is, the figure with its unit, a remark below."""

    title: Runs
    value: Runs
    remark: Runs


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A row of figures set large."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """An equation in words or with its numbers put in: name = numerator / denominator x factor = result.

    Without a denominator the numerator stands alone; one in words has no result.
    """

    name: Runs
    numerator: Runs
    denominator: Runs
    factor: Runs
    result: Runs


@dataclass(frozen=True, slots=True)
class Note:
    """A boxed remark, such as the method of an indicator."""

    title: Runs
    items: tuple[tuple[Runs, Runs], ...]


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, and the space for it.

    Attributes:
        office: in which office.
        role: what the signature says; empty for the head, whose report it is.
        name: of the person; empty where the profile names nobody.
        number: the NIP, with what it is called.
        field: name of the field in the PDF that takes an electronic signature; empty where there is only paper.
    """

    office: Runs
    role: Runs = ()
    name: Runs = ()
    number: Runs = ()
    field: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Place and date, and who signs below it: the head last."""

    place: Runs
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Where a table of contents stands; `kind` is `isi`, `tabel` or `gambar`."""

    kind: Literal["isi", "tabel", "gambar"]


@dataclass(frozen=True, slots=True)
class CoverPicture:
    """The emblem of the cover: its drawing, as large as it stands there, and what it shows in words."""

    svg: str
    alternative: Runs


@dataclass(frozen=True, slots=True)
class Cover:
    """The title page, top to bottom; the emblem stands above all."""

    ministry: Runs
    title: Runs
    period: Runs
    parent: Runs
    unit: Runs
    place: Runs
    emblem: CoverPicture | None = None


Block = Heading | Paragraph | ListBlock | Table | Chart | KeyFigures | Formula | Note | Signature | Listing | Cover


@dataclass(frozen=True, slots=True)
class Section:
    """A run of pages that are laid out and numbered alike.

    Attributes:
        name: short name, unique.
        prefix: stands before the page number, e.g. `II` for `II-6`.
        numbering: `tanpa`, `romawi` (i, ii) or `bab` (prefix and number).
        orientation: `tegak` or `lanskap`.
        running: title in the running head.
    """

    name: str
    blocks: tuple[Block, ...]
    prefix: str = ""
    numbering: Literal["tanpa", "romawi", "bab"] = "bab"
    orientation: Literal["tegak", "lanskap"] = "tegak"
    running: str = ""


@dataclass(frozen=True)
class Document:
    """The whole report.

    Attributes:
        title: title of the file.
        subtitle: the unit, for running heads and file properties.
        author: file property.
        footer: foot line of every page.
        mark: what every page is marked with, as a konsep is; empty for a release.
    """

    title: str
    subtitle: str
    author: str
    footer: str
    sections: tuple[Section, ...]
    mark: str = ""

    def blocks(self) -> Iterator[Block]:
        """Every block in reading order."""
        for section in self.sections:
            yield from section.blocks


def figures_in(blocks: Iterable[Block]) -> dict[str, Figure]:
    """The figures that stand in blocks, by id, in the order of their first place."""
    found: dict[str, Figure] = {}
    for block in blocks:
        for run in _with_notes(runs_of(block)):
            if isinstance(run, FigureRun):
                found.setdefault(run.figure.figure_id, run.figure)
    return found


def pictures_in(blocks: Iterable[Block]) -> Iterator[Chart | CoverPicture]:
    """Everything drawn, in reading order."""
    for block in blocks:
        if isinstance(block, Chart):
            yield block
        elif isinstance(block, Cover) and block.emblem is not None:
            yield block.emblem


def document_text(document: Document) -> list[str]:
    """Every text that the report prints: of its runs, its title, its running heads and feet."""
    texts = [document.title, document.subtitle, document.footer]
    for section in document.sections:
        texts.append(section.running)
        for block in section.blocks:
            texts += (
                run.figure.printed if isinstance(run, FigureRun) else run.text
                for run in _with_notes(runs_of(block))
                if not isinstance(run, FootnoteRun)
            )
    return texts


def _with_notes(runs: Iterable[Run]) -> Iterator[Run]:
    for run in runs:
        yield run
        if isinstance(run, FootnoteRun):
            yield from _with_notes(run.note)


def runs_of(block: Block) -> Iterator[Run]:
    """The runs of a block in reading order, without their footnotes."""
    match block:
        case Heading() | Paragraph():
            yield from block.runs
        case ListBlock():
            yield from chain.from_iterable(block.items)
        case Table():
            yield from block.caption
            for column in block.columns:
                yield from (*column.group, *column.title)
            for row in block.rows:
                for cell in row.cells:
                    yield from chain.from_iterable(cell.lines)
            yield from chain.from_iterable(block.notes)
        case Chart():
            yield from (*block.caption, *block.alternative, *chain.from_iterable(block.notes))
        case KeyFigures():
            for item in block.items:
                yield from (*item.title, *item.value, *item.remark)
        case Formula():
            yield from (*block.name, *block.numerator, *block.denominator, *block.factor, *block.result)
        case Note():
            yield from block.title
            for label, text in block.items:
                yield from (*label, *text)
        case Signature():
            yield from block.place
            for who in block.signatories:
                yield from (*who.role, *who.office, *who.name, *who.number)
        case Cover():
            yield from block.emblem.alternative if block.emblem else ()
            yield from (*block.ministry, *block.title, *block.period, *block.parent, *block.unit, *block.place)
        case Listing():
            pass


def plain_text(runs: Runs) -> str:
    """The words of runs without their marks and footnotes."""
    return "".join(
        marked(run.figure) if isinstance(run, FigureRun) else run.text
        for run in runs
        if not isinstance(run, FootnoteRun)
    )


def marked(figure: Figure) -> str:
    """The text of a figure with its mark, where the mark has no look of its own."""
    return f"{figure.printed} {REVISED}" if figure.revised else figure.printed
