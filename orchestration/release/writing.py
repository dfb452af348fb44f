"""Writing a release: a folder that appears whole or not at all, and never changes; and a konsep, which is replaced.

Belongs here: the files as they come to stand on disk, the manifest, the atomic move, the pointers. Not here:
what the files say, and whether they may be published (publication/release.py); reading a release (reading.py).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.release import durable, store
from orchestration.release.manifests import as_json, changed_figures, head_of, manifest_of
from orchestration.release.reading import KONSEP, LATEST, MANIFEST, SIGNATURE, in_force, read_manifest, releases

if TYPE_CHECKING:
    from orchestration.release.signing import Signing
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter


@dataclass(frozen=True)
class Release:
    """A release on disk.

    Attributes:
        path: its folder, `<reports>/<quarter>/rN`.
        number: N.
        published: whether this call wrote it; False when the newest release already says the same.
        changed: ids of the figures that differ from the release before.
    """

    path: Path
    number: int
    published: bool
    changed: list[str] = field(default_factory=list)


def write(
    folder: Path,
    quarter: Quarter,
    profile: Profile,
    files: Mapping[str, bytes],
    compared: Mapping[str, Mapping[str, str]],
    inputs: dict[str, Any],
    write_evidence: Callable[[Path], None],
    signing: Signing,
    keep_head: Callable[[Path, dict[str, Any]], None] = lambda *_: None,
) -> Release:
    """Writes files as the next release of a quarter, unless the newest one has the same.

    The evidence is left out when content is compared: a database file differs from one writing to the next, and what
    it holds is summed up by the digests in `figures.csv`.

    Args:
        folder: of the quarter's releases, `<reports>/<quarter>`.
        quarter: which quarter.
        profile: the unit, for the manifest.
        files: content of every file but the manifest and the evidence, by path within the release.
        compared: quarter to the release whose figures it was compared with, for the manifest.
        inputs: what the release was made from, for the manifest.
        write_evidence: makes the file of the rows behind the figures.
        signing: signs the manifest.
        keep_head: keeps what the manifest says beside its files in that file.

    Raises:
        ConfigurationError: the key that signed the release before is not at hand.
    """
    _clear(folder)
    previous = in_force(folder)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    if previous is not None and _hashes_on_disk(previous) == hashes:
        durable.point(folder / LATEST, previous.name)
        number = int(previous.name[1:])
        return Release(previous, number, False)
    number = max((int(path.name[1:]) for path in releases(folder)), default=0) + 1
    name = f"r{number}"
    changed = changed_figures(previous, files["figures.csv"])

    head = head_of(quarter, profile, compared, inputs, name)

    def manifest(entries: dict[str, dict[str, Any]]) -> dict[str, Any]:
        return manifest_of(head, entries, previous, changed)

    _lay_out(folder, name, files, _with_head(write_evidence, keep_head, head), manifest, signing.sign)
    signing.record()
    durable.point(folder / LATEST, name)
    return Release(folder / name, number, True, changed)


def write_konsep(
    folder: Path,
    quarter: Quarter,
    profile: Profile,
    files: Mapping[str, bytes],
    compared: Mapping[str, Mapping[str, str]],
    inputs: dict[str, Any],
    write_evidence: Callable[[Path], None],
    waits: dict[str, Any],
    keep_head: Callable[[Path, dict[str, Any]], None] = lambda *_: None,
) -> Path:
    """Writes files as the konsep of a quarter, in place of the one before: it has no number and is no release.

    It takes what `write` does, and for the manifest what the konsep waits for.

    Returns:
        `<reports>/<quarter>/konsep`, a link to the folder that holds it now.
    """
    _clear(folder)
    previous = in_force(folder)
    changed = changed_figures(previous, files["figures.csv"])

    head = {**head_of(quarter, profile, compared, inputs, KONSEP), "konsep": waits}

    def manifest(entries: dict[str, dict[str, Any]]) -> dict[str, Any]:
        return manifest_of(head, entries, previous, changed)

    before = durable.pointed(folder / KONSEP)
    name = next(name for name in (f".{KONSEP}-1", f".{KONSEP}-2") if name != before)
    shutil.rmtree(folder / name, ignore_errors=True)

    _lay_out(folder, name, files, _with_head(write_evidence, keep_head, head), manifest)
    durable.point(folder / KONSEP, name)
    if before:
        shutil.rmtree(folder / before, ignore_errors=True)
    return folder / KONSEP


def drop_konsep(folder: Path) -> None:
    """Takes the konsep of a quarter away, if there is one: what it waited for has come, or it is out of date."""
    durable.remove(folder / KONSEP)
    for place in folder.glob(f".{KONSEP}-*"):
        shutil.rmtree(place, ignore_errors=True)


def unchanged(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether files that do not depend on a format already stand so in the release in force."""
    previous = in_force(folder)
    if previous is None:
        return False
    stand = read_manifest(previous)["files"]
    inputs = {name for name in stand if name.startswith("inputs/")}
    return inputs == {name for name in files if name.startswith("inputs/")} and all(
        stand.get(name, {}).get("sha256") == hashlib.sha256(content).hexdigest() for name, content in files.items()
    )


def _clear(folder: Path) -> None:
    """Makes the folder of a quarter, and takes away what a killed run left; a release is only ever a renamed one."""
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(".new-*"):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def _with_head(
    write_evidence: Callable[[Path], None], keep_head: Callable[[Path, dict[str, Any]], None], head: dict[str, Any]
) -> Callable[[Path], None]:
    """Writes the evidence, and keeps in it what the manifest says beside its files."""

    def write_both(path: Path) -> None:
        write_evidence(path)
        keep_head(path, json.loads(as_json(head)))

    return write_both


def _lay_out(
    folder: Path,
    name: str,
    files: Mapping[str, bytes],
    write_evidence: Callable[[Path], None],
    manifest: Callable[[dict[str, dict[str, Any]]], dict[str, Any]],
    sign: Callable[[bytes], bytes] | None = None,
) -> None:
    """Makes a folder of files, evidence, manifest and its signature, durable and read-only, in one step."""
    new = folder / f".new-{name}-{os.getpid()}"
    new.mkdir()
    try:
        for file_name, content in files.items():
            _write_file(new / file_name, content)
        write_evidence(new / store.FILE)
        _seal(new / store.FILE)
        told = as_json(manifest(_entries(new)))
        _write_file(new / MANIFEST, told)
        if sign is not None:
            _write_file(new / SIGNATURE, sign(told))
        durable.sync(new)
        new.rename(folder / name)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    durable.sync(folder)


def _entries(release: Path) -> dict[str, dict[str, Any]]:
    """SHA-256 and size of every file of a release but its manifest and signature, by path within it."""
    return {
        path.relative_to(release).as_posix(): {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "bytes": path.stat().st_size,
        }
        for path in sorted(release.rglob("*"))
        if path.is_file() and path.name not in (MANIFEST, SIGNATURE)
    }


def _hashes_on_disk(release: Path) -> dict[str, str]:
    """What is compared with a draft: every file but the manifest and the evidence."""
    return {name: entry["sha256"] for name, entry in _entries(release).items() if name != store.FILE}


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as handle:
        handle.write(content)
    _seal(path)


def _seal(path: Path) -> None:
    """Makes a file durable and read-only."""
    with path.open("r+b") as handle:  # Windows makes nothing durable that is only read
        os.fsync(handle.fileno())
    path.chmod(0o444)
