"""The sender's control list against the rows read: agreement, every kind of difference, and no list at all."""

from __future__ import annotations

from orchestration.checks.evidence import Finding
from orchestration.ingestion.judging.control_list import LISTED
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

HEADER = "Berkas;Lembar;Baris Data;Kolom Kendali;Jumlah Kendali"
SBS = (
    "SBS-1;01/04/2025;;PT Contoh;EC;6077;424113;Jasa;1.000;;\nSBS-2;02/04/2025;;PT Contoh;EC;6077;424119;Jasa;-300;;\n"
)


def listed(unit: Unit, *rows: str, name: str = "kendali.csv") -> None:
    unit.deliver(name, "\n".join([HEADER, *rows]) + "\n")


def told(unit: Unit) -> list[Finding]:
    result = unit.ingest()
    found = [finding for finding in findings(result, LISTED) if finding.severity == "blocking"]
    assert check_named(result, LISTED).blocks == bool(found)
    return found


def test_files_that_hold_what_their_list_says_pass(unit: Unit) -> None:
    unit.deliver("sbs.csv", f"{SBS_HEADER}\n{SBS}")
    unit.deliver(
        "survei.csv", survey_csv(answer("01/04/2025 10:00:00"), answer("02/04/2025 10:00:00", "2", c6="1 - Buruk"))
    )
    unit.deliver("order.xlsx", workbook({"Order": [ORDER_HEADER, order("A-1"), order("A-2", c11=4)]}))
    listed(
        unit,
        "sbs.csv;;2;JUMLAH;700",
        "SBS.csv;;2;kode_akun;848.232",
        "survei.csv;;2;Bagaimana pendapat Saudara tentang kesesuaian persyaratan pelayanan?;5",
        "survei.csv;;2;u1;5",
        "order.xlsx;order;2;Jumlah;7",
        "order.xlsx;;2;Nilai (Rp);3.000.000",
        "order.xlsx;Order;;;",
    )
    assert told(unit) == []
    assert check_named(unit.ingest(), LISTED).counts == {"entries": 7, "files": 3, "failed": 0}


def test_a_lost_answer_is_told_once_by_the_count(unit: Unit) -> None:
    unit.deliver("survei.csv", survey_csv(answer("01/04/2025 10:00:00"), answer("02/04/2025 10:00:00", "2")))
    listed(unit, "survei.csv;;3;u1;12", "survei.csv;;3;u2;12")
    (found,) = told(unit)
    assert (found.delivery, found.value) == ("survei.csv", "2")
    assert "counts 3 rows, 2 were read (kendali.csv, row 2)" in found.message
    assert found.message.endswith("deliver the file whole, or a corrected control list")


def test_a_changed_amount_is_told_with_its_column(unit: Unit) -> None:
    unit.deliver("sbs.csv", f"{SBS_HEADER}\n{SBS}")
    listed(unit, "sbs.csv;;2;JUMLAH;701")
    (found,) = told(unit)
    assert (found.delivery, found.column, found.value) == ("sbs.csv", "JUMLAH", "700")


def test_changed_rows_are_told_once_for_all_sums_they_change(unit: Unit) -> None:
    unit.deliver("survei.csv", survey_csv(answer("01/04/2025 10:00:00")))
    listed(unit, *(f"survei.csv;;1;u{number};5" for number in range(1, 6)))
    (found,) = told(unit)
    assert found.message.count("the control list states 5, the rows read add up to 4") == 3
    assert "; and 2 more columns; rows are missing, doubled or changed" in found.message


def test_a_rejected_row_still_counts_as_delivered(unit: Unit) -> None:
    unit.deliver("sbs.csv", f"{SBS_HEADER}\n{SBS}SBS-3;31/02/2025;;PT Contoh;EC;6077;424113;Jasa;50;;\n")
    listed(unit, "sbs.csv;;3;JUMLAH;750")
    assert told(unit) == []


def test_what_is_listed_and_not_there_is_told(unit: Unit) -> None:
    unit.deliver("order.xlsx", workbook({"Order": [ORDER_HEADER, order("A-1")]}))
    unit.deliver("sbs.csv", f"{SBS_HEADER}\n{SBS}", "2025-TW1")
    listed(unit, "sbs.csv;;2;JUMLAH;700", "order.xlsx;Juni;1;;", "order.xlsx;;1;Biaya;1")
    no_file, no_sheet, no_column = told(unit)
    assert "no file of that name is in landing/2025-TW2" in no_file.message and no_file.delivery == "kendali.csv"
    assert "sheet 'Juni': listed, but no row of it was read" in no_sheet.message
    assert "sums 'Biaya', no such column" in no_column.message


def test_a_later_list_replaces_the_lines_of_an_earlier_one(unit: Unit) -> None:
    unit.deliver("sbs.csv", f"{SBS_HEADER}\n{SBS}")
    listed(unit, "sbs.csv;;2;JUMLAH;1000")
    assert len(told(unit)) == 1
    listed(unit, "sbs.csv;;2;JUMLAH;700", name="kendali_2.csv")
    assert told(unit) == []


def test_a_file_that_no_list_vouches_for_is_noted(unit: Unit) -> None:
    unit.deliver("sbs.csv", f"{SBS_HEADER}\n{SBS}", "2025-TW1")
    unit.deliver("sbs_2.csv", f"{SBS_HEADER}\n{SBS}SBS-3;03/04/2025;;PT Contoh;EC;6077;424113;Jasa;50;;\n")
    result = unit.ingest()
    (note,) = findings(result, LISTED)
    assert (note.severity, note.delivery) == ("info", "sbs_2.csv")
    assert check_named(result, LISTED).passed


def test_a_sheet_that_the_list_does_not_name_is_told(unit: Unit) -> None:
    sheets = {"Order": [ORDER_HEADER, order("A-1")], "Lama": [ORDER_HEADER, order("A-2")]}
    unit.deliver("order.xlsx", workbook(sheets))
    listed(unit, "order.xlsx;Order;1;;")
    (found,) = told(unit)
    assert (found.delivery, found.sheet) == ("order.xlsx", "Lama")
    assert "its 1 rows stand in no line of the control list" in found.message
    assert found.message.endswith("list the sheet, or take it out of the file")
    listed(unit, "order.xlsx;Order;1;;", "order.xlsx;Lama;1;;")
    assert told(unit) == []


def test_a_cell_that_was_rejected_is_not_told_again_by_the_sum_of_its_column(unit: Unit) -> None:
    unit.deliver("sbs.csv", f"{SBS_HEADER}\n{SBS.replace('1.000', '1,000')}")
    listed(unit, "sbs.csv;;2;JUMLAH;700", "sbs.csv;;2;KODE_AKUN;848.233")
    (found,) = told(unit)
    assert found.column == "KODE_AKUN"  # its sum is another all the same
