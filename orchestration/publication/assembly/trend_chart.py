"""The indicators over the quarters, one small panel each, where earlier reports tell of them.

Belongs here: which values are drawn, and the drawing in words. Not here: reading them (evidence/trends.py), looks
(reports/templates/grafik/tren).
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from orchestration.figures.book import Figure
from orchestration.figures.numbers import roman
from orchestration.publication.document.charts import draw
from orchestration.publication.document.document import Chart, FigureRun, Run, TextRun
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from orchestration.publication.assembly.context import Context
    from orchestration.publication.assembly.indicator_view import IndicatorView

_LINE, _LINES = 22, 3
"""Characters of a name on one line of its panel, and lines of it."""


def trend_chart(context: Context, number: str) -> Chart | None:
    """The drawing; None where no indicator has a value in an earlier report that was worked out alike.

    Raises:
        ConfigurationError: the file that draws it is missing or cannot be drawn.
    """
    words = context.outline.report.tren
    quarters = [Quarter.parse(release.triwulan) for release in context.trends.releases]
    points: list[dict[str, Any]] = []
    figures: list[Figure] = []
    told: list[Run] = []
    for view in context.indicators.values():
        figure = view.figure("realisasi")
        if figure is None or figure.printed_value is None or figure.status is not None:
            continue
        before = _before(context, view, figure, quarters)
        if not before:
            continue
        name = "|".join(textwrap.wrap(view.nama, _LINE, max_lines=_LINES, placeholder=" …"))
        points += [_point(context, name, quarter, value) for quarter, value in before]
        now = _point(context, name, context.quarter, float(figure.printed_value))
        points.append(now | {"cetak": figure.printed, "angka": figure.figure_id})
        figures.append(figure)
        told += [*context.wording.field_runs(f"{view.nama}: "), FigureRun(figure), TextRun(". ")]
    if not points:
        return None
    place = ("tren", "judul")
    order = {name: place for place, name in enumerate(dict.fromkeys(point["nama"] for point in points))}
    drawn = [point | {"urutan": order[point["nama"]]} for point in points]
    return Chart(
        name="tren",
        number=number,
        caption=context.wording.runs(context.filled("laporan.yaml", place, words.judul)),
        svg=draw(context.outline.folder / "grafik" / "tren.vl.json", drawn, context.outline.fonts),
        figures=tuple(figures),
        alternative=tuple(told),
        notes=(context.wording.runs(words.uraian),),
        anchor=f"gambar-{number.replace('.', '-')}",
    )


def _before(
    context: Context, view: IndicatorView, figure: Figure, quarters: list[Quarter]
) -> list[tuple[Quarter, float]]:
    """The values of earlier reports that were worked out by the same policy, oldest first."""
    found = []
    for quarter in quarters:
        former = context.trends.former.get((quarter.code, f"{view.kode}.realisasi"))
        if former is not None and former.value is not None and former.policy == figure.policy:
            found.append((quarter, float(former.value)))
    return found


def _point(context: Context, name: str, quarter: Quarter, value: float) -> dict[str, Any]:
    called = context.outline.report.tren
    year = called.tahun_ini if quarter.year == context.quarter.year else called.tahun_lalu
    return {"nama": name, "triwulan": year.format(triwulan=roman(quarter.number)), "nilai": value, "cetak": ""}
