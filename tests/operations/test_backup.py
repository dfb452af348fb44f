"""A backup brings back what it was made of, or says why not; nothing that is there is lost by it."""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from orchestration.desk.office import FOLDER as DESK
from orchestration.operations import backup, kept, restoring, sealing
from orchestration.operations.backup import BackupError
from orchestration.release import keys
from orchestration.release.answers import FOLDER as ANSWERS
from orchestration.workspace import locking
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.conftest import World

TW2 = Quarter(2025, 2)
FILES = {
    "sources/unit.yaml": "unit: {}\n",
    "sources/landing/2025-TW1/sbs.csv": "a,b\n1,2\n",
    "sources/landing/2025-TW2/sbs.csv": "a,b\n3,4\n",
    "sources/tanggapan/2025-TW2.csv": "key,by,date,reason\n",
    "state/identity.key": "rahasia",
    "state/kunci/abc/rahasia.pem": "kunci",
    "state/archive/aa11/sbs.csv": "a,b\n3,4\n",
    "state/rantai/ff.csv": "number\n1\n",
    "state/meja/akun.json": "[]",
    "state/meja/catatan.csv": "time,by\n",
    "state/a new room/something.json": "{}",
    "reports/2025-TW2/r1/manifest.json": "{}",
    "reports/2025-TW2/r1/figures.csv": "figure_id\n",
    "reports/2025-TW2/status.csv": "time,act,release,by,reason,state,manifest_sha256\n",
}
AGAIN = (
    "state/warehouse/triwulan.duckdb",
    "state/warehouse.damaged-1/triwulan.duckdb",
    "state/dagster/history/runs.db",
    "state/dbt_target/manifest.json",
    "state/run.lock",
    "reports/2025-TW2/.new-r2-77/figures.csv",
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A file of every part, and of everything that is made again; some may be read by their owner alone."""
    for name in (*FILES, *AGAIN):
        path = tmp_path / "here" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FILES.get(name, "made again"))
    (tmp_path / "here/state/identity.key").chmod(0o600)
    (tmp_path / "here/state/archive/aa11/sbs.csv").chmod(0o444)
    (tmp_path / "here/state/meja").chmod(0o700)
    (tmp_path / "here/sources/landing/2025-TW3").mkdir()
    (tmp_path / "here/reports/2025-TW2/latest").symlink_to("r1")
    return Workspace(*(tmp_path / "here" / name for name in ("sources", "state", "reports")))


def tree(folder: Path) -> dict[str, tuple[int, str]]:
    """Mode and content of everything below a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        told = path.readlink().as_posix() if path.is_symlink() else path.read_text() if path.is_file() else "folder"
        found[path.relative_to(folder).as_posix()] = (path.lstat().st_mode & 0o777, told)
    return found


@pytest.mark.parametrize("encrypted", [False, True])
def test_all_that_cannot_be_made_again_comes_back_elsewhere(
    workspace: Workspace, tmp_path: Path, encrypted: bool
) -> None:
    public = sealing.new_key(tmp_path / "key") if encrypted else ""
    file, made = backup.write(workspace, tmp_path / "copy", public)
    restored = restoring.everything(file, tmp_path / "there", tmp_path / "key" if encrypted else None)
    before = tree(tmp_path / "here")
    assert backup.last_backup(workspace) is not None
    shutil.rmtree(workspace.state / kept.OWN)
    before = {name: told for name, told in before.items() if not name.startswith(f"state/{kept.OWN}")}
    for name in [*before]:
        if any(name == again or again.startswith(f"{name}/") for again in AGAIN) and not any(
            kept_one.startswith(f"{name}/") for kept_one in FILES
        ):
            del before[name]
    assert tree(tmp_path / "there") == before
    assert {name for name in before if before[name][1] != "folder"} == {*FILES, "reports/2025-TW2/latest"}
    assert restored.quarters == [TW2]
    assert dict(made.parts())[kept.IRREPLACEABLE[-1]] == 1, "what no list names is in it as well"
    assert file.stat().st_mode & 0o777 == 0o600
    assert (b"rahasia" in file.read_bytes()) is False


def test_the_parts_are_named_as_the_rooms_call_them() -> None:
    places = {part.place for part in kept.IRREPLACEABLE}
    assert {f"state/{DESK}", f"state/{keys.FOLDER}", f"sources/{ANSWERS}"} <= places
    workspace = Workspace(*(Path("/w") / name for name in ("sources", "state", "reports")))
    assert f"state/{workspace.archive.name}" in places
    again = (workspace.warehouse.parent, workspace.dagster_home, workspace.dbt_target)
    assert {path.name for path in again} <= set(kept.AGAIN)


def test_a_run_is_waited_for(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holding = (
        "import sys\nfrom pathlib import Path\nfrom orchestration.workspace import locking\n"
        "with locking.hold(Path(sys.argv[1]), 'run 2025-TW2'):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", holding, str(locking.run_lock(workspace))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT) as running:
        assert running.stdout is not None and running.stdin is not None
        running.stdout.readline()
        monkeypatch.setattr(backup, "WAIT_SECONDS", 0.0)
        with pytest.raises(locking.WorkspaceBusyError, match=r"run 2025-TW2"):
            backup.write(workspace, tmp_path / "copy")
        assert not list(tmp_path.glob("*copy*"))
        monkeypatch.setattr(backup, "WAIT_SECONDS", 30.0)
        told = []

        def on_wait(holder: locking.Holder) -> None:
            told.append(holder.purpose)
            running.stdin.close()  # type: ignore[union-attr]

        backup.write(workspace, tmp_path / "copy", on_wait=on_wait)
    assert told == ["run 2025-TW2"]


def test_a_file_that_is_cut_off_or_damaged_restores_nothing(workspace: Workspace, tmp_path: Path) -> None:
    file, made = backup.write(workspace, tmp_path / "copy")
    whole, chance = file.read_bytes(), random.Random(19)
    spoilt = [whole[: chance.randrange(len(whole))] for _ in range(20)]
    for _ in range(60):
        at = chance.randrange(len(whole))
        spoilt.append(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
    refused = 0
    for number, content in enumerate(spoilt):
        file.write_bytes(content)
        try:
            restoring.everything(file, tmp_path / f"there{number}")
        except BackupError as error:
            refused += 1
            assert str(file) in str(error)
            assert not list(tmp_path.glob(f"*there{number}*"))
        else:  # a bit that says nothing, such as the time in the head of the compression
            assert backup.read(file).files == made.files
    assert refused > 70


def test_an_encrypted_file_opens_with_its_key_alone_and_only_whole(workspace: Workspace, tmp_path: Path) -> None:
    public = sealing.new_key(tmp_path / "key")
    sealing.new_key(tmp_path / "other")
    file, made = backup.write(workspace, tmp_path / "copy", public)
    assert backup.read(file, tmp_path / "key").files == made.files
    with pytest.raises(BackupError, match="is encrypted"):
        backup.read(file)
    with pytest.raises(sealing.SealError, match="does not open"):
        backup.read(file, tmp_path / "other")
    with pytest.raises(sealing.SealError, match="holds no private key"):
        backup.read(file, tmp_path / "here/sources/unit.yaml")
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(sealing.SealError, match="does not open"):
        backup.read(file, tmp_path / "key")
    with pytest.raises(sealing.SealError, match="no public key"):
        backup.write(workspace, tmp_path / "second", "age1nothing")
    assert not list(tmp_path.glob("*second*"))


def packed(tmp_path: Path, *members: tuple[tarfile.TarInfo, bytes], head: dict[str, object] | None = None) -> Path:
    """A file of the format of a backup with members of one's own."""
    file = tmp_path / "forged"
    told = json.dumps(head or {"format": backup.FORMAT, "made_at": "", "program": "9.9"}).encode()
    with tarfile.open(file, "w:gz") as archive:
        for info, content in ((tarfile.TarInfo(backup.HEAD), told), *members):
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file


@pytest.mark.parametrize(
    "name", ["../outside", "/tmp/outside", "state/../../outside", "elsewhere/file", "state/../../x"]
)
def test_nothing_is_written_outside(tmp_path: Path, name: str) -> None:
    file = packed(tmp_path, (tarfile.TarInfo(name), b"x"))
    with pytest.raises(BackupError, match="no place of a workspace"):
        restoring.everything(file, tmp_path / "there")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["forged"]


@pytest.mark.parametrize(
    "kind, match", [(tarfile.SYMTYPE, "no place"), (tarfile.LNKTYPE, "neither"), (tarfile.FIFOTYPE, "neither")]
)
def test_links_and_devices_are_refused(tmp_path: Path, kind: bytes, match: str) -> None:
    info = tarfile.TarInfo("state/link")
    info.type, info.linkname = kind, "/etc/passwd"
    with pytest.raises(BackupError, match=match):
        restoring.everything(packed(tmp_path, (info, b"")), tmp_path / "there")


def test_a_newer_format_is_refused_with_what_to_do(tmp_path: Path) -> None:
    file = packed(tmp_path, head={"format": backup.FORMAT + 1, "made_at": "", "program": "9.9"})
    with pytest.raises(BackupError, match=r"made by triwulan 9\.9; .* install that version or a newer one"):
        backup.read(file)
    with pytest.raises(BackupError, match="is damaged"):
        backup.read(PROJECT / "pyproject.toml")
    other = tmp_path / "other.tar.gz"
    with tarfile.open(other, "w:gz") as archive:
        archive.add(PROJECT / "pyproject.toml", "pyproject.toml")
    with pytest.raises(BackupError, match="no backup that"):
        backup.read(other)


def test_no_file_and_no_folder_is_overwritten(workspace: Workspace, tmp_path: Path) -> None:
    file, _ = backup.write(workspace, tmp_path / "copy")
    content = file.read_bytes()
    with pytest.raises(BackupError, match="is there already"):
        backup.write(workspace, file)
    assert file.read_bytes() == content
    with pytest.raises(BackupError, match="lies in --state"):
        backup.write(workspace, workspace.state / "copy")
    with pytest.raises(BackupError, match="has something in it"):
        restoring.everything(file, tmp_path / "here")
    named, _ = backup.write(workspace, tmp_path)
    assert named.parent == tmp_path and named.name.startswith("triwulan-2")
    others = {backup.write(workspace, tmp_path)[0] for _ in range(3)}  # some of one second
    assert len(others | {named}) == 4


def test_what_a_killed_restore_left_is_swept_up(workspace: Workspace, tmp_path: Path) -> None:
    file, _ = backup.write(workspace, tmp_path / "copy")
    left = tmp_path / ".new-there-1" / "state"
    left.mkdir(parents=True)
    (left / "half").write_text("x")
    left.chmod(0o500)
    restoring.everything(file, tmp_path / "there")
    assert not list(tmp_path.glob(".new-*"))


def test_one_quarter_comes_back_and_nothing_else_changes(workspace: Workspace, tmp_path: Path) -> None:
    file, _ = backup.write(workspace, tmp_path / "copy")
    before = tree(tmp_path / "here")
    shutil.rmtree(workspace.reports / "2025-TW2")
    shutil.rmtree(workspace.landing / "2025-TW2")
    shutil.rmtree(workspace.archive)
    (workspace.sources / "tanggapan/2025-TW2.csv").unlink()
    (workspace.state / "kunci/abc/rahasia.pem").unlink()  # destroyed, since another took its place
    (workspace.sources / "unit.yaml").write_text("unit: {new: true}\n")
    found = restoring.one_quarter(file, workspace, TW2)
    assert (found.files, found.present) == (6, 0)
    after = tree(tmp_path / "here")
    gone = {"state/kunci/abc/rahasia.pem", "reports/2025-TW2/.new-r2-77", "reports/2025-TW2/.new-r2-77/figures.csv"}
    assert before.keys() - after.keys() == gone
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed == {"sources/unit.yaml"}
    again = restoring.one_quarter(file, workspace, TW2)
    assert (again.files, again.present) == (0, 6)


def test_what_differs_is_named_and_nothing_is_changed(workspace: Workspace, tmp_path: Path) -> None:
    file, _ = backup.write(workspace, tmp_path / "copy")
    status = workspace.reports / "2025-TW2/status.csv"
    status.write_text(status.read_text() + "another act\n")
    assert restoring.one_quarter(file, workspace, TW2).present == 6, "acts that were added since stay"
    (workspace.landing / "2025-TW2/sbs.csv").write_text("a,b\n5,6\n")
    (workspace.reports / "2025-TW2/r1/figures.csv").unlink()
    before = tree(tmp_path / "here")
    with pytest.raises(BackupError, match=r"1 files of 2025-TW2 .*landing/2025-TW2/sbs\.csv; .*nothing was changed"):
        restoring.one_quarter(file, workspace, TW2)
    assert tree(tmp_path / "here") == before
    with pytest.raises(BackupError, match="holds nothing of 2024-TW1"):
        restoring.one_quarter(file, workspace, Quarter(2024, 1))


def test_a_release_that_is_not_whole_is_no_restored_one(workspace: Workspace) -> None:
    manifest = workspace.reports / "2025-TW2/r1/manifest.json"
    manifest.write_text(json.dumps({"files": {"figures.csv": {"sha256": "0" * 64}}}))
    restored = restoring.Restored(backup.Backup("", "", {}), workspace, [TW2], 0)
    with pytest.raises(BackupError, match="not those of its manifest"):
        list(restoring.proven(restored))


@pytest.mark.slow
def test_a_published_quarter_is_brought_back_and_verified(sample_world: World, tmp_path: Path) -> None:
    made = sample_world.triwulan("backup", f"--to={tmp_path / 'copy'}", "--json")
    assert made.code == 0, made.output
    told = json.loads(made.output)
    counts = {part["place"]: part["files"] for part in told["parts"]}
    assert counts["state/identity.key"] == counts["state/rantai"] == 1
    assert counts["state/archive"] == 19, "17 deliveries, a picture and a document, as `verify` counts them"
    back = sample_world.triwulan("restore", str(tmp_path / "copy"), f"--to={tmp_path / 'moved'}", "--no-proof")
    assert back.code == 0, back.errors
    moved = World(*(tmp_path / "moved" / name for name in ("sources", "state", "reports")))
    shutil.rmtree(moved.reports / "2025-TW2")
    lost = moved.triwulan("restore", str(tmp_path / "copy"), "--quarter=2025-TW2", "--no-proof", "--lang=id")
    assert "berkas dipulihkan" in lost.output
    workspace = Workspace(moved.sources, moved.state, moved.reports)
    restored = restoring.Restored(backup.read(tmp_path / "copy"), workspace, [TW2], 0)
    [(quarter, release, found)] = restoring.proven(restored)
    assert (quarter, release.name) == (TW2, "r1")
    assert found is not None and found.holds, "as `verify` would say"
    assert "unchanged" in moved.triwulan("run", "2025-TW2").output, "another folder, no warehouse, the same release"
