"""`answer`, `approve`, `withdraw`: what persons decide of a quarter.

Belongs here: what is asked for and how the outcome is told. Not here: any act (run/deciding.py).
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.options import (
    EXIT_OK,
    EXIT_REFUSED,
    EXIT_UNKNOWN_FIGURE,
    QUARTER,
    fail,
    leave,
    workspace_options,
)
from orchestration.language.choice import spoken
from orchestration.language.sentences import joined, said, say, told
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter


def _named(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A name or reason that says something."""
    del ctx, param
    if not value.strip():
        raise click.BadParameter(told(say("is empty"), spoken()))
    return value


_BY = click.option("--by", required=True, callback=_named, help="who decides; printed or kept with the act")
_REASON = click.option("--reason", required=True, callback=_named, help="why")


@click.command()
@QUARTER
@click.argument("key")
@_BY
@_REASON
@workspace_options
def answer(quarter: Quarter, key: str, by: str, reason: str, as_json: bool, **paths: Path | None) -> None:
    """Answer a warning of the konsep.

    KEY is what `run` and `status` print beside the warning. The next run takes the answer in, and the report prints it
    with name and date.
    """
    from orchestration.run import deciding

    try:
        given = deciding.answer(Workspace.resolve(**paths), quarter, key, by=by, reason=reason)
    except deciding.UnknownWarningError as error:
        parts = [said(error)]
        if error.nearest:
            parts.append(say("nearest: {keys}", keys=", ".join(error.nearest)))
        fail(joined("; ", parts), EXIT_UNKNOWN_FIGURE, as_json)
    if as_json:
        terminal.print_json({"quarter": quarter.code, "outcome": "answered", **dataclasses.asdict(given)})
    else:
        terminal.echo(say("answered {key}: {warning}", key=key, warning=given.warning.text))
        rest = say("{count} still open", count=len(given.open))
        if not given.open:
            rest = say("none is open: `triwulan run {quarter}`", quarter=quarter)
        terminal.echo(say("noted in {file}; {rest}", file=given.file, rest=rest))
    leave(EXIT_OK)


@click.command()
@QUARTER
@_BY
@click.option("--note", default="", help="a remark that is kept with the approval")
@workspace_options
def approve(quarter: Quarter, by: str, note: str, as_json: bool, **paths: Path | None) -> None:
    """Turn the konsep of a quarter into a release.

    It is made again from the very files that the konsep was made from; where one has changed, it is refused.
    """
    from orchestration.run import deciding, telling

    progress = terminal.Progress(quarter, quiet=as_json)
    try:
        with progress:
            outcome = deciding.approve(Workspace.resolve(**paths), quarter, by=by, note=note, on_event=progress.event)
    except deciding.NotPossibleError as error:
        fail(said(error), EXIT_REFUSED, as_json)
    assert outcome.release is not None  # noqa: S101 -- what `approve` promises
    telling.tell_release(quarter, outcome.release.path, say("approved by {by}", by=by), as_json)
    leave(EXIT_OK)


@click.command()
@QUARTER
@click.argument("release")
@_BY
@_REASON
@workspace_options
def withdraw(quarter: Quarter, release: str, by: str, reason: str, as_json: bool, **paths: Path | None) -> None:
    """Withdraw a release; the one before is in force again.

    It stays on disk, marked as withdrawn.
    """
    from orchestration.run import deciding

    try:
        left = deciding.withdraw(Workspace.resolve(**paths), quarter, release, by=by, reason=reason)
    except deciding.NotPossibleError as error:
        fail(said(error), EXIT_REFUSED, as_json)
    if as_json:
        in_force = left.name if left else None
        terminal.print_json({"quarter": quarter.code, "outcome": "withdrawn", "release": release, "in_force": in_force})
    else:
        rest = say("no release is in force")
        if left:
            rest = say("{release} is in force again", release=left.name)
        terminal.echo(say("{quarter} {release} is withdrawn; {rest}", quarter=quarter, release=release, rest=rest))
    leave(EXIT_OK)
