"""Whether the bytes are the ones the manifest names: the release's files, its neighbours, its inputs, the archive.

Belongs here: hashes. Not here: what the files say.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination
from orchestration.audit.recomputation.records import Delivery
from orchestration.workspace.attachments import FOLDER
from orchestration.workspace.quarters import Quarter, QuarterError

MANIFEST = "manifest.json"
RELEASE = re.compile(r"r[1-9]\d*")
SIGNATURE = "manifest.dsse.json"
_DIGITS = re.compile(r"(\d+)")


def read_manifest(seen: Examination, release: Path, quarter: Quarter) -> dict[str, Any] | None:
    """The manifest, None when nothing can be examined by it."""
    path = release / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        named = {
            "files": {str(name): str(entry["sha256"]) for name, entry in manifest["files"].items()},
            "deliveries": dict(manifest["created_from"]["deliveries"]),
            "configuration": dict(manifest["created_from"]["configuration"]),
            "models": dict(manifest["created_from"]["models"]),
            "compared": dict(manifest.get("compared", {})),
        }
        own = (str(manifest["quarter"]), str(manifest["release"]))
        previous = manifest["previous"]
        if previous is not None:
            named["previous"] = {"release": previous["release"], "manifest_sha256": previous["manifest_sha256"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        problem = f"{type(error).__name__}: {error}"
        seen.broken("manifest", MANIFEST, "a manifest", problem, f"{path} cannot be read as a manifest ({problem})")
        return None
    if own != (quarter.code, release.name):
        found, expected = " ".join(own), f"{quarter.code} {release.name}"
        seen.broken("manifest", MANIFEST, expected, found, f"{path} is the manifest of {found}, not of {expected}")
    return named


def check_files(seen: Examination, release: Path, files: Mapping[str, str]) -> None:
    """Every file of the release has the hash its manifest names; none is missing, none is extra."""
    present = {
        path.relative_to(release).as_posix(): path
        for path in sorted(release.rglob("*"))
        if path.is_symlink() or not path.is_dir()
    }
    for name in (MANIFEST, SIGNATURE):
        present.pop(name, None)
    for name, expected in files.items():
        seen.counts["files"] += 1
        if name not in present:
            seen.broken("files", name, expected, "no such file", f"{name} is missing; the manifest names it")
        elif (found := hash_of(present[name])) != expected:
            seen.broken("files", name, expected, found, f"{name} has SHA-256 {found}; the manifest names {expected}")
    for name in present.keys() - files.keys():
        seen.broken("files", name, "no such file", "a file", f"{name} is no file of the release; the manifest has none")


def check_succession(seen: Examination, release: Path, previous: Mapping[str, str] | None) -> None:
    """The manifest before has the hash that this one names, and this one has the hash that the next one names.

    A neighbour that is not at hand is not examined: a release may be verified alone.
    """
    if previous is not None and (release.parent / previous["release"] / MANIFEST).is_file():
        _check_link(seen, release.parent / previous["release"], previous["manifest_sha256"], release.name)
    for later in sorted(release.parent.iterdir()):
        if not RELEASE.fullmatch(later.name) or later.name == release.name:
            continue
        try:
            before = json.loads((later / MANIFEST).read_text(encoding="utf-8"))["previous"]
            if before is not None and before["release"] == release.name:
                _check_link(seen, release, before["manifest_sha256"], later.name)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a neighbour that cannot be read breaks its own verification


def _check_link(seen: Examination, before: Path, expected: str, later: str) -> None:
    seen.counts["neighbours"] += 1
    place = f"{before.name}/{MANIFEST}"
    if (found := hash_of(before / MANIFEST)) != expected:
        seen.broken(
            "succession", place, expected, found, f"{place} has SHA-256 {found}; {later} was made after {expected}"
        )


def check_inputs(seen: Examination, release: Path, configuration: Mapping[str, str]) -> None:
    """Profile, reference data and contracts in the release are those that the manifest says it was made from."""
    for name, expected in configuration.items():
        seen.counts["inputs"] += 1
        place = f"inputs/{name}"
        if (found := hash_of(release / place)) != expected:
            seen.broken("inputs", place, expected, found, f"{place} has SHA-256 {found}; the release used {expected}")


def check_attached(seen: Examination, archive: Path, configuration: Mapping[str, str]) -> None:
    """Pictures and documents that the report shows lie in the archive as they were received, each once."""
    for name, expected in configuration.items():
        if not name.startswith(f"{FOLDER}/"):
            continue
        seen.counts["attached"] += 1
        folder = archive / expected
        found = [hash_of(path) for path in sorted(folder.iterdir())] if folder.is_dir() else []
        if found != [expected]:
            told = ", ".join(found) or "nothing"
            seen.broken("archive", name, expected, told, f"{name}: {folder} holds {told}; expected what was received")


def check_models(seen: Examination, models: Mapping[str, str], dbt_project: Path) -> None:
    """The project's formulas are those the release was made with."""
    from orchestration.release.inputs import models as hashes_of

    present = hashes_of(dbt_project)
    for name in sorted(models.keys() | present.keys()):
        seen.counts["models"] += 1
        expected, found = models.get(name, "no such file"), present.get(name, "no such file")
        if expected != found:
            change = (
                "is gone" if name not in present else "is new" if name not in models else "has changed"
            )  # since the release
            seen.broken("models", name, expected, found, f"dbt_project/{name} {change} since the release was made")


