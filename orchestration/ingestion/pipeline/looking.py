"""What lies in the landing folder, by kind, without loading anything.

Belongs here: recognising what has landed, and remembering it, so that asking again opens no file. Not here: whether a
delivery may be used (run), what is needed of it (judging/controls).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from orchestration.ingestion.raw.landing import LandedFile, landed_files
from orchestration.ingestion.reading.hostile import not_opened, why_not_opened
from orchestration.language.sentences import Sentence, joined, said

if TYPE_CHECKING:
    from orchestration.ingestion.contracts.shape import Contract
    from orchestration.ingestion.pipeline.delivery import Glance, Refused
    from orchestration.ingestion.reading.confined import Opener
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace


class Seen(NamedTuple):
    """A file that has landed.

    Attributes:
        file: where it lies.
        kinds: of its sheets, in their order.
        problem: why it cannot be used, where that shows without reading its rows; empty otherwise.
    """

    file: LandedFile
    kinds: tuple[str, ...]
    problem: Sentence


def look(workspace: Workspace, last: Quarter, contracts: Mapping[str, Contract], profile: Profile) -> list[Seen]:
    """What has landed for the quarters of a year up to one, oldest first.

    Args:
        workspace: its landing folder; what was recognised is remembered in its state, where that can be written.
        last: the last quarter looked at.
        contracts: in force.
        profile: whose questions a survey is known by.
    """
    with _Memory(workspace.state / "landed.json", last.year, contracts, profile) as memory:
        return [Seen(file, *memory.of(file)) for file in landed_files(workspace, last) if not file.ignored]


def glance(workspace: Workspace, quarter: Quarter, name: str, content: bytes) -> Glance | Refused:
    """What a file would be as a delivery of a quarter: its kinds, their rows, from when to when; or why it is none.

    Args:
        workspace: its contracts and profile.
        quarter: in whose folder it would lie.
        name: under which.
        content: its bytes.

    Raises:
        ConfigurationError: profile or a contract cannot be used.
    """
    from orchestration.ingestion.pipeline.delivery import Reader
    from orchestration.ingestion.reading.confined import Opener
    from orchestration.workspace.profile_loading import load_profile

    with Opener() as opener:
        reader = Reader(workspace, load_profile(workspace, quarter), quarter.year, opener)
        return reader.glance(LandedFile(workspace.landing / quarter.code / name, quarter.code), content)


_Known = tuple[tuple[str, ...], Sentence]
"""Kinds and problem of a file."""


class _Memory(contextlib.ExitStack):
    """Files of a year, by name, size and time of change, and what they were recognised as."""

    def __init__(self, path: Path, year: int, contracts: Mapping[str, Contract], profile: Profile) -> None:
        super().__init__()
        self.path, self.year, self.contracts, self.profile = path, year, contracts, profile
        described = [*(item.digest for item in contracts.values()), *(str(item.label) for item in profile.unsur)]
        self.under = hashlib.sha256("\0".join(described).encode()).hexdigest()
        self.kept: dict[str, _Known] = {}
        self.used: dict[str, _Known] = {}
        self.opener: Opener | None = None
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads(path.read_text(encoding="utf-8"))
            if told["under"] == self.under:
                self.kept = {
                    key: (tuple(kinds), Sentence.of(problem)) for key, (kinds, problem) in told["files"].items()
                }
        self.callback(self._keep)

    def of(self, file: LandedFile) -> _Known:
        """Kinds and problem of a file."""
        if why := why_not_opened(file.path):
            return (), why
        try:
            status = file.path.stat()
            key = f"{file.quarter}/{file.name}:{status.st_size}:{status.st_mtime_ns}"
            self.used[key] = self.kept.get(key) or self._recognised(file.path.read_bytes())
        except OSError as error:
            return (), not_opened(error)
        return self.used[key]

    def _recognised(self, content: bytes) -> _Known:
        from orchestration.ingestion.reading.confined import Opener
        from orchestration.ingestion.reading.documents import DocumentError
        from orchestration.ingestion.reading.recognition import bind, recognise

        if self.opener is None:
            self.opener = self.enter_context(Opener())
            self.contracts = {kind: bind(item, self.profile) for kind, item in self.contracts.items()}
        try:
            found = recognise(self.opener.open(content), self.contracts)
        except DocumentError as error:
            return (), said(error)
        kinds = dict.fromkeys(item.contract.kind for item in found.sheets)
        return tuple(kinds), joined("; ", [item.message for item in found.refusals])

    def _keep(self) -> None:
        """Writes down what is known; of the year what is still there. Who may only look keeps nothing."""
        kept = {key: known for key, known in self.kept.items() if not key.startswith(f"{self.year}-")} | self.used
        if kept == self.kept:
            return
        files = {key: (kinds, problem.kept()) for key, (kinds, problem) in kept.items()}
        text = json.dumps({"under": self.under, "files": files}, ensure_ascii=False)
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            partial = self.path.with_name(f".{self.path.name}.{os.getpid()}")
            partial.write_text(text, encoding="utf-8")
            partial.replace(self.path)
