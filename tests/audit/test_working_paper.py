"""A working paper comes to the figures of the report when a spreadsheet program works it out again."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from orchestration.audit.following import paper_rows
from orchestration.audit.following.paper_book import Book
from orchestration.audit.following.paper_conditions import conditions_of
from orchestration.audit.following.paper_formulas import Listed, Part, of_figures, of_rows
from orchestration.audit.following.paper_rows import UnreadableError
from orchestration.audit.following.working_paper import AGREES, BEYOND, DIFFERS, HEADS, SUMMARY, write, write_together
from orchestration.release import store
from tests import recalculating
from tests.audit.spoiling import Copy
from tests.conftest import World

QUARTER = "2025-TW2"
CELLS = (
    *("SK2.2.realisasi.pengujian", "SK2.2.target.pengujian", "SK2.2.persen.pengujian"),  # volume
    *("SK1.1.persen.pengujian.05", "SK1.1.rata_hk.pengujian.05", "SK1.1.backlog.pengujian"),  # a month of the SLA
    *("SK1.1.persen.pengujian.05.alt.berjalan", "SK1.1.persen.pengujian.05.alt.order"),
    *("TJ.1.unsur.u1.kalibrasi", "TJ.1.realisasi.uji_profisiensi", "TJ.1.konversi", "TJ.1.sampel_minimum.kalibrasi"),
    *("TJ.1.realisasi.alt.tertimbang_responden", "TJ.1.responden", "TJ.2.realisasi.alt.entitas_unik"),
    *("SK1.2.promoter.pengujian", "SK1.2.passive.pengujian", "SK1.2.detractor", "SK1.2.persen_promoter"),
    *("SK2.1.pnbp", "SK2.1.pnbp_belum_sah", "SK2.1.pnbp_persen_dipa", "SK2.1.target_rupiah", "SK2.1.proyeksi"),
    *("anggaran.pagu", "anggaran.persen_efektif.blu.52", "anggaran.realisasi_bulan.06", "anggaran.realisasi_bulan.04"),
    *("kro.pagu.BAD", "kro.persen.sd.BAD", "kro.persen.tw.BAD", "kro.fisik.sd.BAD", "kro.sasaran_persen.tw.BAD"),
    *("SK6.1.capaian", "SK2.4.capaian", "SK3.1.capaian"),
)
"""A cell of every kind of table of the report."""


@pytest.fixture
def soffice() -> None:
    if recalculating.executable() is None:
        pytest.skip("no LibreOffice on this machine; where there is soffice, working papers are worked out again")


def table(book: openpyxl.Workbook) -> dict[str, dict[str, Any]]:
    """The table of figures by figure id."""
    rows = [[cell.value for cell in row] for row in book[SUMMARY].iter_rows()]
    at = next(number for number, row in enumerate(rows) if row[0] == HEADS[0])
    return {row[2]: dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :]}


def assert_agrees(found: dict[str, dict[str, Any]], figures: dict[str, dict[str, str]]) -> None:
    """Every figure comes to what the release has of it."""
    for figure_id, row in found.items():
        figure = figures[figure_id]
        assert row["Cocok"] == AGREES, row
        if figure["value"]:
            assert row["Hasil"] == pytest.approx(float(figure["value"]), rel=1e-12), row
            shown = f"{row['Dibulatkan']:,.{figure['decimals']}f}".translate(str.maketrans(",.", ".,"))
            assert shown == figure["printed"]
        else:
            assert row["Dibulatkan"] == figure["printed"], row
        if row["Baris menurut rilis"] is not None and row["Baris dihitung"] is not None:
            assert row["Baris dihitung"] == row["Baris menurut rilis"] == int(figure["row_count"]), row


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_libreoffice_comes_to_every_indicator_and_a_cell_of_every_table(sample_world: World, tmp_path: Path) -> None:
    release, archive = sample_world.release(QUARTER), sample_world.state / "archive"
    with store.read(release) as connection:
        codes = [code for (code,) in connection.execute("SELECT kode FROM figures.indicators").fetchall()]
    assert len(codes) == 17
    asked = [*(f"{code}.realisasi" for code in codes), *CELLS]
    write_together(release, archive, asked, tmp_path / "paper.xlsx")
    book = recalculating.recalculated((tmp_path / "paper.xlsx").read_bytes(), tmp_path)
    found = table(book)
    assert {*asked} <= found.keys()
    assert_agrees(found, sample_world.figures(QUARTER))
    leaves = [row for row in found.values() if row["Baris dihitung"] is not None]
    assert len(leaves) > 150
    assert "SK2.4.realisasi" in found
    assert found["SK2.4.realisasi"]["Dibulatkan"] == 66.46


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_a_cell_received_that_is_changed_changes_the_figure(sample_world: World, tmp_path: Path) -> None:
    """The chain is live from the cell that was received: one rupiah more there is one rupiah more in the figure."""
    write(sample_world.release(QUARTER), sample_world.state / "archive", "SK2.1.pnbp", tmp_path / "paper.xlsx")
    book = openpyxl.load_workbook(tmp_path / "paper.xlsx")
    sheet = book["Baris penerimaan"]
    heads = [cell.value for cell in sheet[3]]
    cell = sheet.cell(4, heads.index("jumlah") + 1)
    assert sheet.cell(4, heads.index("is_terima_tahun_berjalan") + 1).value == "ya"
    cell.value = str(int(cell.value) + 1)
    out = io.BytesIO()
    book.save(out)
    # openpyxl writes no results beside formulas, so there are none to be believed.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recalculating, "spoilt", lambda content: content)
        found = table(recalculating.recalculated(out.getvalue(), tmp_path))
    assert found["SK2.1.pnbp"]["Hasil"] == 13_580_235_535
    assert found["SK2.1.pnbp"]["Cocok"] == DIFFERS


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_what_there_is_no_room_for_goes_into_the_formulas_as_a_number(
    sample_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_rows, "MOST_ROWS", 60)
    asked = [
        *("SK2.4.realisasi", "TJ.1.unsur.u1.kalibrasi", "TJ.2.realisasi.alt.entitas_unik", "SK1.2.promoter.pengujian"),
        *("SK1.1.rata_hk.pengujian.05", "SK2.2.realisasi.pengujian"),
    ]
    release = sample_world.release(QUARTER)
    written = write_together(release, sample_world.state / "archive", asked, tmp_path / "paper.xlsx")
    assert written.beyond > 2000
    content = (tmp_path / "paper.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert all(sheet.max_row <= 63 for sheet in book if sheet.title != SUMMARY)
    said = " ".join(str(cell.value) for row in book[SUMMARY]["A1:A9"] for cell in row)
    assert "marts.fct_order: lembarnya lebih dari 60 baris" in said
    found = table(recalculating.recalculated(content, tmp_path))
    assert_agrees(found, sample_world.figures(QUARTER))
    assert found["TJ.2.realisasi.alt.entitas_unik"][BEYOND[0]] > 2000


@pytest.mark.slow
def test_readers_that_do_not_calculate_show_the_figures_and_the_bytes_are_the_same(
    sample_world: World, tmp_path: Path
) -> None:
    first = sample_world.triwulan("working-paper", QUARTER, "POBO", "--out", str(tmp_path / "a.xlsx"))
    assert first.code == 0, first.errors
    assert "SK2.4.realisasi = 66,46" in first.output
    write(sample_world.release(QUARTER), sample_world.state / "archive", "SK2.4.realisasi", tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    assert_agrees(table(book), sample_world.figures(QUARTER))
    [place] = book["Baris penerimaan"].iter_rows(min_row=4, max_row=4, values_only=True)
    assert place[:5] == ("contoh_sbs_2025-06.csv", archived(sample_world, place[0]), None, 2, 2)
    amount = place[[cell.value for cell in book["Baris penerimaan"][3]].index("jumlah_rp")]
    assert amount == 177_731_940
    several = sample_world.triwulan("working-paper", QUARTER, "NPS", "--out", str(tmp_path / "c.xlsx"))
    assert several.code == 4
    assert "SK1.2.realisasi" in several.errors
    assert not (tmp_path / "c.xlsx").exists()


def archived(world: World, name: str) -> str:
    """The SHA-256 of a received file."""
    return next((world.state / "archive").glob(f"*/{name}")).parent.name


@pytest.mark.slow
def test_nobody_is_named_and_a_file_that_is_another_is_refused(sample_world: World, tmp_path: Path) -> None:
    copy = Copy.of(sample_world, QUARTER, tmp_path)
    write(copy.release, copy.workspace.archive, "TJ.1.unsur.u1.kalibrasi", tmp_path / "paper.xlsx")
    with zipfile.ZipFile(tmp_path / "paper.xlsx") as package:
        text = package.read("xl/sharedStrings.xml").decode()
    assert "Kalibrasi" in text
    assert not [word for word in ("whatsapp", "email", "perusahaan", "responden contoh") if word in text.casefold()]
    # Remarks above hold line breaks, so that the first row of the quarter has two numbers.
    sheet = openpyxl.load_workbook(tmp_path / "paper.xlsx", data_only=True)["Baris survei"]
    places = {line: row for _, _, _, row, line, *_ in sheet.iter_rows(min_row=4, values_only=True)}
    assert (places[2], places[228]) == (2, 204)
    write(copy.release, copy.workspace.archive, "SK1.1.persen.pengujian.05", tmp_path / "orders.xlsx")
    with zipfile.ZipFile(tmp_path / "orders.xlsx") as package:
        text = package.read("xl/sharedStrings.xml").decode()
    assert "kode_pelanggan" in text
    assert "PT Contoh" not in text
    survey = copy.archived("contoh_survei_2025-06.csv")
    survey.write_bytes(survey.read_bytes() + b"\n")
    with pytest.raises(UnreadableError, match=r"2025-TW2/contoh_survei_2025-06\.csv: the archived file has SHA-256"):
        write(copy.release, copy.workspace.archive, "TJ.1.unsur.u1.kalibrasi", tmp_path / "other.xlsx")
    assert not (tmp_path / "other.xlsx").exists()


def test_text_never_becomes_a_formula() -> None:
    made = Book("x", dt.datetime(2025, 7, 1))
    sheet = made.sheet("s")
    texts = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "https://x", "0123", "1E5"]
    for row, text in enumerate(texts):
        made.cell(sheet, row, 0, text)
    made.cell(sheet, len(texts), 0, True)
    book = openpyxl.load_workbook(io.BytesIO(made.content()))
    cells = [row[0] for row in book["s"].iter_rows()]
    assert [cell.value for cell in cells] == [*texts, "ya"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_formulas_that_no_figure_of_the_sample_has_come_to_what_they_mean(tmp_path: Path) -> None:
    """Values in F and printed values in H, as in a paper; results by hand."""
    steps = [(Decimal(0), Decimal(1)), (Decimal(95), Decimal(3)), (Decimal(105), Decimal(5))]
    one, two = Decimal(1), Decimal(2)
    cases: list[tuple[str, dict[str, tuple[float, float]], float]] = [
        ("weighted_mean", {"part": (3.5, 2)}, (3.5 + 2 * 2) / 3),
        ("poin", {"numerator": (190, 190), "denominator": (200, 200)}, 3),  # 95 % is the second step
        ("poin", {"numerator": (189, 189), "denominator": (200, 200)}, 1),
        ("target_poin", {"base": (400, 400), "target": (3, 3)}, 380),  # 95 % of it
        ("target_rasio", {"base": (400, 400), "target": (1.1, 1.1)}, 440),
        ("target_indeks", {"base": (400, 400), "target": (110, 110)}, 440),
        ("capaian_turun", {"realisasi": (55.24, 55.2), "target": (60, 60)}, 100 * 60 / 55.2),
        ("konversi_7", {"base": (3.5, 3.5)}, 50),
        ("proyeksi_9_bulan", {"base": (90, 90)}, 120),
    ]
    made = Book("x", dt.datetime(2025, 7, 1))
    sheet = made.sheet("s")
    row = 0
    for operation, cells, _ in cases:
        parts = []
        for role, (value, rounded) in cells.items():
            values = ((value, one), (rounded, two)) if operation == "weighted_mean" else ((value, one),)
            for stored, weight in values:
                sheet.write_number(row, 5, stored)
                sheet.write_number(row, 7, rounded)
                parts.append(Part(role, f"F{row + 1}", f"H{row + 1}", weight))
                row += 1
        sheet.write_formula(row, 0, f"={of_figures(operation, parts, steps)}", None, 0)
        row += 1
    listed = Listed({"layanan": "s!$J$1:$J$3", "detik": "s!$K$1:$K$3"}, {}, "detik")
    for at, (service, seconds) in enumerate((("uji", 5400), ("kal", 60), ("uji", 1800))):
        sheet.write_string(at, 9, service)
        sheet.write_number(at, 10, seconds)
    hours = of_rows("row_hours", conditions_of("layanan = 'uji'"), listed)
    sheet.write_formula(row, 0, f"={hours}", None, 0)
    book = recalculating.recalculated(made.content(), tmp_path)
    found = [cell.value for [cell] in book["s"].iter_rows(max_col=1) if cell.value is not None]
    assert found == pytest.approx([*(expected for *_, expected in cases), 2.0])
