"""A training centre: graduates, growth, hours, recommendations, accreditation; no services, no orders, no survey.

Belongs here: what the centre has and what it delivers, small enough to work every figure out by hand; it begins with
what `triwulan init --kind diklat` writes. At the end, what it comes to.
"""

from __future__ import annotations

from pathlib import Path

from tests.adoption import writing
from tests.adoption.reading import Unit
from tests.adoption.writing import MILLION, QUARTERS, TW1, TW2, Aim, Budget, Paper, write_text

FACTS = {
    "nama": "Sekolah Tenun Flores",
    "singkatan": "STF",
    "kode_satker": "777303",
    "induk": "Badan Kecakapan Kerja",
    "singkatan_induk": "BKK",
    "kementerian": "Kementerian Kecakapan Kerja",
    "kota": "Maumere",
}

SKILLED, ORDERLY = "Tersedianya penenun yang cakap", "Terwujudnya sekolah yang tertib"

AIMS = (
    Aim("TJ-1", SKILLED, "Peserta yang lulus", "Persen", 90),
    Aim("TJ-2", SKILLED, "Pertumbuhan peserta", "Persen", 20),
    Aim("SK-1", SKILLED, "Lama belajar setiap peserta", "Jam", 20),
    Aim("SK-2", ORDERLY, "Saran pengawas yang dituntaskan", "Persen", 80),
    Aim("SK-3", ORDERLY, "Nilai akreditasi sekolah", "Nilai", 85),
)

HEADS = {"no_peserta": "Nomor Induk", "pelatihan": "Kelas", "tanggal": "Masuk Kelas", "jam": "Lama (Jam)"}
YEAR_BEFORE = [
    # number, class, first day, hours, state
    ("P24-1", "Tenun Dasar", "05/02/2024", "16", "Lulus"),
    ("P24-2", "Tenun Dasar", "05/02/2024", "4", "Mundur"),
    ("P24-3", "Pewarnaan", "10/03/2024", "24", "Lulus"),
    ("P24-4", "Pewarnaan", "10/05/2024", "24", "Tidak Lulus"),
    ("P24-5", "Ikat Pakan", "30/06/2024", "8", "Lulus"),  # the last day of the same half year
    ("P24-6", "Ikat Pakan", "12/09/2024", "8", "Lulus"),
]
PARTICIPANTS = {
    TW1: [
        ("P25-1", "Tenun Dasar", "13/01/2025", "16", "Lulus"),
        ("P25-2", "Tenun Dasar", "13/01/2025", "16", "Tidak Lulus"),
        ("P25-3", "Pewarnaan", "03/03/2025", "24,5", "Mengikuti"),
    ],
    TW2: [
        ("P25-3", "Pewarnaan", "03/03/2025", "24,5", "Lulus"),  # stands in the list again, with what became of it
        ("P25-4", "Pewarnaan", "05/05/2025", "24", "Lulus"),
        ("P25-5", "Ikat Pakan", "16/06/2025", "8", "Mengikuti"),
        ("P25-6", "Ikat Pakan", "16/06/2025", "4", "Mundur"),
    ],
}

ADVICE = {
    # number, day of the letter, text, state
    TW1: [
        ("LHP-1", "15/01/2025", "Membukukan benang yang masuk", "Selesai"),
        ("LHP-2", "20/02/2025", "Menghitung kembali alat tenun", "Proses"),
    ],
    TW2: [
        ("LHP-2", "20/02/2025", "Menghitung kembali alat tenun", "Selesai"),
        ("LHP-3", "10/04/2025", "Mengganti kunci gudang", "Belum"),
        ("LHP-4", "12/06/2025", "Menandatangani daftar hadir", "Selesai"),
    ],
}

NAMES = {
    "DF": "Program Kecakapan",
    "6401": "Kelas Tenun",
    "SCA": "Peserta Kelas",
    "401": "Kelas yang dibuka",
    "WE": "Program Tata Kelola Sekolah",
    "6402": "Tata Usaha Sekolah",
    "FAG": "Kebutuhan Sekolah",
    "970": "Sekolah yang berjalan",
}
BUDGET = Budget(
    satker=FACTS["kode_satker"],
    ministry=("147", FACTS["kementerian"]),
    office=("05", FACTS["induk"]),
    unit=FACTS["nama"],
    items=[
        (("DF", "6401", "SCA", "401", "051", "0A", "522151"), "D", "Honor pengajar"),
        (("DF", "6401", "SCA", "401", "052", "0A", "521211"), "A", "Benang"),
        (("WE", "6402", "FAG", "970", "001", "0A", "511111"), "A", "Gaji"),
    ],
    names=NAMES,
    revisions={
        TW1: ("B00", (60 * MILLION, 100 * MILLION, 240 * MILLION), (0, 0, 0)),
        TW2: ("B01", (70 * MILLION, 90 * MILLION, 240 * MILLION), (0, 15 * MILLION, 0)),
    },
    planned=(5 * MILLION, 8 * MILLION, 20 * MILLION),
    spent={
        TW1: (10 * MILLION, 20 * MILLION, 60 * MILLION),
        TW2: (35 * MILLION, 45 * MILLION, 120 * MILLION),
    },
)
PAPER = Paper(
    aims=AIMS,
    outputs=[
        ("147.05.DF", NAMES["DF"], None, None),
        ("6401.SCA", NAMES["SCA"], 8, "Orang"),
        ("6401.SCA.401", NAMES["401"], 8, "Orang"),
        ("147.05.WE", NAMES["WE"], None, None),
        ("6402.FAG", NAMES["FAG"], 1, "Sekolah"),
        ("6402.FAG.970", NAMES["970"], 1, "Sekolah"),
    ],
    kro=("SCA", "FAG"),
    texts=(
        "Kelas tenun dibuka menurut jadwalnya.",
        "Benang sutra terlambat tiba di sekolah.",
        "Memesan benang sutra lebih awal.",
    ),
    owner="Wakil Kepala Sekolah",
    assessed={"SK-3": {TW2: 88.5}},
    assessor="Lembaga Akreditasi",
    evidence="Surat Lembaga Akreditasi Nomor 12",
)


