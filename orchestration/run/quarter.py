"""One run of one quarter, as the command line and the schedule mean it: nothing to do, published, or refused.

Belongs here: what is decided before the pipeline starts (configuration, unchanged inputs) and remembered after it. Not
here: the pipeline (execution.py) and what is told (telling.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.ingestion import load_contracts
from orchestration.journey.arrivals import outside
from orchestration.language.sentences import say
from orchestration.publication.document.outline import FONTS, TEMPLATES, read_outline
from orchestration.release import answers, formats, held_back, inputs, looked, states, status, writing
from orchestration.release.reading import KONSEP, is_whole, latest_release, read_manifest
from orchestration.release.states import State
from orchestration.workspace import locking
from orchestration.workspace.faults import demand_writable
from orchestration.workspace.profile_loading import check_calendar, load_profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.journey.journey import Approval
    from orchestration.run.execution import RunOutcome
    from orchestration.workspace.locking import Holder


_NO_INPUT = ("nama_folder", "di_luar_folder")
"""Rules on what is no input of the report: only another look tells whether it is gone."""


def unchanged_release(workspace: Workspace, quarter: Quarter) -> Path | None:
    """The newest release if it is whole and these very inputs made it or were seen to make the same content."""
    release = latest_release(workspace, quarter)
    if release is None or not is_whole(release):
        return None
    wanted = inputs.key(inputs.collect(workspace, quarter))
    if inputs.key(read_manifest(release)["created_from"]) == wanted:
        return release
    try:
        confirmed = json.loads(_confirmation(workspace, quarter).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return release if confirmed == {"inputs": wanted, "release": release.name} else None


def unchanged_konsep(workspace: Workspace, quarter: Quarter) -> Path | None:
    """The konsep of a quarter if it is whole, is marked as what these very inputs make, and no act came in between."""
    draft = states.konsep(workspace.reports / quarter.code)
    if draft is None or not is_whole(draft):
        return None
    if any(warning.rule in _NO_INPUT for warning in states.waits_of(draft).warnings):
        return None
    same = inputs.key(read_manifest(draft)["created_from"]) == inputs.key(inputs.collect(workspace, quarter))
    return draft if same else None


def confirm_unchanged(workspace: Workspace, quarter: Quarter, release: Path) -> None:
    """Remembers that the present inputs lead to a release that stands already."""
    path = _confirmation(workspace, quarter)
    path.parent.mkdir(parents=True, exist_ok=True)
    seen = {"inputs": inputs.key(inputs.collect(workspace, quarter)), "release": release.name}
    path.write_text(json.dumps(seen), encoding="utf-8")


def _standing(workspace: Workspace, quarter: Quarter) -> Path | None:
    """What stands already for the present inputs: the release in force, else the konsep."""
    release = unchanged_release(workspace, quarter)
    if release is None:
        return unchanged_konsep(workspace, quarter)
    stands = states.standing(workspace, quarter)
    if stands.state != State.TERBIT:
        # A refusal or a konsep of other inputs is out of date.
        with locking.hold(locking.run_lock(workspace), f"run {quarter}", wait_seconds=60):
            held_back.clear(workspace, quarter)
            writing.drop_konsep(release.parent)
            states.record(release.parent, status.RUN, State.TERBIT, release=release.name)
    return release


def _found_before(workspace: Workspace, quarter: Quarter) -> RunOutcome | None:
    """What the run found that made what stands already for the present inputs; None where only a run can tell.

    The checks and findings of a release or a konsep are what a check of the same inputs comes to.
    """
    from orchestration.checks.evidence import CheckResult
    from orchestration.release.reading import read_findings
    from orchestration.run.execution import RunOutcome

    stands = unchanged_release(workspace, quarter) or unchanged_konsep(workspace, quarter)
    if stands is None or outside(workspace):
        return None
    look = looked.last(workspace, quarter)
    if look is None or look.deliveries != read_manifest(stands)["created_from"]["deliveries"]:
        return None  # what goes back to senders is what was found last, so these files are looked at again
    checks = [CheckResult(**record) for record in json.loads((stands / "checks.json").read_text(encoding="utf-8"))]
    waits = states.waits_of(stands) if stands.name == KONSEP else states.Waits()
    found = read_findings(stands)
    return RunOutcome(ok=not waits, refused=False, checks=checks, findings=found, waits=waits, found_by=stands.name)


def _confirmation(workspace: Workspace, quarter: Quarter) -> Path:
    return workspace.runs / f"{quarter.code}.unchanged.json"


def run_quarter(
    workspace: Workspace,
    quarter: Quarter,
    *,
    publish: bool,
    on_event: Callable[..., None] | None = None,
    approval: Approval | None = None,
) -> RunOutcome | Path:
    """Runs a quarter, or returns the release or the konsep that stands already for the same inputs.

    With an approval it is always run: what is approved becomes a release. Where nothing is to be published, what stands
    already tells what a run would find.

    Raises:
        ConfigurationError: before anything runs, with every problem of the profile and the reference data, of a
            contract or of the templates; or when the report is put together, of what shows only then.
        SettingsError: state or releases cannot be written, or are of an older or a newer program.
        WorkspaceBusyError: another process still runs in the workspace after ten minutes.
    """
    profile = load_profile(workspace, quarter)
    check_calendar(workspace, profile, quarter)
    load_contracts(workspace.contracts)
    read_outline(TEMPLATES, FONTS, profile)
    answers.read(answers.place(workspace.sources, quarter))
    asked = publish and approval is None
    if asked:
        states.recover(workspace, quarter)
        if stands := _standing(workspace, quarter):
            return stands
    formats.demand_today(workspace)
    if not publish and (found := _found_before(workspace, quarter)):
        return found
    demand_writable(workspace, quarter.code, publish=publish)
    from orchestration.run.execution import WAIT_SECONDS, execute

    waited: list[Holder] = []

    def wait(holder: Holder) -> None:
        waited.append(holder)
        if on_event is not None:
            on_event("raw", say("waiting for {holder}", holder=holder.told()), "waiting", None)

    lock = locking.run_lock(workspace)
    with locking.hold(lock, f"run {quarter}", wait_seconds=WAIT_SECONDS, on_wait=wait):
        # Whoever ran meanwhile may have done what we came for.
        if asked and waited and (stands := _standing(workspace, quarter)):
            return stands
        outcome = execute(workspace, quarter, publish=publish, on_event=on_event, approval=approval)
    if outcome.release is not None and not outcome.release.published:
        confirm_unchanged(workspace, quarter, outcome.release.path)
    return outcome
