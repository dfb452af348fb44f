"""From a printed number to the rows of the files that made it: what `triwulan trace` shows.

Belongs here: the figure, its formula with numbers put in, its policies, its tree of component figures, its checks, its
rows. Not here: finding the rows (trail.py).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.audit.following.naming import Meant, meant
from orchestration.audit.following.naming import UnknownFigureError as UnknownFigureError
from orchestration.audit.following.row_names import RowNames
from orchestration.audit.following.trail import Evidence, SourceRow, closes
from orchestration.figures import formulas
from orchestration.figures.numbers import plain, printed
from orchestration.release import store
from orchestration.workspace.delimited import as_csv

SHOWN_ROWS = 10


@dataclass(frozen=True)
class Node:
    """A figure in the tree of a trace.

    Attributes:
        figure: its row of `figures.figures`, with `printed`.
        role: what it is to the figure above; empty for the root.
        formula: its formula with the numbers of its components.
        parts: its components.
        rows: its source rows (all of them), when it is a figure of rows; none where they were not asked for.
        open_end: where its trail does not close, in words; empty when it does, or when no rows were asked for.
    """

    figure: dict[str, Any]
    role: str
    formula: str
    parts: list[Node]
    rows: list[SourceRow]
    open_end: str

    def leaves(self) -> list[Node]:
        """The figures of rows below, each once, in the order of the tree."""
        if not self.parts:
            return [self]
        found: dict[str, Node] = {}
        for part in self.parts:
            for leaf in part.leaves():
                found.setdefault(leaf.figure["figure_id"], leaf)
        return list(found.values())


@dataclass(frozen=True)
class Trace:
    """Everything that `trace` says of one figure; `listed` is whether the rows of its leaves were asked for."""

    quarter: str
    release: str
    root: Node
    policies: list[dict[str, str]]
    alternatives: list[dict[str, Any]]
    checks: list[dict[str, Any]]
    names: RowNames
    found: Meant
    listed: bool = True

    def as_dict(self) -> dict[str, Any]:
        """For `--json`: the tree with the rows of its leaves."""
        return {
            "quarter": self.quarter,
            "release": self.release,
            "figure": _public(self.root),
            "policies": self.policies,
            "alternatives": self.alternatives,
            "checks": self.checks,
            "leaves": [
                {
                    "figure_id": leaf.figure["figure_id"],
                    "row_count": len(leaf.rows),
                    "closes": not leaf.open_end,
                    "rows": [_row(row, self.names) for row in leaf.rows],
                }
                for leaf in self.root.leaves()
            ],
        }


def trace(
    release: Path,
    asked: str,
    archive: Path | None = None,
    most_leaves: int | None = None,
    *,
    words: formulas.Words = formulas.ENGLISH,
) -> Trace:
    """Follows a figure of a release down to its source rows.

    Args:
        release: the release.
        asked: the figure by its id, by words of its name or by its printed number, see `naming.meant`.
        archive: received files by SHA-256, to name the rows of a text as a spreadsheet shows them, too.
        most_leaves: of a figure with more figures of rows below it no row is listed; None lists them of any.
        words: of the language in which formulas are written.

    Raises:
        UnknownFigureError: the release has no such figure, or several.
        FileNotFoundError: the release has no evidence.
    """
    with store.read(release) as connection:
        evidence = Evidence(connection)
        figures = evidence.figures
        for figure in figures.values():
            figure["printed"] = _printed(figure)
        found = meant(asked, figures)
        figure_id = found.figure_id
        listed = most_leaves is None or len(_leaves(evidence, figure_id)) <= most_leaves
        root = _node(evidence, figure_id, "", {}, words, listed=listed)
        stem, _, _ = figure_id.partition(".alt.")
        return Trace(
            quarter=release.parent.name,
            release=release.name,
            root=root,
            policies=_policies(evidence, figures[figure_id]["policy"]),
            alternatives=[
                {name: figures[other][name] for name in ("figure_id", "printed", "unit")}
                for other in figures
                if other.startswith(f"{stem}.alt.") and other != figure_id
            ],
            checks=_checks(release, root),
            names=RowNames(archive),
            found=found,
            listed=listed,
        )


def write_rows(trace_: Trace, path: Path) -> int:
    """Writes every source row of every leaf as CSV and returns how many."""
    rows = []
    for leaf in trace_.root.leaves():
        for row in leaf.rows:
            record = json.dumps({name: text for name, text in row.record.items() if text}, ensure_ascii=False)
            share = "" if row.share is None else f"{float(row.share):.12f}"
            shown = trace_.names.spreadsheet_row(row.sha256, row.sheet, row.row)
            place = [row.file_name, row.sha256, row.sheet, row.row, shown]
            rows.append([leaf.figure["figure_id"], *place, row.contribution, share, record])
    columns = ["figure_id", "file", "sha256", "sheet", "row", "spreadsheet_row", "contribution", "share", "record"]
    path.write_bytes(as_csv(columns, rows))
    return len(rows)


def as_text(trace_: Trace) -> str:
    """For a terminal: the figure, the tree, the checks, and the first rows of each leaf with the true count."""
    root = trace_.root
    figure = root.figure
    lines = [
        f"{figure['figure_id']}  {figure['label']}",
        f"  {trace_.quarter} {trace_.release}   {figure['printed']} {figure['unit']}"
        f"   value {plain(figure['value'])}   basis {figure['period_basis']}",
    ]
    if figure["keterangan"]:
        lines.append(f"  note     {figure['keterangan']}")
    if root.formula:
        lines.append(f"  formula  {root.formula}")
    for policy in trace_.policies:
        lines.append(f"  policy   {policy['kebijakan']} = {policy['nilai']}: {policy['alasan']} ({policy['dasar']})")
    for other in trace_.alternatives:
        lines.append(f"  instead  {other['figure_id']} = {other['printed']} {other['unit']}")
    if trace_.found.others:
        lines.append(f"  beside   {', '.join(trace_.found.others)}")
    if root.parts:
        lines += ["", "components", *_tree(root.parts, "  ")]
    lines += ["", "checks"]
    lines += [
        f"  {'held  ' if check['passed'] else 'FAILED'} {check['target']} {check['name']}" for check in trace_.checks
    ]
    for leaf in root.leaves():
        lines += ["", *_leaf_text(leaf, trace_.names)]
    return "\n".join(lines)


def _leaves(evidence: Evidence, figure_id: str) -> set[str]:
    """The figures of rows below a figure, or the figure itself."""
    parts = evidence.components.get(figure_id, [])
    return set().union(*(_leaves(evidence, part) for part, _ in parts)) if parts else {figure_id}


def _node(
    evidence: Evidence, figure_id: str, role: str, known: dict[str, Node], words: formulas.Words, *, listed: bool
) -> Node:
    """The tree below a figure; a figure that stands in two places is followed once."""
    figure = evidence.figures[figure_id]
    if figure_id not in known:
        below = evidence.components.get(figure_id, [])
        parts = [_node(evidence, part, part_role, known, words, listed=listed) for part, part_role in below]
        rows = [] if parts or not listed else evidence.source_rows(figure_id)
        known[figure_id] = Node(
            figure=figure,
            role="",
            formula=formula(figure, parts, words),
            parts=parts,
            rows=rows,
            open_end="" if parts or not listed or not figure["trail_relation"] else closes(figure, rows),
        )
    seen = known[figure_id]
    return Node(seen.figure, role, seen.formula, seen.parts, seen.rows, seen.open_end)


def formula(figure: dict[str, Any], parts: list[Node], words: formulas.Words = formulas.ENGLISH) -> str:
    """The figure's rule with the printed numbers of its components put in."""
    components = [
        formulas.Part(
            figure_id=part.figure["figure_id"],
            role=part.role,
            printed=part.figure["printed"],
            known=part.figure["value"] is not None,
        )
        for part in parts
    ]
    return formulas.text(formulas.terms(figure["operation"], components, figure["trail_measure"] or "", words))


