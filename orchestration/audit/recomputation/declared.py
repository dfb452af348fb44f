"""Indicators whose formula the unit declares itself: ratios, shares in time, spending, growth.

Belongs here: which rows a term of `unit.yaml` counts, what it counts of them, and what is divided by what. Not here:
the columns of the rows (facts).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from orchestration.audit.numerals import ON_PROGRESS
from orchestration.audit.recomputation.agreement import cell, row_of
from orchestration.audit.recomputation.case import Case, Indicator
from orchestration.audit.recomputation.cells import moment_text, plain_text
from orchestration.audit.recomputation.facts import MONEY, UNDATED, Counted, Facts, Value
from orchestration.audit.recomputation.ledger import Ledger, ratio

Term = Mapping[str, Any]
"""An entry `pembilang`, `penyebut` or `nilai` of an indicator."""

_COUNTS = ("banyak", "unik")
_PER_CENT = 100
_MINUTE, _HOUR = 60, 3600
_SECONDS = {"menit": _MINUTE, "jam": _HOUR, "hari": 24 * _HOUR}
_LAST_SECOND = dt.time(23, 59, 59)
_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?", re.ASCII)


def recompute_declared(ledger: Ledger, facts: Facts) -> None:
    """`<kode>.pembilang`, `.penyebut`, `.realisasi`, `.capaian` of every indicator with a declared formula.

    A source of which no row was delivered gives no value; one whose rows fulfil nothing gives zero.
    """
    for indicator in ledger.case.indicators:
        if indicator.formula not in _FORMULAS:
            continue
        _FORMULAS[indicator.formula](ledger, facts, indicator)
        ledger.capaian(f"{indicator.code}.capaian", f"{indicator.code}.realisasi", indicator)


def _share(ledger: Ledger, facts: Facts, indicator: Indicator) -> None:
    """rasio: numerator over denominator, in per cent unless its factor is 1."""
    for part in ("pembilang", "penyebut"):
        _count(ledger, facts, indicator, part, indicator.entry[part])
    factor = int(indicator.entry.get("faktor") or _PER_CENT)
    _divide(ledger, indicator, lambda quotient: factor * quotient)


def _in_time(ledger: Ledger, facts: Facts, indicator: Indicator) -> None:
    """bagian_tepat_waktu: what was finished in time, of all that was finished or had reached its limit.

    What was finished after the quarter is, in its report, not finished.
    """
    promise, end = indicator.entry["waktu"], dt.datetime.combine(ledger.case.quarter.end, _LAST_SECOND)
    allowed = Fraction(str(promise["paling_lama"])) * _SECONDS[promise["satuan"]]
    rows = facts.rows(promise["sumber"])
    due, on_time = [], []
    for row in _fulfilling(rows, promise):
        start, finish = _moment(row.value(promise["mulai"])), _moment(row.value(promise["selesai"]))
        if start is None or not ledger.case.in_year_to_date(start.date()):
            continue
        finished = finish is not None and finish <= end
        if finished or allowed <= _seconds(start, end):
            due.append(row)
        if finished and finish is not None and _seconds(start, finish) <= allowed:
            on_time.append(row)
    for part, counted in (("pembilang", on_time), ("penyebut", due)):
        _keep(ledger, indicator, part, Fraction(len(counted)) if rows else None, counted, decimals=0)
    _divide(ledger, indicator, lambda quotient: _PER_CENT * quotient)


def _spending(ledger: Ledger, facts: Facts, indicator: Indicator) -> None:
    """realisasi_anggaran: spending to date (SP2D) over pagu in force, or over what of it is not blocked."""
    chosen = indicator.entry.get("anggaran") or {}
    conditions = [
        {"kolom": column, "sama": chosen[column]}
        for column in ("sumber_dana", "jenis_belanja", "kro")
        if chosen.get(column)
    ]
    columns = {"pembilang": ("realisasi", "realisasi_sd_rp"), "penyebut": ("pagu", f"{chosen.get('dasar', 'pagu')}_rp")}
    for part, (source, column) in columns.items():
        term = {"sumber": source, "hitung": "jumlah", "kolom": column, "syarat": conditions}
        _count(ledger, facts, indicator, part, term)
    _divide(ledger, indicator, lambda quotient: _PER_CENT * quotient)


def _growth(ledger: Ledger, facts: Facts, indicator: Indicator) -> None:
    """pertumbuhan: a sum over the same one a year earlier, or over what the sheet DIPA names, less one."""
    term, base = indicator.entry["nilai"], indicator.entry.get("dasar")
    _count(ledger, facts, indicator, "pembilang", term)
    if base:
        row = row_of(ledger.case, "dipa", str(base["kode"]))
        cell(ledger, f"{indicator.code}.penyebut", row, "volume", decimals=_decimals(term))
    else:
        _count(ledger, facts, indicator, "penyebut", term, years_back=1)
    _divide(ledger, indicator, lambda quotient: _PER_CENT * (quotient - 1))


_FORMULAS: dict[str, Callable[[Ledger, Facts, Indicator], None]] = {
    "rasio": _share,
    "bagian_tepat_waktu": _in_time,
    "realisasi_anggaran": _spending,
    "pertumbuhan": _growth,
}


def _count(ledger: Ledger, facts: Facts, indicator: Indicator, part: str, term: Term, *, years_back: int = 0) -> None:
    """Keeps what a term counts over the rows that fulfil it in its period."""
    rows = facts.rows(term["sumber"])
    first, last = _period(ledger.case, term.get("periode", "tahun_berjalan"), years_back)
    counted = [row for row in _fulfilling(rows, term) if _lies_in(row, term, first, last) and _has_any(row, term)]
    _keep(ledger, indicator, part, _amount(counted, term) if rows else None, counted, decimals=_decimals(term))


def _keep(
    ledger: Ledger, indicator: Indicator, part: str, value: Fraction | None, rows: Iterable[Counted], *, decimals: int
) -> None:
    place = f"{indicator.code}.{part}"
    ledger.leaf(place, value, [row.record for row in rows], f"term:{place}", decimals=decimals)


def _divide(ledger: Ledger, indicator: Indicator, measured: Callable[[Fraction], Fraction]) -> None:
    """Keeps the realisasi, which is made of numerator over denominator."""
    parts = (f"{indicator.code}.pembilang", f"{indicator.code}.penyebut")
    quotient = ratio(ledger.value(parts[0]), ledger.value(parts[1]))
    ledger.derived(
        f"{indicator.code}.realisasi",
        None if quotient is None else measured(quotient),
        parts,
        decimals=indicator.decimals,
        status=ON_PROGRESS if quotient is None and ledger.case.waits(indicator) else None,
    )


def _decimals(term: Term) -> int:
    """Of a numerator or denominator in print: whole things and rupiah have none."""
    return 0 if term.get("hitung", "banyak") in _COUNTS or term["sumber"] in MONEY else 2


def _period(case: Case, period: str, years_back: int) -> tuple[dt.date, dt.date]:
    """First and last day, of the year to date or of the quarter alone, perhaps of an earlier year."""
    first = case.quarter.start if period == "triwulan" else case.quarter.year_start
    # No quarter begins or ends on a day that some years do not have.
    return tuple(day.replace(year=day.year - years_back) for day in (first, case.quarter.end))  # type: ignore[return-value]


def _lies_in(row: Counted, term: Term, first: dt.date, last: dt.date) -> bool:
    if term["sumber"] in UNDATED:
        return True
    when = _moment(row.value(term.get("tanggal", "tanggal")))
    return when is not None and first <= when.date() <= last


def _has_any(row: Counted, term: Term) -> bool:
    """Whether a row has what is counted: a text, or both moments; a sum takes an empty cell for nothing."""
    match term.get("hitung"):
        case "unik":
            return bool(_text(row.value(term["kolom"])))
        case "menit" | "jam":
            return all(_moment(row.value(term[end])) for end in ("mulai", "selesai"))
    return True


def _amount(rows: Sequence[Counted], term: Term) -> Fraction:
    """What a term counts of the rows: rows, different texts, a sum, or the time from one moment to another."""
    counted = term.get("hitung", "banyak")
    match counted:
        case "banyak":
            return Fraction(len(rows))
        case "unik":
            return Fraction(len({_text(row.value(term["kolom"])) for row in rows}))
        case "jumlah":
            return sum((_number(row.value(term["kolom"])) or Fraction(0) for row in rows), Fraction(0))
    spans = ((_moment(row.value(term["mulai"])), _moment(row.value(term["selesai"]))) for row in rows)
    return sum((_seconds(start, end) for start, end in spans if start and end), Fraction(0)) / _SECONDS[counted]


def _fulfilling(rows: Iterable[Counted], term: Term) -> list[Counted]:
    """The rows that fulfil every condition of a term."""
    conditions = term.get("syarat") or ()
    return [row for row in rows if all(_fulfils(row.value(item["kolom"]), item) for item in conditions)]


def _fulfils(value: Value, condition: Mapping[str, Any]) -> bool:
    text = _text(value).casefold()
    if condition.get("terisi") is not None:
        return bool(text) == condition["terisi"]
    named = {how: [str(other).strip().casefold() for other in condition.get(how) or ()] for how in _TEXTS}
    if named["sama"]:
        return text in named["sama"]
    if named["bukan"]:
        return text not in named["bukan"]
    if named["awalan"]:
        return text.startswith(tuple(named["awalan"]))
    amount = _number(value)
    if amount is None:
        return False
    if condition.get("paling_sedikit") is not None:
        return amount >= Fraction(str(condition["paling_sedikit"]))
    return amount <= Fraction(str(condition["paling_banyak"]))


_TEXTS = ("sama", "bukan", "awalan")


def _text(value: Value) -> str:
    """A value as the canonical text of a cell, '' where there is none."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, Fraction):
        return plain_text(value)
    return moment_text(value) if isinstance(value, dt.datetime) else value.isoformat()


def _number(value: Value) -> Fraction | None:
    """A value as a number, None where it is none."""
    if isinstance(value, str):
        return Fraction(value) if _PLAIN.fullmatch(value) else None
    return value if isinstance(value, Fraction) else None


def _moment(value: Value) -> dt.datetime | None:
    """A value as a moment, a day being its midnight; None where it is neither."""
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
        return value if isinstance(value, dt.datetime) else None
    return dt.datetime.combine(value, dt.time())


def _seconds(start: dt.datetime, end: dt.datetime) -> Fraction:
    """Exact seconds from one moment to another."""
    return Fraction((end - start) // dt.timedelta(microseconds=1), 10**6)
