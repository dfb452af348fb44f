"""What of a workspace can never be made again, and what the next run makes anew.

Belongs here: the list that backup, clearing up and the examination of an installation share. Not here: any of them.

Whatever is not named as made anew counts as irreplaceable: a room that keeps something new in the state is then backed
up without being entered here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from orchestration.language.sentences import Sentence, say
from orchestration.workspace.settings import Workspace

ROOMS = ("sources", "state", "reports")
"""The three folders of a workspace, by which every path here begins."""


@dataclass(frozen=True)
class Part:
    """Something that nobody can make again.

    Attributes:
        place: path, or beginning of the paths, of its files: `state/archive`, `reports`.
        name: what it is.
        secret: whether nobody but the owner of the installation may read it.
    """

    place: str
    name: Sentence
    secret: bool = False


IRREPLACEABLE = (
    Part("state/identity.key", say("the key of the pseudonyms"), secret=True),
    Part("state/kunci", say("the keys that sign releases"), secret=True),
    Part("state/archive", say("the archive of what was received")),
    Part("state/rantai", say("the record of the chain of releases")),
    Part("state/meja", say("accounts and journal of the desk"), secret=True),
    Part("sources/tanggapan", say("the answers to warnings")),
    Part("sources/landing", say("the deliveries as they landed")),
    Part("sources", say("profile, reference data and contracts")),
    Part("reports", say("the releases, and who decided what")),
    Part("state", say("what else the state keeps")),
)
"""In the order in which a file is looked for: the first part that it lies in is its own."""

AGAIN = (
    "warehouse",
    "spark",
    "dagster",
    "dbt_target",
    "log",
    "lineage.html",
    "metrics.prom",
    "openlineage.ndjson",
    "memory",
)
"""What of the state the next run, or the next start of the interface, makes anew."""


OWN = "operasi"
"""Folder in the state of what is remembered here: which news were told, when the last backup was made."""


def is_made_again(path: PurePosixPath) -> bool:
    """Whether a path below the three folders is of no worth: made anew, a lock, half written, put aside as damaged."""
    return (
        (path.parts[0] == "state" and len(path.parts) > 1 and path.parts[1] in AGAIN)
        or (path.parts[0] == "state" and any(".damaged-" in part for part in path.parts[1:]))
        or path.suffix == ".lock"
        or any(part.startswith(".new-") for part in path.parts)
    )


def part_of(path: str) -> Part:
    """The irreplaceable part that a file belongs to."""
    return next(part for part in IRREPLACEABLE if path == part.place or path.startswith(f"{part.place}/"))


def folders(workspace: Workspace) -> dict[str, Path]:
    """The three folders by name."""
    return {name: getattr(workspace, name) for name in ROOMS}
