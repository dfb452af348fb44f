"""`triwulan build-units`: a folder of units, one of them the sample, one that counts otherwise, and some left out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.commands.options import EXIT_REFUSED, EXIT_USAGE
from orchestration.workspace.delimited import read_rows
from tests import launching
from tests.conftest import World
from tests.gathering import recoding

pytestmark = pytest.mark.slow

QUARTER = "2025-TW2"
SAMPLE, CHANGED, BROKEN = "999119", "888001", "888002"


@dataclass(frozen=True)
class Made:
    """What the command printed, and the folder that it made."""

    code: int
    lines: list[str]
    out: Path

    def of(self, place: str) -> str:
        """What it says of the unit in a folder, behind its code and name."""
        [line] = [line for line in self.lines if f"{place}: " in line]
        return line.partition(f"{place}: ")[2]


def called(*words: object) -> tuple[int, str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIWULAN_")}
    return launching.call(["build-units", "--quarter", QUARTER, *map(str, words)], environment)


def another(world: World, folder: Path, code: str, *changes: str) -> None:
    """A workspace of what the sample has read, under another code and with changes."""
    recoding.another(world.state, world.reports, folder, SAMPLE, code, *changes)


@pytest.fixture(scope="module")
def made(sample_world: World, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One call over six units."""
    folder = tmp_path_factory.mktemp("gathering")
    units = folder / "units"
    units.mkdir()
    (units / "sample").symlink_to(sample_world.reports.parent)
    if sample_world.state.parent != sample_world.reports.parent:
        (units / "sample").unlink()
        (units / "sample").mkdir()
        for name in ("sources", "state", "reports"):
            (units / "sample" / name).symlink_to(getattr(sample_world, name))
    # one order line less, of three samples
    another(
        *(sample_world, units / "changed", CHANGED),
        "DELETE FROM raw_orders.service_orders WHERE _source_row_id = (SELECT min(_source_row_id) FROM marts.fct_order "
        "WHERE bulan_masuk IS NOT NULL AND layanan IN (SELECT layanan FROM reference.cakupan))",
    )
    another(*(sample_world, units / "broken", BROKEN), "DELETE FROM reference.nama_layanan")
    another(sample_world, units / "twin", "888003")
    another(sample_world, units / "other twin", "888003")
    (units / "unread" / "sources").mkdir(parents=True)
    (units / "notes").mkdir()
    (units / "packed.zip").write_bytes(b"")
    code, output, errors = called("--units", units, "--out", folder / "out")
    assert not errors, errors
    return Made(code, output.splitlines(), folder / "out")


def test_a_unit_has_the_figures_of_its_release(made: Made, sample_world: World) -> None:
    published = read_rows(sample_world.release(QUARTER) / "figures.csv")
    own = [row for row in read_rows(made.out / "figures.csv") if row.pop("kode_satker") == SAMPLE]
    assert own == published
    assert made.of("sample") == f"{len(published)} figures, each as in r1"


def test_a_unit_that_counts_otherwise_is_told_with_the_first_figure(made: Made, sample_world: World) -> None:
    published = sample_world.figures(QUARTER)
    own = {row["figure_id"]: row for row in read_rows(made.out / "figures.csv") if row.pop("kode_satker") == CHANGED}
    others = sorted(name for name in published if own[name] != published[name])
    assert 0 < len(others) < len(published) / 2
    assert made.of("changed") == (
        f"{len(own)} figures, {len(others)} of them otherwise than in r1, the first {others[0]}"
    )


def test_a_unit_whose_rows_break_a_rule_is_left_out_and_the_others_are_built(made: Made) -> None:
    assert made.of("broken").startswith("left out: its rows break a rule, ")
    assert {row["kode_satker"] for row in read_rows(made.out / "figures.csv")} == {SAMPLE, CHANGED}
    with duckdb.connect(str(made.out / "triwulan.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT DISTINCT kode_satker FROM marts.fct_order ORDER BY 1").fetchall() == [
            (CHANGED,),
            (SAMPLE,),
        ]


def test_what_cannot_be_taken_is_named_with_the_remedy(made: Made) -> None:
    assert made.code == EXIT_REFUSED
    assert made.of("unread") == "left out: its deliveries have not been read; run `triwulan run 2025-TW2` there first"
    assert made.of("notes") == "left out: notes is no workspace; move it out of the folder"
    assert made.of("packed.zip").startswith("left out: a bundle has no tables that were read")
    for place in (" twin", "other twin"):
        assert any(
            line.startswith(f"888003{place if place[0] == ' ' else ' ' + place}: left out") for line in made.lines
        )


def test_another_quarter_and_a_strange_folder_are_refused(made: Made, tmp_path: Path) -> None:
    units = made.out.parent / "units"
    assert called("--units", units, "--out", units / "in")[0] == EXIT_USAGE
    assert called("--units", tmp_path / "none", "--out", tmp_path / "out")[0] == EXIT_USAGE
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    assert called("--units", units, "--out", tmp_path / "mine")[0] == EXIT_USAGE
    alone = tmp_path / "units"
    alone.mkdir()
    (alone / "sample").symlink_to(units / "sample")
    code, _, errors = called("--units", alone, "--out", tmp_path / "out", "--quarter", "2025-TW1")
    assert (code, errors) == (EXIT_REFUSED, errors) and "its tables are of 2025-TW2" in errors
