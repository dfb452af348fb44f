"""What a published report once said in two ways, as checks on our own output.

Belongs here: which rule is which check, and what `triwulan check` tells of each family. Not here: the rules (rules/);
the families, what each guards against and what no check can see (contradictions.yaml beside this file); checks on data
(dbt) and on the rendered file (checks.py), which families only name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.checks.catalogue import catalogue as checks_in_words
from orchestration.checks.evidence import CheckResult, Finding
from orchestration.publication.judging.rules import declarations, places, sums, words
from orchestration.publication.judging.rules.output import Output, Wrong

CATALOGUE = Path(__file__).with_suffix(".yaml")
TARGET = "laporan.html"

RULES: dict[str, Callable[[Output, Any], Wrong]] = {
    "every_total_in_print_is_the_sum_of_its_rows": sums.totals,
    "every_row_in_print_adds_up": sums.row_sums,
    "every_percentage_in_print_is_its_quotient": sums.ratios,
    "one_quantity_is_printed_alike_in_every_table": places.same_everywhere,
    "a_ratio_of_the_whole_lies_between_its_parts": sums.between_parts,
    "the_percentages_of_the_kro_give_the_whole_realisation": places.kro_shares,
    "kro_and_accounts_divide_the_same_budget": places.one_budget,
    "no_share_of_a_whole_exceeds_it": sums.shares_of_a_whole,
    "what_nobody_measured_is_printed_as_no_number": declarations.not_measured,
    "the_backlog_is_printed_beside_timeliness": places.backlog,
    "every_table_has_the_services_of_the_catalogue": declarations.catalogue_of_services,
    "every_other_way_of_counting_is_printed": declarations.alternatives,
    "every_title_names_the_quarter_of_the_report": words.quarters,
    "every_table_that_is_pointed_to_is_there": words.numbering,
    "every_figure_is_in_one_notation": words.notation,
    "every_head_names_the_unit_below_it": words.units_in_heads,
    "a_percent_sign_follows_a_percentage": words.percent_signs,
    "every_indicator_has_its_one_name": declarations.indicator_names,
    "official_names_have_one_spelling": declarations.official_words,
    "the_base_of_the_receipts_target_has_a_source": places.receipts_base,
    "every_announced_count_is_the_count_below_it": words.announced_counts,
    "the_physical_target_of_a_quarter_is_one": places.interim_targets,
}
"""The rules by the name of their check."""


@dataclass(frozen=True)
class Family:
    """Contradictions of one sort, and what became of the checks against them.

    Attributes:
        name: of the family.
        looks_at: what its checks look at.
        reason: why.
        guards: numbers of the contradictions, e.g. `A1`.
        checks: name of each check with `passed`, `failed`, `warned` or `not run`.
    """

    name: str
    looks_at: str
    reason: str
    guards: list[str]
    checks: dict[str, str]

    @property
    def result(self) -> str:
        """The gravest of its checks."""
        return next((word for word in ("failed", "not run", "warned") if word in self.checks.values()), "passed")


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Any]:
    """The families as declared, the parameters of the rules, and what is prose only."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: dict[str, Any] = yaml.load(CATALOGUE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 -- the safe one
    return read


def check_contradictions(output: Output) -> list[CheckResult]:
    """Every rule over the output of a run."""
    return [
        checks_in_words()[name].result(list(RULES[name](output, (entry or {}).get("dengan", {}))), target=TARGET)
        for name, entry in catalogue()["aturan"].items()
    ]


def families(checks: Iterable[CheckResult], findings: Iterable[Finding]) -> list[Family]:
    """What the checks of a run say of each family; a rule of findings is failed when it was found."""
    ranks = {"passed": 0, "warned": 1, "failed": 2}
    said: dict[str, str] = {}
    for check in checks:
        word = "passed" if check.passed else "failed" if check.blocks else "warned"
        said[check.name] = max(said.get(check.name, "passed"), word, key=ranks.__getitem__)
    told = {finding.rule for finding in findings}
    return [
        Family(
            name=entry["nama"],
            looks_at=entry["melihat"],
            reason=entry["alasan"],
            guards=[str(item) for item in entry["kontradiksi"]],
            checks={name: said.get(name, "not run") for name in entry.get("pemeriksaan", [])}
            | {name: "warned" if name in told else "passed" for name in entry.get("temuan", [])},
        )
        for entry in catalogue()["keluarga"]
    ]
