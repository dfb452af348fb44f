"""The command `triwulan`: options, messages, exit codes.

Belongs here: what a person types, and how the process ends. Not here: any work; each command calls one function of
another module, and loads it only then; what is told of a run (run/telling.py).

Exit codes: 0 done or unchanged; 1 refused, findings listed; 2 usage or configuration; 3 internal error;
4 no such figure; 5 a release does not verify.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from orchestration.run import terminal
from orchestration.workspace.quarters import Quarter, QuarterError
from orchestration.workspace.settings import PROJECT, SettingsError, Workspace

if TYPE_CHECKING:
    from orchestration.run.execution import RunOutcome

EXIT_OK, EXIT_REFUSED, EXIT_USAGE, EXIT_INTERNAL, EXIT_UNKNOWN_FIGURE, EXIT_BROKEN = 0, 1, 2, 3, 4, 5
_STACK_SLOTS = 600_000


class QuarterType(click.ParamType):
    """A quarter written as `2025-TW2`."""

    name = "quarter"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Quarter:
        """Parses the text or fails with the expected form."""
        try:
            return value if isinstance(value, Quarter) else Quarter.parse(value)
        except QuarterError as error:
            self.fail(str(error), param, ctx)


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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="triwulan")
def cli() -> None:
    """The quarterly PP 39 report from an agency's own exports, every figure traceable to its cell."""


@cli.command()
@QUARTER
@workspace_options
def run(quarter: Quarter, as_json: bool, **paths: Path | None) -> None:
    """Ingest what has landed, build, check, and publish a release when its content changed."""
    _run(quarter, as_json, Workspace.resolve(**paths), publish=True)


@cli.command()
@QUARTER
@workspace_options
def check(quarter: Quarter, as_json: bool, **paths: Path | None) -> None:
    """Say what `run` would find, publishing nothing."""
    _run(quarter, as_json, Workspace.resolve(**paths), publish=False)


@cli.command()
@QUARTER
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@workspace_options
def figures(quarter: Quarter, form: str, as_json: bool, **paths: Path | None) -> None:
    """Print every figure of the newest release."""
    release = _release(Workspace.resolve(**paths), quarter, None, as_json)
    from orchestration.run.telling import tell_figures

    tell_figures(quarter, release, "json" if as_json else form)


@cli.command()
@QUARTER
@click.argument("figure")
@click.option("--rows", "rows_file", type=click.Path(path_type=Path, dir_okay=False), help="write every row as CSV")
@click.option("--release", "release_name", help="e.g. r2; default: the newest")
@workspace_options
def trace(
    quarter: Quarter,
    figure: str,
    rows_file: Path | None,
    release_name: str | None,
    as_json: bool,
    **paths: Path | None,
) -> None:
    """Follow a figure down to the rows of the files that made it."""
    from orchestration.audit.following import trace as tracing

    release = _release(Workspace.resolve(**paths), quarter, release_name, as_json)
    try:
        followed = tracing.trace(release, figure)
    except tracing.UnknownFigureError as error:
        hint = f"; nearest: {', '.join(error.nearest)}" if error.nearest else ""
        _fail(f"{quarter} {release.name}: no figure '{figure}'{hint}", EXIT_UNKNOWN_FIGURE, as_json)
    if rows_file is not None:
        count = tracing.write_rows(followed, rows_file)
        if not as_json:
            click.echo(f"{count} rows written to {rows_file}\n")
    if as_json:
        terminal.print_json(followed.as_dict())
    else:
        terminal.echo(tracing.as_text(followed))


@cli.command()
@QUARTER
@click.argument("delivery")
@click.option("--row", type=click.IntRange(min=1), help="one physical row of the delivery, 1 = first")
@click.option("--release", "release_name", help="e.g. r2; default: the newest")
@workspace_options
def impact(
    quarter: Quarter,
    delivery: str,
    row: int | None,
    release_name: str | None,
    as_json: bool,
    **paths: Path | None,
) -> None:
    """Say which figures a delivery (file name or SHA-256), or one row of it, reaches, and how much of each."""
    from orchestration.audit.following import impact as reaching

    release = _release(Workspace.resolve(**paths), quarter, release_name, as_json)
    try:
        result = reaching.impact(release, delivery, row)
    except reaching.UnknownDeliveryError as error:
        known = "\n  ".join(error.known)
        _fail(f"{quarter} {release.name} used no delivery '{delivery}'; it used\n  {known}", EXIT_USAGE, as_json)
    if as_json:
        terminal.print_json(result.as_dict())
    else:
        terminal.echo(reaching.as_text(result))


