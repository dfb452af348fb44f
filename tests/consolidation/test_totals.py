"""What is worked out over units, against figures worked out by hand, and the two implementations against each other."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.consolidation.settings import Ranked, Settings
from tests.consolidation.small import Small, again, attained, work_out

SIDES = ("kuartil_bawah", "median", "kuartil_atas")


def printed(folder: Path, *values: str) -> dict[str, str]:
    """Printed text of the three middle values of attainments."""
    sums = work_out(folder, [attained(f"{100 + at}", value) for at, value in enumerate(values)])
    names = {side: f"indikator.SK1.sla.capaian.{side}" for side in SIDES}
    return {side: sums.figures[name].printed for side, name in names.items() if name in sums.figures}


def test_of_an_even_number_the_median_is_half_of_the_two_in_the_middle(tmp_path: Path) -> None:
    # 90, 95, 96.01, 100: (95 + 96.01) / 2 = 95.505, half up 95.51; (90 + 95) / 2; (96.01 + 100) / 2 = 98.005
    assert printed(tmp_path, "96.01", "90", "100", "95") == {
        "kuartil_bawah": "92,50",
        "median": "95,51",
        "kuartil_atas": "98,01",
    }


def test_of_an_odd_number_the_middle_one_belongs_to_neither_half(tmp_path: Path) -> None:
    # 1, 2 | 3 | 10, 20
    found = printed(tmp_path, "10", "1", "3", "20", "2")
    assert found == {"kuartil_bawah": "1,50", "median": "3,00", "kuartil_atas": "15,00"}


def test_fewer_than_four_values_have_a_median_and_no_quartiles(tmp_path: Path) -> None:
    assert printed(tmp_path, "80", "70.005", "90") == {"median": "80,00"}


def test_what_nobody_has_measured_counts_nowhere(tmp_path: Path) -> None:
    units = [attained("101", "80"), attained("102", ""), attained("103", "90")]
    sums = work_out(tmp_path, units)
    assert sums.figures["indikator.SK1.sla.capaian.median"].printed == "85,00"
    assert sums.figures["indikator.SK1.sla.capaian.satker"].printed == "2"


def test_money_adds_up_to_the_last_digit_and_shares_follow_from_sums(tmp_path: Path) -> None:
    budgets = {"101": ("9007199254740993", "3"), "102": ("1", "2"), "103": ("6", "1")}
    units = [
        Small(code, values={"anggaran.pagu": (pagu, "Rp", 0), "anggaran.realisasi": (spent, "Rp", 0)})
        for code, (pagu, spent) in budgets.items()
    ]
    sums = work_out(tmp_path, units)
    # A double holds no 9007199254740993.
    assert sums.figures["jumlah.anggaran.pagu"].printed == "9.007.199.254.741.000"
    assert sums.figures["jumlah.anggaran.realisasi"].printed == "6"
    # 600 / 9007199254741000 is 0.000000000000066... and is rounded to twelve digits once
    assert sums.figures["jumlah.anggaran.persen_pagu"].value == Decimal(0)
    assert sums.figures["jumlah.anggaran.pagu.satker"].printed == "3"


def test_a_share_of_sums_of_different_units_is_not_told(tmp_path: Path) -> None:
    both = {"anggaran.pagu": ("10", "Rp", 0), "anggaran.realisasi": ("5", "Rp", 0)}
    units = [Small("101", values=both), Small("102", values={"anggaran.pagu": ("10", "Rp", 0)})]
    sums = work_out(tmp_path, units)
    assert sums.figures["jumlah.anggaran.pagu"].printed == "20"
    assert sums.figures["jumlah.anggaran.realisasi.satker"].printed == "1"
    assert "jumlah.anggaran.persen_pagu" not in sums.figures


def test_volumes_add_up_by_service_and_unit_of_measure(tmp_path: Path) -> None:
    volume = [("SK2", "volume", "Hasil layanan", "Layanan")]
    units = [
        Small("101", volume, {"SK2.realisasi.uji": ("5", "Sampel", 0), "SK2.realisasi.latih": ("2", "Orang", 0)}),
        Small("102", volume, {"SK2.realisasi.uji": ("7", "Sampel", 0), "SK2.realisasi.latih": ("3", "Kelas A", 0)}),
    ]
    figures = work_out(tmp_path, units).figures
    volumes = {name: row.printed for name, row in figures.items() if name.startswith("jumlah.volume.")}
    assert {name: text for name, text in volumes.items() if not name.endswith(".satker")} == {
        "jumlah.volume.uji.sampel": "12",
        "jumlah.volume.latih.orang": "2",
        "jumlah.volume.latih.kelas_a": "3",
    }


def test_indicators_of_one_code_that_measure_something_else_stand_apart(tmp_path: Path) -> None:
    units = [
        attained("101", "80", "penilaian_luar", "Nilai SAKIP"),
        attained("102", "90", "penilaian_luar", "nilai sakip"),
        attained("103", "10", "penilaian_luar", "Nilai IKPA"),
        attained("104", "20", "sla", "Tepat waktu"),
    ]
    sums = work_out(tmp_path, units)
    assert {group.name: group.units for group in sums.groups} == {
        "SK1.penilaian_luar.1": ("101", "102"),
        "SK1.penilaian_luar.2": ("103",),
        "SK1.sla": ("104",),
    }
    assert sums.figures["indikator.SK1.penilaian_luar.1.capaian.median"].printed == "85,00"
    assert not [name for name in sums.figures if name.startswith("indikator.SK1.sla")]


def test_the_same_formula_with_other_policies_is_compared_and_told(tmp_path: Path) -> None:
    sla = [("SK1", "sla", "Tepat waktu", "Persen")]
    units = [
        Small("101", sla, {"SK1.capaian": ("80", "Persen", 2)}, policy="sla_satuan=order"),
        Small("102", sla, {"SK1.capaian": ("90", "Persen", 2)}, policy="sla_satuan=jumlah"),
    ]
    [group] = work_out(tmp_path, units).groups
    assert group.differing


def test_an_outlier_is_told_only_among_enough_units(tmp_path: Path) -> None:
    # Quartiles of 97, 98, 99, 100, 101, 102, 103, 300 are 98.5 and 102.5: beyond 92.5 and 108.5 lies 300 alone.
    values = ["97", "98", "99", "100", "101", "102", "103", "300"]
    units = [attained(f"{100 + at}", value) for at, value in enumerate(values)]
    assert work_out(tmp_path / "eight", units).groups[0].outliers == {"107"}
    assert work_out(tmp_path / "seven", units[1:]).groups[0].outliers == frozenset()


def test_nobody_is_ranked_unless_the_settings_allow_it(tmp_path: Path) -> None:
    units = [attained("101", "80"), attained("102", "95.5"), attained("103", "95.5"), attained("104", "")]
    assert not [name for name in work_out(tmp_path / "a", units).figures if name.startswith("peringkat.")]
    allowed = Settings(peringkat=(Ranked(kode="SK1", rumus="sla", dasar="Surat contoh"),))
    figures = work_out(tmp_path / "b", units, allowed).figures
    ranks = {name.rpartition(".")[2]: row.printed for name, row in figures.items() if name.startswith("peringkat.")}
    assert ranks == {"102": "1", "103": "1", "101": "3"}


def test_half_of_the_last_digit_is_kept_and_rounded_once(tmp_path: Path) -> None:
    # 100.004999999999 and 100.005 have 100.0049999999995 in the middle: 100.00, not 100.005 and then 100.01
    sums = work_out(tmp_path, [attained("101", "100.004999999999"), attained("102", "100.005")])
    median = sums.figures["indikator.SK1.sla.capaian.median"]
    assert (str(median.value), median.printed) == ("100.0049999999995", "100,00")


_VALUES = st.lists(st.none() | st.decimals(0, 400, places=12, allow_nan=False), min_size=2, max_size=12)


@given(_VALUES, st.sampled_from([4, 8]))
@settings(max_examples=12)
def test_the_two_implementations_agree(
    tmp_path_factory: pytest.TempPathFactory, values: list[Decimal | None], least: int
) -> None:
    units = [
        Small(
            f"{100 + at}",
            [("SK1", "sla", "Tepat waktu", "Persen")],
            {
                "SK1.capaian": ("" if value is None else f"{value:f}", "Persen", 2),
                "anggaran.pagu": ("" if value is None else f"{value * 1000:f}".partition(".")[0], "Rp", 0),
                "anggaran.realisasi": ("" if value is None else f"{value * 7:f}".partition(".")[0], "Rp", 0),
            },
        )
        for at, value in enumerate(values)
    ]
    chosen = Settings.model_validate(
        {
            "peringkat": [{"kode": "SK1", "rumus": "sla", "dasar": "Surat contoh"}],
            "pencilan": {"satker_paling_sedikit": least},
        }
    )
    sums = work_out(tmp_path_factory.mktemp("units"), units, chosen)
    second = again(units, chosen)
    right = second.figures({"terbit": len(units), "ditinggalkan": 0, "belum_terbit": 0})
    made = {
        name: Fraction(row.value) for name, row in sums.figures.items() if "/" not in name and row.value is not None
    }
    assert made == {name: figure.value for name, figure in right.items()}
    parts = {(name, part, role) for name, figure in right.items() for part, role in figure.parts}
    assert set(sums.components) == parts
    assert sorted((group.name, code) for group in sums.groups for code in group.outliers) == second.outliers()
