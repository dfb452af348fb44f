"""The archive of received files: read-only, by SHA-256 of what was delivered.

Belongs here: writing and finding archived deliveries. Not here: replacing identities (identities).
"""

from __future__ import annotations

import os
from pathlib import Path


def archived(archive: Path, digest: str) -> Path | None:
    """The archived file of a delivery, None when there is none."""
    folder = archive / digest
    if not folder.is_dir():
        return None
    return next((path for path in sorted(folder.iterdir()) if not path.name.startswith(".")), None)


def store(archive: Path, digest: str, name: str, content: bytes) -> Path:
    """Keeps a delivery once, mode 0444; bytes that are already kept stay as they are.

    Args:
        archive: the workspace's archive.
        digest: SHA-256 of the bytes as delivered (a pseudonymised copy is kept under the delivered bytes' hash).
        name: file name of the sender.
        content: what to keep.
    """
    present = archived(archive, digest)
    if present is not None and present.read_bytes() == content:
        return present
    folder = archive / digest
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{name}.part"
    with temporary.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.chmod(0o444)
    if present is not None:
        present.unlink()
    target = folder / name
    temporary.replace(target)
    return target
