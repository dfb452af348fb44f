"""A small share of `make kills` over what keeps an installation: nothing is lost, nothing is told twice."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from orchestration.workspace.settings import PROJECT

_KILLS = 12


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process group, which only POSIX has")
def test_what_is_killed_loses_nothing_and_can_be_done_again() -> None:
    command = [sys.executable, "-m", "tests.operations.killed_keeping", "--times", str(_KILLS)]
    found = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=600)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "lost: 0 answers, 0 uploads, 0 keys, 0 signatures, 0 releases" in found.stdout
    assert "none twice; 0 did not end well" in found.stdout