def _policies(evidence: Evidence, text: str | None) -> list[dict[str, str]]:
    """The policies named as `name=value; name=value`, with reason and basis from the unit profile."""
    found = []
    for part in (text or "").split(";"):
        name, _, value = part.strip().partition("=")
        if name in evidence.policies:
            policy = evidence.policies[name]
            found.append({"kebijakan": name, "nilai": value, "alasan": policy["alasan"], "dasar": policy["dasar"]})
    return found


def _checks(release: Path, root: Node) -> list[dict[str, Any]]:
    """Checks on the tables that the figure's rows come through, and on the figures themselves."""
    relations = {leaf.figure["trail_relation"] for leaf in root.leaves()}
    content = json.loads((release / "checks.json").read_text(encoding="utf-8"))
    results = content["checks"] if isinstance(content, dict) else content
    return [
        {name: check[name] for name in ("target", "name", "passed", "severity", "dimension")}
        for check in results
        if check["target"] in relations or check["target"].startswith("figures.")
    ]


def _tree(parts: list[Node], indent: str) -> list[str]:
    lines = []
    for part in parts:
        figure = part.figure
        lines.append(
            f"{indent}{part.role}: {figure['figure_id']} = {figure['printed']} {figure['unit']}"
            + (f"   [{part.formula}]" if part.formula else "")
        )
        lines += _tree(part.parts, indent + "  ")
    return lines


def _leaf_text(leaf: Node, names: RowNames) -> list[str]:
    figure = leaf.figure
    closed = f"OPEN: {leaf.open_end}" if leaf.open_end else "closes"
    lines = [
        f"rows of {figure['figure_id']} ({figure['printed']} {figure['unit']}): {len(leaf.rows)}, "
        f"digest {figure['row_digest']}, {closed}"
    ]
    for row in leaf.rows[:SHOWN_ROWS]:
        cells = ", ".join(f"{name}={value}" for name, value in row.cells.items() if value is not None)
        sheet = f" sheet '{row.sheet}'" if row.sheet else ""
        share = "" if row.share is None else f" ({float(row.share) * 100:.4f} %)"
        place = f"{row.file_name} {row.sha256[:12]}{sheet} {names.both(row.sha256, row.sheet, row.row)}"
        lines.append(f"  {place}: {row.contribution}{share}   {cells}")
    if len(leaf.rows) > SHOWN_ROWS:
        lines.append(f"  ... {len(leaf.rows) - SHOWN_ROWS} more; --rows FILE.csv writes all {len(leaf.rows)}")
    return lines


def _public(node: Node) -> dict[str, Any]:
    figure = node.figure
    names = ("figure_id", "label", "printed", "unit", "period_basis", "policy", "operation", "row_count", "row_digest")
    return {
        **{name: figure[name] for name in names},
        "role": node.role,
        "value": plain(figure["value"]),
        "note": figure["keterangan"],
        "formula": node.formula,
        "components": [_public(part) for part in node.parts],
    }


def _row(row: SourceRow, names: RowNames) -> dict[str, Any]:
    return {
        "file": row.file_name,
        "sha256": row.sha256,
        "sheet": row.sheet,
        "row": row.row,
        "spreadsheet_row": names.spreadsheet_row(row.sha256, row.sheet, row.row),
        "contribution": row.contribution,
        "share": None if row.share is None else float(row.share),
        "cells": row.cells,
        "record": row.record,
    }


def _printed(figure: dict[str, Any]) -> str:
    return printed(figure["printed_value"], figure["decimals"], figure["status"])
