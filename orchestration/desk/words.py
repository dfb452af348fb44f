"""What the desk calls things, in Indonesian: states, roles, acts, severities, stops of the journey, outcomes, times.

Belongs here: words for what the program names in code. Not here: sentences of a page (templates/), of a finding
(told.py).
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from orchestration.desk.access.people import Role
from orchestration.figures.numbers import format_number, long_date, month_name

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter

STATES = {
    "menunggu": ("Menunggu", "Ada berkas yang belum datang."),
    "ditahan": ("Ditahan", "Ada yang harus diperbaiki; laporan yang sudah terbit tetap berlaku."),
    "konsep": ("Konsep", "Laporan sudah jadi, tetapi menunggu jawaban atau pengesahan."),
    "terbit": ("Terbit", "Laporan sudah terbit dan berlaku."),
    "ditarik": ("Ditarik", "Semua laporan yang pernah terbit sudah ditarik; koreksi menjadi laporan berikutnya."),
}
"""State of a quarter to its name and what it means."""

ROLES = {
    Role.PENGELOLA: ("Pengelola data", "mengunggah berkas, menjawab peringatan, menjalankan pengolahan"),
    Role.PENYETUJU: ("Penyetuju", "mengesahkan konsep dan menarik laporan"),
    Role.AUDITOR: ("Auditor", "melihat semuanya, tidak mengubah apa pun"),
    Role.PENGATUR: ("Pengatur akun", "membuat dan mengubah akun"),
}

SEVERITIES = {"blocking": "Menahan", "warning": "Peringatan", "info": "Catatan"}

NEED = {"required": "wajib", "expected": "sebaiknya ada"}

STOPS = {
    "raw": "membaca berkas",
    "file": "memeriksa berkas",
    "ingestion": "membaca berkas",
    "staging": "merapikan data",
    "intermediate": "menggabungkan data",
    "marts": "menghitung",
    "figures": "menyusun angka",
    "transformation": "menghitung",
    "report": "menyusun laporan",
    "publication": "menyusun laporan",
}
"""Stop of the journey to what is being done there."""

WORK = {"run": "Pengolahan", "approve": "Pengesahan"}

OUTCOMES = {
    "published": "Laporan terbit.",
    "approved": "Konsep disahkan dan terbit.",
    "unchanged": "Tidak ada perubahan: berkas yang sama sudah menghasilkan laporan ini.",
    "konsep": "Konsep sudah jadi dan menunggu jawaban atau pengesahan.",
    "refused": "Ditahan: ada yang harus diperbaiki lebih dahulu.",
    "not possible": "Tidak dapat dilakukan.",
    "configuration": "Profil unit atau data rujukan belum dapat dipakai.",
    "busy": "Ruang kerja sedang dipakai proses lain terlalu lama.",
    "broken": "Berhenti karena gangguan; laporan yang sudah terbit tetap berlaku.",
    "lost": "Terputus sebelum selesai; jalankan sekali lagi. Tidak ada yang rusak.",
}
"""How work ended."""

ACTS = {
    "masuk": "masuk",
    "gagal masuk": "gagal masuk",
    "keluar": "keluar",
    "akun pertama": "membuat akun pertama",
    "akun baru": "membuat akun",
    "akun diubah": "mengubah akun",
    "tautan baru": "membuat tautan kata sandi",
    "kata sandi": "memilih kata sandi",
    "unggah": "mengunggah berkas",
    "masukkan": "memasukkan berkas",
    "batalkan": "membatalkan unggahan",
    "kembalikan": "mengunduh salinan untuk pengirim",
    "jalankan": "menjalankan pengolahan",
    "selesai": "pengolahan selesai",
    "jawab": "menjawab peringatan",
    "sahkan": "mengesahkan konsep",
    "tarik": "menarik laporan",
    "bundel": "mengunduh bundel bukti",
    "ekspor": "mengunduh ekspor untuk sistem lain",
}
"""Acts of the desk's journal."""

STATUS_ACTS = {"run": "pengolahan", "answer": "jawaban", "approve": "pengesahan", "withdraw": "penarikan"}
"""Acts of a quarter's `status.csv`."""

