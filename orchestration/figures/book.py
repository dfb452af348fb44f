"""What the warehouse hands to the report: figures, their components, and the texts around them.

Belongs here: one read of `figures.*`, `reference.*` and `raw_ingestion.*` into plain records. Not here: arithmetic; a
figure arrives with its value, its rounded value and its number of decimals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.figures.numbers import plain, printed
from orchestration.texts.table_sheets import sheet_key
from orchestration.workspace.leading import UNIT

if TYPE_CHECKING:
    import duckdb

PUBLIC_COLUMNS = (
    "figure_id",
    "indicator",
    "label",
    "layanan",
    "bulan",
    "sumber_dana",
    "jenis_belanja",
    "kro",
    "period_basis",
    "value",
    "unit",
    "decimals",
    "printed",
    "numerator",
    "denominator",
    "policy",
    "row_count",
    "row_digest",
)
"""Columns of `figures.csv`, in order."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the report.

    Attributes:
        value: the unrounded value; None when there is none.
        decimals: digits behind the comma in print.
        printed: the Indonesian text, the only text of this figure anywhere.
        status: None, `on_progress` or `tidak_terdefinisi`.
        keterangan: a note in words, e.g. the grade of a converted index.
        trail_relation: the table of the rows that count in it; empty for a figure of figures.
        trail_predicate: which of its rows, in SQL.
        trail_measure: what is taken of each, in SQL; empty where the rows only stand behind a figure of figures.
        revised: whether the release before printed it otherwise; it then carries a mark wherever it stands.
    """

    figure_id: str
    indicator: str
    label: str
    layanan: str
    bulan: str
    sumber_dana: str
    jenis_belanja: str
    kro: str
    period_basis: str
    value: Decimal | None
    unit: str
    decimals: int
    printed: str
    numerator: Decimal | None
    denominator: Decimal | None
    policy: str
    row_count: int | None
    row_digest: str
    status: str | None = None
    keterangan: str = ""
    operation: str = ""
    printed_value: Decimal | None = None
    trail_relation: str = ""
    trail_predicate: str = ""
    trail_measure: str = ""
    revised: bool = False

    @property
    def within(self) -> str:
        """Its id without the code of its indicator, or without the table that it belongs to."""
        begins = self.indicator or self.figure_id.partition(".")[0]
        return self.figure_id.removeprefix(f"{begins}.")

    @classmethod
    def of_public(cls, row: Mapping[str, str]) -> Figure:
        """A figure by its row of a `figures.csv`, which may have columns beside; other traits are not told."""
        texts: dict[str, Any] = {name: row[name] for name in PUBLIC_COLUMNS}
        for name in ("value", "numerator", "denominator"):
            texts[name] = Decimal(row[name]) if row[name] else None
        count = int(row["row_count"]) if row["row_count"] else None
        return cls(**{**texts, "decimals": int(row["decimals"]), "row_count": count})

    def public(self) -> list[str]:
        """The row of `figures.csv`: text in the order of `PUBLIC_COLUMNS`."""
        row = []
        for name in PUBLIC_COLUMNS:
            content = getattr(self, name)
            row.append(plain(content) if isinstance(content, Decimal) or content is None else str(content))
        return row


@dataclass(frozen=True, slots=True)
class Narrative:
    """One sentence or point that a steward wrote for an indicator or a KRO."""

    kode: str
    bagian: str
    urutan: int
    teks: str
    penanggung_jawab: str
    target_penyelesaian: str
    source_row_id: str


class TableRow(NamedTuple):
    """A row of a table that a narrative may show: the texts of its columns, None for an empty cell."""

    cells: tuple[str | None, ...]
    source_row_id: str


class Component(NamedTuple):
    """A figure that another one is made of, and what it is to it."""

    figure_id: str
    component_id: str
    role: str


class Excluded(NamedTuple):
    """How many rows of a source are left out for a reason."""

    source: str
    reason: str
    rows: int


@dataclass(frozen=True)
class Book:
    """Everything the report is made from, read once.

    Attributes:
        figures: by figure id, in id order.
        components: sorted by figure, role and component.
        indicators: rows of `figures.indicators` in report order.
        outputs: rows of `figures.outputs` (program and KRO) in report order.
        output_details: rows of `figures.output_details` (RO).
        services: rows of the catalogue in its order.
        names: code to name for funds, jenis belanja, unsur and grades.
        deliveries: what was received, with row counts, oldest first.
        excluded: rows left out on purpose.
        tables: name of a sheet, as `sheet_key` has it, to its rows, the head first, for narratives to show.
        kinds: kind of delivery to what the report calls it, as the contracts say.
        columns: (kind, column) to the header that it is delivered under, as the contracts say.
    """

    figures: dict[str, Figure]
    components: list[Component]
    narratives: list[Narrative]
    indicators: list[dict[str, Any]]
    outputs: list[dict[str, Any]]
    output_details: list[dict[str, Any]]
    services: list[dict[str, Any]]
    names: dict[str, dict[str, str]]
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)
    tables: dict[str, list[TableRow]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    columns: dict[tuple[str, str], str] = field(default_factory=dict)

    def find(self, figure_id: str) -> Figure | None:
        """The figure of an id, or None."""
        return self.figures.get(figure_id)

    def component(self, figure_id: str, role: str) -> str | None:
        """The only figure that a figure is made of in a role, e.g. `numerator`; None where there is not one."""
        found = [part.component_id for part in self.components if (part.figure_id, part.role) == (figure_id, role)]
        return found[0] if len(found) == 1 else None

    def suffixes(self, prefix: str) -> list[str]:
        """What stands behind `prefix.` in the ids of figures, one level deep, in id order."""
        start = f"{prefix}."
        found: dict[str, None] = {}
        for figure_id in self.figures:
            if figure_id.startswith(start):
                found[figure_id[len(start) :].split(".", 1)[0]] = None
        return list(found)


def read_book(connection: duckdb.DuckDBPyConnection) -> Book:
    """Reads the finished warehouse.

    Raises:
        duckdb.CatalogException: a table of the contract between the models and the report is missing.
    """
    components = [
        Component(row["figure_id"], row["component_id"], row["role"])
        for row in _rows(
            connection,
            "SELECT figure_id, component_id, role FROM figures.figure_components"
            " ORDER BY figure_id, role, component_id",
        )
    ]
    narratives = [
        Narrative(
            kode=_text(row["kode"]),
            bagian=_text(row["bagian"]).lower(),
            urutan=int(row["urutan"] or 0),
            teks=_text(row["teks"]),
            penanggung_jawab=_text(row["penanggung_jawab"]),
            target_penyelesaian=_text(row["target_penyelesaian"]),
            source_row_id=_text(row["_source_row_id"]),
        )
        for row in _rows(
            connection,
            "SELECT * FROM figures.narratives ORDER BY kode, bagian, urutan, _source_row_id",
        )
    ]
    named = {
        "sumber_dana": (
            "SELECT sumber_dana AS kode, min_by(nama, rowid) AS nama FROM reference.sumber_dana"
            " GROUP BY 1 ORDER BY min(rowid)"
        ),
        "jenis_belanja": "SELECT kode, nama FROM reference.jenis_belanja ORDER BY 1",
        "unsur": "SELECT unsur AS kode, nama FROM reference.unsur ORDER BY urutan",
        "mutu": "SELECT mutu AS kode, nama FROM reference.mutu ORDER BY batas_bawah DESC",
    }
    return Book(
        figures=read_figures(connection),
        components=components,
        narratives=narratives,
        indicators=_texts(connection, "SELECT * FROM figures.indicators ORDER BY urutan"),
        outputs=_texts(connection, "SELECT * FROM figures.outputs ORDER BY urutan"),
        output_details=_texts(connection, "SELECT * FROM figures.output_details ORDER BY ALL"),
        services=_rows(connection, "SELECT * FROM reference.layanan ORDER BY urutan"),
        names={name: {row["kode"]: row["nama"] for row in _rows(connection, query)} for name, query in named.items()},
        deliveries=_rows(connection, "SELECT * FROM raw_ingestion.deliveries ORDER BY delivery_order"),
        excluded=[
            Excluded(_text(row["source"]), _text(row["reason"]), int(row["rows"]))
            for row in _rows(
                connection,
                "SELECT source, reason, count(*) AS rows FROM figures.excluded_rows GROUP BY 1, 2 ORDER BY 1, 2",
            )
        ],
        tables=_tables(connection),
    )


def read_figures(connection: duckdb.DuckDBPyConnection, kode_satker: str | None = None) -> dict[str, Figure]:
    """The figures by their ids; of one unit, where the tables are of many."""
    which = "" if kode_satker is None else f"WHERE {UNIT} = ? "
    query = f"SELECT * FROM figures.figures {which}ORDER BY figure_id"  # noqa: S608
    figures = map(_figure, _rows(connection, query, [] if kode_satker is None else [kode_satker]))
    return {figure.figure_id: figure for figure in figures}


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[TableRow]]:
    """The tables that narratives may show; none in the evidence of a program that knew of none."""
    import duckdb

    found: dict[str, list[TableRow]] = {}
    try:
        rows = connection.execute(
            "SELECT tabel, _source_row_id, sel_1, sel_2, sel_3, sel_4, sel_5, sel_6, sel_7, sel_8"
            " FROM figures.narrative_tables ORDER BY tabel, _row, _source_row_id"
        ).fetchall()
    except duckdb.CatalogException:
        return found
    for sheet, row_id, *cells in rows:
        found.setdefault(sheet_key(sheet), []).append(TableRow(tuple(cells), row_id))
    return found


def _figure(row: dict[str, Any]) -> Figure:
    decimals = int(row["decimals"] or 0)
    status = row["status"] or None
    return Figure(
        figure_id=row["figure_id"],
        indicator=_text(row["indicator"]),
        label=_text(row["label"]),
        layanan=_text(row["layanan"]),
        bulan=_text(row["bulan"]),
        sumber_dana=_text(row["sumber_dana"]),
        jenis_belanja=_text(row["jenis_belanja"]),
        kro=_text(row["kro"]),
        period_basis=_text(row["period_basis"]),
        value=row["value"],
        unit=_text(row["unit"]),
        decimals=decimals,
        printed=printed(row["printed_value"], decimals, status),
        numerator=row["numerator"],
        denominator=row["denominator"],
        policy=_text(row["policy"]),
        row_count=row["row_count"],
        row_digest=_text(row["row_digest"]),
        status=status,
        keterangan=_text(row["keterangan"]),
        operation=_text(row["operation"]),
        printed_value=row["printed_value"],
        trail_relation=_text(row["trail_relation"]),
        trail_predicate=_text(row["trail_predicate"]),
        trail_measure=_text(row["trail_measure"]),
    )


def _rows(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
    result = connection.execute(query, list(values))
    columns = [column[0] for column in result.description]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


def _texts(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """Rows whose missing values are empty texts, so that a template need not ask."""
    return [{name: "" if value is None else value for name, value in row.items()} for row in _rows(connection, query)]


def _text(content: object) -> str:
    return "" if content is None else str(content)
