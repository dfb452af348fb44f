"""Whether `checks.json` and `findings.csv` say what the evidence, the archive and each other say.

Belongs here: that every check of the catalogue has its one result in its own words, that a result agrees with its
counts and its findings, and what can be counted again. Not here: the checks of the report itself, which are made again
with it (words.py).
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination
from orchestration.audit.recomputation.case import Case
from orchestration.audit.recomputation.characters import folded
from orchestration.audit.recomputation.holdings import Evidence
from orchestration.audit.recomputation.layouts import contracts_of
from orchestration.audit.recomputation.records import Record
from orchestration.audit.recomputation.stocks import Archive
from orchestration.checks.catalogue import EACH_RAW_TABLE, catalogue, named
from orchestration.checks.evidence import SAMPLES, CheckResult, place_of
from orchestration.checks.telling import findings_of
from orchestration.language.sentences import Sentence, joined, say, told
from orchestration.workspace.delimited import read_rows

CHECKS, FINDINGS = "checks.json", "findings.csv"

_UNDECIDED = {
    "every_row_fits_its_contract",
    "control_totals_equal_the_sum_of_their_rows",
    "files_hold_the_rows_and_sums_of_their_control_list",
}
"""Checks whose severity a policy of the unit decides."""

_COMPARED = (
    "volumes_are_near_those_of_earlier_quarters",
    "totals_are_near_those_of_earlier_quarters",
    "rejected_rows_are_as_few_as_before",
    "no_cumulative_figure_is_below_the_last_release",
)
_LAST_QUARTER = "no_level_moved_far_since_the_last_quarter"
_LAST_YEAR = "no_main_figure_moved_far_since_the_same_quarter_last_year"
_WAYS = {
    "cons_item": "CONS_ITEM",
    "nomor_item": "NOMOR_ITEM",
    "uraian_jumlah": say("text and pagu"),
    "jumlah": "pagu",
    "uraian": say("text"),
    "urutan": say("their order"),
}
_PAPERS = ("glp039", "rkk")
_REGISTERS = "raw_register.baris"

Row = tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What the checks looked at.

    Attributes:
        evidence: of the release.
        case: the archived rows as they count.
        records: every archived row by id.
        contracts: kind to its contract, as the release has it.
        landed: landing paths of the deliveries, those that came twice included.
    """

    evidence: Evidence
    case: Case
    records: Archive
    contracts: Mapping[str, Mapping[str, Any]]
    landed: Collection[str]

    @property
    def quarter(self) -> str:
        """As `2025-TW2`."""
        return self.case.quarter.code

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """SHA-256 of a delivery to how findings name it: with its quarter where two share a name."""
        names = Counter(place.rpartition("/")[2] for place in self.landed)
        return {
            str(row["_delivery_sha256"]): str(row["file_name"])
            if names[str(row["file_name"])] < 2
            else f"{row['quarter']}/{row['file_name']}"
            for row in self.evidence.deliveries
        }

    @cached_property
    def weights(self) -> Mapping[str, str]:
        """Check to the severity that the unit gives it, where it gives one."""
        given = self.case.unit.get("berat") or {}
        return {name: {"menahan": "error", "catatan": "info"}[weight["berat"]] for name, weight in given.items()}

    @cached_property
    def raw_tables(self) -> Mapping[str, Sequence[str]]:
        """Raw table to the kinds that it holds; the registers of a unit share one."""
        found: dict[str, list[str]] = {_REGISTERS: []}
        for kind, contract in self.contracts.items():
            table = str(contract["table"])
            found.setdefault(_REGISTERS if table.startswith("raw_register.") else table, []).append(kind)
        return found


def check_results(
    seen: Examination,
    release: Path,
    evidence: Evidence,
    case: Case,
    records: Archive,
    landed: Collection[str],
) -> None:
    """Examines both files of a release.

    Args:
        seen: takes the breaks.
        release: its folder.
        evidence: of the release.
        case: the archived rows as they count.
        records: every archived row by id.
        landed: landing paths of the deliveries.
    """
    try:
        known = Known(evidence, case, records, contracts_of(release / "inputs" / "contracts"), landed)
        results = [CheckResult(**record) for record in json.loads((release / CHECKS).read_text(encoding="utf-8"))]
        findings = read_rows(release / FINDINGS)
    except (OSError, ValueError, TypeError, csv.Error) as error:
        if any(found.place in (CHECKS, FINDINGS) for found in seen.breaks):
            return
        seen.broken("checks", CHECKS, "results and findings", error, f"{CHECKS} or {FINDINGS} cannot be read ({error})")
        return
    _check_announced(seen, results, known)
    for result in results:
        seen.counts["checks"] += 1
        _check_words(seen, result, known)
        _check_counts(seen, result, known)
    _check_findings(seen, results, findings, known)
    seen.counts["findings"] += len(findings)


