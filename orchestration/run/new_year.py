"""What a new fiscal year needs of a workspace: written where it is not there yet, and told where a person has to.

Belongs here: the files of a year and what is still missing of it. Not here: the files of a new unit (sample/kinds), how
quarters stand (situation). Nothing is overwritten and nothing is invented: days, targets and decrees are for a person
to write down, so what is written are the places for them.

    unit_sampai_2025-TW4.yaml           the profile that held until then; unit.yaml is the new year's from now on
    reference/hari_libur_2026.csv       heads of the columns
    tahun/2026.yaml                     what a person confirms: policies with an old basis, services, indicators
    tahun/2026/Kinerja 2026.xlsx        Perjanjian Kinerja and DIPA, without a target
    landing/2026-TW1/                   where the papers of the year are put
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import Field

from orchestration.declarations import typed_yaml
from orchestration.declarations.marked_yaml import line_of
from orchestration.declarations.strict import Strict, Text
from orchestration.ingestion import has_come, load_contracts, look, needed_kinds
from orchestration.language.sentences import Sentence, joined, say
from orchestration.release.reading import latest_release
from orchestration.workspace.delimited import read_rows
from orchestration.workspace.profile_loading import UNIT, load_profile, profile_files
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.reference_rows import Holiday

if TYPE_CHECKING:
    from orchestration.ingestion.contracts.shape import Contract
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.settings import Workspace

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_RECENT = 2
"""A basis that names the year before, or the one before that, is a decree of its year and has to be renewed."""

_HEAD = """\
# Yang dipastikan seseorang sebelum laporan tahun {year} dibuat. Isi `dipastikan` dengan nama dan tanggal.
# kebijakan: dasarnya menyebut tahun lama; perbarui pada unit.yaml, atau pastikan bahwa dasar itu tetap berlaku.
"""


@dataclass(frozen=True)
class Lacking:
    """What a person still has to write: the file, below the sources, and what."""

    file: str
    what: Sentence


@dataclass(frozen=True)
class NewYear:
    """What was done for a year.

    Attributes:
        year: which.
        written: the files and folders that were not there before.
        missing: what a person still has to write, one line each.
    """

    year: int
    written: list[Path] = field(default_factory=list)
    missing: list[Lacking] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        missing = [{"file": item.file, "what": item.what} for item in self.missing]
        return {"year": self.year, "written": [str(path) for path in self.written], "missing": missing}


class Confirmed(Strict):
    """A thing that a person confirms.

    Attributes:
        dasar: the basis that names an old year.
        dipastikan: who confirmed it, and when; empty until then.
    """

    dasar: Text | None = None
    dipastikan: Text | None = None


class Confirmations(Strict):
    """The file `tahun/2026.yaml`.

    Attributes:
        kebijakan: policies whose basis names an old year.
        layanan: that the services of `reference/layanan.csv` are those of the year.
        indikator: that the indicators of `unit.yaml` are those of its Perjanjian Kinerja.
    """

    kebijakan: dict[str, Confirmed] = Field(default_factory=dict)
    layanan: Confirmed = Confirmed()
    indikator: Confirmed = Confirmed()


def begin(workspace: Workspace, year: int) -> NewYear:
    """Writes what is not there yet of a year, and says what is still missing of it.

    Raises:
        ConfigurationError: the profile, a contract or `tahun/<year>.yaml` cannot be used.
        OSError: the sources cannot be written.
    """
    beginning = _Beginning(workspace, year)
    return NewYear(year, list(beginning.write()), list(beginning.missing()))


class _Beginning:
    def __init__(self, workspace: Workspace, year: int) -> None:
        self.workspace, self.sources, self.year = workspace, workspace.sources, year
        self.first = Quarter(year, 1)
        self.contracts = load_contracts(workspace.contracts)
        self.profile: Profile = load_profile(workspace, self.first)

    @property
    def confirmations(self) -> Path:
        return self.sources / "tahun" / f"{self.year}.yaml"

    @property
    def holidays(self) -> Path:
        return self.sources / "reference" / f"hari_libur_{self.year}.csv"

    @property
    def skeleton(self) -> Path:
        return self.sources / "tahun" / str(self.year) / f"Kinerja {self.year}.xlsx"

    @cached_property
    def begun(self) -> bool:
        """Whether something of the year is there, so that unit.yaml may be the new year's already."""
        folders = [
            *self.workspace.landing.glob(f"{self.year}-TW*/*"),
            *self.workspace.reports.glob(f"{self.year}-TW*/*"),
        ]
        return bool(folders)

    def write(self) -> Iterator[Path]:
        former = self.sources / f"unit_sampai_{self.first.previous}.yaml"
        if not self._is_kept and (content := self._former_profile()) is not None:
            yield from _written(former, content)
        if not any(day.tanggal.year == self.year for day in self.profile.hari_libur):
            heads = ",".join(name for name in Holiday.model_fields if name not in Holiday.optional_columns)
            yield from _written(self.holidays, f"{heads}\n".encode())
        yield from _written(self.confirmations, self._to_confirm().encode())
        if not self.skeleton.exists():
            self.skeleton.parent.mkdir(parents=True, exist_ok=True)
            _write_skeleton(self.skeleton, self.year, self.contracts, list(self._agreed()))
            yield self.skeleton
        landing = self.workspace.landing / self.first.code
        if not landing.exists():
            landing.mkdir(parents=True)
            yield landing

    @property
    def _is_kept(self) -> bool:
        """Whether a profile is kept that held in the last quarter of the year before."""
        return profile_files(self.sources, self.first.previous)[UNIT].name != UNIT

    def _former_profile(self) -> bytes | None:
        """What held at the end of the year before: the profile in force, until something of the new year is there."""
        if not self.begun:
            return (self.sources / UNIT).read_bytes()
        release = self._last_release()
        return (release / "inputs" / UNIT).read_bytes() if release is not None else None

    def _last_release(self) -> Path | None:
        """The last one of the year before."""
        found = (latest_release(self.workspace, Quarter(self.year - 1, number)) for number in (4, 3, 2, 1))
        return next(filter(None, found), None)

    def _to_confirm(self) -> str:
        policies = {name: {"dasar": basis, "dipastikan": None} for name, basis in self._old_bases().items()}
        content = {"kebijakan": policies, "layanan": {"dipastikan": None}, "indikator": {"dipastikan": None}}
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000)
        return _HEAD.format(year=self.year) + text.replace(": null\n", ":\n")

    def _old_bases(self) -> dict[str, str]:
        """Policy in use to its basis, where that names a year shortly before this one, and not this one."""
        old = set(range(self.year - _RECENT, self.year))
        found = {}
        for name in self.profile.policies_in_use():
            basis = self.profile.kebijakan[name].dasar
            named = {int(text) for text in _YEAR.findall(basis)}
            if named & old and self.year not in named:
                found[name] = basis
        return found

    def _agreed(self) -> Iterator[tuple[str, str, str]]:
        """Code, name and unit of the indicators, and of the services with a target of their own, as last published."""
        figures: dict[str, dict[str, str]] = {}
        if (release := self._last_release()) is not None:
            figures = {row["figure_id"]: row for row in read_rows(release / "figures.csv")}
        for indicator in self.profile.indikator:
            told = figures.get(f"{indicator.kode}.realisasi", {})
            yield indicator.kode, told.get("label", ""), told.get("unit", "")
            begins = f"{indicator.kode}.target."
            for name, row in figures.items():
                if name.startswith(begins) and "." not in name.removeprefix(begins) and row["layanan"]:
                    yield f"{indicator.kode}.{row['layanan']}", row["label"], row["unit"]

    def missing(self) -> Iterator[Lacking]:
        if not self._is_kept and not (self.sources / f"unit_sampai_{self.first.previous}.yaml").exists():
            yield Lacking(
                f"unit_sampai_{self.first.previous}.yaml",
                say(
                    "{year} has begun, and no release of {before} tells which profile held; keep a copy of it",
                    year=self.year,
                    before=self.year - 1,
                ),
            )
        yield from self._holidays_missing()
        yield from self._unconfirmed()
        yield from self._papers_missing()

    def _holidays_missing(self) -> Iterator[Lacking]:
        national = {day.tanggal for day in self.profile.hari_libur if day.jenis == "libur nasional"}
        without = [
            str(quarter)
            for number in (1, 2, 3, 4)
            if not any((quarter := Quarter(self.year, number)).start <= day <= quarter.end for day in national)
        ]
        if without:
            file = self.holidays if self.holidays.exists() else self.sources / "reference" / "hari_libur.csv"
            yield Lacking(
                self._below(file),
                say(
                    "no national holiday in {quarters}; write down those of the SKB Tiga Menteri of the year",
                    quarters=", ".join(without),
                ),
            )

    def _unconfirmed(self) -> Iterator[Lacking]:
        told = typed_yaml.load(self.confirmations, Confirmations)
        source = typed_yaml.read(profile_files(self.sources, self.first)[UNIT])
        here = self._below(self.confirmations)
        for name, basis in self._old_bases().items():
            confirmed = told.kebijakan.get(name, Confirmed())
            if confirmed.dipastikan is None or confirmed.dasar not in (None, basis):
                line = line_of(source.node, ("kebijakan", name, "dasar"))
                yield Lacking(
                    f"{self._below(source.path)}:{line}",
                    say(
                        "kebijakan.{name}: its basis is of an earlier year ('{basis}'); renew it, or confirm"
                        " it in {here}",
                        name=name,
                        basis=basis,
                        here=here,
                    ),
                )
        services, indicators = len(self.profile.layanan), len(self.profile.indikator)
        for confirmed, what in (
            (
                told.layanan,
                say(
                    "layanan: that the {services} services of reference/layanan.csv are those of {year}",
                    services=services,
                    year=self.year,
                ),
            ),
            (
                told.indikator,
                say(
                    "indikator: that the {indicators} indicators of unit.yaml are those of {year}",
                    indicators=indicators,
                    year=self.year,
                ),
            ),
        ):
            if confirmed.dipastikan is None:
                yield Lacking(here, say("nobody has confirmed {what}", what=what))

    def _papers_missing(self) -> Iterator[Lacking]:
        """The papers that are delivered once a year and have not come."""
        kinds: dict[str, set[str]] = {}
        last = Quarter(self.year, 4)
        for item in look(self.workspace, last, self.contracts, self.profile):
            kinds.setdefault(item.file.quarter, set()).update(item.kinds)
        for contract in needed_kinds(self.contracts, self.profile):
            once = (
                contract.completeness.scope == "year" and "{quarter_month}" not in contract.completeness.rows.values()
            )
            if not once or has_come(contract, last, kinds):
                continue
            other = contract.completeness.alternative
            names = [contract.name, *([self.contracts[other].name] if other else ())]
            parts = [
                say("no {paper} of {year}", paper=joined(say(" or "), names), year=self.year - contract.year.behind)
            ]
            if contract.kind in _SKELETON:
                parts.append(say("{file} is one to fill in", file=self._below(self.skeleton)))
            yield Lacking(f"landing/{self.first}", joined("; ", parts))

    def _below(self, path: Path) -> str:
        return path.relative_to(self.sources).as_posix()


