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
from orchestration.workspace.delimited import read_rows

if TYPE_CHECKING:
    from orchestration.checks.evidence import FindingSeverity
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace


MANIFEST = "manifest.json"
LATEST = "latest"

_RELEASE = re.compile(r"r([1-9]\d*)")


def latest_release(workspace: Workspace, quarter: Quarter) -> Path | None:
    """The release of a quarter that `latest` points to, or None when there is none."""
    link = workspace.reports / quarter.code / LATEST
    return link.resolve() if link.is_dir() else None


def newest(folder: Path) -> Path | None:
    """The release of the highest number in the folder of a quarter, wherever `latest` points; None without releases."""
    if not folder.is_dir():
        return None
    found = [path for path in folder.iterdir() if _RELEASE.fullmatch(path.name) and (path / MANIFEST).is_file()]
    return max(found, key=lambda path: int(path.name[1:]), default=None)


def read_manifest(release: Path) -> dict[str, Any]:
    """The manifest of a release."""
    return json.loads((release / MANIFEST).read_text(encoding="utf-8"))


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
    found = listed_findings(release)
    told = {finding.rule for finding in found}
    checks = [
        CheckResult(**result)
        for result in json.loads((release / "checks.json").read_text(encoding="utf-8"))
        if result["stop"] == "report" and result["name"] not in told
    ]
    return found + findings_of(checks, dict)


def listed_findings(release: Path) -> list[Finding]:
    """The findings that a release lists."""
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
        for row in read_rows(release / "findings.csv")
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
