"""Three units in a folder, put together once: the sample, an agency as a bundle, and the agency tampered with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestration.audit.proof.bundle import pack
from orchestration.consolidation.making import Consolidation, make
from orchestration.journey import proving
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace
from tests.conftest import World

QUARTER = Quarter(2025, 2)


@dataclass(frozen=True)
class Together:
    """Units, and what was put together of them."""

    units: Path
    made: Consolidation


_KNOWN: dict[tuple[str, bytes, int], Any] = {}


@contextmanager
def proven_once() -> Iterator[None]:
    """Each release is examined once in this process, however often it is consolidated meanwhile."""
    real = proving.verify

    def verify(workspace: Workspace, quarter: Quarter, release: Path, *more: Any) -> Any:
        state = sum(path.stat().st_mtime_ns for path in release.rglob("*"))
        key = (release.parent.parent.name, (release / "manifest.json").read_bytes(), state)
        if key not in _KNOWN:
            _KNOWN[key] = real(workspace, quarter, release, *more)
        return _KNOWN[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proving, "verify", verify)
        yield


@pytest.fixture(autouse=True)
def proven() -> Iterator[None]:
    """For the tests here, and for no other of this process."""
    with proven_once():
        yield


@pytest.fixture(scope="session")
def together(sample_world: World, agency_world: World, tmp_path_factory: pytest.TempPathFactory) -> Together:
    """Look, do not change."""
    folder = tmp_path_factory.mktemp("consolidation")
    units = folder / "units"
    units.mkdir()
    (units / "sample").symlink_to(sample_world.reports.parent)
    agency = Workspace(agency_world.sources, agency_world.state, agency_world.reports)
    pack(agency, agency_world.release(QUARTER.code), units / "agency.zip")
    spoiled = units / "tampered"
    for name in ("state", "reports"):
        shutil.copytree(getattr(agency_world, name), spoiled / name, symlinks=True)
    figures = (spoiled / "reports" / QUARTER.code / "latest").resolve() / "figures.csv"
    figures.chmod(0o644)
    text = figures.read_text(encoding="utf-8")
    figures.write_text(text.replace("anggaran.pagu,", "anggaran.pagu ,", 1), encoding="utf-8")
    (units / "late" / "sources").mkdir(parents=True)
    (units / "late" / "sources" / "unit.yaml").write_text(
        'unit: {kode_satker: "777999", nama: Kantor Contoh}\n', encoding="utf-8"
    )
    (units / "notes ☎").mkdir()  # no font of the report has it
    with proven_once():
        return Together(units, make(units, QUARTER, folder / "out", 0))
