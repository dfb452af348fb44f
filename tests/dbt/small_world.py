"""A unit small enough to work out every figure by hand, and the raw tables of its deliveries.

Belongs here: rows as ingestion would leave them, and the profile beside them. Not here: what they add up to (the
tests say so, with the working). The unit's indicator codes, service codes and numbers are none of the sample's.
"""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.ingestion.raw import warehouse
from orchestration.ingestion.reading.door import Lists, enter
from orchestration.ingestion.reading.layouts import Batch
from orchestration.workspace.profile import Profile
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.reference import write_reference
from orchestration.workspace.settings import PROJECT, Workspace

TW1, TW2 = "2025-TW1", "2025-TW2"
SATKER = "999119"  # of the sample's profile
Rows = list[dict[str, Any]]

SERVICES = [
    # service, volume code, unit, clock, users, volume, SLA, IKM, NPS
    ("uji", "uji", "Sampel", "masuk", True, True, True, True, True),
    ("kal", "kal", "Alat", "bayar", True, True, True, True, True),
    ("latih", "bimbing", "Orang", "masuk", True, True, False, True, True),
    ("konsul", "konsul", "Paket", "masuk", True, False, False, True, True),
]

INDICATORS = [
    ("K.1", "ikm", 2),
    ("K.2", "pengguna", 0),
    ("K.3", "sla", 2),
    ("K.4", "nps", 2),
    ("K.5", "pertumbuhan_pnbp", 2),
    ("K.6", "volume", 0),
    ("K.7", "roa", 2),
    ("K.8", "pobo", 2),
    ("L.1", "penilaian_luar", 2),
    ("L.2", "penilaian_luar", 1),
    ("L.3", "penilaian_luar", 2),
    ("L.4", "rasio", 2),
    ("L.5", "bagian_tepat_waktu", 2),
]

DECLARED: dict[str, dict[str, Any]] = {
    # what was finished of all that came in; cancelled lines are none
    "L.4": {
        "pembilang": {
            "sumber": "order",
            "nama": "Baris selesai",
            "syarat": [{"kolom": "status_order", "sama": ["Selesai"]}],
        },
        "penyebut": {"sumber": "order", "nama": "Baris"},
    },
    "L.5": {
        "waktu": {
            "sumber": "order",
            "mulai": "tanggal_masuk",
            "selesai": "tanggal_selesai",
            "paling_lama": 10,
            "satuan": "hari",
        }
    },
}
"""What the declared formulas of the unit say beside their names."""

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
    "baris_ditolak": "menahan",
    "kelompok_kecil": "ditandai",
}


def sample_profile() -> Profile:
    """The profile of the sample, for what is true everywhere: holidays, unsur, quality bands."""
    return load_profile(Workspace.resolve(PROJECT / "sources", "/nonexistent/state", "/nonexistent/reports"))


def profile(formulas: dict[str, dict[str, Any]] | None = None, **policies: str) -> Profile:
    """The profile of the small unit, some policies or indicators changed."""
    common = sample_profile()
    services = [
        {
            "layanan": code,
            "nama": f"Layanan {code}",
            "layanan_volume": volume,
            "nama_volume": f"Volume {volume}",
            "satuan": unit,
            "spm_hk": 5 if code == "uji" else None,
            "mulai_jam": clock,
            "urutan": order,
            **dict(zip(("di_pengguna", "di_volume", "di_sla", "di_ikm", "di_nps"), flags, strict=True)),
        }
        for order, (code, volume, unit, clock, *flags) in enumerate(SERVICES, 1)
    ]
    return Profile.model_validate(
        {
            "unit": common.unit.model_dump(),
            "dasar_hukum": common.dasar_hukum,
            "kebijakan": {
                name: {"nilai": value, "alasan": "uji", "dasar": "uji"}
                for name, value in {**POLICIES, **policies}.items()
            },
            "akun": {"pnbp": ["424"], "biaya_operasional": ["51", "52"], "aset": ["1"]},
            "sumber_dana": [
                {"kode": "A", "sumber_dana": "rm", "nama": "RM", "biaya_operasional": True},
                {"kode": "F", "sumber_dana": "blu", "nama": "BLU", "biaya_operasional": True},
                {"kode": "D", "sumber_dana": "pnbp", "nama": "PNBP", "biaya_operasional": False},
            ],
            "jenis_belanja": [item.model_dump() for item in common.jenis_belanja],
            "unsur": [item.model_dump() for item in common.unsur],
            "mutu": [item.model_dump() for item in common.mutu],
            "indikator": [
                {"kode": code, "rumus": formula, "desimal": decimals, **{**DECLARED, **(formulas or {})}.get(code, {})}
                for code, formula, decimals in INDICATORS
            ],
            "layanan": services,
            "nama_layanan": [
                *({"nama": f"Jasa  {code}", "layanan": code} for code, *_ in SERVICES),
                {"nama": "Pengujian", "layanan": "uji"},
            ],
            "hari_libur": [day.model_dump() for day in common.hari_libur],
        }
    )


