"""Receipts, ratios and assessed indicators worked out by hand; quarter 2025-TW2 unless a test says otherwise.

S1 10-01-2025   1000  validated 14-02-2025      S4 30-06-2025   -200  validated 05-07-2025
S2 05-05-2025    500  not validated             S5 01-07-2025    800  not validated
S3 06-05-2025    900  account 425, not PNBP     S6 20-12-2024    400  validated 10-01-2025
"""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.audit.recomputation.ledger import Ledger
from orchestration.audit.recomputation.recompute import ledger_of
from orchestration.workspace.quarters import Quarter
from tests.audit.small_unit import TABLES, row_id, rows, targets, unit, work_out

SBS = rows(
    "sbs",
    *(
        {"no_sbs": number, "kode_akun": account, "tgl_sbs": day, "jumlah": amount, "tgl_sp3b": validated}
        for number, account, day, amount, validated in (
            ("S1", "424119", "10/01/2025", "1000", "14/02/2025"),
            ("S2", "424113", "05/05/2025", "500", ""),
            ("S3", "425999", "06/05/2025", "900", ""),
            ("S4", "424119", "30/06/2025", "-200", "05/07/2025"),
            ("S5", "424119", "01/07/2025", "800", ""),
            ("S6", "424119", "20/12/2024", "400", "10/01/2025"),
        )
    ),
)
DIPA = rows("dipa", {"kode": "PNBP.TARGET", "volume": "2.600"}, {"kode": "PNBP.TAHUN_LALU", "volume": 2000}, order=2)
NERACA = rows(
    "neraca",
    {"kdsatker": "1", "kode_periode": "2024-12", "akun": "111911", "nilai": "5000"},
    {"kdsatker": "1", "kode_periode": "2024-12", "akun": "116421", "nilai": "-1000"},
    {"kdsatker": "1", "kode_periode": "2024-12", "akun": "211111", "nilai": "999"},
    {"kdsatker": "1", "kode_periode": "2023-12", "akun": "111911", "nilai": "77"},
    order=3,
)
TARGETS = targets(SK2_1="4,35", SK2_3="8,40")
EVERYTHING = SBS + DIPA + NERACA + TARGETS


def printed(ledger: Ledger, *figure_ids: str) -> list[str]:
    return [ledger.figures[figure_id].printed for figure_id in figure_ids]


def pnbp(*measures: str) -> list[str]:
    return [f"SK2.1.{measure}" for measure in measures]


def test_receipts_by_the_day_they_came_in() -> None:
    ledger = work_out(EVERYTHING, quarter="2025-TW2")
    assert printed(ledger, *pnbp("pnbp", "pnbp_tw", "pnbp_sah", "pnbp_belum_sah")) == ["1.300", "300", "1.000", "300"]
    assert ledger.figures["SK2.1.pnbp"].rows == (row_id(2), row_id(3), row_id(5))


def test_receipts_by_the_day_of_validation() -> None:
    ledger = work_out(EVERYTHING, quarter="2025-TW2", tanggal_pnbp="sah")
    assert printed(ledger, *pnbp("pnbp", "pnbp_tw", "pnbp.alt.terima")) == ["1.400", "0", "1.300"]  # S1 and S6
    # 1400 / 4000, with the other date 1300 / 4000; nothing delivered is unknown, not zero.
    assert printed(ledger, "SK2.3.realisasi", "SK2.3.realisasi.alt.terima") == ["35,00", "32,50"]
    assert printed(ledger, "SK2.1.pnbp.alt.ntpn") == ["-"]


def test_both_targets() -> None:
    # 2000 x 1.0435 = 2087; 1300 / 2600; 1300 / 2087 = 62.29; 2087 - 1300
    ledger = work_out(EVERYTHING, quarter="2025-TW2")
    measures = pnbp("target_rupiah", "target_dipa", "pnbp_persen_dipa", "pnbp_persen_target", "sisa_target")
    assert printed(ledger, *measures) == ["2.087", "2.600", "50,00", "62,29", "787"]


def test_the_projection_is_the_mean_of_the_months_so_far_times_twelve() -> None:
    # 1300 / 6 x 12; in the last quarter nothing is left to project: 2100 / 12 x 12
    assert printed(work_out(EVERYTHING, quarter="2025-TW2"), "SK2.1.proyeksi") == ["2.600"]
    assert printed(work_out(EVERYTHING, quarter="2025-TW4"), "SK2.1.proyeksi") == ["2.100"]
    assert printed(work_out(DIPA, quarter="2025-TW2"), "SK2.1.proyeksi") == ["-"]


def test_growth_is_final_only_when_the_year_is_over() -> None:
    before = work_out(EVERYTHING, quarter="2025-TW3")
    assert printed(before, *pnbp("realisasi", "capaian")) == ["On progress", "On progress"]
    # 2100 / 2000 - 1 = 5 %; 5.00 / 4.35 = 114.94
    after = work_out(EVERYTHING, quarter="2025-TW4")
    assert printed(after, *pnbp("pnbp", "realisasi", "capaian")) == ["2.100", "5,00", "114,94"]


STEPS = [{"batas_bawah": bound, "nilai": points} for bound, points in ((0, 1), (104.5, 2.5), (110, 4))]


