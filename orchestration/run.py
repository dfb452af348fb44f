"""One run of one quarter, as the command line and the schedule mean it: nothing to do, published, or refused.

Belongs here: what is decided before the pipeline starts (configuration, unchanged inputs) and remembered after it. Not
here: the pipeline (execution.py) and what is printed (cli.py).
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from orchestration import inputs
from orchestration.evidence import Finding
from orchestration.profile import check_calendar, load_profile
from orchestration.quarters import Quarter
from orchestration.settings import Workspace

if TYPE_CHECKING:
    from orchestration.evidence import FindingSeverity
    from orchestration.execution import RunOutcome


def latest_release(workspace: Workspace, quarter: Quarter) -> Path | None:
    """The folder of the newest release of a quarter, or None when there is none."""
    link = workspace.reports / quarter.code / "latest"
    return link.resolve() if link.is_dir() else None


def read_manifest(release: Path) -> dict[str, Any]:
    """The manifest of a release."""
    return json.loads((release / "manifest.json").read_text(encoding="utf-8"))


def read_indicators(release: Path) -> list[dict[str, str]]:
    """The indicators of a release as it prints them: code, indicator, unit, target, realisasi, capaian."""
    with (release / "figures.csv").open(encoding="utf-8", newline="") as handle:
        rows = {row["figure_id"]: row for row in csv.DictReader(handle)}
    return [
        {
            "code": code,
            "indicator": row["label"],
            "unit": row["unit"],
            "target": rows[f"{code}.target"]["printed"],
            "realisasi": row["printed"],
            "capaian (%)": rows[f"{code}.capaian"]["printed"],
        }
        for figure_id, row in rows.items()
        if (code := row["indicator"]) and figure_id == f"{code}.realisasi"
    ]


def read_findings(release: Path) -> list[Finding]:
    """The findings that a release was published with."""
    with (release / "findings.csv").open(encoding="utf-8", newline="") as handle:
        return [
            Finding(
                severity=cast("FindingSeverity", row["severity"]),
                delivery=row["delivery"],
                sheet=row["sheet"],
                row=int(row["row"]) if row["row"] else None,
                column=row["column"],
                value=row["value"],
                rule=row["rule"],
                message=row["message"],
            )
            for row in csv.DictReader(handle)
        ]


def is_whole(release: Path) -> bool:
    """Whether every file of a release is there with the hash that its manifest names."""
    try:
        files = read_manifest(release)["files"]
        return all(
            hashlib.sha256((release / name).read_bytes()).hexdigest() == entry["sha256"]
            for name, entry in files.items()
        )
    except (OSError, ValueError, KeyError):
        return False


def unchanged_release(workspace: Workspace, quarter: Quarter) -> Path | None:
    """The newest release if it is whole and these very inputs made it or were seen to make the same content."""
    release = latest_release(workspace, quarter)
    if release is None or not is_whole(release):
        return None
    wanted = inputs.key(inputs.collect(workspace, quarter))
    if inputs.key(read_manifest(release)["created_from"]) == wanted:
        return release
    try:
        confirmed = json.loads(_confirmation(workspace, quarter).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return release if confirmed == {"inputs": wanted, "release": release.name} else None


def confirm_unchanged(workspace: Workspace, quarter: Quarter, release: Path) -> None:
    """Remembers that the present inputs lead to a release that stands already."""
    path = _confirmation(workspace, quarter)
    path.parent.mkdir(parents=True, exist_ok=True)
    seen = {"inputs": inputs.key(inputs.collect(workspace, quarter)), "release": release.name}
    path.write_text(json.dumps(seen), encoding="utf-8")


def _confirmation(workspace: Workspace, quarter: Quarter) -> Path:
    return workspace.runs / f"{quarter.code}.unchanged.json"


def run_quarter(
    workspace: Workspace,
    quarter: Quarter,
    *,
    publish: bool,
    on_event: Callable[..., None] | None = None,
) -> RunOutcome | Path:
    """Runs a quarter, or returns the release that stands already for the same inputs.

    Raises:
        ConfigurationError: before anything runs, with every problem of the profile and the reference data.
    """
    profile = load_profile(workspace)
    check_calendar(workspace, profile, quarter)
    if publish and (release := unchanged_release(workspace, quarter)):
        return release
    from orchestration.execution import execute

    outcome = execute(workspace, quarter, publish=publish, on_event=on_event)
    if outcome.release is not None and not outcome.release.published:
        confirm_unchanged(workspace, quarter, outcome.release.path)
    return outcome
