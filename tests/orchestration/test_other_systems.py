"""A quarter is run, approved, verified and backed up where neither POSIX modules nor links are to be had."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.release.durable import pointed
from tests.adoption.agency import write_agency
from tests.conftest import PROJECT, World


def _call(world: World, *words: str) -> subprocess.CompletedProcess[str]:
    options = [f"--{name}={getattr(world, name)}" for name in ("sources", "state", "reports")]
    command = [sys.executable, "-m", "tests.orchestration.without_posix", *words, *options]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIWULAN_")}
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=PROJECT, timeout=600, check=False
    )


@pytest.mark.slow
def test_a_quarter_is_published_and_kept_without_posix(tmp_path: Path) -> None:
    world = World(*(tmp_path / name for name in ("sources", "state", "reports")))
    write_agency(world.sources)
    run = _call(world, "run", "2025-TW2")
    assert run.returncode == 0, run.stdout + run.stderr
    latest = world.reports / "2025-TW2" / "latest"
    assert not latest.is_symlink()
    assert pointed(latest) == "r1"
    for words, code in (
        (("verify", "2025-TW2"), 0),
        (("backup", f"--to={tmp_path / 'copy'}"), 0),
        (("doctor",), 0),
        (("status", "2025-TW2"), 0),
    ):
        done = _call(world, *words)
        assert done.returncode == code, (words, done.stdout + done.stderr)
