"""`lineage.html`: from every delivered column to every figure and back, drawn in one file.

Belongs here: the page's text; its looks stand beside it (page.css). Not here: what depends on what (columns.py), the
figures it shows (released.py), its map (page_map.py).

The page needs no network, no server and no script: every table and every column has an anchor, every name is a link,
and the map lights up by style sheet alone.

A link into something folded away unfolds it: the anchors stand inside, and a browser opens what it has to show.

Anchors: `schema.table` for a table, `schema.table.column` for a column, `figures-<indicator>` for its figures.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.language.choice import Language, preferred
from orchestration.language.sentences import Sentence, as_declared, say, told
from orchestration.lineage import page_map
from orchestration.lineage.columns import Column, How, Lineage, Table, key_of
from orchestration.lineage.figures import FigureLineage
from orchestration.lineage.released import ReleasedFigures, released
from orchestration.transformation.project import stop_of

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace

_STOPS = {
    "raw": (say("Sources"), say("delivered rows as text, the books about them, reference data of the unit")),
    "staging": (say("Staging"), say("one view per delivered table: renamed, cast, nothing else")),
    "intermediate": (say("Intermediate"), say("one step done: joined, dated, keyed")),
    "marts": (say("Marts"), say("facts row by row, and the measures of each domain")),
    "figures": (say("Figures"), say("one row per figure of the report, and what the report says beside them")),
}

_HOW: tuple[tuple[How, Sentence], ...] = (
    ("copied", say("the value as it stands above, perhaps under another name")),
    ("computed", say("an expression of the columns above, row by row")),
    ("aggregated", say("several rows made into one value")),
    ("constant", say("written in the model; no column behind it")),
)

_LANES_UP_TO = 40
"""A column with more columns on its way shows the tables of each stop instead of their columns."""

_SHOWN_FIGURES = 4

_FOLDED_FROM = 12
"""More columns of one table than these are folded into their number."""

_NOTHING = "&mdash;"

_USUAL: Language = "id"
"""The page is for stewards, like the interface that links to it."""

_INFERRED = say("inferred: table")
_LOOKED_UP = say("looked up by")
_ROWS_BY = say("rows by")
_ROWS_OF = say("rows of")
_IN_NO_ROW = say("in no row of a trail, and yet in")
_HINT = say("Point at a table to see what it is made of and what it feeds; click to go there.")

_VALUE = Column("figures.figures", "value")

_STYLE = Path(__file__).with_suffix(".css")


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
    titles = {stop: _text(title) for stop, (title, _) in _STOPS.items()}
    navigation = [f'<a href="#{stop}">{title}</a>' for stop, title in titles.items()]
    navigation.insert(0, f'<a href="#map">{_text(say("Map"))}</a>')
    if figures is not None:
        navigation.append(f'<a href="#released">{_text(say("Figures by id"))}</a>')
    name = _text(say("Column lineage"))
    lead = say(
        "{tables} tables, {columns} columns. For each column: what it is made of, and which delivered or reference"
        " columns stand behind it. Every name leads on; Ctrl+F finds a column.",
        tables=len(lineage.tables),
        columns=columns,
    )
    return "".join(
        [
            f'<!DOCTYPE html>\n<html lang="{preferred(_USUAL)}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{name}: {_text(say('from delivered column to figure'))}</title>",
            f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style></head><body>",
            f"<nav><strong>{name}</strong>{''.join(navigation)}</nav><main>",
            f"<h1>{_text(say('From delivered column to figure'))}</h1>",
            f"<p class=lead>{_text(lead)}</p>",
            _legend(inferred),
            f'<section id="map"><h2>{_text(say("Map"))}</h2><p class=hint>{_text(_HINT)}</p>'
            f"{page_map.draw(lineage, by_stop, titles, _text(say('Tables from sources to figures')))}</section>",
            *sections,
            _released(figures) if figures is not None else "",
            "</main></body></html>\n",
        ]
    )


def _legend(inferred: Sequence[Column]) -> str:
    marks = "".join(f"<dt>{_mark(how)}</dt><dd>{_text(meaning)}</dd>" for how, meaning in _HOW)
    which = _text(say("Here every column is traced; none is inferred."))
    if inferred:
        listed = ", ".join(_link(column, str(column)) for column in inferred)
        which = f"{_text(say('Here that is {count}:', count=len(inferred)))} {listed}."
    told = (
        (
            f"<span class=inferred>{_text(_INFERRED)}</span>",
            say("no narrower answer is certain, so all columns of the relations read stand for it."),
            f" {which}",
        ),
        (
            _text(_LOOKED_UP),
            say("the value stands in a joined relation; these columns say in which of its rows."),
            "",
        ),
        (
            _text(_ROWS_BY),
            say(
                "columns that decide which rows a table has: joined, filtered or grouped by. They hold for all its"
                " columns and are not repeated there."
            ),
            "",
        ),
    )
    own = _text(say("a column of the pipeline: file, sheet, row, format of the delivery."))
    return (
        f"<details class=legend><summary>{_text(say('How to read it'))}</summary><dl>{marks}"
        + "".join(f"<dt>{term}</dt><dd>{_text(meaning)}{more}</dd>" for term, meaning, more in told)
        + f"<dt class=pipeline>_name</dt><dd>{own}</dd></dl></details>"
    )


def _text(sentence: str) -> str:
    """A sentence in the language of the interface, as HTML."""
    return escape(told(sentence, preferred(_USUAL)), quote=False)


def _mark(how: How) -> str:
    return f"<span class='how {how}'>{_text(as_declared(how))}</span>"


# --- tables and columns ----------------------------------------------------------------------------------------------


def _section(stop: str, body: str) -> str:
    title, meaning = map(_text, _STOPS[stop])
    return f'<section id="{stop}" class="stop {stop}"><h2>{title} <small>{meaning}</small></h2>{body}</section>'


def _table(table: Table, lineage: Lineage, moved: Mapping[Column, Mapping[str, int]]) -> str:
    rows = "".join(
        (_source_row if table.is_source else _row)(Column(table.name, name), lineage, moved) for name in table.columns
    )
    facts = ""
    if table.reads:
        facts += f"<dt>{_text(say('reads'))}</dt><dd>{', '.join(_table_link(name) for name in table.reads)}</dd>"
    if table.rows:
        facts += f"<dt>{_text(_ROWS_BY)}</dt><dd>{_grouped(table.rows, lineage)}</dd>"
    if table.name.startswith("marts.fct_"):
        behind = _grouped(lineage.row_sources(table.name), lineage, linked=False)
        which = _text(say("source columns that decide on the whole way which rows there are"))
        facts += (
            f"<dt>{_text(say('rows by, in the end'))}</dt><dd><details class=more><summary>{which}</summary>{behind}"
            "</details></dd>"
        )
    if table.is_source:
        readers = [other.name for other in lineage.tables.values() if table.name in other.reads]
        by = ", ".join(map(_table_link, readers)) or _text(say("no model"))
        facts += f"<dt>{_text(say('read by'))}</dt><dd>{by}</dd>"
    heads: tuple[Sentence, ...] = (say("column"), say("made of"), say("source columns"))
    if table.is_source:
        heads = (say("column"), say("goes to"), say("marts it reaches"), say("figures by their rows"))
    head = "".join(f"<th>{_text(text)}" for text in heads)
    opened = " open" if table.name.startswith(("marts.", "figures.")) else ""
    description = f"<p>{_text(as_declared(table.description))}</p>" if table.description else ""
    return (
        f"<details class=table{opened}><summary><b>{table.name}</b>"
        f"<span class=count>{_columns(len(table.columns))}</span></summary>"
        f'<div class=body id="{table.name}">{description}<dl class=facts>{facts}</dl>'
        f"<div class=wide><table><thead><tr>{head}</thead><tbody>{rows}</tbody></table></div></div></details>"
    )


def _row(column: Column, lineage: Lineage, _moved: Mapping[Column, Mapping[str, int]]) -> str:
    origin = lineage.origin(column)
    mark = _mark(origin.how)
    if origin.inferred:
        mark += f" <span class=inferred title='{escape(origin.reason, quote=True)}'>{_text(_INFERRED)}</span>"
    made = _grouped(origin.upstream, lineage)
    if origin.keys:
        made += f"<span class=by>{_text(_LOOKED_UP)}</span>{_grouped(origin.keys, lineage)}"
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
        figures = f"<span class=unread>{_text(_IN_NO_ROW)}</span> {_link(_VALUE, str(_VALUE))}"
    deciding = [table.name for table in lineage.tables.values() if column in table.rows]
    goes = _grouped(direct, lineage) if direct else ""
    if deciding:
        goes += f"<span class=of>{_text(_ROWS_OF)} {', '.join(map(_table_link, deciding))}</span>"
    unread = "" if goes else f"<span class=unread>{_text(say('kept, read by no model'))}</span>"
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
            groups.append(f"<span class=of>{_table_link(table)} <i>{_all(len(names))}</i></span>")
            continue
        ordered = sorted(names, key=_pipeline_last)
        listed = ", ".join(_link(Column(table, name), name) if linked else _plain(name) for name in ordered)
        if len(names) > _FOLDED_FROM and not linked:
            groups.append(
                f"<details class=more><summary>{_table_link(table)} {_columns(len(names))}</summary>{listed}</details>"
            )
        else:
            groups.append(f"<span class=of>{_table_link(table)} {listed}</span>")
    return "".join(groups)


def _columns(count: int) -> str:
    return _text(say("{count} columns", count=count))


def _all(count: int) -> str:
    return _text(say("all {count} columns", count=count))


def _part(count: int, all_of_them: int) -> str:
    return _text(say("{count} of {all} columns", count=count, all=all_of_them))


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
                f"<span class=of>{_table_link(table)} {_part(count, len(lineage.tables[table].columns))}</span>"
                for table, count in sorted(counts.items())
            )
        drawn.append(f"<li class={stop}><b>{_text(_STOPS[stop][0])}</b>{inside}</li>")
    return f"<details class=way><summary>{_text(say('the whole way'))}</summary><ol>{''.join(drawn)}</ol></details>"


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
    head = "".join(f"<th>{_text(text)}" for text in (say("figure"), say("measured from"), say("rows chosen by")))
    for group, rows in sorted(groups.items()):
        count = sum(map(len, rows.values()))
        body = "".join(_figure_row(ids, made) for made, ids in rows.items())
        drawn.append(
            f"<details class=table><summary><b>{escape(group)}</b>"
            f"<span class=count>{_text(say('{count} figures', count=count))}</span></summary>"
            f'<div class="body wide" id="figures-{escape(group)}"><table><thead><tr>{head}</thead><tbody>{body}</tbody>'
            "</table></div></details>"
        )
    what = say(
        "of release {release}: the source columns behind each, by the rows of its trail. What decides which rows a fact"
        " has at all stands with the fact.",
        release=figures.title,
    )
    return (
        f'<section id="released" class="stop figures"><h2>{_text(say("Figures by id"))} <small>{_text(what)}</small>'
        f"</h2>{''.join(drawn)}</section>"
    )


def _figure_row(ids: Sequence[str], made: FigureLineage) -> str:
    first, rest = ids[:_SHOWN_FIGURES], ids[_SHOWN_FIGURES:]
    names = "".join(f"<code>{escape(name)}</code> " for name in first)
    if rest:
        more = "".join(f"<code>{escape(name)}</code> " for name in rest)
        names += (
            f"<details class=more><summary>{_text(say('and {count} more', count=len(rest)))}</summary>{more}</details>"
        )
    facts = ", ".join(map(_table_link, made.relations))
    measure = _sources(made.measure, made.measure_sources) if made.measure else f"<i>{_text(say('their number'))}</i>"
    condition = (
        _sources(made.condition, made.condition_sources) if made.condition else f"<i>{_text(say('all rows'))}</i>"
    )
    rows = f"<span class=of>{_text(_ROWS_OF)} {facts}</span>"
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
