"""Predicates and operations as a spreadsheet has them, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.audit.following.paper_conditions import Condition, conditions_of, criteria
from orchestration.audit.following.paper_formulas import OPERATIONS, Listed, Part, of_figures, of_rows
from orchestration.figures.formulas import LEAF_OPERATIONS
from orchestration.workspace.measures import measures

COLUMNS = {"layanan": "R!A4:A9", "bulan": "R!B4:B9", "skor": "R!C4:C9", "kode": "R!D4:D9", "is_sah": "R!E4:E9"}
FIRSTS = {"kode": "R!F4:F9"}


def test_a_predicate_is_its_conditions() -> None:
    found = conditions_of("is_sah and layanan = 'uji' and bulan = 5 and skor is not null and skor between 7 and 8")
    assert found == [
        Condition("is_sah", "=", ("ya",)),
        Condition("layanan", "=", ("uji",)),
        Condition("bulan", "=", (Decimal(5),)),
        Condition("skor", "filled"),
        Condition("skor", ">=", (Decimal(7),)),
        Condition("skor", "<=", (Decimal(8),)),
    ]
    assert criteria(found) == ['"ya"', '"uji"', "5", '"<>"', '">=7"', '"<=8"']
    assert conditions_of("not is_sah and layanan in ('uji', 'kal')") == [
        Condition("is_sah", "=", ("tidak",)),
        Condition("layanan", "in", ("uji", "kal")),
    ]


def test_what_is_no_plain_comparison_is_a_column_of_its_own() -> None:
    [either, same] = conditions_of("(layanan = 'uji' or bulan > 3) and bulan = skor")
    assert (either.sign, either.values, same.values) == ("=", ("ya",), ("ya",))
    assert "OR" in either.column
    assert same.column == "bulan = skor"
    [quoted] = conditions_of("kode = 'a''b'")
    assert quoted.values == ("a'b",)


@pytest.mark.parametrize("text", ["52", "01", "Mei 2025", "a*", "?", ">5", "6042.EBA", "true", "", "SK1.1"])
def test_a_text_that_a_spreadsheet_takes_for_something_else_is_compared_cell_by_cell(text: str) -> None:
    condition = Condition("kode", "=", (text,))
    assert condition.criterion() is None
    assert condition.factor("D4:D9") == f'(EXACT(D4:D9,"{text}"))'


def test_formulas_of_rows() -> None:
    plain, code = conditions_of("layanan = 'uji' and bulan = 5"), conditions_of("kode = '52'")
    pairs = 'R!A4:A9,"uji",R!B4:B9,5'
    listed = Listed(COLUMNS, FIRSTS, "skor")
    assert of_rows("row_sum", plain, listed) == f"SUMIFS(R!C4:C9,{pairs})"
    assert of_rows("row_mean", plain, listed) == f"AVERAGEIFS(R!C4:C9,{pairs})"
    assert of_rows("row_count", plain, Listed(COLUMNS, FIRSTS, "")) == f"COUNTIFS({pairs})"
    assert of_rows("row_minutes", plain, listed) == f"(SUMIFS(R!C4:C9,{pairs}))/60"
    assert of_rows("row_hours", plain, listed) == f"(SUMIFS(R!C4:C9,{pairs}))/3600"
    assert of_rows("row_sum", code, listed) == 'SUMPRODUCT(1*(EXACT(R!D4:D9,"52")),R!C4:C9)'
    assert of_rows("row_sum", plain, Listed(COLUMNS, FIRSTS, "skor", ("N7", "O7"))) == f"SUMIFS(R!C4:C9,{pairs})+O7"
    assert of_rows("row_count", plain, Listed(COLUMNS, FIRSTS, "", ("N7", "O7"))) == f"COUNTIFS({pairs})+N7"
    distinct = of_rows("row_distinct", code, Listed(COLUMNS, FIRSTS, "kode"))
    kept = '1*(EXACT(R!D4:D9,"52"))*(R!D4:D9<>"")'
    assert distinct == (
        f"SUMPRODUCT(1*(FREQUENCY({kept}*R!F4:F9+(1-{kept})*(ROWS(R!D4:D9)+1),ROW(R!D4:D9)-ROW(R!D4)+1)>0))"
        f"-(SUMPRODUCT({kept})<ROWS(R!D4:D9))"
    )


def test_formulas_of_figures() -> None:
    def parts(*roles: str) -> list[Part]:
        return [Part(role, f"F{row}", f"H{row}") for row, role in enumerate(roles, 8)]

    assert of_figures("percent", parts("numerator", "denominator")) == "100*F8/F9"
    assert of_figures("percent", parts("numerator", "numerator", "denominator")) == "100*SUM(F8,F9)/F10"
    # 3,79 / 3,72: the realisasi as printed
    assert of_figures("capaian", parts("realisasi", "target")) == "100*H8/F9"
    assert of_figures("capaian_turun", parts("realisasi", "target")) == "100*F9/H8"
    assert of_figures("nps", parts("minuend", "subtrahend", "denominator")) == "100*(F8-F9)/F10"
    assert of_figures("mean", parts("part", "part")) == "AVERAGE(F8,F9)"
    weighted = [Part("part", "F8", "H8", Decimal(2)), Part("part", "F9", "H9", Decimal("0.5"))]
    assert of_figures("weighted_mean", weighted) == "(2*F8+0.5*F9)/2.5"
    steps = [(Decimal(0), Decimal(1)), (Decimal(95), Decimal(3))]
    assert of_figures("poin", parts("numerator", "denominator"), steps) == "MAX(IF(100*F8/F9>=0,1),IF(100*F8/F9>=95,3))"
    assert (
        of_figures("target_poin", parts("base", "target"), steps) == "F8*MIN(IF(1>=F9,0,9E+99),IF(3>=F9,95,9E+99))/100"
    )
    many = of_figures("sum", parts(*["addend"] * 250))
    assert [piece.count("F") for piece in many.split("+")] == [100, 100, 50]
    assert of_figures("percent", parts("numerator")) == ""


def test_every_operation_of_a_figure_has_a_formula() -> None:
    declared = {measure.traits.operasi for measure in measures()}
    assert {"percent", "row_sum"} <= declared
    assert declared - OPERATIONS - {*LEAF_OPERATIONS} == set()
