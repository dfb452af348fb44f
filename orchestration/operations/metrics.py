"""How a workspace stands, for programs that watch many: `metrics.prom` in the state, in Prometheus' text format.

Belongs here: which numbers there are. Not here: when they are written (attending.py). Whoever collects them points the
node exporter's textfile collector there, or serves the file; nothing here listens.

Only what is cheap to know: no delivery is opened and no history read, so every run can afford it.
"""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

from orchestration.operations import kept
from orchestration.operations.backup import last_backup
from orchestration.release import durable, states, status
from orchestration.release.reading import releases
from orchestration.workspace import locking

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.workspace.settings import Workspace

FILE = "metrics.prom"


def write(workspace: Workspace, now: dt.datetime | None = None) -> Path:
    """Writes the numbers as they are now.

    Raises:
        StatusError: the acts of a quarter cannot be read.
        OSError: the file cannot be written.
    """
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()

    def gauge(name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"triwulan_{name}", text, labels, registry=registry)

    state = gauge("quarter_state", "1 for the state in which a quarter is, 0 for the others", "quarter", "state")
    open_warnings = gauge("quarter_open_warnings", "Warnings that nobody has answered", "quarter")
    made = gauge("quarter_releases", "Releases of a quarter, withdrawn ones among them", "quarter")
    acted = gauge("quarter_last_act_timestamp_seconds", "When the state of a quarter last changed", "quarter")
    for quarter in states.quarters(workspace):
        stands = states.standing(workspace, quarter)
        for known in states.State:
            state.labels(quarter.code, known.value).set(known == stands.state)
        open_warnings.labels(quarter.code).set(len(stands.waits.warnings))
        folder = workspace.reports / quarter.code
        made.labels(quarter.code).set(len(releases(folder)))
        if acts := status.entries(folder):
            acted.labels(quarter.code).set(dt.datetime.fromisoformat(acts[-1].time).timestamp())
    free = gauge("disk_free_bytes", "Free space where a folder of the workspace lies", "folder")
    for name, place in kept.folders(workspace).items():
        if place.is_dir():
            free.labels(name).set(shutil.disk_usage(place).free)
    killed = gauge("run_was_killed", "1 when the last run ended without saying how")
    killed.set(locking.left_behind(locking.run_lock(workspace)))
    if (backed := last_backup(workspace)) is not None:
        gauge("last_backup_timestamp_seconds", "When a backup was last made").set(backed.timestamp())
    now = now or dt.datetime.now(dt.UTC)
    gauge("written_timestamp_seconds", "When these numbers were written; old ones are a sign").set(now.timestamp())
    path = workspace.state / FILE
    durable.write(path, generate_latest(registry))
    path.chmod(0o644)
    return path
