"""The charts: labels read back from the drawing, what is named beside it, and what is not drawn."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.audit.chain import Examination
from orchestration.audit.printed_pages import Texts, check_html
from orchestration.publication.charts import draw
from orchestration.publication.release import FONTS, TEMPLATES, Draft
from orchestration.publication.tables import TemplateError
from tests.publication.warehouse import Warehouse

pytestmark = pytest.mark.slow

Drafted = Callable[..., Draft]

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
    assert len(drawn) == 7
    for svg, _ in drawn:
        labels = LABEL.findall(svg)
        assert labels
        for figure_id, text in labels:
            assert clean.book.figures[figure_id].printed == text


def test_the_published_attainments_are_drawn(clean: Draft) -> None:
    labels = dict(LABEL.findall(named(clean, "Capaian indikator")[0]))
    assert labels["SK6.1.capaian"] == "103,88"
    assert labels["SK7.1.capaian"] == "75,00"


def test_every_figure_drawn_is_named_in_words(clean: Draft) -> None:
    for svg, below in charts(clean):
        told = set(re.findall(r'data-figure="([^"]+)"', below))
        assert {figure_id for figure_id, _ in LABEL.findall(svg)} <= told


def test_what_is_not_measured_is_not_drawn(clean: Draft) -> None:
    svg, below = named(clean, "Capaian indikator")
    assert "SK3.1.capaian" not in svg
    assert "On progress" not in svg
    assert "belum diukur tidak digambar" in below


def test_a_chart_without_any_value_is_left_out(house: Warehouse, drafted: Drafted) -> None:
    for figure_id, figure in house.figures.items():
        if figure_id.startswith("SK1.2.persen_"):
            figure |= {"value": None, "printed_value": None, "status": "tidak_terdefinisi"}
    assert len(charts(drafted(house))) == 6


def test_two_drawings_are_the_same_bytes() -> None:
    from orchestration.publication.charts import _drawn

    points = [point("Pengujian", 53.2, "53,20", "X.a"), point("Kalibrasi", 42.82, "42,82", "X.b")]
    path = TEMPLATES / "grafik" / "sasaran.vl.json"
    first = draw(path, points, FONTS)
    _drawn.cache_clear()
    assert draw(path, points, FONTS) == first


@pytest.mark.parametrize("path", sorted((TEMPLATES / "grafik").glob("*.json")), ids=lambda path: path.name)
def test_every_form_draws_words_and_labels_and_no_tick(path: Path) -> None:
    svg = draw(path, [point("Pengujian", 53.2, "53,20", "X.a")], FONTS)
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert "Pengujian" in texts
    assert [text for text in texts if re.search(r"\d", text)] == ["53,20"]


def test_a_form_that_does_not_exist_names_the_file() -> None:
    with pytest.raises(TemplateError, match=r"tidak_ada\.vl\.json"):
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
    data = next(match[1] for match in IMAGE.finditer(page))
    svg = base64.b64decode(data).decode("utf-8")
    changed = svg.replace(">103,88<", ">#<").replace(">75,00<", ">103,88<").replace(">#<", ">75,00<")
    assert changed != svg
    found = broken(page.replace(data, base64.b64encode(changed.encode("utf-8")).decode("ascii")))
    assert len(found) == 2
