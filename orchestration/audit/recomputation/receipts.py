"""Revenue (PNBP) and what is measured against it: growth, return on assets, operating ratio.

Belongs here: receipts by date, the balance sheet's assets, and the indicators that carry PNBP or divide it. Not here:
spending, which the budget module has worked out before (budget.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from orchestration.audit.numerals import ON_PROGRESS, added
from orchestration.audit.recomputation.agreement import cell, row_of
from orchestration.audit.recomputation.budget import Spending
from orchestration.audit.recomputation.case import PNBP_FORMULAS, RATES, Case, Indicator, amount, date
from orchestration.audit.recomputation.ledger import Ledger, percent
from orchestration.audit.recomputation.records import Record

OWN = "pnbp"
"""What the figures of the unit's own PNBP begin with, where no indicator carries any."""

_GROWTH = "pertumbuhan_pnbp"

_RECEIVED, _VALIDATED = "terima", "sah"
_DATES = {
    "sbs": {_RECEIVED: "tgl_sbs", _VALIDATED: "tgl_sp3b"},
    "ntpn": {_RECEIVED: "tgl_terima_bank", _VALIDATED: "tgl_buku"},
}
_NUMBERS = {"sbs": "no_sbs", "ntpn": "ntpn"}


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt, negative when it corrects another."""

    record: Record
    number: str
    account: str
    rupiah: Fraction
    received: dt.date | None
    validated: dt.date | None


def read_receipts(case: Case, indicator: Indicator | None = None) -> list[Receipt]:
    """Receipts of every account, of the kind that is kept (policy `jenis_penerimaan`)."""
    kind = case.policy("jenis_penerimaan", indicator)
    number, columns = _NUMBERS[kind], _DATES[kind]
    return [
        Receipt(
            record,
            record.text(number),
            record.text("kode_akun"),
            amount(record, "jumlah"),
            date(record, columns[_RECEIVED]),
            date(record, columns[_VALIDATED]),
        )
        for record in case.of_kind(kind)
    ]


def day_column(case: Case, indicator: Indicator | None) -> str:
    """The column of a receipt that says when it counts (policy `tanggal_pnbp`)."""
    return _DATES[case.policy("jenis_penerimaan", indicator)][case.policy("tanggal_pnbp", indicator)]


def recompute_pnbp(ledger: Ledger) -> None:
    """PNBP of every indicator that carries it; the unit's own where one is divided and no indicator carries any."""
    case = ledger.case
    for indicator in case.indicators_with(*PNBP_FORMULAS):
        _pnbp(ledger, indicator.code, indicator)
        _measure(ledger, indicator)
    if any(case.pnbp_of(indicator) is None for indicator in case.indicators_with(*RATES)):
        _pnbp(ledger, OWN, None)


def _pnbp(ledger: Ledger, code: str, indicator: Indicator | None) -> None:
    """Keeps PNBP to date, of the quarter, validated and not; what it was the year before; its target and projection.

    projection = PNBP to date / months so far x 12.
    """
    case = ledger.case
    prefixes = tuple((case.unit.get("akun") or {}).get("pnbp") or ())
    receipts = [receipt for receipt in read_receipts(case, indicator) if receipt.account.startswith(prefixes)]
    by_validation = case.policy("tanggal_pnbp", indicator) == _VALIDATED

    def counted(receipt: Receipt) -> dt.date | None:
        return receipt.validated if by_validation else receipt.received

    def summed(measure: str, rows: list[Receipt]) -> None:
        # Nothing delivered is unknown; a register without a receipt in the period is zero.
        total = added(receipt.rupiah for receipt in rows) if receipts else None
        ledger.leaf(f"{code}.{measure}", total, [receipt.record for receipt in rows], f"receipts:{measure}")

    received = [receipt for receipt in receipts if case.in_year_to_date(receipt.received)]
    end = case.quarter.end
    validated = [receipt for receipt in received if receipt.validated is not None and receipt.validated <= end]
    pending = [receipt for receipt in received if receipt.validated is None or receipt.validated > end]
    summed("pnbp", [receipt for receipt in receipts if case.in_year_to_date(counted(receipt))])
    summed("pnbp_tw", [receipt for receipt in receipts if case.in_quarter(counted(receipt))])
    summed("pnbp_sah", validated)
    summed("pnbp_belum_sah", pending)

    cell(ledger, f"{code}.tahun_lalu", row_of(case, "dipa", "PNBP.TAHUN_LALU"), "volume", decimals=0)
    cell(ledger, f"{code}.target_dipa", row_of(case, "dipa", "PNBP.TARGET"), "volume", decimals=0)
    _share(ledger, code, "pnbp_persen_dipa", "target_dipa")
    pnbp = ledger.value(f"{code}.pnbp")
    # Each month left brings the mean of the months that have closed.
    ahead = None if pnbp is None else pnbp / (3 * case.quarter.number) * 12
    ledger.derived(f"{code}.proyeksi", ahead, (f"{code}.pnbp",), decimals=0)


