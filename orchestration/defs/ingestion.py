"""The raw tables, loaded together in one step: a delivery may feed several of them, and they stand or fall together."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.defs.evidence import asset_key, check_results, check_specs, held_back, tell
from orchestration.defs.partitions import QUARTERS
from orchestration.journey.journey import RAW_STOPS, Journey
from orchestration.journey.plan import Plan

LANDING = dg.AssetKey(["sources", "landing"])
PROFILE = dg.AssetKey(["sources", "unit"])


def files() -> list[dg.AssetSpec]:
    """Where the journey starts: what people put into the workspace. Not made here, so only named."""
    return [
        dg.AssetSpec(
            LANDING,
            group_name="file",
            description="The deliveries as their senders named them, one folder a quarter: `landing/2025-TW2/`.",
        ),
        dg.AssetSpec(
            PROFILE,
            group_name="file",
            description="The unit's profile, its policies, service catalogue, holidays: `unit.yaml`, `reference/`.",
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
                description=description,
                group_name="raw",
                kinds={"duckdb"},
                # Without a result of its own a table is not materialised, whatever became of the step.
                skippable=True,
            )
            for key, description in plan.raw.items()
        ],
        check_specs=check_specs(plan.checks_of(*RAW_STOPS)),
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
                    "rejected": table.rejected,
                    "deliveries": dg.MetadataValue.json(table.deliveries),
                }
            yield dg.MaterializeResult(asset_key=asset_key(key), metadata=metadata)
        yield from check_results(result.checks)
        tell(context.log, journey.findings[known:])
        with held_back():
            journey.settle(*RAW_STOPS)

    return ingestion
