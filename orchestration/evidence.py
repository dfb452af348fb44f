"""What a run found out: results of checks, and findings a steward has to read.

Belongs here: the two records that every stop reports in. Not here: any check.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warn"]
"""`error` holds the report back, `warn` is printed beside it (the reason stands in the description)."""

FindingSeverity = Literal["blocking", "warning", "info"]


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
        samples: the first offending rows, each a flat record naming row and value.
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


@dataclass(frozen=True)
class Finding:
    """One line for the steward: where to look, what is there, what was expected.

    Attributes:
        severity: see `FindingSeverity`.
        delivery: the file as the sender named it; empty when no single file is meant.
        sheet: the sheet; empty for CSV.
        row: physical row, 1 = first; None when the whole file is meant.
        column: the header as delivered.
        value: the cell's text; empty when the column identifies a person.
        rule: the rule's short name.
        message: the whole sentence, with what to do.
    """

    severity: FindingSeverity
    delivery: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    rule: str = ""
    message: str = ""
