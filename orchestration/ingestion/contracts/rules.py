"""The rules by which a contract may hold the rows of a register against each other.

Belongs here: what the declaration of each rule says. Not here: what a rule looks for (judging/coherence).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from orchestration.declarations.strict import Pattern, Place, Strict, Text
from orchestration.language.sentences import say

Name = Text
Names = Annotated[tuple[Text, ...], Field(min_length=1)]
"""A column, and columns, of the contract."""

_NAMING = ("column", "of", "other", "period", "by", "persons", "columns", "per", "order", "since", "date", "where")


class Rule(Strict):
    """What every rule says: why the data have to be so, and whether what breaks it holds the report back."""

    rule: str
    why: Text
    holds_back: bool = False

    def columns_named(self) -> Iterator[tuple[Place, str]]:
        """The columns it names, each with its key."""
        for key in _NAMING:
            named = getattr(self, key, None) or ()
            for name in [named] if isinstance(named, str) else named:
                yield ((key, name) if isinstance(named, dict) else (key,)), name


class _Parts(Rule):
    column: Name
    of: Names


class Sum(_Parts):
    """A column is the sum of others."""

    rule: Literal["sum"]


class Product(_Parts):
    """A column is the product of others."""

    rule: Literal["product"]


class NotBefore(Rule):
    """A date is not before another."""

    rule: Literal["not_before"]
    column: Name
    other: Name


class OfItsYear(Rule):
    """A date is not before the year of its period."""

    rule: Literal["of_its_year"]
    column: Name
    period: Name


class Together(Rule):
    """A column is filled where another is, or where that one matches `when` as a whole."""

    rule: Literal["together"]
    column: Name
    other: Name
    when: Pattern = ".+"


class Unlike(Rule):
    """No two rows are alike."""

    rule: Literal["unlike"]


class Twice(Rule):
    """One person gives the same answers once within some minutes; a name stands for those of the profile."""

    rule: Literal["twice"]
    column: Name
    by: Name
    persons: Names
    columns: Names
    minutes: int | Literal["jeda_ganda_menit"]


class Ratio(Rule):
    """A column over another is about what is usual for its group: within a factor."""

    rule: Literal["ratio"]
    column: Name
    per: Name
    by: Name
    factor: Decimal = Field(gt=1)


class Outlier(Rule):
    """No number is so many times as large as every other."""

    rule: Literal["outlier"]
    column: Name
    factor: Decimal = Field(gt=1)


class Leap(Rule):
    """A number does not become so many times as large from one period to the next."""

    rule: Literal["leap"]
    column: Name
    per: Name
    order: Name
    factor: Decimal = Field(gt=1)


class Constant(Rule):
    """A column is the same in all rows of a group, which `pattern` takes from another."""

    rule: Literal["constant"]
    column: Name
    by: Name
    pattern: Pattern = "(.*)"


class Shape(Rule):
    """Codes have one shape."""

    rule: Literal["shape"]
    column: Name


class OneCode(Rule):
    """A name has one code."""

    rule: Literal["one_code"]
    column: Name
    by: Name


class Ascending(Rule):
    """Dates do not run backwards, within groups that `pattern` takes from a column."""

    rule: Literal["ascending"]
    column: Name
    by: str = ""
    pattern: Pattern | None = None

    @model_validator(mode="after")
    def _grouped(self) -> Ascending:
        if bool(self.by) != bool(self.pattern):
            raise ValueError(say("`by` and `pattern` name the groups together; expected both or neither"))
        return self


class Serial(Rule):
    """Numbers of a series have no gaps; `pattern` has the group `number` and may have `series`, `rest` and `yymm`."""

    rule: Literal["serial"]
    column: Name
    pattern: Pattern
    date: str = ""
    contiguous: bool = False
    from_one: bool = False

    @model_validator(mode="after")
    def _parts(self) -> Serial:
        if "(?P<number>" not in self.pattern:
            raise ValueError(say("`pattern` has no group (?P<number>...)"))
        if "(?P<yymm>" in self.pattern and not self.date:
            raise ValueError(say("`pattern` has a group yymm, but `date` names no column to hold it against"))
        return self


class Balance(Rule):
    """Two sides of a balance sheet are equal where it is whole: where an account matches `whole`."""

    rule: Literal["balance"]
    column: Name
    by: Name
    per: Names
    left: Pattern
    right: Pattern
    whole: Pattern


class SameTotal(Rule):
    """Versions have one total."""

    rule: Literal["same_total"]
    column: Name
    by: Name
    pattern: Pattern = ".+"
    where: dict[str, str] = Field(default_factory=dict)


class Steady(Rule):
    """A row keeps a text from version to version."""

    rule: Literal["steady"]
    column: Name
    order: Name
    pattern: Pattern = ".+"
    where: dict[str, str] = Field(default_factory=dict)


class Cumulative(Rule):
    """A number to date is that of the period before and that of the period."""

    rule: Literal["cumulative"]
    column: Name
    of: Name
    per: Name
    order: Name


class Moves(Rule):
    """A number to date, added up over the rows of a period, is not that of an earlier period of its year."""

    rule: Literal["moves"]
    column: Name
    order: Name
    per: Name | None = None
    where: dict[str, str] = Field(default_factory=dict)


class Repeats(Rule):
    """What is reported in one period of a year is reported in the next."""

    rule: Literal["repeats"]
    column: Name
    order: Name


class ReachesTheEnd(Rule):
    """Dates go on to the end of the quarter."""

    rule: Literal["reaches_the_end"]
    column: Name


class Fixed(Rule):
    """What was delivered of a row stays as it was; only empty cells are filled."""

    rule: Literal["fixed"]
    columns: Names
    where: dict[str, str] = Field(default_factory=dict)


class Carried(Rule):
    """A row of one delivery stands in the next; `since` names the date by which that may begin later."""

    rule: Literal["carried"]
    since: Name | None = None
    where: dict[str, str] = Field(default_factory=dict)


AnyRule = Annotated[
    Sum | Product | NotBefore | OfItsYear | Together | Unlike | Twice | Ratio | Outlier | Leap | Constant | Shape
    | OneCode | Ascending | Serial | Balance | SameTotal | Steady | Cumulative | Moves | Repeats | ReachesTheEnd
    | Fixed | Carried,
    Field(discriminator="rule"),
]  # fmt: skip
"""A rule as a contract declares it, known by its name."""
