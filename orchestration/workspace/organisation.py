"""What a unit declares of itself that no delivery tells: who it is, who signs, its emblem, its offices and staff.

Belongs here: the shape of these entries of `unit.yaml`. Not here: how they are printed (publication).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from orchestration.declarations.strict import PlacedError, Strict, Text
from orchestration.language.sentences import say

DEPTH, WIDTH = 3, 9
"""Levels of an organisation chart, and offices that one line of it may hold."""

Nip = Annotated[str, StringConstraints(pattern=r"^[0-9]{8} ?[0-9]{6} ?[0-9] ?[0-9]{3}$")]
"""Number of a civil servant: 18 digits, in quotation marks."""


class Unit(Strict):
    """Who reports.

    Attributes:
        kode_satker: code of the satker, as it stands in every budget paper; in quotation marks.
        nama: full name.
        singkatan: short name.
        induk: the superior unit (eselon I).
        singkatan_induk: its short name.
        kementerian: ministry or agency.
        kota: where the report is signed.
        jabatan_penanda_tangan: office of who signs it.
        nama_penanda_tangan: whose name stands below the signature; a line alone where it is left out.
        nip_penanda_tangan: the NIP below it, in quotation marks.
        blu: whether the unit is a BLU.
    """

    kode_satker: Text
    nama: Text
    singkatan: Text
    induk: Text
    singkatan_induk: Text
    kementerian: Text
    kota: Text
    jabatan_penanda_tangan: Text
    nama_penanda_tangan: Text | None = None
    nip_penanda_tangan: Nip | None = None
    blu: bool


class Signatory(Strict):
    """Who signs a page beside the head.

    Attributes:
        halaman: the page, by the name of its chapter.
        peran: what the signature says, such as `Mengetahui` or `Disusun oleh`.
        jabatan: office.
        nama: name; a line alone where it is left out.
        nip: the NIP, in quotation marks.
    """

    halaman: Literal["kata_pengantar", "bab_4_penutup", "lampiran_1_rencana_aksi", "lampiran_2_realisasi_rencana_aksi"]
    peran: Text
    jabatan: Text
    nama: Text | None = None
    nip: Nip | None = None


EMBLEM = "lambang"
"""What the name of an emblem's file begins with, so that it is known among the files of a unit."""


class Emblem(Strict):
    """The emblem on the cover.

    Attributes:
        berkas: its file beside `unit.yaml`, a PNG, SVG or JPEG whose name begins with `lambang`.
        uraian: what it shows, for who does not see it.
    """

    berkas: Annotated[str, StringConstraints(pattern=rf"^{EMBLEM}[A-Za-z0-9_-]*\.[A-Za-z]{{3,4}}$")]
    uraian: Text


class Office(Strict):
    """An office of the unit and those below it.

    Attributes:
        nama: what it is called.
        bawahan: the offices below it, from left to right.
    """

    nama: Text
    bawahan: list[Office] = Field(default_factory=list)

    def depth(self) -> int:
        """Levels from here down."""
        return 1 + max((office.depth() for office in self.bawahan), default=0)

    @model_validator(mode="after")
    def _fits(self) -> Office:
        if self.depth() > DEPTH:
            raise PlacedError([(("bawahan",), say("has more than {count} levels below one another", count=DEPTH))])
        if len(self.bawahan) > WIDTH:
            raise PlacedError([(("bawahan",), say("has more than {count} offices side by side", count=WIDTH))])
        return self


class Status(Strict):
    """How many of the staff have a status.

    Attributes:
        nama: of the status, such as PNS, PPPK or Non-PNS.
        jumlah: how many people.
    """

    nama: Text
    jumlah: int = Field(ge=0)


class Staff(Strict):
    """The staff of the unit by status.

    Attributes:
        per: the day of the count.
        status: each status with its number of people.
        catatan: what else is said of them.
    """

    per: dt.date
    status: list[Status] = Field(min_length=1)
    catatan: Text | None = None

    @property
    def jumlah(self) -> int:
        """All of them."""
        return sum(status.jumlah for status in self.status)
