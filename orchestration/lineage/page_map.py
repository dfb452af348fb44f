"""The map of the page: every table in the lane of its stop, joined to those it reads.

Belongs here: places, edges, what lights up under the pointer; all by style sheet. Not here: tables column by column
(page.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from orchestration.lineage.columns import Lineage, Table, key_of
from orchestration.transformation.project import stop_of

_WIDTH, _GAP, _HEIGHT, _STEP, _TOP = 222, 62, 20, 25, 34


def draw(lineage: Lineage, by_stop: Mapping[str, Sequence[Table]], titles: Mapping[str, str], label: str) -> str:
    """Every table that is read or reads, a lane for each stop; what belongs to a table lights up under the pointer.

    Args:
        lineage: of the dbt project.
        by_stop: the tables of each stop, from sources to figures.
        titles: how each stop is called.
        label: what the map shows, for who does not see it.
    """
    used = {name for table in lineage.tables.values() if table.reads for name in (table.name, *table.reads)}
    lanes = _ordered({stop: [t.name for t in tables if t.name in used] for stop, tables in by_stop.items()}, lineage)
    tallest = max(map(len, lanes.values()))
    place: dict[str, tuple[int, float]] = {}
    for lane, names in enumerate(lanes.values()):
        first = _TOP + (tallest - len(names)) * _STEP / 2
        for index, name in enumerate(names):
            place[name] = (lane * (_WIDTH + _GAP), first + index * _STEP)
    number = {name: index for index, name in enumerate(place)}
    above, below = ({name: reach(name, lineage) for name in place} for reach in (_above, _below))
    edges = []
    for name in place:
        for read in lineage.tables[name].reads:
            # An edge lights up for every table that has both its ends above it, or both below.
            lit = [o for o in place if {name, read} <= above[o] or {name, read} <= below[o]]
            kind = "book " if read.startswith("raw_ingestion.") else ""
            classes = " ".join(f"p{number[other]}" for other in lit)
            edges.append(f'<path class="{kind}{classes}" d="{_curve(place[read], place[name])}"/>')
    nodes = []
    for name, (x, y) in place.items():
        kin = " ".join(f"p{number[other]}" for other in place if other in above[name] or other in below[name])
        shown = name.removeprefix("raw_") if name.startswith(("raw_", "reference.")) else key_of(name)[1]
        nodes.append(
            f'<a href="#{name}" class="n {stop_of(key_of(name))} n{number[name]} {kin}"><title>{name}</title>'
            f'<rect x="{x}" y="{y:g}" width="{_WIDTH}" height="{_HEIGHT}" rx="4"/>'
            f'<text x="{x + 8}" y="{y + 14:g}">{shown}</text></a>'
        )
    heads = [
        f'<text class=lane x="{lane * (_WIDTH + _GAP)}" y="18">{titles[stop]}</text>' for lane, stop in enumerate(lanes)
    ]
    width, height = len(lanes) * (_WIDTH + _GAP) - _GAP, _TOP + tallest * _STEP
    light = "".join(
        f".map:has(.n{i}:hover) .p{i},.map:has(.n{i}:focus-visible) .p{i}{{opacity:1}}"
        f".map:has(.n{i}:hover) path.p{i}{{stroke:var(--accent)}}"
        for i in number.values()
    )
    return (
        f"<style>{light}</style>"
        f'<div class=wide><svg class=map viewBox="-4 0 {width + 36} {height}" role="img" '
        f'aria-label="{label}">{"".join(heads)}<g>{"".join(edges)}</g>{"".join(nodes)}</svg>'
        "</div>"
    )


def _curve(start: tuple[int, float], end: tuple[int, float]) -> str:
    x1, y1, x2, y2 = start[0] + _WIDTH, start[1] + _HEIGHT / 2, end[0], end[1] + _HEIGHT / 2
    if x2 <= start[0]:
        # Within one lane: out to the right and back in.
        bend = x1 + _GAP * 0.45
        return f"M{x1} {y1:g}C{bend:g} {y1:g} {bend:g} {y2:g} {x1} {y2:g}"
    middle = (x1 + x2) / 2
    return f"M{x1} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {x2} {y2:g}"


def _ordered(lanes: dict[str, list[str]], lineage: Lineage) -> dict[str, list[str]]:
    """The tables of each lane in an order that keeps neighbours near: some rounds of going to their middle."""
    near: dict[str, set[str]] = defaultdict(set)
    for table in lineage.tables.values():
        for above in table.reads:
            near[table.name].add(above)
            near[above].add(table.name)
    # Books are read by every staging view and would pull them all to one place.
    for name in [name for name in near if name.startswith("raw_ingestion.")]:
        for other in near.pop(name):
            near[other].discard(name)
    for _ in range(8):
        height = {name: (index + 0.5) / len(names) for names in lanes.values() for index, name in enumerate(names)}
        for stop, names in lanes.items():
            middle = {
                name: sum(height[other] for other in near[name] if other in height) / max(1, len(near[name]))
                for name in names
            }
            lanes[stop] = sorted(names, key=lambda name: (not near[name], middle[name], name))
    return lanes


def _above(name: str, lineage: Lineage) -> set[str]:
    """A table and every table it reads, directly or through others."""
    found, waiting = {name}, [name]
    while waiting:
        new = set(lineage.tables[waiting.pop()].reads) - found
        found |= new
        waiting += new
    return found


def _below(name: str, lineage: Lineage) -> set[str]:
    """A table and every table that reads it, directly or through others."""
    found = {name}
    for table in lineage.tables.values():
        if found & set(table.reads):
            found.add(table.name)
    return found
