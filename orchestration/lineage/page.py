"""`lineage.html`: from every delivered column to every figure and back, drawn in one file.

Belongs here: the page. Not here: what depends on what (columns.py). The page needs no network, no server and no script:
every table and every column has an anchor, every name is a link, and the map lights up by style sheet alone.

A link into something folded away unfolds it: the anchors stand inside, and a browser opens what it has to show.

Anchors: `schema.table` for a table, `schema.table.column` for a column, `figures-<indicator>` for its figures.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from orchestration.lineage.columns import Column, Lineage, Table, key_of
from orchestration.lineage.figures import FigureLineage, figure_lineages
from orchestration.transformation.project import stop_of
from orchestration.workspace import database

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.workspace.settings import Workspace

_STOPS = {
    "raw": ("Sources", "delivered rows as text, the books about them, reference data of the unit"),
    "staging": ("Staging", "one view per delivered table: renamed, cast, nothing else"),
    "intermediate": ("Intermediate", "one step done: joined, dated, keyed"),
    "marts": ("Marts", "facts row by row, and the measures of each domain"),
    "figures": ("Figures", "one row per figure of the report, and what the report says beside them"),
}

_LANES_UP_TO = 40
"""A column with more columns on its way shows the tables of each stop instead of their columns."""

_SHOWN_FIGURES = 4

_FOLDED_FROM = 12
"""More columns of one table than these are folded into their number."""

_NOTHING = "&mdash;"

_VALUE = Column("figures.figures", "value")


@dataclass(frozen=True)
class ReleasedFigures:
    """The figures of one release.

    Attributes:
        title: which release, e.g. `2025-TW2 r1`.
        rows: figure id -> row of `figures.figures`.
        lineages: figure id -> what it is made of.
    """

    title: str
    rows: Mapping[str, Mapping[str, object]]
    lineages: Mapping[str, FigureLineage]

    def group_of(self, figure_id: str) -> str:
        """The indicator of a figure; for one that belongs to none, the first word of its id."""
        return str(self.rows[figure_id].get("indicator") or figure_id.partition(".")[0])


def path(workspace: Workspace) -> Path:
    """Where the page lies."""
    return workspace.state / "lineage.html"


def write(workspace: Workspace, lineage: Lineage) -> Path:
    """Writes the page, with the figures of the workspace's newest release when there is one."""
    target = path(workspace)
    text = render(lineage, released(workspace, lineage))
    if not (target.is_file() and target.read_text(encoding="utf-8") == text):
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{os.getpid()}")
        partial.write_text(text, encoding="utf-8")
        partial.replace(target)
    return target


def released(workspace: Workspace, lineage: Lineage) -> ReleasedFigures | None:
    """The figures of the newest release of the newest quarter; None when nothing has been released.

    Also None for a release made by models other than those of today, whose columns the lineage does not know.
    """
    import duckdb

    from orchestration.lineage.columns import LineageError
    from orchestration.release.reading import latest_release
    from orchestration.workspace.quarters import Quarter

    folders = [folder.name for folder in workspace.reports.iterdir()] if workspace.reports.is_dir() else []
    for quarter in sorted((Quarter.parse(name) for name in folders if _is_quarter(name)), reverse=True):
        release = latest_release(workspace, quarter)
        if release is None or not (release / "evidence.duckdb").is_file():
            continue
        try:
            rows, components = _figures(release / "evidence.duckdb")
            lineages = figure_lineages(rows, components, lineage)
        except (LineageError, duckdb.Error):
            return None
        return ReleasedFigures(f"{quarter} {release.name}", rows, lineages)
    return None


def _figures(evidence: Path) -> tuple[dict[str, dict[str, object]], dict[str, list[str]]]:
    """The figures of a release by id, and the components of each."""
    with database.connect(evidence, read_only=True) as connection:
        cursor = connection.execute("FROM figures.figures ORDER BY figure_id")
        names = [column[0] for column in cursor.description or []]
        rows = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
        components: dict[str, list[str]] = defaultdict(list)
        pairs = "SELECT figure_id, component_id FROM figures.figure_components ORDER BY 1, 2"
        for figure_id, component_id in connection.execute(pairs).fetchall():
            components[figure_id].append(component_id)
    return rows, components