@cli.command()
@QUARTER
@click.option("--release", "release_name", help="e.g. r2; default: the newest")
@workspace_options
def verify(quarter: Quarter, release_name: str | None, as_json: bool, **paths: Path | None) -> None:
    """Prove a release, offline, from its folder and the archived deliveries alone; every figure is worked out again."""
    from orchestration.audit.proof import verify as proving

    workspace = Workspace.resolve(**paths)
    release = _release(workspace, quarter, release_name, as_json)
    result = proving.verify(workspace, quarter, release)
    if as_json:
        terminal.print_json(result.as_dict())
    else:
        terminal.echo(result.as_text())
    _leave(EXIT_OK if result.holds else EXIT_BROKEN)


@cli.command()
@QUARTER
@click.argument("old")
@click.argument("new")
@workspace_options
def diff(quarter: Quarter, old: str, new: str, as_json: bool, **paths: Path | None) -> None:
    """Compare two releases of a quarter, e.g. r1 and r2: figures, and the rows behind each change."""
    from orchestration.audit.following import difference as comparing

    workspace = Workspace.resolve(**paths)
    result = comparing.difference(
        _release(workspace, quarter, old, as_json), _release(workspace, quarter, new, as_json)
    )
    if as_json:
        terminal.print_json(result.as_dict())
    else:
        terminal.echo(comparing.as_text(result))


@cli.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="where to write it; default: the checkout's own sources/",
)
@click.option(
    "--variant",
    type=click.Choice(["published", "other"]),
    default="published",
    show_default=True,
    help="the published numbers, or other numbers in files of other layouts",
)
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
def demo(out: Path | None, variant: str, as_json: bool) -> None:
    """Write the sample workspace: profile, reference data and synthetic deliveries of two quarters."""
    from orchestration.sample import VARIANTS, write_workspace

    if out is None and variant != "published":
        raise click.UsageError("--variant needs --out; the checkout keeps the published sample")
    target = (out or PROJECT / "sources").absolute()
    written = write_workspace(target, VARIANTS[variant])
    if as_json:
        terminal.print_json({"sources": str(target), "files": [str(path) for path in written]})
        return
    for path in written:
        click.echo(str(path))
    click.echo(f"\nNext: triwulan run 2025-TW2 --sources {target}")


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


@cli.command()
@click.option("--kind", type=click.Choice(["balai", "klinik", "diklat", "kantor"]), required=True, help="kind of unit")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="a new directory")
@_fact_options
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
def init(kind: str, out: Path, as_json: bool, **given: str | None) -> None:
    """Write a profile to start from, for a kind of unit; on a terminal it asks for what no option tells."""
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
        click.echo(f"\nStill invented in unit.yaml: {', '.join(unknown)}")
    click.echo(f"\nNext: put files into {target / 'landing'}, then triwulan check QUARTER --sources {target}")


@cli.command()
@click.argument("what", type=click.Choice(["profile"]))
@click.option("--json", "as_json", is_flag=True, help="print the JSON Schema of unit.yaml")
def explain(what: str, as_json: bool) -> None:
    """Say what may stand in unit.yaml: formulas, policies, thresholds, keys."""
    from orchestration.run.explaining import profile_told
    from orchestration.workspace.profile_schema import profile_schema

    del what  # the profile is all there is to explain
    schema = profile_schema()
    if as_json:
        terminal.print_json(schema)
    else:
        terminal.echo(profile_told(schema))


