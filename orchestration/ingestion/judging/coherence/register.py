"""The rows of one kind as the rules see them, column by column, and what a rule finds in them.

Belongs here: a register with its columns, values and keys; a row that is odd, a delivery that a rule cannot see into.
Not here: a rule (within_rows, within_registers, running, between_periods, between_deliveries), where rows come from
(examination).

A register may have a million rows: a rule asks each different cell once and compares rows as arrays of numbers; only of
a row that is told of is a `Row` made.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from orchestration.ingestion.contracts.shape import Column, Contract
from orchestration.ingestion.reading.coded import Coded, Positions, Truths, numbered
from orchestration.ingestion.reading.door import number_of
from orchestration.language.sentences import Sentence

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter


class Row(NamedTuple):
    """A delivered row: its place in the register, and where it stands."""

    at: int
    order: int
    quarter: str
    sheet: str
    number: int


@dataclass(frozen=True)
class Odd:
    """A row that breaks a rule, the column to look at, and the sentence about it."""

    row: Row
    column: str
    message: Sentence


@dataclass(frozen=True)
class Unseen:
    """A delivery of which a rule sees too little, because the unit numbers or orders its rows in a way of its own."""

    order: int
    column: str
    message: Sentence


@dataclass(frozen=True)
class Table:
    """Rows as they were delivered, oldest delivery first, then by sheet and row.

    Attributes:
        order: number of the delivery of each row.
        quarters: number of a delivery to the quarter of its folder.
        sheet: of each row.
        number: physical row.
        accepted: whether the row was.
        columns: name of a column of the contract to its texts.
    """

    order: Positions
    quarters: Mapping[int, str]
    sheet: Coded
    number: Positions
    accepted: Truths
    columns: Mapping[str, Coded]

    def of(self, chosen: Positions) -> Table:
        """Some of the rows, in the order of their places."""
        columns = {name: column.at(chosen) for name, column in self.columns.items()}
        rows = (self.order[chosen], self.quarters, self.sheet.at(chosen), self.number[chosen], self.accepted[chosen])
        return Table(*rows, columns)


class Register:
    """The rows of one kind that the run uses, and how their texts are read.

    Rows are named by their places in the table; a text is read once, however often it stands there.
    """

    def __init__(
        self,
        contract: Contract,
        table: Table,
        names: Mapping[str, str],
        quarter: Quarter,
        labels: Mapping[int, str],
    ) -> None:
        self.contract, self.table, self.quarter, self.labels = contract, table, quarter, labels
        self.columns = {column.name: column for column in contract.columns}
        self._names = names
        self._values: dict[str, list[Any]] = {}
        self._ranked: dict[tuple[str, ...], list[Positions]] = {}

    @cached_property
    def places(self) -> Positions:
        """The rows that were accepted."""
        return np.flatnonzero(self.table.accepted)

    @cached_property
    def by_delivery(self) -> dict[int, Positions]:
        """Delivery to its accepted rows, oldest first."""
        orders = self.table.order[self.places]
        found, starts = np.unique(orders, return_index=True)
        return dict(zip(found.tolist(), np.split(self.places, starts[1:].tolist()), strict=True)) if len(found) else {}

    @cached_property
    def rows(self) -> list[Row]:
        """The accepted rows one by one, for rules about kinds that have few."""
        return [self.row(at) for at in self.places.tolist()]

    @cached_property
    def deliveries(self) -> dict[int, list[Row]]:
        """Delivery to its accepted rows one by one, oldest first."""
        return {order: [self.row(at) for at in places.tolist()] for order, places in self.by_delivery.items()}

    @cached_property
    def lines(self) -> dict[int, list[int]]:
        """Delivery to its accepted rows in the order of their cells: an export may list them in another one."""
        return {
            order: sorted(places.tolist(), key=lambda at: [self.text_at(at, name) for name in self.columns])
            for order, places in self.by_delivery.items()
        }

    @cached_property
    def keys(self) -> Positions:
        """Of each row, the number of its natural key; of a key with several lines, by its place among them too."""
        key = numbered(*(self.table.columns[name].codes for name in self.contract.natural_key))
        if not self.contract.options.lines_per_key:
            return key
        line = np.zeros(len(key), dtype=np.int64)
        for places in self.lines.values():
            met: Counter[int] = Counter()
            for at in places:
                met[int(key[at])] += 1
                line[at] = met[int(key[at])]
        return numbered(key, line)

    @cached_property
    def by_key(self) -> dict[int, Positions]:
        """Delivery to one row of each key, the last, in the order in which the keys come first."""
        if self.contract.options.lines_per_key:
            return {order: np.array(places, dtype=np.int64) for order, places in self.lines.items()}
        found = {}
        for order, places in self.by_delivery.items():
            key = numbered(self.keys[places])
            last = np.zeros(int(key.max(initial=-1)) + 1, dtype=np.int64)
            last[key] = places
            found[order] = last
        return found

    def row(self, at: int) -> Row:
        """A row by its place."""
        order = int(self.table.order[at])
        return Row(at, order, self.table.quarters[order], self.table.sheet[at], int(self.table.number[at]))

    def text_at(self, at: int, name: str) -> str:
        """The text of a cell by the place of its row; empty for none."""
        return self.table.columns[name][at] or ""

    def text(self, row: Row, name: str) -> str:
        """The text of a cell; empty for none."""
        return self.text_at(row.at, name)

    def told(self, row: Row, name: str) -> str:
        """The text of a cell in a message: days as the report writes them."""
        text = self.text(row, name)
        if self.columns[name].type in ("date", "datetime") and (day := self.day(row, name)) is not None:
            return f"{day:%d/%m/%Y}{text[10:]}"
        return text

    def values(self, name: str) -> list[Any]:
        """The values of the different texts of a column: number, date, the service that a name stands for, or text."""
        if name not in self._values:
            column = self.columns[name]
            self._values[name] = [_value(text, column, self._names) for text in self.table.columns[name].cells]
        return self._values[name]

    def value(self, row: Row, name: str) -> Any:
        """The value of a cell; None when empty."""
        return self.values(name)[self.table.columns[name].codes[row.at]]

    def of_values(self, name: str, values: Sequence[Any], kind: Any) -> Any:
        """Of each row, what stands for its cell in a list by its different texts; as an array of a kind."""
        return self.table.columns[name].through(values, kind)

    def same(self, name: str) -> Positions:
        """Of each row, a number that equal values of a column share; -1 where it is empty."""
        numbers: dict[Any, int] = {None: -1}
        return np.asarray(
            self.of_values(name, [numbers.setdefault(value, len(numbers)) for value in self.values(name)], np.int64)
        )

    def ranks(self, *names: str) -> list[Positions]:
        """Of each row, the places of its values among all values of the columns in their order; -1 where empty."""
        if names not in self._ranked:
            values = {value for name in names for value in self.values(name) if value is not None}
            place: dict[Any, int] = {value: number for number, value in enumerate(sorted(values))}
            self._ranked[names] = [
                self.of_values(name, [-1 if value is None else place[value] for value in self.values(name)], np.int64)
                for name in names
            ]
        return self._ranked[names]

    def filled(self, name: str) -> Truths:
        """Of each row, whether its cell has a text."""
        return self.table.columns[name].told(bool)

    def matching(self, where: Mapping[str, str]) -> Truths:
        """Of each row, whether its cells match their patterns as a whole."""
        found = np.ones(len(self.table.order), dtype=bool)
        for name, text in where.items():
            pattern = re.compile(text, re.IGNORECASE)
            texts = self.table.columns[name]
            found &= texts.through([pattern.fullmatch(text or "") is not None for text in texts.cells], bool)
        return found

    def number(self, row: Row, name: str) -> Decimal:
        """The number of a cell; 0 for none."""
        value = self.value(row, name)
        return value if isinstance(value, Decimal) else Decimal(0)

    def numbers(self, name: str) -> list[Decimal]:
        """The numbers of the different texts of a column; 0 for those that are none."""
        return [value if isinstance(value, Decimal) else Decimal(0) for value in self.values(name)]

    def day(self, row: Row, name: str) -> dt.date | None:
        """The day of a date or of a moment."""
        return _day(self.value(row, name))

    def days(self, name: str) -> list[dt.date | None]:
        """The days of the different texts of a column."""
        return [_day(value) for value in self.values(name)]

    def label(self, name: str) -> str:
        """How messages call a column."""
        return self.columns[name].label

    def matches(self, row: Row, where: Mapping[str, str]) -> bool:
        """Whether the cells match their patterns as a whole."""
        return all(re.fullmatch(text, self.text(row, name), re.IGNORECASE) for name, text in where.items())


def _value(text: str | None, column: Column, names: Mapping[str, str]) -> Any:
    if text is None:
        return None
    if column.type in ("integer", "decimal"):
        return number_of(text)
    if column.type == "date":
        return _iso(text, dt.date)
    if column.type == "datetime":
        return _iso(text, dt.datetime)
    return names.get(text, text) if column.reference else text.casefold()


def _iso(text: str, kind: type[dt.date]) -> dt.date | None:
    """A day or a moment that was read; None for a text of a rejected row, which no rule about days asks for."""
    try:
        return kind.fromisoformat(text)
    except ValueError:
        return None


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, dt.datetime) else value


Test = Callable[[Register, Any], Iterator[Odd | Unseen]]
"""Finds odd rows of a register; told what the contract declares of the rule."""
