"""What the template folder declares: chapters, tables, charts, phrases, methods, constants, traces, claims.

Belongs here: reading the declarations once. Not here: the chapters' text (assembly), and what a declaration means where
it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from orchestration.publication.document.tables import TemplateError


@dataclass(frozen=True)
class Outline:
    """What the template folder declares, read and checked once; `fonts` are the shipped ones, for the charts."""

    folder: Path
    fonts: Path
    report: dict[str, Any]
    tables: dict[str, dict[str, Any]]
    charts: dict[str, dict[str, Any]]
    phrases: dict[str, Any]
    methods: dict[str, Any]
    constants: list[dict[str, str]]
    traces: dict[str, Any]
    claims: list[dict[str, Any]]


def read_outline(folder: Path, fonts: Path) -> Outline:
    """Reads the declarations of a template folder.

    Raises:
        TemplateError: a file is missing or is not YAML.
    """
    return Outline(
        folder=folder,
        fonts=fonts,
        report=_yaml(folder / "laporan.yaml"),
        tables=_yaml(folder / "tabel.yaml"),
        charts=_yaml(folder / "grafik.yaml"),
        phrases=_yaml(folder / "frasa.yaml"),
        methods=_yaml(folder / "metode.yaml"),
        constants=_yaml(folder / "angka_tetap.yaml"),
        traces=_yaml(folder / "jejak.yaml"),
        claims=_yaml(folder / "klaim.yaml"),
    )


def _yaml(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        with path.open(encoding="utf-8") as handle:
            return yaml.load(handle, Loader=loader)  # noqa: S506 -- the safe loader, in its C form
    except FileNotFoundError:
        raise TemplateError(f"{path.name}: no such file in {path.parent}") from None
    except yaml.YAMLError as error:
        raise TemplateError(f"{path.name}: not readable as YAML: {error}") from None
