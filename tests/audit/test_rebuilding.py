"""`verify --rebuild`: an unspoilt release is made again byte by byte, and what differs is named.

It is made again once, of the smallest unit; what a test spoils is a copy, held against the same making.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.audit.chain import Break, Examination
from orchestration.journey import proving
from orchestration.journey.rebuilding import NotRebuiltError, Rebuilt, check_rebuilt, differing, rebuild
from orchestration.release.reading import MANIFEST
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace
from tests.conftest import World

pytestmark = pytest.mark.slow

QUARTER = Quarter.parse("2025-TW1")


@pytest.fixture(scope="module")
def workspace(agency_world: World) -> Workspace:
    return Workspace.resolve(agency_world.sources, agency_world.state, agency_world.reports)


@pytest.fixture(scope="module")
def again(agency_world: World, workspace: Workspace) -> Rebuilt:
    return rebuild(workspace, QUARTER, agency_world.release(QUARTER.code))


@pytest.fixture
def copy(agency_world: World, tmp_path: Path) -> Path:
    """The release where it may be spoiled."""
    source = agency_world.release(QUARTER.code)
    release = tmp_path / QUARTER.code / source.name
    shutil.copytree(source, release)
    for path in [release, *release.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return release


def breaks(release: Path, again: Rebuilt) -> list[Break]:
    seen = Examination()
    check_rebuilt(seen, release, again)
    return seen.breaks


def manifest(release: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    return told


def say(release: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Changes what a manifest says."""
    told = manifest(release)
    change(told)
    (release / MANIFEST).write_text(json.dumps(told), encoding="utf-8")


def test_an_unspoilt_release_holds(
    again: Rebuilt, agency_world: World, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "rebuild_release", lambda *_: again)
    release = agency_world.release(QUARTER.code)
    result = proving.verify(workspace, QUARTER, release, rebuild=True)
    assert result.holds, result.as_text()
    assert result.omitted == []
    # All but the evidence, of which the tables are compared: when a file was loaded is the run's.
    assert result.counts["rebuilt"] == len(manifest(release)["files"]) - 1
    assert result.counts["rebuilt_tables"] > 40


@pytest.mark.parametrize("name", ["laporan.pdf", "laporan.html", "tabel.xlsx", "figures.csv", "inputs/unit.yaml"])
def test_one_byte(again: Rebuilt, copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    [found] = breaks(copy, again)
    assert (found.link, found.place.startswith(name)) == ("rebuild", True)


def test_a_file_too_many_and_one_too_few(again: Rebuilt, copy: Path) -> None:
    (copy / "laporan.docx").unlink()
    say(copy, lambda told: told["files"].update({"catatan.txt": {}}))
    (copy / "catatan.txt").write_text("tambahan", encoding="utf-8")
    assert [(found.place, found.found) for found in breaks(copy, again)] == [
        ("catatan.txt", "a file"),
        ("laporan.docx", "no such file"),
    ]


def test_what_the_manifest_says_of_the_unit(again: Rebuilt, copy: Path) -> None:
    say(copy, lambda told: told["indicators"].reverse())
    [found] = breaks(copy, again)
    assert (found.link, found.place) == ("manifest", "manifest.json: indicators")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda made: made.update(code="0" * 64), "another program"),
        (lambda made: made.update(dependencies="0" * 64), "another set of pinned dependencies"),
        (lambda made: made["models"].update({"models/figures/fig_sla.sql": "0" * 64}), "models/figures/fig_sla.sql"),
        (lambda made: made["deliveries"].update({"2025-TW1/hilang.csv": "0" * 64}), "2025-TW1/hilang.csv"),
    ],
    ids=["code", "dependencies", "formula", "delivery"],
)
def test_a_release_of_other_origin_is_not_made_again(
    copy: Path, workspace: Workspace, change: Callable[[dict[str, Any]], None], named: str
) -> None:
    say(copy, lambda told: change(told["created_from"]))
    with pytest.raises(NotRebuiltError, match=named):
        rebuild(workspace, QUARTER, copy)


def test_what_does_not_hold_is_told_whole_and_not_made_again(
    copy: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "rebuild_release", lambda *_: pytest.fail("made again"))
    (copy / "laporan.docx").write_bytes(b"")
    result = proving.verify(workspace, QUARTER, copy, rebuild=True)
    assert "files" in {found.link for found in result.broken}
    assert result.counts["again"] > 5
    assert "the whole release made again, it does not hold as it is" in result.omitted


def table(rows: str, kind: str = "BIGINT") -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    made.execute(f"CREATE SCHEMA marts; CREATE TABLE marts.fct (id {kind}, loaded VARCHAR)")
    made.execute(f"INSERT INTO marts.fct VALUES {rows}")
    return made


@pytest.mark.parametrize(
    ("rows", "kind", "found"),
    [
        ("(1, 'a'), (2, 'b')", "BIGINT", []),
        ("(2, 'b'), (1, 'a')", "BIGINT", []),
        ("(1, 'a'), (3, 'b')", "BIGINT", [("marts.fct", 1, 1)]),
        ("(1, 'a')", "BIGINT", [("marts.fct", 1, 0)]),
        ("(1, 'a'), (2, 'b')", "DOUBLE", [("marts.fct", 2, 2)]),
    ],
    ids=["same", "order", "cell", "row", "type"],
)
def test_tables_are_compared_by_their_rows(rows: str, kind: str, found: list[tuple[str, int, int]]) -> None:
    with table("(1, 'a'), (2, 'b')") as again, table(rows, kind) as evidence:
        assert differing(again, evidence) == (found, 1)
