"""The catalogue of checks as its file declares it.

Belongs here: reading catalogue.yaml. Not here: what an entry is for (catalogue.py), which commands that only show a
release load without this.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from orchestration.checks.catalogue import DIMENSIONS, STOPS, Engine, Entry, sentence
from orchestration.declarations import ConfigurationError, typed_yaml
from orchestration.declarations.strict import Code, Strict, Text, one_of


class EntryFile(Strict):
    """A check of the catalogue; see `catalogue.Entry`."""

    nama: Text
    dimension: Annotated[str, one_of(*DIMENSIONS)]
    severity: Literal["error", "warn"]
    reason: Text
    engine: Engine
    at: Text
    demands: Text | None = None
    threshold: Decimal | None = Field(default=None, gt=0)
    remedy: Text | None = None


def read(path: Path) -> dict[str, Entry]:
    """Every check of a catalogue by its id.

    Raises:
        ConfigurationError: with every entry that lacks a field, has an unknown one, or stands at two stops.
    """
    declared = typed_yaml.load(path, dict[Annotated[str, one_of(*STOPS)], dict[Code, EntryFile]])
    found: dict[str, Entry] = {}
    for stop, entries in declared.items():
        for name, entry in entries.items():
            if name in found:
                said = f"stands under {found[name].stop} too; expected each check once"
                raise ConfigurationError([typed_yaml.read(path).problem((stop, name), said)])
            found[name] = Entry(
                id=name,
                stop=stop,
                nama=entry.nama,
                demands=entry.demands or sentence(name),
                dimension=entry.dimension,
                severity=entry.severity,
                reason=entry.reason,
                engine=entry.engine,
                at=entry.at,
                threshold=entry.threshold,
                remedy=entry.remedy or "",
            )
    return found
