"""The command `triwulan`: options, messages, exit codes.

Belongs here: what a person types and reads. Not here: any work; each command calls one function of another module, and
loads it only then.

Exit codes: 0 done or unchanged; 1 refused, findings listed; 2 usage or configuration; 3 internal error;
4 no such figure; 5 a release does not verify.
"""

from __future__ import annotations

import dataclasses
import gc
import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from orchestration.release import held_back
from orchestration.workspace.quarters import Quarter, QuarterError
from orchestration.workspace.settings import PROJECT, SettingsError, Workspace

if TYPE_CHECKING:
    from rich.console import Console

    from orchestration.checks.evidence import Finding
    from orchestration.run.execution import RunOutcome

EXIT_OK, EXIT_REFUSED, EXIT_USAGE, EXIT_INTERNAL, EXIT_UNKNOWN_FIGURE, EXIT_BROKEN = 0, 1, 2, 3, 4, 5
SHOWN_FINDINGS = 40
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
    from orchestration.workspace.delimited import read_rows

    rows = read_rows(release / "figures.csv")
    if as_json or form == "json":
        _print_json({"quarter": quarter.code, "release": release.name, "figures": rows})
    elif form == "csv":
        click.echo((release / "figures.csv").read_text(encoding="utf-8"), nl=False)
    else:
        console = _console()
        table = _table("figure", "label", "value", "unit", "period", title=f"{quarter} {release.name}")
        table.columns[2].justify = "right"
        for row in rows:
            cells = (row["figure_id"], row["label"], row["printed"], row["unit"], row["period_basis"])
            table.add_row(*map(_shown, cells))
        console.print(table)


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
        _print_json(followed.as_dict())
    else:
        _echo(tracing.as_text(followed))


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
        _print_json(result.as_dict())
    else:
        _echo(reaching.as_text(result))


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
        _print_json(result.as_dict())
    else:
        _echo(result.as_text())
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
        _print_json(result.as_dict())
    else:
        _echo(comparing.as_text(result))


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
        _print_json({"sources": str(target), "files": [str(path) for path in written]})
        return
    for path in written:
        click.echo(str(path))
    click.echo(f"\nNext: triwulan run 2025-TW2 --sources {target}")


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
    from orchestration.checks.evidence import grouped
    from orchestration.run.quarter import run_quarter

    progress = _Progress(quarter, quiet=as_json)
    with progress:
        outcome = run_quarter(workspace, quarter, publish=publish, on_event=progress.event)
    if isinstance(outcome, Path):
        _report_release(quarter, outcome, "unchanged: the same inputs made this release", as_json)
        _leave(EXIT_OK)
    findings = grouped(outcome.findings)
    failed = [result for result in outcome.checks if not result.passed]
    code = exit_code(outcome)
    if code == EXIT_INTERNAL:
        from orchestration.workspace.faults import of_the_machine

        fault = of_the_machine(outcome.error)
        _fail(fault or f"internal error: {outcome.error}", code, as_json)
    if code == EXIT_REFUSED:
        causes = sum(finding.severity == "blocking" for finding in findings)
        kept = held_back.place(workspace, quarter) if publish else None
        if as_json:
            _print_json(
                {
                    "quarter": quarter.code,
                    "outcome": "refused",
                    "causes": causes,
                    "rows": str(kept) if kept else None,
                    "findings": [dataclasses.asdict(finding) for finding in findings],
                    "failed_checks": [result.record() for result in failed],
                    **_contradictions(outcome, publish=publish),
                }
            )
        else:
            console = _console()
            _print_findings(console, findings, full=True)
            for result in failed:
                console.print("[red]failed[/] " if result.blocks else "[yellow]warned[/] ", end="")
                _print(console, f"{result.target} {result.name}: {result.description}")
            _print_contradictions(console, outcome, publish=publish)
            console.print(f"\n{quarter} is refused; the last release, if any, stays as it is.", highlight=False)
            held = f"{causes} {'cause holds' if causes == 1 else 'causes hold'} it back"
            _echo(f"{held}; every row concerned is in {kept}" if kept else held)
        _leave(code)
    if outcome.release is None:
        if as_json:
            _print_json(
                {
                    "quarter": quarter.code,
                    "outcome": "would publish",
                    "checks": len(outcome.checks),
                    "findings": [dataclasses.asdict(finding) for finding in findings],
                    **_contradictions(outcome, publish=publish),
                }
            )
        else:
            console = _console()
            _print_findings(console, findings, full=True)
            _print_contradictions(console, outcome, publish=publish)
            console.print(f"{quarter}: {len(outcome.checks)} checks ran, nothing holds the report back.")
        _leave(code)
    word = "published" if outcome.release.published else "unchanged: the content of the report is the same"
    _report_release(quarter, outcome.release.path, word, as_json)
    _leave(code)


def _contradictions(outcome: RunOutcome, *, publish: bool) -> dict[str, Any]:
    """For `check --json`: each family of contradictions with its checks, and what no check can see."""
    if publish:
        return {}
    from orchestration.publication.judging.contradictions import catalogue, families

    told = families(outcome.checks, outcome.findings)
    return {
        "contradictions": [{**dataclasses.asdict(family), "result": family.result} for family in told],
        "prose_only": catalogue()["naskah"],
    }


