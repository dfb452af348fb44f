"""Every rule of a cell, proven to reject a planted defect and to name the place."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from orchestration.ingestion import IngestResult
from tests.ingestion.deliveries import (
    ORDER_HEADER,
    Unit,
    answer,
    check_named,
    findings,
    order,
    survey_csv,
    workbook,
)

FITS = "every_row_fits_its_contract"


def deliver_orders(unit: Unit, *rows: list[Any]) -> IngestResult:
    unit.deliver("order.xlsx", workbook({"Order": [ORDER_HEADER, *rows]}))
    return unit.ingest()


def test_clean_rows_pass(unit: Unit) -> None:
    result = deliver_orders(
        unit,
        order("A-1"),
        order("A-2", c5="5/4/2025", c8="15", c11="1.917", c13="1.500.000", c14=" selesai "),
        order("A-3", c2="  jasa   PENGUJIAN ", c5=dt.datetime(2025, 4, 1, 13, 30), c8=None),
    )
    assert result.rejections == []
    assert check_named(result, FITS).passed
    dates = unit.rows("raw_orders.service_orders", "tanggal_masuk, jumlah")
    assert dates == [("2025-04-01", "3"), ("2025-04-05", "1917"), ("2025-04-01", "3")]


@pytest.mark.parametrize(
    ("at", "value", "rule", "column", "letter", "said"),
    [
        (0, None, "wajib", "No Order", "A", "row 3, column A (No Order) is empty; expected a value"),
        (2, "Uji Coba", "layanan", "Jenis Layanan", "C", "'Uji Coba'; expected a name that reference/nama_layanan.csv"),
        (
            5,
            "31/02/2025",
            "tanggal",
            "Tanggal Masuk",
            "F",
            "'31/02/2025'; expected a real calendar date such as dd/mm/yyyy",
        ),
        (5, "01/04/25", "tanggal", "Tanggal Masuk", "F", "'01/04/25'"),  # two digits of a year beside numbers alone
        (5, 99999, "tanggal", "Tanggal Masuk", "F", "'99999'"),  # no serial number of a day of this century
        (8, 0, "batas", "SPM (HK)", "I", "'0'; expected a number of at least 1 and at most 1000"),
        (8, 3_000_000_000, "batas", "SPM (HK)", "I", "at most 1000"),
        (13, "80.000.000.000.000", "batas", "Nilai (Rp)", "N", "expected a number below 80,000,000,000,000"),
        (13, "-1" + "0" * 80, "batas", "Nilai (Rp)", "N", "expected a number below 80,000,000,000,000"),
        (11, "12x", "angka", "Jumlah", "L", "'12x'; expected a whole number such as 1.917 or 1917"),
        (11, 2.5, "angka", "Jumlah", "L", "'2,5'"),
        (11, dt.date(2025, 1, 2), "angka", "Jumlah", "L", "'02/01/2025'"),
        (11, None, "wajib", "Jumlah", "L", "is empty"),
        (13, "1,500", "angka", "Nilai (Rp)", "N", "'1,500'"),  # one and a half, or fifteen hundred
        (13, "#REF!", "rumus", "Nilai (Rp)", "N", "'#REF!'; expected a value, not the error of a formula"),
        (13, "=1+1", "rumus", "Nilai (Rp)", "N", "'formula without a stored result'; expected a value; open the file"),
        (14, "Lunas", "pilihan", "Status", "O", "'Lunas'; expected one of Selesai, Proses, Batal"),
    ],
)
def test_a_cell_that_does_not_fit_is_rejected_with_its_place(
    unit: Unit, at: int, value: Any, rule: str, column: str, letter: str, said: str
) -> None:
    result = deliver_orders(unit, order("A-1"), order("A-2", **{f"c{at}": value}), order("A-3"))
    [rejection] = result.rejections
    assert (rejection.sheet, rejection.row, rejection.rule) == ("Order", 3, rule)
    assert (rejection.column, rejection.letter) == (column, letter)
    assert said in rejection.message
    assert rejection.expected
    [finding] = findings(result, rule)
    assert (finding.severity, finding.delivery, finding.sheet, finding.row) == ("blocking", "order.xlsx", "Order", 3)
    assert finding.message.startswith("order.xlsx, sheet 'Order', row 3")
    assert not check_named(result, FITS).passed
    # raw keeps the row, the books leave it out
    assert len(unit.rows("raw_orders.service_orders")) == 3
    assert (result.tables["raw_orders.service_orders"].accepted, result.deliveries[0].rows_rejected) == (2, 1)
    row = unit.query("SELECT _source_row_id, column_name, rule FROM raw_ingestion.rejections")
    assert row == [(f"{result.deliveries[0].sha256[:12]}:Order#3", column, rule)]


def test_a_row_with_two_faults_is_told_of_each_and_rejected_once(unit: Unit) -> None:
    result = deliver_orders(unit, order("A-1", c11="x", c14="y"))
    assert [r.rule for r in result.rejections] == ["angka", "pilihan"]
    told = [(f.column, f.value, f.rule) for f in result.findings if f.row == 2]
    assert told == [("Jumlah", "x", "angka"), ("Status", "y", "pilihan")]
    assert result.deliveries[0].rows_rejected == 1


def test_a_key_that_stands_twice_names_its_first_row(unit: Unit) -> None:
    result = deliver_orders(unit, order("A-1", 1), order("A-1", 2), order(" A-1 ", 1))
    [rejection] = result.rejections
    assert (rejection.row, rejection.rule) == (4, "unique")
    assert "(No Order, No Baris) of its own; row 2 has the same" in rejection.message


def test_a_row_of_nothing_but_a_failed_formula_is_not_taken_for_blank(unit: Unit) -> None:
    result = deliver_orders(unit, order("A-1"), [None] * 11 + ["#DIV/0!"])
    assert {r.rule for r in result.rejections} == {"wajib", "rumus"}
    assert result.deliveries[0].rows_rejected == 1


def test_policy_dicatat_only_warns(unit: Unit) -> None:
    policies = dict(unit.profile.kebijakan)
    policies["baris_ditolak"] = policies["baris_ditolak"].model_copy(update={"nilai": "dicatat"})
    unit.profile = unit.profile.model_copy(update={"kebijakan": policies})
    result = deliver_orders(unit, order("A-1", c11="x"))
    assert [f.severity for f in findings(result, "angka")] == ["warning"]
    check = check_named(result, FITS)
    assert (check.passed, check.severity, check.blocks) == (False, "warn", False)


def test_a_date_far_from_the_year_is_only_warned_of(unit: Unit) -> None:
    result = deliver_orders(
        unit, order("A-1", c5="01/04/2052"), order("A-2", c5="01/04/2015"), order("A-3", c5="30/12/2024")
    )
    assert result.rejections == []
    [finding] = findings(result, "tahun")
    assert (finding.severity, finding.row, finding.value) == ("warning", 2, "01/04/2052")
    assert "(and 1 more rows) lies more than one year from 2025" in finding.message


def test_rows_of_another_unit_are_warned_of(unit: Unit) -> None:
    own = unit.profile.unit.kode_satker
    unit.deliver(
        "n.csv", f"KDSATKER;KODE_PERIODE;AKUN;URAIAN;NILAI\n{own};2024-12;111911;Kas;10\n123456;2024-12;111911;Kas;9\n"
    )
    [finding] = findings(unit.ingest(), "satker")
    assert (finding.severity, finding.row, finding.value) == ("warning", 3, "123456")


@pytest.mark.parametrize(
    ("at", "value", "rule"),
    [
        (0, "45748", "waktu"),
        (0, "31/04/2025 10:00:00", "waktu"),
        (6, "5", "skor"),
        (7, "0", "skor"),
        (8, "4,5", "skor"),
        (9, "Sangat setuju", "skor"),
        (9, "1. Sangat baik", "kata_dan_angka"),
        (10, "4 -", "skor"),
        (11, "", "wajib"),
        (15, "11", "batas"),
        (15, "-1", "batas"),
        (15, "sembilan", "angka"),
    ],
)
def test_an_answer_that_does_not_fit_is_rejected(unit: Unit, at: int, value: str, rule: str) -> None:
    good = answer("01/04/2025 10:00:00", c6="4 - Sangat Baik", c7="1", c15="0")
    unit.deliver("survei.csv", survey_csv(good, answer("1/4/2025 9:05:00", "2", **{f"c{at}": value})))
    result = unit.ingest()
    assert [(r.row, r.rule) for r in result.rejections] == [(3, rule)]


def test_a_value_may_be_missing_where_the_contract_excuses_it(unit: Unit) -> None:
    header = ["Kode", "Triwulan", "Nilai", "Status", "Tanggal", "Penilai", "Dokumen Bukti"]
    rows = [
        ["SK3.1", "2025-TW2", None, "Belum Diukur", None, None, None],
        ["SK4.1", "2025-TW2", None, "final", None, None, None],
        ["SK4.2", "2025-TW9", 3.5, "sementara", None, None, None],
    ]
    unit.deliver("nilai.xlsx", workbook({"Penilaian Luar": [header, *rows]}))
    assert [(r.row, r.rule) for r in unit.ingest().rejections] == [(3, "wajib"), (4, "kode")]


def test_anonymous_answers_of_one_second_are_two_and_told(unit: Unit) -> None:
    nobody = {"c2": "", "c3": "", "c4": "", "c5": ""}
    rows = [answer("01/04/2025 10:00:00", **nobody) for _ in range(2)]
    unit.deliver("survei.csv", survey_csv(*rows, answer("01/04/2025 10:00:00"), answer("01/04/2025 10:00:00")))
    result = unit.ingest()
    # both answers without a person count, and the second of the same person is rejected
    assert [(r.row, r.rule) for r in result.rejections] == [(5, "unique")]
    [found] = findings(result, "padu_unlike")
    assert (found.severity, found.row) == ("warning", 3)


def test_a_row_below_a_line_break_is_told_by_its_line_and_as_a_spreadsheet_shows_it(unit: Unit) -> None:
    head = "KDSATKER;KODE_PERIODE;AKUN;URAIAN;NILAI"
    own = "999119"
    unit.deliver("n.csv", f'{head}\n{own};2024-12;111911;"Kas\ndi bank";10\n{own};2024-12;111921;Kas;x\n'.encode())
    [rejected] = unit.ingest().rejections
    assert rejected.row == 4
    assert rejected.message.startswith("row 4 (line of the file; row 3 in a spreadsheet), column NILAI: 'x'")
