"""Until when a quarter's deliveries and its report are due, as the profile says (`tenggat`).

Belongs here: the declaration. Not here: what is late (run/situation.py).
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from orchestration.declarations.strict import Code, Strict, Text


class Arrival(Strict):
    """When a kind of delivery is due, and who sends it.

    Attributes:
        hari: days after the end of the quarter; without them those of `kiriman`.
        dari: who sends it, where the contract of the kind says otherwise.
    """

    hari: int | None = Field(default=None, ge=0)
    dari: Text | None = None


class Deadlines(Strict):
    """Until when a quarter's deliveries and its report are due; what is not named is due on no day.

    Attributes:
        zona: where the days begin: WIB, WITA or WIT.
        hitung: whether days are those of the calendar (`kalender`) or working days (`kerja`).
        laporan: days after the end of the quarter until which the report is published.
        kiriman: days after the end of the quarter until which every delivery has come.
        jenis: kinds of deliveries that are due on other days, or sent by others.
    """

    zona: Literal["WIB", "WITA", "WIT"] = "WIB"
    hitung: Literal["kalender", "kerja"] = "kalender"
    laporan: int | None = Field(default=None, ge=0)
    kiriman: int | None = Field(default=None, ge=0)
    jenis: dict[Code, Arrival] = Field(default_factory=dict)

    @property
    def zone(self) -> dt.timezone:
        """The time of the zone."""
        return dt.timezone(dt.timedelta(hours={"WIB": 7, "WITA": 8, "WIT": 9}[self.zona]), self.zona)

    def days(self, kind: str | None = None) -> int | None:
        """Days after the end of a quarter for a kind of delivery, or for the report; None for none."""
        if kind in self.jenis and self.jenis[kind].hari is not None:
            return self.jenis[kind].hari
        return self.laporan if kind is None else self.kiriman
