"""The SBS register of a BLU: its receipts, corrections, and the SP3B that validated them.

Belongs here: rows whose counted accounts (424, 425) add up to the receipts of targets.py. Each quarter's file is the
register as it stood at the end of the quarter: the second one repeats the rows that were waiting for their SP3B.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from orchestration.sample.customers import Customer
from orchestration.sample.delimited import reorder, write_delimited
from orchestration.sample.seeded import stream
from orchestration.sample.shares import spread
from orchestration.sample.targets import Totals
from orchestration.sample.working_days import WorkingDays

HEADER = (
    "NO_SBS", "TGL_SBS", "NPWP", "WAJIB_BAYAR", "KODE_PROGRAM", "KODE_KEGIATAN", "KODE_AKUN", "URAIAN", "JUMLAH",
    "NO_SP3B", "TGL_SP3B",
)  # fmt: skip

_SERVICE_ACCOUNT = ("424113", "Pendapatan jasa pelayanan tenaga, pekerjaan, informasi, pelatihan, dan teknologi")
_OTHER_ACCOUNT = ("424119", "Pendapatan jasa penyediaan barang dan jasa lainnya")
_BANK_ACCOUNT = ("424911", "Pendapatan jasa layanan perbankan BLU")
_RENT_ACCOUNT = ("425131", "Pendapatan sewa tanah, gedung, dan bangunan")
_NOT_COUNTED = ("815114", "Penerimaan pengembalian uang persediaan")


@dataclass(frozen=True)
class Receipt:
    """One row of the register."""

    number: str
    date: dt.date
    payer: Customer | None
    account: tuple[str, str]
    amount: int
    validated: dt.date | None
    validation: str

    @property
    def counted(self) -> bool:
        """Whether the account is one of the PNBP accounts of the sample unit."""
        return self.account[0][:3] in ("424", "425")

    def state(self, day: dt.date) -> list[object]:
        """The row as the register shows it at the end of a day."""
        known = self.validated is not None and self.validated <= day
        return [
            self.number,
            f"{self.date:%d/%m/%Y}",
            self.payer.tax_number if self.payer else "",
            self.payer.name if self.payer else "Bank Contoh Persero",
            "EC",
            "6077",
            self.account[0],
            self.account[1],
            self.amount,
            self.validation if known else "",
            f"{self.validated:%d/%m/%Y}" if known and self.validated else "",
        ]


def receipts(totals: Totals, seed: int, payers: list[Customer], days: WorkingDays) -> list[Receipt]:
    """All receipts of January to June in order of date; counted accounts add up to the totals of both quarters."""
    rng = stream(seed, "receipts")
    rows: list[Receipt] = []
    wanted = (totals.receipts_tw1, totals.receipts_tw2 - totals.receipts_tw1)
    for quarter, total in enumerate(wanted, start=1):
        months = range(3 * quarter - 2, 3 * quarter + 1)
        dates = sorted(rng.choice(days.of_month(totals.year, month)) for month in months for _ in range(38))
        dates[-1] = dt.date(totals.year, 3 * quarter, 31 if quarter == 1 else 30)  # the last day counts
        corrections = [-1_250_000, -4_800_000, -375_500]
        interest = [2_417_600 + rng.randrange(900_000) for _ in months]
        rent = [18_500_000 + 250_000 * rng.randrange(20) for _ in range(4)]
        rest = total - sum(corrections) - sum(interest) - sum(rent)
        amounts = spread(rest, [rng.random() ** 3 + 0.05 for _ in dates])
        for date, amount in zip(dates, amounts, strict=True):
            account = _OTHER_ACCOUNT if rng.random() < 0.18 else _SERVICE_ACCOUNT
            rows.append(_receipt(date, rng.choice(payers), account, amount))
        for amount in rent:
            rows.append(_receipt(rng.choice(dates), rng.choice(payers), _RENT_ACCOUNT, amount))
        for amount in corrections:
            rows.append(_receipt(rng.choice(dates[30:]), rng.choice(payers), _SERVICE_ACCOUNT, amount))
        for month, amount in zip(months, interest, strict=True):
            rows.append(_receipt(days.of_month(totals.year, month)[-1], None, _BANK_ACCOUNT, amount))
            rows.append(_receipt(rng.choice(dates), None, _NOT_COUNTED, 5_000_000 + 125_000 * rng.randrange(80)))
    rows.sort(key=lambda row: row.date)
    return _numbered(rows, totals.year, rng)


def _receipt(date: dt.date, payer: Customer | None, account: tuple[str, str], amount: int) -> Receipt:
    """A receipt, validated around the middle of the second month after its own."""
    after = (date.replace(day=1) + dt.timedelta(days=62)).replace(day=14)
    return Receipt("", date, payer, account, amount, after, f"SP3B-{after:%Y%m}")


def _numbered(rows: list[Receipt], year: int, rng: Random) -> list[Receipt]:
    """Gives running numbers; now and then one number carries two accounts."""
    numbered: list[Receipt] = []
    number = 0
    for row in rows:
        shares = numbered and numbered[-1].date == row.date and numbered[-1].account != row.account
        if not (shares and rng.random() < 0.25 and (len(numbered) < 2 or numbered[-2].number != numbered[-1].number)):
            number += 1
        numbered.append(replace(row, number=f"SBS-{number:04d}/BLU/{year}"))
    return numbered


def write_receipts(path: Path, rows: list[Receipt], quarter: int, year: int, shuffle: Random | None = None) -> Path:
    """Writes the register of one quarter: its own receipts, and the earlier ones whose validation came since."""
    end = dt.date(year, 3 * quarter, 31 if quarter == 1 else 30)
    before = dt.date(year, 1, 1) if quarter == 1 else dt.date(year, 3 * quarter - 2, 1)
    chosen = [
        row
        for row in rows
        if row.date <= end and (row.date >= before or (row.validated is not None and row.validated >= before))
    ]
    header, cells = reorder(HEADER, [row.state(end) for row in chosen], shuffle)
    return write_delimited(path, header, cells)