def check_archive(
    seen: Examination, archive: Path, deliveries: Mapping[str, str], treated: Mapping[str, str] | None
) -> list[Delivery]:
    """Every delivery is kept and has its hash.

    Args:
        seen: takes the breaks.
        archive: `state/archive`.
        deliveries: landing path (`2025-TW2/file.csv`) to SHA-256 as delivered.
        treated: SHA-256 as delivered to the SHA-256 of what was kept, which differs where identities of persons were
            replaced; None when nobody says.

    Returns:
        The deliveries that hold, older ones first.
    """
    found: list[Delivery] = []
    for order, place in enumerate(sorted(deliveries, key=_delivered), start=1):
        digest = deliveries[place]
        quarter, _, name = place.rpartition("/")
        seen.counts["deliveries"] += 1
        folder = archive / digest
        files = [path for path in sorted(folder.iterdir()) if path.name[0] != "."] if folder.is_dir() else []
        if len(files) != 1:
            problem = "nothing" if not files else f"{len(files)} files"
            seen.broken("archive", place, digest, problem, f"{place}: {folder} holds {problem}; expected the delivery")
            continue
        expected = digest if treated is None else treated.get(digest, digest)
        actual = hash_of(files[0])
        if actual != expected:
            seen.broken(
                "archive", place, expected, actual, f"{place}: {files[0]} has SHA-256 {actual}; expected {expected}"
            )
            continue
        found.append(Delivery(files[0], digest, quarter, order, name))
    return found


def in_order(deliveries: Mapping[str, str]) -> list[str]:
    """SHA-256 of the deliveries, older ones first; bytes delivered twice count once, as delivered first."""
    return list(dict.fromkeys(deliveries[place] for place in sorted(deliveries, key=_delivered)))


def hash_of(path: Path) -> str:
    """SHA-256 of a file; in words why there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        return f"unreadable ({error.strerror})"


def _delivered(place: str) -> tuple[Any, ...]:
    """Sorts landing paths by delivery: older quarters first, then file names with their numbers read as numbers."""
    folder, _, name = place.rpartition("/")
    try:
        quarter = Quarter.parse(folder)
    except QuarterError:
        return ((9999, 9), (), place)
    stem = name.rpartition(".")[0] or name
    parts = tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in _DIGITS.split(stem) if part
    )
    return ((quarter.year, quarter.number), parts, place)
