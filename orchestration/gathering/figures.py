"""The figures of many units: as they are written, and beside those that each unit's own release prints.

Belongs here: `figures.csv` of all units, and where it differs from a release. Not here: building them (building.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.figures.book import PUBLIC_COLUMNS, read_figures
from orchestration.workspace.delimited import rows_of
from orchestration.workspace.leading import UNIT

if TYPE_CHECKING:
    import duckdb

FIGURES = "figures.csv"
COLUMNS = (UNIT, *PUBLIC_COLUMNS)
"""Columns of `figures.csv` of many units: those of a release behind the unit's code."""


def of_unit(connection: duckdb.DuckDBPyConnection, code: str) -> list[list[str]]:
    """The figures of one unit as rows of its own `figures.csv`, in its order."""
    return [figure.public() for figure in read_figures(connection, code).values()]


def differing(rows: Sequence[Sequence[str]], release: Path) -> list[str]:
    """Ids of the figures that a release has otherwise, or that only one of the two has; in their order.

    Raises:
        OSError: the release has no figures.
        KeyError: its figures lack a column.
    """
    published = {
        row["figure_id"]: [row[name] for name in PUBLIC_COLUMNS] for row in rows_of((release / FIGURES).read_bytes())
    }
    ours = {row[0]: list(row) for row in rows}
    return sorted(name for name in {*ours, *published} if ours.get(name) != published.get(name))
