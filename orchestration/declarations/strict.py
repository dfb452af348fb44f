"""What everything that is declared has in common: nothing unknown passes, and nothing changes once it is read.

Belongs here: the base of the models, the sorts of text that they are made of, and a problem with its place. Not here:
any model (profile, contracts, catalogue, templates).
"""

from __future__ import annotations

import re
from string import Formatter
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from orchestration.declarations.docstrings import described
from orchestration.language.sentences import say

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]

QuarterCode = Annotated[str, StringConstraints(pattern=r"^\d{4}-TW[1-4]$")]
"""A quarter as a file writes it; codes order as quarters do."""

Place = tuple[int | str, ...]
"""Keys and positions from the top of a file down to a value."""

Problem = tuple[Place, str]
"""Where in a mapping, and what is wrong there."""


class PlacedError(ValueError):
    """Several things that no single value shows, each with its place below the one that was looked at."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(message for _, message in problems))
        self.problems = problems


class Strict(BaseModel):
    """A mapping of a file, or a row of one."""

    # Built when first used: most models are only ever part of another, which is built with all its parts.
    model_config = ConfigDict(
        extra="forbid", frozen=True, coerce_numbers_to_str=True, defer_build=True, json_schema_extra=described
    )

    optional_columns: ClassVar[tuple[str, ...]] = ()
    """Columns that the table of a reference file may leave out."""


def one_of(*known: str) -> AfterValidator:
    """A text that is one of those known."""

    def check(value: str) -> str:
        if value not in known:
            raise ValueError(say("'{value}' is unknown; expected one of {known}", value=value, known=", ".join(known)))
        return value

    return AfterValidator(check)


def keyed_by(*names: str) -> AfterValidator:
    """A mapping that has exactly these keys."""

    def check(value: dict[str, Any]) -> dict[str, Any]:
        known = ", ".join(names)
        problems: list[Problem] = [
            ((n,), say("'{key}' is unknown; known: {known}", key=n, known=known)) for n in value if n not in names
        ]
        problems += [((name,), say("is missing; expected {known}", known=known)) for name in names if name not in value]
        if problems:
            raise PlacedError(problems)
        return value

    return AfterValidator(check)


def _compiled(value: object) -> re.Pattern[str]:
    try:
        return re.compile(str(value), re.IGNORECASE)
    except re.error as error:
        raise ValueError(say("'{value}' is not a pattern: {error}", value=value, error=error)) from None


RegEx = Annotated[re.Pattern[str], BeforeValidator(_compiled)]
"""A regular expression in which capital and small letters are the same."""


def _pattern(value: str) -> str:
    _compiled(value)
    return value


Pattern = Annotated[str, StringConstraints(min_length=1), AfterValidator(_pattern)]
"""A regular expression as text."""


def with_places(*names: str) -> AfterValidator:
    """A text whose places `{name}` are among those that are filled."""

    def check(value: str) -> str:
        try:
            used = {name for _, name, _, _ in Formatter().parse(value) if name is not None}
        except ValueError as error:
            raise ValueError(say("'{value}' is no text with places: {error}", value=value, error=error)) from None
        if wrong := sorted(used - set(names)):
            known = ", ".join(f"{{{name}}}" for name in names) or say("none")
            raise ValueError(
                say(
                    "'{value}' has the place {{{place}}}, which nothing fills; known: {known}",
                    value=value,
                    place=wrong[0],
                    known=known,
                )
            )
        return value

    return AfterValidator(check)
