"""The rows of a sheet that carry data, column by column.

Belongs here: giving their cells, also where others were put in their place; what a single cell says of its row. Not
here: which rows those are (layouts).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from orchestration.ingestion.reading.coded import Coded, Positions
from orchestration.ingestion.reading.grid import Grid


def is_nothing(cell: Any) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or cell == "" or (isinstance(cell, str) and cell.isspace())


def begins(pattern: re.Pattern[str], cell: Any) -> bool:
    """Whether a cell is a text that begins as a pattern does."""
    return isinstance(cell, str) and pattern.match(cell.strip()) is not None


class Data:
    """The cells of the data rows.

    Attributes:
        lengths: cells of each row.
    """

    def __init__(self, grid: Grid, kept: Positions) -> None:
        self.grid, self._kept = grid, kept
        self.lengths = grid.lengths[kept].astype(np.int64)
        self._given: dict[int, Coded] = {}

    def column(self, at: int) -> Coded:
        """One cell a row; None where the row is shorter."""
        return self._given.get(at) or self.grid.column(at).at(self._kept)

    def cell(self, position: int, at: int) -> Any:
        """One cell; an empty one where the row is shorter."""
        row = self.grid[int(self._kept[position])]
        return row[at] if at < len(row) else ""

    def give(self, at: int, cells: Mapping[int, Any]) -> None:
        """Puts other cells into a column."""
        self._given[at] = self.column(at).replaced(list(cells), list(cells.values()))

    def apart(self) -> dict[int, dict[int, Any]]:
        """Of rows much longer than others, by position, the cells that stand beyond: column to cell."""
        position = {row: at for at, row in enumerate(self._kept.tolist())} if self.grid.beyond() else {}
        return {position[row]: cells for row, cells in self.grid.beyond().items() if row in position}
