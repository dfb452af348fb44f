"""One run of one quarter in this process, recorded in the orchestrator's history like any other.

Belongs here: lock, history, job, and what came of it in one object. Not here: the steps (journey/), their
declarations (defs/), and what was decided before (quarter.py).

Why in this process: DuckDB has one writer, and starting Python, Dagster and dbt once instead of once a step saves two
thirds of the time. The interface shows the run with its materialisations and checks all the same.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchestration.checks.evidence import CheckResult, Finding
from orchestration.journey import arrivals
from orchestration.language.sentences import said, say
from orchestration.release import formats
from orchestration.release.states import Waits
from orchestration.workspace import layout, locking

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dagster import ExecuteInProcessResult

    from orchestration.journey.journey import Approval, Journey, OnEvent
    from orchestration.journey.plan import Plan
    from orchestration.release.writing import Release
    from orchestration.workspace.locking import Holder
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

WAIT_SECONDS = 600.0
"""How long the command line waits for another run of the same workspace."""


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended.

    Attributes:
        ok: the report is published, unchanged, or (not asked to publish) would be.
        waits: what the report waits for as a konsep, when it does; it is then neither `ok` nor `refused`.
        konsep: the folder of that draft; None when not asked to publish.
        found_by: the release or the konsep whose own run found this, where its inputs are those of now; else empty.
        refused: the quarter is held back; `checks`, `findings` and `error` say why.
        checks: results of this run, in the order of the journey.
        findings: what a steward has to read.
        release: what was published or stood already; None when not asked to publish, refused or broken.
        error: why it is refused, in words; or, when neither `ok` nor `refused`, what broke, with the traceback.
        run_id: the run in the orchestrator's history.
    """

    ok: bool
    refused: bool
    checks: list[CheckResult] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    release: Release | None = None
    error: str = ""
    run_id: str = ""
    waits: Waits = field(default_factory=Waits)
    konsep: Path | None = None
    found_by: str = ""


def execute(
    workspace: Workspace,
    quarter: Quarter,
    *,
    publish: bool,
    on_event: OnEvent | None = None,
    wait_seconds: float = WAIT_SECONDS,
    on_wait: Callable[[Holder], None] | None = None,
    plan: Plan | None = None,
    approval: Approval | None = None,
) -> RunOutcome:
    """Runs the job for one quarter.

    Args:
        workspace: where.
        quarter: which.
        publish: whether to publish; without it the run ends when every check has spoken.
        on_event: called with (stop, name, status, seconds or None) as things happen.
        wait_seconds: how long to wait while another process runs in the workspace.
        on_wait: called once with the other process before waiting; by default on_event is told.
        plan: what to write and check; by default read from contracts and models.
        approval: who approves what is drafted, when a person does.

    Raises:
        KeyboardInterrupt: stopped by hand; the history says so.
        WorkspaceBusyError: another process still runs in the workspace when the time is over.
        DbtProjectError: before anything runs.
        ConfigurationError: before anything runs, or when the report is put together.
    """
    tell = on_event or (lambda *_: None)
    waiting = on_wait or (
        lambda holder: tell("raw", say("waiting for {holder}", holder=holder.told()), "waiting", None)
    )
    # The history's log and the definitions read the workspace from here, in this process and in its children.
    os.environ.update(workspace.environment())
    with locking.hold(locking.run_lock(workspace), f"run {quarter}", wait_seconds=wait_seconds, on_wait=waiting):
        from orchestration.journey.journey import Journey
        from orchestration.journey.plan import load_plan

        formats.demand_today(workspace)
        layout.mark(workspace.state)
        journey = Journey(
            workspace, quarter, plan or load_plan(workspace), on_event=tell, publishes=publish, approval=approval
        )
        run_id, succeeded = _run_job(journey, publish=publish)
        if succeeded and not publish:
            _rehearse(journey)
        if journey.misconfigured is not None:
            raise journey.misconfigured
        return _outcome(journey, run_id, succeeded=succeeded)


def _run_job(journey: Journey, *, publish: bool) -> tuple[str, bool]:
    """Runs the job on the workspace's history."""
    from orchestration.defs.assembly import assemble
    from orchestration.defs.evidence import asset_key
    from orchestration.defs.jobs import REPORT_JOB
    from orchestration.journey.plan import REPORT
    from orchestration.run.history import (
        COMMAND_LINE,
        DRY_RUN,
        STARTED_BY,
        close_abandoned,
        open_instance,
        repository_tag,
    )

    job = assemble(journey.plan, journey).resolve_job_def(REPORT_JOB)
    report = asset_key(REPORT)
    everything = sorted(job.asset_layer.selected_asset_keys)
    with open_instance(journey.workspace) as instance:
        # We hold the workspace's lock, so no other run of the command line lives.
        close_abandoned(instance, command_line=True, interface=False)
        result = job.execute_in_process(
            instance=instance,
            partition_key=journey.quarter.code,
            asset_selection=None if publish else [key for key in everything if key != report],
            raise_on_error=False,
            # What happens is told through on_event; Dagster's own lines would run through the progress display.
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            tags={
                **repository_tag(),
                # A check is no run of what has landed: the sensor still asks for one, and its page says so.
                **(
                    {arrivals.TAG: arrivals.fingerprint(journey.workspace, journey.quarter)}
                    if publish
                    else {DRY_RUN: "nothing is published"}
                ),
                STARTED_BY: COMMAND_LINE,
            },
        )
        if not result.success:
            _explain(result, journey)
        return result.run_id, result.success


def _rehearse(journey: Journey) -> None:
    """Everything of publication but the writing: the report is rendered and read back."""
    from orchestration.journey.journey import REPORT_STOPS, RefusedError

    # The journey keeps why it is refused and what broke, with the traceback.
    with contextlib.suppress(Exception):
        journey.draft()
        journey.settle(*REPORT_STOPS)
        try:
            journey.demand_evidence()
        except RefusedError as refusal:
            journey.refusal = said(refusal)


def _outcome(journey: Journey, run_id: str, *, succeeded: bool) -> RunOutcome:
    held_back = bool(journey.refusal) or any(result.blocks for result in journey.checks)
    broken = bool(journey.error)
    return RunOutcome(
        ok=succeeded and not held_back and not broken and not journey.waits,
        refused=held_back and not broken,
        checks=journey.checks,
        findings=journey.told(),
        release=journey.release,
        error=journey.error or journey.refusal,
        run_id=run_id,
        waits=Waits() if held_back or broken else journey.waits,
        konsep=journey.konsep,
    )


def _explain(result: ExecuteInProcessResult, journey: Journey) -> None:
    """Keeps what failed outside the steps of the journey; a blocking check is no such failure.

    Raises:
        KeyboardInterrupt: the run was stopped by hand; Dagster has recorded that and goes on.
    """
    for event in result.all_events:
        if not event.is_step_failure or (error := event.step_failure_data.error) is None:
            continue
        if error.cls_name == "DagsterExecutionInterruptedError":
            raise KeyboardInterrupt
        if error.cls_name != "DagsterAssetCheckFailedError" and not journey.error and not journey.refusal:
            journey.error = error.to_string()
