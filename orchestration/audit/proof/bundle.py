"""What an auditor takes home: a release and all that proves it, in one archive, and its proof without a workspace.

Belongs here: what goes into a bundle, under which name, and verifying one by the same code as a release in its place.
Not here: opening an archive that a stranger may have made (unpacking.py), the page that tells what is in it
(bundle_index.py).

A bundle has the folders of a workspace: `reports/` with the release, the manifests of every other one, and what the
release was compared with; `kiriman/` with the received files under their senders' names, as they were kept;
`dbt_project/` with the formulas; `sources/kunci/`, and for what is not listed there `state/kunci/`, with public keys.
`indeks.json` names every file with its SHA-256. The same workspace gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orchestration.audit.proof import unpacking
from orchestration.audit.proof.bundle_index import page
from orchestration.audit.proof.custody import MANIFEST
from orchestration.audit.proof.unpacking import BundleError
from orchestration.audit.proof.verify import Verification, verify
from orchestration.release import store
from orchestration.release.former_figures import compared_with
from orchestration.workspace.attachments import FOLDER
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace

SIGNATURE = "manifest.dsse.json"
"""Lies beside the manifest of a release that is signed."""

STATES = "status.csv"
"""Lies beside the releases of a quarter whose states are kept."""

SIGNED_COPY = "-laporan-ttd.pdf"
"""Lies beside a release whose report its head has signed, behind the name of the release."""

KEYS, PUBLIC = "kunci", (".pub", ".dsse.json")
"""Folder of the keys in the sources of a unit, and in the state, which has secret ones too; how what is public ends."""

Examine = Callable[[Workspace, Quarter, Path, Path], Verification]
"""Examines a release of a workspace: its quarter, its folder, the formulas to compare with."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_READ_ONLY = (stat.S_IFREG | 0o444) << 16


@dataclass(frozen=True)
class Packed:
    """A bundle that was written.

    Attributes:
        path: the archive.
        files: how many files it holds, its two indices included.
        size: of the archive in bytes.
        sha256: of the archive.
        omitted: what should be in it and is not, in words.
    """

    path: Path
    files: int
    size: int
    sha256: str
    omitted: list[str]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        told = {"bundle": str(self.path), "files": self.files, "bytes": self.size}
        return {**told, "sha256": self.sha256, "omitted": self.omitted}