def write_training(sources: Path) -> None:
    """Writes the centre's sources directory with the deliveries of two quarters."""
    writing.write_from_kind(
        sources,
        "diklat",
        FACTS,
        fungsi=["pembukaan kelas tenun", "tata usaha sekolah"],
        latar_belakang=["Tenun hidup selama ada yang belajar menenun."],
        ambang=writing.FEW_ROWS,
    )
    writing.write_own_heads(sources, "peserta", HEADS)
    heads = (*HEADS.values(), "Status Peserta")
    advice = ("No Rekomendasi", "Tanggal Laporan", "Uraian Rekomendasi", "Status Tindak Lanjut")
    write_text(sources / "landing" / TW1 / "kelas_2024.csv", writing.delimited([heads, *YEAR_BEFORE]))
    for quarter in QUARTERS:
        landing = sources / "landing" / quarter
        writing.write_papers(sources / "landing", quarter, BUDGET, PAPER)
        write_text(landing / "kelas_2025.csv", writing.delimited([heads, *PARTICIPANTS[quarter]]))
        write_text(landing / "pengawasan.csv", writing.delimited([advice, *ADVICE[quarter]]))


EXPECTED = {
    # P25-1, P25-3, P25-4 of these and P25-2, who failed; P25-3 counts as the later list has it
    "TJ-1.pembilang": "3",
    "TJ-1.penyebut": "4",
    "TJ-1.realisasi": "75,00",
    "TJ-1.capaian": "83,33",  # 75 / 90
    # P25-1 to P25-5; a year before P24-1, P24-3, P24-4 and P24-5, who began on 30 June; nobody who left counts
    "TJ-2.pembilang": "5",
    "TJ-2.penyebut": "4",
    "TJ-2.realisasi": "25,00",
    "TJ-2.capaian": "125,00",  # 25 / 20
    # 16 + 16 + 24,5 + 24 + 8 hours of five
    "SK-1.pembilang": "88,50",
    "SK-1.penyebut": "5",
    "SK-1.realisasi": "17,7",
    "SK-1.capaian": "88,50",  # 17,7 / 20
    # LHP-1, LHP-2, LHP-4 of four
    "SK-2.pembilang": "3",
    "SK-2.penyebut": "4",
    "SK-2.realisasi": "75,00",
    "SK-2.capaian": "93,75",  # 75 / 80
    "SK-3.realisasi": "88,50",
    "SK-3.capaian": "104,12",  # 88,5 / 85
    "anggaran.pagu_awal": "400.000.000",  # 60 + 100 + 240
    "anggaran.pagu": "400.000.000",
    "anggaran.blokir": "15.000.000",
    "anggaran.efektif": "385.000.000",
    "anggaran.realisasi": "200.000.000",  # 35 + 45 + 120
    "anggaran.persen_pagu": "50,00",
    "anggaran.persen_efektif": "51,95",  # 200 / 385
    "anggaran.pagu.pnbp": "70.000.000",
    "anggaran.persen_pagu.pnbp": "50,00",  # 35 / 70
    "anggaran.pagu.rm.52": "90.000.000",
    "kro.pagu.SCA": "160.000.000",
    "kro.persen.sd.SCA": "50,00",  # 80 of 160
    "kro.persen.tw.SCA": "31,25",  # 80 - 30 of 160
    "kro.persen.sd.FAG": "50,00",  # 120 of 240
    "kro.sasaran_persen.sd.SCA": "48,75",  # 6 x (5 + 8) of 160
}
"""Figures worked out by hand from the deliveries above; the working stands beside each."""

NOT_ITS_OWN = (
    *("survei", "Survei", "responden", "IKM", "NPS", "Net Promoter", "Kepuasan", "SLA", "order", "Order", "pelanggan"),
    *("NTPN", "SBS", "BLU", "neraca", "Neraca", "POBO", "RoA", "hari kerja", "jatuh tempo", "sampel"),
)
"""What the centre does not have."""

UNIT = Unit(
    texts=PAPER.texts,
    write=write_training,
    facts=FACTS,
    aims=AIMS,
    expected=EXPECTED,
    not_its_own=NOT_ITS_OWN,
    policies_of_others=("nomor transaksi penerimaan negara", "rata-rata antarlayanan", "Survei dilaksanakan"),
    needs={"kelas_2025.csv": "peserta", "pengawasan.csv": "rekomendasi"},
    traced={"TJ-1.pembilang": "kelas_2025.csv"},
)
