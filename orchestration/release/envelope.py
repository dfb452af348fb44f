"""A signed statement: an in-toto Statement (v1) in a DSSE envelope, signed with Ed25519.

Belongs here: the form of a statement and putting signatures to it, by securesystemslib. Not here: what is stated
(signing.py, keys.py), and whether a signature holds, which the auditor judges by itself (audit/proof/signatures.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from securesystemslib.signer import Signer

PAYLOAD = "application/vnd.in-toto+json"
STATEMENT = "https://in-toto.io/Statement/v1"


def seal(
    predicate_type: str, subject: str, content: bytes, predicate: Mapping[str, Any], signers: Iterable[Signer]
) -> bytes:
    """A statement about a file, signed.

    Args:
        predicate_type: what kind of statement it is, as a URI.
        subject: name of the file.
        content: of the file; the statement names its SHA-256.
        predicate: what is stated.
        signers: who sign, one at least.

    Returns:
        The envelope as JSON.
    """
    from securesystemslib.dsse import Envelope

    statement = {
        "_type": STATEMENT,
        "subject": [{"name": subject, "digest": {"sha256": hashlib.sha256(content).hexdigest()}}],
        "predicateType": predicate_type,
        "predicate": predicate,
    }
    envelope = Envelope(json.dumps(statement, ensure_ascii=False, sort_keys=True).encode(), PAYLOAD, {})
    for signer in signers:
        envelope.sign(signer)
    return (json.dumps(envelope.to_dict(), indent=1) + "\n").encode()


def stated(envelope: bytes) -> dict[str, Any]:
    """The predicate of an envelope, unexamined.

    Raises:
        ValueError: it is no envelope with a statement.
    """
    from securesystemslib.dsse import Envelope

    try:
        found: dict[str, Any] = json.loads(Envelope.from_dict(json.loads(envelope)).payload)["predicate"]
    except Exception as error:
        # The library fails in whatever way its input is damaged.
        raise ValueError(f"no signed statement ({type(error).__name__}: {error})") from error
    return found
