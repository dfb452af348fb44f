"""The schedule: the quarter just closed, when its exports are due.

Belongs here: when. By the fifteenth the applications are closed for the quarter and their exports have been drawn; at
six, before office hours, the run says what is still missing.
"""

import datetime as dt

import dagster as dg
from dagster._utils.schedules import reverse_cron_string_iterator

from orchestration.defs.jobs import quarterly_report
from orchestration.defs.partitions import QUARTERS
from orchestration.defs.speaking import shown
from orchestration.journey import arrivals
from orchestration.language.sentences import say
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace

ZONE = "Asia/Jakarta"


@dg.schedule(
    job=quarterly_report,
    cron_schedule="0 6 15 1,4,7,10 *",
    execution_timezone=ZONE,
    # Runs only while `triwulan ui` does; who starts that wants the quarter's report made when it is due.
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=shown(say("On 15 January, April, July and October at 06:00 WIB: the quarter that closed.")),
)
def closed_quarter(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Asks for a run of the quarter before the one in which the tick lies."""
    day = context.scheduled_execution_time.date()
    quarter = Quarter.containing(day).previous
    if quarter.code not in QUARTERS.get_partition_keys():
        return dg.SkipReason(
            shown(say("{quarter} is not among the partitions; extend defs/partitions.py", quarter=quarter))
        )
    arrived = arrivals.by_quarter(Workspace.resolve()).get(quarter.code)
    if arrived is not None and not arrived.settled:
        return dg.SkipReason(
            shown(say("{quarter} is still being copied; the sensor runs it when its folder is still", quarter=quarter))
        )
    return dg.RunRequest(run_key=f"closed {quarter} {day}", partition_key=quarter.code)


def last_tick(now: dt.datetime) -> dt.datetime:
    """When the schedule last had to ask for a run, in its own zone, whether or not anything made it tick."""
    cron = closed_quarter.cron_schedule
    return next(reverse_cron_string_iterator(now.timestamp(), str(cron), closed_quarter.execution_timezone))
