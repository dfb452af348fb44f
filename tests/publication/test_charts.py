"""The charts: labels read back from the drawing, what is named beside it, and what is not drawn."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from orchestration.audit.chain import Examination
from orchestration.audit.proof.printed_pages import Texts, check_html
from orchestration.declarations import ConfigurationError
from orchestration.publication import release
from orchestration.publication.document.charts import draw
from orchestration.publication.document.document import Chart, FigureRun, plain_text
from orchestration.publication.evidence.trends import Former, Release, Trends
from orchestration.publication.release import FONTS, TEMPLATES, Draft
from orchestration.workspace import memory
from tests.publication.warehouse import Warehouse

pytestmark = pytest.mark.slow

Drafted = Callable[..., Draft]

OFFICES = TEMPLATES / "grafik" / "bagan.vl.json"
"""The form that draws offices instead of figures."""

TRENDS = TEMPLATES / "grafik" / "tren.vl.json"
"""The form that draws a panel for each indicator over the quarters."""

LABEL = re.compile(r'<text aria-label="([^"]+)"[^>]*>([^<]*)</text>')
IMAGE = re.compile(r'src="data:image/svg\+xml;base64,([^"]+)"')


def charts(made: Draft) -> list[tuple[str, str]]:
    """(drawing, markup below it) of every chart of the page."""
    page = made.files["laporan.html"].decode("utf-8")
    figures = re.findall(r'<figure class="grafik".*?</figure>', page, flags=re.DOTALL)
    return [(base64.b64decode(IMAGE.findall(figure)[0]).decode("utf-8"), figure) for figure in figures]


def named(made: Draft, start: str) -> tuple[str, str]:
    """The chart whose caption begins with some words."""
    return next(chart for chart in charts(made) if f"</span> {start}" in chart[1])


def point(row: str, value: float, printed: str, figure_id: str) -> dict[str, object]:
    return {"baris": row, "deret": "Realisasi", "urutan": 0, "nilai": value, "cetak": printed, "angka": figure_id}


def test_every_label_is_the_printed_text_of_the_figure_it_names(clean: Draft) -> None:
    drawn = charts(clean)
    assert len(drawn) == 8
    # The first shows offices and no figure.
    assert LABEL.findall(drawn[0][0]) == []
    for svg, _ in drawn[1:]:
        labels = LABEL.findall(svg)
        assert labels
        for figure_id, text in labels:
            assert clean.book.figures[figure_id].printed == text


def test_the_published_attainments_are_drawn(clean: Draft) -> None:
    labels = dict(LABEL.findall(named(clean, "Capaian indikator")[0]))
    assert labels["SK6.1.capaian"] == "103,88"
    assert labels["SK7.1.capaian"] == "75,00"


def test_every_figure_drawn_is_named_in_words_where_the_drawing_is_read_aloud(clean: Draft) -> None:
    drawn = [block for block in clean.document.blocks() if isinstance(block, Chart)]
    for chart, (svg, markup) in zip(drawn, charts(clean), strict=True):
        named_in_words = {run.figure.figure_id for run in chart.alternative if isinstance(run, FigureRun)}
        assert {figure_id for figure_id, _ in LABEL.findall(svg)} <= named_in_words
        assert named_in_words == {figure.figure_id for figure in chart.figures}
        words = plain_text(chart.alternative)
        assert words
        assert f'alt="{escape(words)}"' in markup
        # Once, and not again as prose.
        assert words not in re.sub(r"<[^>]+>", "", markup)


def test_the_offices_are_drawn_and_named_below_the_one_above_them(clean: Draft) -> None:
    chart = next(block for block in clean.document.blocks() if isinstance(block, Chart) and block.name == "bagan")
    assert plain_text(chart.alternative).startswith(
        "Kepala Balai Besar: Bagian Tata Usaha, Kelompok Jabatan Fungsional."
    )
    for office in ("Kepala Balai Besar", "Bagian Tata Usaha", "Tim Keuangan", "Tim Kalibrasi"):
        assert f">{office}<" in chart.svg


def test_a_bar_far_beyond_the_others_is_cut_and_says_so(clean: Draft) -> None:
    """NPS with 259,63 % would make all others short: its bar ends where 150 % does, its label is its own."""
    svg, below = named(clean, "Capaian indikator")
    labels = dict(re.findall(r'<text aria-label="([^"]+)"[^>]*transform="translate\(([\d.]+),', svg))
    nps, sla = float(labels["SK1.2.capaian"]), float(labels["SK1.1.capaian"])
    assert nps / sla == pytest.approx(150 / 105.26, rel=0.03)
    assert "Batang yang bercelah dipotong" in below


def test_what_is_not_measured_is_not_drawn(clean: Draft) -> None:
    svg, below = named(clean, "Capaian indikator")
    assert "SK3.1.capaian" not in svg
    assert "On progress" not in svg
    assert "belum diukur tidak digambar" in below


def test_a_chart_without_any_value_is_left_out(house: Warehouse, on_page: Drafted) -> None:
    for figure_id, figure in house.figures.items():
        if figure_id.startswith("SK1.2.persen_"):
            figure |= {"value": None, "printed_value": None, "status": "tidak_terdefinisi"}
    assert len(charts(on_page(house))) == 7


@pytest.mark.usefixtures("made_anew")
def test_two_drawings_are_the_same_bytes() -> None:
    from orchestration.publication.document.charts import _draw

    points = [point("Pengujian", 53.2, "53,20", "X.a"), point("Kalibrasi", 42.82, "42,82", "X.b")]
    path = TEMPLATES / "grafik" / "sasaran.vl.json"
    first = draw(path, points, FONTS)
    _draw.cache_clear()
    assert draw(path, points, FONTS) == first


@pytest.mark.usefixtures("made_anew")
def test_a_drawing_is_remembered_by_what_it_shows_and_what_draws_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.publication.document import charts, drawn_before

    drawn: list[str] = []
    path = TEMPLATES / "grafik" / "sasaran.vl.json"

    def shown(value: float) -> str:
        before = len(drawn)
        with drawn_before.remembering(tmp_path):
            svg = draw(path, [point("Pengujian", value, "53,20", "X.a")], FONTS)
        return svg if len(drawn) > before else ""

    draws = charts._draw
    monkeypatch.setattr(charts, "_draw", lambda spec, fonts: drawn.append(spec) or draws(spec, fonts))
    assert shown(53.2)
    assert not shown(53.2)
    assert shown(53.3)
    for name in ("version", "_letters", "_program"):
        with monkeypatch.context() as changed:
            changed.setattr(drawn_before, name, lambda *_: "another")
            assert shown(53.2)
    for file in (tmp_path / memory.FOLDER).iterdir():
        file.write_bytes(file.read_bytes()[:-1])
    assert shown(53.2)
    # Outside, as where a release is proven, nothing is taken from the memory.
    draw(path, [point("Pengujian", 53.2, "53,20", "X.a")], FONTS)
    assert len(drawn) == 7


@pytest.mark.parametrize(
    "path", sorted({*(TEMPLATES / "grafik").glob("*.json")} - {OFFICES, TRENDS}), ids=lambda path: path.name
)
def test_every_form_draws_words_and_labels_and_no_tick(path: Path) -> None:
    svg = draw(path, [point("Pengujian", 53.2, "53,20", "X.a")], FONTS)
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    # Months stand below the curve by their first letters.
    assert ("Pen" if path.name == "kurva.vl.json" else "Pengujian") in texts
    assert [text for text in texts if re.search(r"\d", text)] == ["53,20"]


def trends(policy: str) -> Trends:
    """Two indicators in three earlier reports; the second worked out by a policy, without value in one of them."""
    quarters = ("2024-TW3", "2024-TW4", "2025-TW1")
    values = {"SK2.2": (Decimal(7000), Decimal(9000), Decimal(5366)), "SK2.4": (Decimal(40), None, Decimal(58))}
    former = {
        (quarter, f"{code}.realisasi"): Former(
            quarter, f"{code}.realisasi", code, "", "", value, "-", 0, "-", policy if code == "SK2.4" else "", False
        )
        for code, given in values.items()
        for quarter, value in zip(quarters, given, strict=True)
    }
    return Trends(releases=[Release(quarter, "r1") for quarter in quarters], former=former)


@pytest.mark.parametrize(("policy", "panels"), [("", ["SK2.2", "SK2.4"]), ("pnbp_jenis=lain", ["SK2.2"])])
def test_indicators_stand_over_the_quarters_where_earlier_reports_worked_them_out_alike(
    policy: str, panels: list[str], house: Warehouse, on_page: Drafted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A panel each, from last year on; what had no value has no point, and this quarter's alone is written."""
    monkeypatch.setattr(release, "read_trends", lambda _: trends(policy))
    made = on_page(house)
    svg, below = named(made, "Realisasi indikator kinerja menurut triwulan")
    assert LABEL.findall(svg) == [
        (f"{code}.realisasi", made.book.figures[f"{code}.realisasi"].printed) for code in panels
    ]
    words = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert {"III lalu", "IV lalu", "I", "II"} <= {*words}
    assert len(re.findall(r'<path [^>]*transform="translate\([^"]*" d="M[^"]*A', svg)) == (4 + 3 if policy == "" else 4)
    assert "dasbor.html" in below
    [chart] = [block for block in made.document.blocks() if isinstance(block, Chart) and block.name == "tren"]
    assert [figure.figure_id.removesuffix(".realisasi") for figure in chart.figures] == panels


