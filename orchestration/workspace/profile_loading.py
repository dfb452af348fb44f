"""The profile and the reference data of a workspace, read and checked before anything runs.

Belongs here: reading `unit.yaml` and the tables under `reference/`, what no single row of them shows, and every error
with file and line. Not here: what a profile or a row may say (profile, reference_rows).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from orchestration.declarations import ConfigurationError, typed_yaml
from orchestration.declarations.marked_yaml import line_of
from orchestration.declarations.strict import Strict
from orchestration.declarations.typed_yaml import Source
from orchestration.language.sentences import joined, said, say
from orchestration.texts.canonical import name_key
from orchestration.workspace.pictures import PictureError, picture_in
from orchestration.workspace.profile import Profile
from orchestration.workspace.quarters import Quarter, QuarterError
from orchestration.workspace.reference_rows import Holiday, PublishedFigure, Service, ServiceName
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace

Row = TypeVar("Row", bound=Strict)


UNIT = "unit.yaml"
"""The profile in force; `unit_sampai_2025-TW2.yaml` beside it is one that held up to the end of that quarter."""

_UNTIL = "unit_sampai_"


def profile_files(sources: Path, quarter: Quarter) -> dict[str, Path]:
    """The profile that holds in a quarter, as `unit.yaml`, and those of the year's quarters before it, by their names.

    Raises:
        ConfigurationError: a file is named for no quarter.
    """
    former: dict[Quarter, Path] = {}
    for path in sorted(sources.glob(f"{_UNTIL}*.yaml")):
        try:
            former[Quarter.parse(path.stem.removeprefix(_UNTIL))] = path
        except QuarterError as error:
            raise ConfigurationError(
                [say("{path}: its name is to end with its last quarter: {error}", path=path, error=said(error))]
            ) from None
    held = next((path for until, path in sorted(former.items()) if until >= quarter), sources / UNIT)
    before = {path.name: path for until, path in former.items() if until < quarter and until.year == quarter.year}
    return {UNIT: held, **before}


def holiday_files(reference: Path, quarter: Quarter | None = None) -> list[Path]:
    """The tables of holidays: `hari_libur.csv`, and those of single years (`hari_libur_2026.csv`).

    Args:
        reference: the folder.
        quarter: with it no table of a later year, which says nothing of the quarter.
    """
    of_years = {int(path.stem[-4:]): path for path in reference.glob("hari_libur_[0-9][0-9][0-9][0-9].csv")}
    last = quarter.year if quarter else max(of_years, default=0)
    return [reference / "hari_libur.csv", *(path for year, path in sorted(of_years.items()) if year <= last)]


def load_profile(workspace: Workspace, quarter: Quarter | None = None) -> Profile:
    """Reads the profile and `reference/*.csv` of a workspace.

    Args:
        workspace: whose sources are read.
        quarter: with the profile, the indicators and the services that hold in it; without one those of today, all.

    Raises:
        ConfigurationError: with every problem of every file, so that one reading tells all.
    """
    path = workspace.sources / UNIT if quarter is None else profile_files(workspace.sources, quarter)[UNIT]
    if not path.is_file():
        raise ConfigurationError([say("{path}: no such file; a workspace needs a unit profile", path=path)])
    problems: list[str] = []
    folder = workspace.sources / "reference"
    services = _read_table(folder / "layanan.csv", Service, problems)
    names = _read_table(folder / "nama_layanan.csv", ServiceName, problems)
    holidays = [row for path in holiday_files(folder, quarter) for row in _read_table(path, Holiday, problems).values()]
    tables = {
        "layanan": list(services.values()),
        "nama_layanan": list(names.values()),
        "hari_libur": holidays,
    }
    published = _read_published(workspace, problems)
    profile: Profile | None = None
    try:
        source = typed_yaml.read(path)
    except ConfigurationError as error:
        raise ConfigurationError([*problems, *error.problems]) from None
    if not isinstance(source.content, dict):
        raise ConfigurationError(
            [*problems, source.problem((), say("expected a mapping with unit, kebijakan, indikator, ..."))]
        )
    content = dict(source.content)
    for name in (*tables, "laporan_terbit"):
        if name in content:
            problems.append(
                say(
                    "{path}:{line}: '{name}' belongs in reference/{name}.csv",
                    path=path,
                    line=line_of(source.node, (name,)),
                    name=name,
                )
            )
            content.pop(name)
    try:
        profile = typed_yaml.validate(source, Profile, {**content, **tables, "laporan_terbit": published})
    except ConfigurationError as error:
        problems += error.problems
    # Also when the profile is wrong elsewhere, so that one reading tells all.
    problems += _cross_references(folder, services, names)
    if profile is not None:
        problems += _unprintable(workspace, source, profile)
        problems += _unshown(source, profile)
    if problems or profile is None:
        raise ConfigurationError(problems)
    return profile if quarter is None else profile.at(quarter)


PUBLISHED_FOLDER = "reference/laporan_terbit"
"""Where the figures of published reports lie in the sources, one file a quarter: `2025-TW2.csv`."""

_BOOLEANS = {"ya": True, "tidak": False}


def _read_table(path: Path, model: type[Row], problems: list[str]) -> dict[int, Row]:
    """Line to row of a reference table; booleans are `ya`/`tidak`, an empty cell is a missing value."""
    if not path.is_file():
        problems.append(
            say(
                "{path}: no such file; expected the columns {columns}",
                path=path,
                columns=", ".join(model.model_fields),
            )
        )
        return {}
    rows: dict[int, Row] = {}
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(say("{path}:{line}: is not written in UTF-8; save it as CSV UTF-8", path=path, line=line))
        return {}
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = reader.fieldnames or []
        missing = [name for name in model.model_fields if name not in (*header, *model.optional_columns, "baris")]
        if missing:
            problems.append(say("{path}:1: missing column {column}", path=path, column=", ".join(missing)))
            return {}
        if twice := sorted({name for name in header if header.count(name) > 1}):
            problems.append(say("{path}:1: column {columns} stands twice", path=path, columns=", ".join(twice)))
            return {}
        for record in reader:
            if None in record:
                problems.append(
                    say(
                        "{path}:{line}: has more cells than the {count} columns",
                        path=path,
                        line=reader.line_num,
                        count=len(header),
                    )
                )
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
                    parts = [f"{path}:{reader.line_num}", typed_yaml.of_value(issue)]
                    if column:
                        told = say("column {column}, value '{value}'", column=column, value=record.get(column, ""))
                        parts.insert(1, told)
                    problems.append(joined(": ", parts))
    except csv.Error as error:
        problems.append(
            say(
                "{path}:{line}: cannot be read ({error}); a quotation mark is probably not closed",
                path=path,
                line=reader.line_num,
                error=error,
            )
        )
    return rows


def _read_published(workspace: Workspace, problems: list[str]) -> dict[str, list[PublishedFigure]]:
    """Reads what was published before, one file a quarter; the folder may be missing."""
    found = {}
    for path in sorted((workspace.sources / PUBLISHED_FOLDER).glob("*.csv")):
        try:
            Quarter.parse(path.stem)
        except QuarterError as error:
            problems.append(
                say(
                    "{path}: its name is to be the quarter of the published report: {error}",
                    path=path,
                    error=said(error),
                )
            )
            continue
        found[path.stem] = list(_read_table(path, PublishedFigure, problems).values())
    return found


def _unprintable(workspace: Workspace, source: Source, profile: Profile) -> list[str]:
    """Characters that no page can show, which would stop the report only when it is set."""
    from orchestration.workspace.fonts import profile_problems

    texts = [
        (f"{source.path}:{line_of(source.node, loc)}: {'.'.join(map(str, loc))}", text)
        for loc, text in _strings(source.content)
    ]
    table = workspace.sources / "reference" / "layanan.csv"
    # The name of a service is printed; the names that deliveries use for it are not.
    texts += [(f"{table}: {service.layanan}", service.nama) for service in profile.layanan]
    return profile_problems(texts, PROJECT / "reports" / "fonts")


def _unshown(source: Source, profile: Profile) -> list[str]:
    """Why the cover cannot show the emblem."""
    if profile.lambang is None:
        return []
    path = source.path.parent / profile.lambang.berkas
    try:
        picture_in(path)
    except PictureError as error:
        told = say("{file} cannot stand on the cover: {why}", file=path.name, why=said(error))
        return [source.problem(("lambang", "berkas"), told)]
    return []


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
    problems: list[str] = []
    known: dict[str, int] = {}
    for line, service in services.items():
        if known.setdefault(service.layanan, line) != line:
            first = known[service.layanan]
            problems.append(
                say(
                    "{folder}:{line}: service '{service}' stands in line {first} too",
                    folder=folder / "layanan.csv",
                    line=line,
                    service=service.layanan,
                    first=first,
                )
            )
    named: dict[str, str] = {}
    for line, row in names.items():
        name = name_key(row.nama)
        place = f"{folder / 'nama_layanan.csv'}:{line}"
        if row.layanan not in known:
            problems.append(
                say(
                    "{place}: '{name}' names the unknown service '{service}'",
                    place=place,
                    name=row.nama,
                    service=row.layanan,
                )
            )
        if named.setdefault(name, row.layanan) != row.layanan:
            problems.append(
                say(
                    "{place}: '{name}' names both {named} and {service}",
                    place=place,
                    name=row.nama,
                    named=named[name],
                    service=row.layanan,
                )
            )
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
        path = holiday_files(workspace.sources / "reference", quarter)[-1]
        last = max((day.tanggal for day in profile.hari_libur), default=None)
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        line = next((number for number, text in enumerate(lines, 1) if str(last) in text), 1)
        raise ConfigurationError(
            [
                say(
                    "{path}:{line}: the last holiday is {last}, and there is no national holiday in"
                    " {quarters}; expected the holidays of {year} at least up to {end}",
                    path=path,
                    line=line,
                    last=last,
                    quarters=", ".join(empty),
                    year=quarter.year,
                    end=quarter.end,
                )
            ]
        )
