"""A run of the command line: what comes of it, and what the interface will show of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.checks.evidence import Finding
from orchestration.defs.assembly import assemble
from orchestration.defs.ingestion import FILES
from orchestration.defs.jobs import REPORT_JOB
from orchestration.defs.sensors import landing_folder
from orchestration.journey import arrivals
from orchestration.journey.journey import Journey
from orchestration.release import held_back
from orchestration.run.execution import RunOutcome, execute
from orchestration.run.history import open_instance
from orchestration.workspace import database, locking
from orchestration.workspace.delimited import read_rows
from orchestration.workspace.faults import of_the_machine
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.orchestration import doubles
from tests.orchestration.doubles import Stops

pytestmark = pytest.mark.slow

TW2 = Quarter(2025, 2)


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> Stops:
    for name in ("SOURCES", "STATE", "REPORTS"):
        monkeypatch.setenv(f"TRIWULAN_{name}", "replaced by the run")  # so that the test leaves none behind
    return doubles.install(monkeypatch)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return doubles.workspace(tmp_path)


def run(workspace: Workspace, *, publish: bool = True, **more: Any) -> RunOutcome:
    return execute(workspace, TW2, publish=publish, plan=doubles.plan(), **more)


def events(workspace: Workspace, run_id: str, kind: dg.DagsterEventType) -> list[dg.DagsterEvent]:
    with open_instance(workspace) as instance:
        return [
            entry.dagster_event for entry in instance.all_logs(run_id, of_type=kind) if entry.dagster_event is not None
        ]


def materialised(workspace: Workspace, run_id: str) -> set[str]:
    found = events(workspace, run_id, dg.DagsterEventType.ASSET_MATERIALIZATION)
    return {".".join(event.asset_key.path) for event in found if event.asset_key}


def evaluated(workspace: Workspace, run_id: str) -> dict[str, bool]:
    found = events(workspace, run_id, dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    return {event.asset_check_evaluation_data.check_name: event.asset_check_evaluation_data.passed for event in found}


def test_a_good_run_is_published_and_the_interface_knows_all_of_it(stops: Stops, workspace: Workspace) -> None:
    outcome = run(workspace)
    assert (outcome.ok, outcome.refused, outcome.error) == (True, False, "")
    assert outcome.release is not None
    assert stops.calls == ["ingest", "build", "draft", "write"]
    assert materialised(workspace, outcome.run_id) == {
        "raw_orders.service_orders",
        "raw_ingestion.deliveries",
        "reference.periode",
        "marts.fct_orders",
        "figures.figures",
        "report.laporan",
    }
    assert set(evaluated(workspace, outcome.run_id).values()) == {True}
    assert len(evaluated(workspace, outcome.run_id)) == 7
    with open_instance(workspace) as instance:
        known = instance.get_run_by_id(outcome.run_id)
        assert known is not None
        assert known.job_name == "quarterly_report"
        assert known.status == dg.DagsterRunStatus.SUCCESS
        assert known.tags["dagster/partition"] == "2025-TW2"
        assert known.tags[arrivals.TAG] == arrivals.fingerprint(workspace, TW2)
        assert known.tags[".dagster/repository"].startswith("__repository__@")
        status = instance.get_status_by_partition(
            dg.AssetKey(["report", "laporan"]), ["2025-TW1", "2025-TW2"], _quarters()
        )
    assert {code: state and state.value for code, state in (status or {}).items()} == {
        "2025-TW1": None,
        "2025-TW2": "MATERIALIZED",
    }


def _quarters() -> dg.PartitionsDefinition:
    from orchestration.defs.partitions import QUARTERS

    return QUARTERS


def test_the_figures_of_a_table_stand_at_its_materialisation(stops: Stops, workspace: Workspace) -> None:
    outcome = run(workspace)
    found = events(workspace, outcome.run_id, dg.DagsterEventType.ASSET_MATERIALIZATION)
    metadata = {
        ".".join(event.asset_key.path): event.step_materialization_data.materialization.metadata
        for event in found
        if event.asset_key
    }
    orders = metadata["raw_orders.service_orders"]
    assert (orders["dagster/row_count"].value, orders["ditolak"].value) == (12, 2)
    assert orders["berkas"].value == ["order.xlsx"]
    schema = metadata["marts.fct_orders"]["dagster/column_schema"].value
    assert [(column.name, column.type, column.description) for column in schema.columns] == [
        ("jumlah", "BIGINT", "units")
    ]
    report = metadata["report.laporan"]
    assert report["release"].value == "r1"
    assert "| TJ.1 | Indeks Kepuasan | Indeks | 3,60 | 3,79 | 105,28 |" in report["indicators"].value
    assert report["laporan.html"].value.endswith("laporan.html")


def test_a_failed_check_on_raw_stops_the_run_before_dbt(stops: Stops, workspace: Workspace) -> None:
    stops.failing.add("values_are_plausible")
    outcome = run(workspace)
    assert (outcome.ok, outcome.refused, outcome.release) == (False, True, None)
    assert stops.calls == ["ingest"]
    assert [finding.severity for finding in outcome.findings] == ["blocking"]
    assert evaluated(workspace, outcome.run_id) == {
        "every_row_is_accounted_for": True,
        "values_are_plausible": False,
        FILES: True,
    }


def materialise(workspace: Workspace, *keys: str) -> dg.ExecuteInProcessResult:
    """Launches some assets of a quarter, as their pages do."""
    os.environ.update(workspace.environment())
    plan = doubles.plan()
    job = assemble(plan, Journey(workspace, TW2, plan)).resolve_job_def(REPORT_JOB)
    chosen = [dg.AssetKey(key.split(".")) for key in keys]
    with open_instance(workspace) as instance:
        return job.execute_in_process(
            instance=instance, partition_key=TW2.code, asset_selection=chosen, raise_on_error=False
        )


def test_the_report_alone_takes_the_steps_before_it_itself(stops: Stops, workspace: Workspace) -> None:
    result = materialise(workspace, "report.laporan")
    assert result.success
    assert stops.calls == ["ingest", "build", "draft", "write"]
    assert materialised(workspace, result.run_id) == {"report.laporan"}
    stops.failing.add("values_are_plausible")
    assert not materialise(workspace, "report.laporan").success
    assert stops.calls[4:] == ["ingest"]


def test_a_model_alone_is_built_over_what_was_ingested(stops: Stops, workspace: Workspace) -> None:
    refused = materialise(workspace, "figures.figures")
    assert not refused.success
    assert stops.calls == []  # there is nothing to build it from
    with database.connect(workspace.warehouse) as connection:
        connection.execute("CREATE SCHEMA reference; CREATE TABLE reference.periode AS SELECT '2025-TW2' AS triwulan")
    result = materialise(workspace, "figures.figures")
    assert result.success
    assert stops.calls == ["build figures"]
    assert materialised(workspace, result.run_id) == {"figures.figures"}
    assert evaluated(workspace, result.run_id) == {"figures_equal_orders": True}
    assert not workspace.reports.exists()


def test_a_table_names_the_files_with_findings_whose_rows_it_holds(stops: Stops, workspace: Workspace) -> None:
    where = ("order.xlsx", "Data", 7, "TANGGAL_ORDER", "31/02/2025", "tanggal")
    stops.findings = [
        Finding("blocking", *where, "31/02/2025 is no day; expected a date; correct it"),
        Finding("warning", "unknown.xlsx", rule="jenis", message="of no known kind"),
    ]
    outcome = run(workspace)
    found = {
        ".".join(entry.asset_key.path): entry
        for event in events(workspace, outcome.run_id, dg.DagsterEventType.ASSET_CHECK_EVALUATION)
        if (entry := event.asset_check_evaluation_data).check_name == FILES
    }
    assert {table: (entry.passed, entry.severity.value) for table, entry in found.items()} == {
        "raw_orders.service_orders": (False, "ERROR"),
        "raw_ingestion.deliveries": (False, "WARN"),
    }
    shown = found["raw_orders.service_orders"].metadata["temuan"].value
    assert "| order.xlsx | Data | 7 | TANGGAL_ORDER | 31/02/2025 |" in shown
    [landed] = events(workspace, outcome.run_id, dg.DagsterEventType.ASSET_OBSERVATION)
    assert landed.asset_key == dg.AssetKey(["sources", "landing"])
    listed = landed.asset_observation_data.asset_observation.metadata["berkas"].value
    assert listed.splitlines()[0] == "| berkas | triwulan | isi | baris | ditolak |"
    assert "| sbs.csv | 2025-TW2 | Penerimaan (SBS) | 10 | 2 |" in listed
    told = [e.user_message for e in logs(workspace, outcome.run_id)]
    assert "unknown.xlsx: of no known kind" in told


def logs(workspace: Workspace, run_id: str) -> list[dg.EventLogEntry]:
    with open_instance(workspace) as instance:
        return [entry for entry in instance.all_logs(run_id) if entry.dagster_event is None]


def test_a_check_of_the_command_line_is_marked_as_one(stops: Stops, workspace: Workspace) -> None:
    outcome = run(workspace, publish=False)
    with open_instance(workspace) as instance:
        known = instance.get_run_by_id(outcome.run_id)
    assert known is not None
    assert known.tags["triwulan/check"] == "nothing is published"


def test_the_page_of_a_refused_run_says_where_to_look(stops: Stops, workspace: Workspace) -> None:
    stops.failing.add("values_are_plausible")
    outcome = run(workspace)
    with open_instance(workspace) as instance:
        told = [entry.user_message for entry in instance.all_logs(outcome.run_id) if entry.dagster_event is None]
    assert told[0] == (
        "order.xlsx, lembar 'Data', baris 7: jumlah '-1'; seharusnya: values are plausible;"
        " perbaiki lalu kirim ulang berkasnya"
    )


def test_a_silent_check_on_raw_stops_the_run_before_dbt(stops: Stops, workspace: Workspace) -> None:
    stops.silent.add("values_are_plausible")
    outcome = run(workspace)
    assert (outcome.ok, outcome.refused) == (False, True)
    assert "no result: raw_orders.service_orders values_are_plausible" in outcome.error
    [told] = outcome.findings
    assert (told.severity, told.rule) == ("blocking", "values_are_plausible")
    assert "gave no result" in told.message
    assert "Traceback" not in outcome.error
    assert stops.calls == ["ingest"]


def test_a_failed_test_of_a_model_stops_the_run_before_publication(stops: Stops, workspace: Workspace) -> None:
    stops.failing.add("figures_equal_orders")
    outcome = run(workspace)
    assert (outcome.ok, outcome.refused) == (False, True)
    assert stops.calls == ["ingest", "build"]
    assert evaluated(workspace, outcome.run_id)["figures_equal_orders"] is False


def test_a_warning_is_shown_and_keeps_the_report_a_konsep(stops: Stops, workspace: Workspace) -> None:
    stops.failing.add("orders_come_early")
    outcome = run(workspace)
    assert (outcome.ok, outcome.refused, outcome.release, outcome.error) == (False, False, None, "")
    assert outcome.konsep == workspace.reports / "2025-TW2" / "konsep"
    assert [warning.rule for warning in outcome.waits.warnings] == ["orders_come_early"]
    assert "report.laporan" not in materialised(workspace, outcome.run_id)
    assert evaluated(workspace, outcome.run_id)["orders_come_early"] is False


def test_a_table_that_was_not_built_is_not_shown_as_materialised(stops: Stops, workspace: Workspace) -> None:
    stops.broken = "Constraint Error: Duplicate key"
    outcome = run(workspace)
    assert (outcome.ok, outcome.refused) == (False, True)
    assert "marts.fct_orders can be built; Constraint Error: Duplicate key" in outcome.error
    assert "marts.fct_orders" not in materialised(workspace, outcome.run_id)
    assert "figures.figures" in materialised(workspace, outcome.run_id)


def test_what_breaks_is_an_error_and_no_refusal(stops: Stops, workspace: Workspace) -> None:
    def full() -> None:
        raise OSError("No space left on device")

    stops.write = full
    outcome = run(workspace)
    assert (outcome.ok, outcome.refused) == (False, False)
    assert "OSError: No space left on device" in outcome.error


def test_stopping_by_hand_is_neither_refusal_nor_error(stops: Stops, workspace: Workspace) -> None:
    def ctrl_c() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)  # the signal ends the sleep at once

    stops.write = ctrl_c
    with pytest.raises(KeyboardInterrupt):
        run(workspace)
    with open_instance(workspace) as instance:
        [record] = instance.get_run_records()
    assert record.dagster_run.is_finished
    assert record.dagster_run.status != dg.DagsterRunStatus.SUCCESS
    stops.write = None
    assert run(workspace).ok


def test_checking_publishes_nothing(stops: Stops, workspace: Workspace) -> None:
    outcome = run(workspace, publish=False)
    assert (outcome.ok, outcome.refused, outcome.release) == (True, False, None)
    assert stops.calls == ["ingest", "build", "draft"]
    assert len(outcome.checks) == 6
    assert "report.laporan" not in materialised(workspace, outcome.run_id)
    assert not workspace.reports.exists()


def test_a_check_leaves_no_trace_that_the_sensor_takes_for_a_run(
    stops: Stops, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "quiet_seconds", lambda _: 0.0)

    def asked() -> list[str]:
        with open_instance(workspace) as instance:
            context = dg.build_sensor_context(instance=instance, definitions=assemble(doubles.plan()))
            result = landing_folder(context)
            assert isinstance(result, dg.SensorResult)
            return [str(request.partition_key) for request in result.run_requests or []]

    run(workspace, publish=False)
    assert "2025-TW2" in asked()
    run(workspace)
    assert "2025-TW2" not in asked()


def test_a_report_that_cannot_be_read_back_is_refused(stops: Stops, workspace: Workspace) -> None:
    stops.failing.add("every_number_is_tagged")
    for publish in (False, True):
        outcome = run(workspace, publish=publish)
        assert (outcome.ok, outcome.refused, outcome.error.count("Traceback")) == (False, True, 0)
        assert "write" not in stops.calls
        assert workspace.reports.exists() == publish
    # What holds it back is kept beside the releases, of which there is none.
    kept = ["2025-TW2", "ditahan", "findings.csv", "status.csv"]
    assert sorted(path.name for path in workspace.reports.rglob("*")) == kept


def test_a_refusal_keeps_its_rows_until_the_quarter_publishes(stops: Stops, workspace: Workspace) -> None:
    kept = held_back.place(workspace, TW2)
    stops.findings[:] = [Finding("blocking", "x.csv", row=row, message=f"x.csv, row {row}: wrong") for row in (2, 3)]
    outcome = run(workspace)
    assert outcome.refused
    assert [(row["delivery"], row["row"]) for row in read_rows(kept)] == [("x.csv", "2"), ("x.csv", "3")]
    stops.findings[:] = [Finding("blocking", "y.csv", message="y.csv: cannot be opened")]
    run(workspace)
    assert [row["delivery"] for row in read_rows(kept)] == ["y.csv"]
    stops.findings.clear()
    assert run(workspace).ok
    assert not kept.parent.exists()


def test_a_warehouse_that_another_program_has_open_is_named_with_that_program(
    stops: Stops, workspace: Workspace
) -> None:
    workspace.warehouse.parent.mkdir(parents=True)
    hold = "import duckdb, sys, time; held = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", hold, str(workspace.warehouse)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        outcome = run(workspace)
    finally:
        holder.kill()
        holder.wait()
    assert (outcome.ok, outcome.refused) == (False, False)
    said = of_the_machine(outcome.error)
    assert said.startswith("the warehouse is open in another program: IO Error: Could not set lock on file")
    assert f"(PID {holder.pid})" in said
    assert "\nclose it in the program with the number that is named (PID), and run again" in said
    assert stops.calls == []


def test_checking_says_what_publication_would_say(stops: Stops, workspace: Workspace) -> None:
    stops.findings.append(Finding("blocking", delivery="x.xlsx", message="x.xlsx: cannot be opened"))
    outcome = run(workspace, publish=False)
    assert (outcome.ok, outcome.refused) == (False, True)
    assert "cannot be opened" in outcome.error


def test_a_second_run_is_told_who_runs(stops: Stops, workspace: Workspace) -> None:
    held = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time\nfrom pathlib import Path\nfrom orchestration.workspace import locking\n"
            "with locking.hold(Path(sys.argv[1]), 'run 2025-TW1'):\n    print('held', flush=True)\n    time.sleep(60)",
            str(locking.run_lock(workspace)),
        ],
        stdout=subprocess.PIPE,
        cwd=PROJECT,
    )
    try:
        assert held.stdout is not None
        held.stdout.readline()
        told: list[Any] = []
        with pytest.raises(locking.WorkspaceBusyError, match=rf"run 2025-TW1 \(pid {held.pid}"):
            run(workspace, wait_seconds=0.5, on_event=lambda *event: told.append(event))
        assert told[0][2] == "waiting"
        assert f"pid {held.pid}" in told[0][1]
        assert stops.calls == []
    finally:
        held.kill()
        held.wait()


def test_two_workspaces_share_nothing(stops: Stops, tmp_path: Path) -> None:
    one, two = doubles.workspace(tmp_path / "one"), doubles.workspace(tmp_path / "two")
    first, second = run(one), run(two)
    with open_instance(one) as instance:
        assert instance.get_run_by_id(first.run_id) is not None
        assert instance.get_run_by_id(second.run_id) is None


def test_a_run_writes_below_state_and_reports_only(
    stops: Stops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.chdir(home)
    run(doubles.workspace(tmp_path / "w"))
    assert list(home.iterdir()) == []
    assert {path.name for path in (tmp_path / "w").iterdir()} == {"state", "reports"}
    assert os.environ["TRIWULAN_STATE"] == str(tmp_path / "w" / "state")
