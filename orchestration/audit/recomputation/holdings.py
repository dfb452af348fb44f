"""What a release says of its figures: `figures.csv`, `components.csv`, and the evidence that goes with it.

Belongs here: reading them into plain records. Not here: comparing them (restatement.py).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, KeysView, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination
from orchestration.figures.book import PUBLIC_COLUMNS
from orchestration.figures.trails import Relation, read_relations
from orchestration.release import store
from orchestration.workspace.delimited import unguarded

FIGURES, COMPONENTS = "figures.csv", "components.csv"
COMPONENT_COLUMNS = ("figure_id", "component_id", "role")
Component = tuple[str, str, str]

WORDS = (
    *(f"figures.{name}" for name in ("indicators", "narratives", "outputs", "output_details", "excluded_rows")),
    *(f"raw_ingestion.{name}" for name in ("row_classes", "rejections")),
    *(f"reference.{name}" for name in ("ukuran", "layanan", "unsur", "sumber_dana", "jenis_belanja", "mutu")),
    *(f"reference.{name}" for name in ("kebijakan", "kebijakan_indikator", "pilihan")),
)
"""Tables of the evidence that say in words what its numbers are."""

SHOWN = "figures.narrative_tables"
"""The tables that narratives show; evidence of a program that knew of none has none."""

TRENDS = (
    *(f"reference.{name}" for name in ("rilis_lalu", "angka_lalu", "bagian_lalu", "batas")),
    *(f"figures.{name}" for name in ("indicator_parts", "indicator_changes", "contributions", "projections")),
)
"""Tables of the evidence that say what moved since earlier reports."""


@dataclass(frozen=True)
class Evidence:
    """The content of `evidence.duckdb`.

    Attributes:
        figures: rows of `figures.figures` by id.
        components: (figure, component, role).
        deliveries: rows of `raw_ingestion.deliveries`.
        rejected: ids of rows that validation refused.
        facts: relation to its rows by `_source_row_id`.
        trails: figure id to the ids of the rows its own trail leads to.
        relations: the tables that trails lead through.
        told: rows of the tables of words, by table; `domain_figures` are the figures as each domain has them.
        head: what the manifest said beside its files when the evidence was written.
        trends: rows of the tables of trends, by table; none in evidence of a program that kept none.
        codes: table to the codes of the units whose rows it has, of tables that say so.
    """

    figures: Mapping[str, Mapping[str, Any]]
    components: frozenset[Component]
    deliveries: Sequence[Mapping[str, Any]]
    rejected: frozenset[str]
    facts: Mapping[str, Mapping[str, Mapping[str, Any]]]
    trails: Mapping[str, Sequence[str]]
    relations: Mapping[str, Relation]
    told: Mapping[str, Sequence[Mapping[str, Any]]]
    head: Mapping[str, Any]
    trends: Mapping[str, Sequence[Mapping[str, Any]]]
    codes: Mapping[str, frozenset[str]]

    @property
    def treated(self) -> dict[str, str]:
        """SHA-256 of a delivery to the SHA-256 of what was kept of it."""
        return {str(row["_delivery_sha256"]): str(row["archived_sha256"]) for row in self.deliveries}


class _Facts(Mapping[str, Mapping[str, Any]]):
    """The rows of a table by their ids, a name for each cell when one is asked for.

    A large table repeats its texts, days and amounts: equal ones of a column are one object.
    """

    def __init__(self, connection: Any, relation: str) -> None:
        cursor = connection.execute(f"FROM {relation}")
        self._names = [column[0] for column in cursor.description]
        self._rows: dict[str, tuple[Any, ...]] = {}
        place = self._names.index("_source_row_id")
        known: list[dict[tuple[Any, type], Any]] = [{} for _ in self._names]
        while rows := cursor.fetchmany(_AT_ONCE):
            for row in rows:
                self._rows[row[place]] = tuple(
                    cell if isinstance(cell, list | dict) else seen.setdefault((cell, type(cell)), cell)
                    for seen, cell in zip(known, row, strict=True)
                )

    def __getitem__(self, row_id: str) -> Mapping[str, Any]:
        return dict(zip(self._names, self._rows[row_id], strict=True))

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def keys(self) -> KeysView[str]:
        """The ids."""
        return self._rows.keys()


_AT_ONCE = 20_000
"""Rows that are fetched together."""


@dataclass(frozen=True)
class Published:
    """The public files.

    Attributes:
        figures: rows of `figures.csv` by id.
        components: rows of `components.csv`.
        figures_whole: whether every row of `figures.csv` could be read.
        components_whole: the same of `components.csv`.
    """

    figures: Mapping[str, Mapping[str, str]]
    components: frozenset[Component]
    figures_whole: bool
    components_whole: bool


def read_published(seen: Examination, release: Path) -> Published:
    """Reads the public files; a row that stands twice or has too few cells is a break."""
    figures: dict[str, Mapping[str, str]] = {}
    rows, figures_whole = _table(seen, release / FIGURES, PUBLIC_COLUMNS)
    for line, cells in rows:
        row = dict(zip(PUBLIC_COLUMNS, cells, strict=True))
        figure_id = row["figure_id"]
        if figure_id in figures:
            seen.broken("figures", figure_id, "one row", "two", f"{FIGURES}, line {line}: {figure_id} stands twice")
        figures.setdefault(figure_id, row)
    components: set[Component] = set()
    rows, components_whole = _table(seen, release / COMPONENTS, COMPONENT_COLUMNS)
    for line, cells in rows:
        figure_id, component_id, role = cells
        if (figure_id, component_id, role) in components:
            text = f"{COMPONENTS}, line {line}: {component_id} stands twice as {role} of {figure_id}"
            seen.broken("figures", figure_id, "one row", "two", text)
        components.add((figure_id, component_id, role))
    seen.counts["figures"] = len(figures)
    return Published(figures, frozenset(components), figures_whole, components_whole)


def read_evidence(seen: Examination, release: Path) -> Evidence | None:
    """Reads the evidence; None when it cannot be read whole."""
    import duckdb

    try:
        with store.read(release) as connection:
            figures = {row["figure_id"]: row for row in _rows(connection, "FROM figures.figures")}
            led = {name: row for name, row in figures.items() if row["trail_relation"]}
            deliveries = _rows(connection, "FROM raw_ingestion.deliveries ORDER BY delivery_order")
            trails = (
                (row["trail_relation"], row["trail_predicate"], row["trail_measure"] or "") for row in led.values()
            )
            relations = read_relations(connection, trails, deliveries, with_ids=True)
            return Evidence(
                figures,
                frozenset(
                    connection.execute("SELECT figure_id, component_id, role FROM figures.figure_components").fetchall()
                ),
                deliveries,
                frozenset(
                    row[0]
                    for row in connection.execute("SELECT _source_row_id FROM raw_ingestion.rejections").fetchall()
                ),
                {relation: _Facts(connection, relation) for relation in relations},
                {name: relations[row["trail_relation"]].rows(row["trail_predicate"]) for name, row in led.items()},
                relations,
                {
                    **{table.rpartition(".")[2]: _rows(connection, f"FROM {table}") for table in WORDS},
                    "domain_figures": _rows(connection, _domain_figures(connection)),
                    SHOWN.rpartition(".")[2]: _kept(connection, (SHOWN,)).get(SHOWN.rpartition(".")[2], []),
                },
                store.read_head(connection),
                _kept(connection, TRENDS),
                _codes(connection),
            )
    except (OSError, KeyError, TypeError, ValueError, duckdb.Error) as error:
        problem = str(error).splitlines()[0]
        text = f"{store.FILE} cannot be read ({problem})"
        seen.broken("evidence", store.FILE, "tables behind the figures", problem, text)
        return None


def _kept(connection: Any, tables: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The rows of tables by the names of these; none where the program that wrote the evidence kept none."""
    import duckdb

    try:
        return {table.rpartition(".")[2]: _rows(connection, f"FROM {table}") for table in tables}
    except duckdb.CatalogException:
        return {}


