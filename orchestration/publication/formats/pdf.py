"""The neutral document as PDF/A-2a and PDF/UA-1, by Typst.

Belongs here: the document as data for the Typst template, and the compilation. Not here: the looks
(reports/templates/laporan.typ), what its links become (pdf_links.py). Nothing but the document, the template and
the shipped fonts goes in, and the time stamp is the quarter's end, so equal documents give equal bytes.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Container
from dataclasses import replace
from itertools import groupby
from typing import Any

from orchestration.publication.document.declared_words import Called
from orchestration.publication.document.document import (
    REVISED,
    Block,
    Cell,
    Chart,
    ConstantRun,
    Cover,
    Document,
    FigureRun,
    FootnoteRun,
    Formula,
    Heading,
    KeyFigures,
    ListBlock,
    Listing,
    Note,
    Paragraph,
    Runs,
    Signature,
    Table,
    figures_in,
    marked,
    plain_text,
)
from orchestration.publication.document.drawn_before import once
from orchestration.publication.formats import Material, pdf_links
from orchestration.workspace.fonts import NOWHERE, STANDARDS, opened

UNBROKEN = ("rujukan", "tanggal")
"""Kinds of constants that a line break would tear apart, such as `Tabel 3.11`."""

LONG_CELL = 900
"""Characters from which on a row may break across pages; a shorter one moves to the next page whole."""


class PdfError(RuntimeError):
    """The PDF could not be made as it has to be; the message is Typst's own."""


def render(document: Document, material: Material) -> bytes:
    """Renders the document.

    Raises:
        PdfError: the template is wrong, a character has no glyph, a standard is not met, or Typst warns.
    """
    template = (material.templates / "laporan.typ").read_bytes()
    content = json.dumps(data(document, material.words.sebutan), ensure_ascii=False)
    spaces, page = spaces_to_sign(document, material), material.words.sebutan.halaman

    def make() -> bytes:
        return pdf_links.settle(_set(template, content, material), spaces, page)

    return once("pdf", ("typst", "pikepdf"), material.fonts, [template, content, str(material.day), spaces, page], make)


def _set(template: bytes, content: str, material: Material) -> bytes:
    """The pages as Typst sets them."""
    import typst

    day = material.day
    stamp = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    try:
        pdf, warnings = typst.compile_with_warnings(
            template,
            root=NOWHERE,
            font_paths=opened(material.fonts),
            sys_inputs={"dokumen": content},
            format="pdf",
            pdf_standards=[*STANDARDS],
            timestamp=stamp,
        )
    except typst.TypstError as error:
        raise PdfError("\n".join([error.message, *error.hints, *error.trace])) from error
    if warnings:
        # An unknown font is only a warning, and the page would be set in another one.
        raise PdfError("\n".join(warning.message for warning in warnings))
    return bytes(pdf)


def spaces_to_sign(document: Document, material: Material) -> dict[str, str]:
    """Names of the fields for signatures, each with what is read aloud for it."""
    called = material.words.sebutan.tanda_tangan
    return {
        who.field: f"{called}, {plain_text(who.office)}"
        for block in document.blocks()
        if isinstance(block, Signature)
        for who in block.signatories
        if who.field
    }


def data(document: Document, called: Called) -> dict[str, Any]:
    """The document as the template reads it."""
    printed = figures_in(map(_linked, document.blocks()))
    return {
        "judul": document.title,
        "unit": document.subtitle,
        "penulis": document.author,
        "kaki": document.footer,
        "tanda": document.mark,
        "sebutan": called.model_dump(),
        "bagian": [
            {
                "nama": section.name,
                "awalan": section.prefix,
                "nomor": section.numbering,
                "arah": section.orientation,
                "berjalan": section.running,
                "isi": [_block(block, printed) for block in section.blocks],
            }
            for section in document.sections
        ],
    }


def _linked(block: Block) -> Block:
    """A block without what is set without links: the words for a drawing, and the rows that figures lead to."""
    match block:
        case Chart():
            return replace(block, alternative=())
        case Table():
            return replace(block, rows=tuple(row for row in block.rows if not row.figure))
        case _:
            return block