@pytest.mark.parametrize(
    ("scale", "target", "expected"),
    [
        # 2100 on 2000
        ({"skala": "persen"}, "105", ["105,00", "2.100", "100,00"]),
        ({"skala": "rasio"}, "1,1", ["1,05", "2.200", "95,45"]),
        # 105 per cent reach the second step; three points are reached with the third, at 110
        ({"skala": "poin", "tangga": STEPS}, "3", ["2,50", "2.200", "83,33"]),
        ({"skala": "poin", "tangga": STEPS}, "5", ["2,50", "-", "50,00"]),
    ],
)
def test_a_unit_may_report_an_index(scale: dict[str, Any], target: str, expected: list[str]) -> None:
    records = EVERYTHING[:-2] + targets(SK2_1=target)
    ledger = ledger_of(records, unit({"rumus": "indeks_pnbp", **scale}), TABLES, Quarter(2025, 4))
    assert printed(ledger, *pnbp("realisasi", "target_rupiah", "capaian")) == expected


def test_ntpn_receipts_of_a_unit_that_is_no_blu() -> None:
    ntpn = rows(
        "ntpn",
        {
            "ntpn": "N1",
            "kode_akun": "424119",
            "jumlah": "70",
            "tgl_terima_bank": "30/06/2025",
            "tgl_buku": "01/07/2025",
        },
        {"ntpn": "N2", "kode_akun": "424119", "jumlah": "5", "tgl_terima_bank": "02/04/2025", "tgl_buku": "02/04/2025"},
    )
    ledger = work_out(ntpn + SBS, quarter="2025-TW2", jenis_penerimaan="ntpn")
    assert printed(ledger, *pnbp("pnbp", "pnbp_sah", "pnbp_belum_sah")) == ["75", "5", "70"]


def test_lines_of_one_ntpn_add_up_and_a_later_delivery_replaces_them_all() -> None:
    def line(number: str, amount: str) -> dict[str, str]:
        return {"ntpn": number, "kode_akun": "424119", "jumlah": amount, "tgl_terima_bank": "02/04/2025"}

    first = rows("ntpn", line("N1", "100"), line("N1", "40"), line("N1", "7"), line("N2", "5"), order=1)
    later = rows("ntpn", line("N1", "100"), line("N1", "30"), line("N3", "2"), line("N3", "2"), order=2)
    ledger = work_out(first + later, quarter="2025-TW2", jenis_penerimaan="ntpn")
    # 100 + 30 of N1, 5 of N2, 2 and 2 of N3
    assert printed(ledger, *pnbp("pnbp")) == ["139"]
    assert set(ledger.case.superseded) == {row_id(2), row_id(3), row_id(4)}


def test_return_on_assets_of_the_year_before() -> None:
    ledger = work_out(EVERYTHING, quarter="2025-TW2")
    # 5000 - 1000; 1300 / 4000 = 32.50; 32.50 / 8.40 = 386.90
    assert printed(ledger, "SK2.3.aset", "SK2.3.realisasi", "SK2.3.capaian") == ["4.000", "32,50", "386,90"]


def test_nothing_to_divide_by_is_no_value() -> None:
    ledger = work_out(SBS + DIPA, quarter="2025-TW2")
    for figure_id in ("SK2.3.aset", "SK2.3.realisasi", "SK2.4.realisasi", "SK2.4.capaian", "TJ.1.target"):
        assert (ledger.figures[figure_id].value, ledger.figures[figure_id].status) == (None, "tidak_terdefinisi")


@pytest.mark.parametrize(
    ("status", "value", "direction", "expected"),
    [
        ("final", "83", "naik", ["83,00", "103,75"]),
        ("sementara", 75, "turun", ["75,00", "106,67"]),  # target / realisasi = 80 / 75
        ("belum diukur", 0, "naik", ["On progress", "On progress"]),
        ("belum diukur", None, "naik", ["On progress", "On progress"]),
    ],
)
def test_an_assessed_indicator(status: str, value: object, direction: str, expected: list[str]) -> None:
    records = rows(
        "penilaian_luar",
        {"kode": "SK6.1", "triwulan": "2025-TW1", "nilai": 1, "status": "final"},
        {"kode": "SK6.1", "triwulan": "2025-TW2", "nilai": value, "status": status},
    ) + rows("perjanjian_kinerja", {"kode": "SK6.1", "target": 80, "arah": direction, "target_tw2": 50}, order=2)
    ledger = work_out(records, quarter="2025-TW2")
    assert printed(ledger, "SK6.1.realisasi", "SK6.1.capaian") == expected
    assert printed(ledger, "SK6.1.target", "SK6.1.target_antara.tw2") == ["80,00", "50,00"]


def test_no_assessment_at_all_is_on_progress() -> None:
    assert printed(work_out([]), "SK6.1.realisasi", "SK6.1.capaian") == ["On progress", "On progress"]


def test_the_row_that_says_not_measured_stands_behind_the_figure() -> None:
    records = rows("penilaian_luar", {"kode": "SK6.1", "triwulan": "2025-TW1", "nilai": None, "status": "belum diukur"})
    assert work_out(records).figures["SK6.1.realisasi"].rows == (row_id(2),)
