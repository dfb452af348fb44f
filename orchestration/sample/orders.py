"""Service orders whose intake, due dates and completions add up to the SLA, volume and user tables.

Each service's intake is matched with what falls due, first in, first out; every match becomes orders whose due date
follows from an SPM in working days, or from a contract date where the wait is longer than any SPM. Belongs here: the
orders of the year and their state at the end of a quarter. Not here: the totals (targets.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from orchestration.sample.customers import Customer
from orchestration.sample.delimited import reorder
from orchestration.sample.seeded import stream
from orchestration.sample.shares import pieces, spread
from orchestration.sample.targets import ServiceTotals, Totals
from orchestration.sample.workbook import Book
from orchestration.sample.working_days import WorkingDays

HEADER = (
    "No Order", "No Baris", "Jenis Layanan", "Kode Pelanggan", "Nama Pelanggan", "Tanggal Masuk", "Tanggal Lengkap",
    "Tanggal Bayar", "SPM (HK)", "Tanggal Akhir Kontrak", "Tanggal Selesai", "Jumlah", "Satuan", "Nilai (Rp)", "Status",
)  # fmt: skip

_AFTER_JUNE = 7  # month index of everything due later than June


@dataclass(frozen=True)
class ServiceStyle:
    """How the order application writes a service.

    Attributes:
        prefix: of the order number.
        names: names in use; the first half of the year may show another than the second.
        unit: what Jumlah counts.
        spm: SPM in working days that orders of this service are promised; empty: no SLA.
        clock: which date starts the clock (`masuk`, `lengkap`, `bayar`), as the catalogue says.
        price: rupiah per unit, about.
        largest: most units in one order; 0 = no limit.
        contracts: share of the orders with an agreed date instead of an SPM, though an SPM would do.
    """

    prefix: str
    names: tuple[str, str]
    unit: str
    spm: tuple[int, ...]
    clock: str
    price: int
    largest: int = 0
    contracts: float = 0.0


STYLES = {
    "pengujian": ServiceStyle(
        "UJI", ("Pengujian Laboratorium", "Pengujian"), "Sampel", (15, 10, 20, 5, 25), "masuk", 950_000, contracts=0.03
    ),
    "kalibrasi": ServiceStyle("KAL", ("Kalibrasi", "Kalibrasi Alat"), "Alat", (15, 10, 20, 7), "bayar", 420_000),
    "sertifikasi": ServiceStyle(
        "SER", ("Sertifikasi Produk", "Sertifikasi Produk"), "Sertifikat", (10,), "lengkap", 14_500_000, 1
    ),
    "pelatihan": ServiceStyle(
        "LAT", ("Pelatihan", "Bimbingan dan pendampingan teknis"), "Orang", (), "masuk", 3_250_000
    ),
    "konsultasi": ServiceStyle("KON", ("Konsultasi", "Konsultansi"), "Kegiatan", (), "masuk", 27_500_000, 1),
    "inspeksi_teknis": ServiceStyle(
        "INS", ("Inspeksi Teknik", "Inspeksi Teknis"), "Titik", (20, 15, 10), "masuk", 2_800_000, contracts=0.4
    ),
    "verifikasi_tkdn": ServiceStyle("TKD", ("Verifikasi TKDN",) * 2, "Laporan", (), "masuk", 18_000_000, 2),
    "uji_profisiensi": ServiceStyle(
        "UPF", ("Penyelenggaraan Uji Profisiensi", "Uji Profisiensi"), "Peserta", (), "masuk", 1_900_000
    ),
    "sampling": ServiceStyle("SAM", ("Pengambilan Contoh", "Sampling"), "Titik", (), "masuk", 750_000),
    "sewa_aset": ServiceStyle("SEW", ("Sewa Fasilitas", "Sewa Aset"), "Kali", (), "masuk", 6_000_000, 2),
    "opti": ServiceStyle("OPT", ("OPTI", "Optimalisasi Pemanfaatan Teknologi"), "Kegiatan", (), "masuk", 85_000_000, 1),
    "jasa_lainnya": ServiceStyle("LLN", ("Jasa Lainnya", "Jasa Lainnya"), "Kegiatan", (), "masuk", 1_500_000, 3),
}


@dataclass(frozen=True)
class Order:
    """One row of the order register, as it is known in the end.

    Attributes:
        number: order number; rows of one order differ in `line`.
        line: row of the order, from 1.
        service: code of the service.
        customer: who ordered.
        received: Tanggal Masuk.
        complete: Tanggal Lengkap (documents complete).
        paid: Tanggal Bayar.
        spm: promised working days, or None.
        contract_end: agreed date, or None.
        due: the date that follows from either; None without SLA. Not written to the file.
        finished: Tanggal Selesai, or None while unknown.
        quantity: Jumlah.
        value: rupiah.
        cancelled: day from which the order counts as Batal, or None.
    """

    number: str
    line: int
    service: str
    customer: Customer
    received: dt.date
    complete: dt.date
    paid: dt.date
    spm: int | None
    contract_end: dt.date | None
    due: dt.date | None
    finished: dt.date | None
    quantity: int
    value: int
    cancelled: dt.date | None = None

    def status(self, day: dt.date) -> str:
        """Status at the end of a day."""
        if self.cancelled and self.cancelled <= day:
            return "Batal"
        return "Selesai" if self.finished and self.finished <= day else "Proses"


@dataclass(frozen=True)
class _Batch:
    """Units received in one month (0 = December before) and due in one month (7 = after June; None = no SLA)."""

    received: int
    due: int | None
    quantity: int
    late: bool = False
    long_term: bool = False


def orders(totals: Totals, seed: int, pool: list[Customer], days: WorkingDays) -> list[Order]:
    """All orders of the year so far, December's carry-over included, in order of their numbers."""
    rows: list[Order] = []
    for service, wanted in totals.services.items():
        rows += _Maker(service, wanted, totals.year, stream(seed, f"orders/{service}"), pool, days).rows()
    return rows


