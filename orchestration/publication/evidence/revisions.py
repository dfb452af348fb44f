"""What a revision is: a difference between the figures of a draft and those of a release, and the list of them.

Belongs here: the kinds and reasons, `revisions.csv`, and what of a comparison goes into the release. Not here: finding
differences and why they are (against_formers.py), what is said of them (revisions_told.py).
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, field, fields
from typing import Literal

from orchestration.workspace.delimited import as_csv, rows_of

REVISIONS = "revisions.csv"
"""The file of a release that lists them, one row each."""

COMPARED = "compared"
"""The folder of a release that keeps the figures it was compared with: one file a quarter, as `figures.csv` was."""

TODAY = ".kini.csv"
"""End of the name of a file beside: the figures of an earlier quarter as they would print today."""

Kind = Literal["direvisi", "nilai", "baru", "hilang", "periode_lalu", "turun", "tetapan", "nama", "satuan"]
"""`direvisi`: printed otherwise than in the release before; `nilai`: only the unrounded value differs; `baru` and
`hilang`: a figure came or went. Against the report of an earlier quarter: `periode_lalu`: it would print another text
today, or this report prints another for a month that it closed; `turun`: a sum since January is lower than it was;
`tetapan`: what holds for the whole year differs; `nama`, `satuan`: the figure is called or counted otherwise."""

SINCE_BEFORE: tuple[Kind, ...] = ("direvisi", "nilai", "baru", "hilang")
CONTRADICTIONS: tuple[Kind, ...] = ("turun", "tetapan", "nama", "satuan")

LISTED: dict[str, tuple[Kind, ...]] = {
    "direvisi": ("direvisi",),
    "periode_lalu": ("periode_lalu",),
    "pertentangan": CONTRADICTIONS,
}
"""The tables of the report, and what each lists."""

Said = tuple[str, str]
"""The text of a figure as printed, and its unrounded value."""

Reason = Literal["kiriman", "kiriman_dicabut", "kebijakan", "konfigurasi", "cara_hitung"]


@dataclass(frozen=True)
class Revision:
    """A difference to a release; its fields are the columns of `revisions.csv`.

    Attributes:
        kind: what differs.
        quarter: of the release compared with.
        release: its name.
        figure_id: the figure.
        label: its name.
        old: as the release printed it; empty for a new figure.
        new: as it stands now; empty for one that is gone.
        old_value: the unrounded value behind `old`.
        new_value: the unrounded value behind `new`.
        reason: why.
        sources: file names of the deliveries behind the change, or what else changed, joined by `; `.
        rows: of an earlier quarter's figure, the rows behind the change as `file:sheet#row`, joined by `; `.
    """

    kind: Kind
    quarter: str
    release: str
    figure_id: str
    label: str
    old: str
    new: str
    old_value: str
    new_value: str
    reason: Reason
    sources: str
    rows: str = ""


COLUMNS = tuple(column.name for column in fields(Revision))


@dataclass(frozen=True)
class Comparison:
    """What a draft is compared with, and what came of it.

    Attributes:
        revisions: every difference, in the order of `revisions.csv`.
        kept: file name within the release to content: what it was compared with.
        named: quarter to the release compared with, for the manifest.
    """

    revisions: list[Revision] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)
    named: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, *kinds: Kind) -> list[Revision]:
        """Those of some kinds."""
        return [revision for revision in self.revisions if revision.kind in kinds]

    def by_table(self) -> dict[str, list[Revision]]:
        """Those that the report lists, by the name of the table."""
        return {name: self.of(*kinds) for name, kinds in LISTED.items()}

    def as_csv(self) -> bytes:
        """The content of `revisions.csv`."""
        return as_csv(COLUMNS, map(astuple, self.revisions))


def read_revisions(content: bytes) -> list[Revision]:
    """The rows of a `revisions.csv`.

    Raises:
        KeyError, TypeError: a column is missing.
    """
    return [
        Revision(**{name: row[name] for name in COLUMNS if name != "rows"}, rows=row.get("rows", ""))  # type: ignore[arg-type]
        for row in rows_of(content)
    ]
