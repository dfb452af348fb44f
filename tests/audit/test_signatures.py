"""A release is signed by a key that the unit is known by, in its place among all releases; anything else is told.

Releases of a few bytes; that real ones hold is seen by every run of the other tests.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.declarations import ConfigurationError
from orchestration.release import durable, keys, signing, writing
from orchestration.release.envelope import seal, stated
from orchestration.release.keys import new_key, signing_keys
from orchestration.release.reading import MANIFEST, SIGNATURE
from tests.audit.small_releases import Office

UNIT = "Balai Besar Standardisasi dan Pelayanan Jasa Industri Agro (999119)"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Three releases of two quarters, signed by the key that the first one made."""
    made = Office.at(tmp_path)
    for quarter, content in (("2025-TW1", "3.71"), ("2025-TW2", "3.79"), ("2025-TW1", "3.72")):
        made.publish(quarter, content)
    return made


def release(office: Office, name: str) -> Path:
    """The folder of `2025-TW1 r2`."""
    return office.workspace.reports.joinpath(*name.split())


def writable(folder: Path) -> Path:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def signed_anew(office: Office, folder: Path, signers: list[keys.Key], **changed: object) -> None:
    """The signature of a release as somebody else would have made it."""
    said = stated((folder / SIGNATURE).read_bytes()) | changed
    subject = f"{said['quarter']}/{said['release']}/{MANIFEST}"
    writable(folder)
    content = seal(signing.KIND, subject, (folder / MANIFEST).read_bytes(), said, [key.signer() for key in signers])
    (folder / SIGNATURE).write_bytes(content)


def test_every_release_states_its_manifest_who_reports_and_the_release_before(office: Office) -> None:
    chain, before = [], []
    for name in ("2025-TW1 r1", "2025-TW2 r1", "2025-TW1 r2"):
        content = (release(office, name) / SIGNATURE).read_bytes()
        envelope = json.loads(content)
        said = json.loads(base64.b64decode(envelope["payload"]))
        manifest = (release(office, name) / MANIFEST).read_bytes()
        assert envelope["payloadType"] == "application/vnd.in-toto+json"
        assert said["_type"] == "https://in-toto.io/Statement/v1"
        digest = hashlib.sha256(manifest).hexdigest()
        assert said["subject"] == [{"name": f"{'/'.join(name.split())}/{MANIFEST}", "digest": {"sha256": digest}}]
        about = said["predicate"]
        assert about["unit"]["kode_satker"] == "999119"
        assert about["created_at"] == json.loads(manifest)["created_at"]
        assert [signer["holder"] for signer in about["signers"]] == [UNIT]
        named = about["chain"]["before"]
        before.append(named and f"{named['quarter']} {named['release']} {named['signature_sha256']}")
        chain.append(f"{name} {hashlib.sha256(content).hexdigest()}")
        assert about["chain"]["number"] == len(chain)
        assert office.look(release(office, name)) == ([], [f"signed by {UNIT}, key {key_of(office)}"])
    assert before == [None, *chain[:2]]


def key_of(office: Office) -> str:
    [key] = office.ring()
    return f"{key.keyid[:12]} since {key.since}"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here; where there is one, it tries it")
def test_another_program_verifies_it_with_the_public_key_in_the_sources(office: Office, tmp_path: Path) -> None:
    envelope = json.loads((release(office, "2025-TW2 r1") / SIGNATURE).read_text(encoding="utf-8"))
    payload, kind = base64.b64decode(envelope["payload"]), envelope["payloadType"].encode()
    signed, signature = tmp_path / "pae", tmp_path / "sig"
    signature.write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
    [public] = (office.workspace.sources / "kunci").glob("*.pub")
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin", "-in", signed]
    for content, expected in ((payload, 0), (payload.replace(b"999119", b"999118"), 1)):
        signed.write_bytes(b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(content), content))
        done = subprocess.run([*command, "-sigfile", signature], capture_output=True, check=False)
        assert done.returncode == expected, done


def test_the_private_key_is_for_the_owner_alone_and_stays_in_the_state(office: Office) -> None:
    [key] = office.ring()
    private = key.folder / keys.PRIVATE
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    secret = private.read_bytes().splitlines()[1]
    others = [*office.workspace.sources.rglob("*"), *office.workspace.reports.rglob("*")]
    assert [path for path in others if path.is_file() and secret in path.read_bytes()] == []
    assert sorted(path.name for path in (office.workspace.sources / "kunci").iterdir()) == [
        f"{key.keyid}.dsse.json",
        f"{key.keyid}.pub",
    ]


def without_signature(office: Office) -> str:
    (release(office, "2025-TW2 r1") / SIGNATURE).unlink()
    return "2025-TW2/r1/manifest.dsse.json: no signature"


