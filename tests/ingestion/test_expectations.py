"""Plausibility suites: they pass on clean rows, fail on a planted defect, and never pass by accident."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest

from orchestration.checks.evidence import CheckResult
from orchestration.ingestion import RAW_TABLES, load_contracts, run_suites
from orchestration.ingestion.contracts.declared import CHECKS
from orchestration.ingestion.judging import expectations
from orchestration.ingestion.judging.expectations import expectations_of
from orchestration.workspace.settings import PROJECT
from tests.ingestion.deliveries import (
    ORDER_HEADER,
    SBS_HEADER,
    Unit,
    answer,
    order,
    survey_csv,
    workbook,
)
from tests.ingestion.test_glp039 import as_workbook, small_report
from tests.ingestion.test_rkk import small_sheet

ORDERS = "raw_orders.service_orders"
DATAANG = [
    "KDSATKER", "KODE_PROGRAM", "KODE_KEGIATAN", "KODE_OUTPUT", "VOLUME_OUTPUT", "KODE_SUBOUTPUT", "VOLUME_SUBOUTPUT",
    "KODE_KOMPONEN", "KODE_SUBKOMPONEN", "KODE_AKUN", "HEADER1", "HEADER2", "NOMOR_ITEM", "URAIAN_ITEM", "SUMBER_DANA",
    "TOTAL", "KODE_BLOKIR", "NILAI_BLOKIR", "KODE_STS_HISTORY", *(f"POK_NILAI_{month}" for month in range(1, 13)),
]  # fmt: skip
TARGET_HEADER = [
    "Kode", "Tujuan/Sasaran", "Indikator", "Satuan", "Target", "Arah", *(f"Target Antara TW{n}" for n in range(1, 5)),
    *(f"Rencana Kegiatan TW{n}" for n in range(1, 5)), "Penanggung Jawab",
]  # fmt: skip


def budget_line(**changes: str) -> list[str]:
    row = dict.fromkeys(DATAANG, "0") | {
        "KDSATKER": "999119", "KODE_PROGRAM": "WA", "KODE_KEGIATAN": "6042", "KODE_OUTPUT": "EBA",
        "KODE_SUBOUTPUT": "994", "KODE_KOMPONEN": "002", "KODE_SUBKOMPONEN": "0A", "KODE_AKUN": "521111",
        "NOMOR_ITEM": "17", "SUMBER_DANA": "A", "TOTAL": "1000", "NILAI_BLOKIR": "400", "KODE_STS_HISTORY": "B00",
    }  # fmt: skip
    return list((row | changes).values())


def deliver_all(unit: Unit, **defects: Any) -> None:
    """One clean delivery of every kind; keywords plant one defect."""
    budget = [DATAANG, budget_line(**defects.get("dataang", {}))]
    unit.deliver("dataang.csv", "\n".join("|".join(row) for row in budget) + "\n")
    rows = small_report()
    if "glp039" in defects:
        rows[16] = defects["glp039"]
    unit.deliver("glp039_sp2d.xlsx", as_workbook(rows))
    tree = small_sheet()
    if "rkk" in defects:
        tree[13] = defects["rkk"]
    unit.deliver("rkk.xlsx", workbook({"RKK_MULTIYEAR_SATKER": tree}))
    day = defects.get("sbs", "01/04/2025")
    unit.deliver("sbs.csv", f"{SBS_HEADER}\nS-1;{day};;PT A;EC;6077;424113;Jasa;1.000;;\n")
    day = defects.get("ntpn", "01/04/2025")
    names = "KODE_AKUN;NTPN;NTB;JUMLAH;NO_SSBP;TGL_SSBP;TGL_TERIMA_BANK;TGL_BUKU;STATUS"
    unit.deliver("ntpn.csv", f"{names}\n424113;ABC1;;1.000;;;{day};;\n")
    account = defects.get("neraca", "111911")
    unit.deliver("neraca.csv", f"KDSATKER;KODE_PERIODE;AKUN;URAIAN;NILAI\n999119;2024-12;{account};Kas;10\n")
    unit.deliver("order.xlsx", workbook({"A": [ORDER_HEADER, order("A-1", **defects.get("service_orders", {}))]}))
    unit.deliver("survei.csv", survey_csv(answer(defects.get("survey", "01/04/2025 10:00:00"))))
    target = ["TJ.1", "Meningkatnya layanan", "Indeks", "Indeks", 3.72, "naik", *[None] * 9]
    target[4] = defects.get("perjanjian_kinerja", 3.72)
    sheets = {
        "Perjanjian Kinerja": [TARGET_HEADER, target],
        "DIPA": [["Kode", "Uraian", "Volume", "Satuan"], ["6077.BAD", "Jasa", defects.get("dipa", 2298), "Layanan"]],
        "Penilaian Luar": [
            ["Kode", "Triwulan", "Nilai", "Status", "Tanggal", "Penilai", "Dokumen Bukti"],
            ["SK3.1", "2025-TW2", defects.get("penilaian_luar", 83), "final", dt.date(2025, 7, 1), "Biro", "Surat"],
        ],
        "Fisik": [
            ["Kode", "Triwulan", "Sasaran Triwulan Ini", "Realisasi Triwulan Ini", "Sasaran s.d.", "Realisasi s.d."],
            ["BAD", "2025-TW2", 25, 26, defects.get("fisik", 55), 56],
        ],
        "Narasi": [
            ["Kode", "Bagian", "Urutan", "Teks", "Penanggung Jawab", "Target Penyelesaian"],
            ["umum", "hasil", 1, defects.get("narasi", "Layanan berjalan sesuai rencana."), None, None],
            ["umum", "hasil", 2, "Tabel: Rapat | Rapat triwulan ini", None, None],
        ],
        "Rapat": [["Tanggal", "Kegiatan"], ["2 Mei", "Rapat evaluasi"]],
    }
    unit.deliver("kinerja.xlsx", workbook(sheets))
    sheet = defects.get("kendali", "Fisik")
    header = "Berkas;Lembar;Baris Data;Kolom Kendali;Jumlah Kendali"
    unit.deliver("kendali.csv", f"{header}\nkinerja.xlsx;{sheet};1;Sasaran s.d.;55\nkinerja.xlsx;;;;\n")


def suites(unit: Unit, *names: str) -> dict[str, CheckResult]:
    tables = [table for table in RAW_TABLES if not names or table.kind in names]
    return {table.kind: result for table, result in zip(tables, run_suites(unit.connection, tables), strict=True)}


def test_clean_rows_of_every_kind_pass(unit: Unit) -> None:
    deliver_all(unit)
    assert [f.message for f in unit.ingest().findings if f.severity == "blocking"] == []
    results = suites(unit, *(table.kind for table in RAW_TABLES if table.kind != "register"))
    assert {kind: (r.passed, r.samples) for kind, r in results.items()} == {kind: (True, []) for kind in results}
    assert all(result.counts["rows"] > 0 and result.counts["expectations"] >= 4 for result in results.values())
    declared = {(check.target, check.name) for check in CHECKS}
    assert {(result.target, result.name) for result in results.values()} < declared


LESS_THAN_NOTHING = [""] * 13 + [
    *("000017. Langganan", "", "", -600, "", 0, "", "", "", 250, 150, "", 400, "", "", 0.6667, "", 200),
]
NEGATIVE = [None] * 4 + ["- Honor", 3, None, 100, None, -300, None, None]


def test_an_item_that_is_not_blocked_may_leave_its_blocked_amount_empty(unit: Unit) -> None:
    deliver_all(unit, dataang={"KODE_BLOKIR": "", "NILAI_BLOKIR": ""})
    assert [found.message for found in unit.ingest().findings if found.severity == "blocking"] == []
    assert suites(unit, "dataang")["dataang"].passed


def test_an_item_that_is_blocked_says_by_how_much(unit: Unit) -> None:
    deliver_all(unit, dataang={"KODE_BLOKIR": "A", "NILAI_BLOKIR": ""})
    [found] = [found for found in unit.ingest().findings if found.severity == "blocking"]
    assert (found.delivery, found.row, found.column, found.rule) == ("dataang.csv", 2, "NILAI_BLOKIR", "wajib")


@pytest.mark.parametrize(
    ("kind", "defect", "expectation"),
    [
        ("dataang", {"TOTAL": "-1000", "NILAI_BLOKIR": "-2000"}, "expect_column_values_to_be_between"),
        ("dataang", {"NILAI_BLOKIR": "1001"}, "expect_column_pair_values_a_to_be_greater_than_b"),
        ("dataang", {"KODE_AKUN": "111911"}, "expect_column_values_to_match_regex"),
        ("glp039", LESS_THAN_NOTHING, "expect_column_values_to_be_between"),
        ("rkk", NEGATIVE, "expect_column_values_to_be_between"),
        ("sbs", "01/04/2015", "expect_column_values_to_be_between"),
        ("ntpn", "01/04/2026", "expect_column_values_to_be_between"),
        ("neraca", "521111", "expect_column_values_to_match_regex"),
        ("service_orders", {"c11": 0}, "expect_column_values_to_be_between"),
        ("service_orders", {"c8": 400}, "expect_column_values_to_be_between"),
        ("service_orders", {"c5": dt.date(2052, 4, 1)}, "expect_column_values_to_be_between"),
        ("survey", "01/04/2024 10:00:00", "expect_column_values_to_be_between"),
        ("perjanjian_kinerja", 0, "expect_column_values_to_be_between"),
        ("dipa", 0, "expect_column_values_to_be_between"),
        ("penilaian_luar", -1, "expect_column_values_to_be_between"),
        ("fisik", 155, "expect_column_values_to_be_between"),
        ("narasi", "ya", "expect_column_value_lengths_to_be_between"),
        ("kendali", "Realisasi fisik sampai dengan Triwulan II", "expect_column_value_lengths_to_be_between"),
    ],
)
def test_an_implausible_value_fails_and_names_its_row(
    unit: Unit, monkeypatch: pytest.MonkeyPatch, kind: str, defect: Any, expectation: str
) -> None:
    monkeypatch.setattr(expectations, "_MANY", 0)  # the rows that decide are asked first, as of a large table
    deliver_all(unit, **{kind: defect})
    unit.ingest()
    result = suites(unit, kind)[kind]
    assert not result.passed
    assert result.blocks
    named = [sample for sample in result.samples if sample["expectation"] == expectation]
    assert named
    assert named[0]["why"]
    ids = {row[0] for row in unit.query(f"SELECT _source_row_id FROM {result.target}")}
    assert named[0]["_source_row_id"] in ids
    assert result.counts["failed"] >= 1
    assert result.counts["unexpected"] >= 1


def test_rows_that_vanished_or_appeared_fail(unit: Unit) -> None:
    unit.deliver("order.xlsx", workbook({"A": [ORDER_HEADER, order("A-1"), order("A-2")]}))
    unit.ingest()
    unit.connection.execute(f"DELETE FROM {ORDERS} WHERE no_order = 'A-2'")
    [sample] = suites(unit, "service_orders")["service_orders"].samples
    assert (sample["observed"], sample["expected"]) == (1, 2)
    unit.connection.execute(f"DELETE FROM {ORDERS}")
    assert not suites(unit, "service_orders")["service_orders"].passed
    unit.connection.execute("DELETE FROM raw_ingestion.row_classes")
    assert suites(unit, "service_orders")["service_orders"].passed  # nothing recorded, nothing there
    unit.ingest()


def test_rows_of_a_table_into_which_nothing_was_delivered_fail(unit: Unit) -> None:
    unit.deliver("order.xlsx", workbook({"A": [ORDER_HEADER, order("A-1")]}))
    unit.ingest()
    unit.connection.execute("DELETE FROM raw_ingestion.row_classes")
    result = suites(unit, "service_orders")["service_orders"]
    assert (result.passed, result.counts["rows"]) == (False, 1)


def test_a_doubled_row_and_a_lost_key_fail(unit: Unit) -> None:
    unit.deliver("order.xlsx", workbook({"A": [ORDER_HEADER, order("A-1"), order("A-2")]}))
    unit.ingest()
    unit.connection.execute(f"INSERT INTO {ORDERS} SELECT * FROM {ORDERS} WHERE no_order = 'A-1'")
    unit.connection.execute(f"UPDATE {ORDERS} SET no_baris = NULL WHERE no_order = 'A-2'")
    failed = {sample["expectation"] for sample in suites(unit, "service_orders")["service_orders"].samples}
    assert failed == {
        "expect_table_row_count_to_equal",
        "expect_column_values_to_be_unique",
        "expect_column_values_to_not_be_null",
    }


def test_rejected_rows_and_other_quarters_are_not_judged(unit: Unit) -> None:
    unit.deliver("a.xlsx", workbook({"A": [ORDER_HEADER, order("A-1"), order("A-2", c11=0, c14="x")]}), "2025-TW1")
    unit.deliver("b.xlsx", workbook({"A": [ORDER_HEADER, order("A-3", c11=0)]}), "2025-TW2")
    unit.ingest("2025-TW1")
    result = suites(unit, "service_orders")["service_orders"]
    assert (result.passed, result.counts["rows"]) == (True, 1)


@pytest.mark.parametrize(
    "body",
    [
        {"type": "expect_column_values_to_be_between", "column": "satuan", "min_value": 1, "why": "text is no number"},
        {"type": "expect_column_values_to_be_lucky", "column": "satuan", "why": "there is no such expectation"},
        {"type": "expect_column_values_to_be_between", "column": "jumlah", "min": 1, "why": "a misspelt argument"},
    ],
)
def test_an_expectation_that_breaks_is_a_failure_and_shown(
    unit: Unit, monkeypatch: pytest.MonkeyPatch, body: dict[str, Any]
) -> None:
    unit.deliver("order.xlsx", workbook({"A": [ORDER_HEADER, order("A-1")]}))
    unit.ingest()
    monkeypatch.setattr(expectations, "expectations_of", lambda *given: [*expectations_of(*given), body])
    result = suites(unit, "service_orders")["service_orders"]
    assert not result.passed
    [sample] = result.samples
    assert sample["error"]
    assert sample["why"] == body["why"]


def test_nothing_is_written_outside_and_nothing_is_said(
    unit: Unit, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    unit.deliver("order.xlsx", workbook({"A": [ORDER_HEADER, order("A-1")]}))
    unit.ingest()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    monkeypatch.chdir(elsewhere)
    assert suites(unit, "service_orders")["service_orders"].passed
    assert list(elsewhere.iterdir()) == []
    assert "".join(capfd.readouterr()) == ""


def test_every_suite_counts_rows_ids_and_keys() -> None:
    for contract in load_contracts([PROJECT / "sources" / "contracts"]).values():
        types = [body["type"] for body in expectations_of(contract, 5, 2025)]
        assert types[:4] == [
            "expect_table_row_count_to_equal",
            "expect_column_values_to_be_unique",
            "expect_column_values_to_be_unique",
            "expect_column_values_to_not_be_null",
        ]


def test_an_unknown_table_is_named(unit: Unit) -> None:
    with pytest.raises(ValueError, match=r"no raw table: raw_x\.y"):
        run_suites(unit.connection, ["raw_x.y"])


@pytest.mark.parametrize(
    ("column", "damaged", "sound"),
    [
        ("KODE_PROGRAM", "W�A", "019.07.WA"),
        ("KODE_KEGIATAN", "604", "WA.6042"),
        ("KODE_OUTPUT", "EB", "6042.EBA"),
        ("KODE_SUBOUTPUT", "99/4", "6042.EBA.994"),
        ("KODE_KOMPONEN", "0O2", "994.002"),
    ],
)
def test_a_budget_code_of_another_form_is_rejected_with_its_place(
    unit: Unit, column: str, damaged: str, sound: str
) -> None:
    def rejected(code: str) -> list[tuple[int | None, str, str]]:
        rows = [DATAANG, budget_line(NOMOR_ITEM="1"), budget_line(**{column: code})]
        unit.deliver("dataang.csv", "\n".join("|".join(row) for row in rows) + "\n")
        return [(f.row, f.column, f.value) for f in unit.ingest().findings if f.column == column]

    assert rejected(damaged) == [(3, column, damaged)]
    assert rejected(sound) == []
