"""Figures of the small unit, each worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.dbt.conftest import Built

pytestmark = pytest.mark.slow

# The month of receipt; the order of December does not count.
RECEIVED = {"uji": {3: 10, 6: 4 + 3 + 2}, "kal": {2: 5 + 7, 3: 1, 4: 2}}
# The month of the due date: what was due, what of it was on time. O3 comes due in July, O7's clock does not run.
DUE = {
    "uji": {1: (6, 0), 4: (10, 10), 6: (4 + 2, 0)},
    "kal": {2: (5, 5), 3: (1, 1)},
}


@pytest.mark.parametrize("service", ["uji", "kal"])
@pytest.mark.parametrize("month", range(1, 7))
def test_an_order_is_received_and_due_in_its_own_months(small: Built, service: str, month: int) -> None:
    cell = f"{service}.{month:02d}"
    due, on_time = DUE[service].get(month, (0, 0))
    assert small.printed(f"K.3.masuk.{cell}") == RECEIVED[service].get(month, 0)
    assert small.printed(f"K.3.jatuh_tempo.{cell}") == due
    assert small.printed(f"K.3.tepat_waktu.{cell}") == on_time
    assert small.printed(f"K.3.persen.{cell}") == (100 * on_time / due if due else None)


def test_months_with_nothing_due_are_left_out_of_the_mean(small: Built) -> None:
    # uji: mean of 0 (January), 100 (April), 0 (June); kal: 100, 100; together (33.333... + 100) / 2
    assert small.printed("K.3.realisasi.uji") == Decimal("33.33")
    assert small.printed("K.3.realisasi.kal") == 100
    assert small.printed("K.3.realisasi") == Decimal("66.67")
    assert small.figures["K.3.persen.uji.02"]["status"] == "tidak_terdefinisi"
    assert small.figures["K.3.persen.uji.02"]["keterangan"] == "tidak ada order yang jatuh tempo"


def test_the_sla_has_its_other_readings_beside_it(small: Built) -> None:
    expected = {
        "K.3.realisasi.alt.gabungan": "57.14",  # (10 + 5 + 1) / (6 + 10 + 6 + 5 + 1) = 16/28
        "K.3.persen_gabungan.uji": "45.45",  # 10/22
        "K.3.persen_masuk.uji": "52.63",  # 10/19
        "K.3.jatuh_tempo.uji.06.alt.order": "2",  # orders instead of samples: O2 and O4
        "K.3.realisasi.alt.order": "66.67",
        # cuti bersama worked: O1 is then due on 21 April and late, so uji has nothing on time
        "K.3.tepat_waktu.uji.04.alt.berjalan": "0",
        "K.3.realisasi.alt.berjalan": "50",
        "K.3.capaian": "70.18",  # 66.67 / 95, the printed value and not 66.666...
        "K.3.capaian.alt.gabungan": "60.15",  # 57.14 / 95
        "K.3.capaian.uji": "35.08",  # 33.33 / 95
    }
    assert {name: small.printed(name) for name in expected} == {n: Decimal(v) for n, v in expected.items()}


def test_the_backlog_is_what_came_in_and_has_not_come_due(small: Built) -> None:
    # uji: -6 (carried over and due in January), +10 in March, -10 in April, +9 - 6 in June
    assert [small.printed(f"K.3.backlog.uji.{month:02d}") for month in range(1, 7)] == [-6, -6, 4, -6, -6, -3]
    assert small.printed("K.3.backlog.uji") == -3


def test_working_days_used_are_counted_from_the_clock_to_the_finish(small: Built) -> None:
    assert small.printed("K.3.rata_hk.uji.04") == 15  # 26 March to 28 April
    assert small.printed("K.3.rata_hk.uji.06") == 6  # 2 to 12 June: 3, 4, 5, 10, 11, 12; O4 is not finished
    assert small.printed("K.3.rata_hk.kal.02") == 3  # paid on the 12th, finished on the 17th
    assert small.printed("K.3.rata_hk.uji.02") is None


def test_an_order_without_a_due_date_is_received_and_counted_apart(small: Built) -> None:
    assert small.printed("K.3.tanpa_sla.kal") == 9  # O9 has neither SPM nor contract, the clock of O7 has not started
    assert small.printed("K.3.tanpa_sla.uji") == 0


def test_users_are_distinct_customers_of_the_year_to_date(small: Built) -> None:
    expected = {
        "K.2.realisasi.uji": 2,  # C1, C2; C3 came in last year, C99 was rejected
        "K.2.realisasi.kal": 3,  # C1, C4, C5; C6 was cancelled
        "K.2.realisasi.latih": 2,
        "K.2.realisasi.konsul": 1,
        "K.2.realisasi": 8,
        "K.2.realisasi.alt.entitas_unik": 6,  # C1 counts once: C1, C2, C4, C5, C7, C8
        "K.2.realisasi_tw": 5,  # uji C1 C2, kal C5, latih C7, konsul C8
        "K.2.capaian": 50,
        "K.2.capaian.alt.entitas_unik": Decimal("37.5"),
    }
    assert {name: small.printed(name) for name in expected} == expected


def test_volumes_add_up_what_was_received(small: Built) -> None:
    expected = {
        "K.6.realisasi.uji": 19,
        "K.6.realisasi.kal": 15,
        "K.6.realisasi.bimbing": 50,  # the volume table has its own code for the service
        "K.6.realisasi": 84,
        "K.6.realisasi_tw": 41,  # 9 + 2 + 30
        "K.6.target.uji": 38,
        "K.6.persen.uji": 50,
        "K.6.persen": 50,
        "K.6.capaian": 50,
    }
    assert {name: small.printed(name) for name in expected} == expected
    assert "K.6.realisasi.konsul" not in small.figures


def test_the_ikm_is_rounded_once_and_its_capaian_from_the_printed_value(small: Built) -> None:
    expected = {
        "K.1.unsur.u1.uji": "3.67",  # (4 + 3 + 4) / 3
        "K.1.unsur.u2.uji": "3.33",
        "K.1.realisasi.uji": "3.37",  # (11/3 + 8 x 10/3) / 9 = 91/27
        "K.1.realisasi.kal": "4",
        "K.1.realisasi": "3.69",  # (91/27 + 4) / 2 = 199/54 = 3.685...
        "K.1.capaian": "105.43",  # 3.69 / 3.5; the unrounded index would give 105.29
        "K.1.konversi": "92.13",
        "K.1.konversi.uji": "84.26",
        "K.1.realisasi.alt.tertimbang_responden": "3.53",  # u1 15/4, the others 14/4: 31.75 / 9
        "K.1.unsur.u1.alt.tertimbang_responden": "3.75",
        "K.1.unsur.u1": "3.83",  # (11/3 + 4) / 2
        "K.1.realisasi.alt.tahun_berjalan": "3.39",  # with the answer of February: (25/9 + 4) / 2
        "K.1.responden": "4",
        "K.1.responden.uji": "3",
        "K.1.sampel_minimum.uji": "2",  # two users
    }
    assert {name: small.printed(name) for name in expected} == {n: Decimal(v) for n, v in expected.items()}
    assert small.figures["K.1.konversi"]["keterangan"] == "A"
    assert small.figures["K.1.konversi.uji"]["keterangan"] == "B"


def test_a_service_without_respondents_has_no_index_and_counts_in_no_mean(small: Built) -> None:
    for service in ("latih", "konsul"):
        assert small.printed(f"K.1.responden.{service}") == 0
        assert small.printed(f"K.1.realisasi.{service}") is None
        assert small.figures[f"K.1.realisasi.{service}"]["status"] == "tidak_terdefinisi"
        assert small.figures[f"K.1.realisasi.{service}"]["row_count"] == 0


def test_the_nps_is_promoters_less_detractors(small: Built) -> None:
    expected = {
        "K.4.promoter.uji": "1",
        "K.4.passive.uji": "1",
        "K.4.detractor.uji": "1",
        "K.4.realisasi.uji": "0",
        "K.4.realisasi.kal": "100",
        "K.4.realisasi": "50",
        "K.4.realisasi.alt.gabungan": "25",  # (2 - 1) / 4
        "K.4.persen_promoter": "66.67",  # (1/3 + 1) / 2
        "K.4.promoter": "2",
        "K.4.responden": "4",
        "K.4.capaian": "125",
    }
    assert {name: small.printed(name) for name in expected} == {n: Decimal(v) for n, v in expected.items()}


def test_receipts_count_by_the_day_they_came_in(small: Built) -> None:
    expected = {
        "K.5.pnbp": "3400000",  # S1 to S4; S5 is another account, S6 came after the quarter, S7 before the year
        "K.5.pnbp_tw": "400000",
        "K.5.pnbp_sah": "3000000",  # S3 was validated after the quarter
        "K.5.pnbp_belum_sah": "400000",
        "K.5.pnbp.alt.sah": "3300000",  # S1, S2, S7
        "K.5.tahun_lalu": "3000000",
        "K.5.target_rupiah": "3300000",
        "K.5.target_dipa": "4000000",
        "K.5.pnbp_persen_dipa": "85",
        "K.5.pnbp_persen_target": "103.03",
        "K.5.sisa_target": "-100000",
        "K.5.proyeksi": "6800000",  # 3.4 million in six months
        "K.7.aset": "40000000",  # the contra account is negative; debts and other years do not count
        "K.7.realisasi": "8.5",
        "K.7.capaian": "106.25",
        "K.7.realisasi.alt.sah": "8.25",
    }
    assert {name: small.printed(name) for name in expected} == {n: Decimal(v) for n, v in expected.items()}


def test_growth_is_on_progress_until_the_year_has_closed(small: Built) -> None:
    for measure in ("realisasi", "capaian"):
        assert small.printed(f"K.5.{measure}") is None
        assert small.figures[f"K.5.{measure}"]["status"] == "on_progress"


def test_pobo_divides_by_operating_cost_alone(small: Built) -> None:
    # 300 + 1,100 + 1,500 thousand; the 40 thousand of akun 53 do not count, nor does the accrual report
    assert small.printed("K.8.biaya_operasional") == 2_900_000
    assert small.printed("K.8.realisasi") == Decimal("117.24")
    assert small.printed("K.8.capaian") == Decimal("117.24")


def test_the_budget_is_the_revision_in_force_by_fund_and_kind(small: Built) -> None:
    expected = {
        "anggaran.pagu_awal": 6_750_000,
        "anggaran.pagu": 7_150_000,
        "anggaran.blokir": 750_000,
        "anggaran.efektif": 6_400_000,
        "anggaran.pagu.rm": 4_250_000,
        "anggaran.pagu.blu": 2_900_000,
        "anggaran.pagu.rm.51": 3_000_000,
        "anggaran.pagu.rm.52": 1_000_000,
        "anggaran.pagu.blu.53": 400_000,
        "anggaran.realisasi": 2_940_000,
        "anggaran.realisasi.rm.52": 300_000,  # one akun stands twice, once per fund
        "anggaran.realisasi.blu.52": 1_100_000,
        "anggaran.realisasi_tw": 1_640_000,  # less the 1,300 thousand that TW1 itself had delivered
        "anggaran.realisasi_tw.rm": 1_000_000,
        "anggaran.persen_pagu": Decimal("41.12"),  # 2,940 / 7,150
        "anggaran.persen_efektif": Decimal("45.94"),  # 2,940 / 6,400
        "anggaran.persen_efektif.rm.53": None,  # all of it is blocked
        "anggaran.porsi_efektif.rm": Decimal("59.38"),  # 3,800 / 6,400
    }
    assert {name: small.printed(name) for name in expected} == expected
    assert small.figures["anggaran.persen_efektif.rm.53"]["keterangan"] == "pembagi nol atau data belum diterima"


def test_every_revision_of_the_dipa_has_its_pagu_its_blokir_and_its_change(small: Built) -> None:
    expected = {
        "revisi.pagu.B00": 6_750_000,
        "revisi.blokir.B00": 0,
        "revisi.efektif.B00": 6_750_000,
        "revisi.pagu.B01": 7_750_000,
        "revisi.perubahan.B01": 1_000_000,
        "revisi.blokir.B02": 750_000,
        "revisi.efektif.B02": 6_400_000,
        "revisi.perubahan.B02": -1_350_000,  # 600 thousand less, and 750 thousand blocked
    }
    assert {name: small.printed(name) for name in expected} == expected
    assert "revisi.perubahan.B00" not in small.figures
    assert small.figures["revisi.blokir.B01"]["row_count"] == 5
    assert small.figures["revisi.perubahan.B02"]["label"] == "Perubahan pagu efektif dengan revisi DIPA ke-2"
    assert set(
        small.query("SELECT component_id FROM figures.figure_components WHERE figure_id = 'revisi.perubahan.B02'")
    ) == {("revisi.efektif.B02",), ("revisi.efektif.B01",)}


def test_what_was_spent_by_the_end_of_a_month_is_told_by_its_report_or_the_next(small: Built) -> None:
    months = [small.printed(f"anggaran.realisasi_bulan.{month:02d}") for month in range(1, 7)]
    # The report of March has no column of earlier periods, that of June has: 250 + 1,000 + 1,200 thousand.
    assert months == [None, None, 1_300_000, None, 2_450_000, 2_940_000]
    assert "anggaran.realisasi_bulan.07" not in small.figures
    assert small.figures["anggaran.realisasi_bulan.04"]["keterangan"].startswith("GLP039 (SP2D) bulan ini")


def test_a_kro_has_its_money_its_plan_and_its_physical_progress(small: Built) -> None:
    expected = {
        "kro.pagu.BAD": 3_500_000,
        "kro.pagu_awal.BAD": 3_000_000,
        "kro.pagu_perubahan.BAD": 500_000,
        "kro.volume.BAD": 2298,
        "kro.realisasi.sd.BAD": 1_400_000,
        "kro.realisasi.tw.BAD": 800_000,
        "kro.persen.sd.BAD": 40,
        "kro.persen.tw.BAD": Decimal("22.86"),
        "kro.persen.sd.BAD.alt.efektif": Decimal("42.42"),  # over 3.3 million
        "kro.sasaran_persen.sd.BAD": Decimal("42.86"),  # 6 x 250 thousand
        "kro.sasaran_persen.tw.BAD": Decimal("21.43"),
        "kro.fisik.tw.BAD": 26,
        "kro.sasaran_fisik.sd.BAD": 55,
        "kro.fisik.sd.EBA": None,
        "program.pagu.EC": 3_500_000,
        "anggaran.rencana.01": 250_000,  # 50 + 200 thousand a month
        "anggaran.rencana.06": 1_500_000,
        "anggaran.rencana.12": 3_000_000,
        "program.pagu_perubahan.WA": -100_000,
    }
    assert {name: small.printed(name) for name in expected} == expected


def test_what_others_measure_is_taken_over_and_what_nobody_measured_is_on_progress(small: Built) -> None:
    assert small.printed("L.1.realisasi") == Decimal("56.25")
    assert small.printed("L.1.capaian") == 75
    assert small.printed("L.2.capaian") == 125  # lower is better: 10 / 8
    assert small.printed("L.3.realisasi") is None
    assert small.figures["L.3.realisasi"]["status"] == "on_progress"
    assert small.figures["L.3.capaian"]["status"] == "on_progress"


def test_targets_and_progress_come_from_the_latest_delivery(small: Built) -> None:
    assert small.printed("K.1.target") == Decimal("3.5")  # TW1 had said 3
    assert small.printed("K.1.target_antara.tw2") == 50
    assert small.printed("K.1.fisik.sd") == 45
    assert small.printed("K.2.fisik.sd") is None


def test_formulas_that_the_unit_declares_count_order_lines(small: Built) -> None:
    # finished are O1, O2, O6, O8 of the eleven that came in this year and were not cancelled
    assert [small.printed(f"L.4.{measure}") for measure in ("pembilang", "penyebut", "realisasi")] == [
        *(4, 11, Decimal("36.36")),
    ]
    # within ten days O2, to the day, and O6; O3 and O13 are not due, O4 is on the last day of the quarter
    assert [small.printed(f"L.5.{measure}") for measure in ("pembilang", "penyebut", "realisasi")] == [
        *(2, 9, Decimal("22.22")),
    ]
    assert small.printed("L.5.capaian") == Decimal("24.69")  # 22.22 / 90


def test_every_excluded_row_has_its_reason(small: Built) -> None:
    counts = dict(small.query("SELECT source || ' ' || reason, count(*) FROM figures.excluded_rows GROUP BY 1"))
    assert counts == {
        "service_orders ditolak": 1,  # O99, refused in two cells
        "service_orders digantikan": 1,  # O6 as it stood in TW1
        "service_orders batal": 1,
        "service_orders tanpa_sla": 1,
        "service_orders jam belum mulai": 1,
        "survey digantikan": 1,
        "survey di luar periode": 1,  # the answer of July
        "sbs digantikan": 2,
        "sbs bukan akun PNBP": 1,
        "sbs di luar periode": 1,
        "dataang digantikan": 5,  # B00 came twice
        "dataang bukan revisi DIPA": 3,
        "dataang baris judul": 1,
        "glp039 bukan basis SP2D": 5,
        "perjanjian_kinerja digantikan": 16,
        "tabel_narasi digantikan": 3,
    }


def test_the_clean_world_passes_every_data_test(small: Built) -> None:
    assert small.broken() == set()
    assert len(small.checks) >= 45


def test_the_texts_of_the_report_are_those_of_the_sheets(small: Built) -> None:
    assert small.query("SELECT kode, jenjang, indikator FROM figures.indicators ORDER BY urutan")[0] == (
        *("K.1", "sasaran", "Indikator K.1"),
    )
    assert small.query(
        "SELECT program, kegiatan, kro, kro_nama, volume_satuan FROM figures.outputs ORDER BY urutan"
    ) == [
        ("EC", "6077", "BAD", "Layanan", "Industri"),
        ("WA", "6042", "EBA", "Dukungan", "Layanan"),
        ("WA", "6042", "EBB", "Sarana", "Unit"),
    ]
    assert small.query("SELECT ro, ro_nama, volume FROM figures.output_details WHERE kro = 'BAD'") == [
        ("001", "Pengujian", Decimal(1300))
    ]
    assert small.query("SELECT count(*) FROM figures.narratives") == [(3,)]
    # The second delivery of the table has one row less below its head: nothing of the first is left.
    assert small.query("SELECT sel_1, sel_2 FROM figures.narrative_tables ORDER BY _row") == [
        ("Kepala", "Isi"),
        ("b", "2"),
    ]
