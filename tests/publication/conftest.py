"""A draft of the report over a small finished warehouse, made once, and a way to make others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orchestration.checks.evidence import CheckResult, Finding
from orchestration.publication.formats import docx, pdf, xlsx
from orchestration.publication.release import Draft, draft
from tests.publication import warehouse
from tests.publication.warehouse import Warehouse

CHECKS = [
    CheckResult("rows_are_conserved", "raw_sakti.glp039", "raw", "completeness", "error", True, {"rows": 380}),
    CheckResult("pagu_minus_blokir_is_efektif", "marts.mart_anggaran", "marts", "consistency", "error", True),
    CheckResult("samples_are_large_enough", "figures.figures", "figures", "accuracy", "warn", False, {"failed": 4}),
]
FINDINGS = [
    Finding("warning", "order.xlsx", "Order", 812, "Tanggal Selesai", "31/04/2025", "tanggal_tidak_sah", "no such date")
]


def make(house: Warehouse, **more: object) -> Draft:
    """The draft over a warehouse."""
    return draft(warehouse.QUARTER, house.connect(), house.profile, CHECKS, FINDINGS, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def clean() -> Draft:
    return make(warehouse.published())


@pytest.fixture
def house() -> Warehouse:
    return warehouse.published()


@pytest.fixture
def drafted() -> Callable[..., Draft]:
    return make


@pytest.fixture
def on_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Draft]:
    """Makes drafts without PDF, Word file and workbook, for what shows on the page and in the findings."""
    for edition in (pdf, docx, xlsx):
        monkeypatch.setattr(edition, "render", lambda *_: b"")
    return make
