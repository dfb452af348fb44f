"""The units of systemd and the recipe of the container say what the program has."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from orchestration.cli import cli
from orchestration.desk.routes import WAYS
from orchestration.workspace.settings import PROJECT

UNITS = PROJECT / "orchestration" / "operations" / "systemd"


def calls(text: str) -> list[list[str]]:
    """What is called as `triwulan`, word by word."""
    return [line.split() for line in re.findall(r"/bin/triwulan (.+)", text)]


def test_every_command_of_a_unit_is_one_of_the_program() -> None:
    services = sorted(UNITS.glob("*.service"))
    assert len(services) == 3
    for path in services:
        [(name, *words)] = calls(path.read_text())
        known = {option for parameter in cli.commands[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, path.name
    assert {path.stem for path in UNITS.glob("*.timer")} == {path.stem for path in services} - {"triwulan"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze; where it is, it reads them")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for path in UNITS.iterdir():
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/triwulan/bin/triwulan", sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    told = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "triwulan" in line]
    assert (done.returncode, told) == (0, []), done.stderr


def test_the_container_asks_what_the_desk_answers() -> None:
    recipe = (PROJECT / "Containerfile").read_text()
    [asked] = re.findall(r"http://127\.0\.0\.1:3000(/\w+)", recipe)
    assert asked in {way.path for way in WAYS if way.roles is None}
    [words] = re.findall(r"^HEALTHCHECK .*\\\n +CMD (\[.+\])$", recipe, re.MULTILINE)
    compose = yaml.safe_load((PROJECT / "compose.yaml").read_text())
    service = compose["services"]["triwulan"]
    assert service["healthcheck"]["test"] == ["CMD", *yaml.safe_load(words)]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert "ports" not in service, "nobody reaches the desk but through the proxy"
    volumes = {volume.rpartition(":")[2] for volume in service["volumes"]}
    for room in re.findall(r"TRIWULAN_(?:SOURCES|STATE|REPORTS)=(\S+)", recipe):
        assert any(room.startswith(volume) for volume in volumes)
