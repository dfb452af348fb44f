"""What a report on a sample world has to say, worked out from the totals that the world was made from.

The second opinion of the tests that run the pipeline on another world. It follows from the intended totals alone: no
delivered file and no query of the pipeline is read.
"""

from __future__ import annotations

from fractions import Fraction

from orchestration.sample.budget import FIRST_BLOCKED, RELAXED, REVISIONS
from orchestration.sample.targets import Totals
from orchestration.sample.variant import PUBLISHED_WORLD, Variant

_VOLUME_NAMES = {"pelatihan": "bimbingan_pendampingan"}


def expected_figures(variant: Variant | None = None) -> dict[str, Fraction]:
    """Exact, unrounded values by figure id for Triwulan II under the policies of the sample profile."""
    totals = (variant or PUBLISHED_WORLD).totals
    return {**_budget(totals), **_finance(totals), **_services(totals), **_survey(totals)}


def _budget(totals: Totals) -> dict[str, Fraction]:
    sums: dict[str, Fraction] = {}

    def add(figure: str, amount: int) -> None:
        sums[figure] = sums.get(figure, Fraction(0)) + amount

    for cell in totals.cells:
        pagu, blocked = 1000 * cell.pagu_k, 1000 * cell.blocked_relaxed_k
        for place in ("", f".{cell.fund}", f".{cell.fund}.{cell.group}"):
            add(f"anggaran.pagu{place}", pagu)
            add(f"anggaran.blokir{place}", blocked)
            add(f"anggaran.efektif{place}", pagu - blocked)
            add(f"anggaran.realisasi{place}", cell.realised_tw2)
            add(f"anggaran.realisasi_tw{place}", cell.realised_tw2 - cell.realised_tw1)
        add(f"kro.pagu.{cell.kro}", pagu)
        add(f"kro.realisasi.sd.{cell.kro}", cell.realised_tw2)
        add(f"kro.realisasi.tw.{cell.kro}", cell.realised_tw2 - cell.realised_tw1)
    pagu = sum(1000 * cell.pagu_k for cell in totals.cells)
    first, relaxed = (
        sum(1000 * amount for amount in amounts)
        for amounts in zip(*((cell.blocked_first_k, cell.blocked_relaxed_k) for cell in totals.cells), strict=True)
    )
    for revision in range(REVISIONS):
        blocked = 0 if revision < FIRST_BLOCKED else first if revision < RELAXED else relaxed
        for measure, amount in (("pagu", pagu), ("blokir", blocked), ("efektif", pagu - blocked)):
            sums[f"revisi.{measure}.B{revision:02d}"] = Fraction(amount)
    for kro, (by_march, by_june) in totals.planned_percent.items():
        sums[f"kro.sasaran_persen.sd.{kro}"] = Fraction(by_june)
        sums[f"kro.sasaran_persen.tw.{kro}"] = Fraction(by_june - by_march)
    return sums


def _finance(totals: Totals) -> dict[str, Fraction]:
    operating = sum(cell.realised_tw2 for cell in totals.cells if cell.group in ("51", "52"))
    return {
        "SK2.1.pnbp": Fraction(totals.receipts_tw2),
        "SK2.1.pnbp_tw": Fraction(totals.receipts_tw2 - totals.receipts_tw1),
        "SK2.3.aset": Fraction(totals.assets),
        "SK2.3.realisasi": Fraction(100 * totals.receipts_tw2, totals.assets),
        "SK2.4.biaya_operasional": Fraction(operating),
        "SK2.4.realisasi": Fraction(100 * totals.receipts_tw2, operating),
    }


def _services(totals: Totals) -> dict[str, Fraction]:
    figures: dict[str, Fraction] = {}
    for service, wanted in totals.services.items():
        figures[f"TJ.2.realisasi.{service}"] = Fraction(wanted.users)
        volume = _VOLUME_NAMES.get(service, service)
        if volume in totals.volume_targets:
            figures[f"SK2.2.realisasi.{volume}"] = Fraction(sum(wanted.received))
            figures[f"SK2.2.target.{volume}"] = Fraction(totals.volume_targets[volume])
        for month, (due, on_time) in enumerate(zip(wanted.due, wanted.on_time, strict=True), start=1):
            figures[f"SK1.1.masuk.{service}.{month:02d}"] = Fraction(wanted.received[month - 1])
            figures[f"SK1.1.jatuh_tempo.{service}.{month:02d}"] = Fraction(due)
            figures[f"SK1.1.tepat_waktu.{service}.{month:02d}"] = Fraction(on_time)
        months = [Fraction(100 * on_time, due) for due, on_time in zip(wanted.due, wanted.on_time, strict=True) if due]
        if months:
            figures[f"SK1.1.realisasi.{service}"] = sum(months, Fraction(0)) / len(months)
    figures["TJ.2.realisasi"] = Fraction(sum(wanted.users for wanted in totals.services.values()))
    figures["SK2.2.realisasi"] = sum(
        (value for figure, value in figures.items() if figure.startswith("SK2.2.realisasi.")), Fraction(0)
    )
    timely = [value for figure, value in figures.items() if figure.startswith("SK1.1.realisasi.")]
    figures["SK1.1.realisasi"] = sum(timely, Fraction(0)) / len(timely)
    return figures


def _survey(totals: Totals) -> dict[str, Fraction]:
    figures: dict[str, Fraction] = {}
    answers = totals.survey[2]
    scores = {service: Fraction(0) for service in answers}
    for service, wanted in answers.items():
        figures[f"TJ.1.responden.{service}"] = Fraction(wanted.respondents)
        for element, total in enumerate(wanted.sums, start=1):
            figures[f"TJ.1.unsur.u{element}.{service}"] = Fraction(total, wanted.respondents)
            scores[service] += Fraction(total, 9 * wanted.respondents)
        figures[f"TJ.1.realisasi.{service}"] = scores[service]
        figures[f"SK1.2.promoter.{service}"] = Fraction(wanted.promoters)
        figures[f"SK1.2.passive.{service}"] = Fraction(wanted.passives)
        figures[f"SK1.2.detractor.{service}"] = Fraction(wanted.detractors)
        figures[f"SK1.2.realisasi.{service}"] = Fraction(
            100 * (wanted.promoters - wanted.detractors), wanted.respondents
        )
    recommended = [value for figure, value in figures.items() if figure.startswith("SK1.2.realisasi.")]
    everyone = sum(wanted.respondents for wanted in answers.values())
    figures["TJ.1.responden"] = Fraction(everyone)
    figures["TJ.1.realisasi"] = sum(scores.values(), Fraction(0)) / len(scores)
    figures["TJ.1.realisasi.alt.tertimbang_responden"] = Fraction(
        sum(sum(wanted.sums) for wanted in answers.values()), 9 * everyone
    )
    figures["SK1.2.realisasi"] = sum(recommended, Fraction(0)) / len(recommended)
    return figures
