"""Every act of the program is one event of OpenLineage, made anew of what stands; nothing personal is in it."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from orchestration.lineage import loading
from orchestration.lineage.columns import Column, Lineage, Origin, Table
from orchestration.operations import attending, kept, lineage_events
from orchestration.release import inputs, status
from orchestration.release.states import State
from tests.operations.conftest import TW1, TW2, Kept

SHA = "9803647b97a81612a09452228b4daf7ba5dd48e5258359f98507a056c49dcd2f"


def written(unit: Kept) -> list[dict[str, Any]]:
    text = lineage_events.write(unit.workspace).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def made_from(unit: Kept, models: dict[str, str]) -> None:
    release = unit.publish(TW1)
    manifest = {
        "files": {"figures.csv": {"sha256": "f" * 64}},
        "created_from": {
            "deliveries": {f"{TW1}/sbs.csv": SHA},
            "configuration": {"unit.yaml": "a" * 64},
            "models": models,
        },
    }
    (release / "manifest.json").write_text(json.dumps(manifest))


def test_a_release_is_complete_a_refusal_has_failed_and_a_withdrawal_is_no_run(unit: Kept) -> None:
    made_from(unit, {})
    status.append(unit.workspace.reports / TW1.code, status.WITHDRAW, "r1", State.DITARIK, by="Kepala", reason="keliru")
    unit.hold_back(TW2, "Budi")
    status.append(unit.workspace.reports / TW2.code, status.RUN, "", State.DITAHAN)
    found = written(unit)
    assert [(one["eventType"], len(one["inputs"]), len(one["outputs"])) for one in found] == [
        ("COMPLETE", 2, 1),
        ("FAIL", 0, 0),
    ]
    assert found[0]["inputs"][0]["name"] == "landing/2025-TW1/sbs.csv"
    assert found[0]["inputs"][0]["facets"]["version"]["datasetVersion"] == SHA
    assert found[0]["outputs"][0]["name"] == "reports/2025-TW1/r1/figures.csv"
    assert "Kepala" not in json.dumps(found)
    assert "Budi" not in json.dumps(found)
    assert written(unit) == found, "the same acts are the same events"
    for one in found:  # what OpenLineage 2-0-2 asks of every event and facet
        assert uuid.UUID(one["run"]["runId"])
        assert one["job"].keys() == {"namespace", "name"}
        assert one.keys() >= {"eventTime", "producer", "schemaURL"}
        for dataset in (*one["inputs"], *one["outputs"]):
            assert all(facet.keys() >= {"_producer", "_schemaURL"} for facet in dataset["facets"].values())


@pytest.mark.parametrize("of_today", [True, False])
def test_columns_lead_to_raw_columns_where_the_models_are_those_of_today(
    unit: Kept, monkeypatch: pytest.MonkeyPatch, of_today: bool
) -> None:
    raw = Column("raw_pnbp.sbs", "jumlah")
    tables = {
        raw.table: Table(raw.table, "", {"jumlah": Origin((), "constant")}, (), ()),
        "figures.figures": Table("figures.figures", "", {"value": Origin((raw,), "aggregated")}, (), (raw.table,)),
    }
    monkeypatch.setattr(loading, "cached", lambda *_: Lineage(tables))
    made_from(unit, inputs.models() if of_today else {"models/other.sql": "0" * 64})
    facets = written(unit)[0]["outputs"][0]["facets"]
    if not of_today:
        assert facets.keys() == {"version"}
        return
    [field] = facets["columnLineage"]["fields"]["value"]["inputFields"]
    assert (field["name"], field["field"]) == ("raw_pnbp.sbs", "jumlah")


def test_it_is_written_after_a_run_and_never_backed_up(unit: Kept) -> None:
    unit.publish(TW1)
    assert attending.follow(unit.workspace) == []
    assert (unit.workspace.state / lineage_events.FILE).is_file()
    assert lineage_events.FILE in kept.AGAIN
