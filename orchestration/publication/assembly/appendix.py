"""Lampiran 4: a row for every printed figure, which a figure in print leads to.

Belongs here: the tables of the appendix as blocks of the neutral document. Not here: what stands behind a figure
(explanations.py); the words (reports/templates/jejak.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from orchestration.figures.book import Figure
from orchestration.figures.numbers import format_number
from orchestration.publication.document.declared_words import FilesTable, TrailsTable
from orchestration.publication.document.document import Cell, Column, ConstantRun, FigureRun, Row, Table, TextRun
from orchestration.publication.evidence.explanations import Explanation, Explanations

CODE = "kode"
"""Kind of a constant that is a code: declared to be no figure even where it has no digit."""

_DIGIT = re.compile(r"\d")
_FILE_WIDTHS = (0.6, 4.0, 1.0, 6.0)
_FIGURE_WIDTHS = (6.0, 6.2, 4.0)


def trail_tables(explained: Explanations, shown: Mapping[str, Figure], names: Mapping[str, str]) -> tuple[Table, ...]:
    """The files behind the figures, and the trail of each figure.

    Args:
        explained: what stands behind each figure.
        shown: the figures printed in the report.
        names: code of an indicator to its name.
    """
    words = explained.words.lampiran
    numbers = {file.sha256: f"B{number}" for number, file in enumerate(explained.files, 1)}
    tables = []
    if numbers:
        tables.append(_files(explained, numbers, words.berkas))
    if shown:
        tables.append(_figures(explained, shown, names, numbers, words.angka))
    return tuple(tables)


def _files(explained: Explanations, numbers: Mapping[str, str], words: FilesTable) -> Table:
    rows = [
        Row(
            (
                Cell((constant(numbers[file.sha256], CODE),), header=True),
                Cell((constant(file.file_name),)),
                Cell((constant(file.quarter),)),
                Cell((constant(file.sha256, CODE),)),
            )
        )
        for file in explained.files
    ]
    titles = words.kolom
    columns = [
        Column((TextRun(titles.nomor),), width=_FILE_WIDTHS[0]),
        Column((TextRun(titles.berkas),), width=_FILE_WIDTHS[1]),
        Column((TextRun(titles.triwulan),), width=_FILE_WIDTHS[2]),
        Column(constant(titles.sidik), width=_FILE_WIDTHS[3]),
    ]
    return _table("jejak_berkas", words, columns, rows)


def _figures(
    explained: Explanations,
    shown: Mapping[str, Figure],
    names: Mapping[str, str],
    numbers: Mapping[str, str],
    words: TrailsTable,
) -> Table:
    groups: dict[str, list[Figure]] = {code: [] for code in names}
    for figure_id in sorted(shown):
        figure = shown[figure_id]
        groups.setdefault(figure.indicator or figure_id.partition(".")[0], []).append(figure)
    rows: list[Row] = []
    for code, members in groups.items():
        if not members:
            continue
        title = f"{code} {names[code]}" if code in names else words.kelompok.get(code, code)
        rows.append(Row((Cell((constant(title),), span=len(_FIGURE_WIDTHS), header=True),), "kelompok"))
        rows += [_figure_row(explained.by_id[figure.figure_id], numbers, words.baris) for figure in members]
    titles = (words.kolom.angka, words.kolom.rumus, words.kolom.baris)
    columns = [Column((TextRun(title),), width=width) for title, width in zip(titles, _FIGURE_WIDTHS, strict=True)]
    return _table("jejak_angka", words, columns, rows)


def _figure_row(item: Explanation, numbers: Mapping[str, str], rows: str) -> Row:
    """A row of three cells: each cell of a tagged table costs the compiler more than what stands in it."""
    figure = item.figure
    files = ", ".join(numbers[sha256] for sha256 in item.files if sha256 in numbers)
    source = [f"{format_number(figure.row_count or 0, 0)} {rows}", figure.row_digest, files]
    formula = tuple(_terms(item))
    return Row(
        (
            Cell(
                ((ConstantRun(figure.figure_id, CODE, bold=True), TextRun("  "), *constant(figure.label)),),
                header=True,
            ),
            Cell(((FigureRun(figure), *((TextRun(" = "), *formula) if formula else ())),)),
            Cell((constant("; ".join(part for part in source if part), CODE),)),
        ),
        figure=figure.figure_id,
    )


def _terms(item: Explanation) -> Iterator[ConstantRun | FigureRun | TextRun]:
    parts = {part.figure_id: part for _, part in item.components}
    for term in item.formula:
        if term.figure_id:
            yield FigureRun(parts[term.figure_id])
        else:
            yield from constant(term.text, "rumus")


def _table(name: str, words: FilesTable | TrailsTable, columns: list[Column], rows: list[Row]) -> Table:
    number = words.nomor
    return Table(
        name=name,
        number=number,
        caption=(TextRun(words.judul),),
        columns=tuple(columns),
        rows=tuple(rows),
        anchor="-".join(["tabel", number.replace(".", "-").lower()]),
        size="halus",
    )


def constant(text: str, kind: str = "medan") -> tuple[ConstantRun | TextRun, ...]:
    """Words whose digits, if there are any, are no figure."""
    if not text:
        return ()
    return (ConstantRun(text, kind) if _DIGIT.search(text) or kind == CODE else TextRun(text),)
