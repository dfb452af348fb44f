"""`return`: deliveries with findings, as workbooks that go back to their senders.

Belongs here: where the copies are written and how it is told. Not here: making them (returns/).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.options import (
    EXIT_OK,
    EXIT_REFUSED,
    EXIT_USAGE,
    QUARTER,
    fail,
    leave,
    not_written,
    part_with,
    workspace_options,
)
from orchestration.language.choice import spoken
from orchestration.language.sentences import joined, said, say, told
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.returns.returning import Returned
    from orchestration.workspace.quarters import Quarter


@click.command("return")
@QUARTER
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="where to write the copies"
)
@workspace_options
def return_files(quarter: Quarter, out: Path, as_json: bool, **paths: Path | None) -> None:
    """Return deliveries, marked, to their senders.

    Each file with findings becomes a workbook: its cells coloured, a comment in each, a first sheet that lists them.
    The findings are those of the last run or check of the quarter. The deliveries stay as they are.
    """
    from orchestration.returns import returning

    workspace = Workspace.resolve(**paths)
    folder = out.absolute()
    if (place := part_with(workspace, folder)) is not None:
        raise click.UsageError(
            told(
                say(
                    "--out {out}: lies in {place}; copies are for their senders, write them elsewhere",
                    out=out,
                    place=place,
                ),
                spoken(),
            )
        )
    try:
        found = returning.copies(workspace, quarter)
    except returning.NotLookedAtError as error:
        fail(said(error), EXIT_REFUSED, as_json)
    try:
        written = returning.write(found, folder) if found.copies else []
    except OSError as error:
        fail(not_written(folder, error), EXIT_USAGE, as_json)
    if as_json:
        terminal.print_json(_record(quarter, found, written))
    else:
        _tell(quarter, found, written)
    leave(EXIT_OK)


def _record(quarter: Quarter, found: Returned, written: list[Path]) -> dict[str, object]:
    return {
        "quarter": quarter.code,
        "outcome": "returned" if written else "nothing to return",
        "files": [
            {
                "delivery": copy.delivery,
                "file": str(path),
                "blocking": copy.blocking,
                "warnings": copy.warnings,
                "cells": copy.marked,
                "list_only": copy.is_list,
            }
            for copy, path in zip(found.copies, written, strict=True)
        ],
        "left_out": found.left_out,
        "elsewhere": found.elsewhere,
    }


def _tell(quarter: Quarter, found: Returned, written: list[Path]) -> None:
    for copy, path in zip(found.copies, written, strict=True):
        shown = say("{count} cells marked", count=copy.marked)
        if copy.is_list:
            shown = say("the list alone: its cells cannot be shown")
        counts = say(
            "{file}: {blocking} blocking, {warnings} warning, {shown}",
            file=copy.delivery,
            blocking=copy.blocking,
            warnings=copy.warnings,
            shown=shown,
        )
        terminal.echo(joined("\n  ", [counts, str(path)]))
    for delivery, why in found.left_out.items():
        terminal.echo(say("{file}: not returned: {why}", file=delivery, why=why))
    if found.elsewhere == 1:
        terminal.echo(say("1 finding speaks of no single file"))
    elif found.elsewhere:
        terminal.echo(say("{count} findings speak of no single file", count=found.elsewhere))
    if not written:
        terminal.echo(
            say("{quarter}: no delivery has a finding that holds back or warns; nothing to return", quarter=quarter)
        )
