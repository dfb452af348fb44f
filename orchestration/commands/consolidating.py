"""`consolidate`, `build-units`: many units as one report, or by one build; following or proving the former.

Belongs here: what is put together and how the outcome is told. Not here: any of the work (consolidation/,
gathering/).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.commands.options import (
    ENGINE_OPTION,
    EXIT_BROKEN,
    EXIT_OK,
    EXIT_REFUSED,
    EXIT_UNKNOWN_FIGURE,
    EXIT_USAGE,
    QuarterType,
    fail,
    leave,
    not_written,
)
from orchestration.language.sentences import said, say
from orchestration.run import terminal
from orchestration.workspace import engine

if TYPE_CHECKING:
    from orchestration.consolidation.making import Consolidation
    from orchestration.gathering.building import Outcome
    from orchestration.workspace.quarters import Quarter


def _units(*, required: bool) -> Callable[[Any], Any]:
    place = click.Path(path_type=Path, file_okay=False)
    return click.option(
        "--units", type=place, required=required, help="folder with a workspace or a bundle of each unit"
    )


UNITS = _units(required=False)
JOBS = click.option("--jobs", type=click.IntRange(min=1), help="units that are proven at once; default: processors")


@click.command()
@_units(required=True)
@click.option("--quarter", type=QuarterType(), required=True, help="whose releases, e.g. 2025-TW2")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="the folder to make")
@click.option(
    "--settings",
    "settings_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="konsolidasi.yaml; default: the one among the units",
)
@JOBS
@ENGINE_OPTION
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
def consolidate(
    units: Path, quarter: Quarter, out: Path, settings_file: Path | None, jobs: int | None, as_json: bool
) -> None:
    """Put the releases of many units together.

    Each release is proven first; one that does not hold is left out and named, as is a unit without one.
    """
    from orchestration.consolidation.making import ConsolidationError, PlaceError, make
    from orchestration.consolidation.receiving import ExaminationError, jobs_at_once
    from orchestration.transformation.errors import DbtProjectError

    try:
        engine.demand_there()
    except engine.EngineError as error:
        fail(said(error), EXIT_USAGE, as_json)
    try:
        made = make(units.absolute(), quarter, out.absolute(), jobs or jobs_at_once(), settings_file)
    except (ConsolidationError, ExaminationError, DbtProjectError) as error:
        fail(said(error), EXIT_USAGE if isinstance(error, PlaceError) else EXIT_REFUSED, as_json)
    except OSError as error:
        fail(not_written(out, error), EXIT_USAGE, as_json)
    if as_json:
        terminal.print_json(made.as_dict())
    else:
        _tell(made)
    leave(EXIT_REFUSED if made.others else EXIT_OK)


@click.command("build-units")
@_units(required=True)
@click.option("--quarter", type=QuarterType(), required=True, help="of which they have read their deliveries")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="the folder to make")
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
def build_units(units: Path, quarter: Quarter, out: Path, as_json: bool) -> None:
    """Make the figures of many units by one build.

    The deliveries that each unit read last, in one warehouse under the codes of the units; each unit's figures are
    held beside its release in force.
    """
    from orchestration.consolidation.making import PlaceError
    from orchestration.gathering.building import GatheringError, make
    from orchestration.transformation.errors import DbtProjectError

    try:
        made = make(units.absolute(), quarter, out.absolute())
    except PlaceError as error:
        fail(said(error), EXIT_USAGE, as_json)
    except (GatheringError, DbtProjectError) as error:
        fail(said(error), EXIT_REFUSED, as_json)
    except OSError as error:
        fail(not_written(out, error), EXIT_USAGE, as_json)
    if as_json:
        terminal.print_json(made.as_dict())
    else:
        for outcome in made.outcomes:
            terminal.echo(_became(outcome))
        for path in made.files:
            terminal.echo(str(path))
    leave(EXIT_OK if all(outcome.is_as_released for outcome in made.outcomes) else EXIT_REFUSED)


def _became(outcome: Outcome) -> str:
    unit = outcome.unit
    who = " ".join(filter(None, (unit.code, unit.place)))
    if outcome.is_left_out:
        return say("{unit}: left out: {why}", unit=who, why=unit.why)
    if unit.release is None or outcome.differing is None:
        return say("{unit}: {count} figures; no release to compare them with", unit=who, count=outcome.count)
    if outcome.is_as_released:
        return say(
            "{unit}: {count} figures, each as in {release}", unit=who, count=outcome.count, release=unit.release.name
        )
    return say(
        "{unit}: {count} figures, {others} of them otherwise than in {release}, the first {first}",
        unit=who,
        count=outcome.count,
        others=len(outcome.differing),
        release=unit.release.name,
        first=outcome.differing[0],
    )


def _tell(made: Consolidation) -> None:
    for unit in made.others:
        who = " ".join(filter(None, (unit.code, unit.name))) or unit.place
        terminal.echo(say("left out: {unit} ({state}): {why}", unit=who, state=unit.state.value, why=unit.why))
    terminal.echo(
        say(
            "{quarter}: {taken} of {count} units, each release proven",
            quarter=made.quarter,
            taken=len(made.taken),
            count=len(made.units),
        )
    )
    for name in made.files:
        if "/" not in name:
            terminal.echo(str(made.path / name))


def verify_consolidation(
    folder: Path, units: Path | None, quarter: Quarter | None, jobs: int | None, as_json: bool
) -> None:
    """Proves a consolidation from the units that it was made of, and ends the process."""
    from orchestration.consolidation.proving import verify
    from orchestration.consolidation.receiving import ExaminationError, jobs_at_once

    try:
        found = verify(folder.absolute(), demand(units, as_json), quarter, jobs or jobs_at_once())
    except ExaminationError as error:
        fail(said(error), EXIT_REFUSED, as_json)
    if as_json:
        terminal.print_json(found.as_dict())
    else:
        terminal.echo(found.as_text())
    leave(EXIT_OK if found.holds else EXIT_BROKEN)


def demand(units: Path | None, as_json: bool) -> Path:
    """The folder of the units, which has to be named and there."""
    if units is None or not units.is_dir():
        fail(say("name the folder of the units that it was made of: --units DIR"), EXIT_USAGE, as_json)
    return units.absolute()


def trace_consolidation(
    folder: Path, quarter: Quarter, figure: str, units: Path | None, rows_file: Path | None, as_json: bool
) -> None:
    """Follows a figure of a consolidation, and ends the process."""
    from orchestration.audit.proof.unpacking import BundleError
    from orchestration.consolidation.making import is_consolidation
    from orchestration.consolidation.tracing import NotAtHandError, UnknownError, trace, write_rows

    if not is_consolidation(folder):
        fail(say("{path} is no consolidation", path=folder), EXIT_USAGE, as_json)
    if rows_file is not None:
        demand(units, as_json)
    try:
        followed = trace(folder, quarter, figure, units)
        if rows_file is not None and units is not None:
            count = write_rows(folder, quarter, followed, units, rows_file)
            if not as_json:
                terminal.echo(say("{count} rows written to {file}\n", count=count, file=rows_file))
    except UnknownError as error:
        fail(said(error), EXIT_UNKNOWN_FIGURE, as_json)
    except (NotAtHandError, BundleError) as error:
        fail(said(error), EXIT_REFUSED, as_json)
    if as_json:
        terminal.print_json(followed.as_dict())
    else:
        terminal.echo(followed.as_text())
    leave(EXIT_OK)
