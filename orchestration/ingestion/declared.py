"""What ingestion makes, known without opening a file: raw tables, books and checks.

Belongs here: the lists from which the orchestrator declares assets and checks. Not here: making them.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.ingestion.contracts import RawTable, load_contracts, raw_tables
from orchestration.ingestion.controls import DECLARED
from orchestration.settings import PROJECT

SUITE = "values_are_plausible_and_no_row_is_missing"
"""Name of the great-expectations check that every raw table has."""


@dataclass(frozen=True)
class DeclaredCheck:
    """A check that every run has to answer.

    Attributes:
        name: as in its CheckResult.
        target: `schema.table`.
        dimension: as in its CheckResult.
        description: what it demands.
    """

    name: str
    target: str
    dimension: str
    description: str


RAW_TABLES: tuple[RawTable, ...] = raw_tables(load_contracts([PROJECT / "sources" / "contracts"]))
"""The raw tables, one per kind of delivery."""

BOOKKEEPING: tuple[RawTable, ...] = (
    RawTable(
        "raw_ingestion", "deliveries", "", "One row per delivery the report uses: file, SHA-256, order, row counts."
    ),
    RawTable(
        "raw_ingestion", "rejections", "", "One row per cell for which a delivered row is rejected, with the reason."
    ),
    RawTable("raw_ingestion", "row_classes", "", "One row per delivery, sheet and class of rows, with their number."),
)

ASSETS: tuple[RawTable, ...] = RAW_TABLES + BOOKKEEPING
"""Every table that ingestion writes for others to read."""

CHECKS: tuple[DeclaredCheck, ...] = (
    *(DeclaredCheck(name, *declared) for name, declared in DECLARED.items()),
    *(
        DeclaredCheck(
            SUITE,
            table.name,
            "validity",
            "Readable values are also plausible: keys present, values of the known sets, amounts and years in range,"
            " and the table holds exactly the rows that the books say were accepted.",
        )
        for table in RAW_TABLES
    ),
)
"""Every check of ingestion."""
