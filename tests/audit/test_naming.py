"""A figure is found by its id, by words of its name, by its printed number; a row is told by line and by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.audit.following.difference import Delivered, Difference, _replaced, as_text
from orchestration.audit.following.naming import Meant, UnknownFigureError, meant
from orchestration.audit.following.row_names import RowNames

NAME = "Rasio Pendapatan terhadap Biaya (POBO)"
FIGURES = {
    figure_id: {"figure_id": figure_id, "label": label, "printed": printed, "unit": unit}
    for figure_id, label, printed, unit in (
        ("SK2.4.realisasi", NAME, "66,46", "Persen"),
        ("SK2.4.target", f"Target tahun: {NAME}", "75,00", "Persen"),
        ("SK2.4.capaian", f"Capaian: {NAME}", "88,61", "Persen"),
        ("SK2.4.realisasi.alt.sah", f"{NAME} (alternatif sah)", "43,33", "Persen"),
        ("SK2.1.pnbp", "PNBP s.d. triwulan ini", "13.580.235.534", "Rp"),
        ("SK2.1.pnbp_tw", "PNBP dalam triwulan ini", "7.300", "Rp"),
        ("SK1.1.persen.uji.05", "Persentase tepat waktu Uji bulan 05", "100,00", "Persen"),
        ("SK1.1.persen.uji.06", "Persentase tepat waktu Uji bulan 06", "100,00", "Persen"),
    )
}


@pytest.mark.parametrize(
    ("asked", "figure_id"),
    [
        ("SK2.4.target", "SK2.4.target"),
        ("sk2.4.TARGET", "SK2.4.target"),
        ("66,46", "SK2.4.realisasi"),
        ("13.580.235.534", "SK2.1.pnbp"),
        ("pobo capaian", "SK2.4.capaian"),
        ("tepat waktu uji bulan 05", "SK1.1.persen.uji.05"),
        ("43,33", "SK2.4.realisasi.alt.sah"),
        ("pnbp rp 7.300", "SK2.1.pnbp_tw"),
    ],
)
def test_one_figure_is_meant(asked: str, figure_id: str) -> None:
    assert meant(asked, FIGURES) == Meant(figure_id)


def test_of_figures_that_bear_one_name_the_one_with_nothing_before_it_is_meant() -> None:
    assert meant("POBO", FIGURES) == Meant("SK2.4.realisasi", ("SK2.4.capaian", "SK2.4.target"))


@pytest.mark.parametrize("asked", ["100,00", "tepat waktu", "pnbp"])
def test_several_are_listed_with_their_ids(asked: str) -> None:
    with pytest.raises(UnknownFigureError) as caught:
        meant(asked, FIGURES)
    assert [one["figure_id"] for one in caught.value.fitting] == [
        name for name in sorted(FIGURES) if name.startswith("SK1.1" if asked != "pnbp" else "SK2.1")
    ]
    assert str(caught.value).startswith(f"2 figures fit '{asked}'; name one by its id")


@pytest.mark.parametrize("asked", ["SK2.4.realisai", "66,47", "roa", "66.46", " "])
def test_none_is_told_with_the_nearest(asked: str) -> None:
    with pytest.raises(UnknownFigureError, match="no figure") as caught:
        meant(asked, FIGURES)
    assert caught.value.fitting == []
    assert asked != "SK2.4.realisai" or caught.value.nearest[0] == "SK2.4.realisasi"


def test_a_row_below_a_line_break_has_two_names(tmp_path: Path) -> None:
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / "x.csv").write_bytes(b'no;nama\r\n1;"dua\r\nbaris"\r\n2;satu\r\n\r\n3;tiga\r\n')
    names = RowNames(tmp_path)
    assert [names.both("ab", "", line) for line in (1, 2, 4, 6)] == [
        "row 1",
        "row 2",
        "row 4 (line of the file; row 3 in a spreadsheet)",
        "row 6 (line of the file; row 5 in a spreadsheet)",
    ]
    # What is not at hand, and a sheet of a workbook, has one.
    assert names.both("cd", "", 4) == names.both("ab", "S", 4) == RowNames(None).both("ab", "", 4) == "row 4"


def delivered(name: str, rows: int, quarter: str = "2025-TW2", kinds: str = "sbs") -> Delivered:
    return Delivered(name, f"{name}{rows}", rows, (quarter, kinds))


def test_a_delivery_that_replaced_another_is_told_with_the_rows_of_both() -> None:
    went = [
        delivered("sbs.csv", 212),
        delivered("survei.csv", 5, kinds="survey"),
        delivered("order.xlsx", 9, "2025-TW1"),
    ]
    came = [delivered("lain.csv", 3), delivered("sbs.csv", 121), delivered("survei 2.csv", 5, kinds="survey")]
    replaced = _replaced(went, came)
    assert [(old.rows, new.rows) for old, new in replaced] == [(212, 121), (5, 5)]
    told = as_text(Difference("r1", "r2", came[:1], went[2:], replaced, [], RowNames(None)))
    assert told.splitlines()[1:] == [
        "  delivery replaced: sbs.csv: 121 rows instead of 212",
        "  delivery replaced: survei.csv by survei 2.csv: 5 rows as before",
        "  delivery added: lain.csv: 3 rows",
        "  delivery removed: order.xlsx: 9 rows",
    ]
