"""The orchestrator's history of a workspace: its directory, its settings, its storage, opening it.

Belongs here: what makes `state/dagster` a Dagster instance that command line and interface share. Not here: what is
recorded in it (event_log.py, which Dagster loads by name, because the written `dagster.yaml` says so).
"""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING, Any

import yaml
from dagster import DagsterInstance, DagsterRunStatus, RunsFilter

from orchestration.journey.arrivals import TAG
from orchestration.workspace import locking
from orchestration.workspace.salvage import sound_history
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.workspace.settings import Workspace

STARTED_BY, COMMAND_LINE = "triwulan/started_by", "command line"
"""Tag and value of a run that the command line started."""

DRY_RUN = "triwulan/check"
"""Tag of a run that was to publish nothing."""

_INTERFACE = "dagster.yaml"
_COMMAND_LINE = "command-line.yaml"
_DATABASES = {"history": ("runs.db", "runs/index.db"), "schedules": ("schedules.db",)}
"""Folders below the home, and the files in them without which Dagster does not start."""


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
        "event_log_storage": storage("orchestration.run.event_log", "EventLog", "history/runs"),
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
