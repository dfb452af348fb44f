"""Building small warehouses with the real models, once each."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from orchestration.checks.evidence import CheckResult
from orchestration.workspace.settings import PROJECT, Workspace
from tests import keeping
from tests.dbt.small_world import TW1, SmallWorld, small_world

if TYPE_CHECKING:
    from orchestration.transformation.build import BuildResult, ModelResult
    from orchestration.transformation.project import DbtProject

DBT_PROJECT = PROJECT / "dbt_project"


@dataclass(frozen=True)
class Built:
    """A warehouse after dbt has built it.

    Attributes:
        path: of the warehouse; look, do not change.
        figures: rows of `figures.figures` by id; none when a broken rule kept dbt from building them.
        checks: results of the data tests by name.
        models: what became of each model, in the order they were built.
    """

    path: Path
    figures: dict[str, dict[str, Any]]
    checks: dict[str, CheckResult]
    models: list[ModelResult]

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.execute(statement).fetchall()

    def printed(self, figure_id: str) -> Decimal | None:
        """The rounded value of a figure."""
        return self.figures[figure_id]["printed_value"]

    def broken(self) -> set[str]:
        """Names of the data tests that did not pass."""
        return {name for name, check in self.checks.items() if not check.passed}


Build = Callable[[SmallWorld], Built]


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One workspace for all builds."""
    state = tmp_path_factory.mktemp("workshop")
    return Workspace(PROJECT / "sources", state, state / "reports")


@pytest.fixture(scope="session")
def build(workshop: Workspace, shared_by_all: keeping.Store, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Writes a small world, builds it with dbt and hands back a copy of the warehouse."""
    from orchestration.transformation import build as dbt_build  # imports dbt
    from orchestration.transformation import project

    with pytest.MonkeyPatch.context() as once:
        keeping.keep_parsed(shared_by_all, once)
        contents = project.load(workshop, DBT_PROJECT)
    return _builder(workshop, contents, dbt_build.build, tmp_path_factory)


def _builder(
    workshop: Workspace,
    contents: DbtProject,
    dbt_build: Callable[..., BuildResult],
    tmp_path_factory: pytest.TempPathFactory,
) -> Build:
    shelf = tmp_path_factory.mktemp("warehouses")

    def run(world: SmallWorld) -> Built:
        world.write(workshop.warehouse)
        result = dbt_build(workshop, DBT_PROJECT, contents)
        assert not result.failed, [f"{model.model.key}: {model.message}" for model in result.failed]
        path = shelf / f"{len(list(shelf.iterdir()))}" / workshop.warehouse.name
        path.parent.mkdir()
        shutil.copy(workshop.warehouse, path)
        checks = {check.name: check for check in result.checks}
        built = {model.model.key for model in result.models if model.status == "built"}
        if ("figures", "figures") not in built:
            return Built(path, {}, checks, result.models)
        with duckdb.connect(str(path), read_only=True) as connection:
            cursor = connection.execute("SELECT * FROM figures.figures")
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return Built(path, {row["figure_id"]: row for row in rows}, checks, result.models)

    return run


@pytest.fixture(scope="session")
def small(build: Build) -> Built:
    """The small unit in its second quarter, under the policies of the sample."""
    return build(small_world())


@pytest.fixture(scope="session")
def small_first(build: Build) -> Built:
    """The small unit in its first quarter."""
    return build(small_world(quarter=TW1))


@pytest.fixture(scope="session")
def other_policies(build: Build) -> Built:
    """The same deliveries, every policy turned to its other value."""
    return build(
        small_world(
            ikm_gabungan="tertimbang_responden",
            periode_survei="tahun_berjalan",
            pengguna="entitas_unik",
            sla_gabungan="gabungan",
            sla_satuan="order",
            nps_gabungan="gabungan",
            tanggal_pnbp="sah",
            basis_kro="efektif",
            cuti_bersama="berjalan",
        )
    )
