"""An office that measures three things adopts Triwulan: nothing is asked of it that it has not, nothing said of it.

Expected figures are worked out by hand from the deliveries in office.py; the working stands beside each.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adoption import reading
from tests.adoption.office import AIMS, FACTS
from tests.conftest import World

pytestmark = pytest.mark.slow

EXPECTED = {
    # IKM of the quarter: (4 + 3) / 2 five times and 4 four times, 33,5 / 9; 26 / 9; their mean 59,5 / 18
    "IKU 1.realisasi.salinan": "3,72",
    "IKU 1.realisasi.peta": "2,89",
    "IKU 1.realisasi": "3,31",
    "IKU 1.konversi": "82,64",  # of 4
    "IKU 1.capaian": "97,35",  # 3,31 / 3,4
    "IKU 1.responden": "3",
    # orders due up to June; in time
    "IKU 2.masuk": "7",  # without the cancelled one
    "IKU 2.jatuh_tempo": "6",
    "IKU 2.tepat_waktu": "4",
    "IKU 2.realisasi": "66,67",
    "IKU 2.capaian": "83,34",  # 66,67 / 80 = 83,3375
    "IKU 2.jatuh_tempo.salinan.06": "1",
    "IKU 2.tepat_waktu.salinan.06": "0",
    "IKU 2.backlog": "1",
    # 90 + 200 + 45 of 150 + 400 + 90 million
    "IKU 3.pembilang": "335.000.000",
    "IKU 3.penyebut": "640.000.000",
    "IKU 3.realisasi": "52,34",
    "IKU 3.capaian": "55,09",  # 52,34 / 95
    # akun 52 alone, on what is not blocked: 90 + 45 of 150 + 90 - 10 million
    "IKU 4.pembilang": "135.000.000",
    "IKU 4.penyebut": "230.000.000",
    "IKU 4.realisasi": "58,70",
    "IKU 4.capaian": "65,22",  # 58,70 / 90
    "anggaran.pagu_awal": "640.000.000",
    "anggaran.pagu_perubahan": "0",
    "anggaran.pagu": "640.000.000",
    "anggaran.blokir": "10.000.000",
    "anggaran.efektif": "630.000.000",
    "anggaran.realisasi": "335.000.000",
    "anggaran.persen_pagu": "52,34",
    "anggaran.persen_efektif": "53,17",  # 335 / 630
    "anggaran.pagu.rm.51": "400.000.000",
    "kro.persen.sd.PCA": "60,00",  # 90 of 150
    "kro.persen.tw.PCA": "46,67",  # 90 - 20 of 150
    "kro.persen.sd.FAE": "50,00",  # 245 of 490
    "kro.pagu_perubahan.PCA": "10.000.000",
    "kro.sasaran_persen.sd.PCA": "48,00",  # 6 x 12 of 150
}

NOT_ITS_OWN = (
    *("PNBP", "NTPN", "SBS", "BLU", "neraca", "Neraca", "POBO", "RoA", "NPS", "Net Promoter", "Penilaian Luar"),
    *("promotor", "detraktor", "laboratorium", "sampel", "alat"),
)
"""What the office does not have."""


@pytest.fixture(scope="module")
def html(office: World) -> str:
    return reading.report(office)


def test_its_figures_are_those_of_its_files(office: World) -> None:
    reading.assert_printed(office, EXPECTED)


def test_its_releases_verify_without_its_workspace(office: World) -> None:
    reading.assert_holds_elsewhere(office)


def test_its_report_is_in_its_own_words(html: str) -> None:
    text = reading.words(html)
    assert reading.standing(reading.OF_THE_SAMPLE, text) == []
    assert reading.standing(NOT_ITS_OWN, reading.chapters(html)) == []
    printed = [fact for name, fact in FACTS.items() if name != "kode_satker"]
    for word in (*printed, "Salinan Akta", "Peta Pesisir"):
        assert word in text
    for aim in AIMS:
        assert aim.code in text
        assert aim.name in text


def test_no_policy_is_printed_that_none_of_its_indicators_follows(html: str) -> None:
    text = reading.words(html)
    assert "nomor transaksi penerimaan negara" not in text
    assert "Penggabungan NPS" not in text
    assert "Penghitungan pengguna" not in text


def test_its_tables_are_filled(html: str) -> None:
    reading.assert_tables_are_filled(html)


def test_every_printed_number_is_one_of_its_figures(office: World, html: str) -> None:
    reading.assert_numbers_are_figures(office, html)


def test_nobody_misses_what_it_does_not_need(office: World) -> None:
    reading.assert_has_no_complaint(office)


@pytest.mark.parametrize(("file", "kind"), [("survei.csv", "survey"), ("permohonan.csv", "service_orders")])
def test_what_it_needs_is_asked_for(office: World, tmp_path: Path, file: str, kind: str) -> None:
    assert reading.missing_without(office, tmp_path, file) == [kind]
