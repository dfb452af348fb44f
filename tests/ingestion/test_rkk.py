"""RKK: the budget tree with fund sources, blocked rows and items without a code."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from tests.ingestion.deliveries import Unit, check_named, findings, workbook

SHEET = "RKK_MULTIYEAR_SATKER"
TOTALS = "control_totals_equal_the_sum_of_their_rows"
A, D, E, F, H, J, K, L = 0, 3, 4, 5, 7, 9, 10, 11


def row(**cells: Any) -> list[Any]:
    """A row from column letters, `A="6042"`."""
    made: list[Any] = [None] * 12
    for letter, value in cells.items():
        made[ord(letter) - 65] = value
    return made


def small_sheet() -> list[list[Any]]:
    """One akun on two fund sources, a blocked item, an amount in K, a group.

    Rows: 1-2 titles, 3 header, 4 program 900, 5 kegiatan, 6 KRO, 7 RO, 8 komponen, 9 subkomponen, 10 akun RM 500,
    11 group, 12 item 200 blocked, 13 wrapped text, 14 item 300, 15 akun BLU 400, 16 item 400 (amount in K).
    """
    return [
        row(A="RINCIAN KERTAS KERJA SATKER T.A. 2025"),
        row(A="Satuan Kerja : 999119 BALAI BESAR"),
        row(A="KODE", D="URAIAN", F="VOLUME", H="HARGA SATUAN", J="JUMLAH", K="BLOKIR"),
        row(A="019.07.WA", D="Program Dukungan", J=900),
        row(A="6042", D="Layanan Dukungan", J=900),
        row(A="6042.EBA", D="Layanan Dukungan Internal", F=4, J=900),
        row(A="6042.EBA.994", D="Layanan Perkantoran", F=1, J=900),
        row(A="002", D="Operasional", J=900),
        row(A="A", D="Tanpa Subkomponen", J=900),
        row(A=521111, D="Belanja Keperluan Perkantoran", J=500, L="RM"),
        row(D=">> Kegiatan kantor"),
        row(E="- Langganan", F=2, H=100, J=200, K="*"),
        row(E="surat kabar dan majalah"),
        row(E="- Honor", F=3, H=100, J=300),
        row(A=521111, D="Belanja Keperluan Perkantoran", J=400, L="BLU"),
        row(E="- Jamuan", F=4, H=100, K=400),
    ]


def test_the_tree_is_read_by_class(unit: Unit) -> None:
    unit.deliver("rkk.xlsx", workbook({SHEET: small_sheet()}))
    result = unit.ingest()
    assert result.rejections == []
    columns = "kelas_baris, subkomponen, akun, nomor_item, jumlah, kode_blokir, sumber_dana, _row"
    assert unit.rows("raw_rkk.rincian_kertas_kerja", columns) == [
        ("program", None, None, None, "900", None, None, 4),
        ("kegiatan", None, None, None, "900", None, None, 5),
        ("kro", None, None, None, "900", None, None, 6),
        ("ro", None, None, None, "900", None, None, 7),
        ("komponen", None, None, None, "900", None, None, 8),
        ("subkomponen", "A", None, None, "900", None, None, 9),
        ("akun", "A", "521111", None, "500", None, "RM", 10),
        ("grup", "A", "521111", None, None, None, "RM", 11),
        ("item", "A", "521111", "1", "200", "*", "RM", 12),
        ("item", "A", "521111", "2", "300", None, "RM", 14),
        ("akun", "A", "521111", None, "400", None, "BLU", 15),
        ("item", "A", "521111", "3", "400", None, "BLU", 16),
    ]
    codes = unit.rows("raw_rkk.rincian_kertas_kerja", "program, kegiatan, kro, ro, komponen, uraian, _extra")[8]
    assert codes[:6] == ("019.07.WA", "6042", "6042.EBA", "6042.EBA.994", "002", "- Langganan")
    assert codes[6] == '{"uraian_lanjutan": "surat kabar dan majalah"}'
    [delivery] = result.deliveries
    assert (delivery.rows_total, delivery.rows_accepted, delivery.rows_empty) == (16, 12, 4)
    check = check_named(result, TOTALS)
    # program, kegiatan, KRO, RO, komponen, subkomponen and two akun against their children
    assert (check.passed, check.counts["compared"]) == (True, 8)


def test_an_item_without_an_amount_is_rejected_not_priced(unit: Unit) -> None:
    rows = small_sheet()
    rows[13] = row(E="- Honor", F=3, H=100)
    unit.deliver("rkk.xlsx", workbook({SHEET: rows}))
    result = unit.ingest()
    assert [(r.row, r.rule, r.column) for r in result.rejections] == [(14, "wajib", "Jumlah")]
    assert unit.rows("raw_rkk.rincian_kertas_kerja", "jumlah")[9] == (None,)


@pytest.mark.parametrize(("value", "rule"), [("300x", "angka"), (300.5, "angka"), ("#REF!", "rumus")])
def test_an_amount_that_does_not_fit_is_rejected(unit: Unit, value: Any, rule: str) -> None:
    rows = small_sheet()
    rows[13] = row(E="- Honor", F=3, H=100, J=value)
    unit.deliver("rkk.xlsx", workbook({SHEET: rows}))
    assert [(r.row, r.rule) for r in unit.ingest().rejections] == [(14, rule)]


def test_a_parent_that_differs_from_its_items_blocks(unit: Unit) -> None:
    rows = small_sheet()
    rows[13] = row(E="- Honor", F=3, H=100, J=301)
    unit.deliver("rkk.xlsx", workbook({SHEET: rows}))
    result = unit.ingest()
    assert not check_named(result, TOTALS).passed
    [finding] = findings(result, "control_totals_equal_the_sum_of_their_rows")
    assert (finding.row, finding.value) == (10, "500")
    assert "akun 521111, jumlah states 500 but its rows add up to 501" in finding.message


def test_an_item_above_every_akun_is_rejected(unit: Unit) -> None:
    rows = small_sheet()
    rows.insert(6, row(E="- Lepas", F=1, H=5, J=5))
    unit.deliver("rkk.xlsx", workbook({SHEET: rows}))
    assert [(r.row, r.rule) for r in unit.ingest().rejections] == [(7, "induk")]


def test_a_row_that_is_nothing_known_is_rejected(unit: Unit) -> None:
    rows = small_sheet()
    rows.insert(10, row(A="52-11", D="kode salah", J=5))
    unit.deliver("rkk.xlsx", workbook({SHEET: rows}))
    assert [(r.row, r.rule) for r in unit.ingest().rejections] == [(11, "kelas_baris")]


def test_a_sheet_without_amounts_is_refused(unit: Unit) -> None:
    unit.deliver("rkk.xlsx", workbook({SHEET: small_sheet()[:3]}))
    [finding] = findings(unit.ingest(), "tata_letak")
    assert "no row has a code" in finding.message


def test_what_is_printed_below_the_tree_is_no_data(unit: Unit) -> None:
    below = [
        row(),
        row(A="Catatan :"),
        row(A="1. * = Blokir"),
        row(A="- UP = Uang Persediaan"),
        row(H="Kota Contoh, 30 Juni 2025"),
        row(H="Kuasa Pengguna Anggaran"),
        row(H="NAMA CONTOH"),
        row(H="NIP", J="190001012000121001"),
    ]
    unit.deliver("rkk.xlsx", workbook({SHEET: small_sheet() + below}))
    result = unit.ingest()
    assert result.rejections == []
    classes = dict(unit.query("SELECT row_class, row_count FROM raw_ingestion.row_classes"))
    assert (classes["accepted"], classes["footnote"], classes["wrap"]) == (12, 7, 1)


@pytest.mark.parametrize(
    ("mark", "kept"), [("*", "*"), ("A*", "A*"), ("A", "A"), (1, "1"), (None, None), ("BLU", None)]
)
def test_a_blocked_item_is_marked_by_a_star_by_its_code_or_by_both(unit: Unit, mark: object, kept: object) -> None:
    rows = small_sheet()
    rows[11] = row(E="- Langganan", F=2, H=100, J=200, K=mark)
    unit.deliver("rkk.xlsx", workbook({SHEET: rows}))
    result = unit.ingest()
    assert result.rejections == []
    assert check_named(result, TOTALS).passed
    assert unit.rows("raw_rkk.rincian_kertas_kerja", "jumlah, kode_blokir")[8] == ("200", kept)


def test_amounts_as_text_with_points_are_read_where_one_has_two_groups(unit: Unit) -> None:
    def grouped(value: Any) -> Any:
        return f"{value * 10_000:,}".replace(",", ".") if isinstance(value, int) else value

    rows = [[*cells[:9], grouped(cells[9]), grouped(cells[10]), cells[11]] for cells in small_sheet()]
    unit.deliver("rkk.xlsx", workbook({SHEET: rows}))
    result = unit.ingest()
    assert result.rejections == []
    assert check_named(result, TOTALS).passed
    [(total,)] = unit.query("SELECT jumlah FROM raw_rkk.rincian_kertas_kerja WHERE kelas_baris = 'program'")
    assert total == "9000000"


def test_amounts_as_text_with_one_group_only_may_be_thousands_and_are_refused(unit: Unit) -> None:
    rows = small_sheet()
    rows[13] = row(E="- Honor", F=3, H=100, J="300.000")
    unit.deliver("rkk.xlsx", workbook({SHEET: rows}))
    assert [(r.row, r.rule) for r in unit.ingest().rejections] == [(14, "angka")]


def test_a_row_of_errors_is_told(unit: Unit) -> None:
    rows = small_sheet()
    rows.append(row(A="#N/A"))
    rows.append(row(E="- Rapat", J="#REF!", K="#REF!"))
    unit.deliver("rkk.xlsx", with_errors({SHEET: rows}))
    told = [(item.row, item.column, item.value) for item in unit.ingest().rejections if item.rule == "rumus"]
    assert told == [(17, "", "#N/A"), (18, "Jumlah", "#REF!")]


def with_errors(sheets: dict[str, list[list[Any]]]) -> bytes:
    """A workbook in which `#...` is an error, not a text."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(sheets)))
    for cells in book.worksheets[0].iter_rows():
        for found in cells:
            if isinstance(found.value, str) and found.value.startswith("#"):
                found.data_type = "e"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
