"""Every data test passes on the clean small unit and fails on a defect planted for it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.workspace.formula_sources import COLUMNS
from orchestration.workspace.settings import Workspace
from tests.dbt.conftest import DBT_PROJECT, Built

pytestmark = pytest.mark.slow

# test -> the defect, statements on the built warehouse; what views read is planted in the raw tables
DEFECTS: dict[str, str] = {
    "every_staged_row_is_identified_once": "UPDATE raw_orders.service_orders SET _source_row_id = "
    "(SELECT min(_source_row_id) FROM raw_orders.service_orders) WHERE no_order = 'O2'",
    "accepted_raw_rows_equal_staged_rows": "CREATE OR REPLACE VIEW staging.stg_survey__responses AS "
    "SELECT '999119' AS kode_satker, '1#1' AS _source_row_id",
    "every_row_of_a_delivery_is_accepted_rejected_or_empty": "UPDATE raw_ingestion.deliveries SET rows_accepted = "
    "rows_accepted - 1 WHERE delivery_order = 1",
    "every_policy_has_a_value_the_models_know": "UPDATE reference.kebijakan SET nilai = 'rata-rata' "
    "WHERE kebijakan = 'ikm_gabungan'",
    "the_report_has_exactly_one_quarter": "INSERT INTO reference.periode SELECT * FROM reference.periode",
    "every_order_has_a_service_of_the_catalogue": "UPDATE intermediate.int_layanan__orders_due SET layanan = NULL "
    "WHERE no_order = 'O1'",
    "every_order_whose_clock_runs_has_a_due_date": "UPDATE intermediate.int_layanan__orders_due "
    "SET tanggal_jatuh_tempo = NULL WHERE no_order = 'O1'",
    "no_order_is_finished_before_it_came_in": "UPDATE marts.fct_order SET tanggal_selesai = '2025-03-25' "
    "WHERE no_order = 'O1'",
    "every_order_line_counts_once": "INSERT INTO marts.fct_order SELECT * FROM marts.fct_order WHERE no_order = 'O1'",
    "most_orders_of_a_promised_service_say_when_they_are_due": "UPDATE marts.fct_order SET dasar_jatuh_tempo = NULL "
    "WHERE layanan = 'uji'",
    "on_time_never_exceeds_due": "UPDATE marts.mart_sla SET tepat_waktu_count = 11 WHERE layanan = 'uji' AND bulan = 4",
    "every_order_due_stands_in_one_month_of_the_sla_table": "UPDATE marts.mart_sla SET jatuh_tempo_count = 11 "
    "WHERE layanan = 'uji' AND bulan = 4",
    "volumes_equal_the_orders_received_in_the_sla_table": "UPDATE marts.mart_volume SET volume_count = 20 "
    "WHERE layanan_volume = 'uji'",
    "the_volume_of_all_is_the_sum_of_its_services": "UPDATE marts.mart_volume SET volume_count = 85 "
    "WHERE layanan_volume = 'semua'",
    "unique_users_lie_between_the_largest_service_and_the_sum": "UPDATE marts.mart_pengguna SET pengguna_count = 9 "
    "WHERE layanan = 'semua'",
    "the_volume_targets_add_up_to_the_target_of_the_indicator": "UPDATE marts.mart_volume SET target = 39 "
    "WHERE layanan_volume = 'uji'",
    "every_response_has_a_service_of_the_catalogue": "UPDATE intermediate.int_survei__responses_mapped "
    "SET layanan = NULL WHERE _row = 2",
    "every_score_is_on_its_scale": "UPDATE marts.fct_survei SET u9 = 5 WHERE u9 = 4",
    "ikm_respondents_equal_nps_respondents": "UPDATE marts.mart_nps SET responden_count = 2 WHERE layanan = 'uji'",
    "promoters_passives_and_detractors_add_up_to_the_respondents": "UPDATE marts.mart_nps SET passive_count = 2 "
    "WHERE layanan = 'uji'",
    "the_ikm_of_the_unit_lies_between_its_services": "UPDATE marts.mart_ikm SET indeks = 4.01 "
    "WHERE layanan = 'semua' AND unsur = 'semua' AND alternatif = ''",
    "the_nps_of_the_unit_lies_between_its_services": "UPDATE marts.mart_nps SET nps = -1 "
    "WHERE layanan = 'semua' AND alternatif = ''",
    "every_index_has_one_quality_band": "UPDATE marts.mart_ikm SET mutu = NULL WHERE layanan = 'uji'",
    "every_receipt_has_the_day_it_came_in": "UPDATE marts.fct_penerimaan SET tanggal_terima = NULL "
    "WHERE no_bukti = 'S1'",
    "validated_and_pending_receipts_add_up_to_pnbp": "UPDATE marts.mart_pnbp SET sah_rp = sah_rp + 1 "
    "WHERE alternatif = ''",
    "receipts_of_this_and_earlier_quarters_add_up_to_the_year": "UPDATE marts.mart_pnbp SET pnbp_tw_rp = "
    "pnbp_tw_rp + 1 WHERE alternatif = ''",
    "every_ratio_is_its_receipts_over_its_divisor": "UPDATE marts.mart_rasio SET nilai_pct = nilai_pct + 0.01 "
    "WHERE rumus = 'pobo'",
    "pagu_less_blokir_is_the_effective_pagu": "UPDATE marts.mart_anggaran SET efektif_rp = efektif_rp + 1 "
    "WHERE sumber_dana = 'rm'",
    "no_budget_line_is_blocked_beyond_its_pagu": "UPDATE marts.fct_pagu SET blokir_rp = pagu_rp + 1 WHERE is_berlaku",
    "the_funds_add_up_to_the_whole_budget": "UPDATE marts.mart_anggaran SET pagu_rp = pagu_rp + 1 "
    "WHERE sumber_dana = 'rm' AND jenis_belanja = 'semua'",
    "the_jenis_belanja_add_up_to_their_fund": "UPDATE marts.mart_anggaran SET realisasi_rp = realisasi_rp + 1 "
    "WHERE sumber_dana = 'rm' AND jenis_belanja = '52'",
    "the_kro_add_up_to_the_whole_budget": "UPDATE marts.mart_kro SET realisasi_rp = realisasi_rp + 1 WHERE kro = 'BAD'",
    "the_plan_of_the_months_is_that_of_the_kro": "UPDATE marts.mart_rencana SET rencana_rp = rencana_rp + 1",
    "the_last_month_is_the_realisation_of_the_quarter": "UPDATE marts.mart_penyerapan "
    "SET realisasi_bulan_rp = realisasi_bulan_rp + 1",
    # The report of March as if of May, which that of June says otherwise.
    "two_reports_tell_a_month_alike": "UPDATE marts.fct_penyerapan SET bulan = 5 WHERE bulan = 3",
    "the_programs_add_up_to_the_whole_budget": "UPDATE marts.mart_kro SET blokir_rp = blokir_rp + 1 "
    "WHERE tingkat = 'program' AND program = 'WA'",
    "realised_items_add_up_to_jumlah_seluruhnya": "UPDATE marts.fct_realisasi SET realisasi_sd_rp = "
    "realisasi_sd_rp + 1 WHERE is_periode_ini AND akun = '511111'",
    "every_realised_item_has_one_fund": "UPDATE marts.fct_realisasi SET cara_padan = NULL WHERE akun = '511111'",
    # of an older revision, not of the one in force
    "every_realised_item_has_a_line_in_the_budget_in_force": "UPDATE marts.fct_realisasi "
    "SET is_anggaran_berlaku = false, versi_anggaran = 'B00' WHERE is_periode_ini AND akun = '511111'",
    # 250 thousand of 7.15 million are no twentieth of the pagu, a whole program is
    "the_realisation_report_covers_the_budget_in_force": "DELETE FROM marts.fct_realisasi "
    "WHERE is_periode_ini AND program = 'EC'",
    # a thousand beside the 700 thousand that March shows for EBA: less than half a per cent
    "what_an_earlier_report_held_is_in_this_one": "INSERT INTO marts.fct_realisasi SELECT * REPLACE ("
    "'lost#9' AS _source_row_id, 'x.1' AS kunci_item, 'x' AS kunci_akun, 'x.1' AS kunci_anggaran, "
    "1000 AS realisasi_sd_rp) FROM marts.fct_realisasi WHERE akun = '511111' AND NOT is_periode_ini",
    "what_this_report_lacks_moves_no_figure": "DELETE FROM marts.fct_realisasi WHERE is_periode_ini "
    "AND akun = '511111'",
    "every_jenis_belanja_is_known_to_the_profile": "UPDATE marts.fct_pagu SET jenis_belanja = '57' "
    "WHERE akun = '511111'",
    "every_budget_line_has_a_fund_of_the_profile": "UPDATE marts.fct_pagu SET sumber_dana = NULL WHERE is_awal",
    "the_realisation_report_and_the_budget_agree_on_pagu": "UPDATE marts.fct_realisasi SET pagu_revisi_rp = 1 "
    "WHERE is_periode_ini AND akun = '511111'",
    "this_and_the_earlier_quarters_add_up_to_the_realisation": "UPDATE marts.mart_anggaran SET realisasi_tw_rp = "
    "realisasi_tw_rp + 1 WHERE sumber_dana = 'semua'",
    "the_percentage_of_the_whole_lies_between_its_parts": "UPDATE marts.mart_anggaran SET realisasi_pagu_pct = 54.9 "
    "WHERE sumber_dana = 'semua'",
    "every_program_and_kro_of_the_budget_has_a_name": "UPDATE marts.mart_kro SET nama = NULL WHERE kro = 'BAD'",
    "every_indicator_has_a_row_in_the_perjanjian_kinerja": "UPDATE marts.dim_indikator SET indikator = NULL "
    "WHERE kode = 'K.1'",
    "every_indicator_has_a_target_above_zero": "UPDATE marts.dim_indikator SET target = 0 WHERE kode = 'K.1'",
    "every_indicator_lies_within_its_bounds": "UPDATE marts.mart_capaian SET target = 0.04, capaian_pct = 9275 "
    "WHERE kode = 'K.1' AND alternatif = ''",
    "what_is_not_measured_has_no_value": "UPDATE marts.fct_kinerja SET nilai = 0 "
    "WHERE status_penilaian = 'belum diukur'",
    "every_paragraph_belongs_to_something_the_report_has": "UPDATE figures.narratives SET kode = 'K.99' "
    "WHERE kode = 'K.1'",
    "every_planned_activity_tells_what_was_done": "UPDATE figures.indicators SET rencana_tw2 = 'Menghitung indeks' "
    "WHERE kode = 'K.1'",
    "every_component_is_a_figure": "DELETE FROM figures.figures WHERE figure_id = 'K.5.pnbp'",
    "every_derived_figure_has_components": "DELETE FROM figures.figure_components WHERE figure_id = 'K.7.realisasi'",
    "every_figure_of_rows_has_a_trail": "UPDATE figures.figures SET trail_predicate = NULL "
    "WHERE figure_id = 'K.5.pnbp'",
    "every_missing_value_says_why": "UPDATE figures.figures SET keterangan = NULL WHERE status = 'on_progress'",
    "every_figure_with_a_value_that_counts_rows_has_rows": "UPDATE figures.figures SET row_count = 0 "
    "WHERE figure_id = 'K.5.pnbp'",
    "every_printed_value_is_its_value_rounded_once": "UPDATE figures.figures SET printed_value = 3.70 "
    "WHERE figure_id = 'K.1.realisasi'",
    # the unrounded index over the target, instead of the printed one
    "every_derived_figure_follows_from_its_components": "UPDATE figures.figures SET value = 105.291005291005 "
    "WHERE figure_id = 'K.1.capaian'",
    # five million received, one order of six million in a month without a receipt
    "order_values_and_receipts_are_of_one_size": "UPDATE marts.fct_order SET nilai_rp = 0; "
    "UPDATE marts.fct_order SET nilai_rp = 20000000 WHERE no_order = 'O1'",
    "every_validation_follows_its_receipt": "UPDATE marts.fct_penerimaan SET tanggal_sah = '2025-01-14' "
    "WHERE no_bukti = 'S1'",
    "every_surveyed_service_had_orders_to_answer_for": "DELETE FROM marts.fct_order WHERE layanan = 'kal'",
    "every_column_that_a_formula_names_is_one_of_its_source": "UPDATE reference.syarat SET kolom = 'statos_order' "
    "WHERE kode = 'L.4'",
    "every_text_that_a_condition_names_stands_in_a_row": "UPDATE reference.syarat SET nilai = 'selesay' "
    "WHERE kode = 'L.4'",
    "every_row_that_counts_has_what_is_measured_of_it": "UPDATE marts.fct_sumber SET sel = map_concat(sel, "
    "MAP {'tanggal_masuk': CAST(NULL AS VARCHAR)}) WHERE sel['no_order'] = 'O1'",
    "no_measured_time_ends_before_it_begins": "UPDATE marts.fct_sumber SET sel = map_concat(sel, "
    "MAP {'tanggal_selesai': '2025-02-09', 'tanggal_masuk': '2025-02-10'}) WHERE sel['no_order'] = 'O1'",
    "what_was_finished_in_time_was_due": "DELETE FROM marts.fct_terukur WHERE kode = 'L.5' "
    "AND bagian_rumus = 'penyebut'",
    "every_declared_formula_has_both_its_parts": "UPDATE marts.mart_terukur SET nilai_terukur = NULL "
    "WHERE kode = 'L.4'",
    "every_kro_equals_its_line_in_the_realisation_report": "UPDATE marts.mart_kro SET realisasi_rp = realisasi_rp + 1 "
    "WHERE kro = 'BAD'",
    "every_service_with_users_has_its_volume": "UPDATE marts.mart_pengguna SET pengguna_count = 1000 "
    "WHERE layanan = 'uji'",
    "what_is_said_twice_is_said_alike": "UPDATE figures.figures SET value = value + 1 "
    "WHERE figure_id = 'kro.realisasi.sd.BAD'",
    "the_contributions_add_up_to_the_change": "UPDATE figures.indicator_parts SET pembilang = pembilang + 1 "
    "WHERE kode = 'K.6' AND layanan = 'uji'",
    "no_excluded_row_is_counted": "UPDATE marts.fct_order SET _source_row_id = (SELECT _source_row_id "
    "FROM figures.excluded_rows WHERE reason = 'batal') WHERE no_order = 'O1'",
}
FIRST_ROWS = "service_orders.csv 3, service_orders.csv 4, service_orders.csv 5"
SQL = {path.stem: path for path in (DBT_PROJECT / "tests").rglob("*.sql")}


@pytest.fixture(scope="module")
def spoilable(small: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the small warehouse that a test may spoil inside a transaction."""
    path = tmp_path_factory.mktemp("spoilable") / small.path.name
    shutil.copy(small.path, path)
    with duckdb.connect(str(path)) as connection:
        yield connection


