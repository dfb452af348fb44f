"""Checks that failed as findings: what a steward reads of a broken rule, row by row.

Belongs here: the words around what a check says (place, cells, what was expected, what to do). Not here: any check, and
the findings that ingestion makes itself while it reads a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from orchestration.checks.catalogue import catalogue
from orchestration.checks.evidence import CheckResult, Finding, FindingSeverity, Severity

if TYPE_CHECKING:
    import duckdb

_SEVERITIES: Mapping[Severity, FindingSeverity] = {"error": "blocking", "warn": "warning", "info": "info"}

_REMEDY = {
    "blocking": "correct it and deliver the file again",
    "warning": "look at it, and deliver the file again if it is wrong",
    "info": "by the profile of the unit (berat) it is only noted",
}
"""What to do about a row."""


def findings_of(results: Iterable[CheckResult], files: Callable[[], Mapping[str, str]]) -> list[Finding]:
    """A broken rule as findings: one for each offending row that names the row of a file it comes from.

    What names none, and a check without samples, is one finding that names the table.

    Args:
        results: those that passed say nothing.
        files: gives the first 12 digits of a delivery's SHA-256 with its file name; called when a row needs it.
    """
    found: list[Finding] = []
    known: Mapping[str, str] | None = None
    for result in results:
        if result.passed:
            continue
        severity: FindingSeverity = _SEVERITIES[result.severity]
        placed = [sample for sample in result.samples if sample.get("_source_row_id")]
        others = [sample for sample in result.samples if not sample.get("_source_row_id")]
        if placed and known is None:
            known = files()
        found += [_finding(known or {}, severity, result, sample) for sample in placed]
        if others or not placed:
            found.append(_unplaced(severity, result, others))
    return found


def _finding(
    files: Mapping[str, str], severity: FindingSeverity, result: CheckResult, sample: Mapping[str, Any]
) -> Finding:
    """One offending row; its sample says by `why` what was expected when the check demands several things."""
    delivery, sheet, row = _place(files, sample["_source_row_id"])
    cells = {name: value for name, value in sample.items() if name not in _ABOUT}
    column, value = next(iter(cells.items())) if len(cells) == 1 else ("", "")
    place = f"{delivery}, sheet '{sheet}', row {row}" if sheet else f"{delivery}, row {row}"
    shown = f": {_cells(cells)}" if cells else ""
    remedy = _remedy(result) or _REMEDY[severity]
    return Finding(
        severity=severity,
        delivery=delivery,
        sheet=sheet,
        row=row,
        column=column,
        value="" if value is None else str(value),
        rule=result.name,
        message=f"{place}{shown}; expected: {_stated(sample.get('why') or _expected(result))}; {remedy}",
    )


def _unplaced(severity: FindingSeverity, result: CheckResult, samples: list[dict[str, Any]]) -> Finding:
    """What no row of a file answers for: a sum, a figure, a place in the report."""
    first = "; ".join(_cells(sample) or str(sample.get("expectation", "")) for sample in samples[:_FIRST])
    more = len(samples) - _FIRST
    shown = f": {first}{f'; and {more} more of {len(samples)} rows' if more > 0 else ''}" if first else ""
    whys = dict.fromkeys(str(sample["why"]) for sample in samples if sample.get("why"))
    remedy = _remedy(result) or _REMEDY_OF_SUMS[severity]
    return Finding(
        severity,
        rule=result.name,
        message=f"{result.target}{shown}; expected: {_stated(', '.join(whys) or _expected(result))}; {remedy}",
        basis=result.basis,
    )


_FIRST = 3
"""Samples without a row that their finding shows."""

_REMEDY_OF_SUMS: Mapping[FindingSeverity, str] = {
    "blocking": "look at what the deliveries say of this; if they are right, the fault is the program's: report it with"
    " these words",
    "warning": "look at what the deliveries say of this, and deliver again what is wrong",
    "info": "by the profile of the unit (berat) it is only noted",
}


def _remedy(result: CheckResult) -> str:
    """What to do where the catalogue of checks says more than that the row is to be corrected."""
    entry = catalogue().get(result.name)
    text = _stated(entry.remedy) if entry else ""
    return f"{text[:1].lower()}{text[1:]}"


def _expected(result: CheckResult) -> str:
    """What a check demands and why."""
    return f"{result.description} {result.reason}".strip()


def _stated(text: str) -> str:
    """Sentences as part of another."""
    return text.removesuffix(".")


_ABOUT = ("_source_row_id", "expectation", "why")
"""Entries of a sample that are no cells of the row."""


def _cells(sample: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} '{value}'" for name, value in sample.items() if name not in _ABOUT)


def delivered_files(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """First 12 digits of the SHA-256 of every delivery in use to its file name."""
    return dict(
        connection.execute(
            "SELECT left(_delivery_sha256, 12), file_name FROM raw_ingestion.deliveries ORDER BY delivery_order"
        ).fetchall()
    )


def _place(files: Mapping[str, str], source_row_id: str) -> tuple[str, str, int | None]:
    """File name, sheet and row of a source row: `<first 12 of the SHA-256>:<sheet>#<row>`, a CSV without sheet."""
    delivery, _, row = source_row_id.rpartition("#")
    prefix, _, sheet = delivery.partition(":")
    return files.get(prefix, prefix), sheet, (int(row) if row.isdigit() else None)
