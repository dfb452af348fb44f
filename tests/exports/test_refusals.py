"""An export is made of a release that holds, says konsep where it is one, and is refused in one sentence otherwise."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.audit.chain import Break
from orchestration.audit.proof.verify import Verification
from orchestration.commands.options import EXIT_BROKEN, EXIT_OK, EXIT_USAGE
from orchestration.exports import KINDS
from orchestration.exports.writing import RefusedError, UnprovenError, export
from orchestration.release import status
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace
from tests.conftest import World
from tests.exports.conftest import QUARTER, Files, exports_of, holding

pytestmark = pytest.mark.slow


@pytest.fixture
def release(sample_world: World, tmp_path: Path) -> Path:
    """A release to spoil, alone in its reports."""
    folder = tmp_path / "reports" / "2025-TW2" / "r1"
    shutil.copytree(sample_world.release("2025-TW2"), folder)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def workspace_of(release: Path) -> Workspace:
    return Workspace(release.parents[2] / "sources", release.parents[2] / "state", release.parents[1])


def test_the_command_proves_a_release_and_writes_the_files(sample_world: World, tmp_path: Path) -> None:
    out = tmp_path / "keluar"
    done = sample_world.triwulan("export", "2025-TW2", "rocrate", "--out", str(out))
    assert done.code == EXIT_OK, done.errors
    assert done.output.strip().endswith(str(out))
    assert done.output.splitlines()[-2] == f"2025-TW2 r1: {len([*out.rglob('*.*')])} files"
    assert (out / "laporan.pdf").read_bytes() == (sample_world.release("2025-TW2") / "laporan.pdf").read_bytes()
    assert (out / "ro-crate-metadata.json").is_file()
    # What is there is never written over, and nothing is proven for nothing.
    again = sample_world.triwulan("export", "2025-TW2", "rocrate", "--out", str(out))
    assert again.code == EXIT_USAGE
    assert str(out) in again.errors
    inside = sample_world.triwulan("export", "2025-TW2", "alki", "--out", str(sample_world.reports / "x"))
    assert inside.code == EXIT_USAGE
    assert "exports are for other systems" in inside.errors


def test_nothing_is_made_of_a_release_that_does_not_hold(sample_world: World, tmp_path: Path) -> None:
    world = sample_world.copied(tmp_path)
    table = world.release("2025-TW2") / "figures.csv"
    table.chmod(0o644)
    table.write_text(table.read_text(encoding="utf-8").replace("66,46", "66,64"), encoding="utf-8")
    done = world.triwulan("export", "2025-TW2", "alki", "--out", str(tmp_path / "keluar"))
    assert done.code == EXIT_BROKEN
    [line] = [line for line in done.errors.splitlines() if "2025-TW2 r1" in line]
    assert line.startswith("2025-TW2 r1 does not hold (")
    assert not (tmp_path / "keluar").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_asks_less(kind: str, release: Path, tmp_path: Path) -> None:
    broken = Break("files", "figures.csv", "a", "b", "figures.csv is not what it was")

    def failing(_workspace: Workspace, quarter: Quarter, folder: Path) -> Verification:
        return Verification(quarter.code, folder.name, [broken], {})

    with pytest.raises(UnprovenError, match="does not hold"):
        export(workspace_of(release), QUARTER, release, kind, tmp_path / "keluar", failing)
    assert not (tmp_path / "keluar").exists()


def test_rows_that_do_not_add_up_to_their_figure_are_no_export(release: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(release / "evidence.duckdb")) as connection:
        connection.execute(
            "UPDATE marts.fct_penerimaan SET jumlah_rp = jumlah_rp + 1 WHERE _source_row_id ="
            " (SELECT min(_source_row_id) FROM marts.fct_penerimaan WHERE is_terima_triwulan AND is_akun_pnbp)"
        )
        connection.execute(
            "DELETE FROM marts.fct_survei WHERE _source_row_id ="
            " (SELECT min(_source_row_id) FROM marts.fct_survei WHERE is_triwulan AND layanan = 'kalibrasi')"
        )
    for kind, figure in (("bios", r"SK2\.1\.pnbp_tw"), ("skm", r"TJ\.1\.responden\.kalibrasi")):
        with pytest.raises(RefusedError, match=f"behind {figure} do not add up"):
            export(workspace_of(release), QUARTER, release, kind, tmp_path / kind, holding)
        assert not (tmp_path / kind).exists()


def test_a_withdrawn_release_gives_nothing(release: Path, tmp_path: Path) -> None:
    status.append(release.parent, status.WITHDRAW, "r1", "ditarik", by="Ibu Penyetuju", reason="Salah satuan")
    with pytest.raises(RefusedError, match=r"r1 was withdrawn by Ibu Penyetuju \(Salah satuan\)"):
        export(workspace_of(release), QUARTER, release, "alki", tmp_path / "keluar", holding)


def test_every_file_of_a_konsep_says_so(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    (release / "manifest.json").write_text(json.dumps({**manifest, "release": "konsep"}), encoding="utf-8")
    for kind, files in exports_of(release).items():
        assert says_konsep(files), kind
    document = exports_of(release, kinds=("bios",))["bios"].json("penerimaan.json")
    assert document["siap_kirim"] is False


def says_konsep(files: Files) -> bool:
    for name, content in files.content.items():
        if name == "skema.json":
            continue
        if name.endswith(".csv"):
            assert {row["rilis"] for row in files.rows(name.removesuffix(".csv"))} == {"konsep"}, name
        elif name == "ro-crate-metadata.json":
            root = files.json(name)["@graph"][1]
            assert root["name"].startswith("KONSEP. ") and root["creativeWorkStatus"] == "Draft"
        elif name.endswith(".json") and name != "datapackage.json":
            assert files.json(name)["rilis"] == "konsep", name
        else:
            assert b"KONSEP. " in content, name
    return True


def test_bios_is_for_public_service_agencies(agency_world: World) -> None:
    folder = agency_world.release("2025-TW2")
    with pytest.raises(RefusedError, match="is no BLU"):
        exports_of(folder, kinds=("bios",))
    # Another unit with other indicators, and without a survey of nine elements, has the other kinds all the same.
    others = exports_of(folder, kinds=("alki", "pp39", "emonev", "skm", "satu-data", "rocrate"))
    # It has declared no licence, and none is claimed.
    assert "licenses" not in others["satu-data"].json("datapackage.json")
    assert "- lisensi: reference/lisensi.csv" in others["satu-data"].content["CATATAN.md"].decode()
    graph = {one["@id"]: one for one in others["rocrate"].json("ro-crate-metadata.json")["@graph"]}
    assert graph[graph["./"]["license"]["@id"]]["name"] == "Lisensi belum ditetapkan"
    figures = agency_world.figures("2025-TW2")
    assert {row["angka_id"] for row in others["satu-data"].rows("data")} == set(figures)
    assert {row["kode"] for row in others["alki"].rows("indikator")} == {
        figure_id.removesuffix(".capaian") for figure_id in figures if figure_id.endswith(".capaian")
    }


def test_a_licence_is_the_one_that_the_unit_declared(release: Path) -> None:
    place = release / "inputs" / "reference" / "lisensi.csv"
    place.write_text(
        "nama,judul,tautan\nCC-BY-4.0,Creative Commons Atribusi 4.0,https://creativecommons.org/licenses/by/4.0/\n",
        encoding="utf-8",
    )
    made = exports_of(release, kinds=("satu-data", "rocrate"))
    assert made["satu-data"].json("datapackage.json")["licenses"] == [
        {
            "name": "CC-BY-4.0",
            "title": "Creative Commons Atribusi 4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
        }
    ]
    graph = {one["@id"]: one for one in made["rocrate"].json("ro-crate-metadata.json")["@graph"]}
    assert graph["./"]["license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert graph["https://creativecommons.org/licenses/by/4.0/"]["name"] == "Creative Commons Atribusi 4.0"
    for files in made.values():
        assert "lisensi:" not in files.content["CATATAN.md"].decode()
    place.write_text("nama\nCC-BY-4.0\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="expected one row of nama, judul, tautan"):
        exports_of(release, kinds=("satu-data",))
