"""A second agency: its profile, reference data, contract and deliveries, written from nothing.

Belongs here: what the agency has and what it delivers, small enough to work every figure out by hand. Not here: what it
adds up to (the tests say so, with the working). Nothing of the sample unit stands in it: no code, service, fund, KRO
or name.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from orchestration.workspace.settings import PROJECT
from tests.adoption import writing
from tests.adoption.writing import MILLION, QUARTERS, TW1, TW2, Aim, Budget, Codes, Paper, write_bytes, write_text
from tests.ingestion.deliveries import SURVEY_HEADER

SATKER = "888201"

SERVICES = """\
layanan,nama,layanan_volume,nama_volume,satuan,spm_hk,mulai_jam,urutan,di_pengguna,di_volume,di_sla,di_ikm,di_nps
uji_rotan,Uji Rotan,uji_rotan,Uji Rotan,Lembar,5,masuk,1,ya,ya,ya,ya,ya
pengawetan,Pengawetan Bambu,bambu_awet,Bambu yang Diawetkan,Batang,3,bayar,2,ya,ya,ya,ya,ya
kelas,Kelas Anyam,kelas,Kelas Anyam,Murid,,masuk,3,ya,ya,tidak,ya,ya
rancang,Rancang Mebel,rancang,Rancang Mebel,Gambar,,masuk,4,ya,ya,tidak,tidak,tidak
pamer,Ruang Pamer,pamer,Ruang Pamer,Hari,,masuk,5,ya,tidak,tidak,tidak,tidak
"""

SERVICE_NAMES = """\
nama,layanan
Uji Rotan,uji_rotan
Awet Bambu,pengawetan
Kelas Anyam,kelas
Mebel,rancang
Pamer,pamer
"""

HOLIDAYS = """\
tanggal,jenis,keterangan,dasar,berlaku_sejak
2025-01-01,libur nasional,Tahun Baru,SKB Nomor 1017,2024-10-14
2025-04-18,libur nasional,Wafat Yesus Kristus,SKB Nomor 1017,2024-10-14
2025-05-01,libur nasional,Hari Buruh,SKB Nomor 1017,2024-10-14
2025-12-25,libur nasional,Kelahiran Yesus Kristus,SKB Nomor 1017,2024-10-14
"""

GOALS = {
    "IKU": "Terwujudnya kerajinan rotan dan bambu yang unggul",
    "S1": "Layanan yang cepat dan disukai",
    "S2": "Pendapatan yang tumbuh",
    "S3": "Aparatur yang andal",
    "S4": "Tata kelola yang tertib",
    "S5": "Lingkungan kerja yang hijau",
}

INDICATORS: list[tuple[str, str, int, str, str, float, str]] = [
    # code, formula, decimals, name, unit, target, direction
    ("IKU.1", "ikm", 2, "Indeks kepuasan perajin", "Indeks", 3.5, "naik"),
    ("IKU.2", "volume", 0, "Hasil layanan kerajinan", "Hasil", 500, "naik"),
    ("S1.1", "pengguna", 0, "Perajin yang dilayani", "Perajin", 20, "naik"),
    ("S1.2", "sla", 2, "Ketepatan janji layanan", "Persen", 80, "naik"),
    ("S1.3", "nps", 2, "Kesediaan merekomendasikan", "Nilai", 40, "naik"),
    ("S2.1", "indeks_pnbp", 2, "Indeks PNBP", "Persen", 110, "naik"),
    ("S2.2", "roa", 2, "Pendapatan atas aset", "Persen", 10, "naik"),
    ("S2.3", "pobo", 2, "Kemandirian biaya", "Persen", 60, "naik"),
    ("S3.1", "penilaian_luar", 2, "Indeks keahlian", "Indeks", 75, "naik"),
    ("S3.2", "penilaian_luar", 1, "Temuan yang terbuka", "Temuan", 10, "turun"),
    ("S3.3", "penilaian_luar", 2, "Indeks belajar", "Indeks", 60, "naik"),
    ("S4.1", "penilaian_luar", 2, "Nilai akuntabilitas", "Nilai", 70, "naik"),
    ("S4.2", "penilaian_luar", 2, "Nilai arsip", "Nilai", 65, "naik"),
    ("S4.3", "penilaian_luar", 2, "Nilai sistem elektronik", "Nilai", 3, "naik"),
    ("S4.4", "penilaian_luar", 2, "Nilai pengadaan", "Nilai", 55, "naik"),
    ("S5.1", "penilaian_luar", 2, "Hemat listrik", "Persen", 5, "naik"),
    ("S5.2", "penilaian_luar", 2, "Hemat air", "Persen", 4, "naik"),
    ("S5.3", "penilaian_luar", 2, "Limbah yang diolah", "Persen", 90, "naik"),
]

ORDER_HEADS = {
    "no_order": "Nomor Tiket",
    "no_baris": "Urut",
    "jenis_layanan": "Layanan Diminta",
    "kode_pelanggan": "ID Perajin",
    "nama_pelanggan": "Perajin",
    "tanggal_masuk": "Diterima",
    "tanggal_lengkap": "Bahan Lengkap",
    "tanggal_bayar": "Lunas",
    "spm_hk": "Janji (HK)",
    "tanggal_akhir_kontrak": "Akhir Perjanjian",
    "tanggal_selesai": "Rampung",
    "jumlah": "Banyaknya",
    "satuan": "Ukuran",
    "nilai_rp": "Harga",
    "status": "Keadaan",
}

ORDERS = {
    # ticket, service, craftsman, received, paid, promise, finished, quantity, state
    TW1: [
        # Monday 6 January + 5 working days: Monday 13, on the very day
        ("T-01", "Uji Rotan", "K1", "2025-01-06", "", "5", "2025-01-13", "10", "Selesai"),
        # Monday 3 February + 5: Monday 10, a day late
        ("T-02", "uji  rotan", "K2", "2025-02-03", "", "5", "2025-02-11", "5", "Selesai"),
        # paid Tuesday 4 March + 3: Friday 7, on the very day
        ("T-03", "Awet Bambu", "K1", "2025-03-03", "2025-03-04", "3", "2025-03-07", "40", "Selesai"),
        ("T-04", "Kelas Anyam", "K3", "2025-02-10", "", "", "", "12", "Proses"),
    ],
    TW2: [
        # Monday 14 April + 5 over the holiday of Friday 18: Tuesday 22, a day early
        ("T-05", "Uji Rotan", "K1", "2025-04-14", "", "5", "2025-04-21", "20", "Selesai"),
        # paid Monday 5 May + 3: Thursday 8, a day late
        ("T-06", "Awet Bambu", "K4", "2025-05-05", "2025-05-05", "3", "2025-05-09", "60", "Selesai"),
        ("T-07", "Mebel", "K2", "2025-06-02", "", "", "", "2", "Proses"),
        ("T-08", "Pamer", "K5", "2025-06-03", "", "", "", "1", "Proses"),
        ("T-09", "Uji Rotan", "K6", "2025-06-16", "", "5", "", "99", "Batal"),
        # paid Tuesday 10 June + 3: Friday 13, on the very day
        ("T-10", "Awet Bambu", "K1", "2025-06-10", "2025-06-10", "3", "2025-06-13", "20", "Selesai"),
    ],
}

ANSWERS = {
    TW1: [("10/02/2025 09:00:00", "Uji Rotan", "222222222", 9)],
    TW2: [
        ("03/04/2025 09:00:00", "Uji Rotan", "444444444", 10),
        ("04/04/2025 10:00:00", "Uji Rotan", "333333333", 8),
        ("05/05/2025 11:00:00", "Awet Bambu", "444333222", 5),
        ("06/06/2025 12:00:00", "Kelas Anyam", "434343434", 9),
    ],
}

RECEIPTS = {
    # NTPN, account, rupiah, received at the bank
    TW1: [("N1", "425289", 100_000_000, "05/02/2025"), ("N2", "425289", 50_000_000, "31/03/2025")],
    TW2: [
        ("N3", "425281", 30_500_000, "02/04/2025"),
        ("N4", "425289", -500_000, "30/06/2025"),
        ("N5", "423999", 9_000_000, "02/06/2025"),
    ],
}

NAMES = {
    "DL": "Program Kerajinan",
    "2371": "Pembinaan Kerajinan",
    "CCL": "Layanan Kerajinan",
    "052": "Uji bahan",
    "WB": "Program Tata Kelola",
    "2372": "Tata Usaha",
    "FAN": "Layanan Kantor",
    "962": "Perkantoran",
}
ITEMS: list[tuple[Codes, str, str]] = [
    (("DL", "2371", "CCL", "052", "051", "0A", "521211"), "D", "Bahan uji rotan"),
    (("WB", "2372", "FAN", "962", "001", "0A", "511111"), "A", "Gaji"),
    (("WB", "2372", "FAN", "962", "002", "0A", "532111"), "A", "Alat ukur"),
]
BUDGET = Budget(
    satker=SATKER,
    ministry=("132", "Kementerian Kerajinan"),
    office=("04", "Direktorat Jenderal Kerajinan"),
    unit="Balai Kerajinan Rotan dan Bambu",
    items=ITEMS,
    names=NAMES,
    revisions={
        TW1: ("B00", (200 * MILLION, 300 * MILLION, 80 * MILLION), (0, 0, 0)),
        TW2: ("B01", (220 * MILLION, 300 * MILLION, 80 * MILLION), (0, 0, 20 * MILLION)),
    },
    planned=(10 * MILLION, 25 * MILLION, 5 * MILLION),
    spent={
        TW1: (20 * MILLION, 70 * MILLION, 0),
        TW2: (90 * MILLION, 150 * MILLION, 60 * MILLION),
    },
    fund_tags={"A": "RM", "D": "PNP"},
)

VOLUMES = (
    ("uji_rotan", "Uji Rotan", "Lembar", 100),
    ("bambu_awet", "Bambu yang Diawetkan", "Batang", 350),
    ("kelas", "Kelas Anyam", "Murid", 40),
    ("rancang", "Rancang Mebel", "Gambar", 10),
)
ASSESSED: Mapping[str, Mapping[str, float]] = {"S3.1": {TW2: 76.5}, "S3.2": {TW2: 8}}
PAPER = Paper(
    aims=[
        Aim(code, GOALS[code.partition(".")[0]], name, unit, target, direction, VOLUMES if formula == "volume" else ())
        for code, formula, _, name, unit, target, direction in INDICATORS
    ],
    outputs=[
        ("132.04.DL", NAMES["DL"], None, None),
        ("2371.CCL", NAMES["CCL"], 30, "Perajin"),
        ("2371.CCL.052", NAMES["052"], 30, "Perajin"),
        ("132.04.WB", NAMES["WB"], None, None),
        ("2372.FAN", NAMES["FAN"], 1, "Kantor"),
        ("2372.FAN.962", NAMES["962"], 1, "Kantor"),
        ("PNBP.TARGET", "Target pendapatan menurut DIPA", 320 * MILLION, "Rupiah"),
        ("PNBP.TAHUN_LALU", "PNBP tahun sebelumnya", 300 * MILLION, "Rupiah"),
    ],
    kro=("CCL", "FAN"),
    texts=(
        "Pekerjaan berjalan menurut rencana balai.",
        "Pasokan bahan terlambat datang dari perajin.",
        "Menjadwalkan kembali pasokan bahan.",
    ),
    owner="Ketua Tim Mutu",
    assessed={code: ASSESSED.get(code, {}) for code, formula, *_ in INDICATORS if formula == "penilaian_luar"},
)


def write_agency(sources: Path, *, budget: str = "dataang") -> None:
    """Writes the agency's sources directory with the deliveries of two quarters.

    Args:
        sources: the directory.
        budget: what the agency delivers its budget as, `dataang` or `rkk`.
    """
    writing.write_yaml(sources / "unit.yaml", profile())
    write_text(sources / "reference" / "layanan.csv", SERVICES)
    write_text(sources / "reference" / "nama_layanan.csv", SERVICE_NAMES)
    write_text(sources / "reference" / "hari_libur.csv", HOLIDAYS)
    own = writing.contract_with_heads("service_orders", ORDER_HEADS, name="Buku Tiket", date_format="yyyy-mm-dd")
    writing.write_yaml(sources / "contracts" / "service_orders.yaml", own)
    for quarter in QUARTERS:
        landing = sources / "landing" / quarter
        write_text(landing / "tiket.csv", _orders(quarter))
        write_text(landing / "kuesioner.csv", writing.answers(SURVEY_HEADER, ANSWERS[quarter], "Perajin"))
        write_text(landing / "setoran.csv", writing.state_receipts(RECEIPTS[quarter]))
        write_text(landing / "kekayaan.csv", _balance())
        write_bytes(landing / f"laporan_dana_sp2d_{quarter}.xlsx", writing.realisation(BUDGET, quarter))
        write_bytes(landing / "kinerja.xlsx", writing.performance(PAPER, quarter))
        if budget == "dataang":
            write_text(landing / "anggaran_2025.csv", writing.budget_per_item(BUDGET, quarter))
        else:
            write_bytes(landing / "kertas_kerja.xlsx", writing.working_paper(BUDGET, TW2))


def profile() -> dict[str, Any]:
    """The content of the agency's unit.yaml; unsur, mutu and jenis belanja are the regulation's, as everywhere."""
    common = yaml.safe_load((PROJECT / "sources" / "unit.yaml").read_text(encoding="utf-8"))
    chosen = {
        "ikm_gabungan": "rata_rata_layanan",
        "periode_survei": "tahun_berjalan",
        "pengguna": "jumlah_per_layanan",
        "sla_gabungan": "rata_rata_bulan",
        "sla_satuan": "order",
        "nps_gabungan": "rata_rata_layanan",
        "tanggal_pnbp": "terima",
        "jenis_penerimaan": "ntpn",
        "basis_kro": "efektif",
        "cuti_bersama": "berjalan",
        "baris_ditolak": "menahan",
        "kelompok_kecil": "ditandai",
    }
    return {
        "tenang_detik": 1,
        "unit": {
            "kode_satker": SATKER,
            "nama": "Balai Kerajinan Rotan dan Bambu",
            "singkatan": "BKRB",
            "induk": "Direktorat Jenderal Kerajinan",
            "singkatan_induk": "DJK",
            "kementerian": "Kementerian Kerajinan",
            "kota": "Cirebon",
            "jabatan_penanda_tangan": "Kepala Balai Kerajinan Rotan dan Bambu",
            "nama_penanda_tangan": "Karangan Nama, S.T.",
            "nip_penanda_tangan": "19000101 200012 1 001",
            "blu": False,
        },
        "penanda_tangan_lain": [
            {
                "halaman": "bab_4_penutup",
                "peran": "Mengetahui",
                "jabatan": "Direktur Kerajinan",
                "nip": "190001012000121002",
            }
        ],
        "fungsi": ["pembinaan perajin rotan", "pengawetan bambu", "tata usaha balai"],
        "latar_belakang": ["Perajin rotan dan bambu memerlukan bahan yang awet dan rancangan yang laku."],
        "dasar_hukum": ["Peraturan Pemerintah Nomor 39 Tahun 2006"],
        "kebijakan": {
            name: {"nilai": value, "alasan": "Ditetapkan kepala balai.", "dasar": "Keputusan kepala balai"}
            for name, value in chosen.items()
        },
        "akun": {"pnbp": ["425"], "biaya_operasional": ["51", "52"], "aset": ["1"]},
        "sumber_dana": [
            {"kode": "A", "sumber_dana": "rm", "nama": "RM", "biaya_operasional": True},
            {"kode": "D", "sumber_dana": "pnbp", "nama": "PNBP", "biaya_operasional": True},
        ],
        "jenis_belanja": common["jenis_belanja"],
        "ambang": writing.FEW_ROWS,
        "unsur": common["unsur"],
        "mutu": common["mutu"],
        "indikator": [
            {
                "kode": code,
                "rumus": formula,
                "desimal": decimals,
                "iku": code.startswith("IKU"),
                **({"skala": "persen"} if formula == "indeks_pnbp" else {}),
                **({"kebijakan": {"sla_gabungan": "gabungan"}} if formula == "sla" else {}),
            }
            for code, formula, decimals, *_ in INDICATORS
        ],
    }


def _orders(quarter: str) -> str:
    rows = [
        {
            "no_order": ticket,
            "no_baris": "1",
            "jenis_layanan": service,
            "kode_pelanggan": craftsman,
            "nama_pelanggan": f"Perajin Contoh {craftsman}",
            "tanggal_masuk": received,
            "tanggal_lengkap": received,
            "tanggal_bayar": paid,
            "spm_hk": promise,
            "tanggal_selesai": finished,
            "jumlah": quantity,
            "status": state,
        }
        for ticket, service, craftsman, received, paid, promise, finished, quantity, state in ORDERS[quarter]
    ]
    # The columns stand in an order of their own, too.
    heads = [*reversed(ORDER_HEADS)]
    return writing.delimited(
        [[ORDER_HEADS[name] for name in heads], *([row.get(name, "") for name in heads] for row in rows)]
    )


def _balance() -> str:
    heads = ("KDSATKER", "KODE_PERIODE", "AKUN", "URAIAN", "NILAI")
    rows = [
        (SATKER, "2024-12", "111111", "Kas", 2_000 * MILLION),
        (SATKER, "2024-12", "131111", "Tanah", 1_600 * MILLION),
        (SATKER, "2024-12", "211111", "Utang", 77 * MILLION),
        (SATKER, "2023-12", "111111", "Kas", 1_000 * MILLION),
    ]
    return writing.delimited([heads, *rows])
