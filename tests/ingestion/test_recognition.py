"""The kind of a file follows from its content; what fits none or two is refused with the reason."""

from __future__ import annotations

import pytest

from orchestration.ingestion import IngestResult
from tests.ingestion.deliveries import (
    ORDER_HEADER,
    SBS_HEADER,
    Unit,
    answer,
    check_named,
    findings,
    order,
    survey_csv,
    workbook,
)

KNOWN = "every_file_is_of_exactly_one_known_kind"
FISIK = ["Kode", "Triwulan", "Sasaran Triwulan Ini", "Realisasi Triwulan Ini", "Sasaran s.d.", "Realisasi s.d."]
NARASI = ["Kode", "Bagian", "Urutan", "Teks", "Penanggung Jawab", "Target Penyelesaian"]


def kinds(result: IngestResult) -> list[tuple[str, ...]]:
    return [delivery.kinds for delivery in result.deliveries]


def test_the_name_of_a_file_says_nothing(unit: Unit) -> None:
    unit.deliver("survei.pdf", workbook({"Sheet1": [ORDER_HEADER, order("A-1")]}))
    unit.deliver("order.xlsx", SBS_HEADER + "\nS-1;01/04/2025;;;EC;6077;424113;Jasa;1.000;;\n")
    assert kinds(unit.ingest()) == [("sbs",), ("service_orders",)]


def test_headers_are_found_by_their_words_in_any_order_and_case(unit: Unit) -> None:
    shuffled = list(range(len(ORDER_HEADER)))[::-1]
    header = [f"  {ORDER_HEADER[i].upper()} ".replace(" ", "  ") for i in shuffled]
    row = order("A-1")
    unit.deliver("a.xlsx", workbook({"Juni": [["Register pesanan"], [None], header, [row[i] for i in shuffled]]}))
    unit.ingest()
    assert unit.rows("raw_orders.service_orders", "no_order, jumlah, _row") == [("A-1", "3", 4)]


def test_the_delimiter_is_found_by_the_header(unit: Unit) -> None:
    for mark, name in ((";", "a.csv"), (",", "b.csv"), ("|", "c.csv"), ("\t", "d.csv")):
        header = SBS_HEADER.replace(";", mark)
        number = f"S-{name}"
        row = mark.join([number, "01/04/2025", "", "PT Contoh", "EC", "6077", "424113", "Jasa", "1000", "", ""])
        unit.deliver(name, f"{header}\n{row}\n")
    result = unit.ingest()
    assert kinds(result) == [("sbs",)] * 4
    assert len(unit.rows("raw_pnbp.sbs")) == 4


def test_one_workbook_may_hold_several_performance_sheets(unit: Unit) -> None:
    content = workbook(
        {
            "Fisik": [FISIK, ["BAD", "2025-TW2", 25.0, 26.5, 55.0, 56.0]],
            "Narasi": [NARASI, ["umum", "hasil", 1, "Layanan berjalan baik", None, None]],
        }
    )
    unit.deliver("kinerja.xlsx", content)
    assert kinds(unit.ingest()) == [("fisik", "narasi")]
    assert unit.rows("raw_kinerja.fisik", "realisasi_tw, _sheet") == [("26.5", "Fisik")]


def test_two_kinds_in_one_workbook_are_refused(unit: Unit) -> None:
    content = workbook({"Order": [ORDER_HEADER, order("A-1")], "Fisik": [FISIK, ["BAD", "2025-TW2", 1, 1, 1, 1]]})
    unit.deliver("campur.xlsx", content)
    result = unit.ingest()
    [finding] = findings(result, "jenis")
    assert finding.severity == "blocking"
    assert "'Register Pesanan Layanan' (sheet 'Order')" in finding.message
    assert "'Fisik' (sheet 'Fisik')" in finding.message
    assert not check_named(result, KNOWN).passed
    assert unit.rows("raw_orders.service_orders") == []


def test_a_sheet_of_two_kinds_is_refused(unit: Unit) -> None:
    unit.deliver("dua.xlsx", workbook({"A": [[*FISIK, *NARASI[1:]], ["BAD", "2025-TW2", 1, 1, 1, 1, "hasil", 1, "x"]]}))
    [finding] = findings(unit.ingest(), "jenis")
    assert "at once of kind 'Fisik' and of 'Narasi'" in finding.message


