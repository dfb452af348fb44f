"""The rows behind all figures at once: where they stand in the delivered files, and what they add up to.

Belongs here: one reading of each table that trails lead through, and the proof that the rows listed are those the
figure counted. Not here: one figure's rows with their cells (audit/following/trail.py), and how a trail is shown.

A predicate becomes a column of truth values, so that a table is read once for many figures; asking it figure by figure
takes longer than building the figures.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.figures.book import Figure
from orchestration.figures.formulas import DIVIDED_BY, LEAF_OPERATIONS

if TYPE_CHECKING:
    import duckdb
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]

SAMPLES = 5
"""Rows of a trail shown with what each gives."""

_CHUNK = 25
"""Terms of predicates read in one query: DuckDB plans long lists of columns slower than several short ones."""


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
    """One table that trails lead through, its rows in the order of their files' arrival, then of sheets and rows.

    Attributes:
        sheets: (SHA-256, sheet) in order of arrival.
        sheet_of: of each row the position of its sheet.
        row_of: of each row its physical row.
        hash_of: of each row its hash.
        measures: what is taken of each row, by measure.
        selected: what each predicate selects.
        ids: id of each row; empty where no texts were asked for.
        kinds: column to its type, where texts were asked for.
        texts: column to what stands in each row, as the place of its text among the different ones, and these.
    """

    sheets: list[tuple[str, str]]
    sheet_of: Numbers
    row_of: Numbers
    hash_of: Numbers
    measures: dict[str, Measure] = field(default_factory=dict)
    selected: dict[str, Rows] = field(default_factory=dict)
    ids: Any = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, tuple[Any, Sequence[str | None]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is taken of each row of a table.

    Attributes:
        values: whole numbers; of texts a number that equal ones share.
        given: whether there is a value.
        decimals: by how many the whole numbers are scaled; -1 for texts.
    """

    values: Numbers
    given: np.ndarray[Any, Any]
    decimals: int


@dataclass(frozen=True, slots=True)
class Rows:
    """What a predicate selects, whatever is then taken of it."""

    index: Numbers
    digest: str
    stretches: tuple[Stretch, ...]
    first: tuple[tuple[int, int], ...]
    """(stretch, row) of the first rows."""


