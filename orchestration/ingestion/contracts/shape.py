"""What a contract says: kinds of deliveries, their columns, totals and needs, and the raw tables that follow from them.

Belongs here: the shape of a contract once it is read, and the values that its keys may take. Not here: reading one from
YAML, its errors and its override by a unit (loading), the rules between rows (rules).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from orchestration.declarations.strict import RegEx, Strict, Text
from orchestration.ingestion.contracts.rules import AnyRule
from orchestration.language.sentences import say
from orchestration.texts.canonical import name_key
from orchestration.texts.dates import DateFormat

PERSONS = ("email", "phone")
"""What identifies a person and is known by its form, so that it shows where it does not belong."""

COLUMN_TYPES = ("text", "code", "integer", "decimal", "date", "datetime", "score")
LAYOUTS: Mapping[str, str] = {
    "table": "layouts",
    "glp039": "glp039",
    "rkk": "rkk",
    "named": "named_table",
}
"""Layout to the module of the reading room whose `read` makes a batch of a sheet; imported when a sheet is read.

The one list: a contract that names another layout is refused before any file is opened.
"""

FORMATS = ("csv", "xlsx")

REGISTERS = "raw_register"
"""Schema of the registers that a unit keeps for itself: one table each, and `baris` over all of them."""

ALL_REGISTERS = f"{REGISTERS}.baris"
"""The view over all of them."""

PIPELINE_COLUMNS: dict[str, str] = {
    "_extra": "VARCHAR",
    "_delivered": "VARCHAR",
    "_delivery_sha256": "VARCHAR",
    "_sheet": "VARCHAR",
    "_row": "BIGINT",
    "_source_row_id": "VARCHAR",
}
"""Columns that the pipeline adds to every raw table, with their types."""


@dataclass(frozen=True)
class Column:
    """One business column of a raw table.

    Attributes:
        name: column of the raw table.
        label: how messages call it: its header as documented.
        headers: normalised headers that name it in a delivery.
        contains: normalised fragments of a header that name it (survey questions carry whole sentences).
        type: one of COLUMN_TYPES.
        required: an empty cell is rejected.
        unless: the cell may be empty where another column matches its pattern as a whole.
        may_lack: the header may be absent; the column is then empty.
        allowed: the only values accepted, compared without case.
        minimum: lowest number accepted.
        maximum: highest number accepted.
        pattern: the whole stripped text has to match.
        identity: identifies a person; replaced by a keyed hash before anything is written.
        person: what identifies the person where that can be told by its form, `email` or `phone`; empty otherwise.
        reference: name of the crosswalk in which the value has to stand.
        unit: holds the code of the unit; another one than the profile's is warned of.
        form: how its numbers are written, where otherwise than `number_locale` of the contract says.
        dates: how its dates are written, where otherwise than `date_format` of the contract says.
        words: words that may stand behind a number (`20 hari`).
        percent: what a percent cell counts in: `points` (95) or `fraction` (0.95); empty where it may not stand.
        points_where: another column and the texts of it, as compared, in whose rows a percent cell counts in points.
        upper: its text is written in capitals.
        codes: name of the list of codes by which its text is spelled.
    """

    name: str
    label: str = ""
    headers: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    type: str = "text"
    required: bool = False
    unless: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    may_lack: bool = False
    allowed: tuple[str, ...] = ()
    minimum: int | float | None = None
    maximum: int | float | None = None
    pattern: str | None = None
    identity: bool = False
    person: str = ""
    reference: str | None = None
    unit: bool = False
    form: str | None = None
    dates: DateFormat | None = None
    words: tuple[str, ...] = ()
    percent: str = ""
    points_where: tuple[str, tuple[str, ...]] | None = None
    upper: bool = False
    codes: str | None = None


class TotalRow(Strict):
    """A control total inside a table: how its row is known and which rows it sums.

    Attributes:
        pattern: matches the first filled cell of the row.
        where: column to pattern; only rows matching all of them are summed.
    """

    pattern: RegEx
    where: dict[str, RegEx] = Field(default_factory=dict)


class Options(Strict):
    """What only some kinds need.

    Attributes:
        questions: `unsur` where the columns are found by the questions of the profile's elements.
        sheet_name: how messages call the sheet, where otherwise than the kind.
        key_within_quarter: the natural key holds within a quarter; a later one replaces nothing of an earlier.
        lines_per_key: a key has as many rows as a delivery gives it, and a later delivery replaces them all.
    """

    questions: Literal["unsur"] | None = None
    sheet_name: Text | None = None
    key_within_quarter: bool = False
    lines_per_key: bool = False


class Fresh(Strict):
    """Texts that are written anew in every quarter.

    Attributes:
        column: whose texts.
        where: column to pattern; only rows matching all of them as a whole are looked at.
        unless: a text in which this is found is not looked at: the figures that it names make it another every time.
    """

    column: Text
    where: dict[str, RegEx] = Field(default_factory=dict)
    unless: RegEx | None = None


class YearOf(Strict):
    """Of which year a delivery of the kind is, and where it says so.

    Attributes:
        of: `paper` (the whole sheet is of one fiscal year, named by its column, a title, the sheet or the file), `rows`
            (each row says of which year it is), `quarter` (of the quarter in whose folder it lies) or `none`.
        column: which names the year; its text begins with it.
        behind: rows may be of as many years before the report's as well.
        fresh: texts that say something new in every quarter.
        why: why it is of no year.
    """

    of: Literal["paper", "rows", "quarter", "none"]
    column: Text | None = None
    behind: int = Field(default=0, ge=0)
    fresh: Fresh | None = None
    why: Text | None = None

    @model_validator(mode="after")
    def _belongs(self) -> YearOf:
        if self.of == "rows" and self.column is None:
            raise ValueError(say("`of: rows` needs the column that names the year"))
        for key, owners in (("column", "paper rows"), ("behind", "rows"), ("fresh", "quarter"), ("why", "none")):
            if getattr(self, key) and self.of not in owners.split():
                raise ValueError(
                    say("`{key}` belongs to `of: {owners}`", key=key, owners=owners.replace(" ", "` and `of: "))
                )
        if self.of == "none" and self.why is None:
            raise ValueError("`of: none` needs `why`")
        return self

    def columns_named(self) -> Iterator[tuple[str, str]]:
        """The columns it names, each with the key under which it does."""
        if self.column is not None:
            yield "column", self.column
        if self.fresh is not None:
            yield from (("fresh", name) for name in (self.fresh.column, *self.fresh.where))


class Completeness(Strict):
    """Whether a report may do without this kind.

    Attributes:
        need: `required` (missing holds the report back), `expected` (missing is warned of) or `optional`.
        scope: `quarter` (the folder of the quarter has to hold one) or `year` (any folder up to the quarter).
        alternative: another kind that does as well.
        policy: policy and value under which the need applies.
        rows: column to value that at least one accepted row has to show; `{quarter}`, `{quarter_month}` and
            `{previous_december}` are filled in.
    """

    need: Literal["required", "expected", "optional"] = "optional"
    scope: Literal["quarter", "year"] = "quarter"
    alternative: Text | None = None
    policy: dict[str, str] = Field(default_factory=dict)
    rows: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Contract:
    """Everything that is known of a kind of delivery before one is opened.

    Columns under `fill_down` take the value of a cell that the file merges with those below it; `name` is what messages
    call the kind, `printed_name` what the report calls it, `sender` who mostly delivers it.
    """

    kind: str
    schema: str
    table: str
    name: str
    description: str
    path: Path
    layout: str
    formats: tuple[str, ...]
    bundle: str
    sheet: re.Pattern[str] | None
    sheet_needed: bool
    title: re.Pattern[str] | None
    number_locale: Mapping[str, str]
    date_format: DateFormat
    delimiters: tuple[str, ...]
    encodings: tuple[str, ...]
    columns: tuple[Column, ...]
    natural_key: tuple[str, ...]
    unique_where: Mapping[str, str]
    total: TotalRow | None
    footnote: re.Pattern[str] | None
    options: Options
    completeness: Completeness
    expectations: tuple[Mapping[str, Any], ...]
    coherence: tuple[AnyRule, ...]
    digest: str
    year: YearOf
    fill_down: tuple[str, ...] = ()
    printed_name: str = ""
    sender: str = ""

    @property
    def asset(self) -> str:
        """`schema.table`, the asset key."""
        return f"{self.schema}.{self.table}"

    @property
    def is_register(self) -> bool:
        """Whether it is a register of the unit's own, which no model of the project knows by name."""
        return self.schema == REGISTERS

    @property
    def identities(self) -> tuple[str, ...]:
        """Names of the columns that identify a person."""
        return tuple(column.name for column in self.columns if column.identity)

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


NAMED = "named"
"""Layout of a sheet that is known by nothing but another sheet that names it."""


@dataclass(frozen=True)
class RawTable:
    """A table that ingestion fills.

    Attributes:
        schema: DuckDB schema.
        table: table name.
        kind: kind of delivery; empty for the bookkeeping tables.
        description: grain first.
    """

    schema: str
    table: str
    kind: str
    description: str

    @property
    def name(self) -> str:
        """`schema.table`, the asset key."""
        return f"{self.schema}.{self.table}"


def normalise_header(text: object) -> str:
    """A header as it is compared: case, white space and forms of dashes and quotation marks do not count."""
    return name_key(str(text))


def raw_tables(contracts: Mapping[str, Contract]) -> tuple[RawTable, ...]:
    """The raw tables of the contracts, in the order of their names."""
    tables = (RawTable(c.schema, c.table, c.kind, c.description) for c in contracts.values())
    return tuple(sorted(tables, key=lambda table: table.name))
