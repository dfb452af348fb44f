"""What the project is built on: every package is as pinned and under a licence that a public office may use."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution

import pytest

from orchestration.workspace.settings import PROJECT
from tests.licences import FREE, PINS, TEXT, licence


def test_every_pin_has_a_hash_and_no_address() -> None:
    assert len(PINS) > 100
    assert "://" not in TEXT
    blocks = re.split(r"^(?=[a-z0-9])", TEXT, flags=re.MULTILINE)[1:]
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", sorted({name for name, _ in PINS}))
def test_a_package_is_as_pinned_and_free(name: str) -> None:
    versions = {version for pinned, version in PINS if pinned == name}
    try:
        package = distribution(name)
    except PackageNotFoundError:
        # Pinned for another operating system or a newer Python; the installer leaves it out here.
        lines = [line for line in TEXT.splitlines() if line.startswith(f"{name}==")]
        assert all(";" in line for line in lines), f"{name} is not installed"
        return
    assert package.version in versions
    said = licence(package)
    assert FREE.search(said), f"{name}: {said or 'says nothing of its licence'}"


def test_the_list_of_licences_names_every_package_and_finds_none_unfree() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.licences"], capture_output=True, text=True, cwd=PROJECT, check=False
    )
    assert done.returncode == 0, done.stdout
    *lines, last = done.stdout.splitlines()
    assert {line.split()[0] for line in lines} == {name for name, _ in PINS}
    assert last == f"{len(set(PINS))} packages, 0 under no free licence"


@pytest.mark.parametrize("said", ["", "GPL-3.0-only", "GNU General Public License v3 (GPLv3)", "Proprietary"])
def test_what_is_not_free_is_seen(said: str) -> None:
    assert FREE.search(said) is None
