"""How many decimals an indicator has is its unit's to say: every cell of it, and what is held against it, follows."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.adoption.office import write_office
from tests.adoption.writing import TW1
from tests.conftest import World

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("decimals", "printed"), [(0, "67"), (3, "66,667")])
def test_timeliness_has_the_decimals_of_its_indicator(tmp_path: Path, decimals: int, printed: str) -> None:
    """Two of three orders were done in time in the first quarter."""
    world = World(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")
    write_office(world.sources)
    path = world.sources / "unit.yaml"
    profile = yaml.safe_load(path.read_text(encoding="utf-8"))
    [timeliness] = [entry for entry in profile["indikator"] if entry["rumus"] == "sla"]
    timeliness["desimal"] = decimals
    path.write_text(yaml.safe_dump(profile, allow_unicode=True, sort_keys=False), encoding="utf-8")
    result = world.run_answered(TW1)
    assert result.code == 0, result.output + result.errors
    assert world.figures(TW1)["IKU 2.realisasi"]["printed"] == printed
