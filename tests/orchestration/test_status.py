"""`triwulan status`: states, what has landed and is missing, until when; nothing is loaded and little is read."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
from pathlib import Path

import pytest

from orchestration.checks.evidence import Finding
from orchestration.ingestion.reading.confined import Opener
from orchestration.release import held_back
from orchestration.run import situation
from orchestration.run.situation import Overview, Situation
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.conftest import World

TW1, TW2 = Quarter(2025, 1), Quarter(2025, 2)
DEADLINES = """
  laporan: 5
  kiriman: 3
  jenis:
    survey: {hari: 1, dari: Tim Survei}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The sample's sources without the deliveries of the second quarter."""
    shutil.copytree(PROJECT / "sources", tmp_path / "sources", ignore=shutil.ignore_patterns("2025-TW2"))
    unit = tmp_path / "sources" / "unit.yaml"
    unit.write_text(
        unit.read_text(encoding="utf-8").replace("\n  laporan: 5\n  kiriman: 3\n", DEADLINES), encoding="utf-8"
    )
    return Workspace(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")


def on(workspace: Workspace, day: str, quarter: Quarter | None = None) -> Overview:
    return situation.overview(workspace, quarter, dt.date.fromisoformat(day))


def one(workspace: Workspace, day: str, quarter: Quarter = TW2) -> Situation:
    (found,) = on(workspace, day, quarter).quarters
    return found


def publish(workspace: Workspace, quarter: Quarter, folder: str = "r1") -> Path:
    """A folder that stands for a release in force."""
    path = workspace.reports / quarter.code / folder
    path.mkdir(parents=True)
    (path / "manifest.json").write_text("{}")
    if folder != "konsep":
        (path.parent / "latest").symlink_to(folder)
    return path


def deliver(workspace: Workspace, *names: str) -> None:
    folder = workspace.landing / TW2.code
    folder.mkdir(exist_ok=True)
    for name in names:
        shutil.copyfile(PROJECT / "sources" / "landing" / TW2.code / name, folder / name)


def test_a_quarter_waits_for_what_its_indicators_and_policies_ask_for(workspace: Workspace) -> None:
    """The budget, the agreement and the balance sheet came with the first quarter and hold for the year."""
    deliver(workspace, "contoh_survei_2025-06.csv", "contoh_glp039_sp2d_2025-06.xlsx")
    found = one(workspace, "2025-07-02")
    assert (found.state, found.release, found.ended) == ("menunggu", "", True)
    assert [(item.file, item.kinds) for item in found.landed] == [
        ("contoh_glp039_sp2d_2025-06.xlsx", ["glp039"]),
        ("contoh_survei_2025-06.csv", ["survey"]),
    ]
    # sbs and not ntpn, as the policy jenis_penerimaan says; the narrative is only expected
    assert {item.kind: item.need for item in found.missing} == {
        "fisik": "required", "penilaian_luar": "required", "sbs": "required", "service_orders": "required",
        "narasi": "expected",
    }  # fmt: skip


def test_days_are_working_days_of_the_unit_or_those_of_the_calendar(workspace: Workspace) -> None:
    """After Monday 30 June 2025: Friday 27 June was a holiday before it; three working days end on Thursday 3 July.

    After Monday 31 March: 1 to 7 April are Idulfitri, its collective leave and a weekend, so three end on the 10th.
    """
    assert (one(workspace, "2025-07-02").due, one(workspace, "2025-07-02").days_late) == (dt.date(2025, 7, 7), 0)
    first = one(workspace, "2025-04-15", TW1)
    assert (first.due, first.days_late) == (dt.date(2025, 4, 14), 1)
    dues = {item.kind: (item.due, item.days_late, item.sender) for item in one(workspace, "2025-07-04").missing}
    assert dues["survey"] == (dt.date(2025, 7, 1), 3, "Tim Survei")
    assert dues["sbs"] == (dt.date(2025, 7, 3), 1, "Pengelola keuangan")
    unit = workspace.sources / "unit.yaml"
    unit.write_text(unit.read_text(encoding="utf-8").replace("hitung: kerja", "hitung: kalender"), encoding="utf-8")
    assert one(workspace, "2025-04-15", TW1).due == dt.date(2025, 4, 5)


def test_the_day_is_that_of_the_unit(workspace: Workspace) -> None:
    unit = workspace.sources / "unit.yaml"
    text = unit.read_text(encoding="utf-8")
    for zone, hours in (("WIB", 7), ("WITA", 8), ("WIT", 9)):
        unit.write_text(text.replace("zona: WIB", f"zona: {zone}"), encoding="utf-8")
        zoned = load_profile(workspace).tenggat.zone
        assert zoned.utcoffset(None) == dt.timedelta(hours=hours)
        now = dt.datetime.now(zoned).date()
        assert situation.overview(workspace, TW2).today in (now, now + dt.timedelta(days=1))


def test_every_quarter_that_has_ended_since_the_first_one_is_told(workspace: Workspace) -> None:
    publish(workspace, TW1)
    found = on(workspace, "2025-10-02")
    assert [(item.quarter, item.state) for item in found.quarters] == [
        ("2025-TW1", "terbit"), ("2025-TW2", "menunggu"), ("2025-TW3", "menunggu"),
    ]  # fmt: skip
    assert not found.in_order
    assert [item.quarter for item in found.only_due().quarters] == ["2025-TW2", "2025-TW3"]
    # before the end of the second quarter only the first one is asked for
    early = on(workspace, "2025-06-30")
    assert ([item.quarter for item in early.quarters], early.in_order) == (["2025-TW1"], True)
    # of one that has begun to arrive the state is told, and nothing is late
    deliver(workspace, "contoh_survei_2025-06.csv")
    begun = on(workspace, "2025-06-30")
    assert [(item.quarter, item.is_open) for item in begun.quarters] == [("2025-TW1", False), ("2025-TW2", False)]
    assert begun.in_order


def test_a_refusal_and_a_draft_are_open_whatever_the_day(workspace: Workspace) -> None:
    publish(workspace, TW1)
    held_back.write(workspace, TW1, [Finding("blocking", "a.csv", "", 2, "K", "x", "aturan", "a"), Finding("info")])
    held = one(workspace, "2025-02-01", TW1)
    assert (held.state, held.release, held.held_back, held.is_open) == ("ditahan", "r1", 1, True)
    held_back.clear(workspace, TW1)
    draft = publish(workspace, TW1, "konsep")
    warning = {"key": "0a1b2c3d", "rule": "padu_moves", "text": "it stands still", "rows": 2}
    (draft / "manifest.json").write_text(json.dumps({"konsep": {"warnings": [warning], "approval": "disahkan"}}))
    found = on(workspace, "2025-02-01", TW1)
    (waiting,) = found.quarters
    assert (waiting.state, waiting.release, waiting.approval) == ("konsep", "r1", "disahkan")
    assert [(item.key, item.rows) for item in waiting.warnings] == [("0a1b2c3d", 2)]
    assert not found.in_order
    assert "open     0a1b2c3d  it stands still" in situation.as_text(found)


def test_what_cannot_be_read_and_what_lies_in_no_quarter_is_told(workspace: Workspace) -> None:
    deliver(workspace)
    (workspace.landing / TW2.code / "rusak.xlsx").write_bytes(b"PK no workbook")
    (workspace.landing / "TW2 2025").mkdir()
    found = on(workspace, "2025-05-01")
    text = situation.as_text(found)
    assert "landed   rusak.xlsx cannot be used: " in text
    assert "landing/TW2 2025: no quarter; nothing in it is read" in text
    assert not found.in_order


def test_a_file_is_opened_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(workspace, "contoh_survei_2025-06.csv")
    first = one(workspace, "2025-07-02")
    monkeypatch.setattr(Opener, "open", None)
    assert one(workspace, "2025-07-02") == first
    # who may only look opens it again
    shutil.rmtree(workspace.state)
    monkeypatch.undo()
    workspace.state.write_text("no folder")
    assert one(workspace, "2025-07-02") == first


def test_the_command_ends_with_0_in_order_and_with_1_when_something_is_open(workspace: Workspace) -> None:
    publish(workspace, TW1)
    world = World(workspace.sources, workspace.state, workspace.reports)
    quiet = world.triwulan("status", "--today", "2025-06-30")
    assert (quiet.code, quiet.output.splitlines()[0].split()[:2]) == (0, ["quarter", "state"])
    open_ = world.triwulan("status", "2025-TW2", "--today", "2025-07-08", "--json")
    told = json.loads(open_.output)
    assert (open_.code, told["in_order"], told["today"], told["zone"]) == (1, False, "2025-07-08", "WIB")
    (quarter,) = told["quarters"]
    assert (quarter["state"], quarter["due"], quarter["days_late"]) == ("menunggu", "2025-07-07", 1)
    late = world.triwulan("status", "--due", "--today", "2025-07-08")
    assert late.code == 1
    assert "2025-TW1" not in late.output
    assert "nothing has landed; 6 kinds are missing" in late.output
    assert "missing  from Tim Survei, due 2025-07-01 (7 days late): Survei Kepuasan\n" in late.output
    assert (
        "missing  from Perencana, due 2025-07-03 (5 days late): Fisik; Narasi (expected); Penilaian Luar\n"
        in late.output
    )
    none = world.triwulan("status", "--due", "--today", "2025-06-30")
    assert (none.code, none.output) == (0, "nothing is late or due\n")


def test_asking_loads_neither_dbt_nor_the_orchestrator(workspace: Workspace) -> None:
    import subprocess

    code = (
        "import datetime as dt, sys; from pathlib import Path; from orchestration.run import situation;"
        "from orchestration.workspace.settings import Workspace;"
        f"w = Workspace(*(Path({str(workspace.sources.parent)!r}) / n for n in ('sources', 'state', 'reports')));"
        "situation.overview(w, None, dt.date(2025, 7, 2));"
        "print([m for m in ('dagster', 'dbt', 'great_expectations', 'duckdb', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=True)
    assert done.stdout.strip() == "[]"


def test_a_workspace_in_which_nothing_has_come_yet_has_a_quarter_too(workspace: Workspace) -> None:
    shutil.rmtree(workspace.landing / "2025-TW1")
    assert [one.quarter for one in on(workspace, "2025-08-15").quarters] == ["2025-TW2"]