def another_manifest(office: Office) -> str:
    path = writable(release(office, "2025-TW2 r1")) / MANIFEST
    path.write_bytes(path.read_bytes().replace(b"2025-TW2", b"2025-TW3"))
    return "signed is 2025-TW2/r1/manifest.json of SHA-256"


def another_statement(office: Office) -> str:
    folder = release(office, "2025-TW2 r1")
    signed_anew(office, folder, office.ring(), created_at="2026-01-01T00:00:00+00:00")
    return "it states {'quarter': '2025-TW2', 'release': 'r1', 'created_at': '2026-01-01"


def one_bit(office: Office) -> str:
    path = writable(release(office, "2025-TW2 r1")) / SIGNATURE
    envelope = json.loads(path.read_text(encoding="utf-8"))
    signature = bytearray(base64.b64decode(envelope["signatures"][0]["sig"]))
    signature[7] ^= 1
    envelope["signatures"][0]["sig"] = base64.b64encode(signature).decode()
    path.write_text(json.dumps(envelope), encoding="utf-8")
    return "is wrong"


def nobody_signed(office: Office) -> str:
    path = writable(release(office, "2025-TW2 r1")) / SIGNATURE
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "signatures": []}), encoding="utf-8")
    return "a statement that nobody signed"


def not_an_envelope(office: Office) -> str:
    path = writable(release(office, "2025-TW2 r1")) / SIGNATURE
    path.write_bytes(path.read_bytes()[:-40])
    return "no signed statement"


def by_a_stranger(office: Office) -> str:
    stranger = Office.at(office.workspace.state.parent / "stranger")
    stranger.publish("2025-TW1", "9.99")
    signed_anew(office, release(office, "2025-TW2 r1"), stranger.ring())
    return "by a key that neither the sources nor the state know"


@pytest.mark.parametrize(
    "spoil",
    [without_signature, another_manifest, another_statement, one_bit, nobody_signed, not_an_envelope, by_a_stranger],
)
def test_a_signature_that_does_not_hold_is_the_first_broken_link(
    office: Office, spoil: Callable[[Office], str]
) -> None:
    expected = spoil(office)
    places, _ = office.look(release(office, "2025-TW2 r1"))
    assert places[0] == f"2025-TW2/r1/{SIGNATURE}"
    assert expected in office.messages(release(office, "2025-TW2 r1"))
    # The chain is one: the releases beside it do not hold either.
    assert f"2025-TW2/r1/{SIGNATURE}" in office.look(release(office, "2025-TW1 r1"))[0] or spoil is without_signature
    assert office.look(release(office, "2025-TW1 r1"))[0] != []


def removed(office: Office, name: str) -> list[str]:
    shutil.rmtree(writable(release(office, name)))
    return [name]


def exchanged(office: Office) -> list[str]:
    """A release, its signature and all, in the place of the one after it."""
    first, second = release(office, "2025-TW1 r1"), release(office, "2025-TW1 r2")
    shutil.rmtree(writable(second))
    shutil.copytree(first, second)
    return [f"2025-TW1/r2/{SIGNATURE}"]


def reordered(office: Office) -> list[str]:
    """Whoever has the key says that the third was the second; the one after it knows better."""
    last = office.publish("2025-TW3", "3.80")
    assert last.is_dir()
    said = stated((release(office, "2025-TW1 r2") / SIGNATURE).read_bytes())["chain"]
    signed_anew(office, release(office, "2025-TW1 r2"), office.ring(), chain=said | {"number": 2})
    return ["2025-TW1 r2"]


def another_of_the_same_name(office: Office) -> list[str]:
    """The last one thrown away and made anew: the record of the workspace remembers the first."""
    removed(office, "2025-TW1 r2")
    office.publish("2025-TW1", "3.99")
    return ["2025-TW1 r2"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda office: removed(office, "2025-TW2 r1"),
        lambda office: removed(office, "2025-TW1 r2"),
        exchanged,
        reordered,
        another_of_the_same_name,
    ],
    ids=["one removed", "the last removed", "exchanged", "reordered", "another of the same name"],
)
def test_a_chain_out_of_order_is_told_at_its_first_broken_link(
    office: Office, spoil: Callable[[Office], list[str]]
) -> None:
    expected = spoil(office)
    places, _ = office.look(release(office, "2025-TW1 r1"))
    assert places[0] == expected[0]


def test_without_the_record_a_gap_is_told_and_a_release_alone_holds(office: Office) -> None:
    shutil.rmtree(office.workspace.state / "rantai")
    removed(office, "2025-TW2 r1")
    assert office.look(release(office, "2025-TW1 r2"))[0] == ["2025-TW2 r1"]
    removed(office, "2025-TW1 r1")
    assert office.look(release(office, "2025-TW1 r2")) == ([], [f"signed by {UNIT}, key {key_of(office)}"])


