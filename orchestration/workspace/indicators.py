"""What a unit declares of an indicator: its code, its formula, and what the formula asks for.

Belongs here: the shape of an entry under `indikator` in `unit.yaml`, and what is wrong within it. Not here: what every
formula is made of (formulas), the rest of the profile (profile), the arithmetic (dbt models).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from orchestration.declarations.strict import Code, QuarterCode, Strict, Text
from orchestration.language.sentences import say
from orchestration.workspace.formula_sources import BUDGET_LISTS, BUDGET_SOURCES, of_conditions, refuse_others
from orchestration.workspace.formulas import Formula, Policy, Range, choices, formulas, parameters
from orchestration.workspace.quarters import Quarter

CAPAIAN_BOUNDS: Range = (Decimal(0), Decimal(300))
"""Bounds of every capaian, per cent; where the realisasi may be negative, so may its capaian."""

PNBP_FORMULAS = ("pertumbuhan_pnbp", "indeks_pnbp")
"""Formulas whose indicator carries the PNBP of the year to date."""

RATES_OF_PNBP = ("roa", "pobo")
"""Formulas that divide the PNBP of another indicator, or of the unit."""

UNIT_PNBP = "pnbp"
"""What the PNBP of the unit is called where no indicator carries it."""

IndicatorCode = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]+[0-9]*(?:[.\-/][A-Za-z0-9]+| [0-9][A-Za-z0-9]*)*$", max_length=20)
]
"""As the unit's papers write it: `SK1.1`, `SK.1.1`, `IKU 1`, `TJ-1`."""


class Bounds(Strict):
    """What an indicator may be where the usual bounds do not hold for this unit, and why.

    Attributes:
        realisasi: lowest and highest realisasi and target, in the indicator's unit; null for no limit.
        capaian: lowest and highest capaian, per cent.
        alasan: why.
    """

    realisasi: Range | None = None
    capaian: Range | None = None
    alasan: Text

    @field_validator("realisasi", "capaian")
    @classmethod
    def _ordered(cls, value: Range | None) -> Range | None:
        if value and None not in value and value[0] >= value[1]:  # type: ignore[operator]
            raise ValueError(
                say(
                    "expected the lowest value before the highest, as in [0, 300]; found {range}",
                    range=range_text(value),
                )
            )
        return value


def range_text(bounds: Range) -> str:
    """Bounds in words: `0 to 300`, `at least 0`."""
    low, high = bounds
    if low is None or high is None:
        return f"at least {low:f}" if low is not None else f"at most {high:f}" if high is not None else "any"
    return f"{low:f} to {high:f}"


class Step(Strict):
    """A step of an index in points.

    Attributes:
        batas_bawah: per cent of the PNBP of the year before from which on it holds.
        nilai: its points.
    """

    batas_bawah: Decimal
    nilai: Decimal


class Condition(Strict):
    """What a row has to fulfil to count: one column against one thing. Texts are compared without case.

    Attributes:
        kolom: the column.
        sama: it is one of these texts.
        bukan: it is none of them; an empty cell is none.
        awalan: it begins with one of these.
        paling_sedikit: as a number it is at least this.
        paling_banyak: as a number it is at most this.
        terisi: it is filled (true) or empty (false).
    """

    kolom: Code
    sama: list[Text] = Field(default_factory=list)
    bukan: list[Text] = Field(default_factory=list)
    awalan: list[Text] = Field(default_factory=list)
    paling_sedikit: Decimal | None = None
    paling_banyak: Decimal | None = None
    terisi: bool | None = None

    def tests(self) -> list[tuple[str, str]]:
        """(what is compared, with what); a row passes when one of the entries of each sort holds.

        `bukan` is the exception: all of them have to hold.
        """
        found = [("sama", text.casefold()) for text in self.sama]
        found += [("bukan", text.casefold()) for text in self.bukan]
        found += [("awalan", text.casefold()) for text in self.awalan]
        for name in ("paling_sedikit", "paling_banyak"):
            if (bound := getattr(self, name)) is not None:
                found.append((name, f"{bound:f}"))
        if self.terisi is not None:
            found.append(("terisi", "ya" if self.terisi else "tidak"))
        return found

    @model_validator(mode="after")
    def _one_comparison(self) -> Condition:
        if len({name for name, _ in self.tests()}) != 1:
            raise ValueError(
                say(
                    "a condition on '{column}' compares with one of sama, bukan, awalan, paling_sedikit,"
                    " paling_banyak, terisi; write a second condition for a second comparison",
                    column=self.kolom,
                )
            )
        return self