def order(number: str, service: str, customer: str, received: str, **more: Any) -> dict[str, Any]:
    """An order line; without more it is unfinished and has no SLA."""
    finished = more.get("tanggal_selesai")
    return {
        "no_order": number,
        "no_baris": "1",
        "jenis_layanan": f"jasa {service}",
        "kode_pelanggan": customer,
        "tanggal_masuk": received,
        "tanggal_lengkap": received,
        "tanggal_bayar": received,
        "jumlah": "1",
        "status": "Selesai" if finished else "Proses",
        **more,
    }


def answer(moment: str, service: str, scores: str, recommends: str, who: str) -> dict[str, Any]:
    """A response; scores are nine digits."""
    return {
        "waktu": moment,
        "jenis_layanan": f"Jasa {service}",
        "no_whatsapp": who,
        "email": who,
        **{f"u{number}": score for number, score in enumerate(scores, 1)},
        "rekomendasi": recommends,
    }


ORDERS_TW1: Rows = [
    # 26 March + 15 working days over Idul Fitri is 28 April: finished on the very day
    order("O1", "uji", "C1", "26/03/2025", spm_hk="15", tanggal_selesai="28/04/2025", jumlah="10"),
    # came in last year, due 9 January, finished a day late
    order("O5", "uji", "C3", "16/12/2024", spm_hk="15", tanggal_selesai="10/01/2025", jumlah="6"),
    # paid on the 12th, due three working days later; delivered again in TW2, by then finished
    order("O6", "kal", "C1", "10/02/2025", tanggal_bayar="12/02/2025", spm_hk="3", jumlah="5"),
    # not paid: the clock does not run
    order("O7", "kal", "C4", "20/02/2025", tanggal_bayar=None, spm_hk="3", jumlah="7"),
    # no SPM: due at the end of the contract, a holiday
    order("O8", "kal", "C5", "03/03/2025", tanggal_akhir_kontrak="31/03/2025", tanggal_selesai="20/03/2025"),
    order("O11", "latih", "C1", "15/01/2025", jumlah="20"),
]

ORDERS_TW2: Rows = [
    order(
        *("O6", "kal", "C1", "10/02/2025"),
        tanggal_bayar="12/02/2025",
        spm_hk="3",
        jumlah="5",
        tanggal_selesai="17/02/2025",
    ),
    # due 11 June (6 and 9 June are holidays), finished a day late
    order("O2", "uji", "C1", "02/06/2025", spm_hk="5", tanggal_selesai="12/06/2025", jumlah="4"),
    # due 1 July, after the quarter
    order("O3", "uji", "C2", "23/06/2025", spm_hk="5", jumlah="3"),
    # due 30 June, the last day of the quarter, and not finished
    order("O4", "uji", "C2", "20/06/2025", spm_hk="5", jumlah="2"),
    # neither SPM nor contract
    order("O9", "kal", "C5", "04/04/2025", jumlah="2"),
    order("O10", "kal", "C6", "05/05/2025", spm_hk="3", jumlah="50", status="Batal"),
    order("O12", "latih", "C7", "14/05/2025", jumlah="30"),
    order("O13", "konsul", "C8", "30/06/2025"),
]

ANSWERS_TW1: Rows = [answer("14/02/2025 09:00:00", "uji", "111111111", "0", "r0")]

