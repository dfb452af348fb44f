"""The figures of many units by one build: a folder with their warehouse and their figures, whole or not at all.

Belongs here: the order of the work, and which units the build leaves out. Not here: the tables (tables.py), the models.

A rule that the rows of one unit break holds back what is built behind it, for all units alike. So that unit is left out
and named, and the others are built anew.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.consolidation.making import PlaceError, demand_place, is_consolidation
from orchestration.gathering import figures, tables
from orchestration.gathering.tables import Unit
from orchestration.language.sentences import NOTHING, Sentence, say
from orchestration.transformation import project
from orchestration.transformation.build import BuildResult, build
from orchestration.workspace import database
from orchestration.workspace.delimited import as_csv
from orchestration.workspace.leading import UNIT
from orchestration.workspace.settings import PROJECT, Workspace

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter


class GatheringError(ValueError):
    """No figure can be made; the message says why and what to do."""


@dataclass(frozen=True)
class Outcome:
    """What became of one unit.

    Attributes:
        unit: as it was found; `why` says why it was left out, where it was.
        count: its figures.
        differing: ids of figures that its release in force has otherwise; None where there is none to compare with.
    """

    unit: Unit
    count: int = 0
    differing: Sequence[str] | None = None

    @property
    def is_left_out(self) -> bool:
        """Whether it has no figures."""
        return bool(self.unit.why)

    @property
    def is_as_released(self) -> bool:
        """Whether its release in force has the same figures."""
        return self.differing is not None and not self.differing

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "place": self.unit.place,
            "code": self.unit.code,
            "release": self.unit.release.name if self.unit.release else "",
            "figures": self.count,
            "differing": None if self.differing is None else list(self.differing),
            "why": self.unit.why,
        }


@dataclass(frozen=True)
class Gathering:
    """What was made.

    Attributes:
        path: its folder.
        quarter: of all figures.
        outcomes: one a unit, in the order of the folder.
    """

    path: Path
    quarter: str
    outcomes: Sequence[Outcome]

    @property
    def files(self) -> list[Path]:
        """The figures of all units, and the warehouse that they are in."""
        return [self.path / figures.FIGURES, self.path / _WAREHOUSE]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "quarter": self.quarter,
            "out": str(self.path),
            "units": [outcome.as_dict() for outcome in self.outcomes],
            "files": [path.name for path in self.files],
        }


def make(units: Path, quarter: Quarter, out: Path) -> Gathering:
    """Makes the figures of all units by one build.

    Args:
        units: folder with a workspace for each unit, as `consolidate` takes it; nothing in it is changed.
        quarter: of the report; what each unit read last has to be of it.
        out: the folder to make, in place of one of before.

    Raises:
        GatheringError: no unit can be taken, or a rule is broken by rows of which nobody can tell whose they are.
        PlaceError: there are no units, or something stands in `out`.
        DbtProjectError: dbt could not start.
        OSError: it cannot be written.
    """
    _demand_place(out, units)
    found = tables.look(units, quarter)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as name:
        workspace = Workspace(Path(name), Path(name) / "state", Path(name) / "reports")
        workspace.warehouse.parent.mkdir(parents=True)
        found = _built(workspace, found)
        made = Path(name) / "baru"
        made.mkdir()
        outcomes = _written(workspace, made, found)
        workspace.warehouse.rename(made / _WAREHOUSE)
        if out.exists():
            out.rename(Path(name) / "lama")
        made.rename(out)
    return Gathering(out, quarter.code, outcomes)


_WAREHOUSE = "triwulan.duckdb"
"""The name that its views know it by."""


def _demand_place(out: Path, units: Path) -> None:
    """Lets nothing be replaced but what was made here.

    Raises:
        PlaceError: there are no units, or something else stands there.
    """
    if not (out.is_dir() and {path.name for path in out.iterdir()} == {figures.FIGURES, _WAREHOUSE}):
        demand_place(out, units)
        if is_consolidation(out):
            raise PlaceError(say("--out {path} holds something else; name another folder", path=out))


def _built(workspace: Workspace, found: Sequence[Unit]) -> list[Unit]:
    """The units after the build, those that it left out with the reason."""
    dbt_project = PROJECT / "dbt_project"
    contents = project.load(workspace, dbt_project)
    read = sorted(contents.sources.values())
    refused = tables.put_together(workspace.warehouse, [unit for unit in found if not unit.why], read)
    found = _without(found, refused)
    while any(not unit.why for unit in found):
        result = build(workspace, dbt_project, contents, of_many=True)
        refused = _breaking(result)
        if not refused:
            return found
        if not refused.keys() & {unit.code for unit in found if not unit.why}:
            raise GatheringError(next(iter(refused.values())))
        with database.connect(workspace.warehouse) as connection:
            tables.leave_out(connection, refused, read)
        found = _without(found, refused)
    first = next((say("{place}: {why}", place=unit.place, why=unit.why) for unit in found), NOTHING)
    raise GatheringError(say("no unit can be taken; {first}", first=first or say("the folder has none")))


def _without(found: Sequence[Unit], refused: Mapping[str, Sentence]) -> list[Unit]:
    return [replace(unit, why=refused[unit.code]) if unit.code in refused and not unit.why else unit for unit in found]


def _breaking(result: BuildResult) -> dict[str, Sentence]:
    """Code of a unit to the rule that its rows break so that figures are missing; '' for what names none."""
    broken: dict[str, Sentence] = {}
    for model in result.failed:
        why = say("no figure can be made: {problem}", problem=model.message)
        for code in [row[UNIT] for row in model.offending if row.get(UNIT)] or [""]:
            broken.setdefault(code, why)
    for check in result.checks:
        if check.blocks:
            why = say(
                "its rows break a rule, {rule}; `triwulan check` there says which rows",
                rule=check.label or check.name,
            )
            for code in [row[UNIT] for row in check.samples if row.get(UNIT)] or [""]:
                broken.setdefault(code, why)
    return broken


def _written(workspace: Workspace, made: Path, found: Sequence[Unit]) -> list[Outcome]:
    """The figures of all units, written, and what became of each unit."""
    outcomes, rows = [], []
    with database.connect(workspace.warehouse, read_only=True) as connection:
        for unit in sorted(found, key=lambda unit: unit.code):
            if unit.why:
                continue
            own = figures.of_unit(connection, unit.code)
            rows += [[unit.code, *row] for row in own]
            differing = figures.differing(own, unit.release) if unit.release else None
            outcomes.append(Outcome(unit, len(own), differing))
    (made / figures.FIGURES).write_bytes(as_csv(figures.COLUMNS, rows))
    told = {outcome.unit.place: outcome for outcome in outcomes}
    return [told.get(unit.place) or Outcome(unit) for unit in found]
