"""A workspace as one file: a tar archive, compressed, and encrypted where a public key is given.

    cadangan.json            format of the backup, program and time that made it
    state/... reports/... sources/...
    isi.json                 every file with SHA-256 and size, every link: it is last, so it shows an end

Belongs here: writing such a file, and reading it through. Not here: where its content goes (restoring.py), encryption
(sealing.py), what is left out (kept.py).

It is made under the lock that a run holds, so no run is under way. The desk may go on: its files appear whole or not at
all, its journal only grows, and a file that is put in moves from the state to the sources, which is why the state is
read first.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import itertools
import json
import os
import tarfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any, Protocol, cast

from orchestration.language.sentences import say
from orchestration.operations import kept, sealing
from orchestration.release import durable
from orchestration.workspace import locking

if TYPE_CHECKING:
    from orchestration.workspace.locking import Holder
    from orchestration.workspace.settings import Workspace

FORMAT = 1
HEAD, CONTENTS = "cadangan.json", "isi.json"
WAIT_SECONDS = 900.0
"""How long a backup waits for a run to end."""

_ORDER = ("state", "reports", "sources")
_PIECE = 1 << 20


class BackupError(ValueError):
    """A backup cannot be made or read; the message says why and what to do."""


@dataclass(frozen=True)
class Backup:
    """What a file holds.

    Attributes:
        made_at: UTC, ISO 8601.
        program: version that made it.
        files: path to SHA-256 and size.
        links: path to the name in the same folder that it points to.
        left_out: paths that are not in it although nothing makes them anew: other links, and what moved away meanwhile.
        sealed: whether it is encrypted.
    """

    made_at: str
    program: str
    files: dict[str, dict[str, Any]]
    links: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    sealed: bool = False

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(entry["bytes"] for entry in self.files.values())

    def parts(self) -> list[tuple[kept.Part, int]]:
        """Every part that nobody can make again, with how many files of it there are; 0 where it is not there."""
        counts = Counter(kept.part_of(path).place for path in self.files)
        return [(part, counts[part.place]) for part in kept.IRREPLACEABLE]


class Take(Protocol):
    """What becomes of a file of a backup while it is read."""

    def __call__(self, path: str, mode: int, content: IO[bytes], /) -> None:
        """Takes a path, its mode and its content."""


def write(
    workspace: Workspace, target: Path, public: str = "", on_wait: Callable[[Holder], None] | None = None
) -> tuple[Path, Backup]:
    """Writes a backup and, where it can be read without a private key, reads it through.

    Args:
        workspace: of what.
        target: the file to make, or a folder that is there, in which it is named by its time.
        public: public key (`age1...`) for which it is encrypted; empty for no encryption.
        on_wait: called once with who runs, before waiting.

    Returns:
        The file and what it holds.

    Raises:
        BackupError: there is such a file, or it would lie in what it is a copy of; or it cannot be read back.
        SealError: the key is none.
        WorkspaceBusyError: a run has not ended after a quarter of an hour.
        OSError: it cannot be written.
    """
    now = dt.datetime.now(dt.UTC)
    if target.is_dir():
        target = _unused(target, f"triwulan-{now:%Y%m%dT%H%M%SZ}", f".tar.gz{'.age' if public else ''}")
    for name, folder in kept.folders(workspace).items():
        if target.resolve().is_relative_to(folder.resolve()):
            raise BackupError(
                say("{file}: lies in --{name}; a backup belongs on another disk or machine", file=target, name=name)
            )
    if target.exists():
        raise BackupError(say("{file}: is there already; no backup is overwritten", file=target))
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f".new-{target.name}-{os.getpid()}")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            with sealing.sealing(handle, public) if public else nullcontext(handle) as stream:
                lock = locking.run_lock(workspace)
                with locking.hold(lock, "backup", wait_seconds=WAIT_SECONDS, on_wait=on_wait):
                    made = _pack(workspace, stream, now, sealed=bool(public))
            handle.flush()
            os.fsync(handle.fileno())
        if not public and read(new).files != made.files:
            raise BackupError(say("{file}: what was written is not what was read; look after the disk", file=target))
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    durable.write(_record(workspace), json.dumps({"made_at": made.made_at}).encode())
    return target, made


def _unused(folder: Path, name: str, ending: str) -> Path:
    """A file that is not there yet: a second one of the same second is numbered."""
    numbers = itertools.count(2)
    path = folder / f"{name}{ending}"
    while path.exists():
        path = folder / f"{name}-{next(numbers)}{ending}"
    return path


def last_backup(workspace: Workspace) -> dt.datetime | None:
    """When a backup was last made, UTC; None where none was, or nobody knows."""
    try:
        return dt.datetime.fromisoformat(json.loads(_record(workspace).read_text(encoding="utf-8"))["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _record(workspace: Workspace) -> Path:
    return workspace.state / kept.OWN / "cadangan.json"


def _pack(workspace: Workspace, stream: IO[bytes], now: dt.datetime, *, sealed: bool) -> Backup:
    made = Backup(now.isoformat(timespec="seconds"), version("triwulan"), {}, sealed=sealed)
    head = {"format": FORMAT, "made_at": made.made_at, "program": made.program}
    with tarfile.open(fileobj=stream, mode="w|gz", format=tarfile.PAX_FORMAT) as archive:
        _add(archive, HEAD, head)
        for room in _ORDER:
            root = getattr(workspace, room)
            for path in _walk(root, PurePosixPath(room)):
                _add_entry(archive, path, root / path.relative_to(room), made)
        _add(archive, CONTENTS, {"files": made.files, "links": made.links, "left_out": made.left_out})
    return made


def _walk(root: Path, room: PurePosixPath) -> Iterator[PurePosixPath]:
    """Every folder, file and link below a folder that is worth keeping, in the order of names."""
    for entry in sorted(root.iterdir()) if root.is_dir() else ():
        path = room / entry.name
        if kept.is_made_again(path):
            continue
        yield path
        if entry.is_dir() and not entry.is_symlink():
            yield from _walk(entry, path)


def _add(archive: tarfile.TarFile, name: str, content: Mapping[str, Any]) -> None:
    told = json.dumps(content, ensure_ascii=False, indent=1).encode()
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(told), 0o600
    archive.addfile(info, io.BytesIO(told))


def _add_entry(archive: tarfile.TarFile, path: PurePosixPath, place: Path, made: Backup) -> None:
    name = path.as_posix()
    info = tarfile.TarInfo(name)
    if place.is_symlink():
        aim = place.readlink().as_posix()
        if PurePosixPath(aim).parts != (PurePosixPath(aim).name,) or aim == "..":
            made.left_out.append(name)
            return
        info.type, info.linkname = tarfile.SYMTYPE, aim
        made.links[name] = aim
        archive.addfile(info)
        return
    if place.is_dir():
        info.type, info.mode = tarfile.DIRTYPE, place.stat().st_mode & 0o777
        archive.addfile(info)
        return
    try:
        handle = place.open("rb")
    except FileNotFoundError:  # the desk has moved it, or taken it away
        made.left_out.append(name)
        return
    with handle:
        state = os.fstat(handle.fileno())
        info.size, info.mode, info.mtime = state.st_size, state.st_mode & 0o777, int(state.st_mtime)
        reader = _Hashing(handle)
        archive.addfile(info, cast("IO[bytes]", reader))
    made.files[name] = {"sha256": reader.digest.hexdigest(), "bytes": state.st_size}


class _Hashing:
    """Reads a file, and hashes what was read of it."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self.source.read(size)
        self.digest.update(content)
        return content


