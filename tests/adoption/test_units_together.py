"""Units of different kinds by one build: office, clinic and training centre, each with its release's figures."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.workspace.delimited import read_rows
from tests import launching
from tests.adoption.conftest import UNITS
from tests.conftest import World

pytestmark = pytest.mark.slow

QUARTER = "2025-TW2"


def test_one_build_gives_each_unit_the_figures_of_its_release(adopted: Callable[[str], World], tmp_path: Path) -> None:
    units, out = tmp_path / "units", tmp_path / "out"
    published = {}
    for name in UNITS:
        world = adopted(name)
        (units / name).mkdir(parents=True)
        for part in ("sources", "state", "reports"):
            (units / name / part).symlink_to(getattr(world, part))
        published[name] = world.figures(QUARTER)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIWULAN_")}
    command = ["build-units", "--units", str(units), "--quarter", QUARTER, "--out", str(out)]
    code, output, errors = launching.call(command, environment)
    assert (code, errors) == (0, ""), output
    made: dict[str, dict[str, dict[str, str]]] = {}
    for row in read_rows(out / "figures.csv"):
        made.setdefault(row.pop("kode_satker"), {})[row["figure_id"]] = row
    assert len(made) == len(UNITS)
    codes = {line.split(": ")[0].split()[1]: line.split()[0] for line in output.splitlines() if ": " in line}
    assert {name: made[codes[name]] for name in UNITS} == published
