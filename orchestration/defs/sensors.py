"""The sensor: something arrived in the landing folder, so the quarters that use it are run again.

Belongs here: when to ask for a run. Not here: what changed (journey/arrivals.py).
"""

import os

import dagster as dg

from orchestration.defs.jobs import quarterly_report
from orchestration.defs.partitions import QUARTERS
from orchestration.defs.speaking import shown
from orchestration.journey import arrivals
from orchestration.language.sentences import joined, say
from orchestration.workspace.settings import Workspace

LOOKED_AT = 50
"""Runs of a quarter among which the newest that says what it saw is looked for; checks do not say."""

# `triwulan ui` sets TRIWULAN_WATCH. Whoever only opens Dagster over the checkout to look around starts no run by saving
# a file.


@dg.sensor(
    job=quarterly_report,
    minimum_interval_seconds=30,
    default_status=(
        dg.DefaultSensorStatus.RUNNING if os.environ.get("TRIWULAN_WATCH") else dg.DefaultSensorStatus.STOPPED
    ),
    description=shown(
        say(
            "Runs a quarter when a delivery, the profile, reference data, a contract or an answer that it uses is new,"
            " changed or gone, and the folder is still."
        )
    ),
)
def landing_folder(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Asks for a run of each quarter whose deliveries the newest run did not see as they are now.

    A late file of an earlier quarter concerns the later quarters of its year too. What is there again as it was before
    is run again: a run in between made something else of the quarter. What the command line has run already is not:
    its runs say what they saw as well, its checks do not.
    """
    requests: list[dg.RunRequest] = []
    copying: list[str] = []
    workspace = Workspace.resolve()
    for sentence in (unread := arrivals.outside(workspace)):
        context.log.warning(shown(sentence))
    for quarter, arrived in arrivals.by_quarter(workspace).items():
        if quarter not in QUARTERS.get_partition_keys():
            continue
        if not arrived.settled:
            copying.append(quarter)
            continue
        newest = _newest(context.instance, quarter)
        if newest is None or newest.tags[arrivals.TAG] != arrived.fingerprint:
            key = f"{quarter} {arrived.fingerprint} after {newest.run_id if newest else 'nothing'}"
            tags = {arrivals.TAG: arrived.fingerprint}
            requests.append(dg.RunRequest(run_key=key, partition_key=quarter, tags=tags))
    if requests:
        return dg.SensorResult(run_requests=requests)
    reason = say("nothing new has landed")
    if copying:
        reason = say("still being copied: {quarters}", quarters=", ".join(copying))
    return dg.SensorResult(skip_reason=shown(joined("; ", [reason, *unread])))


def _newest(instance: dg.DagsterInstance, quarter: str) -> dg.DagsterRun | None:
    """The newest run of a quarter that says what it saw."""
    of_quarter = dg.RunsFilter(tags={"dagster/partition": quarter})
    return next((run for run in instance.get_runs(of_quarter, limit=LOOKED_AT) if arrivals.TAG in run.tags), None)
