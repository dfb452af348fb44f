"""What the register keeps of a delivery, so that an unchanged file is not opened again.

Belongs here: the record and the text in which it is kept. Not here: making one of a delivery (pipeline/record), the
tables that keep it (raw/warehouse).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from orchestration.ingestion.judging.validation import Oddity, Rejection
from orchestration.ingestion.judging.years import Paper
from orchestration.language.sentences import Sentence


class RowClass(NamedTuple):
    """How many rows of a sheet are of a class: accepted, rejected, or one of those without data."""

    sheet: str
    kind: str
    name: str
    rows: int


class HiddenSheet(NamedTuple):
    """A sheet that the workbook hides, and its data rows, which count."""

    sheet: str
    rows: int


class UnknownColumn(NamedTuple):
    """A column that no contract knows; `personal` where the file holds personal data, so that it is hashed."""

    sheet: str
    header: str
    personal: bool


class Content(NamedTuple):
    """What a delivery holds in sum: number of rows, total of a column, last day of one, or a program; as text."""

    kind: str
    measure: str
    column: str
    value: str


@dataclass(frozen=True)
class WrongTotal:
    """A control total that is not the sum of its rows; both as plain decimals."""

    sheet: str
    row: int
    label: str
    column: str
    stated: str
    summed: str


@dataclass(frozen=True)
class Counts:
    """The rows of a delivery: of the whole file, and what became of them."""

    rows_total: int
    rows_accepted: int
    rows_rejected: int
    rows_empty: int


@dataclass(frozen=True)
class Record(Counts):
    """What was found in a delivery.

    Attributes:
        kinds: of its sheets, sorted.
        row_classes: of each sheet.
        contents: what it holds in sum.
        rejections: its rejected cells.
        oddities: readable values that a steward should look at.
        hidden: hidden sheets with rows.
        unread: names of the sheets that resemble nothing.
        unknown: columns of no contract.
        totals: how many control totals were compared.
        differences: those that do not hold.
        papers: the papers of a fiscal year in it.
        pseudonymised: whether persons were hashed before it was archived.
        archived_sha256: of the file in the archive.
        foreign: whether it is of another satker.
        key: mark of the key by which its persons were hashed; empty for one without.
    """

    kinds: list[str]
    row_classes: list[RowClass]
    contents: list[Content]
    rejections: list[Rejection]
    oddities: list[Oddity]
    hidden: list[HiddenSheet]
    unread: list[str]
    unknown: list[UnknownColumn]
    totals: int
    differences: list[WrongTotal]
    papers: list[Paper]
    pseudonymised: bool
    archived_sha256: str
    foreign: bool
    key: str

    def as_text(self) -> str:
        """As the register keeps it."""
        told = {name: [_kept(item) for item in getattr(self, name)] for name in ("rejections", "oddities")}
        return json.dumps(vars(self) | told, default=vars, ensure_ascii=False)

    @classmethod
    def of_text(cls, text: str) -> Record:
        """As the register kept it."""
        kept = json.loads(text)
        return cls(
            **kept
            | {
                "row_classes": [RowClass(*item) for item in kept["row_classes"]],
                "contents": [Content(*item) for item in kept["contents"]],
                "rejections": [Rejection(**_told(item)) for item in kept["rejections"]],
                "oddities": [Oddity(**_told(item)) for item in kept["oddities"]],
                "hidden": [HiddenSheet(*item) for item in kept["hidden"]],
                "unknown": [UnknownColumn(*item) for item in kept["unknown"]],
                "differences": [WrongTotal(**item) for item in kept["differences"]],
                "papers": [Paper.of(item) for item in kept["papers"]],
            }
        )


def _kept(item: Rejection | Oddity) -> dict[str, Any]:
    return {name: part.kept() if isinstance(part, Sentence) else part for name, part in vars(item).items()}


def _told(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Sentence.of(part) if isinstance(part, list) else part for name, part in kept.items()}


@dataclass(frozen=True)
class PapersOf:
    """The papers of a fiscal year in a file of the year before, and why it cannot be read where it cannot."""

    papers: list[Paper]
    unread: Sentence

    def as_text(self) -> str:
        """As the register keeps it."""
        return json.dumps({"papers": self.papers, "unread": self.unread.kept()}, default=vars, ensure_ascii=False)

    @classmethod
    def of_text(cls, text: str) -> PapersOf:
        """As the register kept it."""
        kept = json.loads(text)
        return cls([Paper.of(item) for item in kept["papers"]], Sentence.of(kept["unread"]))
