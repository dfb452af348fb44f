"""Users, volumes and timeliness (SLA) out of service orders.

Belongs here: what an order counts for, when it is due (UU 25/2009, service standard in working days or the contract's
date), and the figures of TJ.2, SK1.1 and SK2.2. Not here: the calendar itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from orchestration.audit.agreement import cell, row_of
from orchestration.audit.case import Case, amount, date, number
from orchestration.audit.ledger import Ledger, mean, percent
from orchestration.audit.second_reader import Record
from orchestration.audit.working_calendar import WorkingCalendar, calendar_as_known

_CANCELLED = "batal"
_START_COLUMN = {"masuk": "tanggal_masuk", "lengkap": "tanggal_lengkap", "bayar": "tanggal_bayar"}


@dataclass(frozen=True, slots=True)
class Order:
    """One order row that counts.

    Attributes:
        received: Tanggal Masuk.
        volume: Jumlah.
        weight: what the row weighs in the SLA: Jumlah, or 1 by policy `sla_satuan: order`.
        start: when the clock started; None when that date is empty.
        due: due date; None when the order carries no SLA.
        finished: Tanggal Selesai.
    """

    record: Record
    service: str
    customer: str
    received: dt.date | None
    volume: Fraction
    weight: Fraction
    start: dt.date | None
    due: dt.date | None
    finished: dt.date | None

    @property
    def on_time(self) -> bool:
        """Finished on or before the due date; an unfinished order is late once due."""
        return self.due is not None and self.finished is not None and self.finished <= self.due


def read_orders(case: Case) -> tuple[list[Order], WorkingCalendar]:
    """Current orders without cancelled ones, and the calendar that gave their due dates.

    The due date is start + SPM (HK) working days; without SPM it is Tanggal Akhir Kontrak. An order with neither, or
    with an SPM but no start date, carries no SLA.
    """
    calendar = calendar_as_known(
        case.tables["hari_libur"], case.quarter.end, leave_stops=case.policy("cuti_bersama") == "berhenti"
    )
    clocks = {service.code: service.clock for service in case.services}
    per_order = case.policy("sla_satuan") == "order"
    orders = []
    for record in case.of_kind("service_orders"):
        if record.text("status").lower() == _CANCELLED:
            continue
        service = case.service_of(record)
        start = date(record, _START_COLUMN[clocks[service]])
        days = number(record, "spm_hk")
        due = date(record, "tanggal_akhir_kontrak") if days is None else None
        if days is not None and start is not None:
            if days.denominator != 1 or days < 1:
                raise record.error("spm_hk", f"'{record.text('spm_hk')}' is no number of working days")
            due = calendar.add(start, int(days))
        volume = amount(record, "jumlah")
        orders.append(
            Order(
                record,
                service,
                record.text("kode_pelanggan"),
                date(record, "tanggal_masuk"),
                volume,
                Fraction(1) if per_order else volume,
                start,
                due,
                date(record, "tanggal_selesai"),
            )
        )
    return orders, calendar


def recompute_users(ledger: Ledger, orders: list[Order]) -> None:
    """Customers served: distinct Kode Pelanggan, Tanggal Masuk in the year to date (`_tw`: in the quarter).

    The headline adds the services up, or by policy `pengguna: entitas_unik` counts a customer once over all of them.
    """
    case = ledger.case
    indicator = case.indicator("pengguna")
    services = [service.code for service in case.services_in("users")]
    distinct = case.policy("pengguna") == "entitas_unik"
    for measure, within in (("realisasi", case.in_year_to_date), ("realisasi_tw", case.in_quarter)):
        served = [order for order in orders if order.service in services and order.customer and within(order.received)]
        prefix = f"{indicator.code}.{measure}"
        for service in services:
            rows = [order for order in served if order.service == service]
            ledger.leaf(
                f"{prefix}.{service}",
                len({order.customer for order in rows}),
                _records(rows),
                f"orders:{measure}:{service}",
                decimals=indicator.decimals,
            )

        parts = [f"{prefix}.{service}" for service in services]
        if distinct:
            number_of = len({order.customer for order in served})
            ledger.leaf(prefix, number_of, _records(served), f"{prefix}:distinct", decimals=indicator.decimals)
        else:
            ledger.derived(prefix, _total(ledger, parts), parts, decimals=indicator.decimals)
    ledger.capaian(f"{indicator.code}.capaian", f"{indicator.code}.realisasi", indicator)


def recompute_volumes(ledger: Ledger, orders: list[Order]) -> None:
    """Results delivered: sum of Jumlah by Tanggal Masuk, year to date and quarter, against the year's targets."""
    case = ledger.case
    indicator = case.indicator("volume")
    code, decimals = indicator.code, indicator.decimals
    groups: dict[str, list[str]] = {}
    for service in case.services_in("volume"):
        groups.setdefault(service.volume_code, []).append(service.code)
    for measure, within in (("realisasi", case.in_year_to_date), ("realisasi_tw", case.in_quarter)):
        parts = []
        for group, services in groups.items():
            rows = [order for order in orders if order.service in services and within(order.received)]
            parts.append(f"{code}.{measure}.{group}")
            total = sum((order.volume for order in rows), Fraction(0))
            ledger.leaf(parts[-1], total, _records(rows), f"orders:{measure}:{group}", decimals=decimals)
        ledger.derived(f"{code}.{measure}", _total(ledger, parts), parts, decimals=decimals)
    for group in groups:
        target = f"{code}.target.{group}"
        cell(ledger, target, row_of(case, "perjanjian_kinerja", f"{code}.{group}"), "target", decimals=decimals)
        _share(ledger, f"{code}.persen.{group}", f"{code}.realisasi.{group}", target)
    _share(ledger, f"{code}.persen", f"{code}.realisasi", f"{code}.target")
    ledger.capaian(f"{code}.capaian", f"{code}.realisasi", indicator)


