"""What the templates declare beside tables and charts: the order of the report, its words, and rules that choose them.

Belongs here: the shapes of laporan.yaml, metode.yaml, frasa.yaml, angka_tetap.yaml, jejak.yaml and klaim.yaml. Not
here: reading them (outline.py), and what their words are used for.
"""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from orchestration.checks.catalogue import DIMENSIONS, STOPS
from orchestration.declarations.strict import Pattern, RegEx, Strict, Text, keyed_by, with_places
from orchestration.figures.formulas import LEAF_OPERATIONS
from orchestration.figures.formulas import Words as FormulaWords
from orchestration.publication.document.declared_tables import Words

Named = dict[str, Words]
"""Words by the name of what they call; what is not named is called by its own name."""

# --- laporan.yaml ---------------------------------------------------------------------------------------------------


class CoverSpec(Strict):
    """The cover and its lines."""

    nama: Text
    jenis: Literal["sampul"]
    nomor_halaman: Literal["tanpa", "romawi", "bab"] = "bab"
    kementerian: Words
    judul: Words
    periode: Words
    induk: Words
    unit: Words
    tempat: Words


class SectionSpec(Strict):
    """A section: its files, and how it is numbered.

    Attributes:
        bab: number of the chapter; `lampiran` that of the appendix.
        awalan: what stands before the page numbers of an appendix.
        arah: of the paper.
        bila: the section is left out where there is nothing of this.
    """

    nama: Text
    berkas: list[Text] = Field(min_length=1)
    bab: int | None = Field(default=None, ge=1, le=10)
    lampiran: int | None = Field(default=None, ge=1)
    awalan: str = ""
    nomor_halaman: Literal["tanpa", "romawi", "bab"] = "bab"
    arah: Literal["tegak", "lanskap"] = "tegak"
    bila: Literal["laporan_terbit"] | None = None


class QualityWords(Strict):
    """Words of the statement on data quality; `temuan_terbanyak` findings are listed.

    `aturan_rinci` heads the warnings of rules that are finer than a check.
    """

    temuan_terbanyak: int = Field(ge=1)
    jumlah: Words
    aturan_rinci: Words
    tahap: Annotated[Named, keyed_by(*STOPS)]
    tingkat: Annotated[Named, keyed_by("blocking", "warning")]
    dimensi: Annotated[Named, keyed_by(*DIMENSIONS)]
    sifat: Annotated[Named, keyed_by("error", "warn", "info")]
    hasil: Annotated[Named, keyed_by("lulus", "error", "warn", "info")]
    berat: Annotated[Named, keyed_by("menahan", "catatan")]
    alasan: Named
    aturan: Named
    pendukung: Annotated[Named, keyed_by("gambar", "dokumen")]


class PublishedWords(Strict):
    """Words of the comparison with a report that was published before."""

    status: Annotated[Named, keyed_by("sama", "dikoreksi", "tidak_dapat_dibandingkan")]
    tanpa_alasan: Words


class RowWords(Strict):
    """How rows of a file are listed; `{n}` is the number of those not named."""

    baris: Words
    lainnya: Annotated[Words, with_places("n")]


class ChangeWords(Strict):
    """Words of the list of changes since the release before."""

    baris: RowWords
    sebab: Annotated[Named, keyed_by("kiriman", "kiriman_dicabut", "kebijakan", "konfigurasi", "cara_hitung")]
    jenis: Annotated[Named, keyed_by("turun", "tetapan", "nama", "satuan")]


class Called(Strict):
    """What tables, charts and links are called in every format."""

    tabel: Words
    gambar: Words
    daftar_isi: Words
    dasbor: Words
    lewati: Words
    kembali: Words
    nip: Words
    halaman: Words
    tanda_tangan: Words


class DocxWords(Strict):
    """Words of the Word file alone."""

    jejak: Words


class ContentsHeads(Strict):
    """Heads of the sheet of contents, from left to right."""

    lembar: Words
    tabel: Words
    judul: Words


class ContentsWords(Strict):
    """Words of the sheet of contents."""

    lembar: Words
    judul: Annotated[Words, with_places("judul")]
    kolom: ContentsHeads
    catatan: list[Words]


class TraceHeads(Strict):
    """Heads of the sheet of trails, from left to right."""

    id: Words
    nama: Words
    nilai: Words
    tercetak: Words
    satuan: Words
    rumus: Words
    berkas: Words
    baris: Words
    sidik: Words
    sumber: Words


class TraceSheetWords(Strict):
    """Words of the sheet of trails.

    Attributes:
        lewat: before the figures that a figure without rows of its own is made of.
        dan_seterusnya: behind a list of rows that is too long for a cell.
    """

    lembar: Words
    judul: Words
    lewat: Words
    dan_seterusnya: Words
    catatan: list[Words]
    kolom: TraceHeads


