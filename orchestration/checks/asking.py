"""Warnings as questions: each has a key, by which a person answers it.

Belongs here: what makes two warnings one, and the key. Not here: the answers (release/answers.py).

A key is made of what the warning rests on: its rule, the SHA-256 of the delivery, the sheet, the rows, the column and
the values. Another delivery, another value or another row is another question, so an answer given before is void.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from orchestration.checks.evidence import Finding, grouped

KEY = r"[0-9a-f]{8}"
"""The form of a key."""


@dataclass(frozen=True)
class Question:
    """A warning and its key.

    Attributes:
        key: eight hexadecimal digits.
        finding: the cause, with the number of its rows.
    """

    key: str
    finding: Finding


def questions(findings: Iterable[Finding], files: Callable[[str], list[str]]) -> list[Question]:
    """The warnings among findings: one a cause, where its first stood.

    Args:
        findings: all that was found, row by row.
        files: gives the name by which a finding calls a delivery with the SHA-256 of what was delivered under it.
    """
    return [Question(_key(found, files(found[0].delivery)), _one(found)) for found in _causes(findings).values()]


def unanswered(
    findings: Sequence[Finding], files: Callable[[str], list[str]], answered: Collection[str]
) -> list[Finding]:
    """The findings without the warnings whose question somebody has answered.

    Args:
        findings: all that was found, row by row.
        files: as of `questions`.
        answered: keys.
    """
    settled = {cause for cause, found in _causes(findings).items() if _key(found, files(found[0].delivery)) in answered}
    return [one for one in findings if one.severity != "warning" or _cause(one) not in settled]


def _causes(findings: Iterable[Finding]) -> dict[tuple[str, ...], list[Finding]]:
    """The warnings among findings by their cause."""
    members: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        if finding.severity == "warning":
            members.setdefault(_cause(finding), []).append(finding)
    return members


def _one(found: list[Finding]) -> Finding:
    cause = grouped(found)
    return replace(cause[0], rows=sum(finding.rows for finding in cause))


def _cause(finding: Finding) -> tuple[str, ...]:
    """What findings of one cause have in common; what names no row is a cause of its own by what it says."""
    alone = () if finding.row is not None else (finding.value, finding.basis or finding.message)
    return (finding.rule, finding.delivery, finding.sheet, finding.column, *alone)


def _key(found: list[Finding], sha256: list[str]) -> str:
    first = found[0]
    places = sorted({(finding.row or 0, finding.value, finding.basis) for finding in found})
    # A sentence is part of the key only where nothing else tells one warning from another: words change with versions.
    told = "" if first.delivery or first.column or first.value or first.row or first.basis else first.message
    basis = [first.rule, sha256 or [first.delivery], first.sheet, first.column, places, told]
    return hashlib.sha256(json.dumps(basis, ensure_ascii=False).encode("utf-8")).hexdigest()[:8]


def delivered_as(deliveries: Mapping[str, str]) -> Callable[[str], list[str]]:
    """The SHA-256 behind the names that findings use, by landing path: `file.csv`, `2025-TW1/file.csv`, or several."""
    named: dict[str, set[str]] = {}
    for path, sha256 in deliveries.items():
        for name in (path, path.rpartition("/")[2]):
            named.setdefault(name, set()).add(sha256)

    def files(label: str) -> list[str]:
        if label in named:
            return sorted(named[label])
        return sorted({sha256 for part in label.split("; ") for sha256 in named.get(part, ())})

    return files