def _print_contradictions(console: Console, outcome: RunOutcome, *, publish: bool) -> None:
    """For `check`: a line for each family of contradictions; its checks one by one where not all of them held."""
    if publish:
        return
    from orchestration.publication.judging.contradictions import families

    colour = {"failed": "red", "not run": "red", "warned": "yellow", "passed": "green"}
    console.print("contradictions of the published report, looked for in ours:")
    for family in families(outcome.checks, outcome.findings):
        console.print(f"  [{colour[family.result]}]{family.result:7}[/] {family.name}", highlight=False, end="")
        console.print(f" ({', '.join(family.guards)}): {family.looks_at}", highlight=False, markup=False)
        console.print(f"          because {family.reason}", highlight=False, markup=False)
        for name, result in family.checks.items():
            if result != "passed":
                console.print(f"          {result}: {name}", highlight=False, markup=False)


def _report_release(quarter: Quarter, release: Path, word: str, as_json: bool) -> None:
    """The end of a good run: indicators, findings, paths."""
    from orchestration.checks.evidence import grouped
    from orchestration.release.reading import read_findings, read_indicators

    indicators, findings = read_indicators(release), grouped(read_findings(release))
    if as_json:
        _print_json(
            {
                "quarter": quarter.code,
                "outcome": word.split(":")[0],
                "release": str(release),
                "indicators": indicators,
                "findings": [dataclasses.asdict(finding) for finding in findings],
            }
        )
        return
    console = _console()
    table = _table("code", "indicator", "unit", "target", "realisasi", "capaian %", title=f"{quarter} {release.name}")
    for column in table.columns[3:]:
        column.justify = "right"
    for row in indicators:
        table.add_row(*map(_shown, row.values()))
    console.print(table)
    _print_findings(console, findings)
    console.print(f"{quarter} {word}", highlight=False)
    for name in sorted(path.name for path in release.iterdir()):
        console.print(f"  {release / name}", highlight=False, soft_wrap=True)


def _print_findings(console: Console, findings: list[Finding], *, full: bool = False) -> None:
    """Findings, a line each cause, the gravest first; the rest is counted and lies in findings.csv."""
    order = {"blocking": 0, "warning": 1, "info": 2}
    colour = {"blocking": "red", "warning": "yellow", "info": "cyan"}
    ranked = sorted(findings, key=lambda finding: order[finding.severity])
    shown = ranked if full else [finding for finding in ranked if finding.severity != "info"][:SHOWN_FINDINGS]
    for finding in shown:
        console.print(f"[{colour[finding.severity]}]{finding.severity}[/] ", end="")
        _print(console, finding.line())
    counts = ", ".join(f"{sum(finding.severity == severity for finding in findings)} {severity}" for severity in order)
    console.print(f"findings: {counts}", highlight=False)


class _Progress:
    """What is being done now, on a terminal only; elsewhere nothing is written."""

    def __init__(self, quarter: Quarter, *, quiet: bool) -> None:
        self._quarter = quarter
        self._status: Any = None
        self._on = not quiet and sys.stderr.isatty()
        self._done = 0

    def __enter__(self) -> _Progress:
        if self._on:
            from rich.console import Console

            self._status = Console(stderr=True).status(f"{self._quarter}: starting")
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def event(self, stop: str, name: str, status: str, seconds: float | None = None) -> None:
        """Shows the newest step of the journey."""
        del seconds
        self._done += 1
        if status in ("rebuilt", "waiting"):
            click.echo(f"{stop}: {name}", err=True)
        if self._status is not None:
            self._status.update(f"{self._quarter}: {stop}  {name}  {status}  ({self._done} steps)")


def _console() -> Console:
    from rich.console import Console

    wide = None if sys.stdout.isatty() else 160
    return Console(width=wide)


_CONTROL = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}


def _shown(text: str) -> str:
    """A text for a table: what stood in a delivery neither styles nor commands the terminal."""
    from rich.markup import escape

    return escape(text.translate(_CONTROL))


def _print(console: Console, text: str) -> None:
    console.print(text.translate(_CONTROL), highlight=False, markup=False)


def _echo(text: str) -> None:
    click.echo(text.translate(_CONTROL))


def _table(*columns: str, title: str) -> Any:
    from rich.table import Table

    table = Table(title=title, title_justify="left", header_style="bold", show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _fail(message: str, code: int, as_json: bool) -> NoReturn:
    """Says what is wrong and ends."""
    if as_json:
        _print_json({"outcome": "error", "message": message})
    else:
        click.echo(message.translate(_CONTROL), err=True)
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
            _print_json({"outcome": "error", "message": error.format_message()})
        else:
            error.show()
        sys.exit(EXIT_USAGE)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        sys.exit(EXIT_INTERNAL)
    except SettingsError as error:
        _fail(str(error), EXIT_USAGE, as_json)
    except Exception as error:
        from orchestration.ingestion import ContractError
        from orchestration.workspace.faults import of_the_machine
        from orchestration.workspace.locking import WorkspaceBusyError
        from orchestration.workspace.profile_loading import ConfigurationError

        if isinstance(error, ConfigurationError | ContractError):
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
