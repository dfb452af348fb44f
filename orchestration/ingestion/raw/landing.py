"""The landing folder: which files a quarter uses, in which order, and their hashes.

Belongs here: finding files by folder. Not here: opening them (documents). A quarter uses the folders of its fiscal
year up to its own; the order of deliveries is the order of folders, then of file names with numbers in them read as
numbers.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.ingestion.reading.hostile import why_not_opened
from orchestration.language.sentences import NOTHING, Sentence, say
from orchestration.workspace.attachments import kind_of, too_large

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class LandedFile:
    """A file in the landing folder.

    Attributes:
        path: where it lies.
        quarter: code of its folder, `2025-TW2`.
        ignored: why it is no delivery; empty for a delivery.
    """

    path: Path
    quarter: str
    ignored: Sentence = NOTHING

    @property
    def name(self) -> str:
        """The file as the sender named it."""
        return self.path.name


def landed_files(workspace: Workspace, quarter: Quarter) -> list[LandedFile]:
    """What lies in the folders of the fiscal year up to and including the quarter, oldest delivery first.

    Pictures and documents beside the deliveries are none of it (`workspace/attachments.py`), unless too large for it.
    """
    from orchestration.workspace.quarters import Quarter as QuarterType
    from orchestration.workspace.quarters import QuarterError

    if not workspace.landing.is_dir():
        return []
    folders = []
    for folder in workspace.landing.iterdir():
        try:
            found = QuarterType.parse(folder.name)
        except QuarterError:
            continue
        if folder.is_dir() and found.year == quarter.year and found <= quarter:
            folders.append((found, folder.name, folder))
    files = []
    for found, _, folder in sorted(folders):
        for path in sorted(folder.iterdir(), key=lambda item: natural(item.name)):
            ignored = too_large(path) if (beside := kind_of(path)) else why_ignored(path)
            if ignored or not beside:
                files.append(LandedFile(path, found.code, ignored))
    return files


def misplaced(workspace: Workspace) -> list[Path]:
    """Entries of the landing folder that are no folder of a quarter, so that nothing of them is read."""
    from orchestration.workspace.quarters import Quarter as QuarterType
    from orchestration.workspace.quarters import QuarterError

    if not workspace.landing.is_dir():
        return []
    found = []
    for entry in sorted(workspace.landing.iterdir()):
        try:
            QuarterType.parse(entry.name)
            if not entry.is_dir():
                found.append(entry)
        except QuarterError:
            if not entry.name.startswith(".") and not why_ignored(entry, of_quarter=False):
                found.append(entry)
    return found


def outside(entry: Path) -> Sentence:
    """What is said of an entry of the landing folder that is no folder of a quarter."""
    if entry.is_dir():
        return say(
            "{name}: is no quarter, so nothing in it is read; folders are named like '2025-TW2'", name=entry.name
        )
    return say(
        "{name}: lies in landing itself, outside the folder of a quarter, so it is not read;"
        " move it into the folder of its quarter",
        name=entry.name,
    )


def why_ignored(path: Path, of_quarter: bool = True) -> Sentence:
    """Why an entry of the landing folder is no delivery; empty for one that is."""
    if path.name.casefold() in ("readme.md", "readme.txt", "readme"):
        return say("a note for readers")
    if path.name.startswith("~$"):
        return say("the lock of a workbook that somebody has open")
    if path.name.startswith(".") or path.name.casefold() in ("thumbs.db", "desktop.ini"):
        return say("a hidden file")
    if of_quarter and path.is_dir():
        return say("a folder; deliveries lie directly in the folder of their quarter")
    return NOTHING


def natural(name: str) -> tuple[object, ...]:
    """Sorts `b2` before `b10` and `b` before `b (1)`; a total order, also for names that differ in case only."""
    stem, _, _ = name.rpartition(".")
    found = _DIGITS.split(stem or name)
    parts = [(0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in found if part]
    return (parts, name)


def fingerprint(workspace: Workspace, quarter: Quarter) -> dict[str, str]:
    """Path below the landing folder to SHA-256 of every delivery a quarter uses, sorted by path."""
    found = {
        f"{file.path.parent.name}/{file.name}": _hash(file.path)
        for file in landed_files(workspace, quarter)
        if not file.ignored
    }
    return dict(sorted(found.items()))


def _hash(path: Path) -> str:
    if why_not_opened(path):
        return "unreadable"
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "unreadable"
