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
    """Say how the quarters stand: state, what has landed and is missing, until when, open warnings.

    Ends with 0 when all is in order and with 1 when something is open or late.
    """
    from orchestration.run import situation

    found = situation.overview(Workspace.resolve(**paths), quarter, day.date() if day else None)
    in_order = found.in_order
    if due:
        found = found.only_due()
        in_order = not found.quarters
    if as_json:
        terminal.print_json({**found.as_dict(), "in_order": in_order})
    else:
        terminal.echo(situation.as_text(found, spoken()))
    leave(EXIT_OK if in_order else EXIT_REFUSED)
