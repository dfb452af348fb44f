"""What tabel.yaml and grafik.yaml declare: the rows of a table or a chart, its columns or series, and its words.

Belongs here: the shape of a declaration. Not here: filling one with figures (tables.py, charts.py), reading the files
(outline.py).

A pattern has places `${name}` for the fields of a row; one that names a field which a row has not is left empty there.
"""

from __future__ import annotations

from string import Template
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from orchestration.declarations.strict import PlacedError, Strict, Text
from orchestration.workspace.formulas import choices, formulas

Words = Annotated[str, StringConstraints(min_length=1)]
"""Words as they are printed, white space included."""


def _pattern(value: str) -> str:
    if not Template(value).is_valid():
        raise ValueError(f"'{value}' has a $ that begins no place; expected places such as ${{tahun}}")
    return value


Filled = Annotated[Words, AfterValidator(_pattern)]
"""Words with places for fields."""

Repetition = Literal["unsur", "triwulan"]
"""What columns and series may repeat over: the elements of the survey that have a figure, the quarters of a year."""


class Chosen(Strict):
    """Words that a rule of frasa.yaml chooses for a figure, or for two of them."""

    aturan: Text
    nilai: Filled
    pembanding: Annotated[str, AfterValidator(_pattern)] = ""


class Content(Strict):
    """What a cell holds: one of these, or nothing.

    Attributes:
        angka: pattern of a figure id; `satuan` prints the unit too.
        teks: pattern over the fields of the row.
        medan: pattern of the name of a field, whose lines stand one below the other.
        narasi: part of what a steward wrote for the indicator of the row; `realisasi` is what was done.
        frasa: words chosen by rule.
        keterangan: pattern of a figure id, whose remark is printed.
        tetap: a field that holds a constant.
        naskah: a field that may name figures.
        bukti: a field that may name a document.
    """

    angka: Filled | None = None
    satuan: bool = False
    teks: Filled | None = None
    medan: Filled | None = None
    narasi: Literal["hasil", "kendala", "tindak lanjut", "realisasi"] | None = None
    frasa: Chosen | None = None
    keterangan: Filled | None = None
    tetap: Text | None = None
    naskah: Text | None = None
    bukti: Text | None = None

    def sources(self) -> list[str]:
        """The keys that fill the cell."""
        keys = ("angka", "teks", "medan", "narasi", "frasa", "keterangan", "tetap", "naskah", "bukti")
        return [key for key in keys if getattr(self, key) is not None]

    @model_validator(mode="after")
    def _one_source(self) -> Content:
        if len(self.sources()) > 1:
            raise ValueError(f"a cell has one content; expected one of {', '.join(self.sources())}")
        return self


class TableColumn(Content):
    """A column, or a group of columns below one head.

    Attributes:
        rata: how it is aligned; a number to the right and all else to the left, unless it says otherwise.
        judul_baris: it names the row.
        boleh_kosong: its figures need not exist; where none does, the column is left out.
        jumlah: what it holds in the row of the total, where that is something else; `{}` for nothing.
        subjumlah: the same for rows of subtotals.
        kolom: the columns of a group.
    """

    judul: Filled
    lebar: float = Field(default=1, gt=0)
    rata: Literal["kiri", "kanan", "tengah"] | None = None
    ulang: Repetition | None = None
    judul_baris: bool = False
    boleh_kosong: bool = False
    jumlah: Content | None = None
    subjumlah: Content | None = None
    kolom: list[TableColumn] = Field(default_factory=list)

    @model_validator(mode="after")
    def _filled(self) -> TableColumn:
        if self.kolom and self.sources():
            raise ValueError(f"a group of columns has no content of its own; found {', '.join(self.sources())}")
        if not self.kolom and not self.sources():
            raise ValueError("has nothing to fill it; expected angka, teks, medan, narasi, frasa, keterangan or kolom")
        return self

    @property
    def alignment(self) -> Literal["kiri", "kanan", "tengah"]:
        """How its cells are aligned."""
        return self.rata or ("kanan" if self.angka is not None else "kiri")

    def content(self, kind: str) -> Content:
        """What it holds in rows of a kind (`isi`, `jumlah`, `subjumlah`)."""
        other = {"jumlah": self.jumlah, "subjumlah": self.subjumlah}.get(kind)
        return self if other is None else other


