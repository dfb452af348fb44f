"""Revenue (PNBP) and what is measured against it: growth, return on assets, operating ratio.

Belongs here: receipts by date, the balance sheet's assets, and SK2.1, SK2.3, SK2.4. Not here: spending, which the
budget module has worked out before (budget.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from orchestration.audit.numerals import ON_PROGRESS
from orchestration.audit.recomputation.agreement import cell, row_of
from orchestration.audit.recomputation.budget import Spending
from orchestration.audit.recomputation.case import Case, Indicator, amount, date
from orchestration.audit.recomputation.ledger import Ledger, percent
from orchestration.audit.recomputation.records import Record

GROWTH, INDEX = "pertumbuhan_pnbp", "indeks_pnbp"
"""The two formulas for the PNBP of a year: its growth over the year before, or its index on it."""

_RECEIVED, _VALIDATED = "terima", "sah"
_DATES = {
    "sbs": {_RECEIVED: "tgl_sbs", _VALIDATED: "tgl_sp3b"},
    "ntpn": {_RECEIVED: "tgl_terima_bank", _VALIDATED: "tgl_buku"},
}
_LAST_QUARTER = 4


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt of an account that counts as PNBP, negative when it corrects another."""

    record: Record
    rupiah: Fraction
    received: dt.date | None
    validated: dt.date | None


def read_receipts(case: Case) -> list[Receipt]:
    """Receipts of the kind the unit keeps (policy `jenis_penerimaan`), accounts by prefix (`akun.pnbp`)."""
    kind = case.policy("jenis_penerimaan")
    prefixes = tuple(case.unit["akun"]["pnbp"])
    columns = _DATES[kind]
    return [
        Receipt(record, amount(record, "jumlah"), date(record, columns[_RECEIVED]), date(record, columns[_VALIDATED]))
        for record in case.of_kind(kind)
        if record.text("kode_akun").startswith(prefixes)
    ]


def recompute_pnbp(ledger: Ledger) -> None:
    """PNBP to date against its targets; growth and its capaian only when the year is over.

    growth = (PNBP / PNBP of the year before - 1) x 100, an index on the scale of the profile;
    target in rupiah = PNBP of the year before x what the target asks for of it;
    projection = PNBP to date / months so far x 12.
    """
    case = ledger.case
    indicator = case.indicator(GROWTH, INDEX)
    code = indicator.code
    receipts = read_receipts(case)
    by_validation = case.policy("tanggal_pnbp") == _VALIDATED

    def counted(receipt: Receipt) -> dt.date | None:
        return receipt.validated if by_validation else receipt.received

    def summed(measure: str, rows: list[Receipt]) -> None:
        # Nothing delivered is unknown; a register without a receipt in the period is zero.
        total = sum((receipt.rupiah for receipt in rows), Fraction(0)) if receipts else None
        ledger.leaf(f"{code}.{measure}", total, [receipt.record for receipt in rows], f"receipts:{measure}")

    received = [receipt for receipt in receipts if case.in_year_to_date(receipt.received)]
    end = case.quarter.end
    validated = [receipt for receipt in received if receipt.validated is not None and receipt.validated <= end]
    pending = [receipt for receipt in received if receipt.validated is None or receipt.validated > end]
    summed("pnbp", [receipt for receipt in receipts if case.in_year_to_date(counted(receipt))])
    summed("pnbp_tw", [receipt for receipt in receipts if case.in_quarter(counted(receipt))])
    summed("pnbp_sah", validated)
    summed("pnbp_belum_sah", pending)

    base = cell(ledger, f"{code}.tahun_lalu", row_of(case, "dipa", "PNBP.TAHUN_LALU"), "volume", decimals=0)
    cell(ledger, f"{code}.target_dipa", row_of(case, "dipa", "PNBP.TARGET"), "volume", decimals=0)
    target = ledger.value(f"{code}.target")
    asked = None if target is None else _asked(indicator, target)
    goal = None if base is None or asked is None else base * asked / 100
    ledger.derived(f"{code}.target_rupiah", goal, (f"{code}.tahun_lalu", f"{code}.target"), decimals=0)
    pnbp = ledger.value(f"{code}.pnbp")
    for measure, whole in (("pnbp_persen_dipa", "target_dipa"), ("pnbp_persen_target", "target_rupiah")):
        parts = (f"{code}.pnbp", f"{code}.{whole}")
        ledger.derived(f"{code}.{measure}", percent(pnbp, ledger.value(f"{code}.{whole}")), parts)
    left = None if goal is None or pnbp is None else goal - pnbp
    ledger.derived(f"{code}.sisa_target", left, (f"{code}.target_rupiah", f"{code}.pnbp"), decimals=0)
    # Each month left brings the mean of the months that have closed.
    ahead = None if pnbp is None else pnbp / (3 * case.quarter.number) * 12
    ledger.derived(f"{code}.proyeksi", ahead, (f"{code}.pnbp",), decimals=0)

    final = case.quarter.number == _LAST_QUARTER
    share = percent(pnbp, base) if final else None
    ledger.derived(
        f"{code}.realisasi",
        None if share is None else _measured(indicator, share),
        (f"{code}.pnbp", f"{code}.tahun_lalu"),
        decimals=indicator.decimals,
        status=None if final else ON_PROGRESS,
    )
    ledger.capaian(f"{code}.capaian", f"{code}.realisasi", indicator)


