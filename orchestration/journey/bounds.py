"""Holds the figures of a quarter against what is usual: the quarter before, the year before, the target, the budget.

Belongs here: checks of the finished figures against releases on disk and against limits that catalogue and profile
declare. Not here: comparisons of rows and totals within the year (earlier), bounds that hold a report back
(dbt_project/tests/kinerja). They only warn: a figure may truly have moved, and only the unit can say so. Where no
figure of a release is there to compare with, a finding says so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from orchestration.checks.catalogue import catalogue, named
from orchestration.checks.evidence import CheckResult, Finding
from orchestration.language.sentences import say
from orchestration.release.reading import latest_release
from orchestration.workspace.formulas import formulas

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from orchestration.workspace.indicators import Indicator
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

LAST_QUARTER = "no_level_moved_far_since_the_last_quarter"
LAST_YEAR = "no_main_figure_moved_far_since_the_same_quarter_last_year"
CAPAIAN = "no_capaian_lies_far_above_its_target"
SPENDING = "every_fund_is_spent_from_in_the_quarter"
CHECKS = (LAST_QUARTER, LAST_YEAR, CAPAIAN, SPENDING)

_SALARIES = "51"
"""Belanja pegawai, which is paid every month."""

Failures = tuple[list[dict[str, Any]], int]
"""What failed, and how many were looked at."""


def compare(
    workspace: Workspace, quarter: Quarter, profile: Profile, connection: duckdb.DuckDBPyConnection
) -> tuple[list[CheckResult], list[Finding]]:
    """Answers every check of `CHECKS`.

    Args:
        workspace: where the releases are.
        quarter: of the report.
        profile: its thresholds, and which indicator is which.
        connection: the finished warehouse of the quarter.

    Returns:
        One result a check, and a finding for each that had no figure of a release to compare with.
    """
    now: dict[str, Decimal | None] = dict(
        connection.execute("SELECT figure_id, value FROM figures.figures ORDER BY figure_id").fetchall()
    )
    results, findings = [], []
    for name, other in ((LAST_QUARTER, quarter.previous), (LAST_YEAR, replace(quarter, year=quarter.year - 1))):
        release = latest_release(workspace, other)
        lowest = levels(profile) if name == LAST_QUARTER else main_figures(profile)
        failures, compared = moved(now, release, lowest, profile.threshold(name)) if release else ([], 0)
        results.append(catalogue()[name].result(failures, {"compared": compared}))
        if not compared:
            findings.append(_nothing(name, quarter, other))
    for name, (failures, seen) in (
        (CAPAIAN, above_target(now, profile)),
        (SPENDING, unspent(now, profile.threshold(SPENDING))),
    ):
        results.append(catalogue()[name].result(failures, {"compared": seen}))
    return results, findings


def levels(profile: Profile) -> dict[str, Decimal]:
    """Figures that do not grow over a year, such as an index, each with the lowest value that it can have."""
    return {
        f"{item.kode}.realisasi": _lowest(profile, item)
        for item in profile.indikator
        if formulas()[item.rumus].setara == "triwulan"
    }


def main_figures(profile: Profile) -> dict[str, Decimal]:
    """Every realisasi, the receipts and the spending of the year to date, each with the lowest value it can have."""
    found = {f"{item.kode}.realisasi": _lowest(profile, item) for item in profile.indikator}
    carried = dict.fromkeys(filter(None, map(profile.pnbp_of, profile.indikator)))
    return found | {name: Decimal(0) for name in ("anggaran.realisasi", *(f"{code}.pnbp" for code in carried))}


def _lowest(profile: Profile, indicator: Indicator) -> Decimal:
    """The lowest realisasi of an indicator; 0 where its formula has none below."""
    lows = [low for measure, _, (low, _) in profile.bounds_of(indicator) if measure == "realisasi" and low is not None]
    return min(lows, default=Decimal(0))


def moved(now: Mapping[str, Decimal | None], release: Path, lowest: Mapping[str, Decimal], share: Decimal) -> Failures:
    """Figures that differ from those of a release by more than a share of what they lay above their lowest value there.

    An index of 1 to 4 that falls from 3 to 2 has lost half of what it had, and a score that begins at -100 is not near
    nought where it is 5.

    Args:
        now: figure id to value.
        release: compared with.
        lowest: figures to compare, each with the lowest value that it can have.
        share: how far one may move.
    """
    failures, compared = [], 0
    told = f"{release.parent.name} {release.name}"
    try:
        with (release / "figures.csv").open(encoding="utf-8", newline="") as handle:
            before = {row["figure_id"]: row["value"] for row in csv.DictReader(handle) if row["figure_id"] in lowest}
        for name, low in lowest.items():
            value, former = now.get(name), Decimal(before[name]) if before.get(name) else None
            if value is None or former is None or former <= low:
                continue
            compared += 1
            if abs(value - former) > share * (former - low):
                failures.append({"figure_id": name, "value": _short(value), told: _short(former)})
    except (OSError, KeyError, InvalidOperation, csv.Error, UnicodeDecodeError) as error:
        # What cannot be read was not compared; that is told as what it is.
        failures.append({"figure_id": "", "released": f"{told}: {error!r}"})
    return failures, max(compared, len(failures))


def above_target(now: Mapping[str, Decimal | None], profile: Profile) -> Failures:
    """Capaian above the limit, unless the profile declares bounds of its own for the indicator, with the reason."""
    limit = profile.threshold(CAPAIAN)
    measured = {
        f"{item.kode}.capaian": value
        for item in profile.indikator
        if (value := now.get(f"{item.kode}.capaian")) is not None and not (item.batas and item.batas.capaian)
    }
    failures = [
        {"figure_id": name, "capaian": _short(value), "limit": _short(limit)}
        for name, value in measured.items()
        if value > limit
    ]
    return failures, len(measured)


def unspent(now: Mapping[str, Decimal | None], share: Decimal) -> Failures:
    """The unit, its funds and their salaries, where less than a share of the effective pagu was spent."""
    failures, seen = [], 0
    for name in _spent(now):
        spent, available = now[name], now.get(name.replace(".realisasi_tw", ".efektif", 1))
        if spent is None or not available or available < 0:
            continue
        seen += 1
        if spent < share * available:
            failures.append({"figure_id": name, "realisasi": _short(spent), "pagu_efektif": _short(available)})
    return failures, seen


def _spent(figure_ids: Iterable[str]) -> Iterator[str]:
    """`anggaran.realisasi_tw`, that of each fund, and that of the salaries of each fund."""
    for name in figure_ids:
        table, _, rest = name.partition(".")
        measure, *narrowed = rest.split(".")
        if (table, measure) == ("anggaran", "realisasi_tw") and narrowed[1:] in ([], [_SALARIES]):
            yield name


def _nothing(name: str, quarter: Quarter, other: Quarter) -> Finding:
    return Finding(
        "info",
        rule=name,
        value=quarter.code,
        message=say(
            "{quarter}: no figure of a release of {other} to compare with, so the check '{check}' has compared nothing",
            quarter=quarter.code,
            other=other.code,
            check=named(name),
        ),
    )


def _short(number: Decimal) -> str:
    return f"{number:.2f}".removesuffix(".00")