def test_a_missing_column_is_named_with_the_nearest_contract_and_the_rest_is_examined(unit: Unit) -> None:
    header = [name for name in ORDER_HEADER if name not in ("Status", "Jumlah")]
    unit.deliver("order.xlsx", workbook({"A": [header, order("A-1")[:13]]}))
    unit.deliver("sbs.csv", SBS_HEADER + "\nS-1;01/04/2025;;;EC;6077;424113;Jasa;1.000;;\n")
    result = unit.ingest()
    [finding] = findings(result, "jenis")
    assert finding.severity == "blocking"
    assert finding.delivery == "order.xlsx"
    assert finding.column == "Jumlah, Status"
    assert "'Register Pesanan Layanan' (contract service_orders.yaml)" in finding.message
    assert "missing columns: Jumlah, Status" in finding.message
    assert kinds(result) == [("sbs",)]
    check = check_named(result, KNOWN)
    assert (check.passed, check.counts["failed"], check.counts["files"]) == (False, 1, 2)


def test_a_column_that_stands_twice_is_refused(unit: Unit) -> None:
    unit.deliver("order.xlsx", workbook({"A": [[*ORDER_HEADER, "jumlah"], [*order("A-1"), 5]]}))
    [finding] = findings(unit.ingest(), "jenis")
    assert "'Jumlah' stands 2 times" in finding.message


def test_a_question_that_nobody_mapped_is_named(unit: Unit) -> None:
    unit.deliver("survei.csv", survey_csv(answer("01/04/2025 10:00:00")).replace("kualitas sarana", "ruang tunggu"))
    [finding] = findings(unit.ingest(), "jenis")
    assert "'Survei Kepuasan'" in finding.message
    assert "question on kualitas sarana" in finding.message


def test_questions_are_found_by_their_words_not_by_their_place(unit: Unit) -> None:
    # u8 and u9 change places in the file: 2 is the answer on complaints (u8), 1 the one on facilities (u9).
    row = answer("01/04/2025 10:00:00", c13="1", c14="2")
    content = survey_csv(row)
    first, second = "penanganan pengaduan", "kualitas sarana"
    content = content.replace(first, "#").replace(second, first).replace("#", second)
    unit.deliver("survei.csv", content)
    unit.ingest()
    assert unit.rows("raw_survey.responses", "u7, u8, u9, rekomendasi") == [("4", "2", "1", "9")]


def test_a_file_that_resembles_nothing_lists_the_known_kinds(unit: Unit) -> None:
    unit.deliver("catatan.txt", "Rapat hari Senin\nHadir semua\n")
    [finding] = findings(unit.ingest(), "jenis")
    assert "resembles none; known kinds: " in finding.message
    assert "Register SBS" in finding.message


def test_a_foreign_sheet_beside_known_ones_is_counted_and_told(unit: Unit) -> None:
    unit.deliver("order.xlsx", workbook({"A": [ORDER_HEADER, order("A-1")], "Catatan": [["halo"], [None], ["x", "y"]]}))
    result = unit.ingest()
    [finding] = findings(result, "lembar")
    assert (finding.severity, finding.sheet) == ("warning", "Catatan")
    [delivery] = result.deliveries
    # two rows of the register (header, one order) and three of the note
    assert (delivery.rows_total, delivery.rows_accepted, delivery.rows_empty) == (5, 1, 4)


def test_a_damaged_sheet_beside_known_ones_refuses_the_file(unit: Unit) -> None:
    content = workbook(
        {"Fisik": [FISIK, ["BAD", "2025-TW2", 1, 1, 1, 1]], "Narasi": [NARASI[:3], ["umum", "hasil", 1]]}
    )
    unit.deliver("kinerja.xlsx", content)
    result = unit.ingest()
    [finding] = findings(result, "jenis")
    assert "missing columns: Teks, Penanggung Jawab, Target Penyelesaian" in finding.message
    assert kinds(result) == []


def test_the_dipa_sheet_is_told_by_its_name_as_well(unit: Unit) -> None:
    rows = [["Kode", "Uraian", "Volume", "Satuan"], ["6077.BAD", "Layanan", 2298, "Layanan"]]
    unit.deliver("a.xlsx", workbook({"DIPA": rows}))
    unit.deliver("b.xlsx", workbook({"Daftar barang": rows}))
    result = unit.ingest()
    assert kinds(result) == [("dipa",)]
    [finding] = findings(result, "jenis")
    assert "its sheet has to be named like 'DIPA', not 'Daftar barang'" in finding.message


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"a;\x00b"])
def test_an_unreadable_file_is_a_finding(unit: Unit, content: bytes) -> None:
    unit.deliver("rusak.xlsx", content)
    [finding] = findings(unit.ingest(), "berkas")
    assert finding.severity == "blocking"
    assert "Traceback" not in finding.message
