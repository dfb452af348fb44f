"""Releases as they lie on disk: finding one, reading what it says, seeing whether it is whole.

Belongs here: reading a release's own files, cheaply. Not here: writing one (writing.py), proving one (audit/proof).
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from orchestration.checks.evidence import CheckResult, Finding
from orchestration.checks.telling import findings_of
from orchestration.language.sentences import both
from orchestration.release import status
from orchestration.workspace.delimited import read_rows

if TYPE_CHECKING:
    from orchestration.checks.evidence import FindingSeverity
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace


MANIFEST = "manifest.json"
SIGNATURE = "manifest.dsse.json"
"""The signature of the manifest (signing.py)."""

LATEST = "latest"
KONSEP = "konsep"

_RELEASE = re.compile(r"r([1-9]\d*)")


def latest_release(workspace: Workspace, quarter: Quarter) -> Path | None:
    """The newest release of a quarter that is in force, or None when there is none."""
    return in_force(workspace.reports / quarter.code)


def in_force(folder: Path) -> Path | None:
    """The release of the highest number in the folder of a quarter that nobody withdrew, wherever `latest` points."""
    gone = status.withdrawn(folder)
    return next((path for path in reversed(releases(folder)) if path.name not in gone), None)


def releases_in(reports: Path) -> list[Path]:
    """Folders of the releases of every quarter, in the order of their names."""
    return sorted(path for path in reports.glob("*/r*") if _RELEASE.fullmatch(path.name) and path.is_dir())


def releases(folder: Path) -> list[Path]:
    """The releases in the folder of a quarter by their numbers, withdrawn ones among them."""
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if _RELEASE.fullmatch(path.name) and (path / MANIFEST).is_file()]
    return sorted(found, key=lambda path: int(path.name[1:]))


def read_manifest(release: Path) -> dict[str, Any]:
    """The manifest of a release."""
    return json.loads((release / MANIFEST).read_text(encoding="utf-8"))


def manifest_sha256(release: Path) -> str:
    """SHA-256 of the manifest of a release or a draft: it stands for all of it.

    Raises:
        FileNotFoundError: there is none.
    """
    return hashlib.sha256((release / MANIFEST).read_bytes()).hexdigest()


def read_indicators(release: Path) -> list[dict[str, str]]:
    """The indicators of a release in its order: code, indicator, unit, target, realisasi, capaian, as printed."""
    rows = {row["figure_id"]: row for row in read_rows(release / "figures.csv")}
    return [
        {
            "code": code,
            "indicator": rows[f"{code}.realisasi"]["label"],
            "unit": rows[f"{code}.realisasi"]["unit"],
            "target": rows[f"{code}.target"]["printed"],
            "realisasi": rows[f"{code}.realisasi"]["printed"],
            "capaian (%)": rows[f"{code}.capaian"]["printed"],
        }
        for code in read_manifest(release)["indicators"]
    ]


def read_findings(release: Path) -> list[Finding]:
    """The findings that a release was published with, and the warnings of the checks that read its report back.

    Those look at the finished page, which cannot tell of them itself.
    """
    found = findings_in(release / "findings.csv")
    told = {finding.rule for finding in found}
    checks = [
        CheckResult(**result)
        for result in json.loads((release / "checks.json").read_text(encoding="utf-8"))
        if result["stop"] == "report" and result["name"] not in told
    ]
    return found + findings_of(checks, dict)


def findings_in(path: Path) -> list[Finding]:
    """The findings of a `findings.csv`, row by row."""
    return [
        Finding(
            severity=cast("FindingSeverity", row["severity"]),
            delivery=row["delivery"],
            sheet=row["sheet"],
            row=int(row["row"]) if row["row"] else None,
            column=row["column"],
            value=row["value"],
            rule=row["rule"],
            message=both(row["message"], row.get("pesan") or row["message"]),
        )
        for row in read_rows(path)
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
