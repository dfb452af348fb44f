"""Tables of the report with one row of heads and one cell a column, as programs read tables.

Belongs here: flattening heads of two levels, groups of rows and cells that span columns; the figures of a cell. Not
here: how the workbook shows them (xlsx.py), what the tidy files are called (open_data.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.figures.book import Figure
from orchestration.publication.document.document import (
    REVISED,
    Cell,
    Document,
    FigureRun,
    Runs,
    Table,
    TextRun,
    plain_text,
)

ID_MARK = "(id angka)"
"""Ends the head of a column that holds the ids of the figures to its left; readers find the ids by it."""


@dataclass(frozen=True)
class Line:
    """A line of a table.

    Attributes:
        kind: of the row it was.
    """

    cells: tuple[Cell, ...]
    kind: str


def tables_of(document: Document) -> list[Table]:
    """The tables of the report in its order, without those of the appendix of trails."""
    tables = (block for block in document.blocks() if isinstance(block, Table))
    return [table for table in tables if not any(row.figure for row in table.rows)]


def flatten(table: Table, group_head: str) -> tuple[list[str], list[Line]]:
    """Heads, no two of which are the same, and lines with one cell a column.

    The name of a group of rows goes into each line below it, in a column of its own.

    Args:
        table: of the report.
        group_head: head of the column of groups.
    """
    grouped = any(row.kind == "kelompok" for row in table.rows)
    heads = [
        " – ".join(part for part in (plain_text(column.group), plain_text(column.title)) if part)
        for column in table.columns
    ]
    group = Cell()
    lines = []
    for row in table.rows:
        if row.kind == "kelompok":
            group = row.cells[0]
            continue
        cells: list[Cell] = []
        for cell in row.cells:
            words = Cell(tuple((TextRun(plain_text(line)),) for line in cell.lines))
            cells += [cell, *[words] * (cell.span - 1)]
        # A total of the whole table belongs to no group.
        above = Cell() if row.kind == "jumlah" else group
        lines.append(Line((*((above,) if grouped else ()), *cells), row.kind))
    return unique_heads([group_head, *heads] if grouped else heads), lines


def unique_heads(heads: Iterable[str]) -> list[str]:
    """Heads of a table, of which no two may be the same."""
    taken: set[str] = set()
    made = []
    for head in heads:
        name, number = head, 2
        while name.casefold() in taken:
            name = f"{head} ({number})"
            number += 1
        taken.add(name.casefold())
        made.append(name)
    return made


def figures_of(cell: Cell) -> list[Figure]:
    """The figures of a cell, in reading order."""
    return [run.figure for line in cell.lines for run in line if isinstance(run, FigureRun)]


def only_figure(cell: Cell) -> Figure | None:
    """The figure of a cell that holds nothing else."""
    runs: Runs = tuple(run for line in cell.lines for run in line)
    return runs[0].figure if len(runs) == 1 and isinstance(runs[0], FigureRun) else None


def ids_of(cell: Cell) -> str:
    """What stands beside a cell: the ids of its figures, with the mark of a revised one."""
    return "; ".join(
        f"{figure.figure_id} {REVISED}" if figure.revised else figure.figure_id for figure in figures_of(cell)
    )


def text_of(cell: Cell) -> str:
    """The words of a cell, line by line."""
    return "\n".join(plain_text(line) for line in cell.lines)