@contextmanager
def _opened(file: Path, key_file: Path | None) -> Iterator[IO[bytes]]:
    with file.open("rb") as handle:
        if not sealing.is_sealed(file):
            yield handle
            return
        if key_file is None:
            raise BackupError(say("{file}: is encrypted; name the file of the private key: --key FILE", file=file))
        with sealing.opening(handle, key_file) as stream:
            yield stream


def read(file: Path, key_file: Path | None = None, take: Take | None = None) -> Backup:
    """Reads a backup to its end and holds every file against its SHA-256.

    What `take` was given is only to be believed when this has returned.

    Args:
        file: the backup.
        key_file: the private key where it is encrypted.
        take: what becomes of the files; folders are passed with a path that ends in `/` and no content.

    Raises:
        BackupError: it is none, of a newer format, damaged or cut off.
        SealError: the key does not open it.
        OSError: it cannot be read.
    """
    files: dict[str, dict[str, Any]] = {}
    links: dict[str, str] = {}
    head: dict[str, Any] = {}
    listed: dict[str, Any] | None = None
    try:
        # tarfile's own way of reading compressed streams does not look at their checksum.
        with (
            _opened(file, key_file) as stream,
            gzip.GzipFile(fileobj=stream, mode="rb") as plain,
            tarfile.open(fileobj=plain, mode="r|") as archive,
        ):
            for member in archive:
                if not head:
                    head = _head(file, archive, member)
                elif listed is not None:
                    raise _damaged(file, say("{name} stands behind its end", name=member.name))
                elif member.name == CONTENTS:
                    listed = json.loads(_content(archive, member).read())
                else:
                    _one(file, archive, member, files, links, take)
            while plain.read(_PIECE):
                pass
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError, KeyError) as error:
        if isinstance(error, BackupError | sealing.SealError):
            raise
        raise _damaged(file, error) from None
    if listed is None:
        raise _damaged(file, say("it is cut off"))
    if listed["files"] != files or listed["links"] != links:
        odd = sorted(name for name in {*listed["files"], *files} if listed["files"].get(name) != files.get(name))
        raise _damaged(file, say("{names} are not what was backed up", names=", ".join(odd[:3]) or CONTENTS))
    return Backup(
        head["made_at"], head["program"], files, links, list(listed["left_out"]), sealed=sealing.is_sealed(file)
    )


