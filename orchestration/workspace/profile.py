"""The unit's profile: what another unit changes instead of code.

Belongs here: the shape of `unit.yaml`, and what is wrong within it. Not here: rows of the tables that it is loaded with
(reference_rows), reading the files and the places of errors (profile_loading), the copy that the models read
(reference), what a policy does to a figure (dbt models).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from orchestration.checks.catalogue import thresholds
from orchestration.declarations.strict import Code, PlacedError, Problem, Strict, Text
from orchestration.texts.canonical import name_key
from orchestration.workspace.reference_rows import Holiday, PublishedFigure, Service, ServiceName

POLICIES: dict[str, tuple[str, ...]] = {
    "ikm_gabungan": ("rata_rata_layanan", "tertimbang_responden"),
    "periode_survei": ("triwulan", "tahun_berjalan"),
    "pengguna": ("jumlah_per_layanan", "entitas_unik"),
    "sla_gabungan": ("rata_rata_bulan", "gabungan"),
    "sla_satuan": ("jumlah", "order"),
    "nps_gabungan": ("rata_rata_layanan", "gabungan"),
    "tanggal_pnbp": ("terima", "sah"),
    "jenis_penerimaan": ("sbs", "ntpn"),
    "basis_kro": ("pagu", "efektif"),
    "cuti_bersama": ("berhenti", "berjalan"),
    "baris_ditolak": ("menahan", "dicatat"),
    "kelompok_kecil": ("ditandai", "menahan"),
    "jawaban_ganda": ("satu", "semua"),
}
"""Every policy and the values it may take; all of them have to stand in the profile, but for those of `DEFAULTS`."""

MEASURED_ONCE = (
    "ikm",
    "pengguna",
    "sla",
    "nps",
    "volume",
    "roa",
    "pobo",
)
"""Formulas that exactly one indicator of the profile may use."""

PNBP_FORMULAS = ("pertumbuhan_pnbp", "indeks_pnbp")
"""The two ways a unit may measure its PNBP; exactly one indicator uses one of them."""

Range = tuple[Decimal | None, Decimal | None]
"""Lowest and highest plausible value; None where there is no limit."""

_SHARE: Range = (Decimal(0), Decimal(100))
_RATIO: Range = (Decimal(0), Decimal(200))
_COUNT: Range = (Decimal(0), None)
BOUNDS: dict[str, Range] = {
    "ikm": (Decimal(1), Decimal(4)),
    "pengguna": _COUNT,
    "sla": _SHARE,
    "nps": (Decimal(-100), Decimal(100)),
    "pertumbuhan_pnbp": (Decimal(-100), Decimal(300)),
    "indeks_pnbp": _COUNT,
    "volume": _COUNT,
    "roa": _RATIO,
    "pobo": _RATIO,
}
"""Formula to the bounds of its realisasi and target, in the indicator's own unit."""

CAPAIAN_BOUNDS: Range = (Decimal(0), Decimal(300))
"""Bounds of every capaian, per cent; where the realisasi may be negative, so may its capaian."""

SHARE_UNITS = ("persen", "%")
"""Units by which an assessed indicator is a share: its realisasi and target lie between 0 and 100."""


class Unit(Strict):
    """Who reports."""

    kode_satker: Text
    nama: Text
    singkatan: Text
    induk: Text
    singkatan_induk: Text
    kementerian: Text
    kota: Text
    jabatan_penanda_tangan: Text
    blu: bool


class Policy(Strict):
    """A choice that a regulation leaves open: its value, the reason and the regulation or letter behind it."""

    nilai: Text
    alasan: Text
    dasar: Text


DEFAULTS = {
    "jawaban_ganda": Policy(
        nilai="satu",
        alasan="Jawaban yang sama dari orang yang sama dalam beberapa menit adalah satu pengisian yang terkirim dua"
        " kali.",
        dasar="PermenPANRB Nomor 14 Tahun 2017, yang menghitung setiap responden satu kali",
    ),
}
"""Policies that came later than profiles in use; they hold, and are printed, where a profile does not name them."""


class AccountSets(Strict):
    """Prefixes of the accounts that count as PNBP, as operating cost (POBO) and as assets (RoA)."""

    pnbp: list[Text] = Field(min_length=1)
    biaya_operasional: list[Text] = Field(min_length=1)
    aset: list[Text] = Field(min_length=1)


class Fund(Strict):
    """A fund code of the budget file and the fund it stands for."""

    kode: Text
    sumber_dana: Code
    nama: Text
    biaya_operasional: bool


class Named(Strict):
    """A code with its official name."""

    kode: Text
    nama: Text


