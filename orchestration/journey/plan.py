"""What a run will write and check, known before it starts.

Belongs here: the tables and the checks that are announced. Not here: running them (journey.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.checks.catalogue import EACH_RAW_TABLE, catalogue
from orchestration.checks.evidence import Severity
from orchestration.language.sentences import say
from orchestration.transformation import project
from orchestration.transformation.project import DbtProject, TableKey, stop_of
from orchestration.workspace.reference import REFERENCE_TABLES
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.checks.catalogue import Entry
    from orchestration.workspace.settings import Workspace

DBT_PROJECT = PROJECT / "dbt_project"
REPORT: TableKey = ("report", "laporan")
"""The last asset: the release folder with the report."""


@dataclass(frozen=True)
class AnnouncedCheck:
    """A check that a run has to give a result of.

    Attributes:
        key: the table it looks at.
        name: unique within the table.
        severity: `warn` only where `reason` says why.
        dimension: of data quality.
        description: what it demands.
        reason: why it is there, and why its threshold and severity are what they are.
        label: its name in Indonesian.
    """

    key: TableKey
    name: str
    severity: Severity
    dimension: str
    description: str
    reason: str = ""
    label: str = ""

    @property
    def stop(self) -> str:
        """The stop of the journey that runs it."""
        return stop_of(self.key)


@dataclass(frozen=True)
class Plan:
    """What a run will write and check, known before it starts and without opening the warehouse.

    Attributes:
        raw: table -> description, for everything ingestion writes, bookkeeping and reference data included.
        dbt: the models and their tests.
        checks: every check that has to give a result.
    """

    raw: Mapping[TableKey, str]
    dbt: DbtProject
    checks: tuple[AnnouncedCheck, ...]

    def checks_of(self, *stops: str) -> list[AnnouncedCheck]:
        """The announced checks of some stops, in their order."""
        return [check for check in self.checks if check.stop in stops]


def key_of(name: str) -> TableKey:
    """Schema and table of `schema.table`."""
    schema, _, table = name.partition(".")
    return schema, table


def load_plan(workspace: Workspace, dbt_project: Path = DBT_PROJECT) -> Plan:
    """Reads contracts and models.

    Raises:
        ConfigurationError: a contract of the workspace is wrong.
        DbtProjectError: the dbt project is.
    """
    from orchestration.ingestion import ASSETS, RAW_TABLES

    dbt = project.load(workspace, dbt_project)
    raw = {(table.schema, table.table): table.description for table in ASSETS}
    raw |= {("reference", name): say("Reference data of the unit: {name}.", name=name) for name in REFERENCE_TABLES}
    raw_tables = [table.name for table in RAW_TABLES]
    # Announced because the catalogue has it, not because something is there to answer it: what nobody answers refuses.
    checks = [
        _announced(entry, key_of(target))
        for entry in catalogue().values()
        for target in (raw_tables if entry.at == EACH_RAW_TABLE else [entry.at])
    ]
    checks += [
        AnnouncedCheck(test.key, test.name, test.severity, test.dimension, test.description, test.reason, test.label)
        for test in dbt.tests
        if test.name not in catalogue()
    ]
    return Plan(raw=raw, dbt=dbt, checks=tuple(checks))


def _announced(entry: Entry, key: TableKey) -> AnnouncedCheck:
    return AnnouncedCheck(key, entry.id, entry.severity, entry.dimension, entry.demands, entry.reason, entry.nama)
