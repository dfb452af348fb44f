"""A full disk, one that may not be written, another time of day, a reader, a second run: then a run gives the same."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.release.reading import is_whole
from orchestration.workspace.faults import demand_writable, of_the_machine
from orchestration.workspace.settings import PROJECT, SettingsError, Workspace
from tests.another_time import beside
from tests.conftest import World, read_figures

QUARTER = "2025-TW2"
OWN_DISK = ["unshare", "--map-root-user", "--mount"]
"""A namespace in which even a user may mount a small disk of his own."""

# On disks that end: too small for the state, then large enough, then one that may no longer be written.
DISKS = """
set -e
cd "$PROJECT"
run() {
    code=0
    "$PYTHON" -m orchestration.cli "$@" >"$OUT/$step.out" 2>"$OUT/$step.err" || code=$?
    echo $code >"$OUT/$step.code"
}
mount -t tmpfs -o size=6m tmpfs "$TRIWULAN_STATE"
mount -t tmpfs -o size=200m tmpfs "$TRIWULAN_REPORTS"
step=full; run run 2025-TW2
mount -o remount,size=300m "$TRIWULAN_STATE"
step=grown; run run 2025-TW2
cp "$TRIWULAN_REPORTS/2025-TW2/latest/figures.csv" "$OUT/figures.csv"
echo "# something else" >>"$TRIWULAN_SOURCES/unit.yaml"
mount -o remount,ro "$TRIWULAN_REPORTS"
step=readonly_reports; run run 2025-TW2
mount -o remount,rw "$TRIWULAN_REPORTS"
mount -o remount,ro "$TRIWULAN_STATE"
step=readonly_state; run run 2025-TW2
step=readonly_verify; run verify 2025-TW2
ls -A "$TRIWULAN_REPORTS/2025-TW2" >"$OUT/names"
"""

YEAR = 365 * 86400
READER = (
    "import sys, duckdb; held = duckdb.connect(sys.argv[1], read_only=True); print(1, flush=True); sys.stdin.read()"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "OSError: [Errno 28] No space left on device",
            "the disk is full: OSError: [Errno 28] No space left on device",
        ),
        ("a\nIO Error: Could not write file 'x': No space left on device\nb", "the disk is full: IO Error: Could not"),
        ("sqlite3.OperationalError: attempt to write a readonly database", "the disk may not be written"),
        ("PermissionError: [Errno 13] Permission denied: '/x'", "the disk may not be written: PermissionError"),
        ("duckdb.OutOfMemoryException: Out of Memory Error: failed to pin block", "the memory is used up"),
        ("OSError: [Errno 5] Input/output error", "the disk does not answer"),
    ],
)
def test_a_fault_of_the_machine_is_said_in_words(text: str, said: str) -> None:
    assert of_the_machine(text).startswith(said)
    assert of_the_machine(text).endswith("and run again; the last release, if any, stays as it is")


@pytest.mark.parametrize(
    "text", ["", "KeyError: 'x'", "Binder Error: no such column", "Permission Error: Cannot access"]
)
def test_a_fault_of_ours_stays_one(text: str) -> None:
    assert of_the_machine(text) == ""


def test_folders_that_can_be_written_are_left_as_they_were(tmp_path: Path) -> None:
    demand_writable(Workspace(tmp_path, tmp_path / "state", tmp_path / "reports"), QUARTER, publish=True)
    assert sorted(path.name for path in tmp_path.rglob("*")) == [QUARTER, "reports", "state"]


@pytest.mark.parametrize("name", ["state", "reports"])
def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    folders = {"state": tmp_path / "s", "reports": tmp_path / "r", name: tmp_path / "file" / "below"}
    with pytest.raises(SettingsError, match=rf"^--{name} .*below.*: cannot be written \(Not a directory\); expected"):
        demand_writable(Workspace(tmp_path, **folders), QUARTER, publish=True)


@pytest.mark.slow
def test_a_full_and_a_read_only_disk_are_told_and_then_a_run_gives_the_same(
    agency_world: World, tmp_path: Path
) -> None:
    if (
        shutil.which("unshare") is None
        or subprocess.run([*OWN_DISK, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("this machine lets no user mount a disk of his own; where it does, one of 6 MB is filled by a run")
    folders = {name: tmp_path / name for name in ("sources", "state", "reports", "out")}
    shutil.copytree(agency_world.sources, folders["sources"])
    for name in ("state", "reports", "out"):
        folders[name].mkdir()
    environment = {**os.environ, "PROJECT": str(PROJECT), "PYTHON": sys.executable, "OUT": str(folders["out"])}
    environment |= {f"TRIWULAN_{name.upper()}": str(path) for name, path in folders.items()}
    subprocess.run([*OWN_DISK, "sh", "-c", DISKS], env=environment, check=True, timeout=600)

    def ended(step: str) -> tuple[int, str]:
        said = "".join((folders["out"] / f"{step}.{part}").read_text() for part in ("out", "err"))
        assert "Traceback" not in said
        return int((folders["out"] / f"{step}.code").read_text()), said

    code, said = ended("full")
    assert code == 3
    # Whoever writes first says how it noticed: the history, or what is laid beside it.
    assert re.search(r"^the disk is full( or does not answer as it should)?: ", said, re.MULTILINE), said
    assert "free some space where state and releases lie" in said
    assert ended("grown")[0] == 0
    assert (folders["out"] / "figures.csv").read_bytes() == (agency_world.release(QUARTER) / "figures.csv").read_bytes()
    for name in ("reports", "state"):
        code, said = ended(f"readonly_{name}")
        assert code == 2
        assert f"--{name} {folders[name]}" in said
        assert "cannot be written (Read-only file system)" in said
    assert ended("readonly_verify")[0] == 0
    assert (folders["out"] / "names").read_text().split() == ["latest", "r1", "status.csv"]


@pytest.mark.slow
def test_another_time_a_reader_and_a_second_run_change_nothing(agency_world: World, tmp_path: Path) -> None:
    world = agency_world.copied(tmp_path)
    with (world.sources / "unit.yaml").open("a") as profile:
        profile.write("# the run has to do everything\n")
    for path in (world.sources / "landing").rglob("*.*"):
        os.utime(path, (YEAR, 70 * YEAR))  # delivered in the year 2040
    old = world.release(QUARTER)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(old / "evidence.duckdb")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"1\n"
        first = begin(world, beside(tmp_path, -3 * YEAR))
        assert first.stderr is not None
        while not (world.state / "run.lock").read_text():
            assert first.poll() is None, first.communicate()
        second = begin(world, {})
        said, told = second.communicate(timeout=300)
        assert first.wait(timeout=300) == 0, first.communicate()
    finally:
        reader.kill()
        reader.wait()
    # Telemetry would have knocked somewhere: no part of a run even asks for an address.
    assert not (tmp_path / "calls").exists(), (tmp_path / "calls").read_text()
    assert second.returncode == 0, told
    assert f"waiting for run {QUARTER} (pid {first.pid}, since " in told
    assert "unchanged: the same inputs made this release" in said
    new = world.release(QUARTER)
    assert (old.name, new.name) == ("r1", "r2")
    assert is_whole(old)
    assert read_figures(new) == agency_world.figures(QUARTER)
    # And from the past back into the present: nothing is new, and what stands is verified.
    again = world.triwulan("run", QUARTER)
    assert "unchanged: the same inputs" in again.output
    assert world.release(QUARTER) == new


def begin(world: World, more: dict[str, str]) -> subprocess.Popen[str]:
    """Begins a run."""
    options = [f"--{name}={getattr(world, name)}" for name in ("sources", "state", "reports")]
    return subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", "run", QUARTER, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**os.environ, **more},
    )
