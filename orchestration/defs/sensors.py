"""The sensor: something arrived in the landing folder, so the quarters that use it are run again.

Belongs here: when to ask for a run. Not here: what changed (journey/arrivals.py).
"""

import json
import os

import dagster as dg

from orchestration.defs.jobs import quarterly_report
from orchestration.defs.partitions import QUARTERS
from orchestration.journey import arrivals
from orchestration.workspace.settings import Workspace

# `triwulan ui` sets TRIWULAN_WATCH. Whoever only opens Dagster over the checkout to look around starts no run by saving
# a file.


@dg.sensor(
    job=quarterly_report,
    minimum_interval_seconds=30,
    default_status=(
        dg.DefaultSensorStatus.RUNNING if os.environ.get("TRIWULAN_WATCH") else dg.DefaultSensorStatus.STOPPED
    ),
    description="Runs a quarter when a delivery, the profile, reference data, a contract or an answer that it uses is "
    "new, changed or gone, and the folder is still.",
)
def landing_folder(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Asks for a run of each quarter whose deliveries no run has seen as they are now.

    A late file of an earlier quarter concerns the later quarters of its year too. The cursor holds the fingerprint that
    each quarter had when its run was asked for. What the command line has run already is not run again: its runs carry
    the fingerprint as well, its checks do not.
    """
    seen: dict[str, str] = json.loads(context.cursor) if context.cursor else {}
    now = dict(seen)
    requests: list[dg.RunRequest] = []
    copying: list[str] = []
    workspace = Workspace.resolve()
    for sentence in (unread := arrivals.outside(workspace)):
        context.log.warning(sentence)
    for quarter, arrived in arrivals.by_quarter(workspace).items():
        if quarter not in QUARTERS.get_partition_keys():
            continue
        if not arrived.settled:
            copying.append(quarter)
            continue
        if seen.get(quarter) == arrived.fingerprint:
            continue
        now[quarter] = arrived.fingerprint
        tags = {arrivals.TAG: arrived.fingerprint}
        if not context.instance.get_runs(dg.RunsFilter(tags={**tags, "dagster/partition": quarter}), limit=1):
            requests.append(dg.RunRequest(run_key=f"{quarter} {arrived.fingerprint}", partition_key=quarter, tags=tags))
    cursor = json.dumps(now, sort_keys=True)
    if requests:
        return dg.SensorResult(run_requests=requests, cursor=cursor)
    reason = f"still being copied: {', '.join(copying)}" if copying else "nothing new has landed"
    return dg.SensorResult(skip_reason="; ".join([reason, *unread]), cursor=cursor)