def recompute_sla(ledger: Ledger, orders: list[Order], calendar: WorkingCalendar) -> None:
    """Timeliness by service and month, and year to date.

    masuk counts by month of receipt, jatuh_tempo and tepat_waktu by month of the due date. realisasi.<l> is the mean of
    the months' percentages, months with nothing due left out; the headline is the mean over services, or by policy
    `sla_gabungan: gabungan` the pooled percentage.
    """
    case = ledger.case
    indicator = case.indicator("sla")
    code, decimals = indicator.code, indicator.decimals
    services = [service.code for service in case.services_in("sla")]
    for service in services:
        own = [order for order in orders if order.service == service]
        received = [order for order in own if case.in_year_to_date(order.received)]
        due = [order for order in own if case.in_year_to_date(order.due)]
        cumulated: list[str] = []
        for month in case.months():
            cell_id = f"{service}.{month:02d}"
            in_month = [order for order in due if order.due is not None and order.due.month == month]
            _weigh(
                ledger,
                f"{code}.masuk.{cell_id}",
                [order for order in received if order.received is not None and order.received.month == month],
            )
            _weigh(ledger, f"{code}.jatuh_tempo.{cell_id}", in_month)
            _weigh(ledger, f"{code}.tepat_waktu.{cell_id}", [order for order in in_month if order.on_time])
            _timeliness(ledger, f"{code}.persen.{cell_id}", code, cell_id, in_month, decimals)
            ledger.capaian(f"{code}.capaian.{cell_id}", f"{code}.persen.{cell_id}", indicator)
            cumulated += [f"{code}.masuk.{cell_id}", f"{code}.jatuh_tempo.{cell_id}"]
            _backlog(ledger, f"{code}.backlog.{cell_id}", cumulated)
            _mean_days(ledger, f"{code}.rata_hk.{cell_id}", in_month, calendar)
        _weigh(ledger, f"{code}.masuk.{service}", received)
        _weigh(ledger, f"{code}.jatuh_tempo.{service}", due)
        _weigh(ledger, f"{code}.tepat_waktu.{service}", [order for order in due if order.on_time])
        _weigh(ledger, f"{code}.tanpa_sla.{service}", [order for order in received if order.due is None])
        months = [f"{code}.persen.{service}.{month:02d}" for month in case.months()]
        ledger.derived(
            f"{code}.realisasi.{service}", mean(ledger.value(part) for part in months), months, decimals=decimals
        )
        ledger.capaian(f"{code}.capaian.{service}", f"{code}.realisasi.{service}", indicator)
        whole = f"{code}.jatuh_tempo.{service}"
        _share(ledger, f"{code}.persen_gabungan.{service}", f"{code}.tepat_waktu.{service}", whole)
        _share(ledger, f"{code}.persen_masuk.{service}", f"{code}.tepat_waktu.{service}", f"{code}.masuk.{service}")
        _backlog(ledger, f"{code}.backlog.{service}", [f"{code}.masuk.{service}", f"{code}.jatuh_tempo.{service}"])

    if case.policy("sla_gabungan") == "gabungan":
        on_time = [f"{code}.tepat_waktu.{service}" for service in services]
        whole_due = [f"{code}.jatuh_tempo.{service}" for service in services]
        headline, parts = percent(_total(ledger, on_time), _total(ledger, whole_due)), on_time + whole_due
    else:
        parts = [f"{code}.realisasi.{service}" for service in services]
        headline = mean(ledger.value(part) for part in parts)
    for measure in ("masuk", "jatuh_tempo", "tepat_waktu", "tanpa_sla", "backlog"):
        of_services = [f"{code}.{measure}.{service}" for service in services]
        ledger.derived(f"{code}.{measure}", _total(ledger, of_services), of_services, decimals=0)
    _share(ledger, f"{code}.persen_gabungan", f"{code}.tepat_waktu", f"{code}.jatuh_tempo")
    _share(ledger, f"{code}.persen_masuk", f"{code}.tepat_waktu", f"{code}.masuk")
    all_due = [order for order in orders if order.service in services and case.in_year_to_date(order.due)]
    ledger.leaf(
        f"{code}.realisasi", headline, _records(all_due), "orders:jatuh_tempo", decimals=decimals, components=parts
    )
    ledger.capaian(f"{code}.capaian", f"{code}.realisasi", indicator)


