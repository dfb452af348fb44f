"""Plausibility of the raw tables: great-expectations suites, declared as data in the contracts.

Belongs here: turning contracts into suites, running them, telling their results in the project's own words. Not here:
whether a cell is readable at all (validation).

A suite looks at the accepted rows that the run in hand uses. Besides what the contract declares it always demands as
many rows as the books say were accepted (an empty table would pass everything else), ids and natural keys that are
unique within a delivery, keys that are present and values of the declared choices. An exception inside an expectation
is a failure and is shown. Tables into which nothing was delivered are compared with the books alone.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.abc
import importlib.machinery
import importlib.util
import logging
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from orchestration.checks.catalogue import catalogue
from orchestration.checks.evidence import SAMPLES, CheckResult
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.ingestion.contracts.shape import ALL_REGISTERS, Contract, RawTable
from orchestration.ingestion.judging import decisive
from orchestration.ingestion.raw.warehouse import in_scope, quoted
from orchestration.language.sentences import say

if TYPE_CHECKING:
    from types import ModuleType

    import duckdb

    from orchestration.workspace.settings import Workspace

_VALUE = "__value"
_KEY = "_natural_key"
_REQUIRED_KEY = "_required_key"
_ON_VALUES = ("between", "greater_than", "less_than", "_min_", "_max_", "_sum_", "_mean_", "_median_")
_ON_TEXT = ("lengths", "regex", "row_count", "column_count")
_MANY = 20_000
"""Rows from which on those are looked for that decide; the search costs as much as asking some thousands."""

SUITE = "values_are_plausible_and_no_row_is_missing"
"""Name of the check that every raw table has."""


def run_suites(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[RawTable | str], workspace: Workspace | None = None
) -> list[CheckResult]:
    """Runs the suite of every raw table.

    Args:
        connection: warehouse after ingestion.
        tables: raw tables or their names (`schema.table`); `ALL_REGISTERS` stands for each register of the unit.
        workspace: its contracts are used; without one the project's.

    Returns:
        One result per table, in the order given; a failing one samples the offending rows.

    Raises:
        ValueError: a name is no raw table.
    """
    from orchestration.workspace.settings import PROJECT

    folders = workspace.contracts if workspace is not None else [PROJECT / "sources" / "contracts"]
    contracts = {contract.asset: contract for contract in load_contracts(folders).values()}
    names = [table if isinstance(table, str) else table.name for table in tables]
    unknown = [name for name in names if name not in contracts and name != ALL_REGISTERS]
    if unknown:
        raise ValueError(f"no raw table: {', '.join(unknown)}; known: {', '.join(contracts)}")
    recorded = dict(
        connection.execute(
            "SELECT kind, CAST(sum(row_count) AS BIGINT) FROM raw_ingestion.row_classes "
            "WHERE row_class = 'accepted' GROUP BY kind"
        ).fetchall()
    )
    latest = connection.execute("SELECT max(quarter) FROM raw_ingestion.deliveries").fetchone()
    year = int(latest[0][:4]) if latest and latest[0] else dt.date.today().year
    results = []
    suites: _Suites | None = None

    def judged(contract: Contract) -> CheckResult:
        nonlocal suites
        expected = int(recorded.get(contract.kind, 0))
        if not expected:
            return _compare_empty(connection, contract)
        if suites is None:
            suites = _Suites()
        return suites.run(connection, contract, expected, year)

    for name in names:
        if name != ALL_REGISTERS:
            results.append(judged(contracts[name]))
            continue
        registers = [judged(contract) for contract in contracts.values() if contract.is_register]
        counts = Counter({"rows": 0, "expectations": 0, "failed": 0, "unexpected": 0})
        for result in registers:
            counts.update(result.counts)
        samples = [sample for result in registers for sample in result.samples]
        results.append(catalogue()[SUITE].result(samples, dict(counts), target=ALL_REGISTERS))
    return results


def _compare_empty(connection: duckdb.DuckDBPyConnection, contract: Contract) -> CheckResult:
    """A table into which nothing was delivered has to be empty in the scope of the run."""
    rows = _rows(connection, contract)
    samples = [{"expectation": "expect_table_row_count_to_equal", "observed": rows, "expected": 0}] if rows else []
    return _result(contract, samples, {"rows": rows, "expectations": 1, "failed": len(samples), "unexpected": rows})


def _result(contract: Contract, samples: list[dict[str, Any]], counts: dict[str, Any]) -> CheckResult:
    return catalogue()[SUITE].result(samples, counts, target=contract.asset)


class _Suites:
    """One ephemeral great-expectations context for all tables of a run."""

    def __init__(self) -> None:
        self.gx = _great_expectations()
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )

        # By default a context makes a folder for its documents outside the workspace; results are rendered elsewhere.
        config = DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
            analytics_enabled=False,
        )
        self.context = self.gx.get_context(mode="ephemeral", project_config=config)
        # One asset serves every table: each further one would write the whole configuration anew.
        asset = self.context.data_sources.add_pandas("raw").add_dataframe_asset("accepted rows")
        self.definition = asset.add_batch_definition_whole_dataframe("of one table")

    def run(
        self, connection: duckdb.DuckDBPyConnection, contract: Contract, expected_rows: int, year: int
    ) -> CheckResult:
        declared = expectations_of(contract, expected_rows, year)
        rows = _rows(connection, contract)
        samples: list[dict[str, Any]] = []
        counts: dict[str, Any] = {"rows": rows, "expectations": len(declared), "failed": 0, "unexpected": 0}
        if rows > _MANY and self._holds(connection, contract, declared):
            return _result(contract, samples, counts)
        frame = connection.execute(f"{_projection(contract, declared)} ORDER BY _source_row_id").df()
        suite = self.gx.ExpectationSuite(name=contract.asset)
        whys = []
        for number, body in enumerate(declared):
            try:
                suite.add_expectation(self._expectation(body, number))
                whys.append(body)
            except Exception as error:
                self._broken(samples, counts, body, error)
        try:
            batch = self.definition.get_batch({"dataframe": frame})
            # Which rows break a rule is worked out only where one does: it costs as much again as the answer.
            outcome = batch.validate(suite, result_format="BOOLEAN_ONLY")
            if not outcome.success:
                outcome = batch.validate(
                    suite,
                    result_format={
                        "result_format": "COMPLETE",
                        "unexpected_index_column_names": ["_source_row_id"],
                        "partial_unexpected_count": SAMPLES,
                    },
                )
        except Exception as error:
            self._broken(samples, counts, {"type": "suite", "why": say("every expectation has to be answered")}, error)
            return _result(contract, samples, counts)
        answered = 0
        for result in outcome.results:
            answered += 1
            body = declared[int(result.expectation_config.meta["number"])]
            if not result.success:
                counts["failed"] += 1
                counts["unexpected"] += int(result.result.get("unexpected_count") or 0)
                samples += _samples(body, result)
        if answered != len(whys):
            unanswered = RuntimeError(f"{answered} of {len(whys)} expectations were answered")
            self._broken(
                samples, counts, {"type": "suite", "why": say("every expectation has to be answered")}, unanswered
            )
        return _result(contract, samples, counts)

    def _holds(self, connection: duckdb.DuckDBPyConnection, contract: Contract, declared: list[dict[str, Any]]) -> bool:
        """Whether every expectation is met, by the rows that decide it; where one is not, all rows are asked.

        What no few rows decide is asked of as many rows as there are, with the columns it needs alone.
        """
        decided = [body for body in declared if decisive.is_decided(body)]
        others = [body for body in declared if body not in decided]
        ids = decisive.rows(connection, _projection(contract, decided), decided)
        few = f"SELECT * FROM ({_projection(contract, decided)}) AS p WHERE _source_row_id IN (SELECT unnest(?))"  # noqa: S608
        shown = ", ".join(["1 AS _each", *map(quoted, sorted({name for body in others for name in _columns(body)}))])
        all_rows = f"SELECT {shown} FROM ({_projection(contract, others)}) AS p"  # noqa: S608
        frames = ((decided, connection.execute(few, [ids]).df()), (others, connection.execute(all_rows).df()))
        for bodies, frame in frames:
            try:
                suite = self.gx.ExpectationSuite(name=contract.asset)
                for number, body in enumerate(bodies):
                    suite.add_expectation(self._expectation(body, number))
                outcome = self.definition.get_batch({"dataframe": frame}).validate(suite, result_format="BOOLEAN_ONLY")
            except Exception:  # what it was is told by the whole, which is asked then
                return False
            if not outcome.success or len(outcome.results) != len(bodies):
                return False
        return True

    def _expectation(self, body: Mapping[str, Any], number: int) -> Any:
        name = "".join(part[:1].upper() + part[1:] for part in body["type"].split("_"))
        arguments = {key: value for key, value in body.items() if key not in ("type", "why")}
        return getattr(self.gx.expectations, name)(**arguments, meta={"number": number})

    @staticmethod
    def _broken(
        samples: list[dict[str, Any]], counts: dict[str, Any], body: Mapping[str, Any], error: Exception
    ) -> None:
        counts["failed"] += 1
        samples.append({"expectation": body["type"], "why": body.get("why", ""), "error": _first_line(error)})


def expectations_of(contract: Contract, expected_rows: int, year: int) -> list[dict[str, Any]]:
    """The whole suite of a contract as plain data: what every table has to hold, then what the contract declares.

    Args:
        contract: of the table.
        expected_rows: rows the books say were accepted.
        year: fiscal year, to which `min_year` and `max_year` are relative.
    """
    found: list[dict[str, Any]] = [
        {
            "type": "expect_table_row_count_to_equal",
            "value": expected_rows,
            "why": say("the books say that so many rows were accepted"),
        },
        {
            "type": "expect_column_values_to_be_unique",
            "column": "_source_row_id",
            "why": say("a source row is loaded once"),
        },
        {
            "type": "expect_column_values_to_be_unique",
            "column": _KEY,
            "why": say("a natural key stands once in a delivery"),
        },
        {
            "type": "expect_column_values_to_not_be_null",
            "column": _REQUIRED_KEY,
            "why": say("a row without its key is nobody's"),
        },
    ]
    for column in contract.columns:
        if column.allowed:
            choices = "|".join(sorted(re.escape(choice.casefold()) for choice in column.allowed))
            found.append(
                {
                    "type": "expect_column_values_to_match_regex",
                    "column": column.name,
                    "regex": rf"^(?:{choices})$",
                    "why": say("the only values are {allowed}", allowed=", ".join(column.allowed)),
                }
            )
    for declared in contract.expectations:
        body = dict(declared)
        for bound, moment in (("min", dt.datetime(year, 1, 1)), ("max", dt.datetime(year, 12, 31, 23, 59, 59))):
            if f"{bound}_year" in body:
                body[f"{bound}_value"] = moment.replace(year=year + int(body.pop(f"{bound}_year")))
        for key in ("column", "column_A", "column_B"):
            if key in body and _is_typed(contract, body["type"], body[key]):
                body[key] = f"{body[key]}{_VALUE}"
        found.append(body)
    return found


def _is_typed(contract: Contract, expectation: str, name: str) -> bool:
    column = next((column for column in contract.columns if column.name == name), None)
    if column is None or column.type not in ("integer", "decimal", "date", "datetime"):
        return False
    return any(part in expectation for part in _ON_VALUES) and not any(part in expectation for part in _ON_TEXT)


def _projection(contract: Contract, declared: list[dict[str, Any]]) -> str:
    """The columns that the suite looks at: text as it stands, and beside it the value where one is compared.

    Accepted rows are readable by contract, so nothing is lost in reading them here.
    """
    used: dict[str, None] = {"_source_row_id": None}
    for body in declared:
        used |= dict.fromkeys(_columns(body))
    key = ", ".join(f"coalesce({quoted(name)}, '')" for name in contract.natural_key)
    where = " AND ".join(f"{quoted(name)} = '{value}'" for name, value in contract.unique_where.items()) or "true"
    if contract.options.lines_per_key:
        where = "false"
    if persons := [quoted(name) for name in contract.natural_key if contract.column(name).identity]:
        where += f" AND coalesce({', '.join(persons)}) IS NOT NULL"  # anonymous answers have no key of their own
    required = [
        name for name in contract.natural_key if contract.column(name).required and not contract.column(name).unless
    ]
    # A NULL part makes the whole text NULL, so one column answers for all parts of the key.
    present = " || '|' || ".join(quoted(name) for name in required) or "_source_row_id"
    parts = [
        f"CASE WHEN {where} THEN concat_ws('|', _delivery_sha256, {key}) END AS {quoted(_KEY)}",
        f"{present} AS {quoted(_REQUIRED_KEY)}",
    ]
    for name in used:
        if name in (_KEY, _REQUIRED_KEY):
            continue
        source = name.removesuffix(_VALUE)
        if source == name:
            parts.append(quoted(name))
            continue
        kind = {"date": "TIMESTAMP", "datetime": "TIMESTAMP"}.get(contract.column(source).type, "DOUBLE")
        parts.append(f"TRY_CAST({quoted(source)} AS {kind}) AS {quoted(name)}")
    return f"SELECT {', '.join(parts)} FROM ({in_scope(contract.asset)}) AS s"  # noqa: S608


def _columns(body: Mapping[str, Any]) -> list[str]:
    """The columns that an expectation looks at."""
    return [body[key] for key in ("column", "column_A", "column_B") if key in body] + list(body.get("column_list", []))


def _rows(connection: duckdb.DuckDBPyConnection, contract: Contract) -> int:
    found = connection.execute(f"SELECT count(*) FROM ({in_scope(contract.asset)}) AS s").fetchone()  # noqa: S608
    return int(found[0]) if found else 0


def _samples(body: Mapping[str, Any], result: Any) -> list[dict[str, Any]]:
    """Offending rows of one expectation, each with its id, or the reason why it gave none."""
    about = {"expectation": body["type"], "why": body.get("why", "")}
    raised = _exception(result.exception_info)
    if raised:
        return [{**about, "error": raised}]
    rows = result.result.get("unexpected_index_list")
    if rows:
        return [{**about, **{key.removesuffix(_VALUE): _plain(value) for key, value in row.items()}} for row in rows]
    return [{**about, "observed": _plain(result.result.get("observed_value")), "expected": _plain(body.get("value"))}]


def _exception(info: Any) -> str:
    """The message of an exception inside an expectation, wherever the result keeps it."""
    if not isinstance(info, Mapping):
        return ""
    if info.get("raised_exception"):
        return str(info.get("exception_message") or "an exception without a message").splitlines()[0]
    return next((found for value in info.values() if (found := _exception(value))), "")


def _plain(value: Any) -> Any:
    """Values of arrays and frames as plain ones that any renderer can write."""
    if value is None or (isinstance(value, float) and value != value):
        return None
    if hasattr(value, "item"):
        return _plain(value.item())
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return value


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:300]


def _great_expectations() -> ModuleType:
    """Imports great-expectations: no telemetry, no progress bars, no statistics until used."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    os.environ.setdefault("TQDM_DISABLE", "1")
    with _postponed("scipy.stats", "altair"):
        import great_expectations
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    return great_expectations


@contextlib.contextmanager
def _postponed(*names: str) -> Iterator[None]:
    """Modules whose import within takes effect when something in them is used; of no effect on those already loaded."""

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
            found = importlib.machinery.PathFinder.find_spec(fullname, path) if fullname in names else None
            if found is not None and found.loader is not None:
                found.loader = importlib.util.LazyLoader(found.loader)
            return found

    finder = Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
