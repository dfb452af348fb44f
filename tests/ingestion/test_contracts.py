"""Contracts: the project's own are sound and distinct, wrong ones are named by file and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.declarations import ConfigurationError
from orchestration.ingestion import ASSETS, CHECKS, RAW_TABLES, load_contracts
from orchestration.workspace.settings import PROJECT

FOLDER = PROJECT / "sources" / "contracts"
KINDS = {
    "glp039", "dataang", "rkk", "sbs", "ntpn", "neraca", "service_orders", "survey", "perjanjian_kinerja", "dipa",
    "penilaian_luar", "fisik", "narasi", "tabel_narasi", "kendali",
}  # fmt: skip

SMALL = """\
kind: contoh
name: Contoh
table: raw_contoh.contoh
description: One row per example.
formats: [csv]
number_locale: id
columns:
  kode: {header: Kode, type: code, required: true}
  nilai: {header: Nilai, type: decimal}
natural_key: [kode]
year: {of: none, why: it is an example}
"""


def small(folder: Path, old: str = "", new: str = "", name: str = "contoh.yaml") -> Path:
    """A folder with one small contract, a text of it replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    assert old in SMALL
    (folder / name).write_text(SMALL.replace(old, new) if old else SMALL + new, encoding="utf-8")
    return folder


def test_every_kind_has_one_contract_in_a_file_of_its_name() -> None:
    contracts = load_contracts([FOLDER])
    assert set(contracts) == KINDS
    assert all(contract.path.stem == kind for kind, contract in contracts.items())


def test_no_sheet_can_fit_two_contracts() -> None:
    # A header row that has all needed headers of one kind must lack one of every other kind's.
    tables = [c for c in load_contracts([FOLDER]).values() if c.layout == "table" and not c.sheet_needed]
    for one in tables:
        for other in tables:
            if one is other:
                continue
            offered = {header for column in other.columns for header in column.headers}
            needed = [column for column in one.columns if not column.may_lack and column.headers]
            assert any(not offered & set(column.headers) for column in needed), (one.kind, other.kind)


def test_every_expectation_and_description_says_why() -> None:
    for contract in load_contracts([FOLDER]).values():
        assert contract.description.startswith("One row per ")
        assert contract.description.endswith(".")
        assert all(len(body["why"]) > 10 for body in contract.expectations)
        assert contract.natural_key


def test_raw_tables_assets_and_checks_are_known_without_a_file() -> None:
    assert {table.kind for table in RAW_TABLES} == KINDS | {"register"}  # the view over a unit's own tables
    ours = [table.name for table in RAW_TABLES if table.kind != "register"]
    assert ours == sorted(ours)
    assert {t.name for t in ASSETS} - {t.name for t in RAW_TABLES} == {
        "raw_ingestion.deliveries",
        "raw_ingestion.rejections",
        "raw_ingestion.row_classes",
    }
    names = {table.name for table in ASSETS}
    assert all(check.target in names for check in CHECKS)
    assert {check.target for check in CHECKS} >= {table.name for table in RAW_TABLES}
    assert len({(check.target, check.name) for check in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: contoh\n", "", "kind: is missing"),
        ("", "warna: biru\n", "warna: is unknown"),
        ("raw_contoh.contoh", "contoh", "table: 'contoh' has to be raw_<source>.<table>"),
        ("formats: [csv]", "formats: [pdf]", "formats[1]: 'pdf' is unknown; expected one of csv, xlsx"),
        ("number_locale: id", "number_locale: de", "number_locale: 'de' is unknown"),
        ("number_locale: id", "number_locale: {xlsx: id}", "number_locale: is not declared for csv"),
        ("", "date_format: yyyy/dd/mm\n", "date_format: 'yyyy/dd/mm' is unknown"),
        ("type: decimal", "type: datetime", "date_format: 'dd/mm/yyyy' has no HH:MM:SS"),
        ("type: decimal", "type: uang", "columns.nilai.type: 'uang' is unknown"),
        ("type: decimal", "jenis: decimal", "columns.nilai.jenis: is unknown"),
        ("type: decimal", "pattern: '['", "columns.nilai.pattern: '[' is not a pattern"),
        ("natural_key: [kode]", "natural_key: [nomor]", "natural_key: 'nomor' is not a column"),
        ("", "completeness: {need: maybe}\n", "completeness.need: 'maybe' is unknown"),
        ("", "completeness: {alternative: lain}\n", "completeness.alternative: unknown kind 'lain'"),
        ("", "completeness: {rows: {bulan: '6'}}\n", "completeness.rows.bulan: is not a column"),
        ("", "total_row: {where: {kode: a}}\n", "total_row.pattern: is missing"),
        ("", "expectations: [{type: expect_x, column: nilai}]\n", "expectations[1].why: is missing"),
        (
            "",
            "expectations: [{type: expect_x, column: lain, why: because}]\n",
            "expectations[1]: 'lain' is not a column",
        ),
        ("", "total_row: {pattern: a, when: b}\n", "contoh.yaml:12: total_row.when: is unknown; known: pattern, where"),
        ("", "options: {tahun: true}\n", "options.tahun: is unknown; known: key_within_quarter"),
        ("required: true", "required: wajib", "columns.kode.required: Input should be a valid boolean"),
        ("", "coherence: [{rule: sum, column: nilai, why: x}]\n", "coherence[1].of: is missing; expected a list"),
        ("", "coherence: [{column: nilai, why: x}]\n", "coherence[1].rule: is missing"),
        (
            "",
            "coherence: [{rule: fixed, columns: [kode], wen: {}, why: x}]\n",
            "coherence[1].wen: is unknown; known: col",
        ),
        ("", "coherence: [{rule: fixed, columns: [kode], where: {x: a}, why: x}]\n", "coherence[1].where.x: is not a"),
        ("", "coherence: [{rule: ascending, column: kode, by: kode, why: x}]\n", "expected both or neither"),
        (
            "",
            "coherence: [{rule: outlier, column: nilai, factor: besar, why: x}]\n",
            "coherence[1].factor: Input should",
        ),
        ("type: decimal", "percent: half", "columns.nilai.percent: 'half' is unknown; expected one of 'points' or 'fr"),
        ("type: decimal", "percent: {points_where: {x: [a]}}", "columns.nilai.percent.points_where.x: is not a column"),
        ("columns:\n", "columns: [\n", "not readable as YAML"),
    ],
)
def test_a_wrong_contract_is_named_by_file_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = small(tmp_path, old, new)
    with pytest.raises(ConfigurationError, match=re.escape(said)) as raised:
        load_contracts([folder])
    assert str(folder / "contoh.yaml") in str(raised.value)


