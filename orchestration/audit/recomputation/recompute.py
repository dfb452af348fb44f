"""Every figure of a quarter from the delivered files alone.

Belongs here: the order in which the domains are worked out. Not here: any formula (agreement, orders, survey, budget,
receipts, declared) and any comparison with a release.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from orchestration.audit.recomputation.agreement import recompute_assessed, recompute_targets
from orchestration.audit.recomputation.alternatives import add_alternatives
from orchestration.audit.recomputation.budget import recompute_budget, recompute_outputs, recompute_revisions
from orchestration.audit.recomputation.case import Case
from orchestration.audit.recomputation.declared import recompute_declared
from orchestration.audit.recomputation.facts import Facts
from orchestration.audit.recomputation.held_rows import Part, Rows
from orchestration.audit.recomputation.indicator_codes import with_profile_codes
from orchestration.audit.recomputation.layouts import LAYOUTS, Layout
from orchestration.audit.recomputation.ledger import Ledger, Recomputed
from orchestration.audit.recomputation.orders import recompute_sla, recompute_users, recompute_volumes
from orchestration.audit.recomputation.receipts import (
    recompute_operating_ratio,
    recompute_pnbp,
    recompute_return_on_assets,
)
from orchestration.audit.recomputation.records import Delivery, Record
from orchestration.audit.recomputation.second_reader import read_delivery
from orchestration.audit.recomputation.survey import recompute_ikm, recompute_nps, recompute_sample_sizes
from orchestration.workspace.quarters import Quarter


def recompute(
    deliveries: Iterable[Delivery],
    unit: Mapping[str, Any],
    tables: Mapping[str, Sequence[Mapping[str, str]]],
    quarter: Quarter,
    rejected: Collection[str] = (),
) -> dict[str, Recomputed]:
    """Works out every figure of a quarter again.

    Args:
        deliveries: received files; those of other years or of later quarters are left out here.
        unit: content of `unit.yaml`.
        tables: rows of `layanan.csv`, `nama_layanan.csv`, `hari_libur.csv`, see `case.read_unit`.
        quarter: reported.
        rejected: ids of rows that validation refused; they count nowhere.

    Returns:
        Figures by id, with exact values and the ids of their source rows.

    Raises:
        AuditError: a file or a cell that cannot be read; names file, sheet and row.
    """
    records = read_all(deliveries, quarter, codes=indicator_codes(unit))
    return ledger_of(records, unit, tables, quarter, rejected).figures


def indicator_codes(unit: Mapping[str, Any]) -> list[str]:
    """The codes of the unit's indicators, from the content of `unit.yaml`."""
    return [str(entry["kode"]) for entry in unit["indikator"]]


def read_all(
    deliveries: Iterable[Delivery],
    quarter: Quarter,
    layouts: Mapping[str, Layout] = LAYOUTS,
    codes: Sequence[str] = (),
) -> Rows:
    """Rows of every delivery of the year up to the quarter, each content once, older deliveries first.

    Indicators are named by the profile's `codes`, however a sheet writes them.
    """
    seen: set[str] = set()
    parts: list[Part] = []
    for delivery in sorted(deliveries, key=lambda delivery: delivery.order):
        landed = Quarter.parse(delivery.quarter)
        if landed.year != quarter.year or landed > quarter or delivery.sha256 in seen:
            continue
        seen.add(delivery.sha256)
        parts += read_delivery(delivery, layouts).parts
    return with_profile_codes(Rows(parts), codes)


def ledger_of(
    records: Iterable[Record],
    unit: Mapping[str, Any],
    tables: Mapping[str, Sequence[Mapping[str, str]]],
    quarter: Quarter,
    rejected: Collection[str] = (),
) -> Ledger:
    """The figures of rows already read, with the rows behind each; arguments as in `recompute`."""
    facts = Facts(Case(quarter, unit, tables, records, frozenset(rejected)))
    ledger = _worked_out(facts)
    add_alternatives(ledger, lambda other, part: _worked_out(Facts(other, facts), part))
    return ledger


def _worked_out(facts: Facts, part: str = "") -> Ledger:
    """The figures of a case under its policies; where a part of them is named, those of another need not be there."""
    case = facts.case
    ledger = Ledger(case)
    recompute_targets(ledger)
    if case.indicators_with("pengguna", "volume", "sla"):
        if part in ("", "users"):
            recompute_users(ledger, facts.orders)
        if part == "":
            recompute_volumes(ledger, facts.orders)
        if part in ("", "sla"):
            recompute_sla(ledger, facts.orders, facts.calendar)
    if case.indicators_with("ikm", "nps"):
        if part in ("", "ikm", "survey"):
            recompute_ikm(ledger, facts.answers)
        if part in ("", "nps", "survey"):
            recompute_nps(ledger, facts.answers)
    if part in ("", "outputs"):
        recompute_budget(ledger, facts.budget)
        recompute_outputs(ledger, facts.budget)
    if part in ("", "receipts"):
        recompute_pnbp(ledger)
        recompute_return_on_assets(ledger)
        recompute_operating_ratio(ledger, facts.budget.spending)
    if part == "":
        recompute_revisions(ledger, facts.budget)
        recompute_assessed(ledger)
        recompute_sample_sizes(ledger)
        recompute_declared(ledger, facts)
    return ledger
