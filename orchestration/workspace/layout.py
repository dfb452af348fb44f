"""The layout of a state, by its number: which folders and files it has and what they mean.

Belongs here: the number, and refusing what a newer program has made. Not here: the layout of a backup, which has a
number of its own (operations/backup.py). A change that an older program would misread makes the number one larger, and
comes with what changes an older state; layout 1 is every state that was made before states had a number.
"""

from __future__ import annotations

import json
import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from orchestration.language.sentences import Sentence, say

LAYOUT = 1
FILE = "layout.json"


def refusal(state: Path) -> Sentence | None:
    """Why a state cannot be used by this program; None where it can. One that cannot be read counts as layout 1."""
    try:
        told = json.loads((state / FILE).read_text(encoding="utf-8"))
        found, program = int(told["layout"]), str(told["program"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if found <= LAYOUT:
        return None
    return say(
        "--state {state}: has layout {found}, made by triwulan {program}; this program knows layout {known}; install"
        " that version or a newer one, or restore a backup that was made before it; nothing was changed",
        state=state,
        found=found,
        program=program,
        known=LAYOUT,
    )


def mark(state: Path) -> None:
    """Notes the layout and who made it, once; the caller holds the lock of the workspace."""
    path = state / FILE
    if path.is_file():
        return
    try:
        program = version("triwulan")
    except PackageNotFoundError:
        program = "?"
    partial = path.with_name(f".new-{FILE}-{os.getpid()}")
    partial.write_text(json.dumps({"layout": LAYOUT, "program": program}), encoding="utf-8")
    partial.replace(path)
