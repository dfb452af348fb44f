"""Results as they are printed, and as they are kept: a row a measurement in results.csv, with machine, commit and date.

A result is a ratio of pairs: what was measured, and what it is held against, in the same minutes. What is wanted of it
is told beside it, so that a number that is missed shows.
"""

from __future__ import annotations

import csv
import datetime
import os
import platform
import re
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measuring import PROJECT

TABLE = Path(__file__).with_name("results.csv")
COLUMNS = (
    *("date", "commit", "machine", "part", "measured", "unit", "times", "median", "least", "most"),
    *("beside", "beside_median", "ratio_median", "ratio_least", "ratio_most", "wanted", "held"),
)


@dataclass(frozen=True)
class Result:
    """A measurement.

    Attributes:
        part: of the bench.
        measured: what it is.
        unit: `CPU s`, `MiB`, `ms`, `bytes` ...
        values: one a repetition.
        beside: what it is held against; empty where nothing is.
        others: the values of that, one for each of `values`.
        wanted: the most that the ratio may be or, where nothing stands beside it, the value; None for no limit.
    """

    part: str
    measured: str
    unit: str
    values: Sequence[float]
    beside: str = ""
    others: Sequence[float] = ()
    wanted: float | None = None

    @property
    def ratios(self) -> list[float]:
        """Of each pair, sorted."""
        return sorted(one / other for one, other in zip(self.values, self.others, strict=False))

    @property
    def held(self) -> str:
        """`yes`, `no`, or nothing where nothing is wanted."""
        if self.wanted is None:
            return ""
        return "yes" if statistics.median(self.ratios or self.values) <= self.wanted else "no"

    def row(self) -> dict[str, str]:
        """Its columns in the table, but for date, commit and machine."""
        told = dict.fromkeys(COLUMNS[3:], "")
        told |= {"part": self.part, "measured": self.measured, "unit": self.unit, "times": str(len(self.values))}
        told |= dict(zip(("median", "least", "most"), _spread(self.values), strict=True))
        if self.others:
            told |= {"beside": self.beside, "beside_median": _number(statistics.median(self.others))}
            told |= dict(zip(("ratio_median", "ratio_least", "ratio_most"), _spread(self.ratios), strict=True))
        return told | {"wanted": "" if self.wanted is None else _number(self.wanted), "held": self.held}

    def __str__(self) -> str:
        """A line: what, its median and spread; beside what, the ratio and its spread; what is wanted."""
        row = self.row()
        line = f"{self.measured:52} {row['median']:>10} {self.unit:6} ({row['least']} to {row['most']})"
        if self.others:
            line += f"  / {self.beside} {row['beside_median']}"
            line += f" = {row['ratio_median']} ({row['ratio_least']} to {row['ratio_most']})"
        return line + (f"  wanted {row['wanted']}: {'held' if self.held == 'yes' else 'MISSED'}" if self.held else "")


def _spread(values: Sequence[float]) -> tuple[str, str, str]:
    return _number(statistics.median(values)), _number(min(values)), _number(max(values))


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.2f}"


def commit() -> str:
    """The commit that is measured, with a `+` where the checkout has changes."""
    git = ["git", "-C", str(PROJECT)]
    head = subprocess.run([*git, "rev-parse", "--short=8", "HEAD"], capture_output=True, text=True, check=True)
    changed = subprocess.run(
        [*git, "status", "--porcelain", "--", ".", f":!{TABLE.relative_to(PROJECT)}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return head.stdout.strip() + ("+" if changed.stdout else "")


def machine() -> str:
    """What it was measured on: cores, processor, memory, system, Python."""
    about = Path("/proc/cpuinfo")
    name = re.search(r"^model name\s*: (.+)$", about.read_text(), re.MULTILINE) if about.is_file() else None
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    processor = name[1].strip() if name else platform.processor() or platform.machine()
    python = f"{platform.system()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {processor}, {memory:.0f} GiB, {python}"


def kept(results: Sequence[Result]) -> None:
    """Puts results into the table; one of the same commit, machine, part and name takes the place of the one before."""
    rows = []
    if TABLE.is_file():
        with TABLE.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    told = {"date": datetime.datetime.now(datetime.UTC).date().isoformat(), "commit": commit(), "machine": machine()}
    new = [told | result.row() for result in results]
    name = ("commit", "machine", "part", "measured", "beside")
    replaced = {tuple(row[column] for column in name) for row in new}
    rows = [row for row in rows if tuple(row[column] for column in name) not in replaced] + new
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
