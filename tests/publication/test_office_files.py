"""`laporan.docx` and `tabel.xlsx`: the same figures as everywhere, files that offices open, bytes that do not vary."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import textwrap
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from orchestration.declarations import typed_yaml
from orchestration.figures.book import Figure
from orchestration.figures.numbers import printed
from orchestration.publication.document.declared_words import Report
from orchestration.publication.document.document import (
    Block,
    Cell,
    Chart,
    Column,
    ConstantRun,
    Document,
    FigureRun,
    FootnoteRun,
    Heading,
    Listing,
    Note,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    TextRun,
)
from orchestration.publication.formats import Material, docx, docx_fonts, docx_runs, xlsx
from orchestration.publication.judging.html_reading import read_html
from orchestration.publication.release import FONTS, TEMPLATES, Draft
from tests.publication.office import docx_figures, own_properties, paragraphs, part, run_texts, xlsx_figures

pytestmark = pytest.mark.slow

DAY = dt.date(2025, 6, 30)
LOOK = '<w:rPr><w:rStyle w:val="NomorHalaman"/></w:rPr>'


def words() -> Report:
    return typed_yaml.load(TEMPLATES / "laporan.yaml", Report)


def figure(figure_id: str, value: str | None, decimals: int = 0, status: str | None = None) -> Figure:
    number = None if value is None else Decimal(value)
    return Figure(
        figure_id=figure_id,
        indicator="",
        label=f"Angka {figure_id}",
        layanan="",
        bulan="",
        sumber_dana="",
        jenis_belanja="",
        kro="",
        period_basis="",
        value=number,
        unit="Rp",
        decimals=decimals,
        printed=printed(number, decimals, status),
        numerator=None,
        denominator=None,
        policy="",
        row_count=0,
        row_digest="",
        status=status,
        printed_value=number,
    )


def cell(*runs: Run, **more: Any) -> Cell:
    return Cell((runs,), **more)


def table(number: str, columns: list[str], rows: list[Row], caption: str = "Uji", **more: Any) -> Table:
    heads = tuple(Column((TextRun(name),)) for name in columns)
    anchor = f"tabel-{number.replace('.', '-').lower()}"
    return Table(f"uji-{number}", number, (TextRun(caption),), heads, tuple(rows), anchor, **more)


def document(*blocks: Block, **more: Any) -> Document:
    return Document("Laporan", "Unit", "Unit", "Kaki", (Section("bab-2", tuple(blocks), prefix="II", **more),))


def as_docx(*blocks: Block, **more: Any) -> bytes:
    return docx.render(document(*blocks, **more), material(SimpleNamespace(by_id={}, files=())))


def material(explained: Any) -> Material:
    return Material(TEMPLATES, FONTS, DAY, explained, words())


def as_book(*blocks: Block, figures: tuple[Figure, ...] = ()) -> Any:
    none: dict[str, Any] = {"formula": (), "files": (), "trail": None, "components": ()}
    items = {item.figure_id: SimpleNamespace(figure=item, **none) for item in figures}
    explained: Any = SimpleNamespace(by_id=items, files=())
    return openpyxl.load_workbook(io.BytesIO(xlsx.render(document(*blocks), material(explained))))


def sheet_of(book: Any, number: str) -> Any:
    return next(sheet for sheet in book.worksheets if sheet.title.startswith(f"T{number} "))


# ---- one value per figure -----------------------------------------------------------------------------------------


STEPS = re.compile(
    r".*\.alt\..*"  # what another policy would give; the sentence on the policy names those of the indicators
    r"|SK1\.1\.(masuk|jatuh_tempo|tepat_waktu)"  # the tables have them by service, the total as percentages
    r"|anggaran\.pagu_(awal|perubahan)\.(rm|blu)(\.\d\d)?|kro\.(blokir|efektif)\.[A-Z]+"
    r"|kro\.(realisasi\.tw|sasaran\.(sd|tw))\.[A-Z]+"  # in rupiah; the table of KRO has the percentages
)
"""Figures that no table and no sentence prints, and why."""


def test_all_formats_print_what_figures_csv_says(clean: Draft) -> None:
    rows = csv.DictReader(io.StringIO(clean.files["figures.csv"].decode("utf-8"), newline=""))
    public = {row["figure_id"]: row["printed"] for row in rows}
    body = [item for item in read_html(clean.files["laporan.html"].decode("utf-8")).printed if not item.panel]
    in_trail = [item for item in body if "Jejak setiap angka" in item.place]
    page = [(item.figure_id, item.text) for item in body if item not in in_trail]
    assert len(page) > 900
    assert {(figure_id, public[figure_id]) for figure_id, _ in page} == set(page)
    # Nor is a figure left out: what stands in no table and no sentence is a step to one, told of in the trails.
    assert [name for name in sorted(public.keys() - dict(page)) if not STEPS.fullmatch(name)] == []
    # The Word file has every figure of the page, in its order.
    assert docx_figures(clean.files["laporan.docx"]) == page
    assert own_properties(clean.files["laporan.docx"]) == dict(page)
    # The workbook has every figure of every table, alone in its cell or within a text.
    tables = {item.figure_id for item in body if "Tabel" in item.place.split(" > ")[-1] and item not in in_trail}
    cells = xlsx_figures(clean.files["tabel.xlsx"])
    named = {figure_id for _, ids, _ in cells for figure_id in ids.split("; ")}
    assert named <= {figure_id for figure_id, _ in page}
    assert tables - named == set()
    for sheet, ids, text in cells:
        for figure_id in ids.split("; "):
            assert public[figure_id] in re.findall(r"On progress|-?[\d.,]*\d|-", text), (sheet, figure_id, text)


def test_the_trace_holds_every_figure(clean: Draft) -> None:
    rows = list(csv.DictReader(io.StringIO(clean.files["figures.csv"].decode("utf-8"), newline="")))
    book = openpyxl.load_workbook(io.BytesIO(clean.files["tabel.xlsx"]))
    cells = book["Jejak"][book["Jejak"].tables["Jejak"].ref]
    told = [[cell.value for cell in row] for row in cells[1:]]
    assert [row[0] for row in told] == [row["figure_id"] for row in rows]
    assert [row[3] for row in told] == [row["printed"] for row in rows]
    by_id = {row[0]: row for row in told}
    assert by_id["SK2.4.realisasi"][2] == 66.4611
    assert by_id["SK3.1.realisasi"][2:4] == ["On progress", "On progress"]
    assert by_id["TJ.1.unsur.u1.uji_profisiensi"][2] == "-"


# ---- the Word file ------------------------------------------------------------------------------------------------


def test_every_part_is_xml_and_every_relation_leads_to_a_part(clean: Draft) -> None:
    with zipfile.ZipFile(io.BytesIO(clean.files["laporan.docx"])) as archive:
        names = archive.namelist()
        assert names[0] == "[Content_Types].xml"
        for name in names:
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
        targets = re.findall(r'Target="([^"]+)"', archive.read("word/_rels/document.xml.rels").decode("utf-8"))
        assert {f"word/{target}" for target in targets} <= set(names)
        body = archive.read("word/document.xml").decode("utf-8")
        styles = archive.read("word/styles.xml").decode("utf-8")
    used = set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', body))
    assert used <= set(re.findall(r'w:styleId="([^"]+)"', styles))
    bookmarks = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)"', body)
    assert len(bookmarks) == len(set(bookmarks))
    assert max(map(len, bookmarks)) <= 40
    led_to = set(re.findall(r'w:anchor="([^"]+)"', body)) | set(re.findall(r" (?:PAGE)?REF (\S+) ", body))
    assert led_to <= set(bookmarks)
    assert "<w:sdt>" not in body


def test_captions_number_themselves_as_the_report_does(clean: Draft) -> None:
    """Word counts on from the number before; where the report leaps, the field says so."""
    body = part(clean.files["laporan.docx"], "word/document.xml")
    shown, counted, at = [], [], 0
    for found in re.finditer(
        r">Tabel </w:t></w:r><w:r><w:t[^>]*>(\w+\.)</w:t></w:r>.{0,120}? SEQ Tabel \\\* ARABIC ?(\\[cr])? ?(\d*) .*?"
        r"<w:t[^>]*>(\d+)</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/>",
        body,
    ):
        at = int(found[3]) if found[2] == "\\r" else at if found[2] == "\\c" else at + 1
        counted.append(f"{found[1]}{at}")
        shown.append(f"{found[1]}{found[4]}")
    assert len(shown) > 25
    assert counted == shown
    assert {"2.1", "3.2", "3.11", "3.12", "L1.1", "L3.5"} <= set(shown)
    captions = [text for style, text in paragraphs(clean.files["laporan.docx"]) if style == "Caption"]
    assert any(re.match(r"Tabel 3\.\d+a\. Ketepatan waktu layanan", text) for text in captions)


def test_pages_are_numbered_by_chapter_and_appendices_lie_flat(clean: Draft) -> None:
    body = part(clean.files["laporan.docx"], "word/document.xml")
    assert body.count('w:orient="landscape"') == 3
    assert body.count('<w:pgNumType w:fmt="lowerRoman" w:start="1"/>') == 1
    feet = [part(clean.files["laporan.docx"], f"word/kaki{number}.xml") for number in range(1, 11)]
    assert "PAGE" not in feet[0]
    assert re.search(
        rf">II-</w:t></w:r><w:r>{LOOK}<w:fldChar w:fldCharType=\"begin\"/></w:r><w:r>{LOOK}<w:instrText[^>]*> PAGE ",
        feet[3],
    )
    # LibreOffice takes the kind of footnote marks from the section; a digit would pass for a number.
    assert body.count("<w:sectPr>") == body.count('<w:footnotePr><w:numFmt w:val="lowerLetter"/></w:footnotePr>')
    assert 'w:updateFields w:val="true"' in part(clean.files["laporan.docx"], "word/settings.xml")
    lines = [text for style, text in paragraphs(clean.files["laporan.docx"]) if style.startswith("TOC")]
    assert "BAB II Rencana KegiatanII-…" in lines
    assert body.count("<w:tblHeader/>") >= body.count("<w:tblCaption")


def test_a_mention_of_a_table_leads_to_it() -> None:
    made = as_docx(
        Heading(1, "BAB II", (TextRun("Rencana"),), "bab-2"),
        Paragraph((TextRun("Lihat "), ConstantRun("Tabel 2.3", "rujukan"), ConstantRun("Tabel 9.9", "rujukan"))),
        table("2.3", ["Uraian"], [Row((cell(TextRun("isi")),))]),
        Listing("tabel"),
    )
    body = part(made, "word/document.xml")
    (name,) = re.findall(r" REF (\S+) \\h ", body)
    marked = re.search(rf'w:name="{name}"/>(.*?)<w:bookmarkEnd', body)
    assert marked is not None
    assert "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", marked[1])) == "Tabel 2.3"
    assert ("BodyText", "Lihat Tabel 2.3Tabel 9.9") in paragraphs(made)
    assert ("TableofFigures", "Tabel 2.3UjiII-…") in paragraphs(made)


def test_every_figure_stands_in_the_runs_of_its_paragraph(clean: Draft) -> None:
    """A reader that knows no content controls finds them all, in their order."""
    made = clean.files["laporan.docx"]
    text, at = run_texts(made), 0
    found = docx_figures(made)
    assert len(found) > 900
    for figure_id, shown in found:
        at = text.find(shown, at)
        assert at >= 0, figure_id
        at += len(shown)


def test_a_figure_keeps_its_id_and_its_marks() -> None:
    made = as_docx(Paragraph((FigureRun(figure("a.b<c", "-1917.50", 2), bold=True), TextRun(" & <b>"))))
    assert docx_figures(made) == [("a.b<c", "-1.917,50")]
    body = part(made, "word/document.xml")
    assert body.count('<w:rStyle w:val="Angka"/><w:b/>') == 5, "the marks of the field look as its text does"
    assert own_properties(made) == {"a.b<c": "-1.917,50"}
    assert paragraphs(made)[0][1] == "-1.917,50 & <b>"


def test_an_id_that_word_cannot_keep_is_refused() -> None:
    with pytest.raises(docx_runs.DocxError, match="more than 255"):
        as_docx(Paragraph((FigureRun(figure("x" * 256, "1")),)))
    with pytest.raises(docx_runs.DocxError, match="a is printed as 1 and as 2"):
        as_docx(Paragraph((FigureRun(figure("a", "1")), FigureRun(figure("a", "2")))))


def test_footnotes_are_footnotes() -> None:
    note = (TextRun("Menurut "), FigureRun(figure("a", "5")))
    made = as_docx(Paragraph((TextRun("Kata"), FootnoteRun(note), TextRun("."))))
    assert '<w:footnoteReference w:id="1"/>' in part(made, "word/document.xml")
    notes = part(made, "word/footnotes.xml")
    assert re.search(r'<w:footnote w:id="1">.*Menurut .* DOCPROPERTY &quot;a&quot; ', notes)


def test_a_chart_is_a_picture_with_its_words() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><rect width="300" height="100"/></svg>'
    value = figure("a", "5")
    chart = Chart("uji", "2.1", (TextRun("Gambar uji"),), svg, (value,), (TextRun("Naik ke "), FigureRun(value)), "g")
    chart = replace(chart, notes=((TextRun("Garis adalah target."),),))
    made = as_docx(chart, Listing("gambar"))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.read("word/media/gambar1.png").startswith(b"\x89PNG")
    body = part(made, "word/document.xml")
    assert 'descr="Naik ke 5"' in body
    width, height = map(int, re.findall(r'<wp:extent cx="(\d+)" cy="(\d+)"', body)[0])
    assert width == 3 * height
    assert ("KeteranganGambar", "Gambar 2.1. Gambar uji") in paragraphs(made)
    assert ("UraianGambar", "Garis adalah target.") in paragraphs(made)
    # Its numbers are read aloud; the text has them in the table beside.
    assert docx_figures(made) == []


def test_a_signature_takes_the_last_sentence_along(clean: Draft) -> None:
    styles = [style for style, _ in paragraphs(clean.files["laporan.docx"])]
    signed = [number for number, style in enumerate(styles) if style == "RuangTandaTangan"]
    # The head under foreword, last chapter and two appendices, and beside it who made the second of these.
    assert len(signed) == 5
    assert [styles[number - 3] for number in signed[:2]] == ["Pengantar", "Pengantar"]


@pytest.mark.parametrize("notes", [(), ((TextRun("Catatan"),),)])
def test_the_last_row_of_a_table_stays_with_the_notes_below(notes: tuple[tuple[Run, ...], ...]) -> None:
    rows = [Row((cell(TextRun(word)),)) for word in ("satu", "dua")]
    body = part(as_docx(table("2.1", ["Uraian"], rows, notes=notes)), "word/document.xml")
    kept = ["<w:keepNext/>" in row for row in re.findall(r"<w:tr>.*?</w:tr>", body)]
    assert kept == [True, True, bool(notes)]


def test_a_note_on_the_method_does_not_leave_its_last_line_behind() -> None:
    items = tuple(((TextRun(name),), (TextRun("isi"),)) for name in ("Cara", "Periode", "Penilai"))
    body = part(as_docx(Note((TextRun("Catatan metode"),), items)), "word/document.xml")
    lines = re.findall(r'<w:pStyle w:val="Metode"/>(<w:keepNext/>)?</w:pPr>', body)
    assert [bool(kept) for kept in lines] == [True, True, False]


def test_a_long_word_of_a_cell_may_break_after_a_slash() -> None:
    made = as_docx(
        Paragraph((TextRun("dan/atau"),)),
        table("2.1", ["Satuan"], [Row((cell(TextRun("Industri/Pelaku Usaha 1/2")),))]),
    )
    assert [text for _, text in paragraphs(made) if "/" in text] == ["dan/atau", "Industri/\u200bPelaku Usaha 1/2"]


# ---- the workbook -------------------------------------------------------------------------------------------------


def test_a_sheet_has_a_title_one_row_of_heads_and_no_merged_cell(clean: Draft) -> None:
    book = openpyxl.load_workbook(io.BytesIO(clean.files["tabel.xlsx"]))
    names = book.sheetnames
    assert len(names) > 30
    assert len({name.casefold() for name in names}) == len(names)
    assert max(map(len, names)) <= 31
    assert any(name.startswith("T3.11 ") for name in names)
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
        (made,) = sheet.tables.values()
        head, *rows = sheet[made.ref]
        titles = [cell.value for cell in head]
        assert len({str(title).casefold() for title in titles}) == len(titles)
        assert sheet.freeze_panes
        assert all(any(cell.value is not None for cell in row) for row in rows), sheet.title
        assert sheet["A1"].value
        # Title, notes and heads follow each other without a gap.
        assert all(sheet.cell(row, 1).value for row in range(1, head[0].row + 1))


def test_ids_and_heads_and_names_are_shown_whole(clean: Draft) -> None:
    book = openpyxl.load_workbook(io.BytesIO(clean.files["tabel.xlsx"]))
    for sheet in book.worksheets:
        widths = {
            column: dimension.width
            for dimension in sheet.column_dimensions.values()
            for column in range(dimension.min, dimension.max + 1)
        }
        (made,) = sheet.tables.values()
        head, *rows = sheet[made.ref]
        for title in head:
            # As a spreadsheet breaks it: between words, at about the width of its bold letters.
            lines = textwrap.wrap(str(title.value), int(widths[title.column] * 0.9))
            assert sheet.row_dimensions[title.row].height >= 14 * len(lines), (sheet.title, title.value)
            if str(title.value).endswith("(id angka)") or (made.name == "Jejak" and title.column <= 2):
                shown = [str(row[title.column - head[0].column].value or "") for row in rows]
                longest = max((word for text in shown for word in text.split("; ")), key=len)
                assert widths[title.column] > 0.95 * len(longest), (sheet.title, longest)


def test_the_contents_lead_to_every_sheet(clean: Draft) -> None:
    book = openpyxl.load_workbook(io.BytesIO(clean.files["tabel.xlsx"]))
    links = [cell.hyperlink.location for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert [link.partition("!")[0].strip("'") for link in links] == book.sheetnames[1:]


def test_numbers_are_numbers_and_words_are_words() -> None:
    rows = [
        Row((cell(TextRun("=1+1"), header=True), cell(FigureRun(figure("a", "1234.50", 2))))),
        Row((cell(TextRun("-cmd"), header=True), cell(FigureRun(figure("b", None, 2, "on_progress"))))),
        Row((cell(TextRun("@x"), header=True), cell(FigureRun(figure("c", "0"))))),
        Row((cell(TextRun("+1"), header=True), cell(TextRun("Rp"), FigureRun(figure("d", "7"))))),
        Row((cell(TextRun("none"), header=True), cell(FigureRun(figure("e", None))))),
    ]
    sheet = sheet_of(as_book(table("2.1", ["Nama", "Nilai"], rows)), "2.1")
    cells = [[(cell.value, cell.data_type) for cell in row] for row in sheet[sheet.tables["T_2_1"].ref]]
    assert cells[0] == [("Nama", "s"), ("Nilai", "s"), ("Nilai (id angka)", "s")]
    assert [row[0] for row in cells[1:]] == [("=1+1", "s"), ("-cmd", "s"), ("@x", "s"), ("+1", "s"), ("none", "s")]
    assert [row[1] for row in cells[1:]] == [(1234.5, "n"), ("On progress", "s"), (0, "n"), ("Rp7", "s"), ("-", "s")]
    assert [row[2][0] for row in cells[1:]] == ["a", "b", "c", "d", "e"]
    assert sheet["B3"].number_format == "#,##0.00"


@pytest.mark.parametrize(
    ("value", "decimals", "text", "number"),
    [
        ("999999999999999", 0, "999.999.999.999.999", True),
        ("3621313000000001", 0, "3.621.313.000.000.001", False),
        ("12345678901234.67", 2, "12.345.678.901.234,67", False),
        ("1234567890123.45", 2, "1.234.567.890.123,45", True),
        ("0.1", 1, "0,1", True),
        ("1.005", 3, "1,005", True),
        ("66.46", 2, "66,46", True),
        ("-0.07", 2, "-0,07", True),
    ],
)
def test_a_cell_shows_the_printed_text_or_is_that_text(value: str, decimals: int, text: str, number: bool) -> None:
    rows = [Row((cell(TextRun("Nilai")), cell(FigureRun(figure("a", value, decimals)))))]
    content = io.BytesIO()
    book = as_book(table("2.1", ["Nama", "Nilai"], rows), figures=(figure("a", value, decimals),))
    book.save(content)
    ((_, figure_id, shown),) = xlsx_figures(content.getvalue())
    assert (figure_id, shown) == ("a", text)
    assert isinstance(sheet_of(book, "2.1")["B3"].value, int | float) == number


def test_heads_of_two_levels_and_groups_of_rows_become_plain_columns() -> None:
    columns = (
        Column((TextRun("Nama"),)),
        Column((TextRun("Pagu"),), group=(TextRun("Tahun"),)),
        Column((TextRun("Pagu"),), group=(TextRun("Tahun"),)),
    )
    rows = (
        Row((cell(TextRun("RM"), span=3, header=True),), "kelompok"),
        Row((cell(TextRun("Pegawai")), cell(TextRun("x")), cell(TextRun("y")))),
        Row((cell(TextRun("Jumlah"), span=2), cell(TextRun("z"))), "jumlah"),
    )
    book = as_book(Table("uji", "2.1", (TextRun("Uji"),), columns, rows, "tabel-2-1"))
    sheet = sheet_of(book, "2.1")
    told = [[cell.value for cell in row] for row in sheet[sheet.tables["T_2_1"].ref]]
    assert told == [
        ["Kelompok", "Nama", "Tahun – Pagu", "Tahun – Pagu (2)"],
        ["RM", "Pegawai", "x", "y"],
        [None, "Jumlah", "Jumlah", "z"],
    ]


def test_sheet_names_are_short_allowed_and_different() -> None:
    assert xlsx.sheet_names(["T1.1 " + "a" * 40, "t1.1 " + "A" * 40, "T2: [x]/y?*", "'", "Jejak"]) == [
        "T1.1 " + "a" * 26,
        "t1.1 " + "A" * 22 + " (2)",
        "T2 x y",
        "(2)",
        "Jejak",
    ]


# ---- both ---------------------------------------------------------------------------------------------------------


def properties(content: bytes) -> Iterator[str]:
    core = part(content, "docProps/core.xml")
    for name in ("dc:title", "dc:creator", "dc:language", "dcterms:created"):
        found = re.search(rf"<{name}[^>]*>([^<]*)</{name}>", core)
        yield found[1] if found else ""


def test_the_word_file_brings_its_fonts_along(clean: Draft) -> None:
    """Every face that a relation names is a shipped font, disguised as ECMA-376 part 1, 17.8.1 says."""
    content = clean.files["laporan.docx"]
    targets = dict(re.findall(r'Id="([^"]+)"[^>]*Target="([^"]+)"', part(content, "word/_rels/fontTable.xml.rels")))
    keys = dict(re.findall(r'r:id="([^"]+)" w:fontKey="\{([^"]+)\}"', part(content, "word/fontTable.xml")))
    assert sorted(keys) == sorted(targets) == sorted(path.stem for path in FONTS.glob("*.ttf"))
    assert part(content, "word/fontTable.xml").count("<w:embedRegular ") == 1
    assert 'Extension="odttf"' in part(content, "[Content_Types].xml")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name, target in targets.items():
            stored = bytearray(archive.read(f"word/{target}"))
            key = bytes.fromhex(keys[name].replace("-", ""))
            for at in range(16):
                stored[at] ^= key[15 - at]
                stored[at + 16] ^= key[15 - at]
            assert bytes(stored) == (FONTS / f"{name}.ttf").read_bytes()


def test_a_font_is_disguised_as_the_standard_does_it() -> None:
    """The key of the standard's example, on bytes of which it can be read off."""
    key = uuid.UUID("001B70DC-AA60-4AD5-90EC-18A0948E1EAE")
    mask = bytes.fromhex("AE1E8E94A018EC90D54A60AADC701B00")
    assert docx_fonts.disguised(bytes(32) + b"rest", key) == mask + mask + b"rest"
    assert docx_fonts.disguised(docx_fonts.disguised(b"a font" * 20, key), key) == b"a font" * 20


@pytest.mark.parametrize("name", ["laporan.docx", "tabel.xlsx"])
def test_a_file_says_what_it_is_and_carries_no_clock(name: str, clean: Draft, drafted: Callable[..., Draft]) -> None:
    title, author, language, created = properties(clean.files[name])
    assert "Triwulan II" in title
    assert author
    assert (language, created) == ("id-ID", "2025-06-30T00:00:00Z")
    with zipfile.ZipFile(io.BytesIO(clean.files[name])) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
