"""A unit small enough to work out by hand: three services, two elements, rows made in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.audit.recomputation.cells import INDONESIAN, PLAIN, Form
from orchestration.audit.recomputation.layouts import LAYOUTS
from orchestration.audit.recomputation.ledger import Ledger
from orchestration.audit.recomputation.recompute import ledger_of
from orchestration.audit.recomputation.records import Delivery, Record
from orchestration.workspace.quarters import Quarter

TABLES: dict[str, list[dict[str, str]]] = {
    "layanan": [
        dict(
            zip(
                (
                    *("layanan", "layanan_volume", "mulai_jam", "urutan"),
                    *("di_pengguna", "di_volume", "di_sla", "di_ikm", "di_nps"),
                ),
                row.split(","),
                strict=True,
            )
        )
        for row in (
            "uji,uji,masuk,1,ya,ya,ya,ya,ya",
            "kal,kal,bayar,2,ya,ya,ya,ya,ya",
            "latih,bimbing,masuk,3,ya,ya,tidak,ya,tidak",
        )
    ],
    "nama_layanan": [
        {"nama": "Uji", "layanan": "uji"},
        {"nama": "Jasa  Uji", "layanan": "uji"},
        {"nama": "Kal", "layanan": "kal"},
        {"nama": "Latih", "layanan": "latih"},
    ],
    "hari_libur": [
        {"tanggal": "2025-01-01", "jenis": "libur nasional", "berlaku_sejak": "2024-10-14"},
        {"tanggal": "2025-01-28", "jenis": "cuti bersama", "berlaku_sejak": "2024-10-14"},
        {"tanggal": "2025-01-29", "jenis": "libur nasional", "berlaku_sejak": "2024-10-14"},
    ],
}

POLICIES = {
    "ikm_gabungan": "rata_rata_layanan",
    "periode_survei": "triwulan",
    "pengguna": "jumlah_per_layanan",
    "sla_gabungan": "rata_rata_bulan",
    "sla_satuan": "jumlah",
    "nps_gabungan": "rata_rata_layanan",
    "tanggal_pnbp": "terima",
    "jenis_penerimaan": "sbs",
    "basis_kro": "pagu",
    "cuti_bersama": "berhenti",
}


def unit(pnbp: Mapping[str, Any] | None = None, **policies: str) -> dict[str, Any]:
    """The content of a unit.yaml with some policies changed, and perhaps the indicator of PNBP."""
    return {
        "unit": {"kode_satker": "1"},
        "kebijakan": {name: {"nilai": value} for name, value in {**POLICIES, **policies}.items()},
        "akun": {"pnbp": ["424"], "biaya_operasional": ["51", "52"], "aset": ["1"]},
        "sumber_dana": [
            {"kode": "A", "nama": "RM", "sumber_dana": "rm", "biaya_operasional": True},
            {"kode": "F", "nama": "BLU", "sumber_dana": "blu", "biaya_operasional": True},
            {"kode": "S", "nama": "BLU", "sumber_dana": "blu", "biaya_operasional": True},
        ],
        "jenis_belanja": [{"kode": "51"}, {"kode": "52"}, {"kode": "53"}],
        "unsur": [
            {"kode": "u1", "nama": "Persyaratan", "label": ["persyaratan"]},
            {"kode": "u2", "nama": "Prosedur", "label": ["prosedur"]},
        ],
        "indikator": [
            {"kode": "TJ.1", "rumus": "ikm", "desimal": 2},
            {"kode": "TJ.2", "rumus": "pengguna", "desimal": 0},
            {"kode": "SK1.1", "rumus": "sla", "desimal": 2},
            {"kode": "SK1.2", "rumus": "nps", "desimal": 2},
            {"kode": "SK2.1", "rumus": "pertumbuhan_pnbp", "desimal": 2, **(pnbp or {})},
            {"kode": "SK2.2", "rumus": "volume", "desimal": 0},
            {"kode": "SK2.3", "rumus": "roa", "desimal": 2},
            {"kode": "SK2.4", "rumus": "pobo", "desimal": 2},
            {"kode": "SK6.1", "rumus": "penilaian_luar", "desimal": 2},
        ],
    }


def delivery(order: int = 1, quarter: str = "2025-TW1") -> Delivery:
    """A delivery whose hash begins with its order, so that its row ids are easy to name."""
    return Delivery(Path("nowhere"), f"{order:x}" * 64, quarter, order, f"kiriman-{order}")


def rows(kind: str, *cells: Mapping[str, Any], order: int = 1) -> list[Record]:
    """Rows of a kind, the first of them in row 2 of sheet `S`."""
    sender = delivery(order)
    locale = PLAIN if kind in ("dataang", "glp039", "sbs", "ntpn", "neraca") else INDONESIAN
    return [
        Record(kind, row_id(number, order), "S", number, dict(line), locale, sender, LAYOUTS[kind].forms)
        for number, line in enumerate(cells, start=2)
    ]


def row_id(number: int, order: int = 1) -> str:
    """The id of a row made by `rows`."""
    return f"{f'{order:x}' * 12}:S#{number}"


def targets(**by_code: object) -> list[Record]:
    """Rows of a Perjanjian Kinerja; `TJ_1=3.72` is the target of TJ.1."""
    return rows(
        "perjanjian_kinerja",
        *({"kode": code.replace("_", "."), "target": target, "arah": "naik"} for code, target in by_code.items()),
        order=15,
    )


def work_out(
    records: list[Record], quarter: str = "2025-TW1", rejected: tuple[str, ...] = (), **policies: str
) -> Ledger:
    """The figures of the small unit."""
    return ledger_of(records, unit(**policies), TABLES, Quarter.parse(quarter), rejected)


def work_out_with(
    indicators: list[dict[str, Any]], records: list[Record], quarter: str = "2025-TW1", **profile: Any
) -> Ledger:
    """The figures of the small unit with indicators of its own, two decimals each, and other things in its profile."""
    changed = {**unit(), **profile, "indikator": [{"desimal": 2, **indicator} for indicator in indicators]}
    return ledger_of(records, changed, TABLES, Quarter.parse(quarter))


def register(kind: str, forms: Mapping[str, Form], *cells: Mapping[str, Any], order: int = 1) -> list[Record]:
    """Rows of a register of the unit's own, by its first column; the first of them in row 2 of sheet `S`."""
    sender, key = delivery(order), tuple(forms)[:1]
    return [
        Record(kind, row_id(number, order), "S", number, dict(line), INDONESIAN, sender, forms, key=key)
        for number, line in enumerate(cells, start=2)
    ]
