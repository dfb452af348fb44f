"""What the units handed in: every workspace and bundle of a folder, each release proven before anything is taken.

Belongs here: which entries of the folder are units, what stands of each, and proving many at once. Not here: the proof
itself (journey/proving), and what is taken from a release that holds (warehouse.py).

Each unit is looked at by itself, in a process that ends after a few: so memory does not grow with their number.
"""

from __future__ import annotations

import multiprocessing
import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.audit.proof.unpacking import BundleError
from orchestration.consolidation.units import Handed, Received, State, entries, handed
from orchestration.language.sentences import joined, say, verbatim
from orchestration.release.reading import manifest_sha256, read_manifest, releases

if TYPE_CHECKING:
    from orchestration.consolidation.settings import Settings
    from orchestration.workspace.quarters import Quarter

_CODE = re.compile(r"[0-9A-Za-z]{1,20}")
_SHA256 = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
_EACH = 4
"""Units for each process before others take their place, so that what libraries keep does not add up."""

_NEEDED = (
    "orchestration.consolidation.receiving",
    "orchestration.consolidation.warehouse",
    "orchestration.journey.proving",
    "orchestration.publication.release",
)
"""What a process that looks at units has loaded before it begins."""


class ExaminationError(RuntimeError):
    """The releases cannot be looked at; the message says what to do."""


def receive(units: Path, quarter: Quarter, settings: Settings, staging: Path, jobs: int) -> list[Received]:
    """Looks at every unit, proves its release and puts what is consolidated of it into the staging folder.

    Args:
        units: folder with a workspace or a bundle for each unit.
        quarter: which quarter.
        settings: who has to report.
        staging: takes what a release that holds says, under the name of its entry.
        jobs: processes at once; 0 looks at all in this one, where what libraries keep adds up.

    Returns:
        One entry a unit, in the order of codes and names; of those that have to report, every one.

    Raises:
        ExaminationError: a process that looked at a unit was ended by the system.
    """
    paths = entries(units)
    one = partial(look, quarter=quarter, staging=staging)
    if not jobs:
        found = [one(path) for path in paths]
    else:
        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:
            multiprocessing.set_forkserver_preload([*_NEEDED])
        found = []
        try:
            # A pool for some units at a time: with Python 3.11, one that has to replace its processes
            # (max_tasks_per_child) waits for ever once all of them have ended.
            for at in range(0, len(paths), jobs * _EACH):
                with ProcessPoolExecutor(jobs, context) as pool:
                    found += pool.map(one, paths[at : at + jobs * _EACH])
        except BrokenProcessPool as error:
            why = say(
                "a process that looked at a unit was ended by the system, for want of memory most likely;"
                " try `--jobs 1`, or fewer units at a time"
            )
            raise ExaminationError(why) from error
    return settled(found, settings)


