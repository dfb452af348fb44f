"""The layout of a state, by its number: which folders and files it has and what they mean.

Belongs here: the number, and refusing what a newer program has made or an older one left as it is. Not here: changing
an older state (operations/upgrading.py), the layout of a backup (operations/backup.py) and the format of a release
(release/formats.py), which have numbers of their own. A change that an older program would misread makes the number one
larger, and comes with what changes an older state.

Layout 1 is every state that was made before releases had a format. Its warehouse and what dbt remembers are of tables
that this program has no more.
"""

from __future__ import annotations

import json
import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from orchestration.language.sentences import Sentence, say

LAYOUT = 2
FILE = "layout.json"

_MADE_BY_RUNS = ("identity.key", "archive")
"""What every state has in which something was ever run."""


def found(state: Path) -> int:
    """The layout of a state; that of this program where nothing was run yet, 1 where nobody wrote it down."""
    told = _told(state)
    if told is not None:
        return int(told["layout"])
    return 1 if any((state / name).exists() for name in _MADE_BY_RUNS) else LAYOUT


def refusal(state: Path) -> Sentence | None:
    """Why a state cannot be used by this program, which is that a newer one made it; None where it can."""
    told = _told(state)
    if told is None or int(told["layout"]) <= LAYOUT:
        return None
    return say(
        "--state {state}: has layout {found}, made by triwulan {program}; this program knows layout {known}; install"
        " that version or a newer one, or restore a backup that was made before it; nothing was changed",
        state=state,
        found=told["layout"],
        program=told["program"],
        known=LAYOUT,
    )


def older(state: Path) -> Sentence | None:
    """Why nothing may be run on a state yet, which is that an older program made it; None where it may."""
    if (number := found(state)) >= LAYOUT:
        return None
    return say(
        "--state {state}: has layout {found}, of an older program; this one writes layout {known}; `triwulan upgrade"
        " --to FILE` makes a backup and then changes it; until then releases can be read, nothing is run and nothing"
        " changed",
        state=state,
        found=number,
        known=LAYOUT,
    )


def mark(state: Path, earlier: dict[str, Any] | None = None) -> None:
    """Notes the layout and who made it, once; the caller holds the lock of the workspace.

    Args:
        state: whose.
        earlier: what it was until now, when it was changed: then the note is made anew, with all earlier ones.
    """
    path = state / FILE
    told = _told(state)
    if told is not None and earlier is None:
        return
    before = [] if told is None else told.get("earlier", [])
    note: dict[str, Any] = {"layout": LAYOUT, "program": program()}
    if earlier is not None:
        note["earlier"] = [*before, earlier]
    partial = path.with_name(f".new-{FILE}-{os.getpid()}")
    with partial.open("w", encoding="utf-8") as handle:
        handle.write(json.dumps(note))
        handle.flush()
        os.fsync(handle.fileno())
    partial.replace(path)


def _told(state: Path) -> dict[str, Any] | None:
    """What the note says; None where there is none that can be read."""
    try:
        told: dict[str, Any] = json.loads((state / FILE).read_text(encoding="utf-8"))
        return {**told, "layout": int(told["layout"]), "program": str(told["program"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def program() -> str:
    """The version of the program; `?` where it runs without being installed."""
    try:
        return version("triwulan")
    except PackageNotFoundError:
        return "?"
