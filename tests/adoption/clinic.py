"""A clinic that is a BLU: beds, waiting, satisfaction on a form of its own, two promises, its own income.

Belongs here: what the clinic has and what it delivers, small enough to work every figure out by hand; it begins with
what `triwulan init --kind klinik` writes. At the end, what it comes to.
"""

from __future__ import annotations

from pathlib import Path

from tests.adoption import writing
from tests.adoption.reading import Unit
from tests.adoption.writing import MILLION, QUARTERS, TW1, TW2, Aim, Budget, Paper, write_text

FACTS = {
    "nama": "Klinik Mata Teluk Palu",
    "singkatan": "KMTP",
    "kode_satker": "777302",
    "induk": "Direktorat Jenderal Kesehatan Indera",
    "singkatan_induk": "DJKI",
    "kementerian": "Kementerian Kesehatan Indera",
    "kota": "Palu",
}

CARE, INCOME = "Pasien dilayani dengan aman dan cepat", "Klinik membiayai layanannya"
SUPPORT = "Hasil pemeriksaan tersedia pada waktunya"

AIMS = (
    Aim("SK.1.1", CARE, "Pemakaian tempat tidur", "Persen", 70),
    Aim("SK.1.2", CARE, "Lama menunggu dokter", "Menit", 60, "turun"),
    Aim("SK.1.3", CARE, "Pasien yang dilayani dalam satu jam", "Persen", 90),
    Aim("SK.1.4", CARE, "Kepuasan pasien", "Indeks", 4.2),
    Aim("SK.2.1", SUPPORT, "Hasil laboratorium tepat waktu", "Persen", 95),
    Aim("SK.2.2", SUPPORT, "Hasil radiologi tepat waktu", "Persen", 90),
    Aim("SK.3.1", INCOME, "Pertumbuhan pendapatan klinik", "Persen", 10),
    Aim("SK.3.2", INCOME, "Biaya yang ditutup pendapatan", "Persen", 60),
)

VISIT_HEADS = {"no_kunjungan": "No Antrean", "daftar": "Jam Daftar", "dilayani": "Jam Masuk Ruang Dokter"}
VISITS = {
    # number, clinic, registered, treated, state
    TW1: [
        ("V01", "Mata", "06/01/2025 08:00:00", "06/01/2025 08:20:00", "Selesai"),  # 20 minutes
        ("V02", "Mata", "10/02/2025 09:00:00", "10/02/2025 10:10:00", "Selesai"),  # 70
        ("V03", "Umum", "11/03/2025 08:30:00", "11/03/2025 09:30:00", "Selesai"),  # 60, in time
        ("V04", "Umum", "12/03/2025 10:00:00", "", "Batal"),
    ],
    TW2: [
        ("V05", "Umum", "08/04/2025 08:00:00", "08/04/2025 08:15:00", "Selesai"),  # 15
        ("V06", "Mata", "14/05/2025 09:00:00", "14/05/2025 09:45:30", "Selesai"),  # 45,5
        ("V07", "Mata", "16/06/2025 10:00:00", "16/06/2025 12:00:30", "Selesai"),  # 120,5
        ("V08", "Mata", "30/06/2025 13:00:00", "", "Menunggu"),  # due at 14:00, not treated: late
        ("V09", "Umum", "30/06/2025 15:00:00", "", "Batal"),
    ],
}

STAYS = {
    # number, ward, admitted, discharged, days
    TW1: [
        ("R00", "Anggrek", "22/12/2024", "31/12/2024", 9),  # of the year before
        ("R01", "Anggrek", "02/01/2025", "22/01/2025", 20),
        ("R02", "Anggrek", "24/01/2025", "18/02/2025", 25),
    ],
    TW2: [
        ("R03", "Anggrek", "03/04/2025", "03/05/2025", 30),
        ("R04", "Anggrek", "05/05/2025", "02/06/2025", 28),
        ("R05", "Anggrek", "05/06/2025", "27/06/2025", 22),
    ],
}
BEDS = {
    # ward, last day of the month, beds, bed days
    TW1: [("Anggrek", "31/01/2025", 1, 31), ("Anggrek", "28/02/2025", 1, 28), ("Anggrek", "31/03/2025", 1, 31)],
    TW2: [("Anggrek", "30/04/2025", 1, 30), ("Anggrek", "31/05/2025", 1, 31), ("Anggrek", "30/06/2025", 1, 30)],
}

