"""The performance workbook of a quarter: targets, outputs, outside assessments, physical progress, narrative.

Belongs here: the five sheets and the official names of objectives and indicators. Not here: the texts (narratives.py)
and the values (targets.py).
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from orchestration.sample.activities import ACTIVITIES_DONE
from orchestration.sample.budget_lines import ACTIVITIES, OUTPUT_DETAILS, OUTPUTS, PROGRAMS
from orchestration.sample.delimited import reorder
from orchestration.sample.narratives import NARRATIVES, PLANS, TABLES
from orchestration.sample.targets import Totals
from orchestration.sample.workbook import Book

_OBJECTIVES = {
    "TJ": "Meningkatnya kualitas dan kuantitas layanan jasa industri",
    "SK1": "Terwujudnya layanan jasa industri yang profesional",
    "SK2": "Terwujudnya layanan jasa industri yang mandiri",
    "SK3": "Terwujudnya SDM yang profesional",
    "SK4": "Penguatan sistem informasi terintegrasi dan pelayanan publik",
    "SK5": "Tercapainya pengawasan internal yang efektif dan efisien",
    "SK6": "Terwujudnya akuntabilitas organisasi",
    "SK7": "Meningkatnya penggunaan Produk Dalam Negeri dalam rangka menunjang produktivitas industri",
}
_INDICATORS = {
    "TJ.1": ("Indeks Kepuasan Masyarakat (IKM)", "Indeks"),
    "TJ.2": (
        "Jumlah perusahaan industri/pelaku usaha/instansi yang memanfaatkan layanan jasa industri",
        "Perusahaan Industri/Pelaku Usaha/Instansi",
    ),
    "SK1.1": ("Persentase pelayanan tepat waktu layanan sesuai Service Level Agreement (SLA)", "Persen"),
    "SK1.2": ("Nilai Net Promoter Score (NPS)", "Nilai"),
    "SK2.1": ("Persentase peningkatan Penerimaan Negara Bukan Pajak (PNBP)", "Persen"),
    "SK2.2": ("Jumlah hasil layanan jasa industri", "Hasil Layanan"),
    "SK2.3": ("Nilai Revenue on Asset (RoA)", "Persen"),
    "SK2.4": ("Rasio Pendapatan Operasional terhadap Biaya Operasional (POBO)", "Persen"),
    "SK3.1": ("Indeks Profesionalitas ASN (IPASN)", "Indeks"),
    "SK4.1": ("Persentase jenis layanan yang datanya terintegrasi dengan sistem informasi BSKJI", "Persen"),
    "SK4.2": ("Tingkat Penerapan Sistem Pemerintahan Berbasis Elektronik (SPBE)", "Persen"),
    "SK4.3": ("Indeks Pelayanan Publik (IPP)", "Indeks"),
    "SK5.1": ("Rekomendasi hasil pengawasan internal telah ditindaklanjuti oleh Satker", "Persen"),
    "SK5.2": ("Nilai minimal hasil pengawasan kearsipan internal (Unit Kearsipan)", "Nilai"),
    "SK6.1": ("Nilai minimal Sistem Akuntabilitas Instansi Pemerintah (SAKIP) Satker", "Nilai"),
    "SK6.2": ("Nilai minimal Indikator Kinerja Pelaksanaan Anggaran (IKPA)", "Nilai"),
    "SK7.1": (
        "Persentase penggunaan Produk Dalam Negeri dalam pengadaan barang dan/atau jasa pemerintah",
        "Persen",
    ),
}
_VOLUMES = {
    "pengujian": ("Pengujian", "Sampel"),
    "kalibrasi": ("Kalibrasi", "Alat"),
    "sertifikasi": ("Sertifikasi", "Sertifikat"),
    "sampling": ("Sampling", "Titik"),
    "uji_profisiensi": ("Uji Profisiensi", "Peserta"),
    "bimbingan_pendampingan": ("Bimbingan dan pendampingan teknis industri", "Orang"),
    "konsultasi": ("Konsultasi", "Kegiatan"),
    "opti": ("Optimalisasi pemanfaatan teknologi industri", "Kegiatan"),
    "inspeksi_teknis": ("Inspeksi Teknis", "Titik"),
}
_VOLUME_INDICATOR = "SK2.2"
_NEXT = {1: "Triwulan II", 2: "Triwulan III"}

_AGREEMENT = (
    "Kode", "Tujuan/Sasaran", "Indikator", "Satuan", "Target", "Arah",
    *(f"Target Antara TW{n}" for n in range(1, 5)), *(f"Rencana Kegiatan TW{n}" for n in range(1, 5)),
    "Penanggung Jawab",
)  # fmt: skip
_BUDGET_DOCUMENT = ("Kode", "Uraian", "Volume", "Satuan")
_ASSESSMENT = ("Kode", "Triwulan", "Nilai", "Status", "Tanggal", "Penilai", "Dokumen Bukti")
_PHYSICAL = (
    "Kode", "Triwulan", "Sasaran Triwulan Ini", "Realisasi Triwulan Ini", "Sasaran s.d.", "Realisasi s.d.",
    "Realisasi Kegiatan",
)  # fmt: skip
_NARRATIVE = ("Kode", "Bagian", "Urutan", "Teks", "Penanggung Jawab", "Target Penyelesaian")


def write_performance(path: Path, totals: Totals, quarter: int, shuffle: Random | None = None) -> Path:
    """Writes the workbook of a quarter; assessments and progress of earlier quarters stay in it.

    Args:
        path: where to write.
        totals: targets and values.
        quarter: 1 or 2.
        shuffle: puts the columns of every sheet in another order.
    """
    sheets: list[tuple[str, tuple[str, ...], list[list[object]]]] = [
        ("Perjanjian Kinerja", _AGREEMENT, _agreement(totals)),
        ("DIPA", _BUDGET_DOCUMENT, _budget_document(totals)),
        ("Penilaian Luar", _ASSESSMENT, _assessments(totals, quarter)),
        ("Fisik", _PHYSICAL, _physical(totals, quarter)),
        ("Narasi", _NARRATIVE, _narratives(totals, quarter)),
    ]
    with Book(path, "Contoh lembar kinerja - data karangan") as book:
        for name, columns, cells in sheets:
            header, rows = reorder(columns, cells, shuffle)
            book.table(name, header, rows)
        for name, (head, *below) in TABLES.get(quarter, {}).items():
            book.table(name, [str(title) for title in head], below)
    return path


def _agreement(totals: Totals) -> list[list[object]]:
    rows: list[list[object]] = []
    for code, target in totals.indicator_targets.items():
        name, unit = _INDICATORS[code]
        plan = PLANS[code]
        objective = _OBJECTIVES[code.split(".")[0]]
        rows.append([code, objective, name, unit, target, "naik", 25, 50, 75, 100, *plan.activities, plan.owner])
        if code == _VOLUME_INDICATOR:
            for service, amount in totals.volume_targets.items():
                volume_name, volume_unit = _VOLUMES[service]
                rows.append([f"{code}.{service}", objective, volume_name, volume_unit, amount, "naik", *[None] * 9])
    return rows


def _budget_document(totals: Totals) -> list[list[object]]:
    rows: list[list[object]] = []
    for program, program_name in PROGRAMS.items():
        rows.append([f"019.07.{program}", program_name, None, None])
        for kro, (activity, name) in OUTPUTS.items():
            if ACTIVITIES[activity][0] != program:
                continue
            volume, unit = totals.outputs[f"{activity}.{kro}"]
            rows.append([f"{activity}.{kro}", name, volume, unit])
            for code, (amount, detail_unit) in totals.output_details.items():
                if code.startswith(f"{activity}.{kro}."):
                    rows.append([code, OUTPUT_DETAILS[code.split(".", 1)[1]], amount, detail_unit])
    rows.append(["PNBP.TARGET", "Target pendapatan menurut DIPA", totals.receipts_target, "Rupiah"])
    rows.append(["PNBP.TAHUN_LALU", "Realisasi PNBP tahun sebelumnya", totals.receipts_year_before, "Rupiah"])
    return rows


def _assessments(totals: Totals, quarter: int) -> list[list[object]]:
    return [
        [row.indicator, f"{totals.year}-TW{row.quarter}", row.value, row.status, row.date, row.assessor, row.document]
        for row in totals.assessments
        if row.quarter <= quarter
    ]


def _physical(totals: Totals, quarter: int) -> list[list[object]]:
    rows: list[list[object]] = []
    for number, progress in totals.physical.items():
        if number > quarter:
            continue
        for code in (*totals.indicator_targets, *OUTPUTS):
            values = (0, 0, 0, 0) if code in totals.idle_outputs else progress
            done = ACTIVITIES_DONE.get(code, (None, None))[number - 1]
            rows.append([code, f"{totals.year}-TW{number}", *values, done])
    return rows


def _narratives(totals: Totals, quarter: int) -> list[list[object]]:
    rows: list[list[object]] = []
    order: dict[tuple[str, str], int] = {}
    left_out = _INDICATORS.keys() - totals.indicator_targets.keys()
    for text in NARRATIVES:
        if quarter not in text.quarters or text.code in left_out:
            continue
        key = (text.code, text.part)
        order[key] = order.get(key, 0) + 1
        done_by = _NEXT[quarter] if text.owner else None
        rows.append([text.code, text.part, order[key], text.text, text.owner or None, done_by])
    return rows
