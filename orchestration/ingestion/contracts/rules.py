"""The rules by which a contract may hold the rows of a register against each other.

Belongs here: their names and what their declarations name. Not here: what a rule looks for (judging/coherence).
"""

from __future__ import annotations

from collections.abc import Mapping

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sum": ("column", "of"),
    "product": ("column", "of"),
    "not_before": ("column", "other"),
    "of_its_year": ("column", "period"),
    "together": ("column", "other"),
    "unlike": (),
    "twice": ("column", "by", "persons", "columns"),
    "ratio": ("column", "per", "by"),
    "outlier": ("column",),
    "leap": ("column", "per", "order"),
    "constant": ("column", "by"),
    "shape": ("column",),
    "one_code": ("column", "by"),
    "ascending": ("column", "by"),
    "serial": ("column", "date"),
    "balance": ("column", "by", "per"),
    "same_total": ("column", "by"),
    "steady": ("column", "order"),
    "cumulative": ("column", "of", "per", "order"),
    "repeats": ("column", "order"),
    "reaches_the_end": ("column",),
    "fixed": ("columns",),
    "carried": ("since",),
}
"""Rule to the keys of its declaration that name columns."""
