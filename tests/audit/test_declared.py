"""Formulas that a unit declares itself, worked out by hand; quarter 2025-TW2 unless a test says otherwise.

no  jenis      mulai             selesai           biaya    catatan
1   Pelatihan  02-01-2025 08:00  02-01-2025 09:30  1.500,5  a
2   pelatihan  10-04-2025 08:00  10-04-2025 08:30    500    b
3   Seminar    30-06-2025 20:00  01-07-2025 01:00             a
4   Seminar    30-06-2025 23:30  -                   200
5              30-06-2024 10:00  30-06-2024 11:00     50    c
6   Seminar    01-07-2025 08:00  01-07-2025 08:10   7000    d
"""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.audit.recomputation.cells import Form
from orchestration.audit.recomputation.ledger import Ledger
from orchestration.audit.recomputation.records import AuditError
from tests.audit.small_unit import register, row_id, rows, work_out_with
from tests.audit.test_budget import BUDGET, JUNE, MARCH
from tests.audit.test_indicators import ORDERS
from tests.audit.test_receipts_and_targets import SBS
from tests.audit.test_survey import ANSWERS

FORMS = {
    "no": Form(),
    "jenis": Form("text"),
    "mulai": Form("moment"),
    "selesai": Form("moment"),
    "biaya": Form("number"),
    "catatan": Form("text"),
}
EVENTS = register(
    "kegiatan",
    FORMS,
    *(
        dict(zip(FORMS, line, strict=True))
        for line in (
            (1, "Pelatihan", "02/01/2025 08:00:00", "02/01/2025 09:30:00", "1.500,5", "a"),
            (2, "pelatihan", "10/04/2025 08:00:00", "10/04/2025 08:30:00", 500, "b"),
            (3, "Seminar", "30/06/2025 20:00:00", "01/07/2025 01:00:00", None, "a"),
            (4, "Seminar", "30/06/2025 23:30:00", None, "200", None),
            (5, None, "30/06/2024 10:00:00", "30/06/2024 11:00:00", "50", "c"),
            (6, "Seminar", "01/07/2025 08:00:00", "01/07/2025 08:10:00", "7000", "d"),
        )
    ),
)
PARTS = ("pembilang", "penyebut", "realisasi")


def term(counted: str = "banyak", column: str | None = None, **others: Any) -> dict[str, Any]:
    own = {} if column is None else {"kolom": column}
    return {"sumber": "kegiatan", "hitung": counted, "tanggal": "mulai", "nama": "Kegiatan", **own, **others}


def told(ledger: Ledger, code: str = "IKU 1") -> list[str]:
    return [ledger.figures[f"{code}.{part}"].printed for part in PARTS]


def ratio_of(numerator: dict[str, Any], denominator: dict[str, Any] | None = None, **others: Any) -> dict[str, Any]:
    return {"kode": "IKU 1", "rumus": "rasio", "pembilang": numerator, "penyebut": denominator or term(), **others}


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        (term(), "4"),
        (term(periode="triwulan"), "3"),
        (term("unik", "catatan"), "2"),
        (term("unik", "jenis"), "3"),  # two of them differ by a capital
        (term("jumlah", "biaya"), "2.200,50"),
        # 90 and 30 minutes of the year, and five hours that end after the quarter
        (term("menit", mulai="mulai", selesai="selesai"), "420,00"),
        (term("jam", mulai="mulai", selesai="selesai"), "7,00"),
        (term("jumlah", "biaya", syarat=[{"kolom": "jenis", "sama": ["rapat"]}]), "0,00"),
    ],
)
def test_what_a_term_counts(counted: dict[str, Any], expected: str) -> None:
    ledger = work_out_with([ratio_of(counted)], EVENTS, quarter="2025-TW2")
    assert told(ledger)[:2] == [expected, "4"]


@pytest.mark.parametrize(
    ("condition", "passing"),
    [
        ({"kolom": "jenis", "sama": ["PELATIHAN"]}, "1 2"),
        ({"kolom": "jenis", "sama": ["pelatihan", "seminar"]}, "1 2 3 4"),
        ({"kolom": "jenis", "bukan": ["pelatihan", "rapat"]}, "3 4"),
        ({"kolom": "catatan", "bukan": ["a"]}, "2 4"),
        ({"kolom": "jenis", "awalan": ["sem", "rap"]}, "3 4"),
        ({"kolom": "biaya", "paling_sedikit": 500}, "1 2"),
        ({"kolom": "biaya", "paling_banyak": 500}, "2 4"),
        ({"kolom": "biaya", "sama": ["1500.5"]}, "1"),
        ({"kolom": "catatan", "paling_banyak": 500}, ""),
        ({"kolom": "catatan", "terisi": True}, "1 2 3"),
        ({"kolom": "selesai", "terisi": False}, "4"),
        ({"kolom": "mulai", "awalan": ["2025-06-30"]}, "3 4"),
    ],
)
def test_a_row_has_to_fulfil_a_condition(condition: dict[str, Any], passing: str) -> None:
    ledger = work_out_with([ratio_of(term(syarat=[condition]))], EVENTS, quarter="2025-TW2")
    assert ledger.figures["IKU 1.pembilang"].rows == tuple(row_id(int(number) + 1) for number in passing.split())


