"""The units that several files of tests look at, run once each."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.adoption import clinic, office, reading, training
from tests.conftest import World

UNITS = {"office": office.UNIT, "clinic": clinic.UNIT, "training": training.UNIT}


@pytest.fixture(scope="session")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], World]:
    """A unit by its name, both quarters published; look, do not change."""

    @cache
    def run(name: str) -> World:
        return reading.adopted(tmp_path_factory.mktemp(name), UNITS[name].write)

    return run
