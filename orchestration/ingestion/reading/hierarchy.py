"""What the two hierarchical budget reports share: whose they are, levels, codes carried down, sums of children.

Belongs here: the satker of the titles; the tree of program, kegiatan, KRO, RO, komponen, subkomponen, akun, item. Not
here: where a report keeps its codes and amounts (glp039, rkk).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from orchestration.ingestion.reading.layouts import Difference

LEVELS = ("program", "kegiatan", "kro", "ro", "komponen", "subkomponen", "akun", "item")
DEPTH = {level: depth for depth, level in enumerate(LEVELS)}
MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni",
    "juli", "agustus", "september", "oktober", "november", "desember",
)  # fmt: skip

_SATKER_TITLE = re.compile(r"satuan kerja|satker|unit kerja", re.IGNORECASE)
_SATKER = re.compile(r"(?<!\d)\d{6}(?!\d)")


def satker_of(titles: Iterable[Iterable[Any]]) -> str | None:
    """Code of the satker that a title row names (`Satuan Kerja : 999119 BALAI BESAR`); None when none does."""
    for row in titles:
        text = " ".join(str(cell) for cell in row if cell not in (None, ""))
        named = _SATKER_TITLE.search(text)
        found = _SATKER.search(text, named.end()) if named else None
        if found:
            return found[0]
    return None


class Codes:
    """The codes in force at a row: each level's own and those of its parents."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def enter(self, level: str, code: str) -> None:
        """A row of a level begins: deeper codes end."""
        self._codes = {name: value for name, value in self._codes.items() if DEPTH[name] < DEPTH[level]}
        self._codes[level] = code

    def missing_parent(self, level: str) -> str | None:
        """The nearest parent level that has not been seen; subkomponen is left out by some units."""
        for name in LEVELS[: DEPTH[level]]:
            if name not in self._codes and name != "subkomponen":
                return name
        return None

    def path(self) -> tuple[str | None, ...]:
        """The codes in force down to the akun."""
        return tuple(self._codes.get(level) for level in LEVELS[: DEPTH["item"]])

    def get(self, level: str) -> str | None:
        """The code in force at a level."""
        return self._codes.get(level)


@dataclass
class _Node:
    row: int
    label: str
    depth: int
    amounts: Mapping[str, Decimal | None]
    children: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)


class Tree:
    """Adds children up as rows pass by, in the order of the report, and tells where a parent or the total differs.

    The position in the report decides whose child a row is, not its code: one akun may stand twice under a subkomponen,
    once per fund source.
    """

    def __init__(self) -> None:
        self._open: list[_Node] = []
        self._total: _Node | None = None
        self._leaves: dict[str, Decimal] = {}
        self.compared = 0
        self.differences: list[Difference] = []

    def total(self, row: int, label: str, amounts: Mapping[str, Decimal | None]) -> None:
        """The report's grand total."""
        self._total = _Node(row, label, -1, amounts)

    def add(self, row: int, label: str, level: str, amounts: Mapping[str, Decimal | None]) -> None:
        """A row of a level."""
        depth = DEPTH[level]
        while self._open and self._open[-1].depth >= depth:
            self._close(self._open.pop())
        if self._open:
            parent = self._open[-1]
            parent.children += 1
            for name, amount in amounts.items():
                parent.sums[name] = parent.sums.get(name, Decimal(0)) + (amount or 0)
        self._open.append(_Node(row, label, depth, amounts))

    def finish(self) -> None:
        """Compares what is still open, then the leaves with the grand total."""
        while self._open:
            self._close(self._open.pop())
        if self._total is not None:
            self._compare(self._total, self._leaves)

    def _close(self, node: _Node) -> None:
        if node.children or node.depth < DEPTH["item"]:
            # A parent without children has to be empty: figures are summed from items, so its amounts would be lost.
            self._compare(node, node.sums)
            return
        for name, amount in node.amounts.items():
            self._leaves[name] = self._leaves.get(name, Decimal(0)) + (amount or 0)

    def _compare(self, node: _Node, sums: Mapping[str, Decimal]) -> None:
        for name, stated in node.amounts.items():
            if stated is None:
                continue
            self.compared += 1
            summed = sums.get(name, Decimal(0))
            if stated != summed:
                self.differences.append(Difference(node.row, node.label, name, stated, summed))