def jobs_at_once() -> int:
    """Processors that this process may use, at most four: each proof takes some 400 MB."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(4, usable or 1))


def look(path: Path, quarter: Quarter, staging: Path) -> Received:
    """Looks at one unit; never raises for what it finds there."""
    from orchestration.consolidation.warehouse import keep

    try:
        with handed(path, quarter) as unit:
            code, name, ministry = _who(unit)
            found = Received(path.name, code, name, State.TERBIT, ministry=ministry)
            if unit.release is None:
                return _without_release(found, unit, quarter)
            return _proven(found, unit, unit.release, quarter, lambda told: keep(unit, quarter, told, staging))
    except NotADirectoryError:
        why = say("{place} is neither a workspace nor a bundle; move it out of the folder", place=path.name)
        return Received(path.name, "", path.name, State.ASING, why=why)
    except BundleError as error:
        state = State.ASING if error.foreign else State.TIDAK_SAH
        why = say("{problem}; ask the unit for a new bundle", problem=verbatim(_within(str(error), path)))
        return Received(path.name, "", path.name, state, why=why)
    except Exception as error:
        # Whatever a stranger's folder holds must end in a line of the list, not end the list.
        problem = verbatim(_within(f"{type(error).__name__}: {error}", path))
        why = say("{problem}; `triwulan verify` in its own workspace says more", problem=problem)
        return Received(path.name, "", path.name, State.TIDAK_SAH, why=why)


def _who(unit: Handed) -> tuple[str, str, str]:
    """Code, name and ministry as the release says, else the profile."""
    import yaml

    if unit.release is not None:
        told: dict[str, Any] = read_manifest(unit.release)["unit"]
    else:
        profile = unit.workspace.sources / "unit.yaml"
        told = (yaml.safe_load(profile.read_text(encoding="utf-8")) if profile.is_file() else {}).get("unit", {})
    return str(told.get("kode_satker", "")), str(told.get("nama", "")), str(told.get("kementerian", ""))


def _without_release(found: Received, unit: Handed, quarter: Quarter) -> Received:
    folder = unit.workspace.reports / quarter.code
    if unit.draft:
        why = say(
            "only a konsep of {quarter} stands; the unit answers what it waits for and approves it"
            " (`triwulan status {quarter}`)",
            quarter=quarter.code,
        )
        return replace(found, state=State.KONSEP, why=why)
    if releases(folder):
        why = say("every release of {quarter} was withdrawn; the unit publishes a corrected one", quarter=quarter.code)
    else:
        why = say("no release of {quarter}; the unit delivers and runs `triwulan run {quarter}`", quarter=quarter.code)
    return replace(found, state=State.TERLAMBAT, why=why)


def _proven(
    found: Received, unit: Handed, release: Path, quarter: Quarter, take: Callable[[Received], None]
) -> Received:
    """The unit with its release proven and taken, or left out with the first broken link."""
    from orchestration.journey.proving import verify

    found = replace(found, release=release.name, manifest_sha256=manifest_sha256(release))
    if not _CODE.fullmatch(found.code):
        why = say("'{code}' is no code of a satker; the unit corrects its profile and publishes again", code=found.code)
        return replace(found, state=State.TIDAK_SAH, why=why)
    told = verify(unit.workspace, quarter, release, unit.dbt_project)
    root = unit.workspace.reports
    if not told.holds:
        first = told.broken[0].message if told.broken else told.elsewhere
        why = say(
            "{release} does not verify ({problem}); the unit looks with `triwulan verify {quarter}` and hands in what"
            " it published",
            release=release.name,
            problem=verbatim(_within(str(first), root.parent)),
            quarter=quarter.code,
        )
        return replace(found, state=State.TIDAK_SAH, why=why)
    take(found)
    return replace(found, unseen=tuple(_within(text, root.parent) for text in told.omitted))


def _within(text: str, path: Path) -> str:
    """A text as a person reads it: with short hashes, and without the place where the folder lies on this machine."""
    text = _SHA256.sub(r"\1…", text)
    return text.replace(f"{path}{os.sep}", "").replace(f"{path.parent}{os.sep}", "")


def settled(found: Sequence[Received], settings: Settings) -> list[Received]:
    """The units one by one: a release that came twice counts once, two of one satker not at all.

    Who has to report and is missing is late.

    Args:
        found: one entry a folder or bundle.
        settings: who has to report.
    """
    taken: dict[str, Received] = {}
    rest: list[Received] = []
    by_code: dict[str, list[Received]] = {}
    for unit in found:
        if unit.state is State.TERBIT:
            by_code.setdefault(unit.code, []).append(unit)
        else:
            rest.append(unit)
    for code, several in by_code.items():
        first, *others = sorted(several, key=lambda unit: unit.place)
        if len({unit.manifest_sha256 for unit in several}) == 1:
            taken[code] = first
            why = say("the same release as {place}, which is taken; one of the two may go", place=first.place)
            rest += [replace(unit, state=State.GANDA, why=why) for unit in others]
            continue
        places = joined(", ", [f"{unit.place} ({unit.release})" for unit in (first, *others)])
        why = say(
            "two releases of satker {code}: {places}; none is taken; leave the one that is in force in the folder",
            code=code,
            places=places,
        )
        rest += [replace(unit, state=State.GANDA, why=why) for unit in several]
    known = {unit.code for unit in found}
    missing = [
        Received(
            "", unit.kode_satker, unit.nama, State.TERLAMBAT, why=say("nothing was handed in; ask the unit for it")
        )
        for unit in settings.satuan_kerja
        if unit.kode_satker not in known
    ]
    return sorted([*taken.values(), *rest, *missing], key=lambda unit: (unit.code or "~", unit.place))
