"""The table of mutants: every rule on every table of the sample deliveries, and what became of each.

    python -m tests.mutation.table [--seed N] [--kind KIND] [--rule RULE] [--list WORD ...]

Exits with 1 when a wrong figure would be published without a finding, when an internal error meets a user, or when a
row is lost.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from orchestration.workspace.settings import PROJECT
from tests.mutation.bench import WORDS, Bench, Verdict
from tests.mutation.grids import Target, targets
from tests.mutation.habits import HABITS, RULES
from tests.mutation.rules import Spoilt

QUARTERS = ("2025-TW1", "2025-TW2")


@dataclass(frozen=True)
class Mutant:
    """One rule on one table."""

    rule: str
    target: Target
    spoilt: Spoilt


@dataclass(frozen=True)
class Outcome:
    """A mutant and what became of it."""

    mutant: Mutant
    verdict: Verdict

    def __str__(self) -> str:
        m, v = self.mutant, self.verdict
        figures = f"; {len(v.figures)} figures, e.g. {v.figures[0]}" if v.figures else ""
        said = "; ".join(f.message[:160] for f in v.findings if f.severity != "info")[:400]
        return f"{v.word}: {m.rule} | {m.target.name} | {m.spoilt.what}{figures}" + (f"\n    {said}" if said else "")


def mutants(tables: Sequence[Target], seed: int = 1, rules: Sequence[str] = ()) -> Iterator[Mutant]:
    """Every rule on every table that it fits, each at a place drawn from the seed, rule and table."""
    for name, rule in RULES.items():
        if rules and name not in rules:
            continue
        for target in tables:
            for attempt in range(5):
                spoilt = rule(target, Random(f"{seed}/{name}/{target.name}/{attempt}"))
                if spoilt is not None:
                    yield Mutant(name, target, spoilt)
                    break


def judged(bench: Bench, alone: Bench, chosen: Iterator[Mutant]) -> Iterator[Outcome]:
    """What becomes of each: habits are judged without the control lists, which would see any change of a sum."""
    for mutant in chosen:
        target, spoilt = mutant.target, mutant.spoilt
        habit = mutant.rule in HABITS and target.contract.kind != "kendali"
        yield Outcome(
            mutant,
            (alone if habit else bench).judge(target.quarter, target.file, spoilt.content, spoilt.place, spoilt.name),
        )


def table(outcomes: Sequence[Outcome]) -> str:
    """Rule by rule, how many mutants got which verdict."""
    words = list(WORDS)
    rules = list(dict.fromkeys(outcome.mutant.rule for outcome in outcomes))
    width = max(len(rule) for rule in rules)
    head = f"{'rule':{width}} {'all':>5} " + " ".join(f"{word:>8}" for word in words)
    lines = [head, "-" * len(head)]
    for rule in [*rules, "total"]:
        chosen = [o.verdict.word for o in outcomes if rule in (o.mutant.rule, "total")]
        counts = Counter(chosen)
        lines.append(f"{rule:{width}} {len(chosen):>5} " + " ".join(f"{counts[word] or '':>8}" for word in words))
    by_kind = Counter((o.mutant.target.name, o.verdict.word) for o in outcomes)
    lines += ["", f"{'table':{width}} {'all':>5} " + " ".join(f"{word:>8}" for word in words)]
    for name in dict.fromkeys(o.mutant.target.name for o in outcomes):
        counts = Counter({word: by_kind[name, word] for word in words})
        lines.append(f"{name:{width}} {counts.total():>5} " + " ".join(f"{counts[w] or '':>8}" for w in words))
    return "\n".join(lines)


def say(text: str) -> None:
    """One line, at once: it may be long until the next."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def published(folder: Path) -> Path:
    """The state of the sample quarters after real runs in a folder."""
    for quarter in QUARTERS:
        command = [sys.executable, "-m", "orchestration.cli", "run", quarter]
        options = [f"--state={folder / 'state'}", f"--reports={folder / 'reports'}", "--sources=sources"]
        subprocess.run([*command, *options], check=True, cwd=PROJECT, stdout=subprocess.DEVNULL)
    return folder / "state"


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seed", type=int, default=1, help="draws other places")
    words.add_argument("--kind", default="", help="only tables whose name holds this")
    words.add_argument("--rule", action="append", default=[], help="only this rule")
    words.add_argument(
        "--list", action="append", default=["slipped", "broke", "told"], help="verdicts listed one by one"
    )
    words.add_argument("--state", type=Path, help="state of a run of the sample, instead of running it first")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        folder = Path(place)
        state = chosen.state or published(folder / "ran")
        bench = Bench.of(PROJECT / "sources", state, folder / "bench")
        alone = Bench.of(PROJECT / "sources", state, folder / "alone", alone=True)
        tables = [t for t in targets(PROJECT / "sources" / "landing", bench.bound) if chosen.kind in t.name]
        began = time.process_time()
        outcomes = []
        for outcome in judged(bench, alone, mutants(tables, chosen.seed, chosen.rule)):
            outcomes.append(outcome)
            if outcome.verdict.word in chosen.list:
                say(f"{outcome}\n")
    say(table(outcomes))
    say("\n" + "\n".join(f"{word:8} {meaning}" for word, meaning in WORDS.items()))
    lost = [str(outcome) for outcome in outcomes if not outcome.verdict.conserved]
    codes = Counter(outcome.verdict.code for outcome in outcomes)
    say(
        f"\n{len(outcomes)} mutants, exit codes {dict(sorted(codes.items()))}, rows lost in {len(lost)},"
        f" {time.process_time() - began:.0f} CPU s"
    )
    counts = Counter(outcome.verdict.word for outcome in outcomes)
    return 1 if counts["slipped"] + counts["broke"] + len(lost) or codes.keys() - {0, 1} else 0


if __name__ == "__main__":
    sys.exit(main())
