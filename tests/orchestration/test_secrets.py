"""The project reads no credential but that of whoever signs, and the addresses of channels; its variables are listed.

Nothing of it reports to anybody.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from orchestration.run.history import open_instance
from orchestration.workspace.settings import PROJECT, Workspace

READ = {
    "TRIWULAN_SOURCES": "README: the three directories of a workspace",
    "TRIWULAN_STATE": "README",
    "TRIWULAN_REPORTS": "README",
    "TRIWULAN_TTE_PASSWORD": "README: the password of the certificate with which a person signs",
    "TRIWULAN_WAREHOUSE": "handed to dbt in this process",
    "TRIWULAN_MEJA": "handed by the interface to its own processes: the address of the desk",
    "TRIWULAN_WATCH": "handed by the interface to its own processes",
    "TRIWULAN_NOTIFY": "README: addresses of channels, which hold their passwords",
    "TRIWULAN_NOTIFY_FILE": "README: the file that has them",
    "TRIWULAN_BACKUP_RECIPIENT": "README: the public key for which backups are encrypted",
    "TRIWULAN_READ_FILE_MIB": "README: how much of a delivery is read",
    "TRIWULAN_READ_UNPACKED_MIB": "README",
    "TRIWULAN_READ_CELLS": "README",
    "TRIWULAN_READ_SECONDS": "README",
    "TRIWULAN_READ_MEMORY_MIB": "README",
    "TRIWULAN_ENGINE": "README: who computes the models",
    "TRIWULAN_SPARK": "README: where Spark runs",
    "TRIWULAN_SPARK_FOLDER": "README",
    "JAVA_HOME": "where Spark finds Java",
    "PYTHONPATH": "handed on to our own processes",
    "SYSTEMROOT": "handed on to our own processes on Windows",
}
"""Every variable that is read, and who sets it."""

WRITTEN = {
    "DAGSTER_EVENT_BATCH_SIZE",
    "DBT_SEND_ANONYMOUS_USAGE_STATS",
    "GX_ANALYTICS_ENABLED",
    "OPENBLAS_NUM_THREADS",
    "TQDM_DISABLE",
}
"""Switches of libraries that are set and never read."""

CREDENTIALS = re.compile(r"passw|secret_key|api_?key|access_?key|credential|netrc|keyring", re.IGNORECASE)


def names_of_variables(path: Path) -> Iterator[str]:
    """Names, as far as they stand in the code, of the variables that a module touches."""
    tree = ast.parse(path.read_text())
    constants = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        key: ast.expr | None = None
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Limit" and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("os.environ", "environ"):
            key = node.slice
        elif isinstance(node, ast.Call) and re.fullmatch(
            r"(os\.)?(environ\.(get|setdefault|pop)|getenv|putenv)", ast.unparse(node.func)
        ):
            key = node.args[0]
        if isinstance(key, ast.Constant):
            yield str(key.value)
        elif isinstance(key, ast.Name):
            yield str(constants.get(key.id, f"?{key.id}"))
        elif isinstance(key, ast.Attribute) and path.name == "limits.py":
            continue  # of a Limit, which names it where it is made
        elif key is not None:
            yield re.sub(r"\{.*\}", "*", ast.unparse(key).strip("f'\""))


def test_the_variables_that_are_read_are_the_documented_ones() -> None:
    found = {name for path in (PROJECT / "orchestration").rglob("*.py") for name in names_of_variables(path)}
    assert found <= {*READ, *WRITTEN, "TRIWULAN_*"}, found
    profile = (PROJECT / "dbt_project" / "profiles.yml").read_text()
    models = [path.read_text() for path in (PROJECT / "dbt_project").rglob("*.sql")]
    assert {name for text in (profile, *models) for name in re.findall(r"env_var\('(\w+)'", text)} == {
        "TRIWULAN_WAREHOUSE"
    }


def test_the_search_sees_every_way_to_read_a_variable(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        "NAME = 'C'\na = os.environ['A']; b = os.environ.get('B'); c = os.getenv(NAME); d = environ.pop('D')\n"
        "e = os.environ.get(f'X_{e}')\n"
    )
    assert sorted(names_of_variables(path)) == ["A", "B", "C", "D", "X_*"]


def test_no_code_speaks_of_credentials() -> None:
    spoken = set()
    for path in (PROJECT / "orchestration").rglob("*.py"):
        # What a person is asked for who signs a report.
        text = path.read_text().replace("TRIWULAN_TTE_PASSWORD", "")
        # The accounts of the desk are its own: they open nothing but the desk.
        if not {"sample", "desk"} & {*path.parts}:
            spoken |= {
                f"{path.relative_to(PROJECT)}: {found.group()}"
                for found in CREDENTIALS.finditer(text)
                # That a workbook or a document is locked by a password is for the steward.
                if "password" not in text[found.start() : found.start() + 9].lower()
            }
    assert spoken == set()


def test_every_part_that_could_report_home_is_told_not_to(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, tmp_path / "state", tmp_path / "reports")
    with open_instance(workspace) as instance:
        assert instance.telemetry_enabled is False
    dbt = yaml.safe_load((PROJECT / "dbt_project" / "dbt_project.yml").read_text())
    assert dbt["flags"]["send_anonymous_usage_stats"] is False
    os.environ["GX_ANALYTICS_ENABLED"] = "true"
    try:
        from orchestration.ingestion.judging import expectations

        expectations._great_expectations()
        assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
    finally:
        del os.environ["GX_ANALYTICS_ENABLED"]
