"""Which earlier reports trends are made of, and what is kept of them."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import duckdb

from orchestration.figures.book import PUBLIC_COLUMNS
from orchestration.publication.evidence.revisions import COLUMNS
from orchestration.release import status, store
from orchestration.release.former_figures import (
    compared_with,
    figure_rows,
    former_releases,
    parts_in,
    revised_in,
    write_former,
)
from orchestration.workspace.delimited import as_csv
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.reference import write_reference
from orchestration.workspace.settings import PROJECT, Workspace

NOW = Quarter(2026, 1)


def row(figure_id: str, value: str = "7.5", **more: str) -> list[str]:
    known = {"figure_id": figure_id, "indicator": "K.1", "value": value, "decimals": "1", "printed": "7,5", **more}
    return [known.get(name, "") for name in PUBLIC_COLUMNS]


def release(workspace: Workspace, quarter: str, name: str = "r1", *, parts: bool = True) -> Path:
    """A release with the figures of one indicator, of which its realisasi was revised."""
    folder = workspace.reports / quarter / name
    folder.mkdir(parents=True)
    rows = [row("K.1.realisasi"), row("K.1.realisasi.uji", layanan="uji"), row("K.1.realisasi.alt.lain"), row("K.1.u1")]
    (folder / "figures.csv").write_bytes(as_csv(PUBLIC_COLUMNS, [*rows, row("anggaran.pagu", indicator="")]))
    told = dict.fromkeys(COLUMNS, "") | {"kind": "direvisi", "figure_id": "K.1.realisasi"}
    (folder / "revisions.csv").write_bytes(as_csv(COLUMNS, [told.values(), (told | {"kind": "nilai"}).values()]))
    with duckdb.connect(str(folder / store.FILE)) as connection:
        connection.execute("CREATE SCHEMA figures")
        if parts:
            connection.execute(
                "CREATE TABLE figures.indicator_parts AS SELECT 'K.1' AS kode, '' AS suku, 'uji' AS layanan,"
                " '' AS unsur, '01' AS bulan, '' AS akun, 7.5::DECIMAL(38,12) AS pembilang,"
                " 0::DECIMAL(38,12) AS penyebut"
            )
    files = {path.name: {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in folder.iterdir()}
    (folder / "manifest.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    return folder


def test_the_release_in_force_of_each_quarter_of_two_years_counts(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")
    for quarter in ("2024-TW4", "2025-TW1", "2025-TW2", "2025-TW3", "2025-TW4", "2026-TW1", "2026-TW2"):
        release(workspace, quarter)
    release(workspace, "2025-TW2", "r2")
    release(workspace, "2025-TW4", "r2")
    status.append(workspace.reports / "2025-TW4", status.WITHDRAW, "r2", "ditarik", by="Kepala", reason="keliru")
    (workspace.reports / "2025-TW3" / "r1" / "figures.csv").write_bytes(b"lain")
    found = former_releases(workspace, NOW)
    assert [(quarter.code, path.name) for quarter, path in found.items()] == [
        ("2025-TW1", "r1"), ("2025-TW2", "r2"), ("2025-TW4", "r1"),
    ]  # fmt: skip


def test_of_a_report_the_figures_of_indicators_are_kept_and_no_other_way_of_counting(tmp_path: Path) -> None:
    folder = release(Workspace(tmp_path, tmp_path, tmp_path), "2025-TW1")
    kept = list(figure_rows(Quarter(2025, 1), (folder / "figures.csv").read_bytes(), revised_in(folder)))
    assert kept == [
        ("2025-TW1", "K.1.realisasi", "K.1", "", "", Decimal("7.5"), "", 1, "7,5", "", True),
        ("2025-TW1", "K.1.realisasi.uji", "K.1", "uji", "", Decimal("7.5"), "", 1, "7,5", "", False),
    ]


def test_cells_come_from_evidence_that_is_whole_and_has_them(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, tmp_path, tmp_path)
    whole, older = release(workspace, "2025-TW1"), release(workspace, "2025-TW2", parts=False)
    first, second = Quarter(2025, 1), Quarter(2025, 2)
    assert parts_in(first, whole) == [("2025-TW1", "K.1", "", "uji", "", "01", "", Decimal("7.5"), Decimal(0))]
    assert parts_in(second, older) == []
    (whole / store.FILE).write_bytes(b"lain")
    assert parts_in(first, whole) == []


def test_a_first_quarter_is_compared_with_the_fourth_and_the_first_of_the_year_before(tmp_path: Path) -> None:
    assert compared_with(NOW) == (Quarter(2025, 4), Quarter(2025, 1))
    workspace = Workspace(PROJECT / "sources", tmp_path / "state", tmp_path / "reports")
    for quarter in ("2025-TW1", "2025-TW2", "2025-TW4"):
        release(workspace, quarter)
    profile = load_profile(Workspace(PROJECT / "sources", tmp_path, tmp_path))
    with duckdb.connect() as connection:
        write_reference(connection, profile, NOW)
        write_former(connection, workspace, NOW)

        def quarters(table: str) -> list[str]:
            return [
                code for (code,) in connection.execute(f"SELECT DISTINCT triwulan FROM {table} ORDER BY 1").fetchall()
            ]

        assert (
            quarters("reference.rilis_lalu") == quarters("reference.angka_lalu") == ["2025-TW1", "2025-TW2", "2025-TW4"]
        )
        assert quarters("reference.bagian_lalu") == ["2025-TW1", "2025-TW4"]
        # written anew for another quarter, nothing of it is left
        write_reference(connection, profile, NOW)
        assert quarters("reference.rilis_lalu") == []
