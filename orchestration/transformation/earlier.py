"""An earlier quarter of the year as its report would print it today.

Belongs here: whether anything known now tells otherwise of it, and the models over it in a warehouse of its own. Not
here: comparing its figures with those that were published (publication/evidence/hindsight.py).

What is known now of an earlier quarter are the rows of every delivery so far that tell of it. A budget, an agreement or
a narrative that was delivered for a later quarter tells of the later one: what was in force then stays as it was.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.workspace import database
from orchestration.workspace.reference import write_reference

if TYPE_CHECKING:
    import duckdb

    from orchestration.ingestion.contracts.shape import Contract
    from orchestration.transformation.build import ModelResult
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter

IN_FORCE = ("dataang", "rkk", "perjanjian_kinerja", "dipa", "narasi", "tabel_narasi", "kendali")
"""Kinds that say what holds for the quarter they are delivered for; a later one says nothing of an earlier quarter."""


def is_told_otherwise(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, Contract],
    quarter: Quarter,
    known: Collection[str],
) -> bool:
    """Whether what has been delivered tells otherwise of a quarter than what its report was made from.

    Args:
        connection: the warehouse of a later quarter, after ingestion.
        contracts: in force.
        quarter: the earlier one.
        known: SHA-256 of the deliveries that its report was made from.
    """
    deliveries = dict(connection.execute("SELECT _delivery_sha256, quarter FROM raw_ingestion.deliveries").fetchall())
    due = {sha256 for sha256, landed in deliveries.items() if landed <= quarter.code}
    if due != set(known):
        return True
    late = sorted(deliveries.keys() - due)
    return any(
        _has_other_rows(connection, contract, quarter, late, sorted(known))
        for kind, contract in contracts.items()
        if kind not in IN_FORCE
    )


def _has_other_rows(
    connection: duckdb.DuckDBPyConnection, contract: Contract, quarter: Quarter, late: list[str], known: list[str]
) -> bool:
    """Whether late deliveries have a row that tells of the quarter or before and that the known ones do not have."""
    names = {column.name for column in contract.columns}
    if "triwulan" in names:
        tells = f"triwulan = '{quarter.code}'"
    elif "periode" in names:
        tells = f"periode <= '{_last_month(quarter)}'"
    else:
        # Canonical dates are compared as texts; a row without one tells of any time.
        after = (quarter.end + dt.timedelta(days=1)).isoformat()
        dated = [f"\"{column.name}\" < '{after}'" for column in contract.columns if column.type in ("date", "datetime")]
        tells = " OR ".join(dated) or "true"
    cells = ", ".join(f'"{name}"' for name in sorted(names))
    found = connection.execute(
        f"SELECT count(*) FROM (SELECT {cells} FROM {contract.asset} "  # noqa: S608 - names of the contract
        f"WHERE _delivery_sha256 IN (SELECT unnest(?)) AND ({tells}) "
        f"EXCEPT SELECT {cells} FROM {contract.asset} WHERE _delivery_sha256 IN (SELECT unnest(?))) AS other",
        [late, known],
    ).fetchone()
    return found is not None and found[0] > 0


OF_TRENDS = tuple(
    ("figures", name) for name in ("indicator_parts", "indicator_changes", "contributions", "projections")
)
"""Models that no figure is made of: what moved since the reports before is told of the newest quarter alone."""


@contextmanager
def as_known_today(
    warehouse: Path, folder: Path, quarter: Quarter, profile: Profile, models: Iterable[ModelResult]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Builds the models over an earlier quarter; the warehouse is not changed.

    Args:
        warehouse: of a later quarter, built and closed.
        folder: where the copy lies while it is used.
        quarter: the earlier one.
        profile: as it held in that quarter.
        models: as they were built, each after those it reads.
    """
    # A run that was killed here left its copy, and with it a log that would be taken for one of ours.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # The queries name the database by the stem of its file.
    path = folder / warehouse.name
    shutil.copyfile(warehouse, path)
    try:
        with database.connect(path) as connection:
            write_reference(connection, profile, quarter)
            _leave_out_later(connection, quarter)
            for built in models:
                if built.model.key in OF_TRENDS:
                    continue
                relation = "VIEW" if built.model.materialized == "view" else "TABLE"
                schema, table = built.model.key
                connection.execute(f'CREATE OR REPLACE {relation} "{schema}"."{table}" AS {built.query}')
            yield connection
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _leave_out_later(connection: duckdb.DuckDBPyConnection, quarter: Quarter) -> None:
    """Takes the rows out of the copy that tell of later quarters alone."""
    from orchestration.ingestion import RAW_TABLES

    later = "_delivery_sha256 IN (SELECT _delivery_sha256 FROM raw_ingestion.deliveries WHERE quarter > ?)"
    for table in RAW_TABLES:
        if table.kind in IN_FORCE:
            connection.execute(f"DELETE FROM {table.name} WHERE {later}", [quarter.code])  # noqa: S608
        elif table.kind == "glp039":
            connection.execute(
                f"DELETE FROM {table.name} WHERE periode > ?",  # noqa: S608
                [_last_month(quarter)],
            )


def _last_month(quarter: Quarter) -> str:
    return f"{quarter.end:%Y-%m}"
