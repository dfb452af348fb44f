"""The keys that sign releases: made, kept, handed on.

Belongs here: the private keys in the state, the public ones in the sources, and the statement that tells whose a key is
and which key vouches for it. Not here: what is signed with them (signing.py), and whether anybody should believe it
(audit/proof/signatures.py).

    <state>/kunci/<keyid>/     rahasia.pem (mode 0600, gone once the key has been replaced), and the public files
    <sources>/kunci/           <keyid>.pub: two lines on whose it is, and the key as PEM, which openssl reads as it is
                               <keyid>.dsse.json: the same as a statement, signed by the key and by one before it

The key of a new workspace is made by its first release. Its public part goes into the sources where none is there yet;
a second workspace over the same sources, such as a rehearsal, keeps its own to itself. A person makes any further key.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.declarations import ConfigurationError
from orchestration.release.envelope import seal, stated

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from securesystemslib.signer import CryptoSigner

    from orchestration.workspace.settings import Workspace

FOLDER, PRIVATE = "kunci", "rahasia.pem"
PUBLIC, STATEMENT = ".pub", ".dsse.json"
KIND = "urn:triwulan:key:v1"
SHORT = 12
"""Characters of a key's id that a person is shown."""


@dataclass(frozen=True)
class Key:
    """A key that signs, or signed.

    Attributes:
        keyid: SHA-256 of the public key, as securesystemslib works it out.
        holder: whose it is.
        since: when it was made, UTC.
        replaces: id of the key that it took the place of; empty when it stands beside others or is the first.
        by: who made it; empty when a release made it.
        reason: why; a key that no other vouches for needs one unless it is the first.
        vouched_by: ids of the keys that signed its statement beside itself.
        folder: where its files are.
    """

    keyid: str
    holder: str
    since: str
    replaces: str
    by: str
    reason: str
    vouched_by: tuple[str, ...]
    folder: Path

    @property
    def at_hand(self) -> bool:
        """Whether this workspace can sign with it."""
        return (self.folder / PRIVATE).is_file()

    def signer(self) -> CryptoSigner:
        """What signs with it."""
        from securesystemslib.signer import CryptoSigner

        return CryptoSigner(_opened((self.folder / PRIVATE).read_bytes()))

    def files(self) -> list[Path]:
        """What may be shown to anybody."""
        return [self.folder / f"{self.keyid}{suffix}" for suffix in (PUBLIC, STATEMENT)]


def keys_of(state: Path) -> list[Key]:
    """Every key that a workspace has made, in the order of making."""
    found = [_read(folder, folder.name) for folder in (state / FOLDER).glob("*") if not folder.name.startswith(".")]
    return sorted(found, key=lambda key: (key.since, key.keyid))


def known_keys(workspace: Workspace) -> list[Key]:
    """Every key of a workspace and of its sources, in the order of making."""
    found = {key.keyid: key for key in keys_of(workspace.state)}
    folder = workspace.sources / FOLDER
    for path in sorted(folder.glob(f"*{STATEMENT}")):
        keyid = path.name.removesuffix(STATEMENT)
        if keyid not in found:
            found[keyid] = _read(folder, keyid)
    return sorted(found.values(), key=lambda key: (key.since, key.keyid))


def signing_keys(keys: Iterable[Key]) -> list[Key]:
    """Those that can sign and were not replaced."""
    keys = list(keys)
    replaced = {key.replaces for key in keys}
    return [key for key in keys if key.at_hand and key.keyid not in replaced]


def listed(sources: Path) -> set[str]:
    """Ids of the keys whose public part lies in the sources."""
    return {path.name.removesuffix(PUBLIC) for path in (sources / FOLDER).glob(f"*{PUBLIC}")}


def first_key(workspace: Workspace, holder: str) -> Key:
    """The key of a workspace that has none; its public part goes into the sources if they have none yet."""
    made = _make(workspace.state, holder, "", "", "", ())
    if workspace.sources.is_dir() and not listed(workspace.sources):
        with contextlib.suppress(OSError):  # sources that nobody may write: the key is listed in the state all the same
            publish(workspace, made)
    return made


