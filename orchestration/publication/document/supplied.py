"""What a unit gives beside its deliveries for the report to show: its emblem, pictures, documents as evidence.

Belongs here: finding it, in a workspace or among the inputs of a release. Not here: what a picture has to be
(workspace/pictures.py), and where it stands (assembly).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.workspace.attachments import Attachment, attachments
from orchestration.workspace.pictures import Picture, picture_in

if TYPE_CHECKING:
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter


@dataclass(frozen=True)
class Supplied:
    """All of it.

    Attributes:
        emblem: of the cover.
        files: the files beside the deliveries of the year, by their place, the newest quarter first.
    """

    emblem: Picture | None = None
    files: Mapping[str, Attachment] = field(default_factory=dict)


def read_supplied(sources: Path, quarter: Quarter, profile: Profile) -> Supplied:
    """Finds it in the sources of a unit, or among the inputs of a release.

    Raises:
        PictureError: the emblem was exchanged since the profile was read.
    """
    emblem = picture_in(sources / profile.lambang.berkas) if profile.lambang else None
    return Supplied(emblem, attachments(sources, quarter))
