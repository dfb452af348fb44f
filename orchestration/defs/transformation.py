"""dbt's models, built and tested together in one step by one call of dbt."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.defs.evidence import asset_key, check_key, check_results, check_specs, held_back, table_key, tell
from orchestration.defs.lineage import Drawn
from orchestration.defs.partitions import QUARTERS
from orchestration.defs.speaking import shown
from orchestration.journey.journey import MODEL_STOPS, Journey
from orchestration.journey.plan import Plan
from orchestration.language.sentences import as_declared, say
from orchestration.transformation.project import Model, stop_of


def build(plan: Plan, drawn: Drawn) -> dg.AssetsDefinition:
    """The asset of everything dbt builds, with what is drawn of its lineage."""

    @dg.multi_asset(
        name="transformation",
        specs=[
            dg.AssetSpec(
                asset_key(model.key),
                deps=[asset_key(upstream) for upstream in model.upstream],
                description=shown(as_declared(model.description)),
                group_name=stop_of(model.key),
                kinds={"dbt", "duckdb"},
                metadata={"dbt model": model.path, "materialized": model.materialized, **drawn.get(model.key, {})},
                skippable=True,
            )
            for model in plan.dbt.models
        ],
        check_specs=check_specs(plan.checks_of(*MODEL_STOPS)),
        partitions_def=QUARTERS,
        required_resource_keys={"journey"},
        can_subset=True,
    )
    def transformation(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        journey: Journey = context.resources.journey
        wanted = context.selected_asset_keys
        asked = context.selected_asset_check_keys
        whole = len(wanted) == len(plan.dbt.models)
        known = len(journey.findings)
        with held_back():
            tables = [*wanted, *(check.asset_key for check in asked)]
            result = journey.build() if whole else journey.build_part(dict.fromkeys(map(table_key, tables)))
        for built in result.models:
            if built.status == "built" and asset_key(built.model.key) in wanted:
                yield dg.MaterializeResult(
                    asset_key=asset_key(built.model.key),
                    metadata={
                        "dagster/relation_identifier": ".".join(built.model.key),
                        "dagster/row_count": built.rows,
                        "dagster/column_schema": _schema(built.model, built.columns),
                        "seconds": round(built.seconds, 3),
                    },
                )
        yield from check_results(checked for checked in result.checks if check_key(checked) in asked)
        tell(context.log, journey.findings[known:])
        if whole:
            with held_back():
                journey.settle(*MODEL_STOPS)
        elif result.failed:
            told = "\n".join(f"{'.'.join(failed.model.key)}: {failed.message}" for failed in result.failed)
            raise dg.Failure(description=shown(say("not built:\n{models}", models=told)), allow_retries=False)

    return transformation


def _schema(model: Model, columns: dict[str, str]) -> Any:
    """The columns as the warehouse has them, with the words of the model's documentation."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(name=name, type=kind, description=model.columns.get(name, ("", ""))[1] or None)
            for name, kind in columns.items()
        ]
    )
