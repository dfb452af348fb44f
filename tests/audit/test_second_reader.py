"""Files written cell by cell, read back: kinds, physical rows, levels of GLP039, what is no data."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from orchestration.audit.recomputation.case import budget_key, date, number
from orchestration.audit.recomputation.layouts import LAYOUTS, layouts_of
from orchestration.audit.recomputation.records import AuditError, Delivery, Record
from orchestration.audit.recomputation.second_reader import misshapen, read_delivery
from orchestration.workspace.settings import PROJECT

ORDER_HEADER = [
    "No Order",
    "No Baris",
    "Jenis Layanan",
    "Kode Pelanggan",
    "Tanggal Masuk",
    "SPM (HK)",
    "Jumlah",
    "Status",
]


def received(path: Path) -> Delivery:
    return Delivery(path, hashlib.sha256(path.read_bytes()).hexdigest(), "2025-TW2", 1, path.name)


def workbook(path: Path, **sheets: list[list[Any]]) -> Delivery:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, lines in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row, line in enumerate(lines, start=1):
            for column, cell in enumerate(line, start=1):
                if cell is not None:
                    sheet.cell(row, column, cell)
    book.save(path)
    return received(path)


def text_file(path: Path, text: str, encoding: str = "utf-8") -> Delivery:
    path.write_bytes(text.encode(encoding))
    return received(path)


def placed(records: list[Record]) -> list[tuple[str, int]]:
    return [(record.kind, record.row) for record in records]


def test_a_workbook_of_orders_below_a_title_and_with_blank_rows(tmp_path: Path) -> None:
    delivery = workbook(
        tmp_path / "order.xlsx",
        Order_Layanan=[
            ["Rekap order layanan"],
            [],
            [*ORDER_HEADER, "Catatan"],
            ["A1", 1, "Pengujian", "P1", dt.datetime(2025, 1, 2), 15, 3, "Selesai", "lekas"],
            [],
            ["Catatan: angka sementara"],
            ORDER_HEADER,
            ["A2", "1", "Pengujian", "P2", "03/01/2025", None, "1.917"],
            ["Total", None, None, None, None, None, 1920.5],
        ],
    )
    first, second = read_delivery(delivery)
    assert (first.row, second.row) == (4, 8)
    assert first.row_id == f"{delivery.sha256[:12]}:Order Layanan#4"
    assert first.text("no_baris") == second.text("no_baris") == "1"
    assert (number(first, "jumlah"), number(second, "jumlah")) == (3, 1917)
    assert date(second, "tanggal_masuk") == dt.date(2025, 1, 3)
    assert first.cells["catatan"] == "lekas"
    assert second.cells["status"] is None


def test_rows_of_a_text_file_are_the_lines_they_start_on(tmp_path: Path) -> None:
    delivery = text_file(
        tmp_path / "survei.csv",
        "Timestamp,Jenis Layanan,Saran\r\n"
        '02/01/2025 08:00:00,Pengujian,"dua baris;\r\nbaris kedua; tiga; empat; lima; enam"\r\n'
        "\r\n"
        "03/01/2025 09:00:00,Kalibrasi,\r\n",
    )
    records = read_delivery(delivery)
    assert placed(records) == [("survey", 2), ("survey", 5)]
    assert records[1].row_id == f"{delivery.sha256[:12]}#5"
    assert records[0].cells["saran"].startswith("dua baris;\r\nbaris kedua")


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), ("|", "cp1252"), (",", "utf-8")])
def test_delimiter_encoding_and_order_of_columns_are_free(tmp_path: Path, delimiter: str, encoding: str) -> None:
    lines = [["JUMLAH", "TGL_SP3B", "KODE_AKUN", "TGL_SBS", "NO_SBS", "WAJIB_BAYAR"]]
    lines += [["-250", "", "424119", "05/04/2025", "S-1", "Café Contoh"]]
    records = read_delivery(text_file(tmp_path / "x.csv", "\n".join(delimiter.join(line) for line in lines), encoding))
    assert placed(records) == [("sbs", 2)]
    assert number(records[0], "jumlah") == -250
    assert records[0].cells["wajib_bayar"] == "Café Contoh"


GLP_TITLES: list[list[Any]] = [
    ["LAPORAN KETERSEDIAAN DANA DETAIL TA 2025"],
    ["Per Program; Kegiatan; Output; SubOutput; Komponen; SubKomponen; Akun; Item;"],
    ["Periode Juni 2025"],
    ["Kementerian : 019 KEMENTERIAN PERINDUSTRIAN"],
    [],
    [],
]


def glp_line(shift: int, place: int, code: str, words: str | None, *amounts: Any) -> list[Any]:
    """A line with its code in column `place` (0 = A) and its amounts in Q S W X Z AC AE, or `shift` columns left."""
    line: list[Any] = [None] * 31
    line[place - shift] = code
    if words:
        line[place - shift + 2] = words
    for column, amount in zip((16, 18, 22, 23, 25, 28, 30), amounts, strict=False):
        line[column - shift] = amount
    return line


def glp_lines(shift: int) -> list[list[Any]]:
    header = glp_line(shift, 3, "Uraian", None, "Pagu Revisi", "Lock Pagu", "Realisasi", None, None, "%", "Sisa")
    return [
        *GLP_TITLES,
        header,
        [None] * 22 + ["Periode Lalu", "Periode Ini", "s.d. Periode"],
        glp_line(shift, 1, "JUMLAH SELURUHNYA", None, 600, 0, 200, 100, 300, 0.5, 300),
        glp_line(shift, 1, "WA", "Program Dukungan", 600, 0, 200, 100, 300, 0.5, 300),
        glp_line(shift, 1, "WA.6042", "Kegiatan", 600, 0, 200, 100, 300, 0.5, 300),
        glp_line(shift, 2, "EBA", "KRO", 600, 0, 200, 100, 300, 0.5, 300),
        glp_line(shift, 2, "EBA.994", "RO", 600, 0, 200, 100, 300, 0.5, 300),
        glp_line(shift, 4, "002", "Komponen", 600, 0, 200, 100, 300, 0.5, 300),
        glp_line(shift, 5, "002.0A", "Subkomponen", 600, 0, 200, 100, 300, 0.5, 300),
        glp_line(shift, 7, "521111", "Akun", 100, 0, 0, 50, 50, 0.5, 50),
        glp_line(shift, 13, "000017. Langganan daya dan", None, "1E2", 0, 0, 50, "50", 0.5, 50),
        glp_line(shift, 13, "jasa tahun 2025", None),
        header,
        glp_line(shift, 7, "525112", "Akun BLU", 500, None, 200, 50, 250, 0.5, 250),
        glp_line(shift, 13, "000001. 12 bulan", None, 500, None, 200, 50, 250, 0.5, 250),
    ]


@pytest.mark.parametrize("shift", [0, 1])
def test_glp039_levels_and_amounts_wherever_the_columns_lie(tmp_path: Path, shift: int) -> None:
    sheet = {"GLP039_LAPORAN_REALISASI_SUPER_": glp_lines(shift)}
    delivery = workbook(tmp_path / "fa_detail_SP2D.xlsx", **sheet)
    first, second = read_delivery(delivery)
    assert (first.row, second.row) == (17, 21)
    assert first.row_id == f"{delivery.sha256[:12]}:GLP039 LAPORAN REALISASI SUPER #17"
    assert (first.cells["periode"], first.cells["basis"]) == ("2025-06", "sp2d")
    assert budget_key(first) == ("WA", "6042", "EBA", "994", "2", "A", "521111", "17")
    assert budget_key(second)[-2:] == ("525112", "1")
    assert [number(first, name) for name in ("pagu_revisi", "realisasi_sd_periode")] == [100, 50]
    assert [number(second, name) for name in ("pagu_revisi", "realisasi_sd_periode")] == [500, 250]


def test_glp039_as_text_with_dotted_thousands(tmp_path: Path) -> None:
    lines = [[*GLP_TITLES[0], "Basis: Akrual"], *GLP_TITLES[1:], ["Uraian"], [""]]
    lines += [[code, "uraian", *["1.000"] * 5, "0,5", "1.000"] for code in ("WA", "WA.6042", "EBA", "EBA.994")]
    lines += [[code, "uraian", *["1.000"] * 5, "0,5", "1.000"] for code in ("002", "002.0A", "521111")]
    lines += [["000001. Air", "1.000", "0", "0", "1.000", "1.000", "1,0", "0"]]
    delivery = text_file(tmp_path / "fa.csv", "\n".join(";".join(f'"{cell}"' for cell in line) for line in lines))
    (item,) = read_delivery(delivery)
    assert (item.row, item.cells["basis"], number(item, "realisasi_sd_periode")) == (16, "akrual", 1000)
    assert budget_key(item) == ("WA", "6042", "EBA", "994", "2", "A", "521111", "1")


def test_glp039_without_a_basis_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"fa\.xlsx: neither title nor file name says"):
        read_delivery(workbook(tmp_path / "fa.xlsx", GLP039=glp_lines(0)))


def test_a_workbook_of_several_tables(tmp_path: Path) -> None:
    delivery = workbook(
        tmp_path / "kinerja.xlsx",
        Perjanjian_Kinerja=[
            ["Kode", "Indikator", "Target", "Arah", "Target Antara TW2"],
            ["TJ.1", "IKM", "3,72", "naik", 50],
        ],
        DIPA=[["Kode", "Uraian", "Volume", "Satuan"], ["6077.BAD", "Pelayanan", 2298, "Industri"]],
        Penilaian_Luar=[["Kode", "Triwulan", "Nilai", "Status"], ["SK6.1", "2025-TW2", 83, "final"]],
        Fisik=[
            ["Kode", "Triwulan", "Sasaran Triwulan Ini", "Realisasi Triwulan Ini", "Sasaran s.d.", "Realisasi s.d."],
            ["BAD", "2025-TW2", 25, 26, 55, 56],
        ],
        Narasi=[["Kode", "Bagian", "Urutan", "Teks"], ["TJ.1", "hasil", 1, "Baik"]],
    )
    records = read_delivery(delivery)
    assert placed(records) == [
        ("perjanjian_kinerja", 2),
        ("dipa", 2),
        ("penilaian_luar", 2),
        ("fisik", 2),
        ("narasi", 2),
    ]
    assert number(records[0], "target_tw2") == 50
    assert number(records[3], "realisasi_sd") == 56


def test_lines_with_another_number_of_cells_than_their_table(tmp_path: Path) -> None:
    """One that was cut off, and one that a delimiter inside a text made longer; lines that all end alike are whole."""
    title = [["Register Pesanan"], []]
    lines = [["T-1", "1", "Uji", "K1", "02/04/2025", "5", "1", "Selesai"] for _ in range(3)]
    odd = [lines[0][:5], [*lines[0][:3], "PT", *lines[0][3:]]]

    def delivered(*table: list[str]) -> Delivery:
        return text_file(tmp_path / "x.csv", "\n".join(";".join(line) for line in [*title, ORDER_HEADER, *table]))

    delivery = delivered(*lines, *odd, [], [""] * 9)
    assert misshapen(delivery) == {f"{delivery.sha256[:12]}#{row}" for row in (7, 8, 10)}
    assert misshapen(delivered(*([*line, "", ""] for line in lines))) == set()
    ended = delivered(*([*line, ""] for line in lines), lines[0])
    assert misshapen(ended) == {f"{ended.sha256[:12]}#7"}
    assert misshapen(workbook(tmp_path / "x.xlsx", Pesanan=[ORDER_HEADER, *lines, *odd])) == set()


def test_the_table_of_a_sheet_that_a_narrative_names_is_read_and_no_other(tmp_path: Path) -> None:
    """Its cells stand under their headings; a fraction that is shown as per cent is the text of that."""
    delivery = workbook(
        tmp_path / "kinerja.xlsx",
        Narasi=[["Kode", "Bagian", "Urutan", "Teks"], ["umum", "hasil", 1, "Tabel:  spbe 2025 | Judul"]],
        SPBE_2025=[
            [],
            ["Tanggal", None, "Biaya"],
            [],
            [dt.datetime(2025, 5, 2), "di luar", 1500.5],
            [None, None, 0.125],
        ],
        Catatan=[["Tanggal"], ["2 Mei"]],
    )
    book = load_workbook(delivery.path)
    book["SPBE 2025"]["C5"].number_format = "0.0%"
    book.save(delivery.path)
    found = [record for record in read_delivery(received(delivery.path)) if record.kind == "tabel_narasi"]
    assert [(record.sheet, record.row) for record in found] == [("SPBE 2025", row) for row in (2, 4, 5)]
    assert [[record.text(f"sel_{at}") for at in (1, 2, 3)] for record in found] == [
        ["Tanggal", "Biaya", ""],
        ["02/05/2025", "1500,5", ""],
        ["", "12,5%", ""],
    ]


def test_a_file_of_no_known_kind_is_named(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"resep\.csv: holds no table of a known kind"):
        read_delivery(text_file(tmp_path / "resep.csv", "bahan;takaran\ngula;1\n"))


def test_the_project_s_contracts_leave_the_reader_to_its_own_rules() -> None:
    layouts = layouts_of(PROJECT / "sources" / "contracts")
    for kind, own in LAYOUTS.items():
        found = layouts[kind]
        assert (found.columns, found.locale_of(""), found.locale_of("S")) == (
            own.columns,
            own.locale_of(""),
            own.locale_of("S"),
        )
        assert {column: form.reads for column, form in own.forms.items()} == {
            column: found.forms[column].reads for column in own.forms
        }


def test_forms_of_cells_that_a_contract_declares(tmp_path: Path) -> None:
    contracts = tmp_path / "contracts"
    contracts.mkdir()
    (contracts / "pk.yaml").write_text(
        "kind: perjanjian_kinerja\nnumber_locale: {xlsx: plain, csv: id}\ncolumns:\n  kode: {case: upper}\n"
        "  indikator:\n  satuan:\n  arah:\n"
        "  target: {type: decimal, number_form: en, unit_words: [Per  Sen], percent: {points_where: {satuan: ['%']}}}\n"
        "  target_tw1: {type: decimal, percent: fraction}\n",
        encoding="utf-8",
    )
    (contracts / "orders.yaml").write_text(
        "kind: service_orders\nnumber_locale: id\ndate_format: mm/dd/yyyy\ncolumns:\n"
        "  tanggal_selesai: {type: date, date_format: dd-mm-yyyy}\n  spm_hk: {type: integer, unit_words: [hari]}\n",
        encoding="utf-8",
    )
    layouts = layouts_of(contracts)
    sheet = workbook(
        tmp_path / "pk.xlsx",
        Perjanjian_Kinerja=[
            ["Kode", "Indikator", "Satuan", "Target", "Arah", "Target Antara TW1"],
            ["tj.1", "IKM", "%", "1,917.5 per sen", "\u00a0NAIK", "1917.5"],
            ["TJ.2", "PNBP", " % ", "95 %", "turun", "12 %"],
            ["TJ.3", "Nilai", "Nilai", "95%", "naik", "0,5"],
        ],
    )
    first, second, third = read_delivery(sheet, layouts)
    told = [first.text(name) for name in ("kode", "target", "arah", "target_tw1")]
    assert told == ["TJ.1", "1917.5", "naik", "1917.5"]
    assert (second.number("target"), second.text("target_tw1")) == (95, "0.12")
    stored = replace(second, cells={**second.cells, "target": 0.95}, percents=frozenset({"target"}))
    assert stored.number("target") == 95
    assert third.number("target_tw1") == Fraction(1, 2)
    with pytest.raises(AuditError, match=r"pk\.xlsx: sheet 'Perjanjian Kinerja', row 4, target: '95%' is per cent"):
        third.number("target")
    delivery = text_file(
        tmp_path / "order.csv",
        "No Order;No Baris;Jenis Layanan;Tanggal Masuk;Tanggal Selesai;SPM (HK);Jumlah\n"
        "A1;1;Uji;03/04/2025;03/04/2025;20 Hari;1.000\n",
    )
    [record] = read_delivery(delivery, layouts)
    told = [record.text(name) for name in ("tanggal_masuk", "tanggal_selesai", "spm_hk", "jumlah", "jenis_layanan")]
    assert told == ["2025-03-04", "2025-04-03", "20", "1000", "uji"]


def test_headers_and_blanks_are_told_by_what_can_be_seen(tmp_path: Path) -> None:
    delivery = text_file(
        tmp_path / "kas.csv",
        "NO\u00a0SBS;TGL\u00ad_SBS;\uff2bODE_AKUN;JUMLAH;TGL_SP3B\n"
        "S\u20111;05/04/2025;\u200e424119\t;\u0661\u0662;\n"
        "\u200b;;424119;7;\n'; ;';8;\n",
    )
    [record] = read_delivery(delivery)
    assert [record.text(name) for name in ("no_sbs", "kode_akun", "jumlah", "tgl_sp3b")] == ["S-1", "424119", "12", ""]


def test_headers_and_numbers_that_a_contract_of_the_unit_s_own_declares(tmp_path: Path) -> None:
    contracts = tmp_path / "contracts"
    contracts.mkdir()
    (contracts / "sbs.yaml").write_text(
        "kind: sbs\nnumber_locale: en\ncolumns:\n  no_sbs: {header: Nomor}\n  tgl_sbs: {header: [Hari, Tanggal]}\n"
        "  kode_akun: {header: KODE_AKUN}\n  jumlah: {header: Rupiah}\n  tgl_sp3b: {header: Sah}\n",
        encoding="utf-8",
    )
    delivery = text_file(
        tmp_path / "kas.csv", "Nomor;Tanggal;KODE_AKUN;JUMLAH;Rupiah;Sah\nS-1;05/04/2025;424119;9;1,500;\n"
    )
    with pytest.raises(AuditError, match="no table of a known kind"):
        read_delivery(delivery)
    [record] = read_delivery(delivery, layouts_of(contracts))
    assert (record.kind, record.text("no_sbs"), number(record, "jumlah")) == ("sbs", "S-1", 1500)
    assert date(record, "tgl_sbs") == dt.date(2025, 4, 5)


def test_a_table_of_a_kind_that_nothing_is_worked_out_from_is_known_by_its_contract(tmp_path: Path) -> None:
    contracts = tmp_path / "contracts"
    contracts.mkdir()
    (contracts / "tamu.yaml").write_text(
        "kind: tamu\nnumber_locale: id\nnatural_key: [nomor]\ncolumns:\n  nomor: {header: [No. Tamu, Nomor]}\n"
        "  asal: {header: Asal}\n  catatan: {header: Catatan, may_lack: true}\n",
        encoding="utf-8",
    )
    (contracts / "buku.yaml").write_text("kind: buku\nlayout: buku\nnumber_locale: id\ncolumns:\n", encoding="utf-8")
    delivery = text_file(tmp_path / "tamu.csv", "Nomor;Asal\n1;Bandung\n;Jumlah\n2;Bogor\n")
    layouts = layouts_of(contracts)
    assert "buku" not in layouts
    assert [(row.kind, row.row, row.text("asal")) for row in read_delivery(delivery, layouts)] == [
        ("tamu", 2, "Bandung"),
        ("tamu", 4, "Bogor"),
    ]


def test_items_of_a_working_paper_are_numbered_within_their_akun(tmp_path: Path) -> None:
    blank: list[Any] = [None] * 8
    delivery = workbook(
        tmp_path / "rkk.xlsx",
        RKK_MULTIYEAR_SATKER=[
            ["RINCIAN KERTAS KERJA SATKER T.A. 2025"],
            ["KODE", None, None, "URAIAN", None, "VOLUME", None, "HARGA", None, "JUMLAH", "BLOKIR"],
            ["019.07.WA", None, None, "Program", *blank[:5], 900],
            ["6042", None, None, "Layanan", *blank[:5], 900],
            ["6042.EBA", None, None, "Dukungan", *blank[:5], 900],
            ["6042.EBA.994", None, None, "Perkantoran", *blank[:5], 900],
            ["002", None, None, "Operasional", *blank[:5], 900],
            ["A", None, None, "Tanpa Subkomponen", *blank[:5], 900],
            [521111, None, None, "Belanja", *blank[:5], 500, None, "RM"],
            [None, None, None, ">> Kegiatan kantor"],
            [*blank[:4], "- Langganan", 2, None, 100, None, 200, "*"],
            [*blank[:4], "surat kabar"],
            [*blank[:4], "- Honor", 3, None, 100, None, 300],
            [521111, None, None, "Belanja", *blank[:5], 400, None, "PNP"],
            [*blank[:4], "- Jamuan", 4, None, 100, None, None, 400],
        ],
    )
    records = read_delivery(delivery)
    assert placed(records) == [("rkk", 11), ("rkk", 13), ("rkk", 15)]
    assert [budget_key(record)[-2:] for record in records] == [("521111", "1"), ("521111", "2"), ("521111", "3")]
    assert budget_key(records[0])[:4] == ("WA", "6042", "EBA", "994")
    assert [number(record, "jumlah") for record in records] == [200, 300, 400]
    assert [record.text("sumber_dana") for record in records] == ["RM", "RM", "PNP"]
    assert [record.text("kode_blokir") for record in records] == ["*", "", ""]
