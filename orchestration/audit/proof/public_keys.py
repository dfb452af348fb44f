"""The public keys that an auditor believes: those in the unit's sources, and those of the workspace itself.

Belongs here: reading them with the statements that tell whose they are. Not here: signatures of releases
(signatures.py). Whoever can put a key into the sources can sign with it, so a key that begins without the signature of
one before it is told as such, and holds only when a person gave a reason.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.audit.chain import Examination

if TYPE_CHECKING:
    from securesystemslib.signer import Key

    from orchestration.workspace.settings import Workspace

STATEMENT, PAYLOAD = "https://in-toto.io/Statement/v1", "application/vnd.in-toto+json"
_KIND = "urn:triwulan:key:v1"
_FOLDER, _PUBLIC, _STATEMENT = "kunci", ".pub", ".dsse.json"
_SHORT = 12


class NoStatementError(ValueError):
    """An envelope that states nothing; says why."""


@dataclass(frozen=True)
class PublicKey:
    """A key and what its statement says of it.

    Attributes:
        key: what verifies.
        listed: whether it lies in the sources.
        made_here: whether it lies in the state: the workspace itself made it.
        holder: whose it is.
        since: when it was made.
        replaces: id of the key whose place it took; empty when none.
        by: the person who made it; empty when a release did.
        reason: that this person gave.
        vouchers: ids of the known keys that signed its statement beside itself.
        stated: whether there is a statement at all.
    """

    key: Key
    listed: bool
    made_here: bool
    holder: str = ""
    since: str = ""
    replaces: str = ""
    by: str = ""
    reason: str = ""
    vouchers: frozenset[str] = frozenset()
    stated: bool = False

    @property
    def name(self) -> str:
        """For a sentence: whose, which, since when."""
        return f"{self.holder or 'an unnamed holder'}, key {short(self.key.keyid)}" + (
            f" since {self.since}" if self.since else ""
        )


@dataclass(frozen=True)
class Statement:
    """What an envelope states, and who signed it.

    Attributes:
        subject: name of the file it is about.
        sha256: of that file.
        predicate: what is said of it.
        signers: id to whether the signature is right; None where the key is not known.
    """

    subject: str
    sha256: str
    predicate: Mapping[str, Any]
    signers: Mapping[str, bool | None]


def short(keyid: str) -> str:
    """A key's id as a person is shown it."""
    return keyid[:_SHORT]


def read_statement(content: bytes, kind: str, keys: Mapping[str, Key]) -> Statement:
    """Opens an envelope and tries its signatures.

    Raises:
        NoStatementError: it is no envelope, or one of another kind, or nobody signed it.
    """
    from securesystemslib.dsse import Envelope
    from securesystemslib.exceptions import UnverifiedSignatureError

    try:
        envelope = Envelope.from_dict(json.loads(content))
        said = json.loads(envelope.payload)
        found = (envelope.payload_type, said["_type"], said["predicateType"], len(said["subject"]))
        [about] = said["subject"]
        statement = (str(about["name"]), str(about["digest"]["sha256"]), dict(said["predicate"]))
    except Exception as error:
        # The library fails in whatever way its input is damaged.
        raise NoStatementError(f"no signed statement ({type(error).__name__}: {error})") from error
    if found != (expected := (PAYLOAD, STATEMENT, kind, 1)):
        raise NoStatementError(f"a statement of {found}; expected {expected}")
    if not envelope.signatures:
        raise NoStatementError("a statement that nobody signed")
    signers: dict[str, bool | None] = {}
    for keyid, signature in envelope.signatures.items():
        signers[keyid] = None
        if keyid in keys:
            try:
                keys[keyid].verify_signature(signature, envelope.pae())
                signers[keyid] = True
            except UnverifiedSignatureError:
                signers[keyid] = False
    return Statement(*statement, signers)


def read_keys(seen: Examination, workspace: Workspace) -> dict[str, PublicKey]:
    """Every public key at hand, by id; a file that is none, or whose statement does not hold, is a broken link."""
    listed = {path.name: path for path in sorted((workspace.sources / _FOLDER).glob(f"*{_PUBLIC}"))}
    own = {path.name: path for path in sorted((workspace.state / _FOLDER).glob(f"*/*{_PUBLIC}"))}
    found = [(key, path) for path in {**own, **listed}.values() if (key := _key(seen, path)) is not None]
    known = {key.keyid: key for key, _ in found}
    return {
        key.keyid: _described(seen, PublicKey(key, path.name in listed, path.name in own), path, known)
        for key, path in found
    }


def _key(seen: Examination, path: Path) -> Key | None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    from securesystemslib.signer import SSlibKey

    try:
        public = load_pem_public_key(path.read_bytes())
        if not isinstance(public, Ed25519PublicKey):
            raise ValueError(f"a key of {type(public).__name__}")
        key = SSlibKey.from_crypto(public)
    except (OSError, ValueError) as error:
        _broken(seen, path, "an Ed25519 public key as PEM", str(error))
        return None
    if key.keyid != path.name.removesuffix(_PUBLIC):
        _broken(seen, path, f"{key.keyid}{_PUBLIC}, after the key that it holds", path.name)
        return None
    return key


def _described(seen: Examination, bare: PublicKey, path: Path, known: Mapping[str, Key]) -> PublicKey:
    """The key with what its statement says, or the lines above it where there is none."""
    keyid = bare.key.keyid
    statement = path.with_name(f"{keyid}{_STATEMENT}")
    if not statement.is_file():
        lines = dict(line.split(": ", 1) for line in path.read_text(encoding="utf-8").splitlines() if ": " in line)
        return replace(bare, holder=lines.get("holder", ""), since=lines.get("since", ""))
    try:
        said = read_statement(statement.read_bytes(), _KIND, known)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if said.sha256 != digest:
            raise NoStatementError(f"a statement about a file of SHA-256 {said.sha256}; {path.name} has {digest}")
        if not said.signers.get(keyid):
            raise NoStatementError("a statement that the key itself did not sign")
        if wrong := [keyid for keyid, right in said.signers.items() if right is False]:
            raise NoStatementError(f"a statement with a wrong signature of key {short(wrong[0])}")
        return replace(
            bare,
            holder=str(said.predicate["holder"]),
            since=str(said.predicate["since"]),
            replaces=str(said.predicate["replaces"]),
            by=str(said.predicate["by"]),
            reason=str(said.predicate["reason"]),
            vouchers=frozenset(other for other, right in said.signers.items() if right and other != keyid),
            stated=True,
        )
    except (OSError, NoStatementError, KeyError) as error:
        _broken(seen, statement, "the statement of its key", str(error))
        return bare


def _broken(seen: Examination, path: Path, expected: str, found: str) -> None:
    seen.broken("signature", f"{_FOLDER}/{path.name}", expected, found, f"{path}: {found}; expected {expected}")
