"""What earlier reports said of the indicators, out of their releases: the tables that trends are made of.

Belongs here: which releases those are, and reading them into schema `reference`. Not here: what became of an indicator
since (dbt_project/models/figures), and the releases that a draft is compared with figure by figure
(publication/evidence/former_releases.py).

Of each quarter the release in force counts alone. Its `figures.csv` and its evidence are read only where they are those
that its manifest names.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.release import store
from orchestration.release.reading import latest_release, manifest_sha256, read_manifest
from orchestration.workspace.delimited import rows_of
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.reference import insert

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.settings import Workspace

FIGURES = "figures.csv"
PARTS = "figures.indicator_parts"
CELL = ("kode", "suku", "layanan", "unsur", "bulan", "akun", "pembilang", "penyebut")
"""Columns of a cell that an indicator is made of."""

REVISED = "direvisi"
"""The kind of a row of `revisions.csv` that tells of a figure printed otherwise than in the release before."""

_OF_INDICATORS = re.compile(r"(realisasi|target|capaian|persen)(\.[a-z0-9_]+){0,2}")
"""What of an indicator is kept: the whole, by service, by service and month; nothing of the other ways of counting."""


def former_releases(workspace: Workspace, quarter: Quarter) -> dict[Quarter, Path]:
    """The release in force of every earlier quarter of this and the last year, oldest first."""
    found = {}
    for year in (quarter.year - 1, quarter.year):
        for number in range(1, 5):
            earlier = Quarter(year, number)
            release = latest_release(workspace, earlier) if earlier < quarter else None
            if release is not None and _digest(release, FIGURES):
                found[earlier] = release
    return found


def write_former(connection: duckdb.DuckDBPyConnection, workspace: Workspace, quarter: Quarter) -> None:
    """Fills the tables of earlier reports.

    Args:
        connection: the warehouse; its `reference` schema is that of the quarter.
        workspace: where the releases are.
        quarter: of the report.
    """
    former = former_releases(workspace, quarter)
    connection.execute("BEGIN TRANSACTION")
    for earlier, release in former.items():
        content = (release / FIGURES).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        insert(connection, "rilis_lalu", [(earlier.code, release.name, manifest_sha256(release), digest)])
        insert(connection, "angka_lalu", list(figure_rows(earlier, content, revised_in(release))))
    for earlier in compared_with(quarter):
        if earlier in former:
            insert(connection, "bagian_lalu", parts_in(earlier, former[earlier]))
    connection.execute("COMMIT")


def compared_with(quarter: Quarter) -> tuple[Quarter, Quarter]:
    """The quarter before, and the same one of the year before."""
    return quarter.previous, Quarter(quarter.year - 1, quarter.number)


def figure_rows(quarter: Quarter, content: bytes, revised: frozenset[str]) -> Iterator[tuple[Any, ...]]:
    """Rows of `reference.angka_lalu` out of a `figures.csv`."""
    for row in rows_of(content):
        indicator, figure_id = row["indicator"], row["figure_id"]
        if not indicator or not _OF_INDICATORS.fullmatch(figure_id.removeprefix(f"{indicator}.")):
            continue
        if ".alt." in figure_id:
            continue
        yield (
            *(quarter.code, figure_id, indicator, row["layanan"], row["bulan"]),
            Decimal(row["value"]) if row["value"] else None,
            *(row["unit"], int(row["decimals"]), row["printed"], row["policy"], figure_id in revised),
        )


def revised_in(release: Path) -> frozenset[str]:
    """Ids of the figures that a release prints otherwise than the one before it."""
    listed = release / "revisions.csv"
    if not listed.is_file():
        return frozenset()
    return frozenset(row["figure_id"] for row in rows_of(listed.read_bytes()) if row["kind"] == REVISED)


def parts_in(quarter: Quarter, release: Path) -> list[tuple[Any, ...]]:
    """Rows of `reference.bagian_lalu` out of the evidence of a release; none where it keeps no such table."""
    import duckdb

    if not _digest(release, store.FILE):
        return []
    with store.read(release) as connection:
        try:
            rows = connection.execute(f"SELECT {', '.join(CELL)} FROM {PARTS} ORDER BY ALL").fetchall()  # noqa: S608
        except duckdb.CatalogException:
            return []
    return [(quarter.code, *row) for row in rows]


def _digest(release: Path, name: str) -> str:
    """SHA-256 of a file of a release; empty where it is not the one that the manifest names."""
    try:
        found = hashlib.sha256((release / name).read_bytes()).hexdigest()
        return found if read_manifest(release)["files"][name]["sha256"] == found else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""
