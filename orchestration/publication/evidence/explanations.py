"""What stands behind each figure, in words and numbers: the content of its panel, its row in the appendix, its JSON.

Belongs here: formula, policies, alternatives, components and rows of every figure, put together once. Not here: how
they are drawn (panels.py, appendix.py), how rows are found (trails.py), and any arithmetic.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.figures.book import Book, Figure
from orchestration.figures.formulas import Part, Term, Words, terms, text
from orchestration.figures.numbers import format_number, plain
from orchestration.figures.trails import Trail
from orchestration.publication.document.ways import way_of
from orchestration.workspace.formulas import choices

if TYPE_CHECKING:
    from orchestration.publication.document.declared_words import Traces
    from orchestration.publication.document.outline import Outline
    from orchestration.workspace.indicators import Indicator
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter


@dataclass(frozen=True, slots=True)
class PolicyNote:
    """A policy that a figure depends on.

    Attributes:
        policy: its name in the profile.
        title: what it is called.
        value: the value this figure was worked out with.
        choice: that value in words.
        in_force: the value in force, in words, when this figure shows another one for comparison; else empty.
        reason: why the value in force was chosen.
        basis: regulation or letter.
    """

    policy: str
    title: str
    value: str
    choice: str
    in_force: str
    reason: str
    basis: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What stands behind one figure.

    Attributes:
        basis: the period in words.
        indicator: name of the indicator it belongs to; empty for none.
        method: how the indicator is worked out, for its realisasi.
        formula: with the numbers of the components put in.
        rounded: whether the formula shows numbers that are rounded in print, while the figure is made from full ones.
        components: (role in words, figure).
        used_in: figures it is a component of.
        alternatives: the same figure under other values of a policy; for one of them, the others and the one in force.
        trail: its own rows; None for a figure whose rows stand behind its components.
        files: SHA-256 of every file behind it, oldest first.
    """

    figure: Figure
    basis: str
    indicator: str
    method: str
    formula: tuple[Term, ...]
    rounded: bool
    policies: tuple[PolicyNote, ...]
    alternatives: tuple[Figure, ...]
    components: tuple[tuple[str, Figure], ...]
    used_in: tuple[Figure, ...]
    trail: Trail | None
    files: tuple[str, ...]


class SourceFile(NamedTuple):
    """A delivered file: its hash, its name, and the quarter that it landed in."""

    sha256: str
    file_name: str
    quarter: str


@dataclass(frozen=True)
class Explanations:
    """All of them, with what they share.

    Attributes:
        words: of panels and appendix (jejak.yaml).
        by_id: by figure id, in id order.
        files: every file that stands behind a figure, oldest first.
    """

    words: Traces
    by_id: Mapping[str, Explanation]
    files: tuple[SourceFile, ...]


def explain(outline: Outline, book: Book, profile: Profile, trails: Mapping[str, Trail]) -> Explanations:
    """Explains every figure.

    Args:
        outline: the words.
        book: figures and components.
        profile: the policies in force.
        trails: the rows, by figure id.
    """
    words = Words(**outline.traces.rumus)
    roles = outline.traces.peran
    components: dict[str, list[tuple[str, Figure]]] = {}
    users: dict[str, list[Figure]] = {}
    for figure_id, component_id, role in book.components:
        figure, component = book.find(figure_id), book.find(component_id)
        if figure is not None and component is not None:
            components.setdefault(figure_id, []).append((role, component))
            users.setdefault(component_id, []).append(figure)
    alternatives: dict[str, list[Figure]] = {}
    for figure_id, figure in book.figures.items():
        stem, is_alternative, _ = figure_id.partition(".alt.")
        if is_alternative:
            alternatives.setdefault(stem, []).append(figure)
    order = {str(row["_delivery_sha256"]): number for number, row in enumerate(book.deliveries)}
    files = _files(book, components, trails, order)
    indicators = {str(row["kode"]): row for row in book.indicators}
    declared = {item.kode: item for item in profile.indikator}
    policies: dict[tuple[str, str], tuple[PolicyNote, ...]] = {}
    by_id: dict[str, Explanation] = {}
    for figure_id, figure in book.figures.items():
        parts = components.get(figure_id, [])
        stem = figure_id.partition(".alt.")[0]
        others = [other for other in alternatives.get(stem, []) if other.figure_id != figure_id]
        if stem != figure_id and (in_force := book.find(stem)) is not None:
            others.insert(0, in_force)
        said = (figure.indicator, figure.policy)
        if said not in policies:
            policies[said] = _policies(figure.policy, profile, declared.get(figure.indicator))
        indicator = indicators.get(figure.indicator, {})
        by_id[figure_id] = Explanation(
            figure=figure,
            basis=outline.methods.periode.get(figure.period_basis, figure.period_basis),
            indicator=str(indicator.get("indikator", "")),
            method=way_of(profile, declared[figure.indicator]) if stem == f"{figure.indicator}.realisasi" else "",
            formula=tuple(
                terms(
                    figure.operation,
                    [Part(part.figure_id, role, part.printed, part.value is not None) for role, part in parts],
                    figure.trail_measure,
                    words,
                )
            ),
            # A percentage of attainment is the one figure made from a number as it is printed.
            rounded=not figure.operation.startswith("capaian")
            and any(part.value is not None and part.value != part.printed_value for _, part in parts),
            policies=policies[said],
            alternatives=tuple(others),
            components=tuple((roles.get(role, role), part) for role, part in parts),
            used_in=tuple(users.get(figure_id, ())),
            trail=trails.get(figure_id),
            files=files[figure_id],
        )
    behind = {sha256 for found in files.values() for sha256 in found}
    named = [
        SourceFile(str(row["_delivery_sha256"]), str(row["file_name"]), str(row["quarter"])) for row in book.deliveries
    ]
    return Explanations(outline.traces, by_id, tuple(file for file in named if file.sha256 in behind))


