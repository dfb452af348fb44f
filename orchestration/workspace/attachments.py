"""Files that lie beside the deliveries of a quarter and are not read for rows: pictures, and documents as evidence.

Belongs here: which files are such, and finding one by its name. Not here: what a picture has to be (pictures.py), who
names one (publication), and deliveries (ingestion).

In a workspace they lie in the folders of `landing/`; with a release they go as `inputs/pendukung/<quarter>/`.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from orchestration.language.sentences import NOTHING, Sentence, say
from orchestration.texts.canonical import name_key
from orchestration.workspace import pictures
from orchestration.workspace.quarters import Quarter, QuarterError

FOLDER = "pendukung"
"""Where they lie among the unit's files that go with a release."""

LARGEST = 20 * 1024**2
"""Bytes of a file; it goes with every release of the year."""

_HEAD = 1024


@dataclass(frozen=True)
class Attachment:
    """A file beside the deliveries.

    Attributes:
        quarter: code of its folder.
        path: where it lies.
        kind: `png`, `jpeg`, `svg` or `pdf`, by its content.
    """

    quarter: str
    path: Path
    kind: str

    @property
    def name(self) -> str:
        """The file as its sender named it."""
        return self.path.name

    @property
    def place(self) -> str:
        """Its path among the unit's files, `pendukung/2025-TW2/foto.jpg`."""
        return f"{FOLDER}/{self.quarter}/{self.name}"

    @cached_property
    def sha256(self) -> str:
        """Of its bytes."""
        with self.path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()


def kind_of(path: Path) -> str:
    """What a file is that is no delivery: a picture or a PDF, by its first bytes; nothing for any other."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return ""
        with path.open("rb") as content:
            head = content.read(_HEAD)
    except OSError:
        return ""
    return "pdf" if head.startswith(b"%PDF-") else pictures.kind_of(head)


def too_large(path: Path) -> Sentence:
    """Why a picture or a document goes with no release, which is that it is too large; empty for one that goes."""
    size = path.stat().st_size
    if size <= LARGEST:
        return NOTHING
    return say(
        "a picture or a document of {bytes:,} bytes; at most {most:,} go with a report: save it smaller",
        bytes=size,
        most=LARGEST,
    )


def attachments(sources: Path, quarter: Quarter) -> dict[str, Attachment]:
    """The files beside the deliveries of the year up to a quarter, by their place; the newest quarter first.

    Without those that are too large, of which ingestion tells.
    """
    found: dict[str, Attachment] = {}
    for code, folder in sorted(_folders(sources, quarter), reverse=True):
        for path in sorted(folder.iterdir()):
            if path.name[0] not in ".~" and (kind := kind_of(path)) and not too_large(path):
                one = Attachment(code, path, kind)
                found.setdefault(one.place, one)
    return found


def _folders(sources: Path, quarter: Quarter) -> list[tuple[str, Path]]:
    found = []
    for root in (sources / "landing", sources / FOLDER):
        for folder in root.iterdir() if root.is_dir() else ():
            try:
                of = Quarter.parse(folder.name)
            except QuarterError:
                continue
            if folder.is_dir() and of.year == quarter.year and of <= quarter:
                found.append((of.code, folder))
    return found


def named(known: Mapping[str, Attachment], name: str) -> Attachment | None:
    """The file that a sheet names; capitals and spaces do not count, the newest quarter does. None: see `not_there`."""
    key = name_key(name)
    return next((one for one in known.values() if name_key(one.name) == key), None)


def not_there() -> Sentence:
    """What is said of a name that none of the files has."""
    return say(
        "no such file of at most {most:,} bytes lies in the folder of the quarter; put it there, save it smaller, or"
        " correct its name",
        most=LARGEST,
    )
