"""Words about a unit come from its profile: who leads it and the office above it, and which offices it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from orchestration.publication.assembly.spoken import head_of, leader
from orchestration.publication.document.document import Paragraph, Table, plain_text
from orchestration.publication.release import Draft
from orchestration.workspace.profile import Profile
from tests.publication.warehouse import Warehouse

DUTIES = {
    "Bagian Tata Usaha": "yang mengelola perencanaan, keuangan, kepegawaian, dan urusan umum",
    "Kelompok Jabatan Fungsional": "yang melaksanakan layanan teknis melalui tim kerja",
}


def test_a_head_is_called_after_the_office() -> None:
    assert head_of("Direktorat Jenderal Perkebunan") == "Direktur Jenderal Perkebunan"
    assert head_of("Sekretariat Jenderal Kementerian Pertanian") == "Sekretaris Jenderal Kementerian Pertanian"
    assert head_of("Badan Standardisasi Instrumen") == "Kepala Badan Standardisasi Instrumen"
    assert [leader(title) for title in ("Kepala Balai", "Plt. Kepala Balai", "Direktur Politeknik", "Plt. Rektor")] == [
        *("Kepala", "Kepala", "Direktur", "Rektor"),
    ]


def told(made: Draft) -> str:
    """The paragraphs of the report, one a line."""
    return "\n".join(plain_text(block.runs) for block in made.document.blocks() if isinstance(block, Paragraph))


def changed(house: Warehouse, offices: list[str], **unit: Any) -> Warehouse:
    content = house.profile.model_dump()
    content["unit"] |= unit
    content["organisasi"] = {"nama": "Pimpinan", "bawahan": [{"nama": name} for name in offices]} if offices else None
    house.profile = Profile.model_validate(content)
    return house


@pytest.mark.slow
def test_offices_and_heads_are_those_of_the_profile(house: Warehouse, on_page: Callable[..., Draft]) -> None:
    sample = told(on_page(house))
    unit = house.profile.unit
    both = ", serta ".join(f"{name} {duty}" for name, duty in DUTIES.items())
    assert f"bertanggung jawab kepada Kepala {unit.induk}. Kepala dibantu oleh {both}.\n" in sample
    assert f"antara Kepala {unit.singkatan} dan Kepala {unit.singkatan_induk} memuat" in sample
    above = {"induk": "Direktorat Jenderal Perkebunan", "singkatan_induk": "Ditjenbun"}
    other = told(on_page(changed(house, ["Subbagian Umum", "Tim Mutu", "Tim Benih"], **above)))
    assert (
        "kepada Direktur Jenderal Perkebunan. Kepala dibantu oleh Subbagian Umum, Tim Mutu, serta Tim Benih." in other
    )
    assert f"antara Kepala {unit.singkatan} dan Direktur Jenderal Perkebunan memuat" in other
    alone = told(on_page(changed(house, [], jabatan_penanda_tangan="Direktur Politeknik")))
    assert "kepada Direktur Jenderal Perkebunan.\n" in alone
    assert "dibantu oleh" not in alone
    assert f"antara Direktur {unit.singkatan} dan" in alone


@pytest.mark.slow
def test_the_tujuan_of_the_sheet_stands_beside_its_indicators(house: Warehouse, on_page: Callable[..., Draft]) -> None:
    def agreement() -> Table:
        tables = (block for block in on_page(house).document.blocks() if isinstance(block, Table))
        return next(table for table in tables if table.name == "perjanjian_kinerja")

    assert [plain_text(column.title) for column in agreement().columns] == [
        *("Kode", "Indikator kinerja", "Satuan", "Target"),
    ]
    goal = str(house.indicators[0][3])
    house.served = {"TJ.1": goal, "SK1.1": "Terjaminnya mutu"}
    table = agreement()
    assert [plain_text(column.title) for column in table.columns][:3] == ["Kode", "Tujuan", "Indikator kinerja"]
    told = {
        plain_text(row.cells[0].lines[0]): [plain_text(line) for line in row.cells[1].lines]
        for row in table.rows
        if row.kind == "isi"
    }
    assert told["SK1.1"] == ["Terjaminnya mutu"]
    assert told["TJ.1"] == [], "the tujuan that it is the indicator of heads its rows"
    assert told["SK1.2"] == []