def compiled(workshop: Workspace, name: str) -> str:
    """The query of a data test as dbt ran it."""
    place = SQL[name].relative_to(DBT_PROJECT)
    path: Path = workshop.dbt_target / "compiled" / "triwulan" / place
    return path.read_text(encoding="utf-8")


def test_every_data_test_has_its_defect() -> None:
    assert set(DEFECTS) == set(SQL)


@pytest.mark.parametrize("name", sorted(DEFECTS))
def test_the_defect_is_found_and_clean_data_pass(
    small: Built, workshop: Workspace, spoilable: duckdb.DuckDBPyConnection, name: str
) -> None:
    assert small.checks[name].passed
    query = compiled(workshop, name)
    spoilable.execute("BEGIN")
    try:
        assert spoilable.execute(query).fetchall() == []
        spoilable.execute(DEFECTS[name])
        assert spoilable.execute(query).fetchall() != []
    finally:
        spoilable.execute("ROLLBACK")


def test_more_than_a_million_hours_give_their_share_to_the_last_digit(
    small: Built, workshop: Workspace, spoilable: duckdb.DuckDBPyConnection
) -> None:
    """A third of an hour has no end behind the comma: 456,789 1/3 of 1,234,567 2/3 are 36.9999 per cent."""
    query = compiled(workshop, "the_contributions_add_up_to_the_change")
    spoilable.execute("BEGIN")
    try:
        spoilable.execute(
            "UPDATE figures.indicator_parts SET pembilang = CASE suku WHEN 'pembilang' THEN 45678933.333333333333"
            " ELSE 0 END, penyebut = CASE suku WHEN 'penyebut' THEN 1234567.666666666667 ELSE 0 END WHERE kode = 'L.4'"
        )
        # 137036800 / 3703703
        spoilable.execute("UPDATE figures.figures SET value = 36.999943029989 WHERE figure_id = 'L.4.realisasi'")
        assert spoilable.execute(query).fetchall() == []
    finally:
        spoilable.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        # a target of 0.75 where 100 was meant: 40.54 / 0.75 is 5405.33 per cent, and the row of the target is shown
        ("UPDATE marts.mart_capaian SET target = 0.75, capaian_pct = 5405.33 WHERE kode = 'K.8'", "perjanjian_kinerja"),
        # an index of 1 to 4 aims at 350
        ("UPDATE marts.mart_capaian SET target = 350, capaian_pct = 1.06 WHERE kode = 'K.1'", "perjanjian_kinerja"),
        # a share of 120 per cent that somebody else assessed: the row of the assessment is shown
        (
            "UPDATE marts.dim_indikator SET satuan = 'Persen' WHERE kode = 'L.1'; "
            "UPDATE marts.mart_capaian SET realisasi_cetak = 120, capaian_pct = 160 WHERE kode = 'L.1'",
            "penilaian_luar",
        ),
        # the same as marks, not as a share
        ("UPDATE marts.mart_capaian SET realisasi_cetak = 120, capaian_pct = 160 WHERE kode = 'L.1'", None),
        # the profile allows more
        (
            "UPDATE marts.mart_capaian SET capaian_pct = 5405.33 WHERE kode = 'K.8'; "
            "UPDATE reference.batas SET atas = 6000 WHERE kode = 'K.8' AND besaran = 'capaian'",
            None,
        ),
        # more detractors than promoters: a bad quarter, no mistake
        ("UPDATE marts.mart_capaian SET realisasi_cetak = -60, capaian_pct = -150 WHERE kode = 'K.4'", None),
    ],
)
def test_what_lies_outside_its_bounds_is_shown_with_the_row_to_correct(
    small: Built, workshop: Workspace, spoilable: duckdb.DuckDBPyConnection, change: str, found: str | None
) -> None:
    query = compiled(workshop, "every_indicator_lies_within_its_bounds")
    spoilable.execute("BEGIN")
    try:
        spoilable.execute(change)
        rows = spoilable.execute(
            f"SELECT sheet_rows.lembar FROM ({query}) AS outside "
            "JOIN marts.fct_kinerja AS sheet_rows USING (_source_row_id)"
        ).fetchall()
    finally:
        spoilable.execute("ROLLBACK")
    assert rows == ([(found,)] if found else [])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            "UPDATE reference.syarat SET nilai = 'selesay'",
            [("L.4", "order", "status_order", "sama", "selesay", "selesai, proses")],
        ),
        # nothing is left out either, and a text that begins like none
        (
            "UPDATE reference.syarat SET nilai = 'prosess', cara = 'bukan'",
            [("L.4", "order", "status_order", "bukan", "prosess", "proses, selesai")],
        ),
        ("UPDATE reference.syarat SET nilai = 'pros', cara = 'awalan'", []),
        # a row of the year, though after the quarter; one of the year before is another matter
        (
            "UPDATE reference.syarat SET nilai = 'ditunda'; UPDATE marts.fct_sumber SET sel = map_concat(sel, "
            "MAP {'status_order': 'Ditunda', 'tanggal': '2025-11-03'}) WHERE sel['no_order'] = 'O13'",
            [],
        ),
        (
            "UPDATE reference.syarat SET nilai = 'ditunda'; UPDATE marts.fct_sumber SET sel = map_concat(sel, "
            "MAP {'status_order': 'Ditunda', 'tanggal': '2024-11-03'}) WHERE sel['no_order'] = 'O13'",
            [("L.4", "order", "status_order", "sama", "ditunda", "proses, selesai")],
        ),
        # a column that is not there, and a source without rows of the year, are told elsewhere
        ("UPDATE reference.syarat SET kolom = 'statos_order'", []),
        ("UPDATE reference.syarat SET nilai = 'selesay'; DELETE FROM marts.fct_sumber", []),
    ],
)
def test_a_text_that_no_row_has_is_told_beside_those_that_rows_have(
    workshop: Workspace, spoilable: duckdb.DuckDBPyConnection, change: str, found: list[tuple[str, ...]]
) -> None:
    query = compiled(workshop, "every_text_that_a_condition_names_stands_in_a_row")
    spoilable.execute("BEGIN")
    try:
        spoilable.execute(change)
        rows = [row[1:] for row in spoilable.execute(query).fetchall()]
    finally:
        spoilable.execute("ROLLBACK")
    assert rows == found