def _head(file: Path, archive: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    if member.name != HEAD:
        raise BackupError(say("{file}: is no backup that `triwulan backup` wrote", file=file))
    head: dict[str, Any] = json.loads(_content(archive, member).read())
    if head["format"] > FORMAT:
        raise BackupError(
            say(
                "{file}: has format {found} and was made by triwulan {program}; this program knows format {known};"
                " install that version or a newer one, then restore",
                file=file,
                found=head["format"],
                program=head["program"],
                known=FORMAT,
            )
        )
    return head


def _one(
    file: Path,
    archive: tarfile.TarFile,
    member: tarfile.TarInfo,
    files: dict[str, dict[str, Any]],
    links: dict[str, str],
    take: Take | None,
) -> None:
    path = PurePosixPath(member.name)
    if path.is_absolute() or ".." in path.parts or not path.parts or path.parts[0] not in kept.ROOMS:
        raise _damaged(file, say("it names {path}, which is no place of a workspace", path=member.name))
    name = path.as_posix()
    if name in files or name in links:
        raise _damaged(file, say("{name} stands twice in it", name=name))
    if member.issym():
        if PurePosixPath(member.linkname).parts != (member.linkname,) or member.linkname == "..":
            raise _damaged(file, say("it names {path}, which is no place of a workspace", path=member.linkname))
        links[name] = member.linkname
    elif member.isdir():
        if take is not None:
            take(f"{name}/", member.mode & 0o777, io.BytesIO())
    elif member.isreg():
        reader = _Hashing(_content(archive, member))
        if take is not None:
            take(name, member.mode & 0o777, cast("IO[bytes]", reader))
        while reader.read(_PIECE):
            pass
        files[name] = {"sha256": reader.digest.hexdigest(), "bytes": member.size}
    else:
        raise _damaged(file, say("{name} is neither file nor folder", name=name))


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member)
    if content is None:
        raise ValueError(member.name)
    return content


def _damaged(file: Path, why: object) -> BackupError:
    return BackupError(
        say("{file}: is damaged ({why}); take another backup", file=file, why=why if isinstance(why, str) else str(why))
    )
