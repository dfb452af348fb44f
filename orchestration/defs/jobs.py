"""The job: the whole way from the landed files to the report.

Belongs here: the one job. A part of it is launched from the assets page; publication then takes the steps before it
itself, because it demands the evidence of the same run.
"""

import dagster as dg

from orchestration.defs.speaking import shown
from orchestration.language.sentences import say

REPORT_JOB = "quarterly_report"

quarterly_report = dg.define_asset_job(
    REPORT_JOB,
    selection=dg.AssetSelection.all(),
    description=shown(
        say("Ingests what has landed, builds and tests the models, publishes the report of one quarter.")
    ),
    executor_def=dg.in_process_executor,
)
