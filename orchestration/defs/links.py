"""Links from Dagster's interface to the desk, where the same is read without engineering names.

Belongs here: which page of the desk shows what an asset holds. Not here: the pages (desk/), and links to what has no
page, which name a file.
"""

from __future__ import annotations

import os
from typing import Any

import dagster as dg

from orchestration.defs.speaking import shown
from orchestration.language.sentences import say

LINEAGE = "/silsilah"
"""The page of columns; a table's name is an anchor in it."""


def url(path: str) -> dg.MetadataValue | None:
    """A page of the desk; None where Dagster was not started beside one."""
    desk = os.environ.get("TRIWULAN_MEJA")
    return dg.MetadataValue.url(f"{desk}{path}") if desk else None


def at_desk(path: str = "/") -> dict[str, Any]:
    """The metadata that lead to a page of the desk; none where there is no desk."""
    found = url(path)
    return {} if found is None else {shown(say("at the desk")): found}


def of_quarter(quarter: str, *more: str) -> dict[str, Any]:
    """The metadata that lead to a quarter's page, or to one below it."""
    return at_desk("/".join(("/triwulan", quarter, *more)))
