"""The unit's profile: what another unit changes instead of code.

Belongs here: the shape of `unit.yaml`, and what is wrong within it. Not here: rows of the tables that it is loaded with
(reference_rows), reading the files and the places of errors (profile_loading), the copy that the models read
(reference), what a policy does to a figure (dbt models).
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from orchestration.checks.catalogue import thresholds
from orchestration.checks.weights import Weight, why_not
from orchestration.declarations.strict import Code, PlacedError, Problem, Strict, Text
from orchestration.language.sentences import joined, say
from orchestration.texts.canonical import name_key
from orchestration.texts.indicator_codes import code_key
from orchestration.workspace.deadlines import Deadlines
from orchestration.workspace.formulas import Policy, Range, choices, formulas
from orchestration.workspace.indicators import PNBP_FORMULAS, RATES_OF_PNBP, UNIT_PNBP, Indicator
from orchestration.workspace.organisation import Emblem, Office, Signatory, Staff, Unit
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.reference_rows import Holiday, PublishedFigure, Service, ServiceName

_SATURDAY = 5

ALWAYS_NEEDED = ("glp039", "dataang", "rkk")
"""Kinds of papers that every report needs, whatever its indicators: the budget and its realisation."""

QUIET_SECONDS = 300
"""For how long a landing folder is still before a run starts by itself, unless the profile says otherwise."""

_OF_ACCOUNTS = {
    "pnbp": (*PNBP_FORMULAS, *RATES_OF_PNBP),
    "biaya_operasional": ("pobo",),
    "aset": ("roa",),
}
"""Account set to the formulas that sum it up."""

_OF_BUDGET = {"sumber_dana": "sumber_dana", "jenis_belanja": "kode"}
"""Column of budget and realisation to what the list of the same name in the profile calls its values."""


class AccountSets(Strict):
    """Prefixes of account codes (akun), each a list.

    Attributes:
        pnbp: of receipts that count as PNBP.
        biaya_operasional: of operating cost, for POBO.
        aset: of assets, for RoA.
    """

    pnbp: list[Text] = Field(default_factory=list)
    biaya_operasional: list[Text] = Field(default_factory=list)
    aset: list[Text] = Field(default_factory=list)


class Fund(Strict):
    """A fund code of the budget file and the fund it stands for.

    Attributes:
        kode: as in the column SUMBER_DANA.
        sumber_dana: the fund, in small letters; several codes may be of one.
        nama: as the report calls the fund.
        biaya_operasional: whether spending of it is operating cost.
    """

    kode: Text
    sumber_dana: Code
    nama: Text
    biaya_operasional: bool


class Named(Strict):
    """A code with its official name.

    Attributes:
        kode: the first digits of the account.
        nama: as the report calls it.
    """

    kode: Text
    nama: Text


class Element(Strict):
    """A survey element (unsur).

    Attributes:
        kode: `u1` to `u20`.
        nama: as the report calls it.
        label: fragments of the question's text by which its column is found, in small letters.
        skala: answers of the unit's own form, from worst to best, where it has others than the regulation's.
        bobot: what it weighs in the index, where the elements do not weigh the same.
    """

    kode: Annotated[str, StringConstraints(pattern=r"^u([1-9]|1[0-9]|20)$")]
    nama: Text
    label: list[Text] = Field(min_length=1)
    skala: list[Text] = Field(default_factory=list)
    bobot: Decimal | None = Field(default=None, gt=0)


class Grade(Strict):
    """A grade of service quality.

    Attributes:
        mutu: its letter or word.
        nama: what it means.
        batas_bawah: the lowest converted index (25 to 100) that earns it.
    """

    mutu: Text
    nama: Text
    batas_bawah: Decimal


class SamePaper(Strict):
    """A paper of a fiscal year that says what it said the year before, and why that is right.

    Attributes:
        jenis: its kind.
        tahun: the fiscal year.
        alasan: why.
    """

    jenis: Code
    tahun: int
    alasan: Text


class Weighing(Strict):
    """The weight that the unit gives a check.

    Attributes:
        berat: `menahan` holds the report back when the check fails; `catatan` notes it and asks nobody.
        alasan: why.
    """

    berat: Weight
    alasan: Text


class Profile(Strict):
    """Everything another unit changes instead of code.

    Attributes:
        unit: who reports.
        lambang: the emblem on the cover.
        penanda_tangan_lain: who signs a page beside the head, in the order of the page.
        fungsi: functions of the unit, a list in Bab I.
        latar_belakang: background in Bab I, one text a paragraph.
        organisasi: the head and the offices below, a drawing in Bab I.
        pegawai: the staff by status.
        kegunaan_kro: what an output (KRO) is for, by its code of three letters, in Bab II.
        dasar_hukum: laws and regulations that the report rests on.
        kebijakan: what a regulation leaves open, by policy: its value (nilai), reason (alasan) and basis (dasar); what
            decides nothing of this unit may be left out.
        akun: which accounts count as what.
        sumber_dana: fund codes of the budget file.
        jenis_belanja: kinds of spending, by the first digits of the account.
        unsur: elements of the satisfaction survey.
        skala_unsur: the best answer of the satisfaction survey; the worst is 1.
        mutu: grades of the converted index, best first.
        indikator: indicators of the Perjanjian Kinerja, in the order of the report.
        layanan, nama_layanan, hari_libur: rows of `reference/`.
        ambang: limits of checks, by the name of the check, where the usual one does not fit this unit.
        jeda_ganda_menit: minutes within which the same answers of one person to one service are taken for one form sent
            twice.
        sama_tahun_lalu: papers of a year that are rightly the same as those of the year before.
        penerbitan: `otomatis` publishes a report without open warnings in the run that makes it; `disahkan` keeps it a
            konsep until a person approves it.
        revisi: what late files make of a quarter that is published: `otomatis` the next release, `konsep` a draft that
            a person approves; under `penerbitan: disahkan` always a draft.
        berat: checks that weigh otherwise for this unit, by the name of the check.
        tenang_detik: seconds for which a landing folder is still before a run starts by itself; a copy over the network
            takes its time.
        tenggat: until when deliveries and the report of a quarter are due.
        nomor_tabel: how tables are numbered: `urut` as they stand, `baku` by the official number of each; usually as
            they stand. `data/nomor_tabel.csv` of a release maps one to the other.
        laporan_terbit: by quarter: the figures of the report that was published for it before; most quarters have none.
    """

    unit: Unit
    lambang: Emblem | None = None
    penanda_tangan_lain: list[Signatory] = Field(default_factory=list)
    fungsi: list[Text] = Field(default_factory=list)
    latar_belakang: list[Text] = Field(default_factory=list)
    organisasi: Office | None = None
    pegawai: Staff | None = None
    kegunaan_kro: dict[str, list[Text]] = Field(default_factory=dict)
    dasar_hukum: list[Text]
    kebijakan: dict[str, Policy]
    akun: AccountSets = AccountSets()
    sumber_dana: list[Fund] = Field(min_length=1)
    jenis_belanja: list[Named] = Field(min_length=1)
    unsur: list[Element] = Field(default_factory=list)
    skala_unsur: int = Field(default=4, ge=2, le=10)
    mutu: list[Grade] = Field(default_factory=list)
    indikator: list[Indicator] = Field(min_length=1)
    layanan: SkipJsonSchema[list[Service]] = Field(default_factory=list)
    nama_layanan: SkipJsonSchema[list[ServiceName]] = Field(default_factory=list)
    hari_libur: SkipJsonSchema[list[Holiday]] = Field(default_factory=list)
    ambang: dict[str, Decimal] = Field(default_factory=dict)
    jeda_ganda_menit: int = Field(default=10, gt=0)
    sama_tahun_lalu: list[SamePaper] = Field(default_factory=list)
    penerbitan: Literal["otomatis", "disahkan"] = "otomatis"
    revisi: Literal["otomatis", "konsep"] = "otomatis"
    berat: dict[str, Weighing] = Field(default_factory=dict)
    tenang_detik: int = Field(default=QUIET_SECONDS, ge=0)
    tenggat: Deadlines = Deadlines()
    nomor_tabel: Literal["urut", "baku"] | None = None
    laporan_terbit: SkipJsonSchema[dict[str, list[PublishedFigure]]] = Field(default_factory=dict)

    def at(self, quarter: Quarter) -> Profile:
        """The profile with the indicators and services that hold in a quarter."""
        services = [service for service in self.layanan if service.holds_in(quarter)]
        held = {service.layanan for service in services}
        return self.model_copy(
            update={
                "indikator": [indicator for indicator in self.indikator if indicator.holds_in(quarter)],
                "layanan": services,
                "nama_layanan": [row for row in self.nama_layanan if row.layanan in held],
            }
        )

    def due(self, quarter: Quarter, kind: str | None = None) -> dt.date | None:
        """The day on which the report of a quarter, or a kind of delivery, is due; None for none."""
        days = self.tenggat.days(kind)
        if days is None or self.tenggat.hitung == "kalender":
            return None if days is None else quarter.end + dt.timedelta(days=days)
        idle = {holiday.tanggal for holiday in self.hari_libur if not holiday.is_withdrawn(quarter.end)}
        day = quarter.end
        while days > 0:
            day += dt.timedelta(days=1)
            days -= day.weekday() < _SATURDAY and day not in idle
        return day

    def policy(self, name: str, indicator: Indicator | None = None) -> str:
        """The value of a policy: the indicator's own, else the unit's."""
        own = indicator.kebijakan.get(name) if indicator else None
        if own is not None:
            return own if isinstance(own, str) else own.nilai
        # What decides nothing of this unit may be left out; models that ask all the same get the first value.
        return self.kebijakan[name].nilai if name in self.kebijakan else choices()[name].usual

    def chosen(self, name: str, indicator: Indicator) -> Policy:
        """A policy as an indicator has it, with reason and basis; of a value alone those of the unit."""
        own = indicator.kebijakan.get(name)
        if isinstance(own, str):
            return self.kebijakan[name].model_copy(update={"nilai": own})
        return own or self.kebijakan[name]

    def policies_of(self, indicator: Indicator) -> dict[str, Policy]:
        """The policies that an indicator follows, in the order of its formula."""
        chooser = self.chooser(indicator)
        return {name: self.chosen(name, chooser) for name in indicator.formula.kebijakan}

    def services_of(self, indicator: Indicator) -> list[Service]:
        """The services that an indicator covers: its own list, else those of its formula's table."""
        if indicator.layanan:
            return [service for service in self.layanan if service.layanan in indicator.layanan]
        flag = indicator.formula.layanan
        return [service for service in self.layanan if flag and getattr(service, flag)]

    def pnbp_of(self, indicator: Indicator) -> str | None:
        """Whose PNBP an indicator carries or divides: a code, or `UNIT_PNBP`; None for other formulas."""
        if indicator.rumus in PNBP_FORMULAS:
            return indicator.kode
        if indicator.rumus not in RATES_OF_PNBP:
            return None
        carried = (other.kode for other in self.indikator if other.rumus in PNBP_FORMULAS)
        return indicator.pnbp or next(carried, UNIT_PNBP)

    def policies_in_use(self) -> list[str]:
        """The policies that decide something of this unit: of a formula that it uses, or of the report as a whole."""
        of_formulas = {name for formula in formulas().values() for name in formula.kebijakan}
        used = {name for item in self.indikator for name in item.formula.kebijakan}
        unneeded = self.unneeded_kinds()
        return [
            name
            for name, choice in choices().items()
            if name in used or (name not in of_formulas and choice.sumber not in unneeded)
        ]

    def bounds_of(self, indicator: Indicator) -> Iterator[tuple[str, str | None, Range]]:
        """As `Indicator.bounds`; an index of satisfaction ends where the scale of the survey does."""
        for measure, unit, (low, high) in indicator.bounds():
            best = Decimal(self.skala_unsur) if indicator.rumus == "ikm" and measure == "realisasi" else None
            yield measure, unit, (low, best if high is None else high)

    def chooser(self, indicator: Indicator) -> Indicator:
        """Whose policies an indicator follows: its own, or those of the one whose PNBP it divides."""
        carrier = self.pnbp_of(indicator)
        return next((item for item in self.indikator if item.kode == carrier), indicator)

    def users_of(self, indicator: Indicator) -> str | None:
        """The indicator that counts the users of the services of a survey; None where none does."""
        if indicator.rumus != "ikm":
            return None
        return next((other.kode for other in self.indikator if other.rumus == "pengguna"), None)

    def unneeded_kinds(self) -> frozenset[str]:
        """Kinds of deliveries that only formulas need which no indicator of the unit uses."""
        bound = {kind for formula in formulas().values() for kinds in formula.sumber for kind in kinds}
        used = {kind for item in self.indikator for kinds in item.formula.sumber for kind in kinds}
        return frozenset(bound - used - {*ALWAYS_NEEDED})

    def threshold(self, check: str) -> Decimal:
        """The limit of a check: the unit's own, or that of the catalogue of checks."""
        return self.ambang.get(check, thresholds()[check])

    @field_validator("ambang")
    @classmethod
    def _known_thresholds(cls, value: dict[str, Decimal]) -> dict[str, Decimal]:
        known = thresholds()
        problems = [
            say("no check '{name}' has a threshold; known: {known}", name=name, known=", ".join(known))
            for name in value
            if name not in known
        ]
        problems += [
            say("threshold of '{name}' is {limit}; expected more than 0", name=name, limit=limit)
            for name, limit in value.items()
            if limit <= 0
        ]
        if problems:
            raise ValueError(joined("; ", problems))
        return value

    @property
    def weights(self) -> dict[str, Weight]:
        """The weight of each check that weighs otherwise for this unit."""
        return {name: weighing.berat for name, weighing in self.berat.items()}

    @field_validator("berat")
    @classmethod
    def _known_checks(cls, value: dict[str, Weighing]) -> dict[str, Weighing]:
        problems: list[Problem] = [
            ((name,), why) for name, weighing in value.items() if (why := why_not(name, weighing.berat))
        ]
        if problems:
            raise PlacedError(problems)
        return value

    @field_validator("kebijakan")
    @classmethod
    def _known_policies(cls, value: dict[str, Policy]) -> dict[str, Policy]:
        known = choices()
        problems: list[Problem] = [
            ((name,), say("unknown policy '{name}'; known: {known}", name=name, known=", ".join(known)))
            for name in value
            if name not in known
        ]
        usual = {name: choice.nilai_baku for name, choice in known.items() if choice.nilai_baku}
        value = {**value, **{name: policy for name, policy in usual.items() if name not in value}}
        problems += [
            (
                (name, "nilai"),
                say(
                    "policy '{name}' is '{chosen}'; expected {known}",
                    name=name,
                    chosen=policy.nilai,
                    known=" or ".join(known[name].nilai),
                ),
            )
            for name, policy in value.items()
            if name in known and policy.nilai not in known[name].nilai
        ]
        if problems:
            raise PlacedError(problems)
        return value

    @model_validator(mode="after")
    def _codes(self) -> Profile:
        problems: list[Problem] = []
        for name in ("indikator", "sumber_dana", "jenis_belanja", "unsur"):
            codes = [item.kode for item in getattr(self, name)]
            word = "indicator" if name == "indikator" else name
            problems += [
                (
                    (name, codes.index(code, codes.index(code) + 1), "kode"),
                    say("{word} '{code}' stands {count} times", word=word, code=code, count=count),
                )
                for code, count in sorted(Counter(codes).items())
                if count > 1
            ]
        seen: dict[tuple[str | int, ...], str] = {}
        for place, item in enumerate(self.indikator):
            other = seen.setdefault(code_key(item.kode), item.kode)
            if other != item.kode:
                text = say(
                    "'{code}' and '{other}' are one code where signs and case do not count; expected two",
                    code=item.kode,
                    other=other,
                )
                problems.append((("indikator", place, "kode"), text))
        if problems:
            raise PlacedError(problems)
        return self

    @model_validator(mode="after")
    def _policies(self) -> Profile:
        missing = [name for name in self.policies_in_use() if name not in self.kebijakan]
        if missing:
            raise PlacedError([(("kebijakan",), say("policy '{name}' is missing", name=name)) for name in missing])
        return self

    @model_validator(mode="after")
    def _references(self) -> Profile:
        problems: list[Problem] = []
        known = {service.layanan for service in self.layanan}
        carriers = {item.kode for item in self.indikator if item.rumus in PNBP_FORMULAS}
        for place, item in enumerate(self.indikator):
            problems += [
                (
                    ("indikator", place, "layanan"),
                    say("unknown service '{code}'; expected those of reference/layanan.csv", code=code),
                )
                for code in item.layanan
                if code not in known
            ]
            if item.pnbp is not None and item.pnbp not in carriers:
                text = say(
                    "'{code}' carries no PNBP; expected the code of a {formulas}",
                    code=item.pnbp,
                    formulas=" or ".join(PNBP_FORMULAS),
                )
                problems.append((("indikator", place, "pnbp"), text))
        for name, users in _OF_ACCOUNTS.items():
            if not getattr(self.akun, name) and (wanting := [i.kode for i in self.indikator if i.rumus in users]):
                text = say("no account prefix; {wanting} cannot be worked out without one", wanting=", ".join(wanting))
                problems.append((("akun", name), text))
        asking = ", ".join(item.kode for item in self.indikator if item.rumus == "ikm")
        problems += [
            ((name,), say("is missing; {indicators} needs it", indicators=asking))
            for name in ("unsur", "mutu")
            if not getattr(self, name) and asking
        ]
        if problems:
            raise PlacedError(problems)
        return self

    @model_validator(mode="after")
    def _shares(self) -> Profile:
        """A fund or a kind of spending that the profile does not have would be a share of nothing."""
        known = {name: [getattr(item, key) for item in getattr(self, name)] for name, key in _OF_BUDGET.items()}
        problems: list[Problem] = []
        for place, item in enumerate(self.indikator):
            for where, column, value in item.budget_texts():
                listed = list(dict.fromkeys(known[column]))
                if value.casefold() in map(str.casefold, listed):
                    continue
                near = difflib.get_close_matches(value, listed, n=1)
                meant = say("; perhaps '{near}' is meant", near=near[0]) if near else ""
                text = say(
                    "'{value}' is not in the profile's {column}; expected one of {known}{meant}",
                    value=value,
                    column=column,
                    known=", ".join(listed),
                    meant=meant,
                )
                problems.append((("indikator", place, *where), text))
        if problems:
            raise PlacedError(problems)
        return self

    @model_validator(mode="after")
    def _survey(self) -> Profile:
        problems: list[Problem] = []
        for place, element in enumerate(self.unsur):
            answers = {name_key(text) for text in element.skala}
            if element.skala and len(answers) != self.skala_unsur:
                text = say(
                    "has {count} answers; expected {scale} different ones, from worst to best",
                    count=len(answers),
                    scale=self.skala_unsur,
                )
                problems.append((("unsur", place, "skala"), text))
            if (element.bobot is None) != (self.unsur[0].bobot is None):
                problems.append((("unsur", place, "bobot"), say("expected a bobot for every unsur, or for none")))
        if problems:
            raise PlacedError(problems)
        return self
