"""Every check of the catalogue fails by a defect through the command as people run it: refused, or warned, in words.

The exit code is 1 where it holds the quarter back and 6 where it keeps it a konsep; its sentence is printed, and never
an error of the program. That each check sees its own defect alone is shown elsewhere (test_data_tests.py, proofs.py).
Here the defects of many checks are planted together: where a check can be given tables of its own, in one run, else
again for those that were silent behind others, until each has spoken.
"""

from __future__ import annotations

import json
import re
import shutil
import types
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from orchestration import ingestion
from orchestration.checks.asking import questions
from orchestration.checks.catalogue import EACH_RAW_TABLE, Entry, catalogue
from orchestration.checks.evidence import CheckResult, Finding, grouped
from orchestration.commands import options, running
from orchestration.ingestion.judging.record import Record
from orchestration.ingestion.pipeline import delivery
from orchestration.journey import journey, plan
from orchestration.publication import release
from orchestration.release import held_back
from orchestration.release.answers import match
from orchestration.release.reading import read_findings
from orchestration.release.states import as_manifest, waits_of
from orchestration.release.writing import Release
from orchestration.workspace.delimited import read_rows
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.audit.spoiling import Copy
from tests.cases.deliveries import in_text, in_workbook
from tests.conftest import World
from tests.dbt.conftest import DBT_PROJECT
from tests.dbt.small_world import small_world
from tests.dbt.test_data_tests import DEFECTS
from tests.publication import planted as planted_report

pytestmark = pytest.mark.slow

TW2 = Quarter(2025, 2)
DBT = {entry.id: entry for entry in catalogue().values() if entry.engine == "dbt"}
OTHERS = {entry.id: entry for entry in catalogue().values() if entry.engine != "dbt"}
PLACE = re.compile(
    r"\b(place|figure_id|anchor) '[^']|^(raw_\w+|reference|staging|intermediate|marts|figures)\.\w|landing/"
)
"""What names a place where no file does: in the report, a table, the folder of what is not delivered."""

STOPS_OF_MODELS = "staging intermediate marts figures"
TABLES_OF_MODELS = ("intermediate", "marts", "figures")
READ_BY_NONE = "outputs"
"""A model that no other reads: what waits for a check of it is nothing."""
NAMED = re.compile(r"\b(raw_\w+|reference|staging|intermediate|marts|figures)\.(\w+)")

MARCH = "Periode Maret 2025"
RESULT_OF_MARCH = (
    "Arsip aktif mulai didaftar menurut klasifikasinya; jadwal pengawasan kearsipan internal belum diterima."
)
"""A title of the report of spending, and a text of the narrative, of the first quarter."""

Run = Callable[..., tuple[int, str]]
"""Of the workspace, by default the shop, to exit code and words."""

SPOIL = """
{% macro spoil() %}
    {%- if execute -%}
        {%- set found = run_query("select statement from spoil.defects where model = '" ~ this.identifier ~ "'") -%}
        {%- for row in found.rows %}{{ row[0] }};{% endfor -%}
    {%- endif -%}
{% endmacro %}
"""
"""What is planted in a model comes after it is built and before anybody looks at it."""

REF = """
{% macro ref(name) %}
    {%- set own, found = OWN, builtins.ref(name) -%}
    {%- if execute and name in own.get(model.name, []) -%}
        {%- do return(found.replace_path(schema=model.name)) -%}
    {%- endif -%}
    {%- do return(found) -%}
{% endmacro %}
"""
"""Tables that a check does not share with others stand in a schema of its name."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One workspace for all runs, so that dbt keeps what it has parsed."""
    folder = tmp_path_factory.mktemp("refusals")
    return Workspace(PROJECT / "sources", folder / "state", folder / "reports")


