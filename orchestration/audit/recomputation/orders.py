"""Users, volumes and timeliness (SLA) out of service orders.

Belongs here: what an order counts for, when it is due (UU 25/2009, service standard in working days or the contract's
date), and the figures of users, volumes and timeliness. Not here: the calendar itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from orchestration.audit.numerals import added
from orchestration.audit.recomputation.agreement import cell, row_of
from orchestration.audit.recomputation.case import Case, Indicator
from orchestration.audit.recomputation.columns import Truths, Whole
from orchestration.audit.recomputation.held_rows import Values
from orchestration.audit.recomputation.ledger import Ledger, mean, percent
from orchestration.audit.recomputation.records import Record
from orchestration.audit.recomputation.stocks import Chosen, Days, day
from orchestration.audit.recomputation.working_calendar import WorkingCalendar, calendar_as_known

_CANCELLED = "batal"
_START_COLUMN = {"masuk": "tanggal_masuk", "lengkap": "tanggal_lengkap", "bayar": "tanggal_bayar"}
_NEVER = np.datetime64("NaT", "D")


class Order(NamedTuple):
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


@dataclass(frozen=True, eq=False)
class Orders:
    """The order rows that count, held by column; the columns are those of `Order`, days without a date are NaT."""

    rows: Chosen
    number: Values
    service: Values
    customer: Values
    received: Days
    volume: Values
    start: Days
    due: Days
    finished: Days

    @property
    def on_time(self) -> Truths:
        """Finished on or before the due date; an unfinished order is late once due."""
        return self.finished <= self.due

    def at(self, rows: Any) -> Orders:
        """Some of these."""
        return Orders(
            self.rows.at(rows),
            self.number.kept(rows),
            self.service.kept(rows),
            self.customer.kept(rows),
            self.received[rows],
            self.volume.kept(rows),
            self.start[rows],
            self.due[rows],
            self.finished[rows],
        )

    def of(self, *services: str) -> Orders:
        """Those of some services."""
        return self.at(self.service.told(lambda service: service in services))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Order]:
        """One by one."""
        days = (self.received, self.start, self.due, self.finished)
        received, start, due, finished = (column.astype(object).tolist() for column in days)
        for at, record in enumerate(self.rows):
            yield Order(
                record,
                self.number.values[self.number.codes[at]],
                self.service.values[self.service.codes[at]],
                self.customer.values[self.customer.codes[at]],
                received[at],
                self.volume.values[self.volume.codes[at]] or Fraction(0),
                start[at],
                due[at],
                finished[at],
            )


@dataclass(frozen=True, eq=False)
class Promises:
    """What the SLA counts as one: an order row by its Jumlah, or an order by policy `sla_satuan: order`.

    Attributes:
        orders: the rows of all of them, of one service.
        of: of each row the place of its promise; rows stand in the order of their promises.
        weight: what each counts for; None where each counts as one.
        received: of its first row.
        due: of the last row that has a due date; NaT when none has.
        on_time: every row that has a due date was finished by it.
    """

    orders: Orders
    of: Whole
    weight: Values | None
    received: Days
    due: Days
    on_time: Truths

    def at(self, promises: Truths) -> Promises:
        """Some of these."""
        rows, place = promises[self.of], np.cumsum(promises) - 1
        return Promises(
            self.orders.at(rows),
            place[self.of[rows]],
            self.weight.kept(promises) if self.weight else None,
            self.received[promises],
            self.due[promises],
            self.on_time[promises],
        )

    def summed(self) -> Fraction:
        """What they count for together."""
        return self.weight.sum() if self.weight else Fraction(len(self.received))


def promises(case: Case, indicator: Indicator, orders: Orders) -> Promises:
    """What the rows of one service promise, in the unit of the indicator's policy."""
    if case.policy("sla_satuan", indicator) != "order":
        of = np.arange(len(orders))
        return Promises(orders, of, orders.volume, orders.received, orders.due, orders.on_time)
    import pandas as pd

    number = pd.factorize(orders.number.codes)[0].astype(np.int64)
    by_number = np.argsort(number, kind="stable")
    orders, number = orders.at(by_number), number[by_number]
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    if not len(starts):
        return Promises(orders, number, None, orders.received, orders.due, orders.on_time)
    is_due = ~np.isnat(orders.due)
    # Of days that are there and days that are not, these functions take those that are there.
    return Promises(
        orders,
        number,
        None,
        np.fmin.reduceat(orders.received, starts),
        np.fmax.reduceat(orders.due, starts),
        np.logical_or.reduceat(is_due, starts) & np.logical_and.reduceat(orders.on_time | ~is_due, starts),
    )


