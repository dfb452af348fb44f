"""A clinic adopts Triwulan: ratios over its own registers, a form of its own, two promises, income of a BLU.

Expected figures are worked out by hand from the deliveries in clinic.py; the working stands beside each.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adoption import reading
from tests.adoption.clinic import AIMS, FACTS, write_clinic
from tests.conftest import World

pytestmark = pytest.mark.slow

EXPECTED = {
    # 20 + 25 + 30 + 28 + 22 days of patients who left this year, of 31 + 28 + 31 + 30 + 31 + 30 of one bed
    "SK.1.1.pembilang": "125,00",
    "SK.1.1.penyebut": "181,00",
    "SK.1.1.realisasi": "69,06",
    "SK.1.1.capaian": "98,66",  # 69,06 / 70
    # 20 + 70 + 60 + 15 + 45,5 + 120,5 minutes of six patients; less is better: 60 / 55,2
    "SK.1.2.pembilang": "331,00",
    "SK.1.2.penyebut": "6",
    "SK.1.2.realisasi": "55,2",
    "SK.1.2.capaian": "108,70",
    # V01, V03, V05, V06 of these and of V02, V07 and V08, who still waits after an hour
    "SK.1.3.pembilang": "4",
    "SK.1.3.penyebut": "7",
    "SK.1.3.realisasi": "57,14",
    "SK.1.3.capaian": "63,49",  # 57,14 / 90
    # fourteen elements of one weight: (5 + 4) / 2; 62 / 14; (42 + 55) / 28; their mean 4,131
    "SK.1.4.realisasi.rawat_jalan": "4,50",
    "SK.1.4.realisasi.laboratorium": "4,43",
    "SK.1.4.realisasi.rawat_inap": "3,46",
    "SK.1.4.realisasi.radiologi": "-",  # answered in the first quarter only
    "SK.1.4.realisasi": "4,13",
    "SK.1.4.konversi": "82,62",  # of 5
    "SK.1.4.capaian": "98,33",  # 4,13 / 4,2
    "SK.1.4.responden": "5",
    "SK.1.4.unsur.u2.laboratorium": "3,00",
    "SK.1.4.unsur.u14.rawat_inap": "3,00",  # 3 and 3
    "SK.1.4.unsur.u13.rawat_inap": "3,50",  # 3 and 4
    # laboratory: LAB-1, LAB-3, LAB-4 of four; radiology: RAD-1, RAD-3 of three, RAD-4 is not due
    "SK.2.1.realisasi": "75,00",
    "SK.2.1.capaian": "78,95",  # 75 / 95
    "SK.2.1.jatuh_tempo.laboratorium.06": "1",
    "SK.2.2.realisasi": "66,67",
    "SK.2.2.capaian": "74,08",  # 66,67 / 90
    "SK.2.2.backlog": "1",
    # 100 + 50 + 80 + 30 million of akun 424; the rent of 20 million is not counted
    "SK.3.1.pnbp": "260.000.000",
    "SK.3.1.pnbp_tw": "110.000.000",
    "SK.3.1.pnbp_sah": "100.000.000",
    "SK.3.1.pnbp_belum_sah": "160.000.000",
    "SK.3.1.pnbp_persen_dipa": "57,78",  # of 450 million
    "SK.3.1.target_rupiah": "440.000.000",  # 10 % above 400 million
    "SK.3.1.sisa_target": "180.000.000",
    "SK.3.1.proyeksi": "520.000.000",  # 260 / 6 x 12
    "SK.3.1.realisasi": "On progress",
    # 160 of akun 52 and 240 of akun 51; the 45 of akun 53 are none
    "SK.3.2.biaya_operasional": "400.000.000",
    "SK.3.2.realisasi": "65,00",
    "SK.3.2.capaian": "108,33",  # 65 / 60
    "anggaran.pagu_awal": "900.000.000",
    "anggaran.pagu": "900.000.000",
    "anggaran.blokir": "0",
    "anggaran.realisasi": "445.000.000",
    "anggaran.persen_pagu": "49,44",
    "anggaran.pagu.blu": "400.000.000",
    "anggaran.persen_pagu.blu": "51,25",  # 205 of 400
    "anggaran.persen_pagu.rm": "48,00",  # 240 of 500
    "kro.persen.sd.RAB": "51,25",
    "kro.persen.tw.RAB": "36,25",  # 205 - 60 of 400
    "kro.persen.sd.FAH": "48,00",
}

NOT_ITS_OWN = (
    *("NTPN", "neraca", "Neraca", "RoA", "Net Promoter", "NPS", "Penilaian Luar", "promotor", "detraktor"),
    *("sembilan unsur", "skala 1 sampai dengan 4", "sampel", "alat ukur"),
)
"""What the clinic does not have; its form has fourteen elements, and answers up to five."""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> World:
    return reading.adopted(tmp_path_factory.mktemp("clinic"), write_clinic)


@pytest.fixture(scope="module")
def html(clinic: World) -> str:
    return reading.report(clinic)


def test_its_figures_are_those_of_its_files(clinic: World) -> None:
    reading.assert_printed(clinic, EXPECTED)


def test_its_releases_verify_without_its_workspace(clinic: World) -> None:
    reading.assert_holds_elsewhere(clinic)


def test_its_report_is_in_its_own_words(html: str) -> None:
    text = reading.words(html)
    assert reading.standing(reading.OF_THE_SAMPLE, text) == []
    assert reading.standing(NOT_ITS_OWN, reading.chapters(html)) == []
    printed = [fact for name, fact in FACTS.items() if name != "kode_satker"]
    for word in (*printed, "Rawat Jalan", "Rawat Inap", "Laboratorium", "Radiologi", "Utama"):
        assert word in text
    for aim in AIMS:
        assert aim.code in text
        assert aim.name in text


def test_its_tables_are_filled(html: str) -> None:
    reading.assert_tables_are_filled(html)


def test_every_printed_number_is_one_of_its_figures(clinic: World, html: str) -> None:
    reading.assert_numbers_are_figures(clinic, html)


def test_nobody_misses_what_it_does_not_need(clinic: World) -> None:
    reading.assert_has_no_complaint(clinic)


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("antrean.csv", "kunjungan"),
        ("pasien_pulang.csv", "rawat_inap"),
        ("sbs.csv", "sbs"),
        ("penunjang.csv", "service_orders"),
    ],
)
def test_what_it_needs_is_asked_for(clinic: World, tmp_path: Path, file: str, kind: str) -> None:
    assert reading.missing_without(clinic, tmp_path, file) == [kind]


def test_a_minute_is_traced_to_the_queue(clinic: World) -> None:
    result = clinic.triwulan("trace", "2025-TW2", "SK.1.3.penyebut")
    assert result.code == 0
    assert "antrean.csv" in result.output