def test_a_key_is_handed_on_and_the_old_one_stays_good_for_what_it_signed(office: Office, tmp_path: Path) -> None:
    [old] = office.ring()
    stolen = shutil.copytree(old.folder, tmp_path / old.keyid)
    between = new_key(office.workspace, "Bendahara", old.keyid[:8], "", "")
    later = new_key(office.workspace, "Kepala Bagian Tata Usaha", between.keyid, "", "")
    assert [key.keyid for key in office.ring() if key.at_hand] == [later.keyid]
    office.publish("2025-TW2", "3.80")
    for name in ("2025-TW1 r1", "2025-TW2 r2"):
        assert office.look(release(office, name))[0] == []
    [told] = office.look(release(office, "2025-TW2 r2"))[1]
    assert told == (
        f"signed by Kepala Bagian Tata Usaha, key {later.keyid[:12]} since {later.since}, "
        f"in the place of key {between.keyid[:12]}, vouched for by key {between.keyid[:12]}"
    )
    # Somebody kept the private part and goes on signing with it, even under an earlier date.
    shutil.copy(stolen / keys.PRIVATE, old.folder / keys.PRIVATE)
    last = office.publish("2025-TW3", "9.99")
    signed_anew(office, last, [old])
    assert f"signed by key {old.keyid[:12]}, in whose place" in office.messages(last)


def test_a_lost_key_needs_a_person_with_a_reason_and_is_told_as_such(office: Office) -> None:
    [old] = office.ring()
    shutil.rmtree(office.workspace.state / "kunci")
    with pytest.raises(ConfigurationError, match="no key that signed 2025-TW1 r2, the release before"):
        office.publish("2025-TW2", "3.80")
    assert sorted(path.name for path in (office.workspace.reports / "2025-TW2").iterdir()) == ["latest", "r1"]
    with pytest.raises(ConfigurationError, match="--by NAME --reason TEXT"):
        new_key(office.workspace, "Tata Usaha", old.keyid, "", "")
    new_key(office.workspace, "Tata Usaha", old.keyid, "Sekretaris", "komputer rusak")
    office.publish("2025-TW2", "3.80")
    places, [told] = office.look(release(office, "2025-TW2 r2"))
    assert places == []
    assert told.endswith("WITHOUT the signature of a key before it: komputer rusak (Sekretaris)")


def test_a_key_that_nobody_vouches_for_does_not_hold(office: Office) -> None:
    """Somebody who can write sources and releases, but has no key: his own is known, and begins out of nothing."""
    forger = Office.at(office.workspace.state.parent / "forger")
    forger.publish("2025-TW1", "9.99")
    keys.publish(office.workspace, forger.ring()[0])
    signed_anew(office, release(office, "2025-TW1 r2"), forger.ring())
    assert "begins without the signature of a key before it" in office.messages(release(office, "2025-TW1 r2"))


@pytest.mark.parametrize("begins_anew", [False, True])
def test_a_release_more_by_whoever_can_write_sources_and_reports(office: Office, begins_anew: bool) -> None:
    """He registers a key of his own, with a reason, and goes on with the chain or begins one of his own."""
    parent = office.workspace.state.parent
    sources, reports = office.workspace.sources, office.workspace.reports
    forger = Office(type(office.workspace)(sources, parent / "forger", parent / "empty" if begins_anew else reports))
    new_key(forger.workspace, "Balai", office.ring()[0].keyid, "Sekretaris", "komputer rusak")
    made = forger.publish("2025-TW3", "9.99")
    if begins_anew:
        shutil.rmtree(reports)
        shutil.copytree(parent / "empty", reports)
    [told] = office.look(reports / "2025-TW3" / "r1")[1]
    assert "komputer rusak" in told
    assert "one by a key that is not in its state" in office.messages(reports / "2025-TW3" / "r1")
    assert forger.look(made)[0] == []


def test_several_sign_and_each_signature_has_to_be_right(office: Office) -> None:
    [first] = office.ring()
    second = new_key(office.workspace, "Pengawas Internal", "", "Sekretaris", "")
    made = office.publish("2025-TW2", "3.80")
    places, told = office.look(made)
    assert places == []
    assert {text.split(",")[0] for text in told} == {f"signed by {UNIT}", "signed by Pengawas Internal"}
    path = writable(made) / SIGNATURE
    envelope = json.loads(path.read_text(encoding="utf-8"))
    # The first one's signature under the second one's name.
    by = {entry["keyid"]: entry for entry in envelope["signatures"]}
    by[second.keyid]["sig"] = by[first.keyid]["sig"]
    path.write_text(json.dumps(envelope), encoding="utf-8")
    assert f"the signature of key {second.keyid[:12]} is wrong" in office.messages(made)
    assert {key.keyid for key in signing_keys(office.ring())} == {first.keyid, second.keyid}


