"""Another unit: other codes, services and funds, one indicator more, and not a line of code or template changed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from orchestration.publication.judging.html_reading import read_html
from orchestration.publication.release import Draft
from orchestration.workspace.profile import Profile
from tests.publication.warehouse import Warehouse

pytestmark = pytest.mark.slow

LOCATING = {"figure_id", "indicator", "layanan", "sumber_dana"}
SERVICES = {"pengujian": "uji_baja", "kalibrasi": "uji_keramik"}


def renamed(text: str) -> str:
    text = re.sub(r"\.blu\b", ".pnbp", re.sub(r"\bTJ\.1\b", "IKU.1", text))
    for old, new in SERVICES.items():
        text = re.sub(rf"\b{old}\b", new, text)
    return text


@pytest.fixture
def other(house: Warehouse) -> Warehouse:
    """The sample, made into a unit that is no BLU, has 18 indicators and two services of other names."""
    content = house.profile.model_dump()
    content["unit"] |= {"nama": "Balai Besar Logam dan Keramik", "singkatan": "BBLK", "kota": "Bandung", "blu": False}
    content["sumber_dana"] = [row for row in content["sumber_dana"] if row["sumber_dana"] == "rm"]
    content["sumber_dana"] += [{"kode": "D", "sumber_dana": "pnbp", "nama": "PNBP", "biaya_operasional": True}]
    for service in content["layanan"]:
        for key in ("layanan", "layanan_volume"):
            service[key] = SERVICES.get(service[key], service[key])
        service["nama"] = service["layanan"].replace("_", " ").title()
    content["nama_layanan"] = []
    content["indikator"] = [{**item, "kode": renamed(item["kode"])} for item in content["indikator"]]
    content["indikator"] += [{"kode": "SK8.1", "rumus": "penilaian_luar", "desimal": 2, "iku": False}]
    house.profile = Profile.model_validate(content)
    house.figures = {
        renamed(name): {key: renamed(value) if key in LOCATING else value for key, value in row.items()}
        for name, row in house.figures.items()
        if not name.startswith("SK1.1.")
    }
    for measure in ("target", "realisasi", "capaian"):
        house.add(f"SK1.1.{measure}", None if measure != "target" else 95, "Persen", 2)
    for code in ("SK1.1", "SK8.1"):
        for measure in ("fisik.tw", "fisik.sd", "sasaran_fisik.tw", "sasaran_fisik.sd"):
            house.add(f"{code}.{measure}", 50, "Persen", 2)
    for measure in ("target", "realisasi"):
        house.add(f"SK8.1.{measure}", 3, "Indeks", 2)
    house.add("SK8.1.capaian", 100, "Persen", 2)
    house.indicators = [(renamed(str(row[0])), *row[1:]) for row in house.indicators]
    house.indicators += [
        ("SK8.1", 18, "sasaran", "Terwujudnya industri hijau", "Indeks Industri Hijau", *house.indicators[-1][5:])
    ]
    house.narratives = [(renamed(row[0]), row[1], row[2], renamed(row[3]), *row[4:]) for row in house.narratives]
    return house


def test_the_report_of_another_unit_is_complete(other: Warehouse, drafted: Callable[..., Draft]) -> None:
    made = drafted(other)
    assert not made.refused, [(item.name, item.samples) for item in made.checks if item.blocks]
    html = made.files["laporan.html"].decode("utf-8")
    printed = {item.figure_id for item in read_html(html).printed}
    assert {"IKU.1.realisasi", "SK8.1.capaian", "IKU.1.unsur.u9.uji_baja", "SK2.2.realisasi.uji_keramik"} <= printed
    assert not [name for name in printed if "TJ.1" in name or "pengujian" in name]
    assert "BBSPJIA" not in html
    assert "badan layanan umum (BLU)" not in html
    assert "Uji Baja" in html


def test_sections_without_figures_leave_no_empty_table(other: Warehouse, on_page: Callable[..., Draft]) -> None:
    html = on_page(other).files["laporan.html"].decode("utf-8")
    assert 'data-tabel="sla"' not in html
    assert "<tbody></tbody>" not in html
    assert "belum ada layanan yang jatuh tempo" in html
