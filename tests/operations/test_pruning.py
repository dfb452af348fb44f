"""What is old and can be made again goes; what cannot be made again stays, whatever is asked."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from orchestration.operations import pruning
from orchestration.operations.pruning import IrreplaceableError, Old
from orchestration.workspace import locking
from tests.conftest import World
from tests.operations.conftest import TW1, TW2, Kept
from tests.operations.test_backup import FILES

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)


def aged(path: Path, days: float) -> Path:
    """A file or folder of so many days ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text("x")
    then = (NOW - dt.timedelta(days=days)).timestamp()
    os.utime(path, (then, then), follow_symlinks=False)
    return path


def test_what_is_old_goes_and_what_is_new_or_irreplaceable_stays(unit: Kept) -> None:
    state, reports = unit.workspace.state, unit.workspace.reports
    unit.publish(TW1)
    irreplaceable = [aged(unit.workspace.sources.parent / name, 9999) for name in FILES]
    stay = [aged(state / "warehouse.duckdb.damaged-2", 29), aged(unit.draft(TW2, "aa11"), 364), *irreplaceable]
    go = [
        aged(state / "warehouse" / "triwulan.duckdb.damaged-1", 31),
        aged(reports / "2025-TW1" / ".new-r2-77", 2),
        aged(unit.draft(TW1, "bb22"), 366),
    ]
    rehearsed = pruning.prune(unit.workspace, dry_run=True, now=NOW)
    assert {one.path for one in rehearsed} == set(go)
    assert all(path.exists() for path in (*stay, *go))
    assert pruning.prune(unit.workspace, now=NOW) == rehearsed
    assert [path for path in go if path.exists()] == []
    assert [path for path in stay if not path.exists()] == []
    unit.settings("simpan: {sisa: 5}\n")
    assert [one.path for one in pruning.prune(unit.workspace, now=NOW)] == [stay[0]]


@pytest.mark.parametrize(
    "name", [*FILES, "state", "sources", "reports", "reports/2025-TW2", "reports/2025-TW2/r1", ".."]
)
def test_nothing_irreplaceable_is_ever_taken_away(unit: Kept, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    root = unit.workspace.sources.parent
    for file in FILES:
        aged(root / file, 1)
    gone = aged(unit.workspace.state / "x.damaged-1", 99)
    wrong = Old(pruning.say("nothing uses it"), pruning.say("nothing uses it"), path=root / name)
    monkeypatch.setattr(pruning, "_drafts", lambda *_: iter([wrong]))
    with pytest.raises(IrreplaceableError, match="cannot be made again and stays"):
        pruning.prune(unit.workspace, now=NOW)
    assert gone.exists(), "nothing at all was taken away"


def test_nothing_is_taken_away_under_a_run(unit: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise locking.WorkspaceBusyError(locking.run_lock(unit.workspace), locking.Holder(1, "", "run 2025-TW2"))

    monkeypatch.setattr(locking, "hold", busy)
    with pytest.raises(locking.WorkspaceBusyError):
        pruning.prune(unit.workspace)


def test_a_folder_whose_removal_was_killed_goes_the_next_time(unit: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = unit.workspace.state / "warehouse.damaged-1"
    for name in ("first", "second"):
        (damaged / name).mkdir(parents=True)
    long_ago = (NOW - dt.timedelta(days=400)).timestamp()
    os.utime(damaged, (long_ago, long_ago))

    def killed(path: Path) -> None:
        (path / "first").rmdir()  # which makes the folder look new
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(pruning.shutil, "rmtree", killed)
        pruning.prune(unit.workspace, now=NOW)
    assert not damaged.exists()
    [left] = pruning.prune(unit.workspace, now=NOW)
    assert left.path is not None and not left.path.exists()
    assert not list(unit.workspace.state.rglob("second"))


@pytest.mark.slow
def test_old_runs_leave_the_history_and_the_newest_stay(
    sample_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.run.history import open_instance
    from orchestration.workspace.settings import Workspace

    world = World(sample_world.sources, tmp_path / "state", tmp_path / "reports")
    shutil.copytree(sample_world.state / "dagster", world.state / "dagster")
    workspace = Workspace(world.sources, world.state, world.reports)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=400)
    assert pruning.prune(workspace, now=later) == [], "the newest runs of each quarter stay, however old"
    monkeypatch.setattr(pruning, "NEWEST", 0)
    assert pruning.prune(workspace, now=later - dt.timedelta(days=100)) == []
    found = pruning.prune(workspace, now=later)
    assert len(found) == 2
    assert sum(one.size for one in found) > 100_000
    with open_instance(workspace) as instance:
        assert instance.get_runs() == []
    left = [path.stem for path in (workspace.dagster_home / "history" / "runs").glob("*.db")]
    assert {one.entry for one in found} & set(left) == set()


def test_old_ticks_leave_the_history_and_newer_ones_stay(unit: Kept) -> None:
    from dagster._core.remote_origin import (
        RegisteredCodeLocationOrigin,
        RemoteInstigatorOrigin,
        RemoteRepositoryOrigin,
    )
    from dagster._core.scheduler import instigation as ticking

    from orchestration.run.history import open_instance

    kind, name = ticking.InstigatorType.SENSOR, "landing_folder"
    place = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("triwulan"), "__repository__")
    origin = RemoteInstigatorOrigin(place, name)
    where = (origin.get_id(), origin.get_selector().get_id())
    with open_instance(unit.workspace) as instance:
        declared = ticking.InstigatorStatus.DECLARED_IN_CODE
        instance.add_instigator_state(ticking.InstigatorState(origin, kind, declared, ticking.SensorInstigatorData()))
        for days in (40, 31, 29, 0):
            at = (NOW - dt.timedelta(days=days)).timestamp()
            skipped = ticking.TickStatus.SKIPPED
            instance.create_tick(ticking.TickData(where[0], name, kind, skipped, at, selector_id=where[1]))
    assert [one.what for one in pruning.prune(unit.workspace, now=NOW)] == ["2 ticks of landing_folder"]
    assert pruning.prune(unit.workspace, now=NOW) == []
    with open_instance(unit.workspace) as instance:
        left = [round((NOW.timestamp() - tick.timestamp) / 86400) for tick in instance.get_ticks(*where)]
    assert sorted(left) == [0, 29]
