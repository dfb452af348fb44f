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
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter


def _named(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A name or reason that says something."""
    del ctx, param
    if not value.strip():
        raise click.BadParameter("is empty")
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
    """Answer a warning of the konsep; the report prints the answer, and the next run takes it in."""
    from orchestration.run import deciding

    try:
        given = deciding.answer(Workspace.resolve(**paths), quarter, key, by=by, reason=reason)
    except deciding.UnknownWarningError as error:
        hint = f"; nearest: {', '.join(error.nearest)}" if error.nearest else ""
        fail(f"{error}{hint}", EXIT_UNKNOWN_FIGURE, as_json)
    if as_json:
        terminal.print_json({"quarter": quarter.code, "outcome": "answered", **dataclasses.asdict(given)})
    else:
        terminal.echo(f"answered {key}: {given.warning.text}")
        rest = f"{len(given.open)} still open" if given.open else f"none is open: `triwulan run {quarter}`"
        terminal.echo(f"noted in {given.file}; {rest}")
    leave(EXIT_OK)


@click.command()
@QUARTER
@_BY
@click.option("--note", default="", help="a remark that is kept with the approval")
@workspace_options
def approve(quarter: Quarter, by: str, note: str, as_json: bool, **paths: Path | None) -> None:
    """Make the konsep of a quarter a release, from the very inputs that it was made from."""
    from orchestration.run import deciding, telling

    progress = terminal.Progress(quarter, quiet=as_json)
    try:
        with progress:
            outcome = deciding.approve(Workspace.resolve(**paths), quarter, by=by, note=note, on_event=progress.event)
    except deciding.NotPossibleError as error:
        fail(str(error), EXIT_REFUSED, as_json)
    assert outcome.release is not None  # noqa: S101 -- what `approve` promises
    telling.tell_release(quarter, outcome.release.path, f"approved by {by}", as_json)
    leave(EXIT_OK)


@click.command()
@QUARTER
@click.argument("release")
@_BY
@_REASON
@workspace_options
def withdraw(quarter: Quarter, release: str, by: str, reason: str, as_json: bool, **paths: Path | None) -> None:
    """Withdraw a release: it stays on disk, marked, and the one before it is in force again."""
    from orchestration.run import deciding

    try:
        left = deciding.withdraw(Workspace.resolve(**paths), quarter, release, by=by, reason=reason)
    except deciding.NotPossibleError as error:
        fail(str(error), EXIT_REFUSED, as_json)
    if as_json:
        in_force = left.name if left else None
        terminal.print_json({"quarter": quarter.code, "outcome": "withdrawn", "release": release, "in_force": in_force})
    else:
        rest = f"{left.name} is in force again" if left else "no release is in force"
        terminal.echo(f"{quarter} {release} is withdrawn; {rest}")
    leave(EXIT_OK)