class Element(Strict):
    """A survey element (unsur) and the fragments of question text by which its column is found.

    `skala` names the answers of the unit's own form, from worst to best, where it has others than the regulation's.
    """

    kode: Annotated[str, StringConstraints(pattern=r"^u[1-9]$")]
    nama: Text
    label: list[Text] = Field(min_length=1)
    skala: list[Text] = Field(default_factory=list)

    @field_validator("skala")
    @classmethod
    def _four_answers(cls, value: list[str]) -> list[str]:
        if value and len({name_key(text) for text in value}) != 4:
            raise ValueError(f"has {len(set(value))} answers; expected four different ones, from worst to best")
        return value


class Grade(Strict):
    """A grade of service quality (mutu) and the lowest converted index (25-100) that earns it."""

    mutu: Text
    nama: Text
    batas_bawah: Decimal


class Bounds(Strict):
    """What an indicator may be where the usual bounds do not hold for this unit, and why.

    Attributes:
        realisasi: lowest and highest realisasi and target, in the indicator's unit; null for no limit.
        capaian: lowest and highest capaian, per cent.
    """

    realisasi: Range | None = None
    capaian: Range | None = None
    alasan: Text

    @field_validator("realisasi", "capaian")
    @classmethod
    def _ordered(cls, value: Range | None) -> Range | None:
        if value and None not in value and value[0] >= value[1]:  # type: ignore[operator]
            raise ValueError(f"expected the lowest value before the highest, as in [0, 300]; found {range_text(value)}")
        return value


def range_text(bounds: Range) -> str:
    """Bounds in words: `0 to 300`, `at least 0`."""
    low, high = bounds
    if low is None or high is None:
        return f"at least {low:f}" if low is not None else f"at most {high:f}" if high is not None else "any"
    return f"{low:f} to {high:f}"


class Step(Strict):
    """A step of an index in points: what PNBP earns from so many per cent of the year before on."""

    batas_bawah: Decimal
    nilai: Decimal


class Indicator(Strict):
    """An indicator of the Perjanjian Kinerja: its formula, the decimals it is printed with, bounds of its own.

    Attributes:
        skala: of `indeks_pnbp` alone: PNBP over that of the year before (`rasio`), 100 times that (`persen`), or the
            points (`poin`) of the highest step of `tangga` that it reaches.
        tangga: steps, lowest first; of `poin` alone.
    """

    kode: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]+[0-9]*\.[0-9]+$")]
    rumus: Literal[
        "ikm",
        "pengguna",
        "sla",
        "nps",
        "pertumbuhan_pnbp",
        "indeks_pnbp",
        "volume",
        "roa",
        "pobo",
        "penilaian_luar",
    ]
    desimal: int = Field(ge=0, le=6)
    iku: bool = False
    skala: Literal["rasio", "persen", "poin"] | None = None
    tangga: list[Step] = Field(default_factory=list)
    batas: Bounds | None = None

    @model_validator(mode="after")
    def _scale(self) -> Indicator:
        if self.rumus != "indeks_pnbp":
            if self.skala or self.tangga:
                raise ValueError(f"skala and tangga belong to the formula indeks_pnbp, not to {self.rumus}")
        elif self.skala is None:
            raise ValueError(
                "indeks_pnbp has no skala; declare `skala: rasio` (PNBP over that of the year before), `skala: persen` "
                "(100 times that) or `skala: poin` with a tangga of steps {batas_bawah: per cent of the year before, "
                "nilai: points}; an index that someone else sets is `rumus: penilaian_luar`"
            )
        elif self.skala != "poin" and self.tangga:
            raise ValueError(f"a tangga belongs to `skala: poin`, not to `skala: {self.skala}`")
        elif self.skala == "poin":
            rises = all(
                low.batas_bawah < high.batas_bawah and low.nilai < high.nilai for low, high in pairwise(self.tangga)
            )
            if not self.tangga or self.tangga[0].batas_bawah != 0 or not rises:
                raise ValueError(
                    "`skala: poin` needs a tangga of steps {batas_bawah, nilai} whose first batas_bawah is 0 and whose "
                    "batas_bawah (per cent of the PNBP of the year before) and nilai (points) both rise"
                )
        return self

    def bounds(self) -> Iterator[tuple[str, str | None, Range]]:
        """Measure (`realisasi`, `capaian`), the unit (satuan) that it holds for, None for any, and the bounds."""
        usual = BOUNDS.get(self.rumus)
        own = self.batas
        if own is not None and own.realisasi is not None:
            yield "realisasi", None, own.realisasi
        elif usual is not None:
            yield "realisasi", None, usual
        else:
            yield from (("realisasi", unit, _SHARE) for unit in SHARE_UNITS)
        may_be_negative = usual is not None and usual[0] is not None and usual[0] < 0
        low, high = CAPAIAN_BOUNDS
        yield "capaian", None, own.capaian if own and own.capaian else (None if may_be_negative else low, high)


