"""An office with three formulas, one of them used twice: satisfaction, promises kept, money spent.

Belongs here: what the office has and what it delivers, small enough to work every figure out by hand; it begins with
what `triwulan init --kind kantor` writes. Not here: what it adds up to (test_office). It has no receipts, no balance
sheet, no PNBP.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.adoption import writing
from tests.adoption.writing import MILLION, QUARTERS, TW1, TW2, Aim, Budget, Paper, write_text
from tests.ingestion.deliveries import SURVEY_HEADER

FACTS = {
    "nama": "Kantor Arsip Pesisir",
    "singkatan": "KAP",
    "kode_satker": "777301",
    "induk": "Direktorat Jenderal Kearsipan Laut",
    "singkatan_induk": "DJKL",
    "kementerian": "Kementerian Kearsipan Laut",
    "kota": "Tual",
}

SERVICES = """\
layanan,nama,layanan_volume,nama_volume,satuan,spm_hk,mulai_jam,urutan,di_pengguna,di_volume,di_sla,di_ikm,di_nps
salinan,Salinan Akta,salinan,Salinan Akta,Salinan,3,masuk,1,tidak,tidak,ya,ya,tidak
peta,Peta Pesisir,peta,Peta Pesisir,Lembar,5,masuk,2,tidak,tidak,ya,ya,tidak
"""

SERVICE_NAMES = """\
nama,layanan
Salinan Akta,salinan
Peta Pesisir,peta
"""

GOAL = "Terwujudnya pelayanan arsip yang cepat"

AIMS = (
    Aim("IKU 1", GOAL, "Kepuasan pemohon arsip", "Indeks", 3.4),
    Aim("IKU 2", GOAL, "Permohonan yang selesai tepat waktu", "Persen", 80),
    Aim("IKU 3", "Terwujudnya kantor yang tertib", "Serapan anggaran kantor", "Persen", 95),
    Aim("IKU 4", "Terwujudnya kantor yang tertib", "Serapan belanja barang", "Persen", 90),
)

ORDERS = {
    # number, service, applicant, received, promised working days, finished, quantity, state
    TW1: [
        # Monday 6 January + 3 working days: Thursday 9, on the very day
        ("A-1", "Salinan Akta", "P1", "06/01/2025", 3, "09/01/2025", 1, "Selesai"),
        # Monday 20 January + 5, without 27, 28 and 29: Thursday 30, a day late
        ("A-2", "Peta Pesisir", "P2", "20/01/2025", 5, "31/01/2025", 4, "Selesai"),
        # Monday 3 March + 3: Thursday 6, a day early
        ("A-3", "Salinan Akta", "P3", "03/03/2025", 3, "05/03/2025", 2, "Selesai"),
    ],
    TW2: [
        # Tuesday 8 April + 5: Tuesday 15, on the very day
        ("A-4", "Peta Pesisir", "P1", "08/04/2025", 5, "15/04/2025", 1, "Selesai"),
        # Friday 9 May + 3, without 12 and 13: Friday 16, on the very day
        ("A-5", "Salinan Akta", "P4", "09/05/2025", 3, "16/05/2025", 1, "Selesai"),
        # Monday 2 June + 3: Thursday 5, late
        ("A-6", "Salinan Akta", "P5", "02/06/2025", 3, "10/06/2025", 50, "Selesai"),
        ("A-7", "Peta Pesisir", "P6", "10/06/2025", 5, "", 1, "Batal"),
        # Monday 23 June + 5, without 27: Tuesday 1 July, not due yet
        ("A-8", "Peta Pesisir", "P2", "23/06/2025", 5, "", 3, "Proses"),
    ],
}

ANSWERS: dict[str, list[tuple[str, str, str, int | None]]] = {
    TW1: [("10/02/2025 09:00:00", "Salinan Akta", "333333333", None)],
    TW2: [
        ("09/04/2025 09:00:00", "Salinan Akta", "444444444", None),
        ("14/05/2025 10:00:00", "Salinan Akta", "343434343", None),
        ("16/06/2025 11:00:00", "Peta Pesisir", "333333332", None),
    ],
}

NAMES = {
    "GA": "Program Kearsipan",
    "4101": "Pelayanan Arsip",
    "PCA": "Layanan Arsip",
    "201": "Arsip yang dilayani",
    "WC": "Program Tata Usaha",
    "4102": "Tata Usaha Kantor",
    "FAE": "Kebutuhan Kantor",
    "950": "Kantor yang berjalan",
}
BUDGET = Budget(
    satker=FACTS["kode_satker"],
    ministry=("145", FACTS["kementerian"]),
    office=("02", FACTS["induk"]),
    unit=FACTS["nama"],
    items=[
        (("GA", "4101", "PCA", "201", "051", "0A", "521213"), "A", "Honor petugas arsip"),
        (("WC", "4102", "FAE", "950", "001", "0A", "511111"), "A", "Gaji"),
        (("WC", "4102", "FAE", "950", "002", "0A", "521111"), "A", "Keperluan kantor"),
    ],
    names=NAMES,
    revisions={
        TW1: ("B00", (140 * MILLION, 400 * MILLION, 100 * MILLION), (0, 0, 0)),
        TW2: ("B01", (150 * MILLION, 400 * MILLION, 90 * MILLION), (0, 0, 10 * MILLION)),
    },
    planned=(12 * MILLION, 33 * MILLION, 7 * MILLION),
    spent={
        TW1: (20 * MILLION, 100 * MILLION, 15 * MILLION),
        TW2: (90 * MILLION, 200 * MILLION, 45 * MILLION),
    },
)
PAPER = Paper(
    aims=AIMS,
    outputs=[
        ("145.02.GA", NAMES["GA"], None, None),
        ("4101.PCA", NAMES["PCA"], 12, "Layanan"),
        ("4101.PCA.201", NAMES["201"], 12, "Layanan"),
        ("145.02.WC", NAMES["WC"], None, None),
        ("4102.FAE", NAMES["FAE"], 1, "Kantor"),
        ("4102.FAE.950", NAMES["950"], 1, "Kantor"),
    ],
    kro=("PCA", "FAE"),
    texts=(
        "Permohonan arsip dilayani menurut antreannya.",
        "Sebagian peta lama sukar dibaca.",
        "Memindai ulang peta lama.",
    ),
    owner="Kepala Seksi Arsip",
)


def write_office(sources: Path) -> None:
    """Writes the office's sources directory with the deliveries of two quarters."""
    writing.write_from_kind(sources, "kantor", FACTS)
    profile = yaml.safe_load((sources / "unit.yaml").read_text(encoding="utf-8"))
    more: dict[str, Any] = {"kode": "IKU 4", "rumus": "realisasi_anggaran", "desimal": 2, "iku": True}
    more["anggaran"] = {"jenis_belanja": ["52"], "dasar": "efektif"}
    profile["indikator"].append({**more, "tingkat": "sasaran"})
    profile["fungsi"] = ["pelayanan salinan akta dan peta pesisir", "tata usaha kantor"]
    profile["latar_belakang"] = ["Warga pesisir memerlukan bukti atas tanah dan lautnya."]
    writing.write_yaml(sources / "unit.yaml", profile)
    write_text(sources / "reference" / "layanan.csv", SERVICES)
    write_text(sources / "reference" / "nama_layanan.csv", SERVICE_NAMES)
    header = [head for head in SURVEY_HEADER if "merekomendasikan" not in head]
    for quarter in QUARTERS:
        landing = sources / "landing" / quarter
        writing.write_papers(sources / "landing", quarter, BUDGET, PAPER)
        write_text(landing / "permohonan.csv", writing.orders(ORDERS[quarter]))
        write_text(landing / "survei.csv", writing.answers(header, ANSWERS[quarter], "Pemohon"))