class XlsxWords(Strict):
    """Words of the workbook alone."""

    kelompok: Words
    daftar: ContentsWords
    jejak: TraceSheetWords


class DataWords(Strict):
    """Words of the descriptor of the CSV files.

    Attributes:
        judul: of the whole.
        keterangan: what the files are.
        berkas: name of each of the release's own CSV files to what it holds.
    """

    judul: Words
    keterangan: Words
    berkas: dict[str, Words]


class OfficeWords(Strict):
    """Words of the files that staff work on."""

    docx: DocxWords
    xlsx: XlsxWords
    data: DataWords


def _around_a_number(value: str) -> str:
    if value.count("%s") != 1:
        raise ValueError(f"'{value}' has to have %s once, where the number stands")
    return value


class TrendWords(Strict):
    """Words of the drawing of indicators over the quarters; `{triwulan}` is a Roman number."""

    judul: Words
    uraian: Words
    tahun_ini: Annotated[Words, with_places("triwulan")]
    tahun_lalu: Annotated[Words, with_places("triwulan")]


class Report(Strict):
    """laporan.yaml: the order of the sections and the standing words.

    Attributes:
        tanda_konsep: what every page of a draft is marked with.
        bagan: title of the organisation chart.
        tren: of the drawing of indicators over the quarters.
        nomor_tabel: `urut`, as the tables stand, or `baku`, the official number that each declaration has.
        sebutan_sasaran: what a tujuan and a sasaran are called.
        peran: short name to the formulas it stands for, for `{@name.measure}`.
        satuan: unit to the way it stands around a number.
        tanpa_narasi: what is said where a steward wrote nothing, by part.
        catatan_kaki: the footnotes, for `{^name}`.
    """

    judul_berkas: Words
    kaki: Words
    tanda_konsep: Words
    bagan: Words
    tren: TrendWords
    nomor_tabel: Literal["urut", "baku"] = "urut"
    bagian: list[
        Annotated[
            Annotated[CoverSpec, Tag("sampul")] | Annotated[SectionSpec, Tag("bagian")],
            Discriminator(lambda entry: "sampul" if isinstance(entry, dict) and "jenis" in entry else "bagian"),
        ]
    ] = Field(min_length=1)
    sebutan_sasaran: Annotated[Named, keyed_by("tujuan", "sasaran")]
    peran: dict[str, list[Text]]
    satuan: dict[str, Annotated[str, AfterValidator(_around_a_number)]]
    tanpa_narasi: Annotated[dict[str, str], keyed_by("hasil", "kendala", "tindak lanjut")]
    mutu_data: QualityWords
    laporan_terbit: PublishedWords
    perubahan: ChangeWords
    catatan_kaki: Named
    sebutan: Called
    berkas_olah: OfficeWords


# --- metode.yaml ----------------------------------------------------------------------------------------------------


class TermWords(Strict):
    """What a part of a declared formula counts, in words: `{kolom}` of `{sumber}`, and how a row is chosen."""

    banyak: Annotated[Words, with_places("sumber")]
    unik: Annotated[Words, with_places("kolom", "sumber")]
    jumlah: Annotated[Words, with_places("kolom", "sumber")]
    menit: Annotated[Words, with_places("mulai", "selesai", "sumber")]
    jam: Annotated[Words, with_places("mulai", "selesai", "sumber")]
    dengan: str
    dan: str
    atau: str
    sama: Annotated[Words, with_places("kolom", "nilai")]
    bukan: Annotated[Words, with_places("kolom", "nilai")]
    awalan: Annotated[Words, with_places("kolom", "nilai")]
    paling_sedikit: Annotated[Words, with_places("kolom", "nilai")]
    paling_banyak: Annotated[Words, with_places("kolom", "nilai")]
    terisi: Annotated[Words, with_places("kolom")]
    kosong: Annotated[Words, with_places("kolom")]
    batas: Annotated[Words, with_places("nilai", "satuan", "mulai", "selesai")]


class Methods(Strict):
    """metode.yaml: the words of the notes on method.

    Attributes:
        periode: words of a period basis; one without is printed as it is.
        kolom: what columns of the program's own sources are called, where their name is no word.
        skala: of an index of PNBP; `{langkah}` is its ladder, `{batas}` and `{nilai}` one step of it.
    """

    judul: Words
    label: Annotated[
        Named,
        keyed_by(
            *("cara", "periode", "kebijakan", "alternatif", "penilai", "tanggal_penilaian", "dokumen_bukti"),
            *("skala", "ketentuan"),
        ),
    ]
    perubahan: Annotated[Named, keyed_by("tercapai", "tidak_tercapai")]
    periode: Named
    skala: Annotated[
        dict[str, Annotated[Words, with_places("langkah", "batas", "nilai")]],
        keyed_by("rasio", "persen", "poin", "langkah"),
    ]
    ketentuan: TermWords
    kolom: Named


