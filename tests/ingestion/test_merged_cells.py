"""Merged cells: filled down where the contract allows it, and told where it does not."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest

from orchestration.declarations import ConfigurationError
from orchestration.ingestion import load_contracts
from orchestration.workspace.settings import PROJECT
from tests.ingestion.deliveries import ORDER_HEADER, Unit, order, workbook
from tests.ingestion.formats import COVERED, cell, line, ods, spanning, table


def merged(*ranges: str, lines: int = 4) -> bytes:
    """The register of two orders (rows 2-4 and 5), with merged ranges; what they cover is empty."""
    rows = [order("O-1", number) for number in range(1, lines)] + [order("O-2")]
    book = openpyxl.load_workbook(io.BytesIO(workbook({"Order": [ORDER_HEADER, *rows]})))
    for found in ranges:
        book.worksheets[0].merge_cells(found)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_allowed_columns_are_filled_down_within_the_merged_range(unit: Unit) -> None:
    unit.deliver("order.xlsx", merged("A2:A4", "C2:C4", "D2:D4", "E2:E4"))
    result = unit.ingest()
    assert result.rejections == []
    found = unit.rows("raw_orders.service_orders", "no_order, no_baris, jenis_layanan, nama_pelanggan, _row")
    assert found == [
        ("O-1", "1", "pengujian", "PT Contoh", 2),
        ("O-1", "2", "pengujian", "PT Contoh", 3),
        ("O-1", "3", "pengujian", "PT Contoh", 4),
        ("O-2", "1", "pengujian", "PT Contoh", 5),
    ]
    delivered = [json.loads(text) for (text,) in unit.rows("raw_orders.service_orders", "_delivered")]
    assert "no_order" not in delivered[0]
    assert delivered[1]["no_order"] == delivered[2]["jenis_layanan"] == ""  # the cells themselves are empty
    assert "no_order" not in delivered[3]


def test_an_ods_is_filled_down_alike(unit: Unit) -> None:
    first, second = order("O-1", 1), order("O-1", 2)
    rows = [
        line(*(cell(text) for text in ORDER_HEADER)),
        line(cell("O-1", more=spanning(2)), *(cell(value) for value in first[1:])),
        line(COVERED, *(cell(value) for value in second[1:])),
    ]
    unit.deliver("order.ods", ods(table("Order", *rows)))
    assert unit.ingest().rejections == []
    assert unit.rows("raw_orders.service_orders", "no_order, no_baris") == [("O-1", "1"), ("O-1", "2")]


def test_empty_cells_that_are_not_merged_stay_empty(unit: Unit) -> None:
    unit.deliver("order.xlsx", workbook({"Order": [ORDER_HEADER, order("O-1"), order(None, 2)]}))  # type: ignore[arg-type]
    assert [(found.rule, found.row) for found in unit.ingest().rejections] == [("wajib", 3)]


@pytest.mark.parametrize(
    ("found", "places"),
    [
        ("L2:L4", [(3, "Jumlah"), (4, "Jumlah")]),  # one number for three lines
        ("H2:I2", [(2, "SPM (HK)")]),  # one cell for two columns
        ("F2:G3", [(2, "Tanggal Lengkap"), (3, "Tanggal Masuk"), (3, "Tanggal Lengkap")]),
    ],
)
def test_other_merged_cells_are_told_row_by_row(unit: Unit, found: str, places: list[tuple[int, str]]) -> None:
    content = merged(found)
    if found == "H2:I2":
        book = openpyxl.load_workbook(io.BytesIO(content))
        book.worksheets[0]["H2"] = "01/04/2025"
        out = io.BytesIO()
        book.save(out)
        content = out.getvalue()
    unit.deliver("order.xlsx", content)
    rejections = unit.ingest().rejections
    assert [(item.row, item.column) for item in rejections] == places
    assert {item.rule for item in rejections} == {"sel_gabung"}
    assert f"{found} are merged" in rejections[0].expected


def test_what_lies_hidden_below_a_merged_cell_is_told_where_it_differs(unit: Unit) -> None:
    rows = [
        line(*(cell(text) for text in ORDER_HEADER)),
        line(cell("O-1", more=spanning(3)), *(cell(value) for value in order("O-1", 1)[1:])),
        *(
            line(
                cell(hidden).replace("table:table-cell", "table:covered-table-cell"),
                *(cell(value) for value in order("O-1", number)[1:]),
            )
            for hidden, number in (("O-1", 2), ("O-9", 3))
        ),
    ]
    unit.deliver("order.ods", ods(table("Order", *rows)))
    [rejection] = unit.ingest().rejections
    assert (rejection.row, rejection.value, rejection.rule) == (4, "O-9", "sel_gabung")
    assert "hidden below the merged cells A2:A4" in rejection.expected


def test_merged_titles_and_lines_that_are_merged_as_a_whole_are_no_rows(unit: Unit) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook({"Order": [ORDER_HEADER, order("O-1")]}, row=3)))
    sheet = book.worksheets[0]
    sheet["A1"] = "Rekap order"
    sheet.merge_cells("A1:O2")
    for column in "ABCDEFGHIJKLMNO":
        sheet.merge_cells(f"{column}4:{column}5")  # a line two rows tall
    out = io.BytesIO()
    book.save(out)
    unit.deliver("order.xlsx", out.getvalue())
    result = unit.ingest()
    assert result.rejections == []
    assert unit.rows("raw_orders.service_orders", "no_order, _row") == [("O-1", 4)]


def test_a_contract_names_columns_to_fill_down(tmp_path: Path) -> None:
    original = (PROJECT / "sources" / "contracts" / "sbs.yaml").read_text(encoding="utf-8")
    own = tmp_path / "sbs.yaml"
    own.write_text(original + "fill_down: [no_sbs]\n", encoding="utf-8")
    assert load_contracts([tmp_path, PROJECT / "sources" / "contracts"])["sbs"].fill_down == ("no_sbs",)
    own.write_text(original + "fill_down: [nomor]\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"fill_down: 'nomor' is not a column"):
        load_contracts([tmp_path, PROJECT / "sources" / "contracts"])
