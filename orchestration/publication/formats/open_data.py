"""The tables of the report as tidy CSV files with a Frictionless descriptor, which any program opens untold.

Belongs here: a file a table, with one row of heads, and `datapackage.json`, which says of every CSV file of the release
what its columns hold. Not here: the tables (assembly), how they are flattened (flat_tables.py), the words
(laporan.yaml, `berkas_olah`).

A number is the printed one with a decimal point; what was not measured or is not defined stays the word that the report
prints, and the descriptor names these words as missing values.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any

from orchestration.figures.numbers import ON_PROGRESS, UNDEFINED, plain
from orchestration.publication.document.document import Cell, Document, Table, plain_text
from orchestration.publication.evidence.trends import NUMBERS
from orchestration.publication.formats import Material
from orchestration.publication.formats.flat_tables import (
    ID_MARK,
    figures_of,
    flatten,
    ids_of,
    only_figure,
    tables_of,
    text_of,
)
from orchestration.workspace.delimited import as_csv

FOLDER, DESCRIPTOR = "data", "datapackage.json"
NUMBERING = f"{FOLDER}/nomor_tabel.csv"
"""The map of the numbers of tables: as they stand in this report, and the official ones."""

MISSING = ("", UNDEFINED, ON_PROGRESS)
"""What stands where there is no number: nothing that applies, not defined, not measured yet."""

_NUMBERS: Mapping[str, Mapping[str, str]] = {
    "figures.csv": {"value": "number", "decimals": "integer", "row_count": "integer"},
    "findings.csv": {"row": "integer"},
    **NUMBERS,
}
"""Columns of the release's own CSV files that hold no text."""


def render(document: Document, material: Material, beside: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files by their path in the release.

    Args:
        document: the report.
        material: its words and its day.
        beside: the files of the release that are there already; its CSV files are described too.
    """
    words = material.words.berkas_olah
    label = material.words.sebutan.tabel
    files = {NUMBERING: _numbering(document, official=material.words.nomor_tabel == "baku")}
    beside = {**beside, **files}
    resources = [
        _resource(name, beside[name], title, "", _NUMBERS.get(name, {}))
        for name, title in words.data.berkas.items()
        if name in beside
    ]
    for table in tables_of(document):
        path = f"{FOLDER}/tabel-{table.number.lower()}.csv"
        heads, rows, numeric = _rows(table, words.xlsx.kelompok)
        files[path] = as_csv(heads, rows)
        title = f"{label} {table.number}. {plain_text(table.caption)}"
        notes = " ".join(plain_text(note) for note in table.notes)
        resources.append(_resource(path, files[path], title, notes, dict.fromkeys(numeric, "number")))
    descriptor: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "laporan-pp39",
        "title": words.data.judul.format(judul=document.title),
        "description": " ".join(filter(None, [document.mark, words.data.keterangan])),
        "created": f"{material.day.isoformat()}T00:00:00Z",
        "contributors": [{"title": document.author, "role": "publisher"}],
        "resources": resources,
    }
    files[DESCRIPTOR] = (json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    return files


def _numbering(document: Document, *, official: bool) -> bytes:
    """A line for each table: its number in this report, as it stands, the official one, and its caption."""
    rows = []
    for table in tables_of(document):
        other = table.otherwise or table.number
        both = (other, table.number) if official else (table.number, other)
        rows.append((table.number, *both, plain_text(table.caption)))
    return as_csv(("nomor", "nomor_urut", "nomor_baku", "judul"), rows)


def _rows(table: Table, group_head: str) -> tuple[list[str], list[list[str]], list[str]]:
    """Heads, rows, and the heads of columns of numbers; beside a column of figures stands that of their ids."""
    heads, lines = flatten(table, group_head)
    with_ids = [any(figures_of(line.cells[at]) for line in lines) for at in range(len(heads))]
    named: list[str] = []
    for head, has_ids in zip(heads, with_ids, strict=True):
        named += [head, f"{head} {ID_MARK}"] if has_ids else [head]
    rows = [
        [
            text
            for cell, has_ids in zip(line.cells, with_ids, strict=True)
            for text in ((_value(cell), ids_of(cell)) if has_ids else (_value(cell),))
        ]
        for line in lines
    ]
    numeric = [
        head
        for at, (head, has_ids) in enumerate(zip(heads, with_ids, strict=True))
        if has_ids and all(_is_number(line.cells[at]) or _value(line.cells[at]) in MISSING for line in lines)
    ]
    return named, rows, numeric


def _is_number(cell: Cell) -> bool:
    figure = only_figure(cell)
    return figure is not None and figure.printed_value is not None


def _value(cell: Cell) -> str:
    figure = only_figure(cell)
    if figure is not None and figure.printed_value is not None:
        return plain(figure.printed_value)
    return " ".join(text_of(cell).split())


def _resource(path: str, content: bytes, title: str, notes: str, types: Mapping[str, str]) -> dict[str, Any]:
    """What the descriptor says of a file."""
    heads = next(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    return {
        "profile": "tabular-data-resource",
        "name": path.rpartition("/")[2].removesuffix(".csv"),
        "path": path,
        "title": title,
        **({"description": notes} if notes else {}),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [{"name": head, "type": types.get(head, "string")} for head in heads],
            "missingValues": list(MISSING),
        },
    }
