"""The models built and tested, and what came of each.

Belongs here: watching the build, fetching the rows that broke a rule. Not here: what the manifest says (project.py),
how dbt is called (runner.py, which takes more than a second to load), and what it wrote before (statements.py).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from orchestration.checks.evidence import CheckResult
from orchestration.transformation import statements
from orchestration.transformation.engines import Engine, Rows, opened
from orchestration.transformation.project import DataTest, DbtProject, Model, TableKey, stop_of
from orchestration.transformation.statements import Outcome, Statement
from orchestration.workspace import database
from orchestration.workspace.leading import UNIT

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.settings import Workspace

Status = Literal["built", "failed", "skipped"]
OnEvent = Callable[[str, str, str, float | None], None]
"""Called with stop, name, status and seconds as things happen."""
Tell = Callable[[str, str, float], None]
"""Called with dbt's name of a node, its status in dbt's words and seconds as things happen."""

_SUCCEEDED = ("success", "pass", "warn")
_WORDS = {"success": "built", "skipped": "skipped", "pass": "passed", "warn": "warned"}

_CONSTRAINT = "Constraint Error"
_EMPTY = re.compile(r"NOT NULL constraint failed: (?:\w+\.)*(\w+)")
_UNIT = re.compile(rf'\b{UNIT}: ([^,"]+)')
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

    def as_check(self) -> CheckResult:
        """A table that cannot be built from its rows, as the check that they failed."""
        table = ".".join(self.model.key)
        return CheckResult(
            name="model",
            target=table,
            stop=stop_of(self.model.key),
            dimension="validity",
            severity="error",
            passed=False,
            samples=self.offending,
            description=f"rows of which {table} can be built; {self.message}",
        )


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
    *,
    of_many: bool = False,
) -> BuildResult:
    """Builds every model and runs every data test, downstream of what ingestion loaded.

    Named models are built with what they are made of, and no others; the tests are those of which every table is.

    Where the warehouse is of many units, offending rows begin with the code of theirs, which of one unit says nothing.

    A failing test whose severity is error skips everything downstream of its model. Unit tests are not run,
    though somebody's environment names them: they look at the code, not at this quarter's data.

    Raises:
        DbtProjectError: dbt could not start, with its message; a model or test that fails raises nothing.
    """
    told: set[tuple[str, str]] = set()
    places = {model.unique_id: (model.key, ".".join(model.key)) for model in contents.models}
    places |= {test.unique_id: (test.key, test.name) for test in contents.tests}

    def tell(unique_id: str, status: str, seconds: float) -> None:
        if unique_id in places and (unique_id, status) not in told:
            told.add((unique_id, status))
            key, name = places[unique_id]
            on_event(stop_of(key), name, _WORDS.get(status, "failed"), seconds)

    wanted = [f"+{table}" for _, table in only]
    with opened(workspace) as engine:
        outcomes = _as_before(workspace, project, contents, tell) if engine.target is None and not wanted else None
        if outcomes is None:
            engine.load(contents.sources.values())
            outcomes = _by_dbt(workspace, project, contents, tell, wanted, engine)
        models = [model for model in contents.models if not wanted or model.unique_id in outcomes]
        built = [
            (model, of.query) for model in models if (of := outcomes.get(model.unique_id)) and of.status == "success"
        ]
        queries = engine.hand_back(project, built)
        offending = {
            unique_id: rows
            for unique_id, outcome in outcomes.items()
            if outcome.status in ("fail", "warn", "error") and (rows := _offending(engine, outcome))
        }
    if not of_many:
        offending = {unique_id: _without_unit(rows) for unique_id, rows in offending.items()}
    with database.connect(workspace.warehouse) as connection:
        return BuildResult(
            models=_model_results(connection, models, outcomes, queries, offending),
            checks=[
                _check_result(test, outcomes[test.unique_id], offending.get(test.unique_id, []))
                for test in contents.tests
                if test.unique_id in outcomes and outcomes[test.unique_id].status != "skipped"
            ],
        )


def _as_before(workspace: Workspace, project: Path, contents: DbtProject, tell: Tell) -> dict[str, Outcome] | None:
    """Runs the statements that dbt wrote for a build of the same before; None where there are none or not all succeed.

    A build that does not succeed is dbt's to do from the beginning: what it skips, and in which words it says why.
    """
    if not workspace.warehouse.is_file():
        return None
    only_warns = {test.unique_id: test.severity == "warn" for test in contents.tests}
    with database.connect(workspace.warehouse) as connection:
        known = statements.kept(workspace, statements.made_of(connection, project, contents))
        if not known:
            return None
        return statements.run(connection, known, [model.key for model in contents.models], only_warns.get, tell)


def _by_dbt(
    workspace: Workspace, project: Path, contents: DbtProject, tell: Tell, wanted: list[str], engine: Engine
) -> dict[str, Outcome]:
    """Lets dbt build, and keeps the statements of a whole build in which nothing failed."""
    from orchestration.transformation.runner import invoke  # imports dbt

    started: dict[str, float] = {}

    def watch(event: Any) -> None:
        if event.info.name not in ("NodeStart", "NodeFinished"):
            return
        uid = event.data.node_info.unique_id
        if event.info.name == "NodeStart":
            started[uid] = time.monotonic()
            return
        seconds = time.monotonic() - started.get(uid, time.monotonic())
        tell(uid, event.data.node_info.node_status, seconds)

    command = ["build", "--exclude-resource-type", "unit_test"]
    if wanted:
        command += ["--indirect-selection", "cautious", "--select", *wanted]
    results = invoke(engine.workspace, project, command, target=engine.target, watch=watch, may_fail=True).results
    outcomes = {
        result.node.unique_id: Outcome(
            str(result.status),
            result.execution_time,
            result.node.compiled_code or "",
            result.message or "",
            int(result.failures or 0),
        )
        for result in results
    }
    whole = {model.unique_id for model in contents.models} | {test.unique_id for test in contents.tests}
    if (
        engine.target is None
        and outcomes.keys() == whole
        and all(outcome.status in _SUCCEEDED for outcome in outcomes.values())
    ):
        written = [known for result in results if (known := _statement(project, result.node)) is not None]
        if len(written) == len(results):
            with database.connect(workspace.warehouse) as connection:
                stamp = statements.made_of(connection, project, contents)
            statements.keep(workspace, stamp, written)
    return outcomes


def _statement(project: Path, node: Any) -> Statement | None:
    """What dbt executed for a model or data test, as it wrote it into its target folder.

    None where that is not all of it: a model with hooks, or one that is made under another name first.
    """
    executed = (project / node.build_path).read_text(encoding="utf-8")
    if node.config.get("pre_hook") or node.config.get("post_hook"):
        return None
    if node.relation_name and node.relation_name not in executed:
        return None
    return Statement(node.unique_id, node.compiled_code, executed)


def _model_results(
    connection: duckdb.DuckDBPyConnection,
    models: Iterable[Model],
    outcomes: Mapping[str, Outcome],
    queries: Mapping[str, str],
    offending: Mapping[str, Rows],
) -> list[ModelResult]:
    columns: dict[TableKey, dict[str, str]] = {}
    for schema, table, column, kind in connection.execute(
        "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = current_database() ORDER BY schema_name, table_name, column_index"
    ).fetchall():
        columns.setdefault((schema, table), {})[column] = kind
    collected: list[ModelResult] = []
    for model in models:
        outcome = outcomes.get(model.unique_id) or Outcome("skipped", 0.0, "")
        if outcome.status == "success":
            collected.append(
                ModelResult(
                    model=model,
                    status="built",
                    seconds=outcome.seconds,
                    rows=_row_count(connection, model.key),
                    columns=columns.get(model.key, {}),
                    query=queries[model.unique_id],
                )
            )
        else:
            collected.append(
                ModelResult(
                    model=model,
                    status="skipped" if outcome.status == "skipped" else "failed",
                    seconds=outcome.seconds,
                    message=outcome.message,
                    offending=offending.get(model.unique_id, []),
                )
            )
    return collected


def _offending(engine: Engine, outcome: Outcome) -> Rows:
    """The rows that a test's query returns, or that break the contract of a model; none where its query itself broke.

    The message on a broken contract names the column with the empty cell, or the values of the doubled key, among
    them the source row where the model has one a row.
    """
    if outcome.status != "error":
        return engine.rows(outcome.query, MOST)
    if _CONSTRAINT not in outcome.message:
        return []
    if empty := _EMPTY.search(outcome.message):
        shown = (UNIT, "_source_row_id", empty[1])
        rows = engine.rows(f"SELECT * FROM (\n{outcome.query}\n) AS m WHERE {empty[1]} IS NULL", MOST)  # noqa: S608
        return [{name: value for name, value in row.items() if name in shown} for row in rows]
    unit = _UNIT.search(outcome.message)
    named = {UNIT: unit[1]} if unit else {}
    rows = _SOURCE_ROW.findall(outcome.message)
    return [{**named, "_source_row_id": row} for row in rows] or ([named] if named else [])


def _without_unit(rows: Rows) -> Rows:
    return [told for row in rows if (told := {name: value for name, value in row.items() if name != UNIT})]


def _row_count(connection: duckdb.DuckDBPyConnection, key: TableKey) -> int:
    quoted = ".".join(f'"{part}"' for part in key)
    row = connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()  # noqa: S608 - names from the manifest
    return int(row[0]) if row else 0


def _check_result(test: DataTest, outcome: Outcome, samples: Rows) -> CheckResult:
    status = outcome.status
    counts: dict[str, Any] = {"failed": outcome.failures}
    description = test.description
    if status == "error":
        # The query itself broke: no row is known to be right, whatever the severity says.
        description = f"{description}: the check could not run: {outcome.message}"
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
