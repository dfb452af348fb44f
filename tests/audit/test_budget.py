"""A budget of four items, worked out by hand; quarter 2025-TW2, revision B01 in force.

item                fund  B00    B01   blokir  s.d. March  s.d. June  plan a month
BAD 521211 1        A     1000    900     100         100        300             0
BAD 525112 2        F     3000   3100       0         500       1500           100
BAD 537112 3        S        -    200     200           -          0             0
EBA 511111 1        A      500    500       0         125        250            10
                          4500   4700     300         725       2050
"""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.audit.recomputation.ledger import Ledger
from orchestration.audit.recomputation.records import AuditError
from tests.audit.small_unit import row_id, rows, targets, work_out

BAD = {"kode_program": "EC", "kode_kegiatan": "6077", "kode_output": "BAD", "kode_suboutput": "001"}
EBA = {"kode_program": "WA", "kode_kegiatan": "6042", "kode_output": "EBA", "kode_suboutput": "994"}


def line(
    output: dict[str, str], akun: str, number: int, fund: str, revision: str, pagu: int, **cells: Any
) -> dict[str, Any]:
    return {
        **output,
        "kode_komponen": "051",
        "kode_subkomponen": "0A",
        "kode_akun": akun,
        "nomor_item": str(number),
        "header1": "0",
        "header2": "0",
        "sumber_dana": fund,
        "kode_sts_history": revision,
        "total": str(pagu),
        **cells,
    }


def plan(rupiah: int) -> dict[str, str]:
    return {f"pok_nilai_{month}": str(rupiah) for month in range(1, 13)}


def spent(output: str, akun: str, item: str, period: str, rupiah: object, basis: str = "sp2d") -> dict[str, Any]:
    program, kegiatan, ro = {"BAD": ("EC", "6077", "001"), "EBA": ("WA", "6042", "994")}[output]
    return {
        "periode": period,
        "basis": basis,
        "program": program,
        "kegiatan": f"{program}.{kegiatan}",
        "kro": output,
        "ro": f"{output}.{ro}",
        "komponen": "051",
        "subkomponen": "051.0A",
        "akun": akun,
        "item": item,
        "realisasi_sd_periode": rupiah,
    }


BUDGET = rows(
    "dataang",
    line(BAD, "521211", 1, "A", "B00", 1000),
    line(BAD, "525112", 2, "F", "B00", 3000),
    line(EBA, "511111", 1, "A", "B00", 500),
    line(BAD, "525112", 2, "F", "B01", 999_999, header1="1"),  # a heading, no amount
    line(BAD, "521211", 1, "A", "B01", 900, nilai_blokir="100"),
    line(BAD, "525112", 2, "F", "B01", 3100, **plan(100)),
    line(BAD, "537112", 3, "S", "B01", 200, nilai_blokir="200"),
    line(EBA, "511111", 1, "A", "B01", 500, **plan(10)),
    line(BAD, "521211", 1, "A", "C02", 888_888),  # a revision of the POK, not of the DIPA
    line(BAD, "521211", 1, "A", "A", 777_777),  # a proposal
)
MARCH = rows(
    "glp039",
    spent("BAD", "521211", "000001", "2025-03", 100),
    spent("BAD", "525112", "000002", "2025-03", "5E2"),
    spent("EBA", "511111", "000001", "2025-03", 125),
    order=2,
)
JUNE = rows(
    "glp039",
    spent("BAD", "521211", "000001", "2025-06", 300),
    spent("BAD", "525112", "000002", "2025-06", 1500),
    spent("BAD", "537112", "000003", "2025-06", 0),
    spent("EBA", "511111", "000001", "2025-06", 250),
    spent("EBA", "511111", "000001", "2025-06", 9999, basis="akrual"),
    order=3,
)
SHEETS = rows(
    "dipa",
    {"kode": "019.07.EC", "uraian": "Program"},
    {"kode": "6077.BAD", "volume": 2298},
    {"kode": "6077.BAD.001", "volume": 1300},
    {"kode": "6077.CAH", "volume": 5},
    order=4,
) + rows(
    "fisik",
    {"kode": "BAD", "triwulan": "2025-TW1", "sasaran_tw": 30, "realisasi_tw": 30, "sasaran_sd": 30, "realisasi_sd": 30},
    {"kode": "BAD", "triwulan": "2025-TW2", "sasaran_tw": 25, "realisasi_tw": 26, "sasaran_sd": 55, "realisasi_sd": 56},
    order=5,
)
EVERYTHING = BUDGET + MARCH + JUNE + SHEETS


