"""The rendered report: every number is a figure, every defect is found, nothing varies."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml

from orchestration.checks.catalogue import catalogue
from orchestration.checks.evidence import CheckResult, Finding
from orchestration.ingestion.judging.coherence.examination import RULES
from orchestration.publication.document.document import (
    Cell,
    Column,
    Document,
    FootnoteRun,
    Heading,
    Paragraph,
    Row,
    Section,
    Signatory,
    Signature,
    Table,
    TextRun,
    plain_text,
)
from orchestration.publication.document.outline import read_outline
from orchestration.publication.evidence.explanations import Explanations
from orchestration.publication.formats import Material, pdf
from orchestration.publication.judging.html_reading import read_html
from orchestration.publication.release import FONTS, TEMPLATES, Draft, draft
from orchestration.workspace.settings import PROJECT
from tests.publication import planted, warehouse
from tests.publication.conftest import CHECKS
from tests.publication.pdf_structure import closes, opened, tables
from tests.publication.warehouse import PUBLISHED, Warehouse

pytestmark = pytest.mark.slow

Drafted = Callable[..., Draft]


def page(made: Draft) -> str:
    return made.files["laporan.html"].decode("utf-8")


def check(made: Draft, name: str) -> CheckResult:
    return next(result for result in made.checks if result.name == name)


def text_of(html: str) -> str:
    body = re.sub(r"<(style|head).*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_clean_data_passes_every_check_of_the_report(clean: Draft) -> None:
    own = [result for result in clean.checks if result.stop == "report"]
    assert {result.name for result in own} == {entry.id for entry in catalogue().values() if entry.stop == "report"}
    assert all(result.passed for result in own), [result for result in own if not result.passed]
    assert not clean.refused


def test_every_indicator_stands_with_target_realisation_and_attainment(clean: Draft) -> None:
    printed = {item.figure_id: item.text for item in read_html(page(clean)).printed}
    for code, *_ in PUBLISHED["perjanjian_kinerja"]:
        assert {f"{code}.target", f"{code}.realisasi", f"{code}.capaian"} <= set(printed)
    assert printed["SK2.4.realisasi"] == "66,46"
    assert printed["TJ.1.capaian"] == "101,88"
    assert printed["anggaran.realisasi"] == "20.558.293.466"
    assert printed["SK1.1.backlog.pengujian"] == "769"


def test_a_table_of_indicators_calls_each_goal_as_the_chapter_does(clean: Draft) -> None:
    table = next(block for block in clean.document.blocks() if isinstance(block, Table) and block.name == "capaian")
    groups = [plain_text(row.cells[0].lines[0]) for row in table.rows if row.kind == "kelompok"]
    headings = [plain_text(block.runs) for block in clean.document.blocks() if isinstance(block, Heading)]
    assert groups == [text for text in headings if re.match(r"Tujuan\b|Sasaran Kegiatan [IVX]+:", text)]


def test_the_machine_value_is_unrounded(clean: Draft) -> None:
    assert '<data value="66.4611" data-figure="SK2.4.realisasi"' in page(clean)


def test_not_measured_is_never_zero(clean: Draft) -> None:
    printed = [
        item for item in read_html(page(clean)).printed if item.figure_id in ("SK3.1.realisasi", "SK2.1.capaian")
    ]
    assert printed
    assert {(item.text, item.value) for item in printed} == {("On progress", "")}


def test_the_file_needs_nothing_from_outside(clean: Draft) -> None:
    html = page(clean)
    assert '<html lang="id">' in html
    # But for the dashboard, which lies beside it, it leads to its own places alone.
    links = [link for link in re.findall(r"href=[\"']([^\"']+)", html) if link != "dasbor.html"]
    assert links
    images = re.findall(r"src=[\"']([^\"']+)", html)
    assert images
    assert all(image.startswith("data:image/svg+xml;base64,") for image in images)
    assert "img-src data:;" in html
    assert all(link.startswith("#") for link in links)
    assert not re.findall(r"url\((?!data:)|@import|<script (?!type=.application/zlib)|https?://", html)
    anchors = set(re.findall(r' id="([^"]+)"', html))
    assert {link[1:] for link in links} <= anchors


def test_every_table_has_a_caption_and_scoped_heads(clean: Draft) -> None:
    tables = re.findall(r"<table.*?</table>", page(clean), flags=re.DOTALL)
    assert len(tables) > 25
    for table in tables:
        assert "<caption" in table
        assert "<th" in table
        assert "<th>" not in table


def test_no_path_of_the_machine_and_no_clock_is_in_any_file(clean: Draft) -> None:
    with pikepdf.open(io.BytesIO(clean.files["laporan.pdf"])) as document:
        assert str(document.docinfo.CreationDate).startswith("D:20250630")
        document.save(plain := io.BytesIO(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for name, content in {**clean.files, "laporan.pdf, unpacked": plain.getvalue()}.items():
        assert str(TEMPLATES.parent).encode() not in content, name


@pytest.mark.usefixtures("made_anew")
def test_two_renderings_are_the_same_bytes(clean: Draft, house: Warehouse, drafted: Drafted) -> None:
    again = drafted(house)
    assert again.files.keys() == clean.files.keys()
    for name, content in clean.files.items():
        assert again.files[name] == content, name


def test_the_pdf_declares_archive_and_accessibility(clean: Draft) -> None:
    made = clean.files["laporan.pdf"]
    assert made.startswith(b"%PDF-1.7")
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>", made)
    assert re.search(rb"<pdfaid:conformance>A</pdfaid:conformance>", made)
    assert re.search(rb"<pdfuaid:part>1</pdfuaid:part>", made)


def test_the_rows_of_every_table_of_the_pdf_fill_its_columns(clean: Draft) -> None:
    found = [*tables(opened(clean.files["laporan.pdf"]))]
    assert any(high > 1 for table in found for row in table for _, high in row)
    assert all(map(closes, found))
    # One heading over two rows and one over two columns; then a cell short, a cell too many, a span beyond the end.
    head = [[(1, 2), (2, 1)], [(1, 1), (1, 1)]]
    assert closes([*head, [(1, 1)] * 3])
    assert not closes([*head, [(1, 1)] * 2])
    assert not closes([*head, [(1, 1)] * 4])
    assert not closes([*head, [(1, 2), (1, 1), (1, 1)]])


def test_the_pdf_prints_every_figure_of_the_page(clean: Draft) -> None:
    from pypdf import PdfReader

    words = {
        word.strip("().;:*")
        for sheet in PdfReader(io.BytesIO(clean.files["laporan.pdf"])).pages
        for word in sheet.extract_text().replace("Rp", " ").replace("%", " ").split()
    }
    wanted = {item.text for item in read_html(page(clean)).printed if not item.panel} - {"On progress"}
    assert len(wanted) > 300
    assert not {text for text in wanted if text not in words and text + "," not in words}


def test_a_footnote_stands_on_the_page_of_its_mark() -> None:
    from pypdf import PdfReader

    # At the first filling the table no longer fits, so a sentence tied to it would move to the next page.
    line = (TextRun("Baris pengisi halaman."),)
    row = Row((Cell(((TextRun("isi"),),)),))
    table = Table("uji", "2.1", (TextRun("Uji"),), (Column((TextRun("Uraian"),)),), (row,) * 10, "tabel-2-1")
    lead = Paragraph((TextRun("Tunggakan"), FootnoteRun((TextRun("Catatan kakinya"),)), TextRun(".")), "pengantar")
    filling = (Heading(1, "", (TextRun("Judul"),), "judul"), *[Paragraph(line)] * 27)
    section = Section("bab-2", (*filling, lead, table), prefix="II")
    outline = read_outline(TEMPLATES, FONTS, warehouse.profile())
    nothing = Explanations(outline.traces, {}, ())
    material = Material(TEMPLATES, FONTS, dt.date(2025, 6, 30), nothing, outline.report)
    made = pdf.render(Document("Laporan", "Unit", "Unit", "Kaki", (section,)), material)
    sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(made)).pages]
    assert len(sheets) == 2
    assert "isi" not in sheets[0].replace("pengisi", "")
    for words in sheets:
        assert ("Tunggakan" in words) == ("Catatan kakinya" in words)


def test_who_signs_below_a_table_has_rows_of_it_on_the_page() -> None:
    from pypdf import PdfReader

    def sheets(count: int) -> list[str]:
        """The pages of a table of so many rows, the last below a heading of its own, and a signature below it."""
        rows = [Row((Cell(((TextRun(f"Kegiatan {number}"),),)),)) for number in range(count)]
        group = Row((Cell(((TextRun("Kelompok akhir"),),), header=True),), "kelompok")
        caption, column = (TextRun("Rencana"),), Column((TextRun("Uraian"),))
        table = Table("uji", "L1.1", caption, (column,), (*rows[:-1], group, rows[-1]), "tabel-l1-1")
        signature = Signature((TextRun("Palu, Juli"),), (Signatory((TextRun("Kepala"),), field="kepala"),))
        blocks = (Heading(1, "", (TextRun("Judul"),), "judul"), table, signature)
        section = Section("lampiran-1", blocks, prefix="L1", orientation="lanskap")
        outline = read_outline(TEMPLATES, FONTS, warehouse.profile())
        material = Material(
            TEMPLATES, FONTS, dt.date(2025, 6, 30), Explanations(outline.traces, {}, ()), outline.report
        )
        made = pdf.render(Document("Laporan", "Unit", "Unit", "Kaki", (section,)), material)
        return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(made)).pages]

    counts = []
    for count in range(12, 27, 2):
        *_, last = found = sheets(count)
        counts.append(len(found))
        assert "Kepala" in last
        for words in ("Kelompok akhir", f"Kegiatan {count - 1}"):
            assert words in last, (count, words)
    assert counts[0] == 1
    assert counts[-1] == 2


def test_a_long_paragraph_does_not_wait_for_its_table(clean: Draft) -> None:
    roles = {plain_text(one.runs)[:30]: one.role for one in clean.document.blocks() if isinstance(one, Paragraph)}
    assert roles["Realisasi anggaran BBSPJIA sam"] == "isi"  # four lines above the table of the budget
    assert roles["Rincian pagu efektif menurut s"] == "pengantar"


@pytest.mark.parametrize(("severity", "told"), [("info", False), ("warning", True)])
@pytest.mark.usefixtures("on_page")
def test_a_table_is_announced_only_where_it_stands(house: Warehouse, severity: Any, told: bool) -> None:
    finding = Finding(severity, "neraca.csv", column="SK2.3.aset", value="5", rule="bertentangan_dengan_laporan_lalu")
    made = page(draft(warehouse.QUARTER, house.connect(), house.profile, CHECKS, [finding]))
    assert ("Temuan yang perlu ditindaklanjuti pengelola data disajikan pada tabel berikut" in made) is told
    assert ('data-tabel="mutu_temuan"' in made) is told
    assert ("Bertentangan dengan laporan triwulan sebelumnya" in made) is told


def test_a_narrative_prints_the_figure_it_names(house: Warehouse, on_page: Drafted) -> None:
    house.narratives.append(("SK2.3", "hasil", 1, "Aset {SK2.3.aset|satuan}.", "", "", "aaaaaaaaaaaa:Narasi#99"))
    assert "Aset Rp 369.124.135.766 ." in text_of(page(on_page(house)))


def test_an_unknown_figure_in_a_narrative_holds_the_report_and_names_the_cell(
    house: Warehouse, drafted: Drafted
) -> None:
    house.narratives.append(("SK2.4", "kendala", 1, "Hanya {SK2.4.reaslisasi}.", "", "", "aaaaaaaaaaaa:Narasi#42"))
    made = drafted(house)
    assert made.refused
    finding = next(item for item in made.findings if item.severity == "blocking")
    assert (finding.delivery, finding.sheet, finding.row, finding.column) == (
        "kinerja_2025_tw2.xlsx",
        "Narasi",
        42,
        "Teks",
    )
    assert finding.rule == "every_reference_names_a_figure"
    assert "SK2.4.reaslisasi" in finding.message
    assert "laporan.pdf" not in made.files


def test_a_digit_typed_into_a_narrative_is_a_warning_and_is_marked(house: Warehouse, on_page: Drafted) -> None:
    house.narratives.append(("SK2.4", "kendala", 1, "Rasio hanya 66,86 persen.", "", "", "aaaaaaaaaaaa:Narasi#43"))
    made = on_page(house)
    assert not made.refused
    finding = next(item for item in made.findings if item.rule == "no_digit_is_typed_into_a_narrative")
    assert (finding.severity, finding.row, finding.value) == ("warning", 43, "66,86")
    assert '<span class="diketik">66,86</span>' in page(made)
    assert not check(made, "no_digit_is_typed_into_a_narrative").passed
    assert check(made, "every_number_in_the_report_is_tagged").passed


def test_regulations_and_dates_in_a_narrative_are_no_findings(house: Warehouse, on_page: Drafted) -> None:
    sentence = "Sesuai Peraturan ANRI Nomor 8 Tahun 2019, penilaian dilakukan pada 17 Maret 2025."
    house.narratives.append(("SK5.2", "hasil", 1, sentence, "", "", "aaaaaaaaaaaa:Narasi#44"))
    made = on_page(house)
    assert not [item for item in made.findings if item.rule == "no_digit_is_typed_into_a_narrative"]
    assert not made.refused


def test_claims_that_their_figures_deny_are_told_to_the_steward(house: Warehouse, on_page: Drafted) -> None:
    # SLA 100,00; capaian of SK2.4 88,61, of TJ.1 101,88; SK3.1 is on progress
    denied = [
        (
            "SK2.1",
            "Penyelesaian pengujian relatif lebih lambat karena alat rusak.",
            "Penyelesaian pengujian relatif lebih lambat",
            "SK1.1.realisasi",
        ),
        (
            "SK1.1",
            "Masih ada keterlambatan pada layanan kalibrasi.",
            "keterlambatan pada layanan",
            "SK1.1.realisasi",
        ),
        ("SK2.4", "Rasio triwulan ini telah melampaui target.", "melampaui target", "SK2.4.capaian"),
        ("SK2.4", "Dengan demikian target telah tercapai.", "target telah tercapai", "SK2.4.capaian"),
        ("TJ.1", "Indeks belum mencapai target yang ditetapkan.", "belum mencapai target", "TJ.1.capaian"),
        ("SK3.1", "Penilaian sudah memenuhi target.", "memenuhi target", "SK3.1.capaian"),
    ]
    for row, (code, sentence, _, _) in enumerate(denied, 45):
        house.narratives.append((code, "kendala", row, sentence, "", "", f"aaaaaaaaaaaa:Narasi#{row}"))
    made = on_page(house)
    assert not made.refused
    told = sorted((item for item in made.findings if item.rule == "klaim_disangkal"), key=lambda item: item.row or 0)
    assert [item.row for item in told] == list(range(45, 45 + len(denied)))
    for (_, _, words, figure), finding in zip(denied, told, strict=True):
        assert (finding.severity, finding.delivery) == ("warning", "kinerja_2025_tw2.xlsx")
        assert finding.value == words
        assert f"but {figure} is" in finding.message


def test_claims_that_their_figures_bear_out_are_no_findings(house: Warehouse, on_page: Drafted) -> None:
    borne_out = [
        ("SK1.1", "Tidak ada order yang terlambat; seluruhnya selesai paling lambat pada jatuh tempo."),
        ("SK1.1", "Pekerjaan tidak terlambat."),
        ("SK2.4", "Rasio belum mencapai target tahunan."),
        ("SK2.3", "Nilai aset besar, sehingga rasio ini bergerak lambat."),
        ("SK2.4", "Penagihan dipercepat untuk mencapai target."),
        ("TJ.1", "Indeks telah melampaui target."),
        ("SK3.1", "Indeks belum dapat mencapai target karena belum dinilai."),
        ("BAD", "Volume telah melampaui target."),  # an output has no capaian to hold the words against
    ]
    for row, (code, sentence) in enumerate(borne_out, 46):
        house.narratives.append((code, "kendala", row, sentence, "", "", f"aaaaaaaaaaaa:Narasi#{row}"))
    made = on_page(house)
    printed = text_of(page(made))
    assert [sentence for _, sentence in borne_out if sentence not in printed] == []
    assert [item.value for item in made.findings if item.rule == "klaim_disangkal"] == []


def test_a_number_typed_into_a_template_fails_and_the_place_is_named(
    house: Warehouse, on_page: Drafted, tmp_path: Path
) -> None:
    made = on_page(house, templates=planted.typed_into_template(tmp_path))
    result = check(made, "every_number_in_the_report_is_tagged")
    assert made.refused
    assert result.counts["failed"] == 1
    assert result.samples[0]["place"] == "4.3. Langkah Tindak Lanjut"
    assert "66,46" in result.samples[0]["text"]


def test_a_renderer_that_prints_another_number_fails(
    clean: Draft, house: Warehouse, on_page: Drafted, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted.misprint(monkeypatch)
    result = check(on_page(house), "every_printed_number_equals_its_figure")
    assert not result.passed
    assert result.samples[0]["figure_id"] == "SK2.4.realisasi"
    assert (result.samples[0]["printed"], result.samples[0]["expected"]) == ("66,86", "66,46")


def test_a_missing_figure_of_a_table_fails_naming_table_and_figure(house: Warehouse, on_page: Drafted) -> None:
    del house.figures["SK2.2.persen.sampling"]
    made = on_page(house)
    result = check(made, "every_reference_names_a_figure")
    assert result.samples == [{"reference": "SK2.2.persen.sampling", "place": "Tabel 3.13", "_source_row_id": ""}]
    [finding] = [item for item in made.findings if item.severity == "blocking"]
    assert finding.message.startswith("laporan.html: place 'Tabel 3.13': the report's templates name the figure")
    assert made.refused


def test_words_follow_the_figures(house: Warehouse, on_page: Drafted) -> None:
    before = text_of(page(on_page(house)))
    assert "realisasi belum mencapai target tahunan. Biaya operasional" in before
    house.add("SK2.4.capaian", "100.01", "Persen", 2)
    assert "realisasi telah melampaui target. Biaya operasional" in text_of(page(on_page(house)))


def test_markup_in_delivered_text_stays_text(house: Warehouse, drafted: Drafted) -> None:
    sentence = "Alat <b>rusak</b> & *antre* #1 $x$ @tabel ikm"
    house.narratives.append(("SK2.4", "kendala", 1, sentence, "", "", "aaaaaaaaaaaa:Narasi#45"))
    made = drafted(house)
    assert "Alat &lt;b&gt;rusak&lt;/b&gt; &amp; *antre*" in page(made)
    assert "laporan.pdf" in made.files


def test_other_values_give_other_pages(clean: Draft, house: Warehouse, drafted: Drafted) -> None:
    house.add("SK2.4.realisasi", Decimal("71.239"), "Persen", 2)
    house.add("SK2.4.capaian", Decimal("94.986667"), "Persen", 2)  # 71,24 / 75
    made = drafted(house)
    assert made.files["laporan.html"] != clean.files["laporan.html"]
    assert made.files["laporan.pdf"] != clean.files["laporan.pdf"]
    assert "71,24" in page(made)
    assert ">66,46</data>" not in page(made)


def test_fonts_are_shipped_with_their_licence() -> None:
    names = {path.name for path in FONTS.iterdir()}
    assert "OFL.txt" in names
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 1_500_000


def test_every_rule_that_may_be_printed_has_a_name_in_indonesian() -> None:
    words = yaml.safe_load((TEMPLATES / "laporan.yaml").read_text(encoding="utf-8"))["mutu_data"]
    of_cells = {"wajib", "angka", "batas", "tanggal", "waktu", "skor", "layanan", "pilihan", "kode", "rumus", "unique"}
    of_rows = {"jumlah_kolom", "kelas_baris", "induk", "satker", "tahun"} | {f"padu_{name}" for name in RULES}
    room = PROJECT / "orchestration" / "ingestion" / "pipeline"
    told = "\n".join(path.read_text(encoding="utf-8") for path in sorted(room.glob("*.py")))
    of_files = set(re.findall(r'\brule="([a-z_]+)"', told)) - {"diabaikan", "kiriman_ganda"}  # never printed
    assert "lembar_tersembunyi" in of_files
    assert (of_cells | of_rows | of_files) - words["aturan"].keys() == set()
