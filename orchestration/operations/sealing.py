"""Encryption of a backup by the format of `age` (age-encryption.org), as its library for Python has it.

Belongs here: making a pair of keys, and streams that encrypt and decrypt. Not here: what is in them (backup.py). The
tool `age` opens such a file too: `age -d -i KEYFILE FILE | tar xz`.

The machine that makes backups needs the public part alone: who takes the disk cannot read the backups on another one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from orchestration.language.sentences import say

MAGIC = b"age-encryption.org/"
"""How an encrypted file begins."""


class SealError(ValueError):
    """A key is none, or does not open the file; the message says which."""


def new_key(path: Path) -> str:
    """Makes a pair of keys: the private one into a new file that only its owner reads, the public one to be given away.

    Raises:
        FileExistsError: there is a file of that name.
        OSError: it cannot be written.
    """
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(f"# public key: {public}\n{identity}\n")
        handle.flush()
        os.fsync(handle.fileno())
    return public


def is_sealed(path: Path) -> bool:
    """Whether a file is encrypted."""
    with path.open("rb") as handle:
        return handle.read(len(MAGIC)) == MAGIC


@contextmanager
def sealing(target: IO[bytes], public: str) -> Iterator[IO[bytes]]:
    """A stream to write to; what is written goes encrypted into `target`.

    Args:
        target: opened for writing.
        public: `age1...`.

    Raises:
        SealError: that is no public key.
    """
    import pyrage

    try:
        recipient = pyrage.x25519.Recipient.from_str(public)
    except pyrage.RecipientError:
        raise SealError(say("'{text}' is no public key; expected one that begins age1", text=public)) from None
    reading, writing = os.pipe()
    source = os.fdopen(reading, "rb")
    worker = _Worker(lambda: pyrage.encrypt_io(source, target, [recipient]), source)
    with _piped(worker, os.fdopen(writing, "wb")) as stream:
        yield stream


@contextmanager
def opening(source: IO[bytes], key_file: Path) -> Iterator[IO[bytes]]:
    """A stream to read from: what `source` holds, decrypted.

    Args:
        source: opened for reading.
        key_file: the private key, as `new_key` or `age-keygen` wrote it.

    Raises:
        SealError: the file holds no private key, or one that does not open the source; also while it is read.
    """
    import pyrage

    lines = key_file.read_text(encoding="ascii", errors="replace").splitlines()
    try:
        identities = [pyrage.x25519.Identity.from_str(line.strip()) for line in lines if line.startswith("AGE-SECRET")]
    except pyrage.IdentityError:
        identities = []
    if not identities:
        raise SealError(say("{file}: holds no private key; expected a line AGE-SECRET-KEY-...", file=key_file))
    reading, writing = os.pipe()
    target = os.fdopen(writing, "wb")

    def decrypt() -> None:
        try:
            pyrage.decrypt_io(source, target, identities)
        except BrokenPipeError:
            raise
        except (pyrage.DecryptError, OSError) as error:  # another key; damaged, or cut off
            raise SealError(say("{file}: does not open the backup ({why})", file=key_file, why=error)) from None

    with _piped(_Worker(decrypt, target), os.fdopen(reading, "rb")) as stream:
        yield stream


class _Worker(threading.Thread):
    """Encrypts or decrypts beside us, and closes its end of the pipe however it ends."""

    def __init__(self, work: Callable[[], Any], end: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.work, self.end = work, end
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.work()
        except Exception as error:
            self.error = error
        finally:
            try:
                self.end.close()
            except OSError as error:
                self.error = self.error or error


@contextmanager
def _piped(worker: _Worker, stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Our end of the pipe; what went wrong at the other end is the cause of what goes wrong here."""
    worker.start()
    ours: BaseException | None = None
    try:
        yield stream
    except BaseException as error:
        ours = error
    try:
        stream.close()
    except OSError as error:
        ours = ours or error
    worker.join()
    # Who stops reading breaks the pipe of who writes: that is no cause.
    if worker.error is not None and not isinstance(worker.error, BrokenPipeError):
        raise worker.error from None
    if ours is not None:
        raise ours