ORDERS = {
    # number, service, patient, received, promised working days, finished, quantity, state
    TW1: [
        ("LAB-1", "Lab", "M1", "06/01/2025", 1, "07/01/2025", 3, "Selesai"),
        ("LAB-2", "Laboratorium", "M2", "04/02/2025", 1, "06/02/2025", 1, "Selesai"),  # due on 5 February: late
        ("RAD-1", "Rontgen", "M1", "10/03/2025", 2, "12/03/2025", 1, "Selesai"),
    ],
    TW2: [
        ("LAB-3", "Lab", "M3", "09/04/2025", 1, "09/04/2025", 2, "Selesai"),
        # Wednesday 28 May + 1, without 29, 30, the weekend: Monday 2 June
        ("LAB-4", "Lab", "M4", "28/05/2025", 1, "02/06/2025", 1, "Selesai"),
        # Thursday 5 June + 2, without 6, the weekend, 9: Wednesday 11, a day late
        ("RAD-2", "Radiologi", "M5", "05/06/2025", 2, "12/06/2025", 4, "Selesai"),
        ("RAD-3", "Radiologi", "M6", "17/06/2025", 2, "18/06/2025", 1, "Selesai"),
        ("RAD-4", "Radiologi", "M7", "30/06/2025", 2, "", 1, "Proses"),  # due on 2 July
    ],
}

QUESTIONS = (
    *("Apakah persyaratan pendaftaran mudah dipenuhi?", "Apakah alur pelayanan mudah diikuti?"),
    *("Bagaimana lama menunggu dokter?", "Apakah tarif wajar?"),
    *("Apakah pelayanan sesuai dengan yang dijanjikan?", "Bagaimana kemampuan dokter?"),
    *("Bagaimana kemampuan perawat?", "Bagaimana keramahan dokter?", "Bagaimana keramahan perawat?"),
    *("Apakah penjelasan tentang obat mudah dipahami?", "Bagaimana kebersihan klinik?"),
    *("Bagaimana kenyamanan ruang tunggu?", "Bagaimana penanganan pengaduan?", "Apakah Anda merasa rasa aman terjaga?"),
)
FORM = ("Timestamp", "Jenis Layanan", "Nama Perusahaan", "Nama Responden", "No. WhatsApp", "Email", *QUESTIONS, "Saran")
ANSWERS: dict[str, list[tuple[str, str, str, int | None]]] = {
    TW1: [("10/02/2025 09:00:00", "Radiologi", "4" * 14, None)],
    TW2: [
        ("09/04/2025 09:00:00", "Rawat Jalan", "5" * 14, None),
        ("10/04/2025 09:00:00", "Poliklinik", "4" * 14, None),
        ("14/05/2025 10:00:00", "Lab", "53545454545454", None),
        ("15/05/2025 10:00:00", "Rawat Inap", "3" * 14, None),
        ("16/06/2025 11:00:00", "Rawat Inap", "44444444444443", None),
    ],
}

RECEIPTS = {
    # SBS, its day, account, rupiah, SP3B and its day
    TW1: [
        ("SBS-001", "06/01/2025", "424112", 100 * MILLION, "SP3B-1", "28/02/2025"),
        ("SBS-002", "14/02/2025", "424112", 50 * MILLION, "", ""),
    ],
    TW2: [
        ("SBS-003", "10/04/2025", "424112", 80 * MILLION, "", ""),
        ("SBS-004", "12/06/2025", "424112", 30 * MILLION, "", ""),
        ("SBS-005", "13/06/2025", "425131", 20 * MILLION, "", ""),  # rent, which the profile does not count
    ],
}

