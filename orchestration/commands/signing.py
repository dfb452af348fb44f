"""`key` and `sign`: the keys that sign releases, and the head's signature on the report.

Belongs here: asking for what only a person knows, and telling what was done. Not here: keys and signatures
(release/keys.py, release/head_signature.py).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.commands.options import (
    EXIT_BROKEN,
    EXIT_OK,
    EXIT_REFUSED,
    QUARTER,
    fail,
    leave,
    workspace_options,
)
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.release.keys import Key
    from orchestration.workspace.quarters import Quarter

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def key() -> None:
    """List the keys that sign releases, or make one."""


@key.command("list")
@workspace_options
def list_keys(as_json: bool, **paths: Path | None) -> None:
    """Say whose the keys are, since when, and which of them sign."""
    from orchestration.release.keys import known_keys

    workspace = Workspace.resolve(**paths)
    told = [_told(workspace, found) for found in known_keys(workspace)]
    if as_json:
        terminal.print_json({"keys": told})
    else:
        lines = [f"{entry['keyid'][:12]}  {entry['since']}  {entry['holder']}: {entry['state']}" for entry in told]
        terminal.echo("\n".join(lines) or "no key yet; the first release makes one")


@key.command()
@click.option("--holder", required=True, help="whose key it will be: a person or an office")
@click.option(
    "--replaces", default="", metavar="KEY", help="the key whose place it takes; without it, a further signer"
)
@click.option("--by", default="", metavar="NAME", help="who makes it")
@click.option("--reason", default="", metavar="TEXT", help="why; needed where no key before it is at hand")
@workspace_options
def new(holder: str, replaces: str, by: str, reason: str, as_json: bool, **paths: Path | None) -> None:
    """Make a key, vouched for by those that sign now; releases are signed with it from now on."""
    from orchestration.release.keys import new_key

    workspace = Workspace.resolve(**paths)
    told = _told(workspace, new_key(workspace, holder, replaces, by, reason))
    if as_json:
        terminal.print_json(told)
    else:
        terminal.echo(f"{told['keyid']}\n{told['state']}\n{told['public']}")


def _told(workspace: Workspace, found: Key) -> dict[str, Any]:
    """A key for a person or a program."""
    from orchestration.release.keys import FOLDER, known_keys, listed, signing_keys

    keys = known_keys(workspace)
    after = [other.keyid[:12] for other in keys if other.replaces == found.keyid]
    if after:
        state = f"replaced by {after[0]}"
    elif found in signing_keys(keys):
        state = "signs"
    else:
        state = "its private part is not in this state"
    public = found.files()[0]
    if found.keyid in listed(workspace.sources):
        public = workspace.sources / FOLDER / public.name
    else:
        state += f", not listed in the sources (copy {public} and the file beside it to {workspace.sources / FOLDER})"
    return {
        **{name: getattr(found, name) for name in ("keyid", "holder", "since", "replaces", "by", "reason")},
        "state": state,
        "public": str(public),
    }


@click.command()
@QUARTER
@click.argument("release_name", metavar="[rN]", required=False)
@click.option("--p12", type=_FILE, help="certificate and key of who signs, as PKCS#12")
@click.option("--pkcs11", type=_FILE, metavar="MODULE", help="the PKCS#11 library of a token or card instead")
@click.option("--token", default="", metavar="LABEL", help="which token, where there are several")
@click.option("--certificate", default="", metavar="LABEL", help="which certificate in the token")
@click.option("--key", "key_label", default="", metavar="LABEL", help="which key, where it has another label")
@click.option("--field", default="kepala", show_default=True, help="who signs: kepala, penanda_tangan_2, ...")
@click.option("--password-file", type=_FILE, help="first line: the password or PIN; else asked for, or the variable")
@workspace_options
def sign(
    quarter: Quarter,
    release_name: str | None,
    p12: Path | None,
    pkcs11: Path | None,
    token: str,
    certificate: str,
    key_label: str,
    field: str,
    password_file: Path | None,
    as_json: bool,
    **paths: Path | None,
) -> None:
    """Sign the report with a person's certificate.

    The signature stands in a copy beside the release, which stays as it is.
    The password or PIN is asked for, or read from TRIWULAN_TTE_PASSWORD or a file; never given as an option.
    """
    from orchestration.release import head_signature
    from orchestration.release.reading import is_whole
    from orchestration.run import deciding

    if (p12 is None) == (pkcs11 is None):
        raise click.UsageError("expected either --p12 FILE or --pkcs11 MODULE")
    if pkcs11 is not None and not certificate:
        raise click.UsageError("--pkcs11 needs --certificate LABEL")
    workspace = Workspace.resolve(**paths)
    chosen = p12 or head_signature.Token(pkcs11 or Path(), token, certificate, key_label)
    try:
        release = deciding.to_sign(workspace, quarter, release_name)
        if not is_whole(release):
            text = f"{release}: its files are not those of its manifest, nothing is signed;"
            fail(f"{text} `triwulan verify {quarter}` says", EXIT_BROKEN, as_json)
        signed = deciding.sign(workspace, quarter, release.name, field, chosen, _password(password_file))
    except (deciding.NotPossibleError, head_signature.HeadSignatureError) as error:
        fail(str(error), EXIT_REFUSED, as_json)
    if as_json:
        terminal.print_json({"quarter": quarter.code, "release": release.name, "field": field, "signed": str(signed)})
    else:
        terminal.echo(f"{quarter} {release.name} signed\n  {signed}")
    leave(EXIT_OK)


def _password(file: Path | None) -> str:
    """From the file, the variable, or a person who is asked."""
    if file is not None:
        return file.read_text(encoding="utf-8", errors="replace").partition("\n")[0].rstrip("\r")
    given = os.environ.get("TRIWULAN_TTE_PASSWORD")
    return given if given is not None else str(click.prompt("password or PIN", hide_input=True, err=True))
