"""From a number to its rows by one click: the panels of the report, the appendix of the PDF, `jejak.json`.

The browser tests open the file from disk in the browser that the machine has, with mouse and keyboard. Without
JavaScript a number leads to its row of the appendix.
"""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from orchestration.figures.book import read_book
from orchestration.figures.trails import read_trails
from orchestration.publication.formats.packed_panels import unpacked
from orchestration.publication.judging.html_reading import MarkupError, read_html
from orchestration.publication.release import Draft, draft
from tests.browser import FLAGS
from tests.publication import planted, warehouse
from tests.publication.conftest import CHECKS, FINDINGS
from tests.publication.planted import PNBP
from tests.publication.warehouse import QUARTER, Warehouse

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

SBS, ORDERS = "d" * 64, "b" * 64
USERS, MEAN, TARGET = "TJ.2.realisasi.kalibrasi", "SK1.1.rata_hk.kalibrasi.05", "SK2.1.target_dipa"

# sha, sheet, row, hash, kind, amount, customer, days. Row 4 of the receipts is of another account.
ROWS = [
    (SBS, "", 2, 1, "pnbp", "100.50", None, None),
    (SBS, "", 3, 2, "pnbp", "200.25", None, None),
    (SBS, "", 4, 4, "lain", "999.00", None, None),
    (SBS, "", 5, 8, "pnbp", "50.25", None, None),
    (ORDERS, "Order A", 7, 16, "order", None, "P1", 3),
    (ORDERS, "Order A", 8, 32, "order", None, "P2", 4),
    (ORDERS, "Order B", 2, 64, "order", None, "P1", 4),
]


def trailed() -> Warehouse:
    """The published figures, four of them with rows of a table of their own."""
    house = warehouse.published()

    def add(
        figure_id: str, value: str, unit: str, operation: str, kind: str, measure: str, rows: int, digest: int
    ) -> None:
        house.add(
            figure_id, value, unit, 2 if "." in value else 0, operation=operation, trail_relation="marts.fct_contoh",
            trail_predicate=kind, trail_measure=measure, row_count=rows, row_digest=f"{digest:016x}",
            **({"policy": "tanggal_pnbp=terima", "label": "Penerimaan"} if figure_id == PNBP else {}),
        )  # fmt: skip

    # 100.50 + 200.25 + 50.25; hashes 1 + 2 + 8
    add(PNBP, "351.00", "Rp", "row_sum", "jenis = 'pnbp'", "jumlah_rp", 3, 11)
    # P1, P2 and P1 again; hashes 16 + 32 + 64
    add(USERS, "2", "Perusahaan", "row_distinct", "jenis = 'order'", "pelanggan", 3, 112)
    # (3 + 4 + 4) / 3, at the twelfth decimal
    add(MEAN, "3.666666666667", "Hari kerja", "row_mean", "jenis = 'order'", "hari", 3, 112)
    add(TARGET, "999.00", "Rp", "row_value", "jenis = 'lain'", "jumlah_rp", 1, 4)
    # What is printed beside them follows: 1,582 - 213 + 2 users, of 3,750; 351 of 999 and of 31,305,000,000 rupiah.
    house.add("TJ.2.realisasi", 1371, "Perusahaan")
    house.percent("TJ.2.capaian", 1371, 3750)
    house.add("TJ.2.realisasi_tw.kalibrasi", 1, "Perusahaan")
    quarterly = [row["value"] for name, row in house.figures.items() if name.startswith("TJ.2.realisasi_tw.")]
    house.add("TJ.2.realisasi_tw", sum(quarterly), "Perusahaan")  # type: ignore[arg-type]
    house.percent("SK2.1.pnbp_persen_dipa", 351, 999)
    house.percent("SK2.1.pnbp_persen_target", 351, 31305000000)
    house.figures["SK2.4.realisasi"]["operation"] = "percent"
    return house


