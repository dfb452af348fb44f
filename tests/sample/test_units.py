"""Many sample units: no two alike, the same ones every time, each a workspace that can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.sample.units import sample_units, write_units
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.settings import Workspace


def test_units_have_codes_and_names_of_their_own_however_many() -> None:
    units = sample_units(250)
    assert len({unit.code for unit in units}) == len({unit.name for unit in units}) == 250
    assert units[:3] == sample_units(253)[:3]


@pytest.mark.parametrize(
    "count, parts",
    [
        (1, ["terbit"]),
        (3, ["terbit", "terbit", "rusak"]),
        (5, ["terbit", "terbit", "terlambat", "konsep", "rusak"]),
    ],
)
def test_the_last_ones_hand_in_nothing_that_counts(count: int, parts: list[str]) -> None:
    assert [unit.part for unit in sample_units(count)] == parts


@pytest.mark.slow
def test_the_same_units_are_written_twice_and_differ_in_size_and_indicators(tmp_path: Path) -> None:
    first, again = write_units(tmp_path / "a", 3), write_units(tmp_path / "b", 1)
    assert again == first[:1]
    contents = []
    for name in ("a", "b"):
        folder = tmp_path / name / again[0].folder
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        contents.append({path.relative_to(folder): path.read_bytes() for path in files})
    assert contents[0] == contents[1]
    profiles = [load_profile(Workspace.resolve(tmp_path / "a" / unit.folder / "sources")) for unit in first]
    assert [profile.unit.kode_satker for profile in profiles] == [unit.code for unit in first]
    assert [profile.unit.nama for profile in profiles] == [unit.name for unit in first]
    left_out = {one.kode for one in profiles[0].indikator} - {one.kode for one in profiles[2].indikator}
    assert left_out == {"SK3.1"}
