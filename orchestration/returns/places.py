"""Where in a delivery the cells stand of which findings speak.

Belongs here: opening a delivery as a run does; from a finding's sheet, row and column to one cell. Not here: how
the cell is marked (marking.py).

A finding names a column by the header that was delivered, by the name or the label of its contract, or by a name that
only the models know. The first three are looked up where the reader of the kind found them; what cannot be looked up is
shown at the beginning of its row, never in a cell that merely seems likely.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from orchestration.ingestion.reading.documents import DelimitedText, DocumentError, Sheet, Workbook
from orchestration.ingestion.reading.layouts import LayoutError, Recognised
from orchestration.ingestion.reading.recognition import recognise
from orchestration.ingestion.reading.sheets import read_sheet

if TYPE_CHECKING:
    from orchestration.checks.evidence import Finding
    from orchestration.ingestion.contracts.shape import Contract
    from orchestration.ingestion.reading.confined import Opener


class Place(NamedTuple):
    """A cell: its sheet as the file names it (empty for a text), its row and its column, both counted from 1."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True)
class _Grid:
    """A sheet: its rows by number, the number of its header row (None without one), its columns by name."""

    sheet: Sheet
    header: int | None = None
    columns: Mapping[str, int] = field(default_factory=dict)

    def of(self, finding: Finding) -> Place | None:
        """The cell of a finding: under its header, at the begin of its row, or the header itself."""
        column = self.columns.get(_key(finding.column)) if finding.column else None
        row = finding.row if finding.row is not None else self.header if column is not None else None
        if row is None:
            return None
        if column is None:
            column = self._first(row)
        return Place(self.sheet.name, row, column + 1)

    def _first(self, row: int) -> int:
        """The first filled cell of a row, or its first."""
        cells = self._rows.get(row, [])
        return next((at for at, cell in enumerate(cells) if cell is not None and str(cell).strip()), 0)

    @cached_property
    def _rows(self) -> dict[int, list[object]]:
        return dict(zip(self.sheet.numbers, self.sheet.rows, strict=True))


@dataclass(frozen=True)
class Delivery:
    """A delivery that could be opened.

    Attributes:
        sheets: in their order; one without a name for a text.
        is_package: whether it is a workbook in Office Open XML (.xlsx), of which a copy can keep the looks.
    """

    sheets: list[Sheet]
    is_package: bool
    _grids: Mapping[str, _Grid]

    def place(self, finding: Finding) -> Place | None:
        """The cell that a finding is shown at; None where it speaks of the file or of a sheet as a whole."""
        grid = self._grids.get(finding.sheet)
        if grid is None and not finding.sheet and len(self._grids) == 1:
            grid = next(iter(self._grids.values()))
        return grid.of(finding) if grid is not None else None


def opened(content: bytes, file_name: str, contracts: Mapping[str, Contract], opener: Opener) -> Delivery:
    """A delivery, and where its columns stand.

    Args:
        content: its bytes.
        file_name: as the sender named it.
        contracts: in force, bound to the profile.
        opener: opens workbooks in a process apart.

    Raises:
        DocumentError: it cannot be opened, so no cell of it can be shown.
    """
    document = opener.open(content)
    known = recognise(document, contracts).sheets
    if isinstance(document, DelimitedText):
        sheets = [item.sheet for item in known] or [_split(document)]
    else:
        sheets = document.sheets
    grids = {sheet.name: _Grid(sheet) for sheet in sheets}
    grids |= {item.sheet.name: _grid(item, file_name) for item in known}
    return Delivery(sheets, isinstance(document, Workbook) and _is_package(content), grids)


def _is_package(content: bytes) -> bool:
    buffer = io.BytesIO(content)
    if not zipfile.is_zipfile(buffer):
        return False
    with zipfile.ZipFile(buffer) as archive:
        return "xl/workbook.xml" in archive.namelist()


def _split(document: DelimitedText) -> Sheet:
    """A text of no known kind, cut where that gives the most cells."""
    marks = document.delimiters or (";",)
    return document.sheet(max(marks, key=lambda mark: sum(map(len, document.head(mark, 40)))))


def _grid(item: Recognised, file_name: str) -> _Grid:
    header = item.sheet.numbers[item.match.index] if item.match is not None else None
    positions: Mapping[str, int] = item.match.positions if item.match is not None else {}
    headers: Mapping[str, str] = {}
    try:
        batch = read_sheet(item, file_name)
        positions, headers = batch.positions, batch.headers
    except (LayoutError, DocumentError):
        pass  # its findings say so; a plain table has its header all the same
    cells = item.sheet.rows[item.match.index] if item.match is not None else []
    named = [(header, positions[name]) for name, header in headers.items() if name in positions]
    named += [(item.contract.column(name).label, at) for name, at in positions.items()]
    named += list(positions.items())
    named += [(" ".join(str(cell).split()), at) for at, cell in enumerate(cells) if cell is not None]
    return _Grid(item.sheet, header, _first_of(named))


def _first_of(named: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Names to columns; of two with one name the first, which is the one that was read."""
    found: dict[str, int] = {}
    for name, at in named:
        if name.strip():
            found.setdefault(_key(name), at)
    return found


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