def read_relations(
    connection: duckdb.DuckDBPyConnection,
    trails: Iterable[tuple[str, str, str]],
    deliveries: Sequence[Mapping[str, Any]],
    *,
    with_texts_of: Collection[str] = (),
) -> dict[str, Relation]:
    """Every table that trails lead through, by name, with what each trail selects of it.

    Args:
        connection: the finished warehouse, or the evidence of a release.
        trails: relation, predicate and measure of each.
        deliveries: rows of `raw_ingestion.deliveries`, oldest first.
        with_texts_of: columns whose texts are wanted where a table has them, and the ids of its rows.
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
        scan = _Scan(connection, name, order)
        relation = found[name] = scan.relation(sorted(measures), with_texts_of)
        for predicate, index in scan.select(sorted(predicates)):
            relation.selected[predicate] = _rows(index, relation, names)
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


class _Scan:
    """Reads a table several times, its rows always in one order, by which columns of single scans fit together.

    DuckDB gives the rows of a table as they were written, and those of the same query in one thread as before; so that
    nothing rests on this alone, each scan gives place and hash of its rows as well.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str, order: Mapping[str, int]) -> None:
        import numpy as np

        self._connection, self._name = connection, name
        found = connection.execute(f"SELECT DISTINCT _delivery_sha256, coalesce(_sheet, '') FROM {name}").fetchall()  # noqa: S608
        self.sheets = sorted(found, key=lambda sheet: (order.get(sheet[0], len(order)), sheet))
        listed = [f"{sha256}\x1f{sheet}" for sha256, sheet in self.sheets]
        place = "list_position(?, concat(_delivery_sha256, chr(31), coalesce(_sheet, ''))) - 1"
        read = self._read(f"CAST({place} AS BIGINT) AS sheet, {_PLACE}", [listed])
        self._row, self._hash = (np.asarray(read[column], dtype=np.int64) for column in ("row", "hash"))
        self._sheet = np.asarray(read["sheet"], dtype=np.int64)
        self.order = np.lexsort((self._row, self._sheet))

    def relation(self, measures: Sequence[str], texts: Collection[str]) -> Relation:
        """The table with what is taken of its rows."""
        kinds: dict[str, str] = {}
        if texts:
            kinds = {name: kind for name, kind, *_ in self._connection.execute(f"DESCRIBE {self._name}").fetchall()}
        return Relation(
            sheets=self.sheets,
            sheet_of=self._sheet[self.order],
            row_of=self._row[self.order],
            hash_of=self._hash[self.order],
            measures={measure: self._measure(measure) for measure in measures},
            ids=self._texts("_source_row_id") if texts else (),
            kinds=kinds,
            texts={name: self._coded(name) for name in kinds if name in texts},
        )

    def _texts(self, column: str) -> np.ndarray[Any, Any]:
        """The text of each row, None where there is none."""
        import numpy as np

        (found,) = self._columns([f"CAST({column} AS VARCHAR)"])
        texts = np.array(np.ma.getdata(found))
        texts[np.ma.getmaskarray(found)] = None
        return texts[self.order]

    def _coded(self, column: str) -> tuple[Any, Sequence[str | None]]:
        import numpy as np
        import pandas as pd

        codes, texts = pd.factorize(self._texts(column), use_na_sentinel=False)
        return codes.astype(np.int32), [text if isinstance(text, str) else None for text in texts]

    def select(self, predicates: Sequence[str]) -> Iterator[tuple[str, Numbers]]:
        """Each predicate with the positions of the rows that it selects."""
        import numpy as np

        terms = {predicate: _terms(predicate) for predicate in predicates}
        truth: dict[str, np.ndarray[Any, Any]] = {}
        asked = sorted({term for parts in terms.values() for term in parts})
        for start in range(0, len(asked), _CHUNK):
            part = asked[start : start + _CHUNK]
            holds = self._columns([f"coalesce(({term}), false)" for term in part])
            truth |= {term: np.asarray(found, dtype=bool)[self.order] for term, found in zip(part, holds, strict=True)}
        for predicate, parts in terms.items():
            yield predicate, np.flatnonzero(np.logical_and.reduce([truth[term] for term in parts])).astype(np.int32)

    def _measure(self, measure: str) -> Measure:
        import duckdb
        import numpy as np
        import pandas as pd

        ((_, kind, *_),) = self._connection.execute(f"DESCRIBE SELECT ({measure}) FROM {self._name}").fetchall()  # noqa: S608
        decimals = _decimals(kind)
        if decimals < 0:
            (texts,) = self._columns([f"CAST(({measure}) AS VARCHAR)"])
            values = pd.factorize(np.ma.getdata(texts))[0].astype(np.int64)
            given = ~np.ma.getmaskarray(texts)
        else:
            # The text of a DECIMAL always has all its decimals, so it is a whole number once the point is gone.
            whole = f"replace(CAST(({measure}) AS VARCHAR), '.', '')"
            try:
                (numbers,) = self._columns([f"CAST({whole} AS BIGINT)"])
                values = np.ma.getdata(numbers)
            except duckdb.ConversionException:
                (numbers,) = self._columns([whole])
                texts, there = np.ma.getdata(numbers), ~np.ma.getmaskarray(numbers)
                values = np.array([int(text) if is_there else 0 for text, is_there in zip(texts, there, strict=True)])
            given = ~np.ma.getmaskarray(numbers)
        return Measure(values[self.order], given[self.order], decimals)

    def _columns(self, columns: Sequence[str]) -> list[np.ndarray[Any, Any]]:
        """What stands in columns, row by row as in every scan."""
        import numpy as np

        read = self._read(", ".join([_PLACE, *(f"{column} AS c{at}" for at, column in enumerate(columns))]), [])
        if not (np.array_equal(read["row"], self._row) and np.array_equal(read["hash"], self._hash)):
            raise RuntimeError(f"{self._name} was read in another order")
        return [read[f"c{at}"] for at in range(len(columns))]

    def _read(self, columns: str, given: list[Any]) -> Mapping[str, Any]:
        return self._connection.execute(f"SELECT {columns} FROM {self._name}", given).fetchnumpy()  # noqa: S608


_VALUE = r"(?:'(?:[^']|'')*'|-?\d+(?:\.\d+)?)"
_TERM = re.compile(
    rf"(?:not )?\w+(?: (?:=|<>|<=?|>=?) {_VALUE}| in \({_VALUE}(?:, {_VALUE})*\)| is (?:not )?null"
    rf"| between {_VALUE} and {_VALUE})?"
)
"""What predicates mostly are made of: one column beside values."""


def _terms(predicate: str) -> list[str]:
    """The terms that all have to hold for a predicate to hold; many predicates share them. Another form is one term."""
    terms, at = [], 0
    while (found := _TERM.match(predicate, at)) is not None:
        terms.append(found[0])
        if found.end() == len(predicate):
            return terms
        if not predicate.startswith(_AND, found.end()):
            break
        at = found.end() + len(_AND)
    return [predicate]


_AND = " and "
_PLACE = 'CAST(_row AS BIGINT) AS "row", CAST(_row_hash AS BIGINT) AS "hash"'


def _decimals(kind: str) -> int:
    """How many decimals a type of DuckDB has; -1 for one that is no number."""
    if kind.startswith("DECIMAL"):
        return int(kind.rstrip(")").split(",")[1])
    return 0 if kind.endswith(("INT", "INTEGER")) else -1