def test_without_earlier_reports_there_is_no_such_drawing(clean: Draft) -> None:
    assert not [block for block in clean.document.blocks() if isinstance(block, Chart) and block.name == "tren"]


def fills(node: Any) -> Iterator[list[str]]:
    """The colours that stand beside each other in a form: of its series, or of its condition and what is else."""
    if isinstance(node, dict):
        if "range" in node and isinstance(node["range"][0], str):
            yield node["range"]
        if "condition" in node and str(node["value"]).startswith("#"):
            yield [node["condition"]["value"], node["value"]]
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from fills(child)


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2, 0 black to 1 white."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_step_between_greys_is_measured() -> None:
    assert [luminance("#ffffff"), luminance("#000000")] == pytest.approx([1, 0])
    (series,) = fills({"layer": [{"fill": {"scale": {"range": ["#12406b", "#8fa9c4", "#b5842a"]}}}]})
    steps = [abs(luminance(one) - luminance(other)) for one, other in pairwise(series)]
    assert [step >= 0.15 for step in steps] == [True, False]


@pytest.mark.parametrize("name", ["batang", "sasaran", "susun", "petak", "kurva"])
def test_colours_beside_each_other_differ_when_copied_in_grey(name: str) -> None:
    found = [*fills(json.loads((TEMPLATES / "grafik" / f"{name}.vl.json").read_text(encoding="utf-8")))]
    assert found
    for series in found:
        greys = [luminance(colour) for colour in series if colour.startswith("#")]
        assert min(abs(one - other) for one, other in pairwise(greys)) >= 0.15, series


