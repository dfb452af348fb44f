"""What is printed of a formula is what was worked out, also for units unlike the sample."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.publication.release import Draft
from orchestration.workspace.profile import Profile
from orchestration.workspace.settings import PROJECT
from tests.publication.warehouse import PNBP, Warehouse

pytestmark = pytest.mark.slow

Drafted = Callable[..., Draft]


def declared(house: Warehouse, kode: str, rumus: str, **more: Any) -> None:
    """The unit with one more indicator; its figures are still to be added."""
    content = house.profile.model_dump()
    content["indikator"].append({"kode": kode, "rumus": rumus, "desimal": 2, **more})
    house.profile = Profile.model_validate(content)
    row = (kode, len(house.indicators) + 1, "sasaran", "Sasaran lain", f"Nama {kode}", "Persen", "naik", False, rumus)
    house.indicators.append((*row, *house.indicators[-1][9:]))
    for measure in ("target", "capaian", "fisik.tw", "fisik.sd", "sasaran_fisik.tw", "sasaran_fisik.sd"):
        house.add(f"{kode}.{measure}", 50, "Persen", 2, indicator=kode)


def chosen(house: Warehouse, kode: str, **policies: str) -> None:
    """The unit with an indicator that chooses policies for itself."""
    content = house.profile.model_dump()
    for item in content["indikator"]:
        if item["kode"] == kode:
            item["kebijakan"] = policies
    house.profile = Profile.model_validate(content)


def section(made: Draft, kode: str) -> str:
    """The text of an indicator's section."""
    page = made.files["laporan.html"].decode("utf-8")
    found = re.search(rf'<h\d id="indikator-{re.escape(kode)}".*?(?=<h\d id=)', page, re.DOTALL)
    assert found, kode
    text = re.sub(r"<sup.*?</sup>", "", found[0], flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_growth_is_printed_as_it_is_worked_out(house: Warehouse, on_page: Drafted) -> None:
    term = {"sumber": "order", "nama": "Luas lulus", "satuan": "Hektare"}
    declared(house, "SK9.1", "pertumbuhan", nilai=term)
    house.add("SK9.1.pembilang", "500.82", "Hektare", 2, indicator="SK9.1", label="Luas lulus")
    house.add("SK9.1.penyebut", "339.38", "Hektare", 2, indicator="SK9.1", label="Luas lulus tahun sebelumnya")
    house.add("SK9.1.realisasi", "47.569", "Persen", 2, indicator="SK9.1", operation="growth")
    said = section(on_page(house), "SK9.1")
    assert "( 500,82 − 339,38 ) / 339,38 × 100% = 47,57 %" in said
    assert "(Luas lulus − Luas lulus tahun sebelumnya) / Luas lulus tahun sebelumnya × 100%" in said


@pytest.fixture
def by_approval(house: Warehouse) -> Warehouse:
    """The unit with an index of PNBP that counts what was approved, and POBO divides that PNBP."""
    declared(house, "SK9.1", "indeks_pnbp", skala="persen", kebijakan={"tanggal_pnbp": "sah"})
    house.add("SK9.1.realisasi", None, "Persen", 2, indicator="SK9.1", status="on_progress")
    for figure_id, row in list(house.figures.items()):
        name = figure_id.removeprefix("SK2.1.")
        if name != figure_id and f"SK9.1.{name}" not in house.figures:
            house.figures[f"SK9.1.{name}"] = {**row, "figure_id": f"SK9.1.{name}", "indicator": "SK9.1"}
    house.add("SK9.1.pnbp", 12900000000, "Rp", indicator="SK9.1")
    part = ("SK2.4.realisasi", "SK2.1.pnbp", "numerator")
    house.components = [(part[0], "SK9.1.pnbp", part[2]) if row == part else row for row in house.components]
    return house


def test_a_rate_of_pnbp_prints_the_pnbp_that_it_divides(by_approval: Warehouse, on_page: Drafted) -> None:
    made = on_page(by_approval)
    assert "POBO = Rp 12.900.000.000 / Rp 20.433.361.366" in section(made, "SK2.4")
    assert f"RoA = Rp {PNBP:,}".replace(",", ".") in section(made, "SK2.3")


def test_what_is_not_yet_approved_is_no_part_of_what_was_approved(by_approval: Warehouse, on_page: Drafted) -> None:
    made = on_page(by_approval)
    received, approved = section(made, "SK2.1"), section(made, "SK9.1")
    assert "– di antaranya telah disahkan Rp 12.900.000.000 – di antaranya belum disahkan Rp" in received
    assert "Target persentase peningkatan menurut Perjanjian Kinerja" in received
    assert "Diterima tahun ini" not in received
    assert "di antaranya" not in approved
    assert "Diterima tahun ini dan telah disahkan Rp 12.900.000.000" in approved
    assert "Diterima tahun ini dan belum disahkan (belum dihitung) Rp" in approved
    assert "Target indeks menurut Perjanjian Kinerja" in approved
    assert "persentase peningkatan" not in approved


def test_a_survey_of_the_quarter_alone_is_called_so_everywhere(house: Warehouse, on_page: Drafted) -> None:
    unit, own = house.profile.policy("periode_survei"), "tahun_berjalan"
    assert unit == "triwulan"
    chosen(house, "SK1.2", periode_survei=own)
    made = on_page(house)
    assert "April–Juni 2025" not in section(made, "SK1.2")
    assert section(made, "SK1.2").count("Januari–Juni 2025") >= 3, "sentence, table, and chart"
    assert "April–Juni 2025" in section(made, "TJ.1")


def test_pooled_timeliness_is_not_called_a_mean(house: Warehouse, on_page: Drafted) -> None:
    mean = section(on_page(house), "SK1.1")
    assert "Rata-rata ketepatan waktu Januari–Juni 2025 adalah 100,00 %" in mean
    chosen(house, "SK1.1", sla_gabungan="gabungan")
    del house.figures["SK1.1.realisasi.alt.gabungan"]
    house.add("SK1.1.realisasi", "67.8", "Persen", 2)
    house.add("SK1.1.persen_gabungan", "67.8", "Persen", 2)
    house.add("SK1.1.realisasi.alt.rata_rata_bulan", "64.5551", "Persen", 2)
    pooled = section(on_page(house), "SK1.1")
    assert "Rata-rata ketepatan waktu" not in pooled
    assert "Ketepatan waktu seluruh layanan Januari–Juni 2025 adalah 67,80 %" in pooled
    assert "Seluruh layanan 64,56 67,80" in pooled, "the mean of months stands below its head"
    assert "per layanan dan bulan; bulan tanpa layanan yang jatuh tempo tidak ikut" in mean
    assert "seluruh layanan dan bulan bersama-sama" in pooled
    assert "per layanan dan bulan;" not in pooled


@pytest.mark.parametrize(("pooling", "added"), [("rata_rata_layanan", 1), ("tertimbang_responden", 2)])
def test_weights_stand_in_the_formula_of_an_index(house: Warehouse, on_page: Drafted, pooling: str, added: int) -> None:
    content = house.profile.model_dump()
    content["kebijakan"]["ikm_gabungan"]["nilai"] = pooling
    house.profile = Profile.model_validate(content)
    plain = section(on_page(house), "TJ.1")
    assert "Indeks layanan = Jumlah nilai rata-rata setiap unsur / Banyaknya unsur" in plain
    assert "bobotnya" not in plain
    assert plain.count("/ Banyaknya unsur") == added
    for number, element in enumerate(content["unsur"]):
        element["bobot"] = "1.5" if number else 2
    house.profile = Profile.model_validate(content)
    weighed = section(on_page(house), "TJ.1")
    said = "setiap unsur yang dikalikan bobotnya / Jumlah bobot seluruh unsur"
    assert f"Indeks layanan = Jumlah nilai rata-rata {said}" in weighed
    assert weighed.count("yang dikalikan bobotnya / Jumlah bobot seluruh unsur") == added
    assert "Banyaknya unsur" not in weighed
    for element in content["unsur"]:
        element["bobot"] = 3
    house.profile = Profile.model_validate(content)
    assert "bobotnya" not in section(on_page(house), "TJ.1")


def test_a_ratio_tells_the_period_that_it_is_of(house: Warehouse, on_page: Drafted) -> None:
    def drafted(*periods: str) -> str:
        made = deepcopy(house)
        parts = {"pembilang": "Menit", "penyebut": "Tamu"}
        terms = {
            part: {"sumber": "order", "nama": name, "periode": period}
            for (part, name), period in zip(parts.items(), periods, strict=True)
        }
        declared(made, "SK9.1", "rasio", faktor=1, **terms)
        for (part, name), period in zip(parts.items(), periods, strict=True):
            made.add(f"SK9.1.{part}", 20, name, 0, indicator="SK9.1", label=name, period_basis=period)
        whole = "triwulan" if set(periods) == {"triwulan"} else "tahun_berjalan"
        made.add("SK9.1.realisasi", 1, "Menit", 0, indicator="SK9.1", operation="ratio", period_basis=whole)
        return section(on_page(made), "SK9.1")

    quarter, year = "Triwulan berjalan saja", "Kumulatif sejak awal tahun sampai dengan akhir triwulan"
    said = drafted("triwulan", "triwulan")
    assert "Selama Triwulan II Tahun 2025 realisasi indikator ini 1" in said
    assert f"Periode data {quarter}" in said
    assert year not in said
    said = drafted("tahun_berjalan", "tahun_berjalan")
    assert "Sampai dengan 30 Juni 2025 realisasi indikator ini 1" in said
    assert f"Periode data {year}" in said
    said = drafted("triwulan", "tahun_berjalan")
    assert f"Menit: {quarter}" in said
    assert f"Tamu: {year}" in said


def test_conditions_are_told_in_the_words_of_the_unit(house: Warehouse, on_page: Drafted) -> None:
    of_budget = {"kro": ["BJA", "PDC"], "jenis_belanja": ["52"], "dasar": "efektif"}
    declared(house, "SK9.1", "realisasi_anggaran", anggaran=of_budget)
    rows = {"sumber": "service_orders", "hitung": "jumlah", "kolom": "spm_hk", "nama": "Hari"}
    limits = [{"kolom": "tanggal_bayar", "terisi": False}, {"kolom": "spm_hk", "paling_sedikit": "0.50"}]
    declared(house, "SK9.2", "rasio", pembilang={**rows, "syarat": limits}, penyebut=rows)
    for code in ("SK9.1", "SK9.2"):
        for measure in ("pembilang", "penyebut", "realisasi"):
            house.add(f"{code}.{measure}", 5, "Rp", indicator=code)
    made = on_page(house)
    budget, register = section(made, "SK9.1"), section(made, "SK9.2")
    assert "Pagu: jumlah pagu efektif pada pagu dengan jenis belanja 52 dan KRO BJA atau PDC." in budget
    header = load_contracts([PROJECT / "sources" / "contracts"])["service_orders"].column("spm_hk").label
    assert header == "SPM (HK)"
    assert f"Hari: jumlah {header} pada" in register
    assert f" dan {header} paling sedikit 0,5 ." in register
    assert "kosong dan" in register


def test_a_customer_counted_once_in_all_is_in_no_sum(house: Warehouse, on_page: Drafted) -> None:
    assert "sekali dalam setiap layanan" in section(on_page(house), "TJ.2")
    chosen(house, "TJ.2", pengguna="entitas_unik")
    said = section(on_page(house), "TJ.2")
    assert "baris Jumlah bukan penjumlahan baris di atasnya" in said
    assert "sekali dalam setiap layanan" not in said