@pytest.mark.parametrize("spoil", ["statement", "key", "name"])
def test_a_public_key_that_is_not_what_its_statement_says_is_told(office: Office, spoil: str) -> None:
    shutil.copytree(office.workspace.sources / "kunci", office.workspace.sources / "before")
    [public] = (office.workspace.sources / "kunci").glob("*.pub")
    if spoil == "statement":
        public.write_bytes(public.read_bytes().replace(b"holder: Balai", b"holder: Biro"))
    elif spoil == "key":
        public.write_text("no key", encoding="ascii")
    else:
        public.rename(public.with_name(f"{'0' * 64}.pub"))
    assert "expected" in office.messages(release(office, "2025-TW1 r1"))
    assert any(place.startswith("kunci/") for place in office.look(release(office, "2025-TW1 r1"))[0])


def test_a_rehearsal_over_the_same_sources_keeps_its_key_to_itself(office: Office, tmp_path: Path) -> None:
    workspace = office.workspace
    rehearsal = Office(type(workspace)(workspace.sources, tmp_path / "other", tmp_path / "other-reports"))
    made = rehearsal.publish("2025-TW1", "3.71")
    assert {path.suffix for path in (workspace.sources / "kunci").iterdir()} == {".pub", ".json"}
    assert len(keys.listed(workspace.sources)) == 1
    places, [told] = rehearsal.look(made)
    assert places == []
    assert told.endswith("known by the state alone, not by the sources")


def test_releases_from_before_there_were_signatures_are_vouched_for_by_the_first(office: Office) -> None:
    workspace = office.workspace
    for folder in (workspace.state, workspace.sources / "kunci"):
        shutil.rmtree(folder)
    for path in workspace.reports.rglob(SIGNATURE):
        path.unlink()
    old = release(office, "2025-TW1 r1")
    assert office.look(old)[0] == []
    assert office.look(old)[1][0].startswith("NO SIGNATURE, and no public key is at hand")
    office.publish("2025-TW2", "3.80")
    assert office.look(old) == (
        [],
        ["no signature: made before releases were signed; that of 2025-TW2 r2 vouches for it"],
    )
    manifest = writable(old) / MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(b"2025", b"2026", 1))
    assert office.look(old)[0] == [f"2025-TW1/r1/{SIGNATURE}"]


@pytest.mark.parametrize("step", ["sign", "_write_file", "sync", "record", "point"])
def test_a_run_that_is_killed_leaves_no_release_without_a_signature(office: Office, step: str) -> None:
    def killed(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        try:
            places = (signing.Signing, writing, durable)
            setattr(next(place for place in places if hasattr(place, step)), step, killed)
            office.publish("2025-TW2", "3.80")
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    folders = list(office.workspace.reports.glob("*/r*"))
    assert all((folder / SIGNATURE).is_file() for folder in folders)
    assert len(folders) == (4 if step in ("record", "point") else 3)
    assert office.look(release(office, "2025-TW2 r1"))[0] == []
    last = office.publish("2025-TW2", "3.81")
    assert office.look(last)[0] == []
    assert stated((last / SIGNATURE).read_bytes())["chain"]["number"] == len(folders) + 1


def test_a_first_key_that_is_killed_in_the_making_is_made_again(tmp_path: Path) -> None:
    office = Office.at(tmp_path)
    child = os.fork()
    if child == 0:
        Path.rename = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
        office.publish("2025-TW1", "3.71")
        os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert office.ring() == []
    assert office.look(office.publish("2025-TW1", "3.71"))[0] == []


def test_the_commands_list_and_make_keys(office: Office) -> None:
    from click.testing import CliRunner

    from orchestration.cli import cli

    [old] = office.ring()
    options = [f"--{name}={getattr(office.workspace, name)}" for name in ("sources", "state", "reports")]
    words = ["key", "new", "--holder", "Tata Usaha", "--replaces", old.keyid, "--json"]
    made = CliRunner().invoke(cli, [*words, *options], standalone_mode=False)
    told = json.loads(made.stdout)
    assert (told["holder"], told["replaces"], told["state"]) == ("Tata Usaha", old.keyid, "signs")
    assert Path(told["public"]).parent == office.workspace.sources / "kunci"
    assert Path(told["public"]).is_file()
    shown = CliRunner().invoke(cli, ["key", "list", *options]).stdout.splitlines()
    assert sorted(line.split("  ", 2)[2] for line in shown) == [
        f"{UNIT}: replaced by {told['keyid'][:12]}",
        "Tata Usaha: signs",
    ]
    # Where only the sources are at hand, nothing can be signed.
    shutil.rmtree(office.workspace.state)
    shown = CliRunner().invoke(cli, ["key", "list", "--json", *options]).stdout
    assert {entry["state"] for entry in json.loads(shown)["keys"]} == {
        f"replaced by {told['keyid'][:12]}",
        "its private part is not in this state",
    }
