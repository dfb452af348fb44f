"""Rows that fit their contract cell by cell and still cannot be right: each rule with a planted defect and without."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from orchestration.checks.evidence import Finding
from orchestration.declarations import ConfigurationError
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.workspace.settings import PROJECT
from tests.ingestion.deliveries import ORDER_HEADER, SBS_HEADER, Unit, answer, check_named, order, survey_csv, workbook

NTPN_HEADER = "KODE_AKUN;NTPN;NTB;JUMLAH;NO_SSBP;TGL_SSBP;TGL_TERIMA_BANK;TGL_BUKU;STATUS"
CHECK = "rows_agree_with_each_other_and_with_earlier_deliveries"


def sbs(number: int, day: str, amount: int = 1000, sp3b: str = "", validated: str = "", akun: str = "424113") -> str:
    return f"SBS-{number:04d}/BLU/2025;{day};;PT Contoh;EC;6077;{akun};Jasa;{amount};{sp3b};{validated}"


def register(*rows: str) -> str:
    return "\n".join([SBS_HEADER, *rows]) + "\n"


def told(unit: Unit, rule: str) -> list[Finding]:
    result = unit.ingest()
    found = [finding for finding in result.findings if finding.rule == f"padu_{rule}"]
    loud = [f for f in result.findings if f.rule.startswith("padu_") and f.severity != "info"]
    assert check_named(result, CHECK).passed == (not loud)
    return found


def days(count: int, **changes: str) -> list[str]:
    """Receipts of successive days of April, numbered from 1; keywords replace the day of a number, as `n4=...`."""
    return [sbs(n, changes.get(f"n{n}", f"{n:02d}/04/2025")) for n in range(1, count + 1)]


def test_the_same_answers_twice_are_told_with_both_rows(unit: Unit) -> None:
    def at(moment: str, person: str = "1", **changes: str) -> list[str]:
        return answer(f"02/06/2025 {moment}", person, **changes)

    unit.deliver(
        "survei.csv",
        survey_csv(
            at("10:00:00"),
            at("10:00:04", c5="CONTOH1@CONTOH.TEST", c4="", c16="Terima kasih"),  # by e-mail, other words
            at("10:05:00", "2"),  # another person
            at("10:06:00", c1="Kalibrasi"),  # another service
            at("10:07:00", c6="3"),  # another answer
            at("10:10:05"),  # ten minutes and one second after the second form, ten and five after the first
            at("10:20:05"),  # ten minutes after that
            at("11:00:00", "", c4="", c5=""),  # nobody
            at("11:00:01", "", c4="", c5=""),
        ),
    )
    first, second = told(unit, "twice")
    assert [(f.severity, f.delivery, f.row, f.column) for f in (first, second)] == [
        ("warning", "survei.csv", 3, "Timestamp"),
        ("warning", "survei.csv", 8, "Timestamp"),
    ]
    assert "the same answers twice of one person within 10 minutes, here and in row 2" in first.message
    assert "here and in row 7" in second.message
    unit.profile = unit.profile.model_copy(update={"jeda_ganda_menit": 1})
    (found,) = told(unit, "twice")
    assert "within 1 minutes, here and in row 2" in found.message


def test_lines_of_one_ntpn_count_one_by_one_and_only_a_line_like_another_is_told(unit: Unit) -> None:
    header = "KODE_AKUN;NTPN;NTB;JUMLAH;NO_SSBP;TGL_SSBP;TGL_TERIMA_BANK;TGL_BUKU;STATUS"
    lines = [f"425111;N1;;{amount};;;01/04/2025;;" for amount in ("250", "100", "250")]
    unit.deliver("ntpn.csv", "\n".join([header, *lines]) + "\n")
    (found,) = told(unit, "unlike")
    assert (found.severity, found.delivery, found.row) == ("warning", "ntpn.csv", 4)
    assert "every cell is as in row 2; both rows count" in found.message
    assert unit.rows("raw_pnbp.ntpn", "jumlah") == [("250",), ("100",), ("250",)]
    assert unit.query("SELECT count(*) FROM raw_ingestion.rejections") == [(0,)]
    unit.deliver("ntpn.csv", "\n".join([header, *lines[:2]]) + "\n")
    assert told(unit, "unlike") == []


def test_lines_of_one_ntpn_are_compared_line_by_line_with_an_earlier_list(unit: Unit) -> None:
    header = "KODE_AKUN;NTPN;NTB;JUMLAH;NO_SSBP;TGL_SSBP;TGL_TERIMA_BANK;TGL_BUKU;STATUS"

    def listed(*amounts: str) -> str:
        return "\n".join([header, *(f"425111;N1;;{amount};;;01/02/2025;;" for amount in amounts)]) + "\n"

    unit.deliver("maret.csv", listed("250", "100"), "2025-TW1")
    unit.deliver("juni.csv", listed("100", "250"))
    assert told(unit, "fixed") == []
    unit.deliver("juni.csv", listed("100", "260"))
    (found,) = told(unit, "fixed")
    assert (found.delivery, found.row) == ("juni.csv", 3)
    assert "'260', but the earlier maret.csv has '250' in row 2; of the files of a folder" in found.message


def test_a_number_left_out_of_the_register_is_told_where_it_is_missing(unit: Unit) -> None:
    rows = days(12)
    unit.deliver("sbs.csv", register(*rows[:4], *rows[6:]))
    (found,) = told(unit, "serial")
    assert (found.severity, found.delivery, found.row, found.column) == ("warning", "sbs.csv", 6, "NO_SBS")
    assert "numbers 5 to 6 are missing before SBS-0007/BLU/2025" in found.message


def test_a_register_of_the_year_begins_with_number_one(unit: Unit) -> None:
    unit.deliver("sbs.csv", register(*days(12)[1:]))
    (found,) = told(unit, "serial")
    assert "number 1 is missing before SBS-0002" in found.message


def test_orders_that_begin_with_number_two_have_lost_the_first_and_those_from_far_on_have_not(unit: Unit) -> None:
    unit.deliver("order.xlsx", workbook({"Order": [ORDER_HEADER, *orders()[1:]]}))
    (found,) = told(unit, "serial")
    assert (found.row, found.column) == (2, "No Order") and "number 1 is missing before UJI-2504-0002" in found.message
    unit.deliver("order.xlsx", workbook({"Order": [ORDER_HEADER, *orders()[9:]]}))
    assert told(unit, "serial") == []


def test_a_later_register_may_begin_later_but_leaves_none_out(unit: Unit) -> None:
    rows = days(20)
    unit.deliver("sbs.csv", register(*rows[:12]), "2025-TW1")
    unit.deliver("sbs.csv", register(*rows[5:]))
    assert told(unit, "serial") == []
    unit.deliver("sbs.csv", register(*rows[5:7], *rows[8:]))
    (found,) = told(unit, "serial")
    assert found.delivery == "2025-TW2/sbs.csv" and "number 8 is missing" in found.message


def test_a_rejected_row_leaves_no_gap_of_its_own(unit: Unit) -> None:
    rows = days(12)
    rows[4] = sbs(5, "31/02/2025")
    unit.deliver("sbs.csv", register(*rows))
    assert told(unit, "serial") == []


def test_a_date_out_of_its_order_is_told_and_a_register_without_order_is_not(unit: Unit) -> None:
    unit.deliver("sbs.csv", register(*days(12, n6="04/06/2025")))
    (found,) = told(unit, "ascending")
    assert (found.row, found.column, found.value) == (7, "TGL_SBS", "04/06/2025")
    assert "stands after 05/04/2025 and before 07/04/2025" in found.message
    unit.deliver("sbs.csv", register(*reversed(days(12))))
    (note,) = told(unit, "ascending")
    assert (note.severity, note.row) == ("info", None)
    assert note.message.startswith("sbs.csv, column TGL_SBS: its dates stand in no order")


def test_an_sp3b_has_one_date_not_before_its_receipts(unit: Unit) -> None:
    rows = [sbs(n, f"{n:02d}/04/2025", sp3b="SP3B-1", validated="14/05/2025") for n in range(1, 15)]
    unit.deliver("sbs.csv", register(*rows))
    assert told(unit, "constant") + told(unit, "not_before") + told(unit, "together") == []
    rows[3] = sbs(4, "04/04/2025", sp3b="SP3B-1", validated="14/05/2024")
    rows[5] = sbs(6, "06/04/2025", sp3b="SP3B-1")
    unit.deliver("sbs.csv", register(*rows))
    assert [found.row for found in told(unit, "constant")] == [5, 7]
    assert [found.row for found in told(unit, "not_before")] == [5]
    assert [found.row for found in told(unit, "together")] == [7]


def test_a_delivery_that_stops_long_before_the_quarter_does_is_told(unit: Unit) -> None:
    spread = [sbs(n, f"{day:%d/%m/%Y}") for n, day in enumerate(quarter_days(3), 1)]
    unit.deliver("sbs.csv", register(*spread))
    assert told(unit, "reaches_the_end") == []
    unit.deliver("sbs.csv", register(*spread[:20]))
    (found,) = told(unit, "reaches_the_end")
    assert found.row == 21 and "days before the end of 2025-TW2" in found.message


def quarter_days(step: int) -> list[dt.date]:
    return [dt.date(2025, 4, 1) + dt.timedelta(days=n) for n in range(0, 91, step)]


def test_a_receipt_that_a_later_register_states_otherwise_is_told(unit: Unit) -> None:
    unit.deliver("sbs_a.csv", register(*days(12)), "2025-TW1")
    changed = [sbs(n, f"{n:02d}/04/2025", 1000 + (n == 7), "SP3B-1", "14/05/2025") for n in range(1, 13)]
    unit.deliver("sbs_b.csv", register(*changed))
    (found,) = told(unit, "fixed")
    assert (found.delivery, found.row, found.column, found.value) == ("sbs_b.csv", 8, "JUMLAH", "1001")
    assert "the earlier sbs_a.csv has '1000' in row 8" in found.message


def test_a_receipt_that_does_not_come_again_is_told(unit: Unit) -> None:
    unit.deliver("sbs_a.csv", register(*days(12), sbs(12, "12/04/2025", akun="424119")), "2025-TW1")
    unit.deliver("sbs_b.csv", register(*days(14)))
    (found,) = told(unit, "carried")
    assert found.delivery == "sbs_b.csv" and "SBS-0012/BLU/2025 424119" in found.message


def orders(*changes: dict[str, Any]) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for n in range(1, 31):
        changed = next((c for c in changes if c["n"] == n), {})
        cells = {"c5": dt.date(2025, 4, n)} | {name: value for name, value in changed.items() if name != "n"}
        rows.append(order(f"UJI-2504-{n:04d}", **cells))
    return rows


@pytest.mark.parametrize(
    ("rule", "column", "change"),
    [
        ("serial", "Tanggal Masuk", {"c5": dt.date(2024, 4, 12)}),
        ("serial", "Tanggal Masuk", {"c5": dt.date(2025, 12, 4)}),
        ("ascending", "Tanggal Masuk", {"c5": dt.date(2025, 4, 1)}),
        ("not_before", "Tanggal Lengkap", {"c6": dt.date(2025, 1, 12)}),
        ("not_before", "Tanggal Selesai", {"c6": dt.date(2025, 4, 14), "c10": dt.date(2025, 4, 13), "c14": "Selesai"}),
        ("together", "Tanggal Selesai", {"c14": "Selesai"}),
        ("together", "Tanggal Selesai", {"c10": dt.date(2025, 4, 14)}),
        ("constant", "Jenis Layanan", {"c2": "Kalibrasi"}),
        ("constant", "Satuan", {"c12": "Alat"}),
        ("shape", "Kode Pelanggan", {"c3": "P001t>P001"}),
        ("shape", "Kode Pelanggan", {"c3": "P01"}),
        ("ratio", "Jumlah", {"c11": 3000}),
    ],
)
def test_an_order_that_contradicts_itself_or_the_others_is_told(
    unit: Unit, rule: str, column: str, change: dict[str, Any]
) -> None:
    sheet = "Order"
    unit.deliver("order.xlsx", workbook({sheet: [ORDER_HEADER, *orders()]}))
    assert told(unit, rule) == []
    unit.deliver("order.xlsx", workbook({sheet: [ORDER_HEADER, *orders({"n": 12, **change})]}))
    found = told(unit, rule)
    assert [(f.delivery, f.sheet, f.row, f.column) for f in found] == [("order.xlsx", sheet, 13, column)]


def test_codes_may_differ_in_their_digits_and_a_register_without_one_shape_is_not_judged(unit: Unit) -> None:
    unit.deliver("order.xlsx", workbook({"Order": [ORDER_HEADER, *orders({"n": 12, "c3": "P999"})]}))
    assert told(unit, "shape") == []
    unpadded = [{"n": n, "c3": f"P{n}"} for n in range(1, 31)]
    unit.deliver("order.xlsx", workbook({"Order": [ORDER_HEADER, *orders(*unpadded)]}))
    assert told(unit, "shape") == []
    mixed = [{"n": n, "c3": f"{n}/AB"} for n in (3, 12, 20)]
    unit.deliver("order.xlsx", workbook({"Order": [ORDER_HEADER, *orders(*mixed)]}))
    (note,) = told(unit, "shape")
    assert (note.severity, note.delivery) == ("info", "order.xlsx")
    assert "a mistyped one cannot be seen by its form; declare `pattern` of kode_pelanggan" in note.message


def customers(*changes: dict[str, Any]) -> bytes:
    """Thirty orders of thirty customers, each with a name and a code of its own; `n` of a change is the order."""
    every = {n: {"n": n, "c3": f"P{n:03d}", "c4": f"PT Contoh {n}"} for n in range(1, 31)}
    for change in changes:
        every[change["n"]] |= change
    return workbook({"Order": [ORDER_HEADER, *orders(*every.values())]})


def test_a_customer_of_two_codes_is_told_where_the_rarer_stands(unit: Unit) -> None:
    unit.deliver("a.xlsx", customers())
    assert told(unit, "one_code") == []
    unit.deliver(
        "a.xlsx", customers({"n": 4, "c4": "PT Contoh 9"}, {"n": 9}, {"n": 20, "c3": "P009", "c4": "pt contoh  9"})
    )
    (found,) = told(unit, "one_code")
    assert (found.severity, found.row, found.column, found.value) == ("warning", 5, "Kode Pelanggan", "P004")
    assert "the same name has 'P009' in a.xlsx, row 10" in found.message


def test_a_name_that_many_share_and_a_register_full_of_them_tell_nothing(unit: Unit) -> None:
    shared = [{"n": n, "c4": "Perorangan"} for n in (3, 9, 20)]
    unit.deliver("a.xlsx", customers(*shared))
    assert told(unit, "one_code") == []
    unit.deliver("a.xlsx", customers(*[{"n": n, "c4": f"PT Contoh {n + 1}"} for n in (3, 9, 20)]))
    assert told(unit, "one_code") == []


def test_an_order_that_was_open_and_does_not_come_again_is_told(unit: Unit) -> None:
    unit.deliver("a.xlsx", workbook({"Order": [ORDER_HEADER, *orders()]}), "2025-TW1")
    unit.deliver("b.xlsx", workbook({"Order": [ORDER_HEADER, *orders()[:11], *orders()[12:]]}))
    (found,) = told(unit, "carried")
    assert found.delivery == "b.xlsx" and "UJI-2504-0012 1" in found.message


def test_an_answer_that_a_later_export_changes_or_loses_is_told_without_its_person(unit: Unit) -> None:
    answers = [answer(f"{n:02d}/04/2025 10:00:00", str(n)) for n in range(1, 10)]
    unit.deliver("a.csv", survey_csv(*answers), "2025-TW1")
    changed = [answer("04/04/2025 10:00:00", "4", c6="1") if n == 4 else row for n, row in enumerate(answers, 1)]
    unit.deliver("b.csv", survey_csv(*changed[:7], *changed[8:]))
    (other,), (gone,) = told(unit, "fixed"), told(unit, "carried")
    assert (other.delivery, other.row, other.value) == ("b.csv", 5, "1")
    assert gone.delivery == "b.csv" and "08/04/2025 10:00:00 pengujian" in gone.message
    assert "Nama Contoh" not in gone.message + other.message and "contoh8@" not in gone.message


def test_a_balance_sheet_that_does_not_balance_holds_the_report_back(unit: Unit) -> None:
    lines = ["KDSATKER;KODE_PERIODE;AKUN;URAIAN;NILAI", "999119;2024-12;111911;Kas;700", "999119;2024-12;391111;E;700"]
    unit.deliver("neraca.csv", "\n".join(lines) + "\n")
    assert told(unit, "balance") == []
    unit.deliver("neraca.csv", "\n".join([lines[0], lines[1].replace("700", "7000"), lines[2]]) + "\n")
    result = unit.ingest()
    (found,) = [f for f in result.findings if f.rule == "padu_balance"]
    assert found.severity == "blocking" and "2024-12: 7000 on one side, 700 on the other" in found.message
    assert check_named(result, CHECK).blocks
    unit.deliver("neraca.csv", "\n".join(lines[:2]) + "\n")  # assets alone are not the whole sheet
    assert told(unit, "balance") == []


BUDGET = (
    "KDSATKER;KODE_PROGRAM;KODE_KEGIATAN;KODE_OUTPUT;VOLUME_OUTPUT;KODE_SUBOUTPUT;VOLUME_SUBOUTPUT;KODE_KOMPONEN;"
    "KODE_SUBKOMPONEN;KODE_AKUN;HEADER1;HEADER2;NOMOR_ITEM;URAIAN_ITEM;SUMBER_DANA;VOLKEG;HARGASAT;TOTAL;KODE_BLOKIR;"
    "NILAI_BLOKIR;KODE_STS_HISTORY;" + ";".join(f"POK_NILAI_{month}" for month in range(1, 13))
)


def item(revision: str, number: int, total: int = 1200, price: int = 120, plan: int = 100, fund: str = "A") -> str:
    return (
        f"999119;EC;6077;BAD;1;001;1;051;0A;521211;0;0;{number};Bahan;{fund};10;{price};{total};;0;{revision};"
        + ";".join([str(plan)] * 12)
    )


def test_a_budget_item_is_made_up_of_its_parts_and_revisions_move_money_only(unit: Unit) -> None:
    rows = [item(f"B0{revision}", number) for revision in range(4) for number in (1, 2)]

    def found(*lines: str) -> list[tuple[str, int | None, str]]:
        unit.deliver("dataang.csv", "\n".join([BUDGET, *lines]) + "\n")
        return [(f.rule, f.row, f.column) for f in unit.ingest().findings if f.rule.startswith("padu_")]

    assert found(*rows) == []
    assert found(item("B00", 1, plan=101), *rows[1:]) == [("padu_sum", 2, "TOTAL")]
    assert found(item("B00", 1, plan=99), *rows[1:]) == [("padu_sum", 2, "TOTAL")]
    assert found(item("B00", 1, price=121), *rows[1:]) == [("padu_product", 2, "TOTAL")]
    assert found(*rows[:3], *rows[4:]) == [("padu_same_total", 4, "TOTAL")]
    assert found(*rows[:-1]) == []  # the newest revision may be of another whole: GLP039 tells


@pytest.mark.parametrize(
    ("funds", "rows"),
    [
        ("AAAA", []),
        ("AAAF", [8]),  # the newest revision alone: meant, or a slip
        ("AAFA", [6]),  # there and back
        ("AAFF", []),  # the revision after it keeps the change
        ("FAAA", []),
    ],
)
def test_an_item_that_changes_its_fund_is_told_until_a_revision_confirms_it(
    unit: Unit, funds: str, rows: list[int]
) -> None:
    items = [item(f"B0{revision}", n, fund=funds[revision] if n == 1 else "A") for revision in range(4) for n in (1, 2)]
    unit.deliver("dataang.csv", "\n".join([BUDGET, *items]) + "\n")
    found = told(unit, "steady")
    assert [(f.row, f.column, f.value) for f in found] == [(row, "SUMBER_DANA", "F") for row in rows]


def test_an_item_paid_from_two_funds_keeps_both_and_revisions_may_come_in_two_deliveries(unit: Unit) -> None:
    both = [item(f"B0{revision}", 1, fund=fund) for revision in range(4) for fund in "AF"]
    unit.deliver("a.csv", "\n".join([BUDGET, *both[:4]]) + "\n", "2025-TW1")
    unit.deliver("b.csv", "\n".join([BUDGET, *both[4:]]) + "\n")
    assert told(unit, "steady") == []
    unit.deliver("b.csv", "\n".join([BUDGET, *both[4:7]]) + "\n")
    (found,) = told(unit, "steady")
    assert found.delivery == "b.csv" and "'A' in B03, but A and F in B02" in found.message


FISIK = ("Kode", "Triwulan", "Sasaran Triwulan Ini", "Realisasi Triwulan Ini", "Sasaran s.d.", "Realisasi s.d.")


def test_progress_to_date_is_what_was_before_and_what_came(unit: Unit) -> None:
    rows = [["BAD", "2025-TW1", 30, 30, 30, 30], ["BAD", "2025-TW2", 25, 26, 55, 56], ["EBA", "2025-TW1", 1, 1, 1, 1]]
    more = [["EBA", "2025-TW2", 1, 1, 2, 2]]
    unit.deliver("k.xlsx", workbook({"Fisik": [FISIK, *rows, *more]}))
    assert told(unit, "cumulative") + told(unit, "repeats") == []
    rows[1] = ["BAD", "2025-TW2", None, 26, 55, 56]
    unit.deliver("k.xlsx", workbook({"Fisik": [FISIK, *rows, *more]}))
    assert [(f.row, f.column) for f in told(unit, "cumulative")] == [(3, "Sasaran Triwulan Ini")]
    rows[1] = ["BAD", "2025-TW2", 25, 26, 55, 65]
    unit.deliver("k.xlsx", workbook({"Fisik": [FISIK, *rows]}))
    (found,), (absent,) = told(unit, "cumulative"), told(unit, "repeats")
    assert (found.row, found.column) == (3, "Realisasi s.d.")
    assert "'EBA' stands in 2025-TW1, but not in 2025-TW2" in absent.message


ASSESSED = ("Kode", "Triwulan", "Nilai", "Status", "Tanggal", "Penilai", "Dokumen Bukti")


@pytest.mark.parametrize(("value", "rows"), [(56.25, []), (562.5, [3]), (5.6, [3])])
def test_an_assessment_that_leaps_is_told(unit: Unit, value: float, rows: list[int]) -> None:
    lines = [["SK7.1", "2025-TW1", 31.4, "sementara"], ["SK7.1", "2025-TW2", value, "sementara"]]
    unit.deliver("k.xlsx", workbook({"Penilaian Luar": [ASSESSED, *lines]}))
    assert [(found.row, found.column) for found in told(unit, "leap")] == [(row, "Nilai") for row in rows]


@pytest.mark.parametrize(("amount", "rows"), [(9_000, []), (11_000, [5]), (-60, []), (-600, [5])])
def test_a_receipt_or_a_correction_ten_times_as_large_as_every_other_is_told(
    unit: Unit, amount: int, rows: list[int]
) -> None:
    lines = [*days(3), sbs(4, "04/04/2025", amount), sbs(5, "05/04/2025", -20), sbs(6, "06/04/2025", -50)]
    unit.deliver("sbs.csv", register(*lines))
    assert [(found.row, found.column) for found in told(unit, "outlier")] == [(row, "JUMLAH") for row in rows]


def test_a_header_alone_is_no_delivery(unit: Unit) -> None:
    unit.deliver("sbs.csv", register())
    result = unit.ingest()
    (found,) = [f for f in result.findings if f.rule == "kosong"]
    assert (found.severity, found.delivery) == ("warning", "sbs.csv")
    assert any(
        f.severity == "blocking" and f.rule == "every_needed_kind_has_been_delivered" and f.value == "sbs"
        for f in result.findings
    )


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{rule: unheard_of, why: x}", "coherence\\[1\\].rule: 'unheard_of' is unknown"),
        ("{rule: sum, column: total, of: [nowhere], why: x}", "coherence\\[1\\].of: 'nowhere' is not a column"),
        ("{rule: carried}", "coherence\\[1\\].why: is missing"),
    ],
)
def test_a_rule_that_cannot_be_asked_is_an_error_of_the_contract(tmp_path: Path, entry: str, said: str) -> None:
    text = (PROJECT / "sources" / "contracts" / "dataang.yaml").read_text(encoding="utf-8")
    head, _, _ = text.partition("coherence:")
    (tmp_path / "dataang.yaml").write_text(f"{head}coherence:\n  - {entry}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        load_contracts([tmp_path, PROJECT / "sources" / "contracts"])


def test_numbers_of_the_unit_s_own_are_told_once_a_file_as_numbers_that_guard_nothing(unit: Unit) -> None:
    """Numbers by day and hour: a lost one leaves no gap. Serial numbers next to them still do."""
    rows = [
        line.replace(f"SBS-{n:04d}/BLU/2025", f"2504{n:02}{n % 7 + 8:02}{n * 17 % 60:02}")
        for n, line in enumerate(days(12), 1)
    ]
    unit.deliver("sbs.csv", register(*rows))
    notes = told(unit, "serial")
    assert [(note.severity, note.delivery, note.column) for note in notes] == [("info", "sbs.csv", "NO_SBS")]
    assert "lost rows cannot be seen by them; declare `pattern` of the rule in the contract sbs" in notes[0].message


def test_a_list_of_ntpn_is_guarded_by_its_dates(unit: Unit) -> None:
    """The bank received in April what was billed in May, and booked it before; the next list lost the last receipt."""
    lines = [f"424113;NTPN{n:012};;{1000 + n};S{n};{n:02}/04/2025;{n:02}/04/2025;{n:02}/04/2025;" for n in range(1, 13)]
    lines[4] = "424113;NTPN000000000005;;1005;S5;05/05/2025;05/04/2025;04/04/2025;"
    unit.deliver("ntpn.csv", "\n".join([NTPN_HEADER, *lines]) + "\n")
    assert [(found.row, found.column) for found in told(unit, "not_before")] == [
        (6, "TGL_TERIMA_BANK"),
        (6, "TGL_BUKU"),
    ]
    later = lines[:-1]
    later[0] = later[0].replace(";1001;", ";1002;")
    unit.deliver("ntpn_2.csv", "\n".join([NTPN_HEADER, *later]) + "\n")
    (changed,) = told(unit, "fixed")
    assert (changed.delivery, changed.row, changed.column) == ("ntpn_2.csv", 2, "JUMLAH")
    (lost,) = told(unit, "carried")
    assert "the row NTPN000000000012 424113 of the earlier ntpn.csv (row 13) does not come again" in lost.message


def test_progress_to_date_that_stands_still_in_a_whole_quarter_is_told(unit: Unit) -> None:
    """30 and 10 by the first quarter; 30 and 10 by the second are the same sheet, 30 and 11 are not."""
    heads = ["Kode", "Triwulan", "Sasaran Triwulan Ini", "Realisasi Triwulan Ini", "Sasaran s.d.", "Realisasi s.d."]

    def progress(second: int) -> bytes:
        rows = [["SK1.1", "2025-TW1", 30, 30, 30, 30], ["BAD", "2025-TW1", 30, 10, 30, 10]]
        rows += [["SK1.1", "2025-TW2", 25, 0, 55, 30], ["BAD", "2025-TW2", 25, second - 10, 55, second]]
        return workbook({"Fisik": [heads, *rows]})

    unit.deliver("fisik.xlsx", progress(10))
    (found,) = told(unit, "moves")
    assert (found.severity, found.delivery, found.row, found.column) == ("warning", "fisik.xlsx", 4, "Realisasi s.d.")
    assert "40 by 2025-TW2, as by 2025-TW1 already" in found.message
    unit.deliver("fisik.xlsx", progress(11))
    assert told(unit, "moves") == []