def _codes(connection: Any) -> dict[str, frozenset[str]]:
    """Of which units the rows of every table are."""
    led = connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_columns() WHERE column_name = 'kode_satker' ORDER BY 1"
    ).fetchall()
    found = {}
    for (table,) in led:
        rows = connection.execute(f"SELECT DISTINCT kode_satker FROM {table}").fetchall()  # noqa: S608
        found[table] = frozenset(str(row[0]) for row in rows)
    return found


def _domain_figures(connection: Any) -> str:
    """The query of the figures as each domain has them."""
    named = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'figures' AND table_name LIKE 'fig\\_%' ESCAPE '\\'"
    ).fetchall()
    return " UNION ALL BY NAME ".join(f"SELECT * FROM figures.{name}" for (name,) in sorted(named))  # noqa: S608


def _table(seen: Examination, path: Path, columns: Sequence[str]) -> tuple[list[tuple[int, list[str]]], bool]:
    """(line, cells) of the rows under the header, and whether that is every row."""
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            rows = [(reader.line_num, [unguarded(cell) for cell in cells]) for cells in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        seen.broken("figures", path.name, "a table", error, f"{path.name} cannot be read ({error})")
        return [], False
    if not rows or rows[0][1] != list(columns):
        found = ",".join(rows[0][1]) if rows else "nothing"
        seen.broken("figures", path.name, ",".join(columns), found, f"{path.name} begins with '{found}'")
        return [], False
    whole = [(line, cells) for line, cells in rows[1:] if len(cells) == len(columns)]
    for line, cells in rows[1:]:
        if len(cells) != len(columns):
            text = f"{path.name}, line {line}: {len(cells)} cells instead of {len(columns)}"
            seen.broken("figures", path.name, len(columns), len(cells), text)
    return whole, len(whole) == len(rows) - 1


def _rows(connection: Any, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
