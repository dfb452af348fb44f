"""The command as its users call it: exit codes, messages, what is written and what is left alone."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from orchestration.cli import cli
from tests.conftest import PROJECT, THE_SAME_AGAIN, World


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Content and time of change of every file."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def own_world(folder: Path) -> World:
    """A workspace with sources of its own that a test may spoil."""
    shutil.copytree(PROJECT / "sources", folder / "sources")
    return World(folder / "sources", folder / "state", folder / "reports")


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_what_a_command_does_is_told_in_one_whole_sentence(name: str) -> None:
    """The list of commands cuts longer ones off on a terminal of 80 columns."""
    width = 80 - 2 - max(map(len, cli.commands)) - 2 - 2
    told = cli.commands[name].get_short_help_str(width)
    assert told.endswith(".")
    assert not told.endswith("...")


def test_a_quarter_in_another_form_is_a_usage_error(tmp_path: Path) -> None:
    world = World(PROJECT / "sources", tmp_path / "state", tmp_path / "reports")
    result = world.triwulan("run", "2025-Q2")
    assert result == world.triwulan("run", "2025-Q2", within=())  # in a new interpreter, too
    assert result.code == 2
    assert "expected for example '2025-TW2'" in result.errors
    assert "Traceback" not in result.errors
    assert list(tmp_path.iterdir()) == []


def test_a_missing_sources_directory_is_named_with_its_option(tmp_path: Path) -> None:
    result = World(tmp_path / "nowhere", tmp_path / "state", tmp_path / "reports").triwulan("check", "2025-TW2")
    assert result.code == 2
    assert f"--sources {tmp_path / 'nowhere'}: no such directory" in result.errors


def test_a_wrong_profile_is_a_configuration_error_before_anything_runs(tmp_path: Path) -> None:
    world = own_world(tmp_path)
    profile = world.sources / "unit.yaml"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace("nilai: jumlah_per_layanan", "nilai: lain"), encoding="utf-8"
    )
    result = world.triwulan("run", "2025-TW2")
    assert result.code == 2
    assert "policy 'pengguna' is 'lain'" in result.errors
    assert not world.state.exists()


def test_figures_without_a_release_says_how_to_get_one(tmp_path: Path) -> None:
    world = World(PROJECT / "sources", tmp_path / "state", tmp_path / "reports")
    result = world.triwulan("figures", "2025-TW2")
    assert result.code == 1
    assert "triwulan run 2025-TW2" in result.errors


@pytest.mark.slow
def test_an_unchanged_run_ends_with_indicators_and_paths_and_leaves_the_release_as_it_is(sample_world: World) -> None:
    before = tree(sample_world.reports)
    result = sample_world.triwulan("run", "2025-TW2", within=())
    assert result.code == 0
    assert "1.582" in result.output
    assert "42,19" in result.output
    for name in ("laporan.html", "laporan.pdf", "figures.csv", "components.csv", "checks.json", "findings.csv"):
        assert str(sample_world.release("2025-TW2") / name) in result.output
    assert "unchanged" in result.output
    assert tree(sample_world.reports) == before
    assert sorted(path.name for path in (sample_world.reports / "2025-TW2").iterdir()) == ["latest", "r1", "status.csv"]


@pytest.mark.slow
def test_figures_prints_every_figure_in_three_forms(sample_world: World) -> None:
    rows = sample_world.figures("2025-TW2")
    as_csv = sample_world.triwulan("figures", "2025-TW2", "--format", "csv")
    assert len(list(csv.DictReader(as_csv.output.splitlines()))) == len(rows)
    as_json = json.loads(sample_world.triwulan("figures", "2025-TW2", "--json").output)
    assert [figure["figure_id"] for figure in as_json["figures"]] == list(rows)
    assert "13.580.235.534" in sample_world.triwulan("figures", "2025-TW2").output


@pytest.mark.slow
def test_two_runs_in_two_workspaces_give_the_same_bytes(sample_world: World, second_world: World) -> None:
    """Of the second quarter; of the first see test_other_systems.py."""
    for name in THE_SAME_AGAIN:
        ours, theirs = (world.release("2025-TW2") / name for world in (sample_world, second_world))
        assert ours.read_bytes() == theirs.read_bytes(), name


@pytest.mark.slow
def test_a_refused_run_names_the_place_and_keeps_the_last_release(sample_world: World, tmp_path: Path) -> None:
    world = sample_world.copied(tmp_path)
    before = tree(world.reports)
    survey = next(path for path in (world.sources / "landing" / "2025-TW2").glob("*survei*.csv"))
    lines = survey.read_text(encoding="utf-8").splitlines(keepends=True)
    # A date that no calendar knows, in the last record of the file.
    spoiled = lines[-1].replace(lines[-1][:10], "31/02/2025", 1)
    survey.write_text("".join([*lines[:-1], spoiled]), encoding="utf-8")
    result = world.triwulan("run", "2025-TW2")
    assert result.code == 1, result.output + result.errors
    assert survey.name in result.output
    assert f"row {len(lines)}" in result.output
    assert "31/02/2025" in result.output
    kept, acts = "2025-TW2/ditahan/findings.csv", "2025-TW2/status.csv"
    after = tree(world.reports)
    assert kept in after and f",{len(lines)}," in after[kept][0].decode()
    told = after[acts][0].removeprefix(before[acts][0]).decode()
    assert told.count("\n") == 1
    assert ",run,,,,ditahan," in told
    # Beside them at most the warnings that can be answered meanwhile.
    others = {name for name in after if name != acts and not name.startswith("2025-TW2/ditahan/")}
    assert {name: after[name] for name in others} == {name: found for name, found in before.items() if name != acts}
