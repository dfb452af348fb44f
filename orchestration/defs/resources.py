"""What an asset is given: the journey of its run.

Belongs here: making it for runs that the interface launches. The command line makes its own and hands it over.
"""

from collections.abc import Iterator

import dagster as dg

from orchestration.defs.speaking import shown
from orchestration.journey.journey import Journey
from orchestration.journey.plan import load_plan
from orchestration.language.sentences import say
from orchestration.release import formats
from orchestration.workspace import layout, locking
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace

WAIT_SECONDS = 3600.0
"""How long a run of the interface waits for one of the command line before it fails."""


@dg.resource(description=shown(say("The run's workspace, quarter and evidence, under the workspace's lock.")))
def journey(context: dg.InitResourceContext) -> Iterator[Journey]:
    """The journey of a run, holding the workspace's lock from its first step to its last."""
    run = context.run
    if run is None or "dagster/partition" not in run.tags:
        raise dg.DagsterInvariantViolationError(shown(say("choose one quarter: a run builds exactly one partition")))
    quarter = Quarter.parse(run.tags["dagster/partition"])
    workspace = Workspace.resolve()
    log = context.log
    with locking.hold(
        locking.run_lock(workspace),
        f"run {quarter} {locking.INTERFACE}",
        wait_seconds=WAIT_SECONDS,
        on_wait=lambda holder: log.info(shown(say("waiting for {holder}", holder=holder.told()))) if log else None,
    ):
        formats.demand_today(workspace)
        layout.mark(workspace.state)
        yield Journey(workspace, quarter, load_plan(workspace))
