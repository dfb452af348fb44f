"""The figures of the newest release, each with what it is made of: what the page shows beside the tables.

Belongs here: finding the release and reading its figures for the lineage as it is today. Not here: the lineage of a
figure (figures.py), the page (page.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.lineage.columns import Lineage, LineageError
from orchestration.lineage.figures import FigureLineage, figure_lineages
from orchestration.release.reading import latest_release
from orchestration.workspace import database
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace


@dataclass(frozen=True)
class ReleasedFigures:
    """The figures of one release.

    Attributes:
        title: which release, e.g. `2025-TW2 r1`.
        rows: figure id -> row of `figures.figures`.
        lineages: figure id -> what it is made of.
    """

    title: str
    rows: Mapping[str, Mapping[str, object]]
    lineages: Mapping[str, FigureLineage]

    def group_of(self, figure_id: str) -> str:
        """The indicator of a figure; for one that belongs to none, the first word of its id."""
        return str(self.rows[figure_id].get("indicator") or figure_id.partition(".")[0])


def released(workspace: Workspace, lineage: Lineage) -> ReleasedFigures | None:
    """The figures of the newest release of the newest quarter; None when nothing has been released.

    Also None for a release made by models other than those of today, whose columns the lineage does not know.
    """
    import duckdb

    folders = [folder.name for folder in workspace.reports.iterdir()] if workspace.reports.is_dir() else []
    for quarter in sorted((Quarter.parse(name) for name in folders if _is_quarter(name)), reverse=True):
        release = latest_release(workspace, quarter)
        if release is None or not (release / "evidence.duckdb").is_file():
            continue
        try:
            rows, components = _figures(release / "evidence.duckdb")
            lineages = figure_lineages(rows, components, lineage)
        except (LineageError, duckdb.Error):
            return None
        return ReleasedFigures(f"{quarter} {release.name}", rows, lineages)
    return None


def _figures(evidence: Path) -> tuple[dict[str, dict[str, object]], dict[str, list[str]]]:
    """The figures of a release by id, and the components of each."""
    with database.connect(evidence, read_only=True) as connection:
        cursor = connection.execute("FROM figures.figures ORDER BY figure_id")
        names = [column[0] for column in cursor.description or []]
        rows = {row["figure_id"]: row for row in (dict(zip(names, cells, strict=True)) for cells in cursor.fetchall())}
        components: dict[str, list[str]] = defaultdict(list)
        pairs = "SELECT figure_id, component_id FROM figures.figure_components ORDER BY 1, 2"
        for figure_id, component_id in connection.execute(pairs).fetchall():
            components[figure_id].append(component_id)
    return rows, components


def _is_quarter(name: str) -> bool:
    try:
        Quarter.parse(name)
    except ValueError:
        return False
    return True
