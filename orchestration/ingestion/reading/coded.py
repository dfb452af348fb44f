"""A column of cells in which each different cell is held once: what is read, judged and compared once for all its rows.

Belongs here: such a column, making one, and numbering the groups of rows that agree in several. Not here: what a cell
means (door), the rows of a register (judging/coherence/register).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from types import NoneType
from typing import Any, overload

import numpy as np

Codes = np.ndarray[Any, np.dtype[np.int32]]
Positions = np.ndarray[Any, np.dtype[np.int64]]
Truths = np.ndarray[Any, np.dtype[np.bool_]]


class Coded(Sequence[Any]):
    """One cell a row.

    Attributes:
        codes: of each row, the place of its cell in `cells`.
        cells: the different ones, in the order in which they came first; some may belong to no row.
    """

    __slots__ = ("cells", "codes")

    def __init__(self, codes: Codes, cells: Sequence[Any]) -> None:
        self.codes, self.cells = codes, cells

    @classmethod
    def of(cls, cells: Iterable[Any]) -> Coded:
        """A column of cells one by one, or as it is where it is one already."""
        if isinstance(cells, Coded):
            return cells
        coding = Coding()
        coding.add(cells if isinstance(cells, Sequence) else list(cells))
        return coding.column()

    @classmethod
    def constant(cls, cell: Any, count: int) -> Coded:
        """The same cell in every row."""
        return cls(np.zeros(count, dtype=np.int32), [cell])

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Any]:
        return map(self.cells.__getitem__, self.codes.tolist())

    @overload
    def __getitem__(self, at: int) -> Any: ...

    @overload
    def __getitem__(self, at: slice) -> Coded: ...

    def __getitem__(self, at: int | slice) -> Any:
        return Coded(self.codes[at], self.cells) if isinstance(at, slice) else self.cells[self.codes[at]]

    def __contains__(self, cell: object) -> bool:
        return any(found == cell and type(found) is type(cell) for found in self.different())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def different(self) -> list[Any]:
        """The different cells that stand in a row."""
        return list(self.compacted().cells)

    def at(self, positions: Positions) -> Coded:
        """The column of some rows."""
        return Coded(self.codes[positions], self.cells)

    def told(self, about: Callable[[Any], bool]) -> Truths:
        """Of each row, whether something holds of its cell; asked once of each different cell."""
        return self.through(list(map(about, self.cells)), bool)

    def through(self, values: Sequence[Any], kind: Any) -> Any:
        """Of each row, what `values` has in the place of its cell; as an array of a kind."""
        return np.array(values, dtype=kind)[self.codes]

    def mapped(self, made: Callable[[Any], Any]) -> Coded:
        """The column of what is made of each cell, equal ones held once again."""
        return self.translated([made(cell) for cell in self.cells])

    def translated(self, cells: Sequence[Any]) -> Coded:
        """The same with other cells in the place of its own, equal ones held once again."""
        if len(set(cells)) == len(cells):
            return Coded(self.codes, cells)
        other = Coded.of(list(cells))
        return Coded(other.codes[self.codes] if len(self.cells) else self.codes, other.cells)

    def replaced(self, positions: Positions | Sequence[int], cells: Sequence[Any]) -> Coded:
        """The same with other cells in some rows."""
        if not len(positions):
            return self
        codes = self.codes.copy()
        codes[np.asarray(positions, dtype=np.int64)] = np.arange(len(cells), dtype=np.int32) + len(self.cells)
        return Coded(codes, [*self.cells, *cells])

    def compacted(self) -> Coded:
        """The same without cells that stand in no row."""
        present = np.bincount(self.codes, minlength=len(self.cells)).astype(bool)
        if present.all():
            return self
        place = np.cumsum(present, dtype=np.int32) - 1
        return Coded(place[self.codes], [self.cells[at] for at in np.flatnonzero(present).tolist()])


class Places(dict[Any, int]):
    """Keys of cells, each with the place of its cell in the order in which they came."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[Any] = []

    def __missing__(self, key: Any) -> int:
        self[key] = place = len(self.cells)
        self.cells.append(key[0] if type(key) is tuple else key)
        return place

    def of(self, cells: Sequence[Any]) -> Codes:
        """The places of some cells, those that are new among them."""
        keys: Iterable[Any] = cells
        if not set(map(type, cells)) <= {str, NoneType}:
            # 1, 1.0 and True are equal, and yet not read alike.
            keys = (cell if isinstance(cell, str) or cell is None else (cell, type(cell)) for cell in cells)
        return np.fromiter(map(self.__getitem__, keys), dtype=np.int32, count=len(cells))

    def of_texts(self, texts: Sequence[str]) -> Codes:
        """The places of some texts, those that are new among them."""
        return np.fromiter(map(self.__getitem__, texts), dtype=np.int32, count=len(texts))


class Coding:
    """A column that is being made, some rows at a time."""

    def __init__(self) -> None:
        self.places = Places()
        self._parts: list[Codes] = []

    def add(self, cells: Sequence[Any]) -> None:
        """Takes further rows."""
        self._parts.append(self.places.of(cells))

    def column(self) -> Coded:
        """What it has become."""
        codes = np.concatenate(self._parts) if self._parts else np.zeros(0, dtype=np.int32)
        return Coded(codes, self.places.cells)


def numbered(*parts: np.ndarray[Any, Any]) -> Positions:
    """Of each row, the number of its group: rows agree in all parts; groups are numbered as they come first.

    Args:
        parts: arrays of whole numbers of 0 and more, one a row.
    """
    import pandas as pd

    groups = parts[0].astype(np.int64)
    for part in parts[1:]:
        # Numbers of groups are below the number of rows, so that the product of two stays far below 2^63.
        groups = pd.factorize(groups)[0].astype(np.int64) * (int(part.max(initial=0)) + 1) + part
    return pd.factorize(groups)[0].astype(np.int64)


def repeated(*parts: np.ndarray[Any, Any]) -> Truths:
    """Of each row, whether another may agree with it in all parts: of rows that agree always, of others hardly ever.

    Args:
        parts: arrays of whole numbers, one a row.
    """
    import pandas as pd

    mixed = np.zeros(len(parts[0]), dtype=np.uint64)
    for part in parts:
        mixed = (mixed ^ part.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return np.asarray(pd.Series(mixed).duplicated(keep=False))


def members(groups: Positions) -> list[Positions]:
    """The rows of each group, in their order; groups in the order of their numbers.

    Args:
        groups: of each row the number of its group, as `numbered` gives it.
    """
    by_group = np.argsort(groups, kind="stable")
    return np.split(by_group, np.cumsum(np.bincount(groups))[:-1].tolist()) if len(groups) else []