@pytest.mark.parametrize(
    ("without", "found"),
    [
        # four orders of the year; O5 is of the year before
        ("'O2', 'O3', 'O4'", [("K.3", "uji", 5, 4, 3, FIRST_ROWS)]),
        ("'O2', 'O3', 'O5'", []),
    ],
)
def test_a_service_most_of_whose_orders_never_come_due_is_told_with_its_first_rows(
    workshop: Workspace, spoilable: duckdb.DuckDBPyConnection, without: str, found: list[tuple[str | int, ...]]
) -> None:
    query = compiled(workshop, "most_orders_of_a_promised_service_say_when_they_are_due")
    spoilable.execute("BEGIN")
    try:
        spoilable.execute(f"UPDATE marts.fct_order SET dasar_jatuh_tempo = NULL WHERE no_order IN ({without})")
        rows = [row[1:] for row in spoilable.execute(query).fetchall()]
    finally:
        spoilable.execute("ROLLBACK")
    assert rows == found


WAITING = (
    "UPDATE reference.istilah SET hitung = 'menit', mulai = 'tanggal_mulai', selesai = 'tanggal_selesai' "
    "WHERE kode = 'L.4' AND bagian = 'pembilang'"
)
SUM = "UPDATE reference.istilah SET hitung = 'jumlah', kolom = 'jumlah_count' WHERE kode = 'L.4'"


