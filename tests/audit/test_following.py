"""From a figure to its rows, from a delivery to its figures, from one release to the next."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest

from orchestration.audit.following.trail import Evidence, closes, total
from orchestration.release import store
from tests.conftest import PROJECT, World

QUARTERS = ("2025-TW1", "2025-TW2")


def test_contributions_are_summed_counted_and_averaged_exactly() -> None:
    # 1264 points of 333 answers is the published Kalibrasi index: 3.7957957..., not 3.80.
    assert total("row_sum", ["0.10", "0.20"]) == Fraction(3, 10)
    assert total("row_count", ["1", "1", "1"]) == 3
    assert total("row_distinct", ["P1", "P2", "P1"]) == 2
    assert total("row_mean", ["4"] * 265 + ["3"] * 68) == Fraction(1264, 333)
    assert total("row_mean", []) is None


@pytest.mark.slow
@pytest.mark.parametrize("quarter", QUARTERS)
def test_every_trail_closes(sample_world: World, quarter: str) -> None:
    with store.read(sample_world.release(quarter)) as connection:
        evidence = Evidence(connection)
        trails = [figure_id for figure_id, figure in evidence.figures.items() if figure["trail_relation"]]
        assert len(trails) > 500
        open_ends = {
            figure_id: message
            for figure_id in trails
            if (message := closes(evidence.figures[figure_id], evidence.source_rows(figure_id)))
        }
        assert open_ends == {}
        loose = [name for name, figure in evidence.figures.items() if not figure["trail_relation"]]
        assert [name for name in loose if name not in evidence.components] == []


@pytest.mark.slow
def test_a_row_taken_away_opens_the_trail(sample_world: World) -> None:
    with store.read(sample_world.release("2025-TW2")) as connection:
        evidence = Evidence(connection)
        figure = evidence.figures["SK2.1.pnbp"]
        rows = evidence.source_rows("SK2.1.pnbp")
        assert closes(figure, rows) == ""
        assert f"{len(rows) - 1} rows" in closes(figure, rows[1:])
        assert "digest" in closes(figure, [rows[0], rows[0], *rows[2:]])


@pytest.mark.slow
def test_trace_of_pobo_puts_the_numbers_in(sample_world: World, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    text = sample_world.triwulan("trace", "2025-TW2", "SK2.4.realisasi", "--rows", str(rows))
    assert text.code == 0, text.errors
    assert "100 × 13.580.235.534 / 20.433.361.366" in text.output
    assert "66,46 Persen" in text.output
    traced = json.loads(sample_world.triwulan("trace", "2025-TW2", "SK2.4.realisasi", "--json").output)
    assert all(leaf["closes"] for leaf in traced["leaves"])
    with rows.open(encoding="utf-8", newline="") as handle:
        written = list(csv.DictReader(handle))
    assert len(written) == sum(leaf["row_count"] for leaf in traced["leaves"])
    receipts = sum(Fraction(row["contribution"]) for row in written if row["figure_id"] == "SK2.1.pnbp")
    assert receipts == 13_580_235_534


@pytest.mark.slow
def test_an_unknown_figure_gives_the_nearest_names(sample_world: World) -> None:
    result = sample_world.triwulan("trace", "2025-TW2", "SK2.4.realisai")
    assert result.code == 4
    assert "SK2.4.realisasi" in result.errors


@pytest.mark.slow
def test_impact_of_one_receipt(sample_world: World) -> None:
    register = next((PROJECT / "sources" / "landing" / "2025-TW2").glob("*sbs*.csv"))
    with register.open(encoding="utf-8-sig", newline="") as handle:
        first = next(csv.DictReader(handle, delimiter=";"))
    result = json.loads(sample_world.triwulan("impact", "2025-TW2", register.name, "--row", "2", "--json").output)
    reached = {figure["figure_id"]: figure for figure in result["figures"]}
    assert Fraction(reached["SK2.1.pnbp"]["contribution"]) == Fraction(first["JUMLAH"])
    assert reached["SK2.1.pnbp"]["rows"] == 1
    assert reached["SK2.4.realisasi"]["through"] == ["SK2.1.pnbp"]
    assert "TJ.1.realisasi" not in reached


@pytest.mark.slow
def test_impact_of_an_unknown_delivery_lists_those_that_were_used(sample_world: World) -> None:
    result = sample_world.triwulan("impact", "2025-TW2", "tidak_ada.csv")
    assert result.code == 2
    assert "contoh_sbs_2025-06.csv" in result.errors


@pytest.mark.slow
def test_a_corrected_file_leads_to_a_release_whose_diff_names_figure_and_row(
    agency_world: World, tmp_path: Path
) -> None:
    world = agency_world.copied(tmp_path)
    register = world.sources / "landing" / "2025-TW2" / "setoran.csv"
    lines = register.read_text(encoding="utf-8").splitlines(keepends=True)
    cells = lines[1].split(";")
    column = lines[0].split(";").index("JUMLAH")
    amount = cells[column]
    # One digit is another, every other row stays as it was; nothing is less than it was, so no warning waits.
    corrected = f"6{amount[1:]}"
    assert int(corrected) > int(amount)
    lines[1] = ";".join([*cells[:column], corrected, *cells[column + 1 :]])
    register.write_text("".join(lines), encoding="utf-8")
    done = world.triwulan("run", "2025-TW2")
    assert done.code == 0, done.output + done.errors
    assert world.release("2025-TW2").name == "r2"
    alone = world.triwulan("diff", "2025-TW2", "r1", "r1")
    assert (alone.code, "r1 would be compared with itself" in alone.errors) == (2, True)
    result = json.loads(world.triwulan("diff", "2025-TW2", "r1", "r2", "--json").output)
    # One row gives something else now, and there are as many as before.
    names = [one["old"]["file"] for one in result["deliveries_replaced"]]
    assert names == [register.name]
    assert {one[side]["rows"] for one in result["deliveries_replaced"] for side in ("old", "new")} == {len(lines) - 1}
    changed = {figure["figure_id"]: figure for figure in result["figures"]}
    receipts = changed["S2.1.pnbp"]
    assert receipts["old"] == "180.000.000"
    [pair] = receipts["rows_changed"]
    assert (pair["old"]["row"], pair["new"]["row"]) == (2, 2)
    assert (Fraction(pair["old"]["contribution"]), Fraction(pair["new"]["contribution"])) == (
        int(amount),
        int(corrected),
    )
    assert receipts["rows_added"] == receipts["rows_removed"] == []
    assert "S2.1.pnbp_persen_dipa" in changed
    assert "IKU.1.realisasi" not in changed
