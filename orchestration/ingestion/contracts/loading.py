"""Contracts as they are loaded: read from YAML and checked before any file is opened.

Belongs here: what the file of a contract may say, and a unit's override of it. Not here: what a contract holds once it
is read (shape), the loading that all declarations share (declarations), reading a delivery by it (reading), judging its
cells (judging).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from orchestration.declarations import ConfigurationError, typed_yaml
from orchestration.declarations.strict import Pattern, Place, PlacedError, Problem, RegEx, Strict, Text, one_of
from orchestration.ingestion.contracts.rules import AnyRule
from orchestration.ingestion.contracts.shape import (
    COLUMN_TYPES,
    FORMATS,
    LAYOUTS,
    PERSONS,
    PIPELINE_COLUMNS,
    REGISTERS,
    Column,
    Completeness,
    Contract,
    Options,
    TotalRow,
    YearOf,
    normalise_header,
)
from orchestration.language.sentences import say
from orchestration.texts.canonical import name_key
from orchestration.texts.dates import DateFormat
from orchestration.texts.numbers import FORMS


def load_contracts(folders: Iterable[Path]) -> dict[str, Contract]:
    """Reads the contracts in force.

    Args:
        folders: a unit's own folder first, the project's last; a file hides one of the same name in a later folder.

    Returns:
        kind to contract, in the order of the file names.

    Raises:
        ConfigurationError: with every problem of the first file that is wrong.
    """
    ordered = [Path(folder) for folder in folders]
    files: dict[str, Path] = {}
    for folder in reversed(ordered):
        files |= {path.name: path for path in sorted(folder.glob("*.yaml"))}
    contracts: dict[str, Contract] = {}
    for _, path in sorted(files.items()):
        contract = typed_yaml.load(path, ContractFile).contract(path)
        if contract.kind in contracts:
            other = contracts[contract.kind].path
            raise _wrong(path, "kind", say("'{name}' is also declared in {other}", name=contract.kind, other=other))
        contracts[contract.kind] = contract
        original = ordered[-1] / path.name
        if original != path and original.is_file():
            of_project = typed_yaml.load(original, ContractFile).contract(original)
            contracts[contract.kind] = _overriding(contract, of_project)
        elif original != path and not contract.is_register:
            known = ", ".join(sorted(item.name for item in ordered[-1].glob("*.yaml")))
            own = say("a register of the unit's own says `table: {table}`", table=f"{REGISTERS}.{path.stem}")
            raise ConfigurationError(
                [
                    say(
                        "{path}:1: no contract of that file name to override; known: {known}; {own}",
                        path=path,
                        known=known,
                        own=own,
                    )
                ]
            )
    for contract in contracts.values():
        if contract.year is _UNSAID:
            raise _wrong(
                contract.path,
                "year",
                say(
                    "is missing; expected of which year a delivery is: {{of: paper}} for a paper of a"
                    " fiscal year, {{of: rows, column: tanggal}} where each row has its day or period,"
                    " {{of: quarter}}, or {{of: none, why: ...}}"
                ),
            )
    if not contracts:
        raise ConfigurationError([say("{folder}: no contract (*.yaml) found", folder=ordered[-1])])
    for contract in contracts.values():
        other_kind = contract.completeness.alternative
        if other_kind is not None and other_kind not in contracts:
            raise _wrong(contract.path, "completeness.alternative", say("unknown kind '{name}'", name=other_kind))
    return contracts


def _wrong(path: Path, key: str, message: str) -> ConfigurationError:
    return ConfigurationError([typed_yaml.read(path).problem(key.split("."), message)])


def _overriding(own: Contract, original: Contract) -> Contract:
    """A unit's contract in place of the project's.

    The models read fixed tables and columns, so it may change how they are found, not what they are. Of columns that a
    delivery may lack it need not speak.
    """
    if (own.kind, own.asset) != (original.kind, original.asset):
        key = "kind" if own.kind != original.kind else "table"
        raise _wrong(
            own.path, key, say("expected {name} and {asset}, as overridden", name=original.kind, asset=original.asset)
        )
    named = {column.name: column for column in own.columns}
    left_out = {column.name for column in original.columns if column.may_lack or column.type == "score"} - named.keys()
    expected = [column.name for column in original.columns if column.name not in left_out]
    if list(named) != expected:
        differing = sorted(set(named) ^ set(expected)) or list(named)
        raise _wrong(
            own.path,
            "columns",
            say("expected the columns of {path}; differs: {differing}", path=original.path, differing=differing),
        )
    year = original.year if own.year is _UNSAID else own.year
    sender = own.sender or original.sender
    return replace(
        own, year=year, sender=sender, columns=tuple(named.get(column.name, column) for column in original.columns)
    )


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _date_format(value: str) -> str:
    DateFormat(value)
    return value


def _person(value: bool | str) -> bool | str:
    if not isinstance(value, bool) and value not in PERSONS:
        raise ValueError(
            say("'{value}' is unknown; expected true or one of {known}", value=value, known=", ".join(PERSONS))
        )
    return value


def _table(value: str) -> str:
    if not re.fullmatch(r"raw_[a-z0-9_]+\.[a-z0-9_]+", value):
        raise ValueError(say("'{value}' has to be raw_<source>.<table>", value=value))
    return value


def _per_format(value: object) -> object:
    return value if isinstance(value, dict) else dict.fromkeys(FORMATS, value)


def _body(value: object) -> object:
    return {} if value is None else value


_UNSAID = YearOf(of="none", why="the file says nothing of it")

Texts = tuple[Text, ...]
Dates = Annotated[str, AfterValidator(_date_format)]
Form = Annotated[str, one_of(*FORMS)]
FileFormat = Annotated[str, one_of(*FORMATS)]
ColumnName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class PointsWhere(Strict):
    """Another column, and the texts of it in whose rows a percent cell counts in points."""

    points_where: dict[str, Texts] = Field(min_length=1, max_length=1)


class ColumnFile(Strict):
    """A column as the file of a contract declares it; see `shape.Column`."""

    header: Annotated[Texts, BeforeValidator(_listed)] = ()
    header_contains: Texts = ()
    type: Annotated[str, one_of(*COLUMN_TYPES)] = "text"
    required: bool = False
    required_unless: dict[str, RegEx] = Field(default_factory=dict)
    may_lack: bool = False
    allowed: Texts = ()
    min: int | float | None = None
    max: int | float | None = None
    pattern: Pattern | None = None
    identity: Annotated[bool | str, AfterValidator(_person)] = False
    reference: Text | None = None
    unit: bool = False
    description: Text | None = None
    number_form: Form | None = None
    date_format: Dates | None = None
    unit_words: Texts = ()
    percent: Annotated[
        Annotated[Literal["points", "fraction"], Tag("text")] | Annotated[PointsWhere, Tag("mapping")],
        Discriminator(lambda value: "mapping" if isinstance(value, dict | PointsWhere) else "text"),
    ] | None = None  # fmt: skip
    case: Literal["upper", "as written"] = "as written"
    codes: Text | None = None

    def column(self, name: str) -> Column:
        """The column of that name."""
        where = self.percent.points_where if isinstance(self.percent, PointsWhere) else {}
        return Column(
            name=name,
            label=self.header[0] if self.header else name,
            headers=tuple(map(normalise_header, self.header)),
            contains=tuple(map(normalise_header, self.header_contains)),
            type=self.type,
            required=self.required,
            unless=self.required_unless,
            may_lack=self.may_lack,
            allowed=self.allowed,
            minimum=self.min,
            maximum=self.max,
            pattern=self.pattern,
            identity=bool(self.identity),
            person=self.identity if isinstance(self.identity, str) else "",
            reference=self.reference,
            unit=self.unit,
            form=self.number_form,
            dates=DateFormat(self.date_format) if self.date_format else None,
            words=self.unit_words,
            percent="points" if where else str(self.percent or ""),
            points_where=next(((other, tuple(map(name_key, texts))) for other, texts in where.items()), None),
            upper=self.case == "upper",
            codes=self.codes,
        )

    def columns_named(self) -> Iterator[tuple[Place, str]]:
        """The other columns that it names, each with its place."""
        yield from ((("required_unless", name), name) for name in self.required_unless)
        if isinstance(self.percent, PointsWhere):
            yield from ((("percent", "points_where", name), name) for name in self.percent.points_where)


class Expectation(Strict):
    """An expectation of great-expectations, and why the data have to be so; its arguments are further keys."""

    model_config = ConfigDict(extra="allow")

    type: Annotated[str, StringConstraints(pattern="^expect_")]
    why: Text

    def columns_named(self) -> Iterator[str]:
        """The columns it names."""
        given = self.model_extra or {}
        yield from (str(given[key]) for key in ("column", "column_A", "column_B") if key in given)
        yield from map(str, given.get("column_list", []))


class ContractFile(Strict):
    """A contract as its file declares it; see `shape.Contract`."""

    kind: Text
    table: Annotated[str, AfterValidator(_table)]
    name: Text
    printed_name: Text | None = None
    sender: Text | None = None
    description: Text
    layout: Annotated[str, one_of(*LAYOUTS)] = "table"
    formats: tuple[FileFormat, ...] = Field(min_length=1)
    bundle: str = ""
    sheet: RegEx | None = None
    sheet_needed: bool = False
    title: RegEx | None = None
    number_locale: Annotated[dict[FileFormat, Form], BeforeValidator(_per_format)]
    date_format: Dates = "dd/mm/yyyy"
    delimiters: tuple[str, ...] = (";", ",", "|", "\t")
    encodings: Texts = ("utf-8", "utf-16", "windows-1252")
    columns: dict[ColumnName, Annotated[ColumnFile, BeforeValidator(_body)]] = Field(min_length=1)
    natural_key: Texts
    unique_where: dict[str, str] = Field(default_factory=dict)
    total_row: TotalRow | None = None
    footnote: RegEx | None = None
    year: YearOf | None = None
    options: Options = Options()
    completeness: Completeness = Completeness()
    expectations: tuple[Expectation, ...] = ()
    coherence: tuple[AnyRule, ...] = ()
    fill_down: Texts = ()

    @model_validator(mode="after")
    def _agrees(self) -> ContractFile:
        problems: list[Problem] = [
            (("number_locale",), say("is not declared for {item}", item=item))
            for item in self.formats
            if item not in self.number_locale
        ]
        dates = [
            column.date_format or self.date_format for column in self.columns.values() if column.type == "datetime"
        ]
        problems += [
            (("date_format",), say("'{given}' has no HH:MM:SS, which a datetime column needs", given=given))
            for given in dict.fromkeys(dates)
            if not DateFormat(given).timed
        ]
        problems += [
            (place, say("is not a column") if place[-1] == name else say("'{name}' is not a column", name=name))
            for place, name in self._columns_named()
            if name not in self.columns
        ]
        if problems:
            raise PlacedError(problems)
        return self

    def _columns_named(self) -> Iterator[tuple[Place, str]]:
        """Every column that something else than `columns` names, with its place."""
        for key, names in (
            ("natural_key", self.natural_key), ("unique_where", self.unique_where), ("fill_down", self.fill_down),
        ):  # fmt: skip
            yield from (((key,), name) for name in names)
        if self.total_row is not None:
            yield from ((("total_row", "where", name), name) for name in self.total_row.where)
        yield from ((("completeness", "rows", name), name) for name in self.completeness.rows)
        yield from ((("year", key), name) for key, name in (self.year or _UNSAID).columns_named())
        for column, declared in self.columns.items():
            yield from ((("columns", column, *place), name) for place, name in declared.columns_named())
        for number, expectation in enumerate(self.expectations):
            named = (name for name in expectation.columns_named() if name not in PIPELINE_COLUMNS)
            yield from ((("expectations", number), name) for name in named)
        for number, rule in enumerate(self.coherence):
            yield from ((("coherence", number, *place), name) for place, name in rule.columns_named())

    def contract(self, path: Path) -> Contract:
        """The contract that stands in a file."""
        schema, _, table = self.table.partition(".")
        return Contract(
            kind=self.kind,
            schema=schema,
            table=table,
            name=self.name,
            printed_name=self.printed_name or self.name,
            sender=self.sender or "",
            description=" ".join(self.description.split()),
            path=path,
            layout=self.layout,
            formats=self.formats,
            bundle=self.bundle,
            sheet=self.sheet,
            sheet_needed=self.sheet_needed,
            title=self.title,
            number_locale=self.number_locale,
            date_format=DateFormat(self.date_format),
            delimiters=self.delimiters,
            encodings=self.encodings,
            columns=tuple(declared.column(name) for name, declared in self.columns.items()),
            natural_key=self.natural_key,
            unique_where=self.unique_where,
            total=self.total_row,
            footnote=self.footnote,
            year=self.year or _UNSAID,
            options=self.options,
            completeness=self.completeness,
            expectations=tuple(expectation.model_dump() for expectation in self.expectations),
            coherence=self.coherence,
            digest=hashlib.sha256(path.read_text(encoding="utf-8").encode()).hexdigest(),
            fill_down=self.fill_down,
        )
