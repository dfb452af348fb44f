"""Which engine computes the models, and where it is: the variables that say so.

Belongs here: what is asked for, and whether it is there. Not here: how an engine works (transformation/engines.py).
"""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from orchestration.language.sentences import say

DUCKDB, SPARK = "duckdb", "spark"
ENGINES = (DUCKDB, SPARK)
"""What dbt's profile calls them, too."""

VARIABLE = "TRIWULAN_ENGINE"
ADDRESS = "TRIWULAN_SPARK"
"""Where Spark is: `local[N]` with so many threads, or `sc://HOST:15002`, a cluster that is reached by Spark Connect."""
FOLDER = "TRIWULAN_SPARK_FOLDER"
"""Where tables are handed over as parquet; whoever computes has to see it under the same path."""

HERE = "local[2]"


class EngineError(ValueError):
    """What is asked for does not exist, or is not installed; the message says what to do."""


def chosen() -> str:
    """The engine that is asked for; DuckDB where none is."""
    return os.environ.get(VARIABLE, "").strip() or DUCKDB


def address() -> str:
    """Where Spark is."""
    return os.environ.get(ADDRESS, "").strip() or HERE


def folder(usual: Path) -> Path:
    """Where tables are handed over."""
    given = os.environ.get(FOLDER, "").strip()
    return Path(given).expanduser().absolute() if given else usual


def is_elsewhere() -> bool:
    """Whether Spark runs in another process, which is reached by Spark Connect."""
    return address().startswith("sc://")


def demand_there() -> None:
    """Checks what is asked for without loading it.

    Raises:
        EngineError: see there.
    """
    if chosen() not in ENGINES:
        raise EngineError(
            say(
                "{variable}={value}: expected one of {engines}",
                variable=VARIABLE,
                value=chosen(),
                engines=", ".join(ENGINES),
            )
        )
    if chosen() == DUCKDB:
        return
    if not address().startswith(("local", "sc://")):
        raise EngineError(
            say(
                "{variable}={value}: expected local[N], or sc://HOST:15002 of Spark Connect",
                variable=ADDRESS,
                value=address(),
            )
        )
    if find_spec("pyspark") is None or find_spec("dbt.adapters.spark") is None:
        raise EngineError(
            say("the engine spark is not installed; in the environment of the program: pip install 'triwulan[spark]'")
        )
    if not is_elsewhere() and not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise EngineError(
            say(
                "the engine spark needs Java 17, and no java is on the path; install it, set JAVA_HOME, or name a"
                " cluster by {variable}=sc://HOST:15002",
                variable=ADDRESS,
            )
        )
