"""From a figure of a consolidation to the units' figures behind it, and on to the rows of the units' own files.

Belongs here: following within the consolidation, and handing on to the unit's release. Not here: following within a
release (audit/following). Nothing but the folder is needed down to the units' figures; their rows need the units.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.audit.following import trace as following
from orchestration.consolidation.rendering import COMPONENTS, FIGURES, UNITS
from orchestration.consolidation.units import handed
from orchestration.language.sentences import say
from orchestration.release.reading import manifest_sha256
from orchestration.workspace.delimited import as_csv, read_rows

if TYPE_CHECKING:
    from orchestration.audit.following.trace import Trace
    from orchestration.workspace.quarters import Quarter

SHOWN = 30
_NEAR = 8
_ROW = (
    *("kode_satker", "release", "figure_id", "file", "sha256", "sheet", "row", "spreadsheet_row", "contribution"),
    *("share", "record"),
)


class UnknownError(ValueError):
    """The consolidation has no such figure; the message names near ones."""


class NotAtHandError(ValueError):
    """The unit's release is not the one that was consolidated, or not there."""


@dataclass(frozen=True)
class Followed:
    """A figure of a consolidation with what it is made of.

    Attributes:
        figure: its row of `figures.csv`.
        parts: role and row of every component.
        unit: trace within the unit's own release, of a unit's figure whose unit is at hand.
    """

    figure: dict[str, str]
    parts: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    unit: Trace | None = None

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "figure": self.figure,
            "components": [{"role": role, **row} for role, row in self.parts],
            "unit": self.unit.as_dict() if self.unit else None,
        }

    def as_text(self) -> str:
        """For a terminal."""
        row = self.figure
        lines = [f"{row['figure_id']}  {row['label']}", f"  {row['printed']} {row['unit']}   value {row['value']}"]
        if self.parts:
            lines += ["", "components"]
            shown = [f"  {role}: {part['figure_id']} = {part['printed']} {part['unit']}" for role, part in self.parts]
            lines += shown[:SHOWN]
            if len(shown) > SHOWN:
                lines.append(f"  ... {len(shown) - SHOWN} more; components.csv has all {len(shown)}")
        if self.unit is not None:
            lines += ["", following.as_text(self.unit)]
        return "\n".join(lines)


def trace(folder: Path, quarter: Quarter, asked: str, units: Path | None) -> Followed:
    """Follows a figure of a consolidation.

    Args:
        folder: of the consolidation.
        quarter: of all releases.
        asked: the figure's id.
        units: the workspaces and bundles of the units; without them a unit's figure is followed no further.

    Raises:
        UnknownError: there is no such figure.
        NotAtHandError: the unit is not there, or with another release.
    """
    rows = {row["figure_id"]: row for row in read_rows(folder / FIGURES)}
    if asked not in rows:
        near = [name for name in rows if asked.lower() in f"{name} {rows[name]['label']}".lower()][:_NEAR]
        raise UnknownError(say("no figure '{asked}'; near it: {near}", asked=asked, near=", ".join(near) or "-"))
    parts = [
        (row["role"], rows[row["component_id"]]) for row in read_rows(folder / COMPONENTS) if row["figure_id"] == asked
    ]
    if parts or asked.count("/") < 3 or units is None:
        return Followed(rows[asked], parts)
    return Followed(rows[asked], parts, _in_unit(folder, quarter, asked, units))


def write_rows(folder: Path, quarter: Quarter, followed: Followed, units: Path, path: Path) -> int:
    """Writes the rows behind a figure, unit by unit, as CSV; returns how many.

    Raises:
        NotAtHandError: a unit is not there, or with another release.
    """
    by_unit: dict[tuple[str, str], list[str]] = {}
    for name in _of_units(folder, followed):
        code, _, release, figure_id = name.split("/", 3)
        by_unit.setdefault((code, release), []).append(figure_id)
    rows = [
        line
        for (code, release), figures in by_unit.items()
        for line in _unit_rows(folder, quarter, code, release, figures, units)
    ]
    path.write_bytes(as_csv(_ROW, rows))
    return len(rows)


def _of_units(folder: Path, followed: Followed) -> Iterator[str]:
    """The ids of the units' figures behind a figure, each once, in order."""
    below: dict[str, list[str]] = {}
    for row in read_rows(folder / COMPONENTS):
        below.setdefault(row["figure_id"], []).append(row["component_id"])
    waiting, seen = [followed.figure["figure_id"]], set()
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        if name.count("/") >= 3:
            yield name
        waiting += below.get(name, [])


def _unit_rows(
    folder: Path, quarter: Quarter, code: str, release: str, figures: Sequence[str], units: Path
) -> Iterator[list[Any]]:
    with _at_hand(folder, quarter, code, release, units) as (there, archive):
        for found in (following.trace(there, figure_id, archive) for figure_id in figures):
            for leaf in found.root.leaves():
                for row in leaf.rows:
                    told = {column: text for column, text in row.record.items() if text}
                    share = "" if row.share is None else f"{float(row.share):.12f}"
                    place = (row.file_name, row.sha256, row.sheet, row.row)
                    shown = found.names.spreadsheet_row(row.sha256, row.sheet, row.row)
                    given = (shown, row.contribution, share, json.dumps(told, ensure_ascii=False))
                    yield [code, release, leaf.figure["figure_id"], *place, *given]


def _in_unit(folder: Path, quarter: Quarter, name: str, units: Path) -> Trace:
    code, _, release, figure_id = name.split("/", 3)
    with _at_hand(folder, quarter, code, release, units) as (there, archive):
        return following.trace(there, figure_id, archive)


@contextmanager
def _at_hand(folder: Path, quarter: Quarter, code: str, release: str, units: Path) -> Iterator[tuple[Path, Path]]:
    """The folder of the release that was consolidated, and the unit's archive.

    Raises:
        NotAtHandError: the unit is not there, or with another release.
    """
    unit = next(
        (row for row in read_rows(folder / UNITS) if row["kode_satker"] == code and row["keadaan"] == "terbit"), None
    )
    if unit is None or not (units / unit["berkas"]).exists():
        where = unit["berkas"] if unit else code
        raise NotAtHandError(say("{unit} does not lie in {folder}; put it there", unit=where, folder=units))
    with handed(units / unit["berkas"], quarter) as opened:
        there = opened.workspace.reports / quarter.code / release
        if not there.is_dir() or manifest_sha256(there) != unit["manifest_sha256"]:
            why = say(
                "{release} of {unit} is not the release that was consolidated; consolidate again",
                release=release,
                unit=unit["berkas"],
            )
            raise NotAtHandError(why)
        yield there, opened.workspace.archive
