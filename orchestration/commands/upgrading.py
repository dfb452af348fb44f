"""`upgrade`: a workspace that an older program made, for this one.

Belongs here: what is asked for and how the outcome is told. Not here: any of the work (operations/upgrading.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from orchestration.commands.options import EXIT_BROKEN, EXIT_OK, EXIT_USAGE, fail, leave, not_written, workspace_options
from orchestration.commands.proving import tell_proof
from orchestration.language.sentences import said, say
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace


@click.command()
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    help="the backup to make first; in a folder that is there, it is named by its time",
)
@click.option(
    "--recipient",
    metavar="age1...",
    envvar="TRIWULAN_BACKUP_RECIPIENT",
    default="",
    help="public key for which the backup is encrypted (format of age); without one it is not",
)
@workspace_options
def upgrade(target: Path, recipient: str, as_json: bool, **paths: Path | None) -> None:
    """Upgrade a workspace that an older program made.

    Its state is changed into one of this program after a backup, and every release is examined. A release
    of an older format stays as it is and can be read; which program proves its figures is said in a sentence.
    """
    from orchestration.operations import upgrading
    from orchestration.operations.backup import BackupError
    from orchestration.operations.sealing import SealError

    workspace = Workspace.resolve(**paths)

    def wait(holder: object) -> None:
        if not as_json:
            terminal.echo(say("waiting for {holder}", holder=holder), err=True)

    try:
        made = upgrading.upgrade(workspace, target, recipient, on_wait=wait)
    except (BackupError, SealError) as error:
        fail(said(error), EXIT_USAGE, as_json)
    except OSError as error:
        fail(not_written(target, error), EXIT_USAGE, as_json)
    if not as_json:
        for text in made.done:
            terminal.echo(text)
        terminal.echo(
            say("{state}: is of this program; nothing was to be done", state=workspace.state)
            if made.file is None
            else say(
                "{state}: is of this program now; what it was lies in {file}", state=workspace.state, file=made.file
            )
        )
    proofs: list[dict[str, Any]] = []
    for quarter, release, found in upgrading.proven(workspace):
        proofs.append({"quarter": quarter.code, "release": release.name, **found.as_dict()})
        if not as_json:
            tell_proof(quarter, release, found)
    if as_json:
        file = None if made.file is None else str(made.file)
        terminal.print_json({"before": made.before, "backup": file, "done": list(made.done), "proofs": proofs})
    leave(EXIT_OK if all(one["holds"] or (one["elsewhere"] and not one["broken"]) for one in proofs) else EXIT_BROKEN)
