"""The rows behind all figures at once: where they stand in the delivered files, and what they add up to.

Belongs here: one reading of each table that trails lead through, and the proof that the rows listed are those the
figure counted. Not here: one figure's rows with their cells (audit/following/trail.py), and how a trail is shown.

A predicate becomes a column of truth values, so that a table is read once for many figures; asking it figure by figure
takes longer than building the figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from orchestration.figures.book import Figure
from orchestration.figures.formulas import DIVIDED_BY, LEAF_OPERATIONS

if TYPE_CHECKING:
    import duckdb
    import numpy as np

SAMPLES = 5
"""Rows of a trail shown with what each gives."""

_CHUNK = 25
"""Predicates read in one query: DuckDB plans long lists of columns slower than several short ones."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows of a trail in one sheet of one file.

    Attributes:
        sha256: of the file as delivered.
        sheet: empty for CSV.
        count: how many rows.
        ranges: first and last row of each unbroken run, ascending; rows are physical, 1 = first.
    """

    sha256: str
    file_name: str
    sheet: str
    count: int
    ranges: tuple[tuple[int, int], ...]

    def listed(self) -> str:
        """The rows as text, e.g. `2-40, 42`."""
        return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in self.ranges)


@dataclass(frozen=True, slots=True)
class Sample:
    """One row of a trail.

    Attributes:
        stretch: position of its file and sheet among the stretches of the trail.
        contribution: what it gives; None where the figure is one of figures, or the cell is empty.
    """

    stretch: int
    row: int
    contribution: Decimal | None


@dataclass(frozen=True, slots=True)
class Trail:
    """The rows of one figure.

    Attributes:
        relation: the table.
        stretches: by file in order of arrival, then sheet.
        counted: rows that give something.
        summed: the sum of what they give; None where they only stand behind a figure of figures.
        open_end: where count, digest or total is not the figure's, in words; empty when the trail closes.
    """

    relation: str
    predicate: str
    measure: str
    row_count: int
    row_digest: str
    stretches: tuple[Stretch, ...]
    samples: tuple[Sample, ...]
    counted: int
    summed: Decimal | None
    open_end: str = ""


@dataclass
class Relation:
    """One table that trails lead through, in the order of its rows in the files.

    Attributes:
        ids: id of each row.
        sheets: (SHA-256, sheet) in order of arrival.
        measures: what is taken of each row, by measure: scaled to whole numbers, and by how many decimals; -1 for
            texts.
        selected: what each predicate selects.
    """

    ids: list[str]
    places: list[tuple[str, str, int]]
    """(SHA-256, sheet, row) of each row."""
    sheets: list[tuple[str, str]]
    sheet_of: np.ndarray[Any, Any]
    row_of: np.ndarray[Any, Any]
    hash_of: np.ndarray[Any, Any]
    measures: dict[str, tuple[list[Any], int]] = field(default_factory=dict)
    selected: dict[str, Rows] = field(default_factory=dict)

    def rows(self, predicate: str) -> list[str]:
        """The ids of the rows that a predicate selects."""
        return [self.ids[at] for at in self.selected[predicate].index]


@dataclass(frozen=True, slots=True)
class Rows:
    """What a predicate selects, whatever is then taken of it."""

    index: list[int]
    digest: str
    stretches: tuple[Stretch, ...]
    first: tuple[tuple[int, int], ...]
    """(stretch, row) of the first rows."""


def read_relations(
    connection: duckdb.DuckDBPyConnection,
    trails: Iterable[tuple[str, str, str]],
    deliveries: Sequence[Mapping[str, Any]],
) -> dict[str, Relation]:
    """Every table that trails lead through, by name, with what each trail selects of it.

    Args:
        connection: the finished warehouse, or the evidence of a release.
        trails: relation, predicate and measure of each.
        deliveries: rows of `raw_ingestion.deliveries`, oldest first.
    """
    wanted: dict[str, tuple[set[str], set[str]]] = {}
    for name, predicate, measure in trails:
        predicates, measures = wanted.setdefault(name, (set(), set()))
        predicates.add(predicate)
        measures |= {measure} - {""}
    names = {str(row["_delivery_sha256"]): str(row["file_name"]) for row in deliveries}
    order = {sha256: number for number, sha256 in enumerate(names)}
    found = {}
    for name, (predicates, measures) in wanted.items():
        relation = found[name] = _relation(connection, name, sorted(measures), order)
        listed = sorted(predicates)
        relation.selected = dict(zip(listed, _select(connection, name, listed, relation, names), strict=True))
    return found


def read_trails(
    connection: duckdb.DuckDBPyConnection, figures: Iterable[Figure], deliveries: Sequence[dict[str, Any]]
) -> dict[str, Trail]:
    """The trail of every figure that has one of its own, by figure id.

    Args:
        connection: the finished warehouse.
        figures: those to follow.
        deliveries: rows of `raw_ingestion.deliveries`, oldest first.
    """
    led = [figure for figure in figures if figure.trail_relation]
    trails = ((figure.trail_relation, figure.trail_predicate, figure.trail_measure) for figure in led)
    return trails_of(led, read_relations(connection, trails, deliveries))


def trails_of(figures: Iterable[Figure], relations: Mapping[str, Relation]) -> dict[str, Trail]:
    """The trails of figures, by id, out of tables that have been read."""
    led: dict[str, dict[str, Trail]] = {}
    for figure in figures:
        if figure.trail_relation:
            relation = relations[figure.trail_relation]
            trail = _trail(figure, relation, relation.selected[figure.trail_predicate])
            led.setdefault(figure.trail_relation, {})[figure.figure_id] = trail
    return {figure_id: trail for trails in led.values() for figure_id, trail in trails.items()}


_ORDERED = "ORDER BY _delivery_sha256, _sheet, _row, _source_row_id"


def _relation(connection: duckdb.DuckDBPyConnection, name: str, measures: list[str], order: dict[str, int]) -> Relation:
    import numpy as np

    # The text of a DECIMAL always has all its decimals, so it is a whole number once the point is gone.
    listed = "".join(f", CAST(({measure}) AS VARCHAR)" for measure in measures)
    rows = connection.execute(
        f"SELECT _delivery_sha256, coalesce(_sheet, ''), _row, _row_hash, _source_row_id{listed} FROM {name} {_ORDERED}"  # noqa: S608
    ).fetchall()
    shown = ", ".join(f"({measure})" for measure in measures)
    kinds = (
        connection.execute(f"DESCRIBE SELECT {shown} FROM {name}").fetchall()  # noqa: S608
        if measures
        else []
    )
    places = [(row[0], row[1], row[2]) for row in rows]
    sheets = sorted({place[:2] for place in places}, key=lambda sheet: (order.get(sheet[0], len(order)), sheet))
    number_of = {sheet: number for number, sheet in enumerate(sheets)}
    return Relation(
        ids=[row[4] for row in rows],
        places=places,
        sheets=sheets,
        sheet_of=np.array([number_of[place[:2]] for place in places], dtype=np.int64),
        row_of=np.array([place[2] for place in places], dtype=np.int64),
        hash_of=np.array([int(row[3]) for row in rows], dtype=np.int64),
        measures={
            measure: _scaled([row[column] for row in rows], kind[1])
            for column, (measure, kind) in enumerate(zip(measures, kinds, strict=True), 5)
        },
    )


def _scaled(texts: list[str | None], kind: str) -> tuple[list[Any], int]:
    """Values of a measure as whole numbers with their number of decimals; texts stay, with -1."""
    if kind.startswith("DECIMAL"):
        decimals = int(kind.rstrip(")").split(",")[1])
    elif kind.endswith(("INT", "INTEGER")):
        decimals = 0
    else:
        return list(texts), -1
    return [None if text is None else int(text.replace(".", "")) for text in texts], decimals


def _select(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    predicates: list[str],
    relation: Relation,
    names: dict[str, str],
) -> Iterator[Rows]:
    import numpy as np

    for start in range(0, len(predicates), _CHUNK):
        part = predicates[start : start + _CHUNK]
        listed = ", ".join(f"coalesce(({predicate}), false) AS p{at}" for at, predicate in enumerate(part))
        truth = connection.execute(f"SELECT {listed} FROM {name} {_ORDERED}").fetchnumpy()  # noqa: S608
        for at in range(len(part)):
            index = np.flatnonzero(np.asarray(truth[f"p{at}"], dtype=bool))
            yield _rows(index, relation, names)


def _rows(index: np.ndarray[Any, Any], relation: Relation, names: dict[str, str]) -> Rows:
    import numpy as np

    # Sheets are numbered in order of arrival; the table is ordered by hash.
    index = index[np.argsort(relation.sheet_of[index], kind="stable")]
    sheet, row = relation.sheet_of[index], relation.row_of[index]
    starts = np.flatnonzero(np.r_[True, (np.diff(sheet) != 0) | (np.diff(row) != 1)]) if len(index) else index
    ends = np.r_[starts[1:], len(index)] - 1 if len(index) else index
    by_sheet: dict[int, list[tuple[int, int]]] = {}
    for number, first, last in zip(
        sheet[starts].tolist(), row[starts].tolist(), row[ends].tolist() if len(index) else [], strict=True
    ):
        by_sheet.setdefault(number, []).append((first, last))
    counts = dict(zip(*(part.tolist() for part in np.unique(sheet, return_counts=True)), strict=True))
    position = {number: at for at, number in enumerate(by_sheet)}
    # A sum of signed 64-bit numbers wraps at 2^64, which leaves it right modulo 2^63.
    digest = int(relation.hash_of[index].sum(dtype=np.int64)) % 2**63
    return Rows(
        index=index.tolist(),
        digest=f"{digest:016x}",
        stretches=tuple(
            Stretch(sha256, names.get(sha256, sha256), sheet_name, counts[number], tuple(ranges))
            for number, ranges in by_sheet.items()
            for sha256, sheet_name in (relation.sheets[number],)
        ),
        first=tuple((position[s], r) for s, r in zip(sheet[:SAMPLES].tolist(), row[:SAMPLES].tolist(), strict=True)),
    )


def _trail(figure: Figure, relation: Relation, rows: Rows) -> Trail:
    taken, decimals = _contributions(figure, relation, rows.index)
    numbers = [number for number in taken if number is not None]
    total = _total(figure.operation, numbers, decimals)
    return Trail(
        relation=figure.trail_relation,
        predicate=figure.trail_predicate,
        measure=figure.trail_measure,
        row_count=len(rows.index),
        row_digest=rows.digest,
        stretches=rows.stretches,
        samples=tuple(
            Sample(stretch, row, None if given is None else Decimal(given).scaleb(-decimals))
            for (stretch, row), given in zip(rows.first, taken or [None] * len(rows.first), strict=False)
        ),
        counted=len(numbers),
        summed=Decimal(sum(numbers)).scaleb(-decimals) if figure.operation in LEAF_OPERATIONS else None,
        open_end=_open_end(figure, rows, total),
    )


def _contributions(figure: Figure, relation: Relation, index: list[int]) -> tuple[list[int | None], int]:
    """What each row gives, as whole numbers of so many decimals; nothing for a figure of figures.

    A row that repeats an entity gives nothing to a count of different entities: the first one gives 1.
    """
    if figure.operation not in LEAF_OPERATIONS:
        return [], 0
    if figure.operation == "row_count":
        return [1] * len(index), 0
    values, decimals = relation.measures[figure.trail_measure]
    if figure.operation == "row_distinct":
        seen: set[Any] = set()
        given: list[int | None] = []
        for at in index:
            value = values[at]
            given.append(0 if value is None or value in seen else 1)
            seen.add(value)
        return given, 0
    if decimals < 0:
        return [None] * len(index), 0
    return [values[at] for at in index], decimals


def _total(operation: str, numbers: list[int], decimals: int) -> Fraction | None:
    """What the rows give, summed, counted or averaged."""
    whole = Fraction(sum(numbers), 10**decimals)
    if operation == "row_mean":
        return whole / len(numbers) if numbers else None
    if operation == "row_value":
        return whole if len(numbers) == 1 else None
    return whole / DIVIDED_BY.get(operation, 1) if operation in LEAF_OPERATIONS else None


def _open_end(figure: Figure, rows: Rows, total: Fraction | None) -> str:
    if len(rows.index) != figure.row_count:
        return f"{len(rows.index)} rows; the figure counted {figure.row_count}"
    if rows.digest != figure.row_digest:
        return f"digest {rows.digest}; the figure has {figure.row_digest}"
    if figure.operation not in LEAF_OPERATIONS or figure.value is None:
        return ""
    # A mean is kept to the twelfth decimal, the last one a value carries.
    if total is None or abs(total - Fraction(figure.value)) * 2 * 10**12 > 1:
        return f"the rows give {total}; the figure is {figure.value}"
    return ""
