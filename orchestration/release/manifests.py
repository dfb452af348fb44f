"""What the manifest of a release says: its head, the hashes of its files, what changed since the release before.

Belongs here: the content, out of what a release is made of. Not here: writing it (writing.py), and whether it is true,
which the auditor works out by itself (audit/proof/manifest_told.py) but for the lists of differences: those are no more
than a comparison.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.release import formats
from orchestration.release.reading import manifest_sha256, read_manifest

if TYPE_CHECKING:
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter


def as_json(content: Any) -> bytes:
    """Content as the JSON files of a release have it."""
    return (json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n").encode("utf-8")


def head_of(
    quarter: Quarter,
    profile: Profile,
    compared: Mapping[str, Mapping[str, str]],
    inputs: dict[str, Any],
    name: str,
) -> dict[str, Any]:
    """Names, times and inputs: what a manifest says beside its files; the evidence keeps a copy."""
    return {
        **formats.as_head(),
        "quarter": quarter.code,
        "release": name,
        "unit": profile.unit.model_dump(exclude_none=True),
        "indicators": [indicator.kode for indicator in profile.indikator],
        "created_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "created_from": inputs,
        "compared": compared,
        "policies": policies(profile),
    }


def policies(profile: Profile) -> dict[str, Any]:
    """The policies of a profile as the manifest has them."""
    return {key: policy.model_dump() for key, policy in sorted(profile.kebijakan.items())}


def manifest_of(
    head: dict[str, Any], files: dict[str, dict[str, Any]], previous: Path | None, changed: list[str]
) -> dict[str, Any]:
    """The manifest of a head, its files, and the release before with the figures that have changed since."""
    made: dict[str, Any] = {**head, "files": files}
    if previous is None:
        return {**made, "previous": None}
    told = _told_of(read_manifest(previous), json.loads(as_json(made)), changed)
    return {
        **made,
        "previous": {
            "release": previous.name,
            "manifest_sha256": manifest_sha256(previous),
            **told,
        },
    }


def differences(old: Mapping[str, Any], new: Mapping[str, Any], before: Path, figures: bytes) -> dict[str, list[str]]:
    """What a manifest tells of the changes since the release before.

    Args:
        old: the manifest before.
        new: the manifest.
        before: `figures.csv` of the release before.
        figures: content of the new one.
    """
    return _told_of(old, new, _changed_rows(before.read_text(encoding="utf-8"), figures.decode("utf-8")))


def _told_of(old: Mapping[str, Any], new: Mapping[str, Any], changed: list[str]) -> dict[str, list[str]]:
    files = old["files"]
    return {
        "changed_files": [
            file for file, entry in new["files"].items() if files.get(file, {}).get("sha256") != entry["sha256"]
        ],
        "changed_figures": changed,
        "changed_inputs": _differences(old.get("created_from", {}), new["created_from"]),
    }


def _differences(old: Any, new: Any, path: str = "") -> list[str]:
    """Dotted names of what differs between two inputs."""
    if isinstance(old, dict) and isinstance(new, dict):
        found = []
        for key in sorted({*old, *new}):
            found += _differences(old.get(key), new.get(key), f"{path}.{key}" if path else key)
        return found
    return [] if old == new else [path]


def changed_figures(previous: Path | None, figures: bytes) -> list[str]:
    """Ids of the figures whose row differs from the previous release; new and lost ones included."""
    if previous is None:
        return []
    return _changed_rows((previous / "figures.csv").read_text(encoding="utf-8"), figures.decode("utf-8"))


def _changed_rows(before: str, after: str) -> list[str]:
    old, new = _rows_by_id(before), _rows_by_id(after)
    return sorted(key for key in {*old, *new} if old.get(key) != new.get(key))


def _rows_by_id(text: str) -> dict[str, list[str]]:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    return {row[0]: row for row in rows[1:]}
