"""An earlier quarter as known today: what came late changes it, what was then in force stays.

Of the small unit the second quarter tells: O6, due on 17 February, was finished that day, and the assessor of L.3 gave
4 for the first quarter.
"""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.ingestion import load_contracts
from orchestration.transformation.earlier import as_known_today, is_told_otherwise
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT
from tests.dbt.conftest import Built
from tests.dbt.small_world import TW1, TW2, SmallWorld, order, small_world

FIRST = Quarter.parse(TW1)
CONTRACTS = load_contracts([PROJECT / "sources" / "contracts"])


@pytest.mark.slow
def test_late_rows_change_the_quarter_and_nothing_else_does(small: Built, small_first: Built, tmp_path: Path) -> None:
    before = small.path.read_bytes()
    with as_known_today(small.path, tmp_path / "earlier", FIRST, small_world().profile, small.models) as connection:
        query = "SELECT figure_id, printed_value, status FROM figures.figures"
        today = {figure_id: said for figure_id, *said in connection.execute(query).fetchall()}
    assert small.path.read_bytes() == before
    assert not (tmp_path / "earlier").exists()
    changed = {
        name: today[name][0]
        for name, figure in small_first.figures.items()
        if today[name] != [figure["printed_value"], figure["status"]] and ".alt." not in name
    }
    expected = {
        "K.3.tepat_waktu.kal.02": "5",
        "K.3.persen.kal.02": "100",
        "K.3.capaian.kal.02": "105.26",
        "K.3.rata_hk.kal.02": "3",
        "K.3.tepat_waktu.kal": "6",
        "K.3.realisasi.kal": "100",
        "K.3.capaian.kal": "105.26",
        "K.3.persen_gabungan.kal": "100",
        "K.3.persen_masuk.kal": "46.15",  # 6 of 5 + 7 + 1
        "K.3.tepat_waktu": "6",
        "K.3.persen_gabungan": "50",  # 6 of 6 + 6, the late O5 among them
        "K.3.persen_masuk": "26.09",  # 6 of 10 + 13
        "K.3.realisasi": "50",  # (0 + 100) / 2
        "K.3.capaian": "52.63",
        "L.3.realisasi": "4",
        "L.3.capaian": "95.24",
        "L.4.pembilang": "3",  # O1, O6, O8 of five
        "L.4.realisasi": "60",
        "L.4.capaian": "75",
        "L.5.pembilang": "1",  # O6 of O6, O7, O8, O11; the ten days of O1 end in April
        "L.5.realisasi": "25",
        "L.5.capaian": "27.78",
    }
    assert changed == {name: Decimal(value) for name, value in expected.items()}
    # B01 and a target of 3, though B02 and 3.5 have come since
    assert (today["anggaran.pagu"][0], today["K.1.target"][0]) == (7_750_000, 3)


@pytest.mark.slow
def test_what_a_killed_run_left_is_no_part_of_the_copy(small: Built, tmp_path: Path) -> None:
    left = tmp_path / "earlier" / small.path.name
    left.parent.mkdir()
    shutil.copy(small.path, left)
    log = left.with_name(f"{left.name}.wal")
    with duckdb.connect(str(left)) as connection:
        connection.execute("CHECKPOINT")
        connection.execute("CREATE TABLE marts.left_behind AS SELECT 1 AS one")
        half = log.read_bytes()
    log.write_bytes(half)
    with as_known_today(small.path, left.parent, FIRST, small_world().profile, small.models) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'marts'").fetchall()
    assert ("fct_order",) in tables
    assert ("left_behind",) not in tables


def told(world: SmallWorld, path: Path) -> bool:
    """Whether the world tells otherwise of the first quarter than the deliveries that landed in it when it began."""
    world.write(path)
    with duckdb.connect(str(path)) as connection:
        known = [
            sha256
            for sha256, name in connection.execute(
                "SELECT _delivery_sha256, file_name FROM raw_ingestion.deliveries WHERE quarter = ?", [TW1]
            ).fetchall()
            if name != "ntpn.csv"
        ]
        return is_told_otherwise(connection, CONTRACTS, FIRST, known)


def first_quarter() -> SmallWorld:
    """The small unit with nothing delivered after the first quarter."""
    world = small_world()
    world.deliveries = [delivery for delivery in world.deliveries if delivery[0] == TW1]
    return world


def test_only_another_row_of_the_quarter_tells_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "triwulan.duckdb"
    assert not told(first_quarter(), path)
    rows = first_quarter().rows(TW1, "sbs")
    assert not told(first_quarter().deliver(TW2, "sbs", rows), path)  # the register again
    april = order("N1", "uji", "C1", "2025-04-01")
    assert not told(first_quarter().deliver(TW2, "service_orders", [april]), path)
    assert not told(first_quarter().deliver(TW2, "dataang", []), path)
    late = order("N1", "uji", "C1", "2025-03-31")
    assert told(first_quarter().deliver(TW2, "service_orders", [late]), path)
    changed = [{**row, "jumlah": "1"} for row in rows]
    assert told(first_quarter().deliver(TW2, "sbs", changed), path)
    # a file that landed in the folder of the quarter after its report
    assert told(first_quarter().deliver(TW1, "ntpn", []), path)
