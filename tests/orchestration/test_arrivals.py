"""Noticing what arrived: what changes a quarter's fingerprint and what does not."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from orchestration.journey import arrivals
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace

LATER = time.time() + 3600


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for quarter in ("2024-TW4", "2025-TW1", "2025-TW2"):
        folder = tmp_path / "sources" / "landing" / quarter
        folder.mkdir(parents=True)
        (folder / "sbs.csv").write_text("KDSATKER;NTPN\n")
    return Workspace(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")


def prints(workspace: Workspace) -> dict[str, str]:
    return {code: found.fingerprint for code, found in arrivals.by_quarter(workspace, LATER).items()}


def test_a_quarter_is_known_by_its_folder(workspace: Workspace) -> None:
    (workspace.landing / "README.md").write_text("not a delivery")
    (workspace.landing / "2025-TW9").mkdir()
    (workspace.landing / "2025-TW3").mkdir()  # nothing in it yet
    assert set(prints(workspace)) == {"2024-TW4", "2025-TW1", "2025-TW2"}
    assert arrivals.fingerprint(workspace, Quarter(2025, 3)) == ""
    assert arrivals.fingerprint(workspace, Quarter(2025, 2)) == prints(workspace)["2025-TW2"]


@pytest.mark.parametrize("change", ["new", "longer", "touched", "gone", "renamed"])
def test_every_change_of_a_delivery_changes_the_fingerprint(workspace: Workspace, change: str) -> None:
    before = prints(workspace)
    folder = workspace.landing / "2025-TW2"
    file = folder / "sbs.csv"
    if change == "new":
        (folder / "neraca.csv").write_text("x")
    elif change == "longer":
        file.write_text("KDSATKER;NTPN\n123;456\n")
    elif change == "touched":
        os.utime(file, (1, 1))
    elif change == "gone":
        (folder / "neraca.csv").write_text("x")
        before = prints(workspace)
        (folder / "neraca.csv").unlink()
    else:
        file.rename(folder / "sbs_2.csv")
    after = prints(workspace)
    assert after["2025-TW2"] != before["2025-TW2"]
    assert after["2025-TW1"] == before["2025-TW1"]


def test_a_late_delivery_concerns_the_later_quarters_of_its_year_only(workspace: Workspace) -> None:
    before = prints(workspace)
    (workspace.landing / "2025-TW1" / "late.csv").write_text("x")
    after = prints(workspace)
    assert {code for code in after if after[code] != before[code]} == {"2025-TW1", "2025-TW2"}


def test_hidden_files_and_lock_files_of_office_programs_do_not_count(workspace: Workspace) -> None:
    before = prints(workspace)
    (workspace.landing / "2025-TW2" / ".DS_Store").write_text("x")
    (workspace.landing / "2025-TW2" / "~$order.xlsx").write_text("x")
    assert prints(workspace) == before


def test_a_file_just_written_or_half_downloaded_is_not_settled(workspace: Workspace) -> None:
    assert not arrivals.by_quarter(workspace, time.time())["2025-TW2"].settled
    assert arrivals.by_quarter(workspace, LATER)["2025-TW2"].settled
    (workspace.landing / "2025-TW1" / "survei.csv.part").write_text("x")
    settled = {code: found.settled for code, found in arrivals.by_quarter(workspace, LATER).items()}
    assert settled == {"2024-TW4": True, "2025-TW1": False, "2025-TW2": False}


def test_no_landing_folder_means_no_arrivals(tmp_path: Path) -> None:
    assert arrivals.by_quarter(Workspace(tmp_path, tmp_path, tmp_path)) == {}
