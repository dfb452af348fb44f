"""The JSON Schema of `unit.yaml`: what an editor completes and marks while a profile is written.

Belongs here: the schema of the profile's model, narrowed to what formulas, policies and the catalogue of checks
declare. Not here: what is right only in view of several keys or files (profile, profile_loading), the words of a
terminal (run/explaining).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from orchestration.checks.catalogue import catalogue
from orchestration.workspace.formulas import Choice, Formula, choices, formulas, parameters
from orchestration.workspace.indicators import RATES_OF_PNBP
from orchestration.workspace.profile import Profile

if TYPE_CHECKING:
    from pydantic_core import core_schema

Schema = dict[str, Any]

NAME = "unit.schema.json"
"""What the file is called that lies beside `unit.yaml`."""

FIRST_LINE = f"# yaml-language-server: $schema={NAME}\n"
"""The line of `unit.yaml` that tells an editor so."""

_DECIMAL = r"^[-+]?[0-9]+([.][0-9]+)?$"


def profile_schema() -> Schema:
    """The schema of `unit.yaml`, in the draft that editors read (draft 07).

    It refuses unknown keys, formulas, policies, values and checks, what a formula needs and has not, and what does not
    belong to it. Loading stays the judge: it sees several keys and files together.
    """
    schema = _pruned(Profile.model_json_schema(schema_generator=_Generator))
    parts = schema["$defs"]
    for name, choice in choices().items():
        parts[f"kebijakan_{name}"] = _policy(parts["Policy"], name, choice)
    schema["properties"]["kebijakan"] |= _closed(
        {name: {"$ref": f"#/$defs/kebijakan_{name}"} for name in choices()},
    )
    limits = {
        entry.id: {
            "description": f"{entry.demands} Usual limit: {entry.threshold:f}.",
            "type": "number",
            "exclusiveMinimum": 0,
            "default": float(entry.threshold),
        }
        for entry in catalogue().values()
        if entry.threshold is not None
    }
    schema["properties"]["ambang"] |= _closed(limits)
    _narrow_indicator(parts["Indicator"])
    del parts["Policy"]
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": "Triwulan: unit.yaml", **schema}


def write_schema(sources: Path) -> Path:
    """Writes the schema beside the `unit.yaml` of a directory; its path."""
    path = sources / NAME
    text = json.dumps(profile_schema(), ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


class _Generator(GenerateJsonSchema):
    """As pydantic writes schemas, but for what the models take beside: a number for a text, a text for a decimal."""

    def str_schema(self, schema: core_schema.StringSchema) -> Schema:
        """A number that YAML reads where a text is meant is taken for its text."""
        return {**super().str_schema(schema), "type": ["string", "number"]}

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> Schema:
        """A decimal may stand in quotation marks."""
        return {**self.float_schema({**schema, "type": "float"}), "type": ["number", "string"], "pattern": _DECIMAL}  # type: ignore[typeddict-item]

    def tuple_schema(self, schema: core_schema.TupleSchema) -> Schema:
        """In draft 07 the members of a tuple are called `items`."""
        made = super().tuple_schema(schema)
        made["items"] = made.pop("prefixItems")
        return made


def _pruned(schema: Schema) -> Schema:
    """Without the titles that are made of names, and without defaults of nothing."""

    def prune(part: Any, *, names: bool = False) -> Any:
        if isinstance(part, list):
            return [prune(item) for item in part]
        if not isinstance(part, dict):
            return part
        return {
            key: prune(value, names=key in ("properties", "$defs") and not names)
            for key, value in part.items()
            if names or not (key == "title" or (key == "default" and value is None))
        }

    pruned: Schema = prune(schema)
    return pruned


def _closed(properties: Schema) -> Schema:
    """A mapping of these keys and no other."""
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _one_of(told: Iterable[tuple[str, str]]) -> Schema:
    """A text that is one of those given, each with what it means."""
    return {"oneOf": [{"const": value, "description": words} for value, words in told]}


def _policy(declared: Schema, name: str, choice: Choice) -> Schema:
    """A policy with its two values."""
    made = deepcopy(declared)
    said = made["properties"]["nilai"]["description"]
    made["description"] = choice.nama
    made["properties"]["nilai"] = {"description": said, **_one_of(choice.nilai.items())}
    return made


def _narrow_indicator(indicator: Schema) -> None:
    """What an indicator may say, by its formula."""
    properties = indicator["properties"]
    own = {name: choice for name, choice in choices().items() if choice.sendiri}
    properties["rumus"] = {
        "description": properties["rumus"]["description"],
        **_one_of((name, formula.way()) for name, formula in formulas().items()),
    }
    properties["kebijakan"] |= _closed(
        {
            name: {"anyOf": [_one_of(choice.nilai.items()), {"$ref": f"#/$defs/kebijakan_{name}"}]}
            for name, choice in own.items()
        }
    )
    indicator["allOf"] = [
        {
            "if": {"properties": {"rumus": {"const": name}}, "required": ["rumus"]},
            "then": _of_formula(name, formula, own),
        }
        for name, formula in formulas().items()
    ]


def _of_formula(name: str, formula: Formula, own: Iterable[str]) -> Schema:
    """What an indicator with a formula has to say, and what it may not."""
    chosen = [] if name in RATES_OF_PNBP else [policy for policy in formula.kebijakan if policy in own]
    return {
        "required": formula.has_to_declare,
        "properties": {
            **{parameter: False for parameter in parameters() if parameter not in formula.takes},
            "kebijakan": {"propertyNames": {"enum": chosen}},
        },
    }
