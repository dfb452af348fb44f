"""A workspace that an older commit of this project made: its sample, one quarter published.

Belongs here: getting at the older program and running it in today's environment. Not here: what becomes of it.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

from orchestration.workspace.settings import PROJECT, Workspace

COMMIT = "4f99602"
QUARTER = "2025-TW1"


class Program:
    """The older program, in a folder of its own.

    Raises:
        RuntimeError: the history of this checkout does not have the commit.
    """

    def __init__(self, folder: Path) -> None:
        packed = subprocess.run(["git", "archive", COMMIT], cwd=PROJECT, capture_output=True, check=False)
        if packed.returncode:
            raise RuntimeError(f"no {COMMIT} in the history of {PROJECT}: {packed.stderr.decode().strip()}")
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            # Python 3.11 has filters since 3.11.4.
            archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
            archive.extractall(folder)
        self.folder = folder

    def __call__(self, *words: str, environment: Mapping[str, str]) -> tuple[int, str]:
        """Calls its command; exit code and what it said."""
        found = subprocess.run(
            [sys.executable, "-m", "orchestration.cli", *words],
            cwd=self.folder,
            env={**os.environ, **environment, "PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        return found.returncode, found.stdout + found.stderr


def options(workspace: Workspace) -> list[str]:
    """The three folders, as every version takes them."""
    return [f"--{name}={getattr(workspace, name)}" for name in ("sources", "state", "reports")]


def made_by(program: Program, workspace: Workspace, environment: Mapping[str, str]) -> str:
    """Lets the older program write its sample and publish a quarter; what it said where it failed, else nothing."""
    for words in (
        ["demo", "--out", str(workspace.sources)],
        ["run", QUARTER, *options(workspace)],
    ):
        code, said = program(*words, environment=environment)
        if code:
            return said
    return ""