class SamePaper(Strict):
    """A paper of a fiscal year that says what it said the year before, and why that is right."""

    jenis: Code
    tahun: int
    alasan: Text


class Profile(Strict):
    """Everything another unit changes instead of code."""

    unit: Unit
    fungsi: list[Text] = Field(default_factory=list)
    latar_belakang: list[Text] = Field(default_factory=list)
    dasar_hukum: list[Text]
    kebijakan: dict[str, Policy]
    akun: AccountSets
    sumber_dana: list[Fund] = Field(min_length=1)
    jenis_belanja: list[Named] = Field(min_length=1)
    unsur: list[Element] = Field(min_length=1)
    mutu: list[Grade] = Field(min_length=1)
    indikator: list[Indicator] = Field(min_length=1)
    layanan: list[Service] = Field(default_factory=list)
    nama_layanan: list[ServiceName] = Field(default_factory=list)
    hari_libur: list[Holiday] = Field(default_factory=list)
    ambang: dict[str, Decimal] = Field(default_factory=dict)
    jeda_ganda_menit: int = Field(default=10, gt=0)
    """Minutes within which the same answers of one person to one service are taken for one form sent twice."""
    sama_tahun_lalu: list[SamePaper] = Field(default_factory=list)
    laporan_terbit: dict[str, list[PublishedFigure]] = Field(default_factory=dict)
    """By quarter: the figures of the report that was published for it before; most quarters have none."""

    def policy(self, name: str) -> str:
        """The value of a policy."""
        return self.kebijakan[name].nilai

    def threshold(self, check: str) -> Decimal:
        """The limit of a check: the unit's own, or that of the catalogue of checks."""
        return self.ambang.get(check, thresholds()[check])

    @field_validator("ambang")
    @classmethod
    def _known_thresholds(cls, value: dict[str, Decimal]) -> dict[str, Decimal]:
        known = thresholds()
        problems = [
            f"no check '{name}' has a threshold; known: {', '.join(known)}" for name in value if name not in known
        ]
        problems += [
            f"threshold of '{name}' is {limit}; expected more than 0" for name, limit in value.items() if limit <= 0
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return value

    @field_validator("kebijakan")
    @classmethod
    def _known_policies(cls, value: dict[str, Policy]) -> dict[str, Policy]:
        problems: list[Problem] = [
            ((name,), f"unknown policy '{name}'; known: {', '.join(POLICIES)}")
            for name in value
            if name not in POLICIES
        ]
        value = {**value, **{name: policy for name, policy in DEFAULTS.items() if name not in value}}
        problems += [((), f"policy '{name}' is missing") for name in POLICIES if name not in value]
        problems += [
            ((name, "nilai"), f"policy '{name}' is '{policy.nilai}'; expected {' or '.join(POLICIES[name])}")
            for name, policy in value.items()
            if name in POLICIES and policy.nilai not in POLICIES[name]
        ]
        if problems:
            raise PlacedError(problems)
        return value

    @model_validator(mode="after")
    def _formulas_once(self) -> Profile:
        problems: list[Problem] = []
        for name in ("indikator", "sumber_dana", "jenis_belanja", "unsur"):
            codes = [item.kode for item in getattr(self, name)]
            word = "indicator" if name == "indikator" else name
            problems += [
                ((name, codes.index(code, codes.index(code) + 1), "kode"), f"{word} '{code}' stands {count} times")
                for code, count in sorted(Counter(codes).items())
                if count > 1
            ]
        used: list[str] = [indicator.rumus for indicator in self.indikator]
        for formula in MEASURED_ONCE:
            if (count := used.count(formula)) != 1:
                place = (
                    ("indikator", used.index(formula, used.index(formula) + 1), "rumus") if count else ("indikator",)
                )
                problems.append((place, f"formula '{formula}' is used by {count} indicators; expected one"))
        if sum(used.count(formula) for formula in PNBP_FORMULAS) != 1:
            last = max((index for index, formula in enumerate(used) if formula in PNBP_FORMULAS), default=None)
            place = ("indikator",) if last is None else ("indikator", last, "rumus")
            problems.append((place, f"one indicator has to use one of {' or '.join(PNBP_FORMULAS)}"))
        if problems:
            raise PlacedError(problems)
        return self