@pytest.fixture(scope="module")
def spoilable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dbt project with a hook behind each model that runs what is planted there.

    Each check of a model looks at tables of its own when all are built, so that its defect is its alone. Otherwise it
    would spoil what is built from it, or keep it from being built, and others would be silent.
    """
    project = tmp_path_factory.mktemp("spoilable") / "dbt_project"
    shutil.copytree(DBT_PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    (project / "macros" / "spoil.sql").write_text(SPOIL)
    settings = project / "dbt_project.yml"
    hooked = settings.read_text().replace("    staging:\n", '    +post-hook: "{{ spoil() }}"\n    staging:\n', 1)
    settings.write_text(hooked)
    own = {name: [table for _, table in tables_of(name)] for name in DBT if is_apart(name)}
    (project / "macros" / "ref.sql").write_text(REF.replace("OWN", json.dumps(own)))
    for query in (project / "tests").rglob("*.sql"):
        if query.stem in own:
            query.write_text(f"{query.read_text()}\n-- depends_on: {{{{ ref('{READ_BY_NONE}') }}}}\n")
    return project


def tables_of(name: str) -> list[tuple[str, str]]:
    """Schema and table of what the defect of a check changes."""
    return list(dict.fromkeys(NAMED.findall(DEFECTS[name])))


def is_apart(name: str) -> bool:
    """Whether the defect of a check is one of tables that dbt builds, which can be copied for it."""
    return all(schema in TABLES_OF_MODELS for schema, _ in tables_of(name))


@pytest.fixture
def run(shop: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`triwulan run` in this process: its exit code, and what it printed as one line of words."""

    def leave(code: int) -> None:
        raise SystemExit(code)

    def call(workspace: Workspace = shop) -> tuple[int, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            running.run_and_leave(TW2, False, workspace, publish=True)
        told = capsys.readouterr()
        said = " ".join((told.out + told.err).split())
        assert "Traceback" not in said, told.out + told.err
        assert "internal error" not in said
        assert "could not run" not in said
        return int(str(ended.value.code)), said

    for name in ("SOURCES", "STATE", "REPORTS"):
        monkeypatch.setenv(f"TRIWULAN_{name}", "replaced by the run")  # so that the test leaves none behind
    for module in (options, running):
        monkeypatch.setattr(module, "leave", leave)
    return call


def without_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ingestion of nothing, in which nothing is wrong: the warehouse is filled beforehand."""
    files = [entry.result([]) for entry in OTHERS.values() if entry.stop == "file"]
    suite = next(entry for entry in OTHERS.values() if entry.at == EACH_RAW_TABLE)
    read = types.SimpleNamespace(checks=files, findings=[], tables={}, deliveries=[])
    monkeypatch.setattr(ingestion, "ingest", lambda *_: read, raising=False)
    monkeypatch.setattr(
        ingestion,
        "run_suites",
        lambda _, tables, __: [suite.result([], target=table.name) for table in tables],
        raising=False,
    )
    monkeypatch.setattr(journey, "write_reference", lambda *_: None)


def without_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publication of a report of no pages, in which nothing is wrong: the small unit has not what a report prints."""

    def draft(
        _: Any, __: Any, ___: Any, checks: list[CheckResult], findings: list[Finding], *more: Any, supplied: Any
    ) -> Any:
        own = [entry.result([], target="laporan.html") for entry in OTHERS.values() if entry.stop == "report"]
        answered = match(questions(findings, lambda _: []), ())
        waits = more[-1].waits(answered, {"figures.csv": b"figure_id\n"})
        return types.SimpleNamespace(checks=[*checks, *own], findings=findings, waits=waits)

    def lay_out(workspace: Workspace, quarter: Quarter, made: Any, name: str) -> Path:
        folder = workspace.reports / quarter.code / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "manifest.json").write_text(json.dumps({"indicators": [], "konsep": as_manifest(made.waits)}))
        (folder / "figures.csv").write_text("figure_id\n")
        (folder / "findings.csv").write_bytes(held_back.as_file(made.findings))
        (folder / "checks.json").write_text(json.dumps([check.record() for check in made.checks]))
        return folder

    def publish_draft(workspace: Workspace, quarter: Quarter, _: Any, __: Any, made: Any, ___: Any) -> Release:
        return Release(lay_out(workspace, quarter, made, "r1"), 1, True)

    def keep_konsep(workspace: Workspace, quarter: Quarter, _: Any, __: Any, made: Any, ___: Any) -> Path:
        return lay_out(workspace, quarter, made, "konsep")

    monkeypatch.setattr(release, "draft", draft)
    monkeypatch.setattr(release, "keep_konsep", keep_konsep)
    monkeypatch.setattr(release, "publish_draft", publish_draft)


