"""`backup`, `restore`, `prune`: a workspace as one file, and back; what has grown old goes.

Belongs here: what is asked for and how the outcome is told. Not here: any of the work (operations/).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.commands.options import (
    EXIT_BROKEN,
    EXIT_OK,
    EXIT_REFUSED,
    EXIT_USAGE,
    QuarterType,
    fail,
    leave,
    not_written,
    workspace_options,
)
from orchestration.commands.proving import tell_proof
from orchestration.language.choice import spoken
from orchestration.language.sentences import said, say, told
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.operations.backup import Backup
    from orchestration.operations.restoring import Restored
    from orchestration.workspace.quarters import Quarter

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_NEW = click.Path(path_type=Path)
_MEGABYTE = 1 << 20


@click.command()
@click.option("--to", "target", type=_NEW, help="the file to write; in a folder that is there, it is named by its time")
@click.option(
    "--recipient",
    metavar="age1...",
    envvar="TRIWULAN_BACKUP_RECIPIENT",
    default="",
    help="public key for which it is encrypted (format of age); without one it is not",
)
@click.option("--new-key", type=_NEW, metavar="FILE", help="only make a pair of keys: the private one goes into FILE")
@workspace_options
def backup(target: Path | None, recipient: str, new_key: Path | None, as_json: bool, **paths: Path | None) -> None:
    """Back up what cannot be made again, into one file.

    A run that is under way is waited for. Encrypted where a recipient is given.
    """
    from orchestration.operations import backup as backing
    from orchestration.operations.sealing import SealError

    if (target is None) == (new_key is None):
        raise click.UsageError(told(say("expected either --to FILE or --new-key FILE"), spoken()))
    if new_key is not None:
        _make_key(new_key, as_json)
    workspace = Workspace.resolve(**paths)

    def wait(holder: object) -> None:
        if not as_json:
            terminal.echo(say("waiting for {holder}", holder=holder), err=True)

    try:
        file, made = backing.write(workspace, target or Path(), recipient, on_wait=wait)
    except (backing.BackupError, SealError) as error:
        fail(said(error), EXIT_USAGE, as_json)
    except OSError as error:
        fail(not_written(target or Path(), error), EXIT_USAGE, as_json)
    if as_json:
        terminal.print_json({"file": str(file), **_record(made)})
    else:
        _tell(made)
        state = say("encrypted; only a restore with the private key shows that it can be read")
        terminal.echo(
            say("{file}: {state}", file=file, state=state if made.sealed else say("read back and whole, not encrypted"))
        )
    leave(EXIT_OK)


def _make_key(file: Path, as_json: bool) -> None:
    from orchestration.operations import sealing

    try:
        public = sealing.new_key(file)
    except OSError as error:
        fail(not_written(file, error), EXIT_USAGE, as_json)
    if as_json:
        terminal.print_json({"private": str(file), "recipient": public})
    else:
        terminal.echo(
            say(
                "{file} opens every backup that is made for it: keep it on paper or another disk, not on this machine",
                file=file,
            )
        )
        terminal.echo(say("triwulan backup --to FILE --recipient {public}", public=public))
    leave(EXIT_OK)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--to", "folder", type=click.Path(path_type=Path), help="a new folder for sources, state and reports")
@click.option("--quarter", type=QuarterType(), help="only this quarter, into the workspace that is there")
@click.option("--check", "only_check", is_flag=True, help="only read it to its end; nothing is written")
@click.option("--key", "key_file", type=_FILE, help="file of the private key, where it is encrypted")
@click.option("--no-proof", is_flag=True, help="do not verify the releases afterwards")
@workspace_options
def restore(
    file: Path,
    folder: Path | None,
    quarter: Quarter | None,
    only_check: bool,
    key_file: Path | None,
    no_proof: bool,
    as_json: bool,
    **paths: Path | None,
) -> None:
    """Bring a workspace, or one quarter, back from a backup.

    Nothing is overwritten, and the releases are verified afterwards.
    """
    from orchestration.operations import backup as backing
    from orchestration.operations import restoring
    from orchestration.operations.sealing import SealError

    if sum([folder is not None, quarter is not None, only_check]) != 1:
        raise click.UsageError(told(say("expected one of --to DIR, --quarter QUARTER and --check"), spoken()))
    try:
        if only_check:
            found = backing.read(file, key_file)
            if as_json:
                terminal.print_json({"file": str(file), **_record(found)})
            else:
                _tell(found)
                terminal.echo(say("{file}: whole", file=file))
            leave(EXIT_OK)
        if quarter is not None:
            restored = restoring.one_quarter(file, Workspace.resolve(**paths), quarter, key_file)
        else:
            restored = restoring.everything(file, (folder or Path()).absolute(), key_file)
    except (backing.BackupError, SealError) as error:
        fail(said(error), EXIT_REFUSED, as_json)
    except OSError as error:
        fail(not_written(folder or file, error), EXIT_USAGE, as_json)
    _prove_and_leave(restored, as_json, proof=not no_proof)


def _prove_and_leave(restored: Restored, as_json: bool, *, proof: bool) -> None:
    from orchestration.operations import restoring
    from orchestration.operations.backup import BackupError

    place = restored.workspace
    if not as_json:
        terminal.echo(
            say("{files} files restored, {present} were there", files=restored.files, present=restored.present)
        )
    proofs: list[dict[str, Any]] = []
    try:
        for quarter, release, found in restoring.proven(restored) if proof else ():
            proofs.append(
                {
                    "quarter": quarter.code,
                    "release": release.name,
                    "holds": None if found is None or (found.whole and found.elsewhere) else found.holds,
                    "elsewhere": found.elsewhere if found else "",
                }
            )
            if as_json:
                continue
            if found is None:
                terminal.echo(say("{quarter} {release}: whole", quarter=quarter, release=release.name))
            else:
                tell_proof(quarter, release, found)
    except BackupError as error:
        fail(said(error), EXIT_BROKEN, as_json)
    if as_json:
        told_of = {name: str(getattr(place, name)) for name in ("sources", "state", "reports")}
        terminal.print_json({**told_of, "files": restored.files, "present": restored.present, "proofs": proofs})
    else:
        terminal.echo(
            say(
                "the warehouse and the history of runs are made anew by the next run\ntriwulan status --sources"
                " {sources} --state {state} --reports {reports}",
                sources=place.sources,
                state=place.state,
                reports=place.reports,
            )
        )
    leave(EXIT_BROKEN if any(one["holds"] is False for one in proofs) else EXIT_OK)


def _record(found: Backup) -> dict[str, Any]:
    return {
        "made_at": found.made_at,
        "program": found.program,
        "encrypted": found.sealed,
        "files": len(found.files),
        "bytes": found.size,
        "parts": [{"place": part.place, "name": part.name, "files": count} for part, count in found.parts()],
        "left_out": found.left_out,
    }


def _tell(found: Backup) -> None:
    for part, count in found.parts():
        terminal.echo(say("{count:,} files  {place}: {name}", count=count, place=part.place, name=part.name))
    for path in found.left_out:
        terminal.echo(say("not in it: {text}", text=path))
    terminal.echo(
        say(
            "made {when} by triwulan {program}: {files:,} files, {size:,} MB",
            when=found.made_at,
            program=found.program,
            files=len(found.files),
            size=-(-found.size // _MEGABYTE),
        )
    )


@click.command()
@click.option("--dry-run", is_flag=True, help="only say what would go")
@workspace_options
def prune(dry_run: bool, as_json: bool, **paths: Path | None) -> None:
    """Clear away what is old and can be made again.

    That is the history of runs and ticks, an old konsep, and what was put aside as damaged; `simpan` in operasi.yaml
    says how long each is kept. Deliveries, answers, releases, keys and accounts always stay.
    """
    from orchestration.operations import pruning

    found = pruning.prune(Workspace.resolve(**paths), dry_run=dry_run)
    size = -(-sum(one.size for one in found) // _MEGABYTE)
    if as_json:
        terminal.print_json({"dry_run": dry_run, "gone": [one.as_dict() for one in found]})
        leave(EXIT_OK)
    for one in found:
        place = one.path or one.entry.split(" ")[0]
        terminal.echo(say("{what} ({why}): {place}", what=one.what, why=one.why, place=place))
    if not found:
        terminal.echo(say("nothing is old enough to go"))
    elif dry_run:
        terminal.echo(
            say("would go: {count:,}, about {size:,} MB; nothing was taken away", count=len(found), size=size)
        )
    else:
        terminal.echo(say("gone: {count:,}, about {size:,} MB", count=len(found), size=size))
    leave(EXIT_OK)
