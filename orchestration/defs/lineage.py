"""What each column is made of, as metadata of the models' assets.

Belongs here: the shape in which Dagster shows it. Not here: finding it out (lineage/) and drawing the
whole of it (lineage/page.py), to which the metadata lead.

Dagster stores `dagster/column_lineage` and does not draw it; the table beside it is for reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.defs import links
from orchestration.defs.evidence import asset_key
from orchestration.defs.speaking import shown
from orchestration.journey.plan import DBT_PROJECT, key_of
from orchestration.language.sentences import as_declared, say
from orchestration.lineage import page as lineage_page
from orchestration.lineage.columns import Column, Lineage, Table
from orchestration.lineage.loading import cached
from orchestration.transformation.project import TableKey
from orchestration.workspace.settings import Workspace

Drawn = Mapping[TableKey, Mapping[str, Any]]
"""Table -> metadata of its asset."""

_NAMED = 6
"""More source columns of one table are only counted in the metadata; the page names them all."""


def drawn(workspace: Workspace) -> Drawn:
    """The metadata, if the lineage of the models as they are now has been computed; nothing is computed here."""
    lineage = cached(workspace, DBT_PROJECT)
    return {} if lineage is None else metadata(lineage, lineage_page.path(workspace))


def metadata(lineage: Lineage, page: Path) -> Drawn:
    """The metadata of every model.

    Args:
        lineage: of the dbt project.
        page: where the page with all of it lies.
    """
    return {
        key_of(table.name): {
            "dagster/column_lineage": dg.TableColumnLineage(
                {
                    name: [
                        dg.TableColumnDep(asset_key=asset_key(key_of(above.table)), column_name=above.name)
                        for above in origin.above
                    ]
                    for name, origin in table.columns.items()
                }
            ),
            shown(say("columns and their sources")): dg.MetadataValue.md(_table(table, lineage)),
            shown(say("lineage page")): links.url(f"{links.LINEAGE}#{table.name}")
            or dg.MetadataValue.path(f"{page}#{table.name}"),
        }
        for table in lineage.tables.values()
        if not table.is_source
    }


def _table(table: Table, lineage: Lineage) -> str:
    """A table in Markdown: column, what is done, source columns."""
    lines = [f"| {shown(say('column'))} | | {shown(say('source columns'))} |", "|---|---|---|"]
    for name, origin in table.columns.items():
        how = as_declared(origin.how)
        if origin.inferred:
            how = say("{how}, inferred: {inferred}", how=how, inferred=origin.inferred)
        lines.append(f"| `{name}` | {shown(how)} | {_sources(lineage.sources(Column(table.name, name)))} |")
    return "\n".join(lines)


def _sources(columns: Iterable[Column]) -> str:
    by_table: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        by_table[column.table].append(column.name)
    return "; ".join(f"{table}: {_few(names)}" for table, names in by_table.items())


def _few(names: list[str]) -> str:
    """Names of columns, or how many there are."""
    if len(names) <= _NAMED:
        return ", ".join(f"`{name}`" for name in names)
    return shown(say("{count} columns", count=len(names)))