def _written(path: Path, content: bytes) -> Iterator[Path]:
    """The path, where nothing was there and the content was written."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as handle:
        handle.write(content)
    yield path


_SKELETON = {"perjanjian_kinerja": "Perjanjian Kinerja Tahun {year}", "dipa": "DIPA Tahun Anggaran {year}"}
"""Kinds that the skeleton has a sheet for, and the title above its heads, which says of which year it is."""


def _write_skeleton(path: Path, year: int, contracts: dict[str, Contract], agreed: list[tuple[str, str, str]]) -> None:
    """A workbook with the heads of the papers of the year; of the agreement the codes, names and units as well."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"strings_to_numbers": False})
    bold = book.add_format({"bold": True})
    for kind, title in _SKELETON.items():
        contract = contracts[kind]
        sheet = book.add_worksheet(contract.options.sheet_name or contract.name)
        heads = [column.label for column in contract.columns if not column.may_lack]
        sheet.write_string(0, 0, title.format(year=year), bold)
        for place, head in enumerate(heads):
            sheet.write_string(2, place, head, bold)
        if kind != "perjanjian_kinerja":
            continue
        places = [heads.index(contract.column(name).label) for name in ("kode", "indikator", "satuan")]
        for number, row in enumerate(agreed, start=3):
            for place, text in zip(places, row, strict=True):
                if text:
                    sheet.write_string(number, place, text)
    book.close()


def as_text(done: NewYear, sources: Path) -> Sentence:
    """What was done and what is missing, a line each."""
    lines = [say("written  {file}", file=path) for path in done.written]
    lines += [say("missing  {file}: {what}", file=item.file, what=item.what) for item in done.missing]
    what = say("{count} things are missing", count=len(done.missing))
    if len(done.missing) < 2:
        what = say("1 thing is missing") if done.missing else say("nothing is missing")
    return joined("\n", [*lines, say("{year}: {what} in {folder}", year=done.year, what=what, folder=sources)])
