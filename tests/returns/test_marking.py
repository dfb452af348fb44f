"""A workbook that comes back: marks where findings speak of a cell, and everything else as it was sent."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
import zlib
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.checks.evidence import Finding
from orchestration.ingestion.reading.documents import Workbook, open_document
from orchestration.returns.marking import Found, mark
from orchestration.returns.places import Place
from orchestration.returns.styles import COLOURS
from tests.ingestion.deliveries import ORDER_HEADER
from tests.returns.conftest import Send, book_of

ORDER = ("UJI-1", 1, "Pengujian", "P1", "PT Contoh", dt.date(2025, 4, 1), None, None, 5, None, None, "dua", "Sampel")


def picture() -> io.BytesIO:
    """A PNG of one red point."""
    content = zlib.compress(b"\x00\xff\x00\x00")
    chunks = ((b"IHDR", struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)), (b"IDAT", content), (b"IEND", b""))
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(of)) + name + of + struct.pack(">I", zlib.crc32(name + of)) for name, of in chunks
        )
    )


def rich() -> bytes:
    """Orders beside all that a program which reads and writes a workbook anew loses or changes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        white = book.add_format({"bold": True, "font_color": "white", "bg_color": "navy"})
        orders, other, hidden = (
            book.add_worksheet(name) for name in ("Order Layanan", "Catatan 'lain' itu", "Rahasia")
        )
        for at, head in enumerate(ORDER_HEADER):
            orders.write(0, at, head, white)
        for row in (1, 2, 4):
            for at, value in enumerate(ORDER):
                if isinstance(value, dt.date):
                    orders.write_datetime(row, at, dt.datetime.combine(value, dt.time()), days)
                elif value is not None:
                    orders.write(row, at, value)
        orders.write_formula(1, 13, "=SUM(B2:B3)", None, 2)
        orders.write_string(2, 13, "=1+1")
        orders.write_number(2, 14, 99_999_999, days)
        orders.write_comment(1, 11, "tanya bagian umum")
        orders.merge_range(6, 0, 7, 1, "digabung")
        orders.data_validation("M2:M9", {"validate": "list", "source": ["Sampel", "Alat"]})
        orders.print_area("A1:M5")
        orders.insert_image("P2", "merah.png", {"image_data": picture()})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='Order Layanan'!$B$2:$B$3"})
        other.insert_chart("A1", chart)
        other.insert_textbox("H1", "bentuk")
        other.write("A1", 0.1 + 0.2)
        hidden.write("A1", "tetap tersembunyi")
        hidden.hide()
        other.activate()
        book.define_name("Semua", "='Order Layanan'!$A$1:$M$5")
    return out.getvalue()


def finding(row: int | None, column: str = "", severity: Any = "blocking", rule: str = "angka") -> Finding:
    return Finding(severity, "order.xlsx", "Order Layanan", row, column, "dua", rule, "expected a number")


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cells(sheet: Worksheet) -> dict[str, tuple[Any, str]]:
    return {cell.coordinate: (cell.value, cell.data_type) for row in sheet.iter_rows() for cell in row if cell.value}


def look(cell: Cell) -> tuple[Any, ...]:
    return (cell.fill.fgColor.rgb, cell.border.left.style, cell.border.top.style)