def plant(shop: Workspace, clean: Path, names: Collection[str]) -> None:
    """Puts the small unit into the warehouse with the defects of some checks.

    Those of tables that dbt builds come into copies, in a schema of the check's name; every check of such has them.
    """
    shop.warehouse.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(clean, shop.warehouse)
    with duckdb.connect(str(shop.warehouse)) as connection:
        connection.execute("CREATE SCHEMA spoil")
        connection.execute("CREATE TABLE spoil.defects (model VARCHAR, statement VARCHAR)")
        behind: list[tuple[str, str]] = []
        for name in DBT:
            tables, defect = tables_of(name), DEFECTS[name]
            # Behind the last model that the defect names; what was loaded, before anything is built.
            schema, last = max(tables, key=lambda place: STOPS_OF_MODELS.find(place[0]))
            if is_apart(name):
                connection.execute(f"CREATE SCHEMA {name}")
                behind += [(t, f"CREATE OR REPLACE TABLE {name}.{t} AS SELECT * FROM {of}.{t}") for of, t in tables]
                defect = NAMED.sub(rf"{name}.\2", defect)
            if name in names and schema in STOPS_OF_MODELS:
                behind.append((last, defect))
            elif name in names:
                connection.execute(defect)
        connection.executemany("INSERT INTO spoil.defects VALUES (?, ?)", behind)