CHOSEN = "pilihan_"
"""What the field begins with that says what an indicator chose of a policy."""


def _answerable(value: dict[str, str]) -> dict[str, str]:
    for name, wanted in value.items():
        policy = choices().get(name.removeprefix(CHOSEN)) if name.startswith(CHOSEN) else None
        known = formulas() if name == "rumus" else policy.nilai if policy else ()
        if wanted not in known:
            raise ValueError(
                f"'{name}: {wanted}' is never so; expected rumus or {CHOSEN}<kebijakan>, with a value of it"
            )
    return value


class ListedFigure(Strict):
    """A row that the declaration lists itself.

    Attributes:
        bila: how the indicator has to be for it: its formula, or what it chose of a policy.
    """

    uraian: Filled
    angka: Filled
    bila: Annotated[dict[str, Text], AfterValidator(_answerable)] = Field(default_factory=dict)


NEEDS = {
    "bulan": "jumlah",
    "program_kro": "jumlah",
    "program": "jumlah",
    "dana_belanja": "jumlah",
    "tercantum": "isi",
    "catatan": "catatan_data",
}
"""Rows to the key that they cannot do without."""


class Rows(Strict):
    """Which rows a table or a chart has.

    Attributes:
        baris: what makes them.
        jumlah: the name of the row of the total.
        layanan: `volume` where services are those of the volume table, with their names there.
        ukuran_baris: the measure by which a service or a month has a row.
        isi: rows that are listed here.
        catatan_data: which records are listed.
    """

    baris: Literal[
        "indikator",
        "dinilai",
        "layanan",
        "bulan",
        "bulan_anggaran",
        "program_kro",
        "program",
        "kro",
        "revisi_dipa",
        "dana_belanja",
        "tercantum",
        "catatan",
    ]
    jumlah: Filled | None = None
    layanan: Literal["volume"] | None = None
    ukuran_baris: Text | None = None
    isi: list[ListedFigure] = Field(default_factory=list)
    catatan_data: (
        Literal[
            "pemeriksaan", "daftar_pemeriksaan", "kiriman", "pengecualian", "temuan", "tanggapan", "kebijakan",
            "direvisi", "periode_lalu", "pertentangan", "terbit_berbeda", "terbit_sama", "pendukung",
        ]
        | None
    ) = None  # fmt: skip

    @model_validator(mode="after")
    def _whole(self) -> Rows:
        needed = NEEDS.get(self.baris)
        if needed is not None and not getattr(self, needed):
            raise PlacedError([((needed,), f"is missing; rows `{self.baris}` cannot do without")])
        return self


class TableSpec(Rows):
    """A table.

    Attributes:
        nomor: its official number; `huruf` adds a letter each time it is used.
        ukuran: how much has to fit into the width.
        catatan: notes below it; one whose field does not exist is left out.
    """

    nomor: Text
    judul: Filled
    kolom: list[TableColumn] = Field(min_length=1)
    huruf: bool = False
    ukuran: Literal["biasa", "kecil", "renik"] = "biasa"
    catatan: list[Filled] = Field(default_factory=list)


class Series(Strict):
    """A figure that is drawn of every row."""

    judul: Filled
    angka: Filled
    ulang: Repetition | None = None


class ChartSpec(Rows):
    """A chart.

    Attributes:
        bentuk: the file in grafik/ that draws it, without `.vl.json`.
        nama: pattern of the name of a row.
        uraian: the sentence with which its description begins.
        belum: the sentence that follows where something has no value.
    """

    judul: Filled
    bentuk: Text
    nama: Filled
    uraian: Filled
    belum: Filled | None = None
    deret: list[Series] = Field(min_length=1)
