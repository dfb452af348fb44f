"""The orchestrator's history of a workspace: its directory, its settings, its storage, opening it.

Belongs here: what makes `state/dagster` a Dagster instance that command line and interface share. Not here: what is
recorded in it. Dagster loads `EventLog` by name, because the written `dagster.yaml` says so.
"""

from __future__ import annotations

import os
import threading
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy
import yaml
from dagster import DagsterInstance, DagsterRunStatus, EventLogEntry, RunsFilter
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable

from orchestration.journey.arrivals import TAG
from orchestration.workspace import locking
from orchestration.workspace.salvage import sound_history
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Connection, Engine

    from orchestration.workspace.settings import Workspace

STARTED_BY, COMMAND_LINE = "triwulan/started_by", "command line"
"""Tag and value of a run that the command line started."""

DRY_RUN = "triwulan/check"
"""Tag of a run that was to publish nothing."""

_INTERFACE = "dagster.yaml"
_COMMAND_LINE = "command-line.yaml"
_INDEX = "index"
_DATABASES = {"history": ("runs.db", f"runs/{_INDEX}.db"), "schedules": ("schedules.db",)}
"""Folders below the home, and the files in them without which Dagster does not start."""
_OPEN_SHARDS = 8
_BATCH = 1000
_BUSY_SECONDS = 30


