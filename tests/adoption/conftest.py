"""Units whose quarters several files of tests look at, run once."""

from __future__ import annotations

import pytest

from tests.adoption import reading
from tests.adoption.office import write_office
from tests.conftest import World


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An office with IKM, SLA and realisation alone, both quarters published; look, do not change."""
    return reading.adopted(tmp_path_factory.mktemp("office"), write_office)