def check_page(seen: Examination, release: Path, trails: int) -> None:
    """The checks that read the page back say of it what this room's own reading of it counts.

    Args:
        seen: takes the breaks; its counts are those of the page.
        release: its folder.
        trails: how many figures have one.
    """
    try:
        results = json.loads((release / CHECKS).read_text(encoding="utf-8"))
        said = {result["name"]: result["counts"] for result in results if result["stop"] == "report"}
    except (OSError, ValueError, KeyError, TypeError):
        return  # reported
    counts = seen.counts
    figures = {
        "figures": counts["printed_html"] - counts["figures_in_panels"],
        "figures_in_panels": counts["figures_in_panels"],
    }
    led = {"figures": counts["figures_led"], "panels": counts["panels"], "trails": trails}
    wanted = {
        "every_number_in_the_report_is_tagged": figures,
        "every_printed_number_equals_its_figure": figures,
        "every_anchor_is_unique": {"anchors": counts["anchors"], "links": counts["links"]},
        "every_number_leads_to_the_rows_that_give_it": led,
    }
    for name, expected in wanted.items():
        if (found := said.get(name)) != {"failed": 0, **expected}:
            _broken(seen, f"{CHECKS}: {name}", {"failed": 0, **expected}, found)


def _broken(seen: Examination, place: str, expected: object, found: object) -> None:
    seen.broken("checks", place, expected, found, f"{place}: '{found}'; expected '{expected}'")


def _check_announced(seen: Examination, results: Iterable[CheckResult], known: Known) -> None:
    """Every check of the catalogue has one result of every table that it looks at, and nothing else has one."""
    found = Counter((result.name, "" if result.stop == "report" else result.target) for result in results)
    wanted = {
        (entry.id, "" if entry.stop == "report" else target)
        for entry in catalogue().values()
        for target in (known.raw_tables if entry.at == EACH_RAW_TABLE else [entry.at])
    }
    for name, target in sorted({*wanted, *found}):
        times = found[name, target]
        if times != (1 if (name, target) in wanted else 0):
            place = f"{CHECKS}: {target + ' ' if target else ''}{name}"
            _broken(seen, place, "one result" if (name, target) in wanted else "no such check", f"{times} results")


def _check_words(seen: Examination, result: CheckResult, known: Known) -> None:
    """A result has the words of its check, and says the same by its verdict, its counts and its samples."""
    entry = catalogue().get(result.name)
    if entry is None:
        return  # told as not announced
    place = f"{CHECKS}: {result.name}"
    pairs: list[tuple[str, object, object]] = [
        ("stop", entry.stop, result.stop),
        ("dimension", entry.dimension, result.dimension),
        ("label", entry.nama, result.label),
        ("reason", entry.reason, result.reason),
        ("description", entry.demands, result.description),
    ]
    # A failed check of the files warns where none of what it found holds back.
    if result.name not in _UNDECIDED and (result.passed or result.stop != "file"):
        pairs.append(("severity", known.weights.get(result.name, entry.severity), result.severity))
    failed = result.counts.get("failed")
    pairs.append(("passed", failed == 0, result.passed))
    if isinstance(failed, int) and len(result.samples) > failed:
        pairs.append(("samples", min(failed, SAMPLES), len(result.samples)))
    if result.blocks:
        pairs.append(("passed", "true, or no release", False))
    for name, expected, found in pairs:
        if expected != found:
            _broken(seen, f"{place}, {name}", expected, found)


def _check_counts(seen: Examination, result: CheckResult, known: Known) -> None:
    """Counts that the evidence gives again."""
    deliveries = known.evidence.deliveries
    totals = {name: sum(int(row[f"rows_{name}"]) for row in deliveries) for name in _CLASSES}
    wanted: dict[str, object] = {}
    match result.name:
        case "every_file_is_of_exactly_one_known_kind":
            wanted = {"files": len(deliveries)}
        case "every_row_of_a_file_is_accepted_rejected_or_without_data":
            wanted = {"deliveries": len(deliveries), **{f"rows_{name}": total for name, total in totals.items()}}
            wanted["per_delivery"] = {
                name: {f"rows_{part}": int(row[f"rows_{part}"]) for part in _CLASSES}
                for row in deliveries
                for name in (known.labels[str(row["_delivery_sha256"])],)
            }
        case "every_row_fits_its_contract":
            wanted = {"rows": totals["accepted"] + totals["rejected"], "rows_rejected": totals["rejected"]}
        case "values_are_plausible_and_no_row_is_missing":
            kinds = known.raw_tables.get(result.target, ())
            wanted = {"rows": _accepted(known.evidence, kinds)}
        case "files_hold_the_rows_and_sums_of_their_control_list":
            wanted = {"entries": sum(len(part) for part in known.records.parts if part.kind == "kendali")}
    for name, expected in wanted.items():
        if result.counts.get(name) != expected:
            _broken(seen, f"{CHECKS}: {result.target} {result.name}, {name}", expected, result.counts.get(name))


