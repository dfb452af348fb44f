"""The recipes of CONTRIBUTING.md, followed to the letter: what they name is all there is to touch."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from html import unescape
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.commands.options import EXIT_BROKEN, EXIT_OK
from orchestration.workspace.settings import PROJECT
from tests.adoption import clinic, writing
from tests.adoption.reading import words
from tests.conftest import World, read_figures
from tests.orchestration import toy_formula

pytestmark = pytest.mark.slow

QUARTER = writing.TW2
NEEDED = (
    "orchestration",
    "dbt_project",
    "sources",
    "reports/templates",
    "reports/fonts",
    "constraints.txt",
    "pyproject.toml",
)
"""What a run reads of the checkout."""
FOLDERS = ("sources", "state", "reports")

BUKU_TAMU = {
    "sources/contracts/buku_tamu.yaml": """\
# Guest book of the reception desk.
kind: buku_tamu
name: Buku Tamu
printed_name: Buku tamu loket
table: raw_tamu.buku_tamu
description: One row per visit.
formats: [csv]
number_locale: id
columns:
  nomor: {header: No Tamu, type: code, required: true}
  tanggal: {header: Tanggal Kunjungan, type: date, required: true}
  instansi: {header: Instansi}
  jumlah_orang: {header: Jumlah Orang, type: integer, required: true, min: 1}
natural_key: [nomor]
year: {of: rows, column: tanggal}
expectations:
  - {type: expect_column_values_to_be_between, column: jumlah_orang, min_value: 1, why: a visit is of somebody}
""",
    "dbt_project/models/staging/tamu/_tamu__sources.yml": """\
version: 2

sources:
  - name: raw_tamu
    schema: raw_tamu
    description: Guest book, text as delivered.
    tables:
      - name: buku_tamu
        description: One row per visit.
""",
    "dbt_project/models/staging/tamu/_tamu__models.yml": """\
version: 2

models:
  - name: stg_tamu__buku_tamu
    description: One row per accepted visit.
""",
    "dbt_project/models/staging/tamu/stg_tamu__buku_tamu.sql": """\
with source as (
    {{ accepted_rows('raw_tamu', 'buku_tamu') }}
),

