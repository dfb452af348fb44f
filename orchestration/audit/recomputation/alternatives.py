"""What a figure would be under the other value of a policy.

Belongs here: which figures show the alternative of which policy. The alternative is no second formula: the quarter is
worked out again with that one policy changed, and the figures at issue are taken over under `<id>.alt.<value>`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from orchestration.audit.recomputation.case import PNBP_FORMULAS, Case, Indicator
from orchestration.audit.recomputation.ledger import Ledger


@dataclass(frozen=True)
class Choice:
    """A policy whose alternative is shown.

    Attributes:
        policy: its name in unit.yaml.
        shown: matches `<formula>:<rest of the figure id>`, or the whole id where no indicator leads it.
        part: of the recomputation, where those figures are worked out.
    """

    policy: str
    shown: re.Pattern[str]
    part: str


_SLA = re.compile(r"sla:((jatuh_tempo|tepat_waktu)\..+|(persen|realisasi)(\..+)?|capaian)")
_HEADLINE = r"(realisasi|capaian)"

CHOICES = (
    Choice("ikm_gabungan", re.compile(rf"ikm:({_HEADLINE}|unsur\.\w+)"), "ikm"),
    Choice(
        "periode_survei",
        re.compile(
            r"ikm:((unsur|realisasi|responden)(\..+)?|capaian)"
            r"|nps:((promoter|passive|detractor|responden|realisasi)(\..+)?|capaian)"
        ),
        "survey",
    ),
    Choice("nps_gabungan", re.compile(f"nps:{_HEADLINE}"), "nps"),
    Choice("pengguna", re.compile(r"pengguna:(realisasi|realisasi_tw|capaian)"), "users"),
    Choice("sla_gabungan", re.compile(f"sla:{_HEADLINE}"), "sla"),
    Choice("sla_satuan", _SLA, "sla"),
    Choice("cuti_bersama", _SLA, "sla"),
    Choice("tanggal_pnbp", re.compile(rf"pnbp[:.]pnbp|(roa|pobo):{_HEADLINE}"), "receipts"),
    Choice("jenis_penerimaan", re.compile("pnbp[:.]pnbp"), "receipts"),
    Choice("basis_kro", re.compile(r"kro\.(persen|sasaran_persen)\..+"), "outputs"),
)
"""Every policy that changes a figure; `baris_ditolak` changes only whether a report may be published."""


def add_alternatives(ledger: Ledger, work_out: Callable[[Case, str], Ledger]) -> None:
    """Adds `<id>.alt.<value>` for every policy and figure at issue.

    Args:
        ledger: the figures under the policies in force.
        work_out: gives the figures of a part for a case.
    """
    case, in_force = ledger.case, dict(ledger.figures)
    led = {figure_id: _by_formula(figure_id, case.indicators) for figure_id in in_force}
    for choice in CHOICES:
        shown = [figure_id for figure_id, (_, text) in led.items() if choice.shown.fullmatch(text)]
        if not shown:
            continue
        turned = case.with_other(choice.policy)
        other = work_out(turned, choice.part).figures
        values = {figure_id: turned.policy(choice.policy, led[figure_id][0]) for figure_id in shown}
        names = {figure_id: f"{figure_id}.alt.{value}" for figure_id, value in values.items()}
        for figure_id in shown:
            figure = other[figure_id]
            # The same rows are the same trail; other rows are a trail of their own.
            same = figure.rows == in_force[figure_id].rows
            ledger.figures[names[figure_id]] = replace(
                figure,
                trail=figure.trail if same else f"{figure.trail}.alt.{values[figure_id]}",
                components=tuple(names.get(component, component) for component in figure.components),
            )


def _by_formula(figure_id: str, indicators: Iterable[Indicator]) -> tuple[Indicator | None, str]:
    """The indicator that leads a figure id, and `TJ.1.realisasi` as `ikm:realisasi`; other ids stay as they are.

    A code may hold points itself, so the longest one that the id begins with leads it.
    """
    fitting = [indicator for indicator in indicators if figure_id.startswith(f"{indicator.code}.")]
    if not fitting:
        return None, figure_id
    leading = max(fitting, key=lambda indicator: len(indicator.code))
    formula = "pnbp" if leading.formula in PNBP_FORMULAS else leading.formula
    return leading, f"{formula}:{figure_id[len(leading.code) + 1 :]}"
