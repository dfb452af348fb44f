"""A bundle proves a release anywhere, and nothing that only looks like one is unpacked."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.audit.proof import unpacking
from orchestration.audit.proof.bundle import BundleError, pack, verify_bundle
from orchestration.audit.proof.unpacking import FORMAT, INDEX, PAGE, opened
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace
from tests.audit.spoiling import Copy
from tests.conftest import World

RELEASE = "reports/2025-TW2/r1/manifest.json"
Parts = dict[str, bytes]


def made(path: Path, parts: Parts, index: dict[str, object] | None = None) -> Path:
    """A bundle of some parts with an index that names them."""
    told = {
        "format": FORMAT,
        "quarter": "2025-TW2",
        "release": "r1",
        "files": {name: {"sha256": hashlib.sha256(content).hexdigest()} for name, content in parts.items()},
        "deliveries": [
            {"file": name, "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in parts.items()
            if name.startswith("kiriman/")
        ],
        **(index or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {INDEX: json.dumps(told).encode(), PAGE: b"", **parts}.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return path


def refusal(path: Path) -> BundleError:
    with pytest.raises(BundleError) as caught, opened(path):
        pass
    return caught.value


def test_a_bundle_is_laid_out_as_a_workspace(tmp_path: Path) -> None:
    received = b"a;b\n1;2\n"
    parts = {RELEASE: b"{}", "kiriman/2025-TW2/kiriman A.csv": received, "dbt_project/models/a.sql": b"select 1"}
    with opened(made(tmp_path / "b.zip", parts)) as found:
        assert (found.quarter, found.release.name) == (Quarter(2025, 2), "r1")
        assert (found.release / "manifest.json").read_bytes() == b"{}"
        kept = found.workspace.archive / hashlib.sha256(received).hexdigest() / "kiriman A.csv"
        assert kept.read_bytes() == received
        assert (found.dbt_project / "models" / "a.sql").read_bytes() == b"select 1"
        folder = found.folder
    assert not folder.exists()


@pytest.mark.parametrize(
    "name",
    [
        *("../outside", "reports/../../outside", "/etc/outside", "reports//a", "reports/./a", "C:/outside"),
        *("reports\\..\\outside", "reports/a\n"),
    ],
)
def test_a_name_that_leads_out_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(unpacking, "_unpack", lambda *_: pytest.fail("unpacked"))
    found = refusal(made(tmp_path / "b.zip", {RELEASE: b"{}", name: b"x"}))
    assert "leads out of its folder" in str(found)
    assert not found.foreign


def link(info: zipfile.ZipInfo) -> None:
    info.external_attr = (stat.S_IFLNK | 0o777) << 16


def squeezed(info: zipfile.ZipInfo) -> None:
    info.compress_type = zipfile.ZIP_LZMA


@pytest.mark.parametrize(("change", "words"), [(link, "a link"), (squeezed, "packed in an unusual way")])
def test_links_and_unusual_packing_are_refused(
    tmp_path: Path, change: Callable[[zipfile.ZipInfo], None], words: str
) -> None:
    path = made(tmp_path / "b.zip", {RELEASE: b"{}"})
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo("reports/beside")
        change(info)
        archive.writestr(info, b"/etc/passwd")
    assert words in str(refusal(path))


def test_a_bomb_is_refused_by_what_it_declares_and_by_what_it_unpacks_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "200 times its packed size" in str(refusal(made(tmp_path / "zeros.zip", {"reports/zeros": bytes(1 << 20)})))
    parts = {f"reports/{number}": hashlib.sha256(bytes([number])).digest() * 10 for number in range(30)}
    path = made(tmp_path / "b.zip", parts)
    monkeypatch.setattr(unpacking, "MOST_FILES", 20)
    assert "32 parts; more than 20" in str(refusal(path))
    monkeypatch.undo()
    monkeypatch.setattr(unpacking, "LARGEST", 5000)
    assert "more than 5,000 are not unpacked" in str(refusal(path))
    # Sizes that are declared too small: the reader stops there and its checksum is another.
    lied = path.read_bytes().replace((320).to_bytes(4, "little"), (32).to_bytes(4, "little"))
    path.write_bytes(lied)
    assert "damaged" in str(refusal(path))


def test_parts_and_index_have_to_agree(tmp_path: Path) -> None:
    path = made(tmp_path / "b.zip", {RELEASE: b"{}"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("reports/beside", b"x")
    assert f"'reports/beside' is not named in {INDEX}" in str(refusal(path))
    wrong = made(tmp_path / "c.zip", {RELEASE: b"{}"}, {"files": {RELEASE: {"sha256": "0" * 64}}})
    assert f"{RELEASE} has SHA-256" in str(refusal(wrong))
    out = made(tmp_path / "d.zip", {RELEASE: b"{}"}, {"deliveries": [{"file": RELEASE, "sha256": "../../x"}]})
    assert "names a delivery" in str(refusal(out))
    odd = made(tmp_path / "e.zip", {RELEASE: b"{}"}, {"release": "../r1"})
    assert "names no release" in str(refusal(odd))


def test_what_is_no_bundle_is_told_from_what_is_damaged(tmp_path: Path) -> None:
    text = tmp_path / "text.zip"
    text.write_bytes(b"bukan zip")
    book = tmp_path / "book.xlsx"
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    later = made(tmp_path / "later.zip", {RELEASE: b"{}"}, {"format": "triwulan-bundle/2"})
    for path in (text, book, later, tmp_path / "none.zip", tmp_path):
        assert refusal(path).foreign, path
    whole = made(tmp_path / "b.zip", {RELEASE: hashlib.sha512(b"1").digest() * 100}).read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    bent = tmp_path / "bent.zip"
    at = whole.index(RELEASE.encode()) + len(RELEASE) + 20
    bent.write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
    for path in (cut, bent):
        found = refusal(path)
        assert not found.foreign
        assert "damaged" in str(found)


def test_the_command_ends_in_a_sentence(tmp_path: Path) -> None:
    world = World(tmp_path / "no sources", tmp_path / "no state", tmp_path / "no reports")
    text = tmp_path / "text.zip"
    text.write_bytes(b"bukan zip")
    whole = made(tmp_path / "b.zip", {RELEASE: hashlib.sha512(b"1").digest() * 100})
    whole.write_bytes(whole.read_bytes()[:-100])
    for words, code, told in (
        (["--bundle", str(text)], 2, "text.zip is no ZIP archive; expected a file that `triwulan bundle` wrote"),
        (["--bundle", str(whole)], 5, "b.zip is damaged"),
        ([], 2, "which quarter?"),
    ):
        result = world.triwulan("verify", *words)
        assert result.code == code, result
        assert told in result.errors
        assert "Traceback" not in result.errors + result.output


@pytest.mark.slow
def test_a_bundle_of_the_sample_holds_without_its_workspace(sample_world: World, tmp_path: Path) -> None:
    workspace = Workspace(sample_world.sources, sample_world.state, sample_world.reports)
    release = sample_world.release("2025-TW2")
    packed = pack(workspace, release, tmp_path / "b.zip")
    assert packed.omitted == []
    again = pack(workspace, release, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert again.sha256 == packed.sha256
    names = zipfile.ZipFile(tmp_path / "b.zip").namelist()
    assert {"kiriman/2025-TW1/contoh_sbs_2025-03.csv", "kiriman/2025-TW2/contoh_sbs_2025-06.csv"} <= {*names}
    told = sample_world.triwulan("verify", "--bundle", str(tmp_path / "b.zip"), "--json")
    assert told.code == 0, told.output
    result = json.loads(told.output)
    assert (result["quarter"], result["release"], result["omitted"]) == ("2025-TW2", "r1", [])
    received = result["counts"]["deliveries"] + result["counts"]["attached"]
    assert received == sum(name.startswith("kiriman/") for name in names)
    assert result["counts"]["neighbours"] >= 1  # the quarter before, with which it was compared
    other = sample_world.triwulan("verify", "2025-TW1", "--bundle", str(tmp_path / "b.zip"))
    assert (other.code, other.errors.strip()) == (2, "b.zip holds 2025-TW2 r1, not 2025-TW1")


def test_public_keys_are_taken_and_secret_ones_never(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")
    for place in ("sources/kunci/ab.pub", "sources/kunci/ab.dsse.json", "sources/kunci/catatan.txt"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text("x")
    for key, name in (("ab", "ab.pub"), ("cd", "cd.pub"), ("cd", "rahasia.pem")):
        (tmp_path / "state" / "kunci" / key).mkdir(parents=True, exist_ok=True)
        (tmp_path / "state" / "kunci" / key / name).write_text("x")
    (tmp_path / "sources" / "kunci" / "link.pub").symlink_to(tmp_path / "state" / "kunci" / "cd" / "rahasia.pem")
    release = workspace.reports / "2025-TW2" / "r1"
    release.mkdir(parents=True)
    manifest = {"quarter": "2025-TW2", "release": "r1", "unit": {"nama": "U"}, "created_at": "2025-07-01", "files": {}}
    made_from = {"deliveries": {}, "configuration": {}, "models": {}}
    (release / "manifest.json").write_text(json.dumps({**manifest, "created_from": made_from}))
    (release / "manifest.dsse.json").write_text("{}")
    (release.parent / "r1-laporan-ttd.pdf").write_text("%PDF")
    pack(workspace, release, tmp_path / "b.zip")
    assert zipfile.ZipFile(tmp_path / "b.zip").namelist() == [
        *(INDEX, PAGE, "reports/2025-TW2/r1-laporan-ttd.pdf", "reports/2025-TW2/r1/manifest.dsse.json"),
        *("reports/2025-TW2/r1/manifest.json", "sources/kunci/ab.dsse.json", "sources/kunci/ab.pub"),
        "state/kunci/cd/cd.pub",
    ]
    with opened(tmp_path / "b.zip") as found:
        assert (found.workspace.sources / "kunci" / "ab.pub").is_file()
        assert (found.workspace.state / "kunci" / "cd" / "cd.pub").is_file()


def test_nothing_else_gets_into_the_state(tmp_path: Path) -> None:
    found = refusal(made(tmp_path / "b.zip", {RELEASE: b"{}", "state/rantai/x.csv": b"x"}))
    assert "b.zip holds 'state/rantai/x.csv'; a bundle has" in str(found)


@pytest.mark.slow
def test_a_received_file_that_was_changed_with_its_index_breaks_the_proof(sample_world: World, tmp_path: Path) -> None:
    copy = Copy.of(sample_world, "2025-TW1", tmp_path)
    path = copy.archived("contoh_sbs_2025-03.csv")
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))
    pack(copy.workspace, copy.release, tmp_path / "b.zip")
    result = verify_bundle(tmp_path / "b.zip")
    [found] = result.broken
    assert (found.link, found.place) == ("archive", "2025-TW1/contoh_sbs_2025-03.csv")
    assert "b.zip: state/archive/" in found.message
    (copy.release / "figures.csv").write_bytes(b"")
    with pytest.raises(BundleError, match=r"2025-TW1 r1: figures.csv is not the file that its manifest names"):
        pack(copy.workspace, copy.release, tmp_path / "c.zip")
    path.unlink()
    with pytest.raises(BundleError, match=r"2025-TW1 r1: the archive holds 0 files of 2025-TW1/contoh_sbs"):
        pack(copy.workspace, copy.release, tmp_path / "c.zip")
    assert not (tmp_path / "c.zip").exists()
