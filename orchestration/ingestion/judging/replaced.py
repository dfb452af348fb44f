"""Deliveries that take the place of one that a release was made from: whether they hold less.

A register that stalls while it is copied is a sound register with fewer rows, and no rule over its own rows can tell.
The one that it replaces can: fewer rows, a smaller total, a program that is missing, an earlier last date. Belongs
here: what a delivery holds in sum, and comparing the two. Not here: rows that a later delivery states otherwise
(coherence), what the sender counted (control_list).

It only warns: a register may be corrected by taking rows out. Somebody has to say so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from orchestration.checks.evidence import CheckResult, Finding
from orchestration.ingestion.judging.controls import check
from orchestration.ingestion.judging.record import Content
from orchestration.ingestion.reading.coded import Coded
from orchestration.ingestion.reading.door import sum_of
from orchestration.language.sentences import Sentence, joined, say

if TYPE_CHECKING:
    from orchestration.ingestion.contracts.shape import Column
    from orchestration.ingestion.reading.layouts import Batch

REPLACED = "no_delivery_holds_less_than_the_one_it_replaces"
ROWS, TOTAL, LAST, PROGRAM = "rows", "total", "last", "program"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PROGRAMS = ("program", "kode_program")


@dataclass(frozen=True)
class Holding:
    """A delivery and what it holds in sum.

    Attributes:
        quarter: code of its landing folder.
        name: of the file.
        label: how findings call it.
        sha256: as delivered.
        contents: what it holds, by kind.
    """

    quarter: str
    name: str
    label: str
    sha256: str
    contents: tuple[Content, ...]

    @property
    def kinds(self) -> set[str]:
        """The kinds of which it holds something."""
        return {content.kind for content in self.contents}


def contents_of(batches: Iterable[Batch]) -> list[Content]:
    """What a delivery holds in sum: rows, the totals of its amounts, its last days, its programs."""
    by_kind: dict[str, list[Batch]] = defaultdict(list)
    for batch in batches:
        if batch.numbers:
            by_kind[batch.contract.kind].append(batch)
    return [
        content
        for kind, of_kind in sorted(by_kind.items())
        for content in (
            Content(kind, ROWS, "", str(sum(len(batch.numbers) for batch in of_kind))),
            *(item for column in of_kind[0].contract.columns for item in _of_column(kind, column, of_kind)),
        )
    ]


def _of_column(kind: str, column: Column, batches: Sequence[Batch]) -> Iterator[Content]:
    if column.identity:
        return
    columns: list[Coded] = [batch.columns[column.name] for batch in batches]
    texts = {text for each in columns for text in each.different() if text}
    if column.type == "integer" and column.required and column.minimum is None and column.maximum is None:
        yield Content(kind, TOTAL, column.name, f"{sum(map(sum_of, columns), Decimal(0)):f}")
    elif column.type in ("date", "datetime") and column.required:
        # Behind the door a day is written so that texts order as days do; what is none was rejected.
        if days := [text[:10] for text in texts if _DAY.match(text)]:
            yield Content(kind, LAST, column.name, max(days))
    elif column.name in _PROGRAMS:
        for program in sorted(texts):
            yield Content(kind, PROGRAM, column.name, program)


def check_replaced(
    now: Sequence[Holding], before: Sequence[Holding], release: str
) -> tuple[CheckResult, list[Finding]]:
    """Compares each new delivery with the one whose place it takes.

    Args:
        now: deliveries that the run uses, oldest first.
        before: those of the release in force; none without one.
        release: its name.

    Returns:
        The check, and a warning for each file and kind that holds less.
    """
    failures: list[dict[str, Any]] = []
    findings: list[Finding] = []
    compared = 0
    for new, old in _pairs(now, before):
        for kind in sorted(new.kinds & old.kinds):
            compared += 1
            if less := list(_less(_of(new, kind), _of(old, kind))):
                failures.append({"delivery": new.label, "kind": kind, "replaces": old.name, "less": "; ".join(less)})
                message = say(
                    "{file}: replaces {earlier} ({sha256}), of which {release} was made, and holds less of"
                    " kind {kind}: {less}; deliver it whole, or answer why less is right",
                    file=new.label,
                    earlier=old.name,
                    sha256=old.sha256[:12],
                    release=release,
                    kind=kind,
                    less=joined("; ", less),
                )
                findings.append(Finding("warning", new.label, value=kind, rule=REPLACED, message=message))
    return check(REPLACED, failures, {"compared": compared}), findings


def _pairs(now: Sequence[Holding], before: Sequence[Holding]) -> Iterator[tuple[Holding, Holding]]:
    """Each new delivery with the one of its place, or, of another name, with the last one of its kind that is gone."""
    known = {holding.sha256 for holding in before}
    here = {holding.sha256 for holding in now}
    paths = {(holding.quarter, holding.name): holding for holding in before}
    kept = {(holding.quarter, holding.name) for holding in now}
    gone = [holding for holding in before if holding.sha256 not in here and (holding.quarter, holding.name) not in kept]
    for new in now:
        if new.sha256 in known:
            continue
        old = paths.get((new.quarter, new.name))
        if old is None:
            old = next(
                (item for item in reversed(gone) if item.quarter == new.quarter and item.kinds & new.kinds), None
            )
        if old is not None:
            yield new, old


def _of(holding: Holding, kind: str) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for content in holding.contents:
        if content.kind == kind:
            found[content.measure, content.column].append(content.value)
    return found


def _less(new: dict[tuple[str, str], list[str]], old: dict[tuple[str, str], list[str]]) -> Iterator[Sentence]:
    for (measure, column), values in old.items():
        present = new.get((measure, column), [])
        if measure == PROGRAM:
            if missing := sorted(set(values) - set(present)):
                yield say("without program {programs}", programs=", ".join(missing))
        elif not present:
            continue
        elif measure == LAST:
            if present[0] < values[0]:
                yield say("last {column} {now} instead of {before}", column=column, now=present[0], before=values[0])
        elif Decimal(present[0]) < Decimal(values[0]):
            what = say("rows") if measure == ROWS else say("total of {column}", column=column)
            yield say("{what} {now} instead of {before}", what=what, now=present[0], before=values[0])
