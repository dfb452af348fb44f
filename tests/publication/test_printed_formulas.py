"""What is printed of a formula is what was worked out, also for units unlike the sample."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from orchestration.publication.release import Draft
from orchestration.workspace.profile import Profile
from tests.publication.warehouse import PNBP, Warehouse

pytestmark = pytest.mark.slow

Drafted = Callable[..., Draft]


def declared(house: Warehouse, kode: str, rumus: str, **more: Any) -> None:
    """The unit with one more indicator; its figures are still to be added."""
    content = house.profile.model_dump()
    content["indikator"].append({"kode": kode, "rumus": rumus, "desimal": 2, **more})
    house.profile = Profile.model_validate(content)
    row = (kode, len(house.indicators) + 1, "sasaran", "Sasaran lain", f"Nama {kode}", "Persen", "naik", False, rumus)
    house.indicators.append((*row, *house.indicators[-1][9:]))
    for measure in ("target", "capaian", "fisik.tw", "fisik.sd", "sasaran_fisik.tw", "sasaran_fisik.sd"):
        house.add(f"{kode}.{measure}", 50, "Persen", 2, indicator=kode)


def chosen(house: Warehouse, kode: str, **policies: str) -> None:
    """The unit with an indicator that chooses policies for itself."""
    content = house.profile.model_dump()
    for item in content["indikator"]:
        if item["kode"] == kode:
            item["kebijakan"] = policies
    house.profile = Profile.model_validate(content)


def section(made: Draft, kode: str) -> str:
    """The text of an indicator's section."""
    page = made.files["laporan.html"].decode("utf-8")
    found = re.search(rf'<h\d id="indikator-{re.escape(kode)}".*?(?=<h\d id=)', page, re.DOTALL)
    assert found, kode
    text = re.sub(r"<sup.*?</sup>", "", found[0], flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_growth_is_printed_as_it_is_worked_out(house: Warehouse, on_page: Drafted) -> None:
    term = {"sumber": "order", "nama": "Luas lulus", "satuan": "Hektare"}
    declared(house, "SK9.1", "pertumbuhan", nilai=term)
    house.add("SK9.1.pembilang", "500.82", "Hektare", 2, indicator="SK9.1", label="Luas lulus")
    house.add("SK9.1.penyebut", "339.38", "Hektare", 2, indicator="SK9.1", label="Luas lulus tahun sebelumnya")
    house.add("SK9.1.realisasi", "47.569", "Persen", 2, indicator="SK9.1", operation="growth")
    said = section(on_page(house), "SK9.1")
    assert "( 500,82 − 339,38 ) / 339,38 × 100% = 47,57 %" in said
    assert "(Luas lulus − Luas lulus tahun sebelumnya) / Luas lulus tahun sebelumnya × 100%" in said


def test_a_rate_of_pnbp_prints_the_pnbp_that_it_divides(house: Warehouse, on_page: Drafted) -> None:
    declared(house, "SK9.1", "indeks_pnbp", skala="persen", kebijakan={"tanggal_pnbp": "sah"})
    house.add("SK9.1.realisasi", None, "Persen", 2, indicator="SK9.1", status="on_progress")
    for measure, whole in {key: row for key, row in house.figures.items() if key.startswith("SK2.1.")}.items():
        name = measure.removeprefix("SK2.1.")
        if f"SK9.1.{name}" not in house.figures:
            house.figures[f"SK9.1.{name}"] = {**whole, "figure_id": f"SK9.1.{name}", "indicator": "SK9.1"}
    house.add("SK9.1.pnbp", 12900000000, "Rp", indicator="SK9.1")
    part = ("SK2.4.realisasi", "SK2.1.pnbp", "numerator")
    house.components = [(part[0], "SK9.1.pnbp", part[2]) if row == part else row for row in house.components]
    made = on_page(house)
    assert "POBO = Rp 12.900.000.000 / Rp 20.433.361.366" in section(made, "SK2.4")
    assert f"RoA = Rp {PNBP:,}".replace(",", ".") in section(made, "SK2.3")