def _is_quarter(name: str) -> bool:
    from orchestration.workspace.quarters import Quarter

    try:
        Quarter.parse(name)
    except ValueError:
        return False
    return True


def render(lineage: Lineage, figures: ReleasedFigures | None = None) -> str:
    """The page as text.

    Args:
        lineage: of the dbt project.
        figures: of a release; without them the page ends at the columns of `figures.figures`.
    """
    by_stop: dict[str, list[Table]] = {stop: [] for stop in _STOPS}
    for table in lineage.tables.values():
        by_stop[stop_of(key_of(table.name))].append(table)
    for tables in by_stop.values():
        tables.sort(key=lambda table: table.name)
    moved = _moved(figures)
    sections = [
        _section(stop, "".join(_table(table, lineage, moved) for table in tables)) for stop, tables in by_stop.items()
    ]
    columns = sum(len(table.columns) for table in lineage.tables.values())
    inferred = [
        Column(table.name, name)
        for table in lineage.tables.values()
        for name, origin in table.columns.items()
        if origin.inferred
    ]
    navigation = [f'<a href="#{stop}">{title}</a>' for stop, (title, _) in _STOPS.items()]
    navigation.insert(0, '<a href="#map">Map</a>')
    if figures is not None:
        navigation.append('<a href="#released">Figures by id</a>')
    return "".join(
        [
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<title>Column lineage: from delivered column to figure</title>",
            f"<style>{_STYLE}</style></head><body>",
            f"<nav><strong>Column lineage</strong>{''.join(navigation)}</nav><main>",
            "<h1>From delivered column to figure</h1>",
            f"<p class=lead>{len(lineage.tables)} tables, {columns} columns. For each column: what it is made of, and "
            "which delivered or reference columns stand behind it. Every name leads on; Ctrl+F finds a column.</p>",
            _legend(inferred),
            f'<section id="map"><h2>Map</h2>{_map(lineage, by_stop)}</section>',
            *sections,
            _released(figures) if figures is not None else "",
            "</main></body></html>\n",
        ]
    )


def _legend(inferred: Sequence[Column]) -> str:
    marks = "".join(
        f"<dt><span class='how {how}'>{how}</span></dt><dd>{meaning}</dd>"
        for how, meaning in (
            ("copied", "the value as it stands above, perhaps under another name"),
            ("computed", "an expression of the columns above, row by row"),
            ("aggregated", "several rows made into one value"),
            ("constant", "written in the model; no column behind it"),
        )
    )
    which = (
        f" Here that is {len(inferred)}: {', '.join(_link(column, str(column)) for column in inferred)}."
        if inferred
        else " Here every column is traced; none is inferred."
    )
    return (
        f"<details class=legend><summary>How to read it</summary><dl>{marks}"
        "<dt><span class=inferred>inferred: table</span></dt><dd>no narrower answer is certain, so all columns of the "
        f"relations read stand for it.{which}</dd>"
        "<dt>looked up by</dt><dd>the value stands in a joined relation; these columns say in which of its rows.</dd>"
        "<dt>rows by</dt><dd>columns that decide which rows a table has: joined, filtered or grouped by. They hold for "
        "all its columns and are not repeated there.</dd>"
        "<dt class=pipeline>_name</dt><dd>a column of the pipeline: file, sheet, row, format of the delivery.</dd>"
        "</dl></details>"
    )


# --- tables and columns ----------------------------------------------------------------------------------------------


def _section(stop: str, body: str) -> str:
    title, meaning = _STOPS[stop]
    return f'<section id="{stop}" class="stop {stop}"><h2>{title} <small>{meaning}</small></h2>{body}</section>'


