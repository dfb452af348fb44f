"""`triwulan doctor` sees each fault that is planted, says what to do, and finds nothing where nothing is wrong."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from orchestration.operations import attending, backup, examining, metrics, runs
from orchestration.operations.examining import Seen
from orchestration.release import keys, status
from orchestration.release.states import State
from orchestration.workspace import layout, locking
from orchestration.workspace.settings import Workspace
from tests.conftest import World
from tests.operations.conftest import TW1, TW2, Kept


def faults(workspace: Workspace) -> list[Seen]:
    return [one for one in examining.examine(workspace) if one.grade != "ok"]


@pytest.fixture
def well(unit: Kept, tmp_path: Path) -> Kept:
    """A unit that has published, has a key and a backup."""
    keys.first_key(unit.workspace, "Balai")
    unit.publish(TW1)
    layout.mark(unit.workspace.state)
    for place in ("archive/aa/x.csv", "identity.key", "meja/akun.json"):
        path = unit.workspace.state / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (unit.workspace.state / "identity.key").chmod(0o600)
    (unit.workspace.state / "meja").chmod(0o700)
    backup.write(unit.workspace, tmp_path / "copy")
    return unit


def test_nothing_is_found_where_nothing_is_wrong(well: Kept) -> None:
    assert faults(well.workspace) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files to others")
@pytest.mark.parametrize("place", ["state/archive/aa/x.csv", "reports/2025-TW1/r1/manifest.json"])
def test_a_file_of_another_account_is_seen(well: Kept, place: str) -> None:
    folder, _, below = place.partition("/")
    path = getattr(well.workspace, folder) / below
    os.chown(path, 65534, -1)
    [seen] = faults(well.workspace)
    assert (seen.about, seen.grade) == ("permissions", "wrong")
    assert str(path) in seen.text and f"chown -R --reference={path.parents[len(Path(below).parts) - 1]}" in seen.remedy


def _old_backup(unit: Kept) -> None:
    made = dt.datetime.now(dt.UTC) - dt.timedelta(days=36)
    (unit.workspace.state / "operasi" / "cadangan.json").write_text(json.dumps({"made_at": made.isoformat()}))


def _without_key(unit: Kept) -> None:
    for path in (unit.workspace.state / "kunci").glob("*/rahasia.pem"):
        path.unlink()


def _unlisted(unit: Kept) -> None:
    shutil.rmtree(unit.workspace.sources / "kunci")
    other = keys.Key("b" * 64, "", "", "", "", "", (), unit.workspace.sources)
    (unit.workspace.sources / "kunci").mkdir()
    (unit.workspace.sources / "kunci" / f"{other.keyid}.pub").write_text("x")


def _of_tomorrow(unit: Kept) -> None:
    folder = unit.workspace.reports / TW1.code
    told = (folder / status.FILE).read_text()
    year = str(dt.datetime.now(dt.UTC).year)
    (folder / status.FILE).write_text(told.replace(year, str(int(year) + 1)))


def _spoilt(unit: Kept) -> None:
    told = {"files": {"figures.csv": {"sha256": "0" * 64}}, "created_from": {"deliveries": {}}}
    (unit.workspace.reports / TW1.code / "r1" / "manifest.json").write_text(json.dumps(told))


def _full(unit: Kept) -> None:
    unit.settings(f"disk_mb: {shutil.disk_usage(unit.workspace.state).free // 2**20 * 5}\n")


FAULTS: dict[str, tuple[Callable[[Kept], object], str, str, str]] = {
    "a run was killed": (
        lambda unit: locking.run_lock(unit.workspace).write_text("{}"), "locks", "warning", "run the quarter again",
    ),
    "the disk is nearly full": (_full, "disk", "wrong", "triwulan prune --dry-run"),
    "the clock went back": (_of_tomorrow, "clock", "wrong", "time server"),
    "the signing key is gone": (_without_key, "keys", "wrong", "triwulan restore"),
    "the signing key is not listed": (_unlisted, "keys", "warning", "triwulan key list"),
    "the key of pseudonyms is gone": (
        lambda unit: (unit.workspace.state / "identity.key").unlink(), "keys", "wrong", "triwulan restore",
    ),
    "the key of pseudonyms can be read": (
        lambda unit: (unit.workspace.state / "identity.key").chmod(0o644), "permissions", "wrong", "chmod go-rwx",
    ),
    "the accounts can be read": (
        lambda unit: (unit.workspace.state / "meja").chmod(0o755), "permissions", "wrong", "chmod go-rwx",
    ),
    "the profile cannot be used": (
        lambda unit: (unit.workspace.sources / "unit.yaml").write_text("unit: 1\n"), "files", "wrong", "correct the",
    ),
    "a release was changed": (_spoilt, "files", "wrong", "triwulan verify 2025-TW1"),
    "the manifest of a release is damaged": (
        lambda unit: (unit.workspace.reports / TW1.code / "r1" / "manifest.json").write_text("{"),
        "files", "wrong", "triwulan verify",
    ),
    "the state is of an older program": (
        lambda unit: (unit.workspace.state / layout.FILE).unlink(), "versions", "wrong", "triwulan upgrade --to",
    ),
    "something was put aside": (
        lambda unit: (unit.workspace.state / "x.damaged-1").write_text(""), "files", "warning", "triwulan prune",
    ),
    "the backup is old": (_old_backup, "backup", "warning", "triwulan backup --to"),
    "no backup was made": (
        lambda unit: shutil.rmtree(unit.workspace.state / "operasi"), "backup", "warning", "triwulan backup --to",
    ),
    "nothing runs although it is to": (
        lambda unit: unit.settings("layanan: true\n"), "service", "wrong", "systemctl restart triwulan",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_seen_with_what_to_do(well: Kept, name: str) -> None:
    plant, about, grade, remedy = FAULTS[name]
    plant(well)
    found = faults(well.workspace)
    assert (about, grade) in [(one.about, one.grade) for one in found]
    assert any(remedy in one.remedy for one in found if one.about == about)
    assert {one.about for one in found} == {about}


def test_a_folder_that_may_not_be_written_is_seen(well: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    reports, asked = well.workspace.reports, os.access
    reports.chmod(0o500)
    if os.geteuid() == 0:
        # Root may write everywhere; in its place stands what the system tells anybody else.
        monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != reports and asked(path, mode))
    assert [one.about for one in faults(well.workspace)] == ["permissions"]


def test_numbers_for_programs_say_how_the_quarters_stand(unit: Kept) -> None:
    unit.publish(TW1)
    unit.hold_back(TW2, "x")
    status.append(unit.workspace.reports / TW2.code, status.RUN, "", State.DITAHAN)
    now = dt.datetime(2025, 7, 20, tzinfo=dt.UTC)
    text = metrics.write(unit.workspace, now).read_text()
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["triwulan_quarter_state", "2025-TW1", "terbit"] == 1
    assert found["triwulan_quarter_state", "2025-TW1", "ditahan"] == 0
    assert found["triwulan_quarter_state", "2025-TW2", "ditahan"] == 1
    assert found["triwulan_quarter_releases", "2025-TW1"] == 1
    assert found["triwulan_quarter_releases", "2025-TW2"] == 0
    assert found["triwulan_written_timestamp_seconds",] == now.timestamp()
    assert found["triwulan_disk_free_bytes", "state"] > 0
    assert ("triwulan_last_backup_timestamp_seconds",) not in found, "what is not known is not there"


def test_a_report_that_was_made_does_not_fail_by_what_follows(unit: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIWULAN_NOTIFY", "nosuch://here")
    (unit.workspace.state / "metrics.prom").mkdir()
    first, second = attending.follow(unit.workspace)
    assert first.startswith("metrics were not written")
    assert second.startswith("messages were not sent: address 1")


def test_while_the_interface_runs_what_changed_is_looked_at_once(unit: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[list[str]] = []
    running = {"code": None}

    class Process:
        def __init__(self, command: list[str], **more: object) -> None:
            begun.append(command[1:])

        def poll(self) -> int | None:
            return running["code"]

    clock = {"now": 1000.0}
    monkeypatch.setattr(attending.subprocess, "Popen", Process)
    monkeypatch.setattr(attending.time, "monotonic", lambda: clock["now"])
    attendant = attending.Attendant(unit.workspace)

    def after(seconds: float) -> int:
        clock["now"] += seconds
        attendant.look()
        return len(begun)

    assert after(0) == 1, "at the start: what happened while nobody looked"
    unit.publish(TW1)
    assert after(60) == 1, "the one before is at work still"
    running["code"] = 0
    assert [after(0.5), after(6), after(6), after(800), after(95), after(6)] == [2, 2, 2, 2, 3, 3]
    unit.publish(TW2)
    assert [after(1), after(5)] == [3, 4]
    assert begun[0] == ["-m", "orchestration.operations"]


def test_a_second_clock_is_told_of_a_service_that_is_dead(unit: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    now = dt.datetime(2025, 7, 20, tzinfo=dt.UTC)
    assert examining.overdue(unit.workspace, now) == []
    silent = runs.History([], now - dt.timedelta(minutes=11))
    monkeypatch.setattr(runs, "history", lambda _: silent)
    assert [one.cause for one in examining.overdue(unit.workspace, now)] == ["daemon", "jadwal 2025-TW2"]


@pytest.mark.slow
def test_the_command_finds_the_sample_well_and_its_last_runs(sample_world: World) -> None:
    found = sample_world.triwulan("doctor", "--json")
    told = json.loads(found.output)
    assert (found.code, told["well"]) == (0, True), found.output
    assert [one["text"].split(",")[0][:14] for one in told["seen"] if one["about"] == "runs"] == [
        "2025-TW2 ended", "2025-TW1 ended",
    ]  # fmt: skip
    assert (sample_world.state / "metrics.prom").is_file(), "written by the run"
    spoken = sample_world.triwulan("doctor", "--lang=id")
    assert "baik  pengolahan: 2025-TW2 selesai" in spoken.output
