"""When a run starts by itself: the quarter just closed, and what arrived in the landing folder."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from orchestration.defs import assembly
from orchestration.defs.schedules import closed_quarter
from orchestration.defs.sensors import landing_folder
from orchestration.journey import arrivals
from orchestration.workspace.profile import QUIET_SECONDS
from orchestration.workspace.settings import Workspace
from tests.orchestration import doubles

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return assembly.assemble(doubles.plan())


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    found = Workspace(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")
    for name, value in found.environment().items():
        monkeypatch.setenv(name, value)
    for quarter in ("2025-TW1", "2025-TW2"):
        deliver(found, quarter, "sbs.csv")
    return found


def deliver(workspace: Workspace, quarter: str, name: str, age: float = 3600.0) -> None:
    """Puts a file into the landing folder, delivered some seconds ago."""
    path = workspace.landing / quarter / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(name)
    os.utime(path, (time.time() - age, time.time() - age))


@pytest.fixture(autouse=True)
def nothing_is_too_young(monkeypatch: pytest.MonkeyPatch) -> None:
    # The time of a directory entry cannot be set back; files of these tests are always seconds old.
    monkeypatch.setattr(arrivals, "quiet_seconds", lambda _: 0.0)


def tick(definitions: dg.Definitions, instance: dg.DagsterInstance) -> tuple[list[str], str]:
    """Quarters asked for, whose runs begin as the daemon would begin them, and why none was."""
    result = landing_folder(dg.build_sensor_context(instance=instance, definitions=definitions))
    assert isinstance(result, dg.SensorResult)
    reason = result.skip_reason.skip_message if isinstance(result.skip_reason, dg.SkipReason) else result.skip_reason
    asked = [str(request.partition_key) for request in result.run_requests or []]
    for quarter, request in zip(asked, result.run_requests or [], strict=True):
        begin(instance, quarter, request.tags)
    return asked, str(reason or "")


def begin(instance: dg.DagsterInstance, quarter: str, tags: Mapping[str, str]) -> None:
    """A run of a quarter in the history."""
    name = dg.DagsterRun(job_name="x").run_id
    instance.add_run(
        dg.DagsterRun(job_name="quarterly_report", run_id=name, tags={**tags, "dagster/partition": quarter})
    )


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (dt.datetime(2025, 7, 15, 6, tzinfo=JAKARTA), "2025-TW2"),
        (dt.datetime(2025, 10, 15, 6, tzinfo=JAKARTA), "2025-TW3"),
        (dt.datetime(2026, 1, 15, 6, tzinfo=JAKARTA), "2025-TW4"),
        (dt.datetime(2026, 4, 15, 6, tzinfo=JAKARTA), "2026-TW1"),
    ],
)
def test_the_schedule_asks_for_the_quarter_that_closed(day: dt.datetime, quarter: str) -> None:
    request = closed_quarter(dg.build_schedule_context(scheduled_execution_time=day))
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == quarter


def test_the_schedule_says_when_a_quarter_is_beyond_the_partitions() -> None:
    late = dt.datetime(2031, 4, 15, 6, tzinfo=JAKARTA)
    skipped = closed_quarter(dg.build_schedule_context(scheduled_execution_time=late))
    assert isinstance(skipped, dg.SkipReason)
    assert "2031-TW1" in str(skipped.skip_message)


def test_the_schedule_ticks_at_six_in_jakarta_after_each_quarter() -> None:
    assert closed_quarter.execution_timezone == "Asia/Jakarta"
    assert closed_quarter.cron_schedule == "0 6 15 1,4,7,10 *"


def test_the_sensor_asks_once_for_what_arrived(definitions: dg.Definitions, workspace: Workspace) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        asked, _ = tick(definitions, instance)
        assert asked == ["2025-TW1", "2025-TW2"]
        asked, reason = tick(definitions, instance)
        assert (asked, reason) == ([], "tidak ada kiriman baru")
        deliver(workspace, "2025-TW2", "neraca.csv")
        asked, _ = tick(definitions, instance)
        assert asked == ["2025-TW2"]
        # A late file of the first quarter counts in the second one's report too.
        deliver(workspace, "2025-TW1", "late.csv")
        asked, _ = tick(definitions, instance)
        assert asked == ["2025-TW1", "2025-TW2"]


def test_a_request_names_what_it_saw(definitions: dg.Definitions, workspace: Workspace) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        result = landing_folder(dg.build_sensor_context(instance=instance, definitions=definitions))
    assert isinstance(result, dg.SensorResult)
    seen = arrivals.by_quarter(workspace)
    for request in result.run_requests or []:
        assert request.tags[arrivals.TAG] == seen[str(request.partition_key)].fingerprint
        assert seen[str(request.partition_key)].fingerprint in str(request.run_key)
    keys = [request.run_key for request in result.run_requests or []]
    assert len(keys) == len(set(keys)) == 2


def test_what_the_command_line_has_run_is_not_run_again(definitions: dg.Definitions, workspace: Workspace) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        seen = arrivals.by_quarter(workspace)["2025-TW2"].fingerprint
        begin(instance, "2025-TW2", {arrivals.TAG: seen})
        begin(instance, "2025-TW1", {})  # a check, which says of nothing that it was run
        asked, _ = tick(definitions, instance)
    assert asked == ["2025-TW1"]


def test_what_is_put_back_as_it_was_is_run_again(definitions: dg.Definitions, workspace: Workspace) -> None:
    """The run in between made a konsep or a refusal of what was there meanwhile."""
    path = workspace.landing / "2025-TW2" / "sbs.csv"
    aside = workspace.sources / "sbs.csv"
    with dg.DagsterInstance.ephemeral() as instance:
        tick(definitions, instance)
        path.rename(aside)
        deliver(workspace, "2025-TW2", "sbs.csv", age=60)
        assert tick(definitions, instance)[0] == ["2025-TW2"]
        aside.replace(path)  # the same bytes, name and time
        assert tick(definitions, instance)[0] == ["2025-TW2"]
        assert tick(definitions, instance)[0] == []


def test_what_a_run_did_not_finish_is_asked_for_again(definitions: dg.Definitions, workspace: Workspace) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        tick(definitions, instance)
        for run in instance.get_runs():
            instance.add_run_tags(run.run_id, {arrivals.TAG: "not finished"})
        assert tick(definitions, instance)[0] == ["2025-TW1", "2025-TW2"]


def test_a_delivery_that_is_still_being_copied_is_waited_for(
    definitions: dg.Definitions, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        deliver(workspace, "2025-TW2", "order.xlsx.part")
        asked, _ = tick(definitions, instance)
        assert asked == ["2025-TW1"]
        asked, reason = tick(definitions, instance)
        assert (asked, reason) == ([], "masih disalin: 2025-TW2")
        (workspace.landing / "2025-TW2" / "order.xlsx.part").rename(workspace.landing / "2025-TW2" / "order.xlsx")
        asked, _ = tick(definitions, instance)
        assert asked == ["2025-TW2"]


def test_a_folder_is_waited_for_as_long_as_the_profile_wants(
    definitions: dg.Definitions, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    for name, value in workspace.environment().items():
        monkeypatch.setenv(name, value)
    profile = workspace.sources / "unit.yaml"
    assert arrivals.quiet_seconds(workspace) == QUIET_SECONDS == 300
    profile.write_text("tenang_detik: 3600\n", encoding="utf-8")
    with dg.DagsterInstance.ephemeral() as instance:
        asked, reason = tick(definitions, instance)
        assert (asked, reason) == ([], "masih disalin: 2025-TW1, 2025-TW2")
        # The schedule does not take what the sensor waits for.
        skipped = closed_quarter(
            dg.build_schedule_context(scheduled_execution_time=dt.datetime(2025, 7, 15, 6, tzinfo=JAKARTA))
        )
        assert isinstance(skipped, dg.SkipReason)
        assert "masih disalin" in str(skipped.skip_message)
        profile.write_text("tenang_detik: 0\n", encoding="utf-8")
        assert tick(definitions, instance)[0] == ["2025-TW1", "2025-TW2"]


def test_profile_reference_data_contracts_and_answers_are_watched(
    definitions: dg.Definitions, workspace: Workspace
) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        tick(definitions, instance)
        both = ["2025-TW1", "2025-TW2"]
        for place, quarters in (
            ("unit.yaml", both),
            ("reference/hari_libur.csv", both),
            ("contracts/sbs.yaml", both),
            ("tanggapan/2025-TW2.csv", ["2025-TW2"]),
        ):
            path = workspace.sources / place
            path.parent.mkdir(exist_ok=True)
            path.write_text("kind: sbs\n", encoding="utf-8")
            asked, _ = tick(definitions, instance)
            assert asked == quarters, place


def test_what_lies_outside_the_folders_of_quarters_is_told(definitions: dg.Definitions, workspace: Workspace) -> None:
    (workspace.landing / "sbs_juni.csv").write_text("x")
    (workspace.landing / "TW2 2025").mkdir()
    (workspace.landing / "README.md").write_text("x")
    with dg.DagsterInstance.ephemeral() as instance:
        tick(definitions, instance)
        asked, reason = tick(definitions, instance)
    assert asked == []
    assert "TW2 2025: bukan triwulan, sehingga isinya tidak dibaca" in reason
    assert "sbs_juni.csv: berada langsung dalam landing, di luar folder triwulan" in reason
    assert "README" not in reason


def test_a_quarter_beyond_the_partitions_is_left_alone(definitions: dg.Definitions, workspace: Workspace) -> None:
    deliver(workspace, "2019-TW1", "old.csv")
    with dg.DagsterInstance.ephemeral() as instance:
        assert tick(definitions, instance)[0] == ["2025-TW1", "2025-TW2"]


def test_the_sensor_watches_under_triwulan_ui_only() -> None:
    assert "TRIWULAN_WATCH" not in os.environ
    assert landing_folder.default_status == dg.DefaultSensorStatus.STOPPED
    assert closed_quarter.default_status == dg.DefaultScheduleStatus.RUNNING
