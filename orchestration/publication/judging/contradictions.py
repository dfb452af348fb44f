"""What a published report once said in two ways, as checks on our own output.

Belongs here: which rule is which check, and what `triwulan check` tells of each family. Not here: the rules (rules/);
the families, what each guards against and what no check can see (contradictions.yaml beside this file); checks on data
(dbt) and on the rendered file (checks.py), which families only name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field, create_model

from orchestration.checks.catalogue import catalogue as checks_in_words
from orchestration.checks.evidence import CheckResult, Finding
from orchestration.declarations import typed_yaml
from orchestration.declarations.strict import Strict, Text
from orchestration.publication.judging.rules import declarations, places, sums, words
from orchestration.publication.judging.rules.output import Output, Wrong

CATALOGUE = Path(__file__).with_suffix(".yaml")
TARGET = "laporan.html"


class Rule(NamedTuple):
    """A rule, and the type of what contradictions.yaml gives it under `dengan`; None for one that is given nothing."""

    asked: Callable[[Output, Any], Wrong]
    given: Any = None


RULES: dict[str, Rule] = {
    "every_total_in_print_is_the_sum_of_its_rows": Rule(sums.totals, dict[str, sums.Totals]),
    "every_row_in_print_adds_up": Rule(sums.row_sums, dict[str, list[sums.RowSum]]),
    "every_percentage_in_print_is_its_quotient": Rule(sums.ratios, dict[str, list[sums.Quotient]]),
    "one_quantity_is_printed_alike_in_every_table": Rule(places.same_everywhere, list[places.Same]),
    "a_ratio_of_the_whole_lies_between_its_parts": Rule(sums.between_parts, dict[str, list[str]]),
    "the_percentages_of_the_kro_give_the_whole_realisation": Rule(places.kro_shares),
    "kro_and_accounts_divide_the_same_budget": Rule(places.one_budget, dict[str, str]),
    "no_share_of_a_whole_exceeds_it": Rule(sums.shares_of_a_whole, dict[str, sums.Shares]),
    "what_nobody_measured_is_printed_as_no_number": Rule(declarations.not_measured),
    "the_backlog_is_printed_beside_timeliness": Rule(places.backlog),
    "every_table_has_the_services_of_the_catalogue": Rule(declarations.catalogue_of_services, list[str]),
    "every_other_way_of_counting_is_printed": Rule(declarations.alternatives),
    "every_title_names_the_quarter_of_the_report": Rule(words.quarters, words.Spoken),
    "every_table_that_is_pointed_to_is_there": Rule(words.numbering, dict[str, str]),
    "every_figure_is_in_one_notation": Rule(words.notation),
    "every_head_names_the_unit_below_it": Rule(words.units_in_heads),
    "a_percent_sign_follows_a_percentage": Rule(words.percent_signs),
    "every_indicator_has_its_one_name": Rule(declarations.indicator_names, list[str]),
    "official_names_have_one_spelling": Rule(declarations.official_words, dict[str, list[str]]),
    "the_base_of_the_receipts_target_has_a_source": Rule(places.receipts_base),
    "every_announced_count_is_the_count_below_it": Rule(words.announced_counts),
    "the_physical_target_of_a_quarter_is_one": Rule(places.interim_targets),
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


class FamilyFile(Strict):
    """A family as it is declared; see `Family`."""

    nama: Text
    melihat: Text
    alasan: Text
    kontradiksi: list[Text] = Field(min_length=1)
    pemeriksaan: list[Text] = Field(default_factory=list)
    temuan: list[Text] = Field(default_factory=list)


class Catalogue(Strict):
    """contradictions.yaml: every rule by the name of its check, the families, and what is prose only.

    `aturan` has a key for each of `RULES`; its value has what the rule is given as `dengan`.
    """

    aturan: Any
    keluarga: list[FamilyFile] = Field(min_length=1)
    naskah: dict[str, Text]


@cache
def _model() -> type[Catalogue]:
    """The catalogue with the rules that there are as keys, each with its own sort of parameters."""
    given = {
        name: (create_model(name, __base__=Strict, dengan=(rule.given, ...)) if rule.given else None, ...)
        for name, rule in RULES.items()
    }
    rules: Any = create_model("Rules", __base__=Strict, **given)  # type: ignore[call-overload]
    return create_model("Contradictions", __base__=Catalogue, aturan=(rules, ...))


def catalogue() -> Catalogue:
    """The families as declared, the parameters of the rules, and what is prose only.

    Raises:
        ConfigurationError: with every problem, each with file and line.
    """
    return typed_yaml.load(CATALOGUE, _model())


def check_contradictions(output: Output) -> list[CheckResult]:
    """Every rule over the output of a run."""
    declared = catalogue().aturan
    return [
        checks_in_words()[name].result(
            list(rule.asked(output, getattr(declared, name).dengan if rule.given else None)), target=TARGET
        )
        for name, rule in RULES.items()
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
            name=entry.nama,
            looks_at=entry.melihat,
            reason=entry.alasan,
            guards=entry.kontradiksi,
            checks={name: said.get(name, "not run") for name in entry.pemeriksaan}
            | {name: "warned" if name in told else "passed" for name in entry.temuan},
        )
        for entry in catalogue().keluarga
    ]
