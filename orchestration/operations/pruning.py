"""Clearing up: what can be made again and has grown old goes; what cannot be made again never does.

Belongs here: finding what may go, and taking it away under the lock of the workspace. Not here: for how long things
stay (settings.py).

Every path that is taken away is asked once more whether it may be (`_expendable`); one that is irreplaceable stops
everything before anything is gone.
"""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from orchestration.language.sentences import Sentence, say
from orchestration.operations import kept, settings
from orchestration.release import states, writing
from orchestration.release.reading import KONSEP
from orchestration.workspace import locking

if TYPE_CHECKING:
    from orchestration.operations.settings import Keeping
    from orchestration.run.history import DagsterInstance
    from orchestration.workspace.settings import Workspace

NEWEST = 5
"""Runs of each quarter that stay whatever their age: the sensor asks them what they saw."""

_LEFT_HOURS = 24
_GONE = ".new-gone-"
"""Begins the name of a folder that is being taken away: who is killed meanwhile leaves one that looks new."""


@dataclass(frozen=True)
class Old:
    """Something that may go.

    Attributes:
        what: it is.
        why: it may go.
        size: bytes; 0 where the file it stands in does not get smaller at once.
        path: of it; None for an entry of the history.
        entry: of the history: the id of a run, or of what ticks.
    """

    what: Sentence
    why: Sentence
    size: int = 0
    path: Path | None = None
    entry: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        place = str(self.path) if self.path else self.entry
        return {"what": self.what, "why": self.why, "bytes": self.size, "place": place}


class IrreplaceableError(RuntimeError):
    """Something would be taken away that nobody can make again: a fault of the program; nothing is gone."""


def prune(workspace: Workspace, *, dry_run: bool = False, now: dt.datetime | None = None) -> list[Old]:
    """Takes away what may go, or only says what that is.

    Args:
        workspace: of which.
        dry_run: nothing is taken away.
        now: UTC; by default now.

    Raises:
        ConfigurationError: the settings of the installation cannot be used.
        WorkspaceBusyError: a run is under way.
        IrreplaceableError: see there.
        OSError: something cannot be taken away.
    """
    now = now or dt.datetime.now(dt.UTC)
    keeping = settings.read(workspace).simpan
    with locking.hold(locking.run_lock(workspace), "prune"):
        found = [*_leftovers(workspace, keeping, now), *_drafts(workspace, keeping, now)]
        for one in found:
            _expendable(workspace, one)
        with _history(workspace) as instance:
            if instance is not None:
                found += [*_runs(workspace, instance, keeping, now), *_ticks(instance, keeping, now)]
            if not dry_run:
                for one in found:
                    _take_away(workspace, one, instance, keeping, now)
    return found


def _leftovers(workspace: Workspace, keeping: Keeping, now: dt.datetime) -> Iterator[Old]:
    """What was put aside as damaged, and what a process that was killed left half made."""
    for path in sorted(workspace.state.glob("*.damaged-*")) + sorted(workspace.state.glob("*/*.damaged-*")):
        if _age(path, now) > dt.timedelta(days=keeping.sisa):
            yield Old(say("a damaged file that was put aside"), _older(keeping.sisa), _size(path), path)
    for root in (workspace.state, workspace.reports):
        for path in sorted(root.glob(".new-*")) + sorted(root.glob("*/.new-*")):
            if path.name.startswith(_GONE) or _age(path, now) > dt.timedelta(hours=_LEFT_HOURS):
                yield Old(say("what a killed process left"), say("nothing uses it"), _size(path), path)


def _drafts(workspace: Workspace, keeping: Keeping, now: dt.datetime) -> Iterator[Old]:
    for quarter in states.quarters(workspace):
        draft = states.konsep(workspace.reports / quarter.code)
        if draft is not None and _age(draft, now) > dt.timedelta(days=keeping.konsep):
            yield Old(say("the konsep of {quarter}", quarter=quarter), _older(keeping.konsep), _size(draft), draft)


