"""Checks that failed as findings: what a steward reads of a broken rule, row by row.

Belongs here: the words around what a check says (place, cells, what was expected, what to do). Not here: any check, and
the findings that ingestion makes itself while it reads a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from orchestration.checks.catalogue import catalogue
from orchestration.checks.evidence import CheckResult, Finding, FindingSeverity, Severity, place_of
from orchestration.language.sentences import (
    NOTHING,
    Sentence,
    as_declared,
    both,
    changed,
    joined,
    say,
    stated,
    verbatim,
)

if TYPE_CHECKING:
    import duckdb

_SEVERITIES: Mapping[Severity, FindingSeverity] = {"error": "blocking", "warn": "warning", "info": "info"}

_NOTED = say("by the profile of the unit (berat) it is only noted")

_REMEDY: Mapping[FindingSeverity, Sentence] = {
    "blocking": say("correct it and deliver the file again"),
    "warning": say("look at it, and deliver the file again if it is wrong"),
    "info": _NOTED,
}
"""What to do about a row."""


def findings_of(results: Iterable[CheckResult], files: Callable[[], Mapping[str, str]]) -> list[Finding]:
    """A broken rule as findings: one for each offending row that names the row of a file it comes from.

    What names none, and a check without samples, is one finding that names the table; what a check asks about apart is
    one each.

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
        if _is_apart(result):
            found += [_unplaced(severity, replace(result, counts={}, samples=[sample]), [sample]) for sample in others]
        elif others or not placed:
            found.append(_unplaced(severity, result, others))
    return found


def _finding(
    files: Mapping[str, str], severity: FindingSeverity, result: CheckResult, sample: Mapping[str, Any]
) -> Finding:
    """One offending row; its sample says by `why` what was expected when the check demands several things."""
    delivery, sheet, row = _place(files, sample["_source_row_id"])
    cells = {name: value for name, value in sample.items() if name not in _ABOUT}
    column, value = next(iter(cells.items())) if len(cells) == 1 else (cells.get(_COLUMN, ""), "")
    place = place_of(delivery, sheet, row)
    return Finding(
        severity=severity,
        delivery=delivery,
        sheet=sheet,
        row=row,
        column=cell_name(column) if column else "",
        value="" if value is None else str(value),
        rule=result.name,
        message=say(
            "{what}; expected: {expected}; {remedy}",
            what=joined(": ", [place, _cells(cells)]) if cells else place,
            expected=stated(_why(sample) or _expected(result)),
            remedy=_remedy(result) or _REMEDY[severity],
        ),
    )


def _unplaced(severity: FindingSeverity, result: CheckResult, samples: list[dict[str, Any]]) -> Finding:
    """What no row of a file answers for: a sum, a figure, a place in the report."""
    shown = [text for sample in samples[:_FIRST] if (text := _cells(sample) or str(sample.get("expectation", "")))]
    if shown and len(samples) > _FIRST:
        shown.append(say("and {more} more of {count} rows", more=len(samples) - _FIRST, count=len(samples)))
    whys = dict.fromkeys(filter(None, map(_why, samples)))
    # A table is nothing to a steward; the check says what it is about.
    about = both(result.target, result.label or result.target)
    return Finding(
        severity,
        rule=result.name,
        message=say(
            "{what}; expected: {expected}; {remedy}",
            what=joined(": ", [about, joined("; ", shown)]) if shown else about,
            expected=stated(joined(", ", whys) if whys else _expected(result)),
            remedy=_remedy(result) or _REMEDY_OF_SUMS[severity],
        ),
        basis=result.basis,
    )


_FIRST = 3
"""Samples without a row that their finding shows."""

_REMEDY_OF_SUMS: Mapping[FindingSeverity, str] = {
    "blocking": say(
        "look at what the deliveries say of this; if they are right, the fault is the program's: report it with"
        " these words"
    ),
    "warning": say("look at what the deliveries say of this, and deliver again what is wrong"),
    "info": _NOTED,
}


def _remedy(result: CheckResult) -> Sentence:
    """What to do where the catalogue of checks says more than that the row is to be corrected."""
    entry = catalogue().get(result.name)
    return changed(stated(entry.remedy), lambda text: f"{text[:1].lower()}{text[1:]}") if entry else NOTHING


def _is_apart(result: CheckResult) -> bool:
    entry = catalogue().get(result.name)
    return bool(result.samples) and entry is not None and entry.apart


def _why(sample: Mapping[str, Any]) -> Sentence:
    """What was expected of a sample, where its check demands several things; `sebab` is the Indonesian of a query."""
    why = sample.get("why") or NOTHING
    if "sebab" in sample:
        return both(str(why), str(sample["sebab"]))
    return why if isinstance(why, Sentence) else as_declared(str(why))


def _expected(result: CheckResult) -> Sentence:
    """What a check demands and why."""
    return joined(" ", filter(None, in_both(result)))


def in_both(result: CheckResult) -> tuple[Sentence, Sentence]:
    """What a check demands, and why; one that was read from a file has its words again from the catalogue."""
    entry = catalogue().get(result.name)
    if entry and (result.description, result.reason) == (entry.demands, entry.reason):
        return entry.demands, entry.reason
    return verbatim(result.description), verbatim(result.reason)


_COLUMN = "kolom"
"""Entry of a sample that names the column meant, where it says more of its row."""

_ABOUT = ("_source_row_id", "expectation", "why", "sebab")
"""Entries of a sample that are no cells of the row."""


CELLS = (
    "anchor",
    "column",
    "delivery",
    "earlier_mean",
    "error",
    "expected",
    "figure_id",
    "kind",
    "leads_to",
    "less",
    "limit",
    "measure",
    "missing",
    "observed",
    "place",
    "printed",
    "quarter",
    "reference",
    "released",
    "replaces",
    "row",
    "sheet",
    "text",
    "times",
    "value",
)
"""What the checks in Python call the cells of their samples; the catalogue has the Indonesian.

Columns of the models are Indonesian but for their endings.
"""

_ENDINGS = (("_count", ""), ("_rp", " (rupiah)"), ("_pct", " (persen)"), ("_hk", " (hari kerja)"), ("_date", ""))


def _cells(sample: Mapping[str, Any]) -> Sentence:
    shown = [(cell_name(name), value) for name, value in sample.items() if name not in _ABOUT]
    cells = [say("{name} '{value}'", name=name, value=value) for name, value in shown]
    return joined(", ", cells)


def cell_name(cell: str) -> Sentence:
    """What a cell is called: in Indonesian without the signs of a program."""
    if cell in CELLS:
        return as_declared(cell)
    ending, unit = next((found for found in _ENDINGS if cell.endswith(found[0])), ("", ""))
    return both(cell, f"{cell.removesuffix(ending).strip('_').replace('_', ' ')}{unit}")


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
