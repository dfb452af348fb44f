"""`demo`, `init`, `new-year`, `explain`: a workspace and a year to start from, and what may stand in a profile.

Belongs here: asking for the facts of a unit, and saying what was written. Not here: writing it (sample/, run/new_year).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from orchestration.commands.options import workspace_options
from orchestration.language.choice import spoken
from orchestration.language.sentences import say, told
from orchestration.run import terminal
from orchestration.workspace.settings import HOME, Workspace


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="where to write it; default: sources/ of the checkout, or where it is called",
)
@click.option(
    "--variant",
    type=click.Choice(["published", "other"]),
    default="published",
    show_default=True,
    help="the published numbers, or other numbers in files of other layouts",
)
@click.option(
    "--units",
    "count",
    type=click.IntRange(1, 999),
    default=None,
    help="workspaces of so many units, to be run and consolidated; the last three hand in nothing that counts",
)
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
def demo(out: Path | None, variant: str, count: int | None, as_json: bool) -> None:
    """Write a sample workspace to try things with.

    It has a profile, reference data and invented deliveries of two quarters.
    """
    from orchestration.sample import VARIANTS, write_workspace

    if out is None and variant != "published":
        raise click.UsageError(told(say("--variant needs --out; the checkout keeps the published sample"), spoken()))
    if count is not None:
        if out is None or variant != "published":
            raise click.UsageError(told(say("--units needs --out, and has variants of its own"), spoken()))
        _demo_units(out.absolute(), count, as_json)
        return
    target = (out or HOME / "sources").absolute()
    written = write_workspace(target, VARIANTS[variant])
    if as_json:
        terminal.print_json({"sources": str(target), "files": [str(path) for path in written]})
        return
    for path in written:
        click.echo(str(path))
    terminal.echo(say("\nNext: triwulan run 2025-TW2 --sources {target}", target=target))


def _demo_units(target: Path, count: int, as_json: bool) -> None:
    """Writes many sample units, and says how to go on."""
    from orchestration.sample.units import write_units

    units = write_units(target, count)
    if as_json:
        terminal.print_json({"units": [{**vars(unit), "sources": str(target / unit.folder)} for unit in units]})
        return
    for unit in units:
        click.echo(f"{target / unit.folder}  {unit.name} ({unit.part})")
    terminal.echo(
        say(
            "\nNext, for each: triwulan run 2025-TW2 --sources {target}/UNIT/sources --state {target}/UNIT/state"
            " --reports {target}/UNIT/reports; then triwulan consolidate --units {target} --quarter 2025-TW2 --out DIR",
            target=target,
        )
    )


_FACTS = {
    "nama": "Nama unit",
    "singkatan": "Singkatan unit",
    "kode_satker": "Kode satker",
    "induk": "Unit induk (eselon I)",
    "singkatan_induk": "Singkatan unit induk",
    "kementerian": "Kementerian atau lembaga",
    "kota": "Kota tempat laporan ditandatangani",
    "jabatan": "Jabatan penanda tangan",
}
"""What a profile begins with, and how a person is asked for it."""


def _fact_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """One option for every fact."""
    for name, text in reversed(_FACTS.items()):
        command = click.option(f"--{name.replace('_', '-')}", name, help=text)(command)
    return command


@click.command()
@click.option("--kind", type=click.Choice(["balai", "klinik", "diklat", "kantor"]), required=True, help="kind of unit")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="a new directory")
@_fact_options
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
def init(kind: str, out: Path, as_json: bool, **given: str | None) -> None:
    """Write a profile to start from.

    It is made for a kind of unit; on a terminal it asks for what no option tells.
    """
    from orchestration.sample.kinds import NotEmptyError, expect_empty, invented, write_kind
    from orchestration.workspace.profile_loading import load_profile

    target = out.absolute()
    facts = {name: text.strip() for name, text in given.items() if text is not None and text.strip()}
    try:
        expect_empty(target)
        if sys.stdin.isatty() and not as_json:
            for name, question in _FACTS.items():
                if name not in facts:
                    facts[name] = click.prompt(question, default=invented(kind, facts)[name]).strip()
        written = write_kind(target, kind, facts)
    except NotEmptyError as error:
        raise click.UsageError(str(error)) from None
    load_profile(Workspace.resolve(sources=target))
    if as_json:
        terminal.print_json({"sources": str(target), "files": [str(path) for path in written]})
        return
    for path in written:
        click.echo(str(path))
    facts.setdefault("jabatan", "")  # follows from the name
    if unknown := [name for name in _FACTS if name not in facts]:
        terminal.echo(say("\nStill invented in unit.yaml: {names}", names=", ".join(unknown)))
    terminal.echo(
        say(
            "\nNext: put files into {landing}, then triwulan check QUARTER --sources {sources}",
            landing=target / "landing",
            sources=target,
        )
    )


@click.command("new-year")
@click.argument("year", type=click.IntRange(2000, 2099))
@workspace_options
def new_year(year: int, as_json: bool, **paths: Path | None) -> None:
    """Write what a new fiscal year needs.

    Nothing is overwritten, and what is still missing is listed.
    """
    from orchestration.run import new_year as beginning

    workspace = Workspace.resolve(**paths)
    done = beginning.begin(workspace, year)
    if as_json:
        terminal.print_json(done.as_dict())
    else:
        terminal.echo(beginning.as_text(done, workspace.sources))


@click.command()
@click.argument("what", type=click.Choice(["profile"]))
@click.option("--json", "as_json", is_flag=True, help="print the JSON Schema of unit.yaml")
def explain(what: str, as_json: bool) -> None:
    """Explain what may stand in unit.yaml.

    These are its keys, formulas, policies and thresholds; --json gives the JSON Schema.
    """
    from orchestration.run.explaining import profile_told
    from orchestration.workspace.profile_schema import profile_schema

    del what  # the profile is all there is to explain
    schema = profile_schema()
    if as_json:
        terminal.print_json(schema)
    else:
        terminal.echo(profile_told(schema))