def _match(wanted: ServiceTotals) -> list[_Batch]:
    """Matches intake with due quantities, first in, first out; late quantities apart from those on time.

    Raises:
        ValueError: more is due in a month than has been received by its end.
    """
    intake = [wanted.carried, *(a - b for a, b in zip(wanted.received, wanted.long_term, strict=True))]
    batches = [
        _Batch(month, _AFTER_JUNE, quantity, long_term=True)
        for month, quantity in enumerate(wanted.long_term, start=1)
        if quantity
    ]
    source = 0
    for month, due in enumerate(wanted.due, start=1):
        for late, needed in ((True, due - wanted.on_time[month - 1]), (False, wanted.on_time[month - 1])):
            open_quantity = needed
            while open_quantity:
                while not intake[source]:
                    source += 1
                if source > month:
                    raise ValueError(f"month {month}: {open_quantity} due but not received yet")
                taken = min(open_quantity, intake[source])
                batches.append(_Batch(source, month, taken, late=late))
                intake[source] -= taken
                open_quantity -= taken
    batches += [_Batch(month, _AFTER_JUNE, quantity) for month, quantity in enumerate(intake) if quantity]
    return batches


class _Maker:
    """Makes the orders of one service."""

    def __init__(
        self,
        service: str,
        wanted: ServiceTotals,
        year: int,
        rng: Random,
        pool: list[Customer],
        days: WorkingDays,
    ) -> None:
        self._service = service
        self._wanted = wanted
        self._style = STYLES[service]
        self._year = year
        self._rng = rng
        self._days = days
        self._users = rng.sample(pool, wanted.users)
        chosen = {customer.code for customer in self._users}
        self._others = [customer for customer in pool if customer.code not in chosen]
        self._count = 0

    def rows(self) -> list[Order]:
        """The orders, numbered by date of receipt."""
        if self._wanted.due:
            batches = _match(self._wanted)
        else:
            received = enumerate(self._wanted.received, start=1)
            batches = [_Batch(month, None, quantity) for month, quantity in received if quantity]
        drafts = [draft for batch in self._sized(batches) for draft in self._dated(*batch)]
        drafts = self._with_mean_days(drafts)
        drafts += self._cancelled()
        drafts.sort(key=lambda order: (order.received, order.quantity, order.value))
        return self._numbered(self._with_customers(drafts))

    def _sized(self, batches: list[_Batch]) -> list[tuple[_Batch, list[int]]]:
        """Divides every batch into orders; together at least a quarter more orders than users, if the units allow."""
        units = sum(batch.quantity for batch in batches if batch.received)
        wanted = min(units, max(self._wanted.users + self._wanted.users // 4, units // 7))
        if self._style.largest == 1:
            wanted = units
        counts = spread(
            wanted - sum(1 for batch in batches if batch.received),
            [batch.quantity if batch.received else 0 for batch in batches],
            [max(batch.quantity - 1, 0) for batch in batches],
        )
        sized = []
        for batch, extra in zip(batches, counts, strict=True):
            count = extra + 1 if batch.received else max(1, batch.quantity * wanted // units)
            if self._style.largest:
                count = max(count, -(-batch.quantity // self._style.largest))
            sized.append((batch, pieces(batch.quantity, count, self._rng, self._style.largest or None)))
        return sized

    def _dated(self, batch: _Batch, sizes: list[int]) -> list[Order]:
        return [self._order(batch, size) for size in sizes]

    def _month(self, month: int) -> list[dt.date]:
        return self._days.of_month(self._year - 1, 12) if month == 0 else self._days.of_month(self._year, month)

    def _order(self, batch: _Batch, quantity: int) -> Order:
        """An order of a batch: dates such that it falls due in the batch's month, and is late only if it has to be."""
        rng = self._rng
        spm: int | None = None
        contract_end: dt.date | None = None
        due: dt.date | None = None
        received = rng.choice(self._month(batch.received))
        complete, paid = self._further_dates(received)
        if batch.due is not None:
            by_contract = batch.long_term or rng.random() < self._style.contracts
            for _ in range(0 if by_contract else 40):
                received = rng.choice(self._month(batch.received))
                complete, paid = self._further_dates(received)
                fitting = [
                    days
                    for days in self._style.spm
                    if self._in_month(self._days.after(self._start(received, complete, paid), days), batch.due)
                ]
                if fitting:
                    spm = fitting[0] if rng.random() < 0.8 else rng.choice(fitting)
                    due = self._days.after(self._start(received, complete, paid), spm)
                    break
            else:
                contract_end = due = self._contract_date(self._start(received, complete, paid), batch)
        start = self._start(received, complete, paid)
        value = quantity * self._style.price * rng.randrange(80, 121) // 100 // 1000 * 1000
        finished = self._finish(start, due, late=batch.late)
        if finished is not None and finished < complete:  # work begins when the order is complete
            complete, finished = (complete, complete) if due is None or complete <= due else (received, finished)
        dates = (received, complete, paid, spm, contract_end, due, finished)
        return Order("", 1, self._service, self._users[0], *dates, quantity, value)

    def _further_dates(self, received: dt.date) -> tuple[dt.date, dt.date]:
        """Documents complete and paid within two working days, and not after the quarter in which the order came."""
        complete = self._days.after(received, self._rng.choice((0, 0, 1, 2)))
        paid = self._days.after(received, self._rng.choice((0, 0, 0, 1, 2)))
        end = quarter_end(4 if received.year < self._year else (received.month + 2) // 3, received.year)
        return (complete if complete <= end else received), (paid if paid <= end else received)

    def _start(self, received: dt.date, complete: dt.date, paid: dt.date) -> dt.date:
        return {"masuk": received, "lengkap": complete, "bayar": paid}[self._style.clock]

    def _in_month(self, day: dt.date, month: int) -> bool:
        index = (day.year - self._year) * 12 + day.month
        return index > 6 if month == _AFTER_JUNE else index == month

    def _contract_date(self, start: dt.date, batch: _Batch) -> dt.date:
        """A working day of the month in which the batch is due, after the start."""
        months = range(7, 10) if batch.due == _AFTER_JUNE else range(batch.due or 1, (batch.due or 1) + 1)
        if batch.long_term:
            months = range(8, 13)
        candidates = [day for month in months for day in self._month(month) if self._days.between(start, day) >= 2]
        return self._rng.choice(candidates or self._month(months[-1])[-1:])

    def _finish(self, start: dt.date, due: dt.date | None, *, late: bool) -> dt.date | None:
        if due is None:
            return self._days.after(start, self._rng.randrange(3, 18))
        allowed = self._days.between(start, due)
        if late:  # every third late order is still open long after the quarter
            return self._days.after(due, self._rng.choice((2, 5, 90)))
        if self._rng.random() < 0.12:
            return due
        return self._days.after(start, self._rng.randrange(max(1, allowed * 2 // 5), allowed + 1) if allowed else 0)

    def _with_mean_days(self, drafts: list[Order]) -> list[Order]:
        """Moves completions so that the orders due in a month used, on average, the working days asked for."""
        if not self._wanted.mean_days:
            return drafts
        result = list(drafts)
        for month, mean in enumerate(self._wanted.mean_days, start=1):
            places = [i for i, order in enumerate(result) if order.due and self._in_month(order.due, month)]
            for turn, i in enumerate(places):
                order = result[i]
                start = self._start(order.received, order.complete, order.paid)
                allowed = self._days.between(start, order.due or start)
                used = mean + (0, 1, -1, 2, -2)[turn % 5] if turn < len(places) // 5 * 5 else mean
                result[i] = replace(order, finished=self._days.after(start, min(used, allowed)))
        return result

    def _cancelled(self) -> list[Order]:
        """Cancelled orders, of customers that order nothing else here: counting them would show in every table."""
        if self._service not in ("pengujian", "kalibrasi", "sertifikasi", "sampling", "pelatihan", "inspeksi_teknis"):
            return []
        cancelled = []
        for month in (2, 3, 5):
            order = self._order(_Batch(month, month + 1 if self._wanted.due else None, 1), 1)
            # One in each service is cancelled only after the first quarter, in which it still stood as open.
            day = dt.date(self._year, 4, 22) if month == 3 else self._days.after(order.received, 3)
            cancelled.append(replace(order, finished=None, cancelled=day, customer=self._others[-month]))
        return cancelled

    def _with_customers(self, drafts: list[Order]) -> list[Order]:
        """Gives every user of the service at least one order of this year; December's may be anybody's."""
        this_year = [i for i, order in enumerate(drafts) if order.received.year == self._year and not order.cancelled]
        first = self._rng.sample(this_year, len(self._users))
        assigned = dict(zip(first, self._users, strict=True))
        result = []
        for i, order in enumerate(drafts):
            if order.cancelled:
                result.append(order)
                continue
            outsiders = self._others[:20] if order.received.year < self._year else []
            result.append(replace(order, customer=assigned.get(i) or self._rng.choice([*self._users, *outsiders])))
        return result

    def _numbered(self, drafts: list[Order]) -> list[Order]:
        """Order numbers by date; now and then an order has its units on two rows."""
        result = []
        for order in drafts:
            self._count += 1
            number = f"{self._style.prefix}-{order.received:%y%m}-{self._count:04d}"
            if order.quantity > 3 and self._rng.random() < 0.15 and not order.cancelled:
                part = self._rng.randrange(1, order.quantity)
                value = order.value * part // order.quantity
                result.append(replace(order, number=number, quantity=part, value=value))
                rest = replace(order, number=number, line=2, quantity=order.quantity - part, value=order.value - value)
                result.append(rest)
            else:
                result.append(replace(order, number=number))
        return result


def delivered(rows: list[Order], quarter: int, year: int) -> list[Order]:
    """The orders that the quarter's file holds: received in it, or still open when it began."""
    start = dt.date(year, 3 * quarter - 2, 1)
    end = quarter_end(quarter, year)
    day_before = start - dt.timedelta(days=1)
    if quarter == 1:  # the first file opens with what December left behind
        return [row for row in rows if row.received <= end]
    arrived = [row for row in rows if row.received <= end]
    return [row for row in arrived if row.received >= start or row.status(day_before) == "Proses"]


def quarter_end(quarter: int, year: int) -> dt.date:
    """Last day of a quarter."""
    return dt.date(year, 3 * quarter, 31 if quarter in (1, 4) else 30)


def write_orders(
    path: Path,
    rows: list[Order],
    quarter: int,
    year: int,
    *,
    dates_as_text: bool,
    shuffle: Random | None = None,
) -> Path:
    """Writes the order register as it stood at the end of a quarter.

    Args:
        path: where to write.
        rows: all orders.
        quarter: 1 or 2.
        year: fiscal year.
        dates_as_text: `dd/mm/yyyy` text instead of Excel dates.
        shuffle: puts the columns in another order.
    """
    end = quarter_end(quarter, year)

    def date(value: dt.date | None) -> object:
        if value is None or value > end:
            return None
        return f"{value:%d/%m/%Y}" if dates_as_text else value

    def contract(value: dt.date | None) -> object:
        return f"{value:%d/%m/%Y}" if value and dates_as_text else value

    cells: list[list[object]] = []
    for row in delivered(rows, quarter, year):
        style = STYLES[row.service]
        status = row.status(end)
        line: list[object] = [
            row.number, row.line, style.names[quarter - 1], row.customer.code, row.customer.name,
            date(row.received), date(row.complete), date(row.paid), row.spm, contract(row.contract_end),
            date(row.finished) if status == "Selesai" else None, row.quantity, style.unit, row.value, status,
        ]  # fmt: skip
        cells.append(line)
    header, cells = reorder(HEADER, cells, shuffle)
    with Book(path, "Contoh register order layanan - data karangan") as book:
        book.table("Order Layanan", header, cells)
    return path
