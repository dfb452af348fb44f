"""`ui`: the interface over a workspace."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from orchestration.commands.options import workspace_options
from orchestration.workspace.settings import Workspace


@click.command()
@click.option("--port", default=3000, show_default=True, help="port on 127.0.0.1")
@click.option("--read-only", is_flag=True, help="for auditors: look, launch nothing")
@workspace_options
def ui(port: int, read_only: bool, as_json: bool, **paths: Path | None) -> None:
    """Open Dagster's web interface and daemon over this workspace on 127.0.0.1."""
    from orchestration.run.interface import serve

    del as_json
    sys.exit(serve(Workspace.resolve(**paths), port=port, read_only=read_only))
