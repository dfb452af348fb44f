"""How much of one delivery is read, and the variables by which whoever keeps the installation allows more or less.

Belongs here: the limits that an honest delivery of a large unit may meet. Not here: what holds for every file whoever
sends it (ingestion/reading/hostile.py), and reading (ingestion/reading).
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from orchestration.language.sentences import say

MIB = 1024**2


@dataclass(frozen=True)
class Limit:
    """A whole number above 0.

    Attributes:
        variable: in the environment, by which it is set.
        usual: where the variable is not set.
        unit: what is counted, in bytes or pieces; the variable and `usual` count in it.
    """

    variable: str
    usual: int
    unit: int = 1

    @property
    def now(self) -> int:
        """In bytes or pieces.

        Raises:
            LimitError: the variable holds no whole number above 0.
        """
        given = os.environ.get(self.variable, "").strip()
        if not given:
            return self.usual * self.unit
        if not given.isdecimal() or not int(given):
            raise LimitError(
                say(
                    "{variable}={value}: expected a whole number above 0; {usual} without it",
                    variable=self.variable,
                    value=given,
                    usual=self.usual,
                )
            )
        return int(given) * self.unit


class LimitError(ValueError):
    """A variable is not what it has to be; the message names it."""


FILE = Limit("TRIWULAN_READ_FILE_MIB", 512, MIB)
"""Bytes of a delivery; a million order lines are some 150 million as text."""
UNPACKED = Limit("TRIWULAN_READ_UNPACKED_MIB", 1024, MIB)
"""Bytes of a workbook when unpacked; a million order lines are 500 to 700 million."""
CELLS = Limit("TRIWULAN_READ_CELLS", 20_000_000)
"""Cells between A1 and the outermost one, empty ones too: a reader has to make room for all of them."""
SECONDS = Limit("TRIWULAN_READ_SECONDS", 300)
"""Processor time for one workbook; one of a million order lines takes 51 seconds."""
MEMORY = Limit("TRIWULAN_READ_MEMORY_MIB", 4096, MIB)
"""Bytes of address space of the process that reads; a million order lines take 1.2 GiB, and fit into 1.8."""

LIMITS = (FILE, UNPACKED, CELLS, SECONDS, MEMORY)


def demand_sound() -> None:
    """Every variable that is set can be used.

    Raises:
        LimitError: one cannot.
    """
    for limit in LIMITS:
        _ = limit.now


def variables() -> dict[str, str]:
    """Those that are set, for a process that gets no others."""
    return {limit.variable: os.environ[limit.variable] for limit in LIMITS if limit.variable in os.environ}
