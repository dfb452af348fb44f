"""A row of data as it was delivered, and its cells as values.

Belongs here: the delivered file and the row, what every reader hands on; an error that names its place. Not here: how
rows are found in a file (second_reader.py), how a cell's text becomes a value (cells.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.audit.recomputation.cells import (
    CODE,
    Form,
    moment_text,
    plain_text,
    read_day,
    read_moment,
    read_number,
    seen_text,
    text_of,
)
from orchestration.audit.recomputation.characters import folded

if TYPE_CHECKING:
    from orchestration.audit.recomputation.opened_files import Opened

_CAPITALS = str.maketrans({letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"})


class AuditError(ValueError):
    """A delivered file does not hold what its row should; the message names file, sheet, row and value."""


@dataclass(frozen=True)
class Delivery:
    """One delivered file.

    Attributes:
        path: where its bytes are (the archive).
        sha256: of the bytes, lower-case hexadecimal.
        quarter: landing quarter, e.g. `2025-TW2`.
        order: of delivery, larger is later; decides supersession.
        name: as the sender named it.
    """

    path: Path
    sha256: str
    quarter: str
    order: int
    name: str


Line = tuple[int, dict[str, Any], frozenset[str]]
"""A row of data as a paper gives it: physical row, column to cell, columns whose cell is shown as per cent."""


@dataclass(frozen=True)
class Paper:
    """A layout that is no table: no single header row tells its columns.

    Attributes:
        known: whether a sheet, or a text, is one.
        lines: its rows of data in file order; raises AuditError when it lacks what each one has.
        grouped: whether points group thousands in all its texts, whatever its contract says.
    """

    known: Callable[[Opened], bool]
    lines: Callable[[Delivery, Opened], Iterable[Line]]
    grouped: Callable[[Opened], bool] = lambda _: False


class TableLine(Mapping[str, Any]):
    """The cells of one line of a table by column; which column stands where is the same for all its lines."""

    __slots__ = ("_cells", "_places")

    def __init__(self, places: Mapping[str, int], cells: Sequence[Any]) -> None:
        self._places, self._cells = places, cells

    def __getitem__(self, column: str) -> Any:
        return self._cells[self._places[column]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def get(self, column: str, default: Any = None) -> Any:
        """The cell of a column, or what stands in its stead where the table has none such."""
        place = self._places.get(column)
        return default if place is None else self._cells[place]


@dataclass(frozen=True, slots=True)
class Record:
    """One row of data.

    Attributes:
        kind: what it is, e.g. `service_orders`.
        row_id: `<first 12 of the hash>:<sheet>#<row>`, for text files `<first 12 of the hash>#<row>`.
        row: physical row, 1 = first; in a text file the line on which the record starts.
        cells: column to cell; a column the kind does not name goes by its header in lower case.
        locale: number form of its texts.
        delivery: the file.
        forms: column to how its cells are read; any other is a code.
        percents: columns whose cell the workbook shows as per cent.
        key: columns that make two rows of a register of the unit's own the same thing.
        texts: canonical texts that were asked for, by column and cell: every formula asks for the same ones, and the
            rows of a table repeat them.
    """

    kind: str
    row_id: str
    sheet: str
    row: int
    cells: Mapping[str, Any]
    locale: str
    delivery: Delivery
    forms: Mapping[str, Form] = field(default_factory=dict)
    percents: frozenset[str] = frozenset()
    key: tuple[str, ...] = ()
    texts: dict[tuple[Any, ...], str] = field(default_factory=dict, repr=False, compare=False)

    def form(self, column: str) -> Form:
        """How the column's cell is read in this row."""
        form = self.forms.get(column, CODE)
        if form.points_where and all(folded(self.text(other)) in texts for other, texts in form.points_where):
            return replace(form, percent="points")
        return form

    def number(self, column: str, form: Form | None = None) -> Fraction | None:
        """The exact value of a cell, by another form than its column's if one is given; None when empty.

        Raises:
            AuditError: the cell holds no such number; names file, sheet and row.
        """
        percent_cell = column in self.percents
        try:
            return read_number(
                self.cells.get(column), self.locale, form or self.form(column), percent_cell=percent_cell
            )
        except ValueError as error:
            raise self.error(column, error) from None

    def day(self, column: str) -> dt.date | None:
        """The day in a cell, None when empty.

        Raises:
            AuditError: the cell holds no day; names file, sheet and row.
        """
        try:
            return read_day(self.cells.get(column), self.form(column))
        except ValueError as error:
            raise self.error(column, error) from None

    def moment(self, column: str) -> dt.datetime | None:
        """The date and time in a cell (WIB), None when empty.

        Raises:
            AuditError: the cell holds no moment; names file, sheet and row.
        """
        try:
            return read_moment(self.cells.get(column), self.form(column))
        except ValueError as error:
            raise self.error(column, error) from None

    def text(self, column: str) -> str:
        """The cell's canonical text, '' when empty: a plain decimal, an ISO date, a code as codes are compared.

        Raises:
            AuditError: the cell holds nothing of its column's form; names file, sheet and row.
        """
        cell = self.cells.get(column)
        # 1, 1.0 and True are equal, and yet not written alike.
        key = (column, cell) if isinstance(cell, str) else (column, cell, type(cell), column in self.percents)
        text = self.texts.get(key)
        if text is None:
            text = self.read_text(column)
            if not self.forms.get(column, CODE).points_where:  # else another cell of the row decides as well
                self.texts[key] = text
        return text

    def read_text(self, column: str) -> str:
        """As `text`, read anew."""
        form = self.forms.get(column, CODE)
        match form.reads:
            case "number" | "whole":
                value = self.number(column)
                return "" if value is None else plain_text(value)
            case "day":
                day = self.day(column)
                return "" if day is None else day.isoformat()
            case "moment":
                moment = self.moment(column)
                return "" if moment is None else moment_text(moment)
        try:
            if form.reads == "text":
                return seen_text(self.cells.get(column), form.number or self.locale)
            text = text_of(self.cells.get(column))
        except ValueError as error:
            raise self.error(column, error) from None
        if form.reads == "name":
            return text.casefold()
        return text.translate(_CAPITALS) if form.capitals else text

    def error(self, column: str, problem: object) -> AuditError:
        """An error that names this row."""
        place = f"{self.delivery.name}: " + (f"sheet '{self.sheet}', " if self.sheet else "")
        return AuditError(f"{place}row {self.row}, {column}: {problem}")
