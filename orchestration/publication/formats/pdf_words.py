"""What the PDF says, without laying it out: its texts in reading order, its running heads, its drawings.

Belongs here: the neutral document in the order in which `laporan.typ` sets it. Not here: the looks, and the file itself
(pdf.py). Whoever holds a PDF against its document needs the words only, and setting 90 pages takes longer than reading
them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from orchestration.publication.document.declared_words import Called
from orchestration.publication.document.document import (
    Block,
    Chart,
    Cover,
    CoverPicture,
    Document,
    FigureRun,
    FootnoteRun,
    Formula,
    Heading,
    KeyFigures,
    ListBlock,
    Note,
    Paragraph,
    Runs,
    Section,
    Signature,
    Table,
    marked,
    pictures_in,
    plain_text,
)
from orchestration.publication.formats import Material
from orchestration.workspace.fonts import NOWHERE, opened

DEPTH = 3
"""Levels of headings that the table of contents lists."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the PDF.

    Attributes:
        text: its words; white space may be set otherwise.
        kind: `isi`, `tabel` or `gambar` of what a list of contents names; empty for all else.
        listed: its words in that list.
        bookmark: its words in the list of bookmarks, if it stands there.
    """

    text: str
    kind: str = ""
    listed: str = ""
    bookmark: str = ""


def said(document: Document, called: Called) -> list[Said]:
    """Every text in reading order; footnotes stand where their mark is."""
    return [said for section in document.sections for block in section.blocks for said in _said(block, called)]


def drawings(document: Document, material: Material) -> bytes:
    """The drawings of the document as a PDF, each on a page of its own and as wide as in the report."""
    import typst

    drawn = [
        ("sampul" if isinstance(one, CoverPicture) else section.orientation, one)
        for section in document.sections
        for one in pictures_in(section.blocks)
    ]
    given = [[one.svg, place, plain_text(one.alternative)] for place, one in drawn]
    content: bytes = typst.compile(
        (material.templates / "gambar.typ").read_bytes(),
        root=NOWHERE,
        font_paths=opened(material.fonts),
        sys_inputs={"gambar": json.dumps(given, ensure_ascii=False)},
        format="pdf",
    )
    return content


def running(document: Document, section: Section) -> tuple[str, ...]:
    """What stands above and below the text of a section's pages, without the page number."""
    if section.numbering == "tanpa":
        return ()
    return (f"{document.subtitle} {section.running}", document.footer)


def _said(block: Block, called: Called) -> Iterator[Said]:
    match block:
        case Heading():
            text, bare = (f"{block.number} {_text(block.runs, notes)}" for notes in (True, False))
            yield Said(text, "isi" if block.contents and block.level <= DEPTH else "", bare, bare)
        case Paragraph():
            yield Said(_text(block.runs))
        case ListBlock():
            yield from (Said(_text(item)) for item in block.items)
        case Table():
            yield from _table(block, called)
        case Chart():
            yield _caption(called.gambar, "gambar", block)
            yield from (Said(_text(runs)) for runs in block.notes)
        case KeyFigures():
            for item in block.items:
                yield from (Said(_text(runs)) for runs in (item.title, item.value, item.remark))
        case Formula():
            sides = [_text(block.factor), f"= {_text(block.result)}" if block.result else ""]
            for text in (f"{_text(block.name)} =", _text(block.numerator), *sides, _text(block.denominator)):
                yield Said(text)
        case Note():
            yield Said(_text(block.title))
            yield from (Said(f"{_text(label)}: {_text(text)}") for label, text in block.items)
        case Signature():
            *others, head = block.signatories
            for who, place in (*((who, ()) for who in others), (head, block.place)):
                above = [_text(part) for part in (place, who.role) if part]
                below = [_text(part) for part in (who.name, who.number) if part]
                yield from (Said(text) for text in (*above, f"{_text(who.office)},", *below))
        case Cover():
            yield Said(_text(block.ministry).upper())
            for runs in (block.title, block.period, block.unit, block.parent, block.place):
                yield Said(_text(runs))


def _table(table: Table, called: Called) -> Iterator[Said]:
    yield _caption(called.tabel, "tabel", table)
    grouped = any(column.group for column in table.columns)
    below: list[Runs] = []
    for group, members in groupby(table.columns, key=lambda column: column.group):
        columns = list(members)
        if grouped and group:
            yield Said(_text(group))
            below += [column.title for column in columns]
        else:
            yield from (Said(_text(column.title)) for column in columns)
    yield from (Said(_text(title)) for title in below)
    for row in table.rows:
        for cell in row.cells[:1] if row.kind == "kelompok" else row.cells:
            yield from (Said(_text(line)) for line in (cell.lines[:1] if row.kind == "kelompok" else cell.lines))
    yield from (Said(_text(note)) for note in table.notes)


def _caption(called: str, kind: str, block: Table | Chart) -> Said:
    text, bare = (_text(block.caption, notes) for notes in (True, False))
    return Said(f"{called} {block.number}. {text}", kind, f"{called} {block.number} {bare}")


def _text(runs: Runs, notes: bool = True) -> str:
    """The words of runs, with those of their footnotes or without."""
    parts = []
    for run in runs:
        if isinstance(run, FootnoteRun):
            parts.append(_text(run.note) if notes else "")
        else:
            parts.append(marked(run.figure) if isinstance(run, FigureRun) else run.text)
    return "".join(parts)
