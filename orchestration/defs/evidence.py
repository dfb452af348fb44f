"""Announced checks as Dagster's check specs, and their results as Dagster's results.

Belongs here: the one translation, used by every stop. Not here: which checks there are (journey/plan.py) and what they
found (the stops).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import dagster as dg

from orchestration.checks.evidence import SAMPLES, CheckResult, Finding, grouped
from orchestration.checks.telling import cell_name, in_both
from orchestration.declarations import ConfigurationError
from orchestration.defs.partitions import QUARTERS
from orchestration.defs.speaking import LANGUAGE, shown
from orchestration.journey.journey import RefusedError, asset_of
from orchestration.journey.plan import AnnouncedCheck
from orchestration.language.sentences import as_declared, joined, say
from orchestration.transformation.project import TableKey
from orchestration.workspace.salvage import UnreachableError

TOLD = 20
"""How many causes the log of a run names."""


def asset_key(key: TableKey) -> dg.AssetKey:
    """Asset key = schema.table."""
    return dg.AssetKey(list(key))


def table_key(key: dg.AssetKey) -> TableKey:
    """The same the other way."""
    schema, table = key.path
    return schema, table


def check_key(result: CheckResult) -> dg.AssetCheckKey:
    """The check that a result is of."""
    return dg.AssetCheckKey(asset_key(asset_of(result)), result.name)


def check_specs(checks: Iterable[AnnouncedCheck]) -> list[dg.AssetCheckSpec]:
    """One spec a check; it blocks unless it only warns, for which a reason is written in its description."""
    return [
        dg.AssetCheckSpec(
            name=check.name,
            asset=asset_key(check.key),
            description=_description(check.label, check.description, check.reason),
            blocking=check.severity == "error",
            partitions_def=QUARTERS,
            metadata={
                "nama": check.label,
                shown(say("dimension")): shown(as_declared(check.dimension)),
                shown(say("severity")): shown(say("blocking") if check.severity == "error" else say("warning")),
            },
        )
        for check in checks
    ]


def check_results(results: Iterable[CheckResult]) -> Iterator[dg.AssetCheckResult]:
    """Results with their counts and the first offending rows."""
    for result in results:
        metadata: dict[str, Any] = {
            "nama": result.label,
            shown(say("dimension")): shown(as_declared(result.dimension)),
            **result.counts,
        }
        if result.samples:
            rows = [_row(sample) for sample in result.samples[:SAMPLES]]
            metadata[shown(say("offending rows"))] = dg.MetadataValue.md(markdown_table(rows))
        yield dg.AssetCheckResult(
            asset_key=asset_key(asset_of(result)),
            check_name=result.name,
            passed=result.passed,
            severity=dg.AssetCheckSeverity.ERROR if result.severity == "error" else dg.AssetCheckSeverity.WARN,
            description=_description(result.label, *in_both(result)),
            metadata=metadata,
        )


def _description(label: str, demands: str, reason: str) -> str:
    """What a check is about: its name in Indonesian, where that is spoken, what it demands, and why."""
    told = shown(joined(" ", filter(None, [demands, reason])))
    return told if LANGUAGE == "en" or not label or told.startswith(label) else f"{label}. {told}"


def _row(sample: Mapping[str, Any]) -> dict[str, Any]:
    """An offending row with its cells as people call them."""
    return {shown(cell_name(name)): shown(cell) if isinstance(cell, str) else cell for name, cell in sample.items()}


def tell(log: dg.DagsterLogManager, findings: Iterable[Finding]) -> None:
    """Writes what holds the quarter back or waits for an answer into the run's log: its page says where to look."""
    causes = grouped(findings)
    for severity, write, what in (
        ("blocking", log.error, say("that hold the quarter back")),
        ("warning", log.warning, say("that wait for an answer")),
    ):
        found = [finding for finding in causes if finding.severity == severity]
        for finding in found[:TOLD]:
            write(shown(finding.line()))
        if len(found) > TOLD:
            write(shown(say("... and {count} more causes {what}", count=len(found) - TOLD, what=what)))


@contextmanager
def held_back() -> Iterator[None]:
    """Shows a refusal, a mistake of the configuration, or a warehouse that another program has open, as a sentence.

    None comes with a traceback, or is to be tried again.
    """
    try:
        yield
    except (RefusedError, UnreachableError, ConfigurationError) as refusal:
        raise dg.Failure(description=shown(refusal), allow_retries=False) from None


def markdown_table(rows: list[dict[str, Any]]) -> str:
    """Rows as a Markdown table; the columns are those of all rows, in order of appearance."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(_cell(row.get(name)) for name in columns) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
