"""Contracts as they are loaded: read from YAML and checked before any file is opened.

Belongs here: the loading of a contract, its errors (file and key), its override by a unit. Not here: what a contract
holds once it is read (shape), reading a delivery by it (reading), judging its cells (judging).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.ingestion.contracts.rules import COLUMNS
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
    TotalRow,
    normalise_header,
)
from orchestration.texts.canonical import name_key
from orchestration.texts.dates import DateFormat
from orchestration.texts.numbers import FORMS
from orchestration.workspace import marked_yaml


class ContractError(ValueError):
    """A contract that cannot be used; the message names the file and the key."""


def load_contracts(folders: Iterable[Path]) -> dict[str, Contract]:
    """Reads the contracts in force.

    Args:
        folders: a unit's own folder first, the project's last; a file hides one of the same name in a later folder.

    Returns:
        kind to contract, in the order of the file names.

    Raises:
        ContractError: naming file and key of the first thing that is wrong.
    """
    ordered = [Path(folder) for folder in folders]
    files: dict[str, Path] = {}
    for folder in reversed(ordered):
        files |= {path.name: path for path in sorted(folder.glob("*.yaml"))}
    contracts: dict[str, Contract] = {}
    for _, path in sorted(files.items()):
        contract = _load(str(path), path.stat().st_mtime_ns, path.stat().st_size)
        if contract.kind in contracts:
            raise ContractError(f"{path}: kind: '{contract.kind}' is also declared in {contracts[contract.kind].path}")
        contracts[contract.kind] = contract
        original = ordered[-1] / path.name
        if original != path and original.is_file():
            of_project = _load(str(original), original.stat().st_mtime_ns, original.stat().st_size)
            contracts[contract.kind] = _overriding(contract, of_project)
        elif original != path and not contract.is_register:
            raise ContractError(
                f"{path}: no contract of that file name to override; known: "
                f"{', '.join(sorted(item.name for item in ordered[-1].glob('*.yaml')))}; a register of the unit's own "
                f"says `table: {REGISTERS}.{path.stem}`"
            )
    if not contracts:
        raise ContractError(f"{ordered[-1]}: no contract (*.yaml) found")
    _check_alternatives(contracts)
    return contracts


def _check_alternatives(contracts: Mapping[str, Contract]) -> None:
    for contract in contracts.values():
        other = contract.completeness.alternative
        if other is not None and other not in contracts:
            raise ContractError(f"{contract.path}: completeness.alternative: unknown kind '{other}'")


def _overriding(own: Contract, original: Contract) -> Contract:
    """A unit's contract in place of the project's.

    The models read fixed tables and columns, so it may change how they are found, not what they are. Of columns that a
    delivery may lack it need not speak.
    """
    if (own.kind, own.asset) != (original.kind, original.asset):
        raise ContractError(f"{own.path}: kind, table: expected {original.kind} and {original.asset}, as overridden")
    named = {column.name: column for column in own.columns}
    left_out = {column.name for column in original.columns if column.may_lack or column.type == "score"} - named.keys()
    expected = [column.name for column in original.columns if column.name not in left_out]
    if list(named) != expected:
        differing = sorted(set(named) ^ set(expected)) or list(named)
        raise ContractError(f"{own.path}: columns: expected the columns of {original.path}; differs: {differing}")
    return replace(own, columns=tuple(named.get(column.name, column) for column in original.columns))


@lru_cache(maxsize=256)
def _load(path_text: str, mtime: int, size: int) -> Contract:
    """Loads one file; the modification time and size are part of the cache's key only."""
    path = Path(path_text)
    try:
        content, node = marked_yaml.read(path)
    except marked_yaml.MarkedYamlError as error:
        raise ContractError(str(error)) from None
    digest = hashlib.sha256(path.read_text(encoding="utf-8").encode()).hexdigest()
    return _Builder(path, content, digest, node).build()


_KEYS = {
    "kind", "table", "name", "printed_name", "description", "layout", "formats", "bundle", "sheet", "sheet_needed",
    "title", "number_locale", "date_format", "delimiters", "encodings", "columns", "natural_key", "unique_where",
    "total_row", "footnote", "options", "completeness", "expectations", "coherence", "fill_down",
}  # fmt: skip
_COLUMN_KEYS = {
    "header", "header_contains", "type", "required", "required_unless", "may_lack", "allowed", "min", "max",
    "pattern", "identity", "reference", "unit", "description", "number_form", "date_format", "unit_words", "percent",
    "case", "codes",
}  # fmt: skip


