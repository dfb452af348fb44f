"""The cells of a sheet, held column by column: a register repeats its texts, so that each different one is held once.

Belongs here: taking rows in, and giving rows and columns of them. Not here: where rows come from (documents), what they
are (layouts).

A million lines of fifteen cells as Python rows take a gibibyte; as columns of numbers and different texts an eighth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice, zip_longest
from typing import Any, Self, overload

import numpy as np

from orchestration.ingestion.reading.coded import Coded, Codes, Places, Positions

AT_ONCE = 4_096
"""Rows that are taken in together."""

_NARROW = 16
"""Cells of a row that are held column by column in any case."""

Plain = dict[str, Any]
"""A grid in plain collections, as one process hands it to another."""


class Grid(Sequence[list[Any]]):
    """Rows of cells, from column A on; a row is as long as it came.

    Rows that are much longer than those around them are held apart, so that a single one does not widen all.
    """

    def __init__(self) -> None:
        self._places: list[Places] = []
        self._chunks: list[list[Codes]] = []
        self._lengths: list[Codes] = []
        self._starts = [0]
        self._tails: dict[int, list[Any]] = {}

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]]) -> Self:
        """A grid of rows."""
        if isinstance(rows, cls):
            return rows
        grid, rest = cls(), iter(rows)
        while part := list(islice(rest, AT_ONCE)):
            grid.add(part)
        return grid.finished()

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Takes further rows; at most some thousands together."""
        lengths = np.fromiter(map(len, rows), dtype=np.int32, count=len(rows))
        widest = int(lengths.max(initial=0))
        usual = max(2 * int(np.median(lengths)), _NARROW) if len(lengths) else 0
        if widest > usual:
            for at in np.flatnonzero(lengths > usual).tolist():
                self._tails[self._starts[-1] + at] = list(rows[at][usual:])
            rows = [row[:usual] for row in rows]
            widest = usual
        while len(self._places) < widest:
            self._places.append(Places())
        even = len(lengths) and int(lengths.min()) == widest
        columns = zip(*rows, strict=True) if even else zip_longest(*rows)
        self._chunks.append([places.of(cells) for places, cells in zip(self._places, columns, strict=False)])
        self._lengths.append(lengths)
        self._starts.append(self._starts[-1] + len(lengths))

    def add_columns(self, columns: Sequence[Sequence[str]]) -> None:
        """Takes further rows that are all equally long, of texts, column by column."""
        while len(self._places) < len(columns):
            self._places.append(Places())
        count = len(columns[0])
        self._chunks.append([places.of_texts(cells) for places, cells in zip(self._places, columns, strict=False)])
        self._lengths.append(np.full(count, len(columns), dtype=np.int32))
        self._starts.append(self._starts[-1] + count)

    def finished(self) -> Self:
        """The grid itself, to which no further row comes: what told its cells apart is let go."""
        for places in self._places:
            places.clear()
        return self

    @property
    def lengths(self) -> Codes:
        """Cells of each row."""
        return np.concatenate(self._lengths) if self._lengths else np.zeros(0, dtype=np.int32)

    @property
    def width(self) -> int:
        """Cells of the longest row."""
        return max((int(part.max(initial=0)) for part in self._lengths), default=0)

    @property
    def even_width(self) -> int:
        """Cells of the longest row of those that are held column by column."""
        return len(self._places)

    def beyond(self) -> dict[int, dict[int, Any]]:
        """Of rows that are held apart, by their places, the cells that are: column to cell."""
        return {row: dict(enumerate(tail, begins)) for row, (begins, tail) in self._apart()}

    def column(self, at: int) -> Coded:
        """The cells of a column, 0 = A; None in rows that are shorter."""
        if at >= len(self._places):
            column = Coded.constant(None, len(self))
        else:
            cells = self._places[at].cells
            if any(at >= len(chunk) for chunk in self._chunks) and None not in cells:
                cells.append(None)
            parts = [
                chunk[at] if at < len(chunk) else np.full(len(lengths), cells.index(None), dtype=np.int32)
                for chunk, lengths in zip(self._chunks, self._lengths, strict=True)
            ]
            column = Coded(np.concatenate(parts) if parts else np.zeros(0, np.int32), cells)
        beyond = {row: tail[at - begins] for row, (begins, tail) in self._apart() if 0 <= at - begins < len(tail)}
        return column.replaced(list(beyond), list(beyond.values()))

    def _apart(self) -> Iterator[tuple[int, tuple[int, list[Any]]]]:
        """Rows that are held apart from some cell on: place, that cell, the cells."""
        for row, tail in self._tails.items():
            part = int(np.searchsorted(self._starts, row, side="right")) - 1
            length = int(self._lengths[part][row - self._starts[part]])
            yield row, (length - len(tail), tail)

    def rows(self, positions: Positions | Sequence[int]) -> list[list[Any]]:
        """Some of the rows."""
        return [self[int(at)] for at in positions]

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, at: int) -> list[Any]: ...

    @overload
    def __getitem__(self, at: slice) -> list[list[Any]]: ...

    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return [self[row] for row in range(*at.indices(len(self)))]
        row = at + len(self) if at < 0 else at
        if not 0 <= row < len(self):
            raise IndexError(at)
        part = int(np.searchsorted(self._starts, row, side="right")) - 1
        within = row - self._starts[part]
        tail = self._tails.get(row, [])
        length = int(self._lengths[part][within]) - len(tail)
        chunk = self._chunks[part]
        return [self._places[each].cells[chunk[each][within]] for each in range(length)] + tail

    def __iter__(self) -> Iterator[list[Any]]:
        for start, chunk, lengths in zip(self._starts, self._chunks, self._lengths, strict=False):
            if not chunk:
                yield from ([] for _ in lengths)
                continue
            columns = [
                map(places.cells.__getitem__, codes.tolist())
                for places, codes in zip(self._places, chunk, strict=False)
            ]
            for row, cells, length in zip(count(start), zip(*columns, strict=True), lengths.tolist(), strict=False):
                yield [*cells, *self._tails[row]] if row in self._tails else list(cells[:length])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def plain(self) -> Plain:
        """The grid as plain collections and bytes."""
        return {
            "cells": [places.cells for places in self._places],
            "chunks": [[codes.tobytes() for codes in chunk] for chunk in self._chunks],
            "lengths": [lengths.tobytes() for lengths in self._lengths],
            "tails": self._tails,
        }

    @classmethod
    def of_plain(cls, kept: Plain) -> Self:
        """The grid that was made plain.

        Raises:
            ValueError: it is none.
        """
        grid = cls()
        for cells in kept["cells"]:
            places = Places()
            if places.of(cells).tolist() != list(range(len(cells))):
                raise ValueError
            grid._places.append(places)
        for parts, counted in zip(kept["chunks"], kept["lengths"], strict=True):
            lengths = np.frombuffer(counted, dtype=np.int32)
            chunk = [np.frombuffer(part, dtype=np.int32) for part in parts]
            for places, codes in zip(grid._places[: len(chunk)], chunk, strict=True):
                if len(codes) != len(lengths) or not ((codes >= 0) & (codes < len(places.cells))).all():
                    raise ValueError
            grid._chunks.append(chunk)
            grid._lengths.append(lengths)
            grid._starts.append(grid._starts[-1] + len(lengths))
        grid._tails = {int(row): list(tail) for row, tail in kept["tails"].items()}
        return grid.finished()
