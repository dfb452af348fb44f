"""Compares a quarter with those before it: jumps of volumes and totals, more rejects, totals that went down.

Belongs here: checks that need several quarters, over the finished warehouse and the releases on disk. Not here: what
adds up within one quarter (dbt_project/tests). They only warn; where nothing earlier is there to compare with, a
finding says so, because a comparison that compared nothing has shown nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from orchestration.checks.catalogue import catalogue, named
from orchestration.checks.evidence import CheckResult, Finding
from orchestration.figures.numbers import plain
from orchestration.language.sentences import say
from orchestration.release.reading import latest_release
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.profile import Profile
    from orchestration.workspace.settings import Workspace

VOLUMES = "volumes_are_near_those_of_earlier_quarters"
TOTALS = "totals_are_near_those_of_earlier_quarters"
REJECTED = "rejected_rows_are_as_few_as_before"
RELEASED = "no_cumulative_figure_is_below_the_last_release"
CHECKS = (VOLUMES, TOTALS, REJECTED, RELEASED)

FEW = 20
"""Units or rows below which a difference is not judged: one order more or less would be a jump."""

_VOLUMES = """
    SELECT layanan_volume, CAST((bulan_masuk + 2) // 3 AS INTEGER), sum(jumlah_count)
    FROM marts.fct_order WHERE bulan_masuk IS NOT NULL AND layanan IN (
        SELECT c.layanan FROM reference.cakupan AS c JOIN reference.indikator AS i ON i.kode = c.kode
        WHERE i.rumus = 'volume'
    ) GROUP BY 1, 2 ORDER BY 1, 2
"""
_ROWS = {
    "order lines": "SELECT CAST((bulan_masuk + 2) // 3 AS INTEGER), count(*) FROM marts.fct_order "
    "WHERE bulan_masuk IS NOT NULL GROUP BY 1",
    "survey answers": "SELECT CAST(quarter(tanggal) AS INTEGER), count(*) FROM marts.fct_survei "
    "WHERE is_tahun_berjalan GROUP BY 1",
}
_AMOUNTS = {
    "receipts": "SELECT pnbp_tw_rp, pnbp_rp - pnbp_tw_rp FROM marts.mart_pnbp "
    "WHERE alternatif = '' ORDER BY kode LIMIT 1",
    "spending": "SELECT realisasi_tw_rp, realisasi_rp - realisasi_tw_rp FROM marts.mart_anggaran "
    "WHERE sumber_dana = 'semua' AND jenis_belanja = 'semua'",
}
_SHARES = """
    WITH accepted AS (
        SELECT d.quarter, c.kind, sum(c.row_count) AS row_count
        FROM raw_ingestion.row_classes AS c
        JOIN raw_ingestion.deliveries AS d ON d._delivery_sha256 = c._delivery_sha256
        WHERE c.row_class = 'accepted' GROUP BY 1, 2
    ), rejected AS (
        SELECT d.quarter, r.kind, count(DISTINCT r._source_row_id) AS row_count
        FROM raw_ingestion.rejections AS r
        JOIN raw_ingestion.deliveries AS d ON d._delivery_sha256 = r._delivery_sha256
        GROUP BY 1, 2
    )
    SELECT coalesce(a.kind, r.kind) AS kind, coalesce(a.quarter, r.quarter) = $1 AS is_now,
           CAST(sum(coalesce(a.row_count, 0)) AS BIGINT), CAST(sum(coalesce(r.row_count, 0)) AS BIGINT)
    FROM accepted AS a FULL JOIN rejected AS r ON a.kind = r.kind AND a.quarter = r.quarter
    GROUP BY 1, 2 ORDER BY 1, 2
"""


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
        One result per check, and a finding for each that had nothing to compare with.
    """
    results, findings = [], []
    answers: dict[str, Callable[[], tuple[list[dict[str, Any]], int]]] = {
        VOLUMES: lambda: volumes(connection, quarter, profile.threshold(VOLUMES)),
        TOTALS: lambda: totals(connection, quarter, profile.threshold(TOTALS)),
        REJECTED: lambda: rejected(connection, quarter, profile.threshold(REJECTED)),
        RELEASED: lambda: released(workspace, quarter, profile, connection),
    }
    for name in CHECKS:
        failures, compared = answers[name]()
        results.append(catalogue()[name].result(failures, {"compared": compared}))
        if not compared:
            lacking = say("no release") if name == RELEASED else say("nothing")
            findings.append(
                Finding(
                    "info",
                    rule=name,
                    value=quarter.code,
                    message=say(
                        "{quarter}: {lacking} of an earlier quarter of {year} to compare with, so the check"
                        " '{check}' has compared nothing",
                        quarter=quarter.code,
                        lacking=lacking,
                        year=quarter.year,
                        check=named(name),
                    ),
                )
            )
    return results, findings


def volumes(
    connection: duckdb.DuckDBPyConnection, quarter: Quarter, factor: Decimal
) -> tuple[list[dict[str, Any]], int]:
    """Services whose volume jumped, and how many were compared; see the catalogue."""
    by_service: dict[str, dict[int, Decimal]] = {}
    for service, number, units in connection.execute(_VOLUMES).fetchall():
        by_service.setdefault(service, {})[number] = Decimal(units)
    failures, compared = [], 0
    # Where not a single order of the quarters before is on file, the register begins with this one.
    if not any(number < quarter.number for numbers in by_service.values() for number in numbers):
        return [], 0
    for service, numbers in by_service.items():
        now, mean = _now_and_mean(numbers, quarter)
        compared += 1
        if abs(now - mean) >= FEW and _is_far(now, mean, factor):
            failures.append({"layanan": service, "volume": str(now), "earlier_mean": _short(mean)})
    return failures, compared


def totals(
    connection: duckdb.DuckDBPyConnection, quarter: Quarter, factor: Decimal
) -> tuple[list[dict[str, Any]], int]:
    """Totals that jumped, and how many were compared; see the catalogue."""
    pairs: dict[str, tuple[Decimal, Decimal]] = {}
    for name, sql in _ROWS.items():
        pairs[name] = _now_and_mean(
            {number: Decimal(rows) for number, rows in connection.execute(sql).fetchall()}, quarter
        )
    for name, sql in _AMOUNTS.items():
        found = connection.execute(sql).fetchone()
        if found is not None and None not in found and quarter.number > 1:
            pairs[name] = Decimal(found[0]), Decimal(found[1]) / (quarter.number - 1)
    # An earlier total of nought says that its deliveries lack what came before, not that there was none.
    known = {name: pair for name, pair in pairs.items() if pair[1] > 0}
    failures = [
        {"total": name, "quarter": _short(now), "earlier_mean": _short(mean)}
        for name, (now, mean) in known.items()
        if abs(now - mean) >= FEW and _is_far(now, mean, factor)
    ]
    return failures, len(known)


def rejected(
    connection: duckdb.DuckDBPyConnection, quarter: Quarter, margin: Decimal
) -> tuple[list[dict[str, Any]], int]:
    """Kinds of which a larger share of rows is rejected than before, and how many were compared; see the catalogue."""
    shares: dict[str, dict[bool, tuple[int, int]]] = {}
    for kind, is_now, accepted, refused in connection.execute(_SHARES, [quarter.code]).fetchall():
        shares.setdefault(kind, {})[is_now] = (refused, accepted + refused)
    failures, compared = [], 0
    for kind, by_time in shares.items():
        if len(by_time) < 2 or not all(rows for _, rows in by_time.values()):
            continue
        compared += 1
        now, before = (Decimal(by_time[when][0]) / by_time[when][1] for when in (True, False))
        if now > before + margin:
            failures.append(
                {
                    "kind": kind,
                    "rejected": by_time[True][0],
                    "rows": by_time[True][1],
                    "earlier_rejected": by_time[False][0],
                    "earlier_rows": by_time[False][1],
                }
            )
    return failures, compared


def released(
    workspace: Workspace, quarter: Quarter, profile: Profile, connection: duckdb.DuckDBPyConnection
) -> tuple[list[dict[str, Any]], int]:
    """Figures since January that are less than the newest release of the quarter before said; see the catalogue."""
    release = None
    for number in range(quarter.number - 1, 0, -1):
        release = latest_release(workspace, Quarter(quarter.year, number))
        if release is not None:
            break
    if release is None:
        return [], 0
    current = dict(connection.execute("SELECT figure_id, value FROM figures.figures").fetchall())
    failures, compared = [], 0
    try:
        with (release / "figures.csv").open(encoding="utf-8", newline="") as handle:
            before = {row["figure_id"]: row["value"] for row in csv.DictReader(handle)}
        for figure_id in cumulative(before, profile):
            if not before[figure_id]:
                continue
            compared += 1
            now = current.get(figure_id)
            if now is None or now < Decimal(before[figure_id]):
                failures.append({"figure_id": figure_id, "value": plain(now), "released": before[figure_id]})
    except (OSError, KeyError, InvalidOperation, csv.Error, UnicodeDecodeError) as error:
        # What cannot be read was not compared; that is told as what it is.
        failures.append({"figure_id": "", "released": f"{release.parent.name} {release.name}: {error!r}"})
    return failures, max(compared, len(failures))


def cumulative(figure_ids: Iterable[str], profile: Profile) -> list[str]:
    """Ids of the figures that count from January on: volumes, users, receipts, spending; no alternatives."""
    receipts = {f"{carrier}.pnbp" for carrier in map(profile.pnbp_of, profile.indikator) if carrier}
    families = [f"{item.kode}.realisasi" for item in profile.indikator if item.rumus in ("volume", "pengguna")]
    families += ["anggaran.realisasi", "kro.realisasi.sd"]
    begins = tuple(f"{name}." for name in families)
    counted = [name for name in figure_ids if name in receipts or f"{name}.".startswith(begins)]
    return [figure_id for figure_id in counted if ".alt." not in figure_id]


def _now_and_mean(numbers: dict[int, Decimal], quarter: Quarter) -> tuple[Decimal, Decimal]:
    """The quarter's count, and the mean of the quarters before it in its year."""
    earlier = sum((numbers.get(number, Decimal(0)) for number in range(1, quarter.number)), Decimal(0))
    return numbers.get(quarter.number, Decimal(0)), earlier / max(quarter.number - 1, 1)


def _is_far(now: Decimal, mean: Decimal, factor: Decimal) -> bool:
    return now > mean * factor or now * factor < mean


def _short(number: Decimal) -> str:
    return f"{number:.2f}".removesuffix(".00")
