"""Which row of a sheet is the header of a contract, and how well it serves as one.

Belongs here: comparing rows with the headers that a contract declares. Not here: taking the cells below them (layouts),
which contract a sheet is of (recognition).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.ingestion.contracts.shape import Column, Contract, normalise_header
from orchestration.language.sentences import joined, say

HEADER_SEARCH = 40
"""Rows of a sheet in which its header or title is looked for."""


@dataclass(frozen=True)
class HeaderMatch:
    """How well a row of a sheet serves as the header of a contract.

    Attributes:
        index: position of the row in the sheet.
        positions: column name to cell index.
        missing: columns of the contract without a header.
        doubled: columns found twice, or headers that fit two columns, as text.
        score: share of the needed headers that were found, 0 to 1.
    """

    index: int
    positions: Mapping[str, int]
    missing: tuple[Column, ...]
    doubled: tuple[str, ...]
    score: float

    @property
    def fits(self) -> bool:
        """Whether every needed header was found, each once."""
        return not self.missing and not self.doubled


HeaderRow = list[tuple[int, str, str]]
"""Filled text cells of a row: index, text as delivered, text as compared."""


def header_rows(rows: Sequence[list[Any]]) -> list[HeaderRow]:
    """The first rows of a sheet, prepared once for comparison with every contract."""
    return [
        [
            (at, cell, normalise_header(cell))
            for at, cell in enumerate(row)
            if isinstance(cell, str) and cell and not cell.isspace()
        ]
        for row in rows[:HEADER_SEARCH]
    ]


def match_header(contract: Contract, rows: list[HeaderRow]) -> HeaderMatch | None:
    """The row among the first ones that fits a tabular contract best; None when no header of it was found."""
    exact: dict[str, list[Column]] = {}
    for column in contract.columns:
        for header in column.headers:
            exact.setdefault(header, []).append(column)
    fragments = [(fragment, column) for column in contract.columns for fragment in column.contains]
    needed = [column for column in contract.columns if not column.may_lack]
    best: HeaderMatch | None = None
    for index, row in enumerate(rows):
        found: dict[str, list[int]] = {}
        doubled: list[str] = []
        for position, cell, text in row:
            columns = exact.get(text, [])
            if not columns and fragments:
                columns = _unique(column for fragment, column in fragments if fragment in text)
            if len(columns) > 1:
                doubled.append(
                    say(
                        "'{cell}' fits {columns}",
                        cell=cell,
                        columns=joined(say(" and "), [column.label for column in columns]),
                    )
                )
            for column in columns:
                found.setdefault(column.name, []).append(position)
        if not found:
            continue
        doubled += [
            say("'{column}' stands {count} times", column=contract.column(name).label, count=len(at))
            for name, at in found.items()
            if len(at) > 1
        ]
        missing = tuple(column for column in needed if column.name not in found)
        score = (len(needed) - len(missing)) / max(len(needed), 1)
        match = HeaderMatch(index, {name: at[0] for name, at in found.items()}, missing, tuple(doubled), score)
        if match.fits:
            return match
        if best is None or match.score > best.score:
            best = match
    return best


def _unique(columns: Any) -> list[Column]:
    return list({column.name: column for column in columns}.values())