def test_the_rows_behind_a_count_are_those_that_have_what_is_counted() -> None:
    timed = term("jam", mulai="mulai", selesai="selesai")
    ledger = work_out_with([ratio_of(timed, term("unik", "catatan"))], EVENTS, quarter="2025-TW2")
    assert ledger.figures["IKU 1.pembilang"].rows == (row_id(2), row_id(3), row_id(4))
    assert ledger.figures["IKU 1.penyebut"].rows == (row_id(2), row_id(3), row_id(4))
    summed = work_out_with([ratio_of(term("jumlah", "biaya"))], EVENTS, quarter="2025-TW2")
    assert len(summed.figures["IKU 1.pembilang"].rows or ()) == 4


def test_all_conditions_have_to_hold() -> None:
    conditions = [{"kolom": "jenis", "sama": ["Seminar"]}, {"kolom": "catatan", "terisi": True}]
    ledger = work_out_with([ratio_of(term(syarat=conditions), faktor=1)], EVENTS, quarter="2025-TW2")
    assert told(ledger) == ["1", "4", "0,25"]


def test_a_ratio_is_per_cent_unless_its_factor_is_one() -> None:
    goal = rows("perjanjian_kinerja", {"kode": "IKU 1", "target": 60, "arah": "naik"}, order=2)
    counted = term(syarat=[{"kolom": "jenis", "sama": ["seminar"]}])
    ledger = work_out_with([ratio_of(counted)], EVENTS + goal, quarter="2025-TW2")
    assert [*told(ledger), ledger.figures["IKU 1.capaian"].printed] == ["2", "4", "50,00", "83,33"]
    assert ledger.figures["IKU 1.realisasi"].components == ("IKU 1.pembilang", "IKU 1.penyebut")
    # The two rows of the numerator, and the four of the denominator.
    assert ledger.evidence("IKU 1.realisasi")[0] == 6


def test_nothing_delivered_is_no_value_and_nothing_that_fulfils_is_zero() -> None:
    nothing = work_out_with([ratio_of(term())], [], quarter="2025-TW2")
    assert told(nothing) == ["-", "-", "-"]
    assert nothing.figures["IKU 1.realisasi"].status == "tidak_terdefinisi"
    none_fits = ratio_of(term(), term(syarat=[{"kolom": "jenis", "sama": ["rapat"]}]))
    assert told(work_out_with([none_fits], EVENTS, quarter="2025-TW2")) == ["4", "0", "-"]


def test_a_later_delivery_replaces_a_row_by_its_key() -> None:
    again = register("kegiatan", FORMS, {"no": "1", "jenis": "Rapat", "mulai": "01/04/2025 08:00:00"}, order=2)
    ledger = work_out_with([ratio_of(term("unik", "jenis"))], EVENTS + again, quarter="2025-TW2")
    assert told(ledger)[:2] == ["3", "4"]
    assert set(ledger.case.superseded) == {row_id(2)}


def test_a_column_that_no_contract_names_is_an_error() -> None:
    with pytest.raises(AuditError, match=r"row 2, tempat: is no column of its contract"):
        work_out_with([ratio_of(term("unik", "tempat"))], EVENTS, quarter="2025-TW2")
    with pytest.raises(AuditError, match="those that are: layanan, no_order"):
        work_out_with([ratio_of({"sumber": "order", "hitung": "jumlah", "kolom": "biaya"})], ORDERS)


def promise(longest: object, unit: str, **others: Any) -> dict[str, Any]:
    timed = {"sumber": "kegiatan", "mulai": "mulai", "selesai": "selesai", "paling_lama": longest, "satuan": unit}
    return {"kode": "TJ-1", "rumus": "bagian_tepat_waktu", "waktu": {**timed, **others}}


@pytest.mark.parametrize(
    ("longest", "unit", "expected"),
    [
        # 1 took 90 minutes and 2 took 30; 3 is not finished and was due at 23:00; 4 would be due in July.
        (3, "jam", ["2", "3", "66,67"]),
        (90, "menit", ["2", "3", "66,67"]),
        (89.5, "menit", ["1", "3", "33,33"]),
        # 3 is not yet due either.
        ("4.5", "jam", ["2", "2", "100,00"]),
        # 4 is due at 23:59:30, 3 has been.
        ("29.5", "menit", ["0", "4", "0,00"]),
        (1, "hari", ["2", "2", "100,00"]),
    ],
)
def test_what_is_finished_in_time_of_what_was_due(longest: object, unit: str, expected: list[str]) -> None:
    ledger = work_out_with([promise(longest, unit)], EVENTS, quarter="2025-TW2")
    assert told(ledger, "TJ-1") == expected