def _files(
    book: Book,
    components: Mapping[str, list[tuple[str, Figure]]],
    trails: Mapping[str, Trail],
    order: Mapping[str, int],
) -> dict[str, tuple[str, ...]]:
    """The files behind each figure: of its own rows, else of the rows of its components."""
    known: dict[str, frozenset[str]] = {}

    def behind(figure_id: str) -> frozenset[str]:
        if figure_id not in known:
            known[figure_id] = frozenset()  # ends a circle, which the models' tests rule out
            trail = trails.get(figure_id)
            if trail is not None:
                known[figure_id] = frozenset(stretch.sha256 for stretch in trail.stretches)
            else:
                parts = [behind(part.figure_id) for _, part in components.get(figure_id, [])]
                known[figure_id] = frozenset().union(*parts)
        return known[figure_id]

    return {
        figure_id: tuple(sorted(behind(figure_id), key=lambda sha256: (order.get(sha256, len(order)), sha256)))
        for figure_id in book.figures
    }


def _policies(named: str, profile: Profile, indicator: Indicator | None) -> tuple[PolicyNote, ...]:
    """The policies that a figure names as `policy=value; policy=value`, as they hold for its indicator."""
    notes = []
    for part in named.split(";"):
        name, _, value = part.strip().partition("=")
        if name not in profile.kebijakan:
            continue
        policy = profile.chosen(name, profile.chooser(indicator)) if indicator else profile.kebijakan[name]
        entry = choices()[name]
        notes.append(
            PolicyNote(
                policy=name,
                title=entry.nama,
                value=value,
                choice=entry.nilai.get(value, value),
                in_force="" if value == policy.nilai else entry.nilai[policy.nilai],
                reason=policy.alasan,
                basis=policy.dasar,
            )
        )
    return tuple(notes)


def full(value: Decimal | None) -> str:
    """A value with all its digits in Indonesian notation; empty for none."""
    if value is None:
        return ""
    digits = plain(value)
    return format_number(Decimal(digits), len(digits.partition(".")[2]))


def as_json(explained: Explanations, book: Book, quarter: Quarter, profile: Profile) -> bytes:
    """`jejak.json`: everything the panels say, for programs; one figure and one trail a line.

    Figures that count the same rows name the same trail, so that its rows are listed once.
    """
    names: dict[tuple[str, str], str] = {}
    trails: dict[str, dict[str, Any]] = {}
    figures = []
    for figure_id, item in explained.by_id.items():
        figure, trail = item.figure, item.trail
        entry: dict[str, Any] = {
            "figure_id": figure_id,
            "label": figure.label,
            "indicator": figure.indicator,
            "printed": figure.printed,
            "value": plain(figure.value),
            "unit": figure.unit,
            "status": figure.status or "",
            "note": figure.keterangan,
            "period_basis": figure.period_basis,
            "operation": figure.operation,
            "formula": text(item.formula),
            "policies": {note.policy: note.value for note in item.policies},
            "alternatives": [other.figure_id for other in item.alternatives],
            "components": [],
            "row_count": figure.row_count,
            "row_digest": figure.row_digest,
            "files": list(item.files),
        }
        if trail is not None:
            key = (trail.relation, trail.predicate)
            if key not in names:
                names[key] = f"{trail.relation.partition('.')[2]}-{len(names) + 1}"
                trails[names[key]] = _trail_json(trail)
            entry |= {"trail": names[key], "measure": trail.measure}
            if trail.summed is not None:
                entry |= {"rows_with_a_value": trail.counted, "sum_of_rows": plain(trail.summed)}
        figures.append(entry)
    by_id = {entry["figure_id"]: entry for entry in figures}
    for figure_id, component_id, role in book.components:
        if figure_id in by_id:
            by_id[figure_id]["components"].append({"figure_id": component_id, "role": role})
    head = {
        "quarter": quarter.code,
        "unit": profile.unit.nama,
        "files": [file._asdict() for file in explained.files],
        "policies": {name: policy.model_dump() for name, policy in sorted(profile.kebijakan.items())},
    }
    parts = [f"{_line(name)}: {json.dumps(content, ensure_ascii=False, indent=1)}" for name, content in head.items()]
    listed = ",\n".join(f"{_line(name)}: {_line(content)}" for name, content in trails.items())
    parts.append(f'"trails": {{\n{listed}\n}}')
    parts.append(f'"figures": [\n{f",{chr(10)}".join(map(_line, figures))}\n]')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8")


def _trail_json(trail: Trail) -> dict[str, Any]:
    return {
        "table": trail.relation,
        "rows_where": trail.predicate,
        "row_count": trail.row_count,
        "row_digest": trail.row_digest,
        "rows": [
            {
                "sha256": stretch.sha256,
                "file_name": stretch.file_name,
                "sheet": stretch.sheet,
                "row_count": stretch.count,
                "row_ranges": stretch.listed(),
            }
            for stretch in trail.stretches
        ],
    }


def _line(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)
