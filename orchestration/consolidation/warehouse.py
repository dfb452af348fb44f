"""The warehouse of a consolidation: what the releases say, one part a unit, read by the engine asked for as one.

Belongs here: what is taken from a release that was proven, and opening the whole. Not here: what is worked out of it
(totals.sql, figures.py).

It is a folder of Parquet, `gudang/angka/<kode_satker>.parquet` and `gudang/indikator/<kode_satker>.parquet`, each with
`kode_satker` as its first column, because a database file differs from one writing to the next and these do not. Rows
come in and go out unit by unit.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from orchestration.figures.book import PUBLIC_COLUMNS
from orchestration.transformation import dialect
from orchestration.workspace import database, engine
from orchestration.workspace.delimited import read_rows
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    import duckdb
    from pyspark.sql import SparkSession

    from orchestration.consolidation.units import Handed, Received
    from orchestration.workspace.quarters import Quarter

FOLDER = "gudang"
TABLES = ("angka", "indikator")
_INDICATORS = ("urutan", "kode", "rumus", "nama", "satuan", "kebijakan")
_SQL = Path(__file__).with_name("totals.sql")
_DATABASE = "konsolidasi"

_KEEP_FIGURES = """
    CREATE TABLE angka AS
    SELECT $1 AS kode_satker, $2 AS triwulan, $3 AS rilis, csv.*, CAST(nullif(value, '') AS DECIMAL(38, 12)) AS nilai
    FROM csv
"""
"""A value of a figure fits exactly: the models round to twelve decimals."""


class NotExactError(ValueError):
    """A figure has more digits than the warehouse keeps."""


def keep(unit: Handed, quarter: Quarter, told: Received, staging: Path) -> None:
    """Writes a unit's part: every figure of its release, and its indicators with the formula of each.

    Args:
        unit: its workspace, with the release.
        quarter: of the release.
        told: code and release of the unit.
        staging: takes `<entry>/angka.parquet` and `<entry>/indikator.parquet`.

    Raises:
        NotExactError: a value does not fit.
    """
    import pandas as pd

    release = unit.release
    if release is None:
        raise ValueError(told.place)
    rows = read_rows(release / "figures.csv")
    by_id = {row["figure_id"]: row for row in rows}
    inputs = release / "inputs"
    profile = load_profile(Workspace(inputs, release, release), quarter)
    indicators = []
    for number, indicator in enumerate(profile.indikator, 1):
        figure = by_id[f"{indicator.kode}.realisasi"]
        said = (figure["label"], figure["unit"], figure["policy"])
        indicators.append((number, indicator.kode, indicator.rumus, *said))
    place = staging / told.place
    place.mkdir(parents=True)
    with database.connect(Path(":memory:"), beside=staging) as connection:
        connection.register("csv", pd.DataFrame(rows, columns=[*PUBLIC_COLUMNS], dtype="str"))
        connection.register("said", pd.DataFrame(indicators, columns=[*_INDICATORS]))
        connection.execute(_KEEP_FIGURES, [told.code, quarter.code, told.release])
        connection.execute("CREATE TABLE indikator AS SELECT $1 AS kode_satker, said.* FROM said", [told.code])
        [(rounded,)] = connection.execute(
            "SELECT count(*) FROM angka WHERE value <> '' AND length(split_part(value, '.', 2)) > 12"
        ).fetchall()
        if rounded:
            raise NotExactError(f"{told.place}: {rounded} figures have more than twelve decimals")
        connection.execute(
            f"COPY (FROM angka ORDER BY figure_id) TO {database.quoted(place / 'angka.parquet')} (FORMAT parquet)"
        )
        connection.execute(
            f"COPY (FROM indikator ORDER BY urutan) TO {database.quoted(place / 'indikator.parquet')} (FORMAT parquet)"
        )


def arrange(staging: Path, units: Sequence[Received], out: Path) -> None:
    """Puts the parts of the units that are taken into their places, by code."""
    for table in TABLES:
        (out / FOLDER / table).mkdir(parents=True)
        for unit in units:
            (staging / unit.place / f"{table}.parquet").replace(out / FOLDER / table / f"{unit.code}.parquet")


class Warehouse(Protocol):
    """The warehouse of a consolidation while it is open: `angka` and `indikator` over all units."""

    @property
    def engine(self) -> str:
        """What reads it."""
        ...

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Runs a statement; a `?` in it stands for a parameter."""
        ...

    def rows(self, query: str) -> Iterator[dict[str, Any]]:
        """The rows of a query, by column."""
        ...