def _table(table: Table, lineage: Lineage, moved: Mapping[Column, Mapping[str, int]]) -> str:
    rows = "".join(
        (_source_row if table.is_source else _row)(Column(table.name, name), lineage, moved) for name in table.columns
    )
    facts = ""
    if table.reads:
        facts += f"<dt>reads</dt><dd>{', '.join(_table_link(name) for name in table.reads)}</dd>"
    if table.rows:
        facts += f"<dt>rows by</dt><dd>{_grouped(table.rows, lineage)}</dd>"
    if table.name.startswith("marts.fct_"):
        behind = _grouped(lineage.row_sources(table.name), lineage, linked=False)
        facts += (
            "<dt>rows by, in the end</dt><dd><details class=more><summary>source columns that decide on the whole way "
            f"which rows there are</summary>{behind}</details></dd>"
        )
    if table.is_source:
        readers = [other.name for other in lineage.tables.values() if table.name in other.reads]
        facts += f"<dt>read by</dt><dd>{', '.join(map(_table_link, readers)) or 'no model'}</dd>"
    head = (
        "<th>column<th>goes to<th>marts it reaches<th>figures by their rows"
        if table.is_source
        else "<th>column<th>made of<th>source columns"
    )
    opened = " open" if table.name.startswith(("marts.", "figures.")) else ""
    description = f"<p>{escape(table.description)}</p>" if table.description else ""
    return (
        f"<details class=table{opened}><summary><b>{table.name}</b>"
        f"<span class=count>{len(table.columns)} columns</span></summary>"
        f'<div class=body id="{table.name}">{description}<dl class=facts>{facts}</dl>'
        f"<div class=wide><table><thead><tr>{head}</thead><tbody>{rows}</tbody></table></div></div></details>"
    )


def _row(column: Column, lineage: Lineage, _moved: Mapping[Column, Mapping[str, int]]) -> str:
    origin = lineage.origin(column)
    mark = f"<span class='how {origin.how}'>{origin.how}</span>"
    if origin.inferred:
        mark += f" <span class=inferred title='{escape(origin.reason, quote=True)}'>inferred: table</span>"
    made = _grouped(origin.upstream, lineage)
    if origin.keys:
        made += f"<span class=by>looked up by</span>{_grouped(origin.keys, lineage)}"
    sources = _grouped(lineage.sources(column), lineage, linked=False) + _way(column, lineage)
    return (
        f'<tr id="{column}"><th scope=row>{_own_name(column)}{mark}</th><td>{made or _NOTHING}</td>'
        f"<td>{sources or _NOTHING}</td></tr>"
    )


def _source_row(column: Column, lineage: Lineage, moved: Mapping[Column, Mapping[str, int]]) -> str:
    below = lineage.descendants(column)
    marts = sorted(other for other in below if other.table.startswith("marts."))
    direct = lineage.downstream.get(column, ())
    figures = ", ".join(
        f'<a href="#figures-{escape(group)}">{escape(group)}</a> <small>({count})</small>'
        for group, count in moved.get(column, {}).items()
    )
    if not figures and _VALUE in below:
        # A policy, a number of decimals, an assessment not yet made: it acts on a figure and is in no row of its trail.
        figures = f"<span class=unread>in no row of a trail, and yet in</span> {_link(_VALUE, str(_VALUE))}"
    deciding = [table.name for table in lineage.tables.values() if column in table.rows]
    goes = _grouped(direct, lineage) if direct else ""
    if deciding:
        goes += f"<span class=of>rows of {', '.join(map(_table_link, deciding))}</span>"
    unread = "" if goes else "<span class=unread>kept, read by no model</span>"
    reached = _grouped(marts, lineage, linked=False)
    return (
        f'<tr id="{column}"><th scope=row>{_own_name(column)}</th><td>{goes}{unread}</td>'
        f"<td>{reached or _NOTHING}</td><td>{figures or _NOTHING}</td></tr>"
    )


def _own_name(column: Column) -> str:
    kind = " class=pipeline" if column.name.startswith("_") else ""
    return f'<a href="#{column}"{kind}>{escape(column.name)}</a>'


def _grouped(columns: Iterable[Column], lineage: Lineage, *, linked: bool = True) -> str:
    """Columns under the name of their table, those of the pipeline last and paler."""
    by_table: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        by_table[column.table].append(column.name)
    groups = []
    for table, names in sorted(by_table.items()):
        known = lineage.tables[table].columns
        if len(names) == len(known) and len(names) > _FOLDED_FROM:
            groups.append(f"<span class=of>{_table_link(table)} <i>all {len(names)} columns</i></span>")
            continue
        ordered = sorted(names, key=_pipeline_last)
        listed = ", ".join(_link(Column(table, name), name) if linked else _plain(name) for name in ordered)
        if len(names) > _FOLDED_FROM and not linked:
            groups.append(
                f"<details class=more><summary>{_table_link(table)} {len(names)} columns</summary>{listed}</details>"
            )
        else:
            groups.append(f"<span class=of>{_table_link(table)} {listed}</span>")
    return "".join(groups)