def test_a_form_that_does_not_exist_names_the_file() -> None:
    with pytest.raises(ConfigurationError, match=r"tidak_ada\.vl\.json"):
        draw(TEMPLATES / "grafik" / "tidak_ada.vl.json", [], FONTS)


def test_two_labels_that_changed_places_are_found(clean: Draft, tmp_path: Path) -> None:
    page = clean.files["laporan.html"].decode("utf-8")
    texts = Texts({row.figure_id: (row.printed, row.public()[9]) for row in clean.book.figures.values()})

    def broken(content: str) -> list[str]:
        (tmp_path / "laporan.html").write_text(content, encoding="utf-8")
        seen = Examination()
        check_html(seen, tmp_path, texts)
        return [found.message for found in seen.breaks if "drawing" in found.place]

    assert broken(page) == []
    drawn = {match[1]: base64.b64decode(match[1]).decode("utf-8") for match in IMAGE.finditer(page)}
    data, svg = next(pair for pair in drawn.items() if ">103,88<" in pair[1])
    changed = svg.replace(">103,88<", ">#<").replace(">75,00<", ">103,88<").replace(">#<", ">75,00<")
    assert changed != svg
    found = broken(page.replace(data, base64.b64encode(changed.encode("utf-8")).decode("ascii")))
    assert len(found) == 2