NAMES = {
    "DK": "Program Pelayanan Mata",
    "5301": "Pelayanan Pasien",
    "RAB": "Pasien yang Dilayani",
    "301": "Pelayanan klinik",
    "WD": "Program Tata Kelola Klinik",
    "5302": "Tata Usaha Klinik",
    "FAH": "Kebutuhan Klinik",
    "960": "Klinik yang berjalan",
}
BUDGET = Budget(
    satker=FACTS["kode_satker"],
    ministry=("146", FACTS["kementerian"]),
    office=("03", FACTS["induk"]),
    unit=FACTS["nama"],
    items=[
        (("DK", "5301", "RAB", "301", "051", "0A", "525119"), "F", "Bahan medis"),
        (("DK", "5301", "RAB", "301", "052", "0A", "537112"), "F", "Alat pemeriksaan"),
        (("WD", "5302", "FAH", "960", "001", "0A", "511111"), "A", "Gaji"),
    ],
    names=NAMES,
    revisions={
        TW1: ("B00", (300 * MILLION, 100 * MILLION, 500 * MILLION), (0, 0, 0)),
        TW2: ("B01", (310 * MILLION, 90 * MILLION, 500 * MILLION), (0, 0, 0)),
    },
    planned=(25 * MILLION, 8 * MILLION, 40 * MILLION),
    spent={
        TW1: (60 * MILLION, 0, 120 * MILLION),
        TW2: (160 * MILLION, 45 * MILLION, 240 * MILLION),
    },
)
PAPER = Paper(
    aims=AIMS,
    outputs=[
        ("146.03.DK", NAMES["DK"], None, None),
        ("5301.RAB", NAMES["RAB"], 900, "Pasien"),
        ("5301.RAB.301", NAMES["301"], 900, "Pasien"),
        ("146.03.WD", NAMES["WD"], None, None),
        ("5302.FAH", NAMES["FAH"], 1, "Klinik"),
        ("5302.FAH.960", NAMES["960"], 1, "Klinik"),
        ("PNBP.TARGET", "Target pendapatan menurut DIPA", 450 * MILLION, "Rupiah"),
        ("PNBP.TAHUN_LALU", "Pendapatan tahun sebelumnya", 400 * MILLION, "Rupiah"),
    ],
    kro=("RAB", "FAH"),
    texts=(
        "Pasien dilayani setiap hari kerja.",
        "Seorang dokter bertugas di luar kota.",
        "Menambah jam praktik dokter pengganti.",
    ),
    owner="Kepala Instalasi",
)


def write_clinic(sources: Path) -> None:
    """Writes the clinic's sources directory with the deliveries of two quarters."""
    writing.write_from_kind(
        sources,
        "klinik",
        FACTS,
        fungsi=["pelayanan mata", "pemeriksaan penunjang", "tata usaha klinik"],
        latar_belakang=["Nelayan dan petani di tepi teluk memerlukan mata yang sehat."],
        ambang=writing.FEW_ROWS,
    )
    writing.write_own_heads(sources, "kunjungan", VISIT_HEADS)
    for quarter in QUARTERS:
        landing = sources / "landing" / quarter
        writing.write_papers(sources / "landing", quarter, BUDGET, PAPER)
        visits = ("No Antrean", "Poliklinik", "Jam Daftar", "Jam Masuk Ruang Dokter", "Status Kunjungan")
        write_text(landing / "antrean.csv", writing.delimited([visits, *VISITS[quarter]]))
        stays = ("No Rawat", "Ruang Rawat", "Tanggal Masuk Rawat", "Tanggal Pulang", "Hari Rawat")
        write_text(landing / "pasien_pulang.csv", writing.delimited([stays, *STAYS[quarter]]))
        beds = ("Ruang Tempat Tidur", "Akhir Bulan", "Tempat Tidur", "Hari Tersedia")
        write_text(landing / "tempat_tidur.csv", writing.delimited([beds, *BEDS[quarter]]))
        write_text(landing / "penunjang.csv", writing.orders(ORDERS[quarter]))
        write_text(landing / "kepuasan.csv", writing.answers(FORM, ANSWERS[quarter], "Pasien"))
        write_text(landing / "sbs.csv", writing.own_receipts(RECEIPTS[quarter]))


