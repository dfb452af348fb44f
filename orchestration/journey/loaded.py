"""What ingestion left of a run's deliveries, as its asset shows it.

Belongs here: which files feed which raw table, and how many rows of each. Not here: loading them (ingestion/).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestration.checks.evidence import CheckResult
    from orchestration.ingestion import IngestResult
    from orchestration.ingestion.contracts.shape import Contract


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
class Landed:
    """A file in use.

    Attributes:
        file: as findings name it.
        quarter: code of its landing folder.
        kinds: of its sheets, as the report calls them.
        rows: that fit their contract.
        rejected: that do not.
    """

    file: str
    quarter: str
    kinds: tuple[str, ...]
    rows: int
    rejected: int


@dataclass(frozen=True)
class RawResult:
    """What ingestion left.

    Attributes:
        tables: the raw tables by `schema.table`.
        checks: every check of the stop.
        landed: the files in use, oldest first.
    """

    tables: dict[str, RawTableState]
    checks: list[CheckResult]
    landed: list[Landed]


def raw_result(result: IngestResult, contracts: Mapping[str, Contract], checks: list[CheckResult]) -> RawResult:
    """Sums up a run of ingestion.

    Args:
        result: of it.
        contracts: by kind; the registers of service orders among them share a table.
        checks: all of the stop.
    """
    from orchestration.ingestion import ALL_REGISTERS, ASSETS

    registers = {kind for kind, contract in contracts.items() if contract.is_register}
    kinds = {table.name: {table.kind} for table in ASSETS} | {ALL_REGISTERS: registers}
    names = {kind: contract.printed_name for kind, contract in contracts.items()}
    tables = {
        name: RawTableState(
            rows=tally.rows,
            rejected=tally.rejected,
            deliveries=[item.label for item in result.deliveries if kinds[name] & {*item.kinds}],
        )
        for name, tally in result.tables.items()
    }
    landed = [
        Landed(
            item.label,
            item.quarter,
            tuple(names.get(kind, kind) for kind in item.kinds),
            item.rows_accepted,
            item.rows_rejected,
        )
        for item in result.deliveries
    ]
    return RawResult(tables, checks, landed)
