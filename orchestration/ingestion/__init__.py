"""Ingestion: files of the landing folder become raw tables.

Belongs here: recognising, reading, judging, archiving and loading deliveries, and the checks of that stop. Nothing here
imports the orchestrator, and nothing here computes a figure.

The public names are loaded when they are first used: listing the raw tables opens no reader, and the process that
opens workbooks (reading/confined.py) needs no contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orchestration.ingestion.contracts.declared import ASSETS, CHECKS, RAW_TABLES
    from orchestration.ingestion.contracts.loading import load_contracts
    from orchestration.ingestion.contracts.shape import ALL_REGISTERS, RawTable, raw_tables
    from orchestration.ingestion.judging.controls import has_come, needed_kinds
    from orchestration.ingestion.judging.expectations import run_suites
    from orchestration.ingestion.judging.years import settled
    from orchestration.ingestion.pipeline.looking import Seen, look
    from orchestration.ingestion.pipeline.run import IngestResult, Tally, ingest
    from orchestration.ingestion.raw.deliveries import Delivery
    from orchestration.ingestion.raw.landing import fingerprint, misplaced

__all__ = [
    "ALL_REGISTERS",
    "ASSETS",
    "CHECKS",
    "RAW_TABLES",
    "Delivery",
    "IngestResult",
    "RawTable",
    "Seen",
    "Tally",
    "fingerprint",
    "has_come",
    "ingest",
    "load_contracts",
    "look",
    "misplaced",
    "needed_kinds",
    "raw_tables",
    "run_suites",
    "settled",
]

_LAZY = {
    "ALL_REGISTERS": "contracts.shape",
    "ASSETS": "contracts.declared",
    "CHECKS": "contracts.declared",
    "RAW_TABLES": "contracts.declared",
    "Delivery": "raw.deliveries",
    "IngestResult": "pipeline.run",
    "RawTable": "contracts.shape",
    "Seen": "pipeline.looking",
    "Tally": "pipeline.run",
    "fingerprint": "raw.landing",
    "has_come": "judging.controls",
    "ingest": "pipeline.run",
    "load_contracts": "contracts.loading",
    "look": "pipeline.looking",
    "misplaced": "raw.landing",
    "needed_kinds": "judging.controls",
    "raw_tables": "contracts.shape",
    "run_suites": "judging.expectations",
    "settled": "judging.years",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
