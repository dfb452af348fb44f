"""The three steps of a run and the evidence they leave, without an orchestrator.

Belongs here: the order of the steps, what each needs of the one before, which checks were announced and which of them
gave a result. Not here: how a step does its work (ingestion, transformation, publication) and how it is shown
(defs/).

A report is published on evidence, not on the absence of complaints: before publication every announced check must have
passed in this very run. A check that gave no result holds the report back like one that failed.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.checks.catalogue import named
from orchestration.checks.evidence import CheckResult, Finding, grouped
from orchestration.checks.telling import delivered_files, findings_of
from orchestration.checks.weights import weigh, weigh_findings
from orchestration.declarations import ConfigurationError
from orchestration.journey import bounds, earlier, joining
from orchestration.journey.plan import DBT_PROJECT, REPORT, AnnouncedCheck, Plan, key_of
from orchestration.journey.replaced import holdings_before
from orchestration.language.sentences import NOTHING, Sentence, joined, said, say
from orchestration.release import former_figures, held_back, inputs, looked, states, status, writing
from orchestration.release.hold import hold_of, open_among
from orchestration.release.reading import read_indicators
from orchestration.release.states import State, Waits
from orchestration.transformation.project import TableKey
from orchestration.workspace import database, salvage
from orchestration.workspace.profile_loading import check_calendar, load_profile
from orchestration.workspace.reference import write_reference

if TYPE_CHECKING:
    import duckdb

    from orchestration.journey.loaded import RawResult
    from orchestration.publication.evidence.former_releases import Formers
    from orchestration.publication.evidence.hindsight import Hindsight
    from orchestration.publication.release import Draft
    from orchestration.release.writing import Release
    from orchestration.transformation.build import BuildResult, ModelResult
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

OnEvent = Callable[[str, str, str, float | None], None]
"""Called with stop, name of table or check, status and seconds (None when not timed) as things happen."""


class RefusedError(RuntimeError):
    """The quarter is held back: the text is for the steward; the release that stands stays as it is."""


def asset_of(result: CheckResult) -> TableKey:
    """The asset at which a result is shown: its table, or the report for what looked at a file of the release."""
    return REPORT if result.stop == "report" else key_of(result.target)


@dataclass(frozen=True)
class Approval:
    """That a person approves what a run drafts.

    Attributes:
        by: who.
        note: a remark; may be empty.
    """

    by: str
    note: str = ""


RAW_STOPS = ("raw",)
MODEL_STOPS = ("staging", "intermediate", "marts", "figures")
REPORT_STOPS = ("report",)


@dataclass
class Journey:
    """One run of one quarter: `ingest`, `build`, `draft`, `publish` in that order, `settle` after the first three.

    A draft that waits for answers or approval is kept by `publish` as the konsep of the quarter, and is no release.

    Attributes:
        workspace: where.
        quarter: which.
        plan: what is to be written and checked.
        on_event: told of progress.
        publishes: whether it is to end with a release; a refusal is then kept beside the releases.
        approval: who approves what it drafts, when a person does.
        delivered_as: landing path to the SHA-256 of what was delivered, where the archive is read in its place.
        checks: results so far.
        findings: findings so far.
        made: the rendered report, set by `draft`.
        release: set by `publish`, unless the draft waits.
        konsep: set by `publish`, when it does.
        models: what became of each model.
        broken: those that could not be built.
        refusal: why the quarter is held back, in words; empty while nothing holds it back.
        silent: announced checks that it is held back for because they gave no result.
        error: what broke, with the traceback, when something did; empty otherwise.
        misconfigured: what broke, when it is a template that shows only in use that it is wrong.
    """

    workspace: Workspace
    quarter: Quarter
    plan: Plan
    on_event: OnEvent = lambda *_: None
    dbt_project: Path = DBT_PROJECT
    publishes: bool = True
    approval: Approval | None = None
    delivered_as: Mapping[str, str] = field(default_factory=dict)
    checks: list[CheckResult] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    made: Draft | None = None
    release: Release | None = None
    konsep: Path | None = None
    refusal: Sentence = NOTHING
    silent: list[AnnouncedCheck] = field(default_factory=list)
    error: str = ""
    misconfigured: ConfigurationError | None = None
    models: list[ModelResult] = field(default_factory=list)
    broken: list[ModelResult] = field(default_factory=list)

    @cached_property
    def profile(self) -> Profile:
        """The unit's profile, read once a run.

        Raises:
            ConfigurationError: it is wrong, or its holidays do not cover the quarter.
        """
        profile = load_profile(self.workspace, self.quarter)
        check_calendar(self.workspace, profile, self.quarter)
        return profile

    @cached_property
    def inputs(self) -> dict[str, Any]:
        """What the report is made from; read before the first row is, so that it names what the run saw."""
        return inputs.collect(self.workspace, self.quarter)

    def ingest(self) -> RawResult:
        """Loads what has landed, and the reference data, into the warehouse, and judges both."""
        from orchestration.ingestion import RAW_TABLES, ingest, load_contracts, run_suites, settled
        from orchestration.ingestion.judging.remembered import judged
        from orchestration.journey.loaded import raw_result

        with self._step("raw"):
            self.inputs  # noqa: B018 - taken now, see above
            self._salvage()
            with self._warehouse() as connection:
                before = holdings_before(self.workspace.reports / self.quarter.code)
                result = ingest(self.workspace, self.quarter, connection, self.profile, before, self.delivered_as)
                write_reference(connection, self.profile, self.quarter)
                former_figures.write_former(connection, self.workspace, self.quarter)
                suites = weigh(judged(run_suites, connection, RAW_TABLES, self.workspace), self.profile.weights)
                told = settled([*result.findings, *findings_of_checks(connection, suites)])
                self.findings += self._weighed(told)
            checks = [*weigh(result.checks, self.profile.weights), *suites]
            self._record(checks, RAW_STOPS, tell=True)
        return raw_result(result, load_contracts(self.workspace.contracts), checks)

    def build(self) -> BuildResult:
        """Builds and tests the models over what was loaded."""
        from orchestration.transformation.build import build

        with self._step("models"):
            self._demand_this_quarter()
            result = build(self.workspace, self.dbt_project, self.plan.dbt, self.on_event)
            result.checks[:] = weigh(result.checks, self.profile.weights)
            # dbt's events have told of them while they ran.
            self._record(result.checks, MODEL_STOPS, tell=False)
            with self._warehouse() as connection:
                self._compare(result, connection)
                self.models, self.broken = result.models, result.failed
                blocked = any(check.blocks for check in result.checks)
                unsound = [failed.as_check() for failed in self.broken if failed.violates_constraint or blocked]
                self.findings.extend(findings_of_checks(connection, [*result.checks, *unsound]))
        return result

    def build_part(self, tables: Iterable[TableKey]) -> BuildResult:
        """Builds and tests some models, with what they are made of, over what was ingested before.

        They can be looked at; they are no evidence for a report, which is built as a whole.

        Raises:
            RefusedError: another quarter was ingested last, or none; the quarter itself is not held back by that.
        """
        from orchestration.transformation.build import build

        self._demand_this_quarter()
        result = build(self.workspace, self.dbt_project, self.plan.dbt, self.on_event, tables)
        result.checks[:] = weigh(result.checks, self.profile.weights)
        return result

    def catch_up(self) -> None:
        """Takes the steps before the report that this run was not asked for; in a whole run there are none.

        Raises:
            RefusedError: as `settle` does.
        """
        if not self.checks:
            self.ingest()
            self.settle(*RAW_STOPS)
        if not self.models:
            self.build()
            self.settle(*MODEL_STOPS)

    def _compare(self, result: BuildResult, connection: duckdb.DuckDBPyConnection) -> None:
        """Adds the comparisons with earlier quarters, once every table is of this one."""
        announced = any(check.name in (*earlier.CHECKS, *bounds.CHECKS) for check in self.plan.checks)
        if not announced or any(built.status != "built" for built in result.models):
            return
        for room in (earlier, bounds):
            compared, told = room.compare(self.workspace, self.quarter, self.profile, connection)
            compared = weigh(compared, self.profile.weights)
            self._record(compared, MODEL_STOPS, tell=True)
            result.checks.extend(compared)
            self.findings.extend(self._weighed(told))
        self.findings.extend(self._weighed(joining.describe(connection)))

    def _weighed(self, findings: list[Finding]) -> list[Finding]:
        return weigh_findings(findings, self.profile.weights)

    @property
    def waits(self) -> Waits:
        """What the draft waits for; nothing before there is one."""
        return self.made.waits if self.made is not None else Waits()

    def settle(self, *stops: str) -> None:
        """Ends a step: nothing may go on from tables that are missing or wrong, or that nobody looked at.

        Called after the step's results have been shown, so that the history has them whatever comes of this.

        Raises:
            RefusedError: an announced check failed, or gave no result though none failed, or the data of the quarter
                break a constraint of a model.
            RuntimeError: a model could not be built for another reason, and no check failed before it.
        """
        with self._step(stops[0], silent=True):
            if any(result.blocks for result in self.checks):
                # What failed explains by itself why that behind it has no result, or could not be built.
                raise self._refused(missing=[])
            if any(not failed.violates_constraint for failed in self.broken):
                lines = [f"{'.'.join(failed.model.key)}: {failed.message}" for failed in self.broken]
                raise RuntimeError("not built:\n" + "\n".join(lines))
            if self.broken:
                raise self._refused(missing=[])
            if missing := self.missing(*stops):
                raise self._refused(missing)

    def draft(self) -> list[CheckResult]:
        """Renders the report without writing it, and reads it back.

        Returns:
            The results of the report's own checks; `settle` or `publish` judges them.

        Raises:
            RefusedError: the evidence of the steps before is not whole, so there is nothing to render.
        """
        from orchestration.publication.document.drawn_before import remembering
        from orchestration.publication.document.supplied import read_supplied
        from orchestration.publication.evidence.former_releases import find_formers
        from orchestration.publication.release import draft

        with self._step("report"):
            self.demand_evidence(*RAW_STOPS, *MODEL_STOPS)
            formers = find_formers(self.workspace, self.quarter)
            formers = replace(formers, today=self._look_back(formers))
            hold = hold_of(self.workspace, self.quarter, self.profile, approved=self.approval is not None)
            with self._warehouse() as connection, remembering(self.workspace.state):
                self.made = draft(
                    self.quarter,
                    connection,
                    self.profile,
                    self.checks,
                    self.findings,
                    self.inputs,
                    formers,
                    self.workspace.contracts,
                    hold,
                    supplied=read_supplied(self.workspace.sources, self.quarter, self.profile),
                )
                own = [result for result in self.made.checks if asset_of(result) == REPORT]
                told = {finding.rule for finding in self.made.findings}
                untold = findings_of_checks(connection, [result for result in own if result.name not in told])
            self.findings = [*self.made.findings, *untold]
            self._record(own, REPORT_STOPS, tell=True)
            looked.keep(self.workspace, self.quarter, self.inputs["deliveries"], self.told())
        return own

    def _look_back(self, formers: Formers) -> dict[Quarter, Hindsight]:
        """The earlier quarters of the year of which something is known now that their reports did not know."""
        from orchestration.ingestion import load_contracts
        from orchestration.publication.evidence.hindsight import look_back
        from orchestration.transformation.earlier import as_known_today, is_told_otherwise

        if not formers.earlier:
            return {}
        contracts = load_contracts(self.workspace.contracts)
        with self._warehouse() as connection:
            told = {
                quarter: former
                for quarter, former in formers.earlier.items()
                if not former.is_made_by(self.inputs)
                or is_told_otherwise(connection, contracts, quarter, former.files.keys())
            }
        today = {}
        for quarter, former in told.items():
            folder = self.workspace.state / "earlier"
            held = load_profile(self.workspace, quarter)
            with as_known_today(self.workspace.warehouse, folder, quarter, held, self.models) as connection:
                today[quarter] = look_back(former.path, connection)
        return today

    def publish(self) -> Release | None:
        """Publishes the drafted report, if the evidence for it is whole; what waits becomes the konsep of the quarter.

        Returns:
            The release; None for a konsep.

        Raises:
            RefusedError: an announced check failed or gave no result, or a finding blocks.
        """
        from orchestration.publication.release import keep_konsep, publish_draft

        folder = self.workspace.reports / self.quarter.code
        with self._step("release"):
            self.demand_evidence()
            if self.made is None:
                raise RuntimeError("nothing is drafted; `draft` comes before `publish`")
            keep = keep_konsep if self.waits else publish_draft
            approval = self.approval or Approval("")
            act = states.acting(folder, states.PUBLICATION, approval.by, approval.note)
            with self._warehouse(beside=folder) as connection, act:
                kept = keep(self.workspace, self.quarter, connection, self.profile, self.made, self.inputs)
                if isinstance(kept, Path):
                    self.konsep = kept
                    states.record(folder, status.RUN, State.KONSEP, release=kept.name, reason=self.waits.told())
                else:
                    self.release = kept
                    states.note_release(folder, kept.path.name, approval.by, approval.note)
                    writing.drop_konsep(folder)
            held_back.clear(self.workspace, self.quarter)
        return self.release

    def indicators(self) -> list[dict[str, str]]:
        """The indicators of the release as it prints them."""
        return read_indicators(self.release.path) if self.release else []

    def demand_evidence(self, *stops: str) -> None:
        """Refuses unless every announced check passed in this run and no finding blocks.

        Args:
            stops: whose checks are demanded; by default all.

        Raises:
            RefusedError: naming what failed, what is missing, what blocks.
        """
        missing = self.missing(*stops)
        blocked = any(result.blocks for result in self.checks) or any(f.severity == "blocking" for f in self.findings)
        if missing or blocked:
            raise self._refused(missing)

    def _refused(self, missing: list[AnnouncedCheck]) -> RefusedError:
        """The refusal for what failed, what has no result and what was found; a line each."""
        self.silent = missing
        failed = [(result.target, result.name) for result in self.checks if result.blocks]
        lines = [say("failed: {table} {check}", table=table, check=named(name)) for table, name in failed]
        silent = [(".".join(check.key), check.name) for check in missing]
        lines += [say("no result: {table} {check}", table=table, check=named(name)) for table, name in silent]
        causes = [cause for cause in grouped(self.findings) if cause.severity == "blocking"]
        lines += [say("finding: {finding}", finding=cause.line()) for cause in causes]
        head = say("{quarter} is held back:", quarter=self.quarter)
        return RefusedError(joined("\n  ", [head, *lines]))

    def told(self) -> list[Finding]:
        """The findings, and whatever else holds the quarter back: a check without a result, a warehouse of another."""
        silent = [
            Finding(
                "blocking",
                rule=check.name,
                message=say(
                    "{table}: the check '{check}' gave no result; expected: one in every run; run again, and"
                    " if it stays silent, the fault is the program's: report it with these words",
                    table=".".join(check.key),
                    check=named(check.name),
                ),
            )
            for check in self.silent
        ]
        told = [*self.findings, *silent]
        if self.refusal and not any(finding.severity == "blocking" for finding in told):
            told.append(Finding("blocking", message=self.refusal))
        return told

    def missing(self, *stops: str) -> list[AnnouncedCheck]:
        """Announced checks of some stops, by default of all, that gave no result in this run."""
        seen = {(asset_of(result), result.name) for result in self.checks}
        wanted = self.plan.checks_of(*stops) if stops else self.plan.checks
        return [check for check in wanted if (check.key, check.name) not in seen]

    def _record(self, results: Iterable[CheckResult], stops: tuple[str, ...], *, tell: bool) -> None:
        """Keeps results; one that nobody announced would be seen by nobody."""
        announced = {(check.key, check.name) for check in self.plan.checks_of(*stops)}
        for result in results:
            if (asset_of(result), result.name) not in announced:
                raise RuntimeError(f"{result.target}: check '{result.name}' ran without being announced")
            self.checks.append(result)
            if tell:
                self.on_event(result.stop, f"{result.target}: {result.name}", _status(result), None)

    def _demand_this_quarter(self) -> None:
        """The warehouse holds one quarter at a time; another one's rows would pass for this one's."""
        with self._warehouse() as connection:
            known = connection.execute(
                "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'reference' AND table_name = 'periode'"
            ).fetchone()
            is_there = known is not None and known[0] > 0
            loaded = connection.execute("SELECT triwulan FROM reference.periode").fetchone() if is_there else None
        if loaded is None or loaded[0] != self.quarter.code:
            raise RefusedError(
                say(
                    "the warehouse holds {loaded}; to build {quarter} materialise its raw assets first, or in the same"
                    " run",
                    loaded=loaded[0] if loaded else say("nothing"),
                    quarter=self.quarter,
                )
            )

    def _salvage(self) -> None:
        """A damaged warehouse is made anew from what was received; the steward is told."""
        aside = salvage.sound_warehouse(self.workspace.warehouse)
        if aside is not None:
            self.on_event("raw", f"damaged warehouse put aside as {aside.name}, made anew", "rebuilt", None)

    @contextmanager
    def _warehouse(self, beside: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        self.workspace.warehouse.parent.mkdir(parents=True, exist_ok=True)
        with database.connect(self.workspace.warehouse, beside=beside) as connection:
            yield connection

    def _keep_refusal(self) -> None:
        """Leaves the rows that hold the quarter back beside its releases, and what can be answered meanwhile.

        A konsep of other inputs goes.
        """
        folder = self.workspace.reports / self.quarter.code
        warnings = open_among(self.workspace, self.quarter, self.told(), self.inputs["deliveries"])
        held_back.write(self.workspace, self.quarter, self.told(), [warning.record() for warning in warnings])
        writing.drop_konsep(folder)
        states.record(folder, status.RUN, states.standing(self.workspace, self.quarter).state)

    @contextmanager
    def _step(self, name: str, *, silent: bool = False) -> Iterator[None]:
        """Tells of a step's begin and end, and keeps what ended it."""
        tell = (lambda *_: None) if silent else self.on_event
        began = time.monotonic()
        tell(name, name, "started", None)
        try:
            yield
        except RefusedError as refusal:
            self.refusal = said(refusal)
            tell(name, name, "refused", time.monotonic() - began)
            looked.keep(self.workspace, self.quarter, self.inputs["deliveries"], self.told())
            if self.publishes:
                self._keep_refusal()
            raise
        except Exception as error:
            self.error = traceback.format_exc()
            self.misconfigured = error if isinstance(error, ConfigurationError) else None
            tell(name, name, "failed", time.monotonic() - began)
            raise
        tell(name, name, "done", time.monotonic() - began)


def _status(result: CheckResult) -> str:
    if result.passed:
        return "passed"
    return "failed" if result.blocks else "warned"


def findings_of_checks(connection: duckdb.DuckDBPyConnection, results: Iterable[CheckResult]) -> list[Finding]:
    """What a steward reads of the checks that failed."""
    return findings_of(results, lambda: delivered_files(connection))
