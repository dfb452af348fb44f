"""Two runs give the same bytes; the committed files are what the generator writes; all of it says it is invented."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from orchestration.sample import OTHER_WORLD, write_workspace
from tests.sample.conftest import LANDING, PROJECT
from tests.sample.reading import delimited, only

SOURCES = PROJECT / "sources"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """The published world, written to a directory of its own."""
    out = tmp_path_factory.mktemp("published")
    return out, write_workspace(out)


def _bytes(out: Path, paths: list[Path]) -> dict[Path, bytes]:
    return {path.relative_to(out): path.read_bytes() for path in paths}


def test_two_runs_write_the_same_bytes(generated: tuple[Path, list[Path]], tmp_path: Path) -> None:
    assert _bytes(*generated) == _bytes(tmp_path, write_workspace(tmp_path))


def test_two_runs_of_the_other_world_write_the_same_bytes(other_landing: Path, tmp_path: Path) -> None:
    written = _bytes(tmp_path, write_workspace(tmp_path, OTHER_WORLD))
    assert all((other_landing.parent / name).read_bytes() == content for name, content in written.items())


def _content(path: Path) -> object:
    """A workbook's parts, unzipped (compression may differ between machines), or a file's bytes."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_committed_deliveries_are_the_generated_ones(generated: tuple[Path, list[Path]]) -> None:
    out, paths = generated
    written = {path.relative_to(out): path for path in paths}
    committed = {path.relative_to(SOURCES) for path in LANDING.rglob("*") if path.is_file()}
    assert committed == {path for path in written if path.parts[0] == "landing"}
    for name, path in written.items():
        assert _content(path) == _content(SOURCES / name), name


def test_a_workspace_gets_the_projects_profile_and_reference_data(generated: tuple[Path, list[Path]]) -> None:
    out, paths = generated
    names = {path.relative_to(out).as_posix() for path in paths}
    assert {"unit.yaml", "reference/layanan.csv", "reference/nama_layanan.csv", "reference/hari_libur.csv"} <= names
    assert (out / "unit.yaml").read_bytes() == (SOURCES / "unit.yaml").read_bytes()


def test_deliveries_are_small_and_labelled() -> None:
    files = [path for path in LANDING.rglob("*") if path.is_file() and path.name != "README.md"]
    assert sum(path.stat().st_size for path in files) < 1_500_000
    assert all(path.name.startswith("contoh_") for path in files)
    assert "synthetic" in (LANDING / "README.md").read_text(encoding="utf-8")


def test_people_and_companies_cannot_exist() -> None:
    for quarter in (1, 2):
        for row in delimited(only(LANDING / f"2025-TW{quarter}", "*survei*")):
            assert "Contoh" in row["Nama Perusahaan"]
            assert row["Nama Responden"].startswith("Responden Contoh")
            assert row["No. WhatsApp"].startswith("0800-0000-")
            assert row["Email"].endswith("@example.com")
