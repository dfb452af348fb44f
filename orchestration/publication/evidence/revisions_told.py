"""What is said of revisions: findings for stewards, rows for the tables of the page.

Belongs here: the words around a difference. Not here: whether there is one (against_formers.py), the words of kinds and
reasons on the page (reports/templates).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from orchestration.checks.evidence import Finding
from orchestration.language.sentences import Sentence, joined, say
from orchestration.publication.document.declared_words import ChangeWords, RowWords
from orchestration.publication.evidence.revisions import CONTRADICTIONS, Comparison, Reason, Revision

SHOWN_ROWS = 5
"""Rows of a file that the page names behind a difference; `revisions.csv` has them all."""

_SAYS: dict[str, Sentence] = {
    "turun": say("a sum since January fell to"),
    "tetapan": say("what holds for the whole year is now"),
    "nama": say("the figure is now called"),
    "satuan": say("the unit is now"),
}
_WHY: dict[Reason, Sentence] = {
    "kiriman": say("by a delivery that came since"),
    "kiriman_dicabut": say("by a delivery that was taken back"),
    "kebijakan": say("by a policy"),
    "konfigurasi": say("by profile, reference data or contracts"),
    "cara_hitung": say("by the way it is worked out"),
}


def contradiction_findings(comparison: Comparison) -> list[Finding]:
    """The contradictions with an earlier report, each a warning: two reports of a year say different things."""
    return [
        Finding(
            "warning",
            delivery=revision.sources if revision.reason == "kiriman" else "",
            column=revision.figure_id,
            value=revision.new,
            rule="bertentangan_dengan_laporan_lalu",
            message=say(
                "{figure}: {what} '{new}', '{old}' in {quarter} {release}; {why}; expected: the same in every report of"
                " the year, or a remark of the steward why not",
                figure=revision.figure_id,
                what=_SAYS[revision.kind],
                new=revision.new,
                old=revision.old,
                quarter=revision.quarter,
                release=revision.release,
                why=joined(": ", filter(None, (_WHY[revision.reason], revision.sources))),
            ),
        )
        for revision in comparison.of(*CONTRADICTIONS)
    ]


def as_records(comparison: Comparison, words: ChangeWords) -> dict[str, list[dict[str, Any]]]:
    """Rows for the tables of the page, by table; `words` has those of kinds and reasons."""

    def row(revision: Revision) -> dict[str, Any]:
        told = words.sebab[revision.reason]
        return {
            **asdict(revision),
            "pertentangan": words.jenis.get(revision.kind, ""),
            "sebab": f"{told}: {behind}" if (behind := _behind(revision, words.baris)) else told,
        }

    return {name: [row(revision) for revision in rows] for name, rows in comparison.by_table().items()}


def _behind(revision: Revision, words: RowWords) -> str:
    """What stands behind a difference: its sources, or the first rows of each file."""
    if not revision.rows:
        return revision.sources
    by_file: dict[str, list[str]] = {}
    for place in revision.rows.split("; "):
        file, _, row = place.rpartition("#")
        by_file.setdefault(file, []).append(row)
    told = []
    for file, rows in by_file.items():
        more = words.lainnya.replace("{n}", str(len(rows) - SHOWN_ROWS)) if len(rows) > SHOWN_ROWS else ""
        told.append(f"{file} {words.baris} {', '.join(rows[:SHOWN_ROWS])}{more}")
    return "; ".join(told)
