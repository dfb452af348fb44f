"""An export written: the release is proven first, the content is held against its schema, the files appear at once.

Belongs here: that order, and the folder. Not here: the proof itself, which comes as a function (journey/proving.py).
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.exports import KINDS
from orchestration.exports.content import Content, missing, rendered
from orchestration.exports.declared import UnfitError, check, declared
from orchestration.exports.released import NotApplicableError, NotClosingError, Released, opened
from orchestration.language.sentences import Sentence, said, say
from orchestration.release.status import withdrawn

if TYPE_CHECKING:
    from orchestration.audit.proof.verify import Verification
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

Examine = Callable[["Workspace", "Quarter", Path], "Verification"]
"""Proves a release of a workspace."""


class RefusedError(ValueError):
    """No export is made of this release; the message says why in one sentence."""


class UnprovenError(RefusedError):
    """The release does not hold."""


@dataclass(frozen=True)
class Exported:
    """An export that was written.

    Attributes:
        folder: where.
        files: their names.
        lacking: what the target wants and the release does not have.
        unconfirmed: what no public source could confirm of the target.
    """

    folder: Path
    files: list[str]
    lacking: list[Sentence]
    unconfirmed: list[str]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {"outcome": "exported", "folder": str(self.folder), "files": self.files,
                "missing": self.lacking, "unconfirmed": self.unconfirmed}  # fmt: skip


def export(workspace: Workspace, quarter: Quarter, release: Path, kind: str, out: Path, examine: Examine) -> Exported:
    """Writes an export of a release that holds.

    Args:
        workspace: that the release is of.
        quarter: likewise.
        release: its folder.
        kind: a name of `KINDS`.
        out: the folder to make; there must be none of that name.
        examine: proves the release.

    Raises:
        UnprovenError: the release does not hold.
        RefusedError: it was withdrawn, or this kind cannot be made of it.
        OSError: it cannot be written; nothing is left behind.
    """
    if out.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(out))
    gone = withdrawn(release.parent).get(release.name)
    if gone is not None:
        raise RefusedError(
            say(
                "{quarter} {release} was withdrawn by {by} ({reason}), so nothing is made of it",
                quarter=quarter,
                release=release.name,
                by=gone.by,
                reason=gone.reason,
            )
        )
    found = examine(workspace, quarter, release)
    if found.whole and found.elsewhere:
        raise UnprovenError(found.elsewhere)
    if not found.holds:
        raise UnprovenError(
            say(
                "{quarter} {release} does not hold ({count} broken), so nothing is made of it;"
                " `triwulan verify {quarter}` says what",
                quarter=quarter,
                release=release.name,
                count=len(found.broken),
            )
        )
    shape = declared(KINDS[kind])
    with opened(release, quarter) as released:
        content = made(kind, released)
        lacking = missing(shape, content, released)
        files = rendered(kind, shape, content, released)
    _write(out, files, content)
    return Exported(out, sorted([*files, *content.files]), lacking, shape.unconfirmed)


def made(kind: str, released: Released) -> Content:
    """The content of a kind, which fits its schema.

    Raises:
        RefusedError: this release has none, or one that does not fit.
    """
    try:
        content: Content = import_module(f"{__package__}.kinds.{KINDS[kind]}").make(released)
        check(declared(KINDS[kind]), content.checked())
    except (NotApplicableError, NotClosingError, UnfitError) as error:
        raise RefusedError(said(error)) from None
    return content


def _write(out: Path, files: dict[str, bytes], content: Content) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        partial.mkdir()
        for name, made_of in files.items():
            _place(partial, name).write_bytes(made_of)
        for name, path in content.files.items():
            shutil.copyfile(path, _place(partial, name))
        partial.rename(out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _place(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
