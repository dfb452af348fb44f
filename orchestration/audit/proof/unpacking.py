"""Opens a bundle that came from somewhere: nothing it holds is believed before it was looked at.

Belongs here: limits, names, and unpacking into a temporary folder laid out as a workspace. Not here: what a bundle
holds (bundle.py), and whether it proves anything (verify.py).

What is refused: names that lead out of the folder, links, parts that are encrypted or packed in an unusual way, two
parts of one name, more parts or bytes than any quarter has, and parts that the index does not name. Declared sizes are
checked before anything is unpacked and held to while it is.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.workspace.quarters import Quarter, QuarterError
from orchestration.workspace.settings import Workspace

FORMAT = "triwulan-bundle/1"
INDEX, PAGE = "indeks.json", "INDEKS.html"

LARGEST = 4 * 1024**3
"""Bytes of a bundle when unpacked; the sample has 30 million."""

MOST_FILES = 20_000
"""Files of a bundle; the sample has 260."""

LARGEST_INDEX = 16 * 1024**2
"""Bytes of `indeks.json`."""

MOST_TIMES = 200
"""How many times its packed size a part may have; text of an export has some 10, zeros have 1000."""

SMALL = 64 * 1024
"""Bytes of a part that may be packed as tightly as it likes."""

_FOLDERS = ("reports/", "kiriman/", "dbt_project/", "sources/kunci/", "state/kunci/")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\]|^[A-Za-z]:")
_RELEASE = re.compile(r"r[1-9]\d{0,5}|konsep")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 20
_UNUSUAL = "it was not made by `triwulan bundle`"


class BundleError(ValueError):
    """A bundle that cannot be made, or is not opened; the message says why.

    Attributes:
        foreign: whether it is no bundle at all, or not the one that was meant; else it is damaged or was tampered with.
    """

    def __init__(self, message: str, *, foreign: bool = False) -> None:
        super().__init__(message)
        self.foreign = foreign


@dataclass(frozen=True)
class Opened:
    """A bundle as a workspace.

    Attributes:
        folder: where it was unpacked.
        workspace: within the folder; has releases, an archive and the public keys, nothing else.
        quarter: of its release.
        release: the folder of the release.
        dbt_project: the formulas.
    """

    folder: Path
    workspace: Workspace
    quarter: Quarter
    release: Path
    dbt_project: Path


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Unpacks a bundle for as long as it is looked at.

    Raises:
        BundleError: it is no bundle, damaged, or nothing that one opens.
    """
    with tempfile.TemporaryDirectory(prefix="triwulan-bundle-") as name:
        folder = Path(name)
        try:
            with zipfile.ZipFile(path) as archive:
                index = _index(path, archive)
                found = _placed(path, folder, index)
                _unpack(path, archive, folder, index)
        except FileNotFoundError:
            raise BundleError(f"{path}: no such file", foreign=True) from None
        except zipfile.BadZipFile as error:
            raise _unreadable(path, error) from None
        except (zlib.error, EOFError, RuntimeError, NotImplementedError, UnicodeError) as error:
            raise BundleError(f"{path.name} is damaged ({error}); get it anew from its sender") from None
        except OSError as error:
            raise BundleError(f"{path.name} cannot be opened ({error.strerror or error})", foreign=True) from None
        _archive(folder, index)
        yield found


def _unreadable(path: Path, error: zipfile.BadZipFile) -> BundleError:
    with path.open("rb") as content:
        begins = content.read(2)
    if begins == b"PK":
        return BundleError(f"{path.name} is damaged ({error}); get it anew from its sender")
    return BundleError(f"{path.name} is no ZIP archive; expected a file that `triwulan bundle` wrote", foreign=True)