def test_a_unit_overrides_a_contract_by_a_file_of_the_same_name(tmp_path: Path) -> None:
    project = small(tmp_path / "project")
    own = small(tmp_path / "own", "header: Nilai", "header: [Nilai, Skor]")
    assert load_contracts([own, project])["contoh"].column("nilai").headers == ("nilai", "skor")
    assert load_contracts([project])["contoh"].column("nilai").headers == ("nilai",)


def test_an_override_may_not_change_what_the_models_read(tmp_path: Path) -> None:
    project = small(tmp_path / "project")
    with pytest.raises(ConfigurationError, match=r"columns: expected the columns of .*\['nilai', 'skor'\]"):
        load_contracts([small(tmp_path / "own", "  nilai:", "  skor:"), project])
    with pytest.raises(ConfigurationError, match=r"contoh\.yaml:3: table: expected contoh and raw_contoh\.contoh"):
        load_contracts([small(tmp_path / "own", "table: raw_contoh.contoh", "table: raw_lain.contoh"), project])


def test_an_override_of_nothing_is_refused(tmp_path: Path) -> None:
    project = small(tmp_path / "project")
    own = small(tmp_path / "own", "kind: contoh", "kind: lain", name="salah_nama.yaml")
    with pytest.raises(ConfigurationError, match=r"no contract of that file name to override; known: contoh\.yaml"):
        load_contracts([own, project])


def test_every_kind_says_of_which_year_it_is(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigurationError, match=r"contoh.yaml:1: year: is missing; expected of which year a delivery is"
    ):
        load_contracts([small(tmp_path / "a", "year: {of: none, why: it is an example}\n", "")])
    for wrong, said in (
        ("{of: rows}", "`of: rows` needs the column that names the year"),
        ("{of: rows, column: tanggal}", "year.column: 'tanggal' is not a column"),
        ("{of: none}", "`of: none` needs `why`"),
        ("{of: paper, behind: 1}", "`behind` belongs to `of: rows`"),
        ("{of: rows, column: kode, fresh: {column: kode}}", "`fresh` belongs to `of: quarter`"),
    ):
        with pytest.raises(ConfigurationError, match=re.escape(said)):
            load_contracts([small(tmp_path / "b", "{of: none, why: it is an example}", wrong)])
    # a contract in place of one of the project keeps its year where it says nothing of it
    project = small(tmp_path / "project", "{of: none, why: it is an example}", "{of: rows, column: kode}")
    own = small(tmp_path / "own", "year: {of: none, why: it is an example}\n", "")
    assert load_contracts([own, project])["contoh"].year.column == "kode"
