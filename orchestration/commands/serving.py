"""`ui`: the interfaces over a workspace."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from orchestration.commands.options import workspace_options
from orchestration.workspace.settings import Workspace


@click.command()
@click.option("--port", default=3000, show_default=True, help="port of the desk; Dagster takes the next that is free")
@click.option("--host", default="127.0.0.1", show_default=True, help="address of the desk; Dagster stays on 127.0.0.1")
@click.option("--read-only", is_flag=True, help="for auditors: look, launch nothing")
@workspace_options
def ui(port: int, host: str, read_only: bool, as_json: bool, **paths: Path | None) -> None:
    """Open the stewards' desk and Dagster's interface.

    The desk (Meja Data) is for people without a terminal. Runs start by themselves while this command runs; Ctrl-C
    ends it.
    """
    from orchestration.desk.starting import companion
    from orchestration.operations.attending import Attendant
    from orchestration.run.interface import serve

    del as_json
    workspace = Workspace.resolve(**paths)
    desk = companion(workspace, host, port, read_only=read_only)
    if read_only:
        sys.exit(serve(workspace, desk, read_only=True))
    attendant = Attendant(workspace)
    try:
        sys.exit(serve(workspace, desk, meanwhile=attendant.look))
    finally:
        attendant.end()