renamed as (
    select
        kode_satker,
        nomor,
        cast(tanggal as date) as tanggal,
        instansi,
        cast(jumlah_orang as integer) as orang_count,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
    nomor,
    tanggal,
    instansi,
    orang_count,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
""",
}
"""The new files of a kind that nobody has thought of: the guest book of a reception desk."""


KARTU = {name.replace("tamu", "kartu"): text.replace("tamu", "kartu") for name, text in BUKU_TAMU.items()}
KARTU["sources/contracts/buku_kartu.yaml"] += "layout: kartu\ntitle: ^kartu tamu\n"
"""The same of another kind, whose delivery has no header row."""

LAYOUT = {
    "orchestration/ingestion/reading/kartu.py": """\
from orchestration.ingestion.reading.layouts import Batch


def read(item, _):
    contract, sheet = item.contract, item.sheet
    batch = Batch(contract, sheet.name, sheet.form, contract.number_locale[sheet.form], counted=sheet.counted)
    batch.columns = {column.name: [] for column in contract.columns}
    batch.classes["title"] += 1
    for number, row in zip(sheet.numbers[1:], sheet.rows[1:], strict=True):
        batch.numbers.append(number)
        batch.extra.append("{}")
        for texts, cell in zip(batch.columns.values(), row, strict=True):
            texts.append(cell)
    return batch
""",
    "orchestration/audit/recomputation/kartu_paper.py": """\
from orchestration.audit.recomputation.records import Paper


def known(opened):
    return opened.rows[0][1][0] == "KARTU TAMU"


def lines(delivery, opened):
    for row, (number, day, sender, persons) in opened.rows[1:]:
        yield row, {"nomor": number, "tanggal": day, "instansi": sender, "jumlah_orang": persons}, frozenset()


KARTU = Paper(known, lines)
""",
}
"""The new files of a layout: cards under a title."""

TEXT = {
    "orchestration/publication/formats/text.py": """\
def render(document, material):
    lines = [f"{name} {told.figure.printed}" for name, told in material.explained.by_id.items()]
    return "\\n".join(lines).encode("utf-8")
""",
    "orchestration/audit/proof/printed_text.py": """\
from orchestration.audit.chain import Format
from orchestration.audit.proof.printed_pages import Reader, check_text


def read(path):
    return [line.split(" ", 1) for line in path.read_text(encoding="utf-8").splitlines()]


def check(seen, lines, printed):
    for figure_id, text in lines:
        seen.counts["printed_text"] += 1
        check_text(seen, Format("text"), f"laporan.txt: {figure_id}", figure_id, text, printed.texts)


READER = Reader(Format("text"), read, check, {"printed_text": "figures in laporan.txt"})
""",
}
"""The new files of a format: every figure as a line of text, and its reader."""


HEADS = {"buku_tamu_2025-06.csv": "No Tamu;Tanggal Kunjungan;Instansi;Jumlah Orang", "kartu.csv": "KARTU TAMU;;;"}
ROWS = ["T-1;03/04/2025;Dinas Kesehatan;2", "T-2;14/05/2025;;1"]
"""What is delivered of the new kinds: one row for each of two visits under a head of its own."""


def recipe(title: str, **names: str) -> set[str]:
    """The paths that the numbered steps of a recipe name, its words in capitals replaced."""
    guide = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    body = guide.split(f"**{title}**", 1)[1].split("\n**", 1)[0].split("\n## ", 1)[0]
    steps = "\n".join(re.findall(r"^\d\. .*(?:\n {3}.*)*", body, re.MULTILINE))
    paths = re.findall(r"`((?:orchestration|dbt_project|sources|reports)/[^`\s]+)`", steps)
    for word, name in names.items():
        paths = [path.replace(word, name) for path in paths]
    return set(paths)


def checkout(folder: Path) -> Path:
    """A copy of what a run reads, for a recipe to change."""
    for name in NEEDED:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, target, ignore=shutil.ignore_patterns("__pycache__", "target", "logs"))
        else:
            shutil.copy(PROJECT / name, target)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """Every file by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def follow(project: Path, new: dict[str, str], lines: dict[str, dict[str, str]]) -> set[str]:
    """Writes new files and changes a line of others; the paths that were touched."""
    before = content(project)
    for name, text in new.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    for name, changes in lines.items():
        text = (project / name).read_text(encoding="utf-8")
        for old, line in changes.items():
            assert text.count(old) == 1
            text = text.replace(old, line)
        (project / name).write_text(text, encoding="utf-8")
    after = content(project)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def triwulan(project: Path, *words: str, code: int = EXIT_OK) -> str:
    """Calls the command of a checkout, on its own workspace where no option names another; what it said."""
    return called(project, "-m", "orchestration.cli", *words, code=code)


def called(project: Path, *words: str, code: int = EXIT_OK, **variables: str) -> str:
    """Calls Python in a checkout; what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIWULAN_")}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=project,
        env=environment | {"PYTHONPATH": str(project)} | variables,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def cells(row: str) -> list[str]:
    """The texts of a table row of the page."""
    found = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", cell)).split()) for cell in found]


def test_every_recipe(tmp_path: Path) -> None:
    """Recipe by recipe, then one run of them all, by the clinic: it is small, and agrees on one indicator more."""
    project, clinics = checkout(tmp_path / "checkout"), World(*(tmp_path / name for name in FOLDERS))
    world = [f"--{name}={tmp_path / name}" for name in FOLDERS]
    kinds_are_added(project)
    a_layout_is_added(project)
    a_format_is_added(project)
    a_formula_is_added(project)
    deliver(clinics.sources)
    triwulan(project, "run", QUARTER, *world)
    release = clinics.release(QUARTER)
    told = triwulan(project, "verify", QUARTER, *world)
    assert told.splitlines()[-1] == "holds"
    warehouse = clinics.state / "warehouse" / "triwulan.duckdb"
    the_kinds_have_arrived(warehouse, release)
    figures = the_format_is_read_back(release, told)
    the_formula_is_right(release, triwulan(project, "trace", QUARTER, "SK.2.3.realisasi", *world))
    its_mart_has_a_unit_test(project, warehouse)
    # And what is wrong in either is found.
    text = release / "laporan.txt"
    text.chmod(0o644)
    text.write_text(
        "\n".join(re.sub(r"^(SK\.2\.1\.realisasi) .*", r"\1 1,23", line) for line in figures), encoding="utf-8"
    )
    audit = project / "orchestration" / "audit" / "recomputation" / "tempuh.py"
    audit.write_text(toy_formula.AUDIT.replace(".days for", ".days + 1 for"), encoding="utf-8")
    told = triwulan(project, "verify", QUARTER, *world, code=EXIT_BROKEN)
    assert "BROKEN text: laporan.txt: SK.2.1.realisasi: prints '1,23'" in told
    wrong = "SK.2.3.realisasi does not follow from its rows: value 2.571428571429, recomputed 3.571428571429"
    assert f"BROKEN recomputation: {wrong}" in told


def kinds_are_added(project: Path) -> None:
    for new, names in ((BUKU_TAMU, ("tamu", "buku_tamu")), (KARTU, ("kartu", "buku_kartu"))):
        begin = "return([\n"
        staged = {"dbt_project/macros/staged.sql": {begin: f"{begin}        {names},\n"}}
        named = recipe("A kind of source", SOURCE=names[0], KIND=names[1])
        assert follow(project, new, staged) == named


def a_layout_is_added(project: Path) -> None:
    table, register, papers = (
        '    "table": "layouts",\n',
        "LAYOUTS: dict[str, Layout] = {\n",
        "import GLP039, RKK, Paper\n",
    )
    touched = follow(
        project,
        LAYOUT,
        {
            "orchestration/ingestion/contracts/shape.py": {table: table + '    "kartu": "kartu",\n'},
            "orchestration/audit/recomputation/layouts.py": {
                register: register + '    "buku_kartu": Layout({}, (), (), PLAIN, {}, paper=KARTU),\n',
                papers: papers + "from orchestration.audit.recomputation.kartu_paper import KARTU\n",
            },
        },
    )
    assert touched == recipe("A layout that is no table", NAME="kartu")


def a_format_is_added(project: Path) -> None:
    first, read, known = (
        '    READ_BACK: "html",\n',
        '    "laporan.pdf": printed_pdf.READER,\n',
        "printed_pdf, printed_xlsx",
    )
    touched = follow(
        project,
        TEXT,
        {
            "orchestration/publication/formats/__init__.py": {first: first + '    "laporan.txt": "text",\n'},
            "orchestration/audit/proof/readers.py": {
                read: read + '    "laporan.txt": printed_text.READER,\n',
                known: "printed_pdf, printed_text, printed_xlsx",
            },
        },
    )
    assert touched == recipe("A format", NAME="text")


def a_formula_is_added(project: Path) -> None:
    touched = follow(project, toy_formula.NEW, toy_formula.LINES)
    schema = "sources/unit.schema.json"
    (project / schema).write_text(triwulan(project, "explain", "profile", "--json"), encoding="utf-8")
    assert '"const": "waktu_tempuh"' in (project / schema).read_text(encoding="utf-8")
    assert {*touched, schema} == recipe("A formula", ROOM="layanan", NAME="tempuh", TEMPLAT="waktu_tempuh")


def deliver(sources: Path) -> None:
    """Files of the new kinds come; the clinic agrees on the days that its examinations take."""
    clinic.write_clinic(sources)
    for name, head in HEADS.items():
        writing.write_text(sources / "landing" / QUARTER / name, "\n".join([head, *ROWS]) + "\n")
    profile = yaml.safe_load((sources / "unit.yaml").read_text(encoding="utf-8"))
    profile["indikator"].append({"kode": "SK.2.3", "rumus": "waktu_tempuh", "desimal": 2})
    writing.write_yaml(sources / "unit.yaml", profile)
    aim = writing.Aim("SK.2.3", clinic.SUPPORT, "Lama pemeriksaan", "Hari", 2, "turun")
    paper = replace(clinic.PAPER, aims=(*clinic.AIMS, aim))
    for quarter in writing.QUARTERS:
        writing.write_papers(sources / "landing", quarter, clinic.BUDGET, paper)


def the_kinds_have_arrived(path: Path, release: Path) -> None:
    with duckdb.connect(path, read_only=True) as warehouse:
        for staged_rows in ("staging.stg_tamu__buku_tamu", "staging.stg_kartu__buku_kartu"):
            arrived = warehouse.execute(
                f"SELECT nomor, CAST(tanggal AS VARCHAR), instansi, orang_count, _row FROM {staged_rows} ORDER BY _row"
            ).fetchall()
            assert arrived == [("T-1", "2025-04-03", "Dinas Kesehatan", 2, 2), ("T-2", "2025-05-14", None, 1, 3)]
    page = (release / "laporan.html").read_text(encoding="utf-8")
    printed = [cells(row)[:7] for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)]
    # Three rows were delivered: two accepted, none rejected, and one without data.
    for name, kind in zip(HEADS, ("Buku tamu loket", "Buku kartu loket"), strict=True):
        assert [name, kind, QUARTER, "3", "2", "0", "1"] in printed


def the_format_is_read_back(release: Path, told: str) -> list[str]:
    """Returns its lines."""
    figures = (release / "laporan.txt").read_text(encoding="utf-8").splitlines()
    assert len(figures) > 100
    assert f"{len(figures)} figures in laporan.txt" in told
    return figures


def the_formula_is_right(release: Path, traced: str) -> None:
    figures = read_figures(release)
    # 1, 2 and 2 days in the first quarter; 0, 5, 7 and 1 in the second; RAD-4 is not finished: 18 / 7
    assert figures["SK.2.3.realisasi"]["printed"] == "2,57"
    assert figures["SK.2.3.realisasi"]["row_count"] == "7"
    assert figures["SK.2.3.capaian"]["printed"] == "77,82"  # less is better: 2 / 2,57
    told = words((release / "laporan.html").read_text(encoding="utf-8"))
    section = told.index("SK.2.3 Lama pemeriksaan a)")
    own = told[section : told.index("b) Kendala", section)]
    assert "Order ditempuh rata-rata 2,57, dengan capaian 77,82%." in own
    assert "Cara penghitunganRata-rata hari sejak tanggal masuk sampai dengan tanggal selesai order" in own
    assert "closes" in traced


def its_mart_has_a_unit_test(project: Path, warehouse: Path) -> None:
    dbt = ("-c", "from dbt.cli.main import cli; cli()", "--no-send-anonymous-usage-stats", "test", "--no-use-colors")
    select = ("--select=mart_tempuh,test_type:unit", "--project-dir=dbt_project", "--profiles-dir=dbt_project")
    said = called(project, *dbt, *select, TRIWULAN_WAREHOUSE=str(warehouse), TRIWULAN_UNIT_TESTS="unit_tests")
    assert "PASS=1 WARN=0 ERROR=0 SKIP=0" in said
