"""The warehouse of a consolidation: what the releases say, one part a unit, read by DuckDB as one.

Belongs here: what is taken from a release that was proven, and opening the whole. Not here: what is worked out of it
(totals.sql, figures.py).

It is a folder of Parquet, `gudang/angka/<kode_satker>.parquet` and `gudang/indikator/<kode_satker>.parquet`, each with
`kode_satker` as its first column, because a database file differs from one writing to the next and these do not. Rows
come in and go out unit by unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.figures.book import PUBLIC_COLUMNS
from orchestration.workspace import database
from orchestration.workspace.delimited import read_rows
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    import duckdb

    from orchestration.consolidation.units import Handed, Received
    from orchestration.workspace.quarters import Quarter

FOLDER = "gudang"
TABLES = ("angka", "indikator")
_INDICATORS = ("urutan", "kode", "rumus", "nama", "satuan", "kebijakan")
_SQL = Path(__file__).with_name("totals.sql")

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


@contextmanager
def opened(out: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of a consolidation: `angka` and `indikator` over all units."""
    with database.connect(Path(":memory:"), beside=out) as connection:
        for table in TABLES:
            places = database.quoted(out / FOLDER / table / "*.parquet")
            connection.execute(f"CREATE VIEW {table} AS FROM read_parquet({places})")
        yield connection


def statements() -> list[str]:
    """The statements of `totals.sql`, in their order."""
    return [text for text in _SQL.read_text(encoding="utf-8").split(";\n") if text.strip()]
