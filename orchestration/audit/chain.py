"""The links between a printed number and the delivered files, and where a chain is broken.

Belongs here: the record of a broken link, and collecting them. Not here: any examination.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Literal, NewType

Link = Literal[
    "manifest",
    "signature",
    "tte",
    "files",
    "succession",
    "standing",
    "inputs",
    "archive",
    "models",
    "evidence",
    "rows",
    "recomputation",
    "figures",
    "json",
    "html",
    "checks",
    "words",
    "rebuild",
]
"""What is examined, in this order:

manifest: it can be read and is of this quarter and release; signature: a known key signed it, and the releases of the
workspace follow each other as signed; tte: the copy that the head signed is this report; files: each has its hash, none
missing or extra; succession: the releases before and after name each other's hash; inputs: profile and reference data
are those the manifest names; archive: every delivery is kept and has its hash; models: the project's formulas are those
of the release; evidence: it can be read and says what the release says; rows: every row of a trail stands in an
archived file with the same cells; recomputation: the figure follows from the rows; figures: `figures.csv` and
`components.csv`; json: `jejak.json`; html: what the report prints; checks: `checks.json` and `findings.csv` say what
the evidence, the archive and each other say; words: everything that the report says is what its makers write of that
evidence; rebuild: the whole release, made again from the archive. The other formats it is printed in follow, see
`Format`.
"""

Format = NewType("Format", str)
"""A link like these: a format of the report beside the HTML, named by its reader (proof/readers.py)."""


@dataclass(frozen=True)
class Break:
    """One broken link.

    Attributes:
        link: which one, see `Link` and `Format`.
        place: the file, figure, row or page.
        expected: what should be there.
        found: what is there.
        message: the whole sentence.
    """

    link: Link | Format
    place: str
    expected: str
    found: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """For `--json`."""
        return asdict(self)


@dataclass
class Examination:
    """What was looked at and what did not hold.

    Attributes:
        breaks: in the order of examination.
        counts: what was looked at, by name.
        omitted: what could not be examined, and why; always the consequence of a break.
    """

    breaks: list[Break] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    omitted: list[str] = field(default_factory=list)

    def broken(self, link: Link | Format, place: str, expected: object, found: object, message: str) -> None:
        """Keeps a broken link."""
        self.breaks.append(Break(link, place, str(expected), str(found), message))

    def holds(self, *links: Link | Format) -> bool:
        """Whether nothing is broken in some links."""
        return not any(found.link in links for found in self.breaks)
