"""`triwulan return` where nothing is to go back; of a quarter that is held back it is tried in test_refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import World

pytestmark = pytest.mark.slow


def test_of_a_published_quarter_nothing_goes_back(sample_world: World, tmp_path: Path) -> None:
    done = sample_world.triwulan("return", "2025-TW2", "--out", str(tmp_path / "keluar"))
    assert done.code == 0
    assert done.output.strip().endswith("nothing to return")
    assert not (tmp_path / "keluar").exists()
    told = json.loads(sample_world.triwulan("return", "2025-TW2", "--out", str(tmp_path), "--json").output)
    assert told == {
        "quarter": "2025-TW2", "outcome": "nothing to return", "files": [], "left_out": {}, "elsewhere": 0,
    }  # fmt: skip


def test_of_a_quarter_that_nobody_looked_at_the_next_step_is_told(sample_world: World, tmp_path: Path) -> None:
    world = replace(sample_world, state=tmp_path / "state")
    done = world.triwulan("return", "2025-TW2", "--out", str(tmp_path / "keluar"))
    assert done.code == 1
    assert "triwulan check 2025-TW2" in done.errors
