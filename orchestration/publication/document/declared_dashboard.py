"""What the templates declare of the dashboard: its words.

Belongs here: the shape of dasbor.yaml. Not here: what the dashboard shows (formats/dasbor.py).
"""

from __future__ import annotations

from typing import Annotated

from orchestration.declarations.strict import Strict, keyed_by, with_places
from orchestration.publication.document.declared_tables import Words

Named = dict[str, Words]
_ByComparison = keyed_by("triwulan_lalu", "tahun_lalu")
_WAYS = keyed_by("layanan", "unsur", "bulan", "akun", "suku")


class SummaryWords(Strict):
    """The table of all indicators, which is what a printed dashboard shows."""

    judul: Words
    kolom: Annotated[
        Named,
        keyed_by(
            *("indikator", "target", "realisasi", "capaian", "jarak", "triwulan_lalu", "tahun_lalu", "tren", "proyeksi")
        ),
    ]
    tercapai: Words
    kurang: Words
    lebih: Words
    penggerak: Words
    tren: Annotated[Words, with_places("kode")]
    batang: Annotated[Words, with_places("kode")]
    catatan: Words


class DetailWords(Strict):
    """What stands below of one indicator."""

    judul: Words
    menurut_triwulan: Words
    menurut_layanan: Words
    menurut_bulan: Words
    ukuran: Words
    triwulan: Words
    layanan: Words
    target: Words
    realisasi: Words
    capaian: Words
    perubahan: Annotated[dict[str, Annotated[Words, with_places("triwulan")]], _ByComparison]
    kontribusi: Words
    batang: Words
    jumlah: Words
    rumus: Words
    gambar: Annotated[Words, with_places("kode")]
    sebab: Annotated[Named, keyed_by("tanpa_nilai", "tahun_berganti", "cara_berbeda", "tanpa_rincian")]
    menurut: Annotated[Named, _WAYS]
    kepala: Annotated[Named, _WAYS]
    suku: Named


class OriginWords(Strict):
    """The panel of a number."""

    judul: Words
    tutup: Words
    nilai_penuh: Words
    satuan: Words
    rilis: Words
    kini: Words
    revisi: Words
    jejak: Words
    perubahan: Annotated[Words, with_places("rilis")]
    bagian: Words
    kontribusi: Annotated[Words, with_places("kode", "rilis")]
    jarak: Words
    proyeksi: Annotated[dict[str, Words], keyed_by("kumulatif", "tingkat")]
    jarak_proyeksi: Words


class Dashboard(Strict):
    """dasbor.yaml."""

    judul: Annotated[Words, with_places("unit")]
    periode: Annotated[Words, with_places("triwulan", "tahun")]
    triwulan: Annotated[Words, with_places("triwulan", "tahun")]
    pengantar: Words
    lewati: Words
    navigasi: Words
    laporan: Words
    cetak: Words
    belum_ada: Words
    bukan_proyeksi: Words
    ringkasan: SummaryWords
    rincian: DetailWords
    asal: OriginWords