def _index(path: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    """The index, after a look at the names and sizes of all parts."""
    parts = archive.infolist()
    if len(parts) > MOST_FILES:
        raise BundleError(f"{path.name} has {len(parts):,} parts; more than {MOST_FILES:,} are not unpacked")
    total = sum(part.file_size for part in parts)
    if total > LARGEST:
        raise BundleError(f"{path.name} unpacks to {total:,} bytes; more than {LARGEST:,} are not unpacked")
    if INDEX not in archive.namelist():
        raise BundleError(f"{path.name} holds no {INDEX}; expected a file that `triwulan bundle` wrote", foreign=True)
    seen: set[str] = set()
    for part in parts:
        _examine(path, part)
        if part.filename in seen:
            raise BundleError(f"{path.name} holds '{part.filename}' twice; {_UNUSUAL}")
        seen.add(part.filename)
    if archive.getinfo(INDEX).file_size > LARGEST_INDEX:
        raise BundleError(f"{path.name}: {INDEX} has more than {LARGEST_INDEX:,} bytes; {_UNUSUAL}")
    try:
        index = json.loads(archive.read(INDEX).decode("utf-8"))
        known = index["format"]
        named = {str(name): str(entry["sha256"]) for name, entry in index["files"].items()}
        deliveries = [(str(entry["file"]), str(entry["sha256"])) for entry in index["deliveries"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BundleError(f"{path.name}: {INDEX} is not what `triwulan bundle` writes ({error!r})") from None
    if known != FORMAT:
        raise BundleError(f"{path.name} has the format '{known}'; this version opens '{FORMAT}'", foreign=True)
    if odd := sorted({part.filename for part in parts} ^ {*named, INDEX, PAGE}):
        where = "is missing" if odd[0] in named or odd[0] == PAGE else f"is not named in {INDEX}"
        raise BundleError(f"{path.name}: '{odd[0]}' {where}; {len(odd)} files differ from the index")
    for file, sha256 in deliveries:
        if not file.startswith("kiriman/") or file not in named or not _SHA256.fullmatch(sha256):
            raise BundleError(f"{path.name}: {INDEX} names a delivery '{file}' that it does not hold")
    return {"quarter": index.get("quarter"), "release": index.get("release"), "files": named, "deliveries": deliveries}


def is_within(name: str) -> bool:
    """Whether a name leads to a place in the folder it is unpacked in, on every system."""
    return not _FORBIDDEN.search(name) and all(step not in ("", ".", "..") for step in name.split("/"))


def _examine(path: Path, part: zipfile.ZipInfo) -> None:
    """A part has a name within a folder of a bundle, and is a plain file of believable size."""
    name = part.filename
    if not is_within(name):
        raise BundleError(f"{path.name} holds {name!r}, which leads out of its folder; {_UNUSUAL}")
    if name not in (INDEX, PAGE) and not name.startswith(_FOLDERS):
        raise BundleError(f"{path.name} holds '{name}'; a bundle has {', '.join(_FOLDERS)}")
    kind = stat.S_IFMT(part.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise BundleError(f"{path.name} holds '{name}', which is a link or no file; {_UNUSUAL}")
    if part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BundleError(f"{path.name} holds '{name}', which is encrypted or packed in an unusual way; {_UNUSUAL}")
    if part.file_size > SMALL and part.file_size > MOST_TIMES * part.compress_size:
        raise BundleError(
            f"{path.name} holds '{name}', which unpacks to {part.file_size:,} bytes, more than {MOST_TIMES} times its"
            " packed size; it is not unpacked"
        )


def _placed(path: Path, folder: Path, index: Mapping[str, Any]) -> Opened:
    """What the bundle holds, by its index."""
    try:
        quarter = Quarter.parse(str(index["quarter"]))
    except QuarterError as error:
        raise BundleError(f"{path.name}: {INDEX}: {error}") from None
    release = str(index["release"])
    if not _RELEASE.fullmatch(release):
        raise BundleError(f"{path.name}: {INDEX} names no release such as r1")
    workspace = Workspace(folder / "sources", folder / "state", folder / "reports")
    return Opened(folder, workspace, quarter, workspace.reports / quarter.code / release, folder / "dbt_project")


def _unpack(path: Path, archive: zipfile.ZipFile, folder: Path, index: Mapping[str, Any]) -> None:
    """Writes every part; each is as long as declared and has the hash that the index names."""
    left = LARGEST
    for part in archive.infolist():
        target = folder / part.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with archive.open(part) as content, target.open("xb") as written:
            while piece := content.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise BundleError(f"{path.name} unpacks to more than {LARGEST:,} bytes; no more are unpacked")
                digest.update(piece)
                written.write(piece)
        expected = index["files"].get(part.filename)
        if expected is not None and digest.hexdigest() != expected:
            found = digest.hexdigest()
            raise BundleError(f"{path.name}: {part.filename} has SHA-256 {found}; {INDEX} names {expected}")


def _archive(folder: Path, index: Mapping[str, Any]) -> None:
    """The received files as the archive of a workspace has them: by SHA-256, each once."""
    for file, sha256 in index["deliveries"]:
        target = folder / "state" / "archive" / sha256
        if not target.exists() and (folder / file).exists():
            target.mkdir(parents=True)
            (folder / file).rename(target / Path(file).name)
