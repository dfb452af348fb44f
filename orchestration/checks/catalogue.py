"""Reads the catalogue of checks; every stop takes the words of its checks from it.

Belongs here: the typed entries and the making of a result in their words. Not here: any check, any word of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from orchestration.checks.evidence import CheckResult, Severity

PATH = Path(__file__).with_name("catalogue.yaml")
STOPS = ("file", "raw", "staging", "intermediate", "marts", "figures", "report")
DIMENSIONS = ("completeness", "validity", "uniqueness", "consistency", "timeliness", "accuracy")
ENGINES = ("gx", "dbt", "python")
EACH_RAW_TABLE = "each_raw_table"

_OPTIONAL = {"demands", "threshold", "remedy"}
_FIELDS = {"nama", "dimension", "severity", "reason", "engine", "at", *_OPTIONAL}


class CatalogueError(ValueError):
    """The catalogue is not written as it has to be; says which entry and what."""


@dataclass(frozen=True)
class Entry:
    """One check of the catalogue.

    Attributes:
        id: its name everywhere, a sentence in snake_case.
        stop: of the journey, which it guards.
        nama: the same in Indonesian, for the report.
        demands: what it demands, in English.
        dimension: of data quality.
        severity: `error` or `warn`.
        reason: why it is there and why threshold and severity are what they are.
        engine: `gx`, `dbt` or `python`.
        at: table `schema.table` it is shown at, or `each_raw_table`.
        threshold: limit of a check that has one, unless the profile gives its own; None without one.
        remedy: what to do when it fails, where that is not to correct the row and deliver the file again.
    """

    id: str
    stop: str
    nama: str
    demands: str
    dimension: str
    severity: Severity
    reason: str
    engine: Literal["gx", "dbt", "python"]
    at: str
    threshold: Decimal | None = None
    remedy: str = ""

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
        CatalogueError: an entry lacks a field, has an unknown one, or stands twice.
    """
    # The loader in C is ten times as fast; the interface reads the catalogue in every process.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return read(yaml.load(PATH.read_text(encoding="utf-8"), Loader=loader))  # noqa: S506 - safe in C or in Python


def read(content: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Entry]:
    """Entries from stop -> id -> fields; see `catalogue`."""
    found: dict[str, Entry] = {}
    for stop, entries in content.items():
        if stop not in STOPS:
            raise CatalogueError(f"'{stop}' is no stop; expected one of {', '.join(STOPS)}")
        for name, fields in entries.items():
            if name in found:
                raise CatalogueError(f"{name}: stands twice")
            found[name] = _entry(stop, name, fields)
    return found


def _entry(stop: str, name: str, fields: Mapping[str, Any]) -> Entry:
    problems = [f"unknown field '{field}'" for field in sorted(set(fields) - _FIELDS)]
    problems += [f"'{field}' is missing" for field in sorted(_FIELDS - _OPTIONAL) if not fields.get(field)]
    for field, known in (("dimension", DIMENSIONS), ("severity", ("error", "warn")), ("engine", ENGINES)):
        if fields.get(field) and fields[field] not in known:
            problems.append(f"{field} '{fields[field]}' is none of {', '.join(known)}")
    if problems:
        raise CatalogueError(f"{name}: {'; '.join(problems)}")
    threshold = fields.get("threshold")
    return Entry(
        id=name,
        stop=stop,
        nama=fields["nama"],
        demands=fields.get("demands") or sentence(name),
        dimension=fields["dimension"],
        severity=fields["severity"],
        reason=fields["reason"],
        engine=fields["engine"],
        at=fields["at"],
        threshold=None if threshold is None else Decimal(str(threshold)),
        remedy=fields.get("remedy") or "",
    )


def sentence(name: str) -> str:
    """A check's id as a sentence."""
    text = name.replace("_", " ")
    return f"{text[:1].upper()}{text[1:]}."


def of_engine(engine: str) -> Iterable[Entry]:
    """The entries that one engine answers."""
    return [entry for entry in catalogue().values() if entry.engine == engine]


def thresholds() -> dict[str, Decimal]:
    """Id to limit, for every check that has one."""
    return {entry.id: entry.threshold for entry in catalogue().values() if entry.threshold is not None}
