"""Whether a release was signed by a key that the unit is known by, and stands where it stood among all releases.

Belongs here: the signature beside the manifest, and the chain of the releases of a workspace. Not here: whose the keys
are (public_keys.py), the head's signature in the PDF (signed_pdf.py), and making any signature.

A release may be examined alone: without the record that the workspace keeps of its releases, those before the first at
hand are not asked for. Between those at hand none may be missing.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.audit.chain import Examination
from orchestration.audit.proof.custody import MANIFEST, RELEASE, SIGNATURE, hash_of
from orchestration.audit.proof.public_keys import (
    NoStatementError,
    PublicKey,
    Statement,
    read_keys,
    read_statement,
    short,
)

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace

_KIND = "urn:triwulan:release:v1"


Keys = Mapping[str, PublicKey]


@dataclass(frozen=True)
class _Link:
    """A release as its signature places it."""

    name: str
    sha256: str
    number: int
    chain: str
    before: tuple[int, str, str] | None
    """Number, name and SHA-256 of the signature of the release before."""
    statement: Statement

    @property
    def created_at(self) -> str:
        return str(self.statement.predicate["created_at"])


def check_signature(seen: Examination, workspace: Workspace, release: Path) -> list[str]:
    """Examines the signature of a release and the chain it is in.

    Args:
        seen: takes the breaks.
        workspace: where public keys and the record of the chain are.
        release: its folder, beside those of the other releases.

    Returns:
        Who signed, in sentences.
    """
    if not RELEASE.fullmatch(release.name):
        return ["no signature: a draft has none"]
    keys = read_keys(seen, workspace)
    reports = release.parent.parent
    folders = sorted(path for path in reports.glob("*/r*") if RELEASE.fullmatch(path.name) and path.is_dir())
    links = {}
    for folder in folders:
        link = _link(seen, folder, keys)
        if link is not None:
            links[folder] = link
    own = links.get(release)
    unsigned = [folder for folder in folders if not (folder / SIGNATURE).is_file()]
    told = _check_unsigned(seen, unsigned, links.values(), keys)
    if own is None:
        return told.get(release, [])
    in_order = sorted(links.values(), key=lambda link: link.number)
    records = {path.stem: _read_record(path) for path in (workspace.state / "rantai").glob("*.csv")}
    _check_chain(seen, in_order, own.chain, records.get(own.chain, []))
    _check_keys(seen, in_order, keys)
    if records:
        _check_makers(seen, in_order, records, keys)
    seen.counts["signatures"] += len(own.statement.signers)
    return [_signed_by(keyid, keys) for keyid in own.statement.signers]


def _link(seen: Examination, release: Path, keys: Keys) -> _Link | None:
    """The place of a release by its signature; None when it has none that can be read."""
    path = release / SIGNATURE
    name = f"{release.parent.name} {release.name}"
    place = f"{release.parent.name}/{release.name}/{SIGNATURE}"
    if not path.is_file():
        return None
    try:
        content, manifest = path.read_bytes(), (release / MANIFEST).read_bytes()
        statement = read_statement(content, _KIND, {keyid: known.key for keyid, known in keys.items()})
        said = statement.predicate
        before = said["chain"]["before"]
        link = _Link(
            name,
            hashlib.sha256(content).hexdigest(),
            int(said["chain"]["number"]),
            str(said["chain"]["id"]),
            before
            and (int(before["number"]), f"{before['quarter']} {before['release']}", str(before["signature_sha256"])),
            statement,
        )
        stated = _named(said)
        found = _named(json.loads(manifest))
    except (OSError, NoStatementError, ValueError, KeyError, TypeError) as error:
        seen.broken("signature", place, "a signed statement", str(error), f"{place}: {error}")
        return None
    for keyid, right in statement.signers.items():
        if not right:
            problem = "is by a key that neither the sources nor the state know" if right is None else "is wrong"
            text = f"{place}: the signature of key {short(keyid)} {problem}"
            seen.broken("signature", place, "a right signature by a known key", f"key {keyid}", text)
    digest = hashlib.sha256(manifest).hexdigest()
    expected = (f"{release.parent.name}/{release.name}/{MANIFEST}", digest)
    if (statement.subject, statement.sha256) != expected:
        text = f"{place}: signed is {statement.subject} of SHA-256 {statement.sha256}; expected {' of '.join(expected)}"
        seen.broken("signature", place, " ".join(expected), f"{statement.subject} {statement.sha256}", text)
    elif stated != found:
        text = f"{place}: it states {stated}; the manifest says {found}"
        seen.broken("signature", place, str(found), str(stated), text)
    return link


def _named(said: Mapping[str, Any]) -> dict[str, str]:
    """What manifest and statement both say."""
    return {
        "quarter": str(said["quarter"]),
        "release": str(said["release"]),
        "created_at": str(said["created_at"]),
        "kode_satker": str(said["unit"]["kode_satker"]),
        "nama": str(said["unit"]["nama"]),
    }


def _check_unsigned(
    seen: Examination, unsigned: list[Path], links: Iterable[_Link], keys: Keys
) -> dict[Path, list[str]]:
    """Releases without a signature were there before the first that has one, which names their hashes."""
    vouched: dict[tuple[str, str], str] = {}
    for link in links:
        if link.number == 1 and all(link.statement.signers.values()):
            for entry in link.statement.predicate["unsigned_before"]:
                vouched[f"{entry['quarter']} {entry['release']}", str(entry["manifest_sha256"])] = link.name
    told: dict[Path, list[str]] = {}
    for release in unsigned:
        name, place = f"{release.parent.name} {release.name}", f"{release.parent.name}/{release.name}/{SIGNATURE}"
        manifest = release / MANIFEST
        by = vouched.get((name, hash_of(manifest))) if manifest.is_file() else None
        if by is not None:
            told[release] = [f"no signature: made before releases were signed; that of {by} vouches for it"]
        elif not keys and not vouched:
            told[release] = [
                "NO SIGNATURE, and no public key is at hand: made before releases were signed, or its signature is gone"
            ]
        else:
            text = f"{place}: no signature; every release since the first signed one has one"
            seen.broken("signature", place, "a signature", "no such file", text)
    return told


def _check_chain(seen: Examination, links: list[_Link], chain: str, record: list[tuple[int, str, str]]) -> None:
    """The releases follow each other as they were signed, and as the workspace remembers."""
    at = {link.number: link for link in reversed(links) if link.chain == chain}
    for link in links:
        seen.counts["chained"] += 1
        if link.chain != chain:
            _out_of_chain(seen, link.name, f"a release of chain {chain}", f"one of chain {link.chain}")
        elif at[link.number] is not link:
            _out_of_chain(seen, link.name, f"number {link.number} once", f"it beside {at[link.number].name}")
        elif (link.before[0] if link.before else 0) != link.number - 1:
            expected = f"number {link.number - 1} before number {link.number}"
            _out_of_chain(seen, link.name, expected, f"number {link.before[0]}" if link.before else "none")
        elif link.before is not None and (before := at.get(link.number - 1)) is not None:
            if link.before != (before.number, before.name, before.sha256):
                expected = "{1}, number {0} with a signature of SHA-256 {2}".format(*link.before)
                found = f"{before.name}, number {before.number} with {before.sha256}"
                _out_of_chain(seen, before.name, f"{expected} before {link.name}", found)
        elif link.before is not None and not record and min(at) < link.number:
            _out_of_chain(seen, link.before[1], f"it before {link.name}", "no such release")
    for number, name, digest in record:
        remembered = at.get(number)
        if remembered is None:
            _out_of_chain(seen, name, f"number {number} of the workspace's releases", "no such release")
        elif (remembered.name, remembered.sha256) != (name, digest):
            expected = f"{name} with a signature of SHA-256 {digest}, which the workspace made as number {number}"
            _out_of_chain(seen, name, expected, f"{remembered.name} with {remembered.sha256}")


def _out_of_chain(seen: Examination, name: str, expected: str, found: str) -> None:
    if not any(known.place == name and known.link == "signature" for known in seen.breaks):
        seen.broken(
            "signature", name, expected, found, f"chain of releases, {name}: found {found}; expected {expected}"
        )


def _check_keys(seen: Examination, links: list[_Link], keys: Keys) -> None:
    """A key was handed on to the next, and signs nothing after that."""
    first = {keyid for link in links if link.number == 1 for keyid in link.statement.signers}
    began: dict[str, _Link] = {}
    for link in links:
        for keyid in link.statement.signers:
            began.setdefault(keyid, link)
    for keyid, link in began.items():
        key = keys.get(keyid)
        if key is None or not key.stated or key.vouchers or (key.by and key.reason):
            continue
        if first and keyid not in first:
            text = (
                f"{link.name}: key {short(keyid)} begins without the signature of a key before it, and nobody says why"
            )
            seen.broken("signature", link.name, "a key that one before it, or a person, vouches for", keyid, text)
    for keyid in began:
        successors = _successors(keyid, keys)
        since = min((keys[other].since for other in successors), default="")
        number = min((began[other].number for other in successors if other in began), default=links[-1].number)
        for link in links if successors else ():
            if keyid in link.statement.signers and (link.created_at > since or link.number > number):
                text = f"{link.name}: signed by key {short(keyid)}, in whose place {keys[successors[0]].name} had come"
                seen.broken("signature", link.name, f"key {successors[0]}", f"key {keyid}", text)


def _successors(keyid: str, keys: Keys) -> list[str]:
    """The keys that took the place of a key, one after the other."""
    found = [other for other in keys if keys[other].replaces == keyid]
    for earlier in found:
        found += [other for other in keys if keys[other].replaces == earlier and other not in found]
    return found


def _check_makers(
    seen: Examination, links: list[_Link], records: Mapping[str, list[tuple[int, str, str]]], keys: Keys
) -> None:
    """What the workspace does not remember, a run that was killed may have made, but by a key of its own."""
    for link in links:
        remembered = link.number in {number for number, *_ in records.get(link.chain, ())}
        if not remembered and not any(keyid in keys and keys[keyid].made_here for keyid in link.statement.signers):
            _out_of_chain(seen, link.name, "a release that the workspace made", "one by a key that is not in its state")


def _signed_by(keyid: str, keys: Keys) -> str:
    """Who signed, in one sentence."""
    key = keys.get(keyid)
    if key is None:
        return f"signed by key {short(keyid)}, which nobody here knows"
    text = f"signed by {key.name}"
    if key.replaces:
        text += f", in the place of key {short(key.replaces)}"
    if key.vouchers:
        text += f", vouched for by key {', '.join(sorted(map(short, key.vouchers)))}"
    elif key.by:
        text += f", WITHOUT the signature of a key before it: {key.reason} ({key.by})"
    elif not key.stated:
        text += ", of which nothing more is stated"
    return text if key.listed else f"{text}; known by the state alone, not by the sources"


def _read_record(path: Path) -> list[tuple[int, str, str]]:
    """What the workspace remembers: number, name and signature of each release."""
    with path.open(encoding="utf-8", newline="") as handle:
        return [
            (int(row["number"]), f"{row['quarter']} {row['release']}", row["signature_sha256"])
            for row in csv.DictReader(handle)
            if row.get("signature_sha256")
        ]