def _block(block: Block, printed: Container[str]) -> dict[str, Any]:
    match block:
        case Heading():
            return {
                "b": "judul",
                "tingkat": block.level,
                "nomor": block.number,
                "isi": _runs(block.runs),
                "daftar": block.contents,
            }
        case Paragraph():
            return {"b": "paragraf", "peran": block.role, "isi": _runs(block.runs)}
        case ListBlock():
            return {"b": "daftar", "gaya": block.style, "butir": [_runs(item) for item in block.items]}
        case Table():
            return _table(block, printed)
        case Chart():
            return {
                "b": "grafik",
                "nomor": block.number,
                "judul": _runs(block.caption),
                "gambar": block.svg,
                "alt": plain_text(block.alternative),
                "catatan": [_runs(note) for note in block.notes],
            }
        case KeyFigures():
            return {
                "b": "kartu",
                "butir": [[_runs(item.title), _runs(item.value), _runs(item.remark)] for item in block.items],
            }
        case Formula():
            parts = (block.name, block.numerator, block.denominator, block.factor, block.result)
            return {"b": "rumus", "isi": [_runs(part) for part in parts]}
        case Note():
            return {
                "b": "metode",
                "judul": _runs(block.title),
                "butir": [[_runs(label), _runs(text)] for label, text in block.items],
            }
        case Signature():
            return {
                "b": "tanda_tangan",
                "tempat": _runs(block.place),
                "penanda": [
                    {
                        "peran": _runs(who.role),
                        "jabatan": _runs(who.office),
                        "nama": _runs(who.name),
                        "nip": _runs(who.number),
                        "medan": who.field and f"{pdf_links.FIELD}{who.field}",
                    }
                    for who in block.signatories
                ],
            }
        case Listing():
            return {"b": f"daftar_{block.kind}"}
        case Cover():
            names = ("ministry", "title", "period", "parent", "unit", "place")
            emblem = [block.emblem.svg, plain_text(block.emblem.alternative)] if block.emblem else []
            return {"b": "sampul", "lambang": emblem, **{name: _runs(getattr(block, name)) for name in names}}


def _table(table: Table, printed: Container[str]) -> dict[str, Any]:
    upper: list[dict[str, Any]] = []
    lower: list[dict[str, Any]] = []
    grouped = any(column.group for column in table.columns)
    for group, members in groupby(table.columns, key=lambda column: column.group):
        columns = list(members)
        if grouped and group:
            upper.append({"isi": _runs(group), "kolom": len(columns), "baris": 1, "rata": "tengah"})
            lower += [{"isi": _runs(column.title), "rata": column.align} for column in columns]
        else:
            upper += [
                {"isi": _runs(column.title), "kolom": 1, "baris": 2 if grouped else 1, "rata": column.align}
                for column in columns
            ]
    return {
        "b": "tabel",
        "nomor": table.number,
        "judul": _runs(table.caption),
        "lebar": [column.width for column in table.columns],
        "ukuran": table.size,
        "utuh": table.is_short,
        "kepala": upper,
        "kepala_dua": lower,
        "baris": [
            {
                "jenis": row.kind,
                "angka": f"{pdf_links.PRINTED}{row.figure}" if row.figure in printed else "",
                "putus": max(map(_length, row.cells)) > LONG_CELL,
                "sel": [
                    {
                        "isi": [_runs(line, linked=not row.figure) for line in cell.lines],
                        "rata": cell.align,
                        "kolom": cell.span,
                    }
                    for cell in row.cells
                ],
            }
            for row in table.rows
        ],
        "catatan": [_runs(note) for note in table.notes],
    }


def _length(cell: Cell) -> int:
    return sum(len(plain_text(line)) for line in cell.lines)


def _runs(runs: Runs, linked: bool = True) -> list[list[Any]]:
    """Runs as [text, marks] or [text, marks, where it leads]: `t` bold, `m` italic, `u` unbroken, `r` raised.

    A footnote is [runs, `k`].
    """
    made: list[list[Any]] = []
    for run in runs:
        if isinstance(run, FootnoteRun):
            made.append([_runs(run.note, linked), "k"])
            continue
        marks = ("t" if run.bold else "") + ("m" if run.italic else "")
        if isinstance(run, FigureRun) and run.figure.status == "on_progress":
            marks += "u"
        if isinstance(run, FigureRun) and linked:
            made.append([run.figure.printed, marks, f"{pdf_links.ROW}{run.figure.figure_id}"])
            if run.figure.revised:
                made.append([REVISED, f"{marks}r"])
            continue
        text = marked(run.figure) if isinstance(run, FigureRun) else run.text
        if isinstance(run, ConstantRun) and run.kind in UNBROKEN:
            marks += "u"
        if made and made[-1][1:] == [marks] and not {*"ur"} & {*marks}:
            # Fewer pieces are laid out faster.
            made[-1][0] += text
        else:
            made.append([text, marks])
    return made