# --- frasa.yaml, klaim.yaml, angka_tetap.yaml -----------------------------------------------------------------------

Bound = Decimal | Literal["pembanding"]
"""A number, or the printed value of the other figure."""


class Condition(Strict):
    """What has to be true of a figure: its status, or its printed value against a bound; without any, that it has one.

    Attributes:
        status: of a figure without value; `apa_pun` for any, `tidak_ada` where there is no such figure.
    """

    status: Literal["on_progress", "tidak_terdefinisi", "tidak_ada", "apa_pun"] | None = None
    lebih_dari: Bound | None = None
    minimal: Bound | None = None
    sama_dengan: Bound | None = None
    kurang_dari: Bound | None = None

    def bounds(self) -> list[str]:
        """The keys that say something, apart from the words."""
        return [name for name in Condition.model_fields if getattr(self, name) is not None]

    @model_validator(mode="after")
    def _one(self) -> Condition:
        if len(self.bounds()) > 1:
            raise ValueError(f"says several things at once; expected one of {', '.join(self.bounds())}")
        return self


class Case(Condition):
    """Words for figures of which a condition holds."""

    teks: Words


def _ends_somewhere(cases: list[Case]) -> list[Case]:
    if not any(case.status == "apa_pun" for case in cases):
        raise ValueError("has no words for a figure without value; expected a case {status: apa_pun, teks: ...}")
    if cases[-1].bounds():
        raise ValueError("has no words for a figure that fits no case; expected a last case of teks alone")
    return cases


Phrases = dict[str, Annotated[list[Case], AfterValidator(_ends_somewhere)]]
"""frasa.yaml: rules that choose words, each with its cases, tried in their order."""


class Claim(Strict):
    """A claim of a narrative, and what has to be true of a figure for it.

    Attributes:
        pola: the words.
        kecuali: words that hold them without claiming anything.
        angka: the figure, `.x` of the narrative's indicator.
        benar: one of these is enough.
    """

    pola: RegEx
    kecuali: RegEx | None = None
    angka: Text
    benar: list[Condition] = Field(min_length=1)


class Constant(Strict):
    """Digits that are no figure of the report, and why."""

    jenis: Text
    pola: Pattern


# --- jejak.yaml -----------------------------------------------------------------------------------------------------


class PolicyLabels(Strict):
    """What is said of a policy behind a figure."""

    alasan: Words
    dasar: Words
    pembanding: Words


class FileHeads(Strict):
    """Heads of the table of files."""

    nomor: Words
    berkas: Words
    triwulan: Words
    sidik: Words


class TrailHeads(Strict):
    """Heads of the table of figures, from left to right."""

    angka: Words
    rumus: Words
    baris: Words


class FilesTable(Strict):
    """The table of the files behind figures."""

    nomor: Text
    judul: Words
    kolom: FileHeads


class TrailsTable(Strict):
    """The table of the trails; `kelompok` calls groups of figures that are of no indicator."""

    nomor: Text
    judul: Words
    baris: Words
    kolom: TrailHeads
    kelompok: Named


class Appendix(Strict):
    """The appendix of trails."""

    lembar: Words
    berkas: FilesTable
    angka: TrailsTable


_ENDINGS = (*LEAF_OPERATIONS, "tanpa_nilai", "tidak_tutup", "sendiri", "komponen", "kosong")
_LABELS = (
    "nilai_penuh", "indikator", "cara", "keterangan", "periode", "rumus", "kebijakan", "pilihan_lain", "komponen",
    "dipakai", "baris", "syarat", "contoh", "sidik", "tempat",
)  # fmt: skip


class Traces(Strict):
    """jejak.yaml: the words of panels, of the appendix and of jejak.json.

    Attributes:
        label: of the entries of a panel.
        rumus: how formulas are written.
        peran: what a component is to a figure; a role without words is printed as it is.
        penutup: the sentence that closes the sum of the rows, by the operation of the figure.
    """

    judul: Words
    tutup: Words
    cari: Words
    tinjau: Words
    tak_ditemukan: Words
    lainnya: Words
    bertanda: Words
    tanpa_tanda: Words
    label: Annotated[Named, keyed_by(*_LABELS)]
    rumus: Annotated[
        dict[str, Annotated[Words, with_places("measure", "operation", "each")]],
        keyed_by(*(field.name for field in fields(FormulaWords))),
    ]
    dibulatkan: Words
    tidak_bernilai: Words
    peran: Named
    kebijakan: PolicyLabels
    penutup: Annotated[
        dict[str, Annotated[Words, with_places("baris", "berisi", "jumlah")]],
        keyed_by(*_ENDINGS),
    ]
    berkas: Annotated[Words, with_places("lembar")]
    baris: Words
    memberi: Words
    lampiran: Appendix
