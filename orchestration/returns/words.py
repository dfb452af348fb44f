"""What a sender reads beside a cell: what is wrong there, and what to do, in Indonesian and in few words.

Belongs here: a headline and an act for every rule that speaks of a delivery. Not here: the whole sentence of a finding,
with what was expected (the stop that made it), where it stands (places.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from orchestration.checks.catalogue import catalogue
from orchestration.language.sentences import told

if TYPE_CHECKING:
    from orchestration.checks.evidence import Finding, FindingSeverity

LEVELS: dict[FindingSeverity, str] = {"blocking": "MENAHAN", "warning": "PERINGATAN"}
"""What a finding does to the report, in one word; it stands wherever a colour does."""

_CORRECT = "Betulkan sel ini, lalu kirim ulang berkasnya."
_CHECK = "Periksa; kirim ulang berkasnya bila keliru, atau jawab peringatannya bila memang demikian."
_EXPORT = "Ekspor ulang dari aplikasi asalnya, lalu kirim tanpa membuka dan menyimpannya di program lembar kerja."
_WHOLE = "Ekspor ulang berkas ini secara utuh, lalu kirim ulang."


class Words(NamedTuple):
    """What is wrong, and what to do."""

    problem: str
    act: str


_RULES: dict[str, Words] = {
    "berkas": Words("Berkas tidak dapat dibuka.", "Simpan ulang sebagai .xlsx atau CSV UTF-8, lalu kirim ulang."),
    "jenis": Words(
        "Berkas tidak dikenali sebagai salah satu jenis data.",
        "Cocokkan judul kolom dengan contoh jenis datanya, lalu kirim ulang.",
    ),
    "tata_letak": Words("Susunan lembar tidak seperti jenisnya.", _WHOLE),
    "bentuk_angka": Words(
        "Angka dalam kolom ini ditulis dengan dua cara.", "Tulis semua angka kolom ini dengan satu cara."
    ),
    "ribuan_hilang": Words("Angka ribuan di kolom ini menjadi satuan.", _EXPORT),
    "tanggal_tertukar": Words("Hari dan bulan di kolom ini tertukar.", _EXPORT),
    "wajib": Words("Sel ini kosong, padahal wajib diisi.", "Isi sel ini, lalu kirim ulang berkasnya."),
    "angka": Words("Isi sel ini bukan angka yang dapat dibaca.", _CORRECT),
    "persen": Words("Persen di sel ini dapat berarti dua hal.", "Tulis angkanya tanpa tanda dan format persen."),
    "tanggal": Words("Isi sel ini bukan tanggal yang ada di kalender.", _CORRECT),
    "waktu": Words("Isi sel ini bukan tanggal dan jam yang dapat dibaca.", _CORRECT),
    "batas": Words("Angka di sel ini di luar batasnya.", _CORRECT),
    "layanan": Words("Nama layanan ini tidak ada dalam daftar nama.", "Perbaiki namanya, atau tambahkan ke daftar."),
    "pilihan": Words("Isi sel ini bukan salah satu pilihan.", _CORRECT),
    "kode": Words("Bentuk kode di sel ini keliru.", _CORRECT),
    "skor": Words("Jawaban ini tidak ada dalam skala penilaian.", _CORRECT),
    "kata_dan_angka": Words("Angka dan kata jawaban ini tidak sejalan.", _CORRECT),
    "unique": Words("Baris ini memakai kunci yang sudah dipakai baris lain.", "Hapus atau betulkan salah satunya."),
    "jumlah_kolom": Words(
        "Jumlah kolom baris ini tidak sama dengan baris lain.",
        "Cari pemisah kolom di dalam teks baris ini; apit teksnya dengan tanda petik.",
    ),
    "rumus": Words(
        "Rumus di sel ini gagal atau belum dihitung.", "Buka di program lembar kerja, perbaiki, simpan, kirim ulang."
    ),
    "sel_gabung": Words("Sel ini digabung dengan sel lain.", "Pisahkan sel gabungannya dan isi setiap baris."),
    "tabel": Words(
        "Tabel ini tidak dapat dimuat dalam laporan sebagaimana adanya.",
        "Beri judul pada setiap kolom; paling banyak 8 kolom, dan 1 sampai 60 baris di bawah judulnya.",
    ),
    "kelas_baris": Words("Baris ini tidak dapat dikenali tingkatnya.", _WHOLE),
    "induk": Words("Baris ini tidak mempunyai induk di atasnya.", _WHOLE),
    "tahun": Words("Tanggal ini jauh dari tahun laporan.", "Betulkan bila salah ketik."),
    "satker": Words("Baris ini milik satker lain.", "Keluarkan dari berkas, atau kirim berkas satker sendiri."),
    "lembar": Words("Lembar ini tidak dikenali dan tidak dibaca.", "Hapus lembarnya, atau perbaiki judul kolomnya."),
    "lembar_tersembunyi": Words(
        "Lembar ini tersembunyi, tetapi barisnya ikut dihitung.", "Tampilkan lembarnya, atau hapus bila usang."
    ),
    "kosong": Words("Tabel ini mempunyai judul kolom, tetapi tidak ada baris data.", _WHOLE),
    "naskah_tahun_lalu": Words("Isi berkas ini sama dengan tahun lalu.", "Kirim berkas tahun ini."),
    "naskah_tahun_lain": Words("Berkas ini menyebut tahun lain.", "Kirim berkas tahun laporan."),
    "every_row_of_a_file_is_accepted_rejected_or_without_data": Words("Ada baris berkas yang tidak terbaca.", _WHOLE),
    "control_totals_equal_the_sum_of_their_rows": Words("Total ini bukan jumlah baris-barisnya.", _WHOLE),
    "files_hold_the_rows_and_sums_of_their_control_list": Words(
        "Banyak baris atau jumlah kolom tidak sama dengan Daftar Kendali.",
        "Kirim ulang berkas secara utuh, atau betulkan Daftar Kendali bila daftarnya yang usang.",
    ),
    "values_are_plausible_and_no_row_is_missing": Words("Nilai ini tidak wajar untuk kolomnya.", _CORRECT),
    "every_paper_of_a_year_says_of_which_year_it_is": Words(
        "Nama dan judul berkas ini tidak menyebut tahunnya.", "Tulis tahunnya dalam nama berkas, lalu kirim ulang."
    ),
    "no_narrative_repeats_an_earlier_quarter": Words(
        "Teks ini mengulang triwulan sebelumnya.", "Tulis hasil triwulan ini, atau jawab peringatannya."
    ),
    "no_delivery_holds_less_than_the_one_it_replaces": Words(
        "Berkas ini memuat lebih sedikit daripada kiriman yang digantikannya.", _CHECK
    ),
    "klaim_disangkal": Words("Kalimat ini tidak sejalan dengan angkanya.", "Perbaiki kalimatnya."),
    "berkas_pendukung": Words(
        "Gambar atau dokumen yang disebut di sini tidak dapat dimuat.", "Perbaiki nama atau berkasnya."
    ),
    "padu_sum": Words("Angka ini bukan jumlah bagian-bagiannya.", _CHECK),
    "padu_product": Words("Angka ini bukan hasil kali bagian-bagiannya.", _CHECK),
    "padu_not_before": Words("Tanggal ini mendahului tanggal yang seharusnya lebih dulu.", _CHECK),
    "padu_of_its_year": Words("Tanggal ini lebih awal daripada tahun periodenya.", _CHECK),
    "padu_together": Words("Sel ini dan pasangannya harus diisi bersama, atau dikosongkan bersama.", _CHECK),
    "padu_unlike": Words("Baris ini mengulang baris lain sel demi sel.", _CHECK),
    "padu_twice": Words("Jawaban ini diberikan dua kali oleh orang yang sama dalam beberapa menit.", _CHECK),
    "padu_ratio": Words("Perbandingan angka ini jauh dari yang biasa.", _CHECK),
    "padu_outlier": Words("Jumlah ini jauh lebih besar daripada semua yang lain.", _CHECK),
    "padu_constant": Words("Isi sel ini berbeda dari baris lain sekelompoknya.", _CHECK),
    "padu_shape": Words("Bentuk kode ini berbeda dari kode lainnya.", _CHECK),
    "padu_one_code": Words("Nama yang sama mempunyai lebih dari satu kode.", _CHECK),
    "padu_ascending": Words("Tanggal mundur dari baris sebelumnya.", _CHECK),
    "padu_serial": Words("Nomor urut meloncat; mungkin ada baris yang hilang.", _CHECK),
    "padu_balance": Words("Kedua sisi neraca tidak sama.", _CORRECT),
    "padu_reaches_the_end": Words("Data berhenti jauh sebelum triwulan berakhir.", _CHECK),
    "padu_leap": Words("Nilai ini melonjak dari periode sebelumnya.", _CHECK),
    "padu_same_total": Words("Jumlah versi-versinya tidak sama.", _CHECK),
    "padu_steady": Words("Nilai ini berubah dari versi ke versi.", _CHECK),
    "padu_cumulative": Words("Angka s.d. periode ini bukan angka lalu ditambah periode ini.", _CHECK),
    "padu_moves": Words("Angka kumulatif tidak bertambah sejak periode sebelumnya.", _CHECK),
    "padu_repeats": Words("Nilai periode sebelumnya tidak tercantum lagi.", _CHECK),
    "padu_fixed": Words("Kiriman ini menyatakan lain daripada kiriman sebelumnya.", _CHECK),
    "padu_carried": Words("Baris kiriman sebelumnya tidak ada lagi di kiriman ini.", _CHECK),
}


def headline(rule: str) -> str:
    """What is wrong where a rule that speaks of a delivery is broken; empty for another rule."""
    return _RULES[rule].problem if rule in _RULES else ""


def words_of(finding: Finding) -> Words:
    """What is wrong and what to do; of a check of the catalogue, that what it is named for does not hold."""
    if finding.rule in _RULES:
        return _RULES[finding.rule]
    act = _CORRECT if finding.severity == "blocking" else _CHECK
    entry = catalogue().get(finding.rule)
    return Words(f"Tidak terpenuhi: {entry.nama}." if entry else "Perlu diperiksa.", act)


def note(findings: list[Finding]) -> str:
    """The comment of a cell: all that was found there, the gravest first."""
    return "\n\n".join(_told(finding) for finding in findings)


def _told(finding: Finding) -> str:
    found = words_of(finding)
    return "\n".join(
        [
            f"{LEVELS[finding.severity]}: {found.problem}",
            f"Yang harus dilakukan: {found.act}",
            told(finding.message, "id"),
        ]
    )
