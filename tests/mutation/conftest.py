"""The bench of the tests here: the warehouse of the shared sample run, in memory."""

from __future__ import annotations

import pytest

from orchestration.workspace.settings import PROJECT
from tests.conftest import World
from tests.mutation.bench import Bench


@pytest.fixture(scope="package")
def bench(sample_world: World, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench.of(PROJECT / "sources", sample_world.state, tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="package")
def alone(sample_world: World, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The same without control lists."""
    return Bench.of(PROJECT / "sources", sample_world.state, tmp_path_factory.mktemp("alone"), alone=True)
