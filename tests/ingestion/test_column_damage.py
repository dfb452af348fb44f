"""Damage of whole columns: one finding a column, which holds the file back, and none for columns that are sound."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from orchestration.checks.evidence import Finding
from tests.ingestion.conftest import Unit
from tests.ingestion.deliveries import ORDER_HEADER, SBS_HEADER, order, workbook

DAYS = [dt.date(2025, 4, 1) + dt.timedelta(days=step) for step in range(0, 90, 3)]


def told(unit: Unit, *rules: str) -> list[Finding]:
    return [
        f for f in unit.ingest().findings if f.rule in (rules or ("tanggal_tertukar", "ribuan_hilang", "bentuk_angka"))
    ]


def american(day: dt.date) -> Any:
    """A day written dd/mm/yyyy after a program set to US English has opened the file."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else f"{day:%d/%m/%Y}"


def register(days: list[Any], number: str = "X{n:03d}") -> list[list[Any]]:
    return [ORDER_HEADER, *(order(number.format(n=n), c5=day) for n, day in enumerate(days, 1))]


def test_a_register_opened_under_us_english_is_held_back_with_one_finding(unit: Unit) -> None:
    unit.deliver("order.xlsx", workbook({"Order": register([american(day) for day in DAYS])}))
    (found,) = told(unit)
    assert (found.severity, found.rule, found.column, found.sheet) == (
        "blocking", "tanggal_tertukar", "Tanggal Masuk", "Order",
    )  # fmt: skip
    # by hand: of the 30 days from 1 April in steps of three, 12 lie on a 1st to 12th (4 in each month)
    assert "days and months are exchanged in 12 of 30 dates" in found.message
    assert "export it again and deliver it unopened" in found.message
    assert unit.rows("raw_orders.service_orders") == []


def test_the_same_register_unopened_is_sound_stored_or_written(unit: Unit) -> None:
    unit.deliver("a.xlsx", workbook({"Order": register(list(DAYS))}))
    unit.deliver("b.xlsx", workbook({"Order": register([f"{day:%d/%m/%Y}" for day in DAYS], "Y{n:03d}")}))
    mixed = [day if n % 2 else f"{day:%d/%m/%Y}" for n, day in enumerate(DAYS)]
    unit.deliver("c.xlsx", workbook({"Order": register(mixed, "Z{n:03d}")}))
    assert told(unit) == []


def test_a_register_whose_days_are_all_in_the_first_weeks_by_chance_is_sound(unit: Unit) -> None:
    days = [dt.date(2025, month, day) for month in (4, 5, 6) for day in (2, 5, 9)]
    unit.deliver("order.xlsx", workbook({"Order": register(days)}))
    assert told(unit) == []


def test_dates_that_are_all_stored_and_all_early_in_their_month_are_exchanged(unit: Unit) -> None:
    kept = [day for day in (dt.date(2025, 1, 1) + dt.timedelta(days=n) for n in range(181)) if day.day <= 12]
    exchanged = [day.replace(month=day.day, day=day.month) for day in kept]
    unit.deliver("order.xlsx", workbook({"Order": register(exchanged)}))
    (found,) = told(unit)
    assert "days that it holds lie on a 1st to 12th" in found.message


def test_exchanged_days_that_became_text_again_are_seen_by_the_numbers_of_the_orders(unit: Unit) -> None:
    def number(day: dt.date, n: int) -> str:
        return f"UJI-{day:%y%m}-{n:04d}"

    def moved(day: dt.date) -> str:
        after = american(day)
        return after if isinstance(after, str) else f"{after:%d/%m/%Y}"

    rows = [order(number(day, n), c5=moved(day)) for n, day in enumerate(DAYS, 1)]
    unit.deliver("order.xlsx", workbook({"Order": [ORDER_HEADER, *rows]}))
    (found,) = told(unit)
    assert "year and month in No Order fit" in found.message or "dates lie after the quarter" in found.message


def test_exchanged_days_that_became_text_are_seen_by_the_order_of_a_register(unit: Unit) -> None:
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=2 * n) for n in range(85)]
    lines = [
        f"S-{n};{american(day):%d/%m/%Y};;PT A;EC;6077;424113;Jasa;1.000;;"
        if not isinstance(american(day), str)
        else f"S-{n};{american(day)};;PT A;EC;6077;424113;Jasa;1.000;;"
        for n, day in enumerate(days, 1)
    ]
    unit.deliver("sbs.csv", "\n".join([SBS_HEADER, *lines]))
    (found,) = told(unit)
    assert found.column == "TGL_SBS"


def test_thousands_that_a_program_took_for_decimals_are_told(unit: Unit) -> None:
    amounts: list[Any] = ["6.327.000", 769.0, "1.250.000", 788.4, 350.0, "2.100.000", 900.0]
    unit.deliver(
        "order.xlsx", workbook({"Order": [ORDER_HEADER, *(order(f"X{n}", c13=a) for n, a in enumerate(amounts))]})
    )
    (found,) = told(unit)
    # four stored numbers below a thousand beside three texts of two groups
    assert (found.rule, found.column) == ("ribuan_hilang", "Nilai (Rp)")
    assert "4 of 7 values are stored numbers below 1.000" in found.message


def test_texts_of_one_group_beside_small_numbers_are_an_ordinary_column(unit: Unit) -> None:
    amounts: list[Any] = ["6.327.000", 769, "750.000", 788, 350, "2.100.000", "1.900.000", 900]
    unit.deliver(
        "order.xlsx", workbook({"Order": [ORDER_HEADER, *(order(f"X{n}", c13=a) for n, a in enumerate(amounts))]})
    )
    assert told(unit) == []


@pytest.mark.parametrize(
    ("volumes", "said"),
    [
        (["3.72", "1.917", "12"], "1 of 3 values such as '1.917'"),
        (["3.72", "4.5", "12"], None),
        (["1.917", "2.050", "12"], None),
    ],
)
def test_points_that_mean_two_things_in_one_column_are_told(unit: Unit, volumes: list[str], said: str | None) -> None:
    header = ["Kode", "Uraian", "Volume", "Satuan"]
    rows = [[f"6077.BA{n}", "Layanan", volume, "Sampel"] for n, volume in enumerate(volumes)]
    unit.deliver("dipa.xlsx", workbook({"DIPA": [header, *rows]}))
    found = told(unit)
    assert [f.rule for f in found] == (["bentuk_angka"] if said else [])
    assert not said or said in found[0].message


def test_exchanged_days_are_seen_by_another_day_of_their_row(unit: Unit) -> None:
    days = [dt.date(2025, 1, 3) + dt.timedelta(days=4 * n) for n in range(44)]
    rows = []
    for n, day in enumerate(days, 1):
        paid = american(day)
        paid = paid if isinstance(paid, str) else f"{paid:%d/%m/%Y}"
        rows.append(order(f"X{n}", c5=day, c6=day, c7=paid, c10=day, c14="Selesai"))
    unit.deliver("order.xlsx", workbook({"Order": [ORDER_HEADER, *rows]}), "2025-TW2")
    (found,) = told(unit)
    assert (found.rule, found.column) == ("tanggal_tertukar", "Tanggal Bayar")
    # by hand: 18 of the 44 days lie on a 1st to 12th, and each is nearer to the day of its order when exchanged
    assert "18 dates are nearer to Tanggal Masuk of their row" in found.message
