"""What is wrong with the machine and not with us: a full disk, one that may not be written, a file that is in use.

Belongs here: telling such a fault by its words, and seeing before a run whether its folders can be written. Not here:
damaged files (salvage.py).
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from orchestration.language.sentences import NOTHING, Sentence, say
from orchestration.workspace.settings import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.workspace.settings import Workspace

_FAULTS = (
    (
        r"could not set lock on file",
        say("the warehouse is open in another program"),
        say("close it in the program with the number that is named (PID)"),
    ),
    (
        r"no space left on device|database or disk is full|file too large",
        say("the disk is full"),
        say("free some space where state and releases lie"),
    ),
    (
        r"disk quota exceeded",
        say("the quota of the disk is used up"),
        say("free some space where state and releases lie"),
    ),
    (
        r"read-only file system|readonly database|permission denied|operation not permitted",
        say("the disk may not be written"),
        say("make it writable where state and releases lie"),
    ),
    (
        r"disk i/o error",  # SQLite, whose journal finds no space
        say("the disk is full or does not answer as it should"),
        say("free some space where state and releases lie, or look after it"),
    ),
    (r"input/output error|stale file handle", say("the disk does not answer as it should"), say("look after it")),
    (r"too many open files", say("the system lets us open no more files"), say("raise its limit")),
    (
        r"out of memory error|memoryerror|cannot allocate memory",
        say("the memory is used up"),
        say("end other programs"),
    ),
)
"""Words of the system, of DuckDB and of SQLite; what they mean; what helps."""


_CLASS = re.compile(r"^(?:[\w.]+: )+(?=IO Error: )")
"""What stands before the words of an engine in a traceback."""


def of_the_machine(text: str) -> Sentence:
    """What a steward can do about an error or its traceback; empty when it is no fault of the machine."""
    for words, meaning, remedy in _FAULTS:
        found = re.search(words, text, re.IGNORECASE)
        if found is not None:
            line = text[text.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0].strip()
            said = _CLASS.sub("", line).partition(". See also http")[0]
            return say(
                "{meaning}: {said}\n{remedy}, and run again; the last release, if any, stays as it is",
                meaning=meaning,
                said=said,
                remedy=remedy,
            )
    return NOTHING


def demand_writable(workspace: Workspace, quarter: str, *, publish: bool) -> None:
    """Looks before a run whether state and, if it is to publish, releases can be written.

    Raises:
        SettingsError: naming the option, the folder and what the system says.
    """
    folders = [("state", workspace.state)]
    if publish:
        folders.append(("reports", workspace.reports / quarter))
    for name, folder in folders:
        try:
            _write_into(folder)
        except OSError as error:
            why = error.strerror or str(error)
            raise SettingsError(
                say(
                    "--{name} {folder}: cannot be written ({why}); expected a folder with free space that you may"
                    " write; the last release, if any, stays as it is",
                    name=name,
                    folder=folder,
                    why=why,
                )
            ) from None


def _write_into(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f".new-probe-{os.getpid()}"  # swept up like a killed run's folder
    try:
        probe.write_bytes(bytes(4096))
    finally:
        probe.unlink(missing_ok=True)
