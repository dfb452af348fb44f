"""A consolidation made of a folder of units: a folder of its own, which appears whole or not at all.

Belongs here: the order of the work, the folder, and what names all its files. Not here: looking at the units
(receiving.py), and what the files say (rendering.py).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.consolidation import receiving, settings, warehouse
from orchestration.consolidation.rendering import rendered
from orchestration.consolidation.units import Received, State
from orchestration.language.sentences import say
from orchestration.release.inputs import made_by
from orchestration.workspace import layout

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter

MANIFEST, KIND, FORMAT = "manifest.json", "triwulan-consolidation", 1
SETTINGS = f"inputs/{settings.FILE}"
"""The settings as they were when it was made."""


class ConsolidationError(ValueError):
    """Nothing can be put together; the message says why and what to do."""


class PlaceError(ConsolidationError):
    """A folder that was named is not one that can be used."""


@dataclass(frozen=True)
class Consolidation:
    """What was made.

    Attributes:
        path: its folder.
        quarter: of all releases.
        units: everything that was found, in the order of codes.
        files: its files by name, in order.
    """

    path: Path
    quarter: str
    units: Sequence[Received]
    files: Sequence[str]

    @property
    def taken(self) -> list[Received]:
        """The units whose release is in it."""
        return [unit for unit in self.units if unit.state is State.TERBIT]

    @property
    def others(self) -> list[Received]:
        """The units that are late or left out."""
        return [unit for unit in self.units if unit.state is not State.TERBIT]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "outcome": "partial" if self.others else "whole",
            "quarter": self.quarter,
            "out": str(self.path),
            "units": [
                {
                    "place": unit.place,
                    "code": unit.code,
                    "name": unit.name,
                    "state": unit.state.value,
                    "release": unit.release,
                    "manifest_sha256": unit.manifest_sha256,
                    "why": unit.why,
                }
                for unit in self.units
            ],
            "files": list(self.files),
        }


def make(units: Path, quarter: Quarter, out: Path, jobs: int, settings_file: Path | None = None) -> Consolidation:
    """Proves and puts together what the units handed in, in place of a consolidation that stands there.

    Args:
        units: folder with a workspace or a bundle for each unit; nothing in it is changed.
        quarter: whose releases.
        out: the folder to make.
        jobs: units that are proven at once.
        settings_file: `konsolidasi.yaml`; without it the one among the units, if there is one.

    Raises:
        ConsolidationError: no unit has a release that can be taken.
        PlaceError: there are no units, or something else stands in `out`.
        ConfigurationError: of the settings.
        OSError: it cannot be written.
    """
    demand_place(out, units)
    file = settings_file or units / settings.FILE
    chosen = settings.read(file)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as name:
        staging, made = Path(name) / "satker", Path(name) / "baru"
        staging.mkdir()
        found = receiving.receive(units, quarter, chosen, staging, jobs)
        taken = [unit for unit in found if unit.state is State.TERBIT]
        if not taken:
            raise ConsolidationError(nothing(found, quarter))
        warehouse.arrange(staging, taken, made)
        for place, content in rendered(made, quarter, found, chosen).items():
            (made / place).write_bytes(content)
        if file.is_file():
            (made / SETTINGS).parent.mkdir()
            shutil.copyfile(file, made / SETTINGS)
        (made / MANIFEST).write_bytes(manifest_of(made, quarter))
        if out.exists():
            out.rename(Path(name) / "lama")
        made.rename(out)
        files = [place.relative_to(out).as_posix() for place in all_files(out)]
    return Consolidation(out, quarter.code, found, files)


def nothing(found: Sequence[Received], quarter: Quarter) -> str:
    """That no unit has a release that can be taken, and the first reason."""
    if not found:
        return say(
            "no unit lies there; put a workspace (sources, state, reports) or a bundle of each unit into the folder"
        )
    return say(
        "no release of {quarter} can be taken from {count} units; the first, {place}: {why}",
        quarter=quarter.code,
        count=len(found),
        place=found[0].place or found[0].code,
        why=found[0].why,
    )


def demand_place(out: Path, units: Path) -> None:
    """Lets nothing but a consolidation be replaced, and none be made among the units.

    Raises:
        PlaceError: something else stands there.
    """
    if not units.is_dir():
        raise PlaceError(say("--units {path}: no such directory", path=units))
    if out.resolve().is_relative_to(units.resolve()):
        raise PlaceError(say("--out {path} lies among the units; name a folder elsewhere", path=out))
    if out.exists() and not (is_consolidation(out) or (out.is_dir() and not any(out.iterdir()))):
        raise PlaceError(say("--out {path} holds something else; name another folder", path=out))


def is_consolidation(path: Path) -> bool:
    """Whether a folder is a consolidation."""
    try:
        told: dict[str, Any] = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        return told.get("kind") == KIND
    except (OSError, ValueError, AttributeError):
        return False


def all_files(folder: Path) -> Iterator[Path]:
    """The files of a folder and those below it, by name."""
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def manifest_of(folder: Path, quarter: Quarter) -> bytes:
    """What names every file with its hash; it tells no time, so that equal units give equal bytes."""
    files = {
        path.relative_to(folder).as_posix(): {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "bytes": path.stat().st_size,
        }
        for path in all_files(folder)
        if path != folder / MANIFEST
    }
    code, dependencies = made_by()
    program = {"program": layout.program(), "code": code, "dependencies": dependencies}
    head = {"kind": KIND, "format": FORMAT, **program, "quarter": quarter.code}
    return (json.dumps({**head, "files": files}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
