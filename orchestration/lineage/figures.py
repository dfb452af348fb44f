"""From a figure to the source columns it is made of.

Belongs here: the lineage of one figure, by its trail, and of many, by their components. Not here: columns of tables
(columns.py), the rows behind a figure's value (audit/).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.lineage.columns import Column, Lineage, LineageError, key_of
from orchestration.lineage.queries import read_query


@dataclass(frozen=True)
class FigureLineage:
    """What one figure is made of.

    Attributes:
        relations: the facts whose rows it takes.
        measure: columns of those facts whose values are taken; empty for a number of rows.
        condition: columns of those facts that decide which rows count.
        measure_sources: delivered and reference columns behind `measure`.
        condition_sources: those behind `condition`.
        row_sources: those that decide which rows the facts have at all, before the figure chooses among them.
    """

    relations: tuple[str, ...]
    measure: tuple[Column, ...]
    condition: tuple[Column, ...]
    measure_sources: tuple[Column, ...]
    condition_sources: tuple[Column, ...]
    row_sources: tuple[Column, ...]

    @property
    def sources(self) -> tuple[Column, ...]:
        """Every delivered and reference column behind the figure, sorted."""
        return tuple(sorted({*self.measure_sources, *self.condition_sources, *self.row_sources}))


def figure_lineage(figure: Mapping[str, Any], lineage: Lineage) -> FigureLineage:
    """From a figure with a trail to the source columns it is made of.

    A value that stands in the trail, such as the code of an output in its condition, is taken as given; which figures
    there are, and whether one has a value yet, is a matter of `figures.figures` and of its columns' lineage.

    Args:
        figure: a row of `figures.figures`; `trail_relation`, `trail_predicate` and `trail_measure` are read. A derived
            figure may have rows without a measure; what is taken of them, its components say.
        lineage: of the project that made it.

    Raises:
        LineageError: the figure has no trail of its own (its components have), or the trail cannot be read.
    """
    relation = figure.get("trail_relation")
    if not relation:
        raise LineageError(f"{figure.get('figure_id')}: has no rows of its own; its components have")
    if relation not in lineage.tables:
        raise LineageError(f"{figure.get('figure_id')}: no table {relation}")
    measure = figure.get("trail_measure") or "1"
    condition = figure.get("trail_predicate") or "true"
    schema, table = key_of(relation)
    sql = f'select {measure} as measure from "{schema}"."{table}" where {condition}'  # noqa: S608 - parsed, never run
    columns, rows = read_query(sql, {relation: list(lineage.tables[relation].columns)}, [relation], [])
    if "measure" not in columns or columns["measure"].inferred:
        raise LineageError(f"{figure.get('figure_id')}: its trail cannot be read: {measure} where {condition}")
    return _figure([FigureLineage((relation,), columns["measure"].above, rows, (), (), ())], lineage)


def figure_lineages(
    figures: Mapping[str, Mapping[str, Any]], components: Mapping[str, Iterable[str]], lineage: Lineage
) -> dict[str, FigureLineage]:
    """The lineage of many figures; a derived one is made of what its components are made of, and of its own rows.

    Args:
        figures: figure id -> row of `figures.figures`.
        components: figure id -> ids of its components.
        lineage: of the project that made them.

    Raises:
        LineageError: see `figure_lineage`; a figure with neither trail nor components.
    """
    trails: dict[tuple[Any, ...], FigureLineage] = {}
    found: dict[str, FigureLineage] = {}

    def of(figure_id: str) -> FigureLineage:
        if figure_id in found:
            return found[figure_id]
        row = figures[figure_id]
        parts: list[FigureLineage] = []
        if row.get("trail_relation"):
            trail = tuple(row.get(name) for name in ("trail_relation", "trail_predicate", "trail_measure"))
            if trail not in trails:
                trails[trail] = figure_lineage(row, lineage)
            parts.append(trails[trail])
        if not row.get("trail_measure"):
            parts += [of(part) for part in components.get(figure_id, ())]
        if not parts:
            raise LineageError(f"{figure_id}: has neither rows nor components")
        found[figure_id] = parts[0] if len(parts) == 1 else _figure(parts, lineage)
        return found[figure_id]

    return {figure_id: of(figure_id) for figure_id in figures}


def _figure(parts: Sequence[FigureLineage], lineage: Lineage) -> FigureLineage:
    """What several trails are made of together, with the sources behind it."""
    relations = sorted({relation for part in parts for relation in part.relations})
    measure = sorted({column for part in parts for column in part.measure})
    condition = sorted({column for part in parts for column in part.condition})
    return FigureLineage(
        relations=tuple(relations),
        measure=tuple(measure),
        condition=tuple(condition),
        measure_sources=tuple(sorted({source for column in measure for source in lineage.sources(column)})),
        condition_sources=tuple(sorted({source for column in condition for source in lineage.sources(column)})),
        row_sources=tuple(sorted({source for relation in relations for source in lineage.row_sources(relation)})),
    )
