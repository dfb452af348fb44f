"""A unit among others: its workspace or bundle, and what was found of it.

Belongs here: which entries of a folder are units, opening one, and the record of what stands of it. Not here: proving
a release (receiving.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.audit.proof import unpacking
from orchestration.language.sentences import NOTHING, Sentence
from orchestration.release import status
from orchestration.release.reading import in_force
from orchestration.release.states import konsep
from orchestration.workspace.settings import PROJECT, Workspace

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter

BUNDLE = ".zip"


class State(StrEnum):
    """What stands of a unit: its release is in force and holds, or why nothing is taken from it."""

    TERBIT = "terbit"
    TIDAK_SAH = "tidak_sah"
    GANDA = "ganda"
    KONSEP = "konsep"
    TERLAMBAT = "terlambat"
    ASING = "asing"


LATE = (State.KONSEP, State.TERLAMBAT)
"""States of a unit that has not reported yet."""


@dataclass(frozen=True)
class Received:
    """What was found of a unit.

    Attributes:
        place: name of its folder or bundle among the units; empty for one of which nothing was handed in.
        code: kode satker; empty where nobody tells.
        name: of the unit.
        state: what stands of it.
        release: as `r1`, of the release that is in force.
        manifest_sha256: of its manifest.
        why: the reason why nothing is taken from it, and the remedy.
        unseen: what of its proof could not be examined.
        ministry: that the unit is of, as its release says.
    """

    place: str
    code: str
    name: str
    state: State
    release: str = ""
    manifest_sha256: str = ""
    why: Sentence = NOTHING
    unseen: tuple[str, ...] = ()
    ministry: str = ""


@dataclass(frozen=True)
class Handed:
    """A unit's workspace, or its bundle as one.

    Attributes:
        workspace: its three folders; the sources may be missing.
        release: folder of the release in force in the quarter; None without one.
        draft: whether a konsep waits.
        dbt_project: the formulas to compare with.
    """

    workspace: Workspace
    release: Path | None
    draft: bool
    dbt_project: Path = PROJECT / "dbt_project"


def entries(units: Path) -> list[Path]:
    """The entries of a folder that may be units, by name: folders, and archives of `triwulan bundle`."""
    return sorted(
        path for path in units.iterdir() if path.name[0] != "." and (path.is_dir() or path.name.endswith(BUNDLE))
    )


@contextmanager
def handed(path: Path, quarter: Quarter) -> Iterator[Handed]:
    """A unit's folder or bundle as a workspace, for as long as it is looked at; nothing in it is changed.

    Args:
        path: an entry of the folder of units.
        quarter: whose release is looked for.

    Raises:
        BundleError: an archive that is no bundle, or damaged.
        NotADirectoryError: a folder that is no workspace.
        StatusError: its list of acts is not one that the program wrote.
    """
    if not path.is_dir():
        with unpacking.opened(path) as found:
            release = found.release if found.quarter == quarter and found.release.name != "konsep" else None
            gone = release is not None and release.name in status.withdrawn(release.parent)
            yield Handed(found.workspace, None if gone else release, draft=False, dbt_project=found.dbt_project)
        return
    reports = next((place for place in (path / "reports" / "releases", path / "reports") if place.is_dir()), None)
    state = next((place for place in (path / "state", path / ".triwulan") if place.is_dir()), path / "state")
    if reports is None and not (path / "sources").is_dir():
        raise NotADirectoryError(path)
    workspace = Workspace(path / "sources", state, reports or path / "reports")
    folder = workspace.reports / quarter.code
    yield Handed(workspace, in_force(folder), konsep(folder) is not None)
