"""What stands of a quarter, as the folders of its reports tell.

Belongs here: reading `<reports>/<quarter>/`: releases, `konsep/`, `ditahan/`, `status.csv`. Not here: writing any of
them, what has landed (ingestion), deadlines (run/situation).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.release import held_back
from orchestration.release.reading import MANIFEST, latest_release, newest
from orchestration.workspace.quarters import Quarter, QuarterError

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace


class State(StrEnum):
    """See `Standing.state`."""

    MENUNGGU = "menunggu"
    DITAHAN = "ditahan"
    KONSEP = "konsep"
    TERBIT = "terbit"
    DITARIK = "ditarik"


@dataclass(frozen=True)
class OpenWarning:
    """A warning that nobody has answered: the key by which it is answered, its rule, its sentence, how many rows."""

    key: str
    rule: str
    text: str
    rows: int = 1


@dataclass(frozen=True)
class Waits:
    """What a konsep waits for: open warnings, and why a person has to approve it; empty when nobody has to."""

    warnings: list[OpenWarning] = field(default_factory=list)
    approval: str = ""


@dataclass(frozen=True)
class Standing:
    """What stands of a quarter.

    Attributes:
        state: nothing yet (`menunggu`), refused (`ditahan`), a draft that waits (`konsep`), a release in force
            (`terbit`), or releases that were all withdrawn (`ditarik`).
        release: folder of the release in force; None without one.
        konsep: folder of the draft that waits; None without one.
        waits: what it waits for.
    """

    state: State
    release: Path | None
    konsep: Path | None
    waits: Waits


def quarters(workspace: Workspace) -> list[Quarter]:
    """The quarters of which something stands in the reports, oldest first."""
    found = []
    for path in workspace.reports.iterdir() if workspace.reports.is_dir() else ():
        try:
            found.append(Quarter.parse(path.name))
        except QuarterError:
            continue
    return sorted(found)


def standing(workspace: Workspace, quarter: Quarter) -> Standing:
    """What stands of a quarter now."""
    folder = workspace.reports / quarter.code
    release, draft = latest_release(workspace, quarter), folder / "konsep"
    waits = Waits()
    if not (draft / MANIFEST).is_file():
        konsep = None
    else:
        konsep = draft
        told = json.loads((draft / MANIFEST).read_text(encoding="utf-8")).get("konsep", {})
        waits = Waits([OpenWarning(**item) for item in told.get("warnings", ())], told.get("approval", ""))
    if held_back.place(workspace, quarter).is_file():
        state = State.DITAHAN
    elif konsep is not None:
        state = State.KONSEP
    elif release is not None:
        state = State.TERBIT
    else:
        state = State.DITARIK if newest(folder) is not None else State.MENUNGGU
    return Standing(state, release, konsep, waits)