class Term(Strict):
    """A sum or a count over the rows of a source.

    Attributes:
        sumber: kind of a register of the unit (its contract says `register: true`), or `order`, `survei`, `penerimaan`,
            `realisasi`, `pagu`.
        hitung: rows (`banyak`), different texts (`unik`) or the sum (`jumlah`) of a column, minutes or hours from the
            moment `mulai` to the moment `selesai`.
        kolom: of which texts or sum.
        mulai, selesai: columns of the moments from and to which minutes or hours are taken.
        tanggal: column whose day says whether a row belongs to the period.
        periode: from January to the end of the quarter, or the quarter alone.
        syarat: conditions on the rows; all of them have to hold.
        nama: as the report calls it.
        satuan: what it counts, for the report.
    """

    sumber: Code
    hitung: Literal["banyak", "unik", "jumlah", "menit", "jam"] = "banyak"
    kolom: Code | None = None
    mulai: Code | None = None
    selesai: Code | None = None
    tanggal: Code = "tanggal"
    periode: Literal["tahun_berjalan", "triwulan"] = "tahun_berjalan"
    syarat: list[Condition] = Field(default_factory=list)
    nama: Text
    satuan: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Term:
        if (self.hitung in ("unik", "jumlah")) != (self.kolom is not None):
            if self.kolom is None:
                raise ValueError(say("`hitung: {way}` needs a kolom", way=self.hitung))
            raise ValueError(say("`hitung: {way}` has no kolom", way=self.hitung))
        timed = self.hitung in ("menit", "jam")
        if timed != (self.mulai is not None) or timed != (self.selesai is not None):
            raise ValueError(
                say("mulai and selesai belong, both, to `hitung: menit` and `hitung: jam`, and to these alone")
            )
        day = None if self.sumber in BUDGET_SOURCES else self.tanggal
        named = {"kolom": self.kolom, "mulai": self.mulai, "selesai": self.selesai, "tanggal": day}
        refuse_others(self.sumber, [*(((key,), name) for key, name in named.items()), *of_conditions(self.syarat)])
        return self


class Promise(Strict):
    """What has to be finished in time.

    Attributes:
        sumber: kind of a register of the unit, or `order`.
        mulai, selesai: columns of the moments from and to which time is taken.
        paling_lama: how long it may take.
        satuan: of `paling_lama`.
        syarat: conditions on the rows; all of them have to hold.
        nama: what is promised, for the report.
    """

    sumber: Code
    mulai: Code
    selesai: Code
    paling_lama: Decimal = Field(gt=0)
    satuan: Literal["menit", "jam", "hari"]
    syarat: list[Condition] = Field(default_factory=list)
    nama: Text = "Layanan"

    @model_validator(mode="after")
    def _of_its_source(self) -> Promise:
        moments = [(("mulai",), self.mulai), (("selesai",), self.selesai)]
        refuse_others(self.sumber, [*moments, *of_conditions(self.syarat)])
        return self

    @property
    def minutes(self) -> Decimal:
        """The limit in minutes."""
        return self.paling_lama * {"menit": 1, "jam": 60, "hari": 24 * 60}[self.satuan]


class BudgetShare(Strict):
    """A part of the budget whose spending is measured; an empty list is everything.

    Attributes:
        sumber_dana: funds.
        jenis_belanja: kinds of spending.
        kro: output groups.
        dasar: pagu in force, or pagu less what is blocked.
    """

    sumber_dana: list[Code] = Field(default_factory=list)
    jenis_belanja: list[Text] = Field(default_factory=list)
    kro: list[Text] = Field(default_factory=list)
    dasar: Literal["pagu", "efektif"] = "pagu"


class Base(Strict):
    """The value of the year before, where it stands in the sheet DIPA.

    Attributes:
        kode: of its row.
    """

    kode: Text


Part = tuple[str, Term, str, Decimal | None]
"""A part of a declared formula: `pembilang` or `penyebut`, what is counted, the period, a limit in minutes."""

DUE, ON_TIME = "jatuh_tempo", "tepat_waktu"
"""What is counted of a promise."""

YEAR_BEFORE, QUARTER_YEAR_BEFORE = "tahun_lalu", "triwulan_tahun_lalu"
"""The periods of a term, a year earlier."""


class Before(Strict):
    """What an indicator came to in a year before, as a paper says it; it is printed and nothing is worked out of it.

    Attributes:
        tahun: which year.
        realisasi: as the paper prints it.
        sumber: which paper.
    """

    tahun: int = Field(ge=2000, le=2100)
    realisasi: Text
    sumber: Text


