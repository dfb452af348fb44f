"""The rows of one kind as the rules see them, and what a rule finds in them.

Belongs here: a register with its rows, values and keys; a row that is odd, a delivery that a rule cannot see into. Not
here: a rule (within_rows, within_registers, between_periods, between_deliveries), where rows come from (examination).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.ingestion.contracts.shape import Column, Contract
from orchestration.ingestion.reading.door import number_of
from orchestration.language.sentences import Sentence

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter


class Row(NamedTuple):
    """A delivered row: its texts by column, and where it stands."""

    order: int
    quarter: str
    sheet: str
    number: int
    accepted: bool
    texts: Mapping[str, str | None]


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


class _Readings(dict[str | None, Any]):
    """The texts of a column with their values; a register repeats its dates and amounts, and each is read once."""

    def __init__(self, column: Column, names: Mapping[str, str]) -> None:
        super().__init__({None: None})
        self._column, self._names = column, names

    def __missing__(self, text: str) -> Any:
        self[text] = self._value(text)
        return self[text]

    def _value(self, text: str) -> Any:
        if self._column.type in ("integer", "decimal"):
            return number_of(text)
        if self._column.type == "date":
            return dt.date.fromisoformat(text)
        if self._column.type == "datetime":
            return dt.datetime.fromisoformat(text)
        return self._names.get(text, text) if self._column.reference else text.casefold()


class Register:
    """The rows of one kind that the run uses, oldest delivery first, and how their texts are read."""

    def __init__(
        self,
        contract: Contract,
        rows: list[Row],
        names: Mapping[str, str],
        quarter: Quarter,
        labels: Mapping[int, str],
    ) -> None:
        self.contract, self.every, self.quarter, self.labels = contract, rows, quarter, labels
        self.columns = {column.name: column for column in contract.columns}
        self._readings = {name: _Readings(column, names) for name, column in self.columns.items()}

    @cached_property
    def rows(self) -> list[Row]:
        """The rows that were accepted."""
        return [row for row in self.every if row.accepted]

    @cached_property
    def deliveries(self) -> dict[int, list[Row]]:
        """Delivery to its accepted rows, oldest first."""
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row.order].append(row)
        return dict(found)

    @cached_property
    def by_key(self) -> dict[int, dict[tuple[str, ...], Row]]:
        """Delivery to its rows by natural key; of a key with several lines, by their place among its lines too."""
        keys = self.contract.natural_key
        found: dict[int, dict[tuple[str, ...], Row]] = {}
        for order, rows in self.deliveries.items():
            if not self.contract.options.lines_per_key:
                found[order] = {tuple(self.text(row, name) for name in keys): row for row in rows}
                continue
            # The lines of a key in the order of their cells: an export may list them in another one.
            lines: Counter[tuple[str, ...]] = Counter()
            found[order] = {}
            for row in sorted(rows, key=lambda item: [item.texts[name] or "" for name in self.columns]):
                key = tuple(self.text(row, name) for name in keys)
                lines[key] += 1
                found[order][*key, str(lines[key])] = row
        return found

    def text(self, row: Row, name: str) -> str:
        """The text of a cell; empty for none."""
        return row.texts[name] or ""

    def told(self, row: Row, name: str) -> str:
        """The text of a cell in a message: days as the report writes them."""
        text = row.texts[name] or ""
        if self.columns[name].type in ("date", "datetime") and (day := self.day(row, name)) is not None:
            return f"{day:%d/%m/%Y}{text[10:]}"
        return text

    def value(self, row: Row, name: str) -> Any:
        """The value of a cell: number, date, the service that a name stands for, or its text; None when empty."""
        return self._readings[name][row.texts[name]]

    def number(self, row: Row, name: str) -> Decimal:
        """The number of a cell; 0 for none."""
        value = self.value(row, name)
        return value if isinstance(value, Decimal) else Decimal(0)

    def day(self, row: Row, name: str) -> dt.date | None:
        """The day of a date or of a moment."""
        value = self.value(row, name)
        return value.date() if isinstance(value, dt.datetime) else value

    def label(self, name: str) -> str:
        """How messages call a column."""
        return self.columns[name].label

    def matches(self, row: Row, where: Mapping[str, str]) -> bool:
        """Whether the cells match their patterns as a whole."""
        return all(re.fullmatch(text, self.text(row, name), re.IGNORECASE) for name, text in where.items())


Test = Callable[[Register, Any], Iterator[Odd | Unseen]]
"""Finds odd rows of a register; told what the contract declares of the rule."""
