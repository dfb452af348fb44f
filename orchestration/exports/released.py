"""A release as exports read it: its figures, what stands beside them, the rows that count in a figure.

Belongs here: opening a release folder for reading, and turning a figure into fields. Not here: any field of a target
(kinds/), whether the release holds (writing.py asks the auditor first).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.figures.book import Book, Figure, read_book
from orchestration.figures.numbers import plain
from orchestration.language.sentences import say
from orchestration.publication.evidence.privacy import small_groups
from orchestration.release import store
from orchestration.release.reading import KONSEP, manifest_sha256, read_manifest
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter

ALTERNATIVE = ".alt."
"""In the id of a figure that another policy would have made."""


class NotClosingError(ValueError):
    """The rows behind a figure do not add up to it; the message names it."""


class NotApplicableError(ValueError):
    """A kind of export is not for this unit; the message says why."""


@dataclass(frozen=True)
class Released:
    """A release that is open for reading.

    Attributes:
        folder: of the release.
        quarter: that it is of.
        manifest: its content.
        manifest_sha256: which stands for all of it.
        profile: the unit's, as archived with it.
        book: its figures and what stands beside them.
        small: indicator and service of which so few people answered that the report marks them (policy
            `kelompok_kecil`).
    """

    folder: Path
    quarter: Quarter
    manifest: Mapping[str, Any]
    manifest_sha256: str
    profile: Profile
    book: Book
    small: frozenset[tuple[str, str]]
    _connection: duckdb.DuckDBPyConnection

    @property
    def name(self) -> str:
        """Of the release: `r1`, or `konsep`."""
        return str(self.manifest["release"])

    @property
    def is_konsep(self) -> bool:
        """Whether it is a draft that nobody published."""
        return self.name == KONSEP

    def head(self) -> dict[str, Any]:
        """The fields with which every row and every document says what it is of."""
        return {"triwulan": self.quarter.code, "rilis": self.name}

    def fields(self, **ids: str) -> dict[str, Any]:
        """Figures as fields: `NAME` is the value as the report prints it, `NAME_id` its id.

        Without a value (On progress, not defined) the first is None; of a figure that the release does not have both.
        """
        found: dict[str, Any] = {}
        for name, figure_id in ids.items():
            figure = self.book.find(figure_id)
            found[name] = None if figure is None else exact(figure.printed_value)
            found[f"{name}_id"] = None if figure is None else figure_id
        return found

    def measured(self, within: str) -> list[Figure]:
        """The figures of a measure, such as `pnbp_tw`, one an indicator that has it, in the order of the report."""
        codes = [str(row["kode"]) for row in self.book.indicators]
        return [figure for code in codes if (figure := self.book.find(f"{code}.{within}")) is not None]

    def services(self, prefix: str) -> list[dict[str, Any]]:
        """Rows of the catalogue of services that have a figure `PREFIX.SERVICE`, in its order."""
        return [row for row in self.book.services if f"{prefix}.{row['layanan']}" in self.book.figures]

    def parts(self, figure: Figure, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """A figure that sums rows, split by columns of theirs: the columns, then the sum; in the columns' order.

        Raises:
            NotClosingError: the parts do not add up to the figure.
        """
        named = ", ".join(columns)
        rows = self._connection.execute(
            f"SELECT {named}, sum({figure.trail_measure}) FROM {figure.trail_relation}"  # noqa: S608 - of the release
            f" WHERE {figure.trail_predicate} GROUP BY {named} ORDER BY {named}"
        ).fetchall()
        if sum((row[-1] for row in rows), Decimal(0)) != (figure.value or 0):
            raise _not_closing(figure)
        return rows

    def rows(self, figure: Figure, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """The rows that a figure counts, without what could tell whose they are: in the order of their contents.

        Raises:
            NotClosingError: they are not as many as the figure says.
        """
        named = ", ".join(columns)
        rows = self._connection.execute(
            f"SELECT {named} FROM {figure.trail_relation} WHERE {figure.trail_predicate} ORDER BY ALL"  # noqa: S608
        ).fetchall()
        if len(rows) != figure.value:
            raise _not_closing(figure)
        return rows


def _not_closing(figure: Figure) -> NotClosingError:
    named = figure.figure_id
    return NotClosingError(
        say("the rows behind {figure} do not add up to it; `triwulan verify` says more", figure=named)
    )


def exact(value: Decimal | None) -> int | Decimal | None:
    """A value without the digits that say nothing: a whole number is an integer."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else Decimal(plain(value))


@contextmanager
def opened(release: Path, quarter: Quarter) -> Iterator[Released]:
    """Opens a release for reading; nothing outside its folder is looked at.

    Raises:
        FileNotFoundError: it is not whole.
    """
    inputs = release / "inputs"
    profile = load_profile(Workspace(inputs, release, release), quarter)
    with store.read(release) as connection:
        book = read_book(connection)
        small = frozenset(small_groups(book.figures.values()))
        yield Released(
            release, quarter, read_manifest(release), manifest_sha256(release), profile, book, small, connection
        )