class _DuckDb:
    engine = engine.DUCKDB

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        self._connection.execute(statement, list(parameters))

    def rows(self, query: str) -> Iterator[dict[str, Any]]:
        result = self._connection.execute(query)
        columns = [column[0] for column in result.description]
        while part := result.fetchmany(1000):
            yield from (dict(zip(columns, row, strict=True)) for row in part)


class _Spark:
    engine = engine.SPARK

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        # Without any, nothing is a marker: a text may have a `?` of its own.
        self._session.sql(statement, list(parameters) or None)

    def rows(self, query: str) -> Iterator[dict[str, Any]]:
        for row in self._session.sql(query).collect():
            yield row.asDict()


@contextmanager
def opened(out: Path) -> Iterator[Warehouse]:
    """The warehouse of a consolidation, read by the engine that is asked for.

    Args:
        out: folder of the consolidation; nothing in it is changed.

    Raises:
        DbtProjectError: the engine cannot be reached, with its own message.
    """
    if engine.chosen() == engine.DUCKDB:
        with database.connect(Path(":memory:"), beside=out) as connection:
            for table in TABLES:
                places = database.quoted(out / FOLDER / table / "*.parquet")
                connection.execute(f"CREATE VIEW {table} AS FROM read_parquet({places})")
            yield _DuckDb(connection)
        return
    from orchestration.transformation.spark import session_in  # imports pyspark

    with tempfile.TemporaryDirectory(prefix="triwulan-spark-") as name:
        folder = engine.folder(Path(name))
        with session_in(folder) as session:
            session.sql(f"DROP DATABASE IF EXISTS {_DATABASE} CASCADE")
            session.sql(f"CREATE DATABASE {_DATABASE}")
            session.sql(f"USE {_DATABASE}")
            for table in TABLES:
                place = folder / "loaded" / table
                shutil.rmtree(place, ignore_errors=True)
                shutil.copytree(out / FOLDER / table, place)
                session.sql(f"CREATE TABLE {table} USING parquet LOCATION '{place}'")
            yield _Spark(session)
            session.sql(f"DROP DATABASE {_DATABASE} CASCADE")


def give(warehouse: Warehouse, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
    """Makes a table of rows that somebody here knows.

    Args:
        warehouse: takes it.
        table: its name.
        columns: its columns with their types, as every engine calls them.
        rows: a value for each column.
    """
    typed = ", ".join(f"CAST(c{at} AS {kind}) AS {name}" for at, (name, kind) in enumerate(columns.items()))
    names = ", ".join(f"c{at}" for at in range(len(columns)))
    marks = ", ".join(f"({', '.join('?' for _ in columns)})" for _ in rows)
    listed = marks or f"({', '.join('NULL' for _ in columns)})"
    warehouse.execute(
        f"CREATE TABLE {table} AS SELECT {typed} FROM (VALUES {listed}) AS given ({names})"  # noqa: S608 - names of ours
        + ("" if rows else " WHERE false"),
        [value for row in rows for value in row],
    )


def statements(engine: str) -> list[str]:
    """The statements of `totals.sql` in the SQL of an engine, in their order."""
    text = dialect.written(_SQL.read_text(encoding="utf-8"), engine)
    return [statement for statement in text.split(";\n") if statement.strip()]
