"""The history of a workspace: its settings, its storage."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from dagster._core.definitions.data_version import DATA_VERSION_TAG
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration.run.event_log import EventLog
from orchestration.run.history import (
    COMMAND_LINE,
    STARTED_BY,
    close_abandoned,
    open_instance,
    prepare_home,
    repository_tag,
)
from orchestration.workspace.settings import PROJECT, Workspace

pytestmark = pytest.mark.slow

TELL_ONE = """
import sys
from pathlib import Path
from typing import Any
from orchestration.run.history import open_instance
from orchestration.workspace.settings import Workspace
folder = Path(sys.argv[1])
with open_instance(Workspace(folder, folder, folder)) as instance:
    print(instance.get_runs_count())
"""


def workspace(folder: Path) -> Workspace:
    return Workspace(folder, folder, folder)


def test_everything_stays_below_the_state_and_nothing_is_sent(tmp_path: Path) -> None:
    prepare_home(workspace(tmp_path))
    for name in ("dagster.yaml", "command-line.yaml"):
        settings = yaml.safe_load((tmp_path / "dagster" / name).read_text())
        assert settings["telemetry"] == {"enabled": False}
        assert settings["nux"] == {"enabled": False}
        assert settings["run_retries"] == {"enabled": False}
        assert settings["concurrency"]["runs"]["max_concurrent_runs"] == 1
        folders = [part["config"]["base_dir"] for part in settings.values() if "config" in part]
        assert len(folders) >= 4
        assert all(Path(folder).is_relative_to(tmp_path / "dagster") for folder in folders)


def test_settings_are_put_right_when_somebody_changed_them(tmp_path: Path) -> None:
    prepare_home(workspace(tmp_path))
    path = tmp_path / "dagster" / "dagster.yaml"
    before = path.read_text()
    path.write_text("telemetry: {enabled: true}")
    prepare_home(workspace(tmp_path))
    assert path.read_text() == before


def test_the_location_is_named_as_the_interface_names_it() -> None:
    block = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["dagster"]
    assert block["module_name"] == "orchestration.definitions"
    name = block.get("code_location_name", "orchestration.definitions")
    assert repository_tag() == {".dagster/repository": f"__repository__@{name}"}


def test_the_log_is_dagster_s_own_and_keeps_what_is_told(tmp_path: Path) -> None:
    @dg.asset(check_specs=[dg.AssetCheckSpec("holds", asset="one")])
    def one() -> dg.MaterializeResult:
        return dg.MaterializeResult(
            metadata={"rows": 3}, check_results=[dg.AssetCheckResult(check_name="holds", passed=True)]
        )

    with open_instance(workspace(tmp_path)) as instance:
        assert isinstance(instance.event_log_storage, EventLog)
        done = dg.materialize([one], instance=instance)
        assert done.success
    # Read by Dagster's own class, as any other tool would.
    stored = SqliteEventLogStorage(str(tmp_path / "dagster" / "history" / "runs"))
    try:
        entries = stored.get_logs_for_run(done.run_id)
    finally:
        stored.dispose()
    assert [entry.dagster_event_type for entry in entries][-1] == dg.DagsterEventType.RUN_SUCCESS
    with open_instance(workspace(tmp_path)) as instance:
        event = instance.get_latest_materialization_event(dg.AssetKey("one"))
        assert event is not None
        assert event.run_id == done.run_id


def test_what_is_told_in_one_piece_is_kept_whole_or_told_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    @dg.multi_asset(
        specs=[dg.AssetSpec(name) for name in ("one", "two", "three")],
        check_specs=[dg.AssetCheckSpec("holds", asset="two")],
    )
    def several() -> Iterator[Any]:
        for name in ("one", "two", "three"):
            yield dg.MaterializeResult(asset_key=name)
        yield dg.AssetCheckResult(asset_key="two", check_name="holds", passed=True)

    planned = {dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED, dg.DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED}
    store = EventLog._event_to_row
    broken = []

    def store_but_break_once(log: EventLog, event: dg.EventLogEntry) -> dict[str, Any]:
        if event.dagster_event_type in planned and len(broken) < 2:
            broken.append(event)
            if len(broken) == 2:
                raise OSError("the disk is full")
        return store(log, event)

    with open_instance(workspace(tmp_path)) as instance:
        told = []
        for breaks in (False, True):
            if breaks:
                monkeypatch.setattr(EventLog, "_event_to_row", store_but_break_once)
            done = dg.materialize([several], instance=instance)
            assert done.success
            kinds = [entry.dagster_event_type for entry in instance.all_logs(done.run_id)]
            told.append(sorted(str(kind) for kind in kinds if kind in planned))
            records = instance.event_log_storage.get_asset_check_execution_history(
                dg.AssetCheckKey(dg.AssetKey("two"), "holds"), limit=5
            )
            assert [record.status.value for record in records] == ["SUCCEEDED"] * len(told)
    assert len(broken) == 2
    # What was stored before the disk was full is taken back, so that nothing stands twice.
    assert told[0] == told[1]
    assert len(told[0]) == 4
    assert "the disk is full" in capfd.readouterr().err


def test_many_runs_keep_few_files_open(tmp_path: Path) -> None:
    with open_instance(workspace(tmp_path)) as instance:
        log = instance.event_log_storage
        assert isinstance(log, EventLog)
        for number in range(30):
            assert list(log.get_logs_for_run(f"00000000-0000-0000-0000-{number:012d}")) == []
        assert len(log.open_files) <= 8
        assert list(log.get_logs_for_run("00000000-0000-0000-0000-000000000000")) == []


def test_two_processes_may_open_a_fresh_history_at_once(tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", TELL_ONE, str(tmp_path)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    assert [process.communicate(timeout=120)[0] for process in started] == ["0\n", "0\n"]


@pytest.mark.parametrize(
    ("command_line", "interface", "closed"),
    [(True, False, {"a", "e"}), (False, True, {"b"}), (True, True, {"a", "b", "e"}), (False, False, set())],
)
def test_a_run_whose_process_is_gone_is_closed(
    tmp_path: Path, command_line: bool, interface: bool, closed: set[str]
) -> None:
    with open_instance(workspace(tmp_path)) as instance:
        for name, tags, status in (
            ("a", {STARTED_BY: COMMAND_LINE}, dg.DagsterRunStatus.STARTED),
            ("b", {}, dg.DagsterRunStatus.STARTED),
            ("c", {STARTED_BY: COMMAND_LINE}, dg.DagsterRunStatus.SUCCESS),
            ("d", {}, dg.DagsterRunStatus.CANCELED),
            ("e", {STARTED_BY: COMMAND_LINE}, dg.DagsterRunStatus.NOT_STARTED),
            ("f", {}, dg.DagsterRunStatus.NOT_STARTED),
        ):
            instance.add_run(dg.DagsterRun(job_name=name, run_id=str(uuid.uuid4()), tags=tags, status=status))
        names = {run.run_id: run.job_name for run in instance.get_runs()}
        found = close_abandoned(instance, command_line=command_line, interface=interface)
        assert {names[run_id] for run_id in found} == closed
        failed = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE]))
        assert {run.job_name for run in failed} == closed


def test_what_a_run_is_told_of_itself_is_what_dagster_reads(tmp_path: Path) -> None:
    """Twice, so that there is an older materialization that could be taken for the newest."""
    quarters = dg.StaticPartitionsDefinition(["2025-TW1", "2025-TW2"])
    first, second = dg.AssetKey("first"), dg.AssetKey("second")

    @dg.multi_asset(
        specs=[dg.AssetSpec("first"), dg.AssetSpec("second", deps=["first"])],
        check_specs=[dg.AssetCheckSpec("holds", asset="second")],
        partitions_def=quarters,
    )
    def both() -> Iterator[Any]:
        yield dg.MaterializeResult(asset_key="first", metadata={"rows": 3})
        yield dg.MaterializeResult(asset_key="second")
        yield dg.AssetCheckResult(asset_key="second", check_name="holds", passed=True)

    def read(log: SqliteEventLogStorage) -> list[Any]:
        [asset] = log.get_asset_records([first])
        of_quarter = [
            (
                log.fetch_materializations(dg.AssetRecordsFilter(first, [quarter]), limit=1),
                log.get_latest_tags_by_partition(
                    first, dg.DagsterEventType.ASSET_MATERIALIZATION, [DATA_VERSION_TAG], [quarter]
                ),
            )
            for quarter in quarters.get_partition_keys()
        ]
        return [asset, log.fetch_materializations(first, limit=1), *of_quarter]

    with open_instance(workspace(tmp_path)) as instance:
        log = instance.event_log_storage
        assert isinstance(log, EventLog)
        for quarter in ("2025-TW1", "2025-TW2", "2025-TW1"):
            assert dg.materialize([both], instance=instance, partition_key=quarter).success
            told = read(log)
        stored = SqliteEventLogStorage(str(tmp_path / "dagster" / "history" / "runs"))
        try:
            assert told == read(stored)
            [made] = stored.get_asset_records([second])
        finally:
            stored.dispose()
        # What the second is made of is the first of the same run, and its check is of the second of the same run.
        record = made.asset_entry.last_materialization_record
        assert record is not None
        assert record.asset_materialization is not None
        tags = record.asset_materialization.tags or {}
        assert tags["dagster/input_event_pointer/first"] == str(told[2][0].records[0].storage_id)
        [checked, *_] = log.get_asset_check_execution_history(dg.AssetCheckKey(second, "holds"), limit=5)
        assert checked.event is not None
        evaluation = checked.event.get_dagster_event().asset_check_evaluation_data
        assert evaluation.target_materialization_data is not None
        assert evaluation.target_materialization_data.storage_id == record.storage_id
