"""The release folder: whole or not at all, never changed, nothing published twice."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from orchestration.publication.evidence.former_releases import find_formers
from orchestration.publication.release import Draft, draft, publish_draft
from orchestration.release import status, writing
from orchestration.release.inputs import collect
from orchestration.release.reading import MANIFEST, SIGNATURE
from orchestration.release.signing import Signing
from orchestration.release.writing import Release, write, write_konsep
from orchestration.workspace.delimited import read_rows
from orchestration.workspace.settings import Workspace
from tests.publication.conftest import CHECKS, FINDINGS
from tests.publication.warehouse import QUARTER, Warehouse

pytestmark = pytest.mark.slow

INPUTS = {"deliveries": {"glp039.xlsx": "c" * 64}, "code": {"version": "0.1.0"}}
PUBLIC = ["checks.json", "components.csv", "figures.csv", "findings.csv", "jejak.json", "revisions.csv"]
MADE = [*PUBLIC, "dasbor.html", "data", "datapackage.json", "laporan.docx", "laporan.html", "laporan.pdf", "tabel.xlsx"]
FILES = sorted([*MADE, "evidence.duckdb", MANIFEST, SIGNATURE])


def workspace(folder: Path) -> Workspace:
    return Workspace(folder / "sources", folder / "state", folder / "reports")


def published(folder: Path, house: Warehouse) -> Release:
    connection = house.connect()
    made = draft(QUARTER, connection, house.profile, CHECKS, FINDINGS, INPUTS)
    return publish_draft(workspace(folder), QUARTER, connection, house.profile, made, INPUTS)


def written(folder: Path, made: Draft, house: Warehouse) -> Release:
    def evidence(path: Path) -> None:
        path.write_bytes(b"the rows behind the figures")

    signing = Signing(workspace(folder), house.profile.unit.model_dump())
    reports = folder / "reports" / QUARTER.code
    return write(reports, QUARTER, house.profile, made.files, made.compared, INPUTS, evidence, signing)


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_release_holds_its_files_and_latest_names_it(tmp_path: Path, house: Warehouse) -> None:
    made = published(tmp_path, house)
    folder = tmp_path / "reports" / "2025-TW2"
    assert made.published
    assert made.path == folder / "r1"
    assert sorted(path.name for path in made.path.iterdir()) == sorted([*FILES, "inputs"])
    assert (folder / "latest").readlink() == Path("r1")
    assert sorted(path.name for path in folder.iterdir()) == ["latest", "r1"]
    assert [row["figure_id"] for row in read_rows(made.path / "figures.csv")] == sorted(house.figures)


def test_figures_csv_has_the_public_columns(clean: Draft) -> None:
    rows = list(csv.DictReader(io.StringIO(clean.files["figures.csv"].decode("utf-8"), newline="")))
    assert ", ".join(rows[0]) == (
        "figure_id, indicator, label, layanan, bulan, sumber_dana, jenis_belanja, kro, period_basis, value, unit,"
        " decimals, printed, numerator, denominator, policy, row_count, row_digest"
    )
    by_id = {row["figure_id"]: row for row in rows}
    assert by_id["SK2.4.realisasi"]["value"] == "66.4611"
    assert by_id["SK2.4.realisasi"]["printed"] == "66,46"
    assert by_id["SK3.1.realisasi"]["value"] == ""
    assert by_id["SK3.1.realisasi"]["printed"] == "On progress"
    assert by_id["TJ.1.unsur.u1.uji_profisiensi"]["printed"] == "-"
    assert by_id["anggaran.pagu"]["layanan"] == ""
    assert [row["figure_id"] for row in rows] == sorted(by_id)


def test_the_manifest_tells_where_the_release_comes_from(tmp_path: Path, clean: Draft, house: Warehouse) -> None:
    made = written(tmp_path, clean, house)
    manifest = json.loads((made.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["quarter"] == "2025-TW2"
    assert manifest["release"] == "r1"
    assert manifest["created_from"] == INPUTS
    assert manifest["unit"]["singkatan"] == "BBSPJIA"
    assert manifest["policies"]["ikm_gabungan"]["nilai"] == "rata_rata_layanan"
    assert manifest["previous"] is None
    top = {name.partition("/")[0] for name in manifest["files"]}
    assert sorted(top) == [name for name in FILES if name not in (MANIFEST, SIGNATURE)]
    assert sorted(path.name for path in made.path.iterdir()) == FILES
    for name, entry in manifest["files"].items():
        assert entry["sha256"] == hashlib.sha256((made.path / name).read_bytes()).hexdigest(), name


def test_the_same_content_publishes_nothing(tmp_path: Path, clean: Draft, house: Warehouse) -> None:
    first = written(tmp_path, clean, house)
    before = content(first.path)
    second = written(tmp_path, clean, house)
    assert not second.published
    assert second.path == first.path
    assert content(first.path) == before
    assert sorted(path.name for path in first.path.parent.iterdir()) == ["latest", "r1"]


def test_a_changed_figure_makes_the_next_release_and_is_named(
    tmp_path: Path, clean: Draft, house: Warehouse, drafted: Callable[..., Draft]
) -> None:
    first = written(tmp_path, clean, house)
    before = content(first.path)
    house.add("SK2.4.biaya_operasional", 20433361367, "Rp")
    second = written(tmp_path, drafted(house), house)
    assert (second.number, second.published, second.changed) == (2, True, ["SK2.4.biaya_operasional"])
    assert (first.path.parent / "latest").readlink() == Path("r2")
    assert content(first.path) == before
    previous = json.loads((second.path / "manifest.json").read_text(encoding="utf-8"))["previous"]
    assert previous["release"] == "r1"
    assert previous["changed_figures"] == ["SK2.4.biaya_operasional"]
    assert "figures.csv" in previous["changed_files"]
    assert previous["changed_inputs"] == []


def test_a_damaged_release_is_compared_with_nothing(tmp_path: Path, clean: Draft, house: Warehouse) -> None:
    made = written(tmp_path, clean, house)
    former = find_formers(workspace(tmp_path), QUARTER).newest
    assert former is not None and former.path == made.path
    (made.path / "figures.csv").chmod(0o644)
    (made.path / "figures.csv").write_bytes(b"\xff")
    assert find_formers(workspace(tmp_path), QUARTER).newest is None


def test_neither_a_konsep_nor_a_withdrawn_release_is_compared_with(
    tmp_path: Path, clean: Draft, house: Warehouse
) -> None:
    made = written(tmp_path, clean, house)
    folder = made.path.parent

    def evidence(path: Path) -> None:
        path.write_bytes(b"the rows behind the figures")

    write_konsep(folder, QUARTER, house.profile, clean.files, clean.compared, INPUTS, evidence, {"warnings": []})
    former = find_formers(workspace(tmp_path), QUARTER).newest
    assert former is not None and former.path == made.path
    later = replace(QUARTER, number=QUARTER.number + 1)
    assert collect(workspace(tmp_path), later)["earlier_reports"].keys() == {QUARTER.code}
    status.append(folder, status.WITHDRAW, "r1", "ditarik", by="Kepala", reason="keliru")
    assert find_formers(workspace(tmp_path), QUARTER).newest is None
    assert find_formers(workspace(tmp_path), later).earlier == {}
    assert collect(workspace(tmp_path), later)["earlier_reports"] == {}


def test_released_files_are_read_only(tmp_path: Path, clean: Draft, house: Warehouse) -> None:
    made = written(tmp_path, clean, house)
    assert {path.stat().st_mode & 0o777 for path in made.path.rglob("*") if path.is_file()} == {0o444}


@pytest.mark.parametrize(("where", "step"), [(writing, "_write_file"), (writing.durable, "sync")])
def test_a_failure_half_way_leaves_no_release(
    where: ModuleType, step: str, tmp_path: Path, clean: Draft, house: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(where, step, fail)
    with pytest.raises(OSError, match="no space"):
        written(tmp_path, clean, house)
    monkeypatch.undo()
    assert list((tmp_path / "reports" / "2025-TW2").iterdir()) == []
    assert written(tmp_path, clean, house).number == 1


def test_what_a_killed_run_left_behind_is_swept_and_never_counted(
    tmp_path: Path, clean: Draft, house: Warehouse
) -> None:
    folder = tmp_path / "reports" / "2025-TW2"
    (folder / ".new-r1-4711").mkdir(parents=True)
    (folder / ".new-r1-4711" / "figures.csv").write_text("half")
    (folder / ".new-latest-4711").symlink_to("r7")
    made = written(tmp_path, clean, house)
    assert made.number == 1
    assert sorted(path.name for path in folder.iterdir()) == ["latest", "r1"]


def test_a_pointer_that_was_not_moved_is_moved_by_the_next_run(
    tmp_path: Path, clean: Draft, house: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.durable, "point", killed)
    with pytest.raises(KeyboardInterrupt):
        written(tmp_path, clean, house)
    monkeypatch.undo()
    folder = tmp_path / "reports" / "2025-TW2"
    assert not (folder / "latest").exists()
    assert not written(tmp_path, clean, house).published
    assert (folder / "latest").readlink() == Path("r1")


def test_a_blocking_result_refuses_and_sets_no_page(house: Warehouse) -> None:
    house.narratives.append(("SK2.4", "kendala", 1, "{SK9.9.realisasi}", "", "", "aaaaaaaaaaaa:Narasi#9"))
    made = draft(QUARTER, house.connect(), house.profile, CHECKS, FINDINGS)
    assert made.refused
    assert "every_reference_names_a_figure" in [check.name for check in made.checks if not check.passed]
    assert any("SK9.9.realisasi" in finding.message for finding in made.findings)
    assert "laporan.pdf" not in made.files


def test_findings_and_checks_are_in_a_fixed_order(house: Warehouse) -> None:
    forward = draft(QUARTER, house.connect(), house.profile, CHECKS, FINDINGS)
    backward = draft(QUARTER, house.connect(), house.profile, CHECKS[::-1], FINDINGS[::-1])
    assert forward.files == backward.files