FILES = {
    "laporan.html": ("Laporan (peramban)", "Klik sebuah angka untuk melihat asalnya."),
    "laporan.pdf": ("Laporan (PDF)", "Untuk dicetak dan ditandatangani."),
    "laporan-ttd.pdf": ("Laporan bertanda tangan (PDF)", "Dengan tanda tangan elektronik kepala."),
    "dasbor.html": (
        "Dasbor (peramban)",
        "Sasaran, tren, dan yang menggerakkannya, atas semua rilis; satu halaman A4 bila dicetak.",
    ),
    "laporan.docx": ("Laporan (Word)", ""),
    "tabel.xlsx": ("Tabel (Excel)", "Setiap angka beserta jejaknya."),
    "figures.csv": ("Daftar angka (CSV)", ""),
    "components.csv": ("Unsur angka (CSV)", "Angka mana dibuat dari angka mana."),
    "findings.csv": ("Temuan (CSV)", "Setiap baris yang ditemukan."),
    "revisions.csv": ("Perubahan (CSV)", "Angka yang berubah sejak laporan sebelumnya."),
    "checks.json": ("Hasil pemeriksaan (JSON)", ""),
    "jejak.json": ("Jejak angka (JSON)", ""),
    "manifest.json": ("Manifes (JSON)", "Sidik setiap berkas dan bahannya."),
    "manifest.dsse.json": ("Tanda tangan manifes", ""),
    "datapackage.json": ("Keterangan tabel data (JSON)", "Kolom setiap tabel, menurut Frictionless Data Package."),
    "evidence.duckdb": ("Bukti baris data (DuckDB)", "Untuk auditor."),
}
"""File of a release to what it is, in the order of a page."""


_UNITS = {"_rp": "(Rp)", "_pct": "(%)", "_hk": "(hari kerja)"}
_TRUTHS = {"true": "ya", "false": "tidak"}
_AMOUNT = re.compile(r"-?\d+\.\d+")
"""A number with a point, as the marts keep amounts; codes and counts have none."""

_COLUMN = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")

_TYPED = re.compile(r"`triwulan (?:run|check) [^`]*`")


def quarter_name(quarter: Quarter) -> str:
    """`Triwulan II 2025`."""
    return f"Triwulan {quarter.roman} {quarter.year}"


def release_name(release: str) -> str:
    """`rN` or `konsep` as a heading says it."""
    return "Konsep" if release == "konsep" else f"Laporan {release}"


def day(when: dt.date | None) -> str:
    """`15 Juli 2025`; a dash where there is none."""
    return long_date(when) if when else "–"


def moment(time: str) -> str:
    """A time as the journal keeps it, where this machine is: `15 Juli 2025 pukul 09.30`."""
    try:
        here = dt.datetime.fromisoformat(time).astimezone()
    except ValueError:
        return time
    return f"{day(here.date())} pukul {here:%H.%M}"


def number(count: int) -> str:
    """`1.234`."""
    return format_number(count, 0)


def size(count: int) -> str:
    """A number of bytes, rounded: `1,5 MB`."""
    for unit, step in (("MB", 1_000_000), ("kB", 1_000)):
        if count >= step:
            return f"{count / step:.1f}".replace(".", ",") + f" {unit}"
    return f"{count} bita"


def column(name: str) -> str:
    """What a column of the marts is called in front of a steward: `realisasi_sd_rp` is `realisasi s.d. (Rp)`."""
    stem = name.removeprefix("is_")
    unit = next((end for end in _UNITS if stem.endswith(end)), "")
    words = " ".join("s.d." if word == "sd" else word for word in stem.removesuffix(unit).split("_"))
    return f"{words} {_UNITS[unit]}" if unit else words


def formula(text: str) -> str:
    """A formula with its columns as words."""
    return _COLUMN.sub(lambda found: column(found[0]), text)


def cell(text: str | None) -> str:
    """A value of the marts in Indonesian: a truth as ya or tidak, an amount with points and comma."""
    if text is None or text in _TRUTHS:
        return _TRUTHS.get(text or "", "")
    if not _AMOUNT.fullmatch(text):
        return text
    value = Decimal(text)
    plain = value.normalize()
    decimals = max(0, -int(plain.as_tuple().exponent))
    return format_number(value.quantize(Decimal(1).scaleb(-decimals)), decimals)


def on_the_desk(text: str) -> str:
    """A sentence of the command line with what is pressed here in place of what is typed there."""
    return _TYPED.sub("“Jalankan pengolahan”", text)


def span(first: str, last: str) -> str:
    """From when to when rows are: days, months or quarters as the door writes them."""
    first, last = _time(first), _time(last)
    return first if first == last else f"{first} sampai {last}"


def _time(text: str) -> str:
    try:
        return day(dt.date.fromisoformat(text[:10]))
    except ValueError:
        pass
    year, _, month = text.partition("-")
    if month.isdecimal() and 1 <= int(month) <= 12:
        return f"{month_name(int(month))} {year}"
    return text
