"""The comparison with the published report: one rule for the status, faulty rows named with file and row."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.declarations import ConfigurationError
from orchestration.figures.book import Book, Figure
from orchestration.publication.evidence.comparison import compare, comparison_findings, shortened
from orchestration.publication.judging.html_reading import read_html
from orchestration.publication.release import Draft
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.reference_rows import PublishedFigure
from orchestration.workspace.settings import PROJECT, Workspace
from tests.publication.warehouse import Warehouse

HEADER = "tempat,label,figure_id,nilai,notasi,satuan,alasan\n"


def figure(figure_id: str, value: str | None, printed: str, decimals: int = 2, status: str | None = None) -> Figure:
    number = None if value is None else Decimal(value)
    named = dict.fromkeys(
        [
            "label",
            "layanan",
            "bulan",
            "sumber_dana",
            "jenis_belanja",
            "kro",
            "period_basis",
            "unit",
            "policy",
            "row_digest",
        ],
        "",
    )
    return Figure(
        figure_id=figure_id,
        indicator=figure_id.rpartition(".")[0],
        value=number,
        decimals=decimals,
        printed=printed,
        numerator=None,
        denominator=None,
        row_count=1,
        status=status,
        **named,
    )


BOOK = Book(
    {
        item.figure_id: item
        for item in (
            figure("SK2.4.realisasi", "66.461094142821", "66,46"),
            figure("TJ.2.realisasi", "1582", "1.582", 0),
            figure("anggaran.realisasi", "20558293466", "20.558.293.466", 0),
            figure("SK3.1.realisasi", None, "On progress", 2, "on_progress"),
            figure("anggaran.efektif.rm.53", "0", "0", 0),
            figure("SK6.1.capaian", "103.879849812265", "103,88"),
        )
    },
    [],
    [],
    [],
    [],
    [],
    [],
    {},
)


def row(figure_id: str, nilai: str, notasi: str = "id", satuan: str = "persen", alasan: str = "") -> PublishedFigure:
    return PublishedFigure(
        tempat="Tabel 3.2",
        label="POBO",
        figure_id=figure_id,
        nilai=nilai,
        notasi=notasi,  # type: ignore[arg-type]
        satuan=satuan,
        alasan=alasan,
        baris=7,
    )


@pytest.mark.parametrize(
    ("published", "status"),
    [
        # The three POBO of the published document, of which one is the quotient of its own numbers.
        (row("SK2.4.realisasi", "66,46"), "sama"),
        (row("SK2.4.realisasi", "66.46", "en"), "sama"),
        (row("SK2.4.realisasi", "66,86"), "dikoreksi"),
        (row("SK2.4.realisasi", "73,31"), "dikoreksi"),
        # A dot groups thousands in one notation and starts decimals in the other.
        (row("TJ.2.realisasi", "1.582"), "sama"),
        (row("TJ.2.realisasi", "1.917"), "dikoreksi"),
        (row("TJ.2.realisasi", "1.582", "en"), "dikoreksi"),
        (row("anggaran.realisasi", "20,558,293", "en", "ribu rupiah"), "sama"),
        (row("anggaran.realisasi", "20,558,293", "en", "rupiah"), "dikoreksi"),
        (row("anggaran.realisasi", "20.558.293.000", "id", "rupiah"), "dikoreksi"),
        (row("SK6.1.capaian", "104"), "sama"),
        (row("SK3.1.realisasi", "0"), "dikoreksi"),
        (row("SK3.1.realisasi", "On progress"), "sama"),
        (row("anggaran.efektif.rm.53", "-"), "dikoreksi"),
        (row("anggaran.efektif.rm.53", "2.520.494.00", "tak_terbaca"), "tidak_dapat_dibandingkan"),
        (row("", "56,00"), "tidak_dapat_dibandingkan"),
    ],
)
def test_the_status_follows_from_the_two_numbers(published: PublishedFigure, status: str) -> None:
    (found,) = compare([published], BOOK)
    assert found.status == status


def test_ours_is_shortened_half_up_as_the_published_number_is() -> None:
    assert shortened(Decimal("2.345"), Decimal("2.35"), "persen") == Decimal("2.35")
    assert shortened(Decimal("-2.345"), Decimal("2.35"), "persen") == Decimal("-2.35")
    assert shortened(Decimal("1499"), Decimal("1"), "ribu rupiah") == 1


def test_a_faulty_row_is_named_with_file_and_row() -> None:
    rows = [
        row("SK2.4.realisasi", "66,86"),
        row("SK2.4.realisasi", "66,46", alasan="Tidak perlu."),
        row("SK9.9.realisasi", "1"),
        row("SK2.4.realisasi", "66,86", alasan="Bukan hasil baginya."),
        row("SK2.4.realisasi", "66,46"),
    ]
    found = comparison_findings(compare(rows, BOOK), "2025-TW2.csv")
    assert [(item.severity, item.delivery, item.row, item.column) for item in found] == [
        ("warning", "2025-TW2.csv", 7, "alasan"),
        ("warning", "2025-TW2.csv", 7, "alasan"),
        ("blocking", "2025-TW2.csv", 7, "figure_id"),
    ]
    assert "SK9.9.realisasi" in found[2].message


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("2025-TW2.csv", "Tabel 3.2,POBO,SK2.4.realisasi,66;46,id,persen,", "'66;46' is no number such as 1.917,5"),
        ("2025-TW2.csv", "Tabel 3.2,POBO,SK2.4.realisasi,2.520.494.00,id,persen,", "'2.520.494.00' is no number"),
        ("2025-TW2.csv", "Tabel 3.2,POBO,SK2.4.realisasi,1.5,fr,persen,", "column notasi, value 'fr'"),
        ("2025-TW2.csv", "Tabel 3.2,,SK2.4.realisasi,1.5,en,persen,", "column label"),
        ("triwulan-2.csv", "Tabel 3.2,POBO,SK2.4.realisasi,1,id,persen,", "its name is to be the quarter"),
    ],
)
def test_an_unreadable_row_ends_the_run_before_it_begins(tmp_path: Path, name: str, line: str, message: str) -> None:
    shutil.copytree(PROJECT / "sources" / "reference", tmp_path / "reference")
    shutil.copy(PROJECT / "sources" / "unit.yaml", tmp_path / "unit.yaml")
    (tmp_path / "reference" / "laporan_terbit" / name).write_text(HEADER + line + "\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        load_profile(Workspace.resolve(tmp_path, "/nonexistent/state", "/nonexistent/reports"))
    assert any(name in problem and message in problem for problem in raised.value.problems), raised.value.problems
    if name == "2025-TW2.csv":
        assert f"{name}:2:" in raised.value.problems[0]


@pytest.mark.slow
def test_without_a_published_report_there_is_no_such_appendix(clean: object) -> None:
    assert b"Laporan yang Telah Terbit" not in clean.files["laporan.html"]  # type: ignore[attr-defined]


@pytest.mark.slow
def test_the_appendix_shows_both_numbers_and_the_reason(house: Warehouse, on_page: Callable[..., Draft]) -> None:
    reason = "Bukan hasil bagi {SK2.1.pnbp} dan {SK2.4.biaya_operasional}."
    published = [row("SK2.4.realisasi", "66,86", alasan=reason), row("SK2.4.realisasi", "66,46")]
    house.profile = house.profile.model_copy(update={"laporan_terbit": {"2025-TW2": published}})
    made = on_page(house)
    assert not made.refused, [item.message for item in made.findings]
    html = made.files["laporan.html"].decode("utf-8")
    assert ">66,86</span>" in html
    placed = [item for item in read_html(html).printed if "Laporan yang Telah Terbit" in item.place]
    assert [item.figure_id for item in placed] == [
        "SK2.4.realisasi",
        "SK2.1.pnbp",
        "SK2.4.biaya_operasional",
        "SK2.4.realisasi",
    ]
    assert "Dari <span" in html
