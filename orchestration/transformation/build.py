"""The models built and tested, and what came of each.

Belongs here: watching the build, fetching the rows that broke a rule. Not here: what the manifest says (project.py),
and how dbt is called (runner.py). Import this module where it is used: it loads dbt, more than a second.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from orchestration.checks.evidence import CheckResult
from orchestration.transformation.project import (
    DataTest,
    DbtProject,
    Model,
    TableKey,
    stop_of,
)
from orchestration.transformation.runner import invoke
from orchestration.workspace import database

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.settings import Workspace

Status = Literal["built", "failed", "skipped"]
OnEvent = Callable[[str, str, str, float | None], None]
"""Called with stop, name, status and seconds as things happen."""

_CONSTRAINT = "Constraint Error"
_EMPTY = re.compile(r"NOT NULL constraint failed: (?:\w+\.)*(\w+)")
_SOURCE_ROW = re.compile(r'(?<=[" ])[0-9a-f]{12}(?::[^"#]*)?#\d+')

MOST = 100_000
"""Offending rows of a broken rule that are fetched: a join gone wrong ends with a count, not with the memory."""


@dataclass(frozen=True)
class ModelResult:
    """What became of one model.

    Attributes:
        model: the model.
        status: `built`, `failed`, or `skipped` because something it reads failed.
        seconds: wall time.
        message: dbt's words when it is not built.
        rows: rows of the table or view; None when it was not built.
        columns: name -> data type in the warehouse, in its order; empty when it was not built.
        offending: the rows that break its contract, as far as they can be told; empty when none does.
        query: its SQL with the macros put in; empty when it was not built.
    """

    model: Model
    status: Status
    seconds: float
    message: str = ""
    rows: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    offending: list[dict[str, Any]] = field(default_factory=list)
    query: str = field(default="", repr=False)

    @property
    def violates_constraint(self) -> bool:
        """Whether the rows broke a key or a not-null of the model's contract: the data are wrong, not the query."""
        return _CONSTRAINT in self.message


@dataclass(frozen=True)
class BuildResult:
    """What became of every model and every data test; a test that was skipped has no entry in `checks`."""

    models: list[ModelResult]
    checks: list[CheckResult]

    @property
    def failed(self) -> list[ModelResult]:
        """Models that dbt could not build, without those skipped because of them."""
        return [result for result in self.models if result.status == "failed"]


def build(
    workspace: Workspace,
    project: Path,
    contents: DbtProject,
    on_event: OnEvent = lambda *_: None,
    only: Iterable[TableKey] = (),
) -> BuildResult:
    """Builds every model and runs every data test, downstream of what ingestion loaded.

    Named models are built with what they are made of, and no others; the tests are those of which every table is.

    A failing test whose severity is error skips everything downstream of its model. Unit tests are not run,
    though somebody's environment names them: they look at the code, not at this quarter's data.

    Raises:
        DbtProjectError: dbt could not start, with its message; a model or test that fails raises nothing.
    """
    models = {model.unique_id: model for model in contents.models}
    tests = {test.unique_id: test for test in contents.tests}
    started: dict[str, float] = {}

    def watch(event: Any) -> None:
        if event.info.name not in ("NodeStart", "NodeFinished"):
            return
        uid = event.data.node_info.unique_id
        if event.info.name == "NodeStart":
            started[uid] = time.monotonic()
            return
        seconds = time.monotonic() - started.get(uid, time.monotonic())
        status = event.data.node_info.node_status
        if uid in models:
            key = models[uid].key
            word = {"success": "built", "skipped": "skipped"}.get(status, "failed")
            on_event(stop_of(key), ".".join(key), word, seconds)
        elif uid in tests:
            word = {"pass": "passed", "warn": "warned"}.get(status, "failed")
            on_event(stop_of(tests[uid].key), tests[uid].name, word, seconds)

    command = ["build", "--exclude-resource-type", "unit_test"]
    if wanted := [f"+{table}" for _, table in only]:
        command += ["--indirect-selection", "cautious", "--select", *wanted]
    outcome = invoke(workspace, project, command, watch=watch, may_fail=True)
    results = {result.node.unique_id: result for result in outcome.results}
    with _connect(workspace.warehouse) as connection:
        return BuildResult(
            models=_model_results(
                connection, [model for uid, model in models.items() if not wanted or uid in results], results
            ),
            checks=[
                _check_result(connection, test, results[uid])
                for uid, test in tests.items()
                if uid in results and str(results[uid].status) != "skipped"
            ],
        )