def _history(workspace: Workspace) -> Any:
    """The history of runs where there is one."""
    from contextlib import nullcontext

    if not (workspace.dagster_home / "history" / "runs.db").is_file():
        return nullcontext()
    from orchestration.run.history import open_instance

    return open_instance(workspace)


def _runs(workspace: Workspace, instance: DagsterInstance, keeping: Keeping, now: dt.datetime) -> Iterator[Old]:
    from orchestration.journey.arrivals import TAG

    before = now - dt.timedelta(days=keeping.riwayat)
    stay: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for record in instance.get_run_records():
        run = record.dagster_run
        # The sensor looks for the newest run of a quarter that says what it saw.
        seen = stay[run.tags.get("dagster/partition", "")]
        says = TAG in run.tags
        seen[says] += 1
        if seen[says] <= NEWEST or not run.is_finished or record.create_timestamp.astimezone(dt.UTC) > before:
            continue
        size = sum(_size(path) for path in _files_of(workspace, run.run_id))
        yield Old(say("a run in the history"), _older(keeping.riwayat), size, entry=run.run_id)


def _files_of(workspace: Workspace, run_id: str) -> list[Path]:
    """What the orchestrator keeps of a run beside its databases."""
    home = workspace.dagster_home
    places = [home / "history" / "runs" / f"{run_id}.db", home / "storage" / run_id, home / "logs" / run_id]
    return [path for path in places if path.exists()]


def _ticks(instance: DagsterInstance, keeping: Keeping, now: dt.datetime) -> Iterator[Old]:
    before = (now - dt.timedelta(days=keeping.detak)).timestamp()
    for state in instance.all_instigator_state():
        ticks = instance.get_ticks(state.instigator_origin_id, state.selector_id, before=before)
        if ticks:
            what = say("{count:,} ticks of {name}", count=len(ticks), name=state.instigator_name)
            yield Old(what, _older(keeping.detak), entry=f"{state.instigator_origin_id} {state.selector_id}")


def _older(days: int) -> Sentence:
    return say("older than {days} days", days=days)


def _age(path: Path, now: dt.datetime) -> dt.timedelta:
    return now - dt.datetime.fromtimestamp(path.lstat().st_mtime, dt.UTC)


def _size(path: Path) -> int:
    files = [path] if path.is_file() else [below for below in path.rglob("*") if below.is_file()]
    return sum(file.lstat().st_size for file in files)


def _expendable(workspace: Workspace, one: Old) -> None:
    """Lets what can be made again pass.

    Raises:
        IrreplaceableError: it cannot.
    """
    assert one.path is not None  # noqa: S101 - of files alone
    for name, root in kept.folders(workspace).items():
        if one.path.is_relative_to(root):
            below = PurePosixPath(name, one.path.relative_to(root).as_posix())
            draft = name == "reports" and len(below.parts) == 3 and below.name == KONSEP
            if draft or kept.is_made_again(below):
                return
    raise IrreplaceableError(say("{path}: cannot be made again and stays; nothing was taken away", path=one.path))


def _take_away(
    workspace: Workspace, one: Old, instance: DagsterInstance | None, keeping: Keeping, now: dt.datetime
) -> None:
    if one.path is not None:
        if one.path.name == KONSEP:
            writing.drop_konsep(one.path.parent)
        elif one.path.is_dir() and not one.path.is_symlink():
            shutil.rmtree(one.path.rename(one.path.with_name(f"{_GONE}{uuid.uuid4().hex}")))
        else:
            one.path.unlink()
    elif instance is not None and " " in one.entry:
        origin, selector = one.entry.split(" ")
        instance.purge_ticks(origin, selector, before=(now - dt.timedelta(days=keeping.detak)).timestamp())
    elif instance is not None:
        files = _files_of(workspace, one.entry)
        instance.delete_run(one.entry)
        for path in files:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
