"""Charts as the templates declare them: figures bound to a Vega-Lite file and drawn.

Belongs here: which figures a chart shows, their drawing, and the drawing in words. Not here: declarations and looks
(reports/templates/grafik.yaml and grafik/), numbering, embedding into a page.

A label is the printed text of a figure and carries its id, so that a reader of the drawing can tell which it is. What
has no value is left out, never drawn as zero.
"""

from __future__ import annotations

import json
import logging
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from orchestration.declarations import ConfigurationError
from orchestration.figures.book import Figure
from orchestration.publication.document.document import Chart, Run, TextRun
from orchestration.publication.document.drawn_before import once
from orchestration.publication.document.outline import Outline
from orchestration.publication.document.tables import TableMaker
from orchestration.publication.document.wording import fill

LABEL = 52
"""Characters of a row's name on one line of the drawing."""


@dataclass(frozen=True)
class ChartMaker:
    """Makes declared charts out of the rows that tables have.

    Attributes:
        tables: binds rows and names to figures.
        outline: the declarations.
    """

    tables: TableMaker
    outline: Outline

    def make(self, name: str, arguments: Mapping[str, str], number: str, code: str) -> Chart | None:
        """A chart, or None when nothing it shows has a value.

        Raises:
            ConfigurationError: a text of it names a field that does not exist, or its file cannot be drawn.
        """
        spec = self.outline.charts[name]
        tables, wording = self.tables, self.tables.wording
        base = tables.base(arguments, code)
        points: list[dict[str, Any]] = []
        figures: list[Figure] = []
        notes: list[Run] = list(tables.text("grafik.yaml", (name, "uraian"), spec.uraian, code, base))
        told: list[Run] = []
        missing = False
        for row in tables.rows(spec, base):
            if row.kind == "kelompok":
                continue
            values = {**base, **row.values}
            title = fill(spec.nama, values) or ""
            label = "\n".join(textwrap.wrap(title, LABEL))
            shown: list[Run] = []
            for series in tables.series(spec.deret, values):
                figure = wording.find(fill(series.declared.angka, series.values) or "", code)
                if figure is None or figure.printed_value is None or figure.status is not None:
                    missing = True
                    continue
                heading = fill(series.declared.judul, series.values) or ""
                points.append(
                    {
                        "baris": label,
                        "deret": heading,
                        "urutan": series.order,
                        "nilai": float(figure.printed_value),
                        "cetak": figure.printed,
                        "angka": figure.figure_id,
                    }
                )
                figures.append(figure)
                shown += [TextRun(", " if shown else ": "), *wording.runs(f"{wording.token(heading)} ")]
                shown += wording.runs(f"{{{figure.figure_id}|satuan}}")
            if shown:
                told += [TextRun(" "), *wording.field_runs(title), *shown, TextRun(".")][not told :]
        if not points:
            return None
        if missing and spec.belum is not None:
            notes += [TextRun(" "), *tables.text("grafik.yaml", (name, "belum"), spec.belum, code, base)]
        return Chart(
            name=name,
            number=number,
            caption=tables.text("grafik.yaml", (name, "judul"), spec.judul, code, base),
            svg=draw(self.outline.folder / "grafik" / f"{spec.bentuk}.vl.json", points, self.outline.fonts),
            figures=tuple(figures),
            alternative=tuple(told),
            notes=(tuple(notes),),
            anchor=f"gambar-{number.replace('.', '-')}",
        )


def draw(path: Path, points: list[dict[str, Any]], fonts: Path) -> str:
    """The drawing of points by a Vega-Lite file as SVG.

    Raises:
        ConfigurationError: the file is missing or cannot be drawn.
    """
    try:
        spec = json.loads(path.read_text(encoding="utf-8"))
        return _drawn(json.dumps({**spec, "data": {"values": points}}, ensure_ascii=False), fonts)
    except (OSError, ValueError) as error:
        raise ConfigurationError([f"{path}:1: cannot be drawn: {error}"]) from error


def _drawn(spec: str, fonts: Path) -> str:
    return once("svg", ("vl-convert-python",), fonts, [spec], lambda: _draw(spec, fonts).encode()).decode()


@lru_cache(maxsize=64)
def _draw(spec: str, fonts: Path) -> str:
    """A report with findings is put together twice; its charts are drawn once. Nothing is fetched for them.

    That a server has no fonts of its own is no matter: the fonts of the report lie with the templates.
    """
    import vl_convert

    logging.getLogger("fontdb").setLevel(logging.ERROR)
    vl_convert.configure(base_url=False, allowed_base_urls=[], missing_fonts="error")
    vl_convert.register_font_directory(str(fonts))
    return str(vl_convert.vegalite_to_svg(spec))