def _connect(warehouse: Path) -> duckdb.DuckDBPyConnection:
    return database.connect(warehouse)


def _model_results(
    connection: duckdb.DuckDBPyConnection, models: Iterable[Model], results: Mapping[str, Any]
) -> list[ModelResult]:
    columns: dict[TableKey, dict[str, str]] = {}
    for schema, table, column, kind in connection.execute(
        "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = current_database() ORDER BY schema_name, table_name, column_index"
    ).fetchall():
        columns.setdefault((schema, table), {})[column] = kind
    collected: list[ModelResult] = []
    for model in models:
        result: Any = results.get(model.unique_id)
        status = "skipped" if result is None else str(result.status)
        if status == "success":
            collected.append(
                ModelResult(
                    model=model,
                    status="built",
                    seconds=result.execution_time,
                    rows=_row_count(connection, model.key),
                    columns=columns.get(model.key, {}),
                    query=result.node.compiled_code,
                )
            )
        else:
            collected.append(
                ModelResult(
                    model=model,
                    status="skipped" if status == "skipped" else "failed",
                    seconds=0.0 if result is None else result.execution_time,
                    message=(message := "" if result is None else (result.message or "")),
                    offending=_unsound(connection, result.node.compiled_code, message) if message else [],
                )
            )
    return collected


def _unsound(connection: duckdb.DuckDBPyConnection, query: str, message: str) -> list[dict[str, Any]]:
    """The rows of a model with the empty cell, or with the doubled key, of which DuckDB complains.

    Its message names the column, or the values of the key, among them the source row where the model has one a row.
    """
    if _CONSTRAINT not in message:
        return []
    if empty := _EMPTY.search(message):
        cursor = connection.execute(f'SELECT * FROM (\n{query}\n) AS m WHERE "{empty[1]}" IS NULL LIMIT {MOST}')  # noqa: S608
        shown = ("_source_row_id", empty[1])
        return [{name: value for name, value in row.items() if name in shown} for row in _as_text(cursor)]
    return [{"_source_row_id": row} for row in _SOURCE_ROW.findall(message)]


def _row_count(connection: duckdb.DuckDBPyConnection, key: TableKey) -> int:
    quoted = ".".join(f'"{part}"' for part in key)
    row = connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()  # noqa: S608 - names from the manifest
    return int(row[0]) if row else 0


def _check_result(connection: duckdb.DuckDBPyConnection, test: DataTest, result: Any) -> CheckResult:
    status = str(result.status)
    counts: dict[str, Any] = {"failed": int(result.failures or 0)}
    samples: list[dict[str, Any]] = []
    description = test.description
    if status == "error":
        # The query itself broke: no row is known to be right, whatever the severity says.
        description = f"{description}: the check could not run: {result.message}"
    elif status != "pass":
        samples = _offending(connection, result.node.compiled_code)
    return CheckResult(
        name=test.name,
        target=".".join(test.key),
        stop=stop_of(test.key),
        dimension=test.dimension,
        severity="error" if status == "error" else test.severity,
        passed=status == "pass",
        counts=counts,
        samples=samples,
        description=description,
        label=test.label,
        reason=test.reason,
    )


def _offending(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """The rows that a test's query returns, as text."""
    cursor = connection.execute(f"SELECT * FROM (\n{query}\n) AS offending LIMIT {MOST}")  # noqa: S608
    return _as_text(cursor)


def _as_text(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Rows as records of texts."""
    names = [column[0] for column in cursor.description or []]
    return [
        {name: None if value is None else _text(value) for name, value in zip(names, row, strict=True)}
        for row in cursor.fetchall()
    ]


def _text(value: Any) -> str:
    """A value as a steward reads it: decimals without the zeros that only their type has."""
    text = str(value)
    return text.rstrip("0").rstrip(".") if isinstance(value, Decimal) and "." in text else text
