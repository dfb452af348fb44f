"""Whether names and times of the manifest are those that else tell them: the evidence's copy, the files, the archive.

Belongs here: everything a manifest says beside hashes of files and deliveries (custody.py). Not here: what the profile
of the release says of the unit, which is read by those who make the report again (words.py).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination
from orchestration.audit.proof import standing
from orchestration.audit.proof.custody import MANIFEST, RELEASE, hash_of
from orchestration.audit.recomputation.holdings import Evidence
from orchestration.release.manifests import differences

_LOCAL = dt.timedelta(hours=14)
"""By how much the clock of a place may be before that of Greenwich: times of loading are local."""
_AHEAD = dt.timedelta(days=1)
"""By how much the clock that made a release may be before ours."""


def check_manifest(
    seen: Examination,
    release: Path,
    manifest: Mapping[str, Any],
    evidence: Evidence | None,
    *,
    by_another_program: bool,
) -> None:
    """Holds names, times, sizes and the account of what changed against what else tells them.

    Args:
        seen: takes the breaks.
        release: its folder.
        manifest: its content.
        evidence: of the release.
        by_another_program: whether the release names other code than that at hand, which may keep no copy.
    """
    _check_sizes(seen, release, manifest)
    _check_inputs(seen, manifest, evidence)
    _check_number(seen, release, manifest)
    if evidence is None:
        return
    if evidence.head or not by_another_program:
        _check_copy(seen, manifest, evidence.head)
    else:
        seen.omitted.append("names and times of the manifest, the evidence keeps no copy of them")
    _check_time(seen, release, manifest, evidence)


def _broken(seen: Examination, name: str, expected: object, found: object) -> None:
    place = f"{MANIFEST}: {name}"
    seen.broken("manifest", place, expected, found, f"{place}: '{found}'; expected '{expected}'")


def _check_sizes(seen: Examination, release: Path, manifest: Mapping[str, Any]) -> None:
    told = {found.place for found in seen.breaks}
    for name, entry in manifest["files"].items():
        path = release / name
        if name not in told and path.is_file() and entry.get("bytes") != path.stat().st_size:
            _broken(seen, f"files, {name}, bytes", path.stat().st_size, entry.get("bytes"))


def _check_inputs(seen: Examination, manifest: Mapping[str, Any], evidence: Evidence | None) -> None:
    """No file of the unit goes with the release that it does not name as made from; no earlier report is made up."""
    named = {*manifest["created_from"]["configuration"]}
    present = {name.removeprefix("inputs/") for name in manifest["files"] if name.startswith("inputs/")}
    for name in sorted(named ^ present):
        sides = ("no such file", "a file") if name in present else ("a file", "no such file")
        _broken(seen, f"created_from, configuration, {name}", *sides)
    told = {
        quarter: named["figures_sha256"]
        for quarter, named in manifest["compared"].items()
        if quarter != manifest["quarter"]
    }
    if evidence is not None and evidence.trends:
        # The reports of the year are compared with figure by figure; those before are told of in trends alone.
        told = {row["triwulan"]: row["figures_sha256"] for row in evidence.trends["rilis_lalu"]} | told
    if (earlier := dict(manifest["created_from"].get("earlier_reports", {}))) != told:
        _broken(seen, "created_from, earlier_reports", told, earlier)


def _check_number(seen: Examination, release: Path, manifest: Mapping[str, Any]) -> None:
    """The release before is the newest that was in force; what changed since is what the two differ in."""
    previous = manifest["previous"]
    number = int(release.name.removeprefix("r")) if RELEASE.fullmatch(release.name) else None
    found = previous["release"] if previous else None
    if number is not None:
        gone = standing.withdrawn(release.parent)
        below = [f"r{lower}" for lower in range(number - 1, 0, -1)]
        # One that was withdrawn later was in force then; one between the two was not.
        passed_over = below[: below.index(found)] if found in below else below
        passed_over = [name for name in passed_over if (release.parent / name / MANIFEST).is_file()]
        if (found is not None and found not in below) or not gone.issuperset(passed_over):
            _broken(seen, "previous, release", next((name for name in below if name not in gone), None), found)
    wanted = found
    before = release.parent / str(wanted)
    if (
        previous is None
        or not (before / MANIFEST).is_file()
        or hash_of(before / MANIFEST) != previous["manifest_sha256"]
        or not (before / "figures.csv").is_file()  # of most releases a bundle has the manifest alone
    ):
        return
    old = json.loads((before / MANIFEST).read_text(encoding="utf-8"))
    told = differences(old, manifest, before / "figures.csv", (release / "figures.csv").read_bytes())
    for name, expected in told.items():
        if previous.get(name) != expected:
            _broken(seen, f"previous, {name}", expected, previous.get(name))
    if str(old["created_at"]) > str(manifest["created_at"]):
        _doubt(seen, manifest, f"the release before was made {old['created_at']}")


def _doubt(seen: Examination, manifest: Mapping[str, Any], why: str) -> None:
    """A clock that was wrong breaks nothing; only the signature tells it from a time that was changed."""
    seen.omitted.append(f"the time of making, {manifest['created_at']}: {why}, so some clock was wrong then")


def _check_copy(seen: Examination, manifest: Mapping[str, Any], head: Mapping[str, Any]) -> None:
    """The evidence keeps what the manifest said when both were written, but for files and account of changes."""
    for name in sorted({*head, *(manifest.keys() - {"files", "previous"})}):
        seen.counts["head"] += 1
        expected, found = head.get(name), manifest.get(name)
        if expected == found:
            continue
        if isinstance(expected, dict) and isinstance(found, dict):
            part = next(key for key in sorted({*expected, *found}) if expected.get(key) != found.get(key))
            _broken(seen, f"{name}, {part}", expected.get(part), found.get(part))
        else:
            _broken(seen, name, expected, found)


def _check_time(seen: Examination, release: Path, manifest: Mapping[str, Any], evidence: Evidence) -> None:
    """Nothing was made or loaded in the future; a release is made after its last delivery was loaded."""
    try:
        made = dt.datetime.fromisoformat(manifest["created_at"])
        utc = made.astimezone(dt.UTC).replace(tzinfo=None)
    except (TypeError, ValueError):
        _broken(seen, "created_at", "a time", manifest["created_at"])
        return
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None) + _AHEAD
    if made.tzinfo is None or utc > now:
        _broken(seen, "created_at", "a time that has come", manifest["created_at"])
    loaded = max((row["loaded_at"] for row in evidence.deliveries), default=None)
    if not isinstance(loaded, dt.datetime):
        return
    if loaded.replace(tzinfo=None) > now + _LOCAL:
        place = "raw_ingestion.deliveries"
        text = f"{place}: loaded {loaded}; expected a time that has come"
        seen.broken("evidence", place, "a time that has come", loaded, text)
    elif loaded.replace(tzinfo=None) > utc + _LOCAL:
        _doubt(seen, manifest, f"its last delivery was loaded {loaded}")
