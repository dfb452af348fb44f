"""The raw tables, loaded together in one step: a delivery may feed several of them, and they stand or fall together."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import dagster as dg

from orchestration.checks.evidence import SAMPLES, Finding, grouped
from orchestration.defs.evidence import asset_key, check_results, check_specs, held_back, markdown_table, tell
from orchestration.defs.links import at_desk, of_quarter
from orchestration.defs.partitions import QUARTERS
from orchestration.defs.speaking import shown
from orchestration.journey.journey import RAW_STOPS, Journey
from orchestration.journey.plan import Plan
from orchestration.language.sentences import as_declared, say
from orchestration.transformation.project import TableKey

if TYPE_CHECKING:
    from orchestration.journey.loaded import Landed, RawResult

FILES = "its_files_have_no_findings"
"""Check of a raw table that only the interface has: what was found in the files whose rows it holds."""

DELIVERIES: TableKey = ("raw_ingestion", "deliveries")
"""Where a file stands whose rows no table holds."""

LANDING = dg.AssetKey(["sources", "landing"])
PROFILE = dg.AssetKey(["sources", "unit"])


def files() -> list[dg.AssetSpec]:
    """Where the journey starts: what people put into the workspace. Not made here, so only named."""
    return [
        dg.AssetSpec(
            LANDING,
            group_name="file",
            metadata=at_desk(),
            description=shown(
                say("The deliveries as their senders named them, one folder a quarter: `landing/2025-TW2/`.")
            ),
        ),
        dg.AssetSpec(
            PROFILE,
            group_name="file",
            description=shown(
                say("The unit's profile, its policies, service catalogue, holidays: `unit.yaml`, `reference/`.")
            ),
        ),
    ]


def build(plan: Plan) -> dg.AssetsDefinition:
    """The asset of everything ingestion writes."""

    @dg.multi_asset(
        name="ingestion",
        specs=[
            dg.AssetSpec(
                asset_key(key),
                deps=[PROFILE if key[0] == "reference" else LANDING],
                description=shown(as_declared(description)),
                group_name="raw",
                kinds={"duckdb"},
                # Without a result of its own a table is not materialised, whatever became of the step.
                skippable=True,
            )
            for key, description in plan.raw.items()
        ],
        check_specs=[*check_specs(plan.checks_of(*RAW_STOPS)), *_file_specs(plan)],
        partitions_def=QUARTERS,
        required_resource_keys={"journey"},
    )
    def ingestion(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        journey: Journey = context.resources.journey
        known = len(journey.findings)
        with held_back():
            result = journey.ingest()
        for key in plan.raw:
            metadata: dict[str, Any] = {"dagster/relation_identifier": ".".join(key)}
            if table := result.tables.get(".".join(key)):
                metadata |= {
                    "dagster/row_count": table.rows,
                    shown(say("rejected")): table.rejected,
                    shown(say("files")): dg.MetadataValue.json(table.deliveries),
                }
            yield dg.MaterializeResult(asset_key=asset_key(key), metadata=metadata)
        yield from check_results(result.checks)
        yield from _file_results(plan, result, journey.findings[known:], of_quarter(context.partition_key))
        context.log_event(
            dg.AssetObservation(
                LANDING,
                description=shown(say("{count} files", count=len(result.landed))),
                partition=context.partition_key,
                metadata={
                    shown(say("files")): dg.MetadataValue.md(markdown_table(_landed(result.landed))),
                    **of_quarter(context.partition_key),
                },
            )
        )
        tell(context.log, journey.findings[known:])
        with held_back():
            journey.settle(*RAW_STOPS)

    return ingestion


def _file_specs(plan: Plan) -> Iterator[dg.AssetCheckSpec]:
    for key in _tables(plan):
        yield dg.AssetCheckSpec(
            FILES,
            asset=asset_key(key),
            description=shown(
                say("Nothing was found in the files whose rows this table holds; each finding names file and cell.")
            ),
            partitions_def=QUARTERS,
            metadata={"nama": "Berkas sumber tabel ini tanpa temuan"},
        )


def _file_results(
    plan: Plan, result: "RawResult", findings: list[Finding], page: dict[str, Any]
) -> Iterator[dg.AssetCheckResult]:
    """What holds a quarter back or waits for an answer, at the table of the file that it names."""
    causes = [cause for cause in grouped(findings) if cause.severity != "info" and cause.delivery]
    holding = {key: {*found.deliveries} for key in _tables(plan) if (found := result.tables.get(".".join(key)))}
    loaded = set().union(*holding.values())
    for key in _tables(plan):
        files = holding.get(key, set())
        own = [c for c in causes if c.delivery in files or (key == DELIVERIES and c.delivery not in loaded)]
        blocks = any(cause.severity == "blocking" for cause in own)
        metadata: dict[str, Any] = {shown(say("causes")): len(own), **page}
        if own:
            metadata[shown(say("findings"))] = dg.MetadataValue.md(
                markdown_table([_row(cause) for cause in own[:SAMPLES]])
            )
        yield dg.AssetCheckResult(
            asset_key=asset_key(key),
            check_name=FILES,
            passed=not own,
            severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
            description="; ".join(dict.fromkeys(cause.delivery for cause in own)) or shown(say("nothing was found")),
            metadata=metadata,
        )


def _tables(plan: Plan) -> list[TableKey]:
    """Raw tables that hold rows of files, and the register of the files."""
    return [key for key in plan.raw if key == DELIVERIES or key[0] not in (DELIVERIES[0], "reference")]


def _landed(files: "list[Landed]") -> list[dict[str, Any]]:
    return [
        {
            shown(say("file")): file.file,
            shown(say("quarter")): file.quarter,
            shown(say("contents")): ", ".join(file.kinds),
            shown(say("rows")): file.rows,
            shown(say("rejected")): file.rejected,
        }
        for file in files
    ]


def _row(cause: Finding) -> dict[str, Any]:
    return {
        shown(say("file")): cause.delivery,
        shown(say("sheet")): cause.sheet,
        shown(say("row")): ", ".join(map(str, cause.places)),
        shown(say("column")): shown(cause.column),
        shown(say("value")): cause.value,
        shown(say("finding")): shown(cause.message),
    }
