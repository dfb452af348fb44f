"""A state that a newer program made is refused before anything of it is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.operations import backup, restoring
from orchestration.workspace import layout
from orchestration.workspace.settings import SettingsError, Workspace
from tests.operations.conftest import Kept


def test_a_newer_state_is_refused_with_what_to_do(unit: Kept) -> None:
    where = [unit.workspace.sources, unit.workspace.state, unit.workspace.reports]
    path = unit.workspace.state / layout.FILE
    path.write_text(json.dumps({"layout": layout.LAYOUT + 1, "program": "9.9"}))
    with pytest.raises(SettingsError, match=r"made by triwulan 9\.9; .* install that version or a newer one"):
        Workspace.resolve(*where)
    assert [one.name for one in unit.workspace.state.iterdir()] == [layout.FILE]
    path.write_text("{")
    assert Workspace.resolve(*where) == unit.workspace, "one that cannot be read says nothing"


def test_the_number_is_noted_once_and_goes_with_the_backup(unit: Kept, tmp_path: Path) -> None:
    layout.mark(unit.workspace.state)
    path = unit.workspace.state / layout.FILE
    assert json.loads(path.read_text())["layout"] == layout.LAYOUT
    path.write_text(json.dumps({"layout": layout.LAYOUT, "program": "0.0"}))
    layout.mark(unit.workspace.state)
    assert json.loads(path.read_text())["program"] == "0.0"
    file, _ = backup.write(unit.workspace, tmp_path / "copy")
    restored = restoring.everything(file, tmp_path / "there").workspace
    assert (restored.state / layout.FILE).read_bytes() == path.read_bytes()