def _weigh(ledger: Ledger, figure_id: str, orders: list[Order]) -> None:
    """Keeps the summed weight of orders."""
    ledger.leaf(
        figure_id, sum((order.weight for order in orders), Fraction(0)), _records(orders), f"orders:{figure_id}"
    )


def _timeliness(ledger: Ledger, figure_id: str, code: str, place: str, due: list[Order], decimals: int) -> None:
    """Keeps on time over due in percent, over the rows that were due."""
    parts = (f"{code}.tepat_waktu.{place}", f"{code}.jatuh_tempo.{place}")
    value = percent(ledger.value(parts[0]), ledger.value(parts[1]))
    ledger.leaf(figure_id, value, _records(due), f"orders:{parts[1]}", decimals=decimals, components=parts)


def _backlog(ledger: Ledger, figure_id: str, parts: list[str]) -> None:
    """Keeps received minus due; `parts` alternates between the two."""
    value = sum((ledger.value(part) or Fraction(0)) * (-1) ** place for place, part in enumerate(parts))
    ledger.derived(figure_id, value, list(parts), decimals=0)


def _mean_days(ledger: Ledger, figure_id: str, due: list[Order], calendar: WorkingCalendar) -> None:
    """Keeps the mean working days from the start of the clock to the finish; every finished order weighs the same."""
    end = ledger.case.quarter.end
    timed = [order for order in due if order.start is not None and order.finished is not None and order.finished <= end]
    days = [
        Fraction(calendar.between(order.start, order.finished)) for order in timed if order.start and order.finished
    ]
    ledger.leaf(figure_id, mean(days), _records(timed), f"orders:{figure_id}")


def _share(ledger: Ledger, figure_id: str, part_id: str, whole_id: str) -> None:
    """Keeps a part of a whole in percent."""
    ledger.derived(figure_id, percent(ledger.value(part_id), ledger.value(whole_id)), (part_id, whole_id))


def _total(ledger: Ledger, figure_ids: Iterable[str]) -> Fraction:
    return sum((ledger.value(figure_id) or Fraction(0) for figure_id in figure_ids), Fraction(0))


def _records(orders: Iterable[Order]) -> list[Record]:
    return [order.record for order in orders]