EXPECTED = {
    # 20 + 25 + 30 + 28 + 22 days of patients who left this year, of 31 + 28 + 31 + 30 + 31 + 30 of one bed
    "SK.1.1.pembilang": "125,00",
    "SK.1.1.penyebut": "181,00",
    "SK.1.1.realisasi": "69,06",
    "SK.1.1.capaian": "98,66",  # 69,06 / 70
    # 20 + 70 + 60 + 15 + 45,5 + 120,5 minutes of six patients; less is better: 60 / 55,2
    "SK.1.2.pembilang": "331,00",
    "SK.1.2.penyebut": "6",
    "SK.1.2.realisasi": "55,2",
    "SK.1.2.capaian": "108,70",
    # V01, V03, V05, V06 of these and of V02, V07 and V08, who still waits after an hour
    "SK.1.3.pembilang": "4",
    "SK.1.3.penyebut": "7",
    "SK.1.3.realisasi": "57,14",
    "SK.1.3.capaian": "63,49",  # 57,14 / 90
    # fourteen elements of one weight: (5 + 4) / 2; 62 / 14; (42 + 55) / 28; their mean 4,131
    "SK.1.4.realisasi.rawat_jalan": "4,50",
    "SK.1.4.realisasi.laboratorium": "4,43",
    "SK.1.4.realisasi.rawat_inap": "3,46",
    "SK.1.4.realisasi.radiologi": "-",  # answered in the first quarter only
    "SK.1.4.realisasi": "4,13",
    "SK.1.4.konversi": "82,62",  # of 5
    "SK.1.4.capaian": "98,33",  # 4,13 / 4,2
    "SK.1.4.responden": "5",
    "SK.1.4.unsur.u2.laboratorium": "3,00",
    "SK.1.4.unsur.u14.rawat_inap": "3,00",  # 3 and 3
    "SK.1.4.unsur.u13.rawat_inap": "3,50",  # 3 and 4
    # laboratory: LAB-1, LAB-3, LAB-4 of four; radiology: RAD-1, RAD-3 of three, RAD-4 is not due
    "SK.2.1.realisasi": "75,00",
    "SK.2.1.capaian": "78,95",  # 75 / 95
    "SK.2.1.jatuh_tempo.laboratorium.06": "1",
    "SK.2.2.realisasi": "66,67",
    "SK.2.2.capaian": "74,08",  # 66,67 / 90
    "SK.2.2.backlog": "1",
    # 100 + 50 + 80 + 30 million of akun 424; the rent of 20 million is not counted
    "SK.3.1.pnbp": "260.000.000",
    "SK.3.1.pnbp_tw": "110.000.000",
    "SK.3.1.pnbp_sah": "100.000.000",
    "SK.3.1.pnbp_belum_sah": "160.000.000",
    "SK.3.1.pnbp_persen_dipa": "57,78",  # of 450 million
    "SK.3.1.target_rupiah": "440.000.000",  # 10 % above 400 million
    "SK.3.1.sisa_target": "180.000.000",
    "SK.3.1.proyeksi": "520.000.000",  # 260 / 6 x 12
    "SK.3.1.realisasi": "On progress",
    # 160 of akun 52 and 240 of akun 51; the 45 of akun 53 are none
    "SK.3.2.biaya_operasional": "400.000.000",
    "SK.3.2.realisasi": "65,00",
    "SK.3.2.capaian": "108,33",  # 65 / 60
    "anggaran.pagu_awal": "900.000.000",
    "anggaran.pagu": "900.000.000",
    "anggaran.blokir": "0",
    "anggaran.realisasi": "445.000.000",
    "anggaran.persen_pagu": "49,44",
    "anggaran.pagu.blu": "400.000.000",
    "anggaran.persen_pagu.blu": "51,25",  # 205 of 400
    "anggaran.persen_pagu.rm": "48,00",  # 240 of 500
    "kro.persen.sd.RAB": "51,25",
    "kro.persen.tw.RAB": "36,25",  # 205 - 60 of 400
    "kro.persen.sd.FAH": "48,00",
}
"""Figures worked out by hand from the deliveries above; the working stands beside each."""

NOT_ITS_OWN = (
    *("NTPN", "neraca", "Neraca", "RoA", "Net Promoter", "NPS", "Penilaian Luar", "promotor", "detraktor"),
    *("sembilan unsur", "skala 1 sampai dengan 4", "sampel", "alat ukur"),
)
"""What the clinic does not have; its form has fourteen elements, and answers up to five."""

UNIT = Unit(
    texts=PAPER.texts,
    write=write_clinic,
    facts=FACTS,
    aims=AIMS,
    expected=EXPECTED,
    not_its_own=NOT_ITS_OWN,
    words=(
        "Rawat Jalan",
        "Rawat Inap",
        "Laboratorium",
        "Radiologi",
        "Utama",
    ),
    needs={
        "antrean.csv": "kunjungan",
        "pasien_pulang.csv": "rawat_inap",
        "sbs.csv": "sbs",
        "penunjang.csv": "service_orders",
    },
    traced={"SK.1.3.penyebut": "antrean.csv"},
)
