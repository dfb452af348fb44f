"""What a refused run leaves beside the releases: every row that holds the quarter back, for whoever has to correct it.

Belongs here: `<reports>/<quarter>/ditahan/findings.csv`, and beside it the warnings that can be answered meanwhile;
replaced by the next refusal, gone when the quarter publishes. Not here: what is found (the stops), and the findings of
a release, which stand in its own folder.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.checks.evidence import FINDING_COLUMNS, Finding
from orchestration.language.sentences import told
from orchestration.release import durable
from orchestration.release.reading import findings_in
from orchestration.workspace.delimited import as_csv

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

MISSING = frozenset({"every_needed_kind_has_been_delivered"})
"""Rules by which a quarter waits for a file that has not come."""


def place(workspace: Workspace, quarter: Quarter) -> Path:
    """The file of the refusal; it is there only while the quarter is held back."""
    return workspace.reports / quarter.code / "ditahan" / "findings.csv"


def _open(workspace: Workspace, quarter: Quarter) -> Path:
    return place(workspace, quarter).with_name("terbuka.json")


def as_file(findings: Iterable[Finding]) -> bytes:
    """Findings as `findings.csv`, one line a row concerned."""
    *columns, _ = FINDING_COLUMNS
    rows = ([*(getattr(found, name) for name in columns), told(found.message, "id")] for found in findings)
    return as_csv(FINDING_COLUMNS, rows)


def write(
    workspace: Workspace, quarter: Quarter, findings: Iterable[Finding], warnings: Sequence[Mapping[str, Any]] = ()
) -> Path:
    """Writes the findings of a refusal in place of those of the one before.

    Args:
        workspace: whose reports.
        quarter: that is held back.
        findings: row by row.
        warnings: those that nobody has answered, as `open_warnings` gives them back.

    Raises:
        OSError: it cannot be written.
    """
    path = place(workspace, quarter)
    if warnings:
        durable.write(_open(workspace, quarter), json.dumps([*map(dict, warnings)], ensure_ascii=False).encode("utf-8"))
    else:
        durable.remove(_open(workspace, quarter))
    durable.write(path, as_file(findings))
    return path


def read(workspace: Workspace, quarter: Quarter) -> list[Finding]:
    """The findings of the last refusal; none where nothing holds the quarter back."""
    path = place(workspace, quarter)
    return findings_in(path) if path.is_file() else []


def open_warnings(workspace: Workspace, quarter: Quarter) -> list[dict[str, Any]]:
    """The warnings of the last refusal that nobody had answered: key, rule, text, rows."""
    path = _open(workspace, quarter)
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return found


def clear(workspace: Workspace, quarter: Quarter) -> None:
    """Takes the last refusal away: the quarter has what it needs."""
    shutil.rmtree(place(workspace, quarter).parent, ignore_errors=True)
