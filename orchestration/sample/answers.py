"""The sample's answers to warnings: what a steward says where two reports of a year differ for a good reason.

Belongs here: `tanggapan/<quarter>.csv` of the sample, for the second quarter. Not here: the deliveries that are
answered for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from orchestration.checks.asking import Question, questions
from orchestration.checks.catalogue import catalogue
from orchestration.checks.evidence import Finding
from orchestration.checks.telling import findings_of
from orchestration.sample.orders import Order, quarter_end
from orchestration.workspace.delimited import as_csv

_BY, _DATE = "Pengelola Data Contoh", "2025-07-10"
_AUDITED = (
    "Neraca akhir tahun lalu sekarang neraca sesudah audit; laporan Triwulan I memakai neraca yang belum diaudit, dan"
    " angka sesudah audit yang berlaku."
)
_CANCELLED = (
    "Order yang pada akhir Triwulan I masih berjalan dibatalkan pelanggannya pada bulan April, sehingga pelanggan itu"
    " tidak lagi dihitung sebagai pengguna."
)


def write_answers(path: Path, balance: Path, assets: int, orders: Iterable[Order], year: int) -> Path:
    """Answers what a steward is asked when the second quarter follows the first.

    Args:
        path: of the file of answers.
        balance: the audited balance of the year before, whose assets are others than before the audit.
        assets: what it adds up to, in rupiah.
        orders: of the year; a customer whose only order was cancelled after the first quarter is no user any more.
        year: fiscal year.
    """
    asked = [(question, _AUDITED) for question in _of_assets(balance, assets)]
    asked += [(question, _CANCELLED) for question in _of_users([*orders], year)]
    rows = [[question.key, _BY, _DATE, reason] for question, reason in asked]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_csv(("key", "by", "date", "reason"), rows))
    return path


def _of_assets(balance: Path, assets: int) -> list[Question]:
    warning = Finding(
        "warning",
        delivery=balance.name,
        column="SK2.3.aset",
        value=f"{assets:,}".replace(",", "."),
        rule="bertentangan_dengan_laporan_lalu",
    )
    sha256 = hashlib.sha256(balance.read_bytes()).hexdigest()
    return questions([warning], lambda _: [sha256])


def _of_users(orders: list[Order], year: int) -> list[Question]:
    """Services whose users of the half year are fewer than those of the first quarter were."""
    fewer = []
    for service in sorted({order.service for order in orders}):
        first, half = (
            len(
                {
                    order.customer.code
                    for order in orders
                    if order.service == service
                    and order.received.year == year
                    and order.received <= quarter_end(quarter, year)
                    and order.status(quarter_end(quarter, year)) != "Batal"
                }
            )
            for quarter in (1, 2)
        )
        if half < first:
            fewer.append({"figure_id": f"TJ.2.realisasi.{service}", "value": str(half), "released": str(first)})
    check = catalogue()["no_cumulative_figure_is_below_the_last_release"].result(fewer)
    return questions(findings_of([check], dict), lambda _: [])