def _rows(index: Numbers, relation: Relation, names: dict[str, str]) -> Rows:
    import numpy as np

    sheet, row = relation.sheet_of[index], relation.row_of[index]
    starts = np.flatnonzero(np.r_[True, (np.diff(sheet) != 0) | (np.diff(row) != 1)]) if len(index) else index
    ends = np.r_[starts[1:], len(index)] - 1 if len(index) else index
    # Rows are in the order of their sheets.
    counts = np.bincount(sheet, minlength=len(relation.sheets))
    present = np.flatnonzero(counts).tolist()
    position = {number: at for at, number in enumerate(present)}
    bounds = np.searchsorted(sheet[starts], [*present, len(relation.sheets)]).tolist()
    firsts, lasts = row[starts].tolist(), row[ends].tolist()
    ranges = [tuple(zip(firsts[a:b], lasts[a:b], strict=True)) for a, b in pairwise(bounds)]
    # A sum of signed 64-bit numbers wraps at 2^64, which leaves it right modulo 2^63.
    digest = int(relation.hash_of[index].sum(dtype=np.int64)) % 2**63
    return Rows(
        index=index,
        digest=f"{digest:016x}",
        stretches=tuple(
            Stretch(sha256, names.get(sha256, sha256), sheet_name, int(counts[number]), unbroken)
            for number, unbroken in zip(present, ranges, strict=True)
            for sha256, sheet_name in (relation.sheets[number],)
        ),
        first=tuple((position[s], r) for s, r in zip(sheet[:SAMPLES].tolist(), row[:SAMPLES].tolist(), strict=True)),
    )


def _trail(figure: Figure, relation: Relation, rows: Rows) -> Trail:
    taken = _taken(figure, relation, rows.index)
    return Trail(
        relation=figure.trail_relation,
        predicate=figure.trail_predicate,
        measure=figure.trail_measure,
        row_count=len(rows.index),
        row_digest=rows.digest,
        stretches=rows.stretches,
        samples=tuple(
            Sample(stretch, row, None if given is None else Decimal(given).scaleb(-taken.decimals))
            for (stretch, row), given in zip(rows.first, taken.first, strict=True)
        ),
        counted=taken.counted,
        summed=Decimal(taken.sum).scaleb(-taken.decimals) if figure.operation in LEAF_OPERATIONS else None,
        open_end=_open_end(figure, rows, _total(figure.operation, taken)),
    )


class _Taken(NamedTuple):
    """What the rows of a figure give, as whole numbers of so many decimals: the first ones, and all in sum."""

    first: list[int | None]
    counted: int
    sum: int
    decimals: int


def _taken(figure: Figure, relation: Relation, index: Numbers) -> _Taken:
    """What each row gives; nothing for a figure of figures.

    A row that repeats an entity gives nothing to a count of different entities: the first one gives 1.
    """
    import numpy as np

    shown = index[:SAMPLES]
    nothing = _Taken([None] * len(shown), 0, 0, 0)
    if figure.operation not in LEAF_OPERATIONS:
        return nothing
    if figure.operation == "row_count":
        return _Taken([1] * len(shown), len(index), len(index), 0)
    measure = relation.measures[figure.trail_measure]
    values, given = measure.values[index], measure.given[index]
    if figure.operation == "row_distinct":
        seen: set[int] = set()
        first: list[int | None] = []
        for value, there in zip(values[:SAMPLES].tolist(), given[:SAMPLES].tolist(), strict=True):
            first.append(int(there and value not in seen))
            seen |= {value} if there else set()
        # Texts are numbered from 0 on without a gap.
        different = np.flatnonzero(np.bincount(values[given])) if measure.decimals < 0 else np.unique(values[given])
        return _Taken(first, len(index), len(different), 0)
    if measure.decimals < 0:
        return nothing
    told = zip(values[:SAMPLES].tolist(), given[:SAMPLES].tolist(), strict=True)
    return _Taken(
        [value if there else None for value, there in told], int(given.sum()), _sum(values[given]), measure.decimals
    )


def _sum(values: Numbers) -> int:
    """The exact sum: that of machine numbers only where it cannot leave them."""
    largest = max(abs(int(values.max())), abs(int(values.min()))) if len(values) else 0
    return int(values.sum()) if largest * len(values) < 2**62 else sum(values.tolist())


def _total(operation: str, taken: _Taken) -> Fraction | None:
    """What the rows give, summed, counted or averaged."""
    whole = Fraction(taken.sum, 10**taken.decimals)
    if operation == "row_mean":
        return whole / taken.counted if taken.counted else None
    if operation == "row_value":
        return whole if taken.counted == 1 else None
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
