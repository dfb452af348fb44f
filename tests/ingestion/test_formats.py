"""Workbooks of every format: values with their types, percent formats, errors, merged cells, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from orchestration.ingestion.reading.documents import DelimitedText, DocumentError, Sheet, Workbook, open_document
from orchestration.texts.marks import shows_percent
from tests.ingestion.formats import (
    COVERED,
    cell,
    line,
    ods,
    package,
    page,
    spanning,
    spreadsheet_ml,
    table,
    xls,
    xlsx,
)


def only(content: bytes) -> Sheet:
    document = open_document(content)
    assert isinstance(document, Workbook)
    [sheet] = document.sheets
    assert sheet.counted == len(sheet.rows) == len(sheet.numbers)
    return sheet


# OpenDocument ---------------------------------------------------------------------------------------------------------


def test_an_ods_gives_every_value_with_its_type() -> None:
    day, moment = dt.date(2025, 6, 30), dt.datetime(2025, 6, 30, 13, 5, 22)
    cells = [cell("teks"), cell(1917.5), cell(1500, "currency"), cell(0.95, "percentage"), cell(day), cell(moment)]
    cells += [cell(True), cell("PT13H05M22S", "time"), cell("PT30H", "time"), cell()]
    sheet = only(ods(table("Order Layanan ", line(*cells))))
    assert sheet.name == "Order Layanan "
    assert sheet.form == "xlsx"
    assert sheet.rows == [
        ["teks", 1917.5, 1500.0, 0.95, day, moment, True, dt.time(13, 5, 22), dt.timedelta(hours=30)],
    ]  # fmt: skip
    assert sheet.percents == {(1, 3)}


def test_an_ods_keeps_places_that_are_repeated_or_left_out() -> None:
    rows = [
        line(cell(times=2), cell("a", times=2), cell(times=16_380)),
        line(cell(times=16_384), times=3),
        line(cell("b"), times=2),
        line(cell(times=16_384), times=1_048_570),
    ]
    sheet = only(ods(table("S", *rows)))
    assert sheet.rows == [["", "", "a", "a"], *[[""] * 4] * 3, ["b", "", "", ""], ["b", "", "", ""]]


def test_the_rows_of_an_ods_may_stand_in_groups() -> None:
    head = f"<table:table-header-rows>{line(cell('h'))}</table:table-header-rows>"
    group = f"<table:table-row-group>{line(cell('d'))}</table:table-row-group>"
    assert only(ods(table("S", head, f"<table:table-row-group>{group}</table:table-row-group>"))).rows == [["h"], ["d"]]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<text:p>a<text:tab/>b<text:line-break/>c<text:s text:c='3'/>d</text:p>", "a\tb\nc   d"),
        ("<text:p>satu</text:p><text:p>dua</text:p>", "satu\ndua"),
        ("<text:p><text:span>PT</text:span> <text:a>A</text:a></text:p>", "PT A"),
        ("<text:p><![CDATA[a & b]]>&amp;</text:p>", "a & b&"),
        ("<office:annotation><text:p>catatan</text:p></office:annotation><text:p>x</text:p>", "x"),
        ("<text:p>x<text:note><text:p>kaki</text:p></text:note></text:p>", "x"),
        ("<text:p>x<office:annotation><text:p>catatan</text:p></office:annotation>y</text:p>", "xy"),
    ],
)
def test_the_text_of_an_ods_is_whole_and_without_notes(inner: str, text: str) -> None:
    assert only(ods(table("S", line(cell(inner, "xml"))))).rows == [[text]]


def test_failed_and_uncalculated_formulas_of_an_ods_are_faults() -> None:
    formula = 'table:formula="of:=A1"'
    failed = f'{formula} office:string-value="" calcext:value-type="error"'
    shown = f'<table:table-cell {formula} office:value-type="float" office:value="0"><text:p>Err:502</text:p>'
    cells = [cell("<text:p>#N/A</text:p>", "xml", failed), f"{shown}</table:table-cell>", cell(None, more=formula)]
    cells += [f"<table:table-cell {formula}><text:p/></table:table-cell>", cell(5, more=formula)]
    sheet = only(ods(table("S", line(*cells))))
    assert sheet.faults == {(1, 0): "#N/A", (1, 1): "Err:502", (1, 2): "formula without a stored result"}
    assert sheet.rows == [["", "", "", "", 5.0]]


def test_merged_and_hidden_parts_of_an_ods_are_told() -> None:
    rows = [line(cell("a", more=spanning(2, 1)), cell(1)), line(COVERED, cell(2))]
    rows += [line(cell("b", more=spanning(1, 3)), COVERED, COVERED, cell(3))]
    style = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    sheet = only(ods(table("S", *rows, style="ta2"), styles=style))
    assert sheet.merged == [(1, 0, 2, 0), (3, 0, 3, 2)]
    assert sheet.rows == [["a", 1.0, "", ""], ["", 2.0, "", ""], ["b", "", "", 3.0]]
    assert sheet.hidden


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ods(table("S", line(cell("a", times=16_384), times=1_048_576))), "more than 20,000,000 cells"),
        (ods(table("S", line(cell("a", times=16_385)))), "which no worksheet has"),
        (ods(table("S", line(cell(), times=1_048_576), line(cell("a")))), "which no worksheet has"),
        (ods(table("S", line(cell("a"))), Basic__Standard__script_lb_xml=""), "macros"),
        (ods(META_INF__x=""), ""),
        (package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "without a spread"),
        (package({"laporan.csv": "a;b"}), "unpack it"),
        (package({"xl/workbook.bin": "", "[Content_Types].xml": "<Types/>"}), r"binary workbook \(\.xlsb\)"),
        (ods("<table:table>"), "no well-formed XML"),
    ],
)
def test_what_no_spreadsheet_holds_is_refused(content: bytes, said: str) -> None:
    if not said:
        assert open_document(content) == Workbook([])
        return
    with pytest.raises(DocumentError, match=said):
        open_document(content)


def test_entities_and_passwords_of_an_ods_are_refused() -> None:
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    with pytest.raises(DocumentError, match="declares a document type"):
        open_document(package({**parts, "content.xml": bomb}))
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    with pytest.raises(DocumentError, match="password"):
        open_document(package({**parts, "META-INF/manifest.xml": manifest, "content.xml": "\x00\x01"}))


# Excel 97 -------------------------------------------------------------------------------------------------------------


def fill(sheet: Any, xlwt: Any) -> None:
    share = xlwt.easyxf(num_format_str="0.00%")
    own = xlwt.easyxf(num_format_str='0.0%;[Red]-0.0%;"-"')
    literal = xlwt.easyxf(num_format_str='0.0" %"')
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    sheet.write(0, 0, "Kode")
    sheet.write(1, 0, 0.95, share)
    sheet.write(1, 1, 95.5, literal)
    sheet.write(1, 2, 0.123456789, own)
    sheet.write(1, 3, dt.date(2025, 6, 30), day)
    sheet.write(1, 4, True)
    sheet.row(1).set_cell_error(5, "#REF!")
    sheet.write(1, 6, xlwt.Formula("A2*2"))
    sheet.write(1, 7, "95%", share)
    sheet.write_merge(2, 4, 0, 0, "gabung")
    sheet.write(3, 1, 7)


def test_a_workbook_of_excel_97_gives_values_formats_errors_and_merged_cells() -> None:
    sheet = only(xls(fill, "Lembar 1 "))
    assert sheet.name == "Lembar 1 "
    assert sheet.rows[1] == [0.95, 95.5, 0.123456789, dt.date(2025, 6, 30), True, "", "", "95%"]
    assert sheet.rows[2][0] == "gabung"
    assert sheet.rows[3][:2] == ["", 7]
    assert sheet.percents == {(2, 0), (2, 2)}
    # This writer calculates nothing and stores an empty text.
    assert sheet.faults == {(2, 5): "#REF!", (2, 6): "formula without a stored result"}
    assert sheet.merged == [(3, 0, 5, 0)]
    assert not sheet.hidden


def test_a_hidden_sheet_of_excel_97_is_told() -> None:
    def hide(sheet: Any, _: Any) -> None:
        sheet.visibility = 1
        sheet.write(0, 0, "x")

    assert only(xls(hide)).hidden


def renamed(content: bytes, name: str) -> bytes:
    """A container whose stream `Workbook` has another name."""
    at = content.index("Workbook".encode("utf-16-le"))
    entry = name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little")
    return content[:at] + entry + content[at + 66 :]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda content: renamed(content, "EncryptedPackage"), "password"),
        (lambda content: renamed(content, "_VBA_PROJECT_CUR"), "macros"),
        (lambda content: renamed(content, "Book"), "Excel 5 or 95"),
        (lambda content: renamed(content, "WordDocument"), "no workbook"),
        (lambda content: content.replace(b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00", 1), "password"),
        (lambda content: content[:600], "damaged"),
        (lambda content: content[:100], "damaged"),
        (lambda content: content[:48] + b"\xf0\xff\0\0" + content[52:], "chain of sectors"),
    ],
)
def test_a_container_that_holds_no_readable_workbook_is_refused(change: Callable[[bytes], bytes], said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        open_document(change(xls(fill)))


# Markup ---------------------------------------------------------------------------------------------------------------


def test_a_page_is_read_as_texts_as_they_are_written() -> None:
    rows = [("No Order", "Jumlah"), ("A-1", "1.917"), ("<x> & y", "01/04/2025")]
    sheet = only(b"\xef\xbb\xbf\n" + page(*rows, head="<style>td {}</style><!-- <table><tr> -->"))
    assert (sheet.name, sheet.form) == ("", "csv")
    assert sheet.rows == [list(row) for row in rows]


def test_a_page_is_read_where_end_tags_are_left_out_and_cells_span() -> None:
    text = (
        "<TABLE border=1><tr><td colspan='2'>Judul<td>c<tr><th rowspan=2>a&nbsp;<br>b<td> 1\n 2 <td><script>x</script>"
        "<tr><td>3</td></table><p>di luar</p><table><tr><td>z</table>"
    )
    sheet = only(text.encode())
    assert sheet.rows == [["Judul", "", "c"], ["a b", "1 2", ""], ["", "3", ""], ["z", "", ""]]
    assert sheet.merged == [(1, 0, 1, 1), (2, 0, 3, 0)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<table><tr><td><table><tr><td>a</table></table>", "a table within a table"),
        ('<table><tr><td sdval="1.917" sdnum="1033;">1.92</table>', "a spreadsheet program saved"),
        ('<table><tr><td x:num="1916.6">1,917</table>', "a spreadsheet program saved"),
        ("<table><tr><td rowspan=0>a</table>", "rowspan is '0'"),
        ("<table><tr><td colspan=99999>a</table>", "colspan is '99999'"),
        ("<html><p>Silakan masuk</p></html>", "web page without a table"),
        ('<?xml version="1.0"?><data/>', "or XML, under another name"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "or XML, under another name"),
    ],
)
def test_a_page_that_could_be_misread_is_refused(text: str, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        open_document(text.encode())


def data(kind: str, text: str, more: str = "") -> str:
    return f'<Cell {more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def test_spreadsheet_ml_gives_values_in_the_places_that_it_names() -> None:
    styles = (
        '<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="q" ss:Parent="p"/>'
        '<Style ss:ID="r" ss:Parent="p"><NumberFormat ss:Format="General"/></Style>'
    )
    first = [data("Number", "1.917"), data("DateTime", "2025-06-30T00:00:00.000")]
    first += [data("Boolean", "1", 'ss:Index="4"'), data("String", "1.917"), data("Error", "#DIV/0!")]
    second = [
        data("String", "a", 'ss:MergeDown="1" ss:MergeAcross="1"'),
        data("Number", "3"),
        '<Cell ss:Formula="=1"/>',
    ]
    third = [data("Number", "0.5", 'ss:StyleID="q"'), data("Number", "0.5", 'ss:StyleID="r"'), data("Number", "0.5")]
    rows = (
        f'<Row ss:Index="2">{"".join(first)}</Row><Row ss:Span="1">{"".join(second)}</Row><Row>{"".join(third)}</Row>'
    )
    sheet = only(
        spreadsheet_ml(
            f'<Worksheet ss:Name="S"><Table><Column ss:Index="3" ss:StyleID="p"/>{rows}</Table></Worksheet>',
            styles=styles,
        )
    )
    assert sheet.rows == [
        [""] * 6,
        [1.917, dt.datetime(2025, 6, 30), "", True, "1.917", ""],
        ["a", "", 3.0, "", "", ""],
        [""] * 6,
        [0.5, 0.5, 0.5, "", "", ""],
    ]
    assert sheet.faults == {(2, 5): "#DIV/0!", (3, 3): "formula without a stored result"}
    assert sheet.percents == {(3, 2), (5, 0), (5, 2)}
    assert sheet.merged == [(3, 0, 4, 1)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (spreadsheet_ml(head='<!DOCTYPE a [<!ENTITY b "c">]>'), "declares a document type"),
        (spreadsheet_ml("<Worksheet>"), "no well-formed XML"),
        (
            spreadsheet_ml(
                f'<Worksheet><Table><Row ss:Index="1048577">{data("String", "a")}</Row></Table></Worksheet>'
            ),
            "which no worksheet has",
        ),
        (
            spreadsheet_ml(
                f"<Worksheet><Table><Row ss:Index='9'>{data('String', 'a')}</Row>"
                f"<Row ss:Index='3'>{data('String', 'b')}</Row></Table></Worksheet>"
            ),
            "a place '3' is named where 10",
        ),
    ],
)
def test_spreadsheet_ml_that_could_be_misread_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        open_document(content)


# Office Open XML ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "number"),
    [
        ("<v>12<!-- x -->34</v>", 1234),
        ("<v><![CDATA[5]]></v>", 5),
        ("<v>1&#50;3</v>", 123),
        ("<v>12<?x y?>34</v>", 1234),
        ("<v>\n 1.917 </v>", 1.917),
        ('<v xml:space="preserve">12</v>', 12),
    ],
)
def test_a_number_is_read_whole_whatever_interrupts_it(inner: str, number: float) -> None:
    sheet = only(xlsx(f'<row r="1"><c r="A1">{inner}</c><c r="B1"><v>7</v></c></row>'))
    assert sheet.rows == [[number, 7.0]]


def test_blanks_at_the_edges_of_text_runs_stay() -> None:
    strings = "<si><r><t>PT</t></r><r><t> Contoh</t></r></si>"
    sheet = only(xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings))
    assert sheet.rows == [["PT Contoh"]]


STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="0.0%"/>'
    '<numFmt numFmtId="165" formatCode="0.0&quot;%&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
)


def test_percent_cells_of_a_workbook_are_numbers_with_a_percent_format() -> None:
    cells = [f'<c r="{letter}1" s="{style}"><v>0.5</v></c>' for letter, style in zip("ABCD", range(4), strict=True)]
    cells += ['<c r="E1" s="1"/>', '<c s="2" r="F1" t="str"><v>95%</v></c>', '<c r="G1" s="10"><v>1</v></c>']
    assert only(xlsx(f'<row r="1">{"".join(cells)}</row>', styles=STYLES)).percents == {(1, 1), (1, 2)}
    unnamed = "<row><c s='1'><v>1</v></c><c><v>2</v></c></row><row><c s='2'><v>3</v></c></row>"
    assert only(xlsx(unnamed, styles=STYLES)).percents == {(1, 0), (2, 0)}


@pytest.mark.parametrize(
    ("code", "percent"),
    [
        ("0%", True),
        ('0.00%;-0.00%;"-"', True),
        ("[>1]0%;General", True),
        ('0.0"%"', False),
        (r"0.0\%", False),
        ("0_%", False),
        ("General", False),
        ('"Rp"#,##0', False),
    ],
)
def test_a_percent_sign_counts_where_it_multiplies(code: str, percent: bool) -> None:
    assert shows_percent(code) == percent


def test_a_zero_that_a_program_stored_instead_of_calculating_is_none() -> None:
    cells = '<row r="1"><c r="A1"><f>1+1</f><v>0</v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><v>0</v></c></row>'
    assert only(xlsx(cells)).faults == {}
    pending = only(xlsx(cells, book='<calcPr fullCalcOnLoad="1"/>'))
    assert pending.faults == {(1, 0): "formula without a stored result"}
    assert pending.rows == [["", 2.0, 0.0]]


def test_merged_cells_of_a_workbook_are_told() -> None:
    after = '<mergeCells count="2"><mergeCell ref="A2:A4"/><mergeCell ref="C1:AA1"/></mergeCells>'
    assert only(xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', after=after)).merged == [(2, 0, 4, 0), (1, 2, 1, 26)]


# All ------------------------------------------------------------------------------------------------------------------


def test_merged_cells_that_lie_one_upon_another_are_refused() -> None:
    ranges = "".join(f'<mergeCell ref="A1:B{row}"/>' for row in range(1, 4))
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="B3"><v>1</v></c></row>'
    with pytest.raises(DocumentError, match="one upon another"):
        open_document(xlsx(rows, after=f"<mergeCells>{ranges}</mergeCells>"))


def test_a_page_in_one_file_is_refused_with_what_to_do() -> None:
    with pytest.raises(DocumentError, match=r"MHTML.*save it as \.xlsx"):
        open_document(b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table></table>")


def test_unicode_text_of_a_spreadsheet_program_is_read() -> None:
    for order in ("utf-16-le", "utf-16-be"):
        document = open_document(("\ufeff" + "No Order\tJumlah\r\nA-1\t3\r\n").encode(order))
        assert isinstance(document, DelimitedText)
        assert document.encoding == "utf-16"
        assert document.sheet("\t").rows == [["No Order", "Jumlah"], ["A-1", "3"]]
    assert only("\ufeff<table><tr><td>a</table>".encode("utf-16-le")).rows == [["a"]]


@pytest.mark.parametrize(
    "whole",
    [
        ods(table("S", line(cell("a", more=spanning(2)), cell(0.5, "percentage")), line(COVERED, cell(1)))),
        xls(fill),
        spreadsheet_ml(f'<Worksheet ss:Name="S"><Table><Row>{data("Number", "1")}</Row></Table></Worksheet>'),
        page(("a", "b"), ("c", "d")),
    ],
    ids=["ods", "xls", "spreadsheet_ml", "page"],
)
def test_a_broken_file_never_ends_in_a_traceback(whole: bytes) -> None:
    for position in range(0, len(whole), max(len(whole) // 60, 1)):
        for broken in (whole[:position], whole[:position] + bytes([whole[position] ^ 0xFF]) + whole[position + 1 :]):
            try:
                open_document(broken)
            except DocumentError as error:
                assert str(error)