def _plain(name: str) -> str:
    return f"<span class=pipeline>{escape(name)}</span>" if name.startswith("_") else escape(name)


def _pipeline_last(name: str) -> tuple[bool, str, int]:
    """Sorts business columns before the pipeline's, and u2 before u10."""
    stem = name.rstrip("0123456789")
    return name.startswith("_"), stem, int(name[len(stem) :] or 0)


def _way(column: Column, lineage: Lineage) -> str:
    """The whole way from the sources to a column, one lane a stop, folded away."""
    above = lineage.ancestors(column)
    if column.stop not in ("marts", "figures") or all(lineage.tables[other.table].is_source for other in above):
        return ""
    lanes: dict[str, list[Column]] = {stop: [] for stop in _STOPS}
    for other in above:
        lanes[other.stop].append(other)
    lanes[column.stop].append(column)
    drawn = []
    for stop, columns in lanes.items():
        if not columns:
            continue
        if len(above) <= _LANES_UP_TO:
            inside = _grouped(columns, lineage)
        else:
            counts: dict[str, int] = defaultdict(int)
            for other in columns:
                counts[other.table] += 1
            inside = "".join(
                f"<span class=of>{_table_link(table)} {count} of {len(lineage.tables[table].columns)} columns</span>"
                for table, count in sorted(counts.items())
            )
        drawn.append(f"<li class={stop}><b>{_STOPS[stop][0]}</b>{inside}</li>")
    return f"<details class=way><summary>the whole way</summary><ol>{''.join(drawn)}</ol></details>"


def _link(column: Column, text: str) -> str:
    kind = " class=pipeline" if column.name.startswith("_") else ""
    return f'<a href="#{column}"{kind}>{escape(text)}</a>'


def _table_link(name: str) -> str:
    return f'<a class="t {stop_of(key_of(name))}" href="#{name}">{name}</a>'


# --- figures ---------------------------------------------------------------------------------------------------------


