"""Satisfaction index and NPS of four answers worked out by hand; quarter 2025-TW1.

uji:   (4, 3) recommends 10, (3, 3) recommends 9  -> u1 3.5, u2 3.0, index 3.25; two promoters
kal:   (4, 4) recommends 5                        -> index 4; one detractor
latih: nobody
"""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.audit.recomputation.ledger import Ledger
from orchestration.audit.recomputation.records import AuditError
from tests.audit.small_unit import row_id, rows, targets, work_out

U1, U2 = "bagaimana persyaratan pelayanan?", "bagaimana prosedur pelayanan?"
RECOMMENDS = "seberapa besar kemungkinan anda merekomendasikan kami? (0-10)"


def answer(when: str, service: str, u1: object, u2: object, recommends: object) -> dict[str, Any]:
    return {
        "waktu": when,
        "jenis_layanan": service,
        "no_whatsapp": "",
        "email": "",
        U1: u1,
        U2: u2,
        RECOMMENDS: recommends,
        "saran dan rekomendasi": "tetap begini",
    }


ANSWERS = rows(
    "survey",
    answer("01/01/2025 00:00:00", "Uji", "4", "3", "10"),
    answer("31/03/2025 23:59:59", "Uji", "3", "3", 9),
    answer("15/02/2025 10:00:00", "Kal", "4 - Sangat Baik", "4 - Sangat Baik", "5"),
    answer("31/12/2024 23:59:59", "Kal", "1", "1", "0"),
    answer("01/04/2025 00:00:00", "Kal", "2", "2", "8"),
)
TARGETS = targets(TJ_1="3,72", SK1_2=30)


def test_the_same_answers_of_one_person_within_minutes_count_once() -> None:
    def sent(when: str, who: str, mail: str, u1: str = "4", service: str = "Uji") -> dict[str, Any]:
        return answer(f"10/02/2025 {when}", service, u1, "3", "10") | {"no_whatsapp": who, "email": mail}

    records = rows(
        "survey",
        sent("10:00:00", "a", "m"),
        sent("10:10:00", "a", ""),  # again, by telephone
        sent("10:20:01", "a", "n"),  # ten minutes and a second after: a form of its own
        sent("10:21:00", "b", "n"),  # again, by e-mail
        sent("10:22:00", "a", "m", u1="1"),  # other answers
        sent("10:23:00", "a", "m", service="Kal"),
        sent("10:24:00", "", ""),  # nobody can be told from nobody
        sent("10:24:01", "", ""),
    )
    ledger = work_out(records + TARGETS)
    # of uji: (4 + 4 + 1 + 4 + 4) / 5 = 3.4
    assert printed(ledger, "TJ.1.responden.uji", "TJ.1.unsur.u1.uji", "TJ.1.responden.kal") == ["5", "3,40", "1"]
    everything = work_out(records + TARGETS, jawaban_ganda="semua")
    # (4 x 6 + 1) / 7 = 3.571
    assert printed(everything, "TJ.1.responden.uji", "TJ.1.unsur.u1.uji") == ["7", "3,57"]


def printed(ledger: Ledger, *figure_ids: str) -> list[str]:
    return [ledger.figures[figure_id].printed for figure_id in figure_ids]


def test_the_index_is_rounded_once_and_capaian_from_print() -> None:
    ledger = work_out(ANSWERS + TARGETS)
    assert printed(ledger, "TJ.1.unsur.u1.uji", "TJ.1.unsur.u2.uji", "TJ.1.realisasi.uji") == ["3,50", "3,00", "3,25"]
    assert printed(ledger, "TJ.1.unsur.u1", "TJ.1.responden") == ["3,75", "3"]
    # (3.25 + 4) / 2 = 3.625 -> 3.63; 3.63 / 3.72 = 97.58, where 3.625 / 3.72 would be 97.45. 3.625 x 25 = 90.625.
    assert printed(ledger, "TJ.1.realisasi", "TJ.1.capaian", "TJ.1.konversi") == ["3,63", "97,58", "90,63"]
    # (3.25 + 3.25 + 4) / 3 = 3.50; 3.50 / 3.72 = 94.09
    other = "alt.tertimbang_responden"
    assert printed(ledger, f"TJ.1.realisasi.{other}", f"TJ.1.capaian.{other}") == ["3,50", "94,09"]


def test_respondents_may_weigh_the_same() -> None:
    ledger = work_out(ANSWERS + TARGETS, ikm_gabungan="tertimbang_responden", nps_gabungan="gabungan")
    assert printed(ledger, "TJ.1.realisasi", "TJ.1.realisasi.alt.rata_rata_layanan") == ["3,50", "3,63"]
    assert printed(ledger, "TJ.1.unsur.u1") == ["3,67"]  # 11 / 3
    assert printed(ledger, "SK1.2.realisasi", "SK1.2.realisasi.alt.rata_rata_layanan") == ["33,33", "0,00"]
    assert printed(ledger, "SK1.2.persen_promoter") == ["66,67"]