@pytest.fixture
def clean(shop: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The warehouse of the small unit as ingestion leaves it."""
    path = tmp_path / shop.warehouse.name
    small_world().write(path)
    without_files(monkeypatch)
    return path


@pytest.fixture
def planted(
    shop: Workspace, spoilable: Path, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Collection[str]], None]:
    """Called with names of checks: the next run finds their defects."""
    monkeypatch.setattr(plan, "load_plan", partial(plan.load_plan, dbt_project=spoilable))
    monkeypatch.setattr(journey, "Journey", partial(journey.Journey, dbt_project=spoilable))
    return lambda names: plant(shop, clean, names)


def plant_in_report(name: str, patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Lets the next draft have the defect that a check of the report finds."""
    if name in planted_report.PLANTED:
        planted_report.PLANTED[name].plant(patch)
    elif name == "every_number_in_the_report_is_tagged":
        templates = planted_report.typed_into_template(folder)
        patch.setattr(release, "draft", partial(release.draft, templates=templates))
    elif name == "every_printed_number_equals_its_figure":
        planted_report.misprint(patch)
    elif name == "every_reference_names_a_figure":
        planted_report.without_figure("SK2.2.persen.sampling").plant(patch)
    elif name == "every_anchor_is_unique":
        planted_report.forge(patch, *planted_report.LOST_ANCHOR)
    else:
        planted_report.unlink(patch)


def plant_in_deliveries(sources: Path) -> None:
    """The sample with seven times the samples, a twelfth of the answers and some of them rejected, and a slip in words.

    Its register of receipts stalled before the end. What March had spent stands in it as June's, its budget does not
    say of which year it is, and a result is March's too. The plan of action and the sheet of progress have two physical
    targets as it is, which this unit asks about.
    """
    shutil.copytree(PROJECT / "sources", sources)
    landing = sources / "landing" / "2025-TW2"
    (landing / "contoh_kendali_2025-06.csv").unlink()  # it counts the sound files
    change(sources / "unit.yaml", b"nilai: menahan", b"nilai: dicatat")
    change(sources / "unit.yaml", b"the_physical_target_of_a_quarter_is_one", b"nama_folder")
    receipts = landing / "contoh_sbs_2025-06.csv"
    receipts.write_bytes(b"".join(receipts.read_bytes().splitlines(keepends=True)[:-20]))

    def rewrite(name: str, change: Callable[..., bytes], *how: Any) -> None:
        path = landing / name
        path.write_bytes(change(path.read_bytes(), *how))

    survey, orders = "contoh_survei_2025-06.csv", "contoh_order_layanan_2025-06.xlsx"
    rewrite(
        survey, in_text, "Timestamp", lambda day, n: f"{day[:3]}01{day[5:]}" if day[3:5] > "03" and n % 12 else None
    )
    rewrite(survey, in_text, "Bagaimana pendapat", lambda _, n: "7" if n > 300 and n % 10 == 0 else None)
    rewrite(orders, in_workbook, "Order Layanan", "Jumlah", lambda samples, _: 7 * samples)
    rewrite(
        "contoh_kinerja_2025-TW2.xlsx", in_workbook, "Narasi", "Teks",
        lambda text, n: f"{text} Hanya 66,86 persen PNPB." if n == 2 else RESULT_OF_MARCH if n == 45 else None,
    )  # fmt: skip
    (landing / "contoh_dataang_2025-06.csv").rename(landing / "contoh_dataang.csv")
    spent = openpyxl.load_workbook(landing.parent / "2025-TW1" / "contoh_glp039_sp2d_2025-03.xlsx")
    period = next(cell for row in spent.worksheets[0].iter_rows(max_row=6) for cell in row if cell.value == MARCH)
    period.value = MARCH.replace("Maret", "Juni")
    spent.save(landing / "contoh_glp039_sp2d_2025-06.xlsx")


def change(path: Path, old: bytes, new: bytes) -> None:
    """Changes the first place of a delivery where something stands."""
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))


def blocking(workspace: Workspace, said: str) -> set[str]:
    """The rules that hold the quarter back, as the refusal keeps them; each is told with a place."""
    rows = [row for row in read_rows(held_back.place(workspace, TW2)) if row["severity"] == "blocking"]
    assert [row for row in rows if not (row["delivery"] or PLACE.search(row["message"]))] == []
    rules = {row["rule"] for row in rows}
    told = {row["rule"] for row in rows if " ".join(row["message"].split()) in said}
    assert rules == told
    return rules


def assert_warned(workspace: Workspace, warning: Collection[Entry], said: str) -> None:
    """Each check is told as a warning that names a place, printed and in the konsep, which waits for an answer."""
    draft = workspace.reports / TW2.code / "konsep"
    told = {finding.rule: finding for finding in grouped(read_findings(draft))}
    open_rules = {item.rule for item in waits_of(draft).warnings}
    for entry in warning:
        finding = told[entry.id]
        assert finding.severity == "warning"
        assert entry.id in open_rules
        assert finding.delivery or PLACE.search(finding.message), finding
        assert " ".join(finding.line().split()) in said


def sentence(entry: Entry) -> str:
    return " ".join(entry.demands.removesuffix(".").split())


def test_every_data_test_that_fails_holds_the_quarter_back_with_its_sentence(
    run: Run, planted: Callable[[Collection[str]], None], shop: Workspace
) -> None:
    """First all checks of models, then, in the tables that all read, those of what stands before the models."""
    waiting = [name for name, entry in DBT.items() if entry.severity == "error"]
    together = [name for name in waiting if is_apart(name)]
    while waiting:
        planted(together or waiting)
        code, said = run()
        assert code == 1
        held = blocking(shop, said)
        spoken = [name for name in waiting if name in held]
        assert spoken, f"nobody said a word of {waiting}: {said}"
        for name in spoken:
            assert sentence(DBT[name]) in said
        causes = re.search(r"(\d+) causes? holds? it back; every row concerned is in (\S+)$", said)
        assert causes is not None
        assert int(causes[1]) >= len(spoken)
        assert causes[2] == str(held_back.place(shop, TW2))
        assert [name for name in together if name not in spoken] == []
        together, waiting = [], [name for name in waiting if name not in spoken]


