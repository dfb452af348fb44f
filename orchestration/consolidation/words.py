"""The words of the consolidated report, as `reports/templates/konsolidasi.yaml` declares them.

Belongs here: the shape of that file. Not here: the words that every report has (laporan.yaml, jejak.yaml).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from orchestration.declarations import typed_yaml
from orchestration.declarations.strict import Strict, Text, keyed_by

FILE = "konsolidasi.yaml"

Named = dict[str, Text]


class Words(Strict):
    """konsolidasi.yaml.

    Attributes:
        judul_berkas: title of the files; `{triwulan}` is a Roman number, `{tahun}` the fiscal year.
        periode: on the cover, with the same places.
        tempat: on the cover; `{tanggal}` is the last day of the quarter.
        bagian: heads of the chapters.
        kalimat: sentences that lead tables, or stand in place of an empty one.
        cara: how each kind of figure is worked out.
        singkat: the same in a word or two, and what a unit's figure is.
        kartu: of the figures set large.
        kolom: heads of columns.
        keadaan: what a state of a unit is called.
        baris: names of groups of rows.
        jejak: of the panels, where they differ from those of a unit's report.
    """

    judul: Text
    judul_berkas: Text
    periode: Text
    seluruhnya: Text
    kementerian: Text
    tempat: Text
    bagian: Annotated[
        Named,
        keyed_by(
            *(
                "isi",
                "ringkasan",
                "jumlah",
                "median",
                "indikator",
                "pencilan",
                "keadaan",
                "cara",
                "asal",
                "anggaran",
                "rincian",
            ),
            *("sendiri", "rilis"),
        ),
    ]
    kalimat: Annotated[
        Named,
        keyed_by(
            *(
                "ringkasan",
                "jumlah",
                "indikator",
                "tanpa_pencilan",
                "semua_masuk",
                "tanpa_peringkat",
                "asal",
                "sendiri",
            ),
            *("kebijakan", "peringkat", "belum_bernilai"),
        ),
    ]
    cara: Annotated[
        Named,
        keyed_by(
            *("median", "kuartil_bawah", "kuartil_atas", "jumlah", "persen", "banyak", "keadaan", "peringkat"),
            "pencilan",
        ),
    ]
    singkat: Annotated[
        Named,
        keyed_by(
            *("median", "kuartil_bawah", "kuartil_atas", "jumlah", "persen", "banyak", "keadaan", "peringkat"),
            "satker",
        ),
    ]
    kartu: Annotated[
        Named,
        keyed_by("satker", "realisasi", "pnbp", "ket_satker", "ket_realisasi", "ket_pnbp"),
    ]
    kolom: Annotated[
        Named,
        keyed_by(
            *("uraian", "satuan", "jumlah", "satker", "kode", "indikator", "nama", "median_realisasi", "capaian"),
            *("kuartil_bawah", "median", "kuartil_atas", "keadaan", "alasan", "berkas", "target", "realisasi"),
            *("peringkat", "pagu", "blokir", "efektif", "persen_efektif", "pnbp", "rilis", "sidik", "angka", "cara"),
        ),
    ]
    keadaan: Annotated[Named, keyed_by("tidak_sah", "ganda", "konsep", "terlambat", "asing")]
    baris: Annotated[Named, keyed_by("anggaran", "sumber_dana", "pnbp", "volume", "seluruhnya", "tidak_diperiksa")]
    jejak: Annotated[Named, keyed_by("komponen", "kosong", "part", "base")]


def read(templates: Path) -> Words:
    """The words.

    Raises:
        ConfigurationError: with every problem of the file.
    """
    return typed_yaml.load(templates / FILE, Words)
