"""Files and links that are there whole or as they were, whenever the power goes.

Belongs here: replacing a small file, a link, and making a folder's entries durable. Not here: what they say.
"""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Replaces a file in one step, or makes it, with its folder.

    Raises:
        OSError: it cannot be written; it is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".new-{path.name}-{os.getpid()}")
    try:
        with partial.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    sync(path.parent)


def point(link: Path, name: str) -> None:
    """Lets a link name an entry of its own folder, in one step; relative, so that the folder can be moved.

    Where links cannot be made, a text file with the name stands in its place.
    """
    if link.is_symlink() and link.readlink() == Path(name):
        return
    new = link.with_name(f".new-{link.name}-{os.getpid()}")
    new.unlink(missing_ok=True)
    try:
        new.symlink_to(name)
    except OSError:
        new.unlink(missing_ok=True)
        write(link, f"{name}\n".encode())
        return
    new.replace(link)
    sync(link.parent)


def pointed(link: Path) -> str | None:
    """The name that `point` gave a link; None when there is none."""
    if link.is_symlink():
        return link.readlink().as_posix()
    try:
        return link.read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def remove(path: Path) -> None:
    """Takes a file or link away, if it is there."""
    if path.is_symlink() or path.exists():
        path.unlink()
        sync(path.parent)


def sync(folder: Path) -> None:
    """Makes the entries of a folder durable; on Windows a folder cannot be opened, and the file system sees to it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
