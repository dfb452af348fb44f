"""The rows around a finding as a small table, as they stand in the delivered file.

Belongs here: which file it is, and a few rows of it with what names a person hidden. Not here: the finding (told.py).

A file is shown by its contract: only then is it known which columns name a person. One of no known kind is not shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.ingestion import load_contracts
from orchestration.ingestion.raw.archive import archived
from orchestration.texts.cells import shown

if TYPE_CHECKING:
    from orchestration.checks.evidence import Finding
    from orchestration.ingestion.reading.layouts import Recognised
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

AROUND = 3
"""Rows before and after."""

LARGEST = 20_000_000
"""Bytes of a file that is opened for it; a larger one is looked at where it lies."""

_MOST_COLUMNS, _LONGEST_CELL = 40, 120
HIDDEN = "disamarkan"


@dataclass(frozen=True)
class Cell:
    """A cell: its text, whether it names a person and is hidden, whether it is the one that is meant."""

    text: str
    hidden: bool = False
    meant: bool = False


@dataclass(frozen=True)
class Line:
    """A row: its number in the file, whether it is the one that is meant, its cells."""

    number: int
    meant: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Surroundings:
    """Rows of a file around one.

    Attributes:
        heads: the column heads as delivered, or letters where the kind has none.
        lines: in the order of the file.
        problem: why there are none, in Indonesian; empty when there are.
    """

    heads: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    problem: str = ""


def place_of(workspace: Workspace, quarter: Quarter, delivery: str) -> Path | None:
    """Where the file lies that a finding names, `file.csv` or `2025-TW1/file.csv`; None where none does."""
    folder, _, name = delivery.rpartition("/")
    path = workspace.landing / (folder or quarter.code) / name
    inside = name and path.resolve().is_relative_to(workspace.landing.resolve())
    return path if inside and path.is_file() else None


def around(workspace: Workspace, quarter: Quarter, finding: Finding) -> Surroundings:
    """The rows around the row of a finding.

    Raises:
        ConfigurationError: profile or a contract cannot be used.
    """
    if not finding.delivery or finding.row is None:
        return Surroundings(problem="Temuan ini tidak menyangkut satu baris tertentu.")
    path = place_of(workspace, quarter, finding.delivery)
    if path is None:
        return Surroundings(problem="Berkasnya sudah tidak ada di tempatnya, atau sudah diganti.")
    if path.stat().st_size > LARGEST:
        return Surroundings(problem="Berkas ini terlalu besar untuk ditampilkan di sini. Bukalah berkas aslinya.")
    content = path.read_bytes()
    kept = archived(workspace.archive, hashlib.sha256(content).hexdigest())
    sheet = _sheet(workspace, quarter, kept.read_bytes() if kept else content, finding.sheet)
    if sheet is None:
        return Surroundings(problem="Isi berkas ini tidak dikenali, sehingga barisnya tidak ditampilkan.")
    return _cut(sheet, finding, is_treated=kept is not None)


def _sheet(workspace: Workspace, quarter: Quarter, content: bytes, name: str) -> Recognised | None:
    """The sheet of that name in a file, recognised; None where it is of no kind."""
    from orchestration.ingestion.reading.confined import Opener
    from orchestration.ingestion.reading.documents import DocumentError
    from orchestration.ingestion.reading.recognition import bind, recognise
    from orchestration.workspace.profile_loading import load_profile

    profile = load_profile(workspace, quarter)
    contracts = {kind: bind(contract, profile) for kind, contract in load_contracts(workspace.contracts).items()}
    try:
        with Opener() as opener:
            found = recognise(opener.open(content), contracts)
    except DocumentError:
        return None
    return next((item for item in found.sheets if item.sheet.name == name), None)


def _cut(item: Recognised, finding: Finding, *, is_treated: bool) -> Surroundings:
    """The rows to show.

    Args:
        item: the sheet.
        finding: of one of its rows.
        is_treated: whether it is the archived copy, in which identities are replaced already.
    """
    from orchestration.ingestion.raw.identities import mask
    from orchestration.ingestion.reading.documents import column_letter

    rows, numbers = item.sheet.rows, item.sheet.numbers
    at = next((place for place, number in enumerate(numbers) if number == finding.row), None)
    if at is None:
        return Surroundings(problem="Baris itu tidak ada lagi di berkas ini.")
    first, last = max(0, at - AROUND), at + AROUND + 1
    width = min(_MOST_COLUMNS, max((len(row) for row in rows[first:last]), default=0))
    personal: set[int] = set()
    heads = [column_letter(place) for place in range(width)]
    known: Iterable[int] = range(width)
    if item.match is not None:
        head = rows[item.match.index]
        heads = [
            shown(head[place]).strip() if place < len(head) and head[place] is not None else ""
            for place in range(width)
        ]
        columns = {place: item.contract.column(name) for name, place in item.match.positions.items()}
        # Where persons are named, so are they in free text, and in what no contract knows.
        if item.contract.identities:
            free = () if is_treated else ("text",)
            personal = {place for place, column in columns.items() if column.identity or column.type in free}
            known = columns
        first = max(first, item.match.index + 1)
    hidden = personal | (set(range(width)) - set(known))

    def cell(row: list[object], place: int, meant: bool) -> Cell:
        value = row[place] if place < len(row) else None
        if value is None or value == "":
            return Cell("", meant=meant)
        if place in hidden:
            return Cell(HIDDEN, hidden=True, meant=meant)
        text = " ".join(shown(value).split())
        if item.contract.identities:
            text = mask(text)
        return Cell(text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…", meant=meant)

    lines = [
        Line(
            numbers[place],
            place == at,
            tuple(
                cell(rows[place], column, place == at and heads[column] == finding.column) for column in range(width)
            ),
        )
        for place in range(first, min(last, len(rows)))
    ]
    # A column that is empty all along only widens the table.
    filled = [place for place in range(width) if heads[place] or any(line.cells[place].text for line in lines)]
    return Surroundings(
        tuple(heads[place] for place in filled),
        tuple(replace(line, cells=tuple(line.cells[place] for place in filled)) for line in lines),
    )
