"""What a kind of export holds, and the files that it becomes.

Belongs here: tables as CSV with a Frictionless descriptor, documents as JSON, the note for people, and what is missing
in them. Not here: making a content (kinds/), writing the files (writing.py).

Files are the same bytes whenever they are made of the same release.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.exports import NOTE
from orchestration.exports.declared import Declared
from orchestration.exports.released import Released
from orchestration.figures.numbers import plain
from orchestration.language.sentences import Sentence, say, told
from orchestration.workspace.delimited import as_csv

DESCRIPTOR, SCHEMA = "datapackage.json", "skema.json"

Row = dict[str, Any]


@dataclass
class Content:
    """What a kind makes of a release.

    Attributes:
        tables: name to rows, each with the same fields in the order of entry; they become CSV files.
        documents: name of a JSON file to its content; numbers are integers or exact decimals.
        files: name to a file of the release that goes along as it is.
        lacking: what the target wants and the release does not have, beyond the empty fields of the tables.
        about: what the descriptor says beside its tables.
    """

    tables: dict[str, list[Row]] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    lacking: list[Sentence] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)

    def checked(self) -> dict[str, Any]:
        """What the schema is asked about: every table and every document by name."""
        return {**self.tables, **self.documents}


def missing(kind: Declared, content: Content, released: Released) -> list[Sentence]:
    """Every field that the target has and the release cannot fill: whole columns first, then single values."""
    told_of = list(content.lacking)
    single: list[Sentence] = []
    for table, rows in content.tables.items():
        if not rows:
            told_of.append(say("{table}: no row", table=table))
            continue
        for name in rows[0]:
            empty = [row for row in rows if row[name] is None]
            declared = kind.field(table, name)
            if not empty or name.endswith("_id") or declared.get("x-boleh-kosong"):
                continue
            why = declared.get("x-tidak-ada", "")
            if len(empty) == len(rows) and f"{name}_id" not in rows[0]:
                text = say("{table}, field {field}: not in the release", table=table, field=name)
                told_of.append(text if not why else say("{text}: {why}", text=text, why=why))
            elif f"{name}_id" in rows[0]:
                single += [_one(table, name, kind.key(table), row, released) for row in empty]
    return told_of + single


def _one(table: str, name: str, key: list[str], row: Row, released: Released) -> Sentence:
    """Why a single value is missing."""
    place = " ".join([table, *(str(row[part]) for part in key if row[part] is not None)])
    figure_id = row[f"{name}_id"]
    if figure_id is None:
        return say("{place}, field {field}: not in the release", place=place, field=name)
    figure = released.book.figures[figure_id]
    return say("{place}, {figure}: '{printed}'", place=place, figure=figure_id, printed=figure.printed)


def rendered(name: str, kind: Declared, content: Content, released: Released) -> dict[str, bytes]:
    """The files by their names; those that go along as they are not among them.

    Args:
        name: of the kind.
        kind: as declared.
        content: which fits its schema.
        released: of which it is made.
    """
    files = {f"{table}.csv": _csv(kind, table, rows) for table, rows in content.tables.items()}
    files |= {document: _json(made) for document, made in content.documents.items()}
    lacking = [told(text, "id") for text in missing(kind, content, released)]
    files[NOTE] = _note(kind, released, lacking)
    if content.tables:
        files[DESCRIPTOR] = _json(_descriptor(name, kind, content, released, files, lacking))
    if kind.schema["properties"]:
        files[SCHEMA] = _json(kind.schema)
    return dict(sorted(files.items()))


def _csv(kind: Declared, table: str, rows: list[Row]) -> bytes:
    heads = list(rows[0]) if rows else list(kind.table(table)["properties"])
    return as_csv(heads, ([_cell(row[head]) for head in heads] for row in rows))


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, Decimal) else value


def _json(content: Any) -> bytes:
    return (json.dumps(_plain(content), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _plain(content: Any) -> Any:
    """A content for `json`, which knows no exact decimals; one that a float would change is refused.

    Raises:
        OverflowError: a decimal has more digits than JSON's readers keep.
    """
    if isinstance(content, Mapping):
        return {key: _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if isinstance(content, Decimal):
        number = float(content)
        if Decimal(repr(number)) != content:
            raise OverflowError(f"{content} has more digits than a number in JSON keeps")
        return number
    return content


_TYPES = {"string": "string", "number": "number", "integer": "integer", "boolean": "boolean"}


def _descriptor(
    name: str,
    kind: Declared,
    content: Content,
    released: Released,
    files: Mapping[str, bytes],
    lacking: list[str],
) -> dict[str, Any]:
    """`datapackage.json` (Data Package v1, Tabular Data Resource), which says of every CSV what its fields hold."""
    unit = released.profile.unit
    return {
        "profile": "tabular-data-package",
        "name": f"{name}-{released.quarter.code.lower()}-{released.name}",
        "title": f"{_mark(released)}{kind.title}: {unit.nama}, {released.quarter.code}",
        "description": kind.about,
        "created": f"{released.quarter.end.isoformat()}T00:00:00Z",
        "contributors": [{"title": unit.nama, "role": "publisher"}],
        **content.about,
        "asal": {
            "triwulan": released.quarter.code,
            "rilis": released.name,
            "manifest_sha256": released.manifest_sha256,
        },
        "tidak_ada": lacking,
        "resources": [
            _resource(kind, table, rows, files[f"{table}.csv"], released) for table, rows in content.tables.items()
        ],
    }


def _resource(kind: Declared, table: str, rows: list[Row], csv: bytes, released: Released) -> dict[str, Any]:
    heads = list(rows[0]) if rows else list(kind.table(table)["properties"])
    about = kind.schema["properties"][table]
    return {
        "profile": "tabular-data-resource",
        "name": table.replace("_", "-"),
        "path": f"{table}.csv",
        "title": f"{_mark(released)}{about['title']}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(csv),
        "hash": f"sha256:{hashlib.sha256(csv).hexdigest()}",
        "schema": {
            "fields": [_field(head, kind.field(table, head)) for head in heads],
            "missingValues": [""],
            "primaryKey": kind.key(table),
        },
    }


def _field(name: str, declared: Mapping[str, Any]) -> dict[str, Any]:
    types = declared["type"] if isinstance(declared["type"], list) else [declared["type"]]
    [kind] = [_TYPES[each] for each in types if each != "null"]
    required = {} if "null" in types else {"constraints": {"required": True}}
    words = {to: declared[source] for to, source in (("title", "title"), ("description", "description"))
             if source in declared}  # fmt: skip
    return {"name": name, "type": kind, **words, **required}


def _mark(released: Released) -> str:
    return "KONSEP. " if released.is_konsep else ""


def _note(kind: Declared, released: Released, lacking: list[str]) -> bytes:
    """The note for people."""
    quarter, unit = released.quarter, released.profile.unit
    lines = [f"# {_mark(released)}{kind.title}", ""]
    if released.is_konsep:
        lines += [told(say("This is a draft that nobody has published; it is not to be delivered."), "id"), ""]
    lines += [
        kind.about,
        "",
        f"- {unit.nama} ({unit.kode_satker})",
        f"- {quarter.code}, {released.name}, manifest.json SHA-256 {released.manifest_sha256}",
        "- " + told(say("Beside each value stands the id of its figure: figures.csv of the release has it."), "id"),
    ]
    for head, items in (
        (say("Where the names of the fields come from"), kind.sources),
        (say("What no public source could confirm"), kind.unconfirmed),
        (say("What the release does not have"), lacking or [told(say("Nothing is missing."), "id")]),
    ):
        lines += ["", f"## {told(head, 'id')}", "", *(f"- {item}" for item in items)] if items else []
    return ("\n".join(lines) + "\n").encode("utf-8")
