"""A workspace whose deliveries are written by the test, and what a look at them found."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest

from orchestration.checks.evidence import Finding
from orchestration.ingestion import fingerprint
from orchestration.release import looked
from orchestration.returns import returning
from orchestration.returns.returning import Copy, Returned
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace

TW2 = Quarter(2025, 2)

Send = Callable[..., Returned]
"""Of files by name, and findings, to what goes back."""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The sample's profile and reference data, and no delivery."""
    shutil.copytree(PROJECT / "sources", tmp_path / "sources", ignore=shutil.ignore_patterns("landing"))
    (tmp_path / "sources" / "landing" / TW2.code).mkdir(parents=True)
    return Workspace(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")


@pytest.fixture
def send(workspace: Workspace) -> Send:
    """Lays deliveries down, keeps what was found in them, and takes what goes back."""

    def send(files: Mapping[str, bytes], *findings: Finding) -> Returned:
        for name, content in files.items():
            (workspace.landing / TW2.code / name).write_bytes(content)
        looked.keep(workspace, TW2, fingerprint(workspace, TW2), findings)
        return returning.copies(workspace, TW2)

    return send


def book_of(copy: Copy) -> openpyxl.Workbook:
    """A copy as another program reads it."""
    return openpyxl.load_workbook(io.BytesIO(copy.content))
