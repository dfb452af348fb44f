"""From the exports of a quarter to a published report: one package a stop of the journey, and their orchestration.

Belongs here: nothing but the quieting of warnings that every process would otherwise print before its first line.
"""

import warnings

# Dagster announces names that are not yet final by a warning at each use. The versions are pinned exactly and a test
# exercises every such name, so the announcement tells a reader of our output nothing.
warnings.filterwarnings("ignore", message=r".*is currently in (beta|preview), and may have breaking changes")
# Spark speaks of versions of pandas, in which nothing is handed over here.
warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
