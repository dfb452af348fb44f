"""One cause is one line, and no row of it is lost."""

from __future__ import annotations

from orchestration.checks.evidence import Finding, grouped


def wrong(row: int | None, **changes: str) -> Finding:
    """A receipt whose amount cannot be read."""
    about = {"delivery": "sbs.csv", "column": "JUMLAH", "value": "1.0.0", "rule": "angka"} | changes
    return Finding("blocking", row=row, message=f"sbs.csv, row {row}: not a number", **about)


def test_rows_with_one_cause_are_one_line_with_their_number_and_the_first_of_them() -> None:
    [cause] = grouped(wrong(row) for row in range(2, 214))
    assert (cause.rows, cause.row, cause.places) == (212, 2, (2, 3, 4, 5, 6))
    assert cause.line() == (
        "sbs.csv, column JUMLAH: 212 rows (2, 3, 4, 5, 6 and 207 more); the first: sbs.csv, row 2: not a number"
    )


def test_another_column_file_sheet_or_rule_is_another_cause() -> None:
    others = [{"column": "TGL_SBS"}, {"delivery": "sbs_2.csv"}, {"sheet": "Data"}, {"rule": "batas"}]
    causes = grouped([wrong(2), *(wrong(3, **other) for other in others), wrong(4)])
    assert [cause.rows for cause in causes] == [2, 1, 1, 1, 1]


def test_what_names_no_row_stands_alone() -> None:
    assert [cause.rows for cause in grouped([wrong(None), wrong(None)])] == [1, 1]


def test_a_row_that_is_told_of_several_times_is_counted_so() -> None:
    [cause] = grouped([wrong(213)] * 7)
    assert cause.line() == "sbs.csv, column JUMLAH: 7 times (row 213); the first: sbs.csv, row 213: not a number"


def test_one_row_is_told_by_its_sentence_and_by_its_place_where_the_sentence_has_none() -> None:
    assert wrong(2).line() == "sbs.csv, row 2: not a number"
    bare = Finding("warning", "narasi.xlsx", "Narasi", 3, "Teks", "66,46", message="name the figure instead")
    assert bare.line() == ("narasi.xlsx, sheet 'Narasi', row 3, column Teks, value '66,46': name the figure instead")
    assert Finding("info", message="nothing to compare with").line() == "nothing to compare with"