ANSWERS_TW2: Rows = [
    answer("01/04/2025 00:00:00", "uji", "444444444", "10", "r1"),
    answer("30/06/2025 23:59:59", "uji", "333333333", "8", "r2"),
    {**answer("1/5/2025 7:05:09", "uji", "433333333", "6", "r3"), "u1": "4 - Sangat Baik"},
    answer("02/05/2025 10:00:00", "kal", "444444444", "9", "r4"),
    answer("01/07/2025 00:00:00", "kal", "111111111", "0", "r5"),
]

RECEIPTS = [
    # number, received, validated, account, rupiah
    ("S1", "15/01/2025", "20/02/2025", "424111", "1.000.000"),
    ("S2", "31/03/2025", "15/04/2025", "424111", "2.000.000"),
    ("S3", "01/04/2025", "05/07/2025", "424112", "500.000"),
    ("S4", "30/06/2025", None, "424112", "-100.000"),
    ("S5", "10/05/2025", "11/05/2025", "999999", "900.000"),
    ("S6", "01/07/2025", None, "424111", "700.000"),
    ("S7", "31/12/2024", "10/01/2025", "424111", "300.000"),
]

BALANCES: Rows = [
    {"kdsatker": SATKER, "kode_periode": "2024-12", "akun": "111111", "nilai": "50.000.000"},
    {"kdsatker": SATKER, "kode_periode": "2024-12", "akun": "137111", "nilai": "-10.000.000"},
    {"kdsatker": SATKER, "kode_periode": "2024-12", "akun": "211111", "nilai": "7.000.000"},
    {"kdsatker": SATKER, "kode_periode": "2023-12", "akun": "111111", "nilai": "9.000.000"},
]

# name -> program, kegiatan, KRO, RO, komponen, subkomponen, akun, item
ITEMS = {
    "bahan_rm": ("EC", "6077", "BAD", "001", "051", "0A", "521211", "1"),
    "bahan_blu": ("EC", "6077", "BAD", "001", "051", "0A", "521211", "2"),
    "gaji": ("WA", "6042", "EBA", "994", "001", "0A", "511111", "1"),
    "alat_blu": ("WA", "6042", "EBA", "994", "002", "0B", "532111", "1"),
    "alat_rm": ("WA", "6042", "EBB", "951", "001", "0A", "532111", "1"),
}


def line(item: str, fund: str, revision: str, pagu: int, blocked: int = 0, plan: int = 0) -> dict[str, Any]:
    """A dataAng row, amounts in rupiah, the plan the same every month."""
    program, kegiatan, kro, ro, komponen, subkomponen, akun, number = ITEMS[item]
    return {
        "kdsatker": SATKER,
        "kode_program": program,
        "kode_kegiatan": kegiatan,
        "kode_output": kro,
        "kode_suboutput": ro,
        "kode_komponen": komponen,
        "kode_subkomponen": subkomponen,
        "kode_akun": akun,
        "header1": "0",
        "header2": "0",
        "nomor_item": number,
        "sumber_dana": fund,
        "total": str(pagu),
        "nilai_blokir": str(blocked),
        "kode_sts_history": revision,
        **{f"pok_nilai_{month}": str(plan) for month in range(1, 13)},
    }


def first_dipa() -> Rows:
    """B00, 6.75 million."""
    return [
        line("bahan_rm", "A", "B00", 1_000_000),
        line("bahan_blu", "F", "B00", 2_000_000),
        line("gaji", "A", "B00", 3_000_000),
        line("alat_blu", "F", "B00", 500_000),
        line("alat_rm", "A", "B00", 250_000),
    ]


def second_dipa() -> Rows:
    """B01, 7.75 million: one million more for gaji."""
    rows = [{**row, "kode_sts_history": "B01"} for row in first_dipa()]
    rows[2]["total"] = "4000000"
    return rows


def in_force() -> Rows:
    """B02, 7.15 million, 750 thousand blocked."""
    return [
        line("bahan_rm", "A", "B02", 1_000_000, blocked=200_000, plan=50_000),
        line("bahan_blu", "F", "B02", 2_500_000, plan=200_000),
        line("gaji", "A", "B02", 3_000_000),
        line("alat_blu", "F", "B02", 400_000, blocked=300_000),
        line("alat_rm", "A", "B02", 250_000, blocked=250_000),
    ]