class Indicator(Strict):
    """An indicator of the Perjanjian Kinerja; its name and its target are read from there.

    Attributes:
        kode: as the unit's papers write it.
        rumus: the formula by which it is measured.
        desimal: digits behind the comma of its realisasi.
        iku: whether it is an indikator kinerja utama.
        definisi: what it measures, a sentence or two in the report.
        tahun_sebelumnya: what it came to in years before; the report prints that of the year before its own.
        berlaku_sejak, berlaku_sampai: first and last quarter in which it is agreed on; none for always.
        tingkat: what its sasaran is where the sheet has no column Tujuan.
        layanan: services that it covers; without them those that the catalogue puts into the formula's table.
        kebijakan: policies that it does not share with the rest of the unit; a value alone keeps the unit's reason.
        pnbp: of `roa` and `pobo`: the indicator whose PNBP is divided.
        skala: of `indeks_pnbp` alone: PNBP over that of the year before (`rasio`), 100 times that (`persen`), or the
            points (`poin`) of the highest step of `tangga` that it reaches.
        tangga: steps, lowest first; of `poin` alone.
        pembilang: of `rasio`: what is divided.
        penyebut: of `rasio`: what it is divided by.
        faktor: of `rasio`: 100 (per cent) or 1.
        waktu: of `bagian_tepat_waktu`: what has to be finished in time.
        anggaran: of `realisasi_anggaran`: the part of the budget; without it all.
        nilai: of `pertumbuhan`: what grows.
        dasar: of `pertumbuhan`: the value of the year before; without it the same sum a year earlier.
        batas: bounds where the usual ones do not hold for this unit.
    """

    kode: IndicatorCode
    rumus: str
    desimal: int = Field(ge=0, le=6)
    iku: bool = False
    definisi: Text | None = None
    tahun_sebelumnya: list[Before] = Field(default_factory=list)
    berlaku_sejak: QuarterCode | None = None
    berlaku_sampai: QuarterCode | None = None
    tingkat: Literal["tujuan", "sasaran"] | None = None
    layanan: list[Code] = Field(default_factory=list)
    kebijakan: dict[str, Policy | str] = Field(default_factory=dict)
    pnbp: IndicatorCode | None = None
    skala: Literal["rasio", "persen", "poin"] | None = None
    tangga: list[Step] = Field(default_factory=list)
    pembilang: Term | None = None
    penyebut: Term | None = None
    faktor: Literal[1, 100] | None = None
    waktu: Promise | None = None
    anggaran: BudgetShare | None = None
    nilai: Term | None = None
    dasar: Base | None = None
    batas: Bounds | None = None

    def holds_in(self, quarter: Quarter) -> bool:
        """Whether it is agreed on for a quarter."""
        return (self.berlaku_sejak or quarter.code) <= quarter.code <= (self.berlaku_sampai or quarter.code)

    @property
    def formula(self) -> Formula:
        """What its formula is made of."""
        return formulas()[self.rumus]

    @field_validator("rumus")
    @classmethod
    def _known_formula(cls, value: str) -> str:
        if value not in formulas():
            raise ValueError(
                say("'{value}' is unknown; expected one of {known}", value=value, known=", ".join(formulas()))
            )
        return value

    @field_validator("kode")
    @classmethod
    def _numbered(cls, value: str) -> str:
        if not any(sign.isdigit() for sign in value):
            raise ValueError(say("'{value}' has no number; expected a code as in SK1.1, IKU 1 or TJ-1", value=value))
        return value

    @field_validator("kebijakan")
    @classmethod
    def _known_choices(cls, value: dict[str, Policy | str]) -> dict[str, Policy | str]:
        for name, policy in value.items():
            choice = choices().get(name)
            if choice is None or not choice.sendiri:
                own = ", ".join(known for known, item in choices().items() if item.sendiri)
                raise ValueError(
                    say("policy '{name}' is not chosen by an indicator; those that are: {own}", name=name, own=own)
                )
            chosen = policy if isinstance(policy, str) else policy.nilai
            if chosen not in choice.nilai:
                raise ValueError(
                    say(
                        "policy '{name}' is '{chosen}'; expected {known}",
                        name=name,
                        chosen=chosen,
                        known=" or ".join(choice.nilai),
                    )
                )
        return value

    @model_validator(mode="after")
    def _of_its_formula(self) -> Indicator:
        for name in parameters():
            self._belongs(name)
        if self.rumus == "indeks_pnbp" and self.skala is None:
            raise ValueError(
                say(
                    "indeks_pnbp has no skala; declare `skala: rasio` (PNBP over that of the year"
                    " before), `skala: persen` (100 times that) or `skala: poin` with a tangga of steps"
                    " {{batas_bawah: per cent of the year before, nilai: points}}; an index that someone"
                    " else sets is `rumus: penilaian_luar`"
                )
            )
        for name in self.formula.has_to_declare:
            if getattr(self, name) is None:
                raise ValueError(f"formula {self.rumus} needs `{name}`")
        for name in self.kebijakan:
            if name not in self.formula.kebijakan:
                raise ValueError(
                    say("policy '{name}' changes nothing in the formula {formula}", name=name, formula=self.rumus)
                )
        if self.kebijakan and self.rumus in RATES_OF_PNBP:
            raise ValueError(
                say("{formula} follows the policies of the PNBP that it divides; choose them there", formula=self.rumus)
            )
        self._steps()
        return self

    def _belongs(self, name: str) -> None:
        if getattr(self, name) and name not in self.formula.takes:
            owners = ", ".join(known for known, formula in formulas().items() if name in formula.takes)
            raise ValueError(
                say("{name} belongs to {owners}, not to {formula}", name=name, owners=owners, formula=self.rumus)
            )

    def _steps(self) -> None:
        if self.skala != "poin" and self.tangga:
            raise ValueError(say("a tangga belongs to `skala: poin`, not to `skala: {skala}`", skala=self.skala))
        if self.skala == "poin":
            rises = all(
                low.batas_bawah < high.batas_bawah and low.nilai < high.nilai for low, high in pairwise(self.tangga)
            )
            if not self.tangga or self.tangga[0].batas_bawah != 0 or not rises:
                raise ValueError(
                    say(
                        "`skala: poin` needs a tangga of steps {{batas_bawah, nilai}} whose first batas_bawah"
                        " is 0 and whose batas_bawah (per cent of the PNBP of the year before) and nilai"
                        " (points) both rise"
                    )
                )

    def bounds(self) -> Iterator[tuple[str, str | None, Range]]:
        """Measure (`realisasi`, `capaian`), the unit (satuan) that it holds for, None for any, and the bounds."""
        usual, units = self.formula.batas, self.formula.satuan
        own = self.batas
        if own is not None and own.realisasi is not None:
            yield "realisasi", None, own.realisasi
        elif usual is not None:
            for unit in units or (None,):
                yield "realisasi", unit, usual
        may_be_negative = usual is not None and usual[0] is not None and usual[0] < 0
        low, high = CAPAIAN_BOUNDS
        yield "capaian", None, own.capaian if own and own.capaian else (None if may_be_negative else low, high)

    def budget_texts(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """Funds and kinds of spending that it names: where within its entry, of which column, and the text."""
        share = self.anggaran or BudgetShare()
        for column in BUDGET_LISTS:
            for at, value in enumerate(getattr(share, column)):
                yield ("anggaran", column, at), column, value
        for name in ("pembilang", "penyebut", "nilai"):
            term: Term | None = getattr(self, name)
            if term is None or term.sumber not in BUDGET_SOURCES:
                continue
            for number, condition in enumerate(term.syarat):
                for way in ("sama", "bukan") if condition.kolom in BUDGET_LISTS else ():
                    for at, value in enumerate(getattr(condition, way)):
                        yield (name, "syarat", number, way, at), condition.kolom, value

    def parts(self) -> list[Part]:
        """What a declared formula divides by what; empty for a formula with models of its own."""
        if self.pembilang and self.penyebut:
            return [
                ("pembilang", self.pembilang, self.pembilang.periode, None),
                ("penyebut", self.penyebut, self.penyebut.periode, None),
            ]
        if self.waktu:
            timed: dict[str, Any] = {
                "sumber": self.waktu.sumber, "tanggal": self.waktu.mulai, "syarat": self.waktu.syarat,
            }  # fmt: skip
            return [
                ("pembilang", Term(nama=f"{self.waktu.nama} tepat waktu", **timed), ON_TIME, self.waktu.minutes),
                ("penyebut", Term(nama=f"{self.waktu.nama} jatuh tempo", **timed), DUE, self.waktu.minutes),
            ]
        if self.nilai:
            now = ("pembilang", self.nilai, self.nilai.periode, None)
            before = self.nilai.model_copy(update={"nama": f"{self.nilai.nama} tahun sebelumnya"})
            period = YEAR_BEFORE if self.nilai.periode == "tahun_berjalan" else QUARTER_YEAR_BEFORE
            return [now] if self.dasar else [now, ("penyebut", before, period, None)]
        if self.rumus == "realisasi_anggaran":
            share = self.anggaran or BudgetShare()
            narrowed = [
                Condition(kolom=column, sama=values)
                for column, values in (
                    ("sumber_dana", share.sumber_dana),
                    ("jenis_belanja", share.jenis_belanja),
                    ("kro", share.kro),
                )
                if values
            ]
            spent, whole = ("realisasi_sd_rp", "Realisasi anggaran"), (f"{share.dasar}_rp", "Pagu")
            return [
                (
                    part,
                    Term(sumber=source, hitung="jumlah", kolom=column, syarat=narrowed, nama=name, satuan="Rp"),
                    "tahun_berjalan",
                    None,
                )
                for part, source, (column, name) in (
                    ("pembilang", "realisasi", spent),
                    ("penyebut", "pagu", whole),
                )
            ]
        return []