@pytest.fixture
def ledger() -> Ledger:
    return work_out(EVERYTHING, quarter="2025-TW2")


def printed(ledger: Ledger, *figure_ids: str) -> list[str]:
    return [ledger.figures[figure_id].printed for figure_id in figure_ids]


def anggaran(place: str, *measures: str) -> list[str]:
    return [f"anggaran.{measure}{place}" for measure in measures]


def test_the_whole(ledger: Ledger) -> None:
    measures = ("pagu", "pagu_awal", "blokir", "efektif", "realisasi", "realisasi_tw", "persen_pagu", "persen_efektif")
    assert printed(ledger, "anggaran.pagu_perubahan") == ["200"]
    assert printed(ledger, *anggaran("", *measures)) == [
        *("4.700", "4.500", "300", "4.400", "2.050", "1.325"),
        *("43,62", "46,59"),  # 2050 / 4700, 2050 / 4400
    ]


def test_every_revision_of_the_dipa_where_there_are_several(ledger: Ledger) -> None:
    first = [f"revisi.{measure}.B00" for measure in ("pagu", "blokir", "efektif")]
    second = [f"revisi.{measure}.B01" for measure in ("pagu", "blokir", "efektif", "perubahan")]
    assert printed(ledger, *first) == ["4.500", "0", "4.500"]
    assert printed(ledger, *second) == ["4.700", "300", "4.400", "-100"]
    assert ledger.figures["revisi.pagu.B00"].rows == tuple(row_id(number) for number in (2, 3, 4))
    assert sum(name.startswith("revisi.") for name in ledger.figures) == 7
    alone = work_out(rows("dataang", line(BAD, "521211", 1, "A", "B00", 1000)), quarter="2025-TW2")
    assert not any(name.startswith("revisi.") for name in alone.figures)


def test_fund_and_kind_come_from_the_budget_line_of_the_same_item(ledger: Ledger) -> None:
    assert printed(ledger, *anggaran(".rm", "pagu", "realisasi", "porsi_efektif")) == [
        "1.400",
        "550",
        "29,55",
    ]  # 1300/4400
    assert printed(ledger, *anggaran(".blu", "pagu", "realisasi")) == ["3.300", "1.500"]
    measures = ("pagu", "blokir", "efektif", "realisasi", "persen_pagu", "persen_efektif")
    assert printed(ledger, *anggaran(".rm.52", *measures)) == ["900", "100", "800", "300", "33,33", "37,50"]
    assert printed(ledger, *anggaran(".blu.53", *measures)) == ["200", "200", "0", "0", "0,00", "-"]
    assert "anggaran.pagu.blu.51" not in ledger.figures
    assert "anggaran.pagu.pnbp" not in ledger.figures


def test_a_month_is_told_by_its_own_report_or_by_the_next_where_every_item_has_the_column() -> None:
    april = [spent("BAD", "521211", "000001", "2025-04", 150), spent("BAD", "525112", "000002", "2025-04", 800)]
    july = [spent("BAD", "521211", "000001", "2025-07", 999)]
    before = [{**row, "realisasi_periode_lalu": str(number)} for number, row in enumerate(april, start=40)]
    ids = [f"anggaran.realisasi_bulan.{month:02d}" for month in range(1, 7)]

    def by_month(*more: dict[str, Any]) -> list[str]:
        found = work_out(EVERYTHING + rows("glp039", *more, *july, order=6), quarter="2025-TW2")
        assert "anggaran.realisasi_bulan.07" not in found.figures
        return printed(found, *ids)

    assert by_month() == ["-", "-", "725", "-", "-", "2.050"]
    assert by_month(*before) == ["-", "-", "725", "950", "-", "2.050"]
    earlier = [{**row, "periode": "2025-02"} for row in before]
    assert by_month(*earlier) == ["81", "950", "725", "-", "-", "2.050"]  # 40 + 41
    assert by_month(earlier[0], {**earlier[1], "realisasi_periode_lalu": ""}) == ["-", "950", "725", "-", "-", "2.050"]


def test_the_plan_of_withdrawals_by_month_is_cumulative(ledger: Ledger) -> None:
    # 100 + 10 a month
    assert printed(ledger, *(f"anggaran.rencana.{month}" for month in ("01", "06", "12"))) == ["110", "660", "1.320"]


