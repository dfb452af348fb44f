"""The organisation chart of a unit, drawn of the offices that its profile declares.

Belongs here: where boxes and lines stand, and the drawing in words. Not here: looks (reports/templates/grafik/bagan).
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from orchestration.publication.document.charts import draw
from orchestration.publication.document.document import Chart, Runs, TextRun

if TYPE_CHECKING:
    from orchestration.publication.document.outline import Outline
    from orchestration.workspace.organisation import Office

_LINE = 30
"""Characters of a name on one line of its box."""

_HALF = 0.42
"""Half of a box, as a share of the width that it has."""

_BRANCH = 0.5
"""Where the line below the head branches, between its row and the next."""


def organisation_chart(outline: Outline, head: Office, caption: Runs, number: str) -> Chart:
    """The head above, the offices below side by side, and those below each of them in a column.

    Raises:
        ConfigurationError: the file that draws it is missing or cannot be drawn.
    """
    share = 1 / max(1, len(head.bawahan))
    drawn = [_box(head, 0.5, 0, min(0.22, share * _HALF))]
    middles = [share * (place + 0.5) for place in range(len(head.bawahan))]
    if middles:
        drawn += [_line(0.5, 0, 0.5, _BRANCH), _line(middles[0], _BRANCH, middles[-1], _BRANCH)]
    for office, middle in zip(head.bawahan, middles, strict=True):
        drawn += [_line(middle, _BRANCH, middle, 1 + len(office.bawahan)), _box(office, middle, 1, share * _HALF)]
        drawn += [_box(below, middle, row, share * _HALF) for row, below in enumerate(office.bawahan, start=2)]
    return Chart(
        name="bagan",
        number=number,
        caption=caption,
        svg=draw(outline.folder / "grafik" / "bagan.vl.json", drawn, outline.fonts),
        figures=(),
        alternative=(TextRun(" ".join(_told(head))),),
        anchor=f"gambar-{number.replace('.', '-')}",
    )


def _box(office: Office, middle: float, row: int, half: float) -> dict[str, Any]:
    name = "\n".join(textwrap.wrap(office.nama, _LINE))
    return {"x": middle - half, "x2": middle + half, "y": row - 0.3, "y2": row + 0.3, "nama": name, "tengah": middle}


def _line(x: float, y: float, x2: float, y2: float) -> dict[str, Any]:
    return {"x": x, "x2": x2, "y": y, "y2": y2, "nama": ""}


def _told(office: Office) -> list[str]:
    """The sentences of an office and those below it."""
    if not office.bawahan:
        return []
    below = ", ".join(other.nama for other in office.bawahan)
    return [f"{office.nama}: {below}.", *(said for other in office.bawahan for said in _told(other))]
