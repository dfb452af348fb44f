"""What is declared of a kind of export: its title, where its fields come from, and its schema.

Belongs here: reading `schemas/NAME.yaml`, and holding a content against it. Not here: making the content (kinds/).

A schema is a JSON Schema (draft 2020-12) written as YAML. Its keys that begin with `x-` are for people:

| key | says |
|---|---|
| `x-sumber` | public sources of the field names |
| `x-belum-dipastikan` | what no public source could confirm |
| `x-tidak-ada` | at a field: why no release has it |
| `x-boleh-kosong` | at a field: that nothing is missing where it is empty |
| `x-kunci` | at a table: the fields that name a row |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.declarations import typed_yaml
from orchestration.exports import KINDS
from orchestration.language.sentences import say

FOLDER = Path(__file__).parent / "schemas"
COMMON = "umum.yaml"
"""Definitions that every schema may refer to."""


class UnfitError(ValueError):
    """A content is not what the schema of its kind says; the message names the place."""


@dataclass(frozen=True)
class Declared:
    """A kind as it is declared.

    Attributes:
        title: what it is called.
        about: what it is for, in a sentence.
        sources: of its field names.
        unconfirmed: what no public source could confirm.
        schema: the whole JSON Schema, with its definitions.
    """

    title: str
    about: str
    sources: list[str]
    unconfirmed: list[str]
    schema: dict[str, Any]

    def table(self, name: str) -> dict[str, Any]:
        """The schema of the rows of a table."""
        rows: dict[str, Any] = self.schema["properties"][name]["items"]
        return rows

    def key(self, name: str) -> list[str]:
        """The fields that name a row of a table."""
        return list(self.schema["properties"][name].get("x-kunci", []))

    def field(self, table: str, name: str) -> Mapping[str, Any]:
        """What is declared of a field, the definition that it refers to included; of one like `u1`, its pattern's."""
        rows = self.table(table)
        own = rows["properties"].get(name) or next(iter(rows["patternProperties"].values()))
        referred = own.get("$ref", "").rpartition("/")[2]
        return {**self.schema["$defs"][referred], **own} if referred else own


@cache
def declared(name: str) -> Declared:
    """The declaration of a kind.

    Args:
        name: of its schema.
    """
    content = dict(typed_yaml.read(FOLDER / f"{name}.yaml").content)
    common = typed_yaml.read(FOLDER / COMMON).content
    content["$defs"] = {**common["$defs"], **content.get("$defs", {})}
    return Declared(
        content["title"], content["description"], content["x-sumber"], content.get("x-belum-dipastikan", []), content
    )


def titles() -> list[tuple[str, str, str]]:
    """Every kind with its title and what it is for."""
    return [(kind, declared(name).title, declared(name).about) for kind, name in KINDS.items()]


def check(kind: Declared, content: Mapping[str, Any]) -> None:
    """Holds a content against the schema of its kind.

    Args:
        kind: as declared.
        content: tables (lists of rows) and documents by name; numbers are exact.

    Raises:
        UnfitError: it does not fit; told is the first place where.
    """
    import jsonschema

    checker = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many(
        # An exact decimal is a number to us; a float never is.
        {"number": _is_number, "integer": lambda _checker, value: isinstance(value, int) and _is_number(None, value)}
    )
    validator = jsonschema.validators.extend(jsonschema.Draft202012Validator, type_checker=checker)(kind.schema)
    for error in sorted(validator.iter_errors(dict(content)), key=lambda error: [str(part) for part in error.path]):
        place = "/".join(str(part) for part in error.absolute_path)
        raise UnfitError(
            say("{kind}: {place}: {problem}", kind=kind.title, place=place or "-", problem=error.message[:300])
        )


def _is_number(_checker: object, value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
