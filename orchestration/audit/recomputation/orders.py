"""Users, volumes and timeliness (SLA) out of service orders.

Belongs here: what an order counts for, when it is due (UU 25/2009, service standard in working days or the contract's
date), and the figures of users, volumes and timeliness. Not here: the calendar itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from orchestration.audit.numerals import added
from orchestration.audit.recomputation.agreement import cell, row_of
from orchestration.audit.recomputation.case import Case, Indicator, amount, date, number
from orchestration.audit.recomputation.ledger import Ledger, mean, percent
from orchestration.audit.recomputation.records import Record
from orchestration.audit.recomputation.working_calendar import WorkingCalendar, calendar_as_known

_CANCELLED = "batal"
_START_COLUMN = {"masuk": "tanggal_masuk", "lengkap": "tanggal_lengkap", "bayar": "tanggal_bayar"}


@dataclass(frozen=True, slots=True)
class Order:
    """One order row that counts.

    Attributes:
        number: No Order; several rows may have it.
        received: Tanggal Masuk.
        volume: Jumlah.
        start: when the clock started; None when that date is empty.
        due: due date; None when the row carries no SLA or its clock has not started.
        finished: Tanggal Selesai.
    """

    record: Record
    number: str
    service: str
    customer: str
    received: dt.date | None
    volume: Fraction
    start: dt.date | None
    due: dt.date | None
    finished: dt.date | None

    @property
    def on_time(self) -> bool:
        """Finished on or before the due date; an unfinished order is late once due."""
        return self.due is not None and self.finished is not None and self.finished <= self.due


@dataclass(frozen=True, slots=True)
class Promise:
    """What the SLA counts as one: an order row by its Jumlah, or an order by policy `sla_satuan: order`.

    Attributes:
        rows: of one service.
        weight: what it counts for.
        received: of the first row.
        due: of the last row that has a due date; None when none has.
        on_time: every row that has a due date was finished by it.
    """

    rows: tuple[Order, ...]
    weight: Fraction
    received: dt.date | None
    due: dt.date | None
    on_time: bool


def promises(case: Case, indicator: Indicator, orders: Iterable[Order]) -> list[Promise]:
    """What the rows of one service promise, in the unit of the indicator's policy."""
    if case.policy("sla_satuan", indicator) != "order":
        return [Promise((row,), row.volume, row.received, row.due, row.on_time) for row in orders]
    by_number: dict[str, list[Order]] = {}
    for row in orders:
        by_number.setdefault(row.number, []).append(row)
    counted = []
    for rows in by_number.values():
        promised = [row for row in rows if row.due is not None]
        counted.append(
            Promise(
                tuple(rows),
                Fraction(1),
                min((row.received for row in rows if row.received is not None), default=None),
                max((row.due for row in promised if row.due is not None), default=None),
                bool(promised) and all(row.on_time for row in promised),
            )
        )
    return counted