def read_orders(case: Case) -> tuple[Orders, WorkingCalendar]:
    """Current orders without cancelled ones, and the calendar that gave their due dates.

    The due date is start + SPM (HK) working days; without SPM it is Tanggal Akhir Kontrak. An order with neither, or
    with an SPM but no start date, carries no SLA.
    """
    calendar = calendar_as_known(
        case.tables["hari_libur"], case.quarter.end, leave_stops=case.policy("cuti_bersama") == "berhenti"
    )
    rows = case.of_kind("service_orders")
    rows = rows.at(~rows.texts("status").told(lambda status: status.lower() == _CANCELLED))
    service = case.services_named(rows)
    start = np.full(len(rows), _NEVER)
    # Where an earlier quarter is worked out again, orders may be of a service that began after it: it has no clock yet.
    for clock, column in _START_COLUMN.items():
        timed = service.told({one.code for one in case.services if one.clock == clock}.__contains__)
        start[timed] = rows.at(timed).days(column)
    allowed = rows.amounts("spm_hk")
    has_standard = allowed.told(lambda days: days is not None)
    due = np.full(len(rows), _NEVER)
    due[~has_standard] = rows.at(~has_standard).days("tanggal_akhir_kontrak")
    runs = has_standard & ~np.isnat(start)
    for at in np.flatnonzero(runs & allowed.told(_is_no_standard))[:1].tolist():
        raise rows[at].error("spm_hk", f"'{rows[at].text('spm_hk')}' is no number of working days")
    days = np.zeros(len(allowed.values), dtype=np.int64)
    for code in allowed.kept(runs).present():
        days[code] = int(allowed.values[code])
    due[runs] = calendar.add_to_each(start[runs], days[allowed.codes[runs]])
    orders = Orders(
        rows,
        rows.texts("no_order"),
        service,
        rows.texts("kode_pelanggan"),
        rows.days("tanggal_masuk"),
        rows.amounts("jumlah"),
        start,
        due,
        rows.days("tanggal_selesai"),
    )
    return orders, calendar


def _is_no_standard(days: Fraction | None) -> bool:
    return days is not None and (days.denominator != 1 or days < 1)


def recompute_users(ledger: Ledger, orders: Orders) -> None:
    """Customers served: distinct Kode Pelanggan, Tanggal Masuk in the year to date (`_tw`: in the quarter).

    The headline adds the services up, or by policy `pengguna: entitas_unik` counts a customer once over all of them.
    """
    for indicator in ledger.case.indicators_with("pengguna"):
        _users(ledger, indicator, orders)


def _users(ledger: Ledger, indicator: Indicator, orders: Orders) -> None:
    case = ledger.case
    services = [service.code for service in case.services_of(indicator)]
    distinct = case.policy("pengguna", indicator) == "entitas_unik"
    for measure, within in (("realisasi", case.each_in_year_to_date), ("realisasi_tw", case.each_in_quarter)):
        served = orders.of(*services)
        served = served.at(within(served.received) & served.customer.told(bool))
        prefix = f"{indicator.code}.{measure}"
        for service in services:
            own = served.of(service)
            ledger.leaf(
                f"{prefix}.{service}",
                len(own.customer.present()),
                own.rows,
                f"orders:{measure}:{service}",
                decimals=indicator.decimals,
            )

        parts = [f"{prefix}.{service}" for service in services]
        if distinct:
            everyone = len(served.customer.present())
            ledger.leaf(prefix, everyone, served.rows, f"{prefix}:distinct", decimals=indicator.decimals)
        else:
            ledger.derived(prefix, _total(ledger, parts), parts, decimals=indicator.decimals)
    ledger.capaian(f"{indicator.code}.capaian", f"{indicator.code}.realisasi", indicator)


def recompute_volumes(ledger: Ledger, orders: Orders) -> None:
    """Results delivered: sum of Jumlah by Tanggal Masuk, year to date and quarter, against the year's targets."""
    for indicator in ledger.case.indicators_with("volume"):
        _volumes(ledger, indicator, orders)


def _volumes(ledger: Ledger, indicator: Indicator, orders: Orders) -> None:
    case = ledger.case
    code, decimals = indicator.code, indicator.decimals
    groups: dict[str, list[str]] = {}
    for service in case.services_of(indicator):
        groups.setdefault(service.volume_code, []).append(service.code)
    for measure, within in (("realisasi", case.each_in_year_to_date), ("realisasi_tw", case.each_in_quarter)):
        parts = []
        for group, services in groups.items():
            own = orders.of(*services)
            own = own.at(within(own.received))
            parts.append(f"{code}.{measure}.{group}")
            ledger.leaf(parts[-1], own.volume.sum(), own.rows, f"orders:{measure}:{group}", decimals=decimals)
        ledger.derived(f"{code}.{measure}", _total(ledger, parts), parts, decimals=decimals)
    for group in groups:
        target = f"{code}.target.{group}"
        cell(ledger, target, row_of(case, "perjanjian_kinerja", f"{code}.{group}"), "target", decimals=decimals)
        _share(ledger, f"{code}.persen.{group}", f"{code}.realisasi.{group}", target)
    _share(ledger, f"{code}.persen", f"{code}.realisasi", f"{code}.target")
    ledger.capaian(f"{code}.capaian", f"{code}.realisasi", indicator)


