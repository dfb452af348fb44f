"""A fixed sample of the mutants (`make mutants` judges all), and the judge itself on defects whose verdict is known.

Of every third rule one mutant is judged, and among the long tests one of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.commands.options import EXIT_OK, EXIT_REFUSED, EXIT_WAITS
from orchestration.workspace import attachments
from orchestration.workspace.settings import PROJECT
from tests.conftest import World
from tests.mutation.bench import Bench, Place
from tests.mutation.grids import Target, targets
from tests.mutation.habits import HABITS, RULES
from tests.mutation.table import Mutant, Outcome, judged, mutants

pytestmark = pytest.mark.slow

LANDING = PROJECT / "sources" / "landing"
QUARTER, SBS = "2025-TW2", "contoh_sbs_2025-06.csv"


@pytest.fixture(scope="module")
def tables(bench: Bench) -> list[Target]:
    return targets(LANDING, bench.bound)


@pytest.mark.long
def test_more_than_three_hundred_mutants_of_every_rule_and_kind(tables: list[Target]) -> None:
    every = list(mutants(tables))
    assert len(every) >= 300
    assert {mutant.rule for mutant in every} == set(RULES)
    assert {mutant.target.name for mutant in every} == {target.name for target in tables}
    delivered = {path.name for path in LANDING.glob("2*/*.*") if not attachments.kind_of(path)}
    assert {target.file for target in tables} == delivered
    assert min(sum(m.target.name == t.name for m in every) for t in tables) >= 30


def test_every_mutant_differs_from_the_sound_file_and_is_the_same_each_time(tables: list[Target]) -> None:
    small = [target for target in tables if target.contract.kind in ("neraca", "dipa")]
    first, second = (list(mutants(small)) for _ in range(2))
    assert [m.spoilt.content for m in first] == [m.spoilt.content for m in second]
    assert all(m.spoilt.content != m.target.content or m.spoilt.name for m in first)


def sampled(tables: list[Target], step: int) -> Iterator[Mutant]:
    """One mutant of each rule, or of one in so many, the tables taking turns."""
    for turn, rule in list(enumerate(RULES))[2::step]:
        first = turn * 5 % len(tables)
        yield next(mutants([*tables[first:], *tables[:first]], rules=[rule]))


@pytest.fixture(
    scope="module", params=[pytest.param(3, id="a third"), pytest.param(1, id="all", marks=pytest.mark.long)]
)
def outcomes(request: pytest.FixtureRequest, bench: Bench, alone: Bench, tables: list[Target]) -> list[Outcome]:
    return list(judged(bench, alone, sampled(tables, request.param)))


def test_no_mutant_of_the_sample_slips_through(outcomes: list[Outcome]) -> None:
    wrong = [
        str(outcome)
        for outcome in outcomes
        if outcome.verdict.word in ("slipped", "broke") or not outcome.verdict.conserved
    ]
    assert not wrong, "\n".join(wrong)


def test_every_mutant_of_the_sample_ends_in_a_report_or_a_refusal(outcomes: list[Outcome]) -> None:
    assert {outcome.verdict.code for outcome in outcomes} == {EXIT_OK, EXIT_REFUSED}


def test_the_command_ends_as_the_judge_says(outcomes: list[Outcome], sample_world: World, tmp_path: Path) -> None:
    """Shown on every mutant that publishes other figures, for which the judge does not render, and on one refusal.

    Of those that publish, one of each file goes into one workspace, which is published; where a file has another, that
    comes into a second one, which is rendered and read back all the same.
    """
    refused = next(outcome for outcome in outcomes if outcome.verdict.code == EXIT_REFUSED)
    published = [outcome for outcome in outcomes if outcome.verdict.code == EXIT_OK and outcome.verdict.figures]
    assert published
    for number, group in enumerate([[refused], *one_a_file(published)]):
        world = sample_world.copied(tmp_path / str(number))
        for control in world.sources.glob("landing/*/*kendali*") if any(o.mutant.rule in HABITS for o in group) else ():
            control.unlink()
        for mutant in (outcome.mutant for outcome in group):
            sound = world.sources / "landing" / mutant.target.quarter / mutant.target.file
            sound.unlink()
            sound.with_name(mutant.spoilt.name or sound.name).write_bytes(mutant.spoilt.content)
        # What is not refused is published, or waits for somebody to answer a warning.
        ends = {EXIT_OK, EXIT_WAITS} if group[0].verdict.code == EXIT_OK else {group[0].verdict.code}
        ended = world.triwulan("run" if number < 2 else "check", QUARTER)
        assert ended.code in ends, "\n".join([*map(str, group), ended.output, ended.errors])


def one_a_file(outcomes: list[Outcome]) -> list[list[Outcome]]:
    """In as few groups as may be, none of which spoils a file twice."""
    groups: list[dict[str, Outcome]] = []
    for outcome in outcomes:
        file = f"{outcome.mutant.target.quarter}/{outcome.mutant.target.file}"
        free = next((group for group in groups if file not in group), None)
        if free is None:
            groups.append(free := {})
        free[file] = outcome
    return [list(group.values()) for group in groups]


def test_the_judge_knows_a_slip_from_a_catch_and_from_what_is_harmless(bench: Bench, alone: Bench) -> None:
    sound = (LANDING / QUARTER / SBS).read_text(encoding="utf-8")
    lines = sound.splitlines(keepends=True)
    row = next(at for at, line in enumerate(lines) if line.startswith("SBS-0201/"))
    amount = lines[row].split(";")[8]

    def word(text: str) -> tuple[str, bool]:
        verdict = alone.judge(QUARTER, SBS, text.encode(), Place(frozenset({row + 1})))
        return verdict.word, "SK2.1.pnbp" in verdict.figures

    def with_amount(new: str) -> str:
        return "".join([*lines[:row], lines[row].replace(f";{amount};", f";{new};"), *lines[row + 1 :]])

    assert word(sound + "\n\n") == ("harmless", False)
    assert word(with_amount(f"{amount},00")) == ("harmless", False)
    assert word(with_amount(f"{amount},50")) == ("place", False)
    # One rupiah more fits everything that this one file can tell: the judge must say so; its control list sees it.
    more = with_amount(str(int(amount) + 1))
    assert word(more) == ("slipped", True)
    assert bench.judge(QUARTER, SBS, more.encode(), Place(frozenset({row + 1}), frozenset({"JUMLAH"}))).word == "place"
    assert word(sound) == ("harmless", False)
    assert alone.read_figures() == alone.figures
