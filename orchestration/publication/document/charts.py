"""Charts as the templates declare them: figures bound to a Vega-Lite file and drawn.

Belongs here: which figures a chart shows, their drawing, and the drawing in words. Not here: declarations and looks
(reports/templates/grafik.yaml and grafik/), numbering, embedding into a page.

A label is the printed text of a figure and carries its id, so that a reader of the drawing can tell which it is. What
has no value is left out, never drawn as zero.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from orchestration.figures.book import Figure
from orchestration.publication.document.document import Chart, Run, TextRun
from orchestration.publication.document.tables import TableMaker, TemplateError
from orchestration.publication.document.wording import fill

LABEL = 52
"""Characters of a row's name on one line of the drawing."""


@dataclass(frozen=True)
class ChartMaker:
    """Makes declared charts out of the rows that tables have.

    Attributes:
        tables: binds rows and names to figures.
        specs: declarations by name.
        folder: of the Vega-Lite files.
        fonts: folder of the shipped fonts.
    """

    tables: TableMaker
    specs: Mapping[str, dict[str, Any]]
    folder: Path
    fonts: Path

    def make(self, name: str, arguments: Mapping[str, str], number: str, code: str) -> Chart | None:
        """A chart, or None when nothing it shows has a value.

        Raises:
            TemplateError: no such declaration, or one that cannot be used.
        """
        if name not in self.specs:
            raise TemplateError(f"grafik.yaml: there is no chart '{name}'; known: {', '.join(sorted(self.specs))}")
        spec = self.specs[name]
        tables, wording = self.tables, self.tables.wording
        base = tables.base(arguments, code)
        points: list[dict[str, Any]] = []
        figures: list[Figure] = []
        told: list[Run] = list(tables.text(spec["uraian"], code, base))
        missing = False
        for row in tables.rows(f"grafik.yaml: {name}", {**spec, "nama": spec.get("layanan", "")}, base):
            if row.kind == "kelompok":
                continue
            values = {**base, **row.values}
            title = fill(spec["nama"], values) or ""
            label = "\n".join(textwrap.wrap(title, LABEL))
            shown: list[Run] = []
            for series in tables.series(spec["deret"], values):
                figure = wording.find(fill(series["angka"], series["terikat"]) or "", code)
                if figure is None or figure.printed_value is None or figure.status is not None:
                    missing = True
                    continue
                heading = fill(series["judul"], series["terikat"]) or ""
                points.append(
                    {
                        "baris": label,
                        "deret": heading,
                        "urutan": series["urutan"],
                        "nilai": float(figure.printed_value),
                        "cetak": figure.printed,
                        "angka": figure.figure_id,
                    }
                )
                figures.append(figure)
                shown += [TextRun(", " if shown else ": "), *wording.runs(f"{wording.token(heading)} ")]
                shown += wording.runs(f"{{{figure.figure_id}|satuan}}")
            if shown:
                told += [TextRun(" "), *wording.field_runs(title), *shown, TextRun(".")]
        if not points:
            return None
        if missing and "belum" in spec:
            told += [TextRun(" "), *tables.text(spec["belum"], code, base)]
        return Chart(
            name=name,
            number=number,
            caption=tables.text(spec["judul"], code, base),
            svg=draw(self.folder / f"{spec['bentuk']}.vl.json", points, self.fonts),
            figures=tuple(figures),
            alternative=tuple(told),
            anchor=f"gambar-{number.replace('.', '-')}",
        )


def draw(path: Path, points: list[dict[str, Any]], fonts: Path) -> str:
    """The drawing of points by a Vega-Lite file as SVG.

    Raises:
        TemplateError: the file is missing or cannot be drawn.
    """
    try:
        spec = json.loads(path.read_text(encoding="utf-8"))
        return _drawn(json.dumps({**spec, "data": {"values": points}}, ensure_ascii=False), fonts)
    except (OSError, ValueError) as error:
        raise TemplateError(f"{path.name}: cannot be drawn: {error}") from error


@lru_cache(maxsize=64)
def _drawn(spec: str, fonts: Path) -> str:
    """A report with findings is put together twice; its charts are drawn once."""
    import vl_convert

    vl_convert.register_font_directory(str(fonts))
    return str(vl_convert.vegalite_to_svg(spec))
