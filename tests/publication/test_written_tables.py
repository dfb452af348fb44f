"""A table that a steward wrote row by row stands numbered with the others; what the profile says of the unit."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest

from orchestration.publication.assembly.numbering import TableNumbers, tables_called
from orchestration.publication.document.declared_tables import TableSpec
from orchestration.publication.document.document import Paragraph, Table, figures_in, plain_text
from orchestration.publication.release import Draft
from orchestration.workspace.indicators import Before
from orchestration.workspace.organisation import Staff, Status
from tests.publication.warehouse import Warehouse

LEFT_OUT = {"L4.1", "L4.2"}
"""The tables of trails, which no CSV has."""

ROWS = (
    "Tabel: Kegiatan penerapan SPBE",
    "| Tanggal | Kegiatan | Keterangan |",
    "| 21 Februari 2025 | Pengajuan akun | {TJ.2.realisasi} pengguna |",
    "| 11 Maret 2025 | Rapat konsultasi |",
)


def spec(number: str, *, lettered: bool = False) -> TableSpec:
    return TableSpec.model_validate(
        {
            "nomor": number,
            "judul": "Judul",
            "baris": "indikator",
            "huruf": lettered,
            "kolom": [{"judul": "Kode", "teks": "${kode}"}],
        }
    )


DECLARED = {"capaian": spec("3.2"), "sla": spec("3.6", lettered=True), "kro": spec("3.12")}


def counted(*names: str, official: bool) -> tuple[TableNumbers, list[str]]:
    """The numbers of a chapter's tables, and those that its tables take one after the other."""
    numbers = TableNumbers(DECLARED, official=official)
    numbers.count("3", names)
    given = []
    for name in names:
        given.append(numbers.next(name))
        numbers.used(name)
    return numbers, given


def paragraphs(made: Draft) -> list[str]:
    return [plain_text(block.runs) for block in made.document.blocks() if isinstance(block, Paragraph)]


def test_tables_are_numbered_as_they_stand_and_letters_run_where_one_follows_another() -> None:
    numbers, given = counted("kro", "sla", "sla", "narasi", "sla", "kro", official=False)
    assert given == ["3.1", "3.2a", "3.2b", "3.3", "3.4a", "3.5"]
    # A sentence points to the first of a name, without its letter; to one that does not stand, to none.
    assert (numbers.of("sla"), numbers.of("kro"), numbers.of("capaian")) == ("3.2", "3.1", None)


def test_official_numbers_stay_wherever_the_tables_stand() -> None:
    _, given = counted("kro", "sla", "sla", "narasi", "capaian", "kro", official=True)
    assert given == ["3.12", "3.6a", "3.6b", "3.N1", "3.2", "3.12.2"]


def test_the_tables_of_a_chapter_are_called_in_order_with_what_binds_them() -> None:
    text = "@tabel capaian\n\nKata.\n\n@indikator SK1.1\n@tabel sla layanan=kalibrasi\n@narasi SK1.1 tindak lanjut\n"
    called = tables_called(text, str, lambda code, part: 2 if (code, part) == ("SK1.1", "tindak lanjut") else 0)
    assert [(one.name, dict(one.arguments), one.code) for one in called] == [
        ("capaian", {}, ""),
        ("sla", {"layanan": "kalibrasi"}, "SK1.1"),
        ("narasi", {}, "SK1.1"),
        ("narasi", {}, "SK1.1"),
    ]


@pytest.mark.slow
def test_rows_of_a_narrative_are_a_table_whose_figures_are_printed(
    house: Warehouse, on_page: Callable[..., Draft]
) -> None:
    house.narratives += [
        ("SK4.2", "hasil", 10 + at, text, "", "", f"aaaaaaaaaaaa:Narasi#{90 + at}") for at, text in enumerate(ROWS)
    ]
    made = on_page(house)
    assert not made.refused
    tables = [block for block in made.document.blocks() if isinstance(block, Table)]
    (table,) = [one for one in tables if plain_text(one.caption) == "Kegiatan penerapan SPBE"]
    assert [plain_text(column.title) for column in table.columns] == ["Tanggal", "Kegiatan", "Keterangan"]
    assert [[plain_text(cell.lines[0]) for cell in row.cells] for row in table.rows] == [
        ["21 Februari 2025", "Pengajuan akun", "1.582 pengguna"],
        ["11 Maret 2025", "Rapat konsultasi", ""],
    ]
    # It is counted where it stands: the tables of the chapter run on.
    numbers = [one.number for one in tables if one.number.startswith("3.")]
    at = numbers.index(table.number)
    before, after = (int(number.removeprefix("3.").rstrip("abcdefgh")) for number in (numbers[at - 1], numbers[at + 1]))
    assert (before + 1, after - 1) == (int(table.number.removeprefix("3.")),) * 2
    page = made.files["laporan.html"].decode("utf-8")
    assert "| Tanggal" not in page
    assert "Tabel: Kegiatan" not in page