def test_outputs(ledger: Ledger) -> None:
    assert printed(ledger, "kro.pagu.BAD", "kro.pagu_awal.BAD", "kro.pagu_perubahan.BAD") == ["4.200", "4.000", "200"]
    assert printed(ledger, "kro.blokir.BAD", "kro.efektif.BAD", "kro.sasaran.sd.BAD", "kro.sasaran.tw.BAD") == [
        *("300", "3.900", "600", "300"),
    ]
    assert printed(ledger, "kro.volume.BAD", "kro.volume.CAH", "kro.pagu.CAH") == ["2.298", "5", "0"]
    assert printed(ledger, "kro.realisasi.sd.BAD", "kro.realisasi.tw.BAD") == ["1.800", "1.200"]
    # 1800 / 4200, 1200 / 4200, 6 x 100 / 4200, 3 x 100 / 4200
    percentages = ["kro.persen.sd.BAD", "kro.persen.tw.BAD", "kro.sasaran_persen.sd.BAD", "kro.sasaran_persen.tw.BAD"]
    assert printed(ledger, *percentages) == ["42,86", "28,57", "14,29", "7,14"]
    physical = ["kro.fisik.tw.BAD", "kro.fisik.sd.BAD", "kro.sasaran_fisik.tw.BAD", "kro.sasaran_fisik.sd.BAD"]
    assert printed(ledger, *physical) == ["26,00", "56,00", "25,00", "55,00"]
    assert printed(ledger, "kro.persen.sd.CAH", "kro.fisik.sd.CAH") == ["-", "-"]
    assert printed(ledger, "program.pagu.EC", "program.pagu_perubahan.EC", "program.pagu_perubahan.WA") == [
        "4.200",
        "200",
        "0",
    ]


def test_percentages_may_stand_on_pagu_efektif(ledger: Ledger) -> None:
    measures = ("kro.persen.sd.BAD", "kro.sasaran_persen.sd.BAD")
    other = work_out(EVERYTHING, quarter="2025-TW2", basis_kro="efektif")
    assert printed(other, *measures) == ["46,15", "15,38"]  # over 3900
    assert printed(other, *(f"{measure}.alt.pagu" for measure in measures)) == ["42,86", "14,29"]
    assert printed(ledger, *(f"{measure}.alt.efektif" for measure in measures)) == ["46,15", "15,38"]


def test_in_the_first_quarter_the_quarter_is_the_year_to_date() -> None:
    ledger = work_out(BUDGET + MARCH + SHEETS, quarter="2025-TW1")
    assert printed(ledger, "anggaran.realisasi", "anggaran.realisasi_tw") == ["725", "725"]


def test_without_the_delivery_of_the_quarter_before_the_quarter_alone_is_unknown() -> None:
    ledger = work_out(BUDGET + JUNE + SHEETS, quarter="2025-TW2")
    assert printed(ledger, "anggaran.realisasi", "anggaran.realisasi_tw") == ["2.050", "-"]


def test_rows_of_the_budget(ledger: Ledger) -> None:
    assert ledger.figures["anggaran.pagu"].rows == tuple(row_id(number) for number in (6, 7, 8, 9))
    assert ledger.figures["anggaran.blokir.rm"].rows == (row_id(6), row_id(9))
    assert ledger.figures["anggaran.realisasi.blu.52"].rows == (row_id(3, order=3),)


def test_operating_cost_leaves_belanja_modal_out() -> None:
    capital = rows("glp039", spent("BAD", "537112", "000003", "2025-06", 70), order=6)
    ledger = work_out(EVERYTHING + capital + targets(SK2_4=75), quarter="2025-TW2")
    assert printed(ledger, "anggaran.realisasi", "SK2.4.biaya_operasional") == ["2.120", "2.050"]


def test_numbers_of_the_report_are_those_that_meet_more_of_its_items() -> None:
    # CONS_ITEM 2 and 3 are the first and second line of the akun; by NOMOR_ITEM the second item would be BLU's
    budget = rows(
        "dataang",
        line(BAD, "521211", 1, "A", "B00", 100, cons_item="2"),
        line(BAD, "521211", 2, "F", "B00", 200, cons_item="3"),
    )
    report = rows(
        "glp039",
        spent("BAD", "521211", "000002", "2025-03", 70),
        spent("BAD", "521211", "000003", "2025-03", 8),
        order=2,
    )
    ledger = work_out(budget + report)
    assert printed(ledger, *anggaran(".rm", "realisasi"), *anggaran(".blu", "realisasi")) == ["70", "8"]


