"""A training centre adopts Triwulan with two registers of its own: no services, no orders, no survey, no receipts.

Expected figures are worked out by hand from the deliveries in training.py; the working stands beside each.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adoption import reading
from tests.adoption.training import AIMS, FACTS, write_training
from tests.conftest import World

pytestmark = pytest.mark.slow

EXPECTED = {
    # P25-1, P25-3, P25-4 of these and P25-2, who failed; P25-3 counts as the later list has it
    "TJ-1.pembilang": "3",
    "TJ-1.penyebut": "4",
    "TJ-1.realisasi": "75,00",
    "TJ-1.capaian": "83,33",  # 75 / 90
    # P25-1 to P25-5; a year before P24-1, P24-3, P24-4 and P24-5, who began on 30 June; nobody who left counts
    "TJ-2.pembilang": "5",
    "TJ-2.penyebut": "4",
    "TJ-2.realisasi": "25,00",
    "TJ-2.capaian": "125,00",  # 25 / 20
    # 16 + 16 + 24,5 + 24 + 8 hours of five
    "SK-1.pembilang": "88,50",
    "SK-1.penyebut": "5",
    "SK-1.realisasi": "17,7",
    "SK-1.capaian": "88,50",  # 17,7 / 20
    # LHP-1, LHP-2, LHP-4 of four
    "SK-2.pembilang": "3",
    "SK-2.penyebut": "4",
    "SK-2.realisasi": "75,00",
    "SK-2.capaian": "93,75",  # 75 / 80
    "SK-3.realisasi": "88,50",
    "SK-3.capaian": "104,12",  # 88,5 / 85
    "anggaran.pagu_awal": "400.000.000",  # 60 + 100 + 240
    "anggaran.pagu": "400.000.000",
    "anggaran.blokir": "15.000.000",
    "anggaran.efektif": "385.000.000",
    "anggaran.realisasi": "200.000.000",  # 35 + 45 + 120
    "anggaran.persen_pagu": "50,00",
    "anggaran.persen_efektif": "51,95",  # 200 / 385
    "anggaran.pagu.pnbp": "70.000.000",
    "anggaran.persen_pagu.pnbp": "50,00",  # 35 / 70
    "anggaran.pagu.rm.52": "90.000.000",
    "kro.pagu.SCA": "160.000.000",
    "kro.persen.sd.SCA": "50,00",  # 80 of 160
    "kro.persen.tw.SCA": "31,25",  # 80 - 30 of 160
    "kro.persen.sd.FAG": "50,00",  # 120 of 240
    "kro.sasaran_persen.sd.SCA": "48,75",  # 6 x (5 + 8) of 160
}

NOT_ITS_OWN = (
    *("survei", "Survei", "responden", "IKM", "NPS", "Net Promoter", "Kepuasan", "SLA", "order", "Order", "pelanggan"),
    *("NTPN", "SBS", "BLU", "neraca", "Neraca", "POBO", "RoA", "hari kerja", "jatuh tempo", "sampel"),
)
"""What the centre does not have."""


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> World:
    return reading.adopted(tmp_path_factory.mktemp("training"), write_training)


@pytest.fixture(scope="module")
def html(training: World) -> str:
    return reading.report(training)


def test_its_figures_are_those_of_its_files(training: World) -> None:
    reading.assert_printed(training, EXPECTED)


def test_its_releases_verify_without_its_workspace(training: World) -> None:
    reading.assert_holds_elsewhere(training)


def test_its_report_is_in_its_own_words(html: str) -> None:
    text = reading.words(html)
    assert reading.standing(reading.OF_THE_SAMPLE, text) == []
    assert reading.standing(NOT_ITS_OWN, reading.chapters(html)) == []
    for word in (fact for name, fact in FACTS.items() if name != "kode_satker"):
        assert word in text
    for aim in AIMS:
        assert aim.code in text
        assert aim.name in text


def test_no_policy_is_printed_that_none_of_its_indicators_follows(html: str) -> None:
    text = reading.words(html)
    assert "nomor transaksi penerimaan negara" not in text
    assert "rata-rata antarlayanan" not in text
    assert "Survei dilaksanakan" not in text


def test_its_tables_are_filled(html: str) -> None:
    reading.assert_tables_are_filled(html)


def test_every_printed_number_is_one_of_its_figures(training: World, html: str) -> None:
    reading.assert_numbers_are_figures(training, html)


def test_nobody_misses_what_it_does_not_need(training: World) -> None:
    reading.assert_has_no_complaint(training)


@pytest.mark.parametrize(("file", "kind"), [("kelas_2025.csv", "peserta"), ("pengawasan.csv", "rekomendasi")])
def test_what_it_needs_is_asked_for(training: World, tmp_path: Path, file: str, kind: str) -> None:
    assert reading.missing_without(training, tmp_path, file) == [kind]


def test_a_graduate_is_traced_to_the_list(training: World) -> None:
    result = training.triwulan("trace", "2025-TW2", "TJ-1.pembilang")
    assert result.code == 0
    assert "kelas_2025.csv" in result.output
