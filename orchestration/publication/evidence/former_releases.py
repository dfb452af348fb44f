"""The releases that a draft is compared with: finding them, and what they say of their figures and files.

Belongs here: the release in force of the quarter and of each earlier one of the year, as the comparison needs them. Not
here: comparing (against_formers.py), what is known today of an earlier quarter (hindsight.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.publication.evidence.hindsight import Hindsight
from orchestration.release.reading import in_force, is_whole, manifest_sha256
from orchestration.workspace.delimited import rows_of
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace

_OF_ONE_QUARTER = ("reference/laporan_terbit/", "tanggapan/")
"""Folders of files of the unit that belong to one quarter."""


@dataclass(frozen=True)
class Former:
    """A release that a draft is compared with."""

    path: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Its manifest."""
        loaded: dict[str, Any] = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        return loaded

    @cached_property
    def content(self) -> bytes:
        """Its `figures.csv`."""
        return (self.path / "figures.csv").read_bytes()

    @cached_property
    def figures(self) -> dict[str, dict[str, str]]:
        """Rows of its `figures.csv` by figure id."""
        return rows_by_id(self.content)

    @cached_property
    def trails(self) -> dict[str, set[str]]:
        """Figure id to the SHA-256 of the files behind it."""
        told = json.loads((self.path / "jejak.json").read_text(encoding="utf-8"))
        return {entry["figure_id"]: set(entry["files"]) for entry in told["figures"]}

    @cached_property
    def files(self) -> dict[str, str]:
        """SHA-256 to file name of the deliveries it was made from."""
        return names_of(self.manifest["created_from"]["deliveries"])

    def is_made_by(self, inputs: Mapping[str, Any]) -> bool:
        """Whether the unit's files and the formulas were those of a draft."""
        created = self.manifest["created_from"]
        return all(
            {name: sha256 for name, sha256 in created.get(part, {}).items() if not name.startswith(_OF_ONE_QUARTER)}
            == {name: sha256 for name, sha256 in inputs.get(part, {}).items() if not name.startswith(_OF_ONE_QUARTER)}
            for part in ("configuration", "models")
        )

    @property
    def named(self) -> dict[str, str]:
        """What the manifest of the draft says of it."""
        return {
            "release": self.path.name,
            "manifest_sha256": manifest_sha256(self.path),
            "figures_sha256": hashlib.sha256(self.content).hexdigest(),
        }


@dataclass(frozen=True)
class Formers:
    """The releases at hand.

    Attributes:
        newest: the one of the quarter that is in force; None for its first.
        earlier: the one in force of each earlier quarter of the year, oldest first.
        today: those of them of which more is known now, as they would print today.
    """

    newest: Former | None = None
    earlier: Mapping[Quarter, Former] = field(default_factory=dict)
    today: Mapping[Quarter, Hindsight] = field(default_factory=dict)


def find_formers(workspace: Workspace, quarter: Quarter) -> Formers:
    """The releases that a draft of a quarter is compared with; a damaged one says nothing, nor does a withdrawn one."""

    def sound(of: Quarter) -> Former | None:
        found = in_force(workspace.reports / of.code)
        return Former(found) if found is not None and is_whole(found) else None

    before = [replace(quarter, number=number) for number in range(1, quarter.number)]
    return Formers(sound(quarter), {earlier: former for earlier in before if (former := sound(earlier)) is not None})


def rows_by_id(content: bytes) -> dict[str, dict[str, str]]:
    """Rows of a `figures.csv` by figure id."""
    return {row["figure_id"]: row for row in rows_of(content)}


def names_of(deliveries: Mapping[str, str]) -> dict[str, str]:
    """SHA-256 to file name, from landing path to SHA-256."""
    return {sha256: place.rpartition("/")[2] for place, sha256 in deliveries.items()}