_CLASSES = ("total", "accepted", "rejected", "empty")


def _accepted(evidence: Evidence, kinds: Sequence[str]) -> int:
    return sum(
        int(row["row_count"])
        for row in evidence.told["row_classes"]
        if row["row_class"] == "accepted" and row["kind"] in kinds
    )


def _check_findings(
    seen: Examination, results: Sequence[CheckResult], findings: Sequence[Mapping[str, str]], known: Known
) -> None:
    """Failed checks and warnings stand for each other; notes that follow from the archive are all there."""
    own = [result for result in results if result.stop != "report"]
    failed = {result.name for result in own if not result.passed}
    for finding in findings:
        entry = catalogue().get(finding["rule"])
        if finding["severity"] == "blocking":
            _broken(seen, f"{FINDINGS}: {finding['rule']}", "no release", finding["message"])
        elif finding["severity"] == "warning" and entry and entry.stop != "report" and finding["rule"] not in failed:
            _broken(seen, f"{FINDINGS}: {finding['rule']}", "a check that failed", "one that passed")
    files = {str(row["_delivery_sha256"])[:12]: str(row["file_name"]) for row in known.evidence.deliveries}
    for result in own:
        if result.passed:
            continue
        complete = result.stop != "file" and result.counts.get("failed") == len(result.samples)
        expected = findings_of([result], lambda: files) if complete else []
        have = {_words(row) for row in findings}
        missing = [found.message for found in expected if _both(found.message, _is_told(findings)) not in have]
        # What fails in a file is told by the finer rule that it broke.
        by_rule = [row for row in findings if row["rule"] == result.name or result.stop == "file"]
        if missing or not any(_asks(row) or _is_lowered(row, known) for row in by_rule):
            _broken(seen, f"{FINDINGS}: {result.name}", missing[0] if missing else "a finding", "nothing")
    in_both = _is_told(findings)
    derived = Counter(_expected_row(row, in_both) for row in _derived(results, known))
    rules = {"cara_padan", "digantikan", "kolom_tambahan", *_COMPARED, _LAST_QUARTER, _LAST_YEAR}
    found = Counter(_row(finding) for finding in findings if finding["rule"] in rules and finding["severity"] == "info")
    for row in sorted((derived - found) | (found - derived)):
        place = f"{FINDINGS}: {row[6]}"
        words = "; ".join(row[7:])
        if derived[row] > found[row]:
            _broken(seen, place, words, "nothing")
        else:
            _broken(seen, place, "nothing", words)


def _asks(finding: Mapping[str, str]) -> bool:
    return finding["severity"] == "warning"


def _is_lowered(finding: Mapping[str, str], known: Known) -> bool:
    """Whether the unit's profile, or the catalogue where the unit says nothing, makes a note of what its rule finds."""
    entry = catalogue().get(finding["rule"])
    weighed = known.weights.get(finding["rule"], entry.severity if entry else "")
    return finding["severity"] == weighed == "info"


def _is_told(findings: Sequence[Mapping[str, str]]) -> bool:
    """Whether the file tells its findings in Indonesian too; those of earlier programs do not."""
    return any("pesan" in row for row in findings)


def _both(message: Sentence, in_both: bool) -> Row:
    return (str(message), told(message, "id")) if in_both else (str(message),)


def _words(finding: Mapping[str, str]) -> Row:
    return tuple(finding[name] for name in ("message", "pesan") if name in finding)


def _row(finding: Mapping[str, str]) -> Row:
    names = ("severity", "delivery", "sheet", "row", "column", "value", "rule")
    return _as_known((*(finding[name] for name in names), *_words(finding)))


def _expected_row(row: tuple[Any, ...], in_both: bool) -> Row:
    *about, message = row
    return _as_known((*about, *_both(message, in_both)))


