"""What the rules look at: a finished report, and its tables as a reader sees them.

Belongs here: the lines of a table with their figures, what a figure measures, and how a disagreement is told. Not here:
any rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from orchestration.figures.book import Book, Figure
from orchestration.figures.numbers import plain
from orchestration.publication.document.document import Cell, Document, FigureRun, Row, Table, plain_text

if TYPE_CHECKING:
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter

Wrong = Iterator[dict[str, Any]]
"""Samples of a failed check: where the report disagrees, what it prints, what was expected."""

HALF = Decimal("0.005")
"""How far a number of two decimals may be from the exact one."""


@dataclass(frozen=True)
class Output:
    """What the rules look at.

    Attributes:
        numbers: official numbers of the declared tables, by name; none where tables are numbered as they stand.
    """

    document: Document
    book: Book
    profile: Profile
    quarter: Quarter
    numbers: Mapping[str, str]

    def tables(self, *names: str) -> Iterator[Table]:
        """Tables of some names; without names all but the appendix of trails and the comparison with a published one.

        Both repeat figures of the report out of their tables.
        """
        for block in self.document.blocks():
            if isinstance(block, Table):
                wanted = block.name in names if names else not block.name.startswith(("jejak_", "terbit_"))
                if wanted:
                    yield block


def measure(figure: Figure) -> str:
    """What a figure measures, without its indicator and its place: `realisasi`, `persen.sd`, `unsur.u1`."""
    parts = figure.within.split(".")
    long = len(parts) > 1 and (parts[1] in ("tw", "sd") or parts[0] in ("unsur", "target_antara"))
    return ".".join(parts[: 1 + long])


@dataclass(frozen=True)
class Line:
    """A row of a table: what it is called, the heading above it, and its figures by what they measure."""

    kind: str
    label: str
    group: str
    figures: dict[str, Figure]

    def value(self, name: str) -> Decimal | None:
        """The printed value of a measure."""
        figure = self.figures.get(name)
        return None if figure is None else figure.printed_value


def lines(table: Table) -> list[Line]:
    """The rows of a table that hold figures."""
    found, group = [], ""
    for row in table.rows:
        if row.kind == "kelompok":
            group = row_label(row)
            continue
        figures = {measure(run.figure): run.figure for cell in row.cells for run in figure_runs(cell)}
        found.append(Line(row.kind, row_label(row), group, figures))
    return found


def row_label(row: Row) -> str:
    """What a row is called: its header cell, else its first."""
    named = next((cell for cell in row.cells if cell.header), row.cells[0])
    return " ".join(plain_text(line) for line in named.lines).rstrip("*").strip()


def figure_runs(cell: Cell) -> Iterator[FigureRun]:
    """The figures in a cell."""
    return (run for line in cell.lines for run in line if isinstance(run, FigureRun))


def beyond_measure(figure: Figure | None) -> bool:
    """Whether a part has something to count and nothing to divide it by: it moves the whole and has no ratio."""
    return figure is not None and figure.value is None and bool(figure.numerator)


def disagreement(table: Table, line: Line, what: str, printed: object, expected: object) -> dict[str, Any]:
    """A disagreement in a line of a table."""
    place = f"Tabel {table.number}: {line.label or line.kind}"
    told, wanted = (plain(value) if isinstance(value, Decimal) else str(value) for value in (printed, expected))
    return {"place": place, "measure": what, "printed": told, "expected": wanted}


def sum_of(values: Iterable[Decimal | None]) -> Decimal:
    """The sum of the values that are there."""
    return sum((value for value in values if value is not None), Decimal(0))
