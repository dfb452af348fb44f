"""A wheel, without the checkout, makes the same report: in an empty folder, without POSIX modules and links."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from orchestration.release.durable import pointed
from tests.conftest import PROJECT, THE_SAME_AGAIN, World

_SOURCES = ("orchestration", "dbt_project", "reports/templates", "reports/fonts", "sources")
_FILES = ("pyproject.toml", "constraints.txt", "README.md", "LICENSE")


def wheel(folder: Path) -> Path:
    """The project as a wheel, built as an installer builds it, of a copy."""
    copy = folder / "source"
    made = shutil.ignore_patterns("target", "logs", "__pycache__", "*.egg-info", "kunci")
    for name in _SOURCES:
        shutil.copytree(PROJECT / name, copy / name, ignore=made, copy_function=shutil.copy)  # made just now
    for name in _FILES:
        shutil.copyfile(PROJECT / name, copy / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1751328000"}
    subprocess.run(
        [*command, "-w", str(folder), str(copy)], check=True, timeout=300, cwd=folder, env=environment, umask=0o022
    )
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel."""
    return wheel(tmp_path_factory.mktemp("wheel"))


@pytest.mark.slow
def test_two_builds_of_a_wheel_are_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """Of copies that were made at other times, in other folders."""
    again = wheel(tmp_path / "another" / "folder")
    assert again.name == built.name
    assert again.read_bytes() == built.read_bytes()


@pytest.mark.slow
def test_a_wheel_makes_the_same_report_without_posix_in_an_empty_folder(
    sample_world: World, built: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(built) as opened:
        opened.extractall(tmp_path / "site")
    here = tmp_path / "here"
    here.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIWULAN_")}
    environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path / "site"), str(PROJECT)])

    def call(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tests.orchestration.without_posix", *words],
            capture_output=True, text=True, env=environment, cwd=here, timeout=600, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (words, done.stdout + done.stderr)
        return done.stdout

    assert str(here / "sources" / "unit.yaml") in call("demo")
    call("run", "2025-TW1")
    release = here / "reports" / "releases" / "2025-TW1" / "r1"
    for name in THE_SAME_AGAIN:
        assert (release / name).read_bytes() == (sample_world.reports / "2025-TW1" / "r1" / name).read_bytes(), name
    latest = release.with_name("latest")
    assert not latest.is_symlink()
    assert pointed(latest) == "r1"
    assert "read back and whole" in call("backup", f"--to={tmp_path / 'copy'}")
    assert "nothing is at work" in call("doctor")
    assert sorted(path.name for path in here.iterdir()) == [".triwulan", "reports", "sources"]
