"""Whether the figures of a release follow from the archived files, by the second implementation.

Belongs here: comparing a release's figures, components, trails and cells with the recomputation, and naming the link
that gives way first. Not here: the recomputation (recompute.py) and what the report prints (printed_pages.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination, Link
from orchestration.audit.numerals import digest_text, print_number, round_half_up
from orchestration.audit.recomputation.case import read_unit
from orchestration.audit.recomputation.holdings import COMPONENTS, FIGURES, Evidence, Published
from orchestration.audit.recomputation.layouts import layouts_of
from orchestration.audit.recomputation.ledger import Ledger
from orchestration.audit.recomputation.recompute import indicator_codes, ledger_of, read_all
from orchestration.audit.recomputation.records import AuditError, Delivery
from orchestration.audit.recomputation.stocks import Archive
from orchestration.workspace.quarters import Quarter

COMPARED = ("row_count", "row_digest", "value", "decimals", "printed")
"""Columns of `figures.csv` that the recomputation gives; the rows come first, they decide the rest."""

SHOWN_ROWS = 5
"""Rows named in a message; the counts are always true."""


def recompute_release(
    seen: Examination, release: Path, quarter: Quarter, deliveries: Sequence[Delivery], evidence: Evidence
) -> tuple[Ledger, Archive] | None:
    """The figures worked out again, and every row of the archived files by id; None when they cannot be read."""
    try:
        unit, tables = read_unit(release / "inputs", quarter)
        layouts = layouts_of(release / "inputs" / "contracts")
        records = read_all(deliveries, quarter, layouts, indicator_codes(unit))
        ledger = ledger_of(records, unit, tables, quarter, evidence.rejected)
    except AuditError as error:
        seen.broken("rows", str(error).split(":")[0], "rows of a known kind", "none", f"archived file: {error}")
    except Exception as error:
        # Whatever a delivered file or a profile holds must end in a sentence for the auditor.
        problem = f"{type(error).__name__}: {error}"
        text = f"the figures cannot be worked out again ({problem})"
        seen.broken("recomputation", "all figures", "figures", problem, text)
    else:
        seen.counts["source_rows"] = len(records)
        return ledger, Archive(records)
    return None


def check_evidence(seen: Examination, published: Published, evidence: Evidence, deliveries: Sequence[str]) -> None:
    """The evidence names the manifest's deliveries in their order, and its trails lead to the rows that it counts."""
    expected = list(deliveries)
    found = [str(row["_delivery_sha256"]) for row in evidence.deliveries]
    if found != expected:
        text = "the evidence names other deliveries than the manifest, or in another order"
        seen.broken("evidence", "raw_ingestion.deliveries", ", ".join(expected), ", ".join(found), text)
    for figure_id, rows in evidence.trails.items():
        seen.counts["trails"] += 1
        figure = evidence.figures[figure_id]
        actual = (len(rows), digest_text(rows.total))
        counted = (figure["row_count"], figure["row_digest"])
        if actual != counted:
            text = f"{figure_id}: its trail leads to {actual[0]} rows with digest {actual[1]}; it counts {counted}"
            seen.broken("evidence", figure_id, counted, actual, text)
    _compare_texts(seen, published, evidence)


def check_figures(seen: Examination, published: Published, evidence: Evidence | None, ledger: Ledger | None) -> None:
    """Every figure equals its recomputation; without one, it is at least printed as its own value says."""
    if ledger is None:
        for figure_id, printed in published.figures.items():
            _check_print(seen, figure_id, printed, evidence.figures.get(figure_id) if evidence else None)
        return
    for figure_id in sorted(published.figures.keys() | ledger.figures.keys()):
        seen.counts["recomputed"] += 1
        row = published.figures.get(figure_id)
        held = evidence.figures.get(figure_id) if evidence else None
        if row is None and not published.figures_whole:
            continue
        if row is None:
            text = f"{figure_id} follows from the rows and is missing in {FIGURES}"
            seen.broken("figures" if held else "recomputation", figure_id, "a figure", "none", text)
            continue
        if figure_id not in ledger.figures:
            text = f"{figure_id} stands in {FIGURES}; nothing in the rows gives such a figure"
            seen.broken("recomputation" if held else "figures", figure_id, "no such figure", row["printed"], text)
            continue
        again = restated(ledger, figure_id)
        if wrong := [name for name in COMPARED if row[name] != again[name]]:
            _blame(seen, figure_id, wrong, row, again, held, _differing_rows(ledger, evidence, figure_id))
        elif held is not None and (odd := [name for name in COMPARED if _held(held)[name] != again[name]]):
            told = "; ".join(f"{name} {_held(held)[name] or 'none'}, {FIGURES} {row[name] or 'none'}" for name in odd)
            text = f"the evidence of {figure_id} differs from {FIGURES} and the recomputation: {told}"
            seen.broken("evidence", figure_id, row[odd[0]], _held(held)[odd[0]], text)
    if published.components_whole:
        _check_components(seen, published, evidence, ledger)


