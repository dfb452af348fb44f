"""Another agency adopts Triwulan by configuration alone: its files in, its report out, and the release verifies.

Expected figures are worked out by hand from the deliveries in agency.py; the working stands beside each.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.adoption import reading
from tests.adoption.agency import INDICATORS, SATKER, write_agency
from tests.adoption.writing import TW2
from tests.conftest import World

pytestmark = pytest.mark.slow

EXPECTED = {
    # users, each service's own: K1 K2, K1 K4, K3, K2, K5; the cancelled order of K6 counts nowhere
    "S1.1.realisasi": "7",
    "S1.1.realisasi.uji_rotan": "2",
    "S1.1.realisasi_tw": "5",  # K1; K4 K1; K2; K5
    "S1.1.capaian": "35,00",  # 7 / 20
    # volume: 10 + 5 + 20, 40 + 60 + 20, 12, 2
    "IKU.2.realisasi": "169",
    "IKU.2.realisasi.bambu_awet": "120",
    "IKU.2.realisasi_tw.uji_rotan": "20",
    "IKU.2.target.bambu_awet": "350",
    "IKU.2.capaian": "33,80",  # 169 / 500
    # on time, by policy whole tickets, and by its own all pooled: T-01, T-03, T-05, T-10 of these and T-02, T-06
    "S1.2.tepat_waktu.pengawetan.05": "0",
    "S1.2.jatuh_tempo.pengawetan.05": "1",
    "S1.2.backlog": "0",  # six received that have a promise, six due
    "S1.2.realisasi.uji_rotan": "66,67",  # mean of 100, 0, 100
    "S1.2.realisasi": "66,67",
    "S1.2.capaian": "83,34",  # 66.67 / 80 = 83.3375
    "S1.2.realisasi.alt.rata_rata_bulan": "66,67",
    # by pieces: 10 of 10, 0 of 5, 40 of 40, 20 of 20, 0 of 60, 20 of 20: 90 of 155
    "S1.2.realisasi.alt.jumlah": "58,06",
    # IKM since January: (4 + 3 + 2) / 3, 27 / 9, 32 / 9; their mean 86 / 27
    "IKU.1.realisasi.uji_rotan": "3,00",
    "IKU.1.realisasi.kelas": "3,56",
    "IKU.1.realisasi": "3,19",
    "IKU.1.capaian": "91,14",  # 3.19 / 3.5
    "IKU.1.responden": "5",
    "IKU.1.realisasi.alt.triwulan": "3,35",  # (4 + 3) / 2, 3, 32 / 9: 181 / 54
    # NPS since January: two promoters and one passive, one detractor, one promoter: 200 / 3, -100, 100; mean 200 / 9
    "S1.3.realisasi.pengawetan": "-100,00",
    "S1.3.realisasi": "22,22",
    "S1.3.capaian": "55,55",  # 22.22 / 40
    # PNBP: 100 + 50 + 30.5 - 0.5 million; account 423999 is none
    "S2.1.pnbp": "180.000.000",
    "S2.1.pnbp_tw": "30.000.000",
    "S2.1.pnbp_persen_dipa": "56,25",  # of 320 million
    "S2.1.target_rupiah": "330.000.000",  # 110 % of 300 million
    "S2.1.sisa_target": "150.000.000",
    "S2.1.realisasi": "On progress",
    "S2.2.aset": "3.600.000.000",
    "S2.2.realisasi": "5,00",
    # biaya operasional: 90 of akun 52 and 150 of akun 51; the 60 of akun 53 are none
    "S2.3.biaya_operasional": "240.000.000",
    "S2.3.realisasi": "75,00",
    "S2.3.capaian": "125,00",
    # somebody else's: a target not to be passed, 10 / 8
    "S3.1.capaian": "102,00",
    "S3.2.realisasi": "8,0",
    "S3.2.capaian": "125,00",
    "S5.3.realisasi": "On progress",
    # budget: 220 + 300 + 80 million, of which 20 blocked
    "anggaran.pagu": "600.000.000",
    "anggaran.blokir": "20.000.000",
    "anggaran.efektif": "580.000.000",
    "anggaran.realisasi": "300.000.000",
    "anggaran.persen_pagu": "50,00",
    "anggaran.persen_efektif": "51,72",  # 300 / 580
    "anggaran.pagu.pnbp": "220.000.000",
    "anggaran.persen_pagu.pnbp": "40,91",  # 90 / 220
    "anggaran.pagu.rm.51": "300.000.000",
    # KRO on pagu efektif, by policy: 90 and 70 of 220, 210 of 360
    "kro.pagu.CCL": "220.000.000",
    "kro.persen.sd.CCL": "40,91",
    "kro.persen.tw.CCL": "31,82",
    "kro.persen.sd.FAN": "58,33",
}

OF_DATAANG = {
    "anggaran.pagu_awal": "580.000.000",  # 200 + 300 + 80
    "anggaran.pagu_perubahan": "20.000.000",
    "kro.pagu_perubahan.CCL": "20.000.000",
    "kro.sasaran_persen.sd.CCL": "27,27",  # 6 x 10 of 220
    "kro.sasaran_persen.sd.FAN": "50,00",  # 6 x (25 + 5) of 360
}

OF_RKK = {
    # the working paper plans no months; the first one delivered, the only one, stands for the first DIPA
    "anggaran.pagu_awal": "600.000.000",
    "anggaran.pagu_perubahan": "0",
    "kro.pagu_perubahan.CCL": "0",
    "kro.sasaran_persen.sd.CCL": "-",
    # it marks an item as blocked and says no amount: all 80 million of it are
    "anggaran.blokir": "80.000.000",
    "anggaran.efektif": "520.000.000",
    "anggaran.persen_efektif": "57,69",  # 300 / 520
    "kro.persen.sd.FAN": "70,00",  # 210 of 300
}


@pytest.fixture(scope="module")
def agency(agency_world: World) -> World:
    """The agency that delivers its budget as dataAng."""
    return agency_world


@pytest.fixture(scope="module")
def html(agency: World) -> str:
    return reading.report(agency)


def test_its_figures_are_those_of_its_files(agency: World) -> None:
    reading.assert_printed(agency, EXPECTED | OF_DATAANG)


def test_its_releases_verify_without_its_workspace(agency: World, tmp_path: Path) -> None:
    # The contract that reads its tickets is found in the release, not in the sources.
    reading.assert_holds_elsewhere(agency, tmp_path)
    # As an auditor has it shown.
    result = World(tmp_path, agency.state, agency.reports).triwulan("verify", TW2)
    assert result.code == 0, result.output


def test_a_contract_changed_after_the_release_is_told(agency: World, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(agency.reports, tmp_path / "reports", symlinks=True)
    copy = World(agency.sources, agency.state, tmp_path / "reports")
    path = copy.release(TW2) / "inputs" / "contracts" / "service_orders.yaml"
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8").replace("Banyaknya", "Harga", 1), encoding="utf-8")
    result = copy.triwulan("verify", TW2)
    assert result.code == 5
    assert "inputs/contracts/service_orders.yaml" in result.output


def test_a_figure_is_traced_to_its_tickets(agency: World, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    result = agency.triwulan("trace", TW2, "S1.2.jatuh_tempo.pengawetan.05", "--rows", str(rows))
    assert result.code == 0
    assert "tiket.csv" in result.output
    with rows.open(encoding="utf-8", newline="") as handle:
        [row] = csv.DictReader(handle)
    assert (row["file"], row["row"]) == ("tiket.csv", "3")  # T-06, the second below the header


def test_its_report_is_complete_and_names_nothing_of_the_sample(html: str) -> None:
    text = reading.words(html)
    assert reading.standing((*reading.OF_THE_SAMPLE, "BLU", "badan layanan umum"), text) == []
    assert "18 (delapan belas) indikator" in text
    assert "6 (enam) tujuan dan sasaran" in text
    assert "5 jenis layanan, yaitu Uji Rotan, Pengawetan Bambu, Kelas Anyam, Rancang Mebel, dan Ruang Pamer" in text
    assert "Kepala Balai Kerajinan Rotan dan Bambu" in text
    # Foreword, closing, and the two lampiran of the plan of action.
    assert text.count("Karangan Nama, S.T. NIP 19000101 200012 1 001") == 4
    assert "Mengetahui Direktur Kerajinan NIP 190001012000121002 Cirebon" in text
    for title in ("Pendahuluan", "Rencana Kegiatan", "Pelaksanaan Kegiatan", "Penutup", "Jejak Angka"):
        assert title in text
    for code, _, _, name, *_ in INDICATORS:
        assert code in text
        assert name in text


def test_its_tables_are_filled(html: str) -> None:
    reading.assert_tables_are_filled(html)


def test_every_printed_number_is_one_of_its_figures(agency: World, html: str) -> None:
    reading.assert_numbers_are_figures(agency, html)
    assert SATKER in (agency.release(TW2) / "inputs" / "unit.yaml").read_text(encoding="utf-8")


def test_an_agency_without_dataang_delivers_its_working_paper(tmp_path: Path) -> None:
    # What the first quarter brought is delivered all the same.
    world = reading.adopted(tmp_path, lambda sources: write_agency(sources, budget="rkk"), [TW2])
    reading.assert_printed(world, EXPECTED | OF_RKK)
    (tmp_path / "nothing").mkdir()
    reading.assert_holds_elsewhere(world, tmp_path / "nothing", [TW2])
