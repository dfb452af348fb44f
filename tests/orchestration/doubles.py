"""Stand-ins for the three stops, so that their orchestration is tested in seconds.

The plan is small but shaped like the real one: a raw table with a check, a bookkeeping table, a model with a blocking
and a warning test, the figures, the report.
"""

from __future__ import annotations

import hashlib
import json
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from orchestration import ingestion
from orchestration.checks.asking import delivered_as, questions
from orchestration.checks.evidence import CheckResult, Finding
from orchestration.journey.plan import REPORT, AnnouncedCheck, Plan
from orchestration.publication.evidence import former_releases
from orchestration.publication.evidence.former_releases import Formers
from orchestration.release import held_back, writing
from orchestration.release.answers import match
from orchestration.release.hold import Hold
from orchestration.release.signing import Signing
from orchestration.release.states import as_manifest
from orchestration.release.writing import Release
from orchestration.transformation.build import BuildResult, ModelResult
from orchestration.transformation.project import DataTest, DbtProject, Model
from orchestration.workspace.profile import Profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace

ORDERS, DELIVERIES = ("raw_orders", "service_orders"), ("raw_ingestion", "deliveries")
MART, FIGURES = ("marts", "fct_orders"), ("figures", "figures")


def figures_csv(deliveries: dict[str, str]) -> bytes:
    """Figures of one indicator, and one that is another for other deliveries."""
    digest = hashlib.sha256(json.dumps(deliveries).encode()).hexdigest()[:12]
    return (
        "figure_id,indicator,label,unit,printed\n"
        'TJ.1.realisasi,TJ.1,Indeks Kepuasan,Indeks,"3,79"\n'
        'TJ.1.target,TJ.1,Indeks Kepuasan,Indeks,"3,60"\n'
        'TJ.1.capaian,TJ.1,Indeks Kepuasan,Persen,"105,28"\n'
        f"TJ.1.responden,TJ.1,Responden,Orang,{digest}\n"
    ).encode()


SHA = "abcdef012345" + "0" * 52


@dataclass(frozen=True)
class RawTable:
    """What ingestion declares."""

    name: str
    kind: str
    description: str = "One row per row."


@dataclass(frozen=True)
class Delivery:
    """A file in use."""

    label: str
    kinds: tuple[str, ...]
    quarter: str = "2025-TW2"
    rows_accepted: int = 10
    rows_rejected: int = 2


@dataclass(frozen=True)
class Tally:
    """Rows of a raw table."""

    rows: int
    rejected: int


@dataclass
class Stops:
    """What the stand-ins do; a test changes what it is about.

    Attributes:
        failing: names of checks that do not hold.
        silent: names of checks that give no result.
        broken: message of dbt for the model of the mart; empty when it can be built.
        findings: of ingestion.
        calls: what was called, in order.
        write: called before the release is written; a test lets it break.
    """

    failing: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    broken: str = ""
    findings: list[Finding] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    write: Callable[[], None] | None = None

    def results(self, checks: list[AnnouncedCheck]) -> list[CheckResult]:
        """The results of some checks."""
        return [
            CheckResult(
                name=check.name,
                target="laporan.html" if check.stop == "report" else ".".join(check.key),
                stop=check.stop,
                dimension=check.dimension,
                severity=check.severity,
                passed=check.name not in self.failing,
                counts={"failed": int(check.name in self.failing)},
                samples=[{"_source_row_id": f"{SHA[:12]}:Data#7", "jumlah": "-1"}]
                if check.name in self.failing
                else [],
                description=check.description,
            )
            for check in checks
            if check.name not in self.silent
        ]


def plan() -> Plan:
    """What the stand-ins announce."""
    models = [
        Model(
            "model.p.fct_orders",
            MART,
            "One row per order.",
            "table",
            {"jumlah": ("bigint", "units")},
            [ORDERS],
            "m.sql",
        ),
        Model(
            "model.p.figures", FIGURES, "One row per figure.", "table", {}, [MART, ("reference", "periode")], "f.sql"
        ),
    ]
    tests = [
        DataTest("t1", "no_order_is_negative", MART, [], "error", "validity", "", "no order is negative"),
        DataTest("t2", "orders_come_early", MART, [], "warn", "timeliness", "late ones are usual", "orders come early"),
        DataTest("t3", "figures_equal_orders", FIGURES, [MART], "error", "consistency", "", "figures equal orders"),
    ]
    checks = [
        AnnouncedCheck(DELIVERIES, "every_row_is_accounted_for", "error", "completeness", "every row is accounted for"),
        AnnouncedCheck(ORDERS, "values_are_plausible", "error", "validity", "values are plausible"),
        *(
            AnnouncedCheck(test.key, test.name, test.severity, test.dimension, test.description, test.reason)
            for test in tests
        ),
        AnnouncedCheck(REPORT, "every_number_is_tagged", "error", "validity", "every number is tagged"),
    ]
    raw = {ORDERS: "One row per order line.", DELIVERIES: "One row per file.", ("reference", "periode"): "The quarter."}
    return Plan(raw=raw, dbt=DbtProject(models, tests, {}), checks=tuple(checks))


