"""Under which licence a unit gives its data: `reference/lisensi.csv`, one row of `nama,judul,tautan`.

Belongs here: reading it from a release. Not here: choosing one, which is the unit's to do.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.exports.declared import UnfitError
from orchestration.exports.released import Released
from orchestration.language.sentences import say
from orchestration.workspace.delimited import read_rows

FILE = "inputs/reference/lisensi.csv"


@dataclass(frozen=True)
class Licence:
    """A licence.

    Attributes:
        name: its identifier in the list of Open Definition or SPDX, such as CC-BY-4.0.
        title: its name.
        path: where its text stands.
    """

    name: str
    title: str
    path: str

    def as_package(self) -> dict[str, str]:
        """As a Data Package has it."""
        return {"name": self.name, "title": self.title, "path": self.path}


def licence_of(released: Released) -> Licence | None:
    """The licence that a unit declared when its release was made; None where it declared none.

    Raises:
        UnfitError: the file has other columns, or not one row.
    """
    path = released.folder / FILE
    if not path.is_file():
        return None
    match read_rows(path):
        case [{"nama": str(name), "judul": str(title), "tautan": str(link)}] if name and link:
            return Licence(name, title or name, link)
    raise UnfitError(say("{file}: expected one row of nama, judul, tautan", file=FILE.removeprefix("inputs/")))
