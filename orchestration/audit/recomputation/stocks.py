"""Rows of several sheets together: all of a kind, some of them, and finding one by its id.

Belongs here: choosing among rows, and columns of them as texts, days and numbers. Not here: the rows of one sheet and
what their cells mean (held_rows.py), which rows count (case.py), any formula.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, overload

import numpy as np

from orchestration.audit.recomputation.columns import Numbering, Whole
from orchestration.audit.recomputation.held_rows import UNREAD, Numbers, Part, Rows, Table, Values
from orchestration.audit.recomputation.records import Record

Days = np.ndarray[Any, np.dtype[np.datetime64]]


class Stock:
    """All rows of a kind, and the meaning of their columns, each read when it is first asked for."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self._starts = np.cumsum([0, *map(len, parts)])
        self._read: dict[tuple[str, str], Values] = {}

    def __len__(self) -> int:
        return int(self._starts[-1])

    def place(self, at: int) -> tuple[Part, int]:
        """Where a row stands: its part, and its place in it."""
        number = int(np.searchsorted(self._starts, at, side="right")) - 1
        return self.parts[number], at - int(self._starts[number])

    def places(self, at: Whole) -> tuple[Whole, Whole]:
        """As `place`, of many rows at once; the part by its place."""
        numbers = np.searchsorted(self._starts, at, side="right") - 1
        return numbers, at - self._starts[numbers]

    def each(self, about: Callable[[Part], Any]) -> Any:
        """Of each row, what holds of its part; as an array."""
        return np.repeat(np.array(list(map(about, self.parts))), list(map(len, self.parts)))

    @cached_property
    def rows(self) -> Whole:
        """The physical number of each row."""
        return np.concatenate([part.rows for part in self.parts])

    @cached_property
    def numbers(self) -> Numbers:
        """The number of each row in a digest."""
        return np.concatenate([np.zeros(0, dtype=np.uint64), *(part.numbers for part in self.parts)])

    def read(self, reading: str, name: str) -> Values:
        """What the cells of a column mean, see `Part.read`."""
        if (reading, name) not in self._read:
            meanings, codes = Numbering(), [np.zeros(0, dtype=np.int32)]
            for part in self.parts:
                values = part.read(reading, name)
                codes.append(meanings.of(values.values)[values.codes])
            self._read[reading, name] = Values(np.concatenate(codes), list(meanings))
        return self._read[reading, name]


class Chosen(Sequence[Record]):
    """Some rows of a stock, in an order."""

    def __init__(self, stock: Stock, places: Whole) -> None:
        self.stock, self.places = stock, places

    def at(self, rows: Any) -> Chosen:
        """Some of these, by truths or places."""
        return Chosen(self.stock, self.places[rows])

    def texts(self, column: str) -> Values:
        """The canonical text of each cell, '' when empty.

        Raises:
            AuditError: a cell holds nothing of its column's form; names file, sheet and row.
        """
        return self._values("text", column, Record.text)

    def days(self, column: str) -> Days:
        """The day in each cell, none (NaT) when it is empty; errors as in `texts`."""
        codes, days = self._values("day", column, Record.day)
        return np.array([None if one is UNREAD else one for one in days], dtype="datetime64[D]")[codes]

    def amounts(self, column: str) -> Values:
        """The exact number in each cell, None when it is empty; errors as in `texts`."""
        return self._values("number", column, Record.number)

    def _values(self, reading: str, column: str, read: Callable[[Record, str], Any]) -> Values:
        values = self.stock.read(reading, column)
        chosen = values.kept(self.places)
        if UNREAD in values.values:
            for at in np.flatnonzero(chosen.told(lambda value: value is UNREAD))[:1].tolist():
                read(self[at], column)  # raises
        return chosen

    @property
    def ids(self) -> Ids:
        """Their ids."""
        return Ids(self)

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, at: int) -> Record: ...

    @overload
    def __getitem__(self, at: slice) -> Chosen: ...

    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return self.at(at)
        part, place = self.stock.place(int(self.places[at]))
        return part[place]

    def __iter__(self) -> Iterator[Record]:
        return (part[place] for part, place in map(self.stock.place, self.places.tolist()))


NOTHING = Chosen(Stock([]), np.zeros(0, dtype=np.int64))


class Ids(Sequence[str]):
    """The ids of chosen rows, each made when it is asked for."""

    def __init__(self, rows: Chosen) -> None:
        self.rows = rows

    @cached_property
    def total(self) -> int:
        """The sum of their numbers in a digest, modulo 2^64."""
        return int(self.rows.stock.numbers[self.rows.places].sum(dtype=np.uint64)) if len(self.rows) else 0

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> Ids: ...

    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return Ids(self.rows[at])
        part, place = self.rows.stock.place(int(self.rows.places[at]))
        return part.id_of(place)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Ids) and other.rows.stock is self.rows.stock:
            return bool(np.array_equal(self.rows.places, other.rows.places))
        return isinstance(other, Sequence) and len(self) == len(other) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


def day(when: dt.date) -> np.datetime64:
    """A day as columns of days have it."""
    return np.datetime64(when, "D")


class Archive(Mapping[str, Record]):
    """Rows by their ids."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    @property
    def parts(self) -> Sequence[Part]:
        """The rows, part by part."""
        return self.rows.parts

    def find(self, ids: Sequence[str], numbers: Numbers) -> tuple[Whole, Whole]:
        """Of each row that is named the place of its part, -1 where there is none such, and its place in the part.

        Args:
            ids: of the rows.
            numbers: of the rows in a digest.
        """
        known, order = self._numbers
        stock = Stock(self.parts)
        at = order[np.minimum(np.searchsorted(known[order], numbers), max(len(known) - 1, 0))] if len(known) else None
        if at is None:
            return np.full(len(ids), -1), np.zeros(len(ids), dtype=np.int64)
        part_of, place = stock.places(at)
        named = (self.parts[part].id_of(row) for part, row in zip(part_of.tolist(), place.tolist(), strict=True))
        part_of[[one != other for one, other in zip(named, ids, strict=True)]] = -1
        return part_of, place

    @cached_property
    def _numbers(self) -> tuple[Numbers, Whole]:
        """The number of each row, and how they are ordered."""
        numbers = Stock(self.parts).numbers
        return numbers, np.argsort(numbers, kind="stable")

    @cached_property
    def _listed(self) -> dict[str, Record]:
        return {record.row_id: record for part in self.parts if not isinstance(part, Table) for record in part}

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {part.prefix: part for part in self.parts if isinstance(part, Table)}

    def __getitem__(self, row_id: str) -> Record:
        if row_id in self._listed:
            return self._listed[row_id]
        sheet, mark, row = row_id.rpartition("#")
        table = self._tables[sheet + mark]
        if row.isascii() and row.isdigit() and len(row) < 19:
            at = int(np.searchsorted(table.rows, int(row)))
            if at < len(table) and table.id_of(at) == row_id:
                return table[at]
        raise KeyError(row_id)

    def __iter__(self) -> Iterator[str]:
        return (part.id_of(at) for part in self.parts for at in range(len(part)))

    def __len__(self) -> int:
        return len(self.rows)