def connected(house: Warehouse) -> duckdb.DuckDBPyConnection:
    connection = house.connect()
    connection.execute("CREATE SCHEMA marts")
    connection.execute(
        "CREATE TABLE marts.fct_contoh (_delivery_sha256 VARCHAR, _sheet VARCHAR, _row BIGINT, _row_hash BIGINT, "
        "jenis VARCHAR, jumlah_rp DECIMAL(20, 2), pelanggan VARCHAR, hari INTEGER, _source_row_id VARCHAR)"
    )
    for row in ROWS:
        name = f"{row[0][:12]}:{row[1]}#{row[2]}"
        connection.execute("INSERT INTO marts.fct_contoh VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [*row, name])
    connection.execute(
        "INSERT INTO raw_ingestion.deliveries VALUES (?, 'sbs_juni.csv', '2025-TW2', 9, 'sbs', 1, 4, 4, 0, 0, NULL)",
        [SBS],
    )
    return connection


def drawn(house: Warehouse) -> Draft:
    return draft(QUARTER, connected(house), house.profile, CHECKS, FINDINGS)


@pytest.fixture(scope="module")
def made() -> Draft:
    return drawn(trailed())


@pytest.fixture(scope="module")
def html(made: Draft) -> str:
    return unpacked(made.files["laporan.html"].decode("utf-8"))


def panel(html: str, figure_id: str) -> str:
    found = re.search(rf'<section class="jejak" id="jejak-{re.escape(figure_id)}".*?</section>', html, re.DOTALL)
    assert found, figure_id
    return found[0]


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).replace("&#x27;", "'").split())


def outcome(made: Draft, name: str) -> Any:
    return next(check for check in made.checks if check.name == name)


# ---- rows of all figures at once ----------------------------------------------------------------------------------


def test_rows_are_grouped_by_file_and_sheet_as_whole_ranges() -> None:
    connection = connected(trailed())
    book = read_book(connection)
    trails = read_trails(connection, book.figures.values(), book.deliveries)
    assert sorted(trails) == sorted([PNBP, USERS, MEAN, TARGET])
    [stretch] = trails[PNBP].stretches
    assert (stretch.sha256, stretch.file_name, stretch.sheet, stretch.count) == (SBS, "sbs_juni.csv", "", 3)
    assert stretch.listed() == "2-3, 5"
    assert [(s.sheet, s.listed()) for s in trails[USERS].stretches] == [("Order A", "7-8"), ("Order B", "2")]
    assert not [trail.open_end for trail in trails.values() if trail.open_end]


def test_what_rows_give_adds_up_exactly() -> None:
    connection = connected(trailed())
    book = read_book(connection)
    trails = read_trails(connection, book.figures.values(), book.deliveries)
    assert trails[PNBP].summed == Decimal("351.00")
    assert [sample.contribution for sample in trails[PNBP].samples] == [
        Decimal("100.50"), Decimal("200.25"), Decimal("50.25"),
    ]  # fmt: skip
    # The customer that comes again gives nothing to a count of customers.
    assert [sample.contribution for sample in trails[USERS].samples] == [1, 1, 0]
    assert (trails[MEAN].summed, trails[MEAN].counted) == (11, 3)
    assert trails[TARGET].summed == Decimal("999.00")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"row_count": 4}, "3 rows; the figure counted 4"),
        ({"row_digest": "000000000000000c"}, "digest 000000000000000b"),
        ({"value": Decimal("351.01"), "printed_value": Decimal("351.01")}, "the rows give 351"),
    ],
)
def test_rows_that_do_not_give_their_figure_hold_the_report(change: dict[str, Any], says: str) -> None:
    house = trailed()
    house.figures[PNBP] |= change
    made = drawn(house)
    assert made.refused
    [sample] = outcome(made, "every_number_leads_to_the_rows_that_give_it").samples
    assert sample["figure_id"] == PNBP
    assert says in sample["rows"]


# ---- the panel ----------------------------------------------------------------------------------------------------


def test_a_panel_holds_formula_policy_rows_and_the_sum_that_closes(html: str) -> None:
    text = words(panel(html, PNBP))
    assert "351,00 Rp" in text
    assert "jumlah jumlah_rp" in text
    assert "Tanggal pengakuan PNBP: tanggal penerimaan . Alasan:" in text
    assert "3 baris, jumlahnya 351: sama dengan angka ini." in text
    assert f"sbs_juni.csv {SBS} 3 baris: baris 2-3, 5" in text
    assert "2 memberi 100,5; 3 memberi 200,25; 5 memberi 50,25" in text
    assert "marts.fct_contoh: jenis = 'pnbp'" in text
    assert "000000000000000b" in text
    assert "lembar Order B" in words(panel(html, USERS))
    assert "3 baris, jumlahnya 11; dibagi 3 sama dengan angka ini." in words(panel(html, MEAN))
    assert "3,666666666667" in words(panel(html, MEAN))


