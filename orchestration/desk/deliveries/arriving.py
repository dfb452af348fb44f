"""Files that people put in, from the first byte to the folder of their quarter.

Belongs here: the place where a file waits until somebody says that it counts, whole or not at all; its name; putting it
into `landing/<quarter>/` in one step. Not here: the form that brings it (multipart.py), what it is (work/working.py).

Nothing is lost: what a file takes the place of is kept under `meja/diganti/` by its SHA-256, and of two people who put
in files of one name the second is asked again when the first one's has come meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import threading
import unicodedata
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from orchestration.ingestion.raw.landing import why_ignored
from orchestration.release import durable

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

MOST_WAITING = 100
"""Files that may wait at once; more are a mistake, or somebody who fills the disk."""

_LONGEST_NAME = 150
_TOKEN = re.compile(r"[0-9a-f]{16}")
_STAYS_OUT = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_TAKEN = "Berkas lain bernama '{}' sudah masuk sementara ini. Periksa kembali, lalu putuskan lagi."
_IN_TURN = threading.Lock()


class ArrivalError(ValueError):
    """A file cannot be taken so; the message says why and what to do, in Indonesian."""


@dataclass(frozen=True)
class Waiting:
    """A file that was put in and does not count yet.

    Attributes:
        token: names it.
        quarter: for which it was put in.
        name: under which it would land.
        by: account that put it in.
        size: in bytes.
        sha256: of its bytes.
        seen: what it was recognised as, as `working.recognise` tells it; None while that is being found out.
    """

    token: str
    quarter: str
    name: str
    by: str
    size: int
    sha256: str
    seen: dict[str, Any] | None = None


class Arrivals:
    """The files that wait in a workspace.

    Args:
        workspace: whose landing folder they are for.
        folder: of the desk in the state.
    """

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.landing = workspace.landing
        self.folder = folder / "masuk"
        self.replaced = folder / "diganti"

    def sweep(self) -> None:
        """Takes away what was cut off when the process ended; called once, before anything can arrive."""
        for path in self.folder.glob("*.tmp") if self.folder.is_dir() else ():
            shutil.rmtree(path, ignore_errors=True)

    def receive(self, quarter: Quarter, name: str, by: str) -> Receiving:
        """A place for a file that begins to arrive.

        Raises:
            ArrivalError: its name cannot be taken, or too many files wait.
        """
        safe = safe_name(name)
        if len(self.all()) >= MOST_WAITING:
            raise ArrivalError(
                f"Sudah ada {MOST_WAITING} berkas yang menunggu keputusan. Masukkan atau batalkan dahulu sebagian."
            )
        token = secrets.token_hex(8)
        folder = self.folder / f"{token}.tmp"
        folder.mkdir(parents=True, mode=0o700)
        return Receiving(self, folder, Waiting(token, quarter.code, safe, by, 0, ""))

    def all(self, quarter: str = "") -> list[Waiting]:
        """What waits, by name; for one quarter alone where it is named."""
        found = [self.find(path.name) for path in self.folder.iterdir()] if self.folder.is_dir() else []
        waiting = [one for one in found if one is not None and (not quarter or one.quarter == quarter)]
        return sorted(waiting, key=lambda one: (one.quarter, one.name, one.token))

    def find(self, token: str) -> Waiting | None:
        """A file that waits; None where none does."""
        if not _TOKEN.fullmatch(token):
            return None
        try:
            return Waiting(**json.loads((self.folder / token / "kiriman.json").read_text(encoding="utf-8")))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def path(self, waiting: Waiting) -> Path:
        """Where its bytes lie."""
        return self.folder / waiting.token / "isi"

    def remember(self, waiting: Waiting, seen: dict[str, Any]) -> Waiting:
        """Keeps what a file was recognised as."""
        known = replace(waiting, seen=seen)
        durable.write(self.folder / waiting.token / "kiriman.json", _as_json(known))
        return known

    def drop(self, waiting: Waiting) -> None:
        """Takes a file away that is not to count."""
        shutil.rmtree(self.folder / waiting.token, ignore_errors=True)

    def there(self, waiting: Waiting) -> str:
        """SHA-256 of the file that lies where it would go; empty where none does."""
        return self._digest(self._target(waiting))

    def put_in(self, waiting: Waiting, instead_of: str) -> Path:
        """Lets a file count: it lies whole in the folder of its quarter, or the folder is as it was.

        Args:
            waiting: the file.
            instead_of: SHA-256 of the file whose place it takes, as its owner was told; empty for none.

        Raises:
            ArrivalError: something else lies there by now, or the file is gone.
            OSError: it cannot be written.
        """
        target = self._target(waiting)
        with _IN_TURN:
            if self.find(waiting.token) is None:
                raise ArrivalError("Berkas ini sudah dimasukkan atau dibatalkan.")
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.parent / f".meja-{waiting.token}"
            try:
                _copy(self.path(waiting), beside)
                if self._digest(target) != instead_of:
                    raise ArrivalError(_TAKEN.format(waiting.name))
                if instead_of:
                    kept = self.replaced / instead_of / waiting.name
                    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                    _copy(target, kept)
                    beside.replace(target)
                else:
                    _link(beside, target)
                durable.sync(target.parent)
            finally:
                beside.unlink(missing_ok=True)
            self.drop(waiting)
        return target

    def _target(self, waiting: Waiting) -> Path:
        return self.landing / waiting.quarter / waiting.name

    def _digest(self, path: Path) -> str:
        try:
            with path.open("rb") as content:
                return hashlib.file_digest(content, "sha256").hexdigest()
        except FileNotFoundError:
            return ""


class Receiving:
    """A file while it arrives: a context that leaves nothing behind unless `whole` was called."""

    def __init__(self, arrivals: Arrivals, folder: Path, waiting: Waiting) -> None:
        self._arrivals, self._folder, self._waiting = arrivals, folder, waiting
        self._digest = hashlib.sha256()
        self._size = 0
        self._content: IO[bytes] = (folder / "isi").open("wb")

    def write(self, piece: bytes) -> None:
        """Takes the next bytes.

        Raises:
            OSError: they cannot be written.
        """
        self._content.write(piece)
        self._digest.update(piece)
        self._size += len(piece)

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._size

    def whole(self) -> Waiting:
        """Says that all bytes have come; from now on it waits for somebody's word.

        Raises:
            OSError: it cannot be written.
        """
        self._content.flush()
        os.fsync(self._content.fileno())
        self._content.close()
        known = replace(self._waiting, size=self._size, sha256=self._digest.hexdigest())
        durable.write(self._folder / "kiriman.json", _as_json(known))
        self._folder.replace(self._folder.with_suffix(""))
        durable.sync(self._folder.parent)
        return known

    def abandon(self) -> None:
        """Takes away what has come of a file that is not whole."""
        self._content.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """A file's name as it can stand in the landing folder: of a path the last part, without what a system forbids.

    Raises:
        ArrivalError: nothing of it is left, or a file of that name is never read.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    cleaned = _STAYS_OUT.sub("_", last).strip().rstrip(".")
    if not cleaned or not cleaned.isprintable():
        raise ArrivalError("Berkas tidak bernama. Beri nama, lalu unggah lagi.")
    if len(cleaned.encode("utf-8")) > _LONGEST_NAME:
        raise ArrivalError(f"Nama berkas terlalu panjang: paling banyak {_LONGEST_NAME} huruf. Pendekkan namanya.")
    if why_ignored(Path(cleaned)):
        raise ArrivalError(
            f"Berkas bernama '{cleaned}' tidak dibaca (catatan, berkas tersembunyi, atau kunci program). Unggah berkas"
            " datanya, dengan nama lain bila perlu."
        )
    return cleaned


def _as_json(waiting: Waiting) -> bytes:
    return json.dumps(asdict(waiting), ensure_ascii=False).encode()


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as content, target.open("wb") as copy:
        shutil.copyfileobj(content, copy, 1024 * 1024)
        copy.flush()
        os.fsync(copy.fileno())


def _link(beside: Path, target: Path) -> None:
    """Gives a file its name where nothing has it, which a rename would not see."""
    try:
        os.link(beside, target)
    except FileExistsError:
        raise ArrivalError(_TAKEN.format(target.name)) from None
    except OSError:  # a disk without links
        beside.rename(target)
