"""The catalogue of checks; every stop takes the words of its checks from it.

Belongs here: the entries and the making of a result in their words. Not here: any check, any word of one
(catalogue.yaml), reading them (declared.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from orchestration.checks.evidence import CheckResult, Severity
from orchestration.language.sentences import NOTHING, Sentence, both, verbatim

PATH = Path(__file__).with_name("catalogue.yaml")
STOPS = ("file", "raw", "staging", "intermediate", "marts", "figures", "report")
DIMENSIONS = ("completeness", "validity", "uniqueness", "consistency", "timeliness", "accuracy")
Engine = Literal["gx", "dbt", "python"]
EACH_RAW_TABLE = "each_raw_table"


@dataclass(frozen=True)
class Entry:
    """One check of the catalogue.

    Attributes:
        id: its name everywhere, a sentence in snake_case.
        stop: of the journey, which it guards.
        nama: the same in Indonesian, for the report.
        demands: what it demands, in both languages.
        dimension: of data quality.
        severity: `error`, `warn`, or `info` where what is found is a note unless the unit weighs it otherwise.
        reason: why it is there and why threshold and severity are what they are, in both languages.
        engine: `gx`, `dbt` or `python`.
        at: table `schema.table` it is shown at, or `each_raw_table`.
        threshold: limit of a check that has one, unless the profile gives its own; None without one.
        remedy: what to do when it fails, where that is not to correct the row and deliver the file again;
            in both languages.
        apart: each thing that offends is asked about on its own, though it names no row of a file.
    """

    id: str
    stop: str
    nama: str
    demands: Sentence
    dimension: str
    severity: Severity
    reason: Sentence
    engine: Engine
    at: str
    threshold: Decimal | None = None
    remedy: Sentence = NOTHING
    apart: bool = False

    def result(
        self,
        failures: list[dict[str, Any]],
        counts: Mapping[str, Any] | None = None,
        *,
        target: str = "",
        severity: Severity | None = None,
    ) -> CheckResult:
        """Its result, in its words; it passes when nothing failed.

        Args:
            failures: what offends, each a flat record.
            counts: integers beside the number of failures.
            target: table or file looked at, if it is not `at`.
            severity: where a policy of the unit decides it.
        """
        return CheckResult(
            name=self.id,
            target=target or self.at,
            stop=self.stop,
            dimension=self.dimension,
            severity=severity or self.severity,
            passed=not failures,
            counts={"failed": len(failures), **(counts or {})},
            samples=failures,
            description=self.demands,
            label=self.nama,
            reason=self.reason,
        )


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every check by its id, in the order of the stops.

    Raises:
        ConfigurationError: with every problem, each with file and line.
    """
    from orchestration.checks.declared import read

    return read(PATH)


def sentence(name: str) -> str:
    """A check's id as a sentence."""
    text = name.replace("_", " ")
    return f"{text[:1].upper()}{text[1:]}."


def named(name: str) -> Sentence:
    """A check as people call it: by its id, in Indonesian by its name."""
    entry = catalogue().get(name)
    return both(name, entry.nama) if entry else verbatim(name)


def of_engine(engine: str) -> Iterable[Entry]:
    """The entries that one engine answers."""
    return [entry for entry in catalogue().values() if entry.engine == engine]


def thresholds() -> dict[str, Decimal]:
    """Id to limit, for every check that has one."""
    return {entry.id: entry.threshold for entry in catalogue().values() if entry.threshold is not None}
