"""Figures that are read, not computed: targets, physical progress, and what others have assessed.

Belongs here: cells of the sheets Perjanjian Kinerja, Fisik and Penilaian Luar, and the capaian of assessed indicators.
Not here: indicators that the unit measures itself.
"""

from __future__ import annotations

from fractions import Fraction

from orchestration.audit.numerals import ON_PROGRESS
from orchestration.audit.recomputation.case import Case, number
from orchestration.audit.recomputation.ledger import Ledger
from orchestration.audit.recomputation.records import Record

ASSESSED, PROVEN = "penilaian_luar", "nilai_lembar"
"""Formulas whose value stands in the sheet Penilaian Luar; of the second only with the document that proves it."""

_UNMEASURED = "belum diukur"
_PHYSICAL = {"fisik.tw": "realisasi_tw", "fisik.sd": "realisasi_sd"}
_PHYSICAL_TARGET = {"sasaran_fisik.tw": "sasaran_tw", "sasaran_fisik.sd": "sasaran_sd"}
PHYSICAL = {**_PHYSICAL, **_PHYSICAL_TARGET}
"""Measure of physical progress to the column of the sheet Fisik, percent."""


def row_of(case: Case, kind: str, code: str, *, quarterly: bool = False) -> Record | None:
    """The current row of a sheet for a code, of this quarter where the sheet has one row a quarter."""
    for record in case.of_kind(kind):
        if record.text("kode") == code and (not quarterly or record.text("triwulan") == case.quarter.code):
            return record
    return None


def cell(
    ledger: Ledger, figure_id: str, record: Record | None, column: str, *, decimals: int, status: str | None = None
) -> Fraction | None:
    """Keeps a figure that is one cell; a missing row, an empty cell or a given status leave it without value.

    The row stands behind the figure even then: it is what says that nothing was measured.
    """
    if record is None:
        return ledger.leaf(figure_id, None, [], f"none:{figure_id}", decimals=decimals, status=status)
    value = number(record, column) if status is None else None
    # All cells of a row have one set of rows behind them, so the trail is the row.
    return ledger.leaf(figure_id, value, [record], f"{record.kind}:{record.row_id}", decimals=decimals, status=status)


def recompute_targets(ledger: Ledger) -> None:
    """`<kode>.target`, `.target_antara.tw1..4`, `.fisik.*`, `.sasaran_fisik.*` of every indicator."""
    case = ledger.case
    for indicator in case.indicators:
        row = row_of(case, "perjanjian_kinerja", indicator.code)
        cell(ledger, f"{indicator.code}.target", row, "target", decimals=indicator.decimals)
        for quarter in range(1, 5):
            place = f"{indicator.code}.target_antara.tw{quarter}"
            cell(ledger, place, row, f"target_tw{quarter}", decimals=2)
        progress = row_of(case, "fisik", indicator.code, quarterly=True)
        for measure, column in PHYSICAL.items():
            cell(ledger, f"{indicator.code}.{measure}", progress, column, decimals=2)


def recompute_assessed(ledger: Ledger) -> None:
    """Realisasi and capaian of indicators that somebody else measures; `belum diukur` is On progress, never 0."""
    case = ledger.case
    for indicator in case.indicators_with(ASSESSED, PROVEN):
        row = row_of(case, "penilaian_luar", indicator.code, quarterly=True)
        measured = row is not None and row.text("status") != _UNMEASURED and number(row, "nilai") is not None
        if indicator.formula == PROVEN and row is not None and not row.text("dokumen_bukti"):
            measured = False
        realisasi = f"{indicator.code}.realisasi"
        cell(
            ledger,
            realisasi,
            row,
            "nilai",
            decimals=indicator.decimals,
            status=None if measured else ON_PROGRESS,
        )
        ledger.capaian(f"{indicator.code}.capaian", realisasi, indicator)
