"""What need not be made again: results by the SHA-256 of all that they depend on, in one file of the state.

Belongs here: keeping and finding them. Not here: what is remembered, and by what it is known again, which whoever
remembers it has to say.

A memory is no evidence: a proof reads none, and where its file is gone or damaged everything is made as before.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any


def read(path: Path) -> dict[str, Any]:
    """What is remembered; nothing where the file is not as it was written."""
    with suppress(OSError, ValueError):
        head, _, content = path.read_bytes().partition(b"\n")
        if head.decode() == hashlib.sha256(content).hexdigest():
            return dict(json.loads(content))
    return {}


def keep(path: Path, known: Mapping[str, Any], used: Mapping[str, Any], most: int) -> None:
    """Remembers what was used now and, as far as there is room, what was known before.

    Args:
        path: the file; its folder is made where it is missing.
        known: what was remembered, as it was read.
        used: what was found or made now, under the same keys.
        most: results that are kept.
    """
    kept = {**{key: value for key, value in known.items() if key not in used}, **used}
    content = json.dumps(dict([*kept.items()][-most:]), ensure_ascii=False).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".new-{os.getpid()}-{path.name}")
    partial.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
    partial.replace(path)