def new_key(workspace: Workspace, holder: str, replaces: str, by: str, reason: str) -> Key:
    """A further key, or one in the place of another, vouched for by every key that can sign.

    The private part of the key that is replaced is destroyed: it stays good for what it signed, and signs nothing more.

    Args:
        workspace: whose key.
        holder: whose it will be.
        replaces: id, or its beginning, of the key whose place it takes; empty for a further signer.
        by: who makes it.
        reason: why.

    Raises:
        ConfigurationError: no key vouches for it and nobody says why, or no key is called so.
        OSError: a file cannot be written.
    """
    keys = keys_of(workspace.state)
    known = listed(workspace.sources) | {key.keyid for key in keys}
    ended = [keyid for keyid in known if replaces and keyid.startswith(replaces)]
    if replaces and len(ended) != 1:
        told = ", ".join(sorted(keyid[:SHORT] for keyid in known)) or "none"
        raise ConfigurationError([f"--replaces {replaces}: expected the id of one key; known: {told}"])
    vouching = signing_keys(keys)
    if known and not vouching and not (by and reason):
        raise ConfigurationError(
            [f"no private key is at hand in {workspace.state / FOLDER} that could vouch for the new one; bring it back "
             "from the backup, or say who makes a key without it and why: --by NAME --reason TEXT"]
        )  # fmt: skip
    made = _make(workspace.state, holder, ended[0] if ended else "", by, reason, [key.signer() for key in vouching])
    for key in (*vouching, made):
        publish(workspace, key)
    for key in keys:
        if key.keyid == made.replaces:
            (key.folder / PRIVATE).unlink(missing_ok=True)
    return made


def publish(workspace: Workspace, key: Key) -> None:
    """Lays the public part of a key into the sources.

    Raises:
        OSError: it cannot be written.
    """
    folder = workspace.sources / FOLDER
    folder.mkdir(exist_ok=True)
    # The statement first: a key without one is believed for its place alone.
    for path in reversed(key.files()):
        partial = folder / f".{path.name}.{os.getpid()}"
        partial.write_bytes(path.read_bytes())
        partial.replace(folder / path.name)


def _make(state: Path, holder: str, replaces: str, by: str, reason: str, vouching: Sequence[CryptoSigner]) -> Key:
    """A key in the state: its folder appears whole or not at all."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from securesystemslib.signer import CryptoSigner

    signer = CryptoSigner.generate_ed25519()
    keyid = signer.public_key.keyid
    said = {
        "keyid": keyid,
        "holder": " ".join(holder.replace("-----", "").split()),
        "since": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "replaces": replaces,
        "by": by,
        "reason": reason,
        "vouched_by": [other.public_key.keyid for other in vouching],
    }
    pem = _opened(signer.private_bytes).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    public = f"holder: {said['holder']}\nsince: {said['since']}\n".encode() + pem
    statement = seal(KIND, f"{keyid}{PUBLIC}", public, said, [signer, *vouching])
    new = state / FOLDER / f".new-{keyid}"
    new.mkdir(parents=True)
    try:
        descriptor = os.open(new / PRIVATE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(signer.private_bytes)
            os.fsync(handle.fileno())
        (new / f"{keyid}{PUBLIC}").write_bytes(public)
        (new / f"{keyid}{STATEMENT}").write_bytes(statement)
        new.rename(state / FOLDER / keyid)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return _read(state / FOLDER / keyid, keyid)


def _opened(private: bytes) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(private, None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"a key of {type(key).__name__}; expected Ed25519")
    return key


def _read(folder: Path, keyid: str) -> Key:
    """What the statement of a key says.

    Raises:
        ConfigurationError: it cannot be read.
    """
    path = folder / f"{keyid}{STATEMENT}"
    try:
        said = stated(path.read_bytes())
        told = {name: str(said[name]) for name in ("keyid", "holder", "since", "replaces", "by", "reason")}
        return Key(**told, vouched_by=tuple(said["vouched_by"]), folder=folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            [f"{path}: {error}; expected the statement of a key; bring it back from the backup"]
        ) from error