def recompute_sla(ledger: Ledger, orders: Orders, calendar: WorkingCalendar) -> None:
    """Timeliness by service and month, and year to date.

    masuk counts by month of receipt, jatuh_tempo and tepat_waktu by month of the due date, tanpa_sla what was received
    and has no due date: neither SPM nor contract, or a clock that has not started. realisasi.<l> is the mean of
    the months' percentages, months with nothing due left out; the headline is the mean over services, or by policy
    `sla_gabungan: gabungan` the pooled percentage.
    """
    for indicator in ledger.case.indicators_with("sla"):
        _sla(ledger, indicator, orders, calendar)


def _sla(ledger: Ledger, indicator: Indicator, orders: Orders, calendar: WorkingCalendar) -> None:
    case = ledger.case
    code, decimals = indicator.code, indicator.decimals
    services = [service.code for service in case.services_of(indicator)]
    all_due: list[Whole] = []
    for service in services:
        own = promises(case, indicator, orders.of(service))
        received = own.at(case.each_in_year_to_date(own.received))
        due = own.at(case.each_in_year_to_date(own.due))
        all_due.append(due.orders.rows.places)
        cumulated: list[str] = []
        for month in case.months():
            cell_id = f"{service}.{month:02d}"
            in_month = due.at(month_of(due.due) == month)
            _weigh(ledger, f"{code}.masuk.{cell_id}", received.at(month_of(received.received) == month))
            _weigh(ledger, f"{code}.jatuh_tempo.{cell_id}", in_month)
            _weigh(ledger, f"{code}.tepat_waktu.{cell_id}", in_month.at(in_month.on_time))
            _timeliness(ledger, f"{code}.persen.{cell_id}", code, cell_id, in_month, decimals)
            ledger.capaian(f"{code}.capaian.{cell_id}", f"{code}.persen.{cell_id}", indicator)
            cumulated += [f"{code}.masuk.{cell_id}", f"{code}.jatuh_tempo.{cell_id}"]
            _backlog(ledger, f"{code}.backlog.{cell_id}", cumulated)
            _mean_days(ledger, f"{code}.rata_hk.{cell_id}", in_month, calendar)
        _weigh(ledger, f"{code}.masuk.{service}", received)
        _weigh(ledger, f"{code}.jatuh_tempo.{service}", due)
        _weigh(ledger, f"{code}.tepat_waktu.{service}", due.at(due.on_time))
        _weigh(ledger, f"{code}.tanpa_sla.{service}", received.at(np.isnat(received.due)))
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
        f"{code}.realisasi",
        headline,
        Chosen(orders.rows.stock, np.concatenate([orders.rows.places[:0], *all_due])),
        "orders:jatuh_tempo",
        decimals=decimals,
        components=parts,
    )
    ledger.capaian(f"{code}.capaian", f"{code}.realisasi", indicator)


def month_of(days: Days) -> Whole:
    """The month of each day, 1 to 12; what it is of none is no month."""
    return days.astype("datetime64[M]").astype(np.int64) % 12 + 1


def _weigh(ledger: Ledger, figure_id: str, counted: Promises) -> None:
    """Keeps the summed weight of what is counted."""
    ledger.leaf(figure_id, counted.summed(), counted.orders.rows, f"orders:{figure_id}")


def _timeliness(ledger: Ledger, figure_id: str, code: str, place: str, due: Promises, decimals: int) -> None:
    """Keeps on time over due in percent, over the rows that were due."""
    parts = (f"{code}.tepat_waktu.{place}", f"{code}.jatuh_tempo.{place}")
    value = percent(ledger.value(parts[0]), ledger.value(parts[1]))
    ledger.leaf(figure_id, value, due.orders.rows, f"orders:{parts[1]}", decimals=decimals, components=parts)


def _backlog(ledger: Ledger, figure_id: str, parts: list[str]) -> None:
    """Keeps received minus due; `parts` alternates between the two."""
    value = sum((ledger.value(part) or Fraction(0)) * (-1) ** place for place, part in enumerate(parts))
    ledger.derived(figure_id, value, list(parts), decimals=0)


def _mean_days(ledger: Ledger, figure_id: str, due: Promises, calendar: WorkingCalendar) -> None:
    """Keeps the mean working days from the start of the clock to the finish; every finished row weighs the same."""
    orders = due.orders
    timed = orders.at(~np.isnat(orders.start) & (orders.finished <= day(ledger.case.quarter.end)))
    days = calendar.between_each(timed.start, timed.finished)
    average = Fraction(int(days.sum()), len(timed)) if len(timed) else None
    ledger.leaf(figure_id, average, timed.rows, f"orders:{figure_id}")


def _share(ledger: Ledger, figure_id: str, part_id: str, whole_id: str) -> None:
    """Keeps a part of a whole in percent."""
    ledger.derived(figure_id, percent(ledger.value(part_id), ledger.value(whole_id)), (part_id, whole_id))


def _total(ledger: Ledger, figure_ids: Iterable[str]) -> Fraction:
    return added(ledger.value(figure_id) or Fraction(0) for figure_id in figure_ids)
