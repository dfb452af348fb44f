"""A YAML file as a typed model, or every problem of it with file, line, key and what is expected there.

Belongs here: the loading that profile, contracts, catalogues and templates share, and the words of its complaints. Not
here: reading YAML itself (marked_yaml), any model, and what several files say together (where they are used).
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from orchestration.declarations import ConfigurationError, marked_yaml
from orchestration.declarations.strict import Place, PlacedError, Problem
from orchestration.language.sentences import Sentence, joined, said, say, verbatim

Model = TypeVar("Model")

_TYPES: dict[Any, Sentence] = {str: say("a text"), bool: say("true or false"), int: say("a whole number")}


@dataclass(frozen=True)
class Source:
    """A YAML file that was read, and where each part of it stands."""

    path: Path
    content: Any
    node: yaml.Node | None

    def problem(self, place: Sequence[int | str], message: str) -> Sentence:
        """`file:line: key[2].key: message`; positions in lists count from one."""
        named = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
        where = f"{self.path}:{marked_yaml.line_of(self.node, place)}"
        return joined(": ", filter(None, [where, named, message]))


def read(path: Path) -> Source:
    """A file as it is written.

    Raises:
        ConfigurationError: there is no such file, it is no UTF-8 or no YAML, or a key stands twice in one mapping.
    """
    if not path.is_file():
        raise ConfigurationError([say("{path}: no such file; expected one in YAML", path=path)])
    return Source(path, *marked_yaml.read(path))


def load(path: Path, model: type[Model]) -> Model:
    """The content of a file as a model, read once for as long as the file stays as it is.

    Args:
        path: of the file.
        model: a class of pydantic, or a type made of such (`dict[str, Entry]`).

    Raises:
        ConfigurationError: with every problem of the file.
    """
    if not path.is_file():
        raise ConfigurationError([say("{path}: no such file; expected one in YAML", path=path)])
    status = path.stat()
    return cast("Model", _loaded(path, cast("Any", model), status.st_mtime_ns, status.st_size))


@lru_cache(maxsize=256)
def _loaded(path: Path, model: Any, mtime: int, size: int) -> Any:
    """Loads one file; its time of modification and its size are part of the cache's key only."""
    return validate(read(path), model)


def validate(source: Source, model: type[Model], content: Any = ...) -> Model:
    """The model that a file, or `content` in place of what stands in it, makes.

    Raises:
        ConfigurationError: with every problem.
    """
    try:
        return cast(
            "Model", _adapter(cast("Any", model)).validate_python(source.content if content is ... else content)
        )
    except ValidationError as error:
        raise ConfigurationError(list(dict.fromkeys(_told(source, model, error)))) from None


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _told(source: Source, model: Any, error: ValidationError) -> Iterator[Sentence]:
    issues = error.errors(include_url=False)
    for issue in issues:
        loc, context = issue["loc"], issue.get("ctx", {})
        if issue["type"] == "too_short" and any(other["loc"][: len(loc)] == loc != other["loc"] for other in issues):
            continue  # short only because what is in it is wrong
        below: Iterable[Problem] = [((), _said(model, issue))]
        if isinstance(placed := context.get("error"), PlacedError):
            below = placed.problems
        elif "discriminator" in context:  # which of several models it is, says a key of the mapping itself
            tag, known = context.get("tag"), context.get("expected_tags")
            what = say("is missing")
            if tag:
                what = say("'{value}' is unknown; expected one of {known}", value=tag, known=known)
            below = [((str(context["discriminator"]).strip("'"),), what)]
        for place, message in below:
            yield source.problem((*_place(source.content, loc), *place), message)


def _place(content: Any, loc: Place) -> Place:
    """The path of a problem in the file: without the names by which pydantic tells keys and members of a union."""
    place: list[int | str] = []
    for number, part in enumerate(loc):
        if isinstance(content, Mapping) and part != "[key]" and (part in content or number == len(loc) - 1):
            place.append(part)
            content = content.get(part)
        elif isinstance(content, list) and isinstance(part, int) and part < len(content):
            place.append(part)
            content = content[part]
    return tuple(place)


def _said(model: Any, issue: Mapping[str, Any]) -> Sentence:
    *above, last = issue["loc"] or ("",)
    if issue["type"] == "missing":
        field = _fields(model, above).get(str(last))
        if field is None:
            return say("is missing")
        return say("is missing; expected {known}", known=_expected(field.annotation))
    if issue["type"] == "extra_forbidden":
        return say("is unknown; known: {known}", known=", ".join(sorted(_fields(model, above))))
    found = issue["input"]
    if issue["type"] == "literal_error":
        return say("'{value}' is unknown; expected one of {known}", value=found, known=issue["ctx"]["expected"])
    if issue["type"] == "value_error":
        return of_value(issue)
    kinds = {dict: say("a mapping"), list: say("a list"), type(None): say("nothing")}
    return say("{what}; found {value}", what=issue["msg"], value=kinds.get(type(found), repr(found)))


def of_value(issue: Mapping[str, Any]) -> Sentence:
    """What one of our own checks said of a value; what the library says itself is in English."""
    error = (issue.get("ctx") or {}).get("error")
    return said(error) if isinstance(error, ValueError) else verbatim(str(issue["msg"]))


def _fields(declared: Any, loc: Sequence[int | str]) -> Mapping[str, FieldInfo]:
    """The fields of the model at a place, by the keys that name them in a file; none where there is no model."""
    if isinstance(declared, type) and issubclass(declared, BaseModel):
        fields = {str(field.alias or name): field for name, field in declared.model_fields.items()}
        if not loc:
            return fields
        return _fields(fields[str(loc[0])].annotation, loc[1:]) if loc[0] in fields else {}
    members = get_args(declared)
    if get_origin(declared) in (Union, types.UnionType):
        tagged = [member for member in members if loc and _tagged(member, loc[0])]
        return next((found for member in tagged or members if (found := _fields(member, loc[bool(tagged) :]))), {})
    if get_origin(declared) is Annotated:
        return _fields(members[0], loc)
    return _fields(members[-1] if get_origin(declared) is dict else members[0], loc[1:]) if members and loc else {}


def _tagged(member: Any, tag: int | str) -> bool:
    """Whether a model among several is the one that a key of its own names so."""
    fields = member.model_fields.values() if isinstance(member, type) and issubclass(member, BaseModel) else ()
    return any(get_args(field.annotation) == (tag,) for field in fields)


def _expected(declared: Any) -> Sentence:
    """A declared type in words."""
    origin, members = get_origin(declared), get_args(declared)
    if isinstance(declared, type) and issubclass(declared, BaseModel):
        return say("a mapping of {keys}", keys=", ".join(_fields(declared, ())))
    if origin is Literal:
        return say("one of {choices}", choices=", ".join(map(str, members)))
    if origin in (Union, types.UnionType):
        return joined(say(" or "), [_expected(member) for member in members if member is not type(None)])
    if origin is dict:
        return say("a mapping")
    if origin in (list, tuple):
        return say("a list")
    return _TYPES.get(declared, say("a number"))
