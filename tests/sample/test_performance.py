"""The performance workbook: targets, outputs, assessments, progress, and a narrative without typed numbers."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from orchestration.sample import expected_figures
from tests.sample.conftest import LANDING, PROJECT
from tests.sample.reading import Rows, only, table

PROFILE = yaml.safe_load((PROJECT / "sources" / "unit.yaml").read_text(encoding="utf-8"))
KRO = ("BAD", "CAH", "EBA", "EBB", "EBC")


def sheet(name: str, quarter: int = 2) -> Rows:
    return table(only(LANDING / f"2025-TW{quarter}", "*kinerja*"), name)


@pytest.mark.parametrize("quarter", [1, 2])
def test_indicators_and_targets(published: dict[str, Any], quarter: int) -> None:
    rows = {row["Kode"]: row for row in sheet("Perjanjian Kinerja", quarter)}
    for code, name, unit, target, *_ in published["perjanjian_kinerja"]:
        row = rows[code]
        assert (row["Indikator"], row["Satuan"], row["Target"], row["Arah"]) == (name, unit, target, "naik")
        assert row["Tujuan/Sasaran"] == published["sasaran"][code.split(".")[0]]
        assert [row[f"Target Antara TW{n}"] for n in range(1, 5)] == [25, 50, 75, 100]
        assert all(row[f"Rencana Kegiatan TW{n}"] for n in range(1, 5)) and row["Penanggung Jawab"]
    assert [code for code in rows if code.count(".") == 1] == [row["kode"] for row in PROFILE["indikator"]]


def test_volume_targets(published: dict[str, Any]) -> None:
    rows = {row["Kode"]: row["Target"] for row in sheet("Perjanjian Kinerja") if row["Kode"].startswith("SK2.2.")}
    *services, total = published["volumes"]
    assert rows == {f"SK2.2.{name}": target for name, target, *_ in services}
    assert sum(rows.values()) == total[1]


def test_outputs(published: dict[str, Any]) -> None:
    rows = {row["Kode"]: row for row in sheet("DIPA")}
    for kro in published["budget"]["kro"]:
        found = rows[kro["kode"]]
        assert (found["Uraian"], found["Volume"], found["Satuan"]) == (kro["nama"], kro["volume"], kro["satuan"])
    details = [row["Volume"] for code, row in rows.items() if code.startswith("6077.BAD.")]
    assert details == list(published["budget"]["ro_volume_targets"].values())
    assert sum(details) == 2298
    assert rows["PNBP.TARGET"]["Volume"] == published["finance"]["pnbp_target_dipa"]
    # 31,305,000,000 is 4.35 % above the base.
    assert rows["PNBP.TAHUN_LALU"]["Volume"] * 10435 == published["finance"]["pnbp_target_perjakin"] * 10000


def test_assessments(published: dict[str, Any]) -> None:
    rows = {(row["Kode"], row["Triwulan"]): row for row in sheet("Penilaian Luar")}
    outside = [row["kode"] for row in PROFILE["indikator"] if row["rumus"] == "penilaian_luar"]
    assert {code for code, quarter in rows if quarter == "2025-TW2"} == set(outside)
    for code, _, _, _, value, _ in published["perjanjian_kinerja"]:
        if code in outside:
            row = rows[code, "2025-TW2"]
            assert row["Nilai"] == value
            assert (row["Status"] == "belum diukur") == (value is None)
            assert bool(row["Dokumen Bukti"]) == (value is not None)
    assert {row["Triwulan"] for row in sheet("Penilaian Luar", 1)} == {"2025-TW1"}


def test_physical_progress(published: dict[str, Any]) -> None:
    rows = {(row["Kode"], row["Triwulan"]): row for row in sheet("Fisik")}
    columns = ("Sasaran Triwulan Ini", "Realisasi Triwulan Ini", "Sasaran s.d.", "Realisasi s.d.")
    for kro in published["budget"]["kro"]:
        row = rows[kro["kode"].split(".")[1], "2025-TW2"]
        assert [row[column] for column in columns] == [*kro["fisik_tw"], *kro["fisik_sd"]]
    for indicator in PROFILE["indikator"]:
        row = rows[indicator["kode"], "2025-TW2"]
        assert [row[column] for column in columns] == [25, 26, 55, 56]
    for code, quarter in rows:
        if quarter == "2025-TW2":  # to date = the quarter before + this one
            before, now = rows[code, "2025-TW1"], rows[code, "2025-TW2"]
            assert before["Realisasi s.d."] + now["Realisasi Triwulan Ini"] == now["Realisasi s.d."]


@pytest.mark.parametrize("quarter", [1, 2])
def test_narrative_names_figures_and_types_no_number(quarter: int) -> None:
    known = re.compile(r"(TJ|SK\d)\.\d\.[a-z_.0-9]+|(kro|anggaran)\.[a-zA-Z_.0-9]+")
    rows = sheet("Narasi", quarter)
    texts = {(row["Kode"], row["Bagian"]) for row in rows}
    for code in (*(row["kode"] for row in PROFILE["indikator"]), *KRO, "umum"):
        assert {(code, "hasil"), (code, "kendala"), (code, "tindak lanjut")} <= texts, code
    keys = [(row["Kode"], row["Bagian"], row["Urutan"]) for row in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        assert all(known.fullmatch(figure) for figure in re.findall(r"{(.*?)}", row["Teks"])), row["Teks"]
        assert not re.search(r"\d", re.sub(r"{.*?}", "", row["Teks"])), row["Teks"]
        follow_up = row["Bagian"] == "tindak lanjut"
        assert bool(row["Penanggung Jawab"]) == bool(row["Target Penyelesaian"]) == follow_up


def test_no_sentence_of_a_real_report_is_used() -> None:
    """Every paragraph was written for the sample: none is among the sentences that the published report prints."""
    taken = (
        "Pelanggan enggan mengisi kuesioner",
        "Belum ada kendala yang berarti",
        "Melakukan pelayanan sesuai SPM",
        "mengakibatkan kegiatan sempat terhenti sementara",
        "Peningkatan layanan agar penerimaan juga dapat meningkat",
        "Membuat kuesioner survei di google form",
    )
    texts = [row["Teks"] for row in sheet("Narasi")]
    texts += [row[f"Rencana Kegiatan TW{n}"] or "" for row in sheet("Perjanjian Kinerja") for n in range(1, 5)]
    assert not [text for text in texts if any(sentence.lower() in text.lower() for sentence in taken)]


def test_expected_figures_of_the_published_world(published: dict[str, Any]) -> None:
    """The second opinion that is used for other worlds gives the published figures for the published one."""
    figures = expected_figures()
    assert figures["SK2.1.pnbp"] == published["finance"]["pnbp_sd_30_juni"]
    assert figures["SK2.4.biaya_operasional"] == published["finance"]["biaya_operasional"]
    assert figures["anggaran.realisasi"] == published["budget"]["realisasi_rupiah"]
    assert figures["SK2.2.realisasi"] == 10363 and figures["TJ.2.realisasi"] == 1582
    assert float(round(figures["TJ.1.realisasi"], 2)) == published["ikm"]["printed_index"]
    assert float(round(figures["SK1.2.realisasi"], 2)) == published["nps"]["printed_nps"]
    assert float(round(figures["SK2.4.realisasi"], 2)) == published["finance"]["pobo_pct"]