def read_orders(case: Case) -> tuple[list[Order], WorkingCalendar]:
    """Current orders without cancelled ones, and the calendar that gave their due dates.

    The due date is start + SPM (HK) working days; without SPM it is Tanggal Akhir Kontrak. An order with neither, or
    with an SPM but no start date, carries no SLA.
    """
    calendar = calendar_as_known(
        case.tables["hari_libur"], case.quarter.end, leave_stops=case.policy("cuti_bersama") == "berhenti"
    )
    clocks = {service.code: service.clock for service in case.services}
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
        orders.append(
            Order(
                record,
                record.text("no_order"),
                service,
                record.text("kode_pelanggan"),
                date(record, "tanggal_masuk"),
                amount(record, "jumlah"),
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
    for indicator in ledger.case.indicators_with("pengguna"):
        _users(ledger, indicator, orders)


def _users(ledger: Ledger, indicator: Indicator, orders: list[Order]) -> None:
    case = ledger.case
    services = [service.code for service in case.services_of(indicator)]
    distinct = case.policy("pengguna", indicator) == "entitas_unik"
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
    for indicator in ledger.case.indicators_with("volume"):
        _volumes(ledger, indicator, orders)


def _volumes(ledger: Ledger, indicator: Indicator, orders: list[Order]) -> None:
    case = ledger.case
    code, decimals = indicator.code, indicator.decimals
    groups: dict[str, list[str]] = {}
    for service in case.services_of(indicator):
        groups.setdefault(service.volume_code, []).append(service.code)
    for measure, within in (("realisasi", case.in_year_to_date), ("realisasi_tw", case.in_quarter)):
        parts = []
        for group, services in groups.items():
            rows = [order for order in orders if order.service in services and within(order.received)]
            parts.append(f"{code}.{measure}.{group}")
            total = added(order.volume for order in rows)
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

    masuk counts by month of receipt, jatuh_tempo and tepat_waktu by month of the due date, tanpa_sla what was received
    and has no due date: neither SPM nor contract, or a clock that has not started. realisasi.<l> is the mean of
    the months' percentages, months with nothing due left out; the headline is the mean over services, or by policy
    `sla_gabungan: gabungan` the pooled percentage.
    """
    for indicator in ledger.case.indicators_with("sla"):
        _sla(ledger, indicator, orders, calendar)


def _sla(ledger: Ledger, indicator: Indicator, orders: list[Order], calendar: WorkingCalendar) -> None:
    case = ledger.case
    code, decimals = indicator.code, indicator.decimals
    services = [service.code for service in case.services_of(indicator)]
    all_due: list[Promise] = []
    for service in services:
        own = promises(case, indicator, (order for order in orders if order.service == service))
        received = [promise for promise in own if case.in_year_to_date(promise.received)]
        due = [promise for promise in own if case.in_year_to_date(promise.due)]
        all_due += due
        cumulated: list[str] = []
        for month in case.months():
            cell_id = f"{service}.{month:02d}"
            in_month = [promise for promise in due if promise.due is not None and promise.due.month == month]
            _weigh(
                ledger,
                f"{code}.masuk.{cell_id}",
                [promise for promise in received if promise.received is not None and promise.received.month == month],
            )
            _weigh(ledger, f"{code}.jatuh_tempo.{cell_id}", in_month)
            _weigh(ledger, f"{code}.tepat_waktu.{cell_id}", [promise for promise in in_month if promise.on_time])
            _timeliness(ledger, f"{code}.persen.{cell_id}", code, cell_id, in_month, decimals)
            ledger.capaian(f"{code}.capaian.{cell_id}", f"{code}.persen.{cell_id}", indicator)
            cumulated += [f"{code}.masuk.{cell_id}", f"{code}.jatuh_tempo.{cell_id}"]
            _backlog(ledger, f"{code}.backlog.{cell_id}", cumulated)
            _mean_days(ledger, f"{code}.rata_hk.{cell_id}", in_month, calendar)
        _weigh(ledger, f"{code}.masuk.{service}", received)
        _weigh(ledger, f"{code}.jatuh_tempo.{service}", due)
        _weigh(ledger, f"{code}.tepat_waktu.{service}", [promise for promise in due if promise.on_time])
        _weigh(ledger, f"{code}.tanpa_sla.{service}", [promise for promise in received if promise.due is None])
        months = [f"{code}.persen.{service}.{month:02d}" for month in case.months()]
        ledger.derived(
            f"{code}.realisasi.{service}", mean(ledger.value(part) for part in months), months, decimals=decimals
        )
        ledger.capaian(f"{code}.capaian.{service}", f"{code}.realisasi.{service}", indicator)
        whole = f"{code}.jatuh_tempo.{service}"
        _share(ledger, f"{code}.persen_gabungan.{service}", f"{code}.tepat_waktu.{service}", whole)
        _share(ledger, f"{code}.persen_masuk.{service}", f"{code}.tepat_waktu.{service}", f"{code}.masuk.{service}")
        _backlog(ledger, f"{code}.backlog.{service}", [f"{code}.masuk.{service}", f"{code}.jatuh_tempo.{service}"])

    if case.policy("sla_gabungan", indicator) == "gabungan":
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
    ledger.leaf(
        f"{code}.realisasi", headline, _lines(all_due), "orders:jatuh_tempo", decimals=decimals, components=parts
    )
    ledger.capaian(f"{code}.capaian", f"{code}.realisasi", indicator)


def _weigh(ledger: Ledger, figure_id: str, counted: list[Promise]) -> None:
    """Keeps the summed weight of what is counted."""
    ledger.leaf(figure_id, added(promise.weight for promise in counted), _lines(counted), f"orders:{figure_id}")


def _timeliness(ledger: Ledger, figure_id: str, code: str, place: str, due: list[Promise], decimals: int) -> None:
    """Keeps on time over due in percent, over the rows that were due."""
    parts = (f"{code}.tepat_waktu.{place}", f"{code}.jatuh_tempo.{place}")
    value = percent(ledger.value(parts[0]), ledger.value(parts[1]))
    ledger.leaf(figure_id, value, _lines(due), f"orders:{parts[1]}", decimals=decimals, components=parts)


def _backlog(ledger: Ledger, figure_id: str, parts: list[str]) -> None:
    """Keeps received minus due; `parts` alternates between the two."""
    value = sum((ledger.value(part) or Fraction(0)) * (-1) ** place for place, part in enumerate(parts))
    ledger.derived(figure_id, value, list(parts), decimals=0)


def _mean_days(ledger: Ledger, figure_id: str, due: list[Promise], calendar: WorkingCalendar) -> None:
    """Keeps the mean working days from the start of the clock to the finish; every finished row weighs the same."""
    end = ledger.case.quarter.end
    rows = [row for promise in due for row in promise.rows]
    timed = [
        order for order in rows if order.start is not None and order.finished is not None and order.finished <= end
    ]
    days = [
        Fraction(calendar.between(order.start, order.finished)) for order in timed if order.start and order.finished
    ]
    ledger.leaf(figure_id, mean(days), _records(timed), f"orders:{figure_id}")


def _share(ledger: Ledger, figure_id: str, part_id: str, whole_id: str) -> None:
    """Keeps a part of a whole in percent."""
    ledger.derived(figure_id, percent(ledger.value(part_id), ledger.value(whole_id)), (part_id, whole_id))


def _total(ledger: Ledger, figure_ids: Iterable[str]) -> Fraction:
    return added(ledger.value(figure_id) or Fraction(0) for figure_id in figure_ids)


def _lines(counted: Iterable[Promise]) -> list[Record]:
    return [row.record for promise in counted for row in promise.rows]


def _records(orders: Iterable[Order]) -> list[Record]:
    return [order.record for order in orders]
