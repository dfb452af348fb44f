"""What the README promises to tell, and what came: every news once on each channel, and none that nobody promised."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.operations.sinks import Sink

_EACH = "Yang perlu dilakukan"
"""Stands once in every news."""


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes:
        day: of the year that is rehearsed.
        what: was promised, or done.
        came: how often it came, by channel; empty where nothing was to come.
        good: whether it is as promised.
        note: what else there is to see.
    """

    day: str
    what: str
    came: Mapping[str, int]
    good: bool
    note: str = ""


class Table:
    """All lines, in their order."""

    def __init__(self, sinks: Mapping[str, Sink]) -> None:
        self.sinks = sinks
        self.rows: list[Row] = []
        self._seen = dict.fromkeys(sinks, 0)

    def shown(self, day: str, what: str, good: bool, note: str = "") -> None:
        """Something that was to hold, and whether it did."""
        self._add(Row(day, what, {}, good, note))

    def told(self, day: str, promised: Iterable[str]) -> None:
        """Takes what has arrived since, and holds it against what was promised, each by words of its news."""
        arrived: dict[str, list[str]] = {}
        for name, sink in self.sinks.items():
            new = sink.arrived[self._seen[name] :]
            self._seen[name] += len(new)
            arrived[name] = [part for _, text in new for part in text.replace("\r", "").split("\n\n") if _EACH in part]
        for words in promised:
            came = {name: sum(words in part for part in parts) for name, parts in arrived.items()}
            self._add(Row(day, f"told: {words}", came, all(count == 1 for count in came.values())))
        for name, parts in arrived.items():
            for part in parts:
                if not any(words in part for words in promised):
                    self._add(Row(day, "told without a promise", {name: 1}, good=False, note=part.splitlines()[0]))

    def _add(self, row: Row) -> None:
        self.rows.append(row)
        sys.stdout.write(f"{self._line(row)}\n")
        sys.stdout.flush()

    def _line(self, row: Row) -> str:
        came = " ".join(f"{name} {count}" for name, count in row.came.items())
        return f"{'ok ' if row.good else 'BAD'} {row.day:10}  {row.what:64.64}  {came:18} {row.note}".rstrip()

    @property
    def good(self) -> bool:
        """Whether everything is as promised."""
        return all(row.good for row in self.rows)

    def summary(self) -> str:
        """The last line."""
        news = sum(1 for row in self.rows if row.came)
        bad = sum(1 for row in self.rows if not row.good)
        return f"{len(self.rows)} lines, {news} news on {len(self.sinks)} channels, {bad} not as promised"
