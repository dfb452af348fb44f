"""What a run found out: results of checks, and findings a steward has to read.

Belongs here: the two records that every stop reports in, and how many findings of one cause become one line. Not here:
any check.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from orchestration.language.sentences import NOTHING, Sentence, joined, say

Severity = Literal["error", "warn", "info"]
"""`error` holds the report back, `warn` asks for an answer (the reason stands in the description), `info` is noted: no
check is declared so, a unit may lower one."""

FindingSeverity = Literal["blocking", "warning", "info"]

SAMPLES = 20
"""Offending rows of a check that are written down beside it; all of them are findings."""

_OF_ALL = "basis"
"""Count of a result under which the digits of all its samples are kept where not all of them are."""

PLACES = 5
"""Rows that the one line of a cause names."""

FINDING_COLUMNS = ("severity", "delivery", "sheet", "row", "column", "value", "rule", "message", "pesan")
"""Columns of `findings.csv`, one line a row concerned; `pesan` is the message in Indonesian."""


@dataclass(frozen=True)
class CheckResult:
    """One check that ran.

    Attributes:
        name: the check as a sentence in snake_case, unique within `target`.
        target: the table (`schema.table`) or document it looked at.
        stop: stop of the journey: file, raw, staging, intermediate, marts, figures, report.
        dimension: completeness, validity, uniqueness, consistency, timeliness or accuracy.
        severity: see `Severity`.
        passed: whether it held.
        counts: integers such as `failed`, `rows`.
        samples: the offending rows, each a flat record naming row and value.
        description: what it demands.
        label: its name in Indonesian, for the report.
        reason: why it is there, and why its threshold and severity are what they are.
    """

    name: str
    target: str
    stop: str
    dimension: str
    severity: Severity
    passed: bool
    counts: dict[str, Any] = field(default_factory=dict)
    samples: list[dict[str, Any]] = field(default_factory=list)
    description: str = ""
    label: str = ""
    reason: str = ""

    @property
    def blocks(self) -> bool:
        """Whether this result alone holds the report back."""
        return not self.passed and self.severity == "error"

    @property
    def basis(self) -> str:
        """All samples in a few digits: a warning is the same as long as they are; empty without samples."""
        if not self.samples:
            return ""
        told = json.dumps(self.samples, sort_keys=True, default=str, ensure_ascii=False)
        return str(self.counts.get(_OF_ALL) or hashlib.sha256(told.encode("utf-8")).hexdigest()[:16])

    def record(self) -> dict[str, Any]:
        """The result as plain data, with the first `SAMPLES` of its rows, and the digits of all if there are more."""
        counts = self.counts if len(self.samples) <= SAMPLES else {**self.counts, _OF_ALL: self.basis}
        return {**asdict(self), "counts": counts, "samples": self.samples[:SAMPLES]}


@dataclass(frozen=True)
class Finding:
    """What a steward has to read: where to look, what is there, what was expected. Of one row, or of a cause.

    Attributes:
        severity: see `FindingSeverity`.
        delivery: the file as the sender named it; empty when no single file is meant.
        sheet: the sheet; empty for CSV.
        row: physical row, 1 = first; None when the whole file is meant.
        column: the header as delivered.
        value: the cell's text; empty when the column identifies a person.
        rule: the rule's short name.
        message: the whole sentence, with what to do.
        rows: how many rows the cause concerns; see `grouped`.
        places: the first of them.
        basis: digest of what it rests on, where no row, column or value says it; part of the key of a warning.
    """

    severity: FindingSeverity
    delivery: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    rule: str = ""
    message: Sentence = NOTHING
    rows: int = 1
    places: tuple[int, ...] = ()
    basis: str = ""

    def line(self) -> Sentence:
        """The finding as a person reads it: for one row its sentence, for many their number and the first of them."""
        if self.rows == 1:
            if self.delivery and self.message.startswith(self.delivery):
                return self.message
            place = place_of(self.delivery, self.sheet, self.row, self.column, self.value)
            return joined(": ", [place, self.message]) if place else self.message
        named = ", ".join(str(place) for place in self.places)
        more = self.rows - len(self.places)
        if len(self.places) < min(self.rows, PLACES):
            count = say("{count} times (row {row})", count=self.rows, row=named)
        elif more:
            count = say("{count} rows ({rows} and {more} more)", count=self.rows, rows=named, more=more)
        else:
            count = say("{count} rows ({rows})", count=self.rows, rows=named)
        place = place_of(self.delivery, self.sheet, column=self.column)
        return say("{place}: {count}; the first: {message}", place=place, count=count, message=self.message)


def place_of(
    delivery: str = "", sheet: str = "", row: int | None = None, column: str = "", value: str = ""
) -> Sentence:
    """Where something stands, as findings name it."""
    parts = [
        delivery,
        say("sheet '{sheet}'", sheet=sheet) if sheet else "",
        say("row {row}", row=row) if row else "",
        say("column {column}", column=column) if column else "",
        say("value '{value}'", value=value) if value else "",
    ]
    return joined(", ", [part for part in parts if part])


def grouped(findings: Iterable[Finding]) -> list[Finding]:
    """One finding a cause: those of one severity, file, sheet, column and rule, where the first stood.

    What names no row is a cause of its own. A row that a cause concerns twice counts twice: where the next delivery
    lacks seven orders, its last row is told of each.
    """
    causes: dict[tuple[Any, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        alone = number if finding.row is None else -1
        key = (finding.severity, finding.delivery, finding.sheet, finding.column, finding.rule, alone)
        causes.setdefault(key, []).append(finding)
    return [
        replace(
            found[0],
            rows=sum(finding.rows for finding in found),
            places=tuple(dict.fromkeys(finding.row for finding in found if finding.row is not None))[:PLACES],
        )
        for found in causes.values()
    ]
