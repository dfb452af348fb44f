"""Figures beside earlier releases, their targets and the budget: leaps are told, usual moves are not."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.journey import bounds
from orchestration.workspace.profile import Profile
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace

TW2 = Quarter(2025, 2)
BUDGET = {
    "anggaran.realisasi": "400", "anggaran.realisasi_tw": "250", "anggaran.efektif": "1000",
    "anggaran.realisasi_tw.rm": "150", "anggaran.efektif.rm": "600",
    "anggaran.realisasi_tw.rm.51": "140", "anggaran.efektif.rm.51": "500",
    "anggaran.realisasi_tw.rm.53": "0", "anggaran.efektif.rm.53": "50",
    "anggaran.realisasi_tw.blu": "100", "anggaran.efektif.blu": "400",
}  # fmt: skip
NOW = BUDGET | {"TJ.1.realisasi": "3.5", "SK1.2.realisasi": "40", "SK2.2.realisasi": "900", "TJ.1.capaian": "150"}


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile(Workspace(PROJECT / "sources", PROJECT, PROJECT))


def release(folder: Path, quarter: str, figures: Mapping[str, str]) -> None:
    """A release in force that says some figures."""
    path = folder / quarter / "r1"
    path.mkdir(parents=True)
    rows = "".join(f"{name},{value}\n" for name, value in figures.items())
    (path / "figures.csv").write_text(f"figure_id,value\n{rows}")
    (path / "manifest.json").write_text("{}")


def told(folder: Path, profile: Profile, now: Mapping[str, str]) -> dict[str, list[str]]:
    """Check to the figures that fail it; all four give a result."""
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA figures")
        connection.execute("CREATE TABLE figures.figures (figure_id VARCHAR, value DECIMAL(38, 12))")
        connection.executemany("INSERT INTO figures.figures VALUES (?, ?)", list(now.items()))
        results, _ = bounds.compare(Workspace(PROJECT / "sources", folder, folder), TW2, profile, connection)
    assert tuple(result.name for result in results) == bounds.CHECKS
    assert {result.severity for result in results} == {"warn"}
    return {result.name: [row["figure_id"] for row in result.samples] for result in results if not result.passed}


def test_an_index_that_lost_a_quarter_of_what_it_had_is_told(tmp_path: Path, profile: Profile) -> None:
    """Of 3,0 on a scale from 1 it had 2, so up to 3,5 is near; of 80 above -100 it had 180, so 35 is near, 34 is not.

    What grows over the year, as a volume does, is not compared with the quarter before.
    """
    release(tmp_path, "2025-TW1", {"TJ.1.realisasi": "3.0", "SK1.2.realisasi": "80", "SK2.2.realisasi": "100"})
    assert told(tmp_path, profile, NOW) == {}
    assert told(tmp_path, profile, NOW | {"TJ.1.realisasi": "3.51", "SK1.2.realisasi": "34"}) == {
        bounds.LAST_QUARTER: ["TJ.1.realisasi", "SK1.2.realisasi"]
    }


def test_a_volume_that_halved_since_the_same_quarter_last_year_is_told(tmp_path: Path, profile: Profile) -> None:
    """900 are half of 1800 and near; of 1801 more than half is gone. Spending of 267 grew to 400 by less than half."""
    release(tmp_path, "2024-TW2", {"SK2.2.realisasi": "1800", "anggaran.realisasi": "267", "TJ.1.realisasi": ""})
    assert told(tmp_path, profile, NOW) == {}
    (tmp_path / "2024-TW2" / "r1" / "figures.csv").write_text(
        "figure_id,value\nSK2.2.realisasi,1801\nanggaran.realisasi,266\n"
    )
    assert told(tmp_path, profile, NOW) == {bounds.LAST_YEAR: ["SK2.2.realisasi", "anggaran.realisasi"]}
    (tmp_path / "2024-TW2" / "r1" / "figures.csv").unlink()
    assert told(tmp_path, profile, NOW) == {bounds.LAST_YEAR: [""]}


def test_a_capaian_far_above_its_target_is_told_unless_the_profile_says_why(tmp_path: Path, profile: Profile) -> None:
    high = NOW | {"TJ.1.capaian": "150.01", "SK1.2.capaian": "259.63"}
    assert told(tmp_path, profile, high) == {bounds.CAPAIAN: ["TJ.1.capaian"]}
    own = profile.model_copy(update={"ambang": {bounds.CAPAIAN: Decimal(200)}})
    assert told(tmp_path, own, high) == {}


def test_a_fund_without_spending_in_the_quarter_is_told_and_capital_spending_is_not(
    tmp_path: Path, profile: Profile
) -> None:
    """A thousandth of 400 is 0,40; nothing of capital spending (53) for three months is usual."""
    still = NOW | {"anggaran.realisasi_tw.blu": "0.39", "anggaran.realisasi_tw.rm.51": "0"}
    assert told(tmp_path, profile, still) == {
        bounds.SPENDING: ["anggaran.realisasi_tw.blu", "anggaran.realisasi_tw.rm.51"]
    }
    assert told(tmp_path, profile, still | {"anggaran.efektif.rm.51": "0", "anggaran.efektif.blu": "390"}) == {}


def test_nothing_to_compare_with_is_said(tmp_path: Path, profile: Profile) -> None:
    # A release of other figures alone is nothing to compare with either.
    release(tmp_path, "2025-TW1", {"lain": "1"})
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA figures")
        connection.execute("CREATE TABLE figures.figures (figure_id VARCHAR, value DECIMAL(38, 12))")
        _, found = bounds.compare(Workspace(PROJECT / "sources", tmp_path, tmp_path), TW2, profile, connection)
    assert [(finding.severity, finding.rule) for finding in found] == [
        ("info", bounds.LAST_QUARTER),
        ("info", bounds.LAST_YEAR),
    ]
    assert "no figure of a release of 2024-TW2 to compare with" in found[1].message