def restated(ledger: Ledger, figure_id: str) -> dict[str, str]:
    """What `figures.csv` has to say of a figure, from its recomputation."""
    figure = ledger.figures[figure_id]
    count, digest = ledger.evidence(figure_id)
    return {
        "value": machine_text(figure.stored),
        "decimals": str(figure.decimals),
        "printed": figure.printed,
        "row_count": str(count),
        "row_digest": digest,
    }


def texts_of(ledger: Ledger) -> dict[str, tuple[str, str]]:
    """Figure id to the text to print and the machine value."""
    return {name: (figure.printed, machine_text(figure.stored)) for name, figure in ledger.figures.items()}


def check_unit(seen: Examination, evidence: Evidence, unit: Mapping[str, Any]) -> None:
    """Every row of the evidence is of the unit whose release it is."""
    own = str(unit["unit"]["kode_satker"])
    for table, codes in sorted(evidence.codes.items()):
        if others := ", ".join(sorted(codes - {own})):
            place = f"{table}: kode_satker"
            seen.broken("evidence", place, own, others, f"{place}: '{others}'; the unit is {own}")


def machine_text(value: Decimal | None) -> str:
    """A value as `figures.csv` has it: a decimal point, no trailing zeros, '' for none."""
    if value is None:
        return ""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _blame(
    seen: Examination,
    figure_id: str,
    wrong: list[str],
    row: Mapping[str, str],
    again: Mapping[str, str],
    held: Mapping[str, Any] | None,
    rows: str,
) -> None:
    """Names the link that gives way: the public file alone, or what the models made."""
    agrees = held is not None and all(_held(held)[name] == again[name] for name in wrong)
    told = "; ".join(f"{name} {row[name] or 'none'}, recomputed {again[name] or 'none'}" for name in wrong)
    first = wrong[0] if "value" not in wrong else "value"
    if agrees:
        text = f"{FIGURES} differs from the evidence and the recomputation of {figure_id}: {told}"
        seen.broken("figures", figure_id, again[first], row[first], text)
    else:
        text = f"{figure_id} does not follow from its rows: {told}{rows}"
        seen.broken("recomputation", figure_id, again[first], row[first], text)


def _differing_rows(ledger: Ledger, evidence: Evidence | None, figure_id: str) -> str:
    """The rows that only one side counts, in words."""
    again = ledger.figures[figure_id].rows
    if evidence is None or again is None or figure_id not in evidence.trails:
        return ""
    counted = set(evidence.trails[figure_id])
    parts = []
    for only, words in ((counted - set(again), "counted by the release alone"), (set(again) - counted, "left out")):
        if only:
            shown = ", ".join(sorted(only)[:SHOWN_ROWS]) + (", ..." if len(only) > SHOWN_ROWS else "")
            parts.append(f"; {len(only)} rows {words}: {shown}")
    return "".join(parts)


def _held(held: Mapping[str, Any]) -> dict[str, str]:
    """What `figures.csv` has to say of a figure, from the evidence."""
    return {
        "value": machine_text(held["value"]),
        "decimals": str(held["decimals"]),
        "printed": _printed(held["value"], int(held["decimals"]), held["status"]),
        "row_count": "" if held["row_count"] is None else str(held["row_count"]),
        "row_digest": held["row_digest"] or "",
    }


