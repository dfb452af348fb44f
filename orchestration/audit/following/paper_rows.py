"""The rows of a working paper: what the files said, what was read from it, and how much there is no room for.

Belongs here: choosing the rows, the cells as received (by the second reader, from the archive), and the columns that a
figure's predicate and measure look at. Not here: conditions and formulas (paper_conditions.py, paper_formulas.py), the
workbook (working_paper.py).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from orchestration.audit.following.paper_conditions import Condition, conditions_of
from orchestration.audit.following.trail import Evidence
from orchestration.audit.recomputation.case import read_unit
from orchestration.audit.recomputation.layouts import Layout, layouts_of
from orchestration.audit.recomputation.records import AuditError, Delivery, Record
from orchestration.audit.recomputation.second_reader import read_delivery
from orchestration.audit.recomputation.shown_cells import CELLS
from orchestration.audit.recomputation.stocks import Archive
from orchestration.audit.recomputation.survey import question_columns
from orchestration.workspace.quarters import Quarter

MOST_ROWS = 20_000
"""Rows of a sheet of a paper; what is beyond them goes into its formulas as a number, and the paper says so."""

_NAMES = {"nama_pelanggan"}
"""Columns that no figure looks at, and that may name a person although no contract says so."""

_IN_PLACE = ("_source_row_id", "_delivery_sha256", "_sheet", "_row")
_DECLARED = "marts.fct_terukur"
"""Where the rows of declared formulas are, once an indicator; what is taken of each stands in the column it names."""


class UnreadableError(ValueError):
    """A received file is not what the release says of it; the message names it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a paper.

    Attributes:
        place: id, SHA-256 of the delivery, sheet, and row as trails name them.
        read: what the models read, in the order of the sheet's columns.
        received: column to cell as the file has it.
        kind: of the row, as the second reader knows it.
    """

    place: tuple[str, str, str, int]
    read: tuple[Any, ...]
    received: Mapping[str, Any]
    kind: str


@dataclass
class Rows:
    """The rows of one relation.

    Attributes:
        relation: `schema.table`.
        conditions: figure to what its rows fulfil.
        read: what is shown of the models' reading, as SQL over the relation; mostly names of columns.
        received: what is shown of the files.
        rows: those listed.
        whole: whether they are all rows of the sheets at hand, or only those that count.
        missing: how many rows that count are not listed.
        beyond: figure to the number of its rows that are not listed, and what these give.
        cells: (kind, column read) to the column received that it is read from.
        distinct: columns read of which different texts are counted.
    """

    relation: str
    conditions: dict[str, list[Condition]]
    read: list[str]
    received: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    whole: bool = True
    missing: int = 0
    beyond: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    distinct: frozenset[str] = frozenset()

    def source_of(self, kind: str, column: str) -> str | None:
        """The column received that a column is read from; None where it is made of more than a cell."""
        return self.cells.get((kind, column)) or CELLS.get(kind, {}).get(column)


def measure_of(figure: Mapping[str, Any]) -> str:
    """What is taken of each row, as SQL; '' where rows are counted."""
    measure = str(figure["trail_measure"] or "")
    return "" if figure["operation"] == "row_count" or measure.isdecimal() else measure


def rows_of(evidence: Evidence, leaves: Iterable[Mapping[str, Any]], release: Path, archive: Path) -> list[Rows]:
    """The rows behind some figures of rows, one record a relation.

    Args:
        evidence: of the release.
        leaves: the figures, each with a trail of its own.
        release: for the unit's profile and contracts.
        archive: received files by SHA-256.

    Raises:
        UnreadableError: a received file is missing, is another one, or holds no such row.
    """
    by_relation: dict[str, list[Mapping[str, Any]]] = {}
    for figure in leaves:
        by_relation.setdefault(figure["trail_relation"], []).append(figure)
    made = [_listed(evidence, relation, figures) for relation, figures in sorted(by_relation.items())]
    layouts = layouts_of(release / "inputs" / "contracts")
    records = _received(evidence, made, layouts, archive)
    unit, _ = read_unit(release / "inputs", Quarter.parse(release.parent.name))
    personal = _personal(release / "inputs" / "contracts")
    for rows in made:
        _add_cells(rows, records, layouts, personal, unit)
        if rows.relation == _DECLARED:
            _name_terms(evidence, rows)
    return made


def _listed(evidence: Evidence, relation: str, figures: Sequence[Mapping[str, Any]]) -> Rows:
    """The rows of a relation as the models left them."""
    conditions = {figure["figure_id"]: conditions_of(figure["trail_predicate"]) for figure in figures}
    wanted = [one.column for found in conditions.values() for one in found]
    wanted += [measure for figure in figures if (measure := measure_of(figure))]
    wanted += _dates(evidence, relation)
    rows = Rows(relation, conditions, list(dict.fromkeys(wanted)))
    rows.distinct = frozenset(measure_of(figure) for figure in figures if figure["operation"] == "row_distinct")
    counts = " OR ".join(dict.fromkeys(f"({figure['trail_predicate']})" for figure in figures))
    # A sheet is shown with the rows that do not count, so that it can be seen why; of a larger one only what counts.
    marked = f"SELECT *, coalesce({counts}, false) AS _counts FROM {relation}"  # noqa: S608
    at_hand = (
        f"FROM ({marked}) AS marked SEMI JOIN (FROM ({marked}) WHERE _counts) AS counting "
        "ON marked._delivery_sha256 = counting._delivery_sha256 "
        "AND coalesce(marked._sheet, '') = coalesce(counting._sheet, '')"
        + (" AND marked.kode = counting.kode" if relation == _DECLARED else "")
    )
    [[size]] = evidence.connection.execute(f"SELECT count(*) {at_hand}").fetchall()
    rows.whole = size <= MOST_ROWS
    order = "_delivery_sha256, _sheet, _row, _source_row_id"
    which = "" if rows.whole else "WHERE _counts"
    ranked = f"SELECT *, row_number() OVER (ORDER BY {order}) AS _rank FROM ({at_hand}) {which}"  # noqa: S608
    columns = ", ".join([*_IN_PLACE, *(f"({column})" for column in rows.read)])
    found = evidence.connection.execute(
        f"SELECT {columns} FROM ({ranked}) WHERE _rank <= {MOST_ROWS} ORDER BY _rank"  # noqa: S608
    ).fetchall()
    rows.rows = [Row((line[0], line[1], line[2] or "", line[3]), line[4:], {}, "") for line in found]
    if not rows.whole:
        [[rows.missing]] = evidence.connection.execute(
            f"SELECT count(*) FROM ({ranked}) WHERE _rank > {MOST_ROWS}"  # noqa: S608
        ).fetchall()
        rows.beyond = _beyond(evidence, ranked, figures)
    return rows


def _dates(evidence: Evidence, relation: str) -> list[str]:
    schema, table = relation.split(".")
    found = evidence.connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE schema_name = ? AND table_name = ? AND data_type = 'DATE' "
        "ORDER BY column_index",
        [schema, table],
    ).fetchall()
    return [name for (name,) in found]


def _beyond(evidence: Evidence, ranked: str, figures: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, Decimal]]:
    """What the rows that are not listed give to each figure: with those that are, its value before any division."""
    pieces = []
    for figure in figures:
        predicate, measure = f"({figure['trail_predicate']})", measure_of(figure) or "1"
        past = f"{predicate} AND _rank > {MOST_ROWS}"
        value = f"sum({measure}) FILTER ({past})"
        if figure["operation"] == "row_distinct":
            listed = f"{predicate} AND _rank <= {MOST_ROWS}"
            value = f"count(DISTINCT {measure}) FILTER ({predicate}) - count(DISTINCT {measure}) FILTER ({listed})"
        pieces += [f"count(*) FILTER ({past})", f"({value})"]
    query = f"SELECT {', '.join(pieces)} FROM ({ranked})"  # noqa: S608
    line = evidence.connection.execute(query).fetchone() or ()
    return {
        figure["figure_id"]: (int(line[2 * at]), Decimal(str(line[2 * at + 1] or 0)))
        for at, figure in enumerate(figures)
        if line[2 * at]
    }


def _received(
    evidence: Evidence, made: Sequence[Rows], layouts: Mapping[str, Layout], archive: Path
) -> dict[str, Record]:
    """The listed rows as the second reader finds them in the archived files, by id."""
    wanted = {row.place[0] for rows in made for row in rows.rows}
    records: dict[str, Record] = {}
    for sha256 in dict.fromkeys(row.place[1] for rows in made for row in rows.rows):
        told = evidence.deliveries[sha256]
        name = f"{told['quarter']}/{told['file_name']}"
        folder = archive / sha256
        kept = [path for path in sorted(folder.iterdir()) if path.name[0] != "."] if folder.is_dir() else []
        if len(kept) != 1:
            raise UnreadableError(f"{name}: the archive holds {len(kept)} files of it; expected one")
        if (found := hashlib.sha256(kept[0].read_bytes()).hexdigest()) != told["archived_sha256"]:
            raise UnreadableError(
                f"{name}: the archived file has SHA-256 {found}; the release used {told['archived_sha256']}"
            )
        delivery = Delivery(kept[0], sha256, told["quarter"], told["delivery_order"], told["file_name"])
        try:
            read = Archive(read_delivery(delivery, layouts))
            records |= {name: read[name] for name in wanted if name in read}
        except AuditError as error:
            raise UnreadableError(f"archived file: {error}") from None
    if missing := sorted(wanted - records.keys()):
        raise UnreadableError(f"row {missing[0]} stands in no archived file; {len(missing)} rows like it")
    return records


def _personal(contracts: Path) -> dict[str, set[str]]:
    """Kind to its columns that tell who a person is; a paper has none of them."""
    found = {}
    for path in sorted(contracts.glob("*.yaml")):
        contract = yaml.safe_load(path.read_text(encoding="utf-8"))
        columns = contract.get("columns") or {}
        found[str(contract["kind"])] = _NAMES | {name for name, told in columns.items() if (told or {}).get("identity")}
    return found


def _add_cells(
    rows: Rows,
    records: Mapping[str, Record],
    layouts: Mapping[str, Layout],
    personal: Mapping[str, set[str]],
    unit: Mapping[str, Any],
) -> None:
    """Puts the cells of the files beside what was read from them."""
    shown: dict[tuple[str, str, str], list[str]] = {}
    for at, row in enumerate(rows.rows):
        record = records[row.place[0]]
        key = (record.delivery.sha256, record.sheet, record.kind)
        if key not in shown:
            shown[key] = _shown(rows, record, layouts[record.kind], personal.get(record.kind, set()), unit)
            rows.received += [column for column in shown[key] if column not in rows.received]
        received = {column: record.cells.get(column) for column in shown[key]}
        rows.rows[at] = Row(row.place, row.read, received, record.kind)
    rows.received = [column for column in rows.received if any(_filled(row.received.get(column)) for row in rows.rows)]


def _shown(rows: Rows, record: Record, layout: Layout, personal: set[str], unit: Mapping[str, Any]) -> list[str]:
    """Columns of a table that a paper shows: those of its kind, of a survey the questions that count."""
    if record.kind == "survey":
        asked = question_columns(unit, record)
        rows.cells |= {(record.kind, name): column for name, column in asked.items()}
        return ["waktu", "jenis_layanan", *(column for name, column in asked.items() if name in rows.read)]
    known = record.cells if layout.paper else [column for column in layout.columns if column in record.cells]
    return [column for column in known if column not in personal]


def _name_terms(evidence: Evidence, rows: Rows) -> None:
    """Which column a declared formula takes of a row, where all terms at hand take the same of a kind."""
    codes = {str(one.values[0]) for found in rows.conditions.values() for one in found if one.column == "kode"}
    terms = evidence.rows("SELECT DISTINCT kode, kolom, hitung FROM reference.istilah WHERE kolom IS NOT NULL")
    columns = {term["kolom"] for term in terms if term["kode"] in codes and term["hitung"] == "jumlah"}
    if len(columns) == 1:
        [column] = columns
        kinds = {row.kind for row in rows.rows}
        rows.cells |= {(kind, "nilai_baris"): CELLS.get(kind, {}).get(column, column) for kind in kinds}


def _filled(cell: Any) -> bool:
    return cell is not None and cell != ""


def number(cell: Any) -> Decimal | None:
    """A number among what the models read; None for anything else."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return None
    return Decimal(str(cell))


def is_day(cell: Any) -> bool:
    """Whether a spreadsheet can hold a cell as a day or a moment."""
    return isinstance(cell, dt.date) and cell.year >= 1900