@pytest.mark.slow
def test_a_narrative_shows_the_table_of_a_sheet_and_its_numbers_are_no_figures(
    house: Warehouse, on_page: Callable[..., Draft]
) -> None:
    """In the page, the workbook and the CSV; a sheet that is not there is told with the row that names it."""
    house.tables = {
        "SPBE 2025": [
            ("Tanggal", "Kegiatan", "Biaya"),
            ("21/02/2025", "Pengajuan {TJ.2.realisasi} akun", "1500,5"),
            ("11/03/2025", None, "12%"),
        ]
    }
    lines = ("Tabel: spbe 2025 | Kegiatan penerapan SPBE", "Tabel: hilang | Tidak ada")
    house.narratives += [
        ("SK4.2", "hasil", 10 + at, text, "", "", f"aaaaaaaaaaaa:Narasi#{90 + at}") for at, text in enumerate(lines)
    ]
    made = on_page(house)
    assert not made.refused
    tables = [block for block in made.document.blocks() if isinstance(block, Table)]
    (table,) = [one for one in tables if plain_text(one.caption) == "Kegiatan penerapan SPBE"]
    assert [(plain_text(column.title), column.align) for column in table.columns] == [
        ("Tanggal", "kiri"),
        ("Kegiatan", "kiri"),
        ("Biaya", "kanan"),
    ]
    assert [[plain_text(cell.lines[0]) for cell in row.cells] for row in table.rows] == [
        ["21/02/2025", "Pengajuan 1.582 akun", "1500,5"],
        ["11/03/2025", "", "12%"],
    ]
    assert [cell.align for cell in table.rows[0].cells] == ["kiri", "kiri", "kanan"]
    # No digit of it asks for an answer, as one that is typed into a sentence does; only the reference is a figure.
    assert not [one for one in made.findings if one.rule == "no_digit_is_typed_into_a_narrative"]
    assert set(figures_in([table])) == {"TJ.2.realisasi"}
    data = list(csv.reader(io.StringIO(made.files[f"data/tabel-{table.number}.csv"].decode("utf-8"))))
    assert data[1][:2] == ["21/02/2025", "Pengajuan 1.582 akun"]
    told = [(one.severity, one.sheet, one.row, one.value) for one in made.findings if "table that" in str(one.message)]
    assert told == [("warning", "Narasi", 91, "hilang")]


@pytest.mark.slow
def test_the_year_before_and_the_staff_are_printed_as_the_profile_has_them_and_no_staff_of_later(
    house: Warehouse, on_page: Callable[..., Draft]
) -> None:
    staff = Staff(per=dt.date(2025, 7, 1), status=[Status(nama="PNS", jumlah=120), Status(nama="PPPK", jumlah=1014)])
    indicators = [
        one.model_copy(
            update={
                "tahun_sebelumnya": [
                    Before(tahun=2023, realisasi="70,00", sumber="laporan lama"),
                    Before(tahun=2024, realisasi="79,85", sumber="lembar hasil evaluasi"),
                ]
            }
        )
        if one.kode == "SK6.1"
        else one
        for one in house.profile.indikator
    ]
    house.profile = house.profile.model_copy(update={"indikator": indicators, "pegawai": staff})
    told = paragraphs(on_page(house))
    assert "Sebagai pembanding, realisasi Tahun 2024 menurut lembar hasil evaluasi adalah 79,85." in told
    assert not any("Tahun 2023" in one or "pegawai, terdiri atas" in one for one in told)
    house.profile = house.profile.model_copy(update={"pegawai": staff.model_copy(update={"per": dt.date(2025, 1, 31)})})
    # A paragraph of its own, whatever stands behind it.
    assert (
        f"Pada 31 Januari 2025 {house.profile.unit.singkatan} didukung oleh 1.134 pegawai, "
        "terdiri atas 120 PNS dan 1.014 PPPK."
    ) in paragraphs(on_page(house))


@pytest.mark.slow
def test_the_numbers_of_tables_are_mapped_to_the_official_ones_and_back(
    house: Warehouse, on_page: Callable[..., Draft]
) -> None:
    """By name of the declaration, whose official number `tabel.yaml` has; numbered the other way, the map is one."""

    def numbering(way: str) -> tuple[Draft, list[dict[str, str]]]:
        house.profile = house.profile.model_copy(update={"nomor_tabel": way})
        made = on_page(house)
        return made, list(csv.DictReader(io.StringIO(made.files["data/nomor_tabel.csv"].decode("utf-8"))))

    made, standing = numbering("urut")
    printed = {table.name: table.number for table in made.document.blocks() if isinstance(table, Table)}
    mapped = {row["nomor_urut"]: row["nomor_baku"] for row in standing}
    assert mapped[printed["capaian"]] == "3.2"
    assert mapped[printed["penilaian"]] == "3.10"
    assert all(row["nomor"] == row["nomor_urut"] for row in standing)
    tables = {block.number for block in made.document.blocks() if isinstance(block, Table)}
    assert mapped.keys() == tables - LEFT_OUT
    assert len(mapped) == len(standing)
    official, turned = numbering("baku")
    assert [row["nomor"] for row in turned] == [row["nomor_baku"] for row in standing]
    assert {row["nomor_urut"]: row["nomor_baku"] for row in turned} == mapped
    assert "Tabel 3.10." in official.files["laporan.html"].decode("utf-8").replace("</span>", "")
