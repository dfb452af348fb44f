"""All declarations of one workspace together.

Belongs here: collecting. The interface and the command line call the same function, so both know the same assets.
"""

from __future__ import annotations

import dagster as dg

from orchestration.defs import ingestion, publication, resources, transformation
from orchestration.defs.jobs import quarterly_report
from orchestration.defs.lineage import Drawn
from orchestration.defs.schedules import closed_quarter
from orchestration.defs.sensors import landing_folder
from orchestration.journey.journey import Journey
from orchestration.journey.plan import Plan


def assemble(plan: Plan, journey: Journey | None = None, drawn: Drawn | None = None) -> dg.Definitions:
    """The definitions for what a plan announces.

    Args:
        plan: the assets and checks.
        journey: given to the assets of a run in this process; without it each run makes its own.
        drawn: the models' lineage, for those who look; a run does without.
    """
    models = transformation.build(plan, drawn or {})
    return dg.Definitions(
        assets=[*ingestion.files(), ingestion.build(plan), models, publication.build(plan)],
        jobs=[quarterly_report],
        schedules=[closed_quarter],
        sensors=[landing_folder],
        resources={"journey": resources.journey if journey is None else journey},
        executor=dg.in_process_executor,
    )
