"""A sheet that a narrative names is read as a table of any columns; what cannot be printed is told with its cell."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl

from tests.ingestion.deliveries import Unit, workbook

NARASI = ["Kode", "Bagian", "Urutan", "Teks", "Penanggung Jawab", "Target Penyelesaian"]
TABLE = [["Tanggal", None, "Kegiatan", "Jumlah"], [], ["2 Mei", None, "Rapat", 1500.5], ["3 Mei", None, None, 2]]


def named(*names: str) -> list[list[object]]:
    return [NARASI, *(["umum", "hasil", at, f"Tabel: {name} | Judul", None, None] for at, name in enumerate(names, 1))]


def cells(unit: Unit) -> list[tuple[object, ...]]:
    return unit.rows("raw_kinerja.tabel_narasi", "lembar, sel_1, sel_2, sel_3, sel_4, _row")


def told(unit: Unit) -> list[tuple[int | None, str, str]]:
    """Row, column and sentence of what holds the report back."""
    found = (one for one in unit.ingest().findings if one.severity == "blocking" and one.sheet == "SPBE")
    return [(one.row, one.column, str(one.message)) for one in found]


def test_the_columns_under_a_heading_are_kept_as_they_stand(unit: Unit) -> None:
    unit.deliver("kinerja.xlsx", workbook({"Narasi": named("spbe  2025"), "SPBE 2025": TABLE, "Catatan": [["bebas"]]}))
    [delivery] = unit.ingest().deliveries
    assert delivery.kinds == ("narasi", "tabel_narasi")
    assert cells(unit) == [
        ("SPBE 2025", "Tanggal", "Kegiatan", "Jumlah", None, 1),
        ("SPBE 2025", "2 Mei", "Rapat", "1500,5", None, 3),
        ("SPBE 2025", "3 Mei", None, "2", None, 4),
    ]


def test_a_sheet_that_no_narrative_names_is_no_table_and_neither_is_one_of_another_kind(unit: Unit) -> None:
    dipa = [["Kode", "Uraian", "Volume", "Satuan"], ["6077.BAD", "Pelayanan", 5, "Industri"]]
    unit.deliver("kinerja.xlsx", workbook({"Narasi": named("DIPA", "Hilang"), "DIPA": dipa, "Tabel": TABLE}))
    [delivery] = unit.ingest().deliveries
    assert delivery.kinds == ("dipa", "narasi")
    assert cells(unit) == []


def marked(change: str) -> bytes:
    """The table with one thing that cannot be printed."""
    book = openpyxl.load_workbook(io.BytesIO(workbook({"Narasi": named("SPBE"), "SPBE": TABLE})))
    sheet = book["SPBE"]
    match change:
        case "formula":
            sheet["D3"] = "=SUM(1, 2)"
        case "merged":
            sheet.merge_cells("C3:C4")
        case "no heading":
            sheet["B3"] = "catatan"
        case "too wide":
            for at in range(1, 10):
                sheet.cell(1, at, f"Kolom {at}")
            sheet["I3"] = "x"
        case "too long":
            for at in range(5, 70):
                sheet.cell(at, 1, "baris")
        case "error":
            sheet["C4"] = "#REF!"
        case "percent":
            sheet["A3"], sheet["D3"] = dt.datetime(2025, 5, 2), 0.125
            sheet["D3"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_cannot_be_printed_is_told_with_its_cell(unit: Unit) -> None:
    expected = {
        "formula": (3, "Jumlah", "so that formulas are calculated"),
        "error": (4, "Kegiatan", "not the error of a formula"),
        "merged": (3, "Kegiatan", "unmerge C3:C4"),
        "no heading": (3, "", "a heading in the first row of the table over B3"),
        "too wide": (1, "", "at most 8 columns, so nothing in I1"),
        "too long": (63, "", "at most 60 rows below the head"),
    }
    for change, (row, column, words) in expected.items():
        path = unit.deliver("kinerja.xlsx", marked(change))
        found = told(unit)
        assert any(one[:2] == (row, column) and words in one[2] for one in found), (change, found)
        path.unlink()


def test_a_percentage_and_a_day_stand_as_they_are_shown(unit: Unit) -> None:
    unit.deliver("kinerja.xlsx", marked("percent"))
    assert told(unit) == []
    assert cells(unit)[1][1:4] == ("02/05/2025", "Rapat", "12,5%")