def _printed(value: Decimal | None, decimals: int, status: str | None) -> str:
    rounded = None if value is None else round_half_up(Fraction(value), decimals)
    return print_number(rounded, status)


def _check_print(seen: Examination, figure_id: str, row: Mapping[str, str], held: Mapping[str, Any] | None) -> None:
    """The printed text of a figure is its value, rounded half up to its decimals."""
    try:
        value = Decimal(row["value"]) if row["value"] else None
        status = "on_progress" if held and held["status"] == "on_progress" else None
        expected = {_printed(value, int(row["decimals"]), status)}
        if value is None and held is None:
            expected.add("On progress")  # nobody says why there is no value
    except (InvalidOperation, ValueError, OverflowError):
        text = f"{figure_id}: value '{row['value']}' with '{row['decimals']}' decimals is no number"
        seen.broken("figures", figure_id, "a number", row["value"], text)
        return
    if row["printed"] not in expected:
        text = f"{figure_id}: printed '{row['printed']}' where its value gives '{sorted(expected)[0]}'"
        seen.broken("figures", figure_id, sorted(expected)[0], row["printed"], text)


def _check_components(seen: Examination, published: Published, evidence: Evidence | None, ledger: Ledger) -> None:
    """The parts of every figure are those of its recomputation, and its numerator and denominator their sums."""
    parts: dict[str, set[str]] = {}
    by_role: dict[tuple[str, str], list[str]] = {}
    for figure_id, component_id, role in sorted(published.components):
        seen.counts["components"] += 1
        parts.setdefault(figure_id, set()).add(component_id)
        by_role.setdefault((figure_id, role), []).append(component_id)
    held = evidence.components if evidence else frozenset()
    for figure_id in sorted(parts.keys() | {name for name, again in ledger.figures.items() if again.components}):
        again = ledger.figures.get(figure_id)
        expected = set(again.components) if again else set()
        found = parts.get(figure_id, set())
        if again and found != expected:
            in_evidence = {component for figure, component, _ in held if figure == figure_id}
            odd = ", ".join(sorted(found ^ expected)[:SHOWN_ROWS])
            text = f"{figure_id}: {COMPONENTS} and the recomputation disagree on its parts: {odd}"
            link: Link = "figures" if in_evidence == expected else "recomputation"
            seen.broken(link, figure_id, ", ".join(sorted(expected)), ", ".join(sorted(found)), text)
    for (figure_id, role), components in by_role.items():
        row = published.figures.get(figure_id, {})
        known = [ledger.figures[name].stored for name in components if name in ledger.figures]
        if role not in ("numerator", "denominator") or not row.get(role) or len(known) != len(components):
            continue
        total = machine_text(sum((value for value in known if value is not None), Decimal(0)))
        if row[role] != total:
            text = f"{figure_id}: {role} {row[role]}; its parts give {total}"
            seen.broken("figures", figure_id, total, row[role], text)


def _compare_texts(seen: Examination, published: Published, evidence: Evidence) -> None:
    """The public files repeat the evidence: every figure, every column, every component."""
    for figure_id in sorted(published.figures.keys() | evidence.figures.keys()):
        row, held = published.figures.get(figure_id), evidence.figures.get(figure_id)
        if row is None or held is None:
            continue  # the recomputation says which of the two is right
        told = {
            name: machine_text(held[name]) if isinstance(held[name], Decimal) else str(held[name] or "")
            for name in row
            if name in held
        }
        for name in row.keys() - {*COMPARED}:
            if row[name] != told[name]:
                text = f"{figure_id}: {FIGURES} has {name} '{row[name]}'; the evidence has '{told[name]}'"
                seen.broken("figures", figure_id, told[name], row[name], text)
    differing = published.components ^ evidence.components if published.components_whole else ()
    for figure_id, component_id, role in sorted(differing):
        only = COMPONENTS if (figure_id, component_id, role) in published.components else "the evidence"
        text = f"only {only} names {component_id} as {role} of {figure_id}"
        seen.broken("figures", figure_id, "the same parts", f"{role} {component_id}", text)
