"""A workspace to look after: the sample's sources, releases and refusals that are no more than their folders."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.checks.evidence import Finding
from orchestration.release import durable, held_back, states, status
from orchestration.release.states import OpenWarning, State, Waits
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace

TW1, TW2 = Quarter(2025, 1), Quarter(2025, 2)


@dataclass(frozen=True)
class Kept:
    """A workspace, and ways to let something have happened in it."""

    workspace: Workspace

    def publish(self, quarter: Quarter, name: str = "r1") -> Path:
        """A release that has a manifest and nothing else."""
        folder = self.workspace.reports / quarter.code / name
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps({"files": {}, "created_from": {"deliveries": {}}}))
        status.append(folder.parent, status.RUN, name, State.TERBIT)
        return folder

    def draft(self, quarter: Quarter, *keys: str) -> Path:
        """A konsep whose warnings have these keys; their sentences name a person and a company."""
        folder = self.workspace.reports / quarter.code / f".konsep-{len(keys)}-{'-'.join(keys)}"
        folder.mkdir(parents=True, exist_ok=True)
        waits = Waits([OpenWarning(key, "rule", "Budi Santoso of PT Rahasia wrote 'x'") for key in keys])  # type: ignore[arg-type]
        (folder / "manifest.json").write_text(json.dumps({"files": {}, "konsep": states.as_manifest(waits)}))
        durable.point(folder.parent / "konsep", folder.name)
        return folder.parent / "konsep"

    def hold_back(self, quarter: Quarter, value: str) -> Path:
        """A refusal with one finding."""
        found = Finding("blocking", "Budi Santoso.csv", "", 3, "Nama", value, "rule", f"'{value}' is no number")
        return held_back.write(self.workspace, quarter, [found])

    def settings(self, text: str) -> None:
        """What the office sets."""
        (self.workspace.sources / "operasi.yaml").write_text(text)


@pytest.fixture
def unit(tmp_path: Path) -> Kept:
    """The sample's sources with nothing landed, nothing made."""
    shutil.copytree(PROJECT / "sources", tmp_path / "sources", ignore=shutil.ignore_patterns("2025-TW*", "kunci"))
    for name in ("state", "reports"):
        (tmp_path / name).mkdir()
    return Kept(Workspace(*(tmp_path / name for name in ("sources", "state", "reports"))))
