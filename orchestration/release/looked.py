"""What the last run or check of a quarter found, and the bytes in which it found it.

Belongs here: the one record of it in the state, replaced by the next look. Not here: the findings of a release or of a
refusal, which stand in the reports for everybody (held_back.py); this one also knows what a check found, which leaves
no trace there, and by the SHA-256 of every delivery whether a file is still the one that was looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.checks.evidence import Finding
from orchestration.language.sentences import Sentence, verbatim
from orchestration.release import durable

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace


@dataclass(frozen=True)
class Look:
    """A look at the deliveries of a quarter.

    Attributes:
        deliveries: landing path (`2025-TW2/file.csv`) to SHA-256.
        findings: row by row.
    """

    deliveries: Mapping[str, str]
    findings: list[Finding]


def keep(workspace: Workspace, quarter: Quarter, deliveries: Mapping[str, str], findings: Iterable[Finding]) -> None:
    """Keeps a look in place of the one before.

    Raises:
        OSError: it cannot be written.
    """
    told = {
        "deliveries": dict(deliveries),
        "findings": [asdict(found) | {"message": verbatim(found.message).kept()} for found in findings],
    }
    durable.write(_place(workspace, quarter), json.dumps(told, ensure_ascii=False).encode("utf-8"))


def last(workspace: Workspace, quarter: Quarter) -> Look | None:
    """The last look at a quarter; None where nobody has looked yet, or what was kept cannot be read."""
    try:
        told = json.loads(_place(workspace, quarter).read_bytes())
        found = [
            Finding(**{**item, "places": tuple(item["places"]), "message": Sentence.of(item["message"])})
            for item in told["findings"]
        ]
        return Look(told["deliveries"], found)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _place(workspace: Workspace, quarter: Quarter) -> Path:
    return workspace.runs / f"{quarter.code}.found.json"
