"""Tells how budget and realisation were brought together: the version in force, and by what their items were joined.

Belongs here: what a steward should know of a choice that no rule forbids. Not here: the choice itself (the models of
anggaran) and what is wrong with it (dbt_project/tests/anggaran).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.checks.evidence import Finding
from orchestration.language.sentences import joined, say

if TYPE_CHECKING:
    import duckdb

WAYS = {
    "cons_item": "CONS_ITEM",
    "nomor_item": "NOMOR_ITEM",
    "uraian_jumlah": say("text and pagu"),
    "jumlah": "pagu",
    "uraian": say("text"),
    "urutan": say("their order"),
}
"""How an item is joined, in words, the surest way first."""

_ITEMS = """
    SELECT periode, cara_padan, count(*) FROM marts.fct_realisasi
    WHERE cara_padan IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
"""
_VERSIONS = """
    SELECT versi, sumber, revisi_pok, is_berlaku, is_awal
    FROM intermediate.int_anggaran__revisions_compared WHERE is_berlaku OR is_awal ORDER BY is_berlaku DESC, versi
"""


def describe(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """One note a report on how its items were joined, and one where the version in force needs a word.

    Args:
        connection: the finished warehouse of the quarter.
    """
    found = []
    counts: dict[str, dict[str, int]] = {}
    for period, way, count in connection.execute(_ITEMS).fetchall():
        counts.setdefault(period, {})[way] = count
    for period, by_way in counts.items():
        told = [say("{count} by {way}", count=by_way[way], way=words) for way, words in WAYS.items() if way in by_way]
        message = say(
            "GLP039 of {period}: {count} items are joined to their budget lines: {ways}",
            period=period,
            count=sum(by_way.values()),
            ways=joined(", ", told),
        )
        found.append(Finding("info", rule="cara_padan", value=period, message=message))
    for version, source, pok, in_force, first in connection.execute(_VERSIONS).fetchall():
        if in_force and pok is not None:
            text = say(
                "the POK revision {version} is in force, because GLP039 shows the pagu of its every item",
                version=version,
            )
            found.append(Finding("info", rule="pagu_berlaku", value=version, message=text))
        if first and source == "rkk":
            text = say(
                "the first DIPA (B00) is not delivered; {version}, the first RKK of the year, stands for it",
                version=version,
            )
            found.append(Finding("info", rule="pagu_awal", value=version, message=text))
    return found
