"""Which engine is asked for, and what is told when it is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.workspace import engine
from orchestration.workspace.settings import SettingsError, Workspace


def test_duckdb_computes_where_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(engine.VARIABLE, raising=False)
    Workspace.resolve(tmp_path, tmp_path, tmp_path)
    assert engine.chosen() == engine.DUCKDB


def test_an_engine_that_nobody_knows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(engine.VARIABLE, "spork")
    with pytest.raises(SettingsError, match="TRIWULAN_ENGINE=spork: expected one of duckdb, spark"):
        Workspace.resolve(tmp_path, tmp_path, tmp_path)


def test_an_address_that_spark_cannot_have_here_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(engine.VARIABLE, engine.SPARK)
    monkeypatch.setenv(engine.ADDRESS, "yarn")
    with pytest.raises(SettingsError, match="TRIWULAN_SPARK=yarn: expected local"):
        Workspace.resolve(tmp_path, tmp_path, tmp_path)


def test_spark_that_is_not_installed_is_told_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(engine.VARIABLE, engine.SPARK)
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install 'triwulan\[spark\]'"):
        Workspace.resolve(tmp_path, tmp_path, tmp_path)


def test_spark_here_needs_java_and_a_cluster_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(engine.VARIABLE, engine.SPARK)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(engine, "find_spec", lambda name: name)
    monkeypatch.setattr(engine.shutil, "which", lambda name: None)
    with pytest.raises(SettingsError, match="Java 17"):
        Workspace.resolve(tmp_path, tmp_path, tmp_path)
    monkeypatch.setenv(engine.ADDRESS, "sc://klaster.example.go.id:15002")
    Workspace.resolve(tmp_path, tmp_path, tmp_path)
    assert engine.is_elsewhere()
