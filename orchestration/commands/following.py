"""`figures`, `trace`, `working-paper`, `impact`, `diff`: what a release says, and where it comes from.

Belongs here: what is asked for and how it is told. Not here: following anything (audit/following).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from orchestration.commands.consolidating import UNITS, trace_consolidation
from orchestration.commands.options import (
    EXIT_BROKEN,
    EXIT_UNKNOWN_FIGURE,
    EXIT_USAGE,
    KONSEP_OPTION,
    QUARTER,
    RELEASE_OPTION,
    fail,
    find_release,
    leave,
    not_written,
    workspace_options,
)
from orchestration.language.sentences import said, say
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.audit.following.naming import UnknownFigureError
    from orchestration.workspace.quarters import Quarter


@click.command()
@QUARTER
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@KONSEP_OPTION
@workspace_options
def figures(quarter: Quarter, form: str, of_konsep: bool, as_json: bool, **paths: Path | None) -> None:
    """Print every figure of the release in force."""
    release = find_release(Workspace.resolve(**paths), quarter, None, as_json, of_konsep=of_konsep)
    from orchestration.run.telling import tell_figures

    tell_figures(quarter, release, "json" if as_json else form)


@click.command()
@QUARTER
@click.argument("figure", nargs=-1, required=True)
@click.option("--rows", "rows_file", type=click.Path(path_type=Path, dir_okay=False), help="write every row as CSV")
@RELEASE_OPTION
@KONSEP_OPTION
@click.option(
    "--consolidation", type=click.Path(path_type=Path, file_okay=False), help="a folder that `consolidate` made"
)
@UNITS
@workspace_options
def trace(
    quarter: Quarter,
    figure: tuple[str, ...],
    rows_file: Path | None,
    release_name: str | None,
    of_konsep: bool,
    consolidation: Path | None,
    units: Path | None,
    as_json: bool,
    **paths: Path | None,
) -> None:
    """Follow a figure down to the rows that made it.

    FIGURE is its id, words of its name (POBO) or its printed number (66,46).
    """
    if consolidation is not None:
        trace_consolidation(consolidation, quarter, " ".join(figure), units, rows_file, as_json)
    from orchestration.audit.following import trace as tracing

    workspace = Workspace.resolve(**paths)
    release = find_release(workspace, quarter, release_name, as_json, of_konsep=of_konsep)
    try:
        followed = tracing.trace(release, " ".join(figure), workspace.archive)
    except tracing.UnknownFigureError as error:
        _fail_unknown(quarter, release, error, as_json)
    if rows_file is not None:
        count = tracing.write_rows(followed, rows_file)
        if not as_json:
            terminal.echo(say("{count} rows written to {file}\n", count=count, file=rows_file))
    if as_json:
        terminal.print_json(followed.as_dict())
    else:
        terminal.echo(tracing.as_text(followed))


def _fail_unknown(quarter: Quarter, release: Path, error: UnknownFigureError, as_json: bool) -> NoReturn:
    if as_json and error.fitting:
        terminal.print_json({"outcome": "error", "message": str(error), "figures": error.fitting})
        leave(EXIT_UNKNOWN_FIGURE)
    fail(
        say("{quarter} {release}: {error}", quarter=quarter, release=release.name, error=said(error)),
        EXIT_UNKNOWN_FIGURE,
        as_json,
    )


@click.command("working-paper")
@QUARTER
@click.argument("figure", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="the workbook to write")
@RELEASE_OPTION
@workspace_options
def working_paper(
    quarter: Quarter, figure: tuple[str, ...], out: Path, release_name: str | None, as_json: bool, **paths: Path | None
) -> None:
    """Write a figure as live spreadsheet formulas.

    They stand over the rows of the files that made it, so that a spreadsheet program works the figure out again (kertas
    kerja). FIGURE is its id, words of its name or its printed number.
    """
    from orchestration.audit.following import working_paper as writing

    workspace = Workspace.resolve(**paths)
    release = find_release(workspace, quarter, release_name, as_json)
    try:
        paper = writing.write(release, workspace.archive, " ".join(figure), out)
    except writing.UnknownFigureError as error:
        _fail_unknown(quarter, release, error, as_json)
    except writing.UnreadableError as error:
        why = say(
            "{quarter} {release}: {error}; `triwulan verify` says more",
            quarter=quarter,
            release=release.name,
            error=said(error),
        )
        fail(why, EXIT_BROKEN, as_json)
    except OSError as error:
        fail(not_written(out, error), EXIT_USAGE, as_json)
    if as_json:
        terminal.print_json(paper.as_dict())
        return
    terminal.echo(
        say(
            "{figure} = {printed}: {figures} figures over {rows} rows",
            figure=paper.figure_id,
            printed=paper.printed,
            figures=paper.figures,
            rows=paper.rows,
        )
    )
    if paper.beyond:
        terminal.echo(
            say(
                "not listed, in its formulas as numbers: {rows} rows; `triwulan trace --rows` writes all",
                rows=paper.beyond,
            )
        )
    terminal.echo(str(out))


@click.command()
@QUARTER
@click.argument("delivery")
@click.option(
    "--row",
    type=click.IntRange(min=1),
    help="one row of the delivery, 1 = first; of a text the line on which it starts",
)
@RELEASE_OPTION
@workspace_options
def impact(
    quarter: Quarter,
    delivery: str,
    row: int | None,
    release_name: str | None,
    as_json: bool,
    **paths: Path | None,
) -> None:
    """Say which figures a delivery, or one row, reaches.

    DELIVERY is the name of a file or its SHA-256. Said is also how much of each figure comes from it.
    """
    from orchestration.audit.following import impact as reaching

    workspace = Workspace.resolve(**paths)
    release = find_release(workspace, quarter, release_name, as_json)
    try:
        result = reaching.impact(release, delivery, row, workspace.archive)
    except reaching.UnknownDeliveryError as error:
        known = "\n  ".join(error.known)
        why = say(
            "{quarter} {release} used no delivery '{delivery}'; it used\n  {known}",
            quarter=quarter,
            release=release.name,
            delivery=delivery,
            known=known,
        )
        fail(why, EXIT_USAGE, as_json)
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
    """Compare two releases of a quarter, such as r1 and r2.

    Listed are the figures that changed, and the files and rows behind each change.
    """
    from orchestration.audit.following import difference as comparing

    workspace = Workspace.resolve(**paths)
    before, after = (find_release(workspace, quarter, name, as_json) for name in (old, new))
    if before == after:
        why = say("{release} would be compared with itself; name two releases, such as r1 and r2", release=before.name)
        fail(why, EXIT_USAGE, as_json)
    result = comparing.difference(before, after, workspace.archive)
    if as_json:
        terminal.print_json(result.as_dict())
    else:
        terminal.echo(comparing.as_text(result))