def test_items_numbered_anew_for_each_fund_are_told_by_pagu_or_text() -> None:
    budget = rows(
        "dataang",
        line(BAD, "521211", 1, "A", "B00", 100, uraian_item="Bahan kimia, bahan acuan"),
        line(BAD, "521211", 2, "F", "B00", 250, uraian_item="Honor"),
    )
    first = {**spent("BAD", "521211", "000001", "2025-03", 70), "akun_ke": "1", "pagu_revisi": 240, "uraian": "HONOR"}
    second = {**spent("BAD", "521211", "000001", "2025-03", 8), "akun_ke": "2", "pagu_revisi": 100, "uraian": "Bahan"}
    ledger = work_out(budget + rows("glp039", first, second, order=2))
    assert printed(ledger, *anggaran(".rm", "realisasi"), *anggaran(".blu", "realisasi")) == ["8", "70"]


def test_a_pok_revision_is_in_force_where_the_report_shows_its_items_and_not_those_of_the_dipa() -> None:
    moved = rows("dataang", line(BAD, "521211", 1, "A", "B00", 100), line(BAD, "521211", 1, "A", "C01", 60)) + rows(
        "dataang", line(BAD, "521211", 9, "A", "C01", 40), order=3
    )

    def blocked_and_pagu(*pagu: int) -> list[str]:
        report = [
            {**spent("BAD", "521211", f"{number:06d}", "2025-03", 1), "pagu_revisi": amount}
            for number, amount in zip((1, 9), pagu, strict=False)
        ]
        found = work_out(moved + rows("glp039", *report, order=2))
        return [row.rpartition("#")[2] for row in found.figures["anggaran.pagu"].rows or ()]

    assert blocked_and_pagu(60, 40) == ["3", "2"]  # both lines of C01
    assert blocked_and_pagu(100) == ["2"]  # B00
    assert blocked_and_pagu(60, 41) == ["2"]  # proves neither


def test_the_first_rkk_stands_for_the_first_dipa_and_the_last_is_in_force() -> None:
    item = {"program": "019.07.EC", "kegiatan": "6077", "kro": "6077.BAD", "ro": "6077.BAD.001", "komponen": "051"}
    item |= {"subkomponen": "A", "akun": "521211", "nomor_item": "1", "sumber_dana": "RM"}
    papers = rows("rkk", {**item, "jumlah": 70}) + rows("rkk", {**item, "jumlah": 90, "kode_blokir": "A"}, order=2)
    ledger = work_out(papers)
    assert printed(ledger, "anggaran.pagu_awal", "anggaran.pagu", "anggaran.blokir.rm.52") == ["70", "90", "90"]


def test_rows_of_another_satker_never_count_nor_replace() -> None:
    budget = rows("dataang", line(BAD, "521211", 1, "A", "B00", 100, kdsatker="1"))
    sister = rows("dataang", line(BAD, "521211", 1, "A", "B00", 999, kdsatker="2"), order=3)
    report = [
        {**spent("BAD", "521211", "000001", "2025-03", rupiah), "satker": code} for code, rupiah in (("1", 7), ("2", 9))
    ]
    ledger = work_out(budget + sister + rows("glp039", report[0], order=2) + rows("glp039", report[1], order=4))
    assert printed(ledger, "anggaran.pagu", "anggaran.realisasi") == ["100", "7"]


def test_a_kind_that_the_profile_does_not_name_stands_beside_the_others() -> None:
    budget = rows("dataang", line(BAD, "571111", 1, "A", "B00", 100), line(BAD, "521211", 1, "A", "B00", 10))
    ledger = work_out(budget + rows("glp039", spent("BAD", "571111", "000001", "2025-03", 4), order=2))
    assert printed(ledger, "anggaran.pagu.rm", "anggaran.pagu.rm.57", "anggaran.realisasi.rm.57") == ["110", "100", "4"]


def test_an_unknown_fund_is_named() -> None:
    with pytest.raises(AuditError, match="row 2, sumber_dana: 'Z' is no fund code"):
        work_out(rows("dataang", line(BAD, "521211", 1, "Z", "B00", 1)))
