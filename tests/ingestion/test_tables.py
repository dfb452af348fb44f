"""Plain tables: which rows carry data, what is kept of unknown columns, totals inside the file."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from orchestration.ingestion.reading import layouts
from tests.ingestion.deliveries import ORDER_HEADER, SBS_HEADER, Unit, check_named, findings, order, workbook

CONSERVED = "every_row_of_a_file_is_accepted_rejected_or_without_data"
TOTALS = "control_totals_equal_the_sum_of_their_rows"

REGISTER = f"""\
REGISTER SBS;;;;;;;;;;

{SBS_HEADER}
S-1;01/04/2025;;PT A;EC;6077;424113;Jasa;1.000;;
S-2;02/04/2025;;"PT B
Cabang Bogor";EC;6077;424113;Jasa;2.500;;
;;;;;;;;;;
{SBS_HEADER}
S-3;03/04/2025;;PT C;EC;6077;424113;Koreksi;-250;;
TOTAL;;;;;;;;3.250;;
Dicetak 30 Juni 2025;;;;;;;;;;
"""


def test_rows_are_classed_and_every_row_is_accounted_for(unit: Unit) -> None:
    unit.deliver("sbs.csv", REGISTER)
    result = unit.ingest()
    [delivery] = result.deliveries
    # by hand: title, blank, header, 3 data rows, a row of empty cells, header again, total, footnote = 10 records
    assert (delivery.rows_total, delivery.rows_accepted, delivery.rows_rejected, delivery.rows_empty) == (10, 3, 0, 7)
    classes = dict(unit.query("SELECT row_class, row_count FROM raw_ingestion.row_classes"))
    assert classes == {"accepted": 3, "title": 1, "blank": 2, "header": 2, "total": 1, "footnote": 1}
    assert check_named(result, CONSERVED).passed
    assert check_named(result, TOTALS).counts["compared"] == 1


def test_rows_carry_the_line_they_start_on(unit: Unit) -> None:
    unit.deliver("sbs.csv", REGISTER)
    result = unit.ingest()
    # S-2 starts on line 5 and ends on line 6, so the repeated header is line 8 and S-3 line 9
    digest = result.deliveries[0].sha256[:12]
    wanted = [("S-1", 4, f"{digest}#4"), ("S-2", 5, f"{digest}#5"), ("S-3", 9, f"{digest}#9")]
    assert unit.rows("raw_pnbp.sbs", "no_sbs, _row, _source_row_id") == wanted


def test_raw_text_is_canonical_and_what_was_delivered_stands_beside_it(unit: Unit) -> None:
    unit.deliver("sbs.csv", f"{SBS_HEADER}\n S-1 ;01/04/2025;;PT  A ;EC;6077;424113;;1.000;;\n")
    unit.ingest()
    [row] = unit.rows("raw_pnbp.sbs", "no_sbs, tgl_sbs, wajib_bayar, jumlah, uraian, npwp, _delivered, _sheet")
    assert row[:6] == ("S-1", "2025-04-01", "PT A", "1000", None, None)
    assert json.loads(row[6]) == {
        "no_sbs": " S-1 ",
        "tgl_sbs": "01/04/2025",
        "wajib_bayar": "PT  A ",
        "jumlah": "1.000",
    }


def test_a_total_that_differs_blocks(unit: Unit) -> None:
    unit.deliver("sbs.csv", REGISTER.replace("3.250", "3.251"))
    result = unit.ingest()
    check = check_named(result, TOTALS)
    assert not check.passed
    [finding] = findings(result, "control_totals_equal_the_sum_of_their_rows")
    assert (finding.severity, finding.row, finding.column) == ("blocking", 10, "jumlah")
    assert "states 3251 but its rows add up to 3250" in finding.message


def test_a_total_that_is_no_number_blocks(unit: Unit) -> None:
    unit.deliver("sbs.csv", REGISTER.replace("3.250", "3,250,00"))
    assert not check_named(unit.ingest(), TOTALS).passed


def test_a_row_lost_on_the_way_is_noticed(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = layouts.read

    def forgetful(item, file_name):  # type: ignore[no-untyped-def]
        batch = whole(item, file_name)
        batch.numbers.pop()
        batch.extra = batch.extra[:-1]
        batch.total_rows.clear()
        batch.columns = {name: texts[:-1] for name, texts in batch.columns.items()}
        return batch

    monkeypatch.setattr(layouts, "read", forgetful)
    unit.deliver("sbs.csv", REGISTER)
    result = unit.ingest(lossy=True)
    assert not check_named(result, CONSERVED).passed
    [finding] = findings(result, "every_row_of_a_file_is_accepted_rejected_or_without_data")
    assert finding.severity == "blocking"
    assert "the file has 10 rows but 9 were read" in finding.message


def test_unknown_columns_are_kept_beside_the_row_and_told(unit: Unit) -> None:
    header = [*ORDER_HEADER, "Catatan", None, "Catatan"]
    rows = [header, [*order("A-1"), "segera", 7.5, None], [*order("A-2"), None, None, "x"]]
    unit.deliver("order.xlsx", workbook({"A": rows}))
    result = unit.ingest()
    extra = [json.loads(text) for (text,) in unit.rows("raw_orders.service_orders", "_extra")]
    assert extra == [{"Catatan": "segera", "kolom Q": "7,5"}, {"Catatan (R)": "x"}]
    assert [finding.column for finding in findings(result, "kolom_tambahan")] == ["Catatan", "Catatan (R)"]


def test_a_line_with_more_or_fewer_cells_is_rejected(unit: Unit) -> None:
    unit.deliver(
        "sbs.csv",
        f"{SBS_HEADER}\nS-1;01/04/2025;;PT A; Tbk;EC;6077;424113;Jasa;1.000;;\nS-2;01/04/2025\n"
        "S-3;01/04/2025;;PT C;EC;6077;424113;Jasa;1.000;;\n",
    )
    result = unit.ingest()
    assert [(r.row, r.rule) for r in result.rejections] == [(2, "jumlah_kolom"), (3, "jumlah_kolom")]
    assert "11 cells, as the other lines have; found 12" in result.rejections[0].message
    assert result.tables["raw_pnbp.sbs"].accepted == 1


def test_lines_that_all_end_with_a_delimiter_too_many_are_whole(unit: Unit) -> None:
    line = "01/04/2025;;PT A;EC;6077;424113;Jasa;1.000;;;"
    unit.deliver(
        "sbs.csv", f"{SBS_HEADER}\nS-1;{line}\nS-2;{line}\nS-3;01/04/2025;;PT A; Tbk;EC;6077;424113;Jasa;1.000;;;\n"
    )
    result = unit.ingest()
    assert [(r.row, r.rule) for r in result.rejections] == [(4, "jumlah_kolom")]


def test_a_delivery_without_data_rows_is_no_error(unit: Unit) -> None:
    unit.deliver("sbs.csv", SBS_HEADER + "\n")
    result = unit.ingest()
    assert (result.deliveries[0].rows_total, result.deliveries[0].rows_empty) == (1, 1)
    assert check_named(result, CONSERVED).passed


@pytest.mark.parametrize(("state", "told"), [("visible", []), ("hidden", ["Lama"]), ("veryHidden", ["Lama"])])
def test_a_hidden_sheet_whose_rows_count_is_told(unit: Unit, state: str, told: list[str]) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(workbook({"Juni": [ORDER_HEADER, order("A-1")], "Lama": [ORDER_HEADER, order("A-2"), order("A-3")]}))
    )
    book["Lama"].sheet_state = state
    out = io.BytesIO()
    book.save(out)
    unit.deliver("order.xlsx", out.getvalue())
    found = findings(unit.ingest(), "lembar_tersembunyi")
    assert [(f.severity, f.delivery, f.sheet) for f in found] == [("warning", "order.xlsx", sheet) for sheet in told]
    assert all("its 2 rows count" in finding.message for finding in found)


def test_two_sheets_of_one_kind_are_one_delivery(unit: Unit) -> None:
    content = workbook({"Mei": [ORDER_HEADER, order("A-1")], "Juni": [ORDER_HEADER, order("A-1"), order("A-2")]})
    unit.deliver("order.xlsx", content)
    result = unit.ingest()
    # A-1 stands in both sheets, so its second row is rejected and names the first
    [rejection] = result.rejections
    assert (rejection.sheet, rejection.row, rejection.rule) == ("Juni", 2, "unique")
    assert "row 2 of sheet 'Mei' has the same" in rejection.message
