"""The guides name files and folders that are there."""

from __future__ import annotations

import re

import pytest

from orchestration.workspace.settings import PROJECT

PATH = re.compile(r"`((?:orchestration|dbt_project|sources|reports|tests|findings)/[^`\s]*)`")
MADE = "reports/releases/"
"""What a run makes."""


def named(guide: str) -> list[str]:
    """Paths in a guide, without those with a word in capitals, which the reader replaces."""
    found = PATH.findall((PROJECT / guide).read_text(encoding="utf-8"))
    return [path for path in found if not re.search(r"[A-Z]{2,}|[*<]", path) and not path.startswith(MADE)]


@pytest.mark.parametrize(("guide", "least"), [("README.md", 10), ("CONTRIBUTING.md", 25)])
def test_every_path_in_a_guide_exists(guide: str, least: int) -> None:
    paths = named(guide)
    assert len(paths) >= least
    assert [path for path in paths if not (PROJECT / path).exists()] == []
