"""A workspace of an older program is changed after a backup, or left as it is; one of a newer program is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb
import pytest

from orchestration.audit.proof.verify import verify
from orchestration.operations import backup, upgrading
from orchestration.operations.backup import BackupError
from orchestration.release import durable, formats
from orchestration.workspace import layout, locking
from orchestration.workspace.settings import SettingsError, Workspace
from tests.operations.conftest import TW1, Kept

DELIVERY = b"a delivery as it was sent\n"
KEPT = b"the same with identities replaced\n"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def old_state(workspace: Workspace) -> Path:
    """What a program without layouts left: keys and archive, and tables that are of no use any more."""
    folder = workspace.archive / sha256(DELIVERY)
    folder.mkdir(parents=True)
    (folder / "kiriman.csv").write_bytes(KEPT)
    (workspace.state / "identity.key").write_text("ab" * 32)
    for name in ("warehouse", "dbt_target", "dagster"):
        (workspace.state / name).mkdir()
        (workspace.state / name / "file").write_text("of old tables")
    return folder / "kiriman.csv"


def old_release(unit: Kept, **more: object) -> Path:
    """A release as 4f99602 made them, as far as hashes go: no format, no signature, no copy of its head."""
    release = unit.publish(TW1)
    durable.point(release.parent / "latest", release.name)
    with duckdb.connect(str(release / "evidence.duckdb")) as connection:
        connection.execute("CREATE SCHEMA raw_ingestion")
        connection.execute("CREATE TABLE raw_ingestion.deliveries (_delivery_sha256 TEXT, archived_sha256 TEXT)")
        connection.execute("INSERT INTO raw_ingestion.deliveries VALUES (?, ?)", [sha256(DELIVERY), sha256(KEPT)])
    (release / "figures.csv").write_text("figure_id\n")
    names = ("evidence.duckdb", "figures.csv")
    made = {
        "quarter": TW1.code,
        "release": "r1",
        "created_at": "2025-04-10T08:00:00+00:00",
        "created_from": {
            "deliveries": {f"{TW1}/kiriman.csv": sha256(DELIVERY)},
            "configuration": {},
            "models": {},
            "code": "6bb1e903efae780c",
        },
        "files": {name: {"sha256": sha256((release / name).read_bytes())} for name in names},
        "previous": None,
        **more,
    }
    (release / "manifest.json").write_text(json.dumps(made))
    return release


def test_nothing_runs_on_an_older_state_until_a_backup_was_made_and_it_was_changed(unit: Kept, tmp_path: Path) -> None:
    delivered = old_state(unit.workspace)
    with pytest.raises(SettingsError, match=r"has layout 1, of an older program; .*triwulan upgrade --to"):
        formats.demand_today(unit.workspace)
    made = upgrading.upgrade(unit.workspace, tmp_path / "before.tar.gz")
    formats.demand_today(unit.workspace)
    assert made.before == 1
    assert made.file is not None
    assert {"state/identity.key", f"state/archive/{sha256(DELIVERY)}/kiriman.csv"} <= backup.read(
        made.file
    ).files.keys()
    assert delivered.read_bytes() == KEPT
    assert sorted(path.name for path in unit.workspace.state.iterdir() if path.is_dir()) == [
        "archive",
        "dagster",
        "operasi",
    ]
    told = json.loads((unit.workspace.state / layout.FILE).read_text())
    assert (told["layout"], [one["layout"] for one in told["earlier"]]) == (layout.LAYOUT, [1])
    again = upgrading.upgrade(unit.workspace, tmp_path / "again.tar.gz")
    assert (again.before, again.file) == (layout.LAYOUT, None)
    assert not (tmp_path / "again.tar.gz").exists()


def test_without_a_backup_nothing_is_changed(unit: Kept) -> None:
    old_state(unit.workspace)
    with pytest.raises(BackupError, match="another disk or machine"):
        upgrading.upgrade(unit.workspace, unit.workspace.state / "before.tar.gz")
    assert (unit.workspace.state / "warehouse" / "file").is_file()
    assert layout.found(unit.workspace.state) == 1


def test_an_upgrade_that_broke_off_is_an_older_state_and_is_done_again(
    unit: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_state(unit.workspace)
    with monkeypatch.context() as patch:
        patch.setattr(layout, "mark", lambda *_: (_ for _ in ()).throw(OSError("the power went")))
        with pytest.raises(OSError, match="the power went"):
            upgrading.upgrade(unit.workspace, tmp_path / "one.tar.gz")
    assert layout.found(unit.workspace.state) == 1
    assert upgrading.upgrade(unit.workspace, tmp_path / "two.tar.gz").file is not None
    assert layout.found(unit.workspace.state) == layout.LAYOUT


def test_it_does_not_begin_while_the_interface_runs(
    unit: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_state(unit.workspace)
    monkeypatch.setattr(locking, "holder_of", lambda path: locking.Holder(7, "", path.name))
    with pytest.raises(locking.WorkspaceBusyError, match=r"interface\.lock"):
        upgrading.upgrade(unit.workspace, tmp_path / "before.tar.gz")
    assert not (tmp_path / "before.tar.gz").exists()


def test_a_note_that_cannot_be_read_counts_as_the_oldest_layout(unit: Kept) -> None:
    old_state(unit.workspace)
    (unit.workspace.state / layout.FILE).write_text("{")
    assert layout.found(unit.workspace.state) == 1


def test_a_release_of_before_is_held_against_its_hashes_and_says_who_proves_the_rest(unit: Kept) -> None:
    delivered = old_state(unit.workspace)
    release = old_release(unit)
    found = verify(unit.workspace, TW1, release)
    assert found.whole
    assert not found.holds
    assert "program 6bb1e903efae, 2025-04-10T08:00:00+00:00" in found.elsewhere
    assert found.as_text().splitlines()[-1].startswith("not proven here: figures and words of r1, which has format 1")
    assert (found.counts["files"], found.counts["deliveries"]) == (2, 1)
    delivered.chmod(0o600)
    delivered.write_bytes(KEPT.upper())
    (release / "figures.csv").write_text("figure_id\nx\n")
    found = verify(unit.workspace, TW1, release)
    assert [one.link for one in found.broken] == ["files", "archive"]
    assert found.as_text().endswith("does not hold: 2 broken")


def test_a_release_of_a_newer_program_is_refused_and_named(unit: Kept, tmp_path: Path) -> None:
    old_state(unit.workspace)
    release = old_release(unit, format=formats.FORMAT + 1, program="9.9")
    expected = rf"has format {formats.FORMAT + 1}, made by triwulan 9\.9.*; install that version or a newer one"
    with pytest.raises(SettingsError, match=expected):
        upgrading.upgrade(unit.workspace, tmp_path / "before.tar.gz")
    assert not (tmp_path / "before.tar.gz").exists()
    assert "install that version" in verify(unit.workspace, TW1, release).elsewhere
