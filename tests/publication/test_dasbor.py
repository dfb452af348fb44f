# ruff: noqa: E501 -- a forgery a line
"""The dashboard: its drawings measured by hand, its page without anything from elsewhere, and read back as forged.

Eight quarters of one indicator that grows by ten a quarter each year, with a revised and a missing one among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.audit.chain import Examination
from orchestration.audit.proof.printed_dasbor import READER, Dashboard, read_dashboard
from orchestration.audit.proof.printed_pages import Printed, Texts
from orchestration.publication.evidence.trends import Change, Contribution, Former, Projection, Release, Trends
from orchestration.publication.formats import dasbor_drawings, render
from orchestration.publication.release import Draft
from tests.conftest import World

CODE = "SK2.2"
QUARTERS = ("2024-TW1", "2024-TW2", "2024-TW3", "2024-TW4", "2025-TW1")
VALUES = (Decimal(10), Decimal(20), None, Decimal(40), Decimal(15))


def former(quarter: str, value: Decimal | None) -> Former:
    printed = "-" if value is None else str(value)
    revised = quarter == "2024-TW2"
    return Former(quarter, f"{CODE}.realisasi", CODE, "", "", value, "Hasil", 0, printed, "", revised)


def trends(draft: Draft) -> Trends:
    now = draft.book.figures[f"{CODE}.realisasi"].value
    target = draft.book.figures[f"{CODE}.target"].value
    assert now is not None and target is not None
    by = now - 15
    change = Change(
        CODE, "triwulan_lalu", "2025-TW1", "r1", 0, 0, Decimal(15), now, Decimal(15), now, by, by, Decimal(0), ""
    )
    nothing = Decimal(0)
    given = [
        Contribution(CODE, "triwulan_lalu", "layanan", "", name, 0, nothing, nothing, amount, nothing, amount)
        for name, amount in (("kalibrasi", by + 100), ("pengujian", Decimal(-100)))
    ]
    ahead = Projection(CODE, "kumulatif", "2025-TW1", 0, target, now, target - now, 2 * now, target - 2 * now)
    return Trends(
        releases=[Release(quarter, "r2" if quarter == "2024-TW2" else "r1") for quarter in QUARTERS],
        former={(q, f"{CODE}.realisasi"): former(q, value) for q, value in zip(QUARTERS, VALUES, strict=True)},
        changes=[change],
        contributions=given,
        projections=[ahead],
        codes=[CODE],
        names={"kalibrasi": "Kalibrasi", "pengujian": "Pengujian"},
    )


@pytest.fixture(scope="module")
def page(clean: Draft) -> str:
    material = replace(clean.material, trends=trends(clean))
    return render("dasbor.html", clean.document, material).decode("utf-8")


@pytest.fixture
def printed(clean: Draft) -> Printed:
    made = trends(clean)
    figures = {
        name: dict(zip(("printed", "value"), (f.printed, f.public()[9]), strict=True))
        for name, f in clean.book.figures.items()
    }
    rows: dict[str, Any] = {
        "rilis_lalu": [row._asdict() for row in made.releases],
        "angka_lalu": [row._asdict() for row in made.former.values()],
        "indicator_changes": [row._asdict() for row in made.changes],
        "contributions": [row._asdict() for row in made.contributions],
        "projections": [row._asdict() for row in made.projections],
    }
    texts = Texts({name: (row["printed"], row["value"]) for name, row in figures.items()})
    kept = {
        name: {"figure_id": name, "indicator": CODE}
        for name in figures
        if name.startswith(f"{CODE}.") and name.count(".") == 2
    }
    return Printed(
        Path(),
        None,
        texts,
        {**{name: {"figure_id": name, "indicator": ""} for name in figures}, **kept},
        frozenset(),
        "2025-TW2",
        rows,
    )


def broken(page: str, printed: Printed, folder: Path) -> list[str]:
    """What a reader of the file finds."""
    path = folder / "dasbor.html"
    path.write_text(page, encoding="utf-8")
    seen = Examination()
    READER.check(seen, READER.read(path), printed)
    assert seen.counts["printed_dasbor"] > 20
    return [found.place for found in seen.breaks]


def test_what_is_rendered_is_read_back(page: str, printed: Printed, tmp_path: Path) -> None:
    assert broken(page, printed, tmp_path) == []
    found: Dashboard = read_dashboard(tmp_path / "dasbor.html")
    assert f"2024-TW2:{CODE}.realisasi" in found.marked
    assert {key.partition(":")[0] for key in found.in_view} >= {
        "perubahan",
        "kontribusi",
        "jarak",
        "proyeksi",
        "2024-TW4",
    }


def test_the_line_of_an_indicator_begins_with_the_first_report_that_has_it(
    clean: Draft, printed: Printed, tmp_path: Path
) -> None:
    """A Perjanjian Kinerja brings new indicators, of which the reports of the year before know nothing."""
    made = trends(clean)
    since = {key: row for key, row in made.former.items() if row.triwulan >= "2024-TW4"}
    material = replace(clean.material, trends=replace(made, former=since))
    page = render("dasbor.html", clean.document, material).decode("utf-8")
    assert 'cx="40"' in page  # the fourth of six quarters
    rows = {**printed.trends, "angka_lalu": [row._asdict() for row in since.values()]}
    assert broken(page, replace(printed, trends=rows), tmp_path) == []


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        (r'(data-angka="2024-TW4:SK2\.2\.realisasi"[^>]*>)40<', r"\g<1>41<", "2024-TW4:SK2.2.realisasi"),
        (r'<data value="40"( data-angka="2024-TW4:SK2\.2\.realisasi")', r'<data value="4"\1', "2024-TW4:SK2.2.realisasi"),
        (r'(data-angka="kontribusi:SK2\.2:triwulan_lalu:layanan::pengujian"[^>]*>)-100<', r"\1-101<", "kontribusi:"),
        (r'(data-batang="kontribusi:SK2\.2:triwulan_lalu:layanan::pengujian" x=")[0-9.]+', r"\g<1>10", "bar of kontribusi:"),
        (r'(class=")turun(" data-batang)', r"\1naik\2", "bar of kontribusi:"),
        (r'(<rect data-batang="2024-TW1:SK2\.2\.realisasi" x="[0-9]+" y="[0-9.]+" width="[0-9]+" height=")[0-9.]+', r"\g<1>80", "bar of 2024-TW1:"),
        (r'(data-garis="SK2\.2\.realisasi"(?:(?!</svg>).)*?cy=")[0-9.]+', r"\g<1>9", "line of SK2.2.realisasi"),
        (r'data-garis="SK2\.2\.realisasi"', 'data-garis="SK2.9.realisasi"', "line of SK2.9.realisasi"),
        (r'<sup class="revisi">\(R\)</sup>', "", "2024-TW2:SK2.2.realisasi, (R)"),
        (r"</h2>", " 99</h2>", "words"),
        (r"</main>", '<img src="x"></main>', "page"),
        (r'<td class="jarak"(?:(?!</td>).)*</td>', '<td class="jarak"></td>', "jarak:SK2.2"),
        (r"</main>", '<svg class="batang"><rect width="9" height="9"/></svg></main>', "drawing"),
    ],
)  # fmt: skip
def test_a_forged_word_number_or_bar_is_found(
    page: str, printed: Printed, tmp_path: Path, before: str, after: str, where: str
) -> None:
    forged, count = re.subn(before, after, page, flags=re.DOTALL)
    assert count, before
    if after == "" or "jarak" in before:
        forged = re.sub(before, after, page, flags=re.DOTALL)
    assert any(f"dasbor.html: {where}" in place for place in broken(forged, printed, tmp_path))


def test_markup_that_a_reader_would_have_to_guess_is_refused(page: str, printed: Printed, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no element and no text"):
        broken(page.replace("</main>", "< b></main>"), printed, tmp_path)
    with pytest.raises(ValueError, match="ends what is not open"):
        broken(page.replace("</main>", "</section></main>"), printed, tmp_path)


def test_bars_and_lines_are_as_long_as_their_numbers() -> None:
    # 75 of 150 per cent, of a hundred units; the mark of the target at 66.7
    assert 'width="50" height="8"/><rect class="sasaran" x="66.7"' in dasbor_drawings.share_bar("k", Decimal(75), "t")
    assert 'width="100" height="8"/><rect class="sasaran"' in dasbor_drawings.share_bar("k", Decimal("259.63"), "t")
    # a quarter of the fullest, to the left of the middle
    assert 'x="37.5" width="12.5"' in dasbor_drawings.signed_bar("k", Decimal(-1), Decimal(4))
    # from 10 to 40 over sixteen units: 20 lies a third up, 5.3; the third quarter has no value
    drawn = dasbor_drawings.line("f", VALUES[:4], "t")
    assert re.findall(r'cx="([^"]*)" cy="([^"]*)"', drawn) == [("4", "20"), ("16", "14.7"), ("40", "4")]
    assert re.findall(r'points="([^"]*)"', drawn) == ["4,20 16,14.7"]
    assert dasbor_drawings.line("f", [Decimal(1), None], "t") == ""
    assert re.findall(r'height="([0-9.]+)"/>', dasbor_drawings.columns(["a", "b"], [Decimal(1), Decimal(3)], "t")) == [
        "26.7",
        "80",
        "1",
    ]
    assert dasbor_drawings.columns(["a"], [Decimal(-1)], "t") == ""


def test_a_draft_without_any_earlier_report_says_so(clean: Draft) -> None:
    page = clean.files["dasbor.html"].decode("utf-8")
    assert "Belum ada rilis triwulan lain" in page
    assert page == render("dasbor.html", clean.document, clean.material).decode("utf-8")


@pytest.fixture(scope="module")
def looked(chromium: str, sample_world: World) -> Iterator[Any]:
    """The dashboard of the sample in the machine's browser, with JavaScript turned off."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
        opened = context.new_page()
        asked: list[str] = []
        opened.on("request", lambda request: asked.append(request.url))
        opened.goto((sample_world.release("2025-TW2") / "dasbor.html").as_uri())
        yield opened, asked
        browser.close()


