"""Missing data give no value and the reason, never nought and never an exception."""

from __future__ import annotations

import pytest

from tests.dbt.conftest import Build, Built
from tests.dbt.small_world import AGREEMENT, TW1, TW2, SmallWorld, profile, small_world
from tests.dbt.test_trails import unclosed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def empty(build: Build) -> Built:
    """A unit that has delivered its Perjanjian Kinerja and nothing else."""
    return build(SmallWorld(quarter=TW2, profile=profile()).deliver(TW2, "perjanjian_kinerja", AGREEMENT))


def test_a_unit_without_deliveries_has_figures_without_values(empty: Built) -> None:
    assert empty.printed("K.1.realisasi") is None
    assert empty.printed("K.5.pnbp") is None
    assert empty.printed("K.6.realisasi") is None
    assert empty.printed("anggaran.pagu") is None
    assert {row["status"] for row in empty.figures.values() if row["value"] is None} == {
        "tidak_terdefinisi",
        "on_progress",
    }
    assert all(row["keterangan"] for row in empty.figures.values() if row["value"] is None)


def test_counts_are_nought_where_nothing_came(empty: Built) -> None:
    assert empty.printed("K.1.responden") == 0
    assert empty.printed("K.2.realisasi") == 0
    assert empty.printed("K.3.masuk.uji.01") == 0


def test_a_unit_without_deliveries_closes_too(empty: Built) -> None:
    assert unclosed(empty) == {}


def test_what_is_missing_breaks_no_identity(empty: Built) -> None:
    assert empty.broken() == set()


@pytest.fixture(scope="module")
def gaps(build: Build) -> Built:
    """The small unit with gaps: no report of TW1, no balance, targets of nought, an unsur without answers."""
    world = small_world().without("neraca")
    world.deliveries = [delivery for delivery in world.deliveries if delivery[:2] != (TW1, "glp039")]
    for row in world.rows(TW2, "perjanjian_kinerja"):
        if row["kode"] in ("K.2", "K.6.uji"):
            row["target"] = "0"
        if row["kode"] == "K.4":
            row["target"] = None
    for row in world.rows(TW2, "dipa"):
        if row["kode"] == "PNBP.TAHUN_LALU":
            row["volume"] = "0"
    for row in world.rows(TW2, "survey"):
        if row["jenis_layanan"] == "Jasa kal":
            row["u9"] = None
    return build(world)


def test_without_the_report_of_the_quarter_before_there_is_no_quarter(gaps: Built) -> None:
    assert gaps.printed("anggaran.realisasi") == 2_940_000
    assert gaps.printed("anggaran.realisasi_tw") is None
    assert gaps.figures["anggaran.realisasi_tw"]["status"] == "tidak_terdefinisi"
    assert "triwulan sebelumnya belum diterima" in gaps.figures["anggaran.realisasi_tw"]["keterangan"]
    assert gaps.printed("kro.persen.tw.BAD") is None


def test_zero_divisors_give_no_value_and_the_reason(gaps: Built) -> None:
    reasons = {
        "K.2.capaian": "target kosong atau nol",
        "K.4.capaian": "target kosong atau nol",
        "K.6.persen.uji": "target kosong atau nol",
        "K.7.realisasi": "aset tahun lalu tidak ada atau nol",
        "K.7.capaian": "realisasi tidak terdefinisi",
    }
    assert {name: gaps.figures[name]["keterangan"] for name in reasons} == reasons
    assert all(gaps.printed(name) is None for name in reasons)
    assert gaps.printed("K.2.realisasi") == 8
    assert gaps.printed("K.5.target_rupiah") == 0
    assert gaps.printed("K.5.pnbp_persen_target") is None


def test_an_unanswered_unsur_leaves_the_index_of_nine_undefined(gaps: Built) -> None:
    assert gaps.printed("K.1.unsur.u8.kal") == 4
    assert gaps.printed("K.1.unsur.u9.kal") is None
    assert gaps.printed("K.1.realisasi.kal") is None
    assert gaps.figures["K.1.realisasi.kal"]["keterangan"] == "ada unsur tanpa jawaban"
    # the unit is then the other service alone
    assert gaps.printed("K.1.realisasi") == gaps.printed("K.1.realisasi.uji")


def test_gaps_are_told_of_and_hold_nothing_back(gaps: Built) -> None:
    told = {"every_indicator_has_a_target_above_zero", "the_volume_targets_add_up_to_the_target_of_the_indicator"}
    assert gaps.broken() == told
    assert {gaps.checks[name].severity for name in told} == {"warn"}
