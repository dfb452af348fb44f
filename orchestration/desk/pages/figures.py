"""The figures of a release, and the way of one from the page to the rows of the files that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from orchestration.desk import words
from orchestration.desk.asking import Ask, RefusalError
from orchestration.desk.page import page, quarter_of
from orchestration.desk.pages.releases import release_of

if TYPE_CHECKING:
    from orchestration.audit.following.trace import Node

_SHOWN_ROWS = 50
_ROLES = {
    "numerator": "pembilang",
    "denominator": "penyebut",
    "part": "unsur",
    "sum": "dijumlahkan",
    "minuend": "dikurangi",
    "subtrahend": "pengurang",
    "weight": "bobot",
}
"""What a component is to the figure above it."""


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
    found = tracing.trace(release, asked, ask.desk.workspace.archive)
    root = found.root
    return page(
        ask, "angka_satu.html", str(root.figure["label"]), quarter=quarter, release=release.name, found=found,
        root=root, parts=list(_flat(root)), leaves=[_leaf(leaf) for leaf in root.leaves()],
        roles=_ROLES, most=_SHOWN_ROWS,
    )  # fmt: skip


def _flat(node: Node, depth: int = 0) -> Any:
    """The components below a figure with their depth, in the order of the tree."""
    for part in node.parts:
        yield depth, part
        yield from _flat(part, depth + 1)


def _leaf(leaf: Node) -> dict[str, Any]:
    """A figure of rows: its rows, the first of them shown, and the columns that count."""
    rows = leaf.rows[:_SHOWN_ROWS]
    columns = list(dict.fromkeys(name for row in rows for name, value in row.cells.items() if value is not None))
    return {
        "figure": leaf.figure,
        "closes": not leaf.open_end,
        "count": words.number(len(leaf.rows)),
        "more": len(leaf.rows) - len(rows),
        "columns": columns,
        "rows": rows,
    }
