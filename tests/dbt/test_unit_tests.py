"""dbt's own unit tests of the arithmetic, run over the warehouse of the small unit."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from orchestration.workspace.settings import Workspace
from tests.dbt.conftest import DBT_PROJECT, Built

pytestmark = pytest.mark.slow


def test_every_unit_test_of_the_models_passes(small: Built, workshop: Workspace) -> None:
    # The inputs' column types come from built tables, hence the small unit; dbt in a process of its own, for a second
    # run in this one would keep the warehouse open.
    command = [
        *(sys.executable, "-c", "from dbt.cli.main import cli; cli()"),
        *("--no-send-anonymous-usage-stats", "test", "--select", "test_type:unit", "--no-version-check"),
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT), "--no-use-colors"),
        *("--target-path", str(workshop.state / "unit_tests"), "--log-path", str(workshop.state / "unit_tests")),
    ]
    environment = {**os.environ, "TRIWULAN_WAREHOUSE": str(small.path), "TRIWULAN_UNIT_TESTS": "unit_tests"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "PASS=30 WARN=0 ERROR=0 SKIP=0" in done.stdout, done.stdout
