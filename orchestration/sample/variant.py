"""The sample worlds: the published one, and another with other numbers and other layouts.

The second world exists so that nobody can satisfy the pipeline with the numbers of the first: everything differs that a
report prints, and the files put their columns in another order. Belongs here: how the second world follows from the
first. Not here: layouts (the generators) and totals of the first (targets.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from orchestration.sample.seeded import stream
from orchestration.sample.targets import PUBLISHED, BudgetCell, ServiceTotals, SurveyTotals, Totals


@dataclass(frozen=True)
class Variant:
    """A sample world.

    Attributes:
        name: as the command line calls it.
        totals: what its deliveries add up to.
        seed: of all its random choices.
        other_layouts: columns in another order, other delimiters, the two GLP039 variants exchanged, items
            numbered through the whole unit (CONS_ITEM) instead of anew in each account.
        facts: of the unit, in place of those in the project's profile.
        approved: whether a person has to approve its reports.
        quarters: that have landed.
    """

    name: str
    totals: Totals
    seed: int
    other_layouts: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)
    approved: bool = False
    quarters: tuple[int, ...] = (1, 2)


def _other_cell(cell: BudgetCell) -> BudgetCell:
    """Half the pagu and blokir (rounded down to thousands that leave room), spending at two fifths."""
    return replace(
        cell,
        pagu_k=cell.pagu_k // 2,
        blocked_first_k=cell.pagu_k // 2 if cell.blocked_first_k == cell.pagu_k else cell.blocked_first_k // 3,
        blocked_relaxed_k=cell.pagu_k // 2 if cell.blocked_relaxed_k == cell.pagu_k else cell.blocked_relaxed_k // 3,
        realised_tw1=cell.realised_tw1 * 2 // 7,
        realised_tw2=cell.realised_tw2 * 2 // 5,
    )


def _other_service(service: str, wanted: ServiceTotals) -> ServiceTotals:
    """Fewer users, about two thirds of the units, and late completions where the published world has none."""
    rng = stream(7, f"other/{service}")
    received = tuple(quantity * 2 // 3 + (1 if quantity else 0) for quantity in wanted.received)
    due = tuple(quantity * 2 // 3 for quantity in wanted.due)
    on_time = tuple(quantity - min(quantity // 4, rng.randrange(0, 9)) for quantity in due)
    return ServiceTotals(
        users=max(1, wanted.users * 3 // 5),
        received=received,
        carried=wanted.carried * 2 // 3 + 6 if wanted.carried else 0,
        due=due,
        on_time=on_time,
        long_term=tuple(quantity // 2 for quantity in wanted.long_term),
    )


def _other_survey(wanted: SurveyTotals) -> SurveyTotals:
    """One and a half times the respondents, each element a little lower, more detractors."""
    respondents = wanted.respondents * 3 // 2
    promoters = wanted.promoters * 6 // 5
    passives = min(wanted.passives, respondents - promoters)
    sums = tuple(
        min(4 * respondents, total * 3 // 2) - (respondents * (element % 4 + 1)) // 12
        for element, total in enumerate(wanted.sums)
    )
    return SurveyTotals(respondents, sums, promoters, passives)


_OTHER_TARGETS = {"TJ.1": 3.6, "TJ.2": 2100, "SK1.1": 90, "SK2.1": 5.5, "SK2.4": 110}


def _other(totals: Totals) -> Totals:
    measured = {"SK6.1": 71.25, "SK6.2": 88.40, "SK7.1": 80.10}
    volume_targets = {service: target * 3 // 4 for service, target in totals.volume_targets.items()}
    return replace(
        totals,
        cells=tuple(_other_cell(cell) for cell in totals.cells),
        planned_percent={"BAD": (20, 45), "CAH": (0, 30), "EBA": (22, 48), "EBB": (0, 60), "EBC": (10, 35)},
        receipts_tw1=4_101_222_333,
        receipts_tw2=9_876_543_210,
        assets=251_000_777_123,
        assets_unaudited=251_500_000_000,
        services={service: _other_service(service, wanted) for service, wanted in totals.services.items()},
        survey={
            quarter: {
                service: _other_survey(wanted) for service, wanted in services.items() if service != "verifikasi_tkdn"
            }
            for quarter, services in totals.survey.items()
        },
        indicator_targets=totals.indicator_targets | _OTHER_TARGETS | {"SK2.2": sum(volume_targets.values())},
        volume_targets=volume_targets,
        receipts_target=21_500_000_000,
        receipts_year_before=20_250_000_000,
        assessments=tuple(
            replace(row, value=measured[row.indicator]) if row.value is not None else row for row in totals.assessments
        ),
        physical={1: (20, 18, 20, 18), 2: (30, 25, 50, 43)},
    )


PUBLISHED_WORLD = Variant("published", PUBLISHED, seed=2025)
OTHER_WORLD = Variant("other", _other(PUBLISHED), seed=4711, other_layouts=True)
VARIANTS = {variant.name: variant for variant in (PUBLISHED_WORLD, OTHER_WORLD)}
