"""Every export of the sample quarter, made once."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.audit.proof.verify import Verification
from orchestration.exports import KINDS
from orchestration.exports.content import rendered
from orchestration.exports.declared import declared
from orchestration.exports.released import opened
from orchestration.exports.writing import made
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace
from tests.conftest import World

QUARTER = Quarter.parse("2025-TW2")


def holding(_workspace: Workspace, quarter: Quarter, release: Path) -> Verification:
    """Instead of an examination: for tests about what comes after it."""
    return Verification(quarter.code, release.name, [], {})


@dataclass(frozen=True)
class Files:
    """The files of an export, as programs read them."""

    content: dict[str, bytes]

    def rows(self, table: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.content[f"{table}.csv"].decode("utf-8"), newline="")))

    def json(self, name: str) -> Any:
        return json.loads(self.content[name], parse_float=Decimal)

    def pairs(self) -> dict[str, str]:
        """Id of a figure to its value as text, wherever a file has both."""
        found: dict[str, str] = {}
        for name in self.content:
            if name.endswith(".csv"):
                for row in self.rows(name.removesuffix(".csv")):
                    keep(found, row)
            elif name.endswith(".json") and name not in ("datapackage.json", "skema.json"):
                for record in records(self.json(name)):
                    keep(found, record)
        return found


def keep(found: dict[str, str], record: dict[str, Any]) -> None:
    for name, figure_id in record.items():
        if name.endswith("_id") and figure_id and name.removesuffix("_id") in record:
            value = record[name.removesuffix("_id")]
            text = "" if value is None else str(value)
            assert found.setdefault(figure_id, text) == text, figure_id


def records(content: Any) -> list[dict[str, Any]]:
    """Every object in a JSON document."""
    if isinstance(content, dict):
        return [content, *(record for part in content.values() for record in records(part))]
    return [record for part in content for record in records(part)] if isinstance(content, list) else []


def exports_of(release: Path, quarter: Quarter = QUARTER, kinds: tuple[str, ...] = tuple(KINDS)) -> dict[str, Files]:
    """Exports by kind, without the files that only go along."""
    with opened(release, quarter) as released:
        return {kind: Files(rendered(kind, declared(KINDS[kind]), made(kind, released), released)) for kind in kinds}


@pytest.fixture(scope="session")
def exports(sample_world: World) -> dict[str, Files]:
    return exports_of(sample_world.release("2025-TW2"))
