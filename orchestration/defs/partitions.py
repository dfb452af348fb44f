"""The partitions: one quarter each.

Belongs here: which quarters the interface offers. Dagster's own time windows cannot make a key such as 2025-TW2.
"""

import dagster as dg

from orchestration.workspace.quarters import Quarter

FIRST_YEAR, LAST_YEAR = 2025, 2030

QUARTERS = dg.StaticPartitionsDefinition(
    [Quarter(year, number).code for year in range(FIRST_YEAR, LAST_YEAR + 1) for number in (1, 2, 3, 4)]
)