def _moved(figures: ReleasedFigures | None) -> dict[Column, dict[str, int]]:
    """Source column -> indicator -> how many of its figures are made of it or have their rows chosen by it."""
    moved: dict[Column, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    if figures is not None:
        for figure_id, made in figures.lineages.items():
            for source in made.sources:
                moved[source][figures.group_of(figure_id)] += 1
    return {source: dict(sorted(groups.items())) for source, groups in moved.items()}


def _released(figures: ReleasedFigures) -> str:
    """Figures by indicator; those made of the same columns in the same way share a row."""
    groups: dict[str, dict[FigureLineage, list[str]]] = defaultdict(lambda: defaultdict(list))
    for figure_id, made in figures.lineages.items():
        groups[figures.group_of(figure_id)][made].append(figure_id)
    drawn = []
    for group, rows in sorted(groups.items()):
        count = sum(map(len, rows.values()))
        body = "".join(_figure_row(ids, made) for made, ids in rows.items())
        drawn.append(
            f"<details class=table><summary><b>{escape(group)}</b><span class=count>{count} figures</span></summary>"
            f'<div class="body wide" id="figures-{escape(group)}"><table><thead>'
            f"<tr><th>figure<th>measured from<th>rows chosen by</thead><tbody>{body}</tbody></table></div></details>"
        )
    return (
        '<section id="released" class="stop figures"><h2>Figures by id <small>of release '
        f"{escape(figures.title)}: the source columns behind each, by the rows of its trail. What decides which rows a "
        "fact has at all stands with the fact.</small></h2>"
        f"{''.join(drawn)}</section>"
    )


def _figure_row(ids: Sequence[str], made: FigureLineage) -> str:
    first, rest = ids[:_SHOWN_FIGURES], ids[_SHOWN_FIGURES:]
    names = "".join(f"<code>{escape(name)}</code> " for name in first)
    if rest:
        more = "".join(f"<code>{escape(name)}</code> " for name in rest)
        names += f"<details class=more><summary>and {len(rest)} more</summary>{more}</details>"
    facts = ", ".join(map(_table_link, made.relations))
    measure = _sources(made.measure, made.measure_sources) if made.measure else "<i>their number</i>"
    condition = _sources(made.condition, made.condition_sources) if made.condition else "<i>all rows</i>"
    rows = f"<span class=of>rows of {facts}</span>"
    return f"<tr><th scope=row>{names}</th><td>{rows}{measure}</td><td>{condition}</td></tr>"


def _sources(columns: Sequence[Column], sources: Sequence[Column]) -> str:
    """The fact's columns as links, the source columns behind them folded into one line a table."""
    by_table: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        by_table[source.table].append(source.name)
    behind = "".join(
        f"<li>{_table_link(table)} {escape(', '.join(sorted(names, key=_pipeline_last)))}</li>"
        for table, names in sorted(by_table.items())
    )
    direct = ", ".join(_link(column, column.name) for column in columns)
    return f"{direct}<ul class=behind>{behind}</ul>" if behind else direct


# --- the map ---------------------------------------------------------------------------------------------------------

_WIDTH, _GAP, _HEIGHT, _STEP, _TOP = 222, 62, 20, 25, 34


def _map(lineage: Lineage, by_stop: Mapping[str, Sequence[Table]]) -> str:
    """Every table that is read or reads, a lane for each stop; what belongs to a table lights up under the pointer."""
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
        f'<text class=lane x="{lane * (_WIDTH + _GAP)}" y="18">{_STOPS[stop][0]}</text>'
        for lane, stop in enumerate(lanes)
    ]
    width, height = len(lanes) * (_WIDTH + _GAP) - _GAP, _TOP + tallest * _STEP
    light = "".join(
        f".map:has(.n{i}:hover) .p{i},.map:has(.n{i}:focus-visible) .p{i}{{opacity:1}}"
        f".map:has(.n{i}:hover) path.p{i}{{stroke:var(--accent)}}"
        for i in number.values()
    )
    return (
        f"<style>{light}</style><p class=hint>Point at a table to see what it is made of and what it feeds; click to "
        "go there.</p>"
        f'<div class=wide><svg class=map viewBox="-4 0 {width + 36} {height}" role="img" '
        f'aria-label="Tables from sources to figures">{"".join(heads)}<g>{"".join(edges)}</g>{"".join(nodes)}</svg>'
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


_STYLE = """
:root{--ink:#1c2430;--pale:#667085;--line:#dfe3ea;--back:#fff;--soft:#f6f7f9;--accent:#c2410c;--mark:#fff3d6;
--raw:#8a6d3b;--staging:#2b7a78;--intermediate:#5b5ea6;--marts:#1d5fa8;--figures:#a12f5a}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ef;--pale:#98a2b3;--line:#333b47;--back:#14181f;--soft:#1b2129;
--accent:#fb923c;--mark:#4a3a12;--raw:#d2b06a;--staging:#5cc4c0;--intermediate:#a3a6ec;--marts:#74b0f5;--figures:#f08db3}}
*{box-sizing:border-box}
html{scroll-padding-top:3.6rem}
body{margin:0;color:var(--ink);background:var(--back);font:15px/1.5 system-ui,"Segoe UI",Roboto,sans-serif}
nav{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;padding:.65rem 1.5rem;
background:var(--back);border-bottom:1px solid var(--line)}
nav strong{margin-right:.6rem}
main{max-width:1440px;margin:0 auto;padding:1rem 1.5rem 5rem}
h1{font-size:1.7rem;margin:.6rem 0 .2rem}
h2{font-size:1.25rem;margin:2.4rem 0 .7rem;padding-bottom:.3rem;border-bottom:2px solid var(--line)}
h2 small{font-size:.85rem;font-weight:400;color:var(--pale);margin-left:.5rem}
.lead{color:var(--pale);margin-top:0;max-width:70ch}
a{color:inherit;text-decoration:underline;text-decoration-color:var(--line);text-underline-offset:2px}
a:hover{text-decoration-color:currentColor}
nav a{text-decoration:none;color:var(--pale)} nav a:hover{color:var(--ink)}
.hint{color:var(--pale);font-size:.88rem;margin:.2rem 0 .6rem}
.wide{overflow-x:auto}
.map{min-width:1000px;width:100%;height:auto;font-size:11.3px}
.map a{text-decoration:none}
.map text{fill:var(--ink)} .map .lane{font-weight:600;font-size:14px}
.map rect{fill:var(--soft);stroke-width:1.2}
.map .raw rect{stroke:var(--raw)}.map .staging rect{stroke:var(--staging)}
.map .intermediate rect{stroke:var(--intermediate)}
.map .marts rect{stroke:var(--marts)}.map .figures rect{stroke:var(--figures)}
.map path{fill:none;stroke:var(--pale);stroke-width:1;opacity:.28}
.map path.book{opacity:.08}
.map:has(.n:hover) path,.map:has(.n:focus-visible) path{opacity:.04}
.map:has(.n:hover) .n,.map:has(.n:focus-visible) .n{opacity:.25}
details.table{border:1px solid var(--line);border-left-width:4px;border-radius:6px;margin:.5rem 0;padding:0 .9rem}
.raw>details.table{border-left-color:var(--raw)}.staging>details.table{border-left-color:var(--staging)}
.intermediate>details.table{border-left-color:var(--intermediate)}.marts>details.table{border-left-color:var(--marts)}
.figures>details.table{border-left-color:var(--figures)}
details.table[open]{padding-bottom:.8rem}
details.table>summary{cursor:pointer;padding:.5rem 0}
.count{color:var(--pale);font-size:.85rem;margin-left:.7rem}
details.table>p{margin:.1rem 0 .5rem;max-width:95ch}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .9rem;margin:.2rem 0 .7rem;font-size:.87rem}
dl.facts dt,.legend dt{color:var(--pale)} dd{margin:0}
.legend{font-size:.9rem;background:var(--soft);border-radius:6px;padding:.4rem .9rem}
.legend summary{cursor:pointer}.legend dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem}
table{border-collapse:collapse;width:100%;font-size:.87rem}
thead th{text-align:left;color:var(--pale);font-weight:500;padding:.25rem .9rem .25rem 0;
border-bottom:1px solid var(--line)}
tbody th{text-align:left;font-weight:600;width:17rem} tbody th>a{text-decoration:none}
tbody th,tbody td{vertical-align:top;padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
tbody td{width:34%}
.body{scroll-margin-top:6rem}
tr:target,details.table:has(>.body:target)>summary{background:var(--mark)}
tr:target>th{box-shadow:-.5rem 0 0 var(--mark)}
.how{display:inline-block;margin-left:.5rem;font-weight:400;font-size:.75rem;color:var(--pale)}
.legend .how{margin:0;font-size:.85rem}
.how.aggregated{color:var(--marts)}.how.computed{color:var(--staging)}
.inferred{font-weight:400;font-size:.75rem;color:var(--accent);border:1px solid;border-radius:3px;padding:0 .3rem;
white-space:nowrap}
.pipeline,.unread{color:var(--pale);font-weight:400}
.by{display:block;color:var(--pale);font-size:.8rem;margin-top:.15rem}
.of{display:block;overflow-wrap:anywhere}
.t{text-decoration:none;font-size:.92em}
.t.raw{color:var(--raw)}.t.staging{color:var(--staging)}.t.intermediate{color:var(--intermediate)}
.t.marts{color:var(--marts)}.t.figures{color:var(--figures)}
.way summary,.more summary{cursor:pointer;color:var(--pale);font-size:.8rem;font-weight:400}
.way ol{list-style:none;margin:.3rem 0 0;padding:0}
.way li{border-left:3px solid;padding:.1rem 0 .35rem .6rem;margin-left:.2rem}
.way li>*{color:var(--ink)}.way li .t{color:inherit}
.way li b{font-size:.75rem;text-transform:uppercase;letter-spacing:.04em;color:inherit}
.way .raw{border-color:var(--raw)}.way .staging{border-color:var(--staging)}
.way .intermediate{border-color:var(--intermediate)}.way .marts{border-color:var(--marts)}
.way .figures{border-color:var(--figures)}
.behind{margin:.25rem 0 0;padding-left:0;list-style:none;font-size:.92em;color:var(--pale)}
code{font-size:.88em;font-weight:400;overflow-wrap:anywhere}
#released tbody th{width:26rem}
@media print{nav,.hint{display:none}.wide{overflow:visible}}
"""
