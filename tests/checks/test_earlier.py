"""A quarter beside those before it: jumps are told, likely changes are not, and nothing to compare with is said."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.journey import earlier
from orchestration.workspace.profile import Profile
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace

TW1, TW2 = Quarter(2025, 1), Quarter(2025, 2)

# Two quarters alike: 300 and 330 samples, 10 and 11 order lines times thirty, receipts 100 and 110, spending 50 and 55.
CLEAN = """
    CREATE SCHEMA marts; CREATE SCHEMA raw_ingestion; CREATE SCHEMA figures; CREATE SCHEMA reference;
    CREATE TABLE reference.cakupan AS SELECT 'SK2.2' AS kode, unnest(['uji', 'latih', 'opti']) AS layanan;
    CREATE TABLE reference.indikator AS SELECT 'SK2.2' AS kode, 'volume' AS rumus;
    CREATE TABLE marts.fct_order AS
        SELECT 'uji' AS layanan, 'uji' AS layanan_volume, CASE WHEN i < 300 THEN 3 ELSE 4 END AS bulan_masuk,
               CAST(1 AS DECIMAL(20, 2)) AS jumlah_count FROM range(630) AS r(i);
    CREATE TABLE marts.fct_survei AS
        SELECT CASE WHEN i < 50 THEN DATE '2025-02-03' ELSE DATE '2025-04-01' END AS tanggal,
               true AS is_tahun_berjalan FROM range(110) AS r(i);
    CREATE TABLE marts.mart_pnbp AS SELECT 'SK2.1' AS kode, '' AS alternatif, CAST(210 AS DECIMAL(20, 2)) AS pnbp_rp,
        CAST(110 AS DECIMAL(20, 2)) AS pnbp_tw_rp;
    CREATE TABLE marts.mart_anggaran AS SELECT 'semua' AS sumber_dana, 'semua' AS jenis_belanja,
        CAST(105 AS DECIMAL(20, 2)) AS realisasi_rp, CAST(55 AS DECIMAL(20, 2)) AS realisasi_tw_rp;
    CREATE TABLE raw_ingestion.deliveries AS
        SELECT unnest(['a', 'b']) AS _delivery_sha256, unnest(['2025-TW1', '2025-TW2']) AS quarter;
    CREATE TABLE raw_ingestion.row_classes AS SELECT unnest(['a', 'b']) AS _delivery_sha256, 'survey' AS kind,
        'accepted' AS row_class, 98 AS row_count;
    CREATE TABLE raw_ingestion.rejections AS SELECT unnest(['a', 'a', 'b', 'b']) AS _delivery_sha256, 'survey' AS kind,
        unnest(['a#1', 'a#2', 'b#1', 'b#2']) AS _source_row_id;
    CREATE TABLE figures.figures AS
        SELECT unnest(['SK2.2.realisasi', 'anggaran.realisasi.rm', 'SK2.1.pnbp']) AS figure_id,
            unnest([630::DECIMAL(38, 12), 105, 210]) AS value;
"""


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile(Workspace(PROJECT / "sources", PROJECT, PROJECT))


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(CLEAN)
        yield connection


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Where the quarter before has a release."""
    release = tmp_path / "reports" / "2025-TW1" / "r1"
    release.mkdir(parents=True)
    (release / "manifest.json").write_text("{}")
    (release / "figures.csv").write_text(
        "figure_id,value\nSK2.2.realisasi,300\nanggaran.realisasi.rm,50\nSK2.1.pnbp,100\n"
        "SK2.1.pnbp_belum_sah,999\nSK2.2.target,20600\nSK2.2.realisasi.alt.lain,999\nTJ.2.realisasi,\n"
    )
    (release.parent / "latest").symlink_to("r1")
    return Workspace(PROJECT / "sources", tmp_path / "state", tmp_path / "reports")


def test_quarters_alike_pass_every_comparison(
    workspace: Workspace, profile: Profile, warehouse: duckdb.DuckDBPyConnection
) -> None:
    results, findings = earlier.compare(workspace, TW2, profile, warehouse)
    assert [(result.name, result.passed) for result in results] == [(name, True) for name in earlier.CHECKS]
    assert [result.counts["compared"] for result in results] == [1, 4, 1, 3]
    assert findings == []


def test_nothing_to_compare_with_is_said(
    tmp_path: Path, profile: Profile, warehouse: duckdb.DuckDBPyConnection
) -> None:
    empty = Workspace(PROJECT / "sources", tmp_path, tmp_path)
    warehouse.execute("DELETE FROM marts.fct_order WHERE bulan_masuk = 3")
    warehouse.execute("DELETE FROM raw_ingestion.deliveries WHERE quarter = '2025-TW1'")
    warehouse.execute("UPDATE marts.mart_pnbp SET pnbp_tw_rp = pnbp_rp")
    warehouse.execute("UPDATE marts.mart_anggaran SET realisasi_tw_rp = realisasi_rp")
    warehouse.execute("DELETE FROM marts.fct_survei WHERE tanggal < '2025-04-01'")
    results, findings = earlier.compare(empty, TW2, profile, warehouse)
    assert {result.counts["compared"] for result in results} == {0}
    assert [(found.severity, found.rule) for found in findings] == [("info", name) for name in earlier.CHECKS]
    assert "no release of an earlier quarter of 2025" in findings[-1].message


