"""What units have read, put together: the tables that the models read, each row under the code of its unit.

Belongs here: which units can be taken, their rows into one warehouse, and out of it again. Not here: building them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.language.sentences import NOTHING, Sentence, say
from orchestration.workspace import database
from orchestration.workspace.leading import UNIT

if TYPE_CHECKING:
    import duckdb

    from orchestration.transformation.project import TableKey
    from orchestration.workspace.quarters import Quarter


@dataclass(frozen=True)
class Unit:
    """A unit among those that are put together.

    Attributes:
        place: name of its folder or bundle.
        code: kode satker; empty where its tables do not tell.
        warehouse: the tables that its last run left.
        release: folder of its release in force; None without one.
        why: why nothing is taken from it, and the remedy; empty where something is.
    """

    place: str
    code: str = ""
    warehouse: Path | None = None
    release: Path | None = None
    why: Sentence = NOTHING


class _NotReadError(Exception):
    """The tables of a unit cannot be taken; the message says why and what to do."""


def look(units: Path, quarter: Quarter) -> list[Unit]:
    """The units of a folder, by name, each with what can be taken from it; nothing is changed.

    A code that stands in two folders is taken from neither: nobody can tell which of them is the unit's.
    """
    from orchestration.consolidation.units import entries

    found = [_looked_at(path, quarter) for path in entries(units)]
    codes = [unit.code for unit in found if unit.code]
    doubled = {code for code in codes if codes.count(code) > 1}
    why = say("several folders have this code; leave the one that is the unit's")
    return [Unit(unit.place, unit.code, why=why) if unit.code in doubled else unit for unit in found]


def _looked_at(path: Path, quarter: Quarter) -> Unit:
    from orchestration.consolidation.units import handed

    if not path.is_dir():
        return Unit(path.name, why=say("a bundle has no tables that were read; put the unit's workspace in its place"))
    try:
        with handed(path, quarter) as unit:
            warehouse = unit.workspace.warehouse
            return Unit(path.name, _code(warehouse, quarter), warehouse, unit.release)
    except NotADirectoryError:
        return Unit(path.name, why=say("{place} is no workspace; move it out of the folder", place=path.name))
    except _NotReadError as error:
        return Unit(path.name, why=error.args[0])


def _code(warehouse: Path, quarter: Quarter) -> str:
    """Of which unit the tables are.

    Raises:
        _NotReadError: there are none, they are of another quarter or of a program of before, or cannot be opened.
    """
    import duckdb

    remedy = say("run `triwulan run {quarter}` there first", quarter=quarter.code)
    if not warehouse.is_file():
        raise _NotReadError(say("its deliveries have not been read; {remedy}", remedy=remedy))
    try:
        with database.connect(warehouse, read_only=True) as connection:
            rows = connection.execute(f"SELECT {UNIT}, triwulan FROM reference.periode").fetchall()  # noqa: S608
    except duckdb.BinderException:
        raise _NotReadError(say("its tables are those of an earlier program; {remedy}", remedy=remedy)) from None
    except duckdb.CatalogException:
        raise _NotReadError(say("its deliveries have not been read; {remedy}", remedy=remedy)) from None
    except duckdb.Error as error:
        why = say("its tables cannot be opened ({problem})", problem=str(error).splitlines()[0])
        raise _NotReadError(why) from error
    codes = [code for code, loaded in rows if loaded == quarter.code]
    if len(codes) != 1:
        loaded = ", ".join(str(loaded) for _, loaded in rows) or "-"
        raise _NotReadError(say("its tables are of {found}; {remedy}", found=loaded, remedy=remedy))
    return str(codes[0])


def put_together(warehouse: Path, units: Iterable[Unit], tables: Sequence[TableKey]) -> dict[str, Sentence]:
    """Takes the rows of each unit into one warehouse, of a unit all or none.

    Args:
        warehouse: the one to fill.
        units: whose tables.
        tables: that the models read.

    Returns:
        Code to the reason, of units whose tables do not fit.
    """
    import duckdb

    refused: dict[str, Sentence] = {}
    for unit in units:
        if unit.warehouse is None:
            continue
        own = unit.warehouse.resolve()
        with database.connect(warehouse, beside=own.parent) as connection:
            try:
                connection.execute(f"ATTACH {database.quoted(own)} AS one (READ_ONLY); BEGIN TRANSACTION")
                for schema, table in tables:
                    name = f'"{schema}"."{table}"'
                    connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
                    connection.execute(f"CREATE TABLE IF NOT EXISTS {name} AS FROM one.{name} LIMIT 0")
                    connection.execute(f"INSERT INTO {name} BY NAME FROM one.{name}")
                connection.execute("COMMIT")
            except duckdb.Error as error:
                refused[unit.code] = say("its tables cannot be taken ({problem})", problem=str(error).splitlines()[0])
    return refused


def leave_out(connection: duckdb.DuckDBPyConnection, codes: Collection[str], tables: Sequence[TableKey]) -> None:
    """Takes the rows of units out again."""
    for schema, table in tables:
        connection.execute(f'DELETE FROM "{schema}"."{table}" WHERE {UNIT} IN (SELECT unnest(?))', [sorted(codes)])  # noqa: S608
