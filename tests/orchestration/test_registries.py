"""What is registered by name is there, and two lists that are kept apart on purpose name the same."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from orchestration.audit.proof.printed_pages import HTML
from orchestration.audit.proof.readers import PRINTED, READERS
from orchestration.audit.recomputation import layouts as second
from orchestration.ingestion import reading
from orchestration.ingestion.contracts.declared import RAW_TABLES
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.ingestion.contracts.shape import LAYOUTS
from orchestration.publication import formats
from orchestration.workspace.settings import PROJECT


def test_what_the_publisher_renders_the_auditor_reads_back() -> None:
    assert set(formats.FORMATS) == {HTML, *READERS}
    assert {name.partition(".")[0] for name in formats.FORMATS} == {*PRINTED}


@pytest.mark.parametrize("module", formats.FORMATS.values())
def test_every_format_has_its_renderer(module: str) -> None:
    assert callable(import_module(f"{formats.__name__}.{module}").render)


@pytest.mark.parametrize("module", LAYOUTS.values())
def test_every_layout_has_its_reader(module: str) -> None:
    assert callable(import_module(f"{reading.__name__}.{module}").read)


def test_what_is_no_table_to_one_reader_is_none_to_the_other() -> None:
    contracts = load_contracts([PROJECT / "sources" / "contracts"])
    first = {kind for kind, contract in contracts.items() if contract.layout != "table"}
    assert first == {kind for kind, layout in second.LAYOUTS.items() if layout.paper is not None}


def test_staging_takes_in_every_kind_but_the_control_list() -> None:
    listed = re.findall(r"\('(\w+)', '(\w+)'\)", (PROJECT / "dbt_project" / "macros" / "staged.sql").read_text("utf-8"))
    tables = {table.name for table in RAW_TABLES if table.kind != "kendali"}
    assert sorted(f"raw_{source}.{table}" for source, table in listed) == sorted(tables)
