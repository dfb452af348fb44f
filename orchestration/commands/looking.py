"""`status`: how the quarters stand, and what somebody has to do.

Belongs here: which day and which quarters are asked for, and the exit code. Not here: looking (run/situation).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.options import EXIT_OK, EXIT_REFUSED, QuarterType, leave, workspace_options
from orchestration.language.choice import spoken
from orchestration.language.sentences import joined
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter


@click.command()
@click.argument("quarter", type=QuarterType(), required=False)
@click.option("--due", is_flag=True, help="only what is late or due")
@click.option("--today", "day", type=click.DateTime(["%Y-%m-%d"]), help="as on this day; default: today")
@workspace_options
def status(quarter: Quarter | None, due: bool, day: dt.datetime | None, as_json: bool, **paths: Path | None) -> None:
    """Say how the quarters stand, and what is missing.

    For each: its state, what has landed, what is missing and until when, and which warnings are open. Ends with 1 when
    something is open or late, otherwise with 0. With --due it also ends with 1 when the daemon is dead or a run was
    missed, so that a timer outside of the daemon can watch it.
    """
    from orchestration.run import situation

    workspace = Workspace.resolve(**paths)
    found = situation.overview(workspace, quarter, day.date() if day else None)
    in_order, wrong = found.in_order, []
    if due:
        from orchestration.operations.examining import overdue

        found, wrong = found.only_due(), overdue(workspace)
        in_order = not found.quarters and not wrong
    if as_json:
        terminal.print_json({**found.as_dict(), "in_order": in_order, "service": [one.as_dict() for one in wrong]})
    else:
        terminal.echo(situation.as_text(found, spoken()))
        for one in wrong:
            terminal.echo(joined("\n  ", [one.text, one.remedy]))
    leave(EXIT_OK if in_order else EXIT_REFUSED)