def never_counted() -> Rows:
    """Rows of every kind that the budget must not count: POK revision, proposal, RKAKL, header."""
    return [
        line("gaji", "A", "C03", 9_000_000),
        line("gaji", "A", "A", 8_000_000),
        line("gaji", "A", "D", 7_000_000),
        {**line("gaji", "A", "B02", 6_000_000), "header1": "1", "nomor_item": "1"},
    ]


def spending(period: str, basis: str, *, before: dict[str, int] | None = None, **rupiah: int) -> Rows:
    """A GLP039 report: its total, and its items with the codes as that report writes them.

    `before` is what was spent of an item up to the month before; without it the report has no such column.
    """
    total = {"kelas_baris": "total", "uraian": "JUMLAH SELURUHNYA", "realisasi_sd_periode": str(sum(rupiah.values()))}
    rows = [total]
    for item, amount in rupiah.items():
        program, kegiatan, kro, ro, komponen, subkomponen, akun, number = ITEMS[item]
        rows.append(
            {
                "kelas_baris": "item",
                "program": program,
                "kegiatan": f"{program}.{kegiatan}",
                "kro": kro,
                "ro": f"{kro}.{ro}",
                "komponen": komponen,
                "subkomponen": f"{komponen}.{subkomponen}",
                "akun": akun,
                "item": number.zfill(6),
                "uraian": item,
                "pagu_revisi": next(row["total"] for row in in_force() if _same_item(row, item)),
                "realisasi_sd_periode": str(amount),
                "realisasi_periode_lalu": str(before[item]) if before else None,
            }
        )
    return [{"periode": period, "basis": basis, **row} for row in rows]


def _same_item(row: dict[str, Any], item: str) -> bool:
    return (row["kode_output"], row["kode_akun"], row["nomor_item"]) == (*ITEMS[item][2:3], *ITEMS[item][6:])


AGREEMENT: Rows = [
    {
        "kode": code,
        "sasaran": f"Sasaran {code[0]}",
        "indikator": f"Indikator {code}",
        "satuan": unit,
        "target": target,
        "arah": direction,
        **{f"target_tw{quarter}": str(25 * quarter) for quarter in range(1, 5)},
    }
    for code, unit, target, direction in (
        ("K.1", "Indeks", "3,5", "naik"),
        ("K.2", "Perusahaan", "16", "naik"),
        ("K.3", "Persen", "95", "naik"),
        ("K.4", "Nilai", "40", "naik"),
        ("K.5", "Persen", "10", "naik"),
        ("K.6", "Hasil", "168", "naik"),
        ("K.6.uji", "", "38", "naik"),
        ("K.6.kal", "", "30", "naik"),
        ("K.6.bimbing", "", "100", "naik"),
        ("K.7", "Persen", "8", "naik"),
        ("K.8", "Persen", "100", "naik"),
        ("L.1", "Nilai", "75", "naik"),
        ("L.2", "Hari", "10", "turun"),
        ("L.3", "Indeks", "4,2", "naik"),
        ("L.4", "Persen", "80", "naik"),
        ("L.5", "Persen", "90", "naik"),
    )
]

DIPA: Rows = [
    {"kode": "019.07.EC", "uraian": "Program EC"},
    {"kode": "019.07.WA", "uraian": "Program WA"},
    {"kode": "6077.BAD", "uraian": "Layanan", "volume": "2.298", "satuan": "Industri"},
    {"kode": "6042.EBA", "uraian": "Dukungan", "volume": "4", "satuan": "Layanan"},
    {"kode": "6042.EBB", "uraian": "Sarana", "volume": "31", "satuan": "Unit"},
    {"kode": "6077.BAD.001", "uraian": "Pengujian", "volume": "1.300", "satuan": "Industri"},
    {"kode": "PNBP.TARGET", "uraian": "Target", "volume": "4.000.000", "satuan": "Rupiah"},
    {"kode": "PNBP.TAHUN_LALU", "uraian": "Tahun lalu", "volume": "3.000.000", "satuan": "Rupiah"},
]


