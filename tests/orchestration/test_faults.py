"""After a fault `run` just works: killed at any moment, a damaged state, no network at all."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pytest

from orchestration.run.history import open_instance
from orchestration.workspace.salvage import UnreachableError, put_aside, sound_warehouse
from orchestration.workspace.settings import Workspace
from tests import launching
from tests.conftest import World
from tests.launching import Launched
from tests.orchestration.kills import figures_of, is_torn, leftovers, run, touch_profile, verifies

KILLS = 3
HOLD = """
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
time.sleep(60)
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A warehouse with loaded rows and a model over them."""
    path = tmp_path / "warehouse" / "triwulan.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA raw_orders")
        connection.execute("CREATE SCHEMA marts")
        connection.execute(
            "CREATE TABLE raw_orders.service_orders AS SELECT hash(i)::VARCHAR AS no_order, i FROM range(200000) t (i)"
        )
        connection.execute("CREATE TABLE marts.fct_order AS SELECT * FROM raw_orders.service_orders")
    return path


def noise(path: Path, start: int, length: int) -> None:
    with path.open("r+b") as handle:
        handle.seek(start)
        handle.write(b"\xa5" * length)


def test_a_sound_warehouse_stays_where_it_is(warehouse: Path) -> None:
    before = warehouse.read_bytes()
    assert sound_warehouse(warehouse) is None
    assert warehouse.read_bytes() == before


def test_no_warehouse_is_no_damage(tmp_path: Path) -> None:
    assert sound_warehouse(tmp_path / "triwulan.duckdb") is None


@pytest.mark.parametrize("damage", ["garbage", "empty", "half", "a block of the loaded rows"])
def test_a_damaged_warehouse_is_put_aside(warehouse: Path, damage: str) -> None:
    if damage == "garbage":
        warehouse.write_bytes(b"no database" * 1000)
    elif damage == "empty":
        warehouse.write_bytes(b"x")
    elif damage == "half":
        os.truncate(warehouse, warehouse.stat().st_size // 2)
    else:
        noise(warehouse, 12288 + 262144 + 5000, 4000)
    content = warehouse.read_bytes()
    aside = sound_warehouse(warehouse)
    assert aside is not None
    assert aside.name == "triwulan.duckdb.damaged-1"
    # Nothing is thrown away: who wants to look into it still can.
    assert aside.read_bytes() == content
    assert not warehouse.exists()


@pytest.mark.parametrize("alone", [False, True])
def test_a_damaged_log_stops_nobody(warehouse: Path, alone: bool) -> None:
    log = warehouse.with_name("triwulan.duckdb.wal")
    log.write_bytes(b"no log" * 1000)
    if alone:
        warehouse.unlink()
    sound_warehouse(warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        tables = connection.execute("SELECT count(*) FROM duckdb_tables()").fetchone()
    assert tables == ((0,) if alone else (2,))


def test_a_warehouse_that_another_program_has_open_is_not_damaged(warehouse: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(warehouse)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(UnreachableError, match="lock on file"):
            sound_warehouse(warehouse)
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert warehouse.exists()


def test_what_is_put_aside_overwrites_nothing(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        path = tmp_path / "history"
        path.mkdir()
        (path / "content").write_text(str(number))
        assert put_aside(path).name == f"history.damaged-{number}"
    assert (tmp_path / "history.damaged-2" / "content").read_text() == "2"


@pytest.mark.parametrize("name", ["history/runs.db", "history/runs/index.db", "schedules/schedules.db", "dagster.yaml"])
@pytest.mark.parametrize("damage", ["garbage", "a page"])
def test_a_damaged_history_is_begun_anew(tmp_path: Path, name: str, damage: str) -> None:
    workspace = Workspace(tmp_path, tmp_path, tmp_path)
    with open_instance(workspace) as instance:
        assert instance.get_runs_count() == 0
    path = workspace.dagster_home / name
    if damage == "garbage":
        path.write_bytes(b"\xff\xfeno database" * 500)
    else:
        noise(path, 40, min(4000, path.stat().st_size - 40))
    with open_instance(workspace) as instance:
        assert instance.get_runs_count() == 0
        list(instance.all_instigator_state())


@pytest.mark.slow
def test_a_run_over_a_damaged_state_publishes_the_same(agency_world: World, tmp_path: Path) -> None:
    world = World(agency_world.sources, tmp_path / "state", tmp_path / "reports")
    shutil.copytree(agency_world.state, world.state)
    shutil.rmtree(world.state / "rantai")  # where it is remembered that there was a release of this quarter
    # The report of the quarter before is what this one is compared with.
    shutil.copytree(agency_world.reports / "2025-TW1", world.reports / "2025-TW1", symlinks=True)
    for name in (
        "warehouse/triwulan.duckdb",
        "dagster/history/runs.db",
        "dbt_target/manifest.json",
        "dbt_target/partial_parse.msgpack",
    ):
        (world.state / name).write_bytes(b"\xa5" * 3000)
    result = world.triwulan("run", "2025-TW2")
    assert result.code == 0, result.output + result.errors
    assert "damaged warehouse put aside as triwulan.duckdb.damaged-1" in result.errors
    assert world.figures("2025-TW2") == agency_world.figures("2025-TW2")
    for name in ("laporan.html", "laporan.pdf"):
        ours, theirs = (made.release("2025-TW2") / name for made in (world, agency_world))
        assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    "standing",
    [pytest.param(False, id="no release yet"), pytest.param(True, id="one that stands", marks=pytest.mark.long)],
)
def test_a_run_killed_at_any_moment_leaves_nothing_torn(agency_world: World, standing: bool, tmp_path: Path) -> None:
    """Three times, each in its own third of a run, the next over what the last has left; then one that is not killed.

    Of a small unit: with its libraries loaded, a run does nothing but its work. `make kills` has an undisturbed run
    behind every kill.
    """
    draw = random.SystemRandom()
    made = agency_world.copied(tmp_path)
    workspace = Workspace(made.sources, made.state, made.reports)
    expected, length = figures_of(workspace), float((agency_world.state.parent / "2025-TW2.seconds").read_text())
    if not standing:
        shutil.rmtree(workspace.reports)
    for third in range(KILLS):
        touch_profile(workspace, third)
        seconds = length * (third + draw.random()) / KILLS
        code, said = run(workspace, seconds, begin)
        assert code in (None, 0), f"to be killed after {seconds} s, ended before: {said}"
        assert not is_torn(workspace), f"killed after {seconds} s"
    code, said = run(workspace, begin=begin)
    assert code == 0, said
    assert not is_torn(workspace)
    assert figures_of(workspace) == expected
    assert leftovers(workspace.reports) == []
    assert verifies(workspace)


def begin(words: Sequence[str], environment: Mapping[str, str], said: int) -> Launched:
    return launching.launch(words, environment, said, said)


@pytest.mark.slow
def test_a_run_needs_no_network(
    sample_world: World, second_world: World, agency_world: World, no_network: tuple[str, ...]
) -> None:
    if not no_network:
        pytest.skip(
            "this machine gives no network namespace to a user; where it does, the run is cut off from everything"
        )
    assert second_world.figures("2025-TW2") == sample_world.figures("2025-TW2")
    for words in (["trace", "2025-TW2", "S2.1.pnbp_persen_dipa"], ["verify", "2025-TW2"]):
        done = agency_world.triwulan(*words, within=no_network)
        assert done.code == 0, done.output + done.errors
