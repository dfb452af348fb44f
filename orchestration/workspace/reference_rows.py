"""What a row says in the tables under `reference/`: services and their names, holidays, figures published before.

Belongs here: the shape of each row and what is wrong within one. Not here: what no single row can show, and reading the
files (profile_loading).
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from orchestration.declarations.strict import Code, QuarterCode, Strict, Text
from orchestration.language.sentences import say
from orchestration.workspace.quarters import Quarter


class Service(Strict):
    """A service of the catalogue, the tables it stands in, and the clock of its SLA.

    Attributes:
        berlaku_sejak: first quarter in which the unit gave it; none for always.
        berlaku_sampai: last quarter; its orders count to the end of that year.
    """

    optional_columns: ClassVar[tuple[str, ...]] = ("berlaku_sejak", "berlaku_sampai")

    layanan: Code
    nama: Text
    layanan_volume: Code
    nama_volume: Text
    satuan: Text
    spm_hk: int | None = Field(default=None, gt=0)
    mulai_jam: Literal["masuk", "lengkap", "bayar"]
    urutan: int
    di_pengguna: bool
    di_volume: bool
    di_sla: bool
    di_ikm: bool
    di_nps: bool
    berlaku_sejak: QuarterCode | None = None
    berlaku_sampai: QuarterCode | None = None

    def holds_in(self, quarter: Quarter) -> bool:
        """Whether the unit gave it at some time in the year up to the end of a quarter."""
        began = self.berlaku_sejak is None or self.berlaku_sejak <= quarter.code
        return began and (self.berlaku_sampai is None or self.berlaku_sampai >= f"{quarter.year}-TW1")


class ServiceName(Strict):
    """A name that some source uses for a service."""

    nama: Text
    layanan: Code


class Holiday(Strict):
    """A day that is not worked, its decree, and the day from which the decree was known.

    Attributes:
        dicabut_sejak: day from which it was known that the day is worked after all; for a quarter that ends on or after
            it the day is a working day.
        dasar_pencabutan: the decree that says so.
    """

    optional_columns: ClassVar[tuple[str, ...]] = ("dicabut_sejak", "dasar_pencabutan")

    tanggal: dt.date
    jenis: Literal["libur nasional", "cuti bersama"]
    keterangan: Text
    dasar: Text
    berlaku_sejak: dt.date
    dicabut_sejak: dt.date | None = None
    dasar_pencabutan: Text | None = None

    def is_withdrawn(self, on: dt.date) -> bool:
        """Whether the day was known to be worked again."""
        return self.dicabut_sejak is not None and self.dicabut_sejak <= on

    @model_validator(mode="after")
    def _withdrawal(self) -> Holiday:
        if (self.dicabut_sejak is None) != (self.dasar_pencabutan is None):
            raise ValueError(say("a withdrawal needs both dicabut_sejak (yyyy-mm-dd) and dasar_pencabutan, its decree"))
        if self.dicabut_sejak is not None and self.dicabut_sejak < self.berlaku_sejak:
            raise ValueError(
                say(
                    "dicabut_sejak {withdrawn} lies before berlaku_sejak {begun}",
                    withdrawn=self.dicabut_sejak,
                    begun=self.berlaku_sejak,
                )
            )
        return self


class PublishedFigure(Strict):
    """A figure of a report that was published before, as that document prints it.

    Attributes:
        tempat: table, section or appendix where it stands.
        figure_id: the figure of this report that it is compared with; empty for none.
        nilai: copied as printed.
        notasi: `id` (`1.917,5`), `en` (`1,917.5`), or `tak_terbaca` for a text that is no number in either.
        satuan: what it counts; begins with `ribu` where the document prints thousands.
        alasan: why this report has another number, or none; may name figures (`{TJ.2.realisasi}`).
        baris: line of the file.
    """

    tempat: Text
    label: Text
    figure_id: str = ""
    nilai: Text
    notasi: Literal["id", "en", "tak_terbaca"]
    satuan: Text
    alasan: str = ""
    baris: int = 0

    @property
    def number(self) -> Decimal | None:
        """The number it means, in `satuan`; None where it prints no number.

        Raises:
            ValueError: it is no number in its notation.
        """
        if self.notasi == "tak_terbaca" or self.nilai in ABSENT:
            return None
        return read_as_printed(self.nilai, self.notasi)

    @model_validator(mode="after")
    def _readable(self) -> PublishedFigure:
        _ = self.number
        return self


ABSENT = ("-", "On progress")
"""What a published report prints in place of a number."""

_AS_PRINTED = {
    "id": re.compile(r"-?\d+(?:\.\d{3})*(?:,\d+)?", re.ASCII),
    "en": re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?", re.ASCII),
}


def read_as_printed(text: str, notation: str) -> Decimal:
    """Reads a number in Indonesian (`id`) or English (`en`) notation.

    Raises:
        ValueError: it is none.
    """
    if not _AS_PRINTED[notation].fullmatch(text):
        example = "1.917,5" if notation == "id" else "1,917.5"
        raise ValueError(say("'{text}' is no number such as {example}", text=text, example=example))
    groups, comma = (".", ",") if notation == "id" else (",", ".")
    return Decimal(text.replace(groups, "").replace(comma, "."))
