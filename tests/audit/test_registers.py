"""A register that only a unit's own contract knows: its columns, what is no data, its key, its part in a figure."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from orchestration.audit.recomputation.cells import INDONESIAN
from orchestration.audit.recomputation.layouts import Layout, layouts_of
from orchestration.audit.recomputation.recompute import ledger_of, read_all
from orchestration.audit.recomputation.second_reader import read_delivery
from orchestration.workspace.quarters import Quarter
from tests.audit.small_unit import TABLES, unit
from tests.audit.test_second_reader import text_file, workbook

CONTRACT = r"""
kind: pengaduan
register: true
name: Register Pengaduan
number_locale: {xlsx: id, csv: plain}
date_format: dd/mm/yyyy HH:MM:SS
columns:
  nomor: {header: [No., Nomor], type: code, required: true, case: upper}
  masuk: {header: Tanggal Masuk, type: datetime, required: true}
  selesai: {header: Tanggal Selesai, type: datetime}
  jenis: {header: Jenis, allowed: [Lisan, Tertulis]}
  uraian: {header_contains: [uraian pengaduan]}
  biaya: {header: Biaya, type: decimal}
  persen: {header: Biaya (%), type: decimal, may_lack: true}
  indikator: {header: Indikator, codes: indikator}
natural_key: [nomor]
total_row: {pattern: '^(grand )?total$|^jumlah$'}
footnote: '^catatan'
fill_down: [nomor]
"""
HEADER = ["No.", "Tanggal Masuk", "Tanggal Selesai", "Jenis", "Uraian pengaduan singkat", "Biaya", "Indikator"]


@pytest.fixture
def layouts(tmp_path: Path) -> dict[str, Layout]:
    contracts = tmp_path / "contracts"
    contracts.mkdir()
    (contracts / "pengaduan.yaml").write_text(CONTRACT, encoding="utf-8")
    return layouts_of(contracts)


def test_a_workbook_of_a_register(tmp_path: Path, layouts: dict[str, Layout]) -> None:
    delivery = workbook(
        tmp_path / "pengaduan.xlsx",
        Tahun_2025=[
            ["Register pengaduan"],
            HEADER,
            ["p-1", dt.datetime(2025, 4, 1, 8), None, "LISAN", "Antrean \u2013 lama", "1.500,5", "SK 1.1"],
            [],
            HEADER,
            ["P-2", "02/04/2025 09:30", "02/04/2025 10:00", "Tertulis", 12.5, 7, None],
            ["Jumlah", None, None, None, None, 1507.5],
            ["Catatan: sementara"],
            ["P-3", None, None, "lisan"],  # refused, as it has no moment
        ],
    )
    first, second = read_all([delivery], Quarter(2025, 2), layouts, ["SK1.1"])
    assert (first.kind, first.row, second.row) == ("pengaduan", 3, 6)
    assert [first.text(name) for name in ("nomor", "masuk", "selesai", "jenis", "biaya", "persen", "indikator")] == [
        *("P-1", "2025-04-01 08:00:00", "", "lisan", "1500.5", "", "SK1.1")
    ]
    # Nothing compares it, so its dash stays; a number is written as the source writes numbers.
    assert (first.text("uraian"), second.text("uraian")) == ("Antrean \u2013 lama", "12,5")
    assert (second.text("selesai"), second.locale, second.key) == ("2025-04-02 10:00:00", INDONESIAN, ("nomor",))


def test_headers_differ_by_every_sign(tmp_path: Path, layouts: dict[str, Layout]) -> None:
    header = ";".join([*HEADER[:5], "Biaya (%)", "Biaya", "Indikator"])
    text = f"{header}\nP-1;01/04/2025 08:00;;Lisan;x;12;3.5;\n"
    [record] = read_delivery(text_file(tmp_path / "pengaduan.csv", text), layouts)
    assert (record.text("persen"), record.text("biaya")) == ("12", "3.5")


def test_a_register_may_hold_the_columns_of_another_kind(tmp_path: Path) -> None:
    contracts = tmp_path / "contracts"
    contracts.mkdir()
    columns = ("Kode", "Uraian", "Volume", "Satuan", "Penanggung Jawab")
    declared = "".join(f"  {name.lower().replace(' ', '_')}: {{header: {name}}}\n" for name in columns)
    (contracts / "aset.yaml").write_text(
        f"kind: aset\nregister: true\nnumber_locale: id\ncolumns:\n{declared}natural_key: [kode]\n", encoding="utf-8"
    )
    own = text_file(tmp_path / "aset.csv", ";".join(columns) + "\nA;B;1;C;D\n")
    other = text_file(tmp_path / "dipa.csv", ";".join(columns[:4]) + "\nA;B;1;C\n")
    assert [read_delivery(found, layouts_of(contracts))[0].kind for found in (own, other)] == ["aset", "dipa"]


def test_from_the_file_to_the_figure(tmp_path: Path, layouts: dict[str, Layout]) -> None:
    lines = ["P-1;01/04/2025 08:00;01/04/2025 08:20;Lisan;a;;", "P-2;02/04/2025 08:00;03/04/2025 08:00;Lisan;b;;"]
    delivery = text_file(tmp_path / "p.csv", "\n".join([";".join(HEADER), *lines]) + "\n")
    waktu = {"sumber": "pengaduan", "mulai": "masuk", "selesai": "selesai", "paling_lama": 1, "satuan": "jam"}
    own = {"indikator": [{"kode": "IKU 1", "rumus": "bagian_tepat_waktu", "desimal": 1, "waktu": waktu}]}
    records = read_all([delivery], Quarter(2025, 2), layouts)
    figures = ledger_of(records, {**unit(), **own}, TABLES, Quarter(2025, 2)).figures
    assert figures["IKU 1.realisasi"].printed == "50,0"
    rejected = (f"{delivery.sha256[:12]}#3",)
    assert (
        ledger_of(records, {**unit(), **own}, TABLES, Quarter(2025, 2), rejected).figures["IKU 1.realisasi"].printed
        == "100,0"
    )
