"""What a release says of its figures: `figures.csv`, `components.csv`, and the evidence that goes with it.

Belongs here: reading them into plain records. Not here: comparing them (restatement.py).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from orchestration.audit.chain import Examination
from orchestration.audit.numerals import numbers_of
from orchestration.audit.recomputation.columns import Whole
from orchestration.audit.recomputation.held_rows import Numbers, Values
from orchestration.audit.recomputation.shown_cells import CELLS
from orchestration.audit.recomputation.survey import RECOMMENDS
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

_COUNTED = ("periode", "cara_padan")
"""Columns of facts that are counted, whatever cells they show."""

SHOWN = "figures.narrative_tables"
"""The tables that narratives show; evidence of a program that knew of none has none."""

TRENDS = (
    *(f"reference.{name}" for name in ("rilis_lalu", "angka_lalu", "bagian_lalu", "batas")),
    *(f"figures.{name}" for name in ("indicator_parts", "indicator_changes", "contributions", "projections")),
)
"""Tables of the evidence that say what moved since earlier reports."""


class FactRows:
    """The rows of a table that trails lead through.

    Attributes:
        ids: of each row.
        numbers: of each row in a digest.
        names: of its columns.
    """

    def __init__(self, relation: Relation) -> None:
        self.ids, self.numbers = relation.ids, numbers_of(relation.ids)
        self.names = frozenset(relation.kinds)
        self._columns = {
            name: Values(codes, [_value(text, relation.kinds[name]) for text in texts])
            for name, (codes, texts) in relation.texts.items()
        }

    def column(self, name: str) -> Values:
        """What stands in a column.

        Raises:
            KeyError: there is none such, or nothing names it as one that shows a cell.
        """
        return self._columns[name]

    def named(self, numbers: Numbers) -> Whole:
        """The places of the rows with these numbers; of those with one id the last."""
        import pandas as pd

        own = pd.Series(self.numbers)
        return np.flatnonzero(own.isin(numbers) & ~own.duplicated(keep="last"))


def _value(text: str | None, kind: str) -> Any:
    """What a text means in a column of a type of DuckDB."""
    if text is None:
        return None
    if kind == "DATE":
        return dt.date.fromisoformat(text)
    if kind.startswith("TIMESTAMP"):
        return dt.datetime.fromisoformat(text)
    if kind.startswith("DECIMAL"):
        return Decimal(text)
    return int(text) if kind.endswith(("INT", "INTEGER")) else text


class TrailRows(Sequence[str]):
    """The ids of the rows that a trail leads to."""

    def __init__(self, facts: FactRows, places: Any) -> None:
        self.facts, self.places = facts, places

    @property
    def total(self) -> int:
        """The sum of their numbers, modulo 2^64."""
        return int(self.facts.numbers[self.places].sum(dtype=np.uint64))

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, at: Any) -> Any:
        return self.facts.ids[self.places[at]]


@dataclass(frozen=True)
class Evidence:
    """The content of `evidence.duckdb`.

    Attributes:
        figures: rows of `figures.figures` by id.
        components: (figure, component, role).
        deliveries: rows of `raw_ingestion.deliveries`.
        rejected: ids of rows that validation refused.
        facts: relation to its rows.
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
    facts: Mapping[str, FactRows]
    trails: Mapping[str, TrailRows]
    relations: Mapping[str, Relation]
    told: Mapping[str, Sequence[Mapping[str, Any]]]
    head: Mapping[str, Any]
    trends: Mapping[str, Sequence[Mapping[str, Any]]]
    codes: Mapping[str, frozenset[str]]

    @property
    def named(self) -> Numbers:
        """The numbers of all rows that a trail leads to."""
        led = {id(facts): np.zeros(len(facts.numbers), dtype=bool) for facts in self.facts.values()}
        for rows in self.trails.values():
            led[id(rows.facts)][rows.places] = True
        numbers = [facts.numbers[led[id(facts)]] for facts in self.facts.values()]
        return np.concatenate([np.zeros(0, dtype=np.uint64), *numbers])

    @property
    def treated(self) -> dict[str, str]:
        """SHA-256 of a delivery to the SHA-256 of what was kept of it."""
        return {str(row["_delivery_sha256"]): str(row["archived_sha256"]) for row in self.deliveries}


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
            told = {table.rpartition(".")[2]: _rows(connection, f"FROM {table}") for table in WORDS}
            shown = {*_COUNTED, RECOMMENDS, *(str(row["unsur"]) for row in told["unsur"])}
            shown |= {name for columns in CELLS.values() for name in columns}
            relations = read_relations(connection, trails, deliveries, with_texts_of=shown)
            facts = {name: FactRows(relation) for name, relation in relations.items()}
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
                facts,
                {
                    name: TrailRows(
                        facts[row["trail_relation"]],
                        relations[row["trail_relation"]].selected[row["trail_predicate"]].index,
                    )
                    for name, row in led.items()
                },
                relations,
                {
                    **told,
                    "domain_figures": _rows(connection, _domain_figures(connection)),
                    SHOWN.rpartition(".")[2]: _kept(connection, (SHOWN,)).get(SHOWN.rpartition(".")[2], []),
                },
                store.read_head(connection),
                _kept(connection, TRENDS),
                _codes(connection),
            )
    except (OSError, KeyError, TypeError, ValueError, AttributeError, duckdb.Error) as error:
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
