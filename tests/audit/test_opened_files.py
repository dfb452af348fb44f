"""The second reader of each format: the same cells, percent formats and merged ranges, by another way."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.audit.recomputation.opened_files import Opened, sheets_of, texts_of
from orchestration.audit.recomputation.second_reader import read_delivery
from orchestration.ingestion.reading.documents import Workbook, open_document
from tests.audit.test_second_reader import received
from tests.ingestion.formats import COVERED, cell, line, ods, page, spanning, spreadsheet_ml, table, xls, xlsx
from tests.ingestion.test_formats import STYLES, data, fill


def opened(path: Path, content: bytes) -> Opened:
    path.write_bytes(content)
    sheets = sheets_of(path)
    assert sheets is not None
    [sheet] = sheets
    return sheet


def values(sheet: Opened) -> dict[int, list[Any]]:
    """Physical row to its cells, without empty ones at the end; rows of nothing are left out."""
    found = {}
    for number, row in sheet.rows:
        cells = [None if value == "" else value for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            found[number] = cells
    return found


def test_an_open_document(tmp_path: Path) -> None:
    text = "<text:p>a<text:tab/>b<office:annotation><text:p>c</text:p></office:annotation></text:p><text:p>d</text:p>"
    rows = [
        line(cell(times=2), cell("x", more=spanning(2)), cell(0.5, "percentage", times=2), cell(times=16_379)),
        line(cell(times=16_384), times=2),
        line(cell(text, "xml"), cell(dt.date(2025, 6, 30)), COVERED, cell(True), cell(1917.5)),
    ]
    sheet = opened(tmp_path / "a.xlsx", ods(table("S", *rows)))
    assert values(sheet) == {
        1: [None, None, "x", 0.5, 0.5],
        4: ["a\tb\nd", dt.datetime(2025, 6, 30), None, True, 1917.5],
    }
    assert sheet.percents == {(1, 3), (1, 4)}
    assert sheet.merged == ((1, 2, 2, 2),)


def test_a_workbook_of_excel_97(tmp_path: Path) -> None:
    sheet = opened(tmp_path / "a.csv", xls(fill))
    assert values(sheet)[2][:5] == [0.95, 95.5, 0.123456789, dt.datetime(2025, 6, 30), True]
    assert values(sheet)[3] == ["gabung"]
    assert sheet.percents == {(2, 0), (2, 2)}
    assert sheet.merged == ((3, 0, 5, 0),)


def test_a_workbook_under_another_name(tmp_path: Path) -> None:
    cells = '<c r="A1" s="1"><v>0.5</v></c><c r="B1" s="3"><v>0.5</v></c><c r="C1" t="s"><v>0</v></c>'
    content = xlsx(
        f'<row r="1">{cells}</row>',
        "<si><t>a_x000D_b</t></si>",
        STYLES,
        after='<mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells>',
    )
    sheet = opened(tmp_path / "a.xls", content)
    assert values(sheet) == {1: [0.5, 0.5, "a\rb"]}
    assert sheet.percents == {(1, 0)}
    assert sheet.merged == ((2, 0, 3, 1),)


@pytest.mark.parametrize(
    "looks", ["<fills><fill/></fills>", '<fonts><font><color rgb="#1F3864"/></font></fonts>'], ids=["fill", "colour"]
)
def test_looks_that_no_standard_knows_do_not_keep_a_workbook_shut(tmp_path: Path, looks: str) -> None:
    styles = looks + STYLES
    sheet = opened(tmp_path / "a.xlsx", xlsx('<row r="1"><c r="A1" s="1"><v>0.5</v></c></row>', "", styles))
    assert values(sheet) == {1: [0.5]}
    assert sheet.percents == {(1, 0)}


def test_markup(tmp_path: Path) -> None:
    text = (
        "<table><tr><td colspan=2>J<td>k<tr><th rowspan=2>a<br>b<td> 1 &amp;\n 2<script><td></script><tr><td>3</table>"
    )
    sheet = opened(tmp_path / "a.xls", text.encode("utf-16"))
    assert values(sheet) == {1: ["J", None, "k"], 2: ["a b", "1 & 2"], 3: [None, "3"]}
    assert sheet.merged == ((1, 0, 1, 1), (2, 0, 3, 0))
    styles = '<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="q" ss:Parent="p"/>'
    cells = data("Number", "0.5") + data("String", "1", 'ss:MergeDown="1"')
    rows = f"<Row ss:Index='3' ss:StyleID='q'>{cells}</Row>"
    sheet = opened(
        tmp_path / "b.xls",
        spreadsheet_ml(f'<Worksheet ss:Name="S"><Table>{rows}</Table></Worksheet>', styles=styles),
    )
    assert values(sheet) == {3: [0.5, "1"]}
    assert (sheet.percents, sheet.merged) == ({(3, 0)}, ((3, 1, 4, 1),))


def test_unicode_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("a\tb\r\n1\t2\r\n".encode("utf-16"))
    assert sheets_of(path) is None
    assert next(texts_of(path)).rows == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_merged_cells_of_orders_are_filled_down_with_their_percent_format(tmp_path: Path) -> None:
    header = ("No Order", "No Baris", "Jenis Layanan", "Tanggal Masuk", "Jumlah")
    day = cell("1/4/2025", more=spanning(2))
    rows = [
        line(*(cell(text) for text in header)),
        line(cell("O-1", more=spanning(3)), cell(1), cell("Uji"), day, cell(0.5, "percentage")),
        line(COVERED, cell(2), cell("Uji"), COVERED, cell(3)),
        line(COVERED, COVERED, COVERED, COVERED, COVERED),
        line(cell(), cell(3), cell("Uji"), cell("1/4/2025"), cell(3)),
    ]  # fmt: skip
    path = tmp_path / "order.ods"
    path.write_bytes(ods(table("Order", *rows)))
    records = read_delivery(received(path))
    assert [(record.row, record.text("no_order"), record.text("tanggal_masuk")) for record in records] == [
        (2, "O-1", "2025-04-01"),
        (3, "O-1", ""),
    ]
    assert [record.percents for record in records] == [{"jumlah"}, frozenset()]


TEXTS = st.text(alphabet="ab <&>\"'é\u00a0", max_size=5).map(lambda text: " ".join(text.split()))
NUMBERS = st.integers(-(10**9), 10**9).map(lambda number: number / 100)
GRIDS = st.lists(st.lists(st.none() | TEXTS | NUMBERS, min_size=1, max_size=4), min_size=1, max_size=5)


@pytest.mark.parametrize("form", ["ods", "xls", "spreadsheet_ml", "page"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(grid=GRIDS)
def test_both_readers_see_the_same_grid(tmp_path: Path, form: str, grid: list[list[Any]]) -> None:
    if form == "page":
        grid = [["" if value is None else str(value) for value in row] for row in grid]
    content = written(form, grid)
    document = open_document(content)
    assert isinstance(document, Workbook)
    [first] = document.sheets
    second = opened(tmp_path / "x", content)
    wanted = values(Opened("", list(enumerate(grid, start=1))))
    assert values(second) == wanted
    assert values(Opened("", list(zip(first.numbers, first.rows, strict=True)))) == wanted


def written(form: str, grid: list[list[Any]]) -> bytes:
    """A grid of texts and numbers in a format."""
    if form == "ods":
        return ods(table("S", *(line(*(cell(value) for value in row)) for row in grid)))
    if form == "page":
        return page(*grid)
    if form == "spreadsheet_ml":
        from xml.sax.saxutils import escape

        kinds = {str: "String", float: "Number"}
        rows = "".join(
            "<Row>" + "".join("<Cell/>" if v is None else data(kinds[type(v)], escape(str(v))) for v in row) + "</Row>"
            for row in grid
        )
        return spreadsheet_ml(f'<Worksheet ss:Name="S"><Table>{rows}</Table></Worksheet>')

    def put(sheet: Any, _: Any) -> None:
        for number, row in enumerate(grid):
            for at, value in enumerate(row):
                if value is not None:
                    sheet.write(number, at, value)

    return xls(put)
