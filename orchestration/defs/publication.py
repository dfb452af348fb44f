"""The report: one release folder, published as a whole or not at all."""

from collections.abc import Iterator

import dagster as dg

from orchestration.defs.evidence import asset_key, check_results, check_specs, held_back, markdown_table, tell
from orchestration.defs.links import at_desk, of_quarter
from orchestration.defs.partitions import QUARTERS
from orchestration.defs.speaking import shown
from orchestration.journey.journey import REPORT_STOPS, Journey
from orchestration.journey.plan import REPORT, Plan
from orchestration.language.sentences import say


def build(plan: Plan) -> dg.AssetsDefinition:
    """The asset of the release."""
    # The parts from which the figures are put together, `fig_*`, are not read by the report.
    figures = [key for key in (model.key for model in plan.dbt.models) if key[0] == "figures" and key[1][:4] != "fig_"]

    @dg.multi_asset(
        name="publication",
        specs=[
            dg.AssetSpec(
                asset_key(REPORT),
                deps=[asset_key(key) for key in figures],
                description=shown(
                    say(
                        "The quarter's report and its evidence: `<reports>/<quarter>/rN/`, immutable. Refuses unless"
                        " every announced check of the same run passed; unchanged content publishes nothing, and what"
                        " waits for answers or approval becomes the konsep of the quarter."
                    )
                ),
                group_name="report",
                metadata=at_desk(),
                skippable=True,
            )
        ],
        check_specs=check_specs(plan.checks_of(*REPORT_STOPS)),
        partitions_def=QUARTERS,
        required_resource_keys={"journey"},
    )
    def publication(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        journey: Journey = context.resources.journey
        with held_back():
            journey.catch_up()
            checks = journey.draft()
        if any(result.blocks for result in checks) or journey.missing(*REPORT_STOPS):
            # The report stays a draft.
            yield from check_results(checks)
            tell(context.log, journey.findings)
            with held_back():
                journey.settle(*REPORT_STOPS)
        with held_back():
            release = journey.publish()
        if release is None:
            # Nothing is published: a konsep is no release.
            text = say("konsep in {folder}: it waits for {what}", folder=journey.konsep, what=journey.waits.told())
            context.log.warning(shown(text))
            tell(context.log, journey.findings)
            yield from check_results(checks)
            return
        yield dg.MaterializeResult(
            asset_key=asset_key(REPORT),
            metadata={
                "release": f"r{release.number}",
                "published": release.published,
                "folder": dg.MetadataValue.path(str(release.path)),
                **of_quarter(context.partition_key, "rilis", f"r{release.number}"),
                "indicators": dg.MetadataValue.md(markdown_table(journey.indicators())),
                **{
                    path.name: dg.MetadataValue.path(str(path))
                    for path in sorted(release.path.iterdir())
                    if path.name.startswith(("laporan.", "tabel."))
                },
            },
        )
        yield from check_results(checks)

    return publication