class EventLog(SqliteEventLogStorage):
    """Dagster's own SQLite event log, same files and tables, with connections that stay open.

    Dagster opens and closes a connection for each statement, and with it forgets every prepared statement; most of the
    8 ms of an event go there. A run of this project writes some 450 events: 3.4 s of CPU before, 0.8 s after. Commits
    wait for the write-ahead log, not for the disk: after a power cut the newest events may be missing, the history
    stays consistent, and the release, which is written and synced elsewhere, does not depend on it.
    """

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._batch = threading.local()
        # Dagster hands over what belongs together in one piece only when told how large a piece may be.
        os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", str(_BATCH))
        super().__init__(base_dir=base_dir, inst_data=inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> EventLog:
        """Made by Dagster from `dagster.yaml`."""
        return cls(inst_data=inst_data, **config_value)

    def run_connection(self, run_id: str | None = None) -> Any:
        """A transaction on the file of one run."""
        return self._transaction(run_id or _INDEX, super().run_connection)

    def index_connection(self) -> AbstractContextManager[Connection]:
        """A transaction on the file that spans all runs."""
        return self._transaction(_INDEX, lambda _: super(EventLog, self).index_connection())

    @contextmanager
    def _transaction(self, shard: str, first: Any) -> Iterator[Connection]:
        batch: dict[str, Connection] | None = getattr(self._batch, "open", None)
        if batch is not None and shard in batch:
            yield batch[shard]
            return
        engine = self._engines.get(shard)
        if engine is None:
            # The parent's own connection creates the file and its tables when they are missing.
            with first(shard):
                pass
            engine = self._remember(shard)
        if batch is not None:
            batch[shard] = self._batch.stack.enter_context(engine.begin())
            yield batch[shard]
            return
        with engine.begin() as connection:
            yield connection

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Stores events in one transaction a file: what a run plans is some 200 of them at once."""
        with ExitStack() as stack:
            self._batch.stack, self._batch.open = stack, {}
            try:
                super().store_event_batch(events)
            finally:
                self._batch.open = None

    @cached_property
    def supports_asset_checks(self) -> bool:
        """Whether the table of checks is there; Dagster opens the file anew to see it, for each event of a check."""
        return self.has_table(AssetCheckExecutionsTable.name)

    def _remember(self, shard: str) -> Engine:
        engine = sqlalchemy.create_engine(
            self.conn_string_for_shard(shard),
            connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        )
        sqlalchemy.event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA synchronous = NORMAL"))
        while len(self._engines) >= _OPEN_SHARDS:
            # The interface looks into many runs; the file that spans them all stays open, the oldest other one goes.
            oldest = next(name for name in self._engines if name != _INDEX)
            self._engines.pop(oldest).dispose()
        self._engines[shard] = engine
        return engine

    @property
    def open_files(self) -> list[str]:
        """The shards whose files are open now: `index` and ids of runs."""
        return list(self._engines)

    def dispose(self) -> None:
        """Closes the files."""
        while self._engines:
            self._engines.popitem()[1].dispose()
        super().dispose()


def repository_tag(pyproject: Path = PROJECT / "pyproject.toml") -> dict[str, str]:
    """The tag that puts a run started in process on the page of its job.

    It names the code location as the interface does, which takes the name from `[tool.dagster]`.
    """
    block = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["dagster"]
    return {".dagster/repository": f"__repository__@{block.get('code_location_name', block['module_name'])}"}


def close_abandoned(instance: DagsterInstance, *, command_line: bool, interface: bool) -> list[str]:
    """Marks runs as failed that still count as running though their process is gone.

    A killed process cannot say so itself, and the queue would wait for it for ever. Who calls this knows that no such
    run lives: a run of the command line holds the workspace's lock, a run of the interface dies with the interface.

    Args:
        instance: the history.
        command_line: whether to close runs of the command line.
        interface: whether to close runs that the interface launched.

    Returns:
        Ids of the runs.
    """
    closed = []
    begun = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
    for run in instance.get_runs(RunsFilter(statuses=[DagsterRunStatus.NOT_STARTED, *begun])):
        of_command = run.tags.get(STARTED_BY) == COMMAND_LINE
        # The interface notes a run before it is in its queue; one of the command line is begun where it is noted.
        if command_line if of_command else interface and run.status in begun:
            instance.report_run_failed(run, "its process ended without finishing the run")
            # What it saw has not been run, so the sensor may ask for it.
            instance.add_run_tags(run.run_id, {TAG: "not finished"})
            closed.append(run.run_id)
    return closed


def settings(workspace: Workspace, *, capture: bool = True) -> dict[str, Any]:
    """The instance's settings: everything below `state/dagster`, nothing sent anywhere, one run at a time.

    Args:
        workspace: whose history it is.
        capture: whether a run's standard output goes to a file. The command line says no: it shows its own progress
            on this very terminal, and each capture starts two processes that copy it back there.
    """
    home = workspace.dagster_home

    def storage(module: str, name: str, folder: str) -> dict[str, Any]:
        return {"module": module, "class": name, "config": {"base_dir": str(home / folder)}}

    return {
        "telemetry": {"enabled": False},
        "nux": {"enabled": False},
        "run_storage": storage("dagster._core.storage.runs", "SqliteRunStorage", "history"),
        "event_log_storage": storage("orchestration.run.history", "EventLog", "history/runs"),
        "schedule_storage": storage("dagster._core.storage.schedules", "SqliteScheduleStorage", "schedules"),
        "local_artifact_storage": storage("dagster._core.storage.root", "LocalArtifactStorage", "storage"),
        "compute_logs": (
            storage("dagster._core.storage.local_compute_log_manager", "LocalComputeLogManager", "logs")
            if capture
            else {"module": "dagster._core.storage.noop_compute_log_manager", "class": "NoOpComputeLogManager"}
        ),
        "run_coordinator": {"module": "dagster._core.run_coordinator", "class": "QueuedRunCoordinator"},
        # DuckDB has one writer: a second run would only wait for the workspace's lock, so it waits in the queue.
        "concurrency": {"runs": {"max_concurrent_runs": 1}},
        # A refused quarter is an answer, not an accident: trying again gives the same answer.
        "run_retries": {"enabled": False},
        "run_monitoring": {"enabled": True, "start_timeout_seconds": 180},
    }


def prepare_home(workspace: Workspace) -> None:
    """Writes the settings where they are missing or say something else: one file for the interface, one for here."""
    home = workspace.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    for name, capture in ((_INTERFACE, True), (_COMMAND_LINE, False)):
        target = home / name
        text = "# Written by triwulan at each start; changes made here are lost.\n"
        text += yaml.safe_dump(settings(workspace, capture=capture), sort_keys=False)
        if not target.is_file() or target.read_bytes() != text.encode():
            partial = target.with_suffix(f".{os.getpid()}")
            partial.write_text(text, encoding="utf-8")
            partial.replace(target)


def open_instance(workspace: Workspace) -> DagsterInstance:
    """Opens the history for runs of this process, creating it on first use, and anew when it is damaged.

    Two processes that create it at once disturb each other, so opening is done one at a time.
    """
    with locking.hold(workspace.state / "history.lock", "open the history", wait_seconds=60):
        prepare_home(workspace)
        home = workspace.dagster_home
        for folder, names in _DATABASES.items():
            sound_history(home / folder, [home / folder / name for name in names])
        return DagsterInstance.from_config(str(workspace.dagster_home), _COMMAND_LINE)
