"""Every database that the project opens reaches its own file and nothing else, and the run still works under that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from orchestration.journey.journey import Journey
from orchestration.journey.plan import DBT_PROJECT
from orchestration.release import store
from orchestration.transformation.project import DbtProject
from orchestration.workspace import database
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace

pytestmark = pytest.mark.slow

FORBIDDEN = (
    "FROM read_csv('{secret}')",
    "FROM read_text('{secret}')",
    "FROM '{secret}'",
    "FROM glob('{folder}/*')",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "EXPORT DATABASE '{folder}/out'",
    "ATTACH '{folder}/other.duckdb'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET memory_limit = '1TB'",
    "SET allowed_directories = ['/']",
)
Opening = Callable[[Workspace], Any]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with an empty warehouse and an empty release."""
    made = Workspace(tmp_path / "sources", tmp_path / "it's state", tmp_path / "it's reports")
    for path in (made.warehouse, made.reports / "2025-TW2" / store.FILE):
        path.parent.mkdir(parents=True)
        duckdb.connect(str(path)).close()
    (tmp_path / "rahasia.csv").write_text("a\n1\n")
    return made


@contextmanager
def of_dbt(workspace: Workspace) -> Iterator[Any]:
    """As dbt opens it: by its adapter, with the project's own profile."""
    from dbt.adapters.duckdb.credentials import DuckDBCredentials
    from dbt.adapters.duckdb.environments import create

    credentials = DuckDBCredentials.from_dict({**profile(), "path": str(workspace.warehouse), "database": "triwulan"})
    environment = create(credentials)
    try:
        yield environment.handle().cursor()
    finally:
        environment.close()


def profile() -> dict[str, Any]:
    text = re.sub(r'"\{\{.*\}\}"', "unused", (DBT_PROJECT / "profiles.yml").read_text())
    found: dict[str, Any] = yaml.safe_load(text)["triwulan"]["outputs"]["warehouse"]
    return found


def journey(workspace: Workspace) -> Journey:
    return Journey(workspace, Quarter.parse("2025-TW2"), DbtProject())  # type: ignore[arg-type]


OPENINGS: dict[str, Opening] = {
    "ingestion and report": lambda workspace: journey(workspace)._warehouse(),
    "publication": lambda workspace: journey(workspace)._warehouse(beside=workspace.reports / "2025-TW2"),
    "models": of_dbt,
    "audit": lambda workspace: store.read(workspace.reports / "2025-TW2"),
}


@pytest.mark.parametrize("opening", OPENINGS.values(), ids=OPENINGS)
def test_nothing_but_the_database_itself_is_reached(workspace: Workspace, tmp_path: Path, opening: Opening) -> None:
    before = sorted(tmp_path.rglob("*"))
    with opening(workspace) as connection:
        assert connection.execute("SELECT 6 * 7").fetchall() == [(42,)]
        for statement in FORBIDDEN:
            with pytest.raises(duckdb.Error):
                connection.execute(statement.format(folder=tmp_path, secret=tmp_path / "rahasia.csv")).fetchall()
    assert sorted(path for path in tmp_path.rglob("*") if path.suffix != ".wal") == before


def test_the_same_statements_work_where_nothing_is_locked(tmp_path: Path) -> None:
    (tmp_path / "rahasia.csv").write_text("a\n1\n")
    with duckdb.connect() as connection:
        for statement in FORBIDDEN[:7]:
            connection.execute(statement.format(folder=tmp_path, secret=tmp_path / "rahasia.csv"))


def test_publication_reaches_the_folder_of_its_quarter_alone(workspace: Workspace) -> None:
    with journey(workspace)._warehouse(beside=workspace.reports / "2025-TW2") as connection:
        connection.execute(f"ATTACH {database.quoted(workspace.reports / '2025-TW2' / 'new.duckdb')} AS new")
        for elsewhere in (workspace.reports / "2025-TW1.duckdb", workspace.reports / "2025-TW2" / ".." / "x.duckdb"):
            with pytest.raises(duckdb.Error, match="Cannot access"):
                connection.execute(f"ATTACH {database.quoted(elsewhere)} AS elsewhere")


def test_the_models_are_built_under_the_same_lock() -> None:
    options = profile()["config_options"]
    assert options == database.LOCKED
    assert "settings" not in profile()  # they are set on each cursor, which a locked configuration refuses


def test_no_database_is_opened_by_another_way() -> None:
    calls = {
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "orchestration").rglob("*.py")
        if "duckdb.connect(" in path.read_text()
    }
    assert calls == {"orchestration/workspace/database.py"}


@pytest.mark.parametrize(("limit", "size"), [("memory_limit", "10MB"), ("max_temp_directory_size", "20MB")])
def test_a_query_gone_wrong_meets_its_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, size: str
) -> None:
    monkeypatch.setitem(database.LOCKED, "memory_limit", "40MB")
    monkeypatch.setitem(database.LOCKED, limit, size)
    query = "SELECT count(*) FROM (SELECT DISTINCT hash(range) AS h, range AS i FROM range(5000000))"
    with (
        database.connect(tmp_path / "x.duckdb") as connection,
        pytest.raises(duckdb.OutOfMemoryException, match=limit),
    ):
        connection.execute(query)
