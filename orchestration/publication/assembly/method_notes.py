"""How an indicator was measured, as the note below it says.

Belongs here: period, policies with reason and basis, alternatives, scale. Not here: the words (templates, metode.yaml).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.publication.assembly.spoken import number, written_date
from orchestration.publication.assembly.terms_told import terms_told
from orchestration.publication.document.document import (
    Note,
    Runs,
)
from orchestration.publication.document.ways import way_of
from orchestration.workspace.formulas import choices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from orchestration.publication.assembly.context import Context
    from orchestration.publication.assembly.indicator_view import IndicatorView
    from orchestration.workspace.indicators import Indicator


def method_note(context: Context, view: IndicatorView) -> Note:
    """How an indicator was measured: the way, the period, each policy with its reason and basis, the alternatives."""
    methods = context.outline.methods
    wording = context.wording
    indicator = next(item for item in context.profile.indikator if item.kode == view.kode)
    declared = indicator.formula
    items: list[tuple[Runs, Runs]] = []

    def add(label: str, text: str) -> None:
        items.append((wording.runs(methods.label[label]), wording.runs(text, view.kode)))

    add("cara", way_of(context.profile, indicator))
    for told in _periods(context, view, indicator):
        add("periode", told)
    if scale := _scale(context, indicator):
        add("skala", scale)
    for part in terms_told(context, indicator):
        add("ketentuan", part)
    for name, policy in context.profile.policies_of(indicator).items():
        called = choices()[name]
        value = called.nilai[policy.nilai]
        reason, basis = (wording.token(text.rstrip(".")) for text in (policy.alasan, policy.dasar))
        add("kebijakan", f"{called.nama}: {value}. Alasan: {reason}. Dasar: {basis}.")
    alternatives = context.book.suffixes(f"{view.kode}.realisasi.alt")
    for value in alternatives:
        known = [choices()[name].nilai for name in declared.kebijakan]
        words = next((choice[value] for choice in known if value in choice), value)
        text = f"{words}: realisasi {{.realisasi.alt.{value}|satuan}}"
        if view.figure(f"capaian.alt.{value}"):
            text += f", capaian {{.capaian.alt.{value}|satuan}}"
        change = _attainment_change(view, value)
        add("alternatif", f"{text}{'; ' + methods.perubahan[change] if change else ''}.")
    if declared.templat == "penilaian_luar":
        for name in ("penilai", "tanggal_penilaian", "dokumen_bukti"):
            content = view.record.get(name)
            if content:
                add(name, wording.token(written_date(content)))
    return Note(wording.runs(methods.judul), tuple(items))


def _periods(context: Context, view: IndicatorView, indicator: Indicator) -> Iterator[str]:
    """The period of an indicator; of each of its parts where one is of the quarter alone and the other is not."""
    words = context.outline.methods.periode
    apart = indicator.parts() if len({term.periode for _, term, _, _ in indicator.parts()}) > 1 else []
    for figure_name, begins in [(part, f"{term.nama}: ") for part, term, _, _ in apart] or [("realisasi", "")]:
        figure = view.figure(figure_name)
        if figure is not None and (basis := figure.period_basis):
            yield context.wording.token(begins) + (words.get(basis) or context.wording.token(basis))


def _scale(context: Context, indicator: Indicator) -> str:
    """The scale of an index in words, with its steps; empty for an indicator that has none."""
    if indicator.skala is None:
        return ""
    words = context.outline.methods.skala

    def told(value: Decimal) -> str:
        return context.wording.token(number(value))

    steps = [
        words["langkah"].replace("{batas}", told(step.batas_bawah)).replace("{nilai}", told(step.nilai))
        for step in indicator.tangga
    ]
    return f"{words[indicator.skala].replace('{langkah}', '; '.join(steps))}."


def _attainment_change(view: IndicatorView, value: str) -> str:
    """Whether another policy would change if the target is met: `tercapai`, `tidak_tercapai` or ''."""
    now, other = view.figure("capaian"), view.figure(f"capaian.alt.{value}")
    if now is None or other is None or now.printed_value is None or other.printed_value is None:
        return ""
    met, would = now.printed_value >= 100, other.printed_value >= 100
    if met == would:
        return ""
    return "tercapai" if would else "tidak_tercapai"
