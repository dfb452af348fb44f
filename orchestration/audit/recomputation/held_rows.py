"""The rows of archived files: by column or one by one, part by part, each different cell read once for all its rows.

Belongs here: rows of one sheet, and what the cells of a column of them mean. Not here: how rows are found in a file
(second_reader.py), rows of several sheets together (stocks.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import chain, groupby
from typing import Any, NamedTuple, overload

import numpy as np

from orchestration.audit.numerals import numbers_of
from orchestration.audit.recomputation.cells import CODE, Form
from orchestration.audit.recomputation.columns import Codes, Column, Truths, Whole, column_of
from orchestration.audit.recomputation.records import AuditError, Delivery, Record, TableLine

Numbers = np.ndarray[Any, np.dtype[np.uint64]]

_SMALL = 20_000
"""Rows of a sheet that are kept as records once they were asked for one by one."""


class Values(NamedTuple):
    """What the cells of a column mean: of each row the place of its value among the different ones."""

    codes: Codes
    values: Sequence[Any]

    def told(self, about: Callable[[Any], bool]) -> Truths:
        """Of each row whether something holds of its value; asked once of each value that stands in a row."""
        truth = np.zeros(len(self.values), dtype=bool)
        for code in self.present():
            truth[code] = about(self.values[code])
        return truth[self.codes]

    def present(self) -> list[int]:
        """The places of the values that stand in a row."""
        return np.flatnonzero(np.bincount(self.codes, minlength=len(self.values))).tolist()

    def each(self) -> Iterator[Any]:
        """The value of each row."""
        return map(self.values.__getitem__, self.codes.tolist())

    def kept(self, rows: Any) -> Values:
        """The values of some rows."""
        return Values(self.codes[rows], self.values)

    def sum(self) -> Fraction:
        """The exact sum of numbers; None adds nothing."""
        times = np.bincount(self.codes, minlength=len(self.values))
        whole, parts = 0, Fraction(0)
        for code in np.flatnonzero(times).tolist():
            value, often = self.values[code], int(times[code])
            if value is None:
                continue
            if value.denominator == 1:
                whole += value.numerator * often
            else:
                parts += value * often
        return parts + whole


class _Unread:
    """What a cell means that holds nothing of its column's form."""

    def __reduce__(self) -> str:
        return "UNREAD"


UNREAD = _Unread()
"""In the place of the value of a cell that has none of its column's form."""

_READINGS: dict[str, Callable[[Record, str], Any]] = {
    "text": Record.read_text,
    "day": Record.day,
    "moment": Record.moment,
    "number": Record.number,
}


class Alike(NamedTuple):
    """What rows of one sheet share, as their records have it."""

    kind: str
    sheet: str
    delivery: Delivery
    locale: str
    forms: Mapping[str, Form]
    key: tuple[str, ...] = ()

    @classmethod
    def of(cls, record: Record) -> Alike:
        """What a record shares with others."""
        return cls(record.kind, record.sheet, record.delivery, record.locale, record.forms, record.key)


class Part(Sequence[Record]):
    """Rows of one kind in one sheet, in file order; the attributes are those of each of its records."""

    def __init__(self, of: Alike, rows: Whole) -> None:
        self.alike = of
        self.kind, self.sheet, self.delivery, self.locale, self.forms, self.key = of
        self.rows = rows
        self._read: dict[tuple[str, str], Values] = {}

    def column(self, name: str) -> tuple[Column, Truths | None]:
        """The cells of a column, None where there is none such; and which of them are shown as per cent, if any is."""
        raise NotImplementedError

    def id_of(self, at: int) -> str:
        """The id of a row."""
        raise NotImplementedError

    def read(self, reading: str, name: str) -> Values:
        """What the cells of a column mean; UNREAD where one means nothing of its form.

        Args:
            reading: `text` (canonical), `day`, `moment` or `number`.
            name: of the column.
        """
        if (reading, name) not in self._read:
            self._read[reading, name] = self.made(name, _READINGS[reading])
        return self._read[reading, name]

    def made(self, name: str, make: Callable[[Record, str], Any]) -> Values:
        """What is made of the cells of a column; UNREAD where that raises an AuditError."""

        def made(record: Record) -> Any:
            try:
                return make(record, name)
            except AuditError:
                return UNREAD

        if self.forms.get(name, CODE).points_where:  # other cells of the row decide as well
            return Values(np.arange(len(self), dtype=np.int32), list(map(made, self)))
        column, shares = self.column(name)
        values: list[Any] = []
        cells: dict[str, Any] = {}
        for percents in (frozenset[str](), frozenset({name}))[: 1 if shares is None else 2]:
            like_all = Record(
                self.kind, "", self.sheet, 0, cells, self.locale, self.delivery, self.forms, percents, self.key
            )
            for cell in column.cells:
                cells[name] = cell
                values.append(made(like_all))
        codes = column.codes if shares is None else column.codes + np.int32(len(column.cells)) * shares
        return Values(codes, values)

    @cached_property
    def numbers(self) -> Numbers:
        """The number of each row in a digest."""
        return numbers_of(map(self.id_of, range(len(self))))

    def __len__(self) -> int:
        return len(self.rows)


