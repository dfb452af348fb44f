"""What was done stands beside what was planned, point by point; what nobody wrote stays missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orchestration.publication.assembly.written import points
from orchestration.publication.document.document import Table, plain_text
from orchestration.publication.release import Draft
from tests.publication.warehouse import Warehouse

DONE = "Realisasi kegiatan"


def tables(made: Draft, *names: str) -> list[Table]:
    return [block for block in made.document.blocks() if isinstance(block, Table) and block.name in names]


def column(table: Table, title: str) -> list[list[str]]:
    """The lines of a column's cells in rows of content, none where the table has no such column."""
    for number, one in enumerate(table.columns):
        if plain_text(one.title) == title:
            rows = [row for row in table.rows if row.kind == "isi"]
            return [[plain_text(line) for line in row.cells[number].lines] for row in rows]
    return []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Menghitung rasio.", ["Menghitung rasio."]),
        ("1. Menyusun kuesioner 2. Mengirim kuesioner.", ["1. Menyusun kuesioner 2. Mengirim kuesioner."]),
        ("1. Menyusun kuesioner. 2. Mengirim kuesioner.", ["1. Menyusun kuesioner.", "2. Mengirim kuesioner."]),
        ("1) Menyusun; 2) mengirim; 3) mengolah", ["1. Menyusun", "2. mengirim", "3. mengolah"]),
        # A decimal, a year and a number out of turn count nothing.
        ("1. Rasio naik menjadi 2.5 kali. 3. Laporan", ["1. Rasio naik menjadi 2.5 kali. 3. Laporan"]),
        ("Rapat tanggal 1. 2. Notulen", ["Rapat tanggal 1. 2. Notulen"]),
        ("", []),
    ],
)
def test_points_are_those_that_the_text_counts_in_turn(text: str, expected: list[str]) -> None:
    assert [plain_text(number) + words for number, words in points(text)] == expected


@pytest.mark.slow
def test_what_was_done_stands_beside_the_plan_of_each_sasaran_and_in_the_appendix(clean: Draft) -> None:
    found = tables(clean, "capaian_sasaran", "realisasi_rencana_aksi")
    lines = [lines for table in found for lines in column(table, DONE)]
    assert len(lines) == 2 * 17
    assert {tuple(one) for one in lines} == {("1. Melaksanakan kegiatan.", "2. Mengolah hasilnya.")}


@pytest.mark.slow
def test_a_sheet_without_the_column_gives_tables_without_it(house: Warehouse, on_page: Callable[..., Draft]) -> None:
    house.indicators = [(*row[:-2], None, None) for row in house.indicators]
    assert not any(column(table, DONE) for table in tables(on_page(house), "capaian_sasaran", "realisasi_rencana_aksi"))


@pytest.mark.slow
def test_a_figure_in_what_was_done_is_printed_and_a_typed_number_is_told_with_its_cell(
    house: Warehouse, on_page: Callable[..., Draft]
) -> None:
    text = "Melayani {TJ.2.realisasi} pengguna dalam 12 kunjungan."
    house.indicators = [
        (*row[:-2], text, "aaaaaaaaaaaa:Fisik#3") if row[0] == "TJ.2" else (*row[:-2], None, None)
        for row in house.indicators
    ]
    made = on_page(house)
    assert column(tables(made, "realisasi_rencana_aksi")[0], DONE)[1] == ["Melayani 1.582 pengguna dalam 12 kunjungan."]
    told = [finding for finding in made.findings if finding.rule == "no_digit_is_typed_into_a_narrative"]
    assert [(one.delivery, one.sheet, one.row, one.column, one.value) for one in told] == [
        ("kinerja_2025_tw2.xlsx", "Fisik", 3, "Realisasi Kegiatan", "12")
    ]