def test_a_jump_of_a_service_is_told(warehouse: duckdb.DuckDBPyConnection) -> None:
    """300 samples before; 330 + 570 are three times as many, one more is too many; 100 are a third, 99 too few."""
    assert earlier.volumes(warehouse, TW2, Decimal(3)) == ([], 1)
    warehouse.execute("INSERT INTO marts.fct_order SELECT 'uji', 'uji', 5, 570")
    assert earlier.volumes(warehouse, TW2, Decimal(3)) == ([], 1)
    warehouse.execute("INSERT INTO marts.fct_order SELECT 'uji', 'uji', 6, 1")
    told = {"layanan": "uji", "volume": "901.00", "earlier_mean": "300"}
    assert earlier.volumes(warehouse, TW2, Decimal(3)) == ([told], 1)
    warehouse.execute("DELETE FROM marts.fct_order WHERE bulan_masuk > 3")
    warehouse.execute("INSERT INTO marts.fct_order SELECT 'uji', 'uji', 6, 100")
    assert earlier.volumes(warehouse, TW2, Decimal(3)) == ([], 1)
    warehouse.execute("UPDATE marts.fct_order SET jumlah_count = 99 WHERE bulan_masuk = 6")
    assert len(earlier.volumes(warehouse, TW2, Decimal(3))[0]) == 1


def test_a_service_that_vanished_is_told_and_a_handful_is_not(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(
        "INSERT INTO marts.fct_order SELECT 'latih', 'latih', 1, 20 UNION ALL SELECT 'opti', 'opti', 1, 19"
    )
    failures, compared = earlier.volumes(warehouse, TW2, Decimal(3))
    assert compared == 3
    assert [failure["layanan"] for failure in failures] == ["latih"]


def test_a_jump_of_a_total_is_told(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Receipts of the first quarter 100, so that 500 in the second are fivefold and 501 too many."""
    warehouse.execute("UPDATE marts.mart_pnbp SET pnbp_tw_rp = 500, pnbp_rp = 600")
    assert earlier.totals(warehouse, TW2, Decimal(5)) == ([], 4)
    warehouse.execute("UPDATE marts.mart_pnbp SET pnbp_tw_rp = 501, pnbp_rp = 601")
    told = {"total": "receipts", "quarter": "501", "earlier_mean": "100"}
    assert earlier.totals(warehouse, TW2, Decimal(5)) == ([told], 4)
    warehouse.execute("DELETE FROM marts.fct_survei WHERE tanggal >= '2025-04-01'")
    assert [failure["total"] for failure in earlier.totals(warehouse, TW2, Decimal(5))[0]] == [
        "survey answers",
        "receipts",
    ]


def test_a_growing_share_of_rejects_is_told(warehouse: duckdb.DuckDBPyConnection) -> None:
    """2 of 100 before; 4 of 100 are two points more, 5 of 101 too many."""
    warehouse.execute("UPDATE raw_ingestion.row_classes SET row_count = 96 WHERE _delivery_sha256 = 'b'")
    warehouse.execute("INSERT INTO raw_ingestion.rejections VALUES ('b', 'survey', 'b#3'), ('b', 'survey', 'b#4')")
    assert earlier.rejected(warehouse, TW2, Decimal("0.02")) == ([], 1)
    warehouse.execute("INSERT INTO raw_ingestion.rejections VALUES ('b', 'survey', 'b#5')")
    [told], _ = earlier.rejected(warehouse, TW2, Decimal("0.02"))
    assert told == {"kind": "survey", "rejected": 5, "rows": 101, "earlier_rejected": 2, "earlier_rows": 100}


def test_what_fell_below_the_last_release_is_told(
    workspace: Workspace, profile: Profile, warehouse: duckdb.DuckDBPyConnection
) -> None:
    warehouse.execute("UPDATE figures.figures SET value = 299 WHERE figure_id = 'SK2.2.realisasi'")
    warehouse.execute("DELETE FROM figures.figures WHERE figure_id = 'SK2.1.pnbp'")
    failures, compared = earlier.released(workspace, TW2, profile, warehouse)
    assert compared == 3
    assert [(failure["figure_id"], failure["released"]) for failure in failures] == [
        ("SK2.2.realisasi", "300"),
        ("SK2.1.pnbp", "100"),
    ]


def test_a_release_that_cannot_be_read_was_not_compared(
    workspace: Workspace, profile: Profile, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (workspace.reports / "2025-TW1" / "r1" / "figures.csv").unlink()
    [failure], _ = earlier.released(workspace, TW2, profile, warehouse)
    assert failure["released"].startswith("2025-TW1 r1: FileNotFoundError")


def test_the_unit_may_set_its_own_limit(profile: Profile, workspace: Workspace) -> None:
    content = profile.model_dump()
    own = Profile.model_validate({**content, "ambang": {earlier.VOLUMES: "1.05"}})
    assert (profile.threshold(earlier.VOLUMES), own.threshold(earlier.VOLUMES)) == (Decimal(3), Decimal("1.05"))
    with duckdb.connect() as connection:
        connection.execute(CLEAN)
        results, _ = earlier.compare(workspace, TW2, own, connection)
    assert [result.name for result in results if not result.passed] == [earlier.VOLUMES]
    for wrong, says in (({"no_such_check": 1}, "no check 'no_such_check'"), ({earlier.VOLUMES: 0}, "more than 0")):
        with pytest.raises(ValueError, match=says):
            Profile.model_validate({**content, "ambang": wrong})
