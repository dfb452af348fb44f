"""Service orders: users, volumes and SLA cells, counted from the delivered rows with a calendar of the test's own."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from orchestration.sample import OTHER_WORLD
from orchestration.sample.targets import PUBLISHED, ServiceTotals
from tests.sample.conftest import LANDING, PROJECT, order_rows
from tests.sample.reading import Rows, only, table

REFERENCE = PROJECT / "sources" / "reference"
SLA_SERVICES = ("pengujian", "kalibrasi", "sertifikasi", "inspeksi_teknis")
JUNE_END = dt.date(2025, 6, 30)


def reference(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


OFF = {dt.date.fromisoformat(row["tanggal"]) for row in reference("hari_libur")}
CLOCK = {row["layanan"]: f"Tanggal {row['mulai_jam'].capitalize()}" for row in reference("layanan")}
NAMES = {row["nama"].lower(): row["layanan"] for row in reference("nama_layanan")}


def add_working_days(start: dt.date, count: int) -> dt.date:
    """Day by day, as one would on a wall calendar."""
    current = start
    while count:
        current += dt.timedelta(days=1)
        count -= current.weekday() < 5 and current not in OFF
    return current


def working_days(start: dt.date, end: dt.date) -> int:
    span = ((start + dt.timedelta(days=n)) for n in range(1, (end - start).days + 1))
    return sum(1 for current in span if current.weekday() < 5 and current not in OFF)


def service(row: dict[str, Any]) -> str:
    return NAMES[" ".join(row["Jenis Layanan"].lower().split())]


def due(row: dict[str, Any]) -> dt.date | None:
    if row["Tanggal Akhir Kontrak"]:
        return row["Tanggal Akhir Kontrak"]
    if row["SPM (HK)"]:
        return add_working_days(row[CLOCK[service(row)]], int(row["SPM (HK)"]))
    return None


def live(rows: Rows) -> Rows:
    return [row for row in rows if row["Status"] != "Batal"]


def received_this_year(rows: Rows) -> Rows:
    return [row for row in live(rows) if dt.date(2025, 1, 1) <= row["Tanggal Masuk"] <= JUNE_END]


def test_users_per_service(orders: Rows, published: dict[str, Any]) -> None:
    users: dict[str, set[str]] = {}
    for row in received_this_year(orders):
        users.setdefault(service(row), set()).add(row["Kode Pelanggan"])
    expected = {name: count for name, count in published["users"].items() if name != "printed_total"}
    assert {name: len(codes) for name, codes in users.items()} == expected
    assert sum(expected.values()) == 1582
    assert len(set().union(*users.values())) < 1100  # companies that use several services


def test_volumes(orders: Rows, published: dict[str, Any]) -> None:
    volumes: Counter[str] = Counter()
    for row in received_this_year(orders):
        volumes[service(row)] += row["Jumlah"]
    volumes["bimbingan_pendampingan"] = volumes["pelatihan"]
    for name, _, count, _ in published["volumes"][:-1]:
        assert volumes[name] == count, name


def cells(rows: Rows, name: str) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """Received, due and on time by month of 2025."""
    received: Counter[int] = Counter()
    owed: Counter[int] = Counter()
    on_time: Counter[int] = Counter()
    for row in live(rows):
        if service(row) != name:
            continue
        if row["Tanggal Masuk"].year == 2025:
            received[row["Tanggal Masuk"].month] += row["Jumlah"]
        day = due(row)
        if day and day.year == 2025:
            owed[day.month] += row["Jumlah"]
            if row["Tanggal Selesai"] and row["Tanggal Selesai"] <= day:
                on_time[day.month] += row["Jumlah"]
    return received, owed, on_time


@pytest.mark.parametrize("name", ["pengujian", "kalibrasi", "inspeksi_teknis"])
def test_sla_cells(orders: Rows, published: dict[str, Any], name: str) -> None:
    received, owed, on_time = cells(orders, name)
    for month, *counts in published["sla"][name]:
        assert [received[month], owed[month], on_time[month]] == counts


def test_sla_of_sertifikasi(orders: Rows, published: dict[str, Any]) -> None:
    _, owed, on_time = cells(orders, "sertifikasi")
    for month, mean, due_count, on_time_count in published["sla"]["sertifikasi"]["rows"]:
        assert (owed[month], on_time[month]) == (due_count, on_time_count)
        mine = [
            row
            for row in live(orders)
            if service(row) == "sertifikasi" and (day := due(row)) and (day.year, day.month) == (2025, month)
        ]
        used = [working_days(row["Tanggal Lengkap"], row["Tanggal Selesai"]) for row in mine]
        weighted = sum(days * row["Jumlah"] for days, row in zip(used, mine, strict=True))
        assert round(sum(used) / len(used)) == round(weighted / due_count) == mean


def test_the_backlog_that_the_published_report_leaves_unsaid(orders: Rows) -> None:
    received, owed, _ = cells(orders, "pengujian")
    backlog = [sum(received[m] - owed[m] for m in range(1, month + 1)) for month in range(1, 7)]
    assert backlog == [-107, 91, 819, 733, 625, 769]


@pytest.mark.parametrize("quarter", [1, 2])
def test_everything_due_by_the_end_of_the_quarter_was_finished_in_time(quarter: int) -> None:
    end = dt.date(2025, 3, 31) if quarter == 1 else JUNE_END
    for row in live(order_rows(LANDING, quarter)):
        day = due(row)
        assert row["Tanggal Masuk"] <= end
        if day and day <= end:
            assert row["Status"] == "Selesai" and row["Tanggal Selesai"] <= day, row


def test_due_dates_come_from_both_sources_and_from_december(orders: Rows) -> None:
    with_sla = [row for row in live(orders) if due(row)]
    assert {service(row) for row in with_sla} == set(SLA_SERVICES)
    assert all(bool(row["SPM (HK)"]) != bool(row["Tanggal Akhir Kontrak"]) for row in with_sla)
    for name in SLA_SERVICES:
        mine = [row for row in with_sla if service(row) == name]
        assert any(row["Tanggal Masuk"].year == 2024 and due(row).month in (1, 2) for row in mine)
        assert any(row["SPM (HK)"] for row in mine)
    assert {service(row) for row in with_sla if row["Tanggal Akhir Kontrak"]} >= {"sertifikasi", "inspeksi_teknis"}
    assert all(row[CLOCK[service(row)]] for row in with_sla)
    assert any(row["Tanggal Selesai"] == due(row) for row in with_sla)
    assert any(due(row) == JUNE_END for row in with_sla)


def test_orders_without_sla_stand_only_outside_the_sla_table(orders: Rows) -> None:
    without = {service(row) for row in live(orders) if not due(row)}
    assert without and not without & set(SLA_SERVICES)


def test_cancelled_orders_would_show_if_they_were_counted(orders: Rows) -> None:
    cancelled = [row for row in orders if row["Status"] == "Batal"]
    assert len(cancelled) >= 12
    users = {(service(row), row["Kode Pelanggan"]) for row in live(orders)}
    assert all((service(row), row["Kode Pelanggan"]) not in users for row in cancelled)
    assert all(row["Tanggal Selesai"] is None for row in cancelled)


def test_the_second_file_repeats_only_what_was_open() -> None:
    first, second = (
        {(row["No Order"], row["No Baris"]): row for row in table(only(LANDING / f"2025-TW{n}", "*order*"))}
        for n in (1, 2)
    )
    again = first.keys() & second.keys()
    assert again == {key for key, row in first.items() if row["Status"] == "Proses"}
    assert {second[key]["Status"] for key in again} == {"Selesai", "Proses", "Batal"}
    assert len(first) + len(second) <= 3500


def test_dates_are_text_in_one_file_and_dates_in_the_other() -> None:
    types = [
        {type(row["Tanggal Masuk"]) for row in table(only(LANDING / f"2025-TW{number}", "*order*"))}
        for number in (1, 2)
    ]
    assert types == [{str}, {dt.datetime}]


def test_a_service_has_another_name_in_another_file() -> None:
    names = [{row["Jenis Layanan"] for row in table(only(LANDING / f"2025-TW{n}", "*order*"))} for n in (1, 2)]
    assert len(names[0] ^ names[1]) >= 8


@pytest.mark.parametrize("name", SLA_SERVICES)
def test_the_other_world_is_late_where_it_has_to_be(other_landing: Path, name: str) -> None:
    wanted: ServiceTotals = OTHER_WORLD.totals.services[name]
    received, owed, on_time = cells(order_rows(other_landing, 2), name)
    months = range(1, 7)
    assert tuple(received[month] for month in months) == wanted.received != PUBLISHED.services[name].received
    assert tuple(owed[month] for month in months) == wanted.due
    assert tuple(on_time[month] for month in months) == wanted.on_time != wanted.due


def test_the_other_world_has_other_users(other_landing: Path) -> None:
    users: dict[str, set[str]] = {}
    for row in received_this_year(order_rows(other_landing, 2)):
        users.setdefault(service(row), set()).add(row["Kode Pelanggan"])
    assert {name: len(codes) for name, codes in users.items()} == {
        name: wanted.users for name, wanted in OTHER_WORLD.totals.services.items()
    }
