"""What a suite has found in order stays in order while rows, contract and program are the same.

Belongs here: by what a suite is known again. Not here: suites (expectations.py), the files (workspace/memory.py).

To load great-expectations costs more than to read, judge and load the deliveries of a quarter; of a quarter that is run
again most files are those of before. Only a suite without a fault is remembered, as its counts; one with a fault is
asked again, and its rows and words are great-expectations' own.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.checks.catalogue import catalogue
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.ingestion.contracts.shape import ALL_REGISTERS, Contract, RawTable
from orchestration.ingestion.judging.expectations import SUITE
from orchestration.ingestion.raw.warehouse import in_scope
from orchestration.workspace.memory import Memory, key_of

if TYPE_CHECKING:
    import duckdb

    from orchestration.checks.evidence import CheckResult
    from orchestration.workspace.settings import Workspace

    Ask = Callable[[duckdb.DuckDBPyConnection, Sequence[RawTable], Workspace], list[CheckResult]]

MOST_ROWS = 20_000
"""Of a table with more rows the suite is asked: to know them again would cost as much."""

_LIBRARIES = ("great_expectations", "pandas", "numpy", "duckdb")
_PROGRAM = Path(__file__).resolve().parent.parent
"""The code that turns contracts and rows into suites and answers."""


def judged(
    ask: Ask, connection: duckdb.DuckDBPyConnection, tables: Sequence[RawTable], workspace: Workspace
) -> list[CheckResult]:
    """The result of the suite of every table, of which only those are asked that are not known to be in order.

    Args:
        ask: runs suites, one result a table (`run_suites`).
        connection: warehouse after ingestion.
        tables: raw tables.
        workspace: whose contracts hold, and whose state remembers.
    """
    keys = _keys(connection, tables, workspace)
    memory = Memory(workspace.state)
    known = {name: json.loads(counts) for name, key in keys.items() if (counts := memory.get(key)) is not None}
    unknown = [table for table in tables if table.name not in known]
    asked = ask(connection, unknown, workspace) if unknown else []
    if len(asked) != len(unknown):
        return asked  # not a result a table: whoever announced them misses one
    answers = dict(zip((table.name for table in unknown), asked, strict=True))
    for name, result in answers.items():
        if name in keys and result.passed:
            memory.put(keys[name], json.dumps(result.counts).encode())
    return [
        answers.get(table.name) or catalogue()[SUITE].result([], known[table.name], target=table.name)
        for table in tables
    ]


def _keys(connection: duckdb.DuckDBPyConnection, tables: Sequence[RawTable], workspace: Workspace) -> dict[str, str]:
    """By what the suite of each table is known again: SHA-256 over all that it depends on."""
    contracts = {contract.asset: contract for contract in load_contracts(workspace.contracts).values()}
    registers = [contract for contract in contracts.values() if contract.is_register]
    of_table = {
        table.name: registers if table.name == ALL_REGISTERS else [contracts[table.name]]
        for table in tables
        if table.name == ALL_REGISTERS or table.name in contracts
    }
    if not of_table:
        return {}
    recorded = dict(
        connection.execute(
            "SELECT kind, CAST(sum(row_count) AS BIGINT) FROM raw_ingestion.row_classes "
            "WHERE row_class = 'accepted' GROUP BY kind"
        ).fetchall()
    )
    newest = connection.execute("SELECT max(quarter) FROM raw_ingestion.deliveries").fetchone()
    beside = [_program(), _contents(workspace.contracts), newest]
    keys = {}
    for name, judged_by in of_table.items():
        read_of = [(contract.kind, recorded.get(contract.kind), _rows(connection, contract)) for contract in judged_by]
        if all(rows is not None for _, _, rows in read_of):
            keys[name] = key_of("suite", [name, *beside, read_of])
    return keys


def _rows(connection: duckdb.DuckDBPyConnection, contract: Contract) -> str | None:
    """The rows that a suite looks at, as a digest; None where they are too many."""
    rows = in_scope(contract.asset)
    few = connection.execute(f"SELECT count(*) <= {MOST_ROWS} FROM {contract.asset}").fetchone()  # noqa: S608
    if few is None or not few[0]:
        return None
    found = connection.execute(
        f"SELECT sha256(string_agg(CAST(to_json(s) AS VARCHAR), chr(10) ORDER BY _source_row_id)) FROM ({rows}) AS s"  # noqa: S608
    ).fetchone()
    return str(found[0]) if found else None


@cache
def _program() -> tuple[str, ...]:
    versions = [version(name) for name in _LIBRARIES]
    return platform.python_version(), *versions, *_digests(sorted(_PROGRAM.rglob("*.py")))


def _contents(folders: Sequence[Path]) -> list[str]:
    return [found for folder in folders for found in _digests(sorted(folder.glob("*.yaml")))]


def _digests(paths: Sequence[Path]) -> Iterator[str]:
    for path in paths:
        yield f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
