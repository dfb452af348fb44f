"""What the orchestrator's history tells of the last runs, and whether its daemon is alive.

Belongs here: asking the history, and the one question that no process which has died can answer: was a run due that
nobody made? Not here: what follows from the answers (examining.py, news.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from orchestration.run.history import DagsterInstance
    from orchestration.workspace.settings import Workspace

LOOKED_AT = 200
"""Runs that are looked at, the newest first."""

SILENT_SECONDS = 600.0
"""The daemon says every half minute that it is alive; after this long it counts as dead."""

LATE_HOURS = 2
"""How long after its hour a run of the schedule may begin: it waits for other runs and for files to be still."""

_ENDED = {"SUCCESS": "ended", "FAILURE": "failed", "CANCELED": "stopped"}


@dataclass(frozen=True)
class Run:
    """A run that was to publish something.

    Attributes:
        run_id: in the history.
        quarter: its code; empty where it is of none.
        outcome: `ended`, `failed` (refused or broken), `stopped`, or `running`.
        asked_at: when it was asked for, UTC.
        began_at, ended_at: UTC; None where it did not.
    """

    run_id: str
    quarter: str
    outcome: str
    asked_at: dt.datetime
    began_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None

    @property
    def seconds(self) -> float | None:
        """How long it took; None where it has not ended."""
        if self.began_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.began_at).total_seconds()


@dataclass(frozen=True)
class History:
    """What the history tells.

    Attributes:
        runs: the newest first; checks, which publish nothing, are not among them.
        alive_at: when the daemon last said that it lives, UTC; None where there never was one.
        asking_since: since when the schedule asks for runs here, UTC; None where no daemon ever took it up.
    """

    runs: list[Run] = field(default_factory=list)
    alive_at: dt.datetime | None = None
    asking_since: dt.datetime | None = None

    def last_of_each(self) -> dict[str, Run]:
        """The newest run of each quarter."""
        return {run.quarter: run for run in reversed(self.runs) if run.quarter}


def history(workspace: Workspace) -> History:
    """What the history of a workspace tells; nothing where there is none yet.

    Raises:
        WorkspaceBusyError: somebody has been opening it for a minute.
    """
    if not (workspace.dagster_home / "history" / "runs.db").is_file():
        return History()
    from orchestration.run.history import open_instance

    with open_instance(workspace) as instance:
        beats = [beat.timestamp for beat in instance.get_daemon_heartbeats().values()]
        return History(_runs(instance), _time(max(beats)) if beats else None, _asking_since(instance))


def _asking_since(instance: DagsterInstance) -> dt.datetime | None:
    """Dagster notes it when a daemon sees the schedule for the first time, and a further start leaves it as it is."""
    schedules = (one for one in instance.all_instigator_state() if one.instigator_type.value == "SCHEDULE")
    noted = (getattr(one.instigator_data, "start_timestamp", None) for one in schedules)
    return _time(min((at for at in noted if at is not None), default=None))


def _runs(instance: DagsterInstance) -> list[Run]:
    from orchestration.run.history import DRY_RUN

    found = []
    for record in instance.get_run_records(limit=LOOKED_AT):
        tags = record.dagster_run.tags
        if DRY_RUN in tags:
            continue
        found.append(
            Run(
                record.dagster_run.run_id,
                tags.get("dagster/partition", ""),
                _ENDED.get(record.dagster_run.status.value, "running"),
                record.create_timestamp.astimezone(dt.UTC),
                _time(record.start_time),
                _time(record.end_time),
            )
        )
    return found


def _time(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)


def due_run(now: dt.datetime) -> tuple[Quarter, dt.datetime]:
    """The last run that the schedule had to ask for: which quarter, and when."""
    from orchestration.defs.schedules import last_tick

    at = last_tick(now)
    return Quarter.containing(at.date()).previous, at.astimezone(dt.UTC)


def missed_run(found: History, now: dt.datetime) -> tuple[Quarter, dt.datetime] | None:
    """A run that the schedule had to ask for and that nobody has made since; None where none was missed.

    What was due before a service was installed here was nobody's to ask for.

    Args:
        found: what the history tells.
        now: UTC.
    """
    quarter, at = due_run(now)
    if now < at + dt.timedelta(hours=LATE_HOURS) or (found.asking_since is not None and at < found.asking_since):
        return None
    made = any(run.quarter == quarter.code and run.asked_at >= at for run in found.runs)
    return None if made else (quarter, at)