@pytest.mark.filterwarnings("ignore:Cell O3 is marked as a date")
def test_a_workbook_comes_back_with_marks_and_is_otherwise_as_it_was_sent(send: Send) -> None:
    sent = rich()
    found = send(
        {"order.xlsx": sent},
        finding(2, "Jumlah"), finding(2, "Jumlah", "warning", "batas"), finding(4, "jumlah"),
        finding(3, "Satuan", "warning", "pilihan"), finding(8, "No Baris"), finding(5), finding(None, "Nilai (Rp)"),
        finding(None, rule="tata_letak"), finding(2, "", "info"),
    )  # fmt: skip
    [copy] = found.copies
    assert (copy.delivery, copy.name) == ("2025-TW2/order.xlsx", "order_temuan.xlsx")
    assert (copy.blocking, copy.warnings, copy.marked, copy.is_list) == (6, 2, 6, False)

    before, after = openpyxl.load_workbook(io.BytesIO(sent)), book_of(copy)
    assert after.sheetnames == ["Temuan", *before.sheetnames]
    for name in before.sheetnames:
        assert cells(after[name]) == cells(before[name])
        assert after[name].sheet_state == before[name].sheet_state
    orders = after["Order Layanan"]
    assert str(orders.print_area) == str(before["Order Layanan"].print_area)
    assert "Semua" in after.defined_names
    assert after.active.title == "Temuan"
    assert [sheet.title for sheet in after if sheet.sheet_view.tabSelected] == ["Temuan"]

    blocking, warning = (COLOURS["blocking"], "thick", "thick"), (COLOURS["warning"], "mediumDashed", "mediumDashed")
    # The cell of row 4 was never written, that of row 8 lies below merged ones; row 5 begins with its number.
    wanted = {"L2": blocking, "L4": blocking, "M3": warning, "A7": blocking, "A5": blocking, "N1": blocking}
    for row in orders.iter_rows():
        for cell in row:
            if cell.coordinate in wanted:
                assert look(cell) == wanted[cell.coordinate], cell.coordinate
                assert cell.comment is not None
                assert cell.font.color.rgb == "FF000000"
            elif not isinstance(cell, openpyxl.cell.cell.MergedCell):
                same = before["Order Layanan"][cell.coordinate]
                for aspect in ("font", "fill", "border", "number_format", "alignment", "protection"):
                    assert repr(getattr(cell, aspect)) == repr(getattr(same, aspect)), (cell.coordinate, aspect)
                assert cell.comment is None
    assert orders["N1"].font.b, "what a letter looks like stays but for its colour"
    told = orders["L2"].comment.text
    assert told.startswith("MENAHAN: Isi sel ini bukan angka yang dapat dibaca.")
    assert "PERINGATAN: Angka di sel ini di luar batasnya." in told
    assert told.endswith("Komentar semula:\ntanya bagian umum")

    was, now = parts(sent), parts(copy.content)
    changed = {name for name in was if now[name] != was[name]}
    assert changed == {
        *("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/comments1.xml"),
        *("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/drawings/vmlDrawing1.vml"),
    }
    assert b"<f>SUM(B2:B3)</f><v>2</v>" in now["xl/worksheets/sheet1.xml"], "results of formulas stay"


@pytest.mark.filterwarnings("ignore:Cell O3 is marked as a date")
def test_the_list_names_every_finding_and_leads_to_its_cell(send: Send) -> None:
    [copy] = send(
        {"order.xlsx": rich()},
        finding(3, "Satuan", "warning", "pilihan"), finding(2, "Jumlah"), finding(None, rule="tata_letak"),
    ).copies  # fmt: skip
    sheet = book_of(copy)["Temuan"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert rows[0][:7] == ["No.", "Tingkat", "Lembar", "Sel", "Nilai", "Apa yang salah", "Yang harus dilakukan"]
    assert [row[:6] for row in rows[1:]] == [
        ["1", "MENAHAN", "Order Layanan", None, "dua", "Susunan lembar tidak seperti jenisnya."],
        ["2", "MENAHAN", "Order Layanan", "L2", "dua", "Isi sel ini bukan angka yang dapat dibaca."],
        ["3", "PERINGATAN", "Order Layanan", "M3", "dua", "Isi sel ini bukan salah satu pilihan."],
    ]
    assert all(row[6] and row[7] for row in rows[1:])
    links = {cell.coordinate: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {"D7": "'Order Layanan'!L2", "D8": "'Order Layanan'!M3"}


def test_what_is_corrected_in_the_copy_is_read_like_a_delivery(send: Send) -> None:
    """Nothing that was added counts: neither the list, nor colours, comments or lines."""
    from orchestration.ingestion.contracts.loading import load_contracts
    from orchestration.ingestion.reading.recognition import recognise
    from orchestration.workspace.settings import PROJECT

    contracts = load_contracts([PROJECT / "sources" / "contracts"])
    sent = rich()
    [copy] = send({"order.xlsx": sent}, finding(2, "Jumlah"), finding(8, "No Baris")).copies

    def read(content: bytes) -> list[Any]:
        found = recognise(open_document(content), contracts)
        assert not found.refusals
        kept = [(item.contract.kind, item.sheet, item.match) for item in found.sheets]
        return [*kept, [sheet.name for sheet in found.unread]]

    assert read(copy.content) == read(sent)


def test_sheets_with_the_names_that_a_copy_needs_keep_them(send: Send) -> None:
    book = openpyxl.Workbook()
    book.active.title = "temuan"
    book.active.append(list(ORDER_HEADER))
    book.active.append([str(value) for value in ORDER])
    out = io.BytesIO()
    book.save(out)
    place = Finding("blocking", "order.xlsx", "temuan", 2, "Jumlah", "dua", "angka", "expected a number")
    [copy] = send({"order.xlsx": out.getvalue()}, place).copies
    after = book_of(copy)
    assert after.sheetnames == ["Temuan (2)", "temuan"]
    assert after["Temuan (2)"]["D6"].hyperlink.location == "'temuan'!L2"


VALUE = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12),
    st.sampled_from(["=1+1", '=HYPERLINK("http://x")', "+62", "@a", "#N/A", "00123", " spasi ", "_x0041_", "a\nb"]),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1)),
    st.none(),
)


