"""The statements of a build as dbt wrote them: kept by a whole build that succeeded, run as they stand by later ones.

dbt's runtime is a sixth of a run, and writes the same statements as long as neither the project nor the tables that it
reads have changed. Belongs here: keeping the statements, and running them until one does not
succeed, from where on it is for dbt to say what is to be done. Not here: dbt itself (runner.py), and what came of a
build (build.py).
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.transformation.project import KEPT, DbtProject, TableKey, fingerprint, write_whole

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.settings import Workspace

FILE = "statements.json"
"""In the workspace's folder for what dbt makes."""


@dataclass(frozen=True)
class Statement:
    """What dbt did for one model or data test.

    Attributes:
        unique_id: dbt's name of it.
        query: its SQL with the macros put in.
        executed: what was executed: makes the table or view, or counts the rows that break the rule.
    """

    unique_id: str
    query: str
    executed: str


@dataclass(frozen=True)
class Outcome:
    """What became of one model or data test, however it was run.

    Attributes:
        status: in dbt's words: `success`, `pass`, `warn`, `fail`, `error`, `skipped`.
        seconds: wall time.
        query: its SQL with the macros put in.
        message: dbt's words when it did not succeed.
        failures: rows that break the rule of a test.
    """

    status: str
    seconds: float
    query: str
    message: str = ""
    failures: int = 0


def made_of(connection: duckdb.DuckDBPyConnection, project: Path, contents: DbtProject) -> str:
    """SHA-256 over all that the statements depend on: the project, the name of the warehouse, the tables they read."""
    read = set(contents.sources.values())
    columns = connection.execute(
        "SELECT database_name, schema_name, table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = current_database() ORDER BY ALL"
    ).fetchall()
    told = [fingerprint(project), [column for column in columns if column[1:3] in read]]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def keep(workspace: Workspace, stamp: str, statements: Iterable[Statement]) -> None:
    """Keeps the statements of a build that succeeded, each after those it builds on."""
    content = json.dumps([astuple(statement) for statement in statements]).encode()
    head = f"{stamp} {hashlib.sha256(content).hexdigest()}\n".encode()
    write_whole(workspace.dbt_target / FILE, head + content)


def kept(workspace: Workspace, stamp: str) -> list[Statement]:
    """The statements of a build of the same; none where there was none, or where the file is not as it was written."""
    try:
        head, _, content = (workspace.dbt_target / FILE).read_bytes().partition(b"\n")
    except OSError:
        return []
    if head != f"{stamp} {hashlib.sha256(content).hexdigest()}".encode():
        return []
    return [Statement(*fields) for fields in json.loads(content)]


def bring(workspace: Workspace, other: Workspace) -> None:
    """Lets a workspace use what another one keeps of the project, if it keeps any: statements, and what dbt parsed."""
    for name in (FILE, *KEPT):
        with suppress(OSError):
            write_whole(other.dbt_target / name, (workspace.dbt_target / name).read_bytes())


def run(
    connection: duckdb.DuckDBPyConnection,
    statements: Sequence[Statement],
    tables: Collection[TableKey],
    warns: Callable[[str], bool | None],
    tell: Callable[[str, str, float], None],
) -> dict[str, Outcome] | None:
    """Runs kept statements, each in a transaction of its own, as dbt does.

    Args:
        connection: the warehouse.
        statements: in their order.
        tables: that they make.
        warns: whether a data test only warns, by its unique id; None for a model.
        tell: told of each with its status and seconds.

    Returns:
        What became of each; None as soon as one fails that holds others back, or cannot be run.
    """
    import duckdb

    outcomes: dict[str, Outcome] = {}
    try:
        for schema in sorted({schema for schema, _ in tables}):
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        for statement in statements:
            started = time.monotonic()
            status, failures = "success", 0
            connection.begin()
            cursor = connection.execute(statement.executed)
            if (only_warns := warns(statement.unique_id)) is not None:
                failures = (cursor.fetchone() or (0,))[0]
                if failures and not only_warns:
                    connection.rollback()
                    return None
                status = "warn" if failures else "pass"
            connection.commit()
            seconds = time.monotonic() - started
            tell(statement.unique_id, status, seconds)
            outcomes[statement.unique_id] = Outcome(status, seconds, statement.query, failures=failures)
    except duckdb.Error:
        return None
    return outcomes
