"""Reads the sheets whose tables a narrative shows, by sources/contracts/README.md and nothing of ingestion.

Belongs here: which sheets a narrative names, and the cells of such a table. Not here: tables of a known kind
(second_reader.py), and which table stands in the evidence (proof/told_evidence.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from orchestration.audit.recomputation.cells import is_empty, plain_text
from orchestration.audit.recomputation.characters import folded
from orchestration.audit.recomputation.opened_files import Opened
from orchestration.audit.recomputation.records import Delivery, Line, Paper

KIND = "tabel_narasi"

CELLS = tuple(f"sel_{number}" for number in range(1, 9))
"""A page has room for eight columns."""

_NAMING = re.compile(r"\s*Tabel:([^|]+)\|")


def named_in(sheets: Iterable[Opened]) -> set[str]:
    """The names of sheets that cells of others name, folded: `Tabel: SPBE | Kegiatan penerapan SPBE`."""
    texts = (cell for sheet in sheets for _, row in sheet.rows for cell in row if isinstance(cell, str))
    return {folded(match[1]) for text in texts if (match := _NAMING.match(text))}


def _lines(_: Delivery, opened: Opened) -> Iterator[Line]:
    """The rows of the table, its head first: the cells under a heading, in their order; empty rows are none."""
    filled = [(number, row) for number, row in opened.rows if not all(map(is_empty, row))]
    if not filled:
        return
    places = [at for at, cell in enumerate(filled[0][1]) if not is_empty(cell)]
    for number, row in filled:
        cells: dict[str, object] = {"lembar": opened.name}
        for column, at in zip(CELLS, places, strict=False):
            cell = row[at] if at < len(row) else None
            if (number, at) in opened.percents and isinstance(cell, int | float):
                share = Fraction(f"{cell:.15g}") * 100
                cell = plain_text(share).replace(".", ",") + "%"
            cells[column] = cell
        yield number, cells, frozenset()


TABLE = Paper(lambda _: False, _lines)
"""Nothing in a sheet tells that it is one: another names it."""