@settings(max_examples=30, deadline=None)
@given(
    grid=st.lists(st.lists(VALUE, min_size=1, max_size=5), min_size=1, max_size=6),
    places=st.lists(st.tuples(st.integers(1, 9), st.integers(1, 8)), min_size=1, max_size=6),
    severities=st.lists(st.sampled_from(["blocking", "warning"]), min_size=6, max_size=6),
)
def test_no_value_changes_whatever_is_marked(
    grid: list[list[Any]], places: list[tuple[int, int]], severities: list[Any]
) -> None:
    """Two readers see the same cells as before, marked ones included."""
    book = openpyxl.Workbook()
    for row, values in enumerate(grid, 1):
        for column, value in enumerate(values, 1):
            cell = book.active.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    sent = out.getvalue()
    found = [
        Found(Finding(severity, sheet="Sheet", row=row, message="=1+1"), Place("Sheet", row, column))
        for (row, column), severity in zip(places, severities, strict=False)
    ]
    copy = mark(sent, found, "Temuan pada x", [], {})

    before, after = openpyxl.load_workbook(io.BytesIO(sent)), openpyxl.load_workbook(io.BytesIO(copy))
    assert cells(after["Sheet"]) == cells(before["Sheet"])
    assert {cell.data_type for row in after["Temuan"].iter_rows() for cell in row if cell.value} == {"s"}
    marked = {cell.coordinate for row in after["Sheet"].iter_rows() for cell in row if cell.comment}
    assert marked == {after["Sheet"].cell(row, column).coordinate for row, column in places}

    was, now = open_document(sent), open_document(copy)
    assert isinstance(was, Workbook)
    assert isinstance(now, Workbook)
    assert filled(now.sheets[1].rows) == filled(was.sheets[0].rows)


def filled(rows: list[list[Any]]) -> dict[tuple[int, int], Any]:
    return {(row, at): cell for row, line in enumerate(rows) for at, cell in enumerate(line) if cell not in (None, "")}


@pytest.mark.parametrize("gap", ["rows", "cells"])
def test_cells_without_names_are_counted(gap: str) -> None:
    """A program may leave out the numbers of rows and the names of cells; the next one follows the one before."""
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    plain = parts(out.getvalue())
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = (
        f'<row r="2">{cell.format("a")}</row><row>{cell.format("b")}{cell.format("c")}</row>'
        if gap == "rows"
        else f'<row r="3"><c r="B3" t="inlineStr"><is><t>b</t></is></c>{cell.format("c")}</row>'
    )
    sheet = plain["xl/worksheets/sheet1.xml"].replace(
        b"<sheetData></sheetData>", f"<sheetData>{rows}</sheetData>".encode()
    )
    assert sheet != plain["xl/worksheets/sheet1.xml"]
    sent = io.BytesIO()
    with zipfile.ZipFile(sent, "w") as archive:
        for name, part in (plain | {"xl/worksheets/sheet1.xml": sheet}).items():
            archive.writestr(name, part)
    places = [Place("Sheet", row, column) for row in (1, 3) for column in (1, 2)]
    found = [Found(Finding("blocking", sheet="Sheet", message="x"), place) for place in places]
    copy = mark(sent.getvalue(), found, "Temuan pada x", [], {})
    page = openpyxl.load_workbook(io.BytesIO(copy))["Sheet"]
    before = openpyxl.load_workbook(sent)["Sheet"]
    assert cells(page) == cells(before)
    assert {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment} == {"A1", "B1", "A3", "B3"}
