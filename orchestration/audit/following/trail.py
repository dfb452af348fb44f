"""The rows behind a figure: listing them, and proving that they are the ones the release counted.

Belongs here: running a figure's predicate over the release's evidence, count, digest and closure. Not here: how the
trail is shown (trace.py), and the recomputation from the delivered files (recompute.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from orchestration.audit.numerals import digest_of
from orchestration.figures.formulas import DIVIDED_BY, LEAF_OPERATIONS
from orchestration.workspace.leading import UNIT

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class SourceRow:
    """One row of a delivered file that counts in a figure.

    Attributes:
        source_row_id: names delivery, sheet and row.
        contribution: what the row gives to the figure, as text of its measure; a counted row gives 1.
        share: its part of the figure's value; None where the figure is zero or not additive.
        cells: the columns that the figure's predicate and measure look at, with their values.
        record: every column of the row at its mart, so that dates, codes and amounts can be held against the file.
        file_name: as delivered.
        sha256: of the delivery.
        sheet: empty for CSV.
        row: physical row, 1 = first.
    """

    source_row_id: str
    contribution: str
    share: Fraction | None
    cells: dict[str, str | None]
    record: dict[str, str | None]
    file_name: str
    sha256: str
    sheet: str
    row: int


@dataclass
class Evidence:
    """A release's evidence, opened for reading.

    Attributes:
        connection: to `evidence.duckdb`.
    """

    connection: duckdb.DuckDBPyConnection
    _columns: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def figures(self) -> dict[str, dict[str, Any]]:
        """Every figure by id, as `figures.figures` holds it."""
        return {row["figure_id"]: row for row in self.rows("FROM figures.figures ORDER BY figure_id")}

    @cached_property
    def components(self) -> dict[str, list[tuple[str, str]]]:
        """Figure id to (component id, role), in the order of the release."""
        found: dict[str, list[tuple[str, str]]] = {}
        query = "SELECT figure_id, component_id, role FROM figures.figure_components ORDER BY 1, 3, 2"
        for figure_id, component_id, role in self.connection.execute(query).fetchall():
            found.setdefault(figure_id, []).append((component_id, role))
        return found

    @cached_property
    def deliveries(self) -> dict[str, dict[str, Any]]:
        """Deliveries by SHA-256."""
        return {
            row["_delivery_sha256"]: row for row in self.rows("FROM raw_ingestion.deliveries ORDER BY delivery_order")
        }

    @cached_property
    def policies(self) -> dict[str, dict[str, Any]]:
        """Policies by name: nilai, alasan, dasar."""
        return {row["kebijakan"]: row for row in self.rows("FROM reference.kebijakan")}

    def rows(self, query: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
        """The result of a query as dictionaries."""
        cursor = self.connection.execute(query, parameters or [])
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def source_rows(self, figure_id: str, limit: int | None = None) -> list[SourceRow]:
        """The rows a figure's own trail leads to, ordered by delivery, sheet and row; none for a figure of figures."""
        figure = self.figures[figure_id]
        if not figure["trail_relation"]:
            return []
        counted = self._cells_that_count(figure)
        columns = [
            name for name in self._columns[figure["trail_relation"]] if name != UNIT and not name.startswith("_")
        ]
        measure = figure["trail_measure"] or "1"
        listed = "".join(f', CAST("{name}" AS VARCHAR) AS "{name}"' for name in columns)
        first = f" LIMIT {int(limit)}" if limit is not None else ""
        found = self.rows(
            "SELECT _source_row_id, _delivery_sha256, _sheet, _row, "  # noqa: S608
            f"CAST({measure} AS VARCHAR) AS _contribution{listed} "
            f"FROM {figure['trail_relation']} WHERE {figure['trail_predicate']} "
            f"ORDER BY _delivery_sha256, _sheet, _row{first}"
        )
        return [
            SourceRow(
                source_row_id=row["_source_row_id"],
                contribution=row["_contribution"],
                share=_share(figure, row["_contribution"]),
                cells={name: row[name] for name in counted},
                record={name: row[name] for name in columns},
                file_name=self.deliveries[row["_delivery_sha256"]]["file_name"],
                sha256=row["_delivery_sha256"],
                sheet=row["_sheet"] or "",
                row=row["_row"],
            )
            for row in found
        ]

    def _cells_that_count(self, figure: dict[str, Any]) -> list[str]:
        """Columns of the relation that the predicate or the measure names."""
        relation = figure["trail_relation"]
        if relation not in self._columns:
            schema, table = relation.split(".")
            self._columns[relation] = [
                row[0]
                for row in self.connection.execute(
                    "SELECT column_name FROM duckdb_columns() WHERE schema_name = ? AND table_name = ? "
                    "ORDER BY column_index",
                    [schema, table],
                ).fetchall()
            ]
        text = re.sub(r"'[^']*'", "", f"{figure['trail_predicate']} {figure['trail_measure'] or ''}")
        words = set(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", text))
        return [name for name in self._columns[relation] if name in words]


def closes(figure: dict[str, Any], rows: list[SourceRow]) -> str:
    """Says in words where the trail of a figure does not close; an empty text when it does.

    The rows must be as many as the release says, have its digest, and give its value exactly when summed, counted or
    averaged (a mean to the twelfth decimal, the last one a value carries).
    """
    if len(rows) != figure["row_count"]:
        return f"{len(rows)} rows; the release counted {figure['row_count']}"
    if (digest := digest_of(row.source_row_id for row in rows)) != figure["row_digest"]:
        return f"digest {digest}; the release has {figure['row_digest']}"
    if figure["operation"] not in LEAF_OPERATIONS or figure["value"] is None:
        return ""
    value = total(figure["operation"], [row.contribution for row in rows])
    if value is None or abs(value - Fraction(figure["value"])) * 2 * 10**12 > 1:
        return f"the rows give {value}; the release has {figure['value']}"
    return ""


def total(operation: str, contributions: list[str]) -> Fraction | None:
    """Sums, counts or averages contributions; None when there is nothing to take."""
    if operation == "row_count":
        return Fraction(len(contributions))
    if operation == "row_distinct":
        return Fraction(len(set(contributions)))
    numbers = [Fraction(Decimal(text)) for text in contributions if text is not None]
    if operation == "row_sum" or operation in DIVIDED_BY:
        return sum(numbers, Fraction(0)) / DIVIDED_BY.get(operation, 1)
    if not numbers:
        return None
    return sum(numbers, Fraction(0)) / len(numbers) if operation == "row_mean" else numbers[0]


def _share(figure: dict[str, Any], contribution: str | None) -> Fraction | None:
    if figure["operation"] not in ("row_sum", "row_count") or not figure["value"] or contribution is None:
        return None
    return Fraction(Decimal(contribution)) / Fraction(figure["value"])
