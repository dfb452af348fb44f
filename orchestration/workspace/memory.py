"""What need not be made again: results by the SHA-256 of all that they depend on, a file each in the state.

Belongs here: keeping, finding and forgetting them. Not here: what is remembered, and by what it is known again, which
whoever remembers it has to say.

A memory is no evidence: a proof reads none, and where a file is gone or damaged its result is made as before.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

FOLDER = "memory"
"""In the state of a workspace; the next run makes it anew where it is gone."""

MOST = 64 * 1024**2
"""Bytes that are remembered; beyond them what was used longest ago is forgotten."""


def key_of(kind: str, made_of: Iterable[object]) -> str:
    """The name of a result: what it is, and the SHA-256 over what it is made of (texts, bytes, numbers)."""
    return f"{kind}-{hashlib.sha256(repr([*made_of]).encode()).hexdigest()}"


class Memory:
    """The results that a workspace remembers.

    Args:
        state: the workspace's.
    """

    def __init__(self, state: Path) -> None:
        self._folder = state / FOLDER

    def get(self, key: str) -> bytes | None:
        """A result; None where it is not remembered, or not as it was written."""
        path = self._folder / key
        with suppress(OSError):
            head, _, content = path.read_bytes().partition(b"\n")
            if head == hashlib.sha256(content).hexdigest().encode():
                os.utime(path)
                return content
        return None

    def put(self, key: str, content: bytes) -> None:
        """Remembers a result; where it cannot be written it is made again next time."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            partial = self._folder / f".new-{os.getpid()}-{key}"
            partial.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
            partial.replace(self._folder / key)

    def forget(self, most: int = MOST) -> None:
        """Takes away what was used longest ago, until no more than so many bytes are left."""
        if not self._folder.is_dir():
            return
        files = [(file.stat().st_mtime_ns, file.stat().st_size, file) for file in self._folder.iterdir()]
        for _, size, file in sorted(files, reverse=True):
            most -= size
            if most < 0:
                file.unlink(missing_ok=True)
