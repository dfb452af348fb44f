"""The three steps without an orchestrator: nothing is published on failed evidence, nor on missing evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.checks.evidence import CheckResult, Finding
from orchestration.journey.journey import Journey, RefusedError
from orchestration.workspace.quarters import Quarter
from tests.orchestration import doubles
from tests.orchestration.doubles import Stops

TW2 = Quarter(2025, 2)


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> Stops:
    return doubles.install(monkeypatch)


@pytest.fixture
def journey(stops: Stops, tmp_path: Path) -> Journey:
    return Journey(doubles.workspace(tmp_path), TW2, doubles.plan())


def test_a_whole_journey_ends_with_a_release(journey: Journey, stops: Stops) -> None:
    raw = journey.ingest()
    journey.settle("raw")
    journey.build()
    journey.settle("marts", "figures")
    journey.draft()
    release = journey.publish()
    assert release is not None
    assert stops.calls == ["ingest", "build", "draft", "write"]
    assert release.path.is_dir()
    assert len(journey.checks) == 6
    table = raw.tables["raw_orders.service_orders"]
    # Only the delivery that holds service orders feeds the table; the register of receipts does not.
    assert (table.rows, table.rejected, table.deliveries) == (12, 2, ["order.xlsx"])
    assert journey.indicators() == [
        {
            "code": "TJ.1",
            "indicator": "Indeks Kepuasan",
            "unit": "Indeks",
            "target": "3,60",
            "realisasi": "3,79",
            "capaian (%)": "105,28",
        }
    ]


def test_publication_without_the_steps_before_it_is_refused(journey: Journey, stops: Stops) -> None:
    with pytest.raises(RefusedError, match=r"no result: raw_orders\.service_orders values_are_plausible"):
        journey.publish()
    assert stops.calls == []


@pytest.mark.parametrize("silent", ["values_are_plausible", "every_row_is_accounted_for"])
def test_an_announced_check_without_result_ends_the_step(journey: Journey, stops: Stops, silent: str) -> None:
    stops.silent.add(silent)
    journey.ingest()
    with pytest.raises(RefusedError, match=silent):
        journey.settle("raw")
    assert silent in journey.refusal


@pytest.mark.parametrize("silent", ["no_order_is_negative", "orders_come_early", "figures_equal_orders"])
def test_a_test_of_a_model_without_result_holds_the_report_back(journey: Journey, stops: Stops, silent: str) -> None:
    stops.silent.add(silent)
    journey.ingest()
    journey.build()
    with pytest.raises(RefusedError, match=silent):
        journey.draft()
    assert "draft" not in stops.calls


@pytest.mark.parametrize("how", ["failing", "silent"])
def test_a_report_that_nobody_could_read_back_is_not_written(journey: Journey, stops: Stops, how: str) -> None:
    getattr(stops, how).add("every_number_is_tagged")
    journey.ingest()
    journey.build()
    journey.draft()
    with pytest.raises(RefusedError, match="every_number_is_tagged"):
        journey.publish()
    assert "write" not in stops.calls


def test_a_failed_check_holds_the_report_back(journey: Journey, stops: Stops) -> None:
    stops.failing.add("no_order_is_negative")
    journey.ingest()
    journey.build()
    with pytest.raises(RefusedError, match=r"failed: marts\.fct_orders no_order_is_negative"):
        journey.draft()


def test_a_warning_keeps_it_a_konsep(journey: Journey, stops: Stops) -> None:
    stops.failing.add("orders_come_early")
    journey.ingest()
    journey.build()
    journey.draft()
    assert journey.publish() is None
    assert [finding.severity for finding in journey.findings] == ["warning"]
    assert journey.konsep is not None
    assert journey.waits.told() == "1 open warning"
    assert stops.calls == ["ingest", "build", "draft", "keep"]


def test_a_blocking_finding_holds_the_report_back(journey: Journey, stops: Stops) -> None:
    stops.findings.append(Finding("blocking", delivery="order.xlsx", message="order.xlsx: cannot be opened"))
    journey.ingest()
    journey.build()
    with pytest.raises(RefusedError, match="cannot be opened"):
        journey.draft()


def test_the_rows_behind_a_failed_test_become_findings_with_file_sheet_and_row(journey: Journey, stops: Stops) -> None:
    stops.failing.add("no_order_is_negative")
    journey.ingest()
    journey.build()
    [finding] = journey.findings
    assert (finding.severity, finding.delivery, finding.sheet, finding.row) == ("blocking", "order.xlsx", "Data", 7)
    assert (finding.rule, finding.column, finding.value) == ("no_order_is_negative", "jumlah", "-1")
    assert finding.message == (
        "order.xlsx, sheet 'Data', row 7: jumlah '-1'; expected: no order is negative;"
        " correct it and deliver the file again"
    )


def test_a_result_that_nobody_announced_is_an_error(journey: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration import ingestion

    surprise = CheckResult("surprise", "raw_orders.service_orders", "raw", "validity", "error", passed=True)
    monkeypatch.setattr(ingestion, "run_suites", lambda *_: [surprise])
    with pytest.raises(RuntimeError, match="without being announced"):
        journey.ingest()
    assert "surprise" in journey.error


def test_the_warehouse_of_another_quarter_is_not_built_on(journey: Journey, stops: Stops) -> None:
    journey.ingest()
    later = Journey(journey.workspace, Quarter(2025, 3), doubles.plan())
    with pytest.raises(RefusedError, match="holds 2025-TW2"):
        later.build()
    assert stops.calls == ["ingest"]


def test_an_empty_warehouse_is_not_built_on(journey: Journey) -> None:
    with pytest.raises(RefusedError, match="holds nothing"):
        journey.build()


def test_rows_that_break_a_key_are_the_data_s_fault_and_a_broken_query_is_ours(
    journey: Journey, stops: Stops, tmp_path: Path
) -> None:
    stops.broken = 'Constraint Error: Duplicate key "no_order: 7"'
    journey.ingest()
    journey.build()
    with pytest.raises(RefusedError, match=r"rows of which marts\.fct_orders can be built; Constraint Error"):
        journey.settle("marts", "figures")
    assert [finding.severity for finding in journey.findings] == ["blocking"]

    stops.broken = "Binder Error: column nilai not found"
    other = Journey(doubles.workspace(tmp_path / "other"), TW2, doubles.plan())
    other.ingest()
    other.build()
    with pytest.raises(RuntimeError, match="Binder Error"):
        other.settle("marts", "figures")
    assert not other.refusal
    assert "Binder Error" in other.error


def test_progress_names_stop_step_status_and_seconds(stops: Stops, tmp_path: Path) -> None:
    told: list[tuple[str, str, str, float | None]] = []
    journey = Journey(doubles.workspace(tmp_path), TW2, doubles.plan(), on_event=lambda *event: told.append(event))
    journey.ingest()
    assert told[0] == ("raw", "raw", "started", None)
    assert ("raw", "raw_orders.service_orders: values_are_plausible", "passed", None) in told
    stop, name, status, seconds = told[-1]
    assert (stop, name, status) == ("raw", "raw", "done")
    assert seconds is not None
    assert seconds > 0