def pack(workspace: Workspace, release: Path, out: Path, dbt_project: Path = PROJECT / "dbt_project") -> Packed:
    """Writes the bundle of a release, in place of a file of that name.

    Args:
        workspace: that the release is of.
        release: its folder.
        out: the archive to write.
        dbt_project: the formulas; those that have changed since the release are left out.

    Raises:
        BundleError: the release or the archive is not whole, so that the bundle would prove nothing.
        OSError: it cannot be written.
    """
    try:
        manifest = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
        made_from, named = manifest["created_from"], manifest["files"]
        files = {place: release / name for name, place in _own(release, named).items()}
        attached = {
            name.removeprefix(f"{FOLDER}/"): sha256
            for name, sha256 in made_from["configuration"].items()
            if name.startswith(f"{FOLDER}/")
        }
        received = _received(workspace, {**made_from["deliveries"], **attached})
        formulas, omitted = _formulas(dbt_project, made_from["models"])
        compared = manifest.get("compared") or {}
        told_of = {Quarter.parse(code): sha256 for code, sha256 in (made_from.get("earlier_reports") or {}).items()}
        quarter = Quarter.parse(manifest["quarter"])
        index: dict[str, Any] = {
            "format": unpacking.FORMAT,
            "quarter": manifest["quarter"],
            "release": manifest["release"],
            "unit": manifest["unit"]["nama"],
            "created_at": manifest["created_at"],
            "deliveries": received,
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        problem = error if isinstance(error, BundleError) else f"its manifest cannot be read ({error!r})"
        raise BundleError(f"{manifest_name(release)}: {problem}; `triwulan verify` says more") from None
    files |= {entry["file"]: Path(entry["kept"]) for entry in received}
    files |= _neighbours(workspace, release, compared) | _former(workspace, told_of, quarter)
    files |= _keys(workspace) | formulas
    for entry in received:
        del entry["kept"]
    for name in files:
        if not unpacking.is_within(name):
            raise BundleError(f"{manifest_name(release)}: {name!r} is no name that every system can unpack")
    texts = _pointers(workspace)
    entries = {name: _entry(path) for name, path in files.items()}
    entries |= {name: {"sha256": hashlib.sha256(text).hexdigest(), "bytes": len(text)} for name, text in texts.items()}
    index["files"] = dict(sorted(entries.items()))
    for name, told in named.items():
        place = f"{_folder(release)}/{name}"
        if index["files"][place]["sha256"] != told["sha256"]:
            raise BundleError(f"{manifest_name(release)}: {name} is not the file that its manifest names")
    written = {unpacking.INDEX: _json(index), unpacking.PAGE: page(index).encode("utf-8"), **texts}
    return _write(out, written, {name: files[name] for name in sorted(files)}, omitted)


def verify_bundle(path: Path, quarter: Quarter | None = None, examine: Examine = verify) -> Verification:
    """Examines the release of a bundle as one in its workspace.

    Args:
        path: the archive.
        quarter: that it has to be of; None for whatever it holds.
        examine: what examines the release; it never raises for what it finds.

    Raises:
        BundleError: it is no bundle, damaged, or of another quarter.
    """
    with unpacking.opened(path) as found:
        if quarter is not None and found.quarter != quarter:
            told = f"{path.name} holds {found.quarter.code} {found.release.name}, not {quarter.code}"
            raise BundleError(told, foreign=True)
        result = examine(found.workspace, found.quarter, found.release, found.dbt_project)
        # Where it was unpacked is gone when this is read.
        within = f"{found.folder}{os.sep}"
        return replace(
            result,
            broken=[replace(one, message=one.message.replace(within, f"{path.name}: ")) for one in result.broken],
            omitted=[text.replace(within, f"{path.name}: ") for text in result.omitted],
        )


def manifest_name(release: Path) -> str:
    """A release as people call it."""
    return f"{release.parent.name} {release.name}"


def _folder(release: Path) -> str:
    return f"reports/{release.parent.name}/{release.name}"


def _own(release: Path, named: Mapping[str, Any]) -> dict[str, str]:
    """The files of the release to their places."""
    beside = [MANIFEST, *([SIGNATURE] if (release / SIGNATURE).is_file() else [])]
    for name in named:
        if not (release / name).is_file():
            raise BundleError(f"{name} is missing")
    return {name: f"{_folder(release)}/{name}" for name in (*named, *beside)}


def _received(workspace: Workspace, deliveries: Mapping[str, str]) -> list[dict[str, str]]:
    """What was received, pictures and documents too, in the order of the landing folder; `kept` is where it lies."""
    found = []
    for place, sha256 in sorted(deliveries.items()):
        folder = workspace.archive / sha256
        kept = [path for path in sorted(folder.iterdir()) if path.name[0] != "."] if folder.is_dir() else []
        if len(kept) != 1:
            raise BundleError(f"the archive holds {len(kept)} files of {place} (SHA-256 {sha256}); expected one")
        entry = {"file": f"kiriman/{place}", "sha256": sha256, "kept_sha256": _hash(kept[0]), "kept": str(kept[0])}
        found.append(entry)
    return found


def _formulas(dbt_project: Path, models: Mapping[str, str]) -> tuple[dict[str, Path], list[str]]:
    """The files of the dbt project as the release was made with them, and which of them are gone since."""
    found, omitted = {}, []
    for name, sha256 in sorted(models.items()):
        path = dbt_project / name
        if path.is_file() and _hash(path) == sha256:
            found[f"dbt_project/{name}"] = path
        else:
            omitted.append(f"dbt_project/{name}: has changed since the release was made, and is left out")
    return found, omitted


def _neighbours(workspace: Workspace, release: Path, compared: Mapping[str, Mapping[str, Any]]) -> dict[str, Path]:
    """The manifests of all releases, which name each other, and the whole of those that this one was compared with."""
    found: dict[str, Path] = {}
    for other in sorted(workspace.reports.glob("*/r*")):
        if other == release or other.is_symlink() or not other.is_dir():
            continue
        names = [MANIFEST, SIGNATURE]
        if str((compared.get(other.parent.name) or {}).get("release")) == other.name:
            names = [path.relative_to(other).as_posix() for path in other.rglob("*")]
        found |= {f"{_folder(other)}/{name}": other / name for name in names if (other / name).is_file()}
    signed = release.with_name(f"{release.name}{SIGNED_COPY}")
    if signed.is_file():
        found[f"reports/{release.parent.name}/{signed.name}"] = signed
    for states in sorted(workspace.reports.glob(f"*/{STATES}")):
        found[f"reports/{states.parent.name}/{STATES}"] = states
    return found


def _former(workspace: Workspace, told_of: Mapping[Quarter, str], quarter: Quarter) -> dict[str, Path]:
    """Of earlier reports that this one tells of: their figures, and of two of them what those are made of."""
    found: dict[str, Path] = {}
    for earlier, sha256 in told_of.items():
        names = ["figures.csv", "revisions.csv", *([store.FILE] if earlier in compared_with(quarter) else [])]
        for other in sorted((workspace.reports / earlier.code).glob("r*")):
            if (other / names[0]).is_file() and _entry(other / names[0])["sha256"] == sha256:
                found |= {f"{_folder(other)}/{name}": other / name for name in names if (other / name).is_file()}
    return found


def _pointers(workspace: Workspace) -> dict[str, bytes]:
    """What `latest` of each quarter names, as text: an archive of links is unpacked by few programs."""
    links = [path for path in sorted(workspace.reports.glob("*/latest")) if path.is_symlink() or path.is_file()]
    named = {
        path: path.readlink().as_posix() if path.is_symlink() else path.read_text("utf-8").strip() for path in links
    }
    return {f"reports/{path.parent.name}/{path.name}": f"{name}\n".encode() for path, name in named.items()}


def _keys(workspace: Workspace) -> dict[str, Path]:
    """The public keys of the sources, and those that only the state has."""
    listed = {path.name: path for path in sorted((workspace.sources / KEYS).glob("*")) if _is_public(path)}
    own = {
        f"state/{KEYS}/{path.parent.name}/{path.name}": path
        for path in sorted((workspace.state / KEYS).glob("*/*"))
        if _is_public(path) and path.name not in listed
    }
    return {f"sources/{KEYS}/{name}": path for name, path in listed.items()} | own


def _is_public(path: Path) -> bool:
    return path.name.endswith(PUBLIC) and path.is_file() and not path.is_symlink()


def _entry(path: Path) -> dict[str, Any]:
    return {"sha256": _hash(path), "bytes": path.stat().st_size}


def _hash(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _write(out: Path, first: Mapping[str, bytes], files: Mapping[str, Path], omitted: list[str]) -> Packed:
    partial = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(partial, "w") as archive:
            for name, content in first.items():
                archive.writestr(_info(name), content, compresslevel=6)
            for name, path in files.items():
                info = _info(name)
                info.file_size = path.stat().st_size
                with path.open("rb") as whole, archive.open(info, "w") as entry:
                    shutil.copyfileobj(whole, entry, 1 << 20)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return Packed(out, len(first) + len(files), out.stat().st_size, _hash(out), omitted)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3  # the same on every system
    info.external_attr = _READ_ONLY
    return info
