"""What `triwulan check` tells of contradictions is of the unit that is checked, not of a report that had them."""

from __future__ import annotations

import re
from io import StringIO
from types import SimpleNamespace
from typing import Any

from rich.console import Console

from orchestration.checks.evidence import CheckResult
from orchestration.publication.judging.contradictions import catalogue
from orchestration.run import telling


def told(*failed: str) -> str:
    names = {name for family in catalogue().keluarga for name in family.pemeriksaan}
    checks = [CheckResult(name, "", "report", "accuracy", "error", name not in failed) for name in names]
    outcome: Any = SimpleNamespace(checks=checks, findings=[])
    written = StringIO()
    telling._print_contradictions(Console(file=written, width=200), outcome, publish=False)
    return written.getvalue()


def test_a_family_that_held_is_one_line_without_figures_of_others() -> None:
    said = told()
    assert len(said.splitlines()) == 1 + len(catalogue().keluarga)
    assert not re.search(r"\b[A-K][0-9]|[0-9]{2}|because", said)


def test_a_family_that_did_not_hold_says_why_without_figures_of_others() -> None:
    said = told(*(name for family in catalogue().keluarga for name in family.pemeriksaan))
    assert said.count("because") == len(catalogue().keluarga)
    assert not re.search(r"\b[A-K][0-9]|[1-9][0-9]", said)