def test_a_service_nobody_answered_for_has_no_index_but_zero_respondents() -> None:
    ledger = work_out(ANSWERS + TARGETS)
    assert printed(ledger, "TJ.1.realisasi.latih", "TJ.1.konversi.latih", "TJ.1.responden.latih") == ["-", "-", "0"]
    assert ledger.figures["TJ.1.realisasi.latih"].status == "tidak_terdefinisi"
    assert "SK1.2.realisasi.latih" not in ledger.figures


def test_net_promoter_score() -> None:
    ledger = work_out(ANSWERS + TARGETS)
    counts = [f"SK1.2.{kind}" for kind in ("promoter", "passive", "detractor", "responden")]
    assert printed(ledger, *counts) == ["2", "0", "1", "3"]
    # (100 - 100) / 2 services; pooled (2 - 1) / 3.
    assert printed(ledger, "SK1.2.realisasi.uji", "SK1.2.realisasi.kal", "SK1.2.realisasi") == [
        "100,00",
        "-100,00",
        "0,00",
    ]
    assert printed(ledger, "SK1.2.realisasi.alt.gabungan", "SK1.2.persen_promoter") == ["33,33", "50,00"]
    assert ledger.figures["SK1.2.promoter.kal"].rows == ()
    assert ledger.figures["SK1.2.realisasi.uji"].rows == (row_id(2), row_id(3))


def test_an_answer_belongs_to_the_quarter_of_its_timestamp() -> None:
    assert printed(work_out(ANSWERS, quarter="2025-TW2"), "TJ.1.responden", "TJ.1.realisasi.kal") == ["1", "2,00"]
    to_date = work_out(ANSWERS, quarter="2025-TW2", periode_survei="tahun_berjalan")
    assert printed(to_date, "TJ.1.responden", "TJ.1.realisasi.kal") == ["4", "3,00"]
    assert printed(to_date, "TJ.1.responden.alt.triwulan", "TJ.1.realisasi.kal.alt.triwulan") == ["1", "2,00"]
    assert to_date.evidence("TJ.1.realisasi.alt.triwulan")[0] == 1


def test_a_question_left_empty_stays_out_of_its_mean() -> None:
    partly = rows(
        "survey", answer("01/02/2025 09:00:00", "Uji", "4", "", ""), answer("01/02/2025 09:05:00", "Uji", "2", "3", "9")
    )
    ledger = work_out(partly)
    assert printed(ledger, "TJ.1.unsur.u1.uji", "TJ.1.unsur.u2.uji") == ["3,00", "3,00"]
    assert printed(ledger, "TJ.1.responden.uji", "SK1.2.responden.uji") == ["2", "1"]


def test_sample_size_of_three_users() -> None:
    # 3.841 x 3 x 0.25 / (0.0025 x 2 + 0.96025) = 2.88075 / 0.96525 = 2.98
    orders = rows(
        "service_orders",
        *(
            {"no_order": c, "no_baris": 1, "jenis_layanan": "Uji", "kode_pelanggan": c, "tanggal_masuk": "02/01/2025"}
            for c in ("P1", "P2", "P3")
        ),
    )
    assert printed(work_out(orders), "TJ.1.sampel_minimum.uji", "TJ.1.sampel_minimum.kal") == ["3", "0"]


@pytest.mark.parametrize("given", ["5", "0", "bagus"])
def test_an_answer_outside_the_scale_is_named(given: str) -> None:
    with pytest.raises(AuditError, match=f"row 2, {U1[:10]}.*: '{given}' is no answer from 1 to 4"):
        work_out(rows("survey", answer("01/02/2025 09:00:00", "Uji", given, "4", "9")))


@pytest.mark.parametrize("given", ["11", "-1", "9,5", "tidak"])
def test_a_recommendation_is_a_whole_number_up_to_10(given: str) -> None:
    with pytest.raises(AuditError, match="row 2, seberapa besar"):
        work_out(rows("survey", answer("01/02/2025 09:00:00", "Uji", "4", "4", given)))


def test_answers_of_a_form_that_asks_in_words_and_names_nobody() -> None:
    answers = rows(
        "survey",
        {
            "waktu": "2025/03/31 11:59:59 PM GMT+7",
            "jenis_layanan": "JASA \u00a0uji",
            U1: "Sangat sesuai",
            U2: "c. Mudah",
        }
        | {RECOMMENDS: "10"},
        # Half past midnight in Makassar is 23:30 of the day before in Jakarta.
        {"waktu": "2025/04/01 12:30:00 AM GMT+8", "jenis_layanan": "Uji", U1: "Tidak sesuai", U2: "b", RECOMMENDS: 0},
    )
    ledger = work_out(answers)
    assert printed(ledger, "TJ.1.responden", "TJ.1.unsur.u1.uji", "TJ.1.unsur.u2.uji") == ["2", "2,50", "2,50"]


def test_a_missing_question_is_named() -> None:
    row = answer("01/02/2025 09:00:00", "Uji", "4", "4", "9")
    del row[U2]
    with pytest.raises(AuditError, match=r"0 columns hold the question of u2 \(Prosedur\)"):
        work_out(rows("survey", row))