def test_a_promise_may_be_for_some_rows_only() -> None:
    seminars = [{"kolom": "jenis", "sama": ["seminar"]}]
    later = work_out_with([promise(5, "jam", syarat=seminars)], EVENTS, quarter="2025-TW3")
    # 3 took exactly five hours, 6 ten minutes; 4 never ended.
    assert told(later, "TJ-1") == ["2", "3", "66,67"]
    assert told(work_out_with([promise(5, "jam")], [], quarter="2025-TW2"), "TJ-1") == ["-", "-", "-"]


def test_days_of_orders_are_their_midnight() -> None:
    own = {"sumber": "order", "mulai": "tanggal_masuk", "selesai": "tanggal_selesai"}
    ledger = work_out_with([promise(4, "hari", **own)], ORDERS)
    assert told(ledger, "TJ-1") == ["3", "4", "75,00"]


def growth(counted: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"kode": "SK.1.1", "rumus": "pertumbuhan", "nilai": counted, **others}


def test_growth_over_the_same_days_a_year_before() -> None:
    ledger = work_out_with([growth(term())], EVENTS, quarter="2025-TW2")
    assert told(ledger, "SK.1.1") == ["4", "1", "300,00"]
    assert ledger.figures["SK.1.1.penyebut"].rows == (row_id(6),)
    quarterly = work_out_with([growth(term("jumlah", "biaya", periode="triwulan"))], EVENTS, quarter="2025-TW2")
    # 500 + 200 over 50
    assert told(quarterly, "SK.1.1") == ["700,00", "50,00", "1.300,00"]
    assert told(work_out_with([growth(term())], EVENTS, quarter="2025-TW1"), "SK.1.1") == ["1", "0", "-"]


def test_growth_over_what_the_sheet_dipa_says() -> None:
    sheet = rows("dipa", {"kode": "KEGIATAN.LALU", "volume": "5"}, order=2)
    indicator = growth(term(), dasar={"kode": "KEGIATAN.LALU"})
    assert told(work_out_with([indicator], EVENTS + sheet, quarter="2025-TW2"), "SK.1.1") == ["4", "5", "-20,00"]
    assert told(work_out_with([indicator], EVENTS, quarter="2025-TW2"), "SK.1.1") == ["4", "-", "-"]


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (None, ["2.050", "4.700", "43,62"]),
        ({"dasar": "efektif"}, ["2.050", "4.400", "46,59"]),
        ({"sumber_dana": ["blu"]}, ["1.500", "3.300", "45,45"]),
        ({"jenis_belanja": ["52", "53"]}, ["1.800", "4.200", "42,86"]),
        ({"kro": ["EBA"]}, ["250", "500", "50,00"]),
        ({"sumber_dana": ["rm"], "jenis_belanja": ["52"], "dasar": "efektif"}, ["300", "800", "37,50"]),
        ({"kro": ["XYZ"]}, ["0", "0", "-"]),
    ],
)
def test_spending_of_a_part_of_the_budget(share: dict[str, Any] | None, expected: list[str]) -> None:
    indicator = {"kode": "IKU 1", "rumus": "realisasi_anggaran", "anggaran": share}
    ledger = work_out_with([indicator], BUDGET + MARCH + JUNE, quarter="2025-TW2")
    assert told(ledger) == expected


def test_spending_without_its_papers_is_unknown() -> None:
    indicator = {"kode": "IKU 1", "rumus": "realisasi_anggaran"}
    assert told(work_out_with([indicator], BUDGET, quarter="2025-TW2")) == ["-", "4.700", "-"]
    assert told(work_out_with([indicator], MARCH + JUNE, quarter="2025-TW2")) == ["2.050", "-", "-"]


def of(source: str, counted: str = "banyak", column: str | None = None, *conditions: dict[str, Any]) -> dict[str, Any]:
    own = {} if column is None else {"kolom": column}
    return {"sumber": source, "hitung": counted, "syarat": list(conditions), **own}


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        (of("order", "jumlah", "jumlah_count"), "13,00"),
        (of("order", "unik", "kode_pelanggan", {"kolom": "layanan", "sama": ["uji", "kal"]}), "2"),
        (of("order", "banyak", None, {"kolom": "tanggal_selesai", "sama": ["2025-01-06"]}), "3"),
        (of("survei", "banyak", None, {"kolom": "rekomendasi", "paling_sedikit": 9}), "2"),
        (of("survei", "jumlah", "u1", {"kolom": "layanan", "sama": ["UJI"]}), "7,00"),
        (of("penerimaan", "jumlah", "jumlah_rp"), "1.000"),
        ({**of("penerimaan", "jumlah", "jumlah_rp"), "tanggal": "tanggal_sah"}, "1.400"),
        (of("penerimaan", "jumlah", "jumlah_rp", {"kolom": "kode_akun", "awalan": ["425"]}), "0"),
    ],
)
def test_what_the_product_knows_anyway_may_be_counted(counted: dict[str, Any], expected: str) -> None:
    records = ORDERS + ANSWERS + SBS
    ledger = work_out_with([ratio_of(counted, of("survei"))], records, quarter="2025-TW1")
    assert told(ledger)[:2] == [expected, "3"]
