"""Receipts and balance sheet: PNBP to date, assets of the year before, and what must not be counted."""

from __future__ import annotations

from typing import Any

from tests.sample.conftest import LANDING, receipt_rows
from tests.sample.reading import day, delimited, only


def counted(row: dict[str, str]) -> bool:
    return row["KODE_AKUN"].startswith(("424", "425"))


def test_receipts_of_january_to_june(published: dict[str, Any]) -> None:
    rows = receipt_rows(LANDING)
    assert {day(row["TGL_SBS"]).year for row in rows} == {2025}
    assert sum(int(row["JUMLAH"]) for row in rows if counted(row)) == published["finance"]["pnbp_sd_30_juni"]
    assert 200 <= len(rows) <= 300


def test_receipts_hold_what_a_careless_reader_gets_wrong() -> None:
    rows = receipt_rows(LANDING)
    assert any(not counted(row) for row in rows)
    corrections = [row for row in rows if int(row["JUMLAH"]) < 0]
    numbers = [row["NO_SBS"] for row in rows]
    assert corrections and all(counted(row) for row in corrections)
    assert len(set(numbers)) < len(numbers)  # one number with two accounts
    assert {"31/03/2025", "30/06/2025"} <= {row["TGL_SBS"] for row in rows if counted(row)}
    waiting = [row for row in rows if not row["NO_SP3B"]]
    assert waiting and all(row["TGL_SP3B"] == "" for row in waiting)


def test_the_second_register_repeats_rows_that_were_validated_since() -> None:
    first, second = (
        {(row["NO_SBS"], row["KODE_AKUN"]): row for row in delimited(only(LANDING / f"2025-TW{n}", "*sbs*"))}
        for n in (1, 2)
    )
    both = first.keys() & second.keys()
    assert both
    for key in both:
        assert first[key]["NO_SP3B"] == "" and second[key]["NO_SP3B"] != ""
        assert {k: v for k, v in first[key].items() if "SP3B" not in k} == {
            k: v for k, v in second[key].items() if "SP3B" not in k
        }


def test_keys_are_unique_within_a_register() -> None:
    for number in (1, 2):
        keys = [(row["NO_SBS"], row["KODE_AKUN"]) for row in delimited(only(LANDING / f"2025-TW{number}", "*sbs*"))]
        assert len(set(keys)) == len(keys)


def test_assets_of_the_year_before(published: dict[str, Any]) -> None:
    rows = delimited(only(LANDING / "2025-TW2", "*neraca*"))
    december = [row for row in rows if row["KODE_PERIODE"] == "2024-12"]
    assets = sum(int(row["NILAI"]) for row in december if row["AKUN"].startswith("1"))
    claims = sum(int(row["NILAI"]) for row in december if row["AKUN"].startswith(("2", "3")))
    assert assets == claims == published["finance"]["asset_2024"]
    assert any(int(row["NILAI"]) < 0 for row in december)
    assert {row["KODE_PERIODE"] for row in rows} == {"2023-12", "2024-12"}


def test_roa_and_pobo_as_published(published: dict[str, Any]) -> None:
    finance = published["finance"]
    assert round(100 * finance["pnbp_sd_30_juni"] / finance["asset_2024"], 2) == finance["roa_pct"]
    assert round(100 * finance["pnbp_sd_30_juni"] / finance["biaya_operasional"], 2) == finance["pobo_pct"]
