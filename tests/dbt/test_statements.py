"""The statements that dbt wrote make what dbt makes: every table, row for row, and every result of a test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.transformation import project
from orchestration.transformation.build import BuildResult
from orchestration.workspace.settings import Workspace
from tests import keeping
from tests.dbt.conftest import DBT_PROJECT
from tests.dbt.small_world import small_world

pytestmark = pytest.mark.slow


def test_the_statements_make_the_tables_that_dbt_makes(
    tmp_path: Path, shared_by_all: keeping.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.transformation import runner
    from orchestration.transformation.build import build

    keeping.keep_parsed(shared_by_all, monkeypatch)
    workspace = Workspace(tmp_path, tmp_path / "state", tmp_path / "reports")
    contents = project.load(workspace, DBT_PROJECT)

    def made() -> tuple[BuildResult, dict[project.TableKey, tuple[list[Any], list[Any]]]]:
        small_world().write(workspace.warehouse)
        result = build(workspace, DBT_PROJECT, contents)
        assert not result.failed
        assert len(result.checks) == len(contents.tests)
        with duckdb.connect(str(workspace.warehouse), read_only=True) as connection:
            rows = {model.key: connection.sql(f"FROM {'.'.join(model.key)}") for model in contents.models}
            tables = {
                key: (list(zip(table.columns, table.types, strict=True)), table.fetchall())
                for key, table in rows.items()
            }
        return replace(result, models=[replace(model, seconds=0.0) for model in result.models]), tables

    by_dbt = made()
    assert sum(len(rows) for _, rows in by_dbt[1].values()) > 1000
    monkeypatch.setattr(runner, "invoke", lambda *_, **__: pytest.fail("dbt was asked"))
    assert made() == by_dbt
