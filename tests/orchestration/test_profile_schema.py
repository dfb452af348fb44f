"""What may stand in unit.yaml is told from the declarations: to an editor as JSON Schema, to a person as text."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from orchestration.checks.catalogue import thresholds
from orchestration.cli import cli
from orchestration.declarations import ConfigurationError
from orchestration.sample.kinds import KINDS, write_kind
from orchestration.workspace.formula_sources import COLUMNS
from orchestration.workspace.formulas import choices, formulas, parameters
from orchestration.workspace.indicators import Indicator
from orchestration.workspace.profile import Profile
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.profile_schema import FIRST_LINE, NAME, profile_schema
from orchestration.workspace.settings import PROJECT, Workspace

SOURCES = PROJECT / "sources"
OF_REFERENCE = {"layanan", "nama_layanan", "hari_libur", "laporan_terbit"}
REASONED = {"alasan": "Karena", "dasar": "Surat"}


def marked(content: Any) -> list[str]:
    """What an editor marks in a profile; it takes a date as the text that stands there (YAML 1.2 has no dates)."""
    read = json.loads(json.dumps(content, default=str))
    return [error.message for error in jsonschema.Draft7Validator(profile_schema()).iter_errors(read)]


def explained(*words: str) -> str:
    result = CliRunner().invoke(cli, ["explain", "profile", *words])
    assert result.exit_code == 0, result.output
    return result.output


def sample() -> Any:
    return yaml.safe_load((SOURCES / "unit.yaml").read_text(encoding="utf-8"))


def of(formula: str, content: Any) -> dict[str, Any]:
    """The indicator of the sample with a formula."""
    [entry] = [entry for entry in content["indikator"] if entry["rumus"] == formula]
    found: dict[str, Any] = entry
    return found


def test_the_schema_is_one_and_is_what_lies_beside_the_profile() -> None:
    jsonschema.Draft7Validator.check_schema(profile_schema())
    assert (SOURCES / NAME).read_text(encoding="utf-8") == explained("--json")
    assert (SOURCES / "unit.yaml").read_text(encoding="utf-8").startswith(FIRST_LINE)


def test_it_has_the_keys_of_the_model_and_what_formulas_policies_and_checks_declare() -> None:
    schema = profile_schema()
    properties, indicator = schema["properties"], schema["$defs"]["Indicator"]
    assert set(properties) == set(Profile.model_fields) - OF_REFERENCE
    assert set(schema["required"]) == {name for name, field in Profile.model_fields.items() if field.is_required()}
    assert set(indicator["properties"]) == set(Indicator.model_fields) >= set(parameters())
    assert [each["const"] for each in indicator["properties"]["rumus"]["oneOf"]] == list(formulas())
    assert set(properties["kebijakan"]["properties"]) == set(choices())
    assert set(indicator["properties"]["kebijakan"]["properties"]) == {n for n, c in choices().items() if c.sendiri}
    assert {name: each["default"] for name, each in properties["ambang"]["properties"].items()} == {
        name: float(limit) for name, limit in thresholds().items()
    }


def test_every_key_says_what_it_means() -> None:
    schema = profile_schema()
    silent = [
        f"{name}.{key}"
        for name, part in {"": schema, **schema["$defs"]}.items()
        for key, said in part["properties"].items()
        if not said.get("description")
    ]
    assert silent == []


def test_no_profile_of_the_project_is_marked(tmp_path: Path) -> None:
    assert marked(sample()) == []
    for kind in KINDS:
        write_kind(tmp_path / kind, kind)
        text = (tmp_path / kind / "unit.yaml").read_text(encoding="utf-8")
        assert text.startswith(FIRST_LINE)
        assert marked(yaml.safe_load(text)) == [], kind
        assert (tmp_path / kind / NAME).read_bytes() == (SOURCES / NAME).read_bytes()


TERM = {"sumber": "order", "nama": "Order"}

MISTAKES: dict[str, Callable[[Any], object]] = {
    "an unknown key": lambda p: p.update(indikator_lain=[]),
    "a table of reference/": lambda p: p.update(hari_libur=[]),
    "a unit without its code": lambda p: p["unit"].pop("kode_satker"),
    "an unknown formula": lambda p: of("sla", p).update(rumus="slaa"),
    "a code without a letter": lambda p: of("sla", p).update(kode="1.1"),
    "a text for a number": lambda p: of("sla", p).update(desimal="dua"),
    "a parameter of another formula": lambda p: of("sla", p).update(pembilang=TERM),
    "a parameter that is missing": lambda p: of("sla", p).update(rumus="rasio", pembilang=TERM),
    "a wrong value deep within": lambda p: of("sla", p).update(
        rumus="rasio", pembilang={**TERM, "hitung": "rata"}, penyebut=TERM
    ),
    "an unknown policy": lambda p: p["kebijakan"].update(pelanggan={"nilai": "satu", **REASONED}),
    "an unknown value of a policy": lambda p: p["kebijakan"]["pengguna"].update(nilai="sekali"),
    "a policy without a reason": lambda p: p["kebijakan"]["pengguna"].pop("alasan"),
    "an indicator's policy of another formula": lambda p: of("sla", p).update(kebijakan={"pengguna": "entitas_unik"}),
    "an indicator's policy that only the unit chooses": lambda p: of("sla", p).update(
        kebijakan={"cuti_bersama": "berjalan"}
    ),
    "an indicator's unknown value": lambda p: of("sla", p).update(kebijakan={"sla_satuan": "sampel"}),
    "a policy where the PNBP is another's": lambda p: of("roa", p).update(kebijakan={"tanggal_pnbp": "sah"}),
    "an unknown check": lambda p: p.update(ambang={"every_file_is_known": 1}),
    "a threshold of nothing": lambda p: p.update(ambang={"volumes_are_near_those_of_earlier_quarters": 0}),
    "bounds without a reason": lambda p: of("sla", p).update(batas={"capaian": [0, 1000]}),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_loading_refuses_an_editor_marks(mistake: str, tmp_path: Path) -> None:
    content = sample()
    MISTAKES[mistake](content)
    assert marked(content) != []
    shutil.copytree(SOURCES / "reference", tmp_path / "reference")
    (tmp_path / "unit.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigurationError):
        load_profile(Workspace(tmp_path, tmp_path, tmp_path))


def test_the_text_tells_every_formula_policy_threshold_and_key() -> None:
    told = " ".join(explained().split())
    for name, formula in formulas().items():
        begin = told.index(f" {name} {' '.join(formula.way().split())}")
        own = told[begin : told.find(" usual bounds", begin)]
        assert all(text in own for text in (*formula.takes, *formula.kebijakan)), name
    for name, choice in choices().items():
        assert f" {name} {choice.nama}" in told
        assert all(f"{value}: {words}" in told for value, words in choice.nilai.items())
    for name, columns in COLUMNS.items():
        assert f" {name} {', '.join(columns)} " in told
    for name, limit in thresholds().items():
        assert f" {name}: {limit:f} " in told
    for name in {*Profile.model_fields} - OF_REFERENCE:
        assert f" {name}: " in told or f" {name}*: " in told


def test_the_text_needs_no_workspace_and_fits_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIWULAN_SOURCES", str(tmp_path / "nowhere"))
    assert max(map(len, explained().splitlines())) <= 120
    assert json.loads(explained("--json"))["title"] == "Triwulan: unit.yaml"
    assert list(tmp_path.iterdir()) == []
