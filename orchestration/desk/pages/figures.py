"""The figures of a release, and the way of one from the page to the rows of the files that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from orchestration.desk import words
from orchestration.desk.asking import Ask, RefusalError
from orchestration.desk.page import page, quarter_of
from orchestration.desk.pages.releases import release_of
from orchestration.figures.formulas import INDONESIAN, ROLES

if TYPE_CHECKING:
    from orchestration.audit.following.trace import Node

_SHOWN_ROWS = 50
"""Rows of a page; the next ones are a page further."""

_MOST_LEAVES = 4
"""Of a figure with more figures of rows below it, each leads to a page of its own: listing all took half a second."""

_MOST_PAGES = 1_000_000


def listed(ask: Ask) -> Response:
    """Every figure of a release, those of an indicator together."""
    from orchestration.workspace.delimited import read_rows

    quarter = quarter_of(ask)
    release = release_of(ask.desk, quarter, ask.path("rilis"))
    groups: dict[str, list[dict[str, str]]] = {}
    for row in read_rows(release / "figures.csv"):
        if ".alt." not in row["figure_id"]:
            groups.setdefault(row["indicator"] or row["figure_id"].partition(".")[0], []).append(row)
    return page(
        ask, "angka.html", f"Angka {words.release_name(release.name).lower()}", quarter=quarter, release=release.name,
        groups=groups,
    )  # fmt: skip


def one(ask: Ask) -> Response:
    """A figure: its formula, policies, components and rows, as the command `trace`."""
    from orchestration.audit.following import trace as tracing
    from orchestration.workspace.delimited import read_rows

    quarter = quarter_of(ask)
    release = release_of(ask.desk, quarter, ask.path("rilis"))
    asked = ask.path("angka")
    if asked not in {row["figure_id"] for row in read_rows(release / "figures.csv")}:
        raise RefusalError(404, "Angka tidak ada", "Laporan ini tidak memuat angka itu. Carilah dengan namanya.")
    found = tracing.trace(release, asked, ask.desk.workspace.archive, _MOST_LEAVES, words=INDONESIAN)
    root = found.root
    leaves = root.leaves()
    # A figure of figures shows the beginning of each; their own pages go on.
    number = _page_number(ask) if leaves == [root] else 1
    return page(
        ask, "angka_satu.html", str(root.figure["label"]), quarter=quarter, release=release.name, found=found,
        root=root, parts=list(_flat(root, deep=found.listed)), leaves=[_leaf(leaf, number) for leaf in leaves],
        roles=ROLES, number=number,
    )  # fmt: skip


def _page_number(ask: Ask) -> int:
    text = ask.request.query_params.get("halaman", "1")
    return int(text) if text.isdecimal() and 0 < int(text) < _MOST_PAGES else 1


def _flat(node: Node, depth: int = 0, *, deep: bool) -> Any:
    """The components of a figure with their depth, in the order of the tree; not `deep`, its own alone."""
    for part in node.parts:
        yield depth, part
        if deep:
            yield from _flat(part, depth + 1, deep=deep)


def _leaf(leaf: Node, number: int) -> dict[str, Any]:
    """A figure of rows: a page of its rows, how many there are, the columns that count, their file where it is one."""
    first = (number - 1) * _SHOWN_ROWS
    rows = leaf.rows[first : first + _SHOWN_ROWS]
    columns = list(dict.fromkeys(name for row in rows for name, value in row.cells.items() if value is not None))
    places = {(row.file_name, row.sheet) for row in leaf.rows}
    return {
        "figure": leaf.figure,
        "place": next(iter(places)) if len(places) == 1 else None,
        "closes": not leaf.open_end,
        "count": leaf.figure["row_count"] or 0,
        "first": first + 1,
        "more": max(0, len(leaf.rows) - first - len(rows)),
        "columns": columns,
        "rows": rows,
    }
