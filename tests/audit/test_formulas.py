"""Formulas with their numbers put in, in two languages."""

from __future__ import annotations

from orchestration.figures.formulas import SHOWN_PARTS, Part, Term, Words, terms, text

INDONESIAN = Words(row_sum="jumlah {measure}", other="{operation} dari {each}", minus="−", decimal=",")


def part(role: str, printed: str, known: bool = True) -> Part:
    return Part(f"X.{role}.{printed}", role, printed, known)


def test_a_fraction_knows_which_figure_each_number_is() -> None:
    made = terms("percent", [part("denominator", "20"), part("numerator", "5")], "")
    assert made == [Term("100 × "), Term("5", "X.numerator.5"), Term(" / "), Term("20", "X.denominator.20")]


def test_growth_and_net_promoters_are_written_as_they_are_worked_out() -> None:
    assert text(terms("growth", [part("numerator", "12"), part("base", "10")], "")) == "100 × (12 - 10) / 10"
    votes = [part("minuend", "101"), part("subtrahend", "5"), part("denominator", "146")]
    assert text(terms("nps", votes, "")) == "100 × (101 - 5) / 146"
    assert text(terms("nps", votes, "", INDONESIAN)) == "100 × (101 − 5) / 146"


def test_a_mean_counts_only_the_parts_that_have_a_value() -> None:
    parts = [part("part", "3,72"), part("part", "-", known=False), part("part", "3,80")]
    assert text(terms("mean", parts, "")) == "(3,72 + 3,80) / 2"


def test_a_long_sum_is_cut_and_says_so() -> None:
    made = text(terms("sum", [part("addend", str(number)) for number in range(SHOWN_PARTS + 3)], ""))
    assert made.endswith(f" + {SHOWN_PARTS - 1} + …")


def test_words_are_of_the_language() -> None:
    assert text(terms("row_sum", [], "jumlah_rp")) == "sum of jumlah_rp"
    assert text(terms("row_sum", [], "jumlah_rp", INDONESIAN)) == "jumlah jumlah_rp"
    assert text(terms("median", [part("part", "1"), part("part", "2")], "", INDONESIAN)) == "median dari 1, 2"
    sample = text(terms("krejcie_morgan", [part("base", "727")], "", INDONESIAN))
    assert sample == "3,841 × 727 × 0,25 / (0,0025 × (727 − 1) + 3,841 × 0,25)"


def test_a_rule_whose_part_is_missing_falls_back_to_words() -> None:
    assert text(terms("percent", [part("numerator", "5")], "")) == "percent of 5"


def test_rows_without_words_give_no_formula() -> None:
    assert terms("row_median", [], "x") == []