class _Builder:
    """Turns one YAML mapping into a contract and knows the place of every complaint."""

    def __init__(self, path: Path, content: object, digest: str, node: yaml.Node | None = None) -> None:
        self.path, self.digest, self.node = path, digest, node
        if not isinstance(content, dict):
            raise ContractError(f"{path}:1: expected a mapping of kind, table, columns, ...")
        self.content: dict[str, Any] = content

    def fail(self, key: str, message: str) -> ContractError:
        line = marked_yaml.line_of(self.node, marked_yaml.place_of(key))
        return ContractError(f"{self.path}:{line}: {key}: {message}")

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = ...) -> Any:
        value = self.content.get(key, default)
        if value is ...:
            raise self.fail(key, "is missing")
        if value is not default and not isinstance(value, kind):
            raise self.fail(key, f"'{value}' has the wrong form")
        return value

    def pattern(self, key: str, text: object) -> re.Pattern[str]:
        try:
            return re.compile(str(text), re.IGNORECASE)
        except re.error as error:
            raise self.fail(key, f"'{text}' is not a pattern: {error}") from None

    def choice(self, key: str, value: object, allowed: Iterable[str]) -> str:
        if value not in tuple(allowed):
            raise self.fail(key, f"'{value}' is unknown; expected one of {', '.join(allowed)}")
        return str(value)

    def build(self) -> Contract:
        for key in self.content:
            if key not in _KEYS:
                raise self.fail(str(key), f"is unknown; known: {', '.join(sorted(_KEYS))}")
        table = str(self.take("table", str))
        schema, _, name = table.partition(".")
        if not re.fullmatch(r"raw_[a-z0-9_]+", schema) or not re.fullmatch(r"[a-z0-9_]+", name):
            raise self.fail("table", f"'{table}' has to be raw_<source>.<table>")
        columns = self.columns()
        names = {column.name for column in columns}
        natural_key = tuple(str(item) for item in self.take("natural_key", list))
        unique_where = {str(k): str(v) for k, v in self.take("unique_where", dict, {}).items()}
        fill_down = tuple(str(item) for item in self.take("fill_down", list, []))
        for key, used in (("natural_key", natural_key), ("unique_where", unique_where), ("fill_down", fill_down)):
            for item in used:
                if item not in names:
                    raise self.fail(key, f"'{item}' is not a column")
        formats = tuple(self.choice("formats", item, FORMATS) for item in self.take("formats", list))
        locale = self.locale()
        for item in formats:
            if item not in locale:
                raise self.fail("number_locale", f"is not declared for {item}")
        sheet, title = self.content.get("sheet"), self.content.get("title")
        footnote = self.content.get("footnote")
        date_format = self.dates("date_format", self.take("date_format", str, "dd/mm/yyyy"))
        if any(column.type == "datetime" for column in columns) and not date_format.timed:
            raise self.fail("date_format", f"'{date_format.pattern}' has no HH:MM:SS, which a datetime column needs")
        return Contract(
            kind=str(self.take("kind", str)),
            schema=schema,
            table=name,
            name=str(self.take("name", str)),
            description=" ".join(str(self.take("description", str)).split()),
            path=self.path,
            layout=self.choice("layout", self.take("layout", str, "table"), LAYOUTS),
            formats=formats,
            bundle=str(self.take("bundle", str, "")),
            sheet=self.pattern("sheet", sheet) if sheet else None,
            sheet_needed=bool(self.take("sheet_needed", bool, False)),
            title=self.pattern("title", title) if title else None,
            number_locale=locale,
            date_format=date_format,
            delimiters=tuple(str(item) for item in self.take("delimiters", list, [";", ",", "|", "\t"])),
            encodings=tuple(str(item) for item in self.take("encodings", list, ["utf-8", "utf-16", "windows-1252"])),
            columns=columns,
            natural_key=natural_key,
            unique_where=unique_where,
            total=self.total(names),
            footnote=self.pattern("footnote", footnote) if footnote else None,
            options=self.take("options", dict, {}),
            completeness=self.completeness(names),
            expectations=self.expectations(names),
            coherence=self.coherence(names),
            digest=self.digest,
            fill_down=fill_down,
            printed_name=str(self.take("printed_name", str, self.content["name"])),
        )

    def locale(self) -> dict[str, str]:
        declared = self.take("number_locale", (str, dict))
        per_format = declared if isinstance(declared, dict) else dict.fromkeys(FORMATS, declared)
        return {
            self.choice("number_locale", form, FORMATS): self.choice("number_locale", value, FORMS)
            for form, value in per_format.items()
        }

    def columns(self) -> tuple[Column, ...]:
        found = []
        for name, given in self.take("columns", dict).items():
            key = f"columns.{name}"
            if not re.fullmatch(r"[a-z][a-z0-9_]*", str(name)):
                raise self.fail(key, "a column is named in lower case letters, digits and _")
            body = {} if given is None else given
            if not isinstance(body, dict):
                raise self.fail(key, "expected a mapping")
            for item in body:
                if item not in _COLUMN_KEYS:
                    raise self.fail(f"{key}.{item}", f"is unknown; known: {', '.join(sorted(_COLUMN_KEYS))}")
            headers = body.get("header", [])
            pattern = body.get("pattern")
            if pattern is not None:
                self.pattern(f"{key}.pattern", pattern)
            headers = [headers] if isinstance(headers, str) else headers
            found.append(
                Column(
                    name=str(name),
                    label=str(headers[0]) if headers else str(name),
                    headers=tuple(normalise_header(header) for header in headers),
                    contains=tuple(normalise_header(h) for h in body.get("header_contains", [])),
                    type=self.choice(f"{key}.type", body.get("type", "text"), COLUMN_TYPES),
                    required=bool(body.get("required", False)),
                    unless={
                        str(other): self.pattern(f"{key}.required_unless.{other}", text)
                        for other, text in body.get("required_unless", {}).items()
                    },
                    may_lack=bool(body.get("may_lack", False)),
                    allowed=tuple(str(item) for item in body.get("allowed", [])),
                    minimum=body.get("min"),
                    maximum=body.get("max"),
                    pattern=pattern,
                    identity=bool(identity := body.get("identity", False)),
                    person="" if isinstance(identity, bool) else self.choice(f"{key}.identity", identity, PERSONS),
                    reference=body.get("reference"),
                    unit=bool(body.get("unit", False)),
                    form=self.choice(f"{key}.number_form", body["number_form"], FORMS)
                    if "number_form" in body
                    else None,
                    dates=self.dates(f"{key}.date_format", body["date_format"]) if "date_format" in body else None,
                    words=tuple(str(word) for word in body.get("unit_words", [])),
                    upper=self.choice(f"{key}.case", body.get("case", "as written"), ("upper", "as written"))
                    == "upper",
                    codes=body.get("codes"),
                    **self.percent(key, body.get("percent")),
                )
            )
        return tuple(found)

    def dates(self, key: str, pattern: object) -> DateFormat:
        try:
            return DateFormat(str(pattern))
        except ValueError as error:
            raise self.fail(key, str(error)) from None

    def percent(self, key: str, declared: object) -> dict[str, Any]:
        """What a percent cell counts in: everywhere, or by the text of another column."""
        if not isinstance(declared, dict):
            allowed = ("points", "fraction")
            return {"percent": self.choice(f"{key}.percent", declared, allowed) if declared is not None else ""}
        where = declared.get("points_where")
        if not isinstance(where, dict) or len(where) != 1:
            raise self.fail(f"{key}.percent.points_where", "expected one column with a list of texts")
        other, texts = next(iter(where.items()))
        if other not in self.content["columns"] or not isinstance(texts, list):
            raise self.fail(f"{key}.percent.points_where.{other}", "expected a column with a list of texts")
        return {"percent": "points", "points_where": (str(other), tuple(name_key(str(text)) for text in texts))}

    def total(self, names: set[str]) -> TotalRow | None:
        body = self.take("total_row", dict, None)
        if body is None:
            return None
        if "pattern" not in body:
            raise self.fail("total_row.pattern", "is missing")
        where = {}
        for name, text in body.get("where", {}).items():
            if name not in names:
                raise self.fail(f"total_row.where.{name}", "is not a column")
            where[str(name)] = self.pattern(f"total_row.where.{name}", text)
        return TotalRow(self.pattern("total_row.pattern", body["pattern"]), where)

    def completeness(self, names: set[str]) -> Completeness:
        body = self.take("completeness", dict, {})
        for name in body.get("rows", {}):
            if name not in names:
                raise self.fail(f"completeness.rows.{name}", "is not a column")
        return Completeness(
            need=self.choice("completeness.need", body.get("need", "optional"), ("required", "expected", "optional")),
            scope=self.choice("completeness.scope", body.get("scope", "quarter"), ("quarter", "year")),
            alternative=body.get("alternative"),
            policy=body.get("policy", {}),
            rows={str(k): str(v) for k, v in body.get("rows", {}).items()},
        )

    def expectations(self, names: set[str]) -> tuple[Mapping[str, Any], ...]:
        found = self.take("expectations", list, [])
        known = names | set(PIPELINE_COLUMNS)
        for number, body in enumerate(found, start=1):
            key = f"expectations[{number}]"
            if not isinstance(body, dict) or not str(body.get("type", "")).startswith("expect_"):
                raise self.fail(key, "expected a mapping with type: expect_...")
            if not body.get("why"):
                raise self.fail(f"{key}.why", "is missing; say why the data have to be so")
            used = [body["column"]] if "column" in body else body.get("column_list", [])
            for name in used:
                if name not in known:
                    raise self.fail(key, f"'{name}' is not a column")
        return tuple(found)

    def coherence(self, names: set[str]) -> tuple[Mapping[str, Any], ...]:
        found = self.take("coherence", list, [])
        for number, body in enumerate(found, start=1):
            key = f"coherence[{number}]"
            if not isinstance(body, dict):
                raise self.fail(key, "expected a mapping with rule: ...")
            self.choice(f"{key}.rule", body.get("rule"), COLUMNS)
            if not body.get("why"):
                raise self.fail(f"{key}.why", "is missing; say why the data have to be so")
            for item in COLUMNS[body["rule"]]:
                given = body.get(item, [])
                for name in [given] if isinstance(given, str) else given:
                    if name not in names:
                        raise self.fail(f"{key}.{item}", f"'{name}' is not a column")
        return tuple(found)
