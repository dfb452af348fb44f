"""Suites that are not asked again: only while all that they depend on is the same, and never one with a fault."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from orchestration.checks.evidence import CheckResult
from orchestration.ingestion import RAW_TABLES, run_suites
from orchestration.ingestion.contracts.shape import RawTable
from orchestration.ingestion.judging import remembered
from orchestration.ingestion.judging.remembered import judged
from orchestration.workspace import memory
from tests.ingestion.deliveries import ORDER_HEADER, SBS_HEADER, Unit, order, workbook

ORDERS, SBS = "raw_orders.service_orders", "raw_pnbp.sbs"


@dataclass
class Asked:
    """Great-expectations itself, and the tables that it was asked for."""

    names: list[str] = field(default_factory=list)

    def __call__(self, connection: Any, tables: Sequence[RawTable], workspace: Any) -> list[CheckResult]:
        self.names += [table.name for table in tables]
        return run_suites(connection, tables, workspace)


def again(unit: Unit) -> tuple[list[str], list[CheckResult]]:
    """The tables that are asked for now, and every result."""
    ask = Asked()
    tables = [table for table in RAW_TABLES if table.kind in ("service_orders", "sbs")]
    results = judged(ask, unit.connection, tables, unit.workspace)
    assert results == run_suites(unit.connection, tables, unit.workspace)
    return sorted(ask.names), results


@pytest.fixture
def known(unit: Unit) -> Unit:
    """A unit whose two suites have been asked once."""
    unit.deliver("sbs.csv", f"{SBS_HEADER}\nS-1;01/04/2025;;PT A;EC;6077;424113;Jasa;1.000;;\n")
    unit.deliver("order.xlsx", workbook({"A": [ORDER_HEADER, order("A-1")]}))
    unit.ingest()
    asked, results = again(unit)
    assert asked == sorted([ORDERS, SBS])
    assert all(result.passed for result in results)
    return unit


def test_the_same_rows_are_not_asked_again_and_others_are(known: Unit) -> None:
    assert again(known)[0] == []
    known.connection.execute(f"UPDATE {SBS} SET jumlah = '1001'")
    assert again(known)[0] == [SBS]
    known.connection.execute("UPDATE raw_ingestion.row_classes SET row_count = 2 WHERE kind = 'sbs'")
    # One with a fault is asked each time, in the words of great-expectations.
    for _ in range(2):
        asked, results = again(known)
        assert asked == [SBS]
        assert [result.target for result in results if not result.passed] == [SBS]


def test_another_contract_program_or_library_is_another_question(
    known: Unit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract = known.workspace.contracts[-1] / "sbs.yaml"
    own = known.workspace.sources / "contracts"
    own.mkdir(exist_ok=True)
    shutil.copy(contract, own)
    with (own / "sbs.yaml").open("a") as file:
        file.write("# more\n")
    assert again(known)[0] == sorted([ORDERS, SBS])
    for change in ("version", "_PROGRAM"):
        with monkeypatch.context() as changed:
            if change == "version":
                changed.setattr(remembered, "version", lambda name: "0")
            else:
                shutil.copytree(remembered._PROGRAM, tmp_path / "program")
                with (tmp_path / "program" / "judging" / "expectations.py").open("a") as file:
                    file.write("# more\n")
                changed.setattr(remembered, "_PROGRAM", tmp_path / "program")
            remembered._program.cache_clear()
            assert again(known)[0] == sorted([ORDERS, SBS]), change
    remembered._program.cache_clear()
    assert again(known)[0] == []


def test_a_memory_that_is_damaged_or_a_table_that_is_too_long_is_asked(
    known: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in (known.workspace.state / memory.FOLDER).iterdir():
        file.write_bytes(file.read_bytes().replace(b'"failed": 0', b'"failed": 1'))
    assert again(known)[0] == sorted([ORDERS, SBS])
    assert again(known)[0] == []
    monkeypatch.setattr(remembered, "MOST_ROWS", 0)
    assert again(known)[0] == sorted([ORDERS, SBS])


def test_what_was_used_longest_ago_is_forgotten_first(tmp_path: Path) -> None:
    kept = memory.Memory(tmp_path)
    for number, name in enumerate(("a", "b", "c")):
        kept.put(name, b"0123456789")
        os.utime(tmp_path / memory.FOLDER / name, (number, number))
    assert kept.get("a") == b"0123456789"
    kept.forget(2 * (64 + 1 + 10))
    assert [kept.get(name) for name in ("a", "b", "c")] == [b"0123456789", None, b"0123456789"]
