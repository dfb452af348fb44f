"""The format of a release, by its number: which files and tables it has and what they mean.

Belongs here: the number, and what can be said of a release of another format. Not here: the layout of a state
(workspace/layout.py), and what of an older release is examined (audit/proof/older.py). A change that makes a release
of before unprovable by today's rules makes the number one larger. Format 1 is every release that was made before
releases had a number; its figures can be read, its evidence lacks tables by which today's rules prove it. Format 2 knew
no figures of the revisions of the DIPA.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.language.sentences import Sentence, say
from orchestration.release.reading import read_manifest, releases_in
from orchestration.workspace import layout
from orchestration.workspace.settings import SettingsError

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace

FORMAT = 3
_SHORT = 12


def as_head() -> dict[str, Any]:
    """What a manifest says of its format: the number, and the version of the program that made it."""
    return {"format": FORMAT, "program": layout.program()}


def format_of(manifest: Mapping[str, Any]) -> int:
    """The format that a manifest, or the copy of its head, tells of; 1 where it tells of none."""
    found = manifest.get("format", 1)
    return found if isinstance(found, int) else 1


def maker_of(manifest: Mapping[str, Any]) -> Sentence:
    """Which program made a release: its version where that is told, and the hash of its code (`triwulan doctor`)."""
    code = str(manifest.get("created_from", {}).get("code", "?"))[:_SHORT]
    return say(
        "triwulan {version}, program {code}, {when}",
        version=manifest.get("program") or say("without a number"),
        code=code,
        when=manifest.get("created_at", "?"),
    )


def refusal(release: Path) -> Sentence | None:
    """Why a release cannot be read by this program, which is that a newer one made it; None where it can be."""
    try:
        manifest = read_manifest(release)
    except (OSError, ValueError):
        return None  # who reads it says what is wrong with it
    if format_of(manifest) <= FORMAT:
        return None
    return say(
        "{release}: has format {found}, made by {maker}; this program knows format {known}; install that version or a"
        " newer one; nothing was changed",
        release=release,
        found=format_of(manifest),
        maker=maker_of(manifest),
        known=FORMAT,
    )


def demand_readable(reports: Path) -> None:
    """Lets nothing go on beside a release that a newer program made.

    Raises:
        SettingsError: there is one.
    """
    for release in releases_in(reports):
        if (why := refusal(release)) is not None:
            raise SettingsError(why)


def demand_today(workspace: Workspace) -> None:
    """Lets nothing be run on a state that an older program left, or beside a release that a newer one made.

    Raises:
        SettingsError: it is so; with what to do.
    """
    if (why := layout.older(workspace.state)) is not None:
        raise SettingsError(why)
    demand_readable(workspace.reports)
