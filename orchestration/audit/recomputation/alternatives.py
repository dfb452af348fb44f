"""What a figure would be under the other value of a policy.

Belongs here: which figures show the alternative of which policy. The alternative is no second formula: the quarter is
worked out again with that one policy changed, and the figures at issue are taken over under `<id>.alt.<value>`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from orchestration.audit.recomputation.case import Case
from orchestration.audit.recomputation.ledger import Ledger


@dataclass(frozen=True)
class Choice:
    """A policy whose alternative is shown.

    Attributes:
        policy: its name in unit.yaml.
        values: the two values it may have.
        shown: matches `<formula>:<rest of the figure id>`, or the whole id where no indicator leads it.
        domain: which part of the recomputation it touches.
    """

    policy: str
    values: tuple[str, str]
    shown: re.Pattern[str]
    domain: str


_SLA = re.compile(r"sla:((jatuh_tempo|tepat_waktu)\..+|(persen|realisasi)(\..+)?|capaian)")
_HEADLINE = r"(realisasi|capaian)"

CHOICES = (
    Choice(
        "ikm_gabungan",
        ("rata_rata_layanan", "tertimbang_responden"),
        re.compile(rf"ikm:({_HEADLINE}|unsur\.\w+)"),
        "survey",
    ),
    Choice(
        "periode_survei",
        ("triwulan", "tahun_berjalan"),
        re.compile(
            r"ikm:((unsur|realisasi|responden)(\..+)?|capaian)"
            r"|nps:((promoter|passive|detractor|responden|realisasi)(\..+)?|capaian)"
        ),
        "survey",
    ),
    Choice("nps_gabungan", ("rata_rata_layanan", "gabungan"), re.compile(f"nps:{_HEADLINE}"), "survey"),
    Choice(
        "pengguna",
        ("jumlah_per_layanan", "entitas_unik"),
        re.compile(r"pengguna:(realisasi|realisasi_tw|capaian)"),
        "orders",
    ),
    Choice("sla_gabungan", ("rata_rata_bulan", "gabungan"), re.compile(f"sla:{_HEADLINE}"), "orders"),
    Choice("sla_satuan", ("jumlah", "order"), _SLA, "orders"),
    Choice("cuti_bersama", ("berhenti", "berjalan"), _SLA, "orders"),
    Choice("tanggal_pnbp", ("terima", "sah"), re.compile(f"pnbp:pnbp|(roa|pobo):{_HEADLINE}"), "receipts"),
    Choice("jenis_penerimaan", ("sbs", "ntpn"), re.compile("pnbp:pnbp"), "receipts"),
    Choice("basis_kro", ("pagu", "efektif"), re.compile(r"kro\.(persen|sasaran_persen)\..+"), "budget"),
)
"""Every policy that changes a figure; `baris_ditolak` changes only whether a report may be published."""


def add_alternatives(ledger: Ledger, work_out: Callable[[Case, str], Ledger]) -> None:
    """Adds `<id>.alt.<value>` for every policy and figure at issue.

    Args:
        ledger: the figures under the policies in force.
        work_out: gives the figures of a domain for a case.
    """
    formulas = {
        indicator.code: "pnbp" if indicator.formula.endswith("_pnbp") else indicator.formula
        for indicator in ledger.case.indicators
    }
    in_force = dict(ledger.figures)
    for choice in CHOICES:
        first, second = choice.values
        value = second if ledger.case.policy(choice.policy) == first else first
        other = work_out(ledger.case.with_policy(choice.policy, value), choice.domain).figures
        shown = [figure_id for figure_id in in_force if choice.shown.fullmatch(_by_formula(figure_id, formulas))]
        names = {figure_id: f"{figure_id}.alt.{value}" for figure_id in shown}
        for figure_id in shown:
            figure = other[figure_id]
            # The same rows are the same trail; other rows are a trail of their own.
            same = figure.rows == in_force[figure_id].rows
            ledger.figures[names[figure_id]] = replace(
                figure,
                trail=figure.trail if same else f"{figure.trail}.alt.{value}",
                components=tuple(names.get(component, component) for component in figure.components),
            )


def _by_formula(figure_id: str, formulas: dict[str, str]) -> str:
    """`TJ.1.realisasi` as `ikm:realisasi`; an id that no indicator leads stays as it is."""
    code = ".".join(figure_id.split(".")[:2])
    return f"{formulas[code]}:{figure_id[len(code) + 1 :]}" if code in formulas else figure_id
