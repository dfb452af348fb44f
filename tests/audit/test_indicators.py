"""Formulas that several indicators use, or none: services, policies and codes of their own; quarter 2025-TW1."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.audit.recomputation.ledger import Ledger
from tests.audit.small_unit import rows, targets, work_out_with
from tests.audit.test_receipts_and_targets import DIPA, NERACA, SBS
from tests.audit.test_survey import ANSWERS


def printed(ledger: Ledger, *figure_ids: str) -> list[str]:
    return [ledger.figures[figure_id].printed for figure_id in figure_ids]


def led_by(ledger: Ledger, code: str) -> set[str]:
    return {figure_id for figure_id in ledger.figures if figure_id.startswith(f"{code}.")}


def order(number: str, service: str, customer: str, amount: int, finished: str, line: int = 1) -> dict[str, Any]:
    """Received on Thursday 2 January, due within two working days: on Monday the 6th."""
    return {
        "no_order": number,
        "no_baris": line,
        "jenis_layanan": service,
        "kode_pelanggan": customer,
        "tanggal_masuk": "02/01/2025",
        "tanggal_bayar": "02/01/2025",
        "spm_hk": 2,
        "tanggal_selesai": finished,
        "jumlah": amount,
        "status": "selesai",
    }


ORDERS = rows(
    "service_orders",
    order("A1", "Uji", "P1", 3, "06/01/2025"),
    order("A2", "Uji", "P2", 1, "07/01/2025"),
    order("B1", "Kal", "P1", 4, "06/01/2025"),
    order("C1", "Latih", "P3", 5, "06/01/2025"),
)


def test_two_indicators_of_timeliness_have_services_and_policies_of_their_own() -> None:
    ledger = work_out_with(
        [
            {"kode": "SK.1.1", "rumus": "sla", "layanan": ["uji"], "kebijakan": {"sla_satuan": "order"}},
            {"kode": "SK.1.2", "rumus": "sla", "layanan": ["latih", "kal", "uji"]},
        ],
        ORDERS,
    )
    # One of two orders, where three of four results were in time; the other value is each one's own.
    assert printed(ledger, "SK.1.1.realisasi", "SK.1.1.realisasi.alt.jumlah") == ["50,00", "75,00"]
    assert printed(ledger, "SK.1.2.realisasi.uji", "SK.1.2.realisasi.latih") == ["75,00", "100,00"]
    # (75 + 100 + 100) / 3 = 91.67; of orders (50 + 100 + 100) / 3; pooled 12 of 13
    assert printed(ledger, "SK.1.2.realisasi", "SK.1.2.realisasi.alt.order") == ["91,67", "83,33"]
    assert printed(ledger, "SK.1.2.realisasi.alt.gabungan") == ["92,31"]
    assert "SK.1.1.jatuh_tempo.kal" not in ledger.figures
    assert "SK.1.1.realisasi.alt.order" not in ledger.figures


def test_two_indices_of_satisfaction_differ_by_their_policies() -> None:
    own = {"nilai": "tertimbang_responden", "alasan": "a", "dasar": "b"}
    ledger = work_out_with(
        [
            {"kode": "IKU 1", "rumus": "ikm"},
            {"kode": "IKU 2", "rumus": "ikm", "kebijakan": {"ikm_gabungan": own}, "layanan": ["uji", "kal"]},
            {"kode": "TJ-1", "rumus": "ikm", "kebijakan": {"periode_survei": "tahun_berjalan"}, "layanan": ["kal"]},
        ],
        ANSWERS,
        quarter="2025-TW2",
    )
    # Of the second quarter there is one answer, (2, 2) to kal; of the year (4, 4) besides, and (4, 3), (3, 3) to uji.
    assert printed(ledger, "IKU 1.realisasi", "IKU 1.responden.uji") == ["2,00", "0"]
    assert printed(ledger, "TJ-1.realisasi", "TJ-1.realisasi.alt.triwulan", "TJ-1.responden") == ["3,00", "2,00", "2"]
    # uji 3.25, kal 3: (3.25 + 3) / 2 = 3.125; everyone alike (3.25 x 2 + 3 x 2) / 4 the same
    assert printed(ledger, "IKU 1.realisasi.alt.tahun_berjalan", "IKU 2.realisasi.alt.rata_rata_layanan") == [
        "3,13",
        "2,00",
    ]
    assert "IKU 2.realisasi.alt.tertimbang_responden" not in ledger.figures
    assert not [figure_id for figure_id in ledger.figures if "sampel_minimum" in figure_id]


def test_sample_sizes_go_by_the_first_indicator_that_counts_users() -> None:
    ledger = work_out_with(
        [
            {"kode": "IKU 1", "rumus": "ikm", "layanan": ["uji", "latih"]},
            {"kode": "TJ-1", "rumus": "pengguna", "layanan": ["uji", "kal"]},
            {"kode": "TJ-2", "rumus": "pengguna", "kebijakan": {"pengguna": "entitas_unik"}},
        ],
        ORDERS,
    )
    # P1 and P2 of uji; P1 of kal; P3 of latih. 3.841 x 2 x 0.25 / (0.0025 + 0.96025) = 1.99
    assert printed(ledger, "TJ-1.realisasi", "TJ-1.realisasi.alt.entitas_unik") == ["3,00", "2,00"]
    assert printed(ledger, "TJ-2.realisasi", "TJ-2.realisasi.alt.jumlah_per_layanan") == ["3,00", "4,00"]
    assert printed(ledger, "IKU 1.sampel_minimum.uji", "IKU 1.sampel_minimum.latih") == ["2", "-"]
    assert ledger.figures["IKU 1.sampel_minimum.latih"].components == ()
    assert ledger.evidence("IKU 1.sampel_minimum.latih")[0] == 0


def test_volumes_are_of_the_services_that_an_indicator_covers() -> None:
    goals = rows("perjanjian_kinerja", {"kode": "TJ-1.bimbing", "target": 20, "arah": "naik"}, order=2)
    ledger = work_out_with(
        [{"kode": "TJ-1", "rumus": "volume", "layanan": ["latih"]}, {"kode": "SK.1.1", "rumus": "volume"}],
        ORDERS + goals,
    )
    assert printed(ledger, "TJ-1.realisasi", "TJ-1.realisasi.bimbing", "TJ-1.persen.bimbing") == [
        "5,00",
        "5,00",
        "25,00",
    ]
    assert printed(ledger, "SK.1.1.realisasi", "SK.1.1.realisasi.uji", "SK.1.1.persen.bimbing") == [
        "13,00",
        "4,00",
        "-",
    ]


def test_what_no_indicator_uses_has_no_figures_and_needs_no_profile() -> None:
    ledger = work_out_with(
        [{"kode": "SK.1.1", "rumus": "penilaian_luar"}], ORDERS + SBS + NERACA, unsur=[], akun={}, kebijakan={}
    )
    assert {figure_id.split(".")[0] for figure_id in ledger.figures} == {"SK", "anggaran"}


RATES = [{"kode": "IKU 1", "rumus": "roa"}, {"kode": "IKU 2", "rumus": "pobo"}]


def test_without_an_indicator_of_pnbp_the_unit_has_its_own() -> None:
    ledger = work_out_with(RATES, SBS + DIPA + NERACA, quarter="2025-TW2")
    # 1000 + 500 - 200, of 2600; 1300 / 6 x 12; over assets of 4000
    assert printed(ledger, "pnbp.pnbp", "pnbp.pnbp_persen_dipa", "pnbp.proyeksi") == ["1.300", "50,00", "2.600"]
    assert printed(ledger, "IKU 1.realisasi", "IKU 2.realisasi") == ["32,50", "-"]
    # validated this year: 1000 of S1 and 400 of S6
    assert printed(ledger, "pnbp.pnbp.alt.sah", "IKU 1.realisasi.alt.sah", "pnbp.pnbp.alt.ntpn") == [
        "1.400",
        "35,00",
        "-",
    ]
    own = {"pnbp", "pnbp_tw", "pnbp_sah", "pnbp_belum_sah", "tahun_lalu", "target_dipa", "pnbp_persen_dipa", "proyeksi"}
    assert led_by(ledger, "pnbp") == {f"pnbp.{measure}" for measure in own | {"pnbp.alt.sah", "pnbp.alt.ntpn"}}
    assert set(ledger.figures["IKU 1.realisasi.alt.sah"].components) == {"pnbp.pnbp.alt.sah", "IKU 1.aset"}


def test_a_rate_follows_the_policies_of_the_pnbp_that_it_names() -> None:
    ledger = work_out_with(
        [
            {"kode": "SK.2.1", "rumus": "pertumbuhan_pnbp"},
            {"kode": "SK.2.2", "rumus": "indeks_pnbp", "skala": "persen", "kebijakan": {"tanggal_pnbp": "sah"}},
            {"kode": "SK.2.3", "rumus": "roa"},
            {"kode": "SK.2.4", "rumus": "roa", "pnbp": "SK.2.2"},
        ],
        SBS + DIPA + NERACA + targets(SK_2_2=105),
        quarter="2025-TW2",
    )
    assert printed(ledger, "SK.2.1.pnbp", "SK.2.1.pnbp.alt.sah", "SK.2.2.pnbp", "SK.2.2.pnbp.alt.terima") == [
        "1.300",
        "1.400",
        "1.400",
        "1.300",
    ]
    assert printed(ledger, "SK.2.3.realisasi", "SK.2.3.realisasi.alt.sah") == ["32,50", "35,00"]
    assert printed(ledger, "SK.2.4.realisasi", "SK.2.4.realisasi.alt.terima") == ["35,00", "32,50"]
    assert printed(ledger, "SK.2.2.target_rupiah", "SK.2.2.realisasi") == ["2.100", "On progress"]
    assert not led_by(ledger, "pnbp")


def test_one_code_may_begin_another() -> None:
    ledger = work_out_with(
        [{"kode": "SK1", "rumus": "nps"}, {"kode": "SK1.1", "rumus": "ikm"}, {"kode": "SK1.10", "rumus": "nps"}],
        ANSWERS,
    )
    assert printed(ledger, "SK1.realisasi.alt.gabungan", "SK1.1.realisasi.alt.tertimbang_responden") == [
        "33,33",
        "3,50",
    ]
    assert printed(ledger, "SK1.10.realisasi.alt.gabungan") == ["33,33"]
    assert "SK1.1.realisasi.alt.gabungan" not in ledger.figures


def test_elements_may_weigh_differently() -> None:
    weighed = [
        {"kode": "u1", "nama": "Persyaratan", "label": ["persyaratan"], "bobot": 3},
        {"kode": "u2", "nama": "Prosedur", "label": ["prosedur"], "bobot": 1},
    ]
    own = {"ikm_gabungan": "tertimbang_responden"}
    ledger = work_out_with(
        [{"kode": "IKU 1", "rumus": "ikm"}, {"kode": "IKU 2", "rumus": "ikm", "kebijakan": own}], ANSWERS, unsur=weighed
    )
    # uji: (3 x 3.5 + 3) / 4 = 3.375; with kal 4: 3.6875. Pooled: u1 11/3, u2 10/3: (11 + 10/3) / 4 = 3.583
    assert printed(ledger, "IKU 1.realisasi.uji", "IKU 1.realisasi", "IKU 1.konversi") == ["3,38", "3,69", "92,19"]
    assert printed(ledger, "IKU 2.realisasi", "IKU 2.unsur.u2") == ["3,58", "3,33"]


def test_a_scale_of_five_is_told_in_numbers_letters_and_own_words() -> None:
    elements = [
        {"kode": "u1", "nama": "Persyaratan", "label": ["persyaratan"], "skala": ["1*", "2*", "3*", "4*", "Hebat"]},
        {"kode": "u2", "nama": "Prosedur", "label": ["prosedur"]},
    ]
    answers = rows(
        "survey",
        *(
            {
                "waktu": "01/02/2025 09:00:00",
                "jenis_layanan": "Uji",
                "persyaratan": first,
                "prosedur": second,
                "(0-10)": 9,
                "email": f"{first}",
            }
            for first, second in (("Hebat", "e"), ("5 - hebat", 4), ("b", "3"))
        ),
    )
    ledger = work_out_with([{"kode": "IKU 1", "rumus": "ikm"}], answers, unsur=elements, skala_unsur=5)
    # (5 + 5 + 2) / 3 = 4 and (5 + 4 + 3) / 3 = 4, of 5
    assert printed(ledger, "IKU 1.unsur.u1", "IKU 1.realisasi", "IKU 1.konversi") == ["4,00", "4,00", "80,00"]


@pytest.mark.parametrize(("proof", "expected"), [("ST-1", "83,00"), ("", "On progress"), (None, "On progress")])
def test_a_value_of_the_sheet_counts_with_its_proof(proof: str | None, expected: str) -> None:
    row = {"kode": "TJ-1", "triwulan": "2025-TW1", "nilai": "83", "status": "final", "dokumen_bukti": proof}
    ledger = work_out_with([{"kode": "TJ-1", "rumus": "nilai_lembar"}], rows("penilaian_luar", row))
    assert printed(ledger, "TJ-1.realisasi") == [expected]
