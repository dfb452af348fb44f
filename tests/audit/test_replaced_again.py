"""A row that was replaced and then replaced again is told of by the row that is in force, as the evidence has it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from orchestration.audit.recomputation.case import Case
from orchestration.audit.recomputation.cells import INDONESIAN
from orchestration.audit.recomputation.records import Delivery, Record


def test_three_papers_of_a_year(tmp_path: Path) -> None:
    """The DIPA of three quarters: both earlier ones lead to the third."""
    rows = [
        Record(
            "dipa",
            f"{name}:DIPA#2",
            "DIPA",
            2,
            {"kode": "4101.PCA"},
            INDONESIAN,
            Delivery(tmp_path / "kinerja.xlsx", name, f"2025-TW{order}", order, "kinerja.xlsx"),
        )
        for order, name in enumerate(("first", "second", "third"), start=1)
    ]
    case = cast("Any", SimpleNamespace(unit={"unit": {"kode_satker": "777301"}}, superseded={}))
    current = Case._current(case, rows, frozenset())
    assert [row.row_id for row in current["dipa"]] == ["third:DIPA#2"]
    assert case.superseded == {"first:DIPA#2": "third:DIPA#2", "second:DIPA#2": "third:DIPA#2"}


def test_lines_of_one_key_are_replaced_by_the_last_of_the_new_ones(tmp_path: Path) -> None:
    """Two lines of an NTPN, then three: each of the two leads to the third of the new ones, which all count."""
    rows = [
        Record(
            "ntpn",
            f"{name}#{row}",
            "",
            row,
            {"ntpn": "A1", "kode_akun": "424113"},
            INDONESIAN,
            Delivery(tmp_path / "ntpn.csv", name, "2025-TW2", order, "ntpn.csv"),
        )
        for order, (name, lines) in enumerate((("first", 2), ("second", 3)), start=1)
        for row in range(2, lines + 2)
    ]
    case = cast("Any", SimpleNamespace(unit={"unit": {"kode_satker": "777301"}}, superseded={}))
    current = Case._current(case, rows, frozenset())
    assert [row.row_id for row in current["ntpn"]] == ["second#2", "second#3", "second#4"]
    assert case.superseded == {"first#2": "second#4", "first#3": "second#4"}
