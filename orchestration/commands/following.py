"""`figures`, `trace`, `impact`, `diff`: what a release says, and where it comes from.

Belongs here: what is asked for and how it is told. Not here: following anything (audit/following).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.options import (
    EXIT_UNKNOWN_FIGURE,
    EXIT_USAGE,
    KONSEP_OPTION,
    QUARTER,
    fail,
    find_release,
    workspace_options,
)
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter


@click.command()
@QUARTER
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@KONSEP_OPTION
@workspace_options
def figures(quarter: Quarter, form: str, of_konsep: bool, as_json: bool, **paths: Path | None) -> None:
    """Print every figure of the newest release."""
    release = find_release(Workspace.resolve(**paths), quarter, None, as_json, of_konsep=of_konsep)
    from orchestration.run.telling import tell_figures

    tell_figures(quarter, release, "json" if as_json else form)


@click.command()
@QUARTER
@click.argument("figure")
@click.option("--rows", "rows_file", type=click.Path(path_type=Path, dir_okay=False), help="write every row as CSV")
@click.option("--release", "release_name", help="e.g. r2; default: the newest")
@KONSEP_OPTION
@workspace_options
def trace(
    quarter: Quarter,
    figure: str,
    rows_file: Path | None,
    release_name: str | None,
    of_konsep: bool,
    as_json: bool,
    **paths: Path | None,
) -> None:
    """Follow a figure down to the rows of the files that made it."""
    from orchestration.audit.following import trace as tracing

    release = find_release(Workspace.resolve(**paths), quarter, release_name, as_json, of_konsep=of_konsep)
    try:
        followed = tracing.trace(release, figure)
    except tracing.UnknownFigureError as error:
        hint = f"; nearest: {', '.join(error.nearest)}" if error.nearest else ""
        fail(f"{quarter} {release.name}: no figure '{figure}'{hint}", EXIT_UNKNOWN_FIGURE, as_json)
    if rows_file is not None:
        count = tracing.write_rows(followed, rows_file)
        if not as_json:
            click.echo(f"{count} rows written to {rows_file}\n")
    if as_json:
        terminal.print_json(followed.as_dict())
    else:
        terminal.echo(tracing.as_text(followed))


@click.command()
@QUARTER
@click.argument("delivery")
@click.option("--row", type=click.IntRange(min=1), help="one physical row of the delivery, 1 = first")
@click.option("--release", "release_name", help="e.g. r2; default: the newest")
@workspace_options
def impact(
    quarter: Quarter,
    delivery: str,
    row: int | None,
    release_name: str | None,
    as_json: bool,
    **paths: Path | None,
) -> None:
    """Say which figures a delivery (file name or SHA-256), or one row of it, reaches, and how much of each."""
    from orchestration.audit.following import impact as reaching

    release = find_release(Workspace.resolve(**paths), quarter, release_name, as_json)
    try:
        result = reaching.impact(release, delivery, row)
    except reaching.UnknownDeliveryError as error:
        known = "\n  ".join(error.known)
        fail(f"{quarter} {release.name} used no delivery '{delivery}'; it used\n  {known}", EXIT_USAGE, as_json)
    if as_json:
        terminal.print_json(result.as_dict())
    else:
        terminal.echo(reaching.as_text(result))


@click.command()
@QUARTER
@click.argument("old")
@click.argument("new")
@workspace_options
def diff(quarter: Quarter, old: str, new: str, as_json: bool, **paths: Path | None) -> None:
    """Compare two releases of a quarter, e.g. r1 and r2: figures, and the rows behind each change."""
    from orchestration.audit.following import difference as comparing

    workspace = Workspace.resolve(**paths)
    result = comparing.difference(
        find_release(workspace, quarter, old, as_json), find_release(workspace, quarter, new, as_json)
    )
    if as_json:
        terminal.print_json(result.as_dict())
    else:
        terminal.echo(comparing.as_text(result))
