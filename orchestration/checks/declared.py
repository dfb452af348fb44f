"""The catalogue of checks as its file declares it.

Belongs here: reading catalogue.yaml. Not here: what an entry is for (catalogue.py), which commands that only show a
release load without this.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from orchestration.checks.catalogue import DIMENSIONS, STOPS, Engine, Entry, sentence
from orchestration.declarations import ConfigurationError, typed_yaml
from orchestration.declarations.strict import Code, Strict, Text, one_of
from orchestration.language.sentences import Sentence, both


class EntryFile(Strict):
    """A check of the catalogue; see `catalogue.Entry`. `tuntutan`, `alasan`, `perbaikan` are the Indonesian."""

    nama: Text
    dimension: Annotated[str, one_of(*DIMENSIONS)]
    severity: Literal["error", "warn", "info"]
    reason: Text
    alasan: Text
    engine: Engine
    at: Text
    demands: Text | None = None
    tuntutan: Text | None = None
    threshold: Decimal | None = Field(default=None, gt=0)
    remedy: Text | None = None
    perbaikan: Text | None = None
    apart: bool = False

    @model_validator(mode="after")
    def _is_told_in_both(self) -> EntryFile:
        """What is said in English is said in Indonesian; without `demands` name and `nama` say it."""
        for english, other in (("demands", "tuntutan"), ("remedy", "perbaikan")):
            if (getattr(self, english) is None) != (getattr(self, other) is None):
                raise ValueError(f"`{english}` and `{other}` belong together: the same in English and in Indonesian")
        return self

    def told(self, name: str) -> dict[str, Sentence]:
        """What the entry says, in both languages."""
        return {
            "demands": both(self.demands or sentence(name), self.tuntutan or f"{self.nama}."),
            "reason": both(self.reason, self.alasan),
            "remedy": both(self.remedy or "", self.perbaikan or ""),
        }


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
                dimension=entry.dimension,
                severity=entry.severity,
                engine=entry.engine,
                at=entry.at,
                threshold=entry.threshold,
                apart=entry.apart,
                **entry.told(name),
            )
    return found
