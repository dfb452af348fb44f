"""What the project is built on: every package is as pinned and under a licence that a public office may use."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest

from orchestration.settings import PROJECT

FREE = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|Python-2\.0|MPL|Mozilla|ISC|LGPL|Lesser General Public|Unlicense|"
    r"HPND|Zlib|CC0|Public Domain|0BSD|CNRI|Artistic",
    re.IGNORECASE,
)
"""Licences that ask for nothing of the reports made with them; who offers several lets one choose."""

TEXT = (PROJECT / "constraints.txt").read_text()
PINS = re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", TEXT, re.MULTILINE)


def licence(package: Distribution) -> str:
    """What a package says of its licence, in whichever of the three places."""
    about = package.metadata
    said = [about.get("License-Expression") or "", (about.get("License") or "")[:300]]
    said += [
        line.rpartition("::")[2].strip() for line in about.get_all("Classifier") or () if line.startswith("License")
    ]
    return " | ".join(part for part in said if part)


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