def test_rows_that_break_the_contract_of_a_model_hold_the_quarter_back_and_are_named(
    run: Run, planted: Callable[[Collection[str]], None], shop: Workspace
) -> None:
    """An answer that stands twice, an order line without its number of units."""
    planted([])
    defects = {
        "int_survei__responses_mapped": "INSERT INTO intermediate.int_survei__responses_mapped "
        "SELECT * FROM intermediate.int_survei__responses_mapped WHERE _row = 3",
        "int_layanan__orders_due": "UPDATE intermediate.int_layanan__orders_due SET jumlah_count = NULL "
        "WHERE no_order = 'O1'",
    }
    with duckdb.connect(str(shop.warehouse)) as connection:
        connection.executemany("INSERT INTO spoil.defects VALUES (?, ?)", list(defects.items()))
    code, said = run()
    assert code == 1
    told = {(row["delivery"], row["row"], row["column"]) for row in read_rows(held_back.place(shop, TW2))}
    assert told == {("survey.csv", "3", ""), ("service_orders.csv", "2", "jumlah_count")}
    assert "rows of which marts.fct_order can be built" in said


def test_every_data_test_that_only_warns_is_told_and_waits_for_an_answer(
    run: Run, planted: Callable[[Collection[str]], None], shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only notes is told beside them and waits for nothing."""
    warning = [entry for entry in DBT.values() if entry.severity == "warn"]
    noting = {entry.id for entry in DBT.values() if entry.severity == "info"}
    without_report(monkeypatch)
    held_back.write(shop, TW2, [])
    planted([*(entry.id for entry in warning), *noting])
    code, said = run()
    assert code == 6, said
    assert_warned(shop, warning, said)
    told = {finding.rule: finding for finding in read_findings(shop.reports / TW2.code / "konsep")}
    assert {told[name].severity for name in noting} == {"info"}
    assert not held_back.place(shop, TW2).exists()


def test_every_other_check_that_only_warns_is_told_and_waits_for_an_answer(
    run: Run, shop: Workspace, sample_world: World, tmp_path: Path
) -> None:
    """The sample after releases that had more receipts and a poor index, and a year with half the work."""
    former = Copy.of(sample_world, "2025-TW1", tmp_path)
    former.change_figure("SK2.1.pnbp", value="99999999999")
    former.change_figure("TJ.1.realisasi", value="1.5")
    # It keeps no cells, of which that index would not be made.
    former.change_evidence("DELETE FROM figures.indicator_parts")
    former.rehash()
    shutil.copytree(former.release.parent, former.release.parents[1] / "2024-TW2", symlinks=True)
    workspace = replace(former.workspace, sources=tmp_path / "sources")
    shutil.copytree(sample_world.release("2025-TW2"), workspace.reports / "2025-TW2" / "r1")
    plant_in_deliveries(workspace.sources)
    code, said = run(workspace)
    assert code == 6, said
    assert_warned(workspace, [entry for entry in OTHERS.values() if entry.severity == "warn"], said)


def test_every_check_of_the_report_that_fails_holds_it_back_with_its_sentence(
    run: Run, shop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sample, by a program that reads its figures, lays them out and prints them wrongly.

    These checks guard against our own program: what a delivery does to the figures, the stops before refuse. A figure
    that is not there can be named by a delivery as well (test_report.py).
    """
    workspace = replace(shop, state=tmp_path / "state", reports=tmp_path / "reports")
    waiting = {entry.id: entry for entry in OTHERS.values() if entry.stop == "report" and entry.severity == "error"}
    while waiting:
        with monkeypatch.context() as patch:
            for name in waiting:
                plant_in_report(name, patch, tmp_path)
            code, said = run(workspace)
        assert code == 1
        spoken = waiting.keys() & blocking(workspace, said)
        assert spoken, f"nobody said a word of {list(waiting)}: {said}"
        for name in spoken:
            assert sentence(waiting.pop(name)) in said


def test_every_check_of_files_and_raw_tables_that_fails_holds_the_quarter_back_with_its_sentence(
    run: Run, shop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One unit whose sender got everything wrong, and whose reader lost a row."""
    shutil.copytree(PROJECT / "sources", tmp_path / "sources")
    landing = tmp_path / "sources" / "landing" / "2025-TW2"
    (landing / "apa.csv").write_text("a;b\n1;2\n")
    (landing / "contoh_survei_2025-06.csv").unlink()
    change(landing / "contoh_sbs_2025-06.csv", b";177731940;", b";0;")
    change(landing / "contoh_sbs_2025-06.csv", b"SBS-0042/BLU/2025;03/", b"SBS-0042/BLU/2025;32/")
    change(landing / "contoh_sbs_2025-06.csv", b";3251525;;", b";3251525;;\r\nTotal;;;;;;;;1;;")
    change(landing / "contoh_dataang_2025-06.csv", b"KDSATKER;", b"Anggaran TA 2024\r\nKDSATKER;")
    change(landing / "contoh_neraca_2024-12_diaudit.csv", b";11023591022", b";11023591023")
    record_of = delivery.record_of

    def forgetful(*what: Any) -> Record:
        made = record_of(*what)
        return replace(made, rows_total=made.rows_total + 1)

    monkeypatch.setattr(delivery, "record_of", forgetful)
    code, said = run(replace(shop, sources=tmp_path / "sources"))
    assert code == 1
    assert blocking(shop, said)
    for entry in OTHERS.values():
        if entry.stop in ("file", "raw") and entry.severity == "error":
            assert sentence(entry) in said
    assert_returned(World(tmp_path / "sources", shop.state, shop.reports), tmp_path / "kembali")


def assert_returned(world: World, out: Path) -> None:
    """Every file with findings goes back with its cells marked, by the command; the deliveries stay as they are."""
    landing = world.sources / "landing" / TW2.code
    sent = {path: path.read_bytes() for path in landing.iterdir()}
    done = world.triwulan("return", TW2.code, "--out", str(out), "--json")
    assert done.code == 0, done.output + done.errors
    told = {Path(item["delivery"]).name: item for item in json.loads(done.output)["files"]}
    rows = read_rows(held_back.place(Workspace(world.sources, world.state, world.reports), TW2))
    assert told.keys() == {row["delivery"] for row in rows if row["severity"] in ("blocking", "warning")} - {""}
    marks = {}
    for name, item in told.items():
        book = openpyxl.load_workbook(item["file"])
        assert book.sheetnames[0] == "Temuan"
        marks[name] = {
            f"{sheet.title}!{cell.coordinate}": cell
            for sheet in book.worksheets[1:]
            for row in sheet.iter_rows()
            for cell in row
            if cell.comment
        }
        assert len(marks[name]) == item["cells"]
    receipts = marks["contoh_sbs_2025-06.csv"]
    assert (receipts["Kiriman!I2"].value, receipts["Kiriman!B3"].value) == ("0", "32/02/2025")
    assert "bukan tanggal yang ada di kalender" in receipts["Kiriman!B3"].comment.text
    assert receipts["Kiriman!I214"].comment.text.startswith("MENAHAN: Total ini bukan jumlah baris-barisnya.")
    assert marks["contoh_neraca_2024-12_diaudit.csv"]
    assert marks["apa.csv"] == {}
    assert {path: path.read_bytes() for path in landing.iterdir()} == sent
    assert world.triwulan("return", TW2.code, "--out", str(landing)).code == 2
