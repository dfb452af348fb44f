"""What a unit says of the weight of a check: raised so that it holds the report back, or lowered to a note.

Belongs here: which checks and rules may be weighed, and what it does to results and findings. Not here: the unit's own
choice (its profile, `berat`).

What holds every unit's report back guards the file itself, or that a figure is what its rows give, and cannot be
lowered: a report that fails there says something that nobody delivered. What warns may be weighed either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from orchestration.checks.catalogue import catalogue
from orchestration.checks.evidence import CheckResult, Finding

Weight = Literal["menahan", "catatan"]
"""`menahan` holds the report back; `catatan` is told and asks nobody."""

RULES = (
    "bertentangan_dengan_laporan_lalu",
    "kosong",
    "lembar",
    "lembar_tersembunyi",
    "nama_folder",
    "di_luar_folder",
    "naskah_tahun_lain",
    "padu_constant",
    "padu_leap",
    "padu_moves",
    "padu_of_its_year",
    "padu_one_code",
    "padu_outlier",
    "padu_ratio",
    "padu_serial",
    "padu_shape",
    "padu_twice",
    "padu_unlike",
    "tahun",
)
"""Rules that are finer than a check of the catalogue, warn, and may be weighed."""


def why_not(name: str, weight: Weight) -> str:
    """Why a check may not be given a weight; empty when it may."""
    entry = catalogue().get(name)
    if entry is None:
        return "" if name in RULES else f"no check or rule '{name}'; see the report's list of checks"
    if entry.severity == "error":
        does = "cannot be lowered" if weight == "catatan" else "needs no raising"
        return f"'{name}' holds back the report of every unit and {does}"
    return ""


def weigh(results: Iterable[CheckResult], weights: Mapping[str, Weight]) -> list[CheckResult]:
    """Results with the severity that the unit gives their checks."""
    told = {"menahan": "error", "catatan": "info"}
    return [
        replace(result, severity=told[weights[result.name]])  # type: ignore[arg-type]
        if result.name in weights
        else result
        for result in results
    ]


def weigh_findings(findings: Iterable[Finding], weights: Mapping[str, Weight]) -> list[Finding]:
    """Findings with the severity that the unit gives their rules; a note of a rule stays one."""
    told = {"menahan": "blocking", "catatan": "info"}
    return [
        replace(finding, severity=told[weights[finding.rule]])  # type: ignore[arg-type]
        if finding.rule in weights and finding.severity != "info"
        else finding
        for finding in findings
    ]
