"""Whether `latest` and `status.csv` beside a release say the same, and the release is the one that was noted.

Belongs here: what follows from the acts for `latest` and for each manifest, worked out a second time. Not here: hashes
of what stands in a release (custody.py). A release that is looked at alone has no such files, and nothing is examined.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from orchestration.audit.chain import Examination
from orchestration.audit.proof.custody import MANIFEST, RELEASE, hash_of

STATUS, LATEST, KONSEP, UNDER_WAY = "status.csv", "latest", "konsep", ".acting"
_COLUMNS = ["time", "act", "release", "by", "reason", "state", "manifest_sha256"]
_ACTS = ("run", "answer", "approve", "withdraw")


def check_standing(seen: Examination, release: Path) -> None:
    """Examines what stands beside a release or a konsep."""
    folder = release.parent
    if not (folder / STATUS).is_file():
        return
    if (folder / UNDER_WAY).is_file():
        seen.omitted.append(f"{STATUS} and {LATEST}, an act is under way")
        return
    acts = _read(seen, folder / STATUS)
    if acts is None:
        return
    seen.counts["acts"] = len(acts)
    gone = {act["release"] for act in acts if act["act"] == "withdraw"}
    numbers = [int(path.name[1:]) for path in folder.iterdir() if RELEASE.fullmatch(path.name)]
    left = [f"r{number}" for number in numbers if f"r{number}" not in gone]
    wanted = max(left, key=lambda name: int(name[1:]), default="nothing")
    found = _named(folder / LATEST)
    if found != wanted:
        text = f"{LATEST} names {found}; by {STATUS} and the releases beside it {wanted} is in force"
        seen.broken("standing", LATEST, wanted, found, text)
    # Of a konsep every run notes another manifest; of a release all acts name the one that was published.
    noted = [act["manifest_sha256"] for act in acts if act["release"] == release.name and act["manifest_sha256"]]
    noted = noted[-1:] if release.name == KONSEP else noted
    actual = hash_of(release / MANIFEST)
    for sha256 in dict.fromkeys(noted):
        if sha256 != actual:
            place = f"{release.name}/{MANIFEST}"
            text = f"{place} has SHA-256 {actual}; {STATUS} notes {sha256}"
            seen.broken("standing", place, sha256, actual, text)


def withdrawn(folder: Path) -> set[str]:
    """The releases of a quarter that `status.csv` notes as withdrawn; none where it cannot be read."""
    acts = _read(Examination(), folder / STATUS) if (folder / STATUS).is_file() else None
    return {act["release"] for act in acts or () if act["act"] == "withdraw"}


def _read(seen: Examination, path: Path) -> list[dict[str, str]] | None:
    try:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True))
    except (OSError, ValueError, csv.Error) as error:
        seen.broken("standing", STATUS, "a table", error, f"{STATUS} cannot be read ({error})")
        return None
    wrong = [number for number, row in enumerate(rows, 1) if number > 1 and (len(row) != 7 or row[1] not in _ACTS)]
    if not rows or rows[0] != _COLUMNS or wrong:
        line = wrong[0] if rows and rows[0] == _COLUMNS else 1
        text = f"{STATUS} line {line} is none that the program writes; expected {', '.join(_COLUMNS)}"
        seen.broken("standing", f"{STATUS}: {line}", "an act", "another line", text)
        return None
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows[1:]]


def _named(latest: Path) -> str:
    """What `latest` names: the target of the link, or the text of the file where links cannot be made."""
    if latest.is_symlink():
        return latest.readlink().as_posix()
    try:
        return latest.read_text(encoding="utf-8").strip() or "nothing"
    except FileNotFoundError:
        return "nothing"
    except (OSError, ValueError) as error:
        return f"what cannot be read ({error})"
