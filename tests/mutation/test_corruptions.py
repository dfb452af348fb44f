"""A fixed sample of damaged files (`make corruptions` judges ten thousand), in a process with a limit of memory."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from orchestration.workspace import attachments
from orchestration.workspace.settings import PROJECT
from tests.conftest import World
from tests.mutation.corruptions import WAYS, _only_digits, damaged

pytestmark = pytest.mark.slow


def test_damage_is_the_same_each_time_of_every_way_and_to_every_file() -> None:
    landing = PROJECT / "sources" / "landing"
    first, second = (list(damaged(landing, 64, seed=3)) for _ in range(2))
    assert first == second
    sound = {path.name: path.read_bytes() for path in landing.glob("2*/*.*") if not attachments.kind_of(path)}
    assert {damage.file for damage in first} == sound.keys()
    assert {damage.how.split(" ")[0] for damage in first} == set(WAYS)
    assert sum(damage.content != sound[damage.file] for damage in first) > 60


@pytest.mark.parametrize(("after", "plausible"), [(b"a;124\n", True), (b"a;12x\n", False), (b"a;1234\n", False)])
def test_a_digit_for_a_digit_is_told_from_other_damage(after: bytes, plausible: bool) -> None:
    assert _only_digits(b"a;123\n", after) is plausible


@pytest.mark.parametrize("count", [12, pytest.param(60, marks=pytest.mark.long)])
def test_no_damaged_file_meets_a_user_as_an_error_or_takes_more_than_a_gibibyte(
    sample_world: World, count: int
) -> None:
    command = [sys.executable, "-m", "tests.mutation.corruptions", "--count", str(count), "--seed", "7"]
    done = subprocess.run(
        [*command, "--state", str(sample_world.state)], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.splitlines()[-1]
    assert last.startswith(f"{count} damaged files:")
    codes = re.search(r"exit codes \{(.*?)\}", last)
    assert codes is not None
    assert set(re.findall(r"(\d+):", codes[1])) == {"0", "1"}
    assert " slipped 0," in last and " broke 0;" in last, done.stdout
    peak = re.search(r"peak memory (\d+) MiB", last)
    assert peak is not None and int(peak[1]) < 1024
