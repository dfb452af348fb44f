"""What every command shares: its quarter, its workspace, how it fails and how the process ends.

Belongs here: options, exit codes, finding the release that a command speaks of. Not here: any command.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from orchestration.language.choice import LANGUAGES, VARIABLE, speak, spoken
from orchestration.language.sentences import Sentence, say, told
from orchestration.run import terminal
from orchestration.workspace import engine
from orchestration.workspace.quarters import Quarter, QuarterError
from orchestration.workspace.settings import Workspace

EXIT_OK, EXIT_REFUSED, EXIT_USAGE, EXIT_INTERNAL, EXIT_UNKNOWN_FIGURE, EXIT_BROKEN, EXIT_WAITS = range(7)


class QuarterType(click.ParamType):
    """A quarter written as `2025-TW2`."""

    name = "quarter"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Quarter:
        """Parses the text or fails with the expected form."""
        try:
            return value if isinstance(value, Quarter) else Quarter.parse(value)
        except QuarterError as error:
            self.fail(told(error, spoken()), param, ctx)


QUARTER = click.argument("quarter", type=QuarterType())


def workspace_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which workspace; each has a variable (TRIWULAN_SOURCES, ...) and a default."""
    for name, text in (
        ("reports", "directory of the releases"),
        ("state", "directory of warehouse, history and archive"),
        ("sources", "directory of profile, reference data and landing folder"),
    ):
        command = click.option(f"--{name}", type=click.Path(path_type=Path), help=text)(command)
    return click.option("--json", "as_json", is_flag=True, help="print the result as JSON")(command)


ENGINE_OPTION = click.option(
    "--engine",
    type=click.Choice(engine.ENGINES),
    expose_value=False,
    is_eager=True,
    callback=lambda ctx, param, value: os.environ.update({engine.VARIABLE: value} if value else {}),
    help="what computes the figures: duckdb, where nothing is said, or spark",
)
RELEASE_OPTION = click.option("--release", "release_name", help="e.g. r2; default: the newest")
KONSEP_OPTION = click.option("--konsep", "of_konsep", is_flag=True, help="the draft that waits, not the release")


def speaking(command: click.Command) -> click.Command:
    """Gives a command, and those below it, the option that says in which language it speaks."""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            speaking(below)
        return command
    command.params.append(
        click.Option(
            ["--lang"],
            type=click.Choice(LANGUAGES),
            envvar=VARIABLE,
            expose_value=False,
            is_eager=True,
            callback=lambda ctx, param, value: speak(value) if value else None,
            help="language of what is printed: English, where nothing is said, or Indonesian",
        )
    )
    return command


def find_release(
    workspace: Workspace, quarter: Quarter, name: str | None, as_json: bool, *, of_konsep: bool = False
) -> Path:
    """The folder of a release; ends with a message when there is none.

    Without a name it is the one in force, or the konsep: where no release is in force, and where it is asked for.
    """
    from orchestration.release import formats, states
    from orchestration.release.reading import latest_release

    states.recover(workspace, quarter)
    folder = workspace.reports / quarter.code
    draft = states.konsep(folder)
    if of_konsep:
        release = draft
    elif name:
        release = folder / name
    else:
        release = latest_release(workspace, quarter) or draft
    if release is None or not (release / "manifest.json").is_file():
        missing = say(
            "{wanted}: no {what} in {folder}; `triwulan run {quarter}` makes one",
            wanted=f"{quarter} {name}" if name else quarter,
            what="konsep" if of_konsep else say("release"),
            folder=workspace.reports,
            quarter=quarter,
        )
        fail(missing, EXIT_REFUSED, as_json)
    if (why := formats.refusal(release)) is not None:
        fail(why, EXIT_USAGE, as_json)
    return release


def part_with(workspace: Workspace, path: Path) -> Path | None:
    """Which of the three folders of a workspace a path lies in; None where it lies outside of all."""
    places = (workspace.sources, workspace.state, workspace.reports)
    return next((place for place in places if path.resolve().is_relative_to(place.resolve())), None)


def fail(message: str, code: int, as_json: bool) -> NoReturn:
    """Says what is wrong and ends."""
    if as_json:
        terminal.print_json({"outcome": "error", "message": message})
    else:
        terminal.echo(message, err=True)
    leave(code)


def not_written(path: Path, error: OSError) -> Sentence:
    """That the system does not let a file be written, and why."""
    return say("{path} cannot be written ({error})", path=path, error=error.strerror or error)


def leave(code: int) -> NoReturn:
    """Ends at once: tearing down the libraries of a run costs more than a second and changes nothing."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
