"""Spark: the models computed by it, between the warehouse they are loaded in and the one they are read from.

Belongs here: its session, its statements for dbt, and tables as parquet in both directions. Not here: SQL that Spark
writes its own way (dbt_project/macros/dialect.sql). Import this module where it is used: it loads pyspark and dbt.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dbt.adapters.spark import session as dbt_session
from dbt_common.exceptions import DbtDatabaseError
from pyspark import SparkContext
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from orchestration.transformation.engines import Rows, as_texts
from orchestration.transformation.errors import DbtProjectError
from orchestration.workspace import database, engine

if TYPE_CHECKING:
    from orchestration.transformation.project import Model, TableKey
    from orchestration.workspace.settings import Workspace

SPEAKS = {
    # A number that is none, an overflow and a division by zero end the statement, as in DuckDB; without this they are
    # null or wrap, in silence.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    # Decimals keep their scale, or the statement ends; by itself Spark rounds a product to six decimals.
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.legacy.decimal.retainFractionDigitsOnTruncate": "true",
    # A moment is what the form's clock showed, wherever it is computed.
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.session.timeZone": "UTC",
}
"""What makes Spark mean the same as DuckDB by the same SQL; a cluster's session is told so, too."""

HERE = {
    "spark.driver.memory": "2g",
    # Nobody else's: no page, and no port but on the machine's own address.
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.showConsoleProgress": "false",
    # A quarter of one unit fits one task, and compiling a plan to bytecode costs more than running it.
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC",
}
"""For a session in this process; what a cluster has of these is the cluster's."""

# Errors are raised, too; this one prints each as a line of JSON with the stack of the other side.
logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)


class Spark:
    """A session, the folder that tables are handed over in, and dbt's own folder."""

    target = engine.SPARK

    def __init__(self, workspace: Workspace, session: SparkSession, folder: Path) -> None:
        """See `connected`.

        Args:
            workspace: whose warehouse is computed.
            session: where.
            folder: for parquet, seen by both under the same path.
        """
        self.workspace = replace(workspace, state=workspace.state / "spark")
        self._warehouse = workspace.warehouse
        self.session = session
        self._folder = folder

    def load(self, tables: Iterable[TableKey]) -> None:
        """Writes each table as parquet, and names it in the session's catalog."""
        folder = self._folder / "loaded"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with database.connect(self._warehouse, beside=folder) as connection:
            for schema, table in sorted(tables):
                file = folder / f"{schema}.{table}" / "rows.parquet"
                file.parent.mkdir()
                connection.execute(f'COPY "{schema}"."{table}" TO {database.quoted(file)} (FORMAT parquet)')
                self.session.sql(f"CREATE DATABASE IF NOT EXISTS {schema}")
                self.session.sql(f"DROP TABLE IF EXISTS {schema}.{table}")
                self.session.sql(f"CREATE TABLE {schema}.{table} USING parquet LOCATION '{file.parent}'")

    def rows(self, query: str, most: int) -> Rows:
        """See Engine."""
        found = self.session.sql(query).limit(most)
        return as_texts(found.columns, found.collect())

    def hand_back(self, project: Path, built: Iterable[tuple[Model, str]]) -> Mapping[str, str]:
        """Writes each table as parquet and takes it into the warehouse; a view is made there by its query."""
        from orchestration.transformation.runner import compiled

        folder = self._folder / "built"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        models = [model for model, _ in built]
        queries = compiled(replace(self.workspace, state=self._warehouse.parents[1]), project)
        for model in models:
            if model.materialized != "view":
                name = ".".join(model.key)
                self.session.table(name).repartition(1).write.mode("overwrite").parquet(str(folder / name))
        with database.connect(self._warehouse, beside=folder) as connection:
            for model in models:
                schema, table = model.key
                is_view = model.materialized == "view"
                files = database.quoted(folder / ".".join(model.key) / "*.parquet")
                query = queries[model.unique_id] if is_view else f"FROM read_parquet({files})"
                connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
                connection.execute(
                    f'CREATE OR REPLACE {"VIEW" if is_view else "TABLE"} "{schema}"."{table}" AS {query}'
                )
        return queries


@contextmanager
def connected(workspace: Workspace) -> Iterator[Spark]:
    """A session with the settings of this project, dbt's statements sent to it, stopped afterwards.

    Raises:
        DbtProjectError: there is no Spark at the address, or it will not keep to the settings.
    """
    folder = engine.folder(workspace.state / "spark")
    with session_in(folder) as session, _statements_of_dbt(session):
        yield Spark(workspace, session, folder)


@contextmanager
def session_in(folder: Path) -> Iterator[SparkSession]:
    """A session with the settings of this project, stopped afterwards.

    Args:
        folder: where tables are handed over, and kept where the session is in this process; emptied afterwards.

    Raises:
        DbtProjectError: there is no Spark at the address, or it will not keep to the settings.
    """
    try:
        session = _session(folder)
    except (PySparkException, RuntimeError, OSError) as error:
        raise DbtProjectError(f"spark at {engine.address()}: {error}") from error
    try:
        _demand_strict(session)
        yield session
    finally:
        session.stop()
        _end_java()
        for name in ("loaded", "built", "tables", "scratch"):
            shutil.rmtree(folder / name, ignore_errors=True)


def _session(folder: Path) -> SparkSession:
    builder: Any = SparkSession.builder.appName("triwulan")
    if engine.is_elsewhere():
        # Its messages are told to people, without the calls of the other side.
        settings = {**SPEAKS, "spark.sql.connect.serverStacktrace.enabled": "false"}
        builder = builder.remote(engine.address())
    else:
        tables = folder / "tables"
        shutil.rmtree(tables, ignore_errors=True)
        settings = {
            **HERE,
            **SPEAKS,
            "spark.sql.warehouse.dir": str(tables),
            "spark.local.dir": str(folder / "scratch"),
        }
        builder = builder.master(engine.address())
    for name, value in settings.items():
        builder = builder.config(name, value)
    session: SparkSession = builder.getOrCreate()
    if not engine.is_elsewhere():
        session.sparkContext.setLogLevel("OFF")  # what goes wrong is raised, and told once
    return session


def _end_java() -> None:
    """Ends the process that a session in this one has started: it would keep its memory until we end."""
    gateway = SparkContext._gateway
    if gateway is None:
        return
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()
    SparkContext._gateway = SparkContext._jvm = None


def _demand_strict(session: SparkSession) -> None:
    """A session that makes null of what is no number would publish whatever is left of a sum."""
    for name, value in SPEAKS.items():
        if (held := session.conf.get(name)) != value:
            raise DbtProjectError(f"spark at {engine.address()}: {name} is {held}; it has to be {value}")


@contextmanager
def _statements_of_dbt(session: SparkSession) -> Iterator[None]:
    """Lets dbt's adapter send its statements to this session as it is.

    By itself it sets spark.sql.ansi.enabled=false before each of them, whatever the profile says, asks for Hive, and
    passes on only the errors of analysis as errors of the model.
    """
    theirs = dbt_session.Cursor.execute

    def execute(cursor: Any, sql: str, *parameters: Any) -> None:
        try:
            cursor._df = session.sql(sql % parameters if parameters else sql)
        except PySparkException as error:
            raise DbtDatabaseError(str(error)) from error

    dbt_session.Cursor.execute = execute
    try:
        yield
    finally:
        dbt_session.Cursor.execute = theirs