def _as_known(row: Row) -> Row:
    """The second reader knows a column that no contract has by its header in lower case."""
    return tuple(map(folded, row)) if row[6] == "kolom_tambahan" else row


def _derived(results: Sequence[CheckResult], known: Known) -> Iterator[tuple[Any, ...]]:
    """The notes that follow from the archive and the evidence alone."""
    yield from _joined(known.evidence)
    yield from _superseded(known)
    yield from _added_columns(known)
    for result in results:
        if result.counts.get("compared"):
            continue
        if result.name in _COMPARED:
            lacking = say("no release") if result.name == _COMPARED[-1] else say("nothing")
            text = say(
                "{quarter}: {lacking} of an earlier quarter of {year} to compare with, so the check '{check}' has"
                " compared nothing",
                quarter=known.quarter,
                lacking=lacking,
                year=known.quarter[:4],
                check=named(result.name),
            )
        elif result.name in (_LAST_QUARTER, _LAST_YEAR):
            now = known.case.quarter
            other = now.previous if result.name == _LAST_QUARTER else replace(now, year=now.year - 1)
            text = say(
                "{quarter}: no figure of a release of {other} to compare with, so the check '{check}' has compared"
                " nothing",
                quarter=known.quarter,
                other=other.code,
                check=named(result.name),
            )
        else:
            continue
        yield "info", "", "", "", "", known.quarter, result.name, text


def _joined(evidence: Evidence) -> Iterator[tuple[Any, ...]]:
    """How the items of each month were joined to their budget lines."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    if facts := evidence.facts.get("marts.fct_realisasi"):
        joined_by = zip(facts.column("periode").each(), facts.column("cara_padan").each(), strict=True)
        for (period, way), count in Counter(joined_by).items():
            if way is not None:
                counts[period][way] = count
    for period, ways in sorted(counts.items()):
        listed = [say("{count} by {way}", count=ways[way], way=words) for way, words in _WAYS.items() if way in ways]
        text = say(
            "GLP039 of {period}: {count} items are joined to their budget lines: {ways}",
            period=period,
            count=ways.total(),
            ways=joined(", ", listed),
        )
        yield "info", "", "", "", "", period, "cara_padan", text


def _superseded(known: Known) -> Iterator[tuple[Any, ...]]:
    """Rows whose keys a later delivery carries again, by both deliveries and their kind."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for old, new in known.case.superseded.items():
        while new in known.case.superseded:
            new = known.case.superseded[new]
        one, other = known.records[old], known.records[new]
        if one.delivery.order < other.delivery.order:
            counts[known.labels[one.delivery.sha256], known.labels[other.delivery.sha256], one.kind] += 1
    for (older, newer, kind), count in counts.items():
        text = say(
            "{older}: {count} rows of kind {kind} are superseded by the later {newer}, which carries the same keys;"
            " they count once, with the later values",
            older=older,
            count=count,
            kind=kind,
            name=known.contracts[kind]["name"],
            newer=newer,
        )
        yield "info", older, "", "", "", str(count), "digantikan", text


def _added_columns(known: Known) -> Iterator[tuple[Any, ...]]:
    """Columns of a file that its contract does not have."""
    first: dict[tuple[str, str, str], Record] = {}
    for part in known.records.parts:
        first.setdefault((part.delivery.sha256, part.sheet, part.kind), part[0])
    treated = {str(row["_delivery_sha256"]): bool(row["pseudonymised"]) for row in known.evidence.deliveries}
    for (sha256, sheet, kind), record in first.items():
        contract = known.contracts.get(kind)
        if (
            contract is None
            or kind in _PAPERS
            or not all("header" in column for column in contract["columns"].values())
        ):
            continue  # no header row, or the profile names its columns
        known_headers = {folded(name) for name in _headers(contract)} | contract["columns"].keys()
        for column in record.cells:
            if folded(column) in known_headers or column in known_headers:
                continue
            name = known.labels[sha256]
            hashed = say("hashed, because the file holds personal data")
            text = say(
                "{place}: column '{header}' is not in the contract; it is kept beside the row, {how}, and counts"
                " nowhere",
                place=place_of(name, sheet),
                header=column,
                how=hashed if treated.get(sha256) else say("as delivered"),
            )
            yield "info", name, sheet, "", column, "", "kolom_tambahan", text


def _headers(contract: Mapping[str, Any]) -> Iterator[str]:
    for column in contract["columns"].values():
        named = column.get("header", ()) if isinstance(column, dict) else column
        yield from [named] if isinstance(named, str) else map(str, named or ())
