"""The sample's answers to warnings: what a steward says where two reports of a year differ for a good reason.

Belongs here: `tanggapan/<quarter>.csv` of the sample. Not here: the deliveries that are answered for.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from orchestration.checks.asking import questions
from orchestration.checks.evidence import Finding
from orchestration.workspace.delimited import as_csv

_BY, _DATE = "Pengelola Data Contoh", "2025-07-10"
_REASON = (
    "Neraca akhir tahun lalu sekarang neraca sesudah audit; laporan Triwulan I memakai neraca yang belum diaudit, dan"
    " angka sesudah audit yang berlaku."
)


def write_answers(path: Path, balance: Path, assets: int) -> Path:
    """Answers that the assets of the year before are others than in the report of the first quarter.

    Args:
        path: of the file of answers.
        balance: the audited balance that the answer is given for.
        assets: what it adds up to, in rupiah.
    """
    warning = Finding(
        "warning",
        delivery=balance.name,
        column="SK2.3.aset",
        value=f"{assets:,}".replace(",", "."),
        rule="bertentangan_dengan_laporan_lalu",
    )
    sha256 = hashlib.sha256(balance.read_bytes()).hexdigest()
    rows = [[question.key, _BY, _DATE, _REASON] for question in questions([warning], lambda _: [sha256])]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_csv(("key", "by", "date", "reason"), rows))
    return path