@cli.command()
@click.option("--port", default=3000, show_default=True, help="port on 127.0.0.1")
@click.option("--read-only", is_flag=True, help="for auditors: look, launch nothing")
@workspace_options
def ui(port: int, read_only: bool, as_json: bool, **paths: Path | None) -> None:
    """Open Dagster's web interface and daemon over this workspace on 127.0.0.1."""
    from orchestration.run.interface import serve

    del as_json
    sys.exit(serve(Workspace.resolve(**paths), port=port, read_only=read_only))


def _release(workspace: Workspace, quarter: Quarter, name: str | None, as_json: bool) -> Path:
    """The folder of a release, the newest without a name; ends with a message when there is none."""
    from orchestration.release.reading import latest_release

    release = workspace.reports / quarter.code / name if name else latest_release(workspace, quarter)
    if release is None or not (release / "manifest.json").is_file():
        wanted = f"{quarter} {name}" if name else str(quarter)
        _fail(f"{wanted}: no release in {workspace.reports}; `triwulan run {quarter}` makes one", EXIT_REFUSED, as_json)
    return release


def exit_code(outcome: RunOutcome) -> int:
    """How the command ends after a run: held back, broken, or well."""
    if outcome.refused:
        return EXIT_REFUSED
    return EXIT_INTERNAL if outcome.error else EXIT_OK


def _run(quarter: Quarter, as_json: bool, workspace: Workspace, *, publish: bool) -> None:
    """Runs or checks a quarter and ends the process with the outcome's exit code."""
    from orchestration.run import telling
    from orchestration.run.quarter import run_quarter

    progress = terminal.Progress(quarter, quiet=as_json)
    with progress:
        outcome = run_quarter(workspace, quarter, publish=publish, on_event=progress.event)
    if isinstance(outcome, Path):
        telling.tell_release(quarter, outcome, "unchanged: the same inputs made this release", as_json)
        _leave(EXIT_OK)
    code = exit_code(outcome)
    if code == EXIT_INTERNAL:
        from orchestration.workspace.faults import of_the_machine

        fault = of_the_machine(outcome.error)
        _fail(fault or f"internal error: {outcome.error}", code, as_json)
    telling.tell_outcome(workspace, quarter, outcome, as_json, publish=publish)
    _leave(code)


def _fail(message: str, code: int, as_json: bool) -> NoReturn:
    """Says what is wrong and ends."""
    if as_json:
        terminal.print_json({"outcome": "error", "message": message})
    else:
        terminal.echo(message, err=True)
    _leave(code)


def _leave(code: int) -> NoReturn:
    """Ends at once: tearing down the libraries of a run costs more than a second and changes nothing."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    """Entry point of `triwulan`."""
    # CPython takes the frames' stack in pieces of 16 KiB and gives each back when a call has returned across its end; a
    # run did so 60,000 times. A frame that asks for more than it needs brings one piece for everything it calls.
    roomy = FunctionType(_command.__code__.replace(co_stacksize=_STACK_SLOTS), globals())
    roomy()


def _command() -> None:
    as_json = "--json" in sys.argv
    # A command is short and imports a million objects: going over them for cycles costs more than it frees.
    gc.disable()
    # dbt starts a process that watches semaphores and takes our options; it would complain of how `_leave` ends.
    sys.warnoptions.append("ignore:resource_tracker:UserWarning")
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        if as_json:
            terminal.print_json({"outcome": "error", "message": error.format_message()})
        else:
            error.show()
        sys.exit(EXIT_USAGE)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        sys.exit(EXIT_INTERNAL)
    except SettingsError as error:
        _fail(str(error), EXIT_USAGE, as_json)
    except Exception as error:
        from orchestration.declarations import ConfigurationError
        from orchestration.workspace.faults import of_the_machine
        from orchestration.workspace.locking import WorkspaceBusyError

        if isinstance(error, ConfigurationError):
            _fail(str(error), EXIT_USAGE, as_json)
        if isinstance(error, WorkspaceBusyError):
            _fail(str(error), EXIT_REFUSED, as_json)
        if fault := of_the_machine(repr(error)):
            _fail(fault, EXIT_INTERNAL, as_json)
        click.echo(f"internal error: {error}", err=True)
        traceback.print_exc()
        _leave(EXIT_INTERNAL)


if __name__ == "__main__":
    main()
