"""What ingestion left of a run's deliveries, as its asset shows it.

Belongs here: which files feed which raw table, and how many rows of each. Not here: loading them (ingestion/).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestration.checks.evidence import CheckResult
    from orchestration.ingestion import IngestResult


@dataclass(frozen=True)
class RawTableState:
    """A raw table after ingestion.

    Attributes:
        rows: data rows of the deliveries in use.
        rejected: those that the models leave out.
        deliveries: files whose rows it holds, oldest first.
    """

    rows: int
    rejected: int
    deliveries: list[str]


@dataclass(frozen=True)
class RawResult:
    """What ingestion left.

    Attributes:
        tables: the raw tables by `schema.table`.
        checks: every check of the stop.
        landed: the files in use, oldest first: name, quarter, kinds and rows of each.
    """

    tables: dict[str, RawTableState]
    checks: list[CheckResult]
    landed: list[dict[str, str | int]]


def raw_result(result: IngestResult, registers: Iterable[str], checks: list[CheckResult]) -> RawResult:
    """Sums up a run of ingestion.

    Args:
        result: of it.
        registers: kinds that are registers of service orders, which share a table.
        checks: all of the stop.
    """
    from orchestration.ingestion import ALL_REGISTERS, ASSETS

    kinds = {table.name: {table.kind} for table in ASSETS} | {ALL_REGISTERS: {*registers}}
    tables = {
        name: RawTableState(
            rows=tally.rows,
            rejected=tally.rejected,
            deliveries=[item.label for item in result.deliveries if kinds[name] & {*item.kinds}],
        )
        for name, tally in result.tables.items()
    }
    landed: list[dict[str, str | int]] = [
        {
            "file": item.label,
            "quarter": item.quarter,
            "kinds": ", ".join(item.kinds),
            "rows": item.rows_accepted,
            "rejected": item.rows_rejected,
        }
        for item in result.deliveries
    ]
    return RawResult(tables, checks, landed)
