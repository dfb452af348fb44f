"""`export`, `compare-docx`: what a release gives to other systems, and what staff changed in the copy that they took.

Belongs here: what is asked for and how it is told. Not here: making an export, comparing anything (exports/).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.options import (
    EXIT_BROKEN,
    EXIT_OK,
    EXIT_REFUSED,
    EXIT_USAGE,
    KONSEP_OPTION,
    QUARTER,
    RELEASE_OPTION,
    fail,
    find_release,
    leave,
    not_written,
    part_with,
    workspace_options,
)
from orchestration.exports import KINDS, NOTE
from orchestration.language.choice import spoken
from orchestration.language.sentences import joined, said, say, told
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter


@click.command()
@QUARTER
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="the folder to make")
@RELEASE_OPTION
@KONSEP_OPTION
@workspace_options
def export(
    quarter: Quarter,
    kind: str,
    out: Path | None,
    release_name: str | None,
    of_konsep: bool,
    as_json: bool,
    **paths: Path | None,
) -> None:
    """Write a release as files for another system.

    Beside each value stands the id of its figure. The release is proven first, as `verify` does; nothing is made of one
    that does not hold.
    """
    from orchestration.exports import writing
    from orchestration.journey import proving

    workspace = Workspace.resolve(**paths)
    release = find_release(workspace, quarter, release_name, as_json, of_konsep=of_konsep)
    folder = (out or Path(f"{kind}_{quarter}_{release.name}")).absolute()
    if (place := part_with(workspace, folder)) is not None:
        raise click.UsageError(
            told(say("--out {out}: lies in {place}; exports are for other systems", out=folder, place=place), spoken())
        )
    try:
        made = writing.export(workspace, quarter, release, kind, folder, proving.verify)
    except writing.UnprovenError as error:
        fail(said(error), EXIT_BROKEN, as_json)
    except writing.RefusedError as error:
        fail(said(error), EXIT_REFUSED, as_json)
    except OSError as error:
        fail(not_written(folder, error), EXIT_USAGE, as_json)
    if as_json:
        terminal.print_json({"quarter": quarter.code, "release": release.name, "kind": kind, **made.as_dict()})
        leave(EXIT_OK)
    for text in made.lacking:
        terminal.echo(say("not in the release: {text}", text=text))
    if made.unconfirmed:
        terminal.echo(
            say(
                "{count} things no public source could confirm; {file} names them",
                count=len(made.unconfirmed),
                file=NOTE,
            )
        )
    counted = say("{quarter} {release}: {count} files", quarter=quarter, release=release.name, count=len(made.files))
    terminal.echo(joined("\n", [counted, str(made.folder)]))
    leave(EXIT_OK)


@click.command("compare-docx")
@QUARTER
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@RELEASE_OPTION
@KONSEP_OPTION
@workspace_options
def compare_docx(
    quarter: Quarter,
    file: Path,
    release_name: str | None,
    of_konsep: bool,
    as_json: bool,
    **paths: Path | None,
) -> None:
    """Compare an edited Word report with its release.

    Listed are the figures and sentences that are no longer those of the release; ends with 1 when there is any.
    """
    from orchestration.exports import edited_docx

    workspace = Workspace.resolve(**paths)
    release = find_release(workspace, quarter, release_name, as_json, of_konsep=of_konsep)
    try:
        changes = edited_docx.compare(release, file)
    except edited_docx.NotComparableError as error:
        fail(said(error), EXIT_USAGE, as_json)
    if as_json:
        terminal.print_json(
            {
                "quarter": quarter.code,
                "release": release.name,
                "changes": [{**change.record(), "message": change.told()} for change in changes],
            }
        )
    else:
        for change in changes:
            terminal.echo(change.told())
        if changes:
            told_of = say(
                "{file}: {count} changes from {quarter} {release}",
                file=file.name,
                count=len(changes),
                quarter=quarter,
                release=release.name,
            )
        else:
            told_of = say(
                "{file}: figures and sentences are those of {quarter} {release}",
                file=file.name,
                quarter=quarter,
                release=release.name,
            )
        terminal.echo(told_of)
    leave(EXIT_REFUSED if changes else EXIT_OK)
