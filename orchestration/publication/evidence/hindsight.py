"""The figures of an earlier quarter as they would print today, and the rows behind what differs from its report.

Belongs here: reading both sides and comparing their rows. Not here: building the quarter again
(transformation/earlier.py) and saying what a difference is called (revisions.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.figures.book import Figure, read_book
from orchestration.release import store
from orchestration.workspace.delimited import rows_of

if TYPE_CHECKING:
    import duckdb

Counted = dict[str, str | None]
"""Row id to what the row gives to a figure."""


@dataclass(frozen=True)
class Row:
    """A row behind a difference.

    Attributes:
        sha256: of its delivery.
        file_name: as delivered.
        sheet: empty for CSV.
        row: physical row, 1 = first.
    """

    sha256: str
    file_name: str
    sheet: str
    row: int

    def __str__(self) -> str:
        return f"{self.file_name}:{self.sheet}#{self.row}" if self.sheet else f"{self.file_name}#{self.row}"


@dataclass(frozen=True)
class Hindsight:
    """An earlier quarter as it would print today.

    Attributes:
        figures: by figure id.
        rows: for each figure that its report printed otherwise, the rows that count in another way now, by file, sheet
            and row: as they stand in the newest delivery that has them.
    """

    figures: Mapping[str, Figure]
    rows: Mapping[str, list[Row]] = field(default_factory=dict)


def look_back(release: Path, connection: duckdb.DuckDBPyConnection) -> Hindsight:
    """Compares a release of a quarter with the quarter as it is known today.

    Args:
        release: the folder of the report.
        connection: the warehouse of the quarter as it is known today.
    """
    book = read_book(connection)
    printed = {row["figure_id"]: row["printed"] for row in rows_of((release / "figures.csv").read_bytes())}
    changed = [name for name, figure in book.figures.items() if printed.get(name, "") != figure.printed]
    if not changed:
        return Hindsight(book.figures)
    components: dict[str, list[str]] = {}
    for figure_id, component_id, _ in book.components:
        components.setdefault(figure_id, []).append(component_id)
    with store.read(release) as before:
        sides = _Sides(before, connection)
        return Hindsight(book.figures, {name: sides.behind(name, components) for name in changed})


class _Sides:
    """The rows behind the figures of both sides."""

    def __init__(self, before: duckdb.DuckDBPyConnection, now: duckdb.DuckDBPyConnection) -> None:
        self.before, self.now = before, now
        self.replaced = dict(
            now.execute(
                "SELECT _source_row_id, replaced_by FROM figures.excluded_rows WHERE replaced_by IS NOT NULL"
            ).fetchall()
        )
        self.deliveries: dict[str, tuple[str, str]] = {}
        for side in (before, now):
            named = side.execute("SELECT _delivery_sha256, file_name FROM raw_ingestion.deliveries").fetchall()
            self.deliveries |= {sha256[:12]: (sha256, name) for sha256, name in named}
        self.trails = [{name: trail for name, *trail in side.execute(_TRAILS).fetchall()} for side in (before, now)]
        self.counted: dict[tuple[int, str], Counted] = {}
        self.differing: dict[str, set[str]] = {}

    def behind(self, figure_id: str, components: Mapping[str, list[str]]) -> list[Row]:
        """The rows that count otherwise in a figure or in what it is made of."""
        found = map(self.place, self.below(figure_id, components))
        return sorted(found, key=lambda row: (row.file_name, row.sheet, row.row))

    def below(self, figure_id: str, components: Mapping[str, list[str]]) -> set[str]:
        """Their ids."""
        if figure_id not in self.differing:
            old, new = self.rows(0, figure_id), self.rows(1, figure_id)
            found = {row for row in old.keys() | new.keys() if row not in old or row not in new or old[row] != new[row]}
            for component in components.get(figure_id, []):
                found |= self.below(component, components)
            self.differing[figure_id] = found
        return self.differing[figure_id]

    def rows(self, side: int, figure_id: str) -> Counted:
        """What each row gives to a figure, a row of the report before under the id of the one that replaced it."""
        trail = self.trails[side].get(figure_id)
        if trail is None:
            return {}
        relation, predicate, measure = trail
        query = f"SELECT _source_row_id, CAST({measure or 1} AS VARCHAR) FROM {relation} WHERE {predicate}"  # noqa: S608
        if (side, query) not in self.counted:
            found = (self.before, self.now)[side].execute(query).fetchall()
            self.counted[side, query] = {self.newest(row): given for row, given in found}
        return self.counted[side, query]

    def newest(self, row_id: str) -> str:
        """The row that stands for a row today."""
        while row_id in self.replaced:
            row_id = self.replaced[row_id]
        return row_id

    def place(self, row_id: str) -> Row:
        """Where a row stands: `<first 12 of the SHA-256>:<sheet>#<row>`, a CSV without sheet."""
        delivery, _, row = row_id.rpartition("#")
        prefix, _, sheet = delivery.partition(":")
        return Row(*self.deliveries[prefix], sheet, int(row))


_TRAILS = """
    SELECT figure_id, trail_relation, trail_predicate, trail_measure FROM figures.figures
    WHERE trail_relation IS NOT NULL
"""
