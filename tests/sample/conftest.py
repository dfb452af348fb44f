"""The delivered files of both quarters, read once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.sample import OTHER_WORLD, write_workspace
from tests.sample.reading import Rows, day, delimited, only, realisation, table

PROJECT = Path(__file__).resolve().parents[2]
LANDING = PROJECT / "sources" / "landing"


@pytest.fixture(scope="session")
def published() -> dict[str, Any]:
    """What the published report prints."""
    path = PROJECT / "tests" / "golden" / "published-2025-TW2.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def other_landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The landing folder of the other world."""
    out = tmp_path_factory.mktemp("other")
    write_workspace(out, OTHER_WORLD)
    return out / "landing"


def budget_rows(landing: Path) -> Rows:
    """Rows of every dataAng file."""
    return [row for quarter in (1, 2) for row in delimited(only(landing / f"2025-TW{quarter}", "*dataang*"))]


def order_rows(landing: Path, quarter: int) -> Rows:
    """The orders as known at the end of a quarter: of two rows with one key the later delivery's."""
    known: dict[tuple[str, int], dict[str, Any]] = {}
    for number in range(1, quarter + 1):
        for row in table(only(landing / f"2025-TW{number}", "*order*")):
            known[row["No Order"], row["No Baris"]] = {
                name: day(value) if name and name.startswith("Tanggal") else value for name, value in row.items()
            }
    return list(known.values())


def receipt_rows(landing: Path) -> Rows:
    """The SBS register at the end of June: of two rows with one key the later delivery's."""
    known: dict[tuple[str, str], dict[str, Any]] = {}
    for quarter in (1, 2):
        for row in delimited(only(landing / f"2025-TW{quarter}", "*sbs*")):
            known[row["NO_SBS"], row["KODE_AKUN"]] = row
    return list(known.values())


@pytest.fixture(scope="session")
def budget() -> Rows:
    return budget_rows(LANDING)


@pytest.fixture(scope="session")
def orders() -> Rows:
    return order_rows(LANDING, 2)


@pytest.fixture(scope="session")
def spending() -> dict[int, tuple[dict[str, int], list[dict[str, Any]]]]:
    """Grand total and lines of the SP2D workbook, by quarter."""
    return {number: realisation(only(LANDING / f"2025-TW{number}", "*glp039_sp2d*")) for number in (1, 2)}