class Listed(Part):
    """Rows that are held one by one."""

    def __init__(self, of: Alike, records: Sequence[Record]) -> None:
        super().__init__(of, np.array([record.row for record in records], dtype=np.int64))
        self._records = records

    def column(self, name: str) -> tuple[Column, Truths | None]:
        """As `Part.column`."""
        shares = np.array([name in record.percents for record in self._records], dtype=bool)
        return column_of(record.cells.get(name) for record in self._records), shares if shares.any() else None

    def id_of(self, at: int) -> str:
        """As `Part.id_of`."""
        return self._records[at].row_id

    @overload
    def __getitem__(self, at: int) -> Record: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Record]: ...

    def __getitem__(self, at: int | slice) -> Any:
        return self._records[at]

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)


class Table(Part):
    """Rows under a header row, held by column.

    Attributes:
        columns: name to cells.
        shares: rows, by their places, to the columns whose cells are shown as per cent.
    """

    def __init__(
        self,
        of: Alike,
        prefix: str,
        rows: Whole,
        columns: Mapping[str, Column],
        shares: Mapping[int, frozenset[str]],
    ) -> None:
        super().__init__(of, rows)
        self.prefix, self.columns, self.shares = prefix, columns, shares
        self._places = {name: place for place, name in enumerate(columns)}
        self._texts: dict[tuple[Any, ...], str] = {}

    def column(self, name: str) -> tuple[Column, Truths | None]:
        """As `Part.column`."""
        shown = [at for at, names in self.shares.items() if name in names]
        shares = np.isin(np.arange(len(self)), shown) if shown else None
        return self.columns.get(name) or Column(np.zeros(len(self), dtype=np.int32), [None]), shares

    def id_of(self, at: int) -> str:
        """As `Part.id_of`."""
        return f"{self.prefix}{self.rows[at]}"

    @cached_property
    def numbers(self) -> Numbers:
        """As `Part.numbers`."""
        prefix = self.prefix
        return numbers_of(f"{prefix}{row}" for row in self.rows.tolist())

    @overload
    def __getitem__(self, at: int) -> Record: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Record]: ...

    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        if len(self) <= _SMALL:
            return self._kept[at]
        return self._record(range(len(self))[at])

    @cached_property
    def _kept(self) -> list[Record]:
        return [self._record(at) for at in range(len(self))]

    def _record(self, at: int) -> Record:
        row = int(self.rows[at])
        cells = TableLine(self._places, [column.cells[column.codes[at]] for column in self.columns.values()])
        return Record(
            self.kind,
            f"{self.prefix}{row}",
            self.sheet,
            row,
            cells,
            self.locale,
            self.delivery,
            self.forms,
            self.shares.get(at, frozenset()),
            self.key,
            self._texts,
        )


class Rows(Sequence[Record]):
    """Rows of any kind, part by part."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = [part for part in parts if len(part)]

    @classmethod
    def of(cls, records: Iterable[Record]) -> Rows:
        """Rows that may come one by one."""
        if isinstance(records, cls):
            return records
        alike = (list(part) for _, part in groupby(records, lambda one: (*Alike.of(one)[:4], id(one.forms), one.key)))
        return cls(Listed(Alike.of(part[0]), part) for part in alike)

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    @overload
    def __getitem__(self, at: int) -> Record: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Record]: ...

    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        for part in self.parts:
            if at < len(part):
                return part[at]
            at -= len(part)
        raise IndexError(at)

    def __iter__(self) -> Iterator[Record]:
        return chain.from_iterable(self.parts)

    def kinds(self) -> dict[str, list[Part]]:
        """The parts of each kind."""
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.kind, []).append(part)
        return found
