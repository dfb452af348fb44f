"""`run` and `check`: the quarter through its stops.

Belongs here: how the process ends after a run. Not here: what is told of it (run/telling.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.options import (
    ENGINE_OPTION,
    EXIT_INTERNAL,
    EXIT_OK,
    EXIT_REFUSED,
    EXIT_WAITS,
    QUARTER,
    fail,
    leave,
    workspace_options,
)
from orchestration.language.sentences import say
from orchestration.release.reading import KONSEP
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.run.execution import RunOutcome
    from orchestration.workspace.quarters import Quarter


@click.command()
@QUARTER
@ENGINE_OPTION
@workspace_options
def run(quarter: Quarter, as_json: bool, **paths: Path | None) -> None:
    """Make the report of a quarter, and publish it.

    Reads what has landed, builds and checks the figures, and publishes a release when its content changed. Where a
    person has to answer or approve first, it stays a konsep.
    """
    run_and_leave(quarter, as_json, Workspace.resolve(**paths), publish=True)


@click.command()
@QUARTER
@ENGINE_OPTION
@workspace_options
def check(quarter: Quarter, as_json: bool, **paths: Path | None) -> None:
    """Say what `run` would find; nothing is published."""
    run_and_leave(quarter, as_json, Workspace.resolve(**paths), publish=False)


def exit_code(outcome: RunOutcome) -> int:
    """How the command ends after a run: held back, waiting, broken, or well."""
    if outcome.refused:
        return EXIT_REFUSED
    if outcome.waits:
        return EXIT_WAITS
    return EXIT_INTERNAL if outcome.error else EXIT_OK


def run_and_leave(quarter: Quarter, as_json: bool, workspace: Workspace, *, publish: bool) -> None:
    """Runs or checks a quarter and ends the process with the outcome's exit code."""
    from orchestration.run import telling
    from orchestration.run.quarter import run_quarter

    progress = terminal.Progress(quarter, quiet=as_json)
    with progress:
        outcome = run_quarter(workspace, quarter, publish=publish, on_event=progress.event)
    if publish:
        from orchestration.operations.attending import follow

        for wrong in follow(workspace):
            terminal.echo(wrong, err=True)
    if isinstance(outcome, Path) and outcome.name == KONSEP:
        telling.tell_konsep(quarter, outcome, say("unchanged: the same inputs made this konsep"), as_json)
        leave(EXIT_WAITS)
    if isinstance(outcome, Path):
        from orchestration.journey.arrivals import outside

        if not as_json:
            for sentence in outside(workspace):
                terminal.echo(say("not read: {sentence}", sentence=sentence))
        telling.tell_release(quarter, outcome, say("unchanged: the same inputs made this release"), as_json)
        leave(EXIT_OK)
    code = exit_code(outcome)
    if code == EXIT_INTERNAL:
        from orchestration.workspace.faults import of_the_machine

        fault = of_the_machine(outcome.error)
        fail(fault or say("internal error: {error}", error=outcome.error), code, as_json)
    telling.tell_outcome(workspace, quarter, outcome, as_json, publish=publish)
    leave(code)