def install(monkeypatch: pytest.MonkeyPatch) -> Stops:
    """Puts the stand-ins in place of ingestion, dbt and publication for the length of a test."""
    stops = Stops()
    announced = plan()

    def ingest(
        workspace: Workspace, quarter: Any, connection: Any, profile: Any, before: Any, delivered_as: Any
    ) -> Any:
        stops.calls.append("ingest")
        connection.execute("CREATE SCHEMA IF NOT EXISTS raw_ingestion")
        connection.execute(
            "CREATE OR REPLACE TABLE raw_ingestion.deliveries AS "
            f"SELECT '{SHA}' AS _delivery_sha256, 'order.xlsx' AS file_name, 1 AS delivery_order"
        )
        return types.SimpleNamespace(
            checks=stops.results([check for check in announced.checks if check.key == DELIVERIES]),
            findings=list(stops.findings),
            tables={".".join(ORDERS): Tally(rows=12, rejected=2)},
            deliveries=[Delivery("order.xlsx", ("service_orders",)), Delivery("sbs.csv", ("sbs",))],
        )

    def run_suites(connection: Any, tables: Any, workspace: Workspace) -> list[CheckResult]:
        return stops.results([check for check in announced.checks if check.key == ORDERS])

    def build(workspace: Workspace, project: Path, contents: DbtProject, on_event: Any, only: Any = ()) -> Any:
        stops.calls.append(" ".join(["build", *(table for _, table in only)]))
        return BuildResult(
            models=[
                ModelResult(model, "failed", 0.01, stops.broken)
                if stops.broken and model.key == MART
                else ModelResult(model, "built", 0.01, rows=10, columns={"jumlah": "BIGINT"})
                for model in contents.models
            ],
            checks=stops.results(announced.checks_of("marts", "figures")),
        )

    def draft(
        quarter: Any,
        connection: Any,
        profile: Any,
        checks: list[CheckResult],
        findings: list[Finding],
        inputs: dict[str, Any],
        formers: Formers,
        contracts: Any,
        hold: Hold,
        supplied: Any,
    ) -> Any:
        stops.calls.append("draft")
        own = stops.results(announced.checks_of("report"))
        answered = match(questions(findings, delivered_as(inputs["deliveries"])), hold.answers)
        files = {"figures.csv": figures_csv(inputs["deliveries"]), "laporan.html": b"<p>laporan</p>", **hold.inputs}
        files |= {"findings.csv": held_back.as_file(findings), "checks.json": b"[]"}
        waits = hold.waits(answered, files)
        return types.SimpleNamespace(checks=[*checks, *own], findings=list(findings), files=files, waits=waits)

    def publish_draft(
        workspace: Workspace, quarter: Quarter, connection: Any, profile: Profile, made: Any, inputs: dict[str, Any]
    ) -> Release:
        stops.calls.append("write")
        if stops.write is not None:
            stops.write()
        folder = workspace.reports / quarter.code
        signing = Signing(workspace, one(profile).unit.model_dump())
        return writing.write(folder, quarter, one(profile), made.files, {}, inputs, evidence, signing)

    def keep_konsep(
        workspace: Workspace, quarter: Quarter, connection: Any, profile: Profile, made: Any, inputs: dict[str, Any]
    ) -> Path:
        stops.calls.append("keep")
        folder = workspace.reports / quarter.code
        waits = as_manifest(made.waits)
        return writing.write_konsep(folder, quarter, one(profile), made.files, {}, inputs, evidence, waits)

    def one(profile: Profile) -> Profile:
        return profile.model_copy(update={"indikator": profile.indikator[:1]})

    def evidence(path: Path) -> None:
        path.write_bytes(b"the rows behind the figures")

    tables = (RawTable(".".join(ORDERS), "service_orders"), RawTable(".".join(DELIVERIES), ""))
    for name, value in {"ASSETS": tables, "RAW_TABLES": tables[:1], "ingest": ingest, "run_suites": run_suites}.items():
        monkeypatch.setattr(ingestion, name, value, raising=False)
    monkeypatch.setattr(former_releases, "find_formers", lambda *_: Formers())
    # Rows that no ingestion has loaded are not known again.
    monkeypatch.setattr("orchestration.ingestion.judging.remembered.judged", lambda ask, *given: ask(*given))
    for module, names in (
        ("orchestration.transformation.build", {"build": build}),
        (
            "orchestration.publication.release",
            {"draft": draft, "publish_draft": publish_draft, "keep_konsep": keep_konsep},
        ),
    ):
        stand_in = types.ModuleType(module)
        vars(stand_in).update(names)
        monkeypatch.setitem(sys.modules, module, stand_in)
    return stops


def workspace(folder: Path) -> Workspace:
    """A workspace with the sample profile and an empty state."""
    return Workspace(PROJECT / "sources", folder / "state", folder / "reports")
