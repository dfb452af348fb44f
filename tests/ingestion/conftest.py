"""A unit with the project's profile and an empty landing folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.workspace.profile import Profile
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.settings import PROJECT, Workspace
from tests.ingestion.deliveries import Unit


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile(Workspace(PROJECT / "sources", Path("unused"), Path("unused")))


@pytest.fixture
def unit(tmp_path: Path, profile: Profile) -> Iterator[Unit]:
    workspace = Workspace(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")
    workspace.landing.mkdir(parents=True)
    workspace.state.mkdir()
    with duckdb.connect(":memory:") as connection:
        yield Unit(workspace, profile, connection)
