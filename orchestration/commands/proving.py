"""`verify`: whether a release holds.

Belongs here: what is to be examined and how the outcome is told. Not here: any examination (audit/proof).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.options import (
    EXIT_BROKEN,
    EXIT_OK,
    EXIT_USAGE,
    QUARTER,
    fail,
    find_release,
    leave,
    workspace_options,
)
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter


@click.command()
@QUARTER
@click.option("--release", "release_name", help="e.g. r2; default: the newest")
@click.option("--rebuild", is_flag=True, help="make the whole release again from the archive and compare every byte")
@workspace_options
def verify(quarter: Quarter, release_name: str | None, rebuild: bool, as_json: bool, **paths: Path | None) -> None:
    """Prove a release, offline, from its folder and the archived deliveries alone.

    Every figure is worked out again by a second implementation, and every word is made again of what was proven.
    """
    from orchestration.journey import proving
    from orchestration.journey.rebuilding import NotRebuiltError

    workspace = Workspace.resolve(**paths)
    release = find_release(workspace, quarter, release_name, as_json)
    try:
        result = proving.verify(workspace, quarter, release, rebuild=rebuild)
    except NotRebuiltError as refused:
        fail(str(refused), EXIT_USAGE, as_json)
    if as_json:
        terminal.print_json(result.as_dict())
    else:
        terminal.echo(result.as_text())
    leave(EXIT_OK if result.holds else EXIT_BROKEN)