@pytest.mark.parametrize(
    ("declared", "cells", "found"),
    [
        # an end is not missed where a limit is promised (L.5): it is late by it
        (WAITING, {"tanggal_selesai": None}, [("O2", "L.4", "tanggal_selesai")]),
        (WAITING, {"tanggal_mulai": ""}, [("O2", "L.4", "tanggal_mulai")]),
        (WAITING, {"tanggal_mulai": None, "tanggal": "2024-06-02", "tanggal_masuk": "2024-06-02"}, []),
        (WAITING, {"tanggal_mulai": None, "status_order": "Proses"}, []),
        (WAITING, {}, []),
        (SUM, {"jumlah_count": None}, [("O2", "L.4", "jumlah_count")]),
        (SUM, {"jumlah_count": "0"}, []),
        (SUM.replace("jumlah_count", "jumlah"), {}, []),
        ("SELECT 1", {"tanggal_masuk": None}, [("O2", "L.5", "tanggal_masuk")]),
        ("SELECT 1", {"tanggal_selesai": None}, []),
    ],
)
def test_a_row_without_what_is_measured_is_told_with_its_column(
    workshop: Workspace,
    spoilable: duckdb.DuckDBPyConnection,
    declared: str,
    cells: dict[str, str | None],
    found: list[tuple[str, ...]],
) -> None:
    query = compiled(workshop, "every_row_that_counts_has_what_is_measured_of_it")
    spoilable.execute("BEGIN")
    try:
        spoilable.execute(declared)
        for name, text in cells.items():
            spoilable.execute(
                "UPDATE marts.fct_sumber SET sel = map_concat(sel, MAP {$name: CAST($text AS VARCHAR)}) "
                "WHERE sel['no_order'] = 'O2'",
                {"name": name, "text": text or None},
            )
        rows = spoilable.execute(
            f"SELECT sel['no_order'], kode, kolom FROM ({query}) JOIN marts.fct_sumber USING (_source_row_id)"
        ).fetchall()
    finally:
        spoilable.execute("ROLLBACK")
    assert rows == found