def assessment(code: str, quarter: str, value: str | None, status: str) -> dict[str, Any]:
    """A row of Penilaian Luar."""
    return {"kode": code, "triwulan": quarter, "nilai": value, "status": status, "penilai": "Inspektorat"}


def progress(code: str, quarter: str, *percents: str) -> dict[str, Any]:
    """A row of Fisik: planned and made in the quarter, planned and made to date."""
    names = ("sasaran_tw", "realisasi_tw", "sasaran_sd", "realisasi_sd")
    return {"kode": code, "triwulan": quarter, **dict(zip(names, percents, strict=True))}


@dataclass
class SmallWorld:
    """The deliveries of the small unit; tests change what they need before it is written.

    Attributes:
        quarter: of the report.
        profile: of the unit.
        deliveries: (quarter, kind, rows), oldest first.
        rejected: quarter, kind and place of rows that ingestion has refused, two cells each.
    """

    quarter: str = TW2
    profile: Profile = field(default_factory=profile)
    deliveries: list[tuple[str, str, Rows]] = field(default_factory=list)
    rejected: list[tuple[str, str, int]] = field(default_factory=list)

    def deliver(self, quarter: str, kind: str, rows: Rows) -> SmallWorld:
        """Adds a delivery of one kind."""
        self.deliveries.append((quarter, kind, deepcopy(rows)))
        return self

    def without(self, *kinds: str) -> SmallWorld:
        """Takes all deliveries of some kinds out."""
        self.deliveries = [delivery for delivery in self.deliveries if delivery[1] not in kinds]
        return self

    def rows(self, quarter: str, kind: str) -> Rows:
        """The rows of the first delivery of a kind in a quarter, to be changed in place."""
        return next(rows for when, what, rows in self.deliveries if (when, what) == (quarter, kind))

    def write(self, path: Path) -> None:
        """Writes raw tables, books and reference tables into a new warehouse."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        quarter = Quarter.parse(self.quarter)
        contracts = load_contracts([PROJECT / "sources" / "contracts"])
        with duckdb.connect(str(path)) as connection:
            warehouse.prepare(connection, contracts, self.profile.unit.kode_satker)
            write_reference(connection, self.profile, quarter)
            in_scope = [delivery for delivery in self.deliveries if delivery[0] <= self.quarter]
            for number, (landed, kind, rows) in enumerate(in_scope, 1):
                sha = hashlib.sha256(f"{number} {kind}".encode()).hexdigest()
                refused = [place for *which, place in self.rejected if which == [landed, kind]]
                connection.execute(
                    "INSERT INTO raw_ingestion.deliveries BY NAME SELECT ? AS _delivery_sha256, ? AS file_name, "
                    "? AS quarter, ? AS delivery_order, ? AS kinds, ? AS rows_total, ? AS rows_accepted, "
                    "? AS rows_rejected, 0 AS rows_empty",
                    [
                        *(sha, f"{kind}.csv", landed, number, kind),
                        *(len(rows), len(rows) - len(refused), len(refused)),
                    ],
                )
                contract = contracts[kind]
                names = [column.name for column in contract.columns]
                batch = Batch(contract, "", "csv", contract.number_locale.get("csv", "plain"))
                if kind == "glp039":
                    batch.locale = "plain"
                batch.numbers = list(range(2, len(rows) + 2))
                batch.columns = {name: [row.get(name) for row in rows] for name in names}
                enter(batch, Lists())
                for at, (place, row) in enumerate(zip(batch.numbers, rows, strict=True)):
                    unknown = set(row) - set(names)
                    assert not unknown, f"{kind} has no column {unknown}"
                    pipeline = {
                        "_extra": "{}",
                        "_delivered": json.dumps(
                            {name: told[at] for name, told in batch.delivered.items() if told[at] is not None}
                        ),
                        "_delivery_sha256": sha,
                        "_sheet": "",
                        "_row": place,
                        "_source_row_id": f"{sha[:12]}#{place}",
                    }
                    values = {name: batch.columns[name][at] for name in names} | pipeline
                    marks = ", ".join("?" for _ in values)
                    listed = ", ".join(f'"{name}"' for name in values)
                    connection.execute(
                        f"INSERT INTO {contract.asset} ({listed}) VALUES ({marks})", list(values.values())
                    )
                    if place in refused:
                        connection.executemany(
                            "INSERT INTO raw_ingestion.rejections BY NAME SELECT ? AS _delivery_sha256, '' AS _sheet, "
                            "? AS _row, ? AS _source_row_id, ? AS kind, ? AS column_name",
                            [[sha, place, f"{sha[:12]}#{place}", kind, name] for name in names[:2]],
                        )


def small_world(quarter: str = TW2, formulas: dict[str, dict[str, Any]] | None = None, **policies: str) -> SmallWorld:
    """The small unit with everything delivered in both quarters."""
    world = SmallWorld(quarter=quarter, profile=profile(formulas, **policies))
    receipts = [
        dict(zip(("no_sbs", "tgl_sbs", "tgl_sp3b", "kode_akun", "jumlah"), receipt, strict=True))
        for receipt in RECEIPTS
    ]
    bad = order("O99", "uji", "C99", "01/02/2025", spm_hk="lima", jumlah="sepuluh")
    world.rejected = [(TW1, "service_orders", len(ORDERS_TW1) + 2)]
    world.deliver(TW1, "service_orders", [*ORDERS_TW1, bad])
    world.deliver(TW1, "survey", ANSWERS_TW1)
    world.deliver(TW1, "sbs", receipts[:2])
    world.deliver(TW1, "neraca", BALANCES)
    world.deliver(TW1, "dataang", [*first_dipa(), *second_dipa()])
    world.deliver(TW1, "glp039", spending("2025-03", "sp2d", bahan_rm=100_000, bahan_blu=500_000, gaji=700_000))
    world.deliver(TW1, "perjanjian_kinerja", [{**AGREEMENT[0], "target": "3"}, *AGREEMENT[1:]])
    world.deliver(TW1, "fisik", [progress("BAD", TW1, "30", "30", "30", "30")])
    world.deliver(TW2, "service_orders", ORDERS_TW2)
    world.deliver(TW2, "survey", [*ANSWERS_TW1, *ANSWERS_TW2])
    world.deliver(TW2, "sbs", receipts)
    world.deliver(TW2, "dataang", [*first_dipa(), *in_force(), *never_counted()])
    spent = {"bahan_rm": 300_000, "bahan_blu": 1_100_000, "gaji": 1_500_000, "alat_blu": 40_000, "alat_rm": 0}
    may = {"bahan_rm": 250_000, "bahan_blu": 1_000_000, "gaji": 1_200_000, "alat_blu": 0, "alat_rm": 0}
    world.deliver(TW2, "glp039", spending("2025-06", "sp2d", before=may, **spent))
    world.deliver(TW2, "glp039", spending("2025-06", "akrual", **{item: 3 * amount for item, amount in spent.items()}))
    world.deliver(TW2, "perjanjian_kinerja", AGREEMENT)
    world.deliver(TW2, "dipa", DIPA)
    world.deliver(
        TW2,
        "penilaian_luar",
        [
            assessment("L.1", TW2, "56,25", "final"),
            assessment("L.2", TW2, "8", "sementara"),
            assessment("L.3", TW2, None, "belum diukur"),
            assessment("L.3", TW1, "4", "final"),
        ],
    )
    world.deliver(
        TW2, "fisik", [progress("BAD", TW2, "25", "26", "55", "56"), progress("K.1", TW2, "25", "20", "50", "45")]
    )
    paragraphs = [("K.1", "hasil", "1"), ("BAD", "kendala", "1"), ("umum", "tindak lanjut", "1")]
    world.deliver(
        TW2,
        "narasi",
        [{"kode": code, "bagian": part, "urutan": place, "teks": "Teks"} for code, part, place in paragraphs],
    )
    for cells in ((("Kepala", "Isi"), ("a", "1"), ("b", "2")), (("Kepala", "Isi"), ("b", "2"))):
        world.deliver(TW2, "tabel_narasi", [{"lembar": "Daftar", "sel_1": one, "sel_2": two} for one, two in cells])
    return world