def test_a_panel_of_a_figure_of_figures_leads_to_its_components_and_back(html: str) -> None:
    ratio = panel(html, "SK2.4.realisasi")
    formula = re.search(r"<dt>Rumus<dd>(.*?)<dt>", ratio)
    assert formula
    assert words(formula[1]).startswith("100 × 351,00 / 20.433.361.366")
    assert f'<a href="#jejak-{PNBP}"><data value="351" data-figure="{PNBP}">351,00</data></a>' in formula[1]
    assert f'Pembilang: <a href="#jejak-{PNBP}">' in ratio
    assert '<a href="#jejak-SK2.4.realisasi">' in panel(html, PNBP)
    alternative = panel(html, "TJ.1.realisasi.alt.tertimbang_responden")
    assert '<a href="#jejak-TJ.1.realisasi">' in alternative


def test_every_number_leads_to_its_panel_and_every_panel_back_to_every_place(html: str) -> None:
    reading = read_html(html)
    body = [item for item in reading.printed if not item.panel]
    assert len(body) > 1000
    # To its row of the appendix, which every browser shows; formulas there name some figures that have no row.
    assert all(item.link == f"lampiran-{item.figure_id}" for item in body if not item.place.startswith("Lampiran"))
    assert {item.link for item in body} <= set(reading.anchors)
    anchors = [anchor for anchor in reading.anchors if re.fullmatch(rf"{re.escape(PNBP)}(--\d+)?", anchor)]
    assert len(anchors) > 1
    for anchor in [*anchors, f"lampiran-{PNBP}"]:
        assert f'href="#{anchor}"' in panel(html, PNBP)


def test_every_figure_of_the_release_has_a_panel(html: str, made: Draft) -> None:
    found = {anchor for anchor in read_html(html).anchors if anchor.startswith("jejak-")}
    assert found == {f"jejak-{figure_id}" for figure_id in made.book.figures}


def test_a_number_that_leads_nowhere_holds_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    planted.unlink(monkeypatch)
    made = drawn(trailed())
    assert made.refused
    samples = outcome(made, "every_number_leads_to_the_rows_that_give_it").samples
    assert {sample["figure_id"] for sample in samples} == {PNBP}


@pytest.mark.parametrize(
    ("honest", "forged", "check"),
    [
        (">3,666666666667</data>", ">3,666666666668</data>", "every_printed_number_equals_its_figure"),
        (
            '<p class="nilai"><data value="351"',
            '<p class="nilai"><data value="352"',
            "every_printed_number_equals_its_figure",
        ),
        ("<dt>Periode data<dd>", "<dt>Periode data<dd>7 ", "every_number_in_the_report_is_tagged"),
        (*planted.LOST_ANCHOR, "every_anchor_is_unique"),
    ],
)  # fmt: skip
def test_a_panel_that_says_something_else_holds_the_report(
    honest: str, forged: str, check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted.forge(monkeypatch, honest, forged)
    made = drawn(trailed())
    assert made.refused
    assert [result.name for result in made.checks if result.blocks] == [check]


@pytest.mark.parametrize(
    "markup", ["<p>1 < 2</p>", "<p>Nilai<!-- 7 --></p>", "<p><b>Nilai</p>", "<p>Nilai", "</p>", '<p class="a>b</p>']
)
def test_markup_that_is_no_plain_element_is_refused(markup: str) -> None:
    with pytest.raises(MarkupError):
        read_html(markup)


def test_a_digit_written_as_an_entity_is_a_digit() -> None:
    assert read_html("<p>Nilai &#55;&#x38;</p>").untagged == [("", "Nilai 78")]


# ---- beside the page ----------------------------------------------------------------------------------------------


def test_jejak_json_says_what_the_panels_say(made: Draft) -> None:
    told = json.loads(made.files["jejak.json"])
    figures = {entry["figure_id"]: entry for entry in told["figures"]}
    assert set(figures) == set(made.book.figures)
    receipts = figures[PNBP]
    assert (receipts["printed"], receipts["value"], receipts["formula"]) == ("351,00", "351", "jumlah jumlah_rp")
    assert receipts["sum_of_rows"] == "351"
    assert receipts["policies"] == {"tanggal_pnbp": "terima"}
    assert told["trails"][receipts["trail"]] == {
        "table": "marts.fct_contoh",
        "rows_where": "jenis = 'pnbp'",
        "row_count": 3,
        "row_digest": "000000000000000b",
        "rows": [
            {"sha256": SBS, "file_name": "sbs_juni.csv", "sheet": "", "row_count": 3, "row_ranges": "2-3, 5"}
        ],
    }  # fmt: skip
    # Figures that count the same rows name the same trail.
    assert figures[USERS]["trail"] == figures[MEAN]["trail"]
    assert {"figure_id": PNBP, "role": "numerator"} in figures["SK2.4.realisasi"]["components"]
    assert figures["SK2.4.realisasi"]["files"] == [SBS]
    assert [entry["sha256"] for entry in told["files"]] == [ORDERS, SBS]
    assert told["policies"]["tanggal_pnbp"]["nilai"] == "terima"


def test_in_the_pdf_every_figure_leads_to_its_row_of_the_appendix(made: Draft, html: str) -> None:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(made.files["laporan.pdf"]))
    pages = [page.extract_text() for page in reader.pages]
    first = next(number for number, text in enumerate(pages) if "Lampiran 4" in text and "Berkas kiriman" in text)
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}  # type: ignore[union-attr]
    leading = 0
    for page in reader.pages[:first]:
        for note in page.get("/Annots", []):
            target = note.get_object().get("/Dest")
            if target is not None and numbers[target.get_object()[0].idnum] >= first:
                leading += 1
    # Every place of a figure before the appendix has an id of its own.
    places = len(re.findall(r'<data [^>]* id="', html))
    assert leading >= places > 700
    # A row may break over lines, and at the places the renderer marks for it.
    rows = " ".join(" ".join(pages[first:]).replace("\u200b", "").split())
    assert "351,00 = jumlah jumlah_rp" in rows
    assert "3 baris; 000000000000000b; B2" in rows


