"""A release tells what changed since the one before and against earlier quarters, and cannot tell it otherwise.

The corrected answer is worked out by hand: of 146 respondents of Pengujian 100 instead of 101 promote it and 6 instead
of 5 do not (Tabel 3.9 of the published report has 101 / 40 / 5); the answers to u1 add up to 550 instead of 552.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.audit.spoiling import Copy
from tests.conftest import World

pytestmark = pytest.mark.slow

BY_HAND = {
    "SK1.2.promoter.pengujian": ("101", "100"),
    "SK1.2.detractor.pengujian": ("5", "6"),
    "SK1.2.persen_promoter.pengujian": ("69,18", "68,49"),
    "SK1.2.persen_detractor.pengujian": ("3,42", "4,11"),
    "SK1.2.realisasi.pengujian": ("65,75", "64,38"),
    "SK1.2.promoter": ("212", "211"),
    "SK1.2.detractor": ("7", "8"),
    "TJ.1.unsur.u1.pengujian": ("3,78", "3,77"),
}
REGISTER = "contoh_order_layanan_2025-06.xlsx"
MARK = '<sup class="revisi">(R)</sup>'

Rows = list[dict[str, str]]


def listed(release: Path) -> Rows:
    """The rows of revisions.csv."""
    return list(csv.DictReader(io.StringIO((release / "revisions.csv").read_text(encoding="utf-8"), newline="")))


@pytest.fixture
def copy(revised_world: World, tmp_path: Path) -> Copy:
    """The corrected release alone: neither the one before nor the earlier quarter is at hand."""
    return Copy.of(revised_world, "2025-TW2", tmp_path)


def test_a_first_release_revises_nothing(sample_world: World) -> None:
    release = sample_world.release("2025-TW1")
    assert release.name == "r1"
    assert listed(release) == []
    assert json.loads((release / "manifest.json").read_text(encoding="utf-8"))["compared"] == {}
    assert MARK not in (release / "laporan.html").read_text(encoding="utf-8")


def test_a_correction_is_listed_with_its_delivery(revised_world: World, copy: Copy) -> None:
    release = revised_world.release("2025-TW2")
    assert release.name == "r2"
    rows = {row["figure_id"]: row for row in listed(release) if row["kind"] == "direvisi"}
    assert {name: (rows[name]["old"], rows[name]["new"]) for name in BY_HAND} == BY_HAND
    assert {row["sources"] for row in rows.values()} == {"contoh_survei_2025-06.csv"}
    assert {row["reason"] for row in rows.values()} == {"kiriman"}
    # Nothing but the survey can have changed.
    assert {name.split(".")[0] + "." + name.split(".")[1] for name in rows} == {"TJ.1", "SK1.2"}
    result = copy.verify()
    assert result.broken == [], result.as_text()


def test_what_changed_carries_the_mark_in_every_format(revised_world: World) -> None:
    from orchestration.audit.proof.docx_reader import read_docx
    from orchestration.audit.proof.pdf_reader import read_pdf
    from orchestration.audit.proof.workbook_reader import read_workbook

    release = revised_world.release("2025-TW2")
    revised = {row["figure_id"] for row in listed(release) if row["kind"] == "direvisi"}
    page = (release / "laporan.html").read_text(encoding="utf-8")
    body = page[page.index("<main") : page.rindex("</main>")]
    with_mark = set(re.findall(r'data-figure="([^"]+)"[^>]*>[^<]*</data></a><sup class="revisi">', body))
    assert with_mark == revised
    sheets = read_workbook(release / "tabel.xlsx").tables
    in_sheets = {figure_id for sheet in sheets for entry in sheet.entries for figure_id in entry.revised}
    assert in_sheets and in_sheets <= revised
    text = " ".join(block.text for block in read_pdf(release / "laporan.pdf").blocks)
    assert "mencapai 77,69(R) terhadap target 30,00" in " ".join(text.split())
    document = "".join(line.text for line in read_docx(release / "laporan.docx").lines)
    assert "mencapai 77,69(R) terhadap target 30,00" in document


def test_another_run_publishes_nothing_and_changed_words_keep_the_marks(revised_world: World) -> None:
    again = revised_world.triwulan("run", "2025-TW2")
    assert again.code == 0
    assert "unchanged" in again.output
    assert revised_world.release("2025-TW2").name == "r2"


def test_data_that_came_late_are_listed_with_the_report_they_change(sample_world: World) -> None:
    rows = {row["figure_id"]: row for row in listed(sample_world.release("2025-TW2")) if row["quarter"] == "2025-TW1"}
    before, now = sample_world.figures("2025-TW1"), sample_world.figures("2025-TW2")
    # An order of March was cancelled in the second quarter for several services.
    changed = {
        name
        for name in before.keys() & now.keys()
        if now[name]["bulan"] in ("01", "02", "03") and before[name]["printed"] != now[name]["printed"]
    }
    assert changed
    assert changed <= rows.keys()
    # One of them was an order of Sampling of one point; its cancellation stands in row 1494 of the register of June.
    sampling = rows["SK2.2.realisasi.sampling"]
    assert (sampling["kind"], sampling["old"], sampling["new"]) == ("periode_lalu", "77", "76")
    assert (sampling["sources"], sampling["rows"]) == (REGISTER, f"{REGISTER}:Order Layanan#1494")
    # What is counted otherwise than by adding up changed too, and what is made of it.
    assert {"TJ.2.realisasi_tw.pelatihan", "SK2.2.persen", "SK1.1.backlog"} <= rows.keys()
    # The balance sheet was audited in between.
    assert rows["SK2.3.aset"]["kind"] == "tetapan"
    assert rows["SK2.3.aset"]["sources"] == "contoh_neraca_2024-12_diaudit.csv"


def test_an_earlier_quarter_as_known_today_follows_from_the_rows(sample_world: World, tmp_path: Path) -> None:
    copy = Copy.of(sample_world, "2025-TW2", tmp_path)
    name = "compared/2025-TW1.kini.csv"
    copy.rewrite(
        name, lambda content: content.replace(b"tahun_berjalan,76,Titik,0,76,", b"tahun_berjalan,75,Titik,0,76,", 1)
    )
    copy.rehash()
    assert name in {found.place for found in copy.verify().broken}
    # The manifest made to fit: the rows still say what the figure is.
    path = copy.release / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["compared"]["2025-TW1"]["today_sha256"] = manifest["files"][name]["sha256"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert f"{name}: SK2.2.realisasi.sampling" in {found.place for found in copy.verify().broken}


def without_a_mark(page: str) -> str:
    return page.replace(MARK, "", 1)


def with_a_mark_more(page: str) -> str:
    start = page.index("<main")
    first = re.compile(r'data-figure="TJ\.2\.realisasi"[^>]*>[^<]*</data></a>').search(page, start)
    assert first
    return page[: first.end()] + MARK + page[first.end() :]


def with_another_old_value(page: str) -> str:
    start = page.index('data-tabel="perubahan_direvisi"')
    at = page.index(">77,89<", start)
    return f"{page[:at]}>77,98<{page[at + 7 :]}"


@pytest.mark.parametrize("spoil", [without_a_mark, with_a_mark_more, with_another_old_value])
def test_a_mark_or_an_old_value_cannot_be_altered(copy: Copy, spoil: Callable[[str], str]) -> None:
    copy.change_html(spoil)
    copy.rehash()
    broken = copy.verify().broken
    assert "html" in {found.link for found in broken}


def test_the_mark_is_missed_in_the_word_file_and_in_the_workbook(copy: Copy) -> None:
    copy.change_part("laporan.docx", "word/document.xml", lambda text: text.replace("(R)", "", 1))
    copy.change_part(
        "tabel.xlsx", "xl/sharedStrings.xml", lambda text: text.replace("SK1.2.realisasi (R)", "SK1.2.realisasi")
    )
    copy.rehash()
    assert {"docx", "xlsx"} <= {found.link for found in copy.verify().broken}


def test_the_list_and_the_kept_figures_cannot_be_altered(copy: Copy) -> None:
    copy.rewrite("revisions.csv", lambda content: content.replace(b'"77,89"', b'"77,98"', 1))
    copy.rehash()
    assert "revisions.csv: SK1.2.realisasi" in {found.place for found in copy.verify().broken}


def test_a_revision_cannot_be_kept_silent(copy: Copy) -> None:
    def without_users(content: bytes) -> bytes:
        return b"".join(
            line for line in content.splitlines(True) if not line.startswith(b"direvisi,2025-TW2,r1,SK1.2.pro")
        )

    copy.rewrite("revisions.csv", without_users)
    copy.rehash()
    places = {found.place for found in copy.verify().broken if found.link == "succession"}
    assert "revisions.csv: SK1.2.promoter" in places


def test_the_kept_figures_are_those_of_the_release_before(copy: Copy) -> None:
    copy.rewrite("compared/2025-TW2.csv", lambda content: content.replace(b'"77,89"', b'"77,69"'))
    copy.rehash()
    places = {found.place for found in copy.verify().broken if found.link == "succession"}
    assert "compared/2025-TW2.csv" in places
