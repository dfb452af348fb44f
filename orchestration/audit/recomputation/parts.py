"""The cells that the realisasi of every indicator is made of, out of the rows and figures worked out again.

Belongs here: which service, unsur, month and account gives how much to numerator and denominator. Not here: what of
that moved since an earlier report (contributions.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from orchestration.audit.numerals import added
from orchestration.audit.recomputation.case import PNBP_FORMULAS, Indicator, amount, date
from orchestration.audit.recomputation.ledger import Ledger
from orchestration.audit.recomputation.orders import month_of
from orchestration.audit.recomputation.receipts import OWN, day_column
from orchestration.audit.recomputation.records import Record
from orchestration.audit.recomputation.stocks import Chosen, Ids
from orchestration.audit.recomputation.survey import weights_of

_ONE = Fraction(1)
_PER_CENT = 100
_DECLARED = ("rasio", "bagian_tepat_waktu", "realisasi_anggaran", "pertumbuhan")
_ASSESSED = ("penilaian_luar", "nilai_lembar")


class Key(NamedTuple):
    """A cell: the term of the formula, then service, unsur, month (two digits) and account; empty where it has none."""

    suku: str = ""
    layanan: str = ""
    unsur: str = ""
    bulan: str = ""
    akun: str = ""


class Part(NamedTuple):
    """What a cell gives: the sum over all cells of the one, divided by that of the other, is the realisasi."""

    numerator: Fraction
    denominator: Fraction


Parts = dict[Key, Part]
_Given = Iterator[tuple[Key, Fraction, Fraction]]


def parts_of(ledger: Ledger, records: Mapping[str, Record]) -> dict[str, Parts]:
    """The cells of every indicator by its code; none for one without a cell.

    Args:
        ledger: the figures worked out again.
        records: the rows of the archived files by id.
    """
    found: dict[str, Parts] = {}
    for indicator in ledger.case.indicators:
        given: dict[Key, tuple[list[Fraction], list[Fraction]]] = {}
        for key, numerator, denominator in _cells(ledger, records, indicator):
            sides = given.setdefault(key, ([], []))
            sides[0].append(numerator)
            sides[1].append(denominator)
        if given:
            found[indicator.code] = {key: Part(added(above), added(below)) for key, (above, below) in given.items()}
    return found


def _cells(ledger: Ledger, records: Mapping[str, Record], indicator: Indicator) -> _Given:
    named: dict[str, Callable[[Ledger, Mapping[str, Record], Indicator], _Given]] = {
        "volume": _volume,
        "pengguna": _users,
        "sla": _timeliness,
        "ikm": _satisfaction,
        "nps": _promoters,
        "roa": _rate,
        "pobo": _rate,
        **dict.fromkeys(PNBP_FORMULAS, _growth),
        **dict.fromkeys(_DECLARED, _declared),
        **dict.fromkeys(_ASSESSED, _assessed),
    }
    # The cells of a formula that is not known here are not told of; what it comes to is compared as a whole.
    return named[indicator.formula](ledger, records, indicator) if indicator.formula in named else iter(())


def _rows(ledger: Ledger, records: Mapping[str, Record], figure_id: str) -> list[Record]:
    return [records[row] for row in ledger.figures[figure_id].rows or ()]


def _orders(ledger: Ledger, figure_id: str) -> Chosen:
    """The order rows of a figure."""
    ids = ledger.figures[figure_id].rows
    if not isinstance(ids, Ids):
        raise TypeError(f"{figure_id} is not made of orders")
    return ids.rows


def _month(day: dt.date | None) -> str:
    return f"{day.month:02d}" if day else ""


def _volume(ledger: Ledger, records: Mapping[str, Record], indicator: Indicator) -> _Given:
    """Jumlah by service of the table of volumes and month of Tanggal Masuk."""
    for service in {service.volume_code for service in ledger.case.services_of(indicator)}:
        rows = _orders(ledger, f"{indicator.code}.realisasi.{service}")
        months, volumes = month_of(rows.days("tanggal_masuk")), rows.amounts("jumlah")
        for month in np.unique(months).tolist():
            yield Key(layanan=service, bulan=f"{month:02d}"), volumes.kept(months == month).sum(), Fraction(0)


def _users(ledger: Ledger, records: Mapping[str, Record], indicator: Indicator) -> _Given:
    """Each customer once, of each service or over all of them, in the month of the first order of the year."""
    distinct = ledger.case.policy("pengguna", indicator) == "entitas_unik"
    first: dict[tuple[str, str], int] = {}
    for service in ledger.case.services_of(indicator):
        rows = _orders(ledger, f"{indicator.code}.realisasi.{service.code}")
        months, customers = month_of(rows.days("tanggal_masuk")), rows.texts("kode_pelanggan")
        for month in np.unique(months).tolist():  # of one year
            for code in customers.kept(months == month).present():
                customer = ("" if distinct else service.code, customers.values[code])
                first[customer] = min(month, first.get(customer, month))
    for (service_code, _), month in first.items():
        yield Key(layanan=service_code, bulan=f"{month:02d}"), _ONE, Fraction(0)


def _timeliness(ledger: Ledger, _: Mapping[str, Record], indicator: Indicator) -> _Given:
    """Per service and month in which something was due: counts when pooled, else the share that its month weighs."""
    code, case = indicator.code, ledger.case
    months: dict[str, list[str]] = {}
    for service in case.services_of(indicator):
        due = [f"{month:02d}" for month in case.months()]
        due = [month for month in due if ledger.value(f"{code}.persen.{service.code}.{month}") is not None]
        if due:
            months[service.code] = due
    for name, due in months.items():
        for month in due:
            key, cell = Key(layanan=name, bulan=month), f"{name}.{month}"
            if case.policy("sla_gabungan", indicator) == "gabungan":
                on_time = _value(ledger, f"{code}.tepat_waktu.{cell}")
                yield key, _PER_CENT * on_time, _value(ledger, f"{code}.jatuh_tempo.{cell}")
            else:
                weight = Fraction(1, len(due) * len(months))
                yield key, weight * _value(ledger, f"{code}.persen.{cell}"), weight


def _satisfaction(ledger: Ledger, records: Mapping[str, Record], indicator: Indicator) -> _Given:
    """Per service and unsur: its mean times its weight; by respondents, in proportion to the answers."""
    code, case = indicator.code, ledger.case
    pooled = case.policy("ikm_gabungan", indicator) == "tertimbang_responden"
    weights = weights_of(case)
    for service in case.services_of(indicator):
        if ledger.value(f"{code}.realisasi.{service.code}") is None and not pooled:
            continue
        for unsur, weight in weights.items():
            figure_id = f"{code}.unsur.{unsur}.{service.code}"
            average = ledger.value(figure_id)
            if average is None:
                continue
            share = _ONE
            if pooled:
                own, all_of_them = (
                    len(ledger.figures[name].rows or ()) for name in (figure_id, f"{code}.unsur.{unsur}")
                )
                share = Fraction(own, all_of_them)
            yield Key(layanan=service.code, unsur=unsur), weight * share * average, weight * share


def _promoters(ledger: Ledger, _: Mapping[str, Record], indicator: Indicator) -> _Given:
    """Per service: its score, or, pooled, promoters less detractors over respondents."""
    code, case = indicator.code, ledger.case
    for service in case.services_of(indicator):
        score = ledger.value(f"{code}.realisasi.{service.code}")
        if score is None:
            continue
        key = Key(layanan=service.code)
        if case.policy("nps_gabungan", indicator) == "rata_rata_layanan":
            yield key, score, _ONE
        else:
            for_it = _value(ledger, f"{code}.promoter.{service.code}")
            against = _value(ledger, f"{code}.detractor.{service.code}")
            yield key, _PER_CENT * (for_it - against), _value(ledger, f"{code}.responden.{service.code}")


def _receipts(ledger: Ledger, records: Mapping[str, Record], carrier: Indicator | None, factor: int) -> _Given:
    """PNBP to date by account and month of the date that counts."""
    column = day_column(ledger.case, carrier)
    for row in _rows(ledger, records, f"{carrier.code if carrier else OWN}.pnbp"):
        key = Key("pnbp", bulan=_month(date(row, column)), akun=row.text("kode_akun"))
        yield key, factor * amount(row, "jumlah"), Fraction(0)


def _rate(ledger: Ledger, records: Mapping[str, Record], indicator: Indicator) -> _Given:
    """Receipts over assets, or over the spending of operations, each by account."""
    yield from _receipts(ledger, records, ledger.case.pnbp_of(indicator), _PER_CENT)
    term, column = ("aset", "nilai") if indicator.formula == "roa" else ("biaya_operasional", "realisasi_sd_periode")
    for row in _rows(ledger, records, f"{indicator.code}.{term}"):
        yield Key(term, akun=row.text("akun")), Fraction(0), amount(row, column)


def _growth(ledger: Ledger, records: Mapping[str, Record], indicator: Indicator) -> _Given:
    """Receipts over those of the year before, less these where growth is asked; an index in points is one cell."""
    value = ledger.value(f"{indicator.code}.realisasi")
    if ledger.case.waits(indicator):
        return
    if indicator.scale == "poin":
        if value is not None:
            yield Key("tangga"), value, Fraction(0)
        return
    factor = 1 if indicator.scale == "rasio" else _PER_CENT
    yield from _receipts(ledger, records, indicator, factor)
    base = ledger.value(f"{indicator.code}.tahun_lalu")
    if base is not None:
        less = -_PER_CENT * base if indicator.formula == PNBP_FORMULAS[0] else Fraction(0)
        yield Key("tahun_lalu"), less, base


def _declared(ledger: Ledger, _: Mapping[str, Record], indicator: Indicator) -> _Given:
    """The two parts of a formula that the unit declares."""
    grows = indicator.formula == "pertumbuhan"
    factor = _PER_CENT if grows or str(indicator.entry.get("faktor") or _PER_CENT) != "1" else 1
    above, below = (ledger.value(f"{indicator.code}.{part}") for part in ("pembilang", "penyebut"))
    if above is not None:
        yield Key("pembilang"), factor * above, Fraction(0)
    if below is not None:
        yield Key("penyebut"), -_PER_CENT * below if grows else Fraction(0), below


def _assessed(ledger: Ledger, _: Mapping[str, Record], indicator: Indicator) -> _Given:
    """What others measured, as a whole."""
    value = ledger.value(f"{indicator.code}.realisasi")
    if value is not None:
        yield Key("penilaian"), value, Fraction(0)


def _value(ledger: Ledger, figure_id: str) -> Fraction:
    """A value that stands beside one that is there."""
    value = ledger.value(figure_id)
    if value is None:
        raise ValueError(f"{figure_id} has no value, and a figure beside it has one")
    return value
