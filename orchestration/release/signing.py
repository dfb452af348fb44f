"""The signature of a release, and its place in the chain of all releases of a workspace.

Belongs here: what the signature states, and the record of the chain in the state. Not here: the keys (keys.py), the
form of the envelope (envelope.py), and whether a signature or a chain holds (audit/proof/signatures.py).

`manifest.dsse.json` lies beside `manifest.json` and states its SHA-256, who reports what, and the release that the
workspace made before it, of whichever quarter. The chain has a number for each release; the state keeps its record
(`<state>/rantai/<chain>.csv`), so that the last release cannot be taken away unseen either. Releases that were made
before any was signed are vouched for, by their hashes, in the first signature.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.declarations import ConfigurationError
from orchestration.release import keys
from orchestration.release.envelope import seal, stated
from orchestration.release.reading import MANIFEST, SIGNATURE, manifest_sha256, releases_in

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace

KIND = "urn:triwulan:release:v1"
RECORD = ("number", "quarter", "release", "signature_sha256")


@dataclass(frozen=True)
class Signed:
    """A signed release as the chain knows it."""

    number: int
    quarter: str
    release: str
    signature_sha256: str


@dataclass(frozen=True)
class Signing:
    """Signs the releases of a workspace.

    Attributes:
        workspace: whose keys and whose chain.
        unit: who reports, as the manifest says it.
    """

    workspace: Workspace
    unit: Mapping[str, Any]

    def sign(self, manifest: bytes) -> bytes:
        """The envelope for a manifest that is about to become the next release.

        Raises:
            ConfigurationError: the key that signed the release before is not at hand, and no person made another.
        """
        said = json.loads(manifest)
        chain, last = self._chain()
        signers = keys.signing_keys(keys.keys_of(self.workspace.state))
        if last is None and not signers:
            signers = [keys.first_key(self.workspace, f"{self.unit['nama']} ({self.unit['kode_satker']})")]
        elif last is not None and not any(self._goes_on(key, last) for key in signers):
            raise self._lost(last)
        predicate = {
            "unit": {name: self.unit[name] for name in ("kode_satker", "nama")},
            "quarter": said["quarter"],
            "release": said["release"],
            "created_at": said["created_at"],
            "signers": [{"keyid": key.keyid, "holder": key.holder, "since": key.since} for key in signers],
            "chain": {
                "id": chain,
                "number": last.number + 1 if last else 1,
                "before": {name: getattr(last, name) for name in RECORD} if last else None,
            },
            "unsigned_before": [] if last else self._unsigned(),
        }
        subject = f"{said['quarter']}/{said['release']}/{MANIFEST}"
        return seal(KIND, subject, manifest, predicate, [key.signer() for key in signers])

    def record(self) -> None:
        """Keeps in the state which releases there are, once the new one is in its place.

        What a run that was killed did not record is recorded by the next.
        """
        chain, _ = self._chain()
        path = _record(self.workspace.state, chain)
        known = {row.number for row in _read(path)}
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            if not known:
                writer.writerow(RECORD)
            for found in self._on_disk().get(chain, []):
                if found.number not in known:
                    writer.writerow([getattr(found, name) for name in RECORD])
            handle.flush()
            os.fsync(handle.fileno())

    def _chain(self) -> tuple[str, Signed | None]:
        """The chain of the workspace and its last release; a chain that nothing is left of begins anew."""
        chains = self._on_disk()
        if not chains:
            return uuid.uuid4().hex, None
        chain = max(chains, key=lambda name: len(chains[name]))
        return chain, max([*chains[chain], *_read(_record(self.workspace.state, chain))], key=lambda row: row.number)

    def _on_disk(self) -> dict[str, list[Signed]]:
        """The signed releases of the workspace by chain, in order."""
        found: dict[str, list[Signed]] = {}
        for folder in releases_in(self.workspace.reports):
            try:
                content = (folder / SIGNATURE).read_bytes()
                said = stated(content)
                row = Signed(
                    int(said["chain"]["number"]),
                    said["quarter"],
                    said["release"],
                    hashlib.sha256(content).hexdigest(),
                )
                found.setdefault(str(said["chain"]["id"]), []).append(row)
            except (OSError, ValueError, KeyError, TypeError):
                continue  # made before releases were signed, or damaged, which is told when it is verified
        return {chain: sorted(rows, key=lambda row: row.number) for chain, rows in found.items()}

    def _unsigned(self) -> list[dict[str, str]]:
        return [
            {
                "quarter": folder.parent.name,
                "release": folder.name,
                "manifest_sha256": manifest_sha256(folder),
            }
            for folder in releases_in(self.workspace.reports)
            if (folder / MANIFEST).is_file() and not (folder / SIGNATURE).is_file()
        ]

    def _goes_on(self, key: keys.Key, last: Signed) -> bool:
        """Whether a key signed the last release, was vouched for, or was made by a person who says why."""
        path = self.workspace.reports / last.quarter / last.release / SIGNATURE
        signed = {entry["keyid"] for entry in stated(path.read_bytes())["signers"]} if path.is_file() else {key.keyid}
        made = {other.keyid: other for other in keys.keys_of(self.workspace.state)}
        before, pending = set(), [key.keyid]
        while pending:
            before.add(keyid := pending.pop())
            pending += [other for other in made[keyid].vouched_by if other in made and other not in before]
        return bool(before & signed) or bool(key.by and key.reason)

    def _lost(self, last: Signed) -> ConfigurationError:
        folder = self.workspace.state / keys.FOLDER
        return ConfigurationError(
            [
                f"{folder}: no key that signed {last.quarter} {last.release}, the release before; expected it there. "
                "Bring it back from the backup of the state, or make another, which `triwulan verify` will tell of: "
                "triwulan key new --holder NAME --replaces KEY --by NAME --reason TEXT"
            ]
        )


def _record(state: Path, chain: str) -> Path:
    return state / "rantai" / f"{chain}.csv"


def _read(path: Path) -> list[Signed]:
    if not path.is_file():
        return []
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    return [
        Signed(int(row["number"]), row["quarter"], row["release"], row["signature_sha256"])
        for row in rows
        if all(row.get(name) for name in RECORD)
    ]
