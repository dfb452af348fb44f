"""The unit's profile and reference data, typed and checked before anything runs.

Belongs here: the shape of `unit.yaml` and of the tables under `reference/`, their errors with file and line, and their
copy as `reference.*` in the warehouse. Not here: what a policy does to a figure (dbt models).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from orchestration.checks.catalogue import thresholds
from orchestration.texts.canonical import name_key
from orchestration.workspace import marked_yaml
from orchestration.workspace.marked_yaml import line_of
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

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

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
Row = TypeVar("Row", bound="_Strict")


class ConfigurationError(ValueError):
    """The profile or the reference data is wrong; one line per place, each with file and line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


_Problem = tuple[tuple[int | str, ...], str]
"""Where in the mapping, and what is wrong there."""


class _PlacedError(ValueError):
    """Several things that no single field shows, each with its place."""

    def __init__(self, problems: list[_Problem]) -> None:
        super().__init__("; ".join(message for _, message in problems))
        self.problems = problems


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    optional_columns: ClassVar[tuple[str, ...]] = ()
    """Columns that the table of a reference file may leave out."""


class Unit(_Strict):
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


class Policy(_Strict):
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


class AccountSets(_Strict):
    """Prefixes of the accounts that count as PNBP, as operating cost (POBO) and as assets (RoA)."""

    pnbp: list[Text] = Field(min_length=1)
    biaya_operasional: list[Text] = Field(min_length=1)
    aset: list[Text] = Field(min_length=1)


class Fund(_Strict):
    """A fund code of the budget file and the fund it stands for."""

    kode: Text
    sumber_dana: Code
    nama: Text
    biaya_operasional: bool


class Named(_Strict):
    """A code with its official name."""

    kode: Text
    nama: Text


class Element(_Strict):
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


class Grade(_Strict):
    """A grade of service quality (mutu) and the lowest converted index (25-100) that earns it."""

    mutu: Text
    nama: Text
    batas_bawah: Decimal


class Bounds(_Strict):
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


class Step(_Strict):
    """A step of an index in points: what PNBP earns from so many per cent of the year before on."""

    batas_bawah: Decimal
    nilai: Decimal


class Indicator(_Strict):
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


class Service(_Strict):
    """A service of the catalogue, the tables it stands in, and the clock of its SLA."""

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


class ServiceName(_Strict):
    """A name that some source uses for a service."""

    nama: Text
    layanan: Code


class Holiday(_Strict):
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
            raise ValueError("a withdrawal needs both dicabut_sejak (yyyy-mm-dd) and dasar_pencabutan, its decree")
        if self.dicabut_sejak is not None and self.dicabut_sejak < self.berlaku_sejak:
            raise ValueError(f"dicabut_sejak {self.dicabut_sejak} lies before berlaku_sejak {self.berlaku_sejak}")
        return self


class PublishedFigure(_Strict):
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
        raise ValueError(f"'{text}' is no number such as {example}")
    groups, comma = (".", ",") if notation == "id" else (",", ".")
    return Decimal(text.replace(groups, "").replace(comma, "."))


class SamePaper(_Strict):
    """A paper of a fiscal year that says what it said the year before, and why that is right."""

    jenis: Code
    tahun: int
    alasan: Text