def _measure(ledger: Ledger, indicator: Indicator) -> None:
    """PNBP to date against the indicator's target; growth and its capaian only when the year is over.

    growth = (PNBP / PNBP of the year before - 1) x 100, an index on the scale of the profile;
    target in rupiah = PNBP of the year before x what the target asks for of it.
    """
    case, code = ledger.case, indicator.code
    pnbp, base = ledger.value(f"{code}.pnbp"), ledger.value(f"{code}.tahun_lalu")
    target = ledger.value(f"{code}.target")
    asked = None if target is None else _asked(indicator, target)
    goal = None if base is None or asked is None else base * asked / 100
    ledger.derived(f"{code}.target_rupiah", goal, (f"{code}.tahun_lalu", f"{code}.target"), decimals=0)
    _share(ledger, code, "pnbp_persen_target", "target_rupiah")
    left = None if goal is None or pnbp is None else goal - pnbp
    ledger.derived(f"{code}.sisa_target", left, (f"{code}.target_rupiah", f"{code}.pnbp"), decimals=0)

    waits = case.waits(indicator)
    share = None if waits else percent(pnbp, base)
    ledger.derived(
        f"{code}.realisasi",
        None if share is None else _measured(indicator, share),
        (f"{code}.pnbp", f"{code}.tahun_lalu"),
        decimals=indicator.decimals,
        status=ON_PROGRESS if waits else None,
    )
    ledger.capaian(f"{code}.capaian", f"{code}.realisasi", indicator)


def _share(ledger: Ledger, code: str, measure: str, whole: str) -> None:
    """Keeps PNBP to date in percent of a whole."""
    parts = (f"{code}.pnbp", f"{code}.{whole}")
    ledger.derived(f"{code}.{measure}", percent(ledger.value(parts[0]), ledger.value(parts[1])), parts)


def _asked(indicator: Indicator, target: Fraction) -> Fraction | None:
    """What a target asks for in per cent of the year before; None where no step of the index reaches it."""
    if indicator.formula == _GROWTH:
        return 100 + target
    if indicator.scale == "poin":
        return min((bound for bound, points in indicator.steps if points >= target), default=None)
    return 100 * target if indicator.scale == "rasio" else target


def _measured(indicator: Indicator, share: Fraction) -> Fraction | None:
    """The growth or the index that PNBP is at so many per cent of the year before; None below every step."""
    if indicator.formula == _GROWTH:
        return share - 100
    if indicator.scale == "poin":
        return max((points for bound, points in indicator.steps if bound <= share), default=None)
    return share / 100 if indicator.scale == "rasio" else share


def recompute_return_on_assets(ledger: Ledger) -> None:
    """RoA = PNBP to date / total assets at the close of the year before x 100; contra accounts count negative."""
    case = ledger.case
    for indicator in case.indicators_with("roa"):
        closing = f"{case.quarter.year - 1}-12"
        prefixes = tuple(case.unit["akun"]["aset"])
        rows = [
            record
            for record in case.of_kind("neraca")
            if record.text("kode_periode") == closing and record.text("akun").startswith(prefixes)
        ]
        assets = added(amount(record, "nilai") for record in rows) if rows else None
        ledger.leaf(f"{indicator.code}.aset", assets, rows, "neraca:aset")
        _rate(ledger, indicator, f"{indicator.code}.aset")


def recompute_operating_ratio(ledger: Ledger, spending: list[Spending]) -> None:
    """POBO = PNBP to date / spending of the operating accounts and funds to date (SP2D) x 100."""
    case = ledger.case
    for indicator in case.indicators_with("pobo"):
        prefixes = tuple(case.unit["akun"]["biaya_operasional"])
        operating = {fund["sumber_dana"] for fund in case.unit["sumber_dana"] if fund["biaya_operasional"]}
        rows = [item for item in spending if item.account.startswith(prefixes) and item.fund in operating]
        cost = f"{indicator.code}.biaya_operasional"
        total = added(item.to_date for item in rows) if spending else None
        ledger.leaf(cost, total, [item.record for item in rows], "budget:biaya_operasional")
        _rate(ledger, indicator, cost)


def _rate(ledger: Ledger, indicator: Indicator, whole_id: str) -> None:
    """Keeps PNBP to date in percent of another amount as the realisasi of an indicator, and its capaian."""
    carrier = ledger.case.pnbp_of(indicator)
    pnbp_id = f"{carrier.code if carrier else OWN}.pnbp"
    value = percent(ledger.value(pnbp_id), ledger.value(whole_id))
    realisasi = f"{indicator.code}.realisasi"
    ledger.derived(realisasi, value, (pnbp_id, whole_id), decimals=indicator.decimals)
    ledger.capaian(f"{indicator.code}.capaian", realisasi, indicator)
