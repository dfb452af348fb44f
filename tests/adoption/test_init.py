"""A unit begins with the profile of its kind: what `triwulan init` writes loads as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from orchestration.cli import cli
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.sample.kinds import KINDS, write_kind
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.settings import PROJECT, Workspace
from tests.adoption.reading import OF_THE_SAMPLE, standing

INDICATORS = {"balai": 17, "klinik": 8, "diklat": 5, "kantor": 3}
REGISTERS = {"balai": [], "klinik": ["kunjungan", "rawat_inap", "tempat_tidur"], "diklat": ["peserta", "rekomendasi"]}
OWN_SERVICES = {"Pengujian", "Kalibrasi", "Sertifikasi", "BLU", "TJ.1", "SK1.1", "SK2.4", "tujuh belas"}
"""What the kind `balai` has in common with the sample unit."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_loads_as_it_is_written(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "unit"
    written = write_kind(out, kind)
    workspace = Workspace.resolve(out, tmp_path / "state", tmp_path / "reports")
    profile = load_profile(workspace)
    assert len(profile.indikator) == INDICATORS[kind]
    registers = [name for name, contract in load_contracts(workspace.contracts).items() if contract.is_register]
    assert registers == REGISTERS.get(kind, [])
    assert {path.relative_to(out).as_posix() for path in written} == {
        "unit.yaml", "unit.schema.json",
        "reference/layanan.csv", "reference/nama_layanan.csv", "reference/hari_libur.csv",
        "landing/README.md", *(f"contracts/{name}.yaml" for name in registers),
    }  # fmt: skip
    holidays = PROJECT / "sources" / "reference" / "hari_libur.csv"
    assert (out / "reference" / "hari_libur.csv").read_bytes() == holidays.read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_names_nothing_of_the_sample_and_says_what_to_change(kind: str, tmp_path: Path) -> None:
    written = write_kind(tmp_path / "unit", kind)
    own = OWN_SERVICES if kind == "balai" else set()
    for path in written:
        assert standing(set(OF_THE_SAMPLE) - own, path.read_text(encoding="utf-8")) == []
    profile = (tmp_path / "unit" / "unit.yaml").read_text(encoding="utf-8")
    assert "ganti dengan tugas dan fungsi" in profile
    assert "#@" not in profile
    assert "${" not in profile


def test_what_a_formula_names_of_a_register_is_a_column_of_its_contract(tmp_path: Path) -> None:
    for kind in KINDS:
        out = tmp_path / kind
        write_kind(out, kind)
        workspace = Workspace.resolve(out, tmp_path / "state", tmp_path / "reports")
        contracts = load_contracts(workspace.contracts)
        for indicator in load_profile(workspace).indikator:
            for _, term, _, _ in indicator.parts():
                if term.sumber not in contracts:
                    continue
                columns = {column.name for column in contracts[term.sumber].columns}
                named = {term.tanggal, term.kolom, term.mulai, term.selesai, *(rule.kolom for rule in term.syarat)}
                assert named - {None} <= columns, f"{kind} {indicator.kode}"


def test_the_command_takes_facts_as_options_whatever_signs_stand_in_them(tmp_path: Path) -> None:
    name = 'Klinik "Sehat": Timur #1'
    out = str(tmp_path / "unit")
    result = CliRunner().invoke(
        cli, ["init", "--kind", "klinik", "--out", out, "--nama", name, "--kode-satker", "012345"]
    )
    assert result.exit_code == 0, result.output
    unit = yaml.safe_load((tmp_path / "unit" / "unit.yaml").read_text(encoding="utf-8"))["unit"]
    assert (unit["nama"], unit["kode_satker"]) == (name, "012345")
    assert unit["jabatan_penanda_tangan"] == f"Kepala {name}"
    assert "Still invented in unit.yaml: singkatan, induk" in result.output


def test_the_command_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(cli, ["init", "--kind", "kantor", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "is not empty" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_built_wheel_holds_the_kinds() -> None:
    import tomllib

    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    [pattern] = declared["tool"]["setuptools"]["package-data"]["orchestration.sample"]
    folder = PROJECT / "orchestration" / "sample"
    held = {path for path in folder.glob(pattern) if path.is_file()}
    assert held == {path for path in (folder / "kinds").rglob("*") if path.is_file()}
    assert {path.parent.name for path in held} >= {*KINDS, "umum", "reference", "contracts"}
