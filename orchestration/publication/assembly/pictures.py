"""Pictures that stewards name in their narratives, as large as a page shows them.

Belongs here: finding one among what the unit gave, and remembering what could not be shown. Not here: what a picture
has to be (workspace/pictures.py), its number and caption (chapters.py), what is told of it (judging/attached.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from orchestration.language.sentences import Sentence, said
from orchestration.publication.assembly.written import Pictured
from orchestration.publication.document.supplied import Supplied
from orchestration.workspace.attachments import named, not_there
from orchestration.workspace.pictures import PictureError, picture_in

WIDTH, HEIGHT = 605, 320
"""The box of a picture in pixels of a page (96 to the inch): the width of the text, and 8.5 cm."""


@dataclass(frozen=True)
class Unshown:
    """A picture that cannot be shown.

    Attributes:
        name: of the file, as the narrative has it.
        why: and what to do.
        source_row_id: of the row that names it.
    """

    name: str
    why: Sentence
    source_row_id: str


@dataclass
class Pictures:
    """The pictures of one report.

    Attributes:
        supplied: what the unit gave.
        used: places of those that a narrative names.
        unshown: those that cannot be shown.
    """

    supplied: Supplied
    used: set[str] = field(default_factory=set)
    unshown: list[Unshown] = field(default_factory=list)

    def find(self, item: Pictured) -> str | None:
        """The drawing of a picture; None where it cannot be shown."""
        one = named(self.supplied.files, item.name)
        if one is None:
            self.unshown.append(Unshown(item.name, not_there(), item.source_row_id))
            return None
        self.used.add(one.place)
        try:
            picture = picture_in(one.path)
        except PictureError as error:
            self.unshown.append(Unshown(item.name, said(error), item.source_row_id))
            return None
        return picture.drawing(WIDTH, HEIGHT, within=WIDTH)