@pytest.mark.slow
def test_it_prints_on_one_page_fetches_nothing_and_needs_no_script(looked: Any) -> None:
    import io

    import pikepdf

    opened, asked = looked
    with pikepdf.open(io.BytesIO(opened.pdf(prefer_css_page_size=True))) as printed:
        assert len(printed.pages) == 1
        width, height = (float(side) for side in printed.pages[0].mediabox[2:])
        assert (round(width), round(height)) == (842, 595)  # A4, landscape, in points
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.slow
def test_a_number_leads_to_its_panel_by_keyboard_alone(looked: Any) -> None:
    opened, _ = looked
    link = opened.locator("td.realisasi a").first
    link.focus()
    opened.keyboard.press("Enter")
    panel = opened.locator(".asal:target")
    assert panel.is_visible()
    assert panel.get_by_text("Jejak lengkap dalam laporan").get_attribute("href").startswith("laporan.html#jejak-")
    panel.get_by_text("Tutup").press("Enter")
    assert opened.locator(".asal:target").count() == 0


@pytest.mark.slow
def test_its_parts_have_their_roles_and_names(looked: Any) -> None:
    opened, _ = looked
    for role in ("banner", "navigation", "main"):
        assert opened.get_by_role(role).count() == 1, role
    assert opened.get_by_role("heading", level=1).count() == 1
    assert opened.get_by_role("heading", level=3).count() == 17
    # a drawing says what it is, or stands beside its number in the row of a table
    assert opened.locator("svg:not([aria-label]):not([aria-hidden])").count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_with_every_part_open(chromium: str, sample_world: World, width: int) -> None:
    page = (sample_world.release("2025-TW2") / "dasbor.html").as_uri()
    # In a thread of its own: another test's browser may be open in this one.
    with ThreadPoolExecutor(1) as thread:
        violations, overflow = thread.submit(looked_at, chromium, page, width).result()
    assert violations == []
    assert overflow <= 0


def looked_at(chromium: str, page: str, width: int) -> tuple[list[tuple[str, str]], int]:
    """What axe finds on a page with every part of it open, and how far the page is wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        # axe is a script, which the page itself would not run
        opened = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 900}).new_page()
        opened.goto(page)
        opened.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        seen = Axe().run(opened)
        overflow = opened.evaluate("document.documentElement.scrollWidth") - width
        browser.close()
    return [(found["id"], found["nodes"][0]["html"]) for found in seen.response["violations"]], overflow
