"""What the project is built on and under which licences: `make licences`.

Belongs here: reading the pins and what an installed package says of its licence. Not here: whether that is allowed
(orchestration/test_dependencies.py asks the same list).
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TEXT = (PROJECT / "constraints.txt").read_text()
PINS: list[tuple[str, str]] = re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", TEXT, re.MULTILINE)
"""Name and version of every pinned package."""

FREE = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|Python-2\.0|MPL|Mozilla|ISC|LGPL|Lesser General Public|Unlicense|"
    r"HPND|Zlib|CC0|Public Domain|0BSD|CNRI|Artistic",
    re.IGNORECASE,
)
"""Licences that ask for nothing of the reports made with them; who offers several lets one choose."""


def licence(package: Distribution) -> str:
    """What a package says of its licence: in one of three places of its metadata, else by the head of its text."""
    about = package.metadata
    said = [about.get("License-Expression") or "", (about.get("License") or "")[:300]]
    said += [
        line.rpartition("::")[2].strip() for line in about.get_all("Classifier") or () if line.startswith("License")
    ]
    return " | ".join(part for part in said if part) or _head_of_text(package)


def _head_of_text(package: Distribution) -> str:
    """The first line of the licence that comes with a package; empty where none does."""
    for name in package.metadata.get_all("License-File") or ():
        if text := (package.read_text(f"licenses/{name}") or "").strip():
            return text.splitlines()[0]
    return ""


def main() -> None:
    """Prints one line for each pinned package; ends with 1 when one is under no free licence."""
    wrong = 0
    for name, version in sorted(set(PINS)):
        try:
            said = licence(distribution(name))
        except PackageNotFoundError:
            said = "not for this system"
        free = said == "not for this system" or FREE.search(said) is not None
        wrong += not free
        shown = " ".join(said.split())[:90] or "says nothing of its licence"
        sys.stdout.write(f"{name:32} {version:16} {shown}{'' if free else '   NOT FREE'}\n")
    sys.stdout.write(f"{len(set(PINS))} packages, {wrong} under no free licence\n")
    raise SystemExit(wrong > 0)


if __name__ == "__main__":
    main()