def test_a_column_that_its_source_lacks_is_told_beside_those_that_it_has(
    workshop: Workspace, spoilable: duckdb.DuckDBPyConnection
) -> None:
    query = compiled(workshop, "every_column_that_a_formula_names_is_one_of_its_source")
    spoilable.execute("BEGIN")
    try:
        spoilable.execute("UPDATE reference.syarat SET kolom = 'statos_order' WHERE kode = 'L.4'")
        rows = [row[1:] for row in spoilable.execute(query).fetchall()]
    finally:
        spoilable.execute("ROLLBACK")
    columns = ", ".join(sorted(COLUMNS["order"]))
    assert rows == [("L.4", "pembilang", "order", "statos_order", "status_order", columns)]


def test_the_columns_of_each_source_are_those_that_its_rows_have() -> None:
    """What the profile lets a formula name, and what the model lets it read."""
    text = (DBT_PROJECT / "models/marts/terukur/fct_sumber.sql").read_text(encoding="utf-8")
    listed = re.findall(r"\('(\w+)', 'fct_\w+', '(\w+)', \[(.*?)\]", text, re.DOTALL)
    assert {
        source: {*re.findall(r"\w+", columns), *(() if day == "null" else ("tanggal",))}
        for source, day, columns in listed
    } == {source: set(columns) for source, columns in COLUMNS.items()}
