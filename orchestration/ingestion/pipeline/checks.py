"""The checks of the stop, over all deliveries of a run.

Belongs here: which checks there are, what each is asked with, and their results in their order. Not here: what a check
looks for (judging).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestration.checks.evidence import CheckResult, Finding
from orchestration.ingestion.contracts.shape import Contract
from orchestration.ingestion.judging import control_list, controls, years
from orchestration.ingestion.judging.coherence import examination
from orchestration.ingestion.judging.replaced import Holding, check_replaced
from orchestration.ingestion.pipeline.delivery import Refusal
from orchestration.ingestion.pipeline.record import Used, rejections_of
from orchestration.ingestion.raw.deliveries import Delivery
from orchestration.texts.canonical import name_key

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter


@dataclass(frozen=True)
class Landed:
    """What a run made of the files of the landing folder.

    Attributes:
        used: deliveries, oldest first.
        deliveries: the same as the books know them.
        refused: names of files that cannot be used, each with a reason why.
        delivered: quarter code to the kinds of which rows of the unit were delivered.
        came: quarter code to the kinds of the files that cannot be used.
        papers_before: the papers of the deliveries of the year before.
        before: the deliveries of the release in force.
        release: its name.
    """

    used: Sequence[Used]
    deliveries: Sequence[Delivery]
    refused: Sequence[tuple[str, Refusal]]
    delivered: Mapping[str, set[str]]
    came: Mapping[str, set[str]]
    papers_before: Sequence[years.Delivered]
    before: Sequence[Holding] = ()
    release: str = ""


def check(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, Contract],
    profile: Profile,
    quarter: Quarter,
    landed: Landed,
) -> tuple[list[CheckResult], list[Finding]]:
    """Asks every check of the stop.

    Args:
        connection: warehouse; the books of the run are written.
        contracts: in force.
        profile: its policies decide what holds a report back.
        quarter: of the report.
        landed: what is checked.

    Returns:
        The results, and what was found between deliveries.
    """
    records = {one.label: one.record for one in landed.used}
    conservation, lost = controls.check_conservation(records)
    totals, differing = controls.check_totals(records)
    papers = [years.Delivered(one.file.quarter, one.label, paper) for one in landed.used for paper in one.record.papers]
    judged = years.judge(papers, landed.papers_before, contracts, profile, quarter)
    untimely = [finding for _, finding in judged]
    # A paper of another year has come: it is told of once, and not as one that is missing as well.
    old = {kind for kind, finding in judged if finding.severity == "blocking"}
    came = {**landed.came, quarter.code: landed.came.get(quarter.code, set()) | old}
    complete, missing = controls.check_completeness(
        connection, contracts, profile, quarter, "landing", landed.delivered, came
    )
    often = Counter(kind for delivery in landed.deliveries for kind in delivery.kinds)
    repeated = [contracts[kind] for kind, count in sorted(often.items()) if count > 1]
    labels = {delivery.order: delivery.label for delivery in landed.deliveries}
    replaced = controls.superseded(connection, repeated, labels)
    names = {name_key(row.nama): row.layanan for row in profile.nama_layanan}
    incoherent, asked = examination.examine(
        connection, contracts.values(), names, quarter, labels, profile.unit.kode_satker
    )
    listed, unlike = control_list.check_control_lists(connection, contracts, landed.deliveries, quarter)
    holdings = [
        Holding(one.file.quarter, one.file.name, one.label, one.sha256, tuple(one.record.contents))
        for one in landed.used
    ]
    lessened, less = check_replaced(holdings, landed.before, landed.release)
    findings = [*lost, *differing, *unlike, *missing, *replaced, *less, *untimely, *incoherent]
    results = [
        _known(landed),
        conservation,
        totals,
        listed,
        complete,
        _readable(landed, profile),
        _coherent(incoherent, asked),
        lessened,
        *_timely(untimely, {"papers": len(papers), "papers_of_the_year_before": len(landed.papers_before)}),
    ]
    return results, findings


def _known(landed: Landed) -> CheckResult:
    return controls.check(
        "every_file_is_of_exactly_one_known_kind",
        [
            {"delivery": label, "sheet": refusal.sheet, "rule": refusal.rule, "message": refusal.message}
            for label, refusal in landed.refused
        ],
        {"files": len(landed.used) + len({label for label, _ in landed.refused})},
    )


def _readable(landed: Landed, profile: Profile) -> CheckResult:
    return controls.check(
        "every_row_fits_its_contract",
        [
            {
                "_source_row_id": r.source_row_id,
                "column": r.column,
                "value": r.value,
                "rule": r.rule,
                "expected": r.expected,
            }
            for r in rejections_of(landed.used)
        ],
        {
            "rows": sum(delivery.rows_accepted + delivery.rows_rejected for delivery in landed.deliveries),
            "rows_rejected": sum(delivery.rows_rejected for delivery in landed.deliveries),
        },
        severity="error" if profile.policy("baris_ditolak") == "menahan" else "warn",
    )


def _coherent(incoherent: list[Finding], asked: int) -> CheckResult:
    odd = [finding for finding in incoherent if finding.severity != "info"]
    return controls.check(
        "rows_agree_with_each_other_and_with_earlier_deliveries",
        [{"delivery": f.delivery, "sheet": f.sheet, "row": f.row, "column": f.column, "rule": f.rule} for f in odd],
        {"rules": asked},
        severity="warn" if odd and all(f.severity != "blocking" for f in odd) else "error",
    )


def _timely(untimely: list[Finding], counts: dict[str, Any]) -> list[CheckResult]:
    """Of papers that are of another year, that do not say of which, and that repeat an earlier quarter."""
    asked = ("every_paper_of_a_year_is_that_of_the_report", "blocking", (years.SAME, years.OTHER))
    warned = [(rule, "warning", (rule,)) for rule in (years.UNNAMED, years.REPEATED)]
    return [
        controls.check(
            name,
            [
                {"delivery": f.delivery, "sheet": f.sheet, "row": f.row, "value": f.value, "rule": f.rule}
                for f in untimely
                if f.severity == severity and f.rule in rules
            ],
            counts,
        )
        for name, severity, rules in (asked, *warned)
    ]
