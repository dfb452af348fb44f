"""`verify`, `bundle`: whether a release holds, and what an auditor takes home to see that it does.

Belongs here: what is to be examined and how the outcome is told. Not here: any examination (audit/proof).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.consolidating import JOBS, UNITS, verify_consolidation
from orchestration.commands.options import (
    EXIT_BROKEN,
    EXIT_OK,
    EXIT_USAGE,
    KONSEP_OPTION,
    QUARTER,
    RELEASE_OPTION,
    QuarterType,
    fail,
    find_release,
    leave,
    not_written,
    workspace_options,
)
from orchestration.language.choice import spoken
from orchestration.language.sentences import joined, say, told
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.audit.proof.bundle import Examine
    from orchestration.audit.proof.verify import Verification
    from orchestration.workspace.quarters import Quarter


@click.command()
@click.argument("quarter", type=QuarterType(), required=False)
@RELEASE_OPTION
@KONSEP_OPTION
@click.option(
    "--bundle", "archive", type=click.Path(path_type=Path), help="a file that `bundle` wrote; needs no workspace"
)
@click.option("--rebuild", is_flag=True, help="make the whole release again from the archive and compare every byte")
@click.option(
    "--consolidation", type=click.Path(path_type=Path, file_okay=False), help="a folder that `consolidate` made"
)
@UNITS
@JOBS
@workspace_options
def verify(
    quarter: Quarter | None,
    release_name: str | None,
    of_konsep: bool,
    archive: Path | None,
    rebuild: bool,
    consolidation: Path | None,
    units: Path | None,
    jobs: int | None,
    as_json: bool,
    **paths: Path | None,
) -> None:
    """Prove a release from its folder and the archive.

    Nothing else is needed, and no network.
    Every figure is worked out again by a second implementation, and every word is made again of what was proven.
    """
    if consolidation is not None:
        verify_consolidation(consolidation, units, quarter, jobs, as_json)
    from orchestration.journey import proving
    from orchestration.journey.rebuilding import NotRebuiltError

    examine = partial(proving.verify, rebuild=rebuild)
    try:
        if archive is not None:
            if release_name:
                raise click.UsageError(told(say("--release and --bundle: a bundle holds one release"), spoken()))
            result = _of_bundle(archive, quarter, examine, as_json)
        elif quarter is None:
            raise click.UsageError(
                told(say("which quarter? e.g. `triwulan verify 2025-TW2`, or --bundle FILE.zip"), spoken())
            )
        else:
            workspace = Workspace.resolve(**paths)
            release = find_release(workspace, quarter, release_name, as_json, of_konsep=of_konsep)
            result = examine(workspace, quarter, release)
    except NotRebuiltError as refused:
        fail(str(refused), EXIT_USAGE, as_json)
    if as_json:
        terminal.print_json(result.as_dict())
    else:
        terminal.echo(result.as_text())
    leave(EXIT_OK if result.holds else EXIT_BROKEN)


def _of_bundle(archive: Path, quarter: Quarter | None, examine: Examine, as_json: bool) -> Verification:
    from orchestration.audit.proof.bundle import BundleError, verify_bundle

    try:
        return verify_bundle(archive, quarter, examine)
    except BundleError as error:
        fail(str(error), EXIT_USAGE if error.foreign else EXIT_BROKEN, as_json)


@click.command()
@QUARTER
@click.argument("release_name", metavar="[rN]", required=False)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="the archive to write")
@workspace_options
def bundle(quarter: Quarter, release_name: str | None, out: Path, as_json: bool, **paths: Path | None) -> None:
    """Pack a release with its proof for an auditor.

    The archive holds the release, the files it was made from and all that proves it; `verify --bundle` reads it.
    """
    from orchestration.audit.proof.bundle import BundleError, pack

    workspace = Workspace.resolve(**paths)
    release = find_release(workspace, quarter, release_name, as_json)
    try:
        packed = pack(workspace, release, out)
    except BundleError as error:
        fail(str(error), EXIT_BROKEN, as_json)
    except OSError as error:
        fail(not_written(out, error), EXIT_USAGE, as_json)
    if as_json:
        terminal.print_json(packed.as_dict())
        return
    for text in packed.omitted:
        terminal.echo(say("not in it: {text}", text=text))
    if not packed.omitted:
        terminal.echo(say("{quarter} {release}: whole", quarter=quarter, release=release.name))
    size = say(
        "{files} files, {size:,} bytes, SHA-256 {sha256}", files=packed.files, size=packed.size, sha256=packed.sha256
    )
    terminal.echo(joined("\n", [size, str(out)]))
    terminal.echo(say("\nTo prove it anywhere: triwulan verify --bundle {file}", file=out.name))


def tell_proof(quarter: Quarter, release: Path, found: Verification) -> None:
    """Says of a release that it holds, that it is whole and which program proves the rest, or what of it is broken."""
    if found.holds:
        terminal.echo(say("{quarter} {release}: holds", quarter=quarter, release=release.name))
    elif found.whole:
        whole = say(
            "{quarter} {release}: whole; {elsewhere}",
            quarter=quarter,
            release=release.name,
            elsewhere=found.elsewhere,
        )
        terminal.echo(whole)
    else:
        terminal.echo(found.as_text())
