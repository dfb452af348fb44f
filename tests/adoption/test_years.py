"""What a unit changes during a year holds from that quarter on; earlier quarters stay what they were."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.adoption.office import write_office
from tests.adoption.writing import TW1, TW2
from tests.conftest import World, read_figures

pytestmark = pytest.mark.slow


def after_its_first_quarter(adopted: Callable[[str], World], folder: Path) -> World:
    """The office before it has published its second quarter: neither the reports nor the state know of it."""
    world = adopted("office").copied(folder)
    shutil.rmtree(world.reports / TW2)
    shutil.rmtree(world.state / "rantai")
    return world


def values(world: World, quarter: str) -> dict[str, str]:
    """Figure to its printed text in the newest release."""
    return {name: row["printed"] for name, row in read_figures(world.release(quarter)).items()}


def change(world: World, **changes: Any) -> None:
    path = world.sources / "unit.yaml"
    profile = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name, value in changes.items():
        profile[name] = value(profile[name])
    path.write_text(yaml.safe_dump(profile, allow_unicode=True, sort_keys=False), encoding="utf-8")


def test_a_service_and_an_indicator_added_for_a_quarter_leave_the_one_before_alone(
    adopted: Callable[[str], World], tmp_path: Path
) -> None:
    world = after_its_first_quarter(adopted, tmp_path)
    before = values(world, TW1)
    catalogue = world.sources / "reference" / "layanan.csv"
    with catalogue.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    added = {**rows[0], "layanan": "foto", "nama": "Foto Udara", "layanan_volume": "foto", "nama_volume": "Foto Udara"}
    rows = [*({**row, "berlaku_sejak": ""} for row in rows), {**added, "urutan": "9", "berlaku_sejak": TW2}]
    with catalogue.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with (world.sources / "reference" / "nama_layanan.csv").open("a", encoding="utf-8") as handle:
        handle.write("Foto Udara,foto\n")
    # of spending on goods nothing was agreed on before the second quarter
    change(world, indikator=lambda entries: [*entries[:3], {**entries[3], "berlaku_sejak": TW2}])
    for quarter in (TW1, TW2):
        result = world.run_answered(quarter)
        assert result.code == 0, result.output
    again, later = values(world, TW1), values(world, TW2)
    assert again == {name: printed for name, printed in before.items() if not name.startswith("IKU 4.")}
    assert {"IKU 4.realisasi", "IKU 2.masuk.foto", "IKU 1.responden.foto"} <= later.keys()
    assert "foto" not in " ".join(again)


def test_a_profile_that_held_before_is_kept_beside_the_one_that_holds(
    adopted: Callable[[str], World], tmp_path: Path
) -> None:
    world = after_its_first_quarter(adopted, tmp_path)
    before = values(world, TW1)
    path = world.sources / "unit.yaml"
    (world.sources / f"unit_sampai_{TW1}.yaml").write_bytes(path.read_bytes())

    def pooled(policies: dict[str, Any]) -> dict[str, Any]:
        return {**policies, "ikm_gabungan": {**policies["ikm_gabungan"], "nilai": "tertimbang_responden"}}

    change(world, kebijakan=pooled)
    for quarter in (TW1, TW2):
        result = world.run_answered(quarter)
        assert result.code == 0, result.output
    assert values(world, TW1) == before
    later = values(world, TW2)
    # by service (33,5 / 9 and 26 / 9) now the alternative; pooled over three forms: 93 scores of 27
    assert later["IKU 1.realisasi.alt.rata_rata_layanan"] == "3,31"
    assert later["IKU 1.realisasi"] == "3,44"
    # what the first quarter would print today is told by its own profile, so nothing of it is told otherwise
    checks = (world.release(TW2) / "revisions.csv").read_text(encoding="utf-8")
    assert "IKU 1" not in checks


def test_a_former_profile_without_a_quarter_in_its_name_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")
    write_office(world.sources)
    (world.sources / "unit_sampai_2025.yaml").write_bytes((world.sources / "unit.yaml").read_bytes())
    result = world.triwulan("check", TW1)
    assert result.code == 2
    assert "unit_sampai_2025.yaml: its name is to end with its last quarter" in result.output + result.errors
