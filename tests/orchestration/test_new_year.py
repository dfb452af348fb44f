"""`triwulan new-year`: places for what a person has to write down, nothing overwritten, nothing invented."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from orchestration.declarations import ConfigurationError
from orchestration.release.inputs import unit_files
from orchestration.run import new_year
from orchestration.workspace.profile_loading import check_calendar, load_profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.conftest import World
from tests.orchestration.test_command_line import tree

WRITTEN = [
    "unit_sampai_2025-TW4.yaml",
    "reference/hari_libur_2026.csv",
    "tahun/2026.yaml",
    "tahun/2026/Kinerja 2026.xlsx",
    "landing/2026-TW1",
]
TW1 = Quarter(2026, 1)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The sample's sources, and a release that named its indicators."""
    shutil.copytree(PROJECT / "sources", tmp_path / "sources")
    release = tmp_path / "reports" / "2025-TW3" / "r1"
    release.mkdir(parents=True)
    (release / "figures.csv").write_text(
        "figure_id,label,layanan,unit\nTJ.1.realisasi,Indeks Kepuasan,,Indeks\n"
        "SK2.2.realisasi,Hasil layanan,,Hasil\nSK2.2.target,Hasil layanan,,Hasil\n"
        "SK2.2.target.pengujian,Pengujian,pengujian,Sampel\n"
    )
    (release / "manifest.json").write_text("{}")
    return Workspace(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")


def below(workspace: Workspace, done: new_year.NewYear) -> list[str]:
    return [path.relative_to(workspace.sources).as_posix() for path in done.written]


def lacking(done: new_year.NewYear) -> dict[str, list[str]]:
    """File, without the line, to what is missing of it."""
    found: dict[str, list[str]] = {}
    for item in done.missing:
        found.setdefault(item.file.partition(":")[0], []).append(item.what)
    return found


def test_what_is_not_there_is_written_once_and_nothing_is_overwritten(workspace: Workspace) -> None:
    before = tree(workspace.sources)
    first = new_year.begin(workspace, 2026)
    assert below(workspace, first) == WRITTEN
    after = tree(workspace.sources)
    assert {name: after[name] for name in before} == before
    second = new_year.begin(workspace, 2026)
    assert second.written == []
    assert second.missing == first.missing
    assert tree(workspace.sources) == after


def test_the_profile_that_held_is_kept_and_no_quarter_of_the_old_year_notices(workspace: Workspace) -> None:
    old = {name: path.read_bytes() for name, path in unit_files(workspace, Quarter(2025, 3)).items()}
    new_year.begin(workspace, 2026)
    assert {name: path.read_bytes() for name, path in unit_files(workspace, Quarter(2025, 3)).items()} == old
    unit = workspace.sources / "unit.yaml"
    unit.write_text(unit.read_text(encoding="utf-8").replace("kota: Bogor", "kota: Jakarta"), encoding="utf-8")
    assert load_profile(workspace, Quarter(2025, 4)).unit.kota == "Bogor"
    assert load_profile(workspace, TW1).unit.kota == "Jakarta"


def test_of_a_year_that_has_begun_the_profile_is_that_of_the_last_release(workspace: Workspace) -> None:
    kept = workspace.sources / "unit_sampai_2025-TW4.yaml"
    paper = workspace.landing / "2026-TW1" / "a.csv"
    paper.parent.mkdir()
    paper.write_text("x")
    archived = workspace.reports / "2025-TW3" / "r1" / "inputs" / "unit.yaml"
    archived.parent.mkdir()
    archived.write_bytes((workspace.sources / "unit.yaml").read_bytes() + b"# as released\n")
    new_year.begin(workspace, 2026)
    assert kept.read_bytes() == archived.read_bytes()
    kept.unlink()
    shutil.rmtree(workspace.reports)
    done = new_year.begin(workspace, 2026)
    assert "no release of 2025 tells which profile held" in lacking(done)["unit_sampai_2025-TW4.yaml"][0]
    assert not kept.exists()


def test_holidays_are_for_a_person_to_write_down(workspace: Workspace) -> None:
    done = new_year.begin(workspace, 2026)
    table = workspace.sources / "reference" / "hari_libur_2026.csv"
    assert table.read_text() == "tanggal,jenis,keterangan,dasar,berlaku_sejak\n"
    (told,) = lacking(done)["reference/hari_libur_2026.csv"]
    assert told.startswith("no national holiday in 2026-TW1, 2026-TW2, 2026-TW3, 2026-TW4;")
    with pytest.raises(ConfigurationError, match=r"hari_libur_2026\.csv:1: .*no national holiday in 2026-TW1"):
        check_calendar(workspace, load_profile(workspace, TW1), TW1)
    with table.open("a") as handle:
        handle.write("2026-01-01,libur nasional,Tahun Baru,SKB Tiga Menteri,2025-09-19\n")
    check_calendar(workspace, load_profile(workspace, TW1), TW1)
    (told,) = lacking(new_year.begin(workspace, 2026))["reference/hari_libur_2026.csv"]
    assert told.startswith("no national holiday in 2026-TW2, 2026-TW3, 2026-TW4;")
    assert all(day.tanggal.year < 2026 for day in load_profile(workspace, Quarter(2025, 4)).hari_libur)


def test_a_policy_with_an_old_basis_is_confirmed_by_a_person_or_renewed(workspace: Workspace) -> None:
    done = new_year.begin(workspace, 2026)
    policies = [item for item in done.missing if item.file.startswith("unit.yaml:")]
    assert [item.what.split(":")[0] for item in policies] == [
        f"kebijakan.{name}" for name in ("pengguna", "sla_gabungan", "sla_satuan", "nps_gabungan", "cuti_bersama")
    ]
    line = int(policies[0].file.partition(":")[2])
    text = (workspace.sources / "unit.yaml").read_text(encoding="utf-8")
    assert "dasar: Perjanjian Kinerja Tahun 2025, indikator jumlah" in text.splitlines()[line - 1]
    confirmed = workspace.sources / "tahun" / "2026.yaml"
    confirmed.write_text(
        confirmed.read_text(encoding="utf-8").replace("dipastikan:", "dipastikan: Kepala, 5 Januari 2026", 1)
    )
    unit = workspace.sources / "unit.yaml"
    unit.write_text(
        text.replace("Perjanjian Kinerja Tahun 2025 dan", "Perjanjian Kinerja Tahun 2026 dan"), encoding="utf-8"
    )
    left = [item.what.split(":")[0] for item in new_year.begin(workspace, 2026).missing if "unit.yaml:" in item.file]
    assert left == [f"kebijakan.{name}" for name in ("sla_satuan", "nps_gabungan", "cuti_bersama")]
    confirmed.write_text("kebijakan: {}\nlayanan: {dipastikan: A}\nindikator: {dipastikan: A}\nlain: 1\n")
    with pytest.raises(ConfigurationError, match=r"2026\.yaml:4: lain: is unknown"):
        new_year.begin(workspace, 2026)


def test_the_skeleton_has_what_was_agreed_on_and_no_target(workspace: Workspace) -> None:
    new_year.begin(workspace, 2026)
    book = openpyxl.load_workbook(workspace.sources / "tahun" / "2026" / "Kinerja 2026.xlsx")
    assert book.sheetnames == ["Perjanjian Kinerja", "DIPA"]
    rows = list(book["Perjanjian Kinerja"].iter_rows(values_only=True))
    assert rows[0][0] == "Perjanjian Kinerja Tahun 2026"
    head = rows[2]
    told = {row[0]: dict(zip(head, row, strict=True)) for row in rows[3:]}
    assert len(told) == 18
    assert (told["TJ.1"]["Indikator"], told["TJ.1"]["Satuan"]) == ("Indeks Kepuasan", "Indeks")
    assert told["SK2.2.pengujian"]["Indikator"] == "Pengujian"
    assert {row["Target"] for row in told.values()} == {None}
    assert book["DIPA"]["A1"].value == "DIPA Tahun Anggaran 2026"


def test_the_papers_of_the_year_are_missing_until_they_land(workspace: Workspace) -> None:
    papers = lacking(new_year.begin(workspace, 2026))["landing/2026-TW1"]
    assert papers == [
        "no MonSAKTI dataAng or RKK Rincian Kertas Kerja of 2026",
        "no DIPA of 2026; tahun/2026/Kinerja 2026.xlsx is one to fill in",
        "no Neraca of 2025",
        "no Perjanjian Kinerja of 2026; tahun/2026/Kinerja 2026.xlsx is one to fill in",
    ]
    old = PROJECT / "sources" / "landing" / "2025-TW2"
    shutil.copy(old / "contoh_kinerja_2025-TW2.xlsx", workspace.landing / "2026-TW1" / "kinerja_2026.xlsx")
    assert len(lacking(new_year.begin(workspace, 2026))["landing/2026-TW1"]) == 2


def test_the_command_says_what_was_written_and_what_is_missing(workspace: Workspace) -> None:
    world = World(workspace.sources, workspace.state, workspace.reports)
    result = world.triwulan("new-year", "2026", "--json")
    told = json.loads(result.output)
    assert (result.code, told["year"], len(told["written"]), len(told["missing"])) == (0, 2026, 5, 12)
    again = world.triwulan("new-year", "2026")
    assert again.code == 0
    assert "written" not in again.output
    assert again.output.endswith(f"2026: 12 things are missing in {workspace.sources}\n")
    assert world.triwulan("new-year", "26").code == 2
