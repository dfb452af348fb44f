"""What ingestion makes, known without opening a file: raw tables, books and checks.

Belongs here: the lists from which the orchestrator declares assets and checks. Not here: making them.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.checks.catalogue import EACH_RAW_TABLE, Entry, catalogue
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.ingestion.contracts.shape import REGISTERS, RawTable, raw_tables
from orchestration.language.sentences import say
from orchestration.workspace.settings import PROJECT


@dataclass(frozen=True)
class DeclaredCheck:
    """A check of the catalogue that every run has to answer, at one table.

    Attributes:
        entry: its words.
        target: `schema.table`.
    """

    entry: Entry
    target: str

    @property
    def name(self) -> str:
        """As in its CheckResult."""
        return self.entry.id


RAW_TABLES: tuple[RawTable, ...] = (
    *raw_tables(load_contracts([PROJECT / "sources" / "contracts"])),
    RawTable(
        REGISTERS,
        "baris",
        "register",
        say("One row per row of the registers that a unit keeps for itself, cells by name."),
    ),
)
"""The raw tables, one per kind of delivery, and one over whatever registers a unit keeps."""

BOOKKEEPING: tuple[RawTable, ...] = tuple(
    RawTable("raw_ingestion", table, "", text)
    for table, text in (
        ("deliveries", say("One row per delivery the report uses: file, SHA-256, order, row counts.")),
        ("rejections", say("One row per cell for which a delivered row is rejected, with the reason.")),
        ("row_classes", say("One row per delivery, sheet and class of rows, with their number.")),
    )
)

ASSETS: tuple[RawTable, ...] = RAW_TABLES + BOOKKEEPING
"""Every table that ingestion writes for others to read."""

CHECKS: tuple[DeclaredCheck, ...] = tuple(
    DeclaredCheck(entry, target)
    for entry in catalogue().values()
    if entry.stop in ("file", "raw") and entry.engine != "dbt"
    for target in ([table.name for table in RAW_TABLES] if entry.at == EACH_RAW_TABLE else [entry.at])
)
"""Every check of ingestion."""
