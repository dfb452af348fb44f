"""The rows of a sheet held column by column, each different cell once: a register repeats its texts.

Belongs here: taking rows in, giving rows and columns of them back. Not here: where rows come from (opened_files.py),
what they mean (second_reader.py, stocks.py).

A million lines of fifteen cells are some 60 MB of numbers and their different texts; as rows they are ten times that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any, NamedTuple, overload

import numpy as np

Row = tuple[int, Sequence[Any]]
"""Physical row (1 = first; in a text the line on which the record starts) and its cells."""

Whole = np.ndarray[Any, np.dtype[np.int64]]
Codes = np.ndarray[Any, np.dtype[np.int32]]
Truths = np.ndarray[Any, np.dtype[np.bool_]]

_TOGETHER = 4_096
_BROAD = 256
"""Cells of a row that are held by column; what a longer one has beyond them stays with the row."""


class Column(NamedTuple):
    """One cell a row: of each row the place of its cell among the different ones."""

    codes: Codes
    cells: Sequence[Any]

    def told(self, about: Callable[[Any], bool]) -> Truths:
        """Of each row whether something holds of its cell; asked once of each different cell."""
        return np.fromiter(map(about, self.cells), dtype=bool, count=len(self.cells))[self.codes]

    def kept(self, rows: Any) -> Column:
        """The column of some rows."""
        return Column(self.codes[rows], self.cells)

    def replaced(self, cells: dict[int, Any]) -> Column:
        """The same with other cells in some rows."""
        if not cells:
            return self
        codes = self.codes.copy()
        codes[list(cells)] = np.arange(len(cells), dtype=np.int32) + len(self.cells)
        return Column(codes, [*self.cells, *cells.values()])


class Numbering(dict[Any, int]):
    """Things in the order in which they came, each with its number."""

    def __missing__(self, thing: Any) -> int:
        self[thing] = number = len(self)
        return number

    def of(self, things: Iterable[Any]) -> Codes:
        """The numbers of some things, those of new ones among them."""
        return np.fromiter(map(self.__getitem__, things), dtype=np.int32)


class _Cells(Numbering):
    """Cells with their numbers; 1, 1.0 and True are equal, and yet not written alike."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[Any] = []

    def __missing__(self, thing: Any) -> int:
        self.cells.append(thing[0] if type(thing) is tuple else thing)
        return super().__missing__(thing)

    def of_any(self, cells: Iterable[Any]) -> Codes:
        """The numbers of cells that are not all texts or nothing."""
        return self.of(cell if type(cell) is str or cell is None else (cell, type(cell)) for cell in cells)


def column_of(cells: Iterable[Any]) -> Column:
    """A column of cells one by one."""
    numbers = _Cells()
    codes = numbers.of_any(cells)
    return Column(codes, numbers.cells)


class Lines(Sequence[Row]):
    """Rows of a sheet with their physical numbers; each is as long as it came.

    Attributes:
        beyond: rows, by their places, to the cells that are too many to be held by column.
    """

    def __init__(self) -> None:
        self._known: list[_Cells] = []
        self._blocks: list[list[Codes]] = []
        self._lengths: list[Codes] = []
        self._numbers: list[Whole] = []
        self._starts = [0]
        self.beyond: dict[int, Sequence[Any]] = {}

    @classmethod
    def of(cls, rows: Iterable[Row], *, texts: bool = False) -> Lines:
        """The lines of rows, which may be known to hold nothing but texts."""
        if isinstance(rows, cls):
            return rows
        lines, rest = cls(), iter(rows)
        while block := list(islice(rest, _TOGETHER)):
            lines._take([number for number, _ in block], [cells for _, cells in block], texts=texts)
        return lines

    def _take(self, numbers: list[int], rows: list[Sequence[Any]], *, texts: bool) -> None:
        lengths = np.fromiter(map(len, rows), dtype=np.int32, count=len(rows))
        widest = int(lengths.max(initial=0))
        if widest > _BROAD:
            long = np.flatnonzero(lengths > _BROAD).tolist()
            self.beyond |= {self._starts[-1] + at: list(rows[at][_BROAD:]) for at in long}
            rows, widest = [row[:_BROAD] for row in rows], _BROAD
        self._known += [_Cells() for _ in range(widest - len(self._known))]
        even = int(lengths.min(initial=0)) == widest
        columns = zip(*rows, strict=True) if even else zip_longest(*rows)
        coded = [
            known.of(cells) if texts else known.of_any(cells)
            for known, cells in zip(self._known, columns, strict=False)
        ]
        self._add(coded, lengths, np.array(numbers, dtype=np.int64))

    def below(self, at: int) -> Lines:
        """The rows under one of the first."""
        lines, first = Lines(), at + 1
        lines._known = self._known
        for start, block, lengths, numbers in self._held():
            skipped = max(first - start, 0)
            if skipped < len(lengths):
                lines._add([codes[skipped:] for codes in block], lengths[skipped:], numbers[skipped:])
        lines.beyond = {row - first: cells for row, cells in self.beyond.items() if row >= first}
        return lines

    def _held(self) -> Iterator[tuple[int, list[Codes], Codes, Whole]]:
        """First row, columns, lengths and physical numbers of each block."""
        return zip(self._starts, self._blocks, self._lengths, self._numbers, strict=False)

    def _add(self, block: list[Codes], lengths: Codes, numbers: Whole) -> None:
        self._blocks.append(block)
        self._lengths.append(lengths)
        self._numbers.append(numbers)
        self._starts.append(self._starts[-1] + len(lengths))

    @property
    def numbers(self) -> Whole:
        """The physical number of each row."""
        return np.concatenate([np.zeros(0, dtype=np.int64), *self._numbers])

    @property
    def width(self) -> int:
        """Cells of the longest row, without those beyond."""
        return len(self._known)

    def column(self, at: int) -> Column:
        """The cells at a position, 0 = first; None in rows that are shorter."""
        beyond = {row: cells[at - _BROAD] for row, cells in self.beyond.items() if 0 <= at - _BROAD < len(cells)}
        if at >= len(self._known):
            return Column(np.zeros(len(self), dtype=np.int32), [None]).replaced(beyond)
        nothing = self._known[at].of([None])[0]
        parts = [
            block[at] if at < len(block) else np.full(len(lengths), nothing, dtype=np.int32)
            for block, lengths in zip(self._blocks, self._lengths, strict=True)
        ]
        codes = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
        return Column(codes, self._known[at].cells).replaced(beyond)

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...

    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            first, last, step = at.indices(len(self))
            return list(islice(self, first, last, step))
        row = range(len(self))[at]
        number = int(np.searchsorted(self._starts, row, side="right")) - 1
        block, within = self._blocks[number], row - self._starts[number]
        length = int(self._lengths[number][within])
        cells = [known.cells[codes[within]] for known, codes in zip(self._known, block, strict=False)][:length]
        return int(self._numbers[number][within]), [*cells, *self.beyond.get(row, ())]

    def __iter__(self) -> Iterator[Row]:
        for start, block, lengths, numbers in self._held():
            columns = [
                map(known.cells.__getitem__, codes.tolist()) for known, codes in zip(self._known, block, strict=False)
            ]
            rows = zip(*columns, strict=True) if columns else ((),) * len(lengths)
            counted = zip(numbers.tolist(), rows, lengths.tolist(), strict=True)
            for row, (number, cells, length) in enumerate(counted, start):
                yield number, [*cells[:length], *self.beyond.get(row, ())]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