class Profile(_Strict):
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
        problems: list[_Problem] = [
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
            raise _PlacedError(problems)
        return value

    @model_validator(mode="after")
    def _formulas_once(self) -> Profile:
        problems: list[_Problem] = []
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
            raise _PlacedError(problems)
        return self


def load_profile(workspace: Workspace) -> Profile:
    """Reads `unit.yaml` and `reference/*.csv` of a workspace.

    Raises:
        ConfigurationError: with every problem of every file, so that one reading tells all.
    """
    path = workspace.sources / "unit.yaml"
    if not path.is_file():
        raise ConfigurationError([f"{path}: no such file; a workspace needs a unit profile"])
    problems: list[str] = []
    folder = workspace.sources / "reference"
    services = _read_table(folder / "layanan.csv", Service, problems)
    names = _read_table(folder / "nama_layanan.csv", ServiceName, problems)
    holidays = _read_table(folder / "hari_libur.csv", Holiday, problems)
    tables = {
        "layanan": list(services.values()),
        "nama_layanan": list(names.values()),
        "hari_libur": list(holidays.values()),
    }
    published = _read_published(workspace, problems)
    profile: Profile | None = None
    try:
        content, node = marked_yaml.read(path)
    except marked_yaml.MarkedYamlError as error:
        raise ConfigurationError([*problems, str(error)]) from None
    if not isinstance(content, dict) or node is None:
        raise ConfigurationError([*problems, f"{path}:1: expected a mapping with unit, kebijakan, indikator, ..."])
    for name in (*tables, "laporan_terbit"):
        if name in content:
            problems.append(f"{path}:{line_of(node, (name,))}: '{name}' belongs in reference/{name}.csv")
            content.pop(name)
    try:
        profile = Profile.model_validate({**content, **tables, "laporan_terbit": published})
    except ValidationError as error:
        for issue in error.errors():
            placed = issue.get("ctx", {}).get("error")
            several = placed.problems if isinstance(placed, _PlacedError) else [((), issue["msg"])]
            for below, message in several:
                loc = (*issue["loc"], *below)
                place = ".".join(str(part) for part in loc) or "profile"
                problems.append(f"{path}:{line_of(node, loc)}: {place}: {message.removeprefix('Value error, ')}")
    # Also when the profile is wrong elsewhere, so that one reading tells all.
    problems += _cross_references(folder, services, names)
    if profile is not None:
        problems += _unprintable(workspace, node, content, profile)
    if problems or profile is None:
        raise ConfigurationError(problems)
    return profile


PUBLISHED_FOLDER = "reference/laporan_terbit"
"""Where the figures of published reports lie in the sources, one file a quarter: `2025-TW2.csv`."""

_BOOLEANS = {"ya": True, "tidak": False}


def _read_table(path: Path, model: type[Row], problems: list[str]) -> dict[int, Row]:
    """Line to row of a reference table; booleans are `ya`/`tidak`, an empty cell is a missing value."""
    if not path.is_file():
        problems.append(f"{path}: no such file; expected the columns {', '.join(model.model_fields)}")
        return {}
    rows: dict[int, Row] = {}
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(f"{path}:{line}: is not written in UTF-8; save it as CSV UTF-8")
        return {}
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = reader.fieldnames or []
        missing = [name for name in model.model_fields if name not in (*header, *model.optional_columns, "baris")]
        if missing:
            problems.append(f"{path}:1: missing column {', '.join(missing)}")
            return {}
        if twice := sorted({name for name in header if header.count(name) > 1}):
            problems.append(f"{path}:1: column {', '.join(twice)} stands twice")
            return {}
        for record in reader:
            if None in record:
                problems.append(f"{path}:{reader.line_num}: has more cells than the {len(header)} columns")
                continue
            values = {
                name: _BOOLEANS.get(text, text) if model.model_fields[name].annotation is bool else text
                for name, text in record.items()
                if name is not None and text not in (None, "")
            }
            if "baris" in model.model_fields:
                values["baris"] = str(reader.line_num)
            try:
                rows[reader.line_num] = model.model_validate(values)
            except ValidationError as error:
                for issue in error.errors():
                    column = ".".join(str(part) for part in issue["loc"])
                    at = f"column {column}, value '{record.get(column, '')}': " if column else ""
                    problems.append(f"{path}:{reader.line_num}: {at}{issue['msg'].removeprefix('Value error, ')}")
    except csv.Error as error:
        problems.append(f"{path}:{reader.line_num}: cannot be read ({error}); a quotation mark is probably not closed")
    return rows


def _read_published(workspace: Workspace, problems: list[str]) -> dict[str, list[PublishedFigure]]:
    """Reads what was published before, one file a quarter; the folder may be missing."""
    from orchestration.workspace.quarters import Quarter, QuarterError

    found = {}
    for path in sorted((workspace.sources / PUBLISHED_FOLDER).glob("*.csv")):
        try:
            Quarter.parse(path.stem)
        except QuarterError as error:
            problems.append(f"{path}: its name is to be the quarter of the published report: {error}")
            continue
        found[path.stem] = list(_read_table(path, PublishedFigure, problems).values())
    return found


def _unprintable(workspace: Workspace, node: Any, content: Any, profile: Profile) -> list[str]:
    """Characters that no page can show, which would stop the report only when it is set."""
    from orchestration.workspace.fonts import profile_problems

    path = workspace.sources / "unit.yaml"
    texts = [(f"{path}:{line_of(node, loc)}: {'.'.join(map(str, loc))}", text) for loc, text in _strings(content)]
    table = workspace.sources / "reference" / "layanan.csv"
    # The name of a service is printed; the names that deliveries use for it are not.
    texts += [(f"{table}: {service.layanan}", service.nama) for service in profile.layanan]
    return profile_problems(texts, PROJECT / "reports" / "fonts")


def _strings(content: Any, loc: tuple[int | str, ...] = ()) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Every text of nested mappings and lists, with its place."""
    if isinstance(content, str):
        yield loc, content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from _strings(value, (*loc, str(key)))
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from _strings(value, (*loc, number))


def _cross_references(folder: Path, services: dict[int, Service], names: dict[int, ServiceName]) -> list[str]:
    """What no single row can show: services twice, names of unknown services, names of two services."""
    problems = []
    known: dict[str, int] = {}
    for line, service in services.items():
        if known.setdefault(service.layanan, line) != line:
            first = known[service.layanan]
            problems.append(f"{folder / 'layanan.csv'}:{line}: service '{service.layanan}' stands in line {first} too")
    named: dict[str, str] = {}
    for line, row in names.items():
        name = name_key(row.nama)
        place = f"{folder / 'nama_layanan.csv'}:{line}"
        if row.layanan not in known:
            problems.append(f"{place}: '{row.nama}' names the unknown service '{row.layanan}'")
        if named.setdefault(name, row.layanan) != row.layanan:
            problems.append(f"{place}: '{row.nama}' names both {named[name]} and {row.layanan}")
    return problems


def check_calendar(workspace: Workspace, profile: Profile, quarter: Quarter) -> None:
    """Refuses a holiday list that does not cover the year up to the end of the quarter.

    Every quarter has a national holiday on a fixed day (1 January, 1 May, 17 August, 25 December), so a list that has
    none in one of them is not whole, and due dates would be wrong without anybody noticing. One that was withdrawn is
    none.

    Raises:
        ConfigurationError: naming the file, its last day, and the quarters without a national holiday.
    """
    seen = {
        (day.tanggal.year, (day.tanggal.month + 2) // 3)
        for day in profile.hari_libur
        if day.jenis == "libur nasional" and not day.is_withdrawn(quarter.end)
    }
    empty = [
        f"{quarter.year}-TW{number}" for number in range(1, quarter.number + 1) if (quarter.year, number) not in seen
    ]
    if empty:
        path = workspace.sources / "reference" / "hari_libur.csv"
        last = max((day.tanggal for day in profile.hari_libur), default=None)
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        line = next((number for number, text in enumerate(lines, 1) if str(last) in text), 1)
        raise ConfigurationError(
            [
                f"{path}:{line}: the last holiday is {last}, and there is no national holiday in {', '.join(empty)};"
                f" expected the holidays of {quarter.year} at least up to {quarter.end}"
            ]
        )


_REFERENCE: dict[str, str] = {
    "unit": "kode_satker VARCHAR",
    "periode": "triwulan VARCHAR, tahun INTEGER, triwulan_ke INTEGER, awal_tahun DATE, tanggal_awal DATE, "
    "tanggal_akhir DATE",
    "layanan": "layanan VARCHAR, nama VARCHAR, layanan_volume VARCHAR, nama_volume VARCHAR, satuan VARCHAR, "
    "spm_hk INTEGER, mulai_jam VARCHAR, urutan INTEGER, di_pengguna BOOLEAN, di_volume BOOLEAN, di_sla BOOLEAN, "
    "di_ikm BOOLEAN, di_nps BOOLEAN",
    "nama_layanan": "nama VARCHAR, layanan VARCHAR",
    "hari_libur": "tanggal DATE, jenis VARCHAR, keterangan VARCHAR, dasar VARCHAR, berlaku_sejak DATE, "
    "dicabut_sejak DATE, dasar_pencabutan VARCHAR",
    "indikator": "kode VARCHAR, urutan INTEGER, rumus VARCHAR, desimal INTEGER, iku BOOLEAN, skala VARCHAR",
    "tangga": "kode VARCHAR, batas_bawah DECIMAL(12,4), nilai DECIMAL(20,6)",
    "batas": "kode VARCHAR, besaran VARCHAR, satuan VARCHAR, bawah DECIMAL(20,6), atas DECIMAL(20,6), rentang VARCHAR",
    "kebijakan": "kebijakan VARCHAR, nilai VARCHAR, alasan VARCHAR, dasar VARCHAR",
    "akun": "himpunan VARCHAR, awalan VARCHAR",
    "sumber_dana": "kode VARCHAR, sumber_dana VARCHAR, nama VARCHAR, biaya_operasional BOOLEAN",
    "jenis_belanja": "kode VARCHAR, nama VARCHAR",
    "unsur": "unsur VARCHAR, nama VARCHAR, urutan INTEGER",
    "survei": "jeda_ganda_menit INTEGER",
    "mutu": "mutu VARCHAR, nama VARCHAR, batas_bawah DECIMAL(5,2)",
    "ambang": "pemeriksaan VARCHAR, batas DECIMAL(12,4)",
}

REFERENCE_TABLES = tuple(_REFERENCE)
"""Names of the tables in schema `reference`."""


def reference_columns() -> dict[str, list[str]]:
    """The columns of every table in schema `reference`, in their order."""
    # A comma inside a type, as in DECIMAL(5,2), is followed by no blank.
    return {table: [column.split()[0] for column in columns.split(", ")] for table, columns in _REFERENCE.items()}


def write_reference(connection: duckdb.DuckDBPyConnection, profile: Profile, quarter: Quarter) -> None:
    """Replaces the `reference` schema by the profile and the quarter, so that the models read one place."""
    rows: dict[str, list[tuple[Any, ...]]] = {
        "unit": [(profile.unit.kode_satker,)],
        "periode": [(quarter.code, quarter.year, quarter.number, quarter.year_start, quarter.start, quarter.end)],
        "layanan": [tuple(service.model_dump().values()) for service in profile.layanan],
        "nama_layanan": [(name_key(row.nama), row.layanan) for row in profile.nama_layanan],
        "hari_libur": [tuple(day.model_dump().values()) for day in profile.hari_libur],
        "indikator": [
            (i.kode, order, i.rumus, i.desimal, i.iku, i.skala) for order, i in enumerate(profile.indikator, 1)
        ],
        "tangga": [(i.kode, step.batas_bawah, step.nilai) for i in profile.indikator for step in i.tangga],
        "batas": [
            (i.kode, measure, unit, *bounds, range_text(bounds))
            for i in profile.indikator
            for measure, unit, bounds in i.bounds()
        ],
        "kebijakan": [(name, p.nilai, p.alasan, p.dasar) for name, p in profile.kebijakan.items()],
        "akun": [(name, prefix) for name, prefixes in profile.akun.model_dump().items() for prefix in prefixes],
        "sumber_dana": [tuple(fund.model_dump().values()) for fund in profile.sumber_dana],
        "jenis_belanja": [(kind.kode, kind.nama) for kind in profile.jenis_belanja],
        "unsur": [(element.kode, element.nama, order) for order, element in enumerate(profile.unsur, 1)],
        "survei": [(profile.jeda_ganda_menit,)],
        "mutu": [(grade.mutu, grade.nama, grade.batas_bawah) for grade in profile.mutu],
        "ambang": [(name, profile.threshold(name)) for name in thresholds()],
    }
    connection.execute("BEGIN TRANSACTION; CREATE SCHEMA IF NOT EXISTS reference")
    for name, columns in _REFERENCE.items():
        connection.execute(f"CREATE OR REPLACE TABLE reference.{name} ({columns})")
        if rows[name]:
            # One statement a table: row by row the same costs four times as much.
            marks = f"({', '.join('?' for _ in rows[name][0])})"
            values = [value for row in rows[name] for value in row]
            sql = f"INSERT INTO reference.{name} VALUES {', '.join([marks] * len(rows[name]))}"  # noqa: S608
            connection.execute(sql, values)
    connection.execute("COMMIT")