def _asked(indicator: Indicator, target: Fraction) -> Fraction | None:
    """What a target asks for in per cent of the year before; None where no step of the index reaches it."""
    if indicator.formula == GROWTH:
        return 100 + target
    if indicator.scale == "poin":
        return min((bound for bound, points in indicator.steps if points >= target), default=None)
    return 100 * target if indicator.scale == "rasio" else target


def _measured(indicator: Indicator, share: Fraction) -> Fraction | None:
    """The growth or the index that PNBP is at so many per cent of the year before; None below every step."""
    if indicator.formula == GROWTH:
        return share - 100
    if indicator.scale == "poin":
        return max((points for bound, points in indicator.steps if bound <= share), default=None)
    return share / 100 if indicator.scale == "rasio" else share


def recompute_return_on_assets(ledger: Ledger) -> None:
    """RoA = PNBP to date / total assets at the close of the year before x 100; contra accounts count negative."""
    case = ledger.case
    indicator = case.indicator("roa")
    closing = f"{case.quarter.year - 1}-12"
    prefixes = tuple(case.unit["akun"]["aset"])
    rows = [
        record
        for record in case.of_kind("neraca")
        if record.text("kode_periode") == closing and record.text("akun").startswith(prefixes)
    ]
    assets = sum((amount(record, "nilai") for record in rows), Fraction(0)) if rows else None
    ledger.leaf(f"{indicator.code}.aset", assets, rows, "neraca:aset")
    _rate(ledger, indicator.code, f"{indicator.code}.aset", indicator.decimals)
    ledger.capaian(f"{indicator.code}.capaian", f"{indicator.code}.realisasi", indicator)


def recompute_operating_ratio(ledger: Ledger, spending: list[Spending]) -> None:
    """POBO = PNBP to date / spending of the operating accounts and funds to date (SP2D) x 100."""
    case = ledger.case
    indicator = case.indicator("pobo")
    prefixes = tuple(case.unit["akun"]["biaya_operasional"])
    operating = {fund["sumber_dana"] for fund in case.unit["sumber_dana"] if fund["biaya_operasional"]}
    rows = [item for item in spending if item.account.startswith(prefixes) and item.fund in operating]
    cost = f"{indicator.code}.biaya_operasional"
    total = sum((item.to_date for item in rows), Fraction(0)) if spending else None
    ledger.leaf(cost, total, [item.record for item in rows], "budget:biaya_operasional")
    _rate(ledger, indicator.code, cost, indicator.decimals)
    ledger.capaian(f"{indicator.code}.capaian", f"{indicator.code}.realisasi", indicator)


def _rate(ledger: Ledger, code: str, whole_id: str, decimals: int) -> None:
    """Keeps PNBP to date in percent of another amount as the realisasi of an indicator."""
    pnbp_id = f"{ledger.case.indicator(GROWTH, INDEX).code}.pnbp"
    value = percent(ledger.value(pnbp_id), ledger.value(whole_id))
    ledger.derived(f"{code}.realisasi", value, (pnbp_id, whole_id), decimals=decimals)