# ---- in a browser -------------------------------------------------------------------------------------------------

Opened = Callable[..., "Page"]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(made: Draft, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("laporan") / "laporan.html"
    path.write_bytes(made.files["laporan.html"])
    return path.as_uri()


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opened]:
    contexts = []
    complaints: list[str] = []

    def opens(script: bool = True, where: str = "", width: int = 1280) -> Page:
        context = browser.new_context(java_script_enabled=script, viewport={"width": width, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.on(
            "request", lambda request: complaints.append(request.url) if not request.url.startswith("file:") else None
        )
        page.goto(address + where)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert complaints == []


def number(page: Page, figure_id: str) -> Locator:
    """The link of the first place where a figure stands."""
    return page.locator(f'main a:has(> [id="{figure_id}"])')


SHOWN = "[...document.querySelectorAll('.jejak')].filter(node => node.checkVisibility()).map(node => node.id)"
"""Ids of the panels that can be seen."""


def shows(page: Page, *figures: str) -> None:
    """Waits until the panels of these figures can be seen, and no other."""
    wanted = [f"jejak-{figure}" for figure in figures]
    patience = time.monotonic() + 60
    while (seen := page.evaluate(SHOWN)) != wanted:
        assert time.monotonic() < patience, seen
        time.sleep(0.02)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.outerHTML")).split(">")[0]


@pytest.mark.slow
def test_a_click_opens_the_panel_and_close_returns(opened: Opened) -> None:
    page = opened()
    shows(page)
    number(page, "SK2.4.realisasi").click()
    shows(page, "SK2.4.realisasi")
    page.locator(f'.jejak a[href="#jejak-{PNBP}"]').first.click()
    shows(page, PNBP)
    assert page.locator(".jejak").get_by_text("baris 2-3, 5").is_visible()
    page.go_back()
    shows(page, "SK2.4.realisasi")
    page.go_forward()
    shows(page, PNBP)
    page.locator(".jejak .tutup").click()
    shows(page)
    # Back to the number that was clicked.
    assert page.url.endswith("#SK2.4.realisasi")


@pytest.mark.slow
def test_without_a_script_a_number_leads_to_its_row_which_leads_on_and_back(opened: Opened) -> None:
    page = opened(False)
    number(page, "SK2.4.realisasi").focus()
    page.keyboard.press("Enter")
    row = page.locator("tr:target")
    assert row.is_visible()
    assert "= 100 × 351,00 / 20.433.361.366" in " ".join(row.inner_text().split())
    row.locator(f'a[href="#lampiran-{PNBP}"]').first.click()
    row = page.locator("tr:target")
    assert row.get_by_text("3 baris; 000000000000000b; B2").is_visible()
    page.go_back()
    page.go_back()
    assert page.locator("tr:target").count() == 0


@pytest.mark.slow
def test_the_keyboard_alone_opens_reads_and_closes(opened: Opened) -> None:
    page = opened(True, "#naskah")
    # From the number before it in the text, as a reader who tabs through the page.
    number(page, "TJ.1.realisasi").focus()
    page.keyboard.press("Tab")
    assert 'href="#lampiran-TJ.1.capaian"' in focused(page)
    page.keyboard.press("Enter")
    shows(page, "TJ.1.capaian")
    assert 'id="jejak-TJ.1.capaian"' in focused(page)
    page.keyboard.press("Tab")
    assert 'class="tutup"' in focused(page)
    page.keyboard.press("Tab")
    assert 'href="#jejak-TJ.1.realisasi"' in focused(page)
    page.keyboard.press("Enter")
    shows(page, "TJ.1.realisasi")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    shows(page)
    assert 'href="#lampiran-TJ.1.capaian"' in focused(page)


@pytest.mark.slow
@pytest.mark.parametrize("where", [f"#jejak-{PNBP}", "#jejak-tidak.ada"], ids=["a figure", "none"])
def test_an_address_opens_the_panel_of_its_figure(opened: Opened, where: str) -> None:
    page = opened(True, where)
    shows(page, *([PNBP] if where.endswith(PNBP) else []))


@pytest.mark.slow
def test_escape_closes_and_leaves_the_page_where_it_was(opened: Opened) -> None:
    page = opened()
    link = page.locator(f'main a:has(> [id="{PNBP}--3"])')
    link.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 0
    link.focus()
    page.keyboard.press("Enter")
    shows(page, PNBP)
    assert page.evaluate("scrollY") == before
    page.keyboard.press("Escape")
    shows(page)
    assert page.evaluate("scrollY") == before
    assert page.evaluate(f"document.activeElement === document.getElementById('{PNBP}--3').parentElement")


@pytest.mark.slow
@pytest.mark.parametrize("wanted", [PNBP, "351 PENERIMAAN", "351,00"])
def test_search_finds_a_figure_by_code_name_or_value(opened: Opened, wanted: str) -> None:
    page = opened()
    field = page.get_by_role("searchbox")
    field.fill(wanted)
    page.locator("#temuan a").first.wait_for()
    field.press("Tab")
    assert f'href="#jejak-{PNBP}"' in focused(page)
    page.keyboard.press("Enter")
    shows(page, PNBP)
    assert not page.locator("#temuan").is_visible()


@pytest.mark.slow
def test_search_says_when_there_is_nothing_and_escape_leaves_it(opened: Opened) -> None:
    page = opened()
    page.get_by_role("searchbox").fill("tidak ada angka begini")
    page.get_by_text("Tidak ada angka yang cocok.").wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("#temuan").is_visible()


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with_javascript", "without_javascript"])
def test_review_marks_what_is_tagged_and_there_is_no_untagged_number(opened: Opened, script: bool) -> None:
    page = opened(script)
    tagged = page.locator('[id="SK2.4.realisasi"]')
    plain = tagged.evaluate("node => getComputedStyle(node).backgroundColor")
    page.get_by_label("Mode tinjau").check()
    assert tagged.evaluate("node => getComputedStyle(node).backgroundColor") != plain
    assert page.locator(".tanpa-tanda").count() == 0
    assert page.get_by_role("searchbox").is_visible() is script
    if script:
        assert page.locator(".hasil-tinjau").inner_text().endswith(", 0 angka tanpa tanda")


@pytest.mark.slow
def test_review_finds_a_number_that_somebody_typed_into_the_file(opened: Opened) -> None:
    page = opened()
    page.evaluate("document.querySelector('main p').append(' sebesar 66,86')")
    page.get_by_label("Mode tinjau").check()
    loose = page.locator(".tanpa-tanda")
    assert loose.all_text_contents() == [" sebesar 66,86"]
    assert loose.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(179, 38, 30)"
    assert page.locator(".hasil-tinjau").inner_text().endswith(", 1 angka tanpa tanda")


@pytest.mark.slow
def test_panels_are_not_printed_and_fit_a_phone(opened: Opened) -> None:
    page = opened(True, f"#jejak-{PNBP}", width=390)
    shows(page, PNBP)
    box = page.locator(".jejak").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.emulate_media(media="print")
    shows(page)
    assert not page.get_by_label("Mode tinjau").is_visible()
