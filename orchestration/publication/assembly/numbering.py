"""The numbers of headings within a section of the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


@dataclass
class Numbers:
    """Counters of headings within a section."""

    chapter: str = ""
    spoken: str = ""
    counts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def next(self, level: int) -> str:
        """The number of the next heading of a level from 1 to 5; empty where it has none."""
        if level == 1:
            self.counts = [0, 0, 0, 0]
            return self.spoken
        self.counts[level - 2] += 1
        for deeper in range(level - 1, len(self.counts)):
            self.counts[deeper] = 0
        if not self.chapter or level == 5:
            return ""
        if level == 4:
            return f"{chr(ord('A') + self.counts[2] - 1)}."
        return ".".join([self.chapter, *map(str, self.counts[: level - 1])]) + "."
