"""Many sample units, for whoever puts the releases of many together: each a workspace of its own, none like another.

Belongs here: how the units differ from the published world and from each other: code, name, size, how well they do,
some of their indicators; and which of them do not hand in a release. Not here: running them, and what is made of
their releases (orchestration/consolidation). Everything is invented, and the same number of units gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from orchestration.sample.seeded import stream
from orchestration.sample.targets import PUBLISHED, BudgetCell, ServiceTotals, SurveyTotals, Totals
from orchestration.sample.variant import Variant
from orchestration.sample.workspace import write_workspace

_NAMES = (
    *("Anggrek", "Bakung", "Cempaka", "Dahlia", "Ekor Naga", "Flamboyan", "Gandasuli", "Hortensia", "Iris", "Jepun"),
    *("Kenanga", "Lavendel", "Melati", "Nusa Indah", "Okra", "Pacar Air", "Randu", "Seruni", "Teratai", "Ulin"),
    *("Vinka", "Wijayakusuma", "Yasmin", "Zaitun"),
)
_FIRST_CODE = 999_201
_SEED = 39
_MISSING = (("SK3.1",), ("SK5.1", "SK5.2"), ("SK4.1", "SK4.3"), ("SK7.1",))
"""Indicators that every third unit does not have, in turn."""


@dataclass(frozen=True)
class SampleUnit:
    """A unit of the sample.

    Attributes:
        folder: name of its folder.
        code: kode satker.
        name: of the unit.
        part: what it is there for: `terbit`, `rusak` (its release is to be tampered with), `konsep` (nobody approves
            it) or `terlambat` (nothing has landed).
    """

    folder: str
    code: str
    name: str
    part: str


def sample_units(count: int) -> list[SampleUnit]:
    """The units in the order of their codes; from three on the last three hand in nothing that counts.

    Args:
        count: how many, at least one; of three or more one is to be tampered with, of four or more one waits as a
            konsep, of five or more one is late.
    """
    parts = ["terbit"] * count
    for least, part in ((3, "rusak"), (4, "konsep"), (5, "terlambat")):
        if count >= least:
            parts[count - 1 - (least - 3)] = part
    units = []
    for number, part in enumerate(parts):
        series, place = divmod(number, len(_NAMES))
        name = f"Balai Jasa Industri Contoh {_NAMES[place]}{f' {series + 1}' if series else ''}"
        code = str(_FIRST_CODE + number)
        units.append(SampleUnit(f"{code}-{_NAMES[place].lower().replace(' ', '-')}", code, name, part))
    return units


def write_units(out: Path, count: int) -> list[SampleUnit]:
    """Writes `<out>/<folder>/sources` for every unit, with the deliveries of two quarters; existing files are replaced.

    Args:
        out: the folder of all units.
        count: how many.
    """
    units = sample_units(count)
    for number, unit in enumerate(units):
        write_workspace(out / unit.folder / "sources", _world(unit, number))
    return units


def _world(unit: SampleUnit, number: int) -> Variant:
    rng = stream(_SEED, f"unit/{number}")
    left_out = _MISSING[number // 3 % len(_MISSING)] if number % 3 == 2 else ()
    initials = "".join(word[0] for word in unit.name.split())
    return Variant(
        name=unit.folder,
        totals=_totals(PUBLISHED, rng, left_out),
        seed=_SEED * 1000 + number,
        other_layouts=number % 2 == 1,
        facts={
            "kode_satker": unit.code,
            "nama": unit.name,
            "singkatan": initials,
            "jabatan_penanda_tangan": f"Kepala {unit.name}",
        },
        approved=unit.part == "konsep",
        quarters=() if unit.part == "terlambat" else (1, 2),
    )


def _totals(totals: Totals, rng: Random, left_out: tuple[str, ...]) -> Totals:
    """The published world at a size of a fourth to all of it, doing a little worse or better."""
    size = rng.randrange(25, 101)
    spent = rng.randrange(78, 99)
    targets = {code: target for code, target in totals.indicator_targets.items() if code not in left_out}
    volumes = {service: max(1, target * size // 100) for service, target in totals.volume_targets.items()}
    targets |= {"TJ.2": totals.indicator_targets["TJ.2"] * size // 100, "SK2.2": sum(volumes.values())}
    measured = {
        "SK6.1": rng.randrange(7000, 9000),
        "SK6.2": rng.randrange(8800, 10001),
        "SK7.1": rng.randrange(4500, 9500),
    }
    receipts = totals.receipts_tw2 * size * rng.randrange(70, 121) // 10_000
    return replace(
        totals,
        cells=tuple(_cell(cell, size, spent) for cell in totals.cells),
        receipts_tw1=receipts * 45 // 100,
        receipts_tw2=receipts,
        assets=totals.assets * size // 100 + rng.randrange(10**9),
        services={name: _service(wanted, size, rng) for name, wanted in totals.services.items()},
        survey={
            quarter: {name: _survey(wanted, size, rng) for name, wanted in services.items()}
            for quarter, services in totals.survey.items()
        },
        indicator_targets=targets,
        volume_targets=volumes,
        receipts_target=totals.receipts_target * size // 100,
        receipts_year_before=totals.receipts_year_before * size // 100,
        assessments=tuple(
            replace(row, value=measured[row.indicator] / 100) if row.value is not None else row
            for row in totals.assessments
            if row.indicator not in left_out
        ),
    )


def _cell(cell: BudgetCell, size: int, spent: int) -> BudgetCell:
    pagu = cell.pagu_k * size // 100
    return replace(
        cell,
        pagu_k=pagu,
        blocked_first_k=pagu if cell.blocked_first_k == cell.pagu_k else cell.blocked_first_k * size // 100,
        blocked_relaxed_k=pagu if cell.blocked_relaxed_k == cell.pagu_k else cell.blocked_relaxed_k * size // 100,
        realised_tw1=cell.realised_tw1 * size * spent // 10_000,
        realised_tw2=cell.realised_tw2 * size * spent // 10_000,
    )


def _service(wanted: ServiceTotals, size: int, rng: Random) -> ServiceTotals:
    due = tuple(quantity * size // 100 for quantity in wanted.due)
    late = rng.randrange(0, 4)
    return ServiceTotals(
        users=max(1, wanted.users * size // 125),
        received=tuple(quantity * size // 100 + (1 if quantity else 0) for quantity in wanted.received),
        carried=wanted.carried * size // 100 + 6 if wanted.carried else 0,
        due=due,
        on_time=tuple(quantity - min(quantity // 12, late) for quantity in due),
        long_term=tuple(quantity * size // 120 for quantity in wanted.long_term),
    )


def _survey(wanted: SurveyTotals, size: int, rng: Random) -> SurveyTotals:
    respondents = max(2, wanted.respondents * size // 100)
    promoters = min(respondents, wanted.promoters * size // 100)
    return SurveyTotals(
        respondents,
        tuple(
            max(
                respondents,
                min(
                    4 * respondents, total * respondents // wanted.respondents - rng.randrange(0, 1 + respondents // 8)
                ),
            )
            for total in wanted.sums
        ),
        promoters,
        min(wanted.passives * size // 100, respondents - promoters),
    )
